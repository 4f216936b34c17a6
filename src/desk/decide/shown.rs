//! What every letter of a decision shows of its ticket: the fields as they stand after it, in the words of the letter's
//! language, and to agents whether it is an inquiry. Customers see no fields that are none of theirs (P6).

use super::super::field::{Fields, Reader};
use super::super::notice::{Audience, Notice};
use super::super::policy::Policy;
use super::super::status::StatusName;
use super::super::ticket::Ticket;
use super::{Change, Decision, Effect, NewTicket, Snapshot, Target, last_status, last_team};

/// The ticket that letters are about.
struct Subject<'a> {
    fields: Fields,
    status: &'a StatusName,
    team: Option<&'a str>,
    language: Option<&'a str>,
    organisation: Option<&'a str>,
    mailbox: &'a str,
}

/// Writes it into the facts of all notices.
pub(super) fn show(policy: &Policy, snapshot: &Snapshot, decision: &mut Decision) {
    let Decision { target, changes, notices, also, .. } = decision;
    show_on(policy, snapshot, (target, changes), notices);
    for Effect { target, changes, notices, .. } in also {
        show_on(policy, snapshot, (target, changes), notices);
    }
}

fn show_on(policy: &Policy, snapshot: &Snapshot, (target, changes): (&Target, &[Change]), notices: &mut [Notice]) {
    match target {
        Target::New(new) => of_new(new, changes).tell(policy, notices),
        Target::Existing(number) => {
            if let Some(ticket) = snapshot.ticket(*number) {
                of_ticket(ticket, changes).tell(policy, notices);
            }
        }
        // what is shown of a ticket says it all
        Target::Shown(_) | Target::Held { .. } | Target::Nothing => {}
    }
}

fn of_new<'a>(new: &'a NewTicket, changes: &'a [Change]) -> Subject<'a> {
    Subject {
        fields: after(&new.routed.fields, changes),
        status: last_status(changes).unwrap_or(&new.status),
        team: last_team(changes).or(new.routed.team.as_deref()),
        language: new.routed.language.as_deref(),
        organisation: new.organisation.as_deref(),
        mailbox: &new.mailbox,
    }
}

fn of_ticket<'a>(ticket: &'a Ticket, changes: &'a [Change]) -> Subject<'a> {
    Subject {
        fields: after(&ticket.fields, changes),
        status: last_status(changes).unwrap_or(&ticket.status),
        team: last_team(changes).or(ticket.team.as_deref()),
        language: ticket.language.as_deref(),
        organisation: ticket.organisation.as_deref(),
        mailbox: &ticket.mailbox,
    }
}

/// The fields after these changes.
pub(super) fn after(fields: &Fields, changes: &[Change]) -> Fields {
    let mut fields = fields.clone();
    for change in changes {
        if let Change::Field { name, to, .. } = change {
            fields.set(name, to.as_deref());
        }
    }
    fields
}

impl Subject<'_> {
    fn tell(&self, policy: &Policy, notices: &mut [Notice]) {
        let language =
            policy.languages.of_routed((self.language, self.mailbox), self.organisation, &policy.people.organisations);
        for notice in notices {
            let is_agents = matches!(notice.to, Audience::Agent(_));
            let (language, reader) =
                if is_agents { (policy.languages.desk.as_str(), Reader::Agent) } else { (language, Reader::Customer) };
            notice.facts.fields = policy.fields.shown(&self.fields, language, reader);
            if is_agents {
                self.team.unwrap_or_default().clone_into(&mut notice.facts.team);
            }
            notice.facts.inquiry = is_agents && policy.workflow.is_inquiry(self.status);
        }
    }
}
