//! `maildesk explain`: how a mail is understood, and why. Changes nothing and needs no config.
//!
//! Comes in: files with mails, mboxes, directories. Goes out: one JSON object per mail and line, or a text for people. The JSON names are
//! stable, because programs read them.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Serialize;

use crate::desk::reference::ReferenceStyle;
use crate::flow::posting::claims_to_be_posting;
use crate::mail::dsn::Bounce;
use crate::mail::html::safe::{SafeHtml, safe_html};
use crate::mail::origin::{Origin, Own};
use crate::mail::parse::arrived_at;
use crate::mail::{Contact, Subject, Understood, understand};
use crate::mailbox::message_files;

use super::{Ended, Exit, Global, OrExit as _};

/// What is told about bytes that stand for a posting. The act itself is only in the database.
const PAGE: &str = "these bytes stand for what was posted on a page, if a ledger gave them out. \
                    `maildesk ledger --mail ID` shows what was asked for. As an email, they would be set aside";

/// How one file was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// The path, with ` (2)` for the second mail of an mbox.
    pub file: String,
    /// Without angle brackets.
    pub message_id: Option<String>,
    /// Who wrote it.
    pub from: Option<NamedAddress>,
    /// To and Cc.
    pub to: Vec<NamedAddress>,
    /// The first subject, decoded.
    pub subject: String,
    /// RFC 3339, UTC.
    pub date: Option<String>,
    /// When it came, by its topmost Received or else its Date: `ingest` takes it quietly if that is long ago.
    pub came: Option<String>,
    /// `person`, the kind of machine, or `page`.
    pub origin: &'static str,
    /// What identified the machine. For a person, why nothing automatic is sent, or empty.
    pub origin_reason: String,
    /// The whole readable text.
    pub text: String,
    /// What gateways put on top of it.
    pub banner: String,
    /// The sender's new words.
    pub reply_text: String,
    /// Their quotes.
    pub quoted_text: String,
    /// Their signature.
    pub signature: String,
    /// The mail that this one forwards.
    pub forwarded: Option<ReadForward>,
    /// The HTML, made harmless to show.
    pub safe_html: Option<SafeHtml>,
    /// The files with it.
    pub attachments: Vec<ReadAttachment>,
    /// The ticket references in the subject.
    pub references: Vec<String>,
    /// The contents of a delivery report.
    pub bounce: Option<Vec<ReportedRecipient>>,
    /// Defects of the message, and the rules applied.
    pub defects: Vec<String>,
}

/// An address with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedAddress {
    /// As written.
    pub address: String,
    /// Perhaps empty.
    pub name: String,
}

/// A forwarded mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadForward {
    /// Its real author. The address is empty if the program wrote a name only.
    pub from: NamedAddress,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// A file that came with the mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadAttachment {
    /// Without path; perhaps empty.
    pub name: String,
    /// `type/subtype`.
    #[serde(rename = "type")]
    pub content_type: String,
    /// Decoded size.
    pub bytes: u64,
}

/// One recipient of a delivery report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportedRecipient {
    /// The recipient of the letter.
    pub recipient: Option<String>,
    /// RFC 3463.
    pub status: Option<String>,
    /// `failed`, `delayed`, `delivered` …
    pub action: &'static str,
    /// The server's words.
    pub diagnostic: String,
    /// The letter's Message-ID.
    pub message_id: Option<String>,
}

/// What to explain.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Email files, mboxes or directories; - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

/// Explains and prints.
pub fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Ended {
    explain(&args.files, global.json, output).or_exit(Exit::Data)?;
    Ok(Exit::Ok)
}

/// Explains each mail of each file, in order, as JSON lines or as text.
pub fn explain(files: &[PathBuf], json: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    for file in files {
        let mut mails = message_files::open(file, usize::MAX)?;
        let (mut last, mut place) = (PathBuf::new(), 1);
        while let Some(mail) = mails.next() {
            let mail = mail?;
            place = if last == mails.file() { place + 1 } else { 1 };
            mails.file().clone_into(&mut last);
            let explained = Explained { file: label(&last, place), ..explained(&last, &mail.bytes, references) };
            if json {
                serde_json::to_writer(&mut *out, &explained).context("write the answer")?;
                writeln!(out)?;
            } else {
                write!(out, "{}", told(&explained))?;
            }
        }
    }
    Ok(())
}

