//! Reasons as values: a key with its data, so that whoever shows one chooses its language; by itself it reads in English, for
//! operators. `reasons!` makes the enum of a room's reasons: each with its data and its English words, a line each.
//!
//! In JSON a reason is an object with its `key` and its data; that is how rows and templates have it.

/// Data of the kind that stands in reasons, to try words on.
pub trait Sample {
    /// Some of it; `name` is what it is called.
    fn sample(name: &str) -> Self;
}

impl Sample for String {
    fn sample(name: &str) -> Self {
        name.to_uppercase()
    }
}

impl Sample for u64 {
    fn sample(_: &str) -> Self {
        7
    }
}

macro_rules! reasons {
    ($(#[$about:meta])* pub enum $room:ident {
        $($reason:ident $({ $($field:ident: $type:ty),+ })? => $words:literal,)+
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "key", rename_all = "kebab-case")]
        pub enum $room {
            $(
                #[doc = concat!("`", $words, "`")]
                $reason $({
                    $(#[doc = stringify!($field)] $field: $type),+
                })?,
            )+
        }

        impl std::fmt::Display for $room {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$reason $({ $($field),+ })? => write!(f, $words),)+
                }
            }
        }

        impl $room {
            /// One of each.
            pub fn samples() -> Vec<Self> {
                vec![$(Self::$reason $({ $($field: $crate::mail::reason::Sample::sample(stringify!($field))),+ })?),+]
            }
        }

        impl $crate::mail::reason::Sample for $room {
            fn sample(_: &str) -> Self {
                Self::samples().swap_remove(0)
            }
        }
    };
}

pub(crate) use reasons;
