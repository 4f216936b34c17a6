//! Holding: mails without enough proof of their sender, and what the desk's own filter calls spam, wait until a human lets
//! them pass.
//!
//! Comes in: a mail with its proof and its tokens, and the tickets that it names. Goes out: why it is held, if it is. A From
//! line proves nothing. What does is a trusted mail server's word, a token of ours that its recipient shows, or a mailbox
//! that the operator trusts; and an agent who lets the mail pass (P6).

use crate::mail::Address;
use crate::mail::authentic::Proof;
use crate::mail::origin::{Origin, Person};

use super::act::Act;
use super::case::Case;
use super::command::Command;
use super::evidence::{Match, Sender, choose_match};
use super::people::{People, Role};
use super::reason::Unproven;

/// The mails that are held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holding {
    /// The mail servers (authserv-ids, lower case) that are believed when they say who wrote a mail.
    pub trusted: Vec<String>,
    /// Where none of them tells, the mail's DKIM signatures are checked.
    pub dkim: bool,
    /// What the operator's own filter calls spam is held.
    pub holds_spam: bool,
    /// The mailboxes, by their names in the config, that act on proven mails only.
    pub mailboxes: Vec<String>,
    /// The mailboxes that nobody can write to in another's name, as the operator says.
    pub trusting: Vec<String>,
}

/// Whether the mail carries a token of its sender's that proves them where it acts: on the ticket that it belongs to, or on the
/// held mail that it is about. What a question is answered with goes to its recipient alone, so that any token proves that.
fn shows_token(act: &Act, case: &Case, sender: &Address, people: &People) -> bool {
    let mut theirs = act.tokens.iter().filter(|token| token.is_recipient);
    let touches_others = act.asks.commands.commands().any(|command| matches!(command, Command::Merge(_)));
    let is_about_held = act.tokens.first().is_some_and(|token| token.is_recipient && token.held_mail().is_some());
    if is_about_held || act.asks.question.is_some() {
        return theirs.next().is_some();
    }
    let shown = Sender { address: sender, tokens: &act.tokens, copied: &act.copied, is_proven: false };
    match choose_match(&case.candidates, shown, people) {
        Match::Ticket { ticket, merged, .. } => {
            let named = merged.unwrap_or(ticket).number;
            theirs.any(|token| token.ticket() == Some(named)) && !touches_others
        }
        _ => false,
    }
}

impl Holding {
    /// Why a mail is held, if it is: a person's, not proven as far as it must be, and nobody has let it pass. Machines'
    /// mails are not held: they are never acted on anyway.
    pub fn reason(&self, act: &Act, case: &Case, people: &People) -> Option<Unproven> {
        let Origin::Person(person) = &act.origin else { return None };
        if act.released {
            return None;
        }
        let unproven = if self.is_vouched(act) { None } else { self.unproven(act, case, people, person) };
        unproven.or_else(|| self.called_spam(act, people, person))
    }

    /// Whether it is not proven as far as it must be.
    fn unproven(&self, act: &Act, case: &Case, people: &People, person: &Person) -> Option<Unproven> {
        let sender = &person.contact().address;
        let fails = matches!(act.proof, Proof::Fail(_));
        // A token is no proof against a server that says that the mail is forged: an agent's may have been read along.
        let shows_token = shows_token(act, case, sender, people);
        let is_proven = act.proof.is_pass() || (shows_token && !fails);
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

    /// What the filter calls spam, unless an agent's proof or a letter of ours speaks for it.
    fn called_spam(&self, act: &Act, people: &People, person: &Person) -> Option<Unproven> {
        let field = act.spam.clone()?;
        let is_proven = act.proof.is_pass() || self.is_vouched(act);
        let is_agents = is_proven && people.agents.find_by_address(&person.contact().address).is_some();
        let is_answer = act.tokens.iter().any(|token| token.is_recipient);
        (!is_agents && !is_answer).then_some(Unproven::CalledSpam { field })
    }

    /// Whether it is known that a mail comes from its From: a trusted server or its signatures say so, it shows a token of
    /// its sender's, of whatever letter, or nothing need be proven. What a token lets its bearer do is another question.
    pub fn is_proven(&self, act: &Act) -> bool {
        // A token is no proof against a server that says that the mail is forged: an agent's may have been read along.
        let shows_token = act.tokens.iter().any(|token| token.is_recipient) && !matches!(act.proof, Proof::Fail(_));
        act.proof.is_pass() || shows_token || self.is_vouched(act)
    }

    /// The sender of a mail, as far as it tells which ticket it belongs to.
    pub fn sender<'a>(&self, act: &'a Act, address: &'a Address) -> Sender<'a> {
        let is_proven = self.is_proven(act) || !self.can_prove();
        Sender { address, tokens: &act.tokens, copied: &act.copied, is_proven }
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
