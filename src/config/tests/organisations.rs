//! The faults of organisations: one line for the text, one for the expected fault.

use super::check;

#[test]
fn organisations() {
    let one = |lines: &str, expected: &str| check(&format!("[[organisation]]\nname = 'acme'\n{lines}"), expected);
    one("domains = ['acme.example']", "");
    check(
        "[[organisation]]\ndomains = ['a.example']",
        "1:1 error: [organisation] has no `name` (write name = \"acme\")",
    );
    one("", "2:8 error: organisation `acme` has no members (write domains = [\"acme.example\"])");
    one("domains = ['acme example']", "3:12 error: `acme example` is not a domain name (write acme.example)");
    one(
        "domains = ['GMX.de']\nshares = true",
        "3:12 warning: anybody can get an address at gmx.de and would see the tickets of this organisation \
         (list single addresses in members)",
    );
    let two = |lines: &str, expected: &str| {
        one(&format!("domains = ['acme.example']\nmembers = ['x@y.example']\n[[organisation]]\n{lines}"), expected);
    };
    two(
        "name = 'acme'\ndomains = ['b.example']",
        "6:8 error: there are two organisations `acme` (give one of them another name)",
    );
    two(
        "name = 'bolt'\ndomains = ['Acme.example']",
        "7:12 error: acme.example belongs to `acme` already \
         (leave it out in one of them. Single addresses go into members)",
    );
    two(
        "name = 'bolt'\nmembers = ['X@y.example']",
        "7:12 error: X@y.example belongs to `acme` already (leave it out in one of them)",
    );
}
