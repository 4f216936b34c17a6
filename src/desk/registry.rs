//! The registry of commands and questions: all that agents can write behind `#` on the first lines of a mail.
//!
//! Each built-in command has its word, its usages with their meanings, where it holds, and how its arguments are read. Reading
//! a mail (`intake`), `#help`, "did you mean", the names that a config may not use and the README's table come from here;
//! `decide::commands` has what a command does. Statuses, transitions and fields of the config are commands as well. Customers
//! and partners can only ask for transitions.

mod arguments;
mod placeholders;

use super::command::Command;
use super::facts::CommandFact;
use super::field::Field;
use super::nearest::nearest;
use super::people::Role;
use super::policy::Policy;
use super::reason::CommandFault;
use super::status::Status;
use super::transition::Transition;

pub use arguments::CommandArguments;
pub use placeholders::in_language;

/// Where a command holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppliesTo {
    /// In a mail on a ticket, or in one that opens a ticket.
    Ticket,
    /// Alone in a mail: a question.
    Alone,
    /// In an answer to the letter about a held mail; with its number, alone in a mail.
    HeldMail,
    /// In an answer to the receipt of a mail that was not sent.
    UnsentMail,
}

/// A word with a meaning of its own.
pub struct BuiltIn {
    /// The word behind `#`, in lower case.
    pub word: &'static str,
    /// Where it holds.
    pub applies_to: AppliesTo,
    /// The written form; none if it only repeats words of the config.
    pub usages: &'static [Usage],
    /// Reads the line.
    read: fn(&CommandArguments<'_>) -> Result<Command, CommandFault>,
}

/// A way to write a command.
pub struct Usage {
    /// Without `#`; what is to be replaced stands in capitals.
    pub written: &'static str,
    /// The key of its meaning. Templates have the words for it (`parts/meaning.hbs`).
    pub meaning: &'static str,
    names: ConfigNames,
}

/// The names of the config that a usage needs.
#[derive(Clone, Copy)]
enum ConfigNames {
    Nothing,
    Agents,
    Teams,
    Inquiries,
}

/// The command that keeps words among agents.
pub const NOTE: &str = "note";

/// What people write who mean it.
const NOTES: [&str; 22] = [
    "internal",
    "intern",
    "interne",
    "internally",
    "private",
    "privat",
    "prive",
    "privé",
    "notes",
    "notiz",
    "notitie",
    "memo",
    "comment",
    "hinweis",
    "vertraulich",
    "confidentiel",
    "nota",
    "anmerkung",
    "opmerking",
    "hidden",
    "confidential",
    "team-only",
];

/// In the order of `#help`.
pub const BUILT_IN: &[BuiltIn] = &[
    BuiltIn {
        word: "assign",
        applies_to: AppliesTo::Ticket,
        usages: &[Usage::of("assign me", "take"), Usage::with("assign NAME", "assign", ConfigNames::Agents)],
        read: arguments::assignee,
    },
    BuiltIn {
        word: "team",
        applies_to: AppliesTo::Ticket,
        usages: &[Usage::with("team NAME", "team", ConfigNames::Teams)],
        read: |line| line.team().map(Command::Team),
    },
    BuiltIn {
        word: NOTE,
        applies_to: AppliesTo::Ticket,
        usages: &[Usage::of("note", "note")],
        read: |line| line.alone(Command::Note),
    },
    BuiltIn {
        word: "public",
        applies_to: AppliesTo::Ticket,
        usages: &[Usage::of("public", "public")],
        read: |line| line.alone(Command::Public),
    },
    BuiltIn {
        word: "cc",
        applies_to: AppliesTo::Ticket,
        usages: &[Usage::of("cc add ADDRESS", "join"), Usage::of("cc remove ADDRESS", "leave")],
        read: arguments::copied,
    },
    BuiltIn {
        word: "on-behalf",
        applies_to: AppliesTo::Ticket,
        usages: &[Usage::of("on-behalf ADDRESS", "on-behalf")],
        read: |line| line.contact("#on-behalf").map(Command::OnBehalf),
    },
    BuiltIn {
        word: "requester",
        applies_to: AppliesTo::Ticket,
        usages: &[Usage::of("requester ADDRESS", "requester")],
        read: |line| line.contact("#requester").map(Command::Requester),
    },
    BuiltIn {
        word: "open",
        applies_to: AppliesTo::Ticket,
        usages: &[Usage::with("open", "open", ConfigNames::Inquiries)],
        read: arguments::opening,
    },
    BuiltIn {
        word: "merge",
        applies_to: AppliesTo::Ticket,
        usages: &[Usage::of("merge REFERENCE", "merge")],
        read: arguments::merged,
    },
    BuiltIn {
        word: "split",
        applies_to: AppliesTo::Ticket,
        usages: &[Usage::of("split SUBJECT", "split")],
        read: arguments::split,
    },
    BuiltIn {
        word: "spam",
        applies_to: AppliesTo::Ticket,
        usages: &[Usage::of("spam", "spam")],
        read: |line| line.alone(Command::Spam),
    },
    BuiltIn {
        word: "status",
        applies_to: AppliesTo::Ticket,
        usages: &[],
        read: |line| line.status().map(Command::Status),
    },
    BuiltIn {
        word: "list",
        applies_to: AppliesTo::Alone,
        usages: &[
            Usage::of("list mine", "list-mine"),
            Usage::of("list unassigned", "list-unassigned"),
            Usage::of("list open", "list-open"),
            Usage::of("list closed", "list-closed"),
            Usage::with("list team NAME", "list-team", ConfigNames::Teams),
            Usage::of("list of ADDRESS", "list-of"),
        ],
        read: arguments::list,
    },
    BuiltIn {
        word: "show",
        applies_to: AppliesTo::Alone,
        usages: &[Usage::of("show REFERENCE", "show")],
        read: arguments::shown,
    },
    BuiltIn {
        word: "help",
        applies_to: AppliesTo::Alone,
        usages: &[Usage::of("help", "help")],
        read: |_| Ok(Command::Help),
    },
    BuiltIn {
        word: "send",
        applies_to: AppliesTo::UnsentMail,
        usages: &[Usage::of("send", "send")],
        read: |line| line.alone(Command::Send),
    },
    BuiltIn {
        word: "release",
        applies_to: AppliesTo::HeldMail,
        usages: &[Usage::of("release", "release"), Usage::of("release NUMBER", "release-number")],
        read: |line| line.mails().map(Command::ReleaseMail),
    },
    BuiltIn {
        word: "drop",
        applies_to: AppliesTo::HeldMail,
        usages: &[Usage::of("drop", "drop")],
        read: |line| line.mails().map(Command::DropMail),
    },
];

/// The command that sets a field.
const FIELD: &str = "field";

/// All usages with their meanings, for which templates have words. `reference` is an example of one.
pub fn usages(reference: &str) -> impl Iterator<Item = (String, &'static str)> {
    let written = |usage: &Usage| format!("#{}", usage.written.replace("REFERENCE", reference));
    let built_in = BUILT_IN.iter().flat_map(|built_in| built_in.usages);
    built_in.map(move |usage| (written(usage), usage.meaning)).chain([("#FIELD VALUE".to_owned(), FIELD)])
}

/// Whether a word is a command whatever the config says, so that nothing in it may be called so.
pub fn is_reserved(word: &str) -> bool {
    BUILT_IN.iter().any(|built_in| built_in.word == word)
}

/// The meaning of a word at a desk.
#[derive(Clone, Copy)]
pub enum Meant<'a> {
    /// The same as everywhere.
    BuiltIn(&'static BuiltIn),
    /// A transition of the config.
    Transition(&'a Transition),
    /// A field of the config.
    Field(&'a Field),
    /// A status of the config.
    Status(&'a Status),
}

/// The meaning of `word`, in lower case, at this desk.
pub fn find<'a>(policy: &'a Policy, word: &str) -> Option<Meant<'a>> {
    BUILT_IN
        .iter()
        .find(|built_in| built_in.word == word)
        .map(Meant::BuiltIn)
        .or_else(|| policy.workflow.find_transition(word).map(Meant::Transition))
        .or_else(|| policy.fields.find(word).map(Meant::Field))
        .or_else(|| policy.workflow.find(word).map(Meant::Status))
}

impl Meant<'_> {
    /// Whether it stands alone in a mail.
    pub fn is_question(self) -> bool {
        matches!(self, Self::BuiltIn(built_in) if built_in.applies_to == AppliesTo::Alone)
    }

    /// The people who may write it.
    pub fn by(&self) -> &[Role] {
        match self {
            Self::Transition(transition) => &transition.by,
            Self::BuiltIn(_) | Self::Field(_) | Self::Status(_) => &[Role::Agent],
        }
    }

    /// The command in an agent's line with this word.
    pub fn read(self, line: &CommandArguments<'_>) -> Result<Command, CommandFault> {
        if !self.by().contains(&Role::Agent) {
            return Err(CommandFault::ForCustomers);
        }
        match self {
            Self::BuiltIn(built_in) => (built_in.read)(line),
            Self::Transition(transition) => line.alone(Command::Transition(transition.name.clone())),
            Self::Field(field) => line.value(field),
            Self::Status(status) => line.alone(Command::Status(status.name.clone())),
        }
    }
}

/// Reads an agent's line whose word means nothing: the fault names the word that was probably meant.
pub fn unknown(policy: &Policy, word: &str) -> CommandFault {
    let statuses = policy.workflow.statuses().iter().map(|status| status.name.as_str());
    let transitions = policy.workflow.transitions().iter().filter(|transition| transition.by.contains(&Role::Agent));
    let known = BUILT_IN.iter().filter(|built_in| built_in.is_known(policy)).map(|built_in| built_in.word);
    let known = known.chain(statuses).chain(transitions.map(|transition| transition.name.as_str()));
    let known = known.chain(policy.fields.0.iter().map(|field| field.name.as_str()));
    let meant = NOTES.contains(&word).then_some(NOTE);
    match meant.or_else(|| nearest(word, known)) {
        Some(meant) => CommandFault::ProbablyMeant { meant: meant.to_owned() },
        None => CommandFault::Unknown,
    }
}

/// All commands at this desk but its statuses and transitions, as `#help` lists them.
pub fn all(policy: &Policy) -> Vec<CommandFact> {
    let (example, language) = (policy.style.example(), policy.languages.desk.as_str());
    let of_usage = |usage: &Usage| {
        let choices = usage.choices(policy)?.join(", ");
        let command = in_language(&format!("#{}", usage.written.replace("REFERENCE", &example)), language);
        Some(CommandFact { command, meaning: usage.meaning.to_owned(), choices })
    };
    let of_field = |field: &Field| CommandFact {
        command: in_language(&format!("#{} VALUE", field.name), language),
        meaning: FIELD.to_owned(),
        choices: field.names().join(", "),
    };
    let of_scope = |applies_to| {
        let built_ins = BUILT_IN.iter().filter(move |built_in| built_in.applies_to == applies_to);
        built_ins.flat_map(|built_in| built_in.usages).filter_map(of_usage)
    };
    of_scope(AppliesTo::Ticket)
        .chain(policy.fields.0.iter().map(of_field))
        .chain(of_scope(AppliesTo::Alone))
        .chain(of_scope(AppliesTo::UnsentMail))
        .chain(of_scope(AppliesTo::HeldMail))
        .collect()
}

impl BuiltIn {
    fn is_known(&self, policy: &Policy) -> bool {
        self.usages.is_empty() || self.usages.iter().any(|usage| usage.choices(policy).is_some())
    }
}

impl Usage {
    const fn of(written: &'static str, meaning: &'static str) -> Self {
        Self { written, meaning, names: ConfigNames::Nothing }
    }

    const fn with(written: &'static str, meaning: &'static str, names: ConfigNames) -> Self {
        Self { written, meaning, names }
    }

    /// The possible arguments; none if this desk has no such thing.
    fn choices<'a>(&self, policy: &'a Policy) -> Option<Vec<&'a str>> {
        match self.names {
            ConfigNames::Nothing => Some(Vec::new()),
            ConfigNames::Agents => Some(policy.people.agents.names().collect()),
            ConfigNames::Teams => {
                Some(policy.people.teams.names().collect()).filter(|names: &Vec<&str>| !names.is_empty())
            }
            ConfigNames::Inquiries => policy.workflow.inquiry().map(|_| Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests;
