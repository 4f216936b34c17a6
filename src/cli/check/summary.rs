//! What would run, in lines for people.

use std::time::Duration;

use serde::Serialize;

use crate::config::{Config, CourierConfig, MailboxConfig, MailboxSource};
use crate::desk::policy::Policy;
use crate::desk::quantity::{print_duration, print_work_time};
use crate::desk::recipients::Recipient;
use crate::desk::reference::TicketNumber;
use crate::desk::sla::{Measure, SlaPolicy};
use crate::desk::status::{Status, StatusName};
use crate::desk::timer::Timer;
use crate::desk::work_time::WorkTime;
use crate::desk::workflow::Workflow;
use crate::site::{Listen, Oidc, Site};

/// One line of the summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SummaryLine {
    /// `mailbox`, `courier`, `agent` …
    pub what: &'static str,
    /// The sentence.
    pub text: String,
}

/// The desk, its mailboxes and courier, its people, statuses and rules, and what happens by itself.
pub(super) fn lines(config: &Config) -> Vec<SummaryLine> {
    let (desk, policy) = (&config.desk, &config.policy);
    let example = policy.style.print(TicketNumber(1));
    let languages = config.languages().join(", ");
    let desk = format!(
        "{}: letters in {languages}, ticket numbers like {example}, times in {}, host {}",
        desk.name,
        policy.zone.name(),
        desk.host
    );
    let line = |what, text| SummaryLine { what, text };
    let mut lines = vec![line("desk", desk), line("database", config.database().display().to_string())];
    lines.extend(config.mailboxes.iter().map(|mailbox| line("mailbox", mailbox_line(mailbox))));
    lines.push(line("courier", courier_line(&config.courier)));
    lines.extend(config.site.as_ref().map(|site| line("portal", portal_line(site))));
    lines.extend(policy.people.agents.0.iter().map(|agent| {
        let told = if agent.told_of_new { "notified about new tickets" } else { "not notified about new tickets" };
        line("agent", format!("{}: {}, {told}", agent.name, agent.contact))
    }));
    lines.extend(
        policy.people.teams.0.iter().map(|team| line("team", format!("{}: {}", team.name, team.members.join(", ")))),
    );
    lines.extend(policy.workflow.statuses().iter().map(|status| line("status", status_line(&policy.workflow, status))));
    lines.extend(policy.workflow.rules().iter().map(|rule| line("rule", rule.name.clone())));
    lines.extend(by_itself(policy).into_iter().map(|(what, text)| line(what, text)));
    lines
}

/// What happens without a mail, and when, whether the config says it or maildesk does it unless told otherwise.
fn by_itself(policy: &Policy) -> Vec<(&'static str, String)> {
    let mut lines: Vec<_> = policy.workflow.timers().iter().map(|timer| ("timer", timer_line(timer))).collect();
    lines.extend(policy.slas.list.iter().map(|sla| ("promise", promise_line(sla))));
    lines.push(("feedback", feedback_line(policy)));
    if policy.daily_letter {
        let told: Vec<&str> = policy.people.told_of_new().map(|agent| agent.name.as_str()).collect();
        lines.push(("daily", format!("a letter about emails set aside, if any, to {}", told.join(", "))));
    }
    lines
}

fn timer_line(timer: &Timer) -> String {
    let from: Vec<&str> = timer.status.iter().map(StatusName::as_str).collect();
    let after = time_line(timer.after, &timer.time);
    format!("{}: {} becomes {} after {after}{}", timer.name, from.join(" or "), timer.to, told(&timer.tells))
}

fn promise_line(sla: &SlaPolicy) -> String {
    let targets = Measure::ALL.into_iter().filter_map(|measure| {
        let target = sla.targets.get(measure)?;
        Some(format!("{measure} within {}", time_line(target, &sla.time)))
    });
    format!("{}: {}", sla.name, targets.collect::<Vec<_>>().join(", "))
}

/// `7d`, or `18 h of office` in the hours of a calendar, whose days have fewer.
fn time_line(time: Duration, counted: &WorkTime) -> String {
    match counted.calendar() {
        None => print_duration(time),
        Some(calendar) => format!("{} of {calendar}", print_work_time(time)),
    }
}

fn feedback_line(policy: &Policy) -> String {
    let asking = &policy.feedback;
    let statuses = policy.workflow.statuses().iter().filter(|status| status.asks_feedback);
    let statuses: Vec<&str> = statuses.map(|status| status.name.as_str()).collect();
    if !asking.enabled || statuses.is_empty() {
        return "customers are never asked".to_owned();
    }
    let when = if asking.delay.is_zero() {
        "immediately".to_owned()
    } else {
        format!("{} later", print_duration(asking.delay))
    };
    let pause = asking.once_per.map_or(String::new(), |pause| format!(", at most once per {}", print_duration(pause)));
    format!("customers are asked when a ticket becomes {}, {when}{pause}", statuses.join(" or "))
}

