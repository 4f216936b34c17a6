//! A mail on its way from the ledger to the writer: read, parsed, its signatures checked, and made an act, all outside of
//! the writer. If the database is damaged where the mail's bytes should be, only this mail fails (P3).

use crate::desk::act::{Act, Source};
use crate::desk::intake::{Entered, act, evidence};
use crate::desk::posting::Posting;
use crate::desk::reason::Quarantine;
use crate::mail::authentic::{Proof, find_proof};
use crate::mail::identity::Identity;
use crate::mail::origin::Origin;
use crate::mail::{Inbound, Subject, Understood, understand};
use crate::store::{MailMark, PendingMail, Reading, StoreError, Wanted};

use super::super::belt::catch_panic;
use super::super::desk::Desk;
use super::super::posting::POSTING_START;
use super::super::work::Job;

/// A mail claimed more often without an end has killed the process, at first perhaps in company, then alone. With a
/// lower limit, an outage that kills the process repeatedly would make innocent mails suspects.
pub(super) const MAX_ATTEMPTS: u32 = 8;

/// A mail to more people is a mailing: they have nothing to do with its ticket.
const MAX_COPIED: usize = 20;

/// A mail as the ledger gives it.
#[derive(Debug)]
pub(super) struct Claimed {
    pending: PendingMail,
    /// Its bytes. A damaged database has none of them, or can't read them.
    raw: Result<Vec<u8>, Quarantine>,
    /// The act of a page that they stand for.
    posting: Option<Posting>,
}

impl Claimed {
    /// Reads the bytes of a mail. What is damaged is this mail's alone; any other error of the database ends the part.
    pub(super) fn read(reading: &Reading, pending: PendingMail) -> Result<Self, StoreError> {
        let raw = undamaged(reading.raw(pending.id))?;
        let raw = raw.and_then(|raw| raw.ok_or(Quarantine::NotStored { size: pending.size }));
        let is_posting = raw.as_ref().is_ok_and(|raw| raw.starts_with(POSTING_START));
        let posting = if is_posting { undamaged(reading.posting(pending.id))? } else { Ok(None) };
        Ok(match posting {
            Ok(posting) => Self { pending, raw, posting },
            Err(fault) => Self { pending, raw: Err(fault), posting: None },
        })
    }
}

/// What was read of a mail, or why it is damaged.
fn undamaged<T>(read: Result<T, StoreError>) -> Result<Result<T, Quarantine>, StoreError> {
    match read {
        Ok(found) => Ok(Ok(found)),
        Err(damage @ StoreError::Corrupt(_)) => Ok(Err(Quarantine::fault(&damage))),
        Err(error) => Err(error),
    }
}

/// A parsed mail.
#[derive(Debug)]
pub(super) struct PreparedMail {
    pub(super) pending: PendingMail,
    /// The number of its bytes in the ledger.
    kept: u64,
    understood: Result<Box<Understood>, Quarantine>,
    /// The act of a page that it stands for, and then all of its bytes.
    posting: Option<(Posting, Vec<u8>)>,
    /// The raw mail, until its signatures are checked.
    pub(super) raw: Vec<u8>,
    /// What its signatures prove, if they were checked.
    pub(super) signed: Option<Proof>,
}

/// A mail with its job.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) pending: PendingMail,
    pub(super) job: Job,
    /// Why it can't be processed. Its act is bare then.
    pub(super) fault: Option<Quarantine>,
}

impl PreparedMail {
    /// The mail, if no trusted server vouches for its author.
    pub(super) fn unproven(&self, trusted: &[String]) -> Option<&Inbound> {
        let inbound = &self.understood.as_ref().ok()?.inbound;
        matches!(find_proof(inbound, trusted), Proof::Unknown(_)).then_some(inbound)
    }
}

impl Desk {
    pub(super) fn prepare(&self, Claimed { pending, raw, posting }: Claimed) -> PreparedMail {
        let understood = match &raw {
            Err(fault) => Err(fault.clone()),
            Ok(_) if pending.attempts > MAX_ATTEMPTS => Err(Quarantine::ProgramEnded),
            Ok(raw) if raw.is_empty() => Err(match pending.size {
                0 => Quarantine::Empty,
                size => Quarantine::NotGiven { size },
            }),
            Ok(raw) => catch_panic(|| Box::new(understand(raw, &self.policy.own))).ok_or(Quarantine::ReadingFailed),
        };
        let raw = raw.unwrap_or_default();
        let kept = raw.len() as u64;
        let posting = posting.map(|posting| (posting, raw.clone()));
        let raw = if self.policy.holding.dkim { raw } else { Vec::new() };
        PreparedMail { kept, pending, understood, posting, raw, signed: None }
    }

