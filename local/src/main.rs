//! The command `local-cognito`.

use std::process::ExitCode;

fn main() -> ExitCode {
    local_cognito::host::run(std::env::args().skip(1))
}
