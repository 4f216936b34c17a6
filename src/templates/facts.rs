//! The names that templates can use: the data of a letter, flattened. A desk's own template may use any name in any
//! letter, so every field is always there and empty where it doesn't apply.

use crate::desk::command::ReceiptLine;
use crate::desk::facts::{
    ChoiceFact, CommandFact, EntryFact, FieldFact, Offer, RefusedFact, SetAsideFact, StatusFact, TicketFact,
};
use crate::desk::letter::{Content, Earlier, Letter, List, PromiseTold, Said, TicketView, Whole};
use crate::desk::publish::Publishable;
use crate::desk::reason::{By, Reason};
use crate::desk::sign_in::SignIn;
use crate::desk::signature::Signature;
use crate::desk::words::FormattedWords;

/// The names, with their values.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Facts {
    /// The subject of the ticket, or of the mail if there is no ticket.
    pub subject: String,
    /// The ticket's status after the decision, by its title.
    pub status: String,
    /// The new status, if the letter reports a change as well as words.
    pub moved: String,
    /// The author of `text`.
    pub author: String,
    /// The words: comment, answer, rating's comment. Plain text, LF line ends.
    pub text: String,
    /// The same words with their formatting, if it is known.
    #[serde(skip)]
    pub formatted: Option<FormattedWords>,
    /// What stands below an agent's words, by language.
    #[serde(skip)]
    pub signature: Signature,
    /// The requester, by name or address.
    pub requester: String,
    /// The requester's address.
    pub requester_address: String,
    /// The assignee's full name, or empty.
    pub assignee: String,
    /// Why: the rule, the fault, the server's words.
    pub reason: Vec<Reason>,
    /// 1 to 5, or 0.
    pub score: u8,
    /// A receipt's lines.
    pub receipt: Vec<ReceiptLine>,
    /// The command that has the mail sent as it was probably meant, in an answer; or empty.
    pub unsent: String,
    /// Names of the mail's files.
    pub files: Vec<String>,
    /// Files of the mail that weren't passed on.
    pub refused: Vec<RefusedFact>,
    /// The ticket's fields: priority, category …
    pub fields: Vec<FieldFact>,
    /// It isn't a ticket yet: an agent can open one, or just answer.
    pub inquiry: bool,
    /// Form lines with unknown values.
    pub choices: Vec<ChoiceFact>,
    /// The commands `#…` that the reader may use now.
    pub offers: Vec<Offer>,
    /// The statuses that an agent may set now.
    pub statuses: Vec<StatusFact>,
    /// All further commands of agents.
    pub commands: Vec<CommandFact>,
    /// Tickets that were asked for.
    pub tickets: Vec<TicketFact>,
    /// The comments on the ticket that was asked for, oldest first.
    pub entries: Vec<EntryFact>,
    /// Mails that were set aside.
    pub set_aside: Vec<SetAsideFact>,
    /// The number of other mails that were set aside, which nobody wants back.
    pub counted: usize,
    /// The number of old mails that were taken without a letter to anybody.
    pub quiet: usize,
    /// The number of further entries of the list, or a lower bound.
    pub more: usize,
    /// The team that works on the ticket, by its title, or empty.
    pub team: String,
    /// The reader's team, by its name, if the ticket was given to that and not to them alone; or empty.
    pub given_team: String,
    /// The requester's organisation, by its name, or empty.
    pub organisation: String,
    /// Who follows the ticket, by name and address.
    pub involved: Vec<String>,
    /// The words are a note, and an answer to the letter stays one.
    pub internal: bool,
    /// The number of a held mail in the ledger.
    pub mail: String,
    /// The promise of the letter: `first response`.
    pub promise: String,
    /// The promise's deadline, as people write it.
    pub due: String,
    /// The limit that was exceeded, or 0.
    pub limit: u32,
    /// The reader's own words are left out, because nothing proves that they are theirs.
    pub withheld: bool,
    /// The page of the portal that the letter is about, or empty. In a letter to sign in it is a secret.
    pub link: String,
    /// The code that does the same, or empty.
    pub code: String,
    /// The browser that asked for them, in words, or empty.
    pub browser: String,
    /// For how many minutes they are good, or 0.
    pub minutes: u32,
}

impl Facts {
    /// The facts of a letter.
    pub fn of(letter: &Letter) -> Self {
        let mut facts = Self::of_ticket(&letter.ticket);
        facts.withheld = letter.withheld;
        facts.internal = letter.content.is_internal();
        letter.content.author().clone_into(&mut facts.author);
        facts.tell(&letter.content);
        facts
    }

    fn of_ticket(view: &TicketView) -> Self {
        Self {
            subject: view.subject.clone(),
            status: view.status.clone(),
            requester: view.requester.clone(),
            requester_address: view.requester_address.clone(),
            assignee: view.assignee.clone(),
            team: view.team.clone(),
            fields: view.fields.clone(),
            inquiry: view.is_inquiry,
            offers: view.offers.clone(),
            statuses: view.statuses.clone(),
            ..Self::default()
        }
    }