    /// Makes a job of it.
    pub(super) fn ready(&self, prepared: PreparedMail) -> Ready {
        let PreparedMail { pending, kept, understood, signed, posting, .. } = prepared;
        let understood = match understood {
            Ok(understood) => understood,
            Err(fault) => return Self::unready(pending, fault),
        };
        if let Some((posting, raw)) = posting {
            return match catch_panic(|| self.posting_job(&pending, &posting, &raw)) {
                Some(Ok(job)) => Ready { pending, job, fault: None },
                Some(Err(fault)) => Self::unready(pending, Quarantine::fault(&fault)),
                None => Self::unready(pending, Quarantine::ReadingFailed),
            };
        }
        let entered = Entered {
            number: pending.id.0,
            mailbox: &pending.mailbox,
            received_at: pending.received_at,
            released: pending.released_at.is_some(),
            sent: pending.sent_at.is_some(),
            old_since: pending.old_since,
            size: pending.size,
            kept,
            signed: signed.as_ref(),
        };
        let read = catch_panic(|| {
            let act = act(&self.policy, &understood, entered);
            let wanted = self.wanted(&understood, &act);
            let mark = self.mark(&pending, &understood, &act);
            (act, wanted, mark)
        });
        match read {
            Some((act, wanted, mark)) => {
                let job = Self::job(&pending, act, wanted, mark);
                Ready { pending, job, fault: None }
            }
            None => Self::unready(pending, Quarantine::ReadingFailed),
        }
    }

    fn unready(pending: PendingMail, fault: Quarantine) -> Ready {
        let job = Self::bare_job(&pending);
        Ready { pending, job, fault: Some(fault) }
    }

    /// The job of a mail that couldn't be parsed.
    pub(super) fn bare_job(mail: &PendingMail) -> Job {
        let source = Source::Mail { number: mail.id.0, message_id: None };
        let bare = Act::bare(source, mail.received_at, &mail.mailbox);
        let act = Act { released: mail.released_at.is_some(), old_since: mail.old_since, ..bare };
        Self::job(mail, act, Wanted::default(), blank_mark(mail))
    }

    pub(in crate::flow) fn job(mail: &PendingMail, act: Act, wanted: Wanted, mark: MailMark) -> Job {
        let mut cause = format!("mail {} of {}", mail.id.0, mail.received_at);
        // A mail that was given back writes new letters, not those from when it was set aside.
        for given_back in mail.released_at.iter().chain(&mail.sent_at) {
            cause = format!("{cause} given back {given_back}");
        }
        Job { act, wanted, mail: Some(mark), due: None, cause, since: mail.received_at }
    }

    /// The data that the decision needs.
    fn wanted(&self, understood: &Understood, act: &Act) -> Wanted {
        Wanted {
            evidence: evidence(&self.policy, understood, act),
            in_reply_to: understood.inbound.in_reply_to.clone(),
            reported: act.failures.iter().map(|(id, _)| id.clone()).collect(),
            due: None,
            set_aside_since: None,
            claim: act.identity.claim,
            clocks: !self.policy.slas.list.is_empty(),
        }
    }

    fn mark(&self, mail: &PendingMail, understood: &Understood, act: &Act) -> MailMark {
        let inbound = &understood.inbound;
        let origin = match &act.origin {
            Origin::Person(_) | Origin::Unknown(_) => "person",
            Origin::Machine(machine) => machine.kind.as_str(),
        };
        let copied = if act.copied.len() > MAX_COPIED { &[] } else { act.copied.as_slice() };
        MailMark {
            message_id: inbound.message_id.clone(),
            from: inbound.from.clone(),
            subject: inbound.subject.clone(),
            origin: origin.to_owned(),
            identity: act.identity.clone(),
            is_proven: self.policy.holding.is_proven(act),
            answers: inbound.in_reply_to.clone(),
            copied: copied.iter().map(|contact| contact.address.clone()).collect(),
            attachments: inbound.attachments.clone(),
            refused: act.refused.iter().map(|file| (file.index, file.excess.sentence())).collect(),
            defects: inbound.defects.iter().map(|defect| defect.0.clone()).collect(),
            ..blank_mark(mail)
        }
    }
}

fn blank_mark(mail: &PendingMail) -> MailMark {
    MailMark {
        id: mail.id,
        message_id: None,
        from: None,
        subject: Subject::default(),
        origin: String::new(),
        identity: Identity::default(),
        is_proven: false,
        answers: Vec::new(),
        copied: Vec::new(),
        attachments: Vec::new(),
        refused: Vec::new(),
        defects: Vec::new(),
    }
}
