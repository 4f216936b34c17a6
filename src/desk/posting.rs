//! What somebody posts on a page: words as they were typed, and requests as values of buttons and fields.
//!
//! Comes in: a posting, fresh from a page or as the database kept it. Goes out: the act that it is (P9). Nothing typed is read
//! for commands, form lines, ratings or quotes: `5`, `#resolved` and `Urgency: high` in a text stay text.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::mail::inbound::Attachment;
use crate::mail::origin::vouched;
use crate::mail::{Address, Contact, Subject};

use super::act::{Act, Asks, OnBehalf, Wish};
use super::command::{Command, CommandLine, refuse_contradictions};
use super::evidence::Evidence;
use super::feedback::Rating;
use super::files::{FilesOf, RefusedFile, refuse};
use super::form::FormLine;
use super::intake::{named_by, needs_opening};
use super::people::Agent;
use super::policy::Policy;
use super::reason::CommandFault;
use super::reference::TicketNumber;
use super::registry::{self, CommandArguments};

/// The most people that one posting adds.
pub const MAX_PEOPLE: usize = 10;

/// A posting. Kept as JSON beside the bytes that stand for it in the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Posting {
    /// The ticket, by its number; none: a new one, or about no ticket.
    pub ticket: Option<i64>,
    /// The address that is signed in.
    pub address: String,
    /// The name of who is signed in.
    pub name: String,
    /// The subject of a new ticket.
    pub subject: String,
    /// The words.
    pub text: String,
    /// An agent's commands as `#help` writes them, each with its `#`.
    pub commands: Vec<String>,
    /// The transition that a customer or partner asks for, by its name.
    pub transition: Option<String>,
    /// The chosen values of fields.
    pub fields: Vec<ChosenValue>,
    /// A rating, from 1 to 5; the words are its comment.
    pub rating: Option<u8>,
    /// A new judgement of the fields is asked for.
    pub judgement: bool,
    /// The colleague that a new ticket is for.
    pub colleague: Option<PostedPerson>,
    /// People who are to follow the ticket.
    pub people: Vec<PostedPerson>,
    /// How somebody else asked whom an agent enters the ticket for: `phone`, `chat`. Nothing proves who they are.
    pub channel: Option<String>,
    /// Its author follows the ticket no more, or somebody else does not.
    pub leaves: Option<String>,
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenValue {
    /// The field, by its name.
    pub field: String,
    /// The value, as it is stored.
    pub value: String,
}

/// A person who is named on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostedPerson {
    /// The address.
    pub address: String,
    /// The name, perhaps empty.
    pub name: String,
}

impl PostedPerson {
    fn contact(&self) -> Option<Contact> {
        Some(Contact::new(&self.name, Address::parse(&self.address)?))
    }
}

/// Why a posting is no act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostingFault {
    /// Its author's address can't write to this desk.
    #[error("{0} can't write to this desk")]
    Author(String),
    /// A named address is none.
    #[error("{0} isn't an email address")]
    Address(String),
    /// A command is wrong.
    #[error("{0}: {1}")]
    Command(String, CommandFault),
    /// Only agents have commands, and only others ask for transitions.
    #[error("this isn't for you to ask")]
    NotTheirs,
    /// A score isn't between 1 and 5.
    #[error("a rating has one to five stars")]
    Score,
}

/// Where a posting was made.
#[derive(Debug, Clone, Copy)]
pub struct PostedAt<'a> {
    /// The mailbox of the portal, which new tickets belong to.
    pub mailbox: &'a str,
    /// When.
    pub at: Timestamp,
    /// Its files, as the bytes in the ledger have them.
    pub files: &'a [Attachment],
}

impl Posting {
    /// The ticket that it is about.
    pub fn ticket(&self) -> Option<TicketNumber> {
        self.ticket.map(TicketNumber)
    }

    /// Whether it rates and asks for nothing else.
    pub fn is_rating_alone(&self) -> bool {
        let rest = Self {
            ticket: self.ticket,
            address: self.address.clone(),
            name: self.name.clone(),
            text: self.text.clone(),
            rating: self.rating,
            ..Self::default()
        };
        self.rating.is_some() && *self == rest
    }

