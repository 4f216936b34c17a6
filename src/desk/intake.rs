//! Intake: a mail becomes an act. Its words are read here for commands, forms, ratings and questions, once, and nowhere else;
//! what is typed into a page never comes here.
//!
//! Comes in: what was understood of a mail, and how the ledger has it. Goes out: an [`Act`], and the [`Evidence`] of which
//! tickets bear on it. Pure, and total as the room of mails is.

mod astray;
mod colleague;
mod command;
mod formatting;
mod internal;
mod page;
mod question;
mod quoted;
mod undress;

use astray::Written;
use command::Beside;
pub use command::names_note;
pub use internal::says_internal;

use jiff::Timestamp;

use crate::mail::authentic::{Basis, Proof, find_proof};
use crate::mail::banner::{below, title, without_tags};
use crate::mail::clean::quoted;
use crate::mail::dsn::{Action, Bounce};
use crate::mail::forward::Forwarded;
use crate::mail::html::formatted::FormattedText;
use crate::mail::identity::Identity;
use crate::mail::origin::{JOURNAL, Machine, MachineKind, Origin, vouched};
use crate::mail::reply::NewText;
use crate::mail::spam::find_spam;
use crate::mail::{Address, Contact, Inbound, MessageId, Subject, Understood};

use super::act::{Act, Asks, Source, Wish};
use super::command::{Command, Instructions};
use super::evidence::{Evidence, carried_tokens};
use super::feedback::{find_rating, find_subject_score};
use super::files::{FilesOf, RefusedFile, refuse};
use super::form::read_lines;
use super::people::Agent;
use super::policy::Policy;
use super::question::{Asked, ByAgent, Question};
use super::reason::{Reason, Remark};
use super::reference::TicketNumber;
use super::token::{Proven, token_free, without_tokens};
use super::transition::find_asked as find_wish;
use super::words::OwnWords;

/// A mail as the ledger has it.
#[derive(Debug, Clone, Copy)]
pub struct Entered<'a> {
    /// Its number.
    pub number: i64,
    /// The mailbox that it came in by, by its name in the config.
    pub mailbox: &'a str,
    /// When it became durable.
    pub received_at: Timestamp,
    /// A human let it pass, whatever it was held for.
    pub released: bool,
    /// Its author had it sent as it was meant.
    pub sent: bool,
    /// When it had come in, if that is so long ago that no letters are written about it.
    pub old_since: Option<Timestamp>,
    /// Its whole size in bytes.
    pub size: u64,
    /// The number of its bytes in the ledger.
    pub kept: u64,
    /// The result of checking its signatures, if they were checked.
    pub signed: Option<&'a Proof>,
}

