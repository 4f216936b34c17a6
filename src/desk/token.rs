//! The signed proof of receipt that our letters carry: whoever shows one has had a letter of ours, or knows somebody who has.
//!
//! A token names its ticket and its purpose in clear, and holds two codes: one of its recipient, and one that seals all of
//! it. Both are HMAC-SHA-256 (RFC 2104) under the desk's secret, cut to 40 and 80 bits (RFC 2104 §5): nobody can make one
//! without the secret, and whether a sender is its recipient can be told without asking a database. A token opens
//! nothing alone: `desk::evidence` says what its holder may do (P6).

use std::borrow::Cow;

use data_encoding::{BASE32_NOPAD_NOCASE, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use crate::mail::Address;
use crate::mail::letter_mark::shapes;

use super::reference::TicketNumber;

/// Bytes of a secret.
pub const SECRET_BYTES: usize = 32;
const TAG_BYTES: usize = 5;
const SEAL_BYTES: usize = 10;
/// RFC 4648 §6 in lower case, without padding: 24 letters for 15 bytes, nothing to be confused in a subject or an address.
/// `mail::letter_mark` knows the shape.
const CODE: Encoding = BASE32_NOPAD_NOCASE;

/// The text before the token in a letter.
pub const LABEL: &str = "Ref.";

/// The purpose of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// About a ticket, with words that its customer may know.
    Public,
    /// About a ticket, with a note: an answer stays a note.
    Note,
    /// About a mail that is held, by its number in the ledger.
    Held,
    /// About no ticket.
    Desk,
}

impl Purpose {
    const ALL: [Self; 4] = [Self::Public, Self::Note, Self::Held, Self::Desk];

    fn letter(self) -> char {
        match self {
            Self::Public => 'p',
            Self::Note => 'n',
            Self::Held => 'h',
            Self::Desk => 'd',
        }
    }
}

/// The desk's secret, which tokens are made with. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; SECRET_BYTES]);

impl Secret {
    /// The secret of these bytes; there must be [`SECRET_BYTES`] of them.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its bytes, for the database.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn code(&self, use_: &str, parts: [&[u8]; 3]) -> Option<Hmac<Sha256>> {
        let mut code = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        code.update(use_.as_bytes());
        for part in parts {
            code.update(&(part.len() as u64).to_be_bytes());
            code.update(part);
        }
        Some(code)
    }

    fn tag(&self, number: i64, purpose: Purpose, recipient: &Address) -> Option<[u8; TAG_BYTES]> {
        let mailbox = recipient.mailbox_key();
        let parts = [&number.to_be_bytes()[..], &[purpose as u8], mailbox.as_bytes()];
        first_bytes(&self.code("maildesk token recipient", parts)?.finalize().into_bytes())
    }

    fn seal(&self, number: i64, purpose: Purpose, tag: &[u8]) -> Option<Hmac<Sha256>> {
        self.code("maildesk token seal", [&number.to_be_bytes(), &[purpose as u8], tag])
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The secrets of a desk: the one that it writes with, and former ones that are believed for a while.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keyring {
    /// The secret of new tokens. Without it letters carry no tokens, and none is believed.
    pub current: Option<Secret>,
    /// Those before it, each with the time until which its tokens are believed.
    pub former: Vec<(Secret, Timestamp)>,
}

impl Keyring {
    /// The token of a letter as it is written.
    pub fn issue(&self, number: i64, purpose: Purpose, recipient: &Address) -> Option<String> {
        let secret = self.current.as_ref()?;
        let tag = secret.tag(number, purpose, recipient)?;
        let seal: [u8; SEAL_BYTES] = first_bytes(&secret.seal(number, purpose, &tag)?.finalize().into_bytes())?;
        let code: Vec<u8> = tag.into_iter().chain(seal).collect();
        Some(format!("{number:05}{}-{}", purpose.letter(), CODE.encode(&code).to_ascii_lowercase()))
    }

    /// Whether we made a token, and whether one of these addresses is its recipient. `None`: we did not, or too long ago.
    pub fn verify<'a>(
        &self,
        token: &Token,
        mut senders: impl Iterator<Item = &'a Address>,
        now: Timestamp,
    ) -> Option<Proven> {
        let former = self.former.iter().filter(|(_, until)| now < *until).map(|(secret, _)| secret);
        let secret = self.current.iter().chain(former).find(|secret| token.is_sealed_by(secret))?;
        let is_recipient = senders.any(|sender| {
            // compared in constant time as the seal is: the tag is a secret of whoever got the letter
            secret.tag(token.number, token.purpose, sender).is_some_and(|tag| is_same(tag, token.tag))
        });
        Some(Proven { number: token.number, purpose: token.purpose, place: token.place, is_recipient })
    }
}

