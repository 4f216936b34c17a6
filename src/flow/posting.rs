//! Postings: what somebody does on a page, on the way of every act (P9). One transaction looks the session up, records the
//! posting in the ledger, decides, and writes everything that follows. A posting that is refused writes nothing at all.
//!
//! In the ledger, bytes that we compose stand for a posting, so that files, raw view, backup and replay work as for mails. They
//! carry our loop mark: without the act beside them, they would be taken for a letter of our own and set aside.

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::desk::act::Act;
use crate::desk::command::ReceiptLine;
use crate::desk::decide::{decide, find_questions};
use crate::desk::end::End;
use crate::desk::notify::notify;
use crate::desk::outcome::{Outcome, Response};
use crate::desk::posting::{PostedAt, Posting, PostingFault};
use crate::desk::reason::{Quarantine, Reason};
use crate::desk::reference::TicketNumber;
use crate::desk::status::{Stage, StatusName};
use crate::desk::ticket::Ticket;
use crate::desk::token::{Carried, find_tokens};
use crate::mail::compose::{AutoSubmitted, Draft, Enclosure, compose};
use crate::mail::identity::Identity;
use crate::mail::inbound::Attachment;
use crate::mail::{Contact, MessageId, Subject, understand};
use crate::store::{
    MailId, MailMark, NewPosting, PendingMail, Reading, RecordedPosting, SessionKey, StoreError, Tx, Wanted,
};

use super::desk::Desk;
use super::work::{Done, Job};

/// The bytes of every posting begin so. A mail that begins so, too, has no act beside it.
pub(super) const POSTING_START: &[u8] = b"X-Maildesk-Page: ";

/// Whether bytes say that they stand for a posting. A mail may say so, too: only the act beside them makes them one.
pub fn claims_to_be_posting(raw: &[u8]) -> bool {
    raw.starts_with(POSTING_START)
}

/// A posting on its way in.
#[derive(Debug, Clone)]
pub struct NewPage {
    /// What proves its author.
    pub proof: PageProof,
    /// The random mark of its form: the same form counts once (P2).
    pub nonce: String,
    /// The newest comment that its author saw on the ticket; none: whatever was said meanwhile, it is meant.
    pub seen: Option<i64>,
    /// The act.
    pub posting: Posting,
    /// Its files.
    pub files: Vec<Enclosure>,
    /// The mailbox of the portal.
    pub mailbox: String,
}

/// What proves who posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageProof {
    /// The session that it was posted in.
    Session(SessionKey),
    /// The token of the letter that asked for a rating. It rates, and does nothing else.
    Letter(String),
}

/// What became of a posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// It is durable, now or since before.
    Done {
        /// The mail that stands for it.
        mail: MailId,
        /// The ticket that it is on; none: it was about none.
        ticket: Option<TicketNumber>,
    },
    /// Nothing was written.
    Refused(PostingRefusal),
}

/// Why nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostingRefusal {
    /// The session is over, or somebody else's.
    SignedOut,
    /// The posting is no act.
    Fault(PostingFault),
    /// Somebody else said something meanwhile.
    Meanwhile {
        /// Who, by name.
        by: String,
        /// The comment, for the next try.
        comment: i64,
    },
    /// Commands that can't be carried out, or doubts about the words.
    Receipt(Vec<ReceiptLine>),
    /// Values of fields that aren't any.
    Fields(Vec<String>),
    /// What is asked for isn't possible, or not for them.
    NotPossible(Vec<Reason>),
    /// It can't be processed.
    Failed(Quarantine),
}

/// Ends a posting's transaction without a trace.
enum NotPosted {
    Refused(PostingRefusal),
    Store(StoreError),
}

impl From<StoreError> for NotPosted {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl NewPage {
    /// The bytes that stand for it in the ledger.
    pub fn compose(&self, desk: &Desk, now: Timestamp) -> Result<Vec<u8>, PostingRefusal> {
        let writer = &desk.letter_writer;
        let author = self.posting.author();
        let author = author.ok_or_else(|| PostingFault::Author(self.posting.address.clone()));
        let author = author.map_err(PostingRefusal::Fault)?;
        let sender = writer.senders.iter().find(|(name, _)| *name == self.mailbox).or(writer.senders.first());
        let to = sender.map_or_else(|| author.clone(), |(_, own)| Contact::new(&writer.desk_name, own.clone()));
        let mark = HEXLOWER.encode(self.fingerprint().get(..16).unwrap_or_default());
        let failed = |why: &str| PostingRefusal::Failed(Quarantine::fault(why));
        let id = MessageId::parse(&format!("page.{mark}@{}", writer.host)).ok_or_else(|| failed("no Message-ID"))?;
        let draft = Draft {
            from: author,
            reply_to: None,
            to,
            subject: self.subject(desk),
            message_id: id,
            in_reply_to: None,
            references: Vec::new(),
            date: now,
            text: self.posting.text.clone(),
            html: None,
            auto_submitted: AutoSubmitted::AutoGenerated,
            loop_mark: writer.host.clone(),
        };
        let mut bytes = POSTING_START.to_vec();
        bytes.extend(b"1\r\n");
        bytes.extend(compose(&draft, &self.files).map_err(|error| failed(&error.to_string()))?);
        Ok(bytes)
    }