fn told(tells: &[Recipient]) -> String {
    let told = tells.iter().map(Recipient::to_string).collect::<Vec<_>>().join(", ");
    if told.is_empty() { told } else { format!(", notifies {told}") }
}

fn status_line(workflow: &Workflow, status: &Status) -> String {
    let first = if status.name == *workflow.initial() { ", for new tickets" } else { "" };
    let asks = if status.asks_feedback { ", asks for a rating" } else { "" };
    let by = if status.by_assignee { ", set only by the assigned agent" } else { "" };
    let told = told(&status.tells);
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

/// Where browsers find the portal, how they reach the daemon, and who may sign in.
fn portal_line(site: &Site) -> String {
    let behind = match (&site.listen, &site.tls) {
        (Listen::Tcp(address), Some(_)) => format!("{address} with its own certificate"),
        (Listen::Tcp(address), None) if site.origin.is_https() => format!("{address} behind a proxy"),
        (Listen::Tcp(address), None) => format!("{address}, for this machine only"),
        (Listen::Unix(path), _) => format!("the unix socket {}", path.display()),
    };
    let who = if site.newcomers { "anybody with an email address" } else { "people who are known" };
    let readers = match &site.knowledge {
        Some(knowledge) if knowledge.only_signed_in => ", with a knowledge base for those who are signed in",
        Some(_) => ", with a knowledge base for anyone",
        None => "",
    };
    let mailbox = &site.mailbox;
    let provider = site.oidc.as_ref().map(provider_words).unwrap_or_default();
    format!("{} on {behind}, mailbox {mailbox}; {who} can sign in{provider}{readers}", site.origin.0)
}

/// Who signs in at the provider of OpenID Connect.
fn provider_words(oidc: &Oidc) -> String {
    let agents = oidc.agents.then_some("agents");
    let who: Vec<&str> = agents.into_iter().chain(oidc.domains.iter().map(String::as_str)).collect();
    let how = if oidc.only { "only" } else { "also" };
    format!(", {} {how} with {}", who.join(", "), oidc.title)
}

fn courier_line(courier: &CourierConfig) -> String {
    match courier {
        CourierConfig::Smtp(smtp) => {
            let login =
                smtp.login.as_ref().map_or_else(|| "without login".to_owned(), |(user, _)| format!("as {user}"));
            format!("SMTP {}:{} {login} ({})", smtp.host, smtp.port, smtp.tls.as_str())
        }
        CourierConfig::Sendmail(sendmail) => format!("program {}", sendmail.program.display()),
        CourierConfig::Maildir(path) => format!("Maildir {}: letters are stored there and not sent", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{SHIPPED, System};
    use std::path::Path;

    #[test]
    fn the_portal_is_named_with_who_gets_in() {
        let check = |section: &str, expected: &str| {
            let text = format!("{SHIPPED}\n[portal]\n{section}");
            let config = Config::parse(&text, Path::new("/desk/config.toml"), &System).unwrap();
            let line = lines(&config).into_iter().find(|line| line.what == "portal");
            assert_eq!(line.unwrap().text, expected);
        };
        check(
            "url = 'https://help.example'",
            "https://help.example on 127.0.0.1:8460 behind a proxy, mailbox support; \
             anybody with an email address can sign in",
        );
        check(
            "url = 'https://help.example'\nlisten = 'unix:/run/maildesk/portal.sock'\nnewcomers = false",
            "https://help.example on the unix socket /run/maildesk/portal.sock, mailbox support; \
             people who are known can sign in",
        );
        check(
            "url = 'http://localhost:8460'",
            "http://localhost:8460 on 127.0.0.1:8460, for this machine only, mailbox support; \
             anybody with an email address can sign in",
        );
        let directory = tempfile::tempdir().unwrap();
        let secret = directory.path().join("secret");
        std::fs::write(&secret, "s").unwrap();
        let oidc = format!(
            "url = 'http://localhost:8460'\n[portal.oidc]\nissuer = 'https://id.example/a'\nclient_id = 'desk'\n\
             secret.file = '{}'\nfor = 'agents'\ndomains = ['customer.example']\n",
            secret.display()
        );
        let who = "http://localhost:8460 on 127.0.0.1:8460, for this machine only, mailbox support; \
                   anybody with an email address can sign in, agents, customer.example";
        check(&oidc, &format!("{who} also with id.example"));
        check(&format!("{oidc}only = true\ntitle = 'Acme'"), &format!("{who} only with Acme"));
        let without = Config::parse(SHIPPED, Path::new("/desk/config.toml"), &System).unwrap();
        assert!(lines(&without).iter().all(|line| line.what != "portal"));
    }
}
