//! Sample letters that every template must render: one with everything at once, one with next to nothing, one with odd data.
//! What can be told together is no matter here; [`super::preview()`] shows that.

use crate::desk::by_language::Texts;
use crate::desk::command::ReceiptLine;
use crate::desk::facts::{
    ChoiceFact, CommandFact, EntryFact, FieldFact, Offer, RefusedFact, SetAsideFact, StatusFact, TicketFact,
};
use crate::desk::portal::Portal;
use crate::desk::reason::{By, Changed, CommandFault, Handling, Reason};
use crate::desk::registry;
use crate::desk::signature::Signature;
use crate::look::Look;
use crate::mail::{Address, Contact};

use super::{Facts, LetterContext};

/// A sample letter.
#[derive(Debug, Clone)]
pub struct Sample {
    /// What it is a sample of.
    pub name: &'static str,
    /// The desk.
    pub desk: Contact,
    /// Its reference, or empty.
    pub reference: &'static str,
    /// The recipient.
    pub recipient: Contact,
    /// Whether the recipient is an agent.
    pub to_agent: bool,
    /// How the desk looks.
    pub look: Look,
    /// The portal that it links to, if there is one.
    pub portal: Option<Portal>,
    /// Its facts.
    pub facts: Facts,
}

impl Sample {
    /// Its other values, in a language.
    pub fn letter_context<'a>(&'a self, language: &'a str) -> LetterContext<'a> {
        LetterContext {
            language,
            desk_name: self.desk.name(),
            look: &self.look,
            desk_address: &self.desk.address,
            reference: self.reference,
            token: if self.reference.is_empty() { "" } else { "00042p-k2zq7mfa3xnhv5ycbo4etd6s" },
            recipient: &self.recipient,
            to_agent: self.to_agent,
            portal: self.portal.as_ref(),
        }
    }
}

/// All samples: full, bare, and wide (long words, links and subjects, other scripts, markup).
pub fn samples() -> Vec<Sample> {
    [full(), bare(), wide()].into_iter().flatten().collect()
}

/// A look with all that it can have.
fn look() -> Look {
    let line = |text: &str| Texts(vec![(String::new(), text.to_owned())]);
    let footer = ["Example Ltd", "1 Mill Lane, Leeds", "Monday to Friday, 8:30 to 17:30"].map(line);
    Look { footer, ..Look::default() }
}

/// A portal that letters link to.
pub(super) fn portal() -> Portal {
    Portal { origin: "https://help.example".to_owned(), words: Vec::new(), agents: true, stars: true }
}

/// An agent's signature in each language.
pub(super) fn signature() -> Signature {
    let below =
        |language: &str, greeting: &str| (language.to_owned(), format!("{greeting}\nAnna Adler\nPress Support"));
    let texts = [
        ("nl", "Met vriendelijke groet,"),
        ("nl-informal", "Groeten,"),
        ("de", "Mit freundlichen Grüßen"),
        ("de-informal", "Viele Grüße"),
        ("", "Kind regards,"),
    ];
    Signature(vec![Texts(texts.map(|(language, greeting)| below(language, greeting)).to_vec())])
}

