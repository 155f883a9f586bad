//! `chancery completions SHELL`.

use super::{Context, Exit, command, term};

/// The completions of a shell.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  chancery completions bash > ~/.local/share/bash-completion/completions/chancery"
)]
pub(crate) struct Args {
    /// The shell
    shell: clap_complete::Shell,
}

pub(crate) fn run(args: &Args, _: &Context) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "chancery", &mut script);
    term::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
