//! A mail between reading and writing: what was understood of it, as decisions and the store want it.

use jiff::Timestamp;

use crate::desk::command::{named_tickets, needs_opening};
use crate::desk::decide::Incoming;
use crate::desk::evidence::{Evidence, carried_tokens};
use crate::desk::files::refuse;
use crate::desk::reference::TicketNumber;
use crate::desk::token::{Proven, without_tokens};
use crate::mail::authentic::{Proof, find_proof};
use crate::mail::dsn::{Action, Bounce};
use crate::mail::forward::Forwarded;
use crate::mail::origin::{Machine, MachineKind, Origin};
use crate::mail::{Inbound, MessageId, Subject, Understood, understand};
use crate::store::{MailMark, PendingMail};

use super::super::belt::spared;
use super::Desk;

/// A mail claimed more often than this without an end has killed the process: twice perhaps in company, then alone. It must
/// not be so few that an outage which kills the process again and again makes innocent mails suspects.
pub(super) const MAX_ATTEMPTS: u32 = 8;

/// A mail between reading and writing.
#[derive(Debug)]
pub(super) struct Thought {
    pub(super) pending: PendingMail,
    /// So many of its bytes are in the ledger.
    pub(super) kept: u64,
    pub(super) understood: Result<Box<Understood>, String>,
    /// The mail itself, until its signatures were checked.
    pub(super) raw: Vec<u8>,
    /// What its signatures prove, where they were checked.
    pub(super) signed: Option<Proof>,
}

impl Thought {
    /// The mail, if no trusted server tells who wrote it.
    pub(super) fn unproven(&self, trusted: &[String]) -> Option<&Inbound> {
        let inbound = &self.understood.as_ref().ok()?.inbound;
        matches!(find_proof(inbound, trusted), Proof::Unknown(_)).then_some(inbound)
    }

    /// What is known of its From: what a trusted server tells, or else what its signatures prove.
    fn proof(&self, inbound: &Inbound, trusted: &[String]) -> Proof {
        match (find_proof(inbound, trusted), &self.signed) {
            (Proof::Unknown(_), Some(signed)) => signed.clone(),
            (told, _) => told,
        }
    }
}

impl Desk {
    pub(super) fn think(&self, mut pending: PendingMail) -> Thought {
        let raw = std::mem::take(&mut pending.raw);
        let understood = if pending.attempts > MAX_ATTEMPTS {
            Err("the program ended several times while it worked on this mail alone".to_owned())
        } else if raw.is_empty() {
            Err(match pending.size {
                0 => "the message is empty".to_owned(),
                size => format!("the mail server gave none of its {size} bytes"),
            })
        } else {
            spared(|| Box::new(understand(&raw, &self.policy.own)))
                .ok_or_else(|| "the program failed while it read this mail".to_owned())
        };
        let kept = raw.len() as u64;
        let raw = if self.policy.holding.dkim { raw } else { Vec::new() };
        Thought { kept, pending, understood, raw, signed: None }
    }

    /// What the mail says of which ticket.
    pub(super) fn evidence(&self, understood: &Understood, incoming: &Incoming) -> Evidence {
        let inbound = &understood.inbound;
        let bounced = understood.bounces.iter().filter_map(|bounce| bounce.message_id.clone());
        let mut message_ids: Vec<MessageId> = bounced.chain(inbound.in_reply_to.iter().cloned()).collect();
        message_ids.extend(inbound.references.iter().rev().cloned());
        let style = &self.policy.style;
        let named = named_tickets(&understood.reply.new_text, style);
        let opening = needs_opening(&understood.reply.new_text, &self.policy.workflow);
        let mut tokens: Vec<TicketNumber> = Vec::new();
        for number in incoming.tokens.iter().filter_map(Proven::ticket) {
            if !tokens.contains(&number) {
                tokens.push(number);
            }
        }
        Evidence { tokens, references: style.find_all(inbound.subject.as_str()), message_ids, named, opening }
    }