    /// Its author.
    pub fn author(&self) -> Option<Contact> {
        Some(Contact::new(&self.name, Address::parse(&self.address)?))
    }

    /// The act that it is.
    pub fn act(&self, policy: &Policy, posted: PostedAt<'_>) -> Result<Act, PostingFault> {
        let author = self.author().ok_or_else(|| PostingFault::Author(self.address.clone()))?;
        let unknown = |_| PostingFault::Author(self.address.clone());
        let person = vouched(author.clone(), &policy.own).map_err(unknown)?;
        let agent = policy.people.agents.find_by_address(&author.address);
        if (agent.is_none() && !self.commands.is_empty()) || (agent.is_some() && self.transition.is_some()) {
            return Err(PostingFault::NotTheirs);
        }
        let mut act = Act::on_page(self.ticket(), person, &Subject::new(&self.subject), &self.text, posted.at);
        act.asks.commands.lines = match agent {
            Some(agent) => self.commands(policy, agent)?,
            None => Vec::new(),
        };
        act.asks = Asks {
            wish: self.transition.clone().map(|name| Wish { name, below: act.own.clone() }),
            rating: self.rating(&act.own)?,
            form: self.fields.iter().map(|chosen| FormLine::chosen(&chosen.field, &chosen.value)).collect(),
            judgement: self.judgement,
            leaves: self.leaves.as_deref().map(address).transpose()?,
            colleague: self.colleague(&act.own)?,
            channel: self.channel.clone(),
            ..act.asks
        };
        let people = self.people.iter().take(MAX_PEOPLE);
        let people = people.map(|who| who.contact().ok_or_else(|| PostingFault::Address(who.address.clone())));
        let people: Vec<Contact> = people.collect::<Result<_, _>>()?;
        match agent {
            // Whom an agent copies in has the agent's mail. Whom they add on a page has not, and hears of it as by command.
            Some(_) => act.asks.commands.lines.extend(people.into_iter().map(added)),
            None => act.copied = people,
        }
        posted.mailbox.clone_into(&mut act.mailbox);
        act.refused = refuse(&policy.files, posted.files, FilesOf { is_cut: false, is_agents_own: agent.is_some() });
        name_files(&mut act, posted.files);
        Ok(act)
    }

    fn commands(&self, policy: &Policy, agent: &Agent) -> Result<Vec<CommandLine>, PostingFault> {
        let line =
            |written: &String| CommandLine { written: written.clone(), command: read_command(policy, agent, written) };
        let mut lines: Vec<CommandLine> = self.commands.iter().map(line).collect();
        refuse_contradictions(&mut lines);
        let fault = |line: CommandLine| match line.command {
            Ok(_) => Ok(line),
            Err(why) => Err(PostingFault::Command(line.written, why)),
        };
        lines.into_iter().map(fault).collect()
    }

    fn rating(&self, comment: &str) -> Result<Option<Rating>, PostingFault> {
        match self.rating {
            Some(score @ 1..=5) => Ok(Some(Rating { score, comment: comment.trim().to_owned() })),
            Some(_) => Err(PostingFault::Score),
            None => Ok(None),
        }
    }

    fn colleague(&self, words: &str) -> Result<Option<OnBehalf>, PostingFault> {
        let Some(colleague) = &self.colleague else { return Ok(None) };
        let who = colleague.contact().ok_or_else(|| PostingFault::Address(colleague.address.clone()))?;
        Ok(Some(OnBehalf { line: who.to_string(), who, below: words.to_owned() }))
    }

    /// How it names tickets. It is threaded by the page that it was posted on, and by nothing else.
    pub fn evidence(&self, policy: &Policy, act: &Act) -> Evidence {
        Evidence {
            references: self.ticket().into_iter().collect(),
            named: named_by(&act.asks.commands),
            opening: needs_opening(policy, &act.asks),
            ..Evidence::default()
        }
    }
}

/// The command by which an agent adds somebody.
fn added(who: Contact) -> CommandLine {
    CommandLine { written: format!("#cc add {who}"), command: Ok(Command::Join(who)) }
}

