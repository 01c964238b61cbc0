//! The command around the service: its arguments, its data file, its clock and randomness, its listener.

mod arguments;
mod data_file;
mod hooks;
mod listener;
mod system;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::config::{Config, SEED};
use crate::service::Service;
use arguments::{Arguments, Command};
use data_file::DataFile;
use system::{SystemRandom, system_time};

/// Runs the command with these arguments until it is told to stop.
pub fn run(arguments: impl Iterator<Item = String>) -> ExitCode {
    let result = match Command::parse(arguments) {
        Ok(Command::Help) => {
            say(arguments::USAGE);
            return ExitCode::SUCCESS;
        }
        Ok(Command::Serve(arguments)) => serve(&arguments),
        Err(problem) => {
            complain(&format!("{problem}\n\n{}", arguments::USAGE));
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(&problem);
            ExitCode::FAILURE
        }
    }
}

fn serve(arguments: &Arguments) -> Result<(), String> {
    let config = read_config(arguments.config.as_ref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start the runtime: {error}"))?;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
        let socket =
            tokio::net::TcpListener::bind(address).await.map_err(|error| busy(&error, arguments.port))?;
        let port = socket.local_addr().map_err(|error| error.to_string())?.port();
        let here = format!("http://127.0.0.1:{port}");
        let public_url = arguments.url.as_deref().unwrap_or(&here);
        let data = arguments.data.clone().map(DataFile::new);
        let saved = data.as_ref().map(DataFile::read).transpose()?.flatten();
        let service = Service::new(config, public_url, saved.as_deref(), system_time(), &mut SystemRandom)
            .map_err(|error| error.to_string())?;
        let stop = system::stop_signal()?;
        say(&format!("local-cognito listening on {here}"));
        listener::serve(socket, service, data, stop).await
    })
}

fn read_config(path: Option<&PathBuf>) -> Result<Config, String> {
    let (name, text) = match path {
        None => ("the built-in seed".to_owned(), SEED.to_owned()),
        Some(path) => {
            let name = path.display().to_string();
            let text =
                std::fs::read_to_string(path).map_err(|error| format!("cannot read {name}: {error}"))?;
            (name, text)
        }
    };
    Config::parse(&text).map_err(|error| format!("{name}: {error}"))
}

fn busy(error: &std::io::Error, port: u16) -> String {
    if error.kind() == std::io::ErrorKind::AddrInUse {
        format!(
            "port {port} is in use: stop the other program, or choose a port with --port (0 takes any free one)"
        )
    } else {
        format!("cannot listen on port {port}: {error}")
    }
}

/// The one line that the command prints. A closed output must not stop the server.
fn say(text: &str) {
    let mut output = std::io::stdout().lock();
    let _closed = writeln!(output, "{text}").and_then(|()| output.flush());
}

/// Problems go to standard error.
fn complain(problem: &str) {
    let _closed = writeln!(std::io::stderr().lock(), "local-cognito: {problem}");
}
