//! When a route fits. What it does not name fits everything; of a list one must fit, of different conditions all.

use regex::{Regex, RegexBuilder};

use crate::desk::condition::{FieldValues, any, covers};
use crate::desk::field::{FieldSet, Fields};
use crate::mail::{Address, Contact};

/// The largest program that an expression may become, in bytes.
const MAX_PROGRAM_BYTES: usize = 256 * 1024;
/// The longest expression, in bytes: reading one takes time, too.
const MAX_PATTERN_BYTES: usize = 2000;

/// A mail that opens a ticket, as routes see it.
#[derive(Debug, Clone, Copy)]
pub struct MailToRoute<'a> {
    /// The mailbox it came in by, by its name.
    pub mailbox: &'a str,
    /// Everybody whom it was addressed to.
    pub to: &'a [Contact],
    /// The requester.
    pub from: &'a Address,
    /// Their organisation, by its name.
    pub organisation: Option<&'a str>,
    /// Its subject.
    pub subject: &'a str,
    /// The newly written text.
    pub text: &'a str,
}

/// The condition of a route.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    /// By which mailbox, by their names.
    pub mailboxes: Vec<String>,
    /// To which address. One without `+` stands for all of its plus-addresses, too.
    pub to: Vec<Address>,
    /// From whom.
    pub from: Vec<SenderPattern>,
    /// The organisations of the sender, by their names.
    pub organisations: Vec<String>,
    /// With which subject.
    pub subject: Option<Pattern>,
    /// With which words in subject or text; looked for by [`super::Routes`], for all routes at once.
    pub words: Vec<String>,
    /// With which fields.
    pub fields: FieldValues,
}

/// From whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SenderPattern {
    /// One address.
    Address(Address),
    /// A whole domain, lower case; not those below it.
    Domain(String),
}

/// An expression for subjects, whatever their case.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}
impl Eq for Pattern {}

impl Pattern {
    /// Reads an expression, or tells what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MAX_PATTERN_BYTES {
            return Err("it is too long".to_owned());
        }
        let built = RegexBuilder::new(text).case_insensitive(true).size_limit(MAX_PROGRAM_BYTES).build();
        built.map(Self).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
            // the last line of several says what, the others point at the place
            error => error.to_string().lines().next_back().unwrap_or_default().trim_start_matches("error: ").to_owned(),
        })
    }

    fn fits(&self, subject: &str) -> bool {
        self.0.is_match(subject)
    }
}

impl SenderPattern {
    fn is(&self, address: &Address) -> bool {
        match self {
            Self::Address(own) => own == address,
            Self::Domain(domain) => address.domain() == domain,
        }
    }

    fn covers(&self, other: &Self) -> bool {
        match other {
            Self::Address(address) => self.is(address),
            Self::Domain(_) => self == other,
        }
    }
}

impl Condition {
    /// Whether it fits, but for its words; `fields` are those set so far, and where none is, its default counts.
    pub(super) fn fits(&self, arrival: &MailToRoute<'_>, set: &FieldSet, fields: &Fields) -> bool {
        let default = |name: &str| set.find(name).and_then(|field| field.default.as_deref());
        any(&self.mailboxes, |name| name == arrival.mailbox)
            && any(&self.to, |to| arrival.to.iter().any(|contact| is_recipient(to, &contact.address)))
            && any(&self.from, |from| from.is(arrival.from))
            && any(&self.organisations, |name| Some(name.as_str()) == arrival.organisation)
            && self.subject.as_ref().is_none_or(|pattern| pattern.fits(arrival.subject))
            && self.fields.fit(|name| fields.get(name).or_else(|| default(name)))
    }

    /// Whether it fits whenever the other does. In doubt it does not: fields change from route to route.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let same = |one: &[String], other: &[String]| covers(one, other, PartialEq::eq);
        same(&self.mailboxes, &other.mailboxes)
            && covers(&self.to, &other.to, is_recipient)
            && covers(&self.from, &other.from, SenderPattern::covers)
            && same(&self.organisations, &other.organisations)
            && (self.subject.is_none() || self.subject == other.subject)
            && same(&self.words, &other.words)
            && self.fields.0.is_empty()
    }
}

/// `support@` stands for `support+press@`, too.
fn is_recipient(known: &Address, to: &Address) -> bool {
    to.comes_in_at(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    fn fits(condition: &Condition) -> bool {
        let to = [Contact::new("", address("Support+Press@desk.example")), Contact::new("", address("x@y.example"))];
        let from = address("ada@customer.example");
        let arrival = MailToRoute {
            mailbox: "support",
            to: &to,
            from: &from,
            organisation: Some("acme"),
            subject: "Press 7 stops",
            text: "",
        };
        let mut fields = Fields::default();
        fields.set("category", Some("Robotics/Arm"));
        condition.fits(&arrival, &samples::fields(), &fields)
    }

    fn some(condition: Condition, expected: bool) {
        assert_eq!(fits(&condition), expected, "{condition:?}");
    }

    #[test]
    fn conditions_fit() {
        let texts = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let all = Condition::default;
        some(all(), true);
        some(Condition { mailboxes: texts(&["sales", "support"]), ..all() }, true);
        some(Condition { mailboxes: texts(&["sales"]), ..all() }, false);
        let to = |to: &str| Condition { to: vec![address(to)], ..all() };
        some(to("support+press@desk.example"), true);
        some(to("support@desk.example"), true);
        some(to("support+robot@desk.example"), false);
        some(to("support@other.example"), false);
        let from = |from: SenderPattern| Condition { from: vec![from], ..all() };
        some(from(SenderPattern::Address(address("ADA@customer.example"))), true);
        some(from(SenderPattern::Address(address("bob@customer.example"))), false);
        some(from(SenderPattern::Domain("customer.example".to_owned())), true);
        some(from(SenderPattern::Domain("tomer.example".to_owned())), false);
        some(Condition { organisations: texts(&["acme"]), ..all() }, true);
        some(Condition { organisations: texts(&["bolt"]), ..all() }, false);
        let subject = |pattern: &str| Condition { subject: Some(Pattern::parse(pattern).unwrap()), ..all() };
        some(subject(r"press \d+"), true);
        some(subject(r"^\d+"), false);
        let field = |name: &str, values: &[&str]| Condition {
            fields: FieldValues(vec![(name.to_owned(), texts(values))]),
            ..all()
        };
        some(field("category", &["Data", "Robotics"]), true);
        some(field("category", &["Robotics/Arm"]), true);
        some(field("category", &["Robotics/Gripper"]), false);
        some(field("category", &["Robot"]), false);
        some(field("priority", &["3"]), true);
        some(field("product", &["Press"]), false);
        some(Condition { mailboxes: texts(&["support"]), organisations: texts(&["bolt"]), ..all() }, false);
    }

    #[test]
    fn expressions_are_bounded() {
        let check = |pattern: &str, expected: &str| assert_eq!(Pattern::parse(pattern).unwrap_err(), expected);
        check("(press", "unclosed group");
        check("[a-", "unclosed character class");
        check("(?:(?:a{1000}){1000}){1000}", "it is too large");
        check(&"a".repeat(3000), "it is too long");
    }
}