/// A file, and which of its mails where it has several.
fn label(file: &Path, place: usize) -> String {
    let file = file.display();
    if place == 1 { file.to_string() } else { format!("{file} ({place})") }
}

/// The ticket references of a subject, with the shipped prefix.
fn references(subject: &Subject) -> Vec<String> {
    let style = ReferenceStyle::default();
    style.find_all(subject.as_str()).into_iter().map(|number| style.print(number)).collect()
}

/// How one message is understood.
pub fn explained(file: &Path, raw: &[u8], references: impl Fn(&Subject) -> Vec<String>) -> Explained {
    let Understood { inbound, origin, banner, reply, forwarded, bounces } = understand(raw, &Own::default());
    let (origin, origin_reason) = match &origin {
        Origin::Person(person) => ("person", person.restraint().unwrap_or_default().to_owned()),
        Origin::Unknown(reason) => ("person", reason.clone()),
        Origin::Machine(machine) => (machine.kind.as_str(), machine.reason.clone()),
    };
    let (origin, origin_reason) =
        if claims_to_be_posting(raw) { ("page", PAGE.to_owned()) } else { (origin, origin_reason) };
    Explained {
        file: file.display().to_string(),
        message_id: inbound.message_id.as_ref().map(|id| id.as_str().to_owned()),
        from: inbound.from.as_ref().map(person),
        to: inbound.to.iter().chain(&inbound.cc).map(person).collect(),
        subject: inbound.subject.as_str().to_owned(),
        date: inbound.date.map(|date| date.to_string()),
        came: arrived_at(raw).map(|came| came.to_string()),
        origin,
        origin_reason,
        references: references(&inbound.subject),
        banner,
        reply_text: reply.new_text.to_string(),
        quoted_text: reply.quoted_text,
        signature: reply.signature,
        forwarded: forwarded.map(|found| ReadForward {
            from: NamedAddress {
                address: found.from.as_ref().map_or_else(String::new, |from| from.address.as_str().to_owned()),
                name: found.name,
            },
            subject: found.subject.as_str().to_owned(),
            text: found.text,
        }),
        safe_html: inbound.html.as_deref().map(safe_html),
        attachments: inbound
            .attachments
            .into_iter()
            .map(|file| ReadAttachment { name: file.name, content_type: file.content_type, bytes: file.size })
            .collect(),
        bounce: (!bounces.is_empty()).then(|| bounces.iter().map(report).collect()),
        defects: inbound.defects.into_iter().map(|defect| defect.0).collect(),
        text: inbound.text,
    }
}

fn person(contact: &Contact) -> NamedAddress {
    NamedAddress { address: contact.address.as_str().to_owned(), name: contact.name().to_owned() }
}

fn report(bounce: &Bounce) -> ReportedRecipient {
    ReportedRecipient {
        recipient: bounce.recipient.as_ref().map(ToString::to_string),
        status: bounce.status.clone(),
        action: bounce.action.as_str(),
        diagnostic: bounce.diagnostic.clone(),
        message_id: bounce.message_id.as_ref().map(|id| id.as_str().to_owned()),
    }
}

/// The result for people.
fn told(explained: &Explained) -> String {
    let mut lines = vec![format!("{}", explained.file)];
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            lines.push(format!("  {name:<12} {value}"));
        }
    };
    let whom = |person: &NamedAddress| match (person.name.as_str(), person.address.as_str()) {
        ("", "") => "somebody without a name".to_owned(),
        ("", address) => address.to_owned(),
        (name, "") => name.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    };
    line("from", &explained.from.as_ref().map_or_else(|| "nobody".to_owned(), whom));
    line("origin", explained.origin);
    line("because", &explained.origin_reason);
    line("subject", &explained.subject);
    line("date", explained.date.as_deref().unwrap_or_default());
    let came = explained.came.as_deref().filter(|came| Some(*came) != explained.date.as_deref());
    line("came", came.unwrap_or_default());
    line("references", &explained.references.join(" "));
    for file in &explained.attachments {
        let name = if file.name.is_empty() { "(no name)" } else { &file.name };
        line("attachment", &format!("{name} ({}, {} bytes)", file.content_type, file.bytes));
    }
    if let Some(forwarded) = &explained.forwarded {
        line("forwards", &format!("{}: {}", whom(&forwarded.from), forwarded.subject));
    }
    for report in explained.bounce.iter().flatten() {
        let whom = report.recipient.as_deref().unwrap_or("unknown recipient");
        let status = report.status.as_deref().unwrap_or_default();
        line("report", &format!("{whom} {} {status} {}", report.action, report.diagnostic));
    }
    for defect in &explained.defects {
        line("defect", defect);
    }
    line("banner", &counted(&explained.banner));
    line("quoted", &counted(&explained.quoted_text));
    line("signature", &counted(&explained.signature));
    let mut text = lines.join("\n");
    text.push('\n');
    for new in explained.reply_text.trim().lines() {
        text.push_str("  | ");
        text.push_str(new);
        text.push('\n');
    }
    text.push('\n');
    text
}