    fn subject(&self, desk: &Desk) -> Subject {
        match self.posting.ticket() {
            Some(number) => Subject::new(&format!("[{}]", desk.policy.style.print(number))),
            None => Subject::new(&self.posting.subject),
        }
    }

    /// The same for the same form of the same session.
    fn fingerprint(&self) -> [u8; 32] {
        let proof = match &self.proof {
            PageProof::Session(key) => key.as_slice(),
            PageProof::Letter(token) => token.as_bytes(),
        };
        Sha256::new().chain_update(proof).chain_update([0]).chain_update(self.nonce.as_bytes()).finalize().into()
    }
}

impl Desk {
    /// Records a posting and does what it asks for, in this transaction: all of it or nothing.
    pub fn post(&self, tx: &mut Tx<'_>, page: &NewPage, bytes: &[u8], now: Timestamp) -> Result<Posted, StoreError> {
        match tx.isolated(|tx| self.post_all(tx, page, bytes, now)) {
            Ok(posted) => Ok(posted),
            Err(NotPosted::Refused(why)) => Ok(Posted::Refused(why)),
            Err(NotPosted::Store(error)) => Err(error),
        }
    }

    fn post_all(&self, tx: &mut Tx<'_>, page: &NewPage, bytes: &[u8], now: Timestamp) -> Result<Posted, NotPosted> {
        let refused = |why| Err(NotPosted::Refused(why));
        let author = page.posting.author().map(|author| author.address);
        let proven = match &page.proof {
            PageProof::Session(key) => tx.session(key, now)?.map(|session| session.person.address),
            PageProof::Letter(token) if page.posting.is_rating_alone() => {
                let ticket = self.ticket_of_token(token, |number| tx.ticket(number), now)?;
                ticket.and_then(|ticket| ticket.requester).map(|requester| requester.address)
            }
            PageProof::Letter(_) => None,
        };
        let Some(author) = author.filter(|author| proven.as_ref() == Some(author)) else {
            return refused(PostingRefusal::SignedOut);
        };
        let new = NewPosting { mailbox: &page.mailbox, bytes, fingerprint: page.fingerprint(), posting: &page.posting };
        let mail = match tx.record_posting(new, now)? {
            RecordedPosting::New(mail) => mail,
            RecordedPosting::Before { mail, ticket } => return Ok(Posted::Done { mail, ticket }),
        };
        if let (Some(ticket), Some(seen)) = (page.posting.ticket(), page.seen)
            && let Some(said) = tx.said_after(ticket, seen, &author)?
        {
            return refused(PostingRefusal::Meanwhile { by: said.by, comment: said.comment });
        }
        let job = match self.posting_job(&pending(mail, &page.mailbox, bytes, now), &page.posting, bytes) {
            Ok(job) => job,
            Err(fault) => return refused(PostingRefusal::Fault(fault)),
        };
        match self.work(tx, &[&job], now)?.pop() {
            Some(Done::Written(outcome)) => match refusal(&outcome) {
                None => Ok(Posted::Done { mail, ticket: outcome.steps.first().map(|step| step.after.number) }),
                Some(why) => refused(why),
            },
            Some(Done::Failed(why)) => refused(PostingRefusal::Failed(why)),
            Some(Done::Before) | None => Ok(Posted::Done { mail, ticket: page.posting.ticket() }),
        }
    }

    /// The ticket of a letter of ours to its requester, by the letter's token.
    pub fn ticket_of_token(
        &self,
        token: &str,
        ticket: impl FnOnce(TicketNumber) -> Result<Option<Ticket>, StoreError>,
        now: Timestamp,
    ) -> Result<Option<Ticket>, StoreError> {
        let Some(token) = find_tokens(token, Carried::Answered, 1).pop() else { return Ok(None) };
        let sealed = self.policy.keys.verify(&token, std::iter::empty(), now);
        let Some(number) = sealed.and_then(|proven| proven.ticket()) else { return Ok(None) };
        let Some(ticket) = ticket(number)? else { return Ok(None) };
        let readers = ticket.requester.iter().chain(&ticket.answers_to).map(|who| &who.address);
        let is_theirs = self.policy.keys.verify(&token, readers, now).is_some_and(|proven| proven.is_recipient);
        Ok(is_theirs.then_some(ticket))
    }

