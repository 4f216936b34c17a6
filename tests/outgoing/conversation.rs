//! A conversation: turns steps into mails, and records whose words are whose.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::SignedDuration;
use maildesk::courier::OutgoingMessage;
use maildesk::desk::end::End;
use maildesk::desk::notice::NoticeKind;
use maildesk::desk::reference::TicketNumber;
use maildesk::desk::ticket::Ticket;
use maildesk::mail::parse::parse;
use maildesk::mail::{Address, Inbound};
use maildesk::store::read::{LetterFilter, LetterLine, MailFilter, MailLine, TicketFilter};

use crate::cast::{AGENTS, GUARDED, OTHERS, SUPPORT};
use crate::hostile;
use crate::house::House;
use crate::law::{self, Sent};
use crate::mail_builder::{self, Words, Writing};
use crate::steps::{Activity, Agents, Quote, Step, quoted};

/// Who may read a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Agents only.
    Agents,
    /// The people of its ticket.
    People,
    /// The same if it opened that ticket, otherwise agents.
    Filed,
    /// The people of its ticket, once an agent releases the mail.
    Held,
}

/// A word with its mail and author.
struct Word {
    readers: Readers,
    /// Its mail.
    words: Words,
    /// Its author.
    writer: &'static str,
}

pub(crate) struct Conversation {
    house: House,
    /// The number of mails so far, which makes their words.
    written: usize,
    /// The words of all mails.
    books: HashMap<String, Word>,
    /// The author of the mail under way.
    writer: &'static str,
    /// The ticket that it splits.
    split: Option<TicketNumber>,
    /// The letters that each agent got, newest last.
    got: HashMap<Address, Vec<Inbound>>,
    /// Letters to others, newest last.
    sent: Vec<(Address, Inbound)>,
    /// The tokens of all letters, with their recipients.
    tokens: HashMap<String, Address>,
    /// Related tickets, each with the smallest number of its group.
    families: BTreeMap<TicketNumber, TicketNumber>,
    kinds: BTreeMap<&'static str, usize>,
}

/// The database after a step, and the tickets before it.
struct Told {
    before: Vec<Ticket>,
    after: Vec<Ticket>,
    letters: Vec<LetterLine>,
    mails: Vec<MailLine>,
}

/// A mail to be written.
struct Mail {
    to: &'static str,
    from: &'static str,
    subject: Option<String>,
    text: String,
    html: Option<String>,
    headers: String,
    with_file: bool,
    letter: Option<Inbound>,
    hostile: usize,
    answers: Option<Inbound>,
    proof: &'static str,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            to: SUPPORT,
            from: OTHERS[0],
            subject: None,
            text: String::new(),
            html: None,
            headers: String::new(),
            with_file: false,
            letter: None,
            hostile: 0,
            answers: None,
            proof: "pass",
        }
    }
}

impl Conversation {
    pub(crate) async fn new() -> Self {
        Self {
            house: House::new().await,
            tokens: HashMap::new(),
            written: 0,
            books: HashMap::new(),
            writer: "",
            split: None,
            got: HashMap::new(),
            sent: Vec::new(),
            families: BTreeMap::new(),
            kinds: BTreeMap::new(),
        }
    }

