//! The letters of one step: what happened on one ticket.

use crate::mail::Contact;
use crate::mail::compose::AutoSubmitted;

use super::super::change::{Change, Via};
use super::super::end::End;
use super::super::facts::TicketFact;
use super::super::letter::{Audience, Content, Earlier, Letter, Said, TicketView};
use super::super::outcome::{ConfirmCause, Response, Step};
use super::super::people::Role;
use super::super::recipients::Recipient;
use super::super::status::Stage;
use super::letters::{StepLetters, threaded_to};
use super::rank::strongest;
use super::scene::Scene;
use super::{earlier, view};

/// All letters of a step. A person who is meant for two reasons gets the stronger one.
pub(super) fn letters<'a>(scene: Scene<'a>, index: usize, step: &'a Step) -> Vec<Letter> {
    let mut all = StepLetters { scene, step, is_first: index == 0, letters: Vec::new() };
    all.confirm();
    if scene.outcome.end == Some(End::Quarantined) {
        all.show_quarantined();
    } else if step.before.is_none() {
        all.tell_opened();
    } else if !all.is_first {
        all.tell_merged();
    } else {
        all.tell_words();
        all.tell_done();
        all.tell_assigned();
        all.tell_judged();
        all.tell_comment();
    }
    all.tell_joined();
    all.tell_by_rules();
    all.tell_by_status();
    all.keep_silent();
    strongest(&scene.policy.people.agents, all.letters)
}

