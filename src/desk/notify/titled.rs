//! Reasons as agents read them: titles, full names and spans in words in the place of the codes that the ledger keeps.

use super::super::letter::Content;
use super::super::policy::Policy;
use super::super::reason::{Changed, CommandFault, NotOpen, Reason, Refusal, Remark};
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
            Changed::Status { from, to, .. } | Changed::Moved { from, to, .. } | Changed::Reopened { from, to, .. } => {
                self.status(from);
                self.status(to);
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
        let NotOpen::StartsFrom { from, status } = why else { return };
        let mut names: Vec<String> = from.split(", ").map(str::to_owned).collect();
        for name in &mut names {
            self.status(name);
        }
        *from = names.join(", ");
        self.status(status);
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
