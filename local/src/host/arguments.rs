//! The command line.

use std::path::PathBuf;

pub(super) const USAGE: &str = "\
Usage: local-cognito [--config FILE] [--port N] [--url URL] [--data FILE]

A local Amazon Cognito user pool on http://127.0.0.1, for development and tests.

  --config FILE  pools, app clients, groups and users in TOML; without it a built-in example
  --port N       the port to listen on: 9229 by default, 0 for any free one
  --url URL      where callers reach the server, if not at the address above; it begins the issuer of every token
  --data FILE    keep users, keys and sign-ins here, so that they survive a restart
  --help         show this text";

const DEFAULT_PORT: u16 = 9229;

pub(super) enum Command {
    Serve(Arguments),
    Help,
}

pub(super) struct Arguments {
    pub(super) config: Option<PathBuf>,
    pub(super) port: u16,
    pub(super) url: Option<String>,
    pub(super) data: Option<PathBuf>,
}

impl Command {
    /// Flags take their value as the next word, or after `=`.
    pub(super) fn parse(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Arguments { config: None, port: DEFAULT_PORT, url: None, data: None };
        let mut words = words;
        while let Some(word) = words.next() {
            if word == "--help" || word == "-h" {
                return Ok(Self::Help);
            }
            let (flag, inline) = match word.split_once('=') {
                Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
                None => (word, None),
            };
            if !["--config", "--port", "--url", "--data"].contains(&flag.as_str()) {
                return Err(format!("unknown argument {flag}"));
            }
            let value = inline.or_else(|| words.next()).filter(|value| !value.is_empty());
            let value = value.ok_or_else(|| format!("{flag} needs a value"))?;
            match flag.as_str() {
                "--config" => arguments.config = Some(value.into()),
                "--data" => arguments.data = Some(value.into()),
                "--url" => arguments.url = Some(absolute_url(value)?),
                _ => arguments.port = value.parse().map_err(|_| "--port needs a number from 0 to 65535")?,
            }
        }
        Ok(Self::Serve(arguments))
    }
}

fn absolute_url(value: String) -> Result<String, String> {
    let rest = value.strip_prefix("http://").or_else(|| value.strip_prefix("https://"));
    let sound = rest.is_some_and(|rest| !rest.is_empty() && !rest.contains([' ', '?', '#']));
    if sound { Ok(value) } else { Err("--url needs an absolute http or https URL".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Command, String> {
        Command::parse(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn flags_are_read_in_both_forms() {
        let Ok(Command::Serve(arguments)) = parse(&["--port", "0", "--config=a.toml", "--url=http://x:1/"])
        else {
            panic!("refused");
        };
        assert_eq!(arguments.port, 0);
        assert_eq!(arguments.config, Some("a.toml".into()));
        assert_eq!(arguments.url.as_deref(), Some("http://x:1/"));
        assert!(matches!(parse(&["--help"]), Ok(Command::Help)));
        assert!(matches!(parse(&[]), Ok(Command::Serve(Arguments { port: 9229, .. }))));
    }

    #[test]
    fn mistakes_are_named() {
        for (words, expected) in [
            (vec!["--colour", "red"], "unknown argument --colour"),
            (vec!["extra"], "unknown argument extra"),
            (vec!["--port"], "--port needs a value"),
            (vec!["--port", "70000"], "--port needs a number"),
            (vec!["--config="], "--config needs a value"),
            (vec!["--url", "localhost:1"], "--url needs an absolute"),
        ] {
            let problem = parse(&words).err().unwrap();
            assert!(problem.contains(expected), "{problem}");
        }
    }
}