fn full() -> Option<Sample> {
    Some(Sample {
        look: look(),
        portal: Some(portal()),
        name: "full",
        desk: contact("Press Support", "support@desk.example")?,
        reference: "HD-00042",
        recipient: contact("Ada Lovelace", "ada@customer.example")?,
        to_agent: false,
        facts: Facts {
            subject: "The press stops".to_owned(),
            status: "assigned".to_owned(),
            moved: "assigned".to_owned(),
            author: "Ada Lovelace".to_owned(),
            text: "Good morning,\n\nit stops after ten minutes, always with the same sound. The display says:\n\n    \
                   E-217  feed belt\n\nThe log is attached, see also https://customer.example/press/7.\n\nKind regards\n\
                   Ada"
            .to_owned(),
            formatted: None,
            signature: signature(),
            requester: "Ada Lovelace".to_owned(),
            requester_address: "ada@customer.example".to_owned(),
            assignee: "anna".to_owned(),
            reason: vec![
                Changed::Moved {
                    from: "resolved".to_owned(),
                    to: "assigned".to_owned(),
                    by: By::Rule { name: "a comment reopens".to_owned() },
                }
                .into(),
            ],
            score: 4,
            receipt: receipt(),
            unsent: "#send".to_owned(),
            files: texts(&["press.log", "Foto der Anzeige.jpg"]),
            refused: vec![refused("video.mp4", "31 MB", "file", "10 MB"), refused("", "12 MB", "mail", "20 MB")],
            fields: fields(&[("Priority", "2 – urgent"), ("Category", "Robotics / Gripper")]),
            inquiry: true,
            choices: vec![ChoiceFact {
                label: "Category".to_owned(),
                given: "Robotiks".to_owned(),
                options: texts(&["Robotics", "Robotics / Gripper", "Software"]),
            }],
            set_aside: vec![
                set_aside("17", "held", true, ("Ben Berg <ben@desk.example>", "Re: [HD-00007] Fuse")),
                set_aside("18", "held", false, ("eve@stranger.example", "")),
                set_aside("19, 20, 22", "suppressed", true, ("Ada Lovelace <ada@customer.example>", "The lamp is dark")),
                set_aside("23", "filed", true, ("Cy <cy@customer.example>", "Re: [HD-00042] The press stops")),
            ],
            counted: 9,
            quiet: 412,
            more: 12,
            link: "https://help.example/in/qk2v".to_owned(),
            code: "K7QM-2XRD".to_owned(),
            browser: "Firefox on Linux".to_owned(),
            minutes: 15,
            team: "presses".to_owned(),
            given_team: "presses".to_owned(),
            organisation: "acme".to_owned(),
            involved: vec!["Bob <bob@customer.example>".to_owned()],
            internal: false,
            mail: "17".to_owned(),
            offers: vec![offer("#cancel", "cancelled"), offer("#to-2nd-level", "2nd-level support")],
            statuses: statuses(),
            commands: commands(),
            tickets: tickets(),
            entries: vec![
                entry(("Ada Lovelace", "requester"), false, "It stops after ten minutes.\n\nAlways with the same sound."),
                entry(("Anna Adler", "agent"), true, "The feed belt again; see HD-00017."),
                entry(("Anna Adler", "agent"), false, "Please check the fuse behind the cover."),
            ],
            promise: "first response".to_owned(),
            due: "2026-01-05 10:00 CET".to_owned(),
            limit: 60,
            withheld: false,
        },
    })
}

fn bare() -> Option<Sample> {
    Some(Sample {
        look: look(),
        portal: None,
        name: "bare",
        desk: contact("", "support@desk.example")?,
        reference: "",
        recipient: contact("", "ada@customer.example")?,
        to_agent: false,
        facts: Facts::default(),
    })
}

fn wide() -> Option<Sample> {
    let link = format!("https://customer.example/{}", "a-very-long-path/".repeat(12));
    let word = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(4);
    Some(Sample {
        look: look(),
        portal: None,
        name: "wide",
        desk: contact("Störungsannahme Groß & Söhne", "störung+presse@desk.example")?,
        reference: "HD-1234567",
        recipient: contact("Jörg Müller-Lüdenscheidt", "joerg@customer.example")?,
        to_agent: true,
        facts: Facts {
            subject: format!("Re: AW: <b>Prüfstand</b> steht {}", "schon wieder und wieder ".repeat(12)),
            status: "on-customer".to_owned(),
            moved: "on-customer".to_owned(),
            author: "\"><script>alert(1)</script>".to_owned(),
            text: format!(
                "{word}\n{link}\n\n> quoted\n>> twice\n\n\tTab, {{{{subject}}}} & <b>bold</b>\n\nمرحبا بالعالم\n日本語の文章"
            ),
            formatted: None,
            signature: Signature::default(),
            requester: "Jörg Müller-Lüdenscheidt von der Instandhaltung der Halle 7".to_owned(),
            requester_address: "joerg.mueller-luedenscheidt.instandhaltung@presswerk.customer.example".to_owned(),
            assignee: "benedikta".to_owned(),
            reason: words(
                "550 5.1.1 <joerg@customer.example>: Recipient address rejected: User unknown in virtual mailbox \
                 table\nMail enthält Anhänge, die zu groß sind",
            ),
            score: 1,
            receipt: receipt(),
            unsent: String::new(),
            files: (0..20).map(|number| format!("{}{number}.pdf", "Wartungsprotokoll_".repeat(8))).collect(),
            refused: vec![
                refused(&format!("{word}.zip"), "31 MB", "count", "20"),
                refused("<b>.exe", "2 KB", "cut", ""),
            ],
            fields: fields(&[("Produktbezeichnung laut Lieferschein", &word), ("<b>", "مرحبا")]),
            inquiry: false,
            choices: vec![ChoiceFact { label: word.clone(), given: word.clone(), options: vec![word.clone(); 3] }],
            offers: vec![offer("#to-application-and-integration-support-of-the-manufacturer", &word)],
            statuses: statuses(),
            commands: vec![command("#team NAME", "team", &word)],
            tickets: vec![TicketFact {
                reference: "HD-1234568".to_owned(),
                subject: "שלום עולם: המכונה <b>נעצרה</b> שוב".to_owned(),
                status: "on-customer".to_owned(),
                requester: word.clone(),
                opened: "2026-01-05".to_owned(),
                ..TicketFact::default()
            }],
            entries: vec![
                entry(("<b>Jörg</b>", "partner"), false, &format!("{word}\n\n{link}\n\nمرحبا بالعالم")),
                entry(("", ""), true, ""),
            ],
            set_aside: vec![set_aside(
                "1234567",
                "suppressed",
                true,
                (&format!("<b> {word}"), &format!("שלום {word}")),
            )],
            counted: 0,
            quiet: 0,
            more: 1,
            link: format!("https://help.example/in/{}", "q7w2kzc5n4txh3vd".repeat(8)),
            code: "K7QM-2XRD".to_owned(),
            browser: word.clone(),
            minutes: 60,
            team: word.clone(),
            given_team: String::new(),
            organisation: "<b>".to_owned(),
            involved: vec![word.clone(); 3],
            internal: true,
            mail: "1234567".to_owned(),
            promise: word,
            due: "2026-01-05 10:00 America/Argentina/Buenos_Aires".to_owned(),
            limit: 60,
            withheld: false,
        },
    })
}

