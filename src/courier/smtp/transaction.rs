//! Sends one letter over an open session: MAIL, RCPT, DATA, text, final dot.
//!
//! Comes in: a message. Goes out: its [`DeliveryOutcome`], or a [`Cut`] if the connection broke before the final dot
//! and the letter can simply be tried again. A 5xx means different things at different steps:
//!
//! - at RCPT, at DATA and after the text it is about this recipient or this letter: `Rejected`;
//! - at MAIL it is about our sender or account, which is wrong for every letter until the operator changes it:
//!   `Blocked`, so that a config mistake loses no letter;
//! - 530 (log in first, RFC 4954 §6) and what speaks of our sender, login or quota (`blame`) are about us at every step;
//! - "too large" (RFC 1870 §6.1) is about the letter at every step, and 4xx that counts letters about all of them.
//!
//! Where the server allows it (RFC 2920), a letter is offered in one packet, which also has the final dot of the one before.
//! So each letter costs one round trip instead of four. Its text is sent only after all replies, so at any time the end of
//! at most one letter is unknown.

use std::fmt::Write;
use std::time::Duration;

use super::account::Patience;
use super::connection::Broke;
use super::reply::SmtpReply;
use super::session::{Offers, SmtpSession};
use crate::courier::blame::{self, Blame};
use crate::courier::{DeliveryOutcome, Extent, Obstacle, OutgoingMessage};
use crate::mail::Address;

/// A server that cut us off may have given a reason. That answer is there at once or not at all.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The connection broke or the server closed it (421) before the final dot: nobody has the letter.
pub(super) enum Cut {
    /// The words.
    Broke(String),
    /// The server has had enough letters for now, or on this connection.
    Counted(Obstacle),
}

impl SmtpSession {
    /// Sends one letter without its final dot. Returns `Some` if it was refused on the way. After `Err` the session is
    /// unusable, after `Ok` see [`SmtpSession::spent`].
    pub(super) async fn offer(
        &mut self,
        message: &OutgoingMessage,
        patience: &Patience,
    ) -> Result<Option<DeliveryOutcome>, Cut> {
        let offered = std::mem::take(&mut self.has_offered);
        let unsaid = if offered { Ok(Vec::new()) } else { commands(message, &self.offers) };
        let mut unsaid = match unsaid {
            Ok(packets) => packets.into_iter(),
            Err(unfit) => return Ok(Some(unfit)),
        };
        for step in COMMANDS {
            let packet = unsaid.next().unwrap_or_default();
            let reply = self.ask(&packet, patience).await.map_err(|broke| step.cut(&broke))?;
            if reply.code == 421 || self.proven && is_of_connection(&reply) {
                return Err(step.closed(&reply));
            }
            if !step.is_done(&reply) {
                self.forget(step, &reply, patience).await;
                return Ok(Some(step.refusal(&reply)));
            }
        }
        if let Err(broke) = self.connection.text(&message.bytes, patience.text).await {
            self.spent = true;
            return self.last_words(&broke).await.map(Some);
        }
        Ok(None)
    }

    /// Sends the final dot and reads the verdict: only a clear answer counts. Also offers the next letter, if the server
    /// allows it: [`SmtpSession::offer`] must be called with it, or the session dropped.
    pub(super) async fn verdict(&mut self, next: Option<&OutgoingMessage>, patience: &Patience) -> DeliveryOutcome {
        let next = next.filter(|_| self.offers.pipelining).and_then(|next| commands(next, &self.offers).ok());
        self.has_offered = next.is_some();
        match self.connection.final_dot(&next.unwrap_or_default().concat(), patience.verdict).await {
            Ok(reply) if reply.is_done() => DeliveryOutcome::Accepted(reply.words()),
            Ok(reply) if reply.is_refusal() => {
                self.spent = reply.code == 421;
                TransactionStep::Text.refusal(&reply)
            }
            Ok(reply) => self.unknown(&reply.words()),
            Err(broke) => self.unknown(&broke.to_string()),
        }
    }

    fn unknown(&mut self, words: &str) -> DeliveryOutcome {
        self.spent = true;
        DeliveryOutcome::Unknown(format!("{words} (after the whole letter was sent)"))
    }

    /// The text couldn't be sent completely: a server may call a letter too large and hang up.
    async fn last_words(&mut self, broke: &Broke) -> Result<DeliveryOutcome, Cut> {
        match self.connection.reply(LAST_WORDS).await {
            Ok(reply) if reply.is_for_good() => Ok(TransactionStep::Text.refusal(&reply)),
            Ok(reply) => Err(TransactionStep::Text.closed(&reply)),
            Err(_) => Err(TransactionStep::Text.cut(broke)),
        }
    }

    /// Sends commands, if there are any, and reads the next reply.
    async fn ask(&mut self, packet: &str, patience: &Patience) -> Result<SmtpReply, Broke> {
        if !packet.is_empty() {
            self.connection.say(packet, patience.command).await?;
        }
        self.connection.reply(patience.command).await
    }

    /// Ends a refused transaction, so that the next letter starts clean. After an odd answer the session is not trusted any
    /// more.
    async fn forget(&mut self, refused: TransactionStep, reply: &SmtpReply, patience: &Patience) {
        let ended = reply.is_refusal() && self.is_ended(refused, patience).await.unwrap_or_default();
        self.spent = !ended;
    }

