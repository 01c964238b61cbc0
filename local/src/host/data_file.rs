//! The file in which the state survives a restart.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

pub(super) struct DataFile {
    path: PathBuf,
}

impl DataFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// What was saved, or nothing on the first start.
    pub(super) fn read(&self) -> Result<Option<String>, String> {
        match std::fs::read_to_string(&self.path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("cannot read {}: {error}", self.path.display())),
        }
    }

    /// Replaces the file as a whole: whoever reads it sees the old state or the new one.
    pub(super) fn write(&self, text: &str) -> Result<(), String> {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let beside = self.path.with_file_name(name);
        let written = private_file(&beside)
            .and_then(|mut file| {
                file.write_all(text.as_bytes())?;
                file.sync_all()
            })
            .and_then(|()| std::fs::rename(&beside, &self.path));
        written.map_err(|error| format!("cannot write {}: {error}", self.path.display()))
    }
}

/// It holds the keys that sign tokens, so only its owner may read it.
fn private_file(path: &PathBuf) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
