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
        let message = format!("ticket numbers began with `{last}` so far, and will begin with `{now}` from now on");
        let help = format!(
            "if this is a mistake, write prefix = \"{last}\" in [desk]. With the new prefix, an email with {last}-00042 in \
             its subject only reaches its ticket if it is a reply to a letter"
        );
        Doubt::warning(message, help)
    })
}

fn status_gone(policy: &Policy, status: &StatusName, number: u64) -> Option<Doubt> {
    let name = status.as_str();
    policy.workflow.find(name).is_none().then(|| Doubt {
        severity: Severity::Error,
        message: format!("{} the status `{name}`, which isn't in [workflow.status]", count(number, "ticket", "has")),
        help: format!(
            "add {name} = {{ stage = \"open\" }} again, with the stage that it had. If you have renamed it, keep both until \
             agents have moved these tickets with #NAME"
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
            format!("{} assigned to `{name}`, but no [[agent]] has this name", count(number, "open ticket", "is"));
        let help = "add the [[agent]] again, or assign these tickets to somebody with #assign NAME";
        Doubt::warning(message, help.to_owned())
    });
    gone(&used.teams, &|name| people.teams.find_by_name(name).is_some(), &|name, number| {
        let message =
            format!("{} with the team `{name}`, but no [[team]] has this name", count(number, "open ticket", "is"));
        Doubt::warning(message, "add the [[team]] again, or move these tickets to another with #team NAME".to_owned())
    });
    gone(&used.partners, &|name| people.partners.find_by_name(name).is_some(), &|name, number| {
        let message = format!(
            "{} handed to the partner `{name}`, but no [[partner]] has this name",
            count(number, "open ticket", "was")
        );
        let help =
            "add the [[partner]] again until they are closed; without it, its emails are treated as from strangers";
        Doubt::warning(message, help.to_owned())
    });
    gone(&used.organisations, &|name| people.organisations.find_by_name(name).is_some(), &|name, number| {
        let message = format!(
            "{} of the organisation `{name}`, but no [[organisation]] has this name",
            count(number, "open ticket", "is")
        );
        let help =
            "add the [[organisation]] again; without it, colleagues of the customer can't take part in these tickets";
        Doubt::warning(message, help.to_owned())
    });
    gone(&used.mailboxes, &|name| config.mailbox(name).is_some(), &|name, number| {
        let message =
            format!("{} from the mailbox `{name}`, which isn't in the config", count(number, "open ticket", "is"));
        let help = format!("add [mailbox.{name}] again until they are closed; {}", letters_from(config));
        Doubt::warning(message, help)
    });
    gone(&used.languages, &|name| languages.iter().any(|known| known == name), &|name, number| {
        let message =
            format!("{} in the language `{name}`, which isn't in the config", count(number, "open ticket", "is"));
        let instead = languages.first().map_or("", String::as_str);
        let help =
            format!("add language = \"{name}\" again where it was; without it, their letters are in \"{instead}\"");
        Doubt::warning(message, help)
    });
    doubts.extend(used.fields.iter().filter_map(|(field, value)| field_gone(&config.policy, field, value)));
    doubts
}

fn field_gone(policy: &Policy, name: &str, (value, number): &Used) -> Option<Doubt> {
    let tickets = count(*number, "open ticket", "has");
    let Some(field) = policy.fields.find(name) else {
        let message = format!("{tickets} {name} = `{value}`, but no [[field]] has this name");
        let help = "add the [[field]] again; without it, letters don't show the value, but the database keeps it";
        return Some(Doubt::warning(message, help.to_owned()));
    };
    let is_known = field.choices.is_empty() || field.names().iter().any(|known| known == value);
    (!is_known).then(|| {
        let message = format!("{tickets} {name} = `{value}`, which isn't a value of that [[field]]");
        Doubt::warning(message, format!("add the value again, or set another one on these tickets with #{name} VALUE"))
    })
}

fn address_changed(config: &Config, (name, number): &Used, last: &str) -> Option<Doubt> {
    let now = &config.mailbox(name)?.address;
    (!now.as_str().eq_ignore_ascii_case(last)).then(|| {
        let message = format!(
            "{} from the mailbox `{name}`, whose address was {last} so far and is {now} from now on",
            count(*number, "open ticket", "is")
        );
        let help = format!(
            "make sure that email to {last} still reaches this mailbox, because replies to earlier letters go there. If \
             this is another mailbox, give it another name"
        );
        Doubt::warning(message, help)
    })
}

fn mails_left(config: &Config, (name, number): &Used) -> Option<Doubt> {
    config.mailbox(name).is_none().then(|| {
        let message = format!(
            "{} to be processed from the mailbox `{name}`, which isn't in the config",
            count(*number, "email", "waits")
        );
        Doubt::warning(
            message,
            format!("add [mailbox.{name}] again until they are processed; {}", letters_from(config)),
        )
    })
}

fn letters_from(config: &Config) -> String {
    let first = config.mailboxes.first().map(|mailbox| mailbox.address.to_string()).unwrap_or_default();
    format!("without it, their letters come from {first}, and replies to their old address aren't read")
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
