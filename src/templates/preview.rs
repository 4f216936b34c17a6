//! Letters for `maildesk template preview`: each kind as somebody could get it, on one ticket at the moment that the letter
//! tells of. What a letter of that kind cannot know is not there.

use crate::desk::facts::{ChoiceFact, EntryFact, FieldFact, Offer, RefusedFact, TicketFact};
use crate::desk::notice::NoticeKind;
use crate::desk::reason::{By, Changed, Handling, NoPerson, Quarantine, Remark, Unproven};
use crate::desk::span_words::span_words;
use crate::desk::title::TitleReader;
use crate::look::Look;
use crate::mail::{Address, Contact};

use super::preview_rows::{commands, earlier, entry, receipt, refused, set_aside, sign_in, signed, unproven};
use super::preview_ticket::{TicketWords, is_done};
use super::preview_words::{Words, wide, words};
use super::samples::portal;
use super::{Facts, Sample};

#[cfg(test)]
mod tests;

/// What the previews are made on: all there can be, next to nothing, or long words and other scripts.
pub const PREVIEWS: [&str; 3] = ["full", "bare", "wide"];

/// The names of the people, and whether there is more than the least that a letter can tell.
struct Scene {
    words: Words,
    ticket: TicketWords,
    is_bare: bool,
    desk: Contact,
    ada: Contact,
    bob: Contact,
    anna: Contact,
    partner: Contact,
}

/// A letter of this kind in a language. `None`: there is no such preview.
pub fn preview(name: &str, kind: NoticeKind, language: &str) -> Option<Sample> {
    let name = *PREVIEWS.iter().find(|known| **known == name)?;
    let mut scene = Scene::new(name, language)?;
    let to = scene.reader(kind);
    if to == scene.anna {
        scene.ticket.reader = TitleReader::Agent;
    }
    let is_of_ticket = !matches!(
        kind,
        NoticeKind::Held
            | NoticeKind::Daily
            | NoticeKind::Flood
            | NoticeKind::Listing
            | NoticeKind::Help
            | NoticeKind::SignIn
            | NoticeKind::Portal
    );
    Some(Sample {
        name,
        desk: scene.desk.clone(),
        reference: if is_of_ticket { "HD-00042" } else { "" },
        to_agent: to == scene.anna,
        look: Look::default(),
        portal: None,
        facts: scene.facts(kind),
        recipient: to,
    })
}

impl Scene {
    fn new(name: &str, language: &str) -> Option<Self> {
        let is_bare = name == "bare";
        let contact =
            |name: &str, address: &str| Some(Contact::new(if is_bare { "" } else { name }, Address::parse(address)?));
        let words = match name {
            "bare" => {
                Words { asks: "?".to_owned(), asks_again: "?".to_owned(), answer: "!".to_owned(), ..Words::default() }
            }
            "wide" => wide(),
            _ => words(language),
        };
        let (desk, ada) = match name {
            "wide" => (
                contact("Störungsannahme Groß & Söhne", "störung+presse@desk.example")?,
                contact(
                    "Jörg Müller-Lüdenscheidt von der Instandhaltung der Halle 7",
                    "joerg.mueller-luedenscheidt.instandhaltung@presswerk.customer.example",
                )?,
            ),
            _ => (contact("Press Support", "support@desk.example")?, contact("Ada Lovelace", "ada@customer.example")?),
        };
        Some(Self {
            words,
            ticket: TicketWords { language: language.to_owned(), reader: TitleReader::Customer },
            is_bare,
            desk,
            ada,
            bob: contact("Bob Boole", "bob@customer.example")?,
            anna: contact("Anna Adler", "anna@desk.example")?,
            partner: contact("Web-IT", "service@web-it.example")?,
        })
    }

    /// Who gets letters of that kind.
    fn reader(&self, kind: NoticeKind) -> Contact {
        match kind {
            NoticeKind::Confirmation
            | NoticeKind::Reply
            | NoticeKind::StatusChange
            | NoticeKind::Feedback
            | NoticeKind::Choices
            | NoticeKind::Judged
            | NoticeKind::Merged
            | NoticeKind::FilesRefused
            | NoticeKind::Listing
            | NoticeKind::SignIn
            | NoticeKind::Portal => self.ada.clone(),
            NoticeKind::Involved => self.bob.clone(),
            NoticeKind::Handed => self.partner.clone(),
            _ => self.anna.clone(),
        }
    }

