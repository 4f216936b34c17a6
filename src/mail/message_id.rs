//! Message-IDs: the `left@right` between angle brackets (RFC 5322 §3.6.4). Empty and malformed ones do not exist here,
//! so that none can ever match another (an empty id would match everything).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longer ones are nobody's: they do not fit a header line when folded (RFC 5322 §2.1.1, 998 characters).
const MAX_BYTES: usize = 900;

/// A Message-ID without its angle brackets, as written; compared byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageId(String);

impl MessageId {
    /// Takes `<left@right>` or `left@right`; `None` for anything that has no `@` between two non-empty halves, holds
    /// controls, blanks, angle brackets or non-ASCII, or is too long.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('<').map_or(text, |rest| rest.strip_suffix('>').unwrap_or(rest));
        let (left, right) = text.rsplit_once('@')?;
        let plain = text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>'));
        (plain && !left.is_empty() && !right.is_empty() && text.len() <= MAX_BYTES).then(|| Self(text.to_owned()))
    }

    /// Without angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the last `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, right)| right)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

impl From<MessageId> for String {
    fn from(id: MessageId) -> Self {
        id.0
    }
}

impl TryFrom<String> for MessageId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is not a Message-ID"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_message_id() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(MessageId::parse(text).as_ref().map(MessageId::as_str), expected, "{text:?}")
        };
        check("<a@b>", Some("a@b"));
        check("a@b", Some("a@b"));
        check(" <a.b$c@d.example> ", Some("a.b$c@d.example"));
        check("", None);
        check("<>", None);
        check("<@>", None);
        check("<a>", None);
        check("<a@>", None);
        check("<a b@c>", None);
        check("<a@b\r\n>", None);
        check("<ä@b>", None);
    }
}