/// The command of a button. Questions have pages of their own.
fn read_command(policy: &Policy, author: &Agent, written: &str) -> Result<Command, CommandFault> {
    let line = written.trim().trim_start_matches('#');
    let (word, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let word = word.to_lowercase();
    let meant = registry::find(policy, &word).ok_or_else(|| registry::unknown(policy, &word))?;
    if meant.is_question() {
        return Err(CommandFault::StandsAlone);
    }
    meant.read(&CommandArguments { argument: argument.trim(), author, policy })
}

fn address(text: &str) -> Result<Address, PostingFault> {
    Address::parse(text).ok_or_else(|| PostingFault::Address(text.to_owned()))
}

fn name_files(act: &mut Act, files: &[Attachment]) {
    let is_taken = |refused: &[RefusedFile], file: &Attachment| refused.iter().all(|other| other.index != file.index);
    let taken: Vec<&Attachment> = files.iter().filter(|file| is_taken(&act.refused, file)).collect();
    act.files = taken.iter().map(|file| file.name.clone()).collect();
    act.public_files =
        taken.iter().filter(|file| !(file.has_letter || file.is_sealed())).map(|file| file.name.clone()).collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::samples::policy;
    use crate::desk::status::StatusName;

    fn posting(address: &str) -> Posting {
        Posting { ticket: Some(1), address: address.to_owned(), name: "Ada".to_owned(), ..Posting::default() }
    }

    fn act(posting: &Posting) -> Result<Act, PostingFault> {
        posting.act(&policy(), PostedAt { mailbox: "support", at: Timestamp::UNIX_EPOCH, files: &[] })
    }

    #[test]
    fn what_is_typed_stays_text() {
        for text in ["5", "#resolved", "Urgency: high", "> quoted", "tickets", "On Monday Ada wrote:"] {
            for address in ["ada@customer.example", "anna@desk.example"] {
                let act = act(&Posting { text: text.to_owned(), ..posting(address) }).unwrap();
                let asks = Asks { commands: act.asks.commands.clone(), ..Asks::default() };
                assert_eq!((act.asks.clone(), act.own.as_str()), (asks, text), "{address}: {text}");
                assert!(act.asks.commands.lines.is_empty(), "{address}: {text}");
                assert_eq!(act.asks.commands.text.to_string(), text, "{address}");
            }
        }
    }

    #[test]
    fn requests_are_values() {
        let asked = Posting { commands: vec!["#status resolved".to_owned()], ..posting("anna@desk.example") };
        let found = act(&asked).unwrap().asks.commands.lines.remove(0).command;
        assert_eq!(found, Ok(Command::Status(StatusName("resolved".to_owned()))));
        let rated = Posting { rating: Some(4), text: "fine".to_owned(), ..posting("ada@customer.example") };
        assert_eq!(act(&rated).unwrap().asks.rating, Some(Rating { score: 4, comment: "fine".to_owned() }));
    }

    #[test]
    fn who_is_added_is_copied_in_or_joins_by_command() {
        let bob = PostedPerson { address: "bob@customer.example".to_owned(), name: String::new() };
        let by = |who: &str| act(&Posting { people: vec![bob.clone()], ..posting(who) }).unwrap();
        let customers = by("ada@customer.example");
        assert_eq!((customers.copied.len(), customers.asks.commands.lines.len()), (1, 0));
        let agents = by("anna@desk.example");
        assert_eq!((agents.copied.len(), agents.asks.commands.lines.len()), (0, 1));
        assert!(matches!(agents.asks.commands.lines[0].command, Ok(Command::Join(_))));
    }

    #[test]
    fn what_is_wrong_is_told() {
        let ada = || posting("ada@customer.example");
        let check = |posting: Posting, expected: &str| {
            assert!(act(&posting).unwrap_err().to_string().contains(expected), "{posting:?} {expected}");
        };
        check(posting("nobody"), "nobody can't write");
        check(Posting { commands: vec!["#resolved".to_owned()], ..ada() }, "isn't for you");
        check(Posting { transition: Some("cancel".to_owned()), ..posting("anna@desk.example") }, "isn't for you");
        check(Posting { rating: Some(6), ..ada() }, "one to five");
        check(Posting { rating: Some(0), ..ada() }, "one to five");
        check(Posting { leaves: Some("bob".to_owned()), ..ada() }, "bob isn't an email address");
        check(Posting { commands: vec!["#frobnicate".to_owned()], ..posting("anna@desk.example") }, "#frobnicate");
    }
}
