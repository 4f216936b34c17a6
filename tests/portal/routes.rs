//! All routes of the portal, once. A route that isn't here fails the tests, so none can be forgotten.

/// A route.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    /// As the portal names it.
    pub(crate) pattern: &'static str,
    pub(crate) get: bool,
    pub(crate) post: bool,
}

const fn both(pattern: &'static str) -> Route {
    Route { pattern, get: true, post: true }
}

const fn only_get(pattern: &'static str) -> Route {
    Route { pattern, get: true, post: false }
}

pub(crate) const ROUTES: [Route; 26] = [
    only_get("/"),
    both("/in"),
    Route { pattern: "/in/oidc", get: false, post: true },
    only_get("/in/oidc/back"),
    both("/in/{token}"),
    Route { pattern: "/out", get: false, post: true },
    both("/new"),
    only_get("/new/suggest"),
    only_get("/kb"),
    both("/kb/{slug}"),
    both("/me"),
    both("/r/{token}/{score}"),
    both("/t/{reference}"),
    only_get("/t/{reference}/files"),
    only_get("/t/{reference}/f/{comment}/{place}"),
    only_get("/desk"),
    both("/desk/t/{reference}"),
    only_get("/desk/t/{reference}/f/{comment}/{place}"),
    both("/desk/new"),
    both("/desk/mail/{number}"),
    only_get("/desk/mail/{number}/raw"),
    only_get("/desk/mail/{number}/html"),
    both("/desk/house"),
    only_get("/assets/{name}"),
    only_get("/live"),
    only_get("/robots.txt"),
];

/// What stands in the braces of patterns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filled<'a> {
    pub(crate) reference: &'a str,
    pub(crate) comment: &'a str,
    pub(crate) mail: &'a str,
    pub(crate) asset: &'a str,
}

impl Default for Filled<'_> {
    fn default() -> Self {
        Self { reference: "HD-00001", comment: "1", mail: "1", asset: "portal.css" }
    }
}

impl Route {
    pub(crate) fn path(self, filled: Filled<'_>) -> String {
        self.pattern
            .replace("{reference}", filled.reference)
            .replace("{comment}", filled.comment)
            .replace("{place}", "0")
            .replace("{number}", filled.mail)
            .replace("{name}", filled.asset)
            .replace("{slug}", "reset")
            .replace("{score}", "4")
            .replace("{token}", &"a".repeat(64))
    }
}

#[test]
fn every_route_is_in_the_table() {
    let source = include_str!("../../src/portal/routes.rs");
    let one_line: String = source.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(");
    let mut found: Vec<String> = Vec::new();
    for rest in one_line.split(".route(\"").skip(1) {
        let (pattern, rest) = rest.split_once('"').unwrap();
        let methods = rest.split(".route(").next().unwrap().split(".fallback").next().unwrap();
        found.push(format!("{pattern} {} {}", methods.contains("get("), methods.contains("post(")));
    }
    let told = ROUTES.map(|route| format!("{} {} {}", route.pattern, route.get, route.post));
    assert_eq!(found, told, "left: src/portal/routes.rs, right: the table that all tests of routes go through");
}
