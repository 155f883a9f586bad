//! Chancery, the program: see the library of the same name.

use std::process::ExitCode;

// Several threads make and drop small lists all the time, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    chancery::cli::main()
}