/// The act that a mail is.
pub fn act(policy: &Policy, understood: &Understood, entered: Entered<'_>) -> Act {
    let Understood { inbound, origin, banner, reply, forwarded, bounces } = understood;
    let own = without_tokens(&reply.new_text);
    let source = Source::Mail { number: entered.number, message_id: inbound.message_id.clone() };
    let (tokens, strange_token) = tokens(policy, inbound, entered.received_at);
    let text = without_tokens(&inbound.text);
    let subject = Subject::new(&without_tags(inbound.subject.as_str(), &policy.own.banners.own));
    let beside = beside(inbound, banner, &reply.signature);
    let asks =
        asks(policy, inbound, Words { subject: &subject, written: &reply.own, own: &own, banner, beside: &beside });
    let is_agents =
        inbound.from.as_ref().is_some_and(|from| policy.people.agents.find_by_address(&from.address).is_some());
    let brings = forwarded.as_ref().is_some_and(|forwarded| policy.is_of_others(forwarded));
    let is_agents_own = is_agents && !brings;
    let (refused, remarks) = refused(policy, inbound, entered, is_agents_own);
    let taken = inbound.attachments.iter().filter(|file| refused.iter().all(|other| other.index != file.index));
    let form = form(inbound, origin);
    let mut act = Act {
        origin: if entered.released { let_pass(policy, origin) } else { origin.clone() },
        proof: proof(policy, inbound, entered.signed, form.as_ref()),
        spam: policy.holding.holds_spam.then(|| find_spam(inbound, &policy.holding.trusted)).flatten(),
        identity: Identity::of(inbound, &own, &about(policy, inbound)),
        tokens,
        strange_token,
        released: entered.released,
        sent: entered.sent,
        old_since: entered.old_since,
        subject,
        asks,
        in_reply_to: inbound.in_reply_to.clone(),
        references: inbound.references.iter().rev().cloned().collect(),
        written_at: inbound.date.map_or(entered.received_at, |date| date.min(entered.received_at)),
        text,
        own,
        quote: quoted::quote(reply, &policy.own.banners),
        page: if is_agents_own { formatting::page(inbound, &refused) } else { FormattedText::default() },
        forwarded: forwarded.clone().map(|it| Forwarded { text: without_tokens(&it.text), ..it }),
        failures: failures(bounces),
        to: inbound.to.clone(),
        answers_to: answers_to(policy, inbound).filter(|_| form.is_none()),
        form,
        co_authors: inbound.co_authors.clone(),
        copied: inbound.to.iter().chain(&inbound.cc).cloned().collect(),
        files: taken.clone().map(|file| without_tokens(&file.name)).collect(),
        public_files: taken
            .filter(|file| !(file.has_letter || file.is_sealed()))
            .map(|file| without_tokens(&file.name))
            .collect(),
        refused,
        remarks,
        ..Act::bare(source, entered.received_at, entered.mailbox)
    };
    if let Some(meant) = act.asks.commands.meant.take_if(|_| entered.sent) {
        act.asks.commands = *meant;
    }
    if act.tokens.iter().any(|token| token.is_recipient) {
        act.origin = act.origin.of_recipient();
    }
    if act.proof.is_pass() || policy.holding.is_vouched(&act) {
        act.origin = act.origin.proven();
    }
    if let (Proof::Fail(why), false) = (&act.proof, policy.holding.is_vouched(&act)) {
        act.origin = act.origin.doubted(why.to_string());
    }
    act
}

/// What a mail says it is about, whatever prefixes and tags stand before it on one way or another.
fn about(policy: &Policy, inbound: &Inbound) -> String {
    let subject = inbound.subject.as_str();
    let bare = policy.style.without_references(subject);
    let untagged = bare.split('[').map(|part| part.split_once(']').map_or(part, |(_, behind)| behind.trim_start()));
    let title = title(untagged.collect::<String>().trim(), &policy.own.banners.own);
    format!("{:?} {}", policy.style.find_all(subject), title.trim())
}

/// What a human let pass is a person's, because they say so; never our own mail, or that of an address which only programs have.
fn let_pass(policy: &Policy, origin: &Origin) -> Origin {
    match origin {
        Origin::Machine(Machine { kind, contact: Some(contact), .. }) if *kind != MachineKind::Own => {
            vouched(contact.clone(), &policy.own).map_or_else(|_| origin.clone(), Origin::Person)
        }
        _ => origin.clone(),
    }
}

/// The evidence in a mail for the tickets that it belongs to.
pub fn evidence(policy: &Policy, understood: &Understood, act: &Act) -> Evidence {
    let inbound = &understood.inbound;
    let bounced = understood.bounces.iter().filter_map(|bounce| bounce.message_id.clone());
    let mut message_ids: Vec<MessageId> = bounced.chain(inbound.in_reply_to.iter().cloned()).collect();
    message_ids.extend(inbound.references.iter().rev().cloned());
    if let Some(reported) = inbound.enclosed.first().filter(|_| inbound.header(JOURNAL).is_some()) {
        message_ids.extend(reported.message_id.iter().chain(&reported.in_reply_to).cloned());
    }
    let mut tokens: Vec<TicketNumber> = Vec::new();
    for number in act.tokens.iter().filter_map(Proven::ticket) {
        if !tokens.contains(&number) {
            tokens.push(number);
        }
    }
    let named = named_by(&act.asks.commands);
    let references = policy.style.find_all(inbound.subject.as_str());
    let opening = needs_opening(policy, &act.asks);
    let own_id = inbound.message_id.clone();
    Evidence { tokens, references, message_ids, own_id, named, opening }
}

