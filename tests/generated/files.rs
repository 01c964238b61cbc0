//! The files that follow from the table of error codes.

use std::fmt::Write as _;

use cognito_wasm::error::CODES;

const NOTE: &str = "Generated from src/error/table.rs by `cargo run --example generate`.";

/// Paths from the project's root, and what stands in them.
pub(crate) fn all() -> [(&'static str, String); 3] {
    [("src/js/errors.js", sentences()), ("src/js/errors.d.ts", union()), ("docs/errors.md", page())]
}

/// What has happened and what to do, for the loader.
fn sentences() -> String {
    let mut text = format!("// {NOTE}\nexport const SENTENCES = {{\n");
    for code in CODES {
        let _ = writeln!(text, "  {}: [{:?}, {:?}],", code.as_str(), code.meaning(), code.advice());
    }
    text + "};\n"
}

fn union() -> String {
    let mut text = format!(
        "// {NOTE}\n\n/** A stable name for each way of failing; docs/errors.md explains them. */\nexport type ErrorCode =\n"
    );
    for code in CODES {
        let _ = writeln!(text, "  /** {} {} */\n  | {:?}", code.meaning(), code.advice(), code.as_str());
    }
    text.truncate(text.trim_end().len());
    text + ";\n\nexport declare const SENTENCES: Record<ErrorCode, [meaning: string, advice: string]>;\n"
}

fn page() -> String {
    let mut text = format!(
        "# Errors\n\n<!-- {NOTE} -->\n\nEvery call rejects with a `CognitoError`. Decide by its `code`, which never \
         changes; `retryable` says whether the same call may succeed later. Where Cognito itself refused, `name` and \
         `message` are AWS's own, and `requestId` helps AWS's support.\n"
    );
    let groups = [("Raised by this SDK", false), ("Answered by Cognito", true)];
    for (title, from_service) in groups {
        let _ = write!(
            text,
            "\n## {title}\n\n| Code | What has happened | What to do | Retry |\n|---|---|---|---|\n"
        );
        for code in CODES.iter().filter(|code| code.is_service_name() == from_service) {
            let retry = if code.is_retryable() { "yes" } else { "" };
            let _ =
                writeln!(text, "| `{}` | {} | {} | {retry} |", code.as_str(), code.meaning(), code.advice());
        }
    }
    text
}
