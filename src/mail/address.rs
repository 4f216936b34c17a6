//! E-mail addresses, and the people's names beside them. An [`Address`] cannot hold CR, LF, NUL or a blank.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::clean::{hides, one_line, truncated};

/// The longest address taken, in bytes (RFC 5321 §4.5.3.1: 64 + 1 + 255).
const MAX_BYTES: usize = 320;
/// The longest display name kept, in bytes; longer ones are cut.
const MAX_NAME_BYTES: usize = 200;

/// An address as `local@domain`, the domain in lower case, the local part as written.
///
/// Two addresses are equal when they are so without regard to case, and to how their domain is written (RFC 5890: `bücher`
/// is `xn--bcher-kva`): RFC 5321 allows case-sensitive local parts, no
/// mail provider has them, and people do write themselves both ways.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    written: String,
    key: String,
}

impl Address {
    /// Takes `local@domain`; `None` when there is no local part, a control, a blank or an invisible character in it, or it is
    /// too long. Its domain must be one that mail can go to: at least two labels, and no number of a network. Broken but
    /// deliverable forms (`a..b@x.example`, RFC 5321 forbids them, carriers hand them out) are taken.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let domain = domain.trim_end_matches('.');
        let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
        let harmless = |c: char| {
            !c.is_control() && !c.is_whitespace() && !hides(c) && !matches!(c, '<' | '>' | ',' | ';' | '(' | ')')
        };
        let local_ok =
            !local.is_empty() && local.chars().all(|c| harmless(c) && (quoted || !matches!(c, '@' | '"' | '\\')));
        let domain_ok = is_domain(domain) && domain.chars().all(|c| harmless(c) && !matches!(c, '"' | '\\'));
        if !local_ok || !domain_ok || text.len() > MAX_BYTES {
            return None;
        }
        let lower = |text: &str| if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
        let domain = lower(domain);
        let key = [&lower(local), "@", &domain_key(&domain)].concat();
        Some(Self { key, written: [local, "@", &domain].concat() })
    }

    /// The address as it is written into letters.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The form to compare and to store by: all lower case, an internationalised domain in its ASCII form.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What stands before the last `@`.
    pub fn local(&self) -> &str {
        self.written.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// Whether mail to it comes in at `mailbox`: it is that address, or one of its plus-addresses.
    pub fn comes_in_at(&self, mailbox: &Self) -> bool {
        let base = || self.local().split_once('+').map_or("", |(base, _)| base);
        self == mailbox || self.domain() == mailbox.domain() && mailbox.local().eq_ignore_ascii_case(base())
    }

    /// Whether both are one mailbox, as far as that is known without asking its server: plus-addresses, and the names and dots
    /// that Google does not tell apart. Only for somebody who shows a token of ours: other providers may tell them apart.
    pub fn is_same_mailbox(&self, other: &Self) -> bool {
        self == other || self.mailbox_key() == other.mailbox_key()
    }

    /// The same for all addresses of one mailbox.
    pub fn mailbox_key(&self) -> String {
        let (local, domain) = self.key.rsplit_once('@').unwrap_or_default();
        let base = local.split_once('+').map_or(local, |(base, _)| base);
        match domain {
            _ if base.is_empty() || base.starts_with('"') => self.key.clone(),
            "gmail.com" | "googlemail.com" => format!("{}@gmail.com", base.replace('.', "")),
            _ => format!("{base}@{domain}"),
        }
    }

    /// What stands behind the last `@`, lower case, an internationalised domain in its ASCII form.
    pub fn domain(&self) -> &str {
        self.key.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// Whether it can be a domain of the Internet: two labels or more, none of them empty, and a last one that is no number.
/// `[192.0.2.1]` is none: no helpdesk writes to a bare machine.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| !label.is_empty() && !label.contains(['[', ']', ':']);
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.') && domain.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
impl Eq for Address {}
impl std::hash::Hash for Address {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}
impl PartialOrd for Address {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Address {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.written
    }
}

impl TryFrom<String> for Address {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} isn't an email address"))
    }
}

/// A domain as addresses have it in their keys: lower case, an internationalised one in its ASCII form.
pub fn domain_key(domain: &str) -> String {
    let lower = domain.to_lowercase();
    if lower.is_ascii() { lower } else { idna::domain_to_ascii(&lower).unwrap_or(lower) }
}