/// The tickets that commands name.
pub(super) fn named_by(commands: &Instructions) -> Vec<TicketNumber> {
    let named = commands.commands().filter_map(|command| match command {
        Command::Merge(into) => Some(*into),
        _ => None,
    });
    named.collect()
}

/// Whether the words are needed that its ticket was opened with: it is to be split, or handed to a partner.
pub(super) fn needs_opening(policy: &Policy, asks: &Asks) -> bool {
    let hands =
        |name: &str| policy.workflow.find_transition(name).is_some_and(|transition| transition.partner.is_some());
    let by_command = asks.commands.commands().any(|command| match command {
        Command::Split(_) => true,
        Command::Transition(name) => hands(name),
        _ => false,
    });
    by_command || asks.wish.as_ref().is_some_and(|wish| hands(&wish.name))
}

/// The proof of its From: a trusted server's word, or else its signatures. It says nothing of whom a form names.
fn proof(policy: &Policy, inbound: &Inbound, signed: Option<&Proof>, form: Option<&Address>) -> Proof {
    let told = match (find_proof(inbound, &policy.holding.trusted), signed) {
        (Proof::Unknown(_), Some(signed)) => signed.clone(),
        (told, _) => told,
    };
    match form {
        Some(form) if told.is_pass() => Proof::Unknown(Basis::NamedByForm { form: form.to_string() }),
        _ => told,
    }
}

/// The form that a mail comes from: its author is not in From.
fn form(inbound: &Inbound, origin: &Origin) -> Option<Address> {
    let Origin::Person(person) = origin else { return None };
    let from = &inbound.from.as_ref()?.address;
    (person.contact().address != *from).then(|| from.clone())
}

/// Where its author wants answers: the first address of Reply-To, if it is not theirs, and somebody reads it who is not of
/// the desk.
fn answers_to(policy: &Policy, inbound: &Inbound) -> Option<Contact> {
    let from = &inbound.from.as_ref()?.address;
    let other = inbound.reply_to.first().filter(|_| inbound.reply_to.iter().all(|it| it.address != *from))?;
    let is_agents = |address: &Address| policy.people.agents.find_by_address(address).is_some();
    let fits = vouched(other.clone(), &policy.own).is_ok() && !is_agents(&other.address) && !is_agents(from);
    fits.then(|| other.clone())
}

/// The words of a mail.
struct Words<'a> {
    /// Its subject, without tags of gateways.
    subject: &'a Subject,
    /// What its author newly wrote.
    written: &'a NewText,
    /// The same as it is shown.
    own: &'a str,
    /// What gateways put on top.
    banner: &'a str,
    /// Lines that are nobody's new words.
    beside: &'a [&'a str],
}

/// All that its words ask for, whoever wrote them.
///
/// Commands are read in an agent's own words alone, for what stands below them is sent to customers.
fn asks(policy: &Policy, inbound: &Inbound, words: Words<'_>) -> Asks {
    let Words { subject, written, own, banner, beside } = words;
    let from = inbound.from.as_ref().map(|from| &from.address);
    let agent = from.and_then(|from| policy.people.agents.find_by_address(from));
    let wish = find_wish(own).map(|(name, below)| Wish { name, below: below.to_owned() });
    let page = agent.and_then(|_| page::words(inbound)).unwrap_or_default();
    let beside = Beside { lines: beside, page: below(&page, &policy.own.banners) };
    let commands = agent.map(|agent| command::parse_commands(policy, agent, &OwnWords::written(written), beside));
    let mut commands = commands.unwrap_or_default();
    let astray = agent.filter(|_| commands.lines.is_empty()).map(|agent| (agent, Written { subject, own: written }));
    let asked = astray.and_then(|(agent, written)| astray::question(policy, agent, written));
    commands.lines.extend(astray.into_iter().flat_map(|(agent, written)| astray::commands(policy, agent, written)));
    Asks {
        question: asked
            .map(Asked::ByAgent)
            .or_else(|| find_question(policy, subject, own, &commands, agent))
            .or_else(|| asks_for_portal(policy, inbound, subject, own).filter(|_| commands.lines.is_empty())),
        commands,
        wish: wish.filter(|_| agent.is_none()),
        rating: find_rating(own),
        star: find_subject_score(inbound.subject.as_str()),
        form: read_lines(&policy.fields, own),
        colleague: from.filter(|_| agent.is_none()).and_then(|from| {
            let text = inbound.text.get(banner.len()..).unwrap_or_default();
            colleague::find(&token_free(text), from)
        }),
        // Only buttons ask for these.
        judgement: false,
        channel: None,
        leaves: None,
    }
}

