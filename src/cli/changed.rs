//! What the database has and a changed config no longer knows: statuses, agents, teams, mailboxes, fields and their values,
//! languages, the prefix of references.
//!
//! Comes in: a valid config and its database, if there is one. Goes out: warnings among the config's remarks, and an error
//! for what must not run: a status that is gone would make done tickets open ones. Changes nothing.

use crate::config::{Config, Severity};
use crate::desk::policy::Policy;
use crate::desk::status::{Stage, StatusName};
use crate::store::read::{Used, UsedByOpen};
use crate::store::{Reader, Reading, StoreError};

/// Adds to the config's remarks what its database says against it. A database that cannot be read is not told of here.
pub(super) fn compare(config: &mut Config) {
    let Ok(reader) = Reader::open(&config.database()) else { return };
    if let Ok(found) = reader.ask(|reading| find(config, reading)) {
        for Doubt { severity, message, help } in found {
            config.remarks.add(severity, message, help);
        }
    }
}

/// Something that the database has and the config does not.
#[derive(Debug, PartialEq, Eq)]
struct Doubt {
    severity: Severity,
    message: String,
    help: String,
}

impl Doubt {
    fn warning(message: String, help: String) -> Self {
        Self { severity: Severity::Warning, message, help }
    }
}

fn find(config: &Config, reading: &Reading) -> Result<Vec<Doubt>, StoreError> {
    let workflow = &config.policy.workflow;
    let statuses = reading.used_statuses()?;
    let is_open = |status: &&(StatusName, u64)| workflow.stage(&status.0) != Stage::Done;
    let open: Vec<StatusName> = statuses.iter().filter(is_open).map(|(status, _)| status.clone()).collect();
    let mut doubts: Vec<Doubt> = prefix(config, reading.last_prefix()?, !statuses.is_empty()).into_iter().collect();
    doubts.extend(statuses.iter().filter_map(|(status, number)| status_gone(&config.policy, status, *number)));
    let used = reading.used_by_open(&open)?;
    let last = reading.last_addresses()?;
    doubts.extend(of_open(config, &used));
    doubts.extend(used.mailboxes.iter().filter_map(|used| address_changed(config, used, last.get(&used.0)?)));
    doubts.extend(reading.waiting_mailboxes()?.iter().filter_map(|used| mails_left(config, used)));
    Ok(doubts)
}

fn prefix(config: &Config, last: Option<String>, has_tickets: bool) -> Option<Doubt> {
    let (now, last) = (config.policy.style.prefix(), last.filter(|_| has_tickets)?);
    (now != last).then(|| {
        let message = format!("references began with `{last}` until now, and begin with `{now}` from this start on");
        let help = format!(
            "write prefix = \"{last}\" below [desk] if that is a mistake; with the new one, answers that name {last}-00042 \
             are only recognised by the letter that they answer"
        );
        Doubt::warning(message, help)
    })
}

fn status_gone(policy: &Policy, status: &StatusName, number: u64) -> Option<Doubt> {
    let name = status.as_str();
    policy.workflow.find(name).is_none().then(|| Doubt {
        severity: Severity::Error,
        message: format!("{} the status `{name}`, which [workflow.status] does not have", count(number, "ticket", "has")),
        help: format!(
            "write {name} = {{ stage = \"open\" }} there again, or \"waiting\", or \"done\", as it was; if it is called \
             otherwise now, keep both until agents have moved these tickets with #NAME"
        ),
    })
}

