//! The files that follow from the table of error codes are up to date.

#[path = "generated/files.rs"]
mod files;

#[test]
fn generated_files_follow_the_table() {
    for (path, text) in files::all() {
        assert_eq!(
            std::fs::read_to_string(path).unwrap_or_default(),
            text,
            "{path}: cargo run --example generate"
        );
    }
}
