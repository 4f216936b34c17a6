//! Writes to the recipients of rules, transitions, timers and statuses, beside those who are always told.

use crate::mail::clean::truncated;

use super::super::change::Change;
use super::super::facts::EntryFact;
use super::super::letter::{Content, Letter};
use super::super::people::Role;
use super::super::publish::Publishable;
use super::super::reason::{Changed, Reason};
use super::super::recipients::Recipients;
use super::super::ticket::Visibility;
use super::letters::{MAX_QUOTED_BYTES, StepLetters};
use super::{recipients, view};

impl StepLetters<'_> {
    /// Writes to the recipients of a rule, a transition or a timer, beside those who are always told.
    pub(super) fn tell_by_rules(&mut self) {
        let tells = &self.step.tells;
        let is_note = self.comment().is_some_and(|comment| comment.visibility != Visibility::Public);
        let is_brought = self.step.before.is_none() && self.agent().is_some();
        let by_customer = !is_brought && self.comment().is_some_and(|comment| comment.role != Role::Agent);
        let words = self.words_with_rules();
        let hears = !by_customer || (tells.is_wish && !is_note && !self.scene.act.is_silent());
        if hears {
            let passed_on = words.clone().filter(|words| !words.text().is_empty() && self.step.before.is_some());
            self.tell_customers(tells, passed_on.as_ref());
        }
        if !(by_customer && is_note) {
            self.hand_over(tells, words);
        }
        let content = self.for_agents();
        self.tell_house(self.house(&tells.words), &content);
    }

    /// The words that a transition or a rule goes along with.
    fn words_with_rules(&self) -> Option<Publishable> {
        let wish = self.scene.act.asks.wish.as_ref().filter(|_| self.step.tells.is_wish);
        let public = self.step.comments.iter().filter(|_| self.is_first).find_map(|comment| comment.public.clone());
        public.filter(|_| wish.is_none_or(|wish| !wish.below.is_empty()))
    }

    /// The act, as agents read it who get no stronger letter.
    pub(super) fn for_agents(&self) -> Content {
        let Some(comment) = self.comment() else { return Content::Moved { remarks: self.step.remarks.clone() } };
        let mut said = self.said();
        if self.step.before.is_none() {
            return Content::NewTicket(said);
        }
        if comment.role == Role::Agent {
            said.remarks.extend(self.step.changes.iter().map(|change| self.described(change)));
        }
        let says_something = !(said.text.is_empty() && said.files.is_empty());
        if says_something { Content::NewComment(said) } else { Content::Moved { remarks: said.remarks } }
    }

    /// A change as the house reads it, with times as people write them.
    fn described(&self, change: &Change) -> Reason {
        let policy = self.scene.policy;
        match change {
            Change::FeedbackDue { at } => {
                let at = self.scene.dates(&policy.languages.desk).due(*at, &policy.zone);
                Changed::FeedbackDue { at }.into()
            }
            other => other.describe(&policy.zone),
        }
    }

    fn tell_customers(&mut self, tells: &Recipients, words: Option<&Publishable>) {
        for who in recipients::customers(&self.scene.policy.people, self.ticket(), &tells.words) {
            let letter = match words.filter(|_| !self.is_author(&who.address)) {
                Some(words) => {
                    let encloses = words.brings_files();
                    let content = Content::Reply {
                        words: words.clone(),
                        moved: view::status(self.scene.policy, self.ticket(), self.scene.language_of(self.ticket())),
                        earlier: self.earlier_for(who),
                    };
                    Letter { encloses, ..self.to_customer(who, content) }
                }
                None => self.to_customer(who, Content::StatusChange),
            };
            self.letters.push(letter);
        }
    }

    /// The ticket, told to the group of the partner that gets it, with the words it is handed over with.
    fn hand_over(&mut self, tells: &Recipients, words: Option<Publishable>) {
        let author = self.comment().and_then(|comment| comment.author.as_ref());
        let by = self.agent().map(|agent| &agent.contact).or(author).map(|by| by.display().to_owned());
        let by = by.filter(|_| self.comment().is_some()).unwrap_or_default();
        let opening = self.opening_entry().filter(|_| self.comment().is_some() && self.step.before.is_some());
        let encloses = words.as_ref().is_some_and(Publishable::brings_files);
        for who in recipients::partners(&self.scene.policy.people, self.ticket(), tells) {
            if !self.is_author(&who.address) {
                let (by, words, opening) = (by.clone(), words.clone(), opening.clone());
                let letter = self.to_customer(who, Content::Handed { by, words, opening });
                self.letters.push(Letter { encloses, ..letter });
            }
        }
    }

    fn opening_entry(&self) -> Option<EntryFact> {
        let text = truncated(self.scene.case.opening_of(self.ticket().number), MAX_QUOTED_BYTES);
        let asker = || self.ticket().requester.as_ref().map(|requester| requester.display().to_owned());
        // What an agent wrote down for somebody are the agent's words.
        let author = self.scene.case.opened_by(self.ticket().number).map(str::to_owned).or_else(asker);
        let entry = EntryFact { author: author.unwrap_or_default(), text: text.to_owned(), ..EntryFact::default() };
        Some(entry).filter(|entry| !entry.text.trim().is_empty())
    }

    /// Writes to the recipients of a status that a ticket came into.
    pub(super) fn tell_by_status(&mut self) {
        let (policy, step) = (self.scene.policy, self.step);
        let status = policy.workflow.find(self.ticket().status.as_str());
        let enters = step.before.is_some() && step.moves_status() && !step.is_gone();
        let Some(status) = status.filter(|status| enters && !status.tells.is_empty()) else { return };
        let tells = Recipients { words: status.tells.clone(), ..Recipients::default() };
        let mut by_status = StepLetters { letters: Vec::new(), ..*self };
        // The writer of an inquiry knows of no ticket.
        let is_ticket = !policy.workflow.is_inquiry(step.came_from(policy.workflow.initial()));
        if is_ticket {
            by_status.tell_customers(&tells, None);
        }
        for who in recipients::partners(&policy.people, self.ticket(), &tells) {
            if is_ticket && !self.is_author(&who.address) {
                let content = Content::Handed { by: String::new(), words: None, opening: None };
                by_status.letters.push(by_status.to_customer(who, content));
            }
        }
        by_status.tell_house(self.house(&tells.words), &Content::Moved { remarks: Vec::new() });
        let silent = self.author().filter(|_| self.scene.act.is_silent());
        let hears = |letter: &Letter| !silent.is_some_and(|author| letter.is_to(author));
        self.letters.extend(by_status.letters.into_iter().filter(hears));
    }
}
