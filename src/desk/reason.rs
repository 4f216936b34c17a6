//! Reasons: why something happened, as values (P7). The language of their reader is chosen where they are worded: English for
//! the operator's commands ([`std::fmt::Display`]), that of the letter in `parts/reason.text.hbs`.
//!
//! Rows keep them as JSON, a key with its data. A row that an older program wrote holds a sentence, and is shown as it stands.

mod by;
mod changed;
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
        /// What agents read beside the words.
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