/// A display name with its address (what RFC 5322 §3.4 calls a mailbox; here a mailbox is an account that we read).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    name: String,
    /// Where mail for this contact goes.
    pub address: Address,
}

impl Contact {
    /// A contact; the name is made one harmless line, and may be empty.
    pub fn new(name: &str, address: Address) -> Self {
        let name = one_line(name);
        Self { name: truncated(&name, MAX_NAME_BYTES).trim_end().to_owned(), address }
    }

    /// The display name, perhaps empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How to call them: the name, or else the address.
    pub fn display(&self) -> &str {
        if self.name.is_empty() { self.address.as_str() } else { &self.name }
    }
}

impl fmt::Display for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() { write!(f, "{}", self.address) } else { write!(f, "{} <{}>", self.name, self.address) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_an_address() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(Address::parse(text).as_ref().map(Address::as_str), expected, "{text:?}")
        };
        check("ada@customer.example", Some("ada@customer.example"));
        check(" Ada@Customer.Example. ", Some("Ada@customer.example"));
        check("a..b@docomo.example", Some("a..b@docomo.example"));
        check("\"a@b\"@x.example", Some("\"a@b\"@x.example"));
        check("root@localhost", None);
        check("ada@customer..example", None);
        check("ada@.example", None);
        check("ada@[192.0.2.1]", None);
        check("ada@[IPv6:2001:db8::1]", None);
        check("ada@192.0.2.1", None);
        check("ada@xn--mller-kva.example", Some("ada@xn--mller-kva.example"));
        check("ada@4you.example", Some("ada@4you.example"));
        for invisible in [
            '\u{200B}',
            '\u{200D}',
            '\u{202E}',
            '\u{2066}',
            '\u{AD}',
            '\u{FEFF}',
            '\u{61C}',
            '\u{3164}',
            '\u{E0041}',
            '\u{FE0F}',
        ] {
            check(&format!("ad{invisible}a@customer.example"), None);
            check(&format!("ada@cust{invisible}omer.example"), None);
        }
        check("grün@straße.example", Some("grün@straße.example"));
        check("", None);
        check("@x.example", None);
        check("x@", None);
        check("x@.", None);
        check("no at sign", None);
        check("a b@x.example", None);
        check("a@b@x.example", None);
        check("a\r\nBcc: x@x.example", None);
        check("<a@x.example>", None);
        check(&format!("{}@x.example", "a".repeat(400)), None);
    }

    #[test]
    fn case_does_not_tell_people_apart() {
        assert_eq!(Address::parse("Ada@X.example"), Address::parse("ada@x.EXAMPLE"));
    }

    #[test]
    fn a_domain_is_one_in_both_scripts() {
        let check = |one: &str, other: &str, expected: bool| {
            let (one, other) = (Address::parse(one).unwrap(), Address::parse(other).unwrap());
            assert_eq!(one == other, expected, "{one} {other}");
            assert_eq!(one.domain() == other.domain(), expected, "{one} {other}");
        };
        check("info@bücher.example", "info@xn--bcher-kva.example", true);
        check("info@BÜCHER.example", "Info@XN--BCHER-KVA.example.", true);
        check("info@straße.example", "info@xn--strae-oqa.example", true);
        check("info@bücher.example", "info@bucher.example", false);
        let address = Address::parse("info@bücher.example").unwrap();
        assert_eq!((address.as_str(), address.key()), ("info@bücher.example", "info@xn--bcher-kva.example"));
    }

    #[test]
    fn one_mailbox_has_several_addresses() {
        let check = |one: &str, other: &str, expected: bool| {
            let (one, other) = (Address::parse(one).unwrap(), Address::parse(other).unwrap());
            assert_eq!(one.is_same_mailbox(&other), expected, "{one} {other}");
        };
        check("ada+x@a.example", "ada@a.example", true);
        check("ada+x@a.example", "Ada+y@a.example", true);
        check("ada@a.example", "ada@b.example", false);
        check("jo.k@googlemail.com", "jok+desk@gmail.com", true);
        check("jo.k@gmail.example", "jok@gmail.example", false);
        check("+x@a.example", "+y@a.example", false);
    }

    #[test]
    fn a_name_cannot_inject_a_header() {
        let contact = Contact::new("Eve\r\nBcc: all@x.example", Address::parse("e@x.example").unwrap());
        assert_eq!(contact.name(), "Eve Bcc: all@x.example");
    }
}