impl StepLetters<'_> {
    fn confirm(&mut self) {
        for confirm in &self.step.confirms {
            let to = Audience::Writer(confirm.person.clone());
            let view = view::for_customer(self.scene.policy, self.ticket(), &confirm.person.contact().address);
            let due = self.due_for_customer();
            let (by, from) = match &confirm.cause {
                ConfirmCause::TheirMail => (String::new(), None),
                ConfirmCause::OpenedBy(by) => (by.clone(), None),
                ConfirmCause::SplitFrom(number) => {
                    let reference = self.scene.policy.style.print(*number);
                    (String::new(), Some(TicketFact { reference, ..TicketFact::default() }))
                }
            };
            self.letters.push(Letter {
                in_reply_to: confirm.answers.clone(),
                references: confirm.answers.clone().into_iter().collect(),
                ..Letter::new(to, Content::Confirmation { due, by, from }, view)
            });
        }
    }

    fn due_for_customer(&self) -> String {
        self.scene.dates(self.scene.language_of(self.ticket())).deadline(self.step.clocks.due.as_ref())
    }

    /// The new ticket, to the people in charge, and to the agent who brings it, who learns its number. The assignee by the
    /// same act is told of that instead.
    fn tell_opened(&mut self) {
        if self.is_refused() {
            return;
        }
        let requester = self.ticket().requester.as_ref().map(|it| &it.address);
        let bringing = self.agent().filter(|agent| !requester.is_some_and(|it| agent.writes_from(it)));
        let bringing = bringing.filter(|_| self.is_first).map(|agent| &agent.contact);
        let said = self.said();
        self.tell_assigned();
        let in_charge = self.in_charge();
        let brings = bringing.filter(|bringing| !in_charge.contains(bringing));
        for to in in_charge.iter().chain(brings) {
            let is_own = bringing.is_none() && self.is_author(&to.address);
            if !is_own {
                let mut letter = self.to_agent(to, Content::NewTicket(said.clone()));
                // An agent who brings it and is not in charge has the files.
                letter.encloses &= in_charge.contains(to);
                self.letters.push(letter);
            }
        }
    }

    /// Whether its author, an agent, is asked to write it again, and is told where their words are kept.
    fn is_refused(&self) -> bool {
        self.scene.outcome.responses.iter().any(|response| matches!(response, Response::Receipt(_)))
    }

    fn show_quarantined(&mut self) {
        let Some(reason) = self.step.remarks.first().cloned() else { return };
        let content = Content::Quarantine { reason, files: self.scene.act.files.clone() };
        for to in self.in_charge() {
            let letter = self.to_agent(&to, content.clone());
            self.letters.push(letter);
        }
    }

    /// The customers of a ticket hear that it goes on in this one.
    fn tell_merged(&mut self) {
        let Some(source) = self.scene.outcome.steps.first() else { return };
        let policy = self.scene.policy;
        let stood = source.before.as_ref().unwrap_or(&source.after);
        let fact = TicketFact {
            reference: policy.style.print(stood.number),
            subject: stood.subject.as_str().to_owned(),
            status: view::status(policy, stood, self.scene.language_of(self.ticket())),
            done: policy.workflow.stage(&stood.status) == Stage::Done,
            ..TicketFact::default()
        };
        self.tell_agents_of_merge();
        for who in source.after.customers() {
            if policy.people.agents.find_by_address(&who.address).is_none() && !has_copy(source, who) {
                let letter = self.to_customer(who, Content::Merged(fact.clone()));
                self.letters.push(threaded_to(stood, letter));
            }
        }
    }

    /// Those in charge of the one that goes on; and the agent who merged them, where that leaves a doubt.
    fn tell_agents_of_merge(&mut self) {
        let content = Content::Moved { remarks: self.step.remarks.clone() };
        self.tell_house(self.in_charge(), &content);
        let is_doubtful = self.step.remarks.len() > 1;
        if let Some(agent) = self.agent().filter(|_| is_doubtful) {
            let letter = self.to_agent(&agent.contact, content);
            self.letters.push(letter);
        }
    }

    /// Public words go to the customers on the ticket, but for their author and for those who have them already.
    fn tell_words(&mut self) {
        let Some(words) = self.comment().and_then(|comment| comment.public.clone()) else { return };
        let by_agent = self.by_agent();
        if !by_agent && self.scene.act.is_silent() {
            return;
        }
        let (people, act) = (&self.scene.policy.people, self.scene.act);
        let encloses = words.brings_files();
        for who in self.ticket().customers() {
            let address = &self.ticket().addressee(who).address;
            let is_agent = !by_agent && people.agents.find_by_address(address).is_some();
            // Whom a page names got no mail by that.
            let has_it = !act.is_posted() && act.copied.iter().any(|copied| copied.address == *address);
            if self.is_author(&who.address) || self.is_author(address) || is_agent || has_it || has_copy(self.step, who)
            {
                continue;
            }
            let earlier = self.earlier_for(who);
            let content = Content::Reply { words: words.clone(), moved: String::new(), earlier };
            let letter = self.to_customer(who, content);
            self.letters.push(Letter { encloses, ..letter });
        }
    }

    /// The question for feedback says that the ticket is done; where there is none and nobody wrote, that is told alone.
    fn tell_done(&mut self) {
        let Some(requester) = &self.ticket().requester else { return };
        let (policy, step) = (self.scene.policy, self.step);
        if step.changes.iter().any(|change| matches!(change, Change::FeedbackAsked)) {
            let letter = self.to_customer(requester, Content::Feedback);
            self.letters.push(letter);
            return;
        }
        let from = step.came_from(policy.workflow.initial());
        let (was, is) = (policy.workflow.stage(from), policy.workflow.stage(&self.ticket().status));
        let became_done = is == Stage::Done && was != Stage::Done;
        let replies = self.comment().is_some_and(|comment| comment.public.is_some());
        let hears = !step.is_gone() && !policy.workflow.is_inquiry(from) && !self.is_author(&requester.address);
        if self.by_agent() && became_done && !replies && hears {
            let letter = self.to_customer(requester, Content::StatusChange);
            self.letters.push(letter);
        }
    }

    /// Writes to the new assignee; and to the team that it is given to, unless one of them is the new assignee.
    fn tell_assigned(&mut self) {
        let (scene, step) = (self.scene, self.step);
        let given_to_team = step.changes.iter().any(|change| matches!(change, Change::Team { .. }));
        let assignee = step.new_assignee();
        if assignee.is_none() && !given_to_team {
            return;
        }
        let asked = earlier::last_question(scene, self.ticket()).filter(|_| step.before.is_some());
        let said = Said { earlier: asked.unwrap_or_default(), ..self.said() };
        let by = self.agent().map(|agent| agent.contact.display().to_owned()).unwrap_or_default();
        let content = |to_team| Content::Assigned { said: said.clone(), by: by.clone(), to_team };
        if assignee.is_some() {
            self.tell_house(self.in_charge(), &content(false));
        }
        let team = scene.policy.people.team_of(self.ticket());
        if given_to_team && !team.iter().any(|agent| assignee == Some(agent.name.as_str())) {
            self.tell_house(self.house(&[Recipient::Team]), &content(true));
        }
    }

    /// The judgement of an agent. The writer of an inquiry hears of no ticket. A judgement from the opening stands in the
    /// confirmation.
    fn tell_judged(&mut self) {
        let (policy, step) = (self.scene.policy, self.step);
        let tells = |change: &Change| match change {
            Change::Field { name, to: Some(_), .. } => policy.fields.find(name).is_some_and(|field| field.tells),
            _ => false,
        };
        let is_inquiry = step.before.as_ref().is_some_and(|before| policy.workflow.is_inquiry(&before.status));
        let (Some(agent), Some(requester)) = (self.agent(), &self.ticket().requester) else { return };
        if self.by_agent() && !is_inquiry && step.changes.iter().any(tells) && !agent.writes_from(&requester.address) {
            let (by, due) = (agent.contact.display().to_owned(), self.due_for_customer());
            let letter = self.to_customer(requester, Content::Judged { by, due, moved: String::new() });
            self.letters.push(letter);
        }
    }

    /// The comment or note, to the people in charge. A bad rating is told to more people.
    fn tell_comment(&mut self) {
        let policy = self.scene.policy;
        let Some(comment) = self.comment() else { return };
        match comment.role {
            Role::Machine => return,
            Role::Agent => return self.tell_colleagues(),
            _ => {}
        }
        let rated = self.step.changes.iter().find_map(|change| match change {
            Change::Rated { score, comment } => Some((*score, comment.clone())),
            _ => None,
        });
        let content = match rated.clone() {
            Some((score, text)) => Content::Rated { said: Said { text, is_internal: false, ..self.said() }, score },
            None => Content::NewComment(self.said()),
        };
        self.tell_house(self.in_charge(), &content);
        if rated.is_some_and(|(score, _)| score <= policy.feedback.low) {
            for to in self.house(&policy.feedback.tells_low) {
                let letter = self.to_agent(&to, content.clone());
                self.letters.push(Letter { encloses: false, ..letter });
            }
        }
    }

    /// The words of an agent, to colleagues. A mail of commands alone is told only to those whom the commands name. A refused
    /// mail is told to nobody, because the agent will write it again.
    fn tell_colleagues(&mut self) {
        let is_refused = self.scene.outcome.responses.iter().any(|response| matches!(response, Response::Receipt(_)));
        let content = self.for_agents();
        if matches!(content, Content::NewComment(_)) && !is_refused {
            self.tell_house(self.in_charge(), &content);
        }
    }

    /// Those who were added by a command, unless they get the words with which they were added. And those whom a customer
    /// copied in: they hear of it first, without a word of the mail. Whom an agent copied in has the agent's mail.
    fn tell_joined(&mut self) {
        let is_inquiry = self.scene.policy.workflow.is_inquiry(&self.ticket().status);
        for change in &self.step.changes {
            let Change::Join { who, via, .. } = change else { continue };
            let letter = match (via, self.agent()) {
                (Via::Command, agent) => {
                    let by = agent.map(|agent| agent.contact.display().to_owned()).unwrap_or_default();
                    self.to_customer(who, Content::Involved { by, earlier: self.earlier_for(who) })
                }
                (Via::Copy, None) if !is_inquiry => {
                    let (by, earlier) = (String::new(), Earlier::default());
                    let letter = self.to_customer(who, Content::Involved { by, earlier });
                    Letter { ticket: TicketView::default(), in_reply_to: None, references: Vec::new(), ..letter }
                }
                _ => continue,
            };
            self.letters.push(letter);
        }
    }

    /// Nothing automatic is written to a program that asked: a status that changed, a question for feedback (P5), and to nobody
    /// about a ticket that went on in another or asks for nothing. What an agent answers is a human's mail and goes out.
    fn keep_silent(&mut self) {
        let ticket = self.ticket();
        if self.step.is_gone() {
            self.letters.retain(|letter| letter.to.is_agent() || matches!(letter.content, Content::Reply { .. }));
        }
        let Some(asker) = ticket.requester.as_ref().filter(|_| ticket.by_machine) else { return };
        self.letters.retain(|letter| match &letter.to {
            Audience::Customer(to) => {
                to.address != ticket.addressee(asker).address || letter.kind().auto_submitted() == AutoSubmitted::No
            }
            _ => true,
        });
    }
}

/// Whether somebody joined because the mail was addressed to them, too: they have its words.
fn has_copy(step: &Step, who: &Contact) -> bool {
    let joined = |change: &Change| matches!(change, Change::Join { who: joined, via: Via::Copy, .. } if joined.address == who.address);
    step.changes.iter().any(joined)
}