    fn tell(&mut self, content: &Content) {
        match content {
            Content::Confirmation { due, from, .. } => {
                self.due.clone_from(due);
                self.tickets = from.iter().cloned().collect();
            }
            Content::Judged { due, moved, .. } => {
                self.due.clone_from(due);
                self.moved.clone_from(moved);
            }
            Content::Reply { words, moved, earlier } => {
                self.tell_words(words);
                self.tell_earlier(earlier);
                self.moved.clone_from(moved);
            }
            Content::Handed { words, opening, .. } => {
                if let Some(words) = words {
                    self.tell_words(words);
                }
                self.entries = opening.iter().cloned().collect();
            }
            Content::NewTicket(said) | Content::NewComment(said) => self.tell_said(said),
            Content::Assigned { said, to_team, .. } => {
                self.tell_said(said);
                self.given_team = if *to_team { self.team.clone() } else { String::new() };
            }
            Content::Moved { remarks } => self.reason.clone_from(remarks),
            Content::Rated { said, score } => {
                self.tell_said(said);
                self.score = *score;
            }
            Content::Receipt { receipt, crossed } => {
                self.entries = crossed.iter().cloned().collect();
                self.receipt.clone_from(&receipt.lines);
                self.text.clone_from(&receipt.text);
                self.unsent = if receipt.can_send { "#send".to_owned() } else { String::new() };
            }
            Content::WhoAsked(why) => self.reason = vec![why.clone().into()],
            Content::Choices(choices) => self.choices.clone_from(choices),
            Content::Merged(other) => self.tickets = vec![other.clone()],
            Content::FilesRefused(files) => self.refused.clone_from(files),
            Content::Listing(list) => self.tell_list(list),
            Content::SignIn(sign_in) => self.tell_sign_in(sign_in),
            Content::Portal { link } => self.link.clone_from(link),
            Content::Shown(whole) => self.tell_whole(whole),
            Content::Help { written, remarks, commands } => {
                self.text.clone_from(written);
                self.reason.clone_from(remarks);
                self.commands.clone_from(commands);
            }
            Content::PromiseWarning(told) | Content::PromiseBroken(told) => self.tell_promise(told),
            Content::Held { said, mail } => {
                self.tell_said(said);
                self.mail = mail.to_string();
            }
            Content::Daily { mails, more, counted, quiet } => {
                self.set_aside.clone_from(mails);
                (self.more, self.counted, self.quiet) = (*more, *counted, *quiet);
                let numbers = mails.first().and_then(|mail| mail.mail.split(',').next());
                numbers.unwrap_or_default().clone_into(&mut self.mail);
            }
            Content::Flood { sender, limit } => {
                self.requester_address = sender.as_ref().map(|it| it.as_str().to_owned()).unwrap_or_default();
                self.limit = *limit;
            }
            Content::Quarantine { reason, files } => {
                self.reason = vec![reason.clone()];
                self.files.clone_from(files);
            }
            Content::Undeliverable { letter, words } => {
                letter.subject.as_str().clone_into(&mut self.subject);
                self.text.clone_from(&letter.text);
                letter.to.display().clone_into(&mut self.requester);
                letter.to.address.as_str().clone_into(&mut self.requester_address);
                self.reason = vec![By::words(words).into()];
            }
            Content::Involved { earlier, .. } => self.tell_earlier(earlier),
            Content::StatusChange | Content::Feedback => {}
        }
    }

    fn tell_words(&mut self, words: &Publishable) {
        words.text().clone_into(&mut self.text);
        self.formatted = words.formatted().cloned();
        self.signature.clone_from(words.signature());
        self.files = words.files();
    }

    fn tell_said(&mut self, said: &Said) {
        self.text.clone_from(&said.text);
        self.files.clone_from(&said.files);
        self.refused.clone_from(&said.refused);
        self.reason.clone_from(&said.remarks);
        self.tell_earlier(&said.earlier);
    }

    fn tell_earlier(&mut self, earlier: &Earlier) {
        self.entries.clone_from(&earlier.entries);
        self.more = earlier.more;
    }

    fn tell_list(&mut self, list: &List) {
        self.text.clone_from(&list.written);
        self.reason = list.remark.iter().cloned().collect();
        self.tickets.clone_from(&list.tickets);
        self.more = list.more;
    }

    fn tell_sign_in(&mut self, sign_in: &SignIn) {
        sign_in.link().clone_into(&mut self.link);
        sign_in.code().clone_into(&mut self.code);
        sign_in.browser().clone_into(&mut self.browser);
        self.minutes = sign_in.minutes();
    }

    fn tell_whole(&mut self, whole: &Whole) {
        self.tell_list(&whole.list);
        self.organisation.clone_from(&whole.organisation);
        self.involved.clone_from(&whole.involved);
        self.entries.clone_from(&whole.entries);
    }

    fn tell_promise(&mut self, told: &PromiseTold) {
        self.promise = told.measure.to_string();
        self.due.clone_from(&told.due);
        self.reason = vec![told.reason.clone()];
    }
}