fn set_aside(mail: &str, end: &str, first: bool, (from, subject): (&str, &str)) -> SetAsideFact {
    let because = Handling::MachineOpensNone { kind: "bulk".to_owned() };
    SetAsideFact {
        mail: mail.to_owned(),
        end: end.to_owned(),
        first,
        from: from.to_owned(),
        subject: subject.to_owned(),
        why: String::new(),
        because: Some(because.into()),
    }
}

fn words(words: &str) -> Vec<Reason> {
    vec![By::words(words).into()]
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn fields(fields: &[(&str, &str)]) -> Vec<FieldFact> {
    fields
        .iter()
        .map(|(label, value)| FieldFact {
            label: (*label).to_owned(),
            value: (*value).to_owned(),
            ..FieldFact::default()
        })
        .collect()
}

fn refused(name: &str, size: &str, why: &str, limit: &str) -> RefusedFact {
    RefusedFact { name: name.to_owned(), size: size.to_owned(), why: why.to_owned(), limit: limit.to_owned() }
}

fn offer(command: &str, label: &str) -> Offer {
    Offer { command: command.to_owned(), label: label.to_owned() }
}

fn statuses() -> Vec<StatusFact> {
    let status = |name: &str, stage: &str, feedback| StatusFact {
        label: name.to_owned(),
        command: format!("#{name}"),
        stage: stage.to_owned(),
        feedback,
    };
    vec![
        status("new", "open", false),
        status("on-customer", "waiting", false),
        status("on-partner", "waiting", false),
        status("resolved", "done", true),
        status("closed", "done", false),
        status("cancelled", "done", false),
    ]
}

fn command(command: &str, meaning: &str, choices: &str) -> CommandFact {
    CommandFact { command: command.to_owned(), meaning: meaning.to_owned(), choices: choices.to_owned() }
}

/// One of each usage.
fn commands() -> Vec<CommandFact> {
    let of = |(written, meaning): (String, &str)| match meaning {
        "assign" => command(&written, meaning, "anna, ben"),
        "field" => command("#priority VALUE", meaning, "1, 2, 3, 4"),
        meaning => command(&written, meaning, ""),
    };
    registry::usages("HD-00042").map(of).collect()
}

fn tickets() -> Vec<TicketFact> {
    let ticket = |reference: &str, subject: &str, status: &str, done| TicketFact {
        reference: reference.to_owned(),
        subject: subject.to_owned(),
        status: status.to_owned(),
        done,
        requester: "Ada Lovelace".to_owned(),
        assignee: "anna".to_owned(),
        opened: "2026-01-05".to_owned(),
        changed: "2026-01-06".to_owned(),
        age: "3 days".to_owned(),
        priority: "2 – urgent".to_owned(),
    };
    vec![
        ticket("HD-00041", "The press makes a noise", "assigned", false),
        ticket("HD-00039", "Spare part for the feed belt", "on-customer", false),
        ticket("HD-00017", "Oil leaks", "closed", true),
    ]
}

fn entry((author, role): (&str, &str), internal: bool, text: &str) -> EntryFact {
    let (author, role) = (author.to_owned(), role.to_owned());
    EntryFact { at: "2026-01-05 09:00".to_owned(), author, role, internal, text: text.to_owned(), note: None }
}

fn receipt() -> Vec<ReceiptLine> {
    let line = |command: &str, fault| ReceiptLine { command: command.to_owned(), fault };
    let meant = CommandFault::ProbablyMeant { meant: "resolved".to_owned() };
    vec![line("#assign me", None), line("#resolvd", Some(meant))]
}

fn contact(name: &str, address: &str) -> Option<Contact> {
    Some(Contact::new(name, Address::parse(address)?))
}
