//! `chancery man`.

use super::{Context, Exit, command, term};

/// The manual page.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  chancery man | man -l -")]
pub(crate) struct Args {
    /// The page of one command
    command: Option<String>,
}

pub(crate) fn run(args: &Args, _: &Context) -> anyhow::Result<Exit> {
    let mut whole = command();
    whole.build();
    let page = match &args.command {
        None => whole,
        Some(name) => whole
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| super::Problem::new("E-COMMAND", format!("no command is called `{name}`")))?,
    };
    let mut roff = Vec::new();
    clap_mangen::Man::new(page).render(&mut roff)?;
    term::print(&String::from_utf8_lossy(&roff))?;
    Ok(Exit::Done)
}
