//! Made-up letters that every template must cope with: with all there can be, and with next to nothing.

use crate::desk::notice::{ChoiceFact, EntryFact, Facts, FieldFact, Offer, ReceiptLine, TicketFact};
use crate::mail::{Address, Contact};

use super::Letterhead;

/// A made-up letter.
#[derive(Debug, Clone)]
pub struct Sample {
    /// What is special about it.
    pub name: &'static str,
    /// The desk.
    pub desk: Contact,
    /// Its reference, or empty.
    pub reference: &'static str,
    /// Who gets it.
    pub recipient: Contact,
    /// What it tells.
    pub facts: Facts,
}

impl Sample {
    /// Its head.
    pub fn head(&self) -> Letterhead<'_> {
        Letterhead {
            desk_name: self.desk.name(),
            desk_address: &self.desk.address,
            reference: self.reference,
            recipient: &self.recipient,
        }
    }
}

/// All of them: full, bare, and wide (long words, links and subjects, other scripts, markup).
pub fn samples() -> Vec<Sample> {
    [full(), bare(), wide()].into_iter().flatten().collect()
}

fn full() -> Option<Sample> {
    Some(Sample {
        name: "full",
        desk: contact("Press Support", "support@desk.example")?,
        reference: "HD-00042",
        recipient: contact("Ada Lovelace", "ada@customer.example")?,
        facts: Facts {
            subject: "The press stops".to_owned(),
            status: "assigned".to_owned(),
            author: "Ada Lovelace".to_owned(),
            text: "Good morning,\n\nit stops after ten minutes, always with the same sound. The display says:\n\n    \
                   E-217  feed belt\n\nThe log is attached, see also https://customer.example/press/7.\n\nKind regards\n\
                   Ada"
            .to_owned(),
            requester: "Ada Lovelace".to_owned(),
            requester_address: "ada@customer.example".to_owned(),
            assignee: "anna".to_owned(),
            reason: "resolved → assigned (rule \"a comment reopens\")".to_owned(),
            score: 4,
            receipt: receipt(),
            files: vec!["press.log".to_owned(), "Foto der Anzeige.jpg".to_owned()],
            fields: vec![FieldFact { label: "Priority".to_owned(), value: "High".to_owned() }],
            inquiry: true,
            choices: vec![ChoiceFact {
                label: "Category".to_owned(),
                given: "Robotiks".to_owned(),
                options: vec!["Robotics".to_owned(), "Software".to_owned()],
            }],
            offers: vec![Offer { command: "#cancel".to_owned(), label: "Cancel the ticket".to_owned() }],
            tickets: vec![TicketFact {
                reference: "HD-00041".to_owned(),
                subject: "The press stops".to_owned(),
                status: "assigned".to_owned(),
                requester: "Ada Lovelace".to_owned(),
                opened: "2026-01-05".to_owned(),
                changed: "2026-01-06".to_owned(),
                ..TicketFact::default()
            }],
            entries: vec![EntryFact {
                at: "2026-01-05 09:00".to_owned(),
                author: "Ada Lovelace".to_owned(),
                internal: false,
                text: "It stops after ten minutes.".to_owned(),
            }],
            promise: "first response".to_owned(),
            due: "2026-01-05 10:00 CET".to_owned(),
        },
    })
}

fn bare() -> Option<Sample> {
    Some(Sample {
        name: "bare",
        desk: contact("", "support@desk.example")?,
        reference: "",
        recipient: contact("", "ada@customer.example")?,
        facts: Facts::default(),
    })
}

fn wide() -> Option<Sample> {
    let link = format!("https://customer.example/{}", "a-very-long-path/".repeat(12));
    Some(Sample {
        name: "wide",
        desk: contact("Störungsannahme Groß & Söhne", "störung+presse@desk.example")?,
        reference: "HD-1234567",
        recipient: contact("Jörg Müller-Lüdenscheidt", "joerg@customer.example")?,
        facts: Facts {
            subject: format!("Re: AW: <b>Prüfstand</b> steht {}", "schon wieder und wieder ".repeat(12)),
            status: "on-customer".to_owned(),
            author: "\"><script>alert(1)</script>".to_owned(),
            text: format!(
                "{}\n{link}\n\n> quoted\n>> twice\n\n\tTab, {{{{subject}}}} & <b>bold</b>\n\nمرحبا بالعالم\n日本語の文章",
                "Donaudampfschifffahrtsgesellschaftskapitän".repeat(4)
            ),
            requester: "Jörg Müller-Lüdenscheidt von der Instandhaltung der Halle 7".to_owned(),
            requester_address: "joerg.mueller-luedenscheidt.instandhaltung@presswerk.customer.example".to_owned(),
            assignee: "benedikta".to_owned(),
            reason: "550 5.1.1 <joerg@customer.example>: Recipient address rejected: User unknown in virtual mailbox \
                     table\nMail enthält Anhänge, die zu groß sind"
                .to_owned(),
            score: 1,
            receipt: receipt(),
            files: vec![format!("{}.pdf", "Wartungsprotokoll_".repeat(8))],
            ..Facts::default()
        },
    })
}

fn receipt() -> Vec<ReceiptLine> {
    let line = |command: &str, fault: &str| ReceiptLine { command: command.to_owned(), fault: fault.to_owned() };
    vec![
        line("#assign me", ""),
        line("#resolvd", "is not a command; commands are: #new #assigned #resolved #status X #assign me|NAME #note"),
    ]
}

fn contact(name: &str, address: &str) -> Option<Contact> {
    Some(Contact::new(name, Address::parse(address)?))
}