/// Lines that are nobody's new words, but may be commands all the same: what stands in a signature, and the last line of
/// each quote, which may be its author's own, with a mark in front.
fn beside<'a>(inbound: &'a Inbound, banner: &str, signature: &'a str) -> Vec<&'a str> {
    let text = inbound.text.get(banner.len()..).filter(|text| text.contains('>')).unwrap_or_default();
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let mut found: Vec<&str> = signature.lines().collect();
    while let Some(line) = lines.next() {
        let is_quoted = |line: &str| line.trim_start().starts_with('>');
        if is_quoted(line) && lines.peek().is_none_or(|next| !is_quoted(next)) {
            found.push(line);
        }
    }
    found
}

/// A question by a line on top, or by the subject.
fn find_question(
    policy: &Policy,
    subject: &Subject,
    own: &str,
    commands: &Instructions,
    agent: Option<&Agent>,
) -> Option<Asked> {
    if let Some(asked) = commands.question() {
        return Some(Asked::ByAgent(asked));
    }
    let by_subject = question::asks_for_own(&policy.lists.words, subject, own);
    let by_subject = by_subject.then(|| match agent {
        Some(agent) => Asked::ByAgent(ByAgent {
            written: quoted(subject.as_str()),
            by_line: false,
            is_mistyped: false,
            question: Ok(Some(Question::OfAgent(agent.name.clone()))),
            has_more: false,
        }),
        None => Asked::OwnTickets { written: String::new() },
    });
    let by_line = || question::line_of_customer(&policy.style, subject, own).filter(|_| agent.is_none());
    by_subject.or_else(|| by_line().map(|line| Asked::OwnTickets { written: quoted(line) }))
}

/// The question where the portal is.
fn asks_for_portal(policy: &Policy, inbound: &Inbound, subject: &Subject, own: &str) -> Option<Asked> {
    let (portal, from) = (policy.portal.as_ref()?, inbound.from.as_ref()?);
    question::asks_for_portal(&portal.words, subject, own, from).then_some(Asked::Portal)
}

/// The files that nobody gets, with the reasons, and what is remarked on the whole.
fn refused(
    policy: &Policy,
    inbound: &Inbound,
    entered: Entered<'_>,
    is_agents_own: bool,
) -> (Vec<RefusedFile>, Vec<Reason>) {
    let Entered { size, kept, .. } = entered;
    let cut = (kept < size).then(|| Remark::Cut { kept, size }.into());
    let refused = refuse(&policy.files, &inbound.attachments, FilesOf { is_cut: kept < size, is_agents_own });
    (refused, cut.into_iter().collect())
}

/// The tokens of a mail that we made, the most believed first; and whether others have the shape of one.
fn tokens(policy: &Policy, inbound: &Inbound, received_at: Timestamp) -> (Vec<Proven>, bool) {
    let carried = carried_tokens(inbound);
    let from = inbound.from.as_ref().map(|from| &from.address);
    let agents = &policy.people.agents;
    let senders = || from.into_iter().flat_map(|from| agents.addresses_of(from));
    let proven = carried.iter().filter_map(|token| policy.keys.verify(token, senders(), received_at));
    let proven: Vec<Proven> = proven.collect();
    let is_strange = proven.len() < carried.len();
    (proven, is_strange)
}

/// The letters that a delivery report says have failed for good.
fn failures(bounces: &[Bounce]) -> Vec<(MessageId, String)> {
    let failed = bounces.iter().filter(|bounce| bounce.action == Action::Failed);
    failed.filter_map(|bounce| Some((bounce.message_id.clone()?, bounce.diagnostic.clone()))).collect()
}
