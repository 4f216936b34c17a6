//! What a mail is: RFCs, bytes and text. Pure; knows no tickets, no database, no clock.
//!
//! Comes in: the bytes of a message. Goes out: an [`Inbound`] with its defects, its [`Origin`](origin::Origin), and its
//! text told apart into new words, quote and signature. Nothing here can fail: content is never exceptional.

pub mod address;
pub mod bytes;
pub mod clean;
pub mod letter_mark;
pub mod mentions;
pub mod message_id;
pub mod prefix;
pub mod reason;
pub mod subject;

mod base64;
mod wordlist;

pub mod fingerprint;
pub mod html;
pub mod identity;
pub mod inbound;
pub mod parse;
pub mod quote;

pub mod authentic;
pub mod banner;
pub mod dsn;
pub mod forward;
pub mod origin;
pub mod reply;
pub mod spam;

pub mod compose;

pub use address::{Address, Contact};
pub use inbound::Inbound;
pub use message_id::MessageId;
pub use subject::Subject;

/// A message with all that can be told of it alone, without knowing any ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// The message itself.
    pub inbound: Inbound,
    /// Who wrote it: a person or a machine.
    pub origin: origin::Origin,
    /// What gateways put on top of its text: the beginning of it.
    pub banner: String,
    /// The text below that, told apart.
    pub reply: reply::Reply,
    /// The mail that it forwards.
    pub forwarded: Option<forward::Forwarded>,
    /// What it reports of letters that did not arrive.
    pub bounces: Vec<dsn::Bounce>,
}

/// Reads a message and understands it. Total, as all in this room.
pub fn understand(raw: &[u8], own: &origin::Own) -> Understood {
    let inbound = parse::parse(raw);
    let bounces = dsn::find_bounces(&inbound);
    let layout = quote::Layout::of(&inbound.text);
    let (height, end) = banner::find(&layout.lines, &own.banners);
    let banner = inbound.text.get(..end).unwrap_or_default().to_owned();
    let layout = layout.below(height);
    let reply = reply::reply_with(&inbound, &layout);
    let origin = origin::judge_with(&inbound, own, &bounces, reply.own.as_str());
    let mut forwarded = forward::find_with(&inbound, &layout, &bounces);
    if let Some(forwarded) = &mut forwarded {
        forwarded.text = banner::below(&forwarded.text, &own.banners).to_owned();
    }
    Understood { inbound, origin, banner, reply, forwarded, bounces }
}

#[cfg(test)]
mod tests;
