//! The pages of a story's people: a form becomes a posting, and is posted.

use crate::desk::posting::{ChosenValue, PostedPerson, Posting};
use crate::flow::posting::{NewPage, PageProof};
use crate::mail::Contact;
use crate::mail::compose::Enclosure;

use super::super::browser::session_of;
use super::super::mail_builder::{content_type, file_bytes};
use super::super::script::{EnclosedFile, PageContent, PageControl, PostedAbout};
use super::Play;

impl Play<'_> {
    /// Somebody opens a ticket's page.
    pub(super) async fn open(&mut self, who: &Contact, reference: &str) -> Result<(), String> {
        let number = self.number(reference)?;
        let store = self.house.store(&self.world).await.map_err(|error| format!("{error:#}"))?;
        let seen =
            store.read(move |reading| reading.newest_comment(number)).await.map_err(|error| error.to_string())?;
        drop(store);
        self.house.after_look().await;
        if seen == 0 {
            return Err(format!("there's no ticket {reference}"));
        }
        self.browser.open(&who.address, number, seen);
        Ok(())
    }

    /// Somebody fills in a form and posts it.
    pub(super) async fn post(
        &mut self,
        from: &Contact,
        about: &PostedAbout,
        content: &PageContent,
    ) -> Result<(), String> {
        let mailbox = self.world.portal().ok_or("the config has no mailbox")?.to_owned();
        let (ticket, subject) = match about {
            PostedAbout::Ticket(reference) => (Some(self.number(reference)?), String::new()),
            PostedAbout::New(subject) => (None, subject.clone()),
        };
        let mut posting = Posting {
            ticket: ticket.map(|number| number.0),
            address: from.address.to_string(),
            name: from.name().to_owned(),
            subject,
            text: content.body.join("\n"),
            ..Posting::default()
        };
        let is_agent = self.house.plan().desk.policy.people.agents.find_by_address(&from.address).is_some();
        for control in &content.controls {
            fill_in(&mut posting, control, is_agent);
        }
        let page = NewPage {
            proof: PageProof::Session(session_of(&from.address)),
            nonce: self.browser.new_mark(),
            seen: ticket.and_then(|ticket| self.browser.close(&from.address, ticket)),
            posting,
            files: content.files.iter().map(enclosed).collect(),
            mailbox,
        };
        self.post_page(page).await
    }

    /// The form that was posted last comes once more, as after a double click.
    pub(super) async fn post_again(&mut self) -> Result<(), String> {
        let page = self.browser.last.clone().ok_or("nothing has been posted yet")?;
        self.post_page(page).await
    }

    pub(super) async fn post_page(&mut self, page: NewPage) -> Result<(), String> {
        self.browser.post(&mut self.house, &self.world, page).await.map_err(|error| format!("{error:#}"))
    }
}

fn fill_in(posting: &mut Posting, control: &PageControl, is_agent: bool) {
    let person = |who: &Contact| PostedPerson { address: who.address.to_string(), name: who.name().to_owned() };
    match control {
        PageControl::Presses(command) if is_agent => posting.commands.push(command.clone()),
        PageControl::Presses(command) => posting.transition = Some(command.trim_start_matches('#').to_owned()),
        PageControl::Sets { field, value } => {
            posting.fields.push(ChosenValue { field: field.clone(), value: value.clone() });
        }
        PageControl::Rates(score) => posting.rating = Some(*score),
        PageControl::For(who) => posting.colleague = Some(person(who)),
        PageControl::Adds(who) => posting.people.push(person(who)),
        PageControl::Removes(address) => posting.leaves = Some(address.to_string()),
        PageControl::Judgement => posting.judgement = true,
        PageControl::By(channel) => posting.channel = Some(channel.clone()),
    }
}

fn enclosed(file: &EnclosedFile) -> Enclosure {
    Enclosure {
        name: file.name.clone(),
        content_type: content_type(&file.name).to_owned(),
        bytes: file_bytes(file),
        picture: None,
    }
}
