//! Routing: where a new ticket goes, and what it is about, without anybody's hand.
//!
//! Comes in: what is known of a mail that opens a ticket, and the fields that its form lines set. Goes out: [`Routed`],
//! with a reason for everything in it. All routes that fit are used, in order; for each field, for team, assignee and
//! language the first that says it wins, and what the customer's form lines say goes before all of them. Subjects are looked
//! at by expressions that take linear time; words by one pass over the text, however many there are.

mod condition;
mod words;

use super::field::{FieldSet, Fields};
use super::reason::{Handling, Reason};

pub use condition::{Condition, MailToRoute, Pattern, SenderPattern};
use words::WordTable;

/// A route: when it fits, and where it leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Route {
    /// The name that people read as the reason.
    pub name: String,
    /// When it fits.
    pub when: Condition,
    /// The effect.
    pub then: Directions,
}

/// What a route says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directions {
    /// Values of fields.
    pub fields: Fields,
    /// The team, by its name.
    pub team: Option<String>,
    /// The agent, by the short name.
    pub assignee: Option<String>,
    /// The language of the ticket's letters.
    pub language: Option<String>,
}

/// Where a new ticket goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Routed {
    /// Its fields.
    pub fields: Fields,
    /// Its team, by its name.
    pub team: Option<String>,
    /// Its first assignee, by the short name.
    pub assignee: Option<String>,
    /// The language of its letters; `None`: as the organisation, the mailbox or the desk has it.
    pub language: Option<String>,
    /// The reasons; each can be read alone.
    pub reasons: Vec<Reason>,
}

/// All routes of a desk, in order.
#[derive(Debug, Clone, Default)]
pub struct Routes {
    routes: Vec<Route>,
    words: WordTable,
}

impl PartialEq for Routes {
    fn eq(&self, other: &Self) -> bool {
        self.routes == other.routes
    }
}
impl Eq for Routes {}

impl Routes {
    /// The languages that routes set.
    pub fn languages(&self) -> impl Iterator<Item = &String> {
        self.routes.iter().filter_map(|route| route.then.language.as_ref())
    }

    /// Makes routes ready.
    pub fn new(routes: Vec<Route>) -> Self {
        let words = WordTable::new(routes.iter().map(|route| route.when.words.as_slice()));
        Self { routes, words }
    }

    /// All routes, in order.
    pub fn all(&self) -> &[Route] {
        &self.routes
    }

    /// Where a mail that opens a ticket goes; `routed` is what its form lines say already.
    pub fn route(&self, arrival: &MailToRoute<'_>, set: &FieldSet, mut routed: Routed) -> Routed {
        let hits = self.words.find(arrival.subject, arrival.text);
        for (index, route) in self.routes.iter().enumerate() {
            let has_words = route.when.words.is_empty() || hits.contains(&index);
            if has_words && route.when.fits(arrival, set, &routed.fields) {
                routed.follow(route);
            }
        }
        for (name, value) in set.fill(&mut routed.fields) {
            routed.reasons.push(Handling::ByDefault { name: name.to_owned(), to: value.to_owned() }.into());
        }
        routed
    }

    /// What a route says in vain, because an earlier one fits whenever it does and says it first: the route, what, and the
    /// earlier one.
    pub fn shadowed(&self) -> Vec<(&Route, String, &Route)> {
        let mut found = Vec::new();
        for (index, route) in self.routes.iter().enumerate() {
            for said in route.then.said() {
                let says = |other: &&Route| other.then.said().contains(&said) && other.when.covers(&route.when);
                found.extend(self.routes.iter().take(index).find(says).map(|other| (route, said.clone(), other)));
            }
        }
        found
    }
}

impl Directions {
    /// What it says something of.
    fn said(&self) -> Vec<String> {
        let one = |name: &str, value: &Option<String>| value.as_ref().map(|_| name.to_owned());
        let fields = self.fields.0.keys().cloned();
        let others = [one("team", &self.team), one("assignee", &self.assignee), one("language", &self.language)];
        fields.chain(others.into_iter().flatten()).collect()
    }
}

impl Routed {
    fn follow(&mut self, route: &Route) {
        for (name, value) in &route.then.fields.0 {
            if self.fields.get(name).is_none() {
                self.fields.set(name, Some(value));
                self.reasons.push(routed(route, name, value));
            }
        }
        let Self { team, assignee, language, reasons, .. } = self;
        let slots = [
            (team, &route.then.team, "team"),
            (assignee, &route.then.assignee, "assignee"),
            (language, &route.then.language, "language"),
        ];
        for (slot, said, what) in slots {
            if let (None, Some(said)) = (slot.as_ref(), said) {
                reasons.push(routed(route, what, said));
                *slot = Some(said.clone());
            }
        }
    }
}