fn counted(text: &str) -> String {
    match text.lines().filter(|line| !line.trim().is_empty()).count() {
        0 => String::new(),
        1 => "1 line".to_owned(),
        lines => format!("{lines} lines"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &[u8] =
        b"From: Ada <ada@x.example>\nSubject: [HD-00042] press\nAuto-Submitted: auto-replied\n\nIt stops.\n";

    #[test]
    fn the_names_are_stable() {
        let explained = explained(Path::new("a.eml"), MAIL, |_| vec!["HD-00042".to_owned()]);
        let json = serde_json::to_value(explained).unwrap();
        let names: Vec<&String> = json.as_object().unwrap().keys().collect();
        let expected = [
            "file",
            "message_id",
            "from",
            "to",
            "subject",
            "date",
            "came",
            "origin",
            "origin_reason",
            "text",
            "banner",
            "reply_text",
            "quoted_text",
            "signature",
            "forwarded",
            "safe_html",
            "attachments",
            "references",
            "bounce",
            "defects",
        ];
        assert_eq!(names.len(), expected.len());
        assert!(expected.iter().all(|name| names.iter().any(|found| *found == name)));
        assert_eq!(json["from"]["address"], "ada@x.example");
        assert_eq!(json["references"][0], "HD-00042");
        assert!(json["bounce"].is_null());
        assert!(json["safe_html"].is_null());
    }

    #[test]
    fn what_was_posted_on_a_page_is_no_letter_of_ours() {
        let raw = [b"X-Maildesk-Page: 1\r\nX-Maildesk-Loop: desk.example\r\n", MAIL].concat();
        let explained = explained(Path::new("a.eml"), &raw, |_| Vec::new());
        assert_eq!(explained.origin, "page");
        assert!(told(&explained).contains("maildesk ledger --mail"), "{explained:?}");
        let below = [b"Subject: a\r\n", raw.as_slice()].concat();
        assert_ne!(super::explained(Path::new("a.eml"), &below, |_| Vec::new()).origin, "page");
    }

    #[test]
    fn html_is_shown_without_what_acts() {
        let mail =
            b"From: ada@x.example\nContent-Type: text/html\n\n<p onclick=x()>It <b>stops</b>.<script>x()</script>";
        let json = serde_json::to_value(explained(Path::new("a.eml"), mail, |_| Vec::new())).unwrap();
        assert_eq!(json["safe_html"], "<p>It <b>stops</b>.</p>");
    }

    #[test]
    fn every_mail_of_an_mbox_is_explained() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("box.mbox");
        let mbox =
            ["one", "two"].map(|subject| format!("From ada Mon\nFrom: ada@x.example\nSubject: {subject}\n\nIt.\n\n"));
        std::fs::write(&path, mbox.concat()).unwrap();
        let mut out = Vec::new();
        explain(std::slice::from_ref(&path), true, &mut out).unwrap();
        let found: Vec<(String, String)> = String::from_utf8(out)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .map(|json| (json["file"].as_str().unwrap().to_owned(), json["subject"].as_str().unwrap().to_owned()))
            .collect();
        let file = path.display().to_string();
        assert_eq!(found, [(file.clone(), "one".to_owned()), (format!("{file} (2)"), "two".to_owned())]);
        let gone = explain(&[home.path().join("gone.eml")], true, &mut Vec::new()).unwrap_err();
        assert!(format!("{gone:#}").contains("gone.eml"), "{gone:#}");
    }

    #[test]
    fn people_are_told() {
        let text = told(&explained(Path::new("a.eml"), MAIL, |_| Vec::new()));
        assert!(text.contains("from         Ada <ada@x.example>"), "{text}");
        assert!(text.contains("because      auto-submitted: auto-replied"), "{text}");
        assert!(text.contains("  | It stops."), "{text}");
    }
}