    /// What such a letter tells.
    fn facts(&self, kind: NoticeKind) -> Facts {
        match kind {
            NoticeKind::Confirmation => {
                Facts { due: self.ticket.due(), offers: self.offers(&self.words.cancel), ..self.ticket("new") }
            }
            NoticeKind::Reply => Facts {
                moved: self.ticket.status("on-customer"),
                offers: self.offers(&self.words.cancel),
                entries: if self.is_bare { Vec::new() } else { vec![earlier(&self.ada, &self.words.asks)] },
                ..signed(self.is_bare, self.said("on-customer", &self.anna, &self.words.answer))
            },
            NoticeKind::Involved => Facts {
                entries: vec![earlier(&self.ada, &self.words.asks), earlier(&self.anna, &self.words.answer)],
                author: self.anna.display().to_owned(),
                ..self.ticket("assigned")
            },
            NoticeKind::StatusChange => self.ticket("closed"),
            NoticeKind::Feedback => self.ticket("resolved"),
            NoticeKind::Handed => Facts {
                entries: vec![earlier(&self.ada, &self.words.asks)],
                offers: self.offers(&self.words.done),
                ..self.said("on-partner", &self.anna, &self.words.handover)
            },
            NoticeKind::NewTicket => Facts { refused: self.refused(), ..self.to_agents("new", self.asked("new")) },
            NoticeKind::NewComment => {
                let by = By::Rule { name: self.words.rule.clone() };
                let (from, to) = (self.ticket.status("resolved"), self.ticket.status("assigned"));
                let reason = vec![Changed::Reopened { from, to, by }.into()];
                let entries = vec![earlier(&self.anna, &self.words.answer)];
                self.to_agents(
                    "assigned",
                    Facts { reason, entries, ..self.said("assigned", &self.ada, &self.words.asks_again) },
                )
            }
            NoticeKind::Moved => {
                let by = By::Timer { name: self.words.timer.clone() };
                let (from, to) = (self.ticket.status("resolved"), self.ticket.status("closed"));
                let reason = Changed::Moved { from, to, by }.into();
                self.to_agents("closed", Facts { reason: vec![reason], ..self.ticket("closed") })
            }
            NoticeKind::Assigned => self.to_agents(
                "assigned",
                Facts {
                    author: "Ben Berg".to_owned(),
                    internal: true,
                    text: self.words.note.clone(),
                    entries: vec![earlier(&self.ada, &self.words.asks)],
                    ..self.ticket("assigned")
                },
            ),
            NoticeKind::Rated => {
                Facts { score: 4, ..self.to_agents("resolved", self.said("resolved", &self.ada, &self.words.thanks)) }
            }
            NoticeKind::Judged => Facts {
                author: self.anna.display().to_owned(),
                due: self.ticket.due(),
                moved: self.ticket.status("assigned"),
                ..self.ticket("assigned")
            },
            NoticeKind::Receipt => Facts {
                receipt: receipt("resolved"),
                unsent: "#send".to_owned(),
                text: self.words.answer.clone(),
                ..self.ticket("assigned")
            },
            NoticeKind::Choices => Facts { choices: self.choices(), ..self.ticket("new") },
            NoticeKind::FilesRefused => Facts { refused: refused(), ..self.ticket("new") },
            NoticeKind::Merged => {
                Facts { tickets: self.tickets().into_iter().take(1).collect(), ..self.ticket("assigned") }
            }
            NoticeKind::WhoAsked => {
                let why = NoPerson::NoAddress { name: self.ada.display().to_owned() };
                Facts {
                    reason: vec![why.into()],
                    requester: self.anna.display().to_owned(),
                    requester_address: self.anna.address.as_str().to_owned(),
                    ..self.ticket("new")
                }
            }
            NoticeKind::PromiseWarning | NoticeKind::PromiseBroken => self.to_agents("assigned", self.promise(kind)),
            NoticeKind::Shown => self.to_agents("on-customer", self.shown()),
            NoticeKind::Undeliverable => self.undeliverable(),
            _ => self.of_no_ticket(kind),
        }
    }

