//! What went wrong, to which thing, and what to do: in that order, at the end of the output.

use std::{fmt, io};

use super::{Context, Exit};
use crate::store::StoreError;

/// A failure with a stable code, a message and a hint.
#[derive(Debug)]
pub(crate) struct Problem {
    code: &'static str,
    message: String,
    hint: Option<String>,
    exit: Exit,
}

impl Problem {
    /// A failure that ends the command with [`Exit::Failed`].
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Problem {
        Problem { code, message: message.into(), hint: None, exit: Exit::Failed }
    }

    /// Says what to do.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = Some(hint.into());
        self
    }

    /// Ends the command in another way.
    pub(crate) fn exit(mut self, exit: Exit) -> Problem {
        self.exit = exit;
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

/// Prints a failure and says how the program ends.
pub(crate) fn report(error: &anyhow::Error, context: &Context) -> Exit {
    if error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    }) {
        // The reader of our output has what it wanted: `chancery timeline | head`.
        return Exit::Done;
    }
    let (code, hint, exit) = if let Some(problem) = error.downcast_ref::<Problem>() {
        (problem.code, problem.hint.as_deref(), problem.exit)
    } else if let Some(error) = error.downcast_ref::<StoreError>() {
        of_store(error)
    } else {
        ("E-FAILED", None, Exit::Failed)
    };
    let message = format!("{error:#}");
    if context.json {
        eprintln!("{}", body(code, &message, hint, exit));
    } else {
        let paint = &context.err;
        eprintln!("{} {message} {}", paint.error("error:"), paint.dim(&format!("({code})")));
        if let Some(hint) = hint {
            eprintln!("  {} {hint}", paint.bold("try:"));
        }
    }
    exit
}

/// Prints what is wrong with a command line as JSON.
pub(crate) fn report_usage(error: &clap::Error) {
    let said = error.render().to_string();
    let message =
        said.lines().take_while(|line| !line.is_empty()).map(str::trim).collect::<Vec<_>>().join(" ");
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    eprintln!("{}", body("E-USAGE", message, Some("`--help` says how the command is used"), Exit::Usage));
}

fn body(code: &str, message: &str, hint: Option<&str>, exit: Exit) -> serde_json::Value {
    serde_json::json!({
        "ok": false, "status": exit as u8,
        "error": { "code": code, "message": message, "hint": hint },
    })
}

/// Code, hint and exit of what the database says.
fn of_store(error: &StoreError) -> (&'static str, Option<&'static str>, Exit) {
    match error {
        StoreError::Missing(_) => (
            "E-DB-MISSING",
            Some(
                "`chancery add PATH` makes one from reports, `--db FILE` names another, `chancery demo` shows one",
            ),
            Exit::Failed,
        ),
        StoreError::Foreign(_) => ("E-DB-FOREIGN", Some("name another file with --db"), Exit::Failed),
        StoreError::Newer { .. } => (
            "E-SCHEMA-NEWER",
            Some("install the newer version of the program, or restore a backup"),
            Exit::Damaged,
        ),
        StoreError::Busy => ("E-DB-BUSY", Some("run it again when the other is done"), Exit::Busy),
        StoreError::Full(_) => (
            "E-DISK-FULL",
            Some("make room and run the same command again: it goes on from where it stopped"),
            Exit::Failed,
        ),
        StoreError::ReadOnly(..) => (
            "E-READ-ONLY",
            Some("check the rights of the file and its folder, or name another with --db"),
            Exit::Failed,
        ),
        StoreError::Disk(..) => (
            "E-DISK",
            Some(
                "check the disk and its free space, then run the same command again; --db names another file",
            ),
            Exit::Failed,
        ),
        StoreError::Damaged(_) | StoreError::Unreadable(_) => (
            "E-DB-DAMAGED",
            Some("restore a backup; `sqlite3 FILE .recover` saves what can be saved"),
            Exit::Damaged,
        ),
        StoreError::Sql(_) => ("E-DB", None, Exit::Failed),
    }
}
