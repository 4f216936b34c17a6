//! The other recipients of a mail join its ticket, where the desk lets them. Only a proven sender brings anybody in: what goes
//! to those who join is what others write, and who joins did not ask for it.

use jiff::Timestamp;

use crate::mail::origin::{Person, is_program, vouched};
use crate::mail::{Address, Contact};

use super::super::act::Act;
use super::super::case::Case;
use super::super::change::{Change, Via};
use super::super::command::Command;
use super::super::evidence::{Match, choose_match};
use super::super::outcome::Step;
use super::super::policy::Policy;
use super::super::question::Question;
use super::super::reason::{By, Remark};

/// A mail with more addresses is a mailing, and its recipients do not follow a case.
const MAX_JOINING: usize = 10;
/// With so many participants, nobody joins a ticket by a copy.
const MAX_PARTICIPANTS: usize = 20;

/// The question before it is decided, where an agent adds somebody: what was said so far?
pub(super) fn find_question(policy: &Policy, case: &Case, act: &Act, person: &Person) -> Option<Question> {
    let mut commands = act.asks.commands.commands();
    let shown = policy.holding.sender(act, &person.contact().address);
    match choose_match(&case.candidates, shown, &policy.people) {
        Match::Ticket { ticket, .. } if commands.any(|command| matches!(command, Command::Join(_))) => {
            Some(Question::Conversation(ticket.number))
        }
        _ => None,
    }
}

/// Lets them join. Where nothing proves the sender, agents are told whom the mail was copied to instead.
pub(super) fn join(policy: &Policy, act: &Act, sender: &Address, step: &mut Step, now: Timestamp) {
    if !policy.copied_join || act.is_silent() || act.copied.len() > MAX_JOINING {
        return;
    }
    let is_agents = policy.people.agents.find_by_address(sender).is_some();
    let is_new = |who: &&Contact| {
        who.address != *sender
            && policy.people.agents.find_by_address(&who.address).is_none()
            && !step.after.has_customer(&who.address)
            && vouched((*who).clone(), &policy.own).is_ok()
            && !is_program(&who.address)
    };
    let free = MAX_PARTICIPANTS.saturating_sub(step.after.participants.len());
    let copied: Vec<&Contact> = act.copied.iter().filter(is_new).take(free).collect();
    if copied.is_empty() {
        return;
    }
    if !policy.holding.is_proven(act) {
        let addresses = copied.iter().map(|who| who.address.as_str()).collect::<Vec<_>>().join(", ");
        step.remarks.push(Remark::NotJoined { addresses }.into());
        return;
    }
    // A name that somebody else gives them is words of a mail: their own mail gives them one.
    let named = |who: &Contact| if is_agents { who.clone() } else { Contact::new("", who.address.clone()) };
    let join = |who: &Contact| Change::Join { who: named(who), via: Via::Copy, reason: By::Copied };
    let joined: Vec<Change> = copied.into_iter().map(join).collect();
    step.change_all(joined, now);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::desk::act::Source;
    use crate::desk::samples::{policy, ticket};
    use crate::mail::MessageId;
    use crate::mail::authentic::{Basis, Proof};
    use crate::mail::origin::{Origin, Own, vouched};

    fn contact(name: &str, address: &str) -> Contact {
        Contact::new(name, Address::parse(address).unwrap())
    }

    fn act(from: &str, copied: Vec<Contact>, proof: Proof) -> Act {
        let person = vouched(contact("", from), &Own::default()).unwrap();
        let source = Source::Mail { number: 1, message_id: MessageId::parse("1@x.example") };
        let at = "2026-03-01T09:05:00Z".parse().unwrap();
        Act { origin: Origin::Person(person), copied, proof, ..Act::bare(source, at, "support") }
    }

    fn people() -> impl Strategy<Value = Vec<Contact>> {
        let one = ("[a-z <>#@]{0,12}", "[a-z]{1,3}@(x|acme|desk)[.]example");
        proptest::collection::vec(one.prop_map(|(name, address)| contact(&name, &address)), 0..14)
    }

    proptest! {
        #[test]
        fn who_is_unproven_brings_nobody_in(
            copied in people(),
            from in "[a-z]{1,3}@(x|acme|desk)[.]example",
            fails: bool,
        ) {
            let proof = if fails { Proof::Fail(Basis::Unread) } else { Proof::Unknown(Basis::Unread) };
            let act = act(&from, copied, proof);
            let mut step = Step::on(&ticket());
            join(&policy(), &act, act.sender().unwrap(), &mut step, act.at);
            prop_assert_eq!(step.changes, []);
        }

        #[test]
        fn who_is_proven_brings_in_a_few_and_names_nobody(mails in proptest::collection::vec(people(), 1..9)) {
            let mut step = Step::on(&ticket());
            for copied in mails {
                let before = step.changes.len();
                let act = act("ada@acme.example", copied, Proof::Pass(Basis::SignedIn));
                join(&policy(), &act, act.sender().unwrap(), &mut step, act.at);
                prop_assert!(step.changes.len() <= before + MAX_JOINING);
            }
            prop_assert!(step.after.participants.len() <= MAX_PARTICIPANTS);
            prop_assert!(step.after.participants.iter().all(|who| who.name().is_empty()));
        }
    }
}