/// The place of a token in a mail. The order is the order of belief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carried {
    /// In-Reply-To: the mail answers just that letter.
    Answered,
    /// A plus-address that it was sent to.
    Addressed,
    /// References: an older letter of the thread.
    Referenced,
    /// Its text, quoted parts too.
    Written,
}

/// Something in a mail that has the shape of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    number: i64,
    purpose: Purpose,
    place: Carried,
    tag: [u8; TAG_BYTES],
    seal: [u8; SEAL_BYTES],
}

impl Token {
    /// Whether another is the same one at another place.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.number, self.purpose, self.tag, self.seal) == (other.number, other.purpose, other.tag, other.seal)
    }

    fn is_sealed_by(&self, secret: &Secret) -> bool {
        // `verify_truncated_left` compares in constant time
        let seal = secret.seal(self.number, self.purpose, &self.tag);
        seal.is_some_and(|seal| seal.verify_truncated_left(&self.seal).is_ok())
    }
}

/// A token that we made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proven {
    number: i64,
    /// The purpose of its letter.
    pub purpose: Purpose,
    /// Where it stood.
    pub place: Carried,
    /// Whether the letter was written to whoever shows it; otherwise it was passed on.
    pub is_recipient: bool,
}

impl Proven {
    /// The ticket that its letter was about.
    pub fn ticket(&self) -> Option<TicketNumber> {
        matches!(self.purpose, Purpose::Public | Purpose::Note).then_some(TicketNumber(self.number))
    }

    /// The held mail that its letter was about, by its number in the ledger.
    pub fn held_mail(&self) -> Option<i64> {
        (self.purpose == Purpose::Held).then_some(self.number)
    }
}

/// All that has the shape of a token in a text, in order: at most `limit` of them.
pub fn find_tokens(text: &str, place: Carried, limit: usize) -> Vec<Token> {
    shapes(text).take(limit).filter_map(|(_, shape)| read(shape, place)).collect()
}

/// A text without anything that has the shape of a token, and without the lines that have nothing else: whoever quotes a
/// letter of theirs must not hand their token on with it.
pub fn without_tokens(text: &str) -> String {
    token_free(text).into_owned()
}

/// The same, copied only where it has one.
pub fn token_free(text: &str) -> Cow<'_, str> {
    if shapes(text).next().is_none() {
        return Cow::Borrowed(text);
    }
    let kept = text.split('\n').filter_map(|line| {
        let mut rest = String::with_capacity(line.len());
        let mut from = 0;
        for (at, shape) in shapes(line) {
            rest.push_str(line.get(from..at).unwrap_or_default());
            from = at + shape.len();
        }
        rest.push_str(line.get(from..).unwrap_or_default());
        let is_label = rest.trim_matches(|c: char| c.is_whitespace() || c == '>') == LABEL;
        (from == 0 || !is_label).then_some(rest)
    });
    Cow::Owned(kept.collect::<Vec<_>>().join("\n"))
}

fn read(shape: &str, place: Carried) -> Option<Token> {
    let (head, code) = shape.split_once('-')?;
    let letter = head.chars().next_back()?.to_ascii_lowercase();
    let purpose = Purpose::ALL.into_iter().find(|purpose| purpose.letter() == letter)?;
    let number = head.get(..head.len() - 1)?.parse().ok()?;
    let code = CODE.decode(code.as_bytes()).ok()?;
    let (tag, seal) = code.split_at_checked(TAG_BYTES)?;
    Some(Token { number, purpose, place, tag: tag.try_into().ok()?, seal: seal.try_into().ok()? })
}

fn first_bytes<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.get(..N)?.try_into().ok()
}