    /// The number of letters of each kind to people who aren't agents.
    pub(crate) async fn end(self) -> BTreeMap<&'static str, usize> {
        self.house.store.close().await;
        self.kinds
    }

    /// Plays one step and checks the letters that went out.
    pub(crate) async fn play(&mut self, step: &Step) -> Result<(), String> {
        let before = self.tickets().await;
        self.act(step, &before).await;
        let messages = self.house.rest().await;
        let after = self.tickets().await;
        self.relate(&before, &after);
        if messages.is_empty() {
            return Ok(());
        }
        let (letters, mails) = self
            .house
            .ask(|reading| Ok((reading.letters(LetterFilter::All, 10_000)?, reading.mails(MailFilter::All, 10_000)?)))
            .await;
        let told = Told { before, after, letters, mails };
        messages.iter().try_for_each(|message| self.look(message, &told))
    }

    async fn tickets(&self) -> Vec<Ticket> {
        let all = self.house.ask(|reading| {
            let lines = reading.tickets(&TicketFilter::default())?;
            lines.iter().map(|line| reading.story(line.brief.number)).collect::<Result<Vec<_>, _>>()
        });
        let mut tickets: Vec<Ticket> = all.await.into_iter().flatten().map(|story| story.ticket).collect();
        tickets.sort_by_key(|ticket| ticket.number);
        tickets
    }

    /// A ticket that is split, merged or followed up shares its words with the other.
    fn relate(&mut self, before: &[Ticket], after: &[Ticket]) {
        for ticket in after {
            self.families.entry(ticket.number).or_insert(ticket.number);
        }
        for ticket in after {
            if let Some(into) = ticket.merged_into {
                self.marry(ticket.number, into);
            }
        }
        if let Some(first) = self.split.take() {
            after.iter().skip(before.len()).for_each(|new| self.marry(new.number, first));
        }
    }

    fn marry(&mut self, one: TicketNumber, other: TicketNumber) {
        let (one, other) = (self.families[&one], self.families[&other]);
        let (low, high) = (one.min(other), one.max(other));
        self.families.values_mut().filter(|family| **family == high).for_each(|family| *family = low);
    }

    async fn act(&mut self, step: &Step, tickets: &[Ticket]) {
        let Step { who, activity, ticket, hostile } = step;
        let (other, agent) = (OTHERS[who % OTHERS.len()], AGENTS[who % AGENTS.len()]);
        let ticket = (!tickets.is_empty()).then(|| tickets[ticket % tickets.len()].clone());
        let reference =
            ticket.as_ref().map_or("HD-00001".to_owned(), |ticket| self.house.desk.policy.style.print(ticket.number));
        let words = Words(self.written);
        self.written += 1;
        let (text, html) = hostile::body(*hostile, &words.text());
        let headers = hostile::headers(hostile / 3).to_owned();
        let hostile = *hostile;
        let named = Some(format!("Re: [{reference}] {}", hostile::subject(hostile, &words.subject())));
        let of_other = Mail { from: other, hostile, headers, ..Mail::default() };
        match *activity {
            Activity::Opens { with_file } => {
                self.send(words, Readers::People, Mail { text, html, with_file, ..of_other });
            }
            Activity::Answers { with_file, commands } => {
                let (text, html) = if commands { (format!("#to-prov\n{}", words.text()), None) } else { (text, html) };
                // The recipient of a letter answers it, as mail programs do.
                let got = self
                    .sent
                    .iter()
                    .rev()
                    .find(|(to, letter)| to.as_str() == other && letter.subject.as_str().contains(&reference));
                let answers = got.map(|(_, letter)| letter.clone());
                self.send(words, Readers::People, Mail { subject: named, text, html, with_file, answers, ..of_other });
            }
            Activity::Asks => {
                self.send(words, Readers::People, Mail { subject: Some("tickets".to_owned()), ..of_other })
            }
            Activity::Rates => {
                let text = format!("{}\n{}", who % 5 + 1, words.text());
                self.send(words, Readers::People, Mail { subject: named, text, ..of_other });
            }
            Activity::Agent { says, quietly, with_file, quote } => {
                if let Some(ticket) = ticket {
                    self.agent_says(words, (agent, &ticket, tickets), (says, quietly), (with_file, quote, hostile));
                }
            }
            Activity::Forward { onto, with_file } => {
                let onto = onto && ticket.is_some();
                let text = format!(
                    "{}\n\n---------- Forwarded message ---------\nFrom: Carl <{other}>\nDate: Mon, Jan 5, 2026 at 9:00\n\
                     Subject: {}\nTo: Anna <anna@desk.example>\n\n{}\n{}",
                    words.own(),
                    words.subject(),
                    words.text(),
                    self.token_line(other),
                );
                let subject = if onto { format!("Fwd: [{reference}] x") } else { format!("Fwd: {}", words.subject()) };
                let readers = if onto { Readers::Agents } else { Readers::People };
                let mail = Mail { from: agent, subject: Some(subject), text, with_file, hostile, ..Mail::default() };
                self.send(words, readers, mail);
                self.note(words.own(), Readers::Agents, words);
            }
            Activity::Sends => {
                let address = Address::parse(agent).unwrap();
                let receipt = self.got.get(&address).and_then(|letters| {
                    letters.iter().rev().find(|letter| letter.text.contains("with #send on the first")).cloned()
                });
                let Some(receipt) = receipt else { return };
                let subject = Some(format!("Re: {}", receipt.subject.as_str()));
                let text = quoted("#send", Quote::Gmail, Some(&receipt));
                let mail = Mail { from: agent, subject, text, answers: Some(receipt), ..Mail::default() };
                self.send(words, Readers::Agents, mail);
            }
            Activity::AgentOpens { on_behalf, note } => {
                let command = if on_behalf { format!("#on-behalf {other}\n") } else { String::new() };
                let command = if note { format!("#note\n{command}") } else { command };
                let mail = Mail { from: agent, text: format!("{command}{}", words.text()), hostile, ..Mail::default() };
                // The words of a phone call belong to the request, with #note to the agents.
                let readers = if note { Readers::Agents } else { Readers::People };
                self.send(words, readers, mail);
                // The customer only reads the subject.
                self.note(words.subject(), Readers::People, words);
            }
            Activity::Shows => {
                let text = format!("#show {reference}\n{}", words.text());
                self.send(words, Readers::Agents, Mail { from: agent, text, hostile, ..Mail::default() });
            }
            Activity::Machine { named: is_named } => {
                let headers = "Auto-Submitted: auto-generated\r\n".to_owned();
                let subject = named.filter(|_| is_named);
                self.send(words, Readers::Filed, Mail { subject, text, html, headers, ..of_other });
            }
            Activity::Bounce => {
                if let Some((to, letter)) = self.sent.last().cloned() {
                    self.writer = "";
                    self.keep(words, Readers::Agents);
                    self.house.arrive(SUPPORT, mail_builder::bounce(words, &letter, to.as_str()));
                }
            }
            Activity::Forged { agent: as_agent } => {
                let from = if as_agent { agent } else { other };
                let mail = Mail { to: GUARDED, from, subject: named, text, html, proof: "fail", ..of_other };
                self.send(words, Readers::Held, mail);
            }
            Activity::Replay => self.replay().await,
            Activity::Later { hours } => self.house.wait(SignedDuration::from_hours(i64::from(hours))),
        }
    }

    fn agent_says(
        &mut self,
        words: Words,
        (agent, ticket, tickets): (&'static str, &Ticket, &[Ticket]),
        (says, quietly): (Agents, bool),
        (with_file, quote, hostile): (bool, Quote, usize),
    ) {
        self.split = matches!(says, Agents::Splits).then_some(ticket.number);
        let style = &self.house.desk.policy.style;
        let other = tickets.iter().find(|other| other.number != ticket.number && other.requester == ticket.requester);
        let other = style.print(other.map_or(TicketNumber(1), |other| other.number));
        let outsider = OTHERS[hostile % OTHERS.len()];
        let participant = ticket.participants.first().map_or(outsider, |who| who.address.as_str()).to_owned();
        let (commands, readers) = match says {
            Agents::Answers | Agents::Attaches => (String::new(), Readers::People),
            Agents::Assigns => ("#assign ben\n".to_owned(), Readers::People),
            Agents::Mistyped => ("#resolvd\n".to_owned(), Readers::People),
            Agents::Wrong => ("#florb\n#resolved\n".to_owned(), Readers::Agents),
            Agents::Resolves => ("#resolved\n".to_owned(), Readers::People),
            Agents::WaitsForCustomer => ("#to-customer\n".to_owned(), Readers::People),
            Agents::ToPartner => ("#to-prov\n".to_owned(), Readers::People),
            Agents::Involves => (format!("#cc add {outsider}\n"), Readers::People),
            Agents::Releases => (format!("#cc remove {participant}\n"), Readers::People),
            Agents::Splits => (format!("#split {} apart\n", words.subject()), Readers::People),
            Agents::Merges => (format!("#merge {other}\n"), Readers::People),
            Agents::Spam => ("#spam\n".to_owned(), Readers::Agents),
            Agents::Dossier => (format!("#dossier {} secret\n", words.own()), Readers::People),
            Agents::Asker => (format!("#on-behalf {outsider}\n"), Readers::People),
        };
        let (commands, readers) = if quietly {
            (format!("{}\n{commands}", hostile::note(hostile)), Readers::Agents)
        } else {
            (commands, readers)
        };
        let reference = style.print(ticket.number);
        let address = Address::parse(agent).unwrap();
        let answers = self.got.get(&address).and_then(|letters| {
            letters.iter().rev().find(|letter| letter.subject.as_str().contains(&reference)).cloned()
        });
        let said = format!("{commands}{}: we look at it.", words.text());
        let text = quoted(&said, quote, answers.as_ref());
        let subject = format!("Re: [{reference}] {}", words.subject());
        let letter = answers.clone().filter(|_| matches!(says, Agents::Attaches));
        let mail =
            Mail { from: agent, subject: Some(subject), text, with_file, letter, hostile, answers, ..Mail::default() };
        self.send(words, readers, mail);
        self.note(words.own(), Readers::Agents, words);
        if matches!(says, Agents::Splits) {
            // The other ticket's subject is in its customer's letters, note or not.
            self.note(words.subject(), Readers::People, words);
        }
    }

    /// A quote from somebody's newest letter: the line with their token.
    fn token_line(&self, who: &str) -> String {
        let newest = self.sent.iter().rev().find(|(to, _)| to.as_str() == who);
        let line = newest.and_then(|(_, letter)| letter.text.lines().rfind(|line| line.starts_with("Ref. ")));
        line.map_or(String::new(), |line| format!("> {line}\n"))
    }

    /// Records whose words these are, and delivers the mail.
    fn send(&mut self, words: Words, readers: Readers, mail: Mail) {
        self.writer = mail.from;
        self.keep(words, readers);
        let answers = mail.answers.as_ref().and_then(|letter| letter.message_id.clone());
        let bytes = mail_builder::write(&Writing {
            words,
            hostile: mail.hostile,
            from: mail.from,
            to: mail.to,
            subject: mail.subject,
            text: mail.text,
            html: mail.html,
            with_file: mail.with_file,
            letter: mail.letter.as_ref(),
            headers: mail.headers,
            answers: answers.as_ref(),
            proof: mail.proof,
        });
        self.house.arrive(mail.to, bytes);
    }

    fn keep(&mut self, words: Words, readers: Readers) {
        words.all().into_iter().for_each(|word| self.note(word, readers, words));
    }

    fn note(&mut self, word: String, readers: Readers, words: Words) {
        self.books.insert(word, Word { readers, words, writer: self.writer });
    }

    /// Releases the oldest held mail. From then on its words are its ticket's.
    async fn replay(&mut self) {
        let held = self.house.ask(|reading| reading.mails(MailFilter::Ended(End::Held), 1000)).await;
        let Some(mail) = held.first() else { return };
        let id = mail.message_id.as_ref().map_or("", |id| id.as_str()).to_owned();
        self.house.store.replay(mail.id, self.house.clock.now()).await.unwrap();
        let of_it = self.books.values_mut().filter(|word| id.starts_with(&word.words.id()));
        of_it.for_each(|word| word.readers = Readers::People);
    }

    fn look(&mut self, message: &OutgoingMessage, told: &Told) -> Result<(), String> {
        let Told { before, after, letters, mails } = told;
        let policy = &self.house.desk.policy;
        let sent = Sent::read(message);
        let complaint = |why: String| format!("{why}\n{}", String::from_utf8_lossy(&message.bytes));
        law::form(message, &sent).map_err(complaint)?;
        let to = &message.recipient;
        for token in sent.tokens() {
            let owner = self.tokens.entry(token.clone()).or_insert_with(|| to.clone());
            if owner != to {
                return Err(complaint(format!("the token {token} is {owner}'s, and goes to {to}")));
            }
        }
        if policy.people.agents.find_by_address(to).is_some() {
            self.got.entry(to.clone()).or_default().push(parse(&message.bytes));
            return Ok(());
        }
        let id = sent.inbound.message_id.clone().unwrap();
        let letter = letters.iter().find(|letter| letter.message_id == id).unwrap();
        *self.kinds.entry(letter.notice.clone().unwrap().as_str()).or_insert(0) += 1;
        self.sent.push((to.clone(), sent.inbound.clone()));
        // The people of a ticket: before the step, for those who were removed and are notified, and after it.
        let tickets = || before.iter().chain(after);
        let is_on = |ticket: &Ticket| law::is_on(ticket, to, &policy.people);
        match letter.ticket {
            Some(number) if tickets().any(|ticket| ticket.number == number && is_on(ticket)) => {}
            None if letter.notice == Ok(NoticeKind::Listing) => {}
            _ => return Err(complaint(format!("{to} is nobody of the letter's ticket {:?}", letter.ticket))),
        }
        let theirs: BTreeSet<TicketNumber> =
            tickets().filter(|ticket| is_on(ticket)).map(|ticket| self.families[&ticket.number]).collect();
        for (word, Word { readers, words, writer }) in self.books.iter().filter(|(word, _)| sent.contains(word)) {
            let of_word = mails
                .iter()
                .find(|mail| mail.message_id.as_ref().is_some_and(|id| id.as_str().starts_with(&words.id())));
            let opened = of_word.is_some_and(|mail| mail.end == Some(Ok(End::Opened)));
            if !(*readers == Readers::People || *readers == Readers::Filed && opened) {
                return Err(complaint(format!("{word} is for agents only, and goes to {to}")));
            }
            if to.as_str() == *writer {
                continue;
            }
            let ticket = of_word.and_then(|mail| mail.ticket);
            if !ticket.is_some_and(|ticket| theirs.contains(&self.families[&ticket])) {
                return Err(complaint(format!("{word} was said on {ticket:?}, and goes to {to}, who is not on it")));
            }
        }
        Ok(())
    }
}
