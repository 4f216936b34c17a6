//! Held mails: agents are told of the first few of a day at once, and of the others by the daily letter, so that whoever forges
//! many senders fills no mailbox. The agent in whose name a mail is hears of it once a day in any case: their own answer may
//! wait.

use jiff::Timestamp;

use super::super::act::Act;
use super::super::notice::NoticeKind;
use super::super::notify::Mailing;
use super::super::policy::Policy;
use super::super::reason::Spared;
use super::{Meter, Scope, Tallies};

/// A held mail, and the letters about it.
pub(super) struct Held<'a> {
    pub(super) act: &'a Act,
    pub(super) mailings: &'a mut [Mailing],
}

/// Takes out letters above the limit, if a daily letter will tell of the mail. Says why.
pub(super) fn hold_back<T: Tallies>(
    policy: &Policy,
    Held { act, mailings }: Held<'_>,
    meter: &mut Meter,
    tallies: &mut T,
    now: Timestamp,
) -> Result<Option<Spared>, T::Error> {
    let is_held = |mailing: &&mut Mailing| mailing.letters.iter().any(|letter| letter.kind() == NoticeKind::Held);
    let Some(mailing) = mailings.iter_mut().find(is_held).filter(|_| policy.daily_letter) else { return Ok(None) };
    let agent = act.sender().and_then(|sender| policy.people.agents.find_by_address(sender));
    let named = agent.map(|agent| Scope::HeldOf(agent.contact.address.clone()));
    meter.look_up(named.iter().cloned().chain([Scope::Held]).collect(), tallies, now)?;
    let count = meter.known(&Scope::Held);
    let is_full = count >= Scope::Held.limit(&policy.letters);
    if !is_full {
        meter.add(Scope::Held);
    }
    let tells_named = named.filter(|scope| meter.known(scope) == 0);
    mailing.letters.retain(|letter| {
        let is_theirs = agent.is_some_and(|agent| letter.is_to(&agent.contact.address));
        !is_full || (is_theirs && tells_named.is_some())
    });
    if let Some(scope) = tells_named {
        meter.add(scope);
    }
    Ok(is_full.then(|| Spared::AgentsNotTold { full: Scope::Held.full(&policy.letters, count) }))
}