    /// The job of a posting, fresh or given back by a human.
    pub(super) fn posting_job(&self, mail: &PendingMail, posting: &Posting, bytes: &[u8]) -> Result<Job, PostingFault> {
        let inbound = understand(bytes, &self.policy.own).inbound;
        let (act, wanted) = self.act_of(posting, (&mail.mailbox, mail.received_at), &inbound.attachments)?;
        let mark = MailMark {
            id: mail.id,
            message_id: None,
            from: posting.author(),
            subject: inbound.subject.clone(),
            origin: "person".to_owned(),
            identity: Identity::default(),
            is_proven: true,
            answers: Vec::new(),
            copied: Vec::new(),
            refused: act.refused.iter().map(|file| (file.index, file.excess.sentence())).collect(),
            attachments: inbound.attachments,
            defects: Vec::new(),
        };
        Ok(Self::job(mail, act, wanted, mark))
    }

    fn act_of(
        &self,
        posting: &Posting,
        (mailbox, at): (&str, Timestamp),
        files: &[Attachment],
    ) -> Result<(Act, Wanted), PostingFault> {
        let act = posting.act(&self.policy, PostedAt { mailbox, at, files })?;
        let wanted = Wanted {
            evidence: posting.evidence(&self.policy, &act),
            clocks: !self.policy.slas.list.is_empty(),
            ..Wanted::default()
        };
        Ok((act, wanted))
    }

    /// What would follow from a posting, without doing it.
    pub fn preview(
        &self,
        reading: &Reading,
        (posting, mailbox): (&Posting, &str),
        now: Timestamp,
    ) -> Result<Result<Preview, PostingRefusal>, StoreError> {
        let (act, wanted) = match self.act_of(posting, (mailbox, now), &[]) {
            Ok(found) => found,
            Err(fault) => return Ok(Err(PostingRefusal::Fault(fault))),
        };
        let is_done = |status: &StatusName| self.policy.workflow.stage(status) == Stage::Done;
        let asks = |_: usize, case: &_| find_questions(&self.policy, case, &act);
        let case = reading.load(&[wanted], &asks, &is_done)?.pop().unwrap_or_default();
        let outcome = decide(&self.policy, &case, &act, now);
        if let Some(why) = refusal(&outcome) {
            return Ok(Err(why));
        }
        let mailings = notify(&self.policy, &case, &act, &outcome);
        let letters = mailings.iter().flat_map(|mailing| &mailing.letters);
        let letters = letters
            .map(|letter| PreviewedLetter { to: letter.to.contact().clone(), is_agent: letter.to.is_agent() })
            .collect();
        Ok(Ok(Preview { outcome, letters }))
    }
}

/// What would follow from a posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The outcome.
    pub outcome: Outcome,
    /// The letters, before limits.
    pub letters: Vec<PreviewedLetter>,
}

/// A letter that would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewedLetter {
    /// Its reader.
    pub to: Contact,
    /// The reader works on the desk.
    pub is_agent: bool,
}

fn pending(mail: MailId, mailbox: &str, bytes: &[u8], now: Timestamp) -> PendingMail {
    PendingMail {
        id: mail,
        mailbox: mailbox.to_owned(),
        received_at: now,
        attempts: 1,
        size: bytes.len() as u64,
        released_at: None,
        sent_at: None,
        old_since: None,
    }
}

/// Why an outcome is a refusal: by mail, a letter would say so, and the words would stay as a note.
fn refusal(outcome: &Outcome) -> Option<PostingRefusal> {
    for response in &outcome.responses {
        match response {
            Response::Receipt(receipt) if receipt.lines.iter().any(|line| line.fault.is_some()) => {
                return Some(PostingRefusal::Receipt(receipt.lines.clone()));
            }
            Response::Choices(choices) => {
                let labels = choices.iter().map(|choice| choice.label.clone()).collect();
                return Some(PostingRefusal::Fields(labels));
            }
            Response::WhoAsked(why) => return Some(PostingRefusal::NotPossible(vec![why.clone().into()])),
            _ => {}
        }
    }
    let is_set_aside = matches!(outcome.end, Some(End::Suppressed | End::Held | End::Quarantined) | None);
    (is_set_aside || outcome.is_unsent).then(|| PostingRefusal::NotPossible(outcome.reasons.clone()))
}

#[cfg(test)]
mod tests;