    /// Kinds that are about no ticket, or about a mail.
    fn of_no_ticket(&self, kind: NoticeKind) -> Facts {
        let (name, address) = (self.ada.display().to_owned(), self.ada.address.as_str().to_owned());
        let [label, _] = &self.words.priority;
        match kind {
            NoticeKind::Listing => Facts { tickets: self.tickets(), ..Facts::default() },
            NoticeKind::SignIn => sign_in(&self.ticket.language, self.is_bare),
            NoticeKind::Portal => Facts { link: portal().sign_in(), ..Facts::default() },
            NoticeKind::Help => Facts {
                statuses: self.ticket.settable(""),
                offers: self.offers(&self.words.second_level),
                commands: commands(&label.to_lowercase(), &self.ticket.language),
                ..Facts::default()
            },
            NoticeKind::Held => Facts {
                subject: format!("[HD-00042] {}", self.words.subject),
                requester: name.clone(),
                requester_address: address,
                author: name,
                text: self.words.asks_again.clone(),
                reason: vec![Unproven::SenderUnproven { proof: unproven() }.into()],
                mail: "17".to_owned(),
                ..Facts::default()
            },
            NoticeKind::Daily => self.daily(),
            NoticeKind::Flood => Facts { requester_address: address, limit: 60, ..Facts::default() },
            // It stands for a mail, and belongs to nobody.
            NoticeKind::Quarantine => Facts {
                subject: self.words.subject.clone(),
                status: self.ticket.status("new"),
                statuses: self.ticket.settable("new"),
                reason: vec![Quarantine::DecidingFailed.into()],
                files: self.words.files.clone(),
                ..Facts::default()
            },
            _ => Facts::default(),
        }
    }

    /// The ticket in a status. Nobody has it while it is new.
    fn ticket(&self, status: &str) -> Facts {
        let field = |[label, value]: &[String; 2]| FieldFact {
            label: label.clone(),
            value: value.clone(),
            ..FieldFact::default()
        };
        let fields = [&self.words.priority, &self.words.category].map(field).to_vec();
        let has_assignee = status != "new";
        Facts {
            subject: self.words.subject.clone(),
            status: self.ticket.status(status),
            requester: self.ada.display().to_owned(),
            requester_address: self.ada.address.as_str().to_owned(),
            assignee: if has_assignee { self.anna.display().to_owned() } else { String::new() },
            fields: if self.is_bare { Vec::new() } else { fields },
            ..Facts::default()
        }
    }

    fn said(&self, status: &str, author: &Contact, text: &str) -> Facts {
        let is_answer = text == self.words.answer && !self.is_bare;
        Facts {
            author: author.display().to_owned(),
            text: text.to_owned(),
            files: if is_answer { vec![self.words.plan.clone()] } else { Vec::new() },
            ..self.ticket(status)
        }
    }

    /// The mail that opened it.
    fn asked(&self, status: &str) -> Facts {
        Facts { files: self.words.files.clone(), ..self.said(status, &self.ada, &self.words.asks) }
    }

    /// With what agents alone are told, and may do now.
    fn to_agents(&self, status: &str, facts: Facts) -> Facts {
        Facts {
            team: self.words.team.clone(),
            offers: if is_done(status) { Vec::new() } else { self.offers(&self.words.second_level) },
            statuses: self.ticket.settable(status),
            ..facts
        }
    }

    fn promise(&self, kind: NoticeKind) -> Facts {
        let span = |span: &str| span_words(span, &self.ticket.language);
        let (name, promise, target) = (self.words.promise.clone(), "first response".to_owned(), span("1 h"));
        let reason = if kind == NoticeKind::PromiseBroken {
            Remark::PromiseUsedUp { name, promise: promise.clone(), target }
        } else {
            Remark::PromiseUses { name, promise: promise.clone(), target, used: span("48 min") }
        };
        Facts { promise, due: self.ticket.due(), reason: vec![reason.into()], ..self.ticket("assigned") }
    }