fn of_open(config: &Config, used: &UsedByOpen) -> Vec<Doubt> {
    let Policy { people, .. } = &config.policy;
    let languages = config.languages();
    let mut doubts = Vec::new();
    let mut gone = |used: &[Used], is_known: &dyn Fn(&str) -> bool, doubt: &dyn Fn(&str, u64) -> Doubt| {
        doubts.extend(used.iter().filter(|(name, _)| !is_known(name)).map(|(name, number)| doubt(name, *number)));
    };
    gone(&used.assignees, &|name| people.agents.find_by_name(name).is_some(), &|name, number| {
        let message =
            format!("{} assigned to `{name}`, and no [[agent]] is called so", count(number, "open ticket", "is"));
        let help = "write that [[agent]] again, or give these tickets to somebody with #assign NAME";
        Doubt::warning(message, help.to_owned())
    });
    gone(&used.teams, &|name| people.teams.find_by_name(name).is_some(), &|name, number| {
        let message =
            format!("{} with the team `{name}`, and no [[team]] is called so", count(number, "open ticket", "is"));
        Doubt::warning(
            message,
            "write that [[team]] again, or give these tickets to another with #team NAME".to_owned(),
        )
    });
    gone(&used.partners, &|name| people.partners.find_by_name(name).is_some(), &|name, number| {
        let message = format!(
            "{} handed to the partner `{name}`, and no [[partner]] is called so",
            count(number, "open ticket", "was")
        );
        let help = "write that [[partner]] again until they are done: what it writes counts as a stranger's without it";
        Doubt::warning(message, help.to_owned())
    });
    gone(&used.organisations, &|name| people.organisations.find_by_name(name).is_some(), &|name, number| {
        let message = format!(
            "{} of the organisation `{name}`, and no [[organisation]] is called so",
            count(number, "open ticket", "is")
        );
        let help =
            "write that [[organisation]] again, or leave it: colleagues of the requester are strangers on them then";
        Doubt::warning(message, help.to_owned())
    });
    gone(&used.mailboxes, &|name| config.mailbox(name).is_some(), &|name, number| {
        let message =
            format!("{} from the mailbox `{name}`, which the config does not have", count(number, "open ticket", "is"));
        let help = format!("write [mailbox.{name}] again until they are done: {}", letters_from(config));
        Doubt::warning(message, help)
    });
    gone(&used.languages, &|name| languages.iter().any(|known| known == name), &|name, number| {
        let message =
            format!("{} in the language `{name}`, which the config does not name", count(number, "open ticket", "is"));
        let instead = languages.first().map_or("", String::as_str);
        let help = format!("write language = \"{name}\" where it stood; without it their letters are in \"{instead}\"");
        Doubt::warning(message, help)
    });
    doubts.extend(used.fields.iter().filter_map(|(field, value)| field_gone(&config.policy, field, value)));
    doubts
}

fn field_gone(policy: &Policy, name: &str, (value, number): &Used) -> Option<Doubt> {
    let tickets = count(*number, "open ticket", "has");
    let Some(field) = policy.fields.find(name) else {
        let message = format!("{tickets} {name} = `{value}`, and no [[field]] is called so");
        let help = "write that [[field]] again, or leave it: letters do not show it, and it stays in the database";
        return Some(Doubt::warning(message, help.to_owned()));
    };
    let is_known = field.choices.is_empty() || field.names().iter().any(|known| known == value);
    (!is_known).then(|| {
        let message = format!("{tickets} {name} = `{value}`, which is no value of that [[field]]");
        Doubt::warning(message, format!("write it there again, or set another on these tickets with #{name} VALUE"))
    })
}

fn address_changed(config: &Config, (name, number): &Used, last: &str) -> Option<Doubt> {
    let now = &config.mailbox(name)?.address;
    (!now.as_str().eq_ignore_ascii_case(last)).then(|| {
        let message = format!(
            "{} from the mailbox `{name}`, which wrote from {last} until now and writes from {now} from this start on",
            count(*number, "open ticket", "is")
        );
        let help = format!(
            "see that mail to {last} still comes into this mailbox: answers to letters that were sent go there. If it is \
             another mailbox, give it another name"
        );
        Doubt::warning(message, help)
    })
}

fn mails_left(config: &Config, (name, number): &Used) -> Option<Doubt> {
    config.mailbox(name).is_none().then(|| {
        let message = format!(
            "{} to be worked on from the mailbox `{name}`, which the config does not have",
            count(*number, "mail", "waits")
        );
        Doubt::warning(message, format!("write [mailbox.{name}] again until they are done: {}", letters_from(config)))
    })
}

fn letters_from(config: &Config) -> String {
    let first = config.mailboxes.first().map(|mailbox| mailbox.address.to_string()).unwrap_or_default();
    format!("without it their letters come from {first}; mail to another address that they were sent from is not read")
}

/// `1 ticket has`, `12 tickets have`
fn count(number: u64, what: &str, does: &str) -> String {
    let many = match does {
        "is" => "are",
        "was" => "were",
        "has" => "have",
        "waits" => "wait",
        other => other,
    };
    if number == 1 { format!("1 {what} {does}") } else { format!("{number} {what}s {many}") }
}