/// Looks at every byte, whatever they are.
fn is_same(one: [u8; TAG_BYTES], other: [u8; TAG_BYTES]) -> bool {
    one.iter().zip(&other).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyring(byte: u8) -> Keyring {
        Keyring { current: Secret::from_bytes(&[byte; 32]), former: Vec::new() }
    }

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    fn issue(keys: &Keyring, number: i64, purpose: Purpose, to: &str) -> String {
        keys.issue(number, purpose, &address(to)).unwrap()
    }

    fn verify(keys: &Keyring, text: &str, from: &str) -> Option<(i64, Purpose, bool)> {
        let token = find_tokens(text, Carried::Written, 9).into_iter().next()?;
        let proven = keys.verify(&token, [address(from)].iter(), Timestamp::UNIX_EPOCH)?;
        Some((proven.number, proven.purpose, proven.is_recipient))
    }

    const ADA: &str = "ada@customer.example";
    const BOB: &str = "bob@customer.example";

    #[test]
    fn a_token_proves_its_ticket_its_purpose_and_its_recipient() {
        let keys = keyring(7);
        for purpose in Purpose::ALL {
            for number in [0, 42, 123_456, i64::MAX] {
                let token = issue(&keys, number, purpose, ADA);
                assert_eq!(verify(&keys, &token, ADA), Some((number, purpose, true)), "{token}");
                assert_eq!(verify(&keys, &token, "ADA@Customer.example"), Some((number, purpose, true)));
                assert_eq!(verify(&keys, &token, BOB), Some((number, purpose, false)), "passed on");
                assert_eq!(verify(&keys, &token.to_uppercase(), ADA), Some((number, purpose, true)));
            }
        }
    }

    #[test]
    fn what_is_changed_or_of_another_desk_proves_nothing() {
        let keys = keyring(7);
        let token = issue(&keys, 42, Purpose::Public, ADA);
        assert_eq!(verify(&keyring(8), &token, ADA), None);
        assert_eq!(verify(&Keyring::default(), &token, ADA), None);
        assert_eq!(verify(&keys, &token.replacen("00042", "00043", 1), ADA), None);
        assert_eq!(verify(&keys, &token.replacen("42p", "42n", 1), ADA), None);
        for at in token.find('-').unwrap() + 1..token.len() {
            let other = if token.as_bytes()[at] == b'a' { "b" } else { "a" };
            let mut changed = token.clone();
            changed.replace_range(at..=at, other);
            assert_eq!(verify(&keys, &changed, ADA), None, "{changed}");
        }
        let code = |token: &str| token.split_once('-').map(|(_, code)| code.to_owned());
        assert_ne!(code(&issue(&keys, 42, Purpose::Note, ADA)), code(&token));
        assert_ne!(code(&issue(&keys, 42, Purpose::Public, BOB)), code(&token));
    }

    #[test]
    fn a_former_secret_is_believed_until_its_time_is_over() {
        let old = keyring(7);
        let token = issue(&old, 42, Purpose::Public, ADA);
        let until = Timestamp::from_second(100).unwrap();
        let mut new = keyring(8);
        new.former = vec![(Secret::from_bytes(&[7; 32]).unwrap(), until)];
        let check = |second: i64, expected: bool| {
            let now = Timestamp::from_second(second).unwrap();
            let found = find_tokens(&token, Carried::Written, 9);
            assert_eq!(new.verify(&found[0], [address(ADA)].iter(), now).is_some(), expected, "{second}");
        };
        check(99, true);
        check(100, false);
        assert!(issue(&new, 42, Purpose::Public, ADA) != token, "written with the new one");
    }

    #[test]
    fn tokens_are_found_wherever_relays_and_people_leave_them() {
        let keys = keyring(7);
        let token = issue(&keys, 42, Purpose::Public, ADA);
        let check = |text: &str, expected: usize| {
            assert_eq!(find_tokens(text, Carried::Written, 9).len(), expected, "{text}");
        };
        check(&token, 1);
        check(&format!("> > Ref: {token}.\n> x"), 1);
        check(&format!("support+{token}@desk.example"), 1);
        check(&format!("maildesk.reply.19b8d8c1.{token}.0011aabb@desk.example"), 1);
        check(&format!("({token}) <{token}>"), 2);
        check(&format!("ä{token}ä"), 1);
        check(&format!("x{token}"), 0);
        check(&format!("{token}x"), 0);
        check(&format!("1{}", token.trim_start_matches('0')), 0);
        check(token.trim_start_matches('0'), 0);
        check(&token.replace('p', "q"), 0);
        check("00042p-", 0);
        check("", 0);
        check(&"-".repeat(1000), 0);
        check(&format!("{token} ").repeat(20), 9);
    }

    #[test]
    fn a_text_is_freed_of_tokens() {
        let token = issue(&keyring(7), 42, Purpose::Public, ADA);
        let check = |text: &str, expected: &str| assert_eq!(without_tokens(text), expected);
        check("nothing here - at all", "nothing here - at all");
        check(&format!("a {token} b"), "a  b");
        check(&format!("a\n> > Ref. {token}\nb"), "a\nb");
        check(&format!("> Ref. {token}"), "");
        check(&format!("> Ref. {token} and more"), "> Ref.  and more");
        check(&format!("{token}{token}"), &format!("{token}{token}"));
    }

    #[test]
    fn a_secret_is_never_printed() {
        assert_eq!(format!("{:?}", Secret::from_bytes(&[7; 32]).unwrap()), "Secret(…)");
        assert!(Secret::from_bytes(&[7; 31]).is_none());
    }
}