    /// The commands after the refused one may have been sent with it. If the server goes on to the text although it took
    /// no recipient, a lone dot ends it (RFC 2920 §3.1), whatever the answer. With a recipient, that would be an empty letter.
    async fn is_ended(&mut self, refused: TransactionStep, patience: &Patience) -> Result<bool, Broke> {
        let (mut has_recipient, mut awaits_text) = (false, false);
        for step in COMMANDS.into_iter().filter(|step| self.offers.pipelining && *step > refused) {
            let is_done = step.is_done(&self.connection.reply(patience.command).await?);
            *(if step == TransactionStep::Rcpt { &mut has_recipient } else { &mut awaits_text }) = is_done;
        }
        if !awaits_text {
            // RFC 5321 §4.1.1.5
            return Ok(self.connection.command("RSET", patience.command).await?.is_done());
        }
        if has_recipient {
            return Ok(false);
        }
        let reply = self.connection.command(".", patience.command).await?;
        Ok(reply.is_done() || reply.is_refusal() && reply.code != 421)
    }
}

/// The commands that offer a letter, in order.
const COMMANDS: [TransactionStep; 3] = [TransactionStep::Mail, TransactionStep::Rcpt, TransactionStep::Data];

/// A step of the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum TransactionStep {
    Mail,
    Rcpt,
    Data,
    Text,
}

impl TransactionStep {
    fn name(self) -> &'static str {
        match self {
            Self::Mail => "at MAIL FROM",
            Self::Rcpt => "at RCPT TO",
            Self::Data => "at DATA",
            Self::Text => "after the text",
        }
    }

    /// The server goes on.
    fn is_done(self, reply: &SmtpReply) -> bool {
        if self == Self::Data { reply.code == 354 } else { reply.is_done() }
    }

    fn cut(self, why: impl std::fmt::Display) -> Cut {
        Cut::Broke(format!("{why} ({})", self.name()))
    }

    /// The server ends the connection, with these words.
    fn closed(self, reply: &SmtpReply) -> Cut {
        match self.refusal(reply) {
            DeliveryOutcome::Blocked(obstacle @ Obstacle { extent: Extent::Rate(_), .. }) => Cut::Counted(obstacle),
            other => Cut::Broke(other.words().to_owned()),
        }
    }

    /// What a refusal means. See the top of this file.
    pub(super) fn refusal(self, reply: &SmtpReply) -> DeliveryOutcome {
        let said = reply.words();
        let words = format!("{said} ({})", self.name());
        if reply.is_for_good() && self.is_too_large(reply.code, &said) {
            return DeliveryOutcome::TooLarge(words);
        }
        if reply.is_for_now() && blame::is_about_rate(&said) {
            return DeliveryOutcome::Blocked(Obstacle { extent: Extent::Rate(blame::asked_pause(&said)), words });
        }
        let of_step = match (self, reply.code) {
            (_, 530) => Some(Blame::Login),
            (Self::Mail, 500..) => Some(Blame::Sender),
            _ => None,
        };
        match blame::blame(&said).or(of_step) {
            Some(blame) => DeliveryOutcome::Blocked(blame.obstacle(&words)),
            None if reply.is_for_good() && reply.code != 503 => DeliveryOutcome::Rejected(words),
            None => DeliveryOutcome::Deferred(words),
        }
    }

    /// 552 is "too large" where it speaks of nothing else; at RCPT it is a full mailbox.
    fn is_too_large(self, code: u16, said: &str) -> bool {
        let bare = code == 552 && self != Self::Rcpt && !blame::names_recipient(said) && !said.contains(" 5.7.");
        bare || blame::is_too_large(said)
    }
}

/// Whether the server counts the letters of one connection: a new one may have more.
fn is_of_connection(reply: &SmtpReply) -> bool {
    let said = reply.words().to_lowercase();
    reply.is_for_now() && blame::is_about_rate(&said) && (said.contains("connection") || said.contains("session"))
}

/// The commands that offer a letter, by packets, or why this server can never take it.
fn commands(message: &OutgoingMessage, offers: &Offers) -> Result<Vec<String>, DeliveryOutcome> {
    let sender = message.envelope_from.as_ref().map(path).unwrap_or_default();
    let recipient = path(&message.recipient);
    let mut mail = format!("MAIL FROM:<{sender}>");
    if let Some(largest) = offers.size {
        let size = message.bytes.len();
        if largest < size {
            let words = format!("the letter has {size} bytes, but the server takes at most {largest}");
            return Err(DeliveryOutcome::TooLarge(words));
        }
        let _ = write!(mail, " SIZE={size}");
    }
    if !sender.is_ascii() || !recipient.is_ascii() {
        if !offers.utf8 {
            let words = format!("the server does not offer SMTPUTF8, which {} needs", message.recipient);
            return Err(DeliveryOutcome::Rejected(words));
        }
        mail.push_str(" SMTPUTF8");
    }
    if !message.bytes.is_ascii() {
        if !offers.eight_bit {
            let words = "the server does not offer 8BITMIME, which this letter needs".to_owned();
            return Err(DeliveryOutcome::Rejected(words));
        }
        mail.push_str(" BODY=8BITMIME");
    }
    let packets = [mail + "\r\n", format!("RCPT TO:<{recipient}>\r\n"), "DATA\r\n".to_owned()];
    Ok(if offers.pipelining { vec![packets.concat()] } else { packets.to_vec() })
}

/// The address for SMTP. A domain with umlauts has an ASCII form (RFC 5890) that every server knows, a local part has
/// none.
pub(super) fn path(address: &Address) -> String {
    if address.as_str().is_ascii() || !address.local().is_ascii() {
        return address.as_str().to_owned();
    }
    match idna::domain_to_ascii(address.domain()) {
        Ok(domain) => format!("{}@{domain}", address.local()),
        Err(_) => address.as_str().to_owned(),
    }
}
