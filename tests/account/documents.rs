//! `docs/operations.md` has every operation, and its method.

use cognito_wasm::cognito::account::OPERATIONS;

#[test]
fn every_operation_is_in_the_table() {
    let page = include_str!("../../docs/operations.md");
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(rows.len(), 34);
    for operation in OPERATIONS {
        let start = format!("| `{}` |", operation.name());
        let row = rows.iter().find(|row| row.starts_with(&start)).unwrap_or_else(|| panic!("{start}"));
        let method = row.split('|').nth(2).unwrap().trim().trim_matches('`').to_lowercase();
        assert!(method.ends_with(&operation.name().to_lowercase()), "{row}");
    }
}
