//! Writes what follows from the table of error codes: `cargo run --example generate`. With `--check` it only compares.

#[path = "../tests/generated/files.rs"]
mod files;

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    let only_check = std::env::args().any(|argument| argument == "--check");
    for (path, text) in files::all() {
        if std::fs::read_to_string(path).is_ok_and(|written| written == text) {
            continue;
        }
        if only_check {
            return Err(std::io::Error::other(format!(
                "{path} is out of date: cargo run --example generate"
            )));
        }
        std::fs::write(path, text)?;
        writeln!(std::io::stdout(), "wrote {path}")?;
    }
    Ok(())
}
