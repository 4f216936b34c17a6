//! What would run, in lines for people.

use serde::Serialize;

use crate::config::{Config, CourierConfig, MailboxConfig, MailboxSource};
use crate::desk::quantity::print_duration;
use crate::desk::recipients::Recipient;
use crate::desk::reference::TicketNumber;
use crate::desk::status::Status;
use crate::desk::workflow::Workflow;

/// One line of the summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SummaryLine {
    /// `mailbox`, `courier`, `agent` …
    pub what: &'static str,
    /// The sentence.
    pub text: String,
}

/// The desk, its mailboxes and courier, its agents, statuses and rules.
pub(super) fn lines(config: &Config) -> Vec<SummaryLine> {
    let (desk, policy) = (&config.desk, &config.policy);
    let example = policy.style.print(TicketNumber(1));
    let languages = config.languages().join(", ");
    let desk = format!("{}: letters in {languages}, references like {example}, host {}", desk.name, desk.host);
    let line = |what, text| SummaryLine { what, text };
    let mut lines = vec![line("desk", desk), line("database", config.database().display().to_string())];
    lines.extend(config.mailboxes.iter().map(|mailbox| line("mailbox", mailbox_line(mailbox))));
    lines.push(line("courier", courier_line(&config.courier)));
    lines.extend(policy.people.agents.0.iter().map(|agent| {
        let told = if agent.told_of_new { "told of new tickets" } else { "not told of new tickets" };
        line("agent", format!("{}: {}, {told}", agent.name, agent.contact))
    }));
    lines.extend(policy.workflow.statuses().iter().map(|status| line("status", status_line(&policy.workflow, status))));
    lines.extend(policy.workflow.rules().iter().map(|rule| line("rule", rule.name.clone())));
    lines
}

fn status_line(workflow: &Workflow, status: &Status) -> String {
    let first = if status.name == *workflow.initial() { ", of new tickets" } else { "" };
    let asks = if status.asks_feedback { ", asks for feedback" } else { "" };
    let by = if status.by_assignee { ", set by its assignee" } else { "" };
    let told = status.tells.iter().map(Recipient::to_string).collect::<Vec<_>>().join(", ");
    let told = if told.is_empty() { told } else { format!(", told to {told}") };
    let stage = format!("{:?}", status.stage).to_lowercase();
    format!("{}: {stage}{first}{asks}{by}{told}", status.name)
}

fn mailbox_line(mailbox: &MailboxConfig) -> String {
    let source = match &mailbox.source {
        MailboxSource::Imap(imap) => format!(
            "{} on {}:{} as {} ({}), every {}",
            imap.folder,
            imap.host,
            imap.port,
            imap.user,
            imap.tls.as_str(),
            print_duration(imap.poll)
        ),
        MailboxSource::Maildir(maildir) => {
            format!("Maildir {}, every {}", maildir.path.display(), print_duration(maildir.poll))
        }
    };
    format!("{}: {} by {source}", mailbox.name, mailbox.address)
}

fn courier_line(courier: &CourierConfig) -> String {
    match courier {
        CourierConfig::Smtp(smtp) => {
            let login =
                smtp.login.as_ref().map_or_else(|| "without login".to_owned(), |(user, _)| format!("as {user}"));
            format!("SMTP {}:{} {login} ({})", smtp.host, smtp.port, smtp.tls.as_str())
        }
        CourierConfig::Sendmail(sendmail) => format!("program {}", sendmail.program.display()),
        CourierConfig::Maildir(path) => format!("Maildir {}: letters are put down, nobody gets them", path.display()),
    }
}
