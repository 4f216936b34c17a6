//! Holding: mails without enough proof of their sender wait until a human lets them pass.
//!
//! Comes in: a mail with its proof and its tokens, and the tickets that it names. Goes out: why it is held, if it is. A From
//! line proves nothing. What does is a trusted mail server's word, a token of ours that its recipient shows, or a mailbox
//! that the operator trusts; and an agent who lets the mail pass (P6).

use crate::mail::authentic::Proof;
use crate::mail::origin::Origin;

use super::act::Act;
use super::case::Case;
use super::people::{People, Role};
use super::reason::Unproven;

/// The mails that are held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holding {
    /// The mail servers (authserv-ids, lower case) that are believed when they say who wrote a mail.
    pub trusted: Vec<String>,
    /// Where none of them tells, the mail's DKIM signatures are checked.
    pub dkim: bool,
    /// The mailboxes, by their names in the config, that act on proven mails only.
    pub mailboxes: Vec<String>,
    /// The mailboxes that nobody can write to in another's name, as the operator says.
    pub trusting: Vec<String>,
}

impl Holding {
    /// Why a mail is held, if it is: a person's, not proven as far as it must be, and nobody has let it pass. Machines'
    /// mails are not held: they are never acted on anyway.
    pub fn reason(&self, act: &Act, case: &Case, people: &People) -> Option<Unproven> {
        let Origin::Person(person) = &act.origin else { return None };
        if self.is_vouched(act) {
            return None;
        }
        let sender = &person.contact().address;
        let fails = matches!(act.proof, Proof::Fail(_));
        let shows_token = act.tokens.iter().any(|token| token.is_recipient);
        let is_proven = self.is_proven(act);
        let proof = act.proof.basis().clone();
        if let Some(agent) = people.agents.find_by_address(sender).filter(|_| !is_proven) {
            return Some(Unproven::AgentUnproven { agent: agent.name.clone(), proof });
        }
        if self.mailboxes.contains(&act.mailbox) && !is_proven {
            return Some(Unproven::SenderUnproven { proof });
        }
        let on_ticket = || {
            let roles = case.candidates.iter().filter_map(|named| named.ticket.role_of(sender, people));
            roles.into_iter().find(|role| *role != Role::Agent)
        };
        // A customer's token holds: forwarding breaks signatures, and only they had the letter.
        let role = Some(()).filter(|()| fails && !shows_token).and_then(|()| on_ticket())?;
        Some(Unproven::NotFromThere { sender: sender.to_string(), role, proof })
    }

    /// Whether it is known that a mail comes from its From: a trusted server or its signatures say so, it shows a token of
    /// its sender's, or nothing need be proven.
    pub fn is_proven(&self, act: &Act) -> bool {
        // A token is no proof against a server that says that the mail is forged: an agent's may have been read along.
        let shows_token = act.tokens.iter().any(|token| token.is_recipient) && !matches!(act.proof, Proof::Fail(_));
        act.proof.is_pass() || shows_token || self.is_vouched(act)
    }

    /// Whether anything at this desk can prove a mail that shows no token.
    pub fn can_prove(&self) -> bool {
        self.dkim || !self.trusted.is_empty()
    }

    /// Whether nothing need be proven: a human let it pass, or the mailbox is trusted.
    pub fn is_vouched(&self, act: &Act) -> bool {
        act.released || self.trusting.contains(&act.mailbox)
    }
}
