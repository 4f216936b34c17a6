//! The mails of a story's people: each is written as their programs would, and comes in at its mailboxes.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::desk::notice::NoticeKind;
use crate::mail::{Address, Contact, MessageId};

use super::super::mail_builder::{self, StoryMail};
use super::super::script::{Destination, MailContent};
use super::super::sent_letter::SendAttempt;
use super::{Arrived, Play, Way};

impl Play<'_> {
    pub(super) fn write_new(
        &mut self,
        from: &Contact,
        to: &[Destination],
        subject: &str,
        content: &MailContent,
    ) -> Result<(), String> {
        let written = |to: &Destination| {
            let found = self.world.find(to)?;
            Ok(match to {
                Destination::Mailbox(_) => found.address.clone(),
                Destination::Address(address) => address.clone(),
            })
        };
        let boxes: Result<Vec<Address>, String> = to.iter().map(written).collect();
        let text = content.body.join("\n");
        self.send(from, &boxes?, to, MailWords { subject, text: &text, answers: None, content })
    }

    pub(super) fn reply(
        &mut self,
        from: &Contact,
        reference: &str,
        kind: Option<NoticeKind>,
        content: &MailContent,
    ) -> Result<(), String> {
        let text = content.body.join("\n");
        let number = self.number(reference)?;
        let letter = self.world.postman.newest(&from.address, kind, Some((self.style(), number)));
        let Some(letter) = letter else {
            // A page doesn't answer a letter, and where wrong values can't be chosen there is no letter about them.
            if let Some(kind) = kind.filter(|_| !matches!(self.way, Way::ByPage(_))) {
                return Err(format!(
                    "{} got no {} letter about {reference}{}",
                    from.address,
                    kind.as_str(),
                    self.got(&from.address)
                ));
            }
            let subject = format!("Re: [{reference}]");
            let desk = self.world.boxes().first().ok_or("the config has no mailbox")?.address.clone();
            let to = [Destination::Address(desk.clone())];
            return self.send(from, &[desk], &to, MailWords { subject: &subject, text: &text, answers: None, content });
        };
        self.answer_to(from, &letter, content)
    }

    pub(super) fn answer(&mut self, from: &Contact, recipient: &Address, content: &MailContent) -> Result<(), String> {
        let letter = self.world.postman.newest(recipient, None, None);
        let letter = letter.ok_or_else(|| format!("{recipient} got no letter{}", self.got(recipient)))?;
        self.answer_to(from, &letter, content)
    }

    fn answer_to(&mut self, from: &Contact, letter: &SendAttempt, content: &MailContent) -> Result<(), String> {
        let text = content.body.join("\n");
        let to = letter.answer_address().cloned().ok_or("the letter has no address to reply to")?;
        let subject = letter.answer_subject();
        let destination = [Destination::Address(to.clone())];
        let words = MailWords { subject: &subject, text: &text, answers: Some(letter), content };
        self.send(from, &[to], &destination, words)
    }

    pub(super) fn rate(
        &mut self,
        from: &Contact,
        reference: &str,
        score: u8,
        content: &MailContent,
    ) -> Result<(), String> {
        let number = self.number(reference)?;
        let about = Some((self.style(), number));
        let Some(letter) = self.world.postman.newest(&from.address, Some(NoticeKind::Feedback), about) else {
            return Err(format!(
                "{} wasn't asked for feedback on {reference}{}",
                from.address,
                self.got(&from.address)
            ));
        };
        let star = letter.star(score).ok_or_else(|| format!("the feedback letter has no star link for {score}"))?;
        let mut text = star.body.trim_end().to_owned();
        for line in &content.body {
            text.push('\n');
            text.push_str(line);
        }
        let to = [Destination::Address(star.to.clone())];
        self.send(from, &[star.to], &to, MailWords { subject: &star.subject, text: &text, answers: None, content })
    }

    pub(super) fn bounce(&mut self, recipient: &Address, words: &str) -> Result<(), String> {
        let letter = self.world.postman.newest(recipient, None, None);
        let letter = letter.ok_or_else(|| format!("{recipient} got no letter that could come back"))?;
        let to = letter.envelope_from.as_ref().or(letter.answer_address()).ok_or("the letter has no sender")?;
        let report = mail_builder::delivery_report(&letter, to, words, self.world.clock.now());
        self.arrive(report, &[Destination::Address(to.clone())], SignedDuration::ZERO)
    }

    fn send(
        &mut self,
        from: &Contact,
        to: &[Address],
        destinations: &[Destination],
        words: MailWords<'_>,
    ) -> Result<(), String> {
        self.written += 1;
        let id = format!("story-{}@{}", self.written, from.address.domain());
        let message_id = MessageId::parse(&id).ok_or_else(|| format!("{id} isn't a Message-ID"))?;
        let desk = Arc::clone(&self.house.plan().desk);
        let mail = mail_builder::write(StoryMail {
            from,
            vouching: desk.policy.holding.trusted.first().map(String::as_str),
            to,
            subject: words.subject,
            message_id: &message_id,
            date: self.ago(words.content.age),
            answers: words.answers,
            text: words.text,
            content: words.content,
        });
        self.arrive(mail, destinations, words.content.age)
    }

    fn ago(&self, age: SignedDuration) -> Timestamp {
        let now = self.world.clock.now();
        now.checked_sub(age).unwrap_or(now)
    }

    /// A mail comes in, or has lain there for so long.
    pub(super) fn arrive(&mut self, bytes: Vec<u8>, to: &[Destination], age: SignedDuration) -> Result<(), String> {
        if matches!(self.way, Way::ByPage(_)) {
            self.arrived = Some(Arrived { bytes, to: to.to_vec(), age });
            return Ok(());
        }
        self.deliver(&bytes, to, age)
    }

    /// It comes in at its mailboxes.
    pub(super) fn deliver(&mut self, bytes: &[u8], to: &[Destination], age: SignedDuration) -> Result<(), String> {
        for destination in to {
            self.world.find(destination)?.mailbox.deliver_at(bytes.to_vec(), Some(self.ago(age)));
            self.last = Some((bytes.to_vec(), destination.clone()));
        }
        Ok(())
    }

    /// The letters to somebody so far, for an error message.
    fn got(&self, address: &Address) -> String {
        let all = self.world.postman.all();
        let got = all.iter().filter(|letter| letter.to == *address && letter.arrived());
        let lines: Vec<String> =
            got.map(|letter: &SendAttempt| format!("\n  {}: {}", letter.kind_name(), letter.inbound.subject)).collect();
        if lines.is_empty() {
            ", and no other letter".to_owned()
        } else {
            format!(". The letters so far:{}", lines.concat())
        }
    }
}

/// The content of a mail.
#[derive(Clone, Copy)]
struct MailWords<'a> {
    subject: &'a str,
    text: &'a str,
    answers: Option<&'a SendAttempt>,
    content: &'a MailContent,
}
