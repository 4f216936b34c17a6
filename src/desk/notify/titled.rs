//! Reasons as agents read them: titles, full names and spans in words in the place of the codes that the ledger keeps.

use super::super::letter::Content;
use super::super::policy::Policy;
use super::super::reason::{By, Changed, CommandFault, NotOpen, Reason, Refusal, Remark};
use super::super::span_words::span_words;
use super::super::status::{Stage, StatusName};
use super::super::title::TitleReader;

/// Gives the reasons of a letter the desk's titles. Customers' letters have no reasons.
pub(super) fn give_titles(policy: &Policy, content: &mut Content) {
    let titles = Titles { policy, language: &policy.languages.desk };
    if let Content::Receipt { receipt, .. } = content {
        receipt.lines.iter_mut().filter_map(|line| line.fault.as_mut()).for_each(|fault| titles.give_to_fault(fault));
    }
    for reason in reasons(content) {
        titles.give(reason);
    }
}

fn reasons(content: &mut Content) -> Vec<&mut Reason> {
    match content {
        Content::NewTicket(said)
        | Content::NewComment(said)
        | Content::Assigned { said, .. }
        | Content::Rated { said, .. }
        | Content::Held { said, .. } => said.remarks.iter_mut().collect(),
        Content::PromiseWarning(told) | Content::PromiseBroken(told) => vec![&mut told.reason],
        Content::Moved { remarks } => remarks.iter_mut().collect(),
        Content::Shown(whole) => whole.entries.iter_mut().filter_map(|entry| entry.note.as_mut()).collect(),
        _ => Vec::new(),
    }
}

struct Titles<'a> {
    policy: &'a Policy,
    language: &'a str,
}

impl Titles<'_> {
    fn give(&self, reason: &mut Reason) {
        match reason {
            Reason::Changed(changed) => self.give_to_change(changed),
            Reason::Remark(Remark::MergedDone { status } | Remark::GoesOnFrom { status, .. }) => self.status(status),
            Reason::Remark(Remark::PromiseUsedUp { target, .. }) => self.span(target),
            Reason::Remark(Remark::PromiseTook { target, used, .. } | Remark::PromiseUses { target, used, .. }) => {
                self.span(target);
                self.span(used);
            }
            Reason::Remark(Remark::WishRefused { why: Refusal::NotOpen { why }, .. }) => self.give_to_refusal(why),
            Reason::Remark(
                Remark::FormContradicts { name, .. }
                | Remark::FormSubtypeAlone { name, .. }
                | Remark::FormNoValue { name, .. },
            ) => self.field(name),
            _ => {}
        }
    }

    fn give_to_change(&self, changed: &mut Changed) {
        if let Changed::Moved { from, to, by } = changed
            && self.stage(from) == Stage::Done
            && self.stage(to) != Stage::Done
        {
            *changed = Changed::Reopened { from: from.clone(), to: to.clone(), by: by.clone() };
        }
        match changed {
            Changed::Status { from, to, by } | Changed::Moved { from, to, by } | Changed::Reopened { from, to, by } => {
                self.status(from);
                self.status(to);
                self.action(by);
            }
            Changed::Handed { to, by } => {
                self.partner(to);
                self.action(by);
            }
            Changed::Assigned { to, .. } => *to = self.policy.people.agents.full_name(to),
            Changed::Team { to, .. } => *to = self.policy.people.teams.title(to, self.language),
            Changed::Field { name, to, .. } => {
                let Some(field) = self.policy.fields.find(name) else { return };
                *to = field.shown(to, self.language);
                field.label(self.language).clone_into(name);
            }
            _ => {}
        }
    }

    /// Agents write statuses by their codes; only those that they don't write get titles.
    fn give_to_fault(&self, fault: &mut CommandFault) {
        match fault {
            CommandFault::OnlyAssignee { status, assignee } => {
                self.status(status);
                *assignee = self.policy.people.agents.full_name(assignee);
            }
            CommandFault::NobodyYet { status } | CommandFault::OpenAlready { status } => self.status(status),
            CommandFault::TransitionNotOpen { why } => self.give_to_refusal(why),
            _ => {}
        }
    }

    fn give_to_refusal(&self, why: &mut NotOpen) {
        match why {
            NotOpen::StartsFrom { from, status } => {
                each(from, |name| self.status(name));
                self.status(status);
            }
            NotOpen::NotInvolved { partner, involved, .. }
            | NotOpen::NotInvolvedWithStrangers { partner, involved } => {
                self.partner(partner);
                each(involved, |name| self.partner(name));
            }
            NotOpen::NobodyInvolved { partner, .. } | NotOpen::NobodyInvolvedWithStrangers { partner } => {
                self.partner(partner);
            }
        }
    }

    fn field(&self, name: &mut String) {
        if let Some(field) = self.policy.fields.find(name) {
            field.label(self.language).clone_into(name);
        }
    }

    fn action(&self, by: &mut By) {
        let By::Transition { name } = by else { return };
        if let Some(transition) = self.policy.workflow.find_transition(name) {
            *name = transition.called(self.language);
        }
    }

    fn partner(&self, name: &mut String) {
        if let Some(partner) = self.policy.people.partners.find_by_name(name) {
            name.clone_from(&partner.title);
        }
    }

    fn status(&self, status: &mut String) {
        let name = StatusName(std::mem::take(status));
        *status = self.policy.workflow.title(&name, self.language, TitleReader::Agent);
    }

    fn span(&self, span: &mut String) {
        *span = span_words(span, self.language);
    }

    fn stage(&self, status: &str) -> Stage {
        self.policy.workflow.stage(&StatusName(status.to_owned()))
    }
}

/// Does something with each name in a list of them.
fn each(names: &mut String, with: impl Fn(&mut String)) {
    let mut list: Vec<String> = names.split(", ").map(str::to_owned).collect();
    list.iter_mut().for_each(with);
    *names = list.join(", ");
}