    /// What decisions are made by.
    pub(super) fn incoming(&self, thought: &Thought, understood: &Understood) -> Incoming {
        let (inbound, mail, kept) = (&understood.inbound, &thought.pending, thought.kept);
        let cut = (kept < mail.size).then(|| {
            format!(
                "Only the first {kept} of its {} bytes were taken; the whole mail stays where it came in.",
                mail.size
            )
        });
        let files = &inbound.attachments;
        let refused = refuse(&self.policy.files, files, kept < mail.size);
        let taken = files.iter().filter(|file| refused.iter().all(|other| other.index != file.index));
        let names = taken.map(|file| file.name.clone()).collect();
        let (tokens, strange_token) = self.tokens(inbound, mail.received_at);
        let mut incoming = Incoming {
            number: mail.id.0,
            proof: thought.proof(inbound, &self.policy.holding.trusted),
            tokens,
            strange_token,
            released: mail.released_at.is_some(),
            origin: understood.origin.clone(),
            received_at: mail.received_at,
            message_id: inbound.message_id.clone(),
            subject: inbound.subject.clone(),
            text: without_tokens(&inbound.text),
            new_text: without_tokens(&understood.reply.new_text),
            forwarded: understood.forwarded.clone().map(|it| Forwarded { text: without_tokens(&it.text), ..it }),
            mailbox: mail.mailbox.clone(),
            failures: failures(&understood.bounces),
            copied: inbound.to.iter().chain(&inbound.cc).cloned().collect(),
            files: names,
            refused,
            remarks: cut.into_iter().collect(),
        };
        if let (Proof::Fail(why), false) = (&incoming.proof, self.policy.holding.is_vouched(&incoming)) {
            incoming.origin = incoming.origin.doubted(why);
        }
        incoming
    }

    /// The tokens of a mail that we made, the most believed first; and whether others have the shape of one.
    fn tokens(&self, inbound: &Inbound, received_at: Timestamp) -> (Vec<Proven>, bool) {
        let carried = carried_tokens(inbound);
        let from = inbound.from.as_ref().map(|from| &from.address);
        let agents = &self.policy.people.agents;
        let senders = || from.into_iter().flat_map(|from| agents.addresses_of(from));
        let proven = carried.iter().filter_map(|token| self.policy.keys.verify(token, senders(), received_at));
        let proven: Vec<Proven> = proven.collect();
        let is_strange = proven.len() < carried.len();
        (proven, is_strange)
    }
}

/// The letters that a delivery report says have failed for good.
fn failures(bounces: &[Bounce]) -> Vec<(MessageId, String)> {
    let failed = bounces.iter().filter(|bounce| bounce.action == Action::Failed);
    failed.filter_map(|bounce| Some((bounce.message_id.clone()?, bounce.diagnostic.clone()))).collect()
}

/// What can be said of a mail that could not be read.
pub(super) fn unread(mail: &PendingMail) -> Incoming {
    let machine = Machine { kind: MachineKind::AutoGenerated, reason: "unread".to_owned(), contact: None };
    Incoming {
        number: mail.id.0,
        proof: Proof::Unknown(String::new()),
        tokens: Vec::new(),
        strange_token: false,
        released: mail.released_at.is_some(),
        origin: Origin::Machine(machine),
        received_at: mail.received_at,
        message_id: None,
        subject: Subject::default(),
        text: String::new(),
        new_text: String::new(),
        forwarded: None,
        mailbox: mail.mailbox.clone(),
        failures: Vec::new(),
        copied: Vec::new(),
        files: Vec::new(),
        refused: Vec::new(),
        remarks: Vec::new(),
    }
}

pub(super) fn mark(mail: &PendingMail, understood: &Understood, incoming: &Incoming) -> MailMark {
    let inbound = &understood.inbound;
    let origin = match &understood.origin {
        Origin::Person(_) | Origin::Unknown(_) => "person",
        Origin::Machine(machine) => machine.kind.as_str(),
    };
    MailMark {
        id: mail.id,
        message_id: inbound.message_id.clone(),
        from: inbound.from.clone(),
        subject: inbound.subject.clone(),
        origin: origin.to_owned(),
        attachments: inbound.attachments.clone(),
        refused: incoming.refused.iter().map(|file| (file.index, file.excess.sentence())).collect(),
        defects: inbound.defects.iter().map(|defect| defect.0.clone()).collect(),
    }
}

pub(super) fn blank_mark(mail: &PendingMail) -> MailMark {
    MailMark {
        id: mail.id,
        message_id: None,
        from: None,
        subject: Subject::default(),
        origin: String::new(),
        attachments: Vec::new(),
        refused: Vec::new(),
        defects: Vec::new(),
    }
}
