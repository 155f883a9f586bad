//! `chancery serve`: the pages over a database, for people and programs of this machine.

use std::{
    io::Write,
    net::{IpAddr, Ipv4Addr},
};

use super::{Context, Exit};
use crate::desk;

/// Serve the pages of a database on this machine.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery serve                           http://127.0.0.1:8484, for this machine only
  chancery serve --port 0                  any free port
  chancery serve --set-password < secret   before a server that other machines can reach
  chancery serve --host 0.0.0.0 --allowed-host desk.example.org")]
pub(crate) struct Args {
    /// The address to listen on; anything but loopback asks for a password
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_name = "ADDRESS")]
    host: IpAddr,
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 8484)]
    port: u16,
    /// The host name that visitors of other machines use
    #[arg(long, value_name = "NAME")]
    allowed_host: Option<String>,
    /// Show, and take no judgements
    #[arg(long)]
    read_only: bool,
    /// Read a password from standard input, keep its hash beside the database, and stop
    #[arg(long)]
    set_password: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if args.set_password {
        let mut password = String::new();
        std::io::stdin().read_line(&mut password)?;
        let file = desk::set_password(&context.db, password.trim_end_matches(['\r', '\n']))?;
        eprintln!("the hash of the password stands in {}", file.display());
        return Ok(Exit::Done);
    }
    let lexicon = context.lexicon()?;
    let options = desk::Options {
        db: context.db.clone(),
        host: args.host,
        port: args.port,
        allowed_host: args.allowed_host.clone(),
        read_only: args.read_only,
    };
    desk::serve(options, lexicon, |address| {
        let address = format!("http://{address}/");
        if context.json {
            println!("{}", serde_json::json!({ "address": address }));
        } else {
            println!("{address}");
        }
        let _ = std::io::stdout().flush();
        if !context.quiet {
            eprintln!("serving {}; press Ctrl-C to stop", context.db.display());
        }
    })?;
    Ok(Exit::Done)
}
