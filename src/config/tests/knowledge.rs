//! The knowledge base and searching in `[portal]`.

use std::path::Path;

use super::{check, good};

const PORTAL: &str = "[portal]\nurl = 'https://help.example'\n";

#[test]
fn what_is_wrong() {
    let portal = |lines: &str, expected: &str| check(&format!("{PORTAL}{lines}"), expected);
    portal("knowledge = 'templates'\nknowledge_for = 'anyone'\nsearch = false", "");
    portal(
        "knowledge = 'nowhere'",
        "3:13 error: there is no directory /desk/nowhere (make it, with a directory for each language: knowledge/en/reset-the-gripper.md)",
    );
    portal(
        "knowledge_for = 'anyone'",
        "3:17 error: `knowledge_for` says who reads articles, but there are none \
         (add knowledge = \"knowledge\", the directory with LANGUAGE/NAME.md, or remove it)",
    );
    portal(
        "knowledge = 'templates'\nknowledge_for = 'signed_in'",
        "4:17 error: `signed_in` is an unknown value for `knowledge_for` (did you mean \"signed-in\"?)",
    );
    portal(
        "search = 'no'",
        "3:10 error: `search` must be true or false, without quotes, not text (write search = false)",
    );
}

#[test]
fn what_is_right() {
    let site = |lines: &str| good(&format!("{PORTAL}{lines}")).site.unwrap();
    assert!(site("").search && site("").knowledge.is_none() && !site("search = false").search);
    let knowledge = site("knowledge = 'templates'").knowledge.unwrap();
    assert_eq!((knowledge.directory.as_path(), knowledge.only_signed_in), (Path::new("/desk/templates"), false));
    assert!(site("knowledge = 'templates'\nknowledge_for = 'signed-in'").knowledge.unwrap().only_signed_in);
}