fn routed(route: &Route, name: &str, to: &str) -> Reason {
    Handling::Routed { route: route.name.clone(), name: name.to_owned(), to: to.to_owned() }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::condition::FieldValues;
    use crate::desk::samples;
    use crate::mail::{Address, Contact};

    fn route(name: &str, when: Condition, then: &[(&str, &str)]) -> Route {
        let mut directions = Directions::default();
        for (what, value) in then {
            let value = (*value).to_owned();
            match *what {
                "team" => directions.team = Some(value),
                "assignee" => directions.assignee = Some(value),
                "language" => directions.language = Some(value),
                field => directions.fields.set(field, Some(&value)),
            }
        }
        Route { name: name.to_owned(), when, then: directions }
    }

    fn words(words: &[&str]) -> Condition {
        Condition { words: words.iter().map(|&word| word.to_owned()).collect(), ..Condition::default() }
    }

    fn of_category(value: &str) -> Condition {
        Condition { fields: FieldValues(vec![("category".to_owned(), vec![value.to_owned()])]), ..Condition::default() }
    }

    fn routes() -> Routes {
        let organisation = Condition { organisations: vec!["acme".to_owned()], ..Condition::default() };
        Routes::new(vec![
            route("grippers", words(&["gripper", "robot arm"]), &[("category", "Robotics"), ("team", "robots")]),
            route("robots", of_category("Robotics"), &[("assignee", "ben"), ("team", "others")]),
            route("acme", organisation, &[("language", "de"), ("priority", "2")]),
            route("the rest", Condition::default(), &[("team", "desk")]),
        ])
    }

    fn check(subject: &str, organisation: Option<&str>, form: &[(&str, &str)], expected: &str) {
        let mut routed = Routed::default();
        for (name, value) in form {
            routed.fields.set(name, Some(value));
        }
        let from = Address::parse("ada@customer.example").unwrap();
        let to: Vec<Contact> = Vec::new();
        let arrival = MailToRoute { mailbox: "support", to: &to, from: &from, organisation, subject, text: "" };
        let routed = routes().route(&arrival, &samples::fields(), routed);
        let fields = routed.fields.0.iter().map(|(name, value)| format!("{name}={value}"));
        let others = [routed.team, routed.assignee, routed.language];
        let told: Vec<String> = fields.chain(others.map(Option::unwrap_or_default)).collect();
        assert_eq!(told.join(" "), expected, "{subject:?} {form:?}");
    }

    #[test]
    fn the_first_route_that_says_something_wins() {
        check("The press stops", None, &[], "priority=3 desk  ");
        check("The gripper stops", None, &[], "category=Robotics priority=3 robots ben ");
        check("Grippers", None, &[], "priority=3 desk  ");
        check("Hello", Some("acme"), &[], "priority=2 desk  de");
        check("Hello", Some("bolt"), &[], "priority=3 desk  ");
        check("Gripper", None, &[("category", "Data")], "category=Data priority=3 robots  ");
        check("Hello", None, &[("category", "Robotics/Arm")], "category=Robotics/Arm priority=3 others ben ");
        check("Hello", Some("acme"), &[("priority", "1")], "priority=1 desk  de");
    }

    #[test]
    fn everything_has_its_reason() {
        let from = Address::parse("ada@customer.example").unwrap();
        let arrival =
            MailToRoute { mailbox: "support", to: &[], from: &from, organisation: None, subject: "gripper", text: "" };
        let routed = routes().route(&arrival, &samples::fields(), Routed::default());
        assert_eq!(
            routed.reasons.iter().map(Reason::to_string).collect::<Vec<_>>(),
            [
                "route \"grippers\" sets category to Robotics",
                "route \"grippers\" sets team to robots",
                "route \"robots\" sets assignee to ben",
                "priority is 3 by default",
            ]
        );
    }

    #[test]
    fn what_is_said_in_vain_is_found() {
        let check = |first: Route, second: Route, expected: &[&str]| {
            let routes = Routes::new(vec![first, second]);
            let found: Vec<String> = routes.shadowed().into_iter().map(|(_, what, _)| what).collect();
            assert_eq!(found, expected);
        };
        let all = |then: &[(&str, &str)]| route("all", Condition::default(), then);
        let some = |then: &[(&str, &str)]| route("some", words(&["gripper"]), then);
        check(all(&[("team", "a")]), some(&[("team", "b"), ("category", "Data")]), &["team"]);
        check(some(&[("team", "b")]), all(&[("team", "a")]), &[]);
        check(route("more", words(&["arm", "gripper"]), &[("team", "a")]), some(&[("team", "b")]), &["team"]);
        check(some(&[("team", "a")]), route("more", words(&["arm", "gripper"]), &[("team", "b")]), &[]);
        check(route("field", of_category("Data"), &[("team", "a")]), some(&[("team", "b")]), &[]);
    }
}
