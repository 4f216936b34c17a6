//! Reasons: why something happened, as values (P7). The language of their reader is chosen where they are worded: English for
//! the operator's commands ([`std::fmt::Display`]), that of the letter in `parts/reason.text.hbs`.
//!
//! Rows keep them as JSON, a key with its data. A row that an older program wrote holds a sentence, and is shown as it stands.

mod by;
mod changed;
mod fault;
mod handling;
mod held;
mod matched;
mod refusal;
mod remark;
mod spared;

use serde_json::Value;

use crate::mail::reason::Sample;

use super::people::Role;

pub use by::By;
pub use changed::Changed;
pub use fault::CommandFault;
pub use handling::Handling;
pub use held::{Quarantine, Unproven};
pub use matched::{Matched, NamedBy};
pub use refusal::{NoPerson, NotOpen, Refusal, Roles};
pub use remark::Remark;
pub use spared::{Full, Spared};

macro_rules! rooms {
    ($(#[$why:meta])* pub enum Reason { $($(#[$about:meta])+ $room:ident,)+ }) => {
        $(#[$why])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(untagged)]
        pub enum Reason {
            $($(#[$about])+ $room($room),)+
            /// The sentence of an older program, or what a newer one wrote. Nobody makes one.
            Text(String),
        }

        impl std::fmt::Display for Reason {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$room(it) => it.fmt(f),)+
                    Self::Text(text) => f.write_str(text),
                }
            }
        }

        impl Reason {
            /// One of each but for texts.
            pub fn samples() -> Vec<Self> {
                let mut samples = Vec::new();
                $(samples.extend($room::samples().into_iter().map(Self::from));)+
                samples
            }
        }

        $(
            impl From<$room> for Reason {
                fn from(it: $room) -> Self {
                    Self::$room(it)
                }
            }
        )+
    };
}

rooms!(
    /// Why.
    pub enum Reason {
        /// What makes a change.
        By,
        /// A change, and what makes it.
        Changed,
        /// Remarks that agents read beside the words.
        Remark,
        /// Whom a mail comes from is not believed.
        Unproven,
        /// A mail could not be worked on.
        Quarantine,
        /// Somebody cannot be the one who asks.
        NoPerson,
        /// Which ticket an act belongs to.
        Matched,
        /// What else becomes of an act.
        Handling,
        /// A letter is not written.
        Spared,
    }
);

impl Reason {
    /// As a row has it.
    pub fn stored(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| self.to_string())
    }

    /// From a row: a reason, or else what stands there.
    pub fn read(stored: &str) -> Self {
        serde_json::from_str(stored).unwrap_or_else(|_| Self::Text(stored.to_owned()))
    }

    /// From a list in a row.
    pub fn of_json(value: Value) -> Self {
        let shown = value.to_string();
        serde_json::from_value(value).unwrap_or(Self::Text(shown))
    }

    /// All of them in sentences, one behind the other.
    pub fn join(reasons: &[Self]) -> String {
        reasons.iter().map(Self::to_string).collect::<Vec<_>>().join("; ")
    }
}

impl Sample for Role {
    fn sample(_: &str) -> Self {
        Self::Requester
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Debug;

    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::json;

    use super::*;
    use crate::mail::authentic::Basis;
    use crate::mail::origin::Unvouched;

    fn come_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(samples: Vec<T>, keys: &mut BTreeSet<String>) {
        for sample in samples {
            let data = serde_json::to_value(&sample).unwrap();
            let key = data["key"].as_str().unwrap().to_owned();
            assert!(keys.insert(key), "two have the key of {data}");
            assert_eq!(serde_json::from_value::<T>(data).unwrap(), sample);
        }
    }

    #[test]
    fn every_reason_comes_back_from_its_row_and_no_two_have_one_key() {
        let mut keys = BTreeSet::new();
        come_back(Reason::samples(), &mut keys);
        come_back(Refusal::samples(), &mut keys);
        come_back(CommandFault::samples(), &mut keys);
        come_back(NotOpen::samples(), &mut keys);
        come_back(Basis::samples(), &mut keys);
        come_back(Unvouched::samples(), &mut keys);
        come_back(NamedBy::samples(), &mut keys);
        come_back(Full::samples(), &mut keys);
        for reason in Reason::samples() {
            assert_eq!(Reason::read(&reason.stored()), reason);
            assert!(!reason.to_string().is_empty(), "{reason:?}");
        }
    }

    #[test]
    fn what_an_older_or_newer_program_wrote_is_shown_as_it_stands() {
        let text = |text: &str| Reason::Text(text.to_owned());
        for stored in ["rule \"a comment reopens\"", "quick help", "5", "", "{\"key\":\"of-tomorrow\"}"] {
            assert_eq!(Reason::read(stored), text(stored));
        }
        assert_eq!(Reason::of_json(json!("opens a new ticket")), text("opens a new ticket"));
        assert_eq!(Reason::of_json(json!({"key": "of-tomorrow"})), text("{\"key\":\"of-tomorrow\"}"));
    }

    #[test]
    fn operators_read_english() {
        let check = |data: Value, expected: &str| assert_eq!(Reason::of_json(data).to_string(), expected);
        let rule = json!({"key": "rule", "name": "r"});
        check(rule.clone(), "rule \"r\"");
        check(json!({"key": "command", "line": "#resolved"}), "command #resolved");
        check(
            json!({"key": "status", "from": "new", "to": "closed", "by": rule}),
            "status changed from new to closed (rule \"r\")",
        );
        check(json!({"key": "moved", "from": "new", "to": "closed", "by": rule}), "new → closed (rule \"r\")");
        check(json!({"key": "field-cleared", "name": "product", "by": rule}), "product cleared (rule \"r\")");
        check(
            json!({"key": "wish-refused", "name": "cancel", "role": "partner", "why": {"key": "for-others", "roles": ["requester", "member"]}}),
            "\"#cancel\" is treated as text (partner): only for requester, member",
        );
        check(
            json!({"key": "agents-told-of-flood", "full": {"key": "told-of-sender", "count": 4, "limit": 4}}),
            "agents aren't notified: 4 notifications about this sender this hour (told_of_sender = 4); they get one summary instead",
        );
        check(
            json!({"key": "belongs", "by": {"key": "subject"}, "address": "a@x.example", "role": "requester"}),
            "matched by the number in the subject; a@x.example is on it (requester)",
        );
    }
}