    fn shown(&self) -> Facts {
        let ticket = self.ticket_fact("HD-00042", &self.words.subject, "on-customer", ("2025-01-06", "2025-01-06"));
        let (note, answer) = (
            entry(&self.ticket.time("09:20"), (&self.anna, "agent"), &self.words.note),
            entry(&self.ticket.time("09:25"), (&self.anna, "agent"), &self.words.answer),
        );
        let entries = vec![self.opening(), EntryFact { internal: true, ..note }, answer];
        Facts {
            tickets: vec![ticket],
            entries: if self.is_bare { vec![self.opening()] } else { entries },
            organisation: if self.is_bare { String::new() } else { "acme".to_owned() },
            involved: if self.is_bare { Vec::new() } else { vec![self.bob.to_string()] },
            ..self.ticket("on-customer")
        }
    }

    fn undeliverable(&self) -> Facts {
        let words = format!("550 5.1.1 <{}>: user unknown", self.ada.address);
        Facts {
            author: self.anna.display().to_owned(),
            text: self.words.answer.clone(),
            reason: vec![By::words(&words).into()],
            ..self.ticket("on-customer")
        }
    }

    fn daily(&self) -> Facts {
        let held = Unproven::SenderUnproven { proof: unproven() };
        let (kind, evidence) = ("auto-reply".to_owned(), "auto-submitted: auto-replied".to_owned());
        let filed = Handling::MachineWrote { kind, evidence };
        let list = Handling::MachineOpensNone { kind: "bulk".to_owned() };
        let re = |reference: &str, subject: &str| format!("Re: [{reference}] {subject}");
        let [first, second, third] = &self.words.other_subjects;
        let mails = vec![
            set_aside(("17", "held"), &self.ada, &re("HD-00041", first), held.into()),
            set_aside(("19, 20, 22", "suppressed"), &self.bob, second, list.into()),
            set_aside(("23", "filed"), &self.partner, &re("HD-00017", third), filed.into()),
        ];
        let (more, counted) = if self.is_bare { (0, 0) } else { (12, 9) };
        let shown = if self.is_bare { 1 } else { mails.len() };
        Facts {
            set_aside: mails.into_iter().take(shown).collect(),
            more,
            counted,
            mail: "17".to_owned(),
            ..Facts::default()
        }
    }

    fn opening(&self) -> EntryFact {
        entry(&self.ticket.time("09:02"), (&self.ada, "requester"), &self.words.asks)
    }

    fn refused(&self) -> Vec<RefusedFact> {
        if self.is_bare { Vec::new() } else { refused() }
    }

    fn offers(&self, [command, label]: &[String; 2]) -> Vec<Offer> {
        let offer = Offer { command: command.clone(), label: label.clone() };
        if self.is_bare { Vec::new() } else { vec![offer] }
    }

    fn choices(&self) -> Vec<ChoiceFact> {
        let [label, value] = self.words.category.clone();
        let options = vec![value.split(" / ").next().unwrap_or_default().to_owned(), value];
        vec![ChoiceFact { label, given: self.words.mistyped.clone(), options }]
    }

    /// Tickets of the customer's, who is not told whose they are.
    fn tickets(&self) -> Vec<TicketFact> {
        let [first, second, third] = &self.words.other_subjects;
        vec![
            self.ticket_fact("HD-00041", first, "assigned", ("2025-01-03", "2025-01-06")),
            self.ticket_fact("HD-00039", second, "on-customer", ("2024-12-16", "2024-12-30")),
            self.ticket_fact("HD-00017", third, "closed", ("2024-10-07", "2024-10-21")),
        ]
    }

    fn ticket_fact(&self, reference: &str, subject: &str, status: &str, days: (&str, &str)) -> TicketFact {
        TicketFact {
            reference: reference.to_owned(),
            subject: subject.to_owned(),
            status: self.ticket.status(status),
            done: is_done(status),
            requester: self.ada.display().to_owned(),
            assignee: String::new(),
            opened: self.ticket.day(days.0),
            changed: self.ticket.day(days.1),
            ..TicketFact::default()
        }
    }
}
