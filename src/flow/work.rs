//! Works on acts: load, decide, notify, throttle, write the letters, save. The middle is pure. The store's doors take
//! several acts at once.
//!
//! Acts that affect each other aren't worked on together: one that may touch another's data waits until that is saved.
//! An act that fails (a panic, a letter that can't be written, a contradiction to the database) fails alone and says
//! why. Its belt decides what becomes of it (P3).

use jiff::Timestamp;

use crate::desk::act::{Act, Source};
use crate::desk::case::Case;
use crate::desk::decide::{decide, find_questions};
use crate::desk::evidence::Candidate;
use crate::desk::notify::{About, Mailing, notify};
use crate::desk::outcome::Outcome;
use crate::desk::reason::Quarantine;
use crate::desk::reference::TicketNumber;
use crate::desk::status::{Stage, StatusName};
use crate::desk::throttle::{Meter, Proposed, Scope, throttle};
use crate::mail::{Address, MessageId};
use crate::store::{DueLine, MailMark, NewLetter, Record, Saved, StoreError, Tx, Wanted};

use super::belt::catch_panic;
use super::desk::Desk;
use super::letter_writer::LetterOccasion;

/// How often a decision is repeated because its tickets changed meanwhile.
const MAX_ROUNDS: usize = 3;

/// An act with everything it needs.
#[derive(Debug)]
pub(super) struct Job {
    /// The act.
    pub(super) act: Act,
    /// What to load for it.
    pub(super) wanted: Wanted,
    /// Its mail, if it is one.
    pub(super) mail: Option<MailMark>,
    /// Its due line, if it is one.
    pub(super) due: Option<DueLine>,
    /// The cause in the Message-IDs of its letters: the same cause gives the same ids.
    pub(super) cause: String,
    /// The time of the cause.
    pub(super) since: Timestamp,
}

/// The result of a job.
#[derive(Debug)]
pub(super) enum Done {
    /// It is saved.
    Written(Box<Outcome>),
    /// It was done before.
    Before,
    /// It failed, with the reason.
    Failed(Quarantine),
}

/// A decided job, and the data that the decision was based on.
pub(super) struct DecidedJob<'a> {
    pub(super) job: &'a Job,
    pub(super) case: &'a Case,
    pub(super) outcome: Outcome,
}

/// An outcome with its letters.
struct OutcomeAndLetters {
    outcome: Outcome,
    letters: Vec<NewLetter>,
    counted: Vec<Scope>,
}

impl Desk {
    /// Works on jobs, in order, and returns what became of each. A passing error of the database ends all.
    pub(super) fn work(&self, tx: &mut Tx<'_>, jobs: &[&Job], now: Timestamp) -> Result<Vec<Done>, StoreError> {
        let mut done = Vec::with_capacity(jobs.len());
        let mut rest = jobs;
        let mut ahead = jobs.len();
        while !rest.is_empty() {
            let (run, _) = rest.split_at(apart(rest).min(ahead.max(1)));
            let cases = match self.load(tx, run)? {
                Ok(cases) => cases,
                Err(_) if run.len() > 1 => {
                    ahead = run.len() / 2;
                    continue;
                }
                Err(why) => {
                    done.push(Done::Failed(why));
                    rest = rest.get(1..).unwrap_or_default();
                    continue;
                }
            };
            let count = apart_on_tickets(run, &cases);
            // Jobs that affect each other were loaded for nothing: look less far ahead.
            ahead = if count < run.len() { count * 2 } else { jobs.len() };
            let (now_worked, later) = rest.split_at(count);
            done.extend(self.work_together(tx, now_worked, &cases, now)?);
            rest = later;
        }
        Ok(done)
    }

    /// Loads the cases of jobs, or says why it failed for one of them.
    fn load(&self, tx: &mut Tx<'_>, jobs: &[&Job]) -> Result<Result<Vec<Case>, Quarantine>, StoreError> {
        let wanted: Vec<Wanted> = jobs.iter().map(|job| job.wanted.clone()).collect();
        let asks = |place: usize, case: &Case| {
            jobs.get(place).map(|job| find_questions(&self.policy, case, &job.act)).unwrap_or_default()
        };
        let is_done = |status: &StatusName| self.policy.workflow.stage(status) == Stage::Done;
        attempt(Quarantine::LookingUpFailed, || tx.load(&wanted, &asks, &is_done))
    }

    fn decide(&self, job: &Job, case: &Case, now: Timestamp) -> Result<Result<Outcome, Quarantine>, StoreError> {
        attempt(Quarantine::DecidingFailed, || Ok::<_, StoreError>(decide(&self.policy, case, &job.act, now)))
    }

    /// Works on jobs that don't affect each other.
    fn work_together(
        &self,
        tx: &mut Tx<'_>,
        jobs: &[&Job],
        cases: &[Case],
        now: Timestamp,
    ) -> Result<Vec<Done>, StoreError> {
        let decided = jobs.iter().zip(cases).map(|(job, case)| self.decide(job, case, now));
        let decided: Vec<Result<Outcome, Quarantine>> = decided.collect::<Result<_, _>>()?;
        let opened = decided.iter().flatten().map(Outcome::opened).sum();
        let mut numbers = tx.reserve(opened)?.into_iter();
        let mut meter = Meter::default();
        let mut done = Vec::with_capacity(jobs.len());
        for ((job, case), outcome) in jobs.iter().zip(cases).zip(decided) {
            done.push(match outcome {
                Ok(mut outcome) => {
                    outcome.number(numbers.by_ref().take(outcome.opened()));
                    self.finish(tx, DecidedJob { job, case, outcome }, &mut meter, now)?
                }
                Err(why) => Done::Failed(why),
            });
        }
        Ok(done)
    }

    /// Writes an outcome with its letters, and decides again if the database changed meanwhile.
    fn finish(
        &self,
        tx: &mut Tx<'_>,
        decided: DecidedJob<'_>,
        meter: &mut Meter,
        now: Timestamp,
    ) -> Result<Done, StoreError> {
        let job = decided.job;
        let mut done = self.write(tx, decided, meter, now)?;
        for _ in 1..MAX_ROUNDS {
            if done.is_none() {
                done = self.work_anew(tx, job, meter, now)?;
            }
        }
        Ok(done.unwrap_or(Done::Failed(Quarantine::TicketsChange)))
    }

    fn work_anew(
        &self,
        tx: &mut Tx<'_>,
        job: &Job,
        meter: &mut Meter,
        now: Timestamp,
    ) -> Result<Option<Done>, StoreError> {
        let case = match self.load(tx, &[job])? {
            Ok(cases) => cases.into_iter().next().unwrap_or_default(),
            Err(why) => return Ok(Some(Done::Failed(why))),
        };
        let mut outcome = match self.decide(job, &case, now)? {
            Ok(outcome) => outcome,
            Err(why) => return Ok(Some(Done::Failed(why))),
        };
        outcome.number(tx.reserve(outcome.opened())?.into_iter());
        self.write(tx, DecidedJob { job, case: &case, outcome }, meter, now)
    }

    /// Writes an outcome without letters. `None`: the database changed meanwhile.
    pub(super) fn write_silently(
        tx: &mut Tx<'_>,
        job: &Job,
        outcome: Outcome,
        now: Timestamp,
    ) -> Result<Option<Done>, StoreError> {
        Self::save(tx, job, OutcomeAndLetters { outcome, letters: Vec::new(), counted: Vec::new() }, now)
    }

    /// Writes an outcome with its letters. `None`: the database changed meanwhile.
    pub(super) fn write(
        &self,
        tx: &mut Tx<'_>,
        decided: DecidedJob<'_>,
        meter: &mut Meter,
        now: Timestamp,
    ) -> Result<Option<Done>, StoreError> {
        let job = decided.job;
        let finished = attempt(Quarantine::LettersFailed, || self.with_letters(tx, decided, meter, now))?;
        let written = match finished {
            Ok(finished) => Self::save(tx, job, finished, now)?,
            Err(why) => Some(Done::Failed(why)),
        };
        if !matches!(written, Some(Done::Written(_))) {
            // Its counts weren't saved. Those of earlier jobs were, and are loaded again.
            *meter = Meter::default();
        }
        Ok(written)
    }

    fn save(
        tx: &mut Tx<'_>,
        job: &Job,
        finished: OutcomeAndLetters,
        now: Timestamp,
    ) -> Result<Option<Done>, StoreError> {
        let record = Record {
            outcome: &finished.outcome,
            mail: job.mail.as_ref(),
            actor: job.act.sender().map(Address::as_str),
            due: job.due.as_ref(),
            letters: &finished.letters,
            counted: &finished.counted,
        };
        Ok(match attempt(Quarantine::WritingFailed, || tx.save(record, now))? {
            Ok(Saved::Saved) => Some(Done::Written(Box::new(finished.outcome))),
            Ok(Saved::HasEnd) => Some(Done::Before),
            Ok(Saved::Stale) => None,
            Err(why) => Some(Done::Failed(why)),
        })
    }

    /// Adds the letters of an outcome, within the limits.
    fn with_letters(
        &self,
        tx: &mut Tx<'_>,
        DecidedJob { job, case, mut outcome }: DecidedJob<'_>,
        meter: &mut Meter,
        now: Timestamp,
    ) -> Result<OutcomeAndLetters, WorkFailure> {
        let mut mailings = notify(&self.policy, case, &job.act, &outcome);
        let proposed = Proposed { act: &job.act, outcome: &mut outcome, mailings: &mut mailings };
        throttle(&self.policy, proposed, meter, tx, now)?;
        let mut letters = Vec::new();
        for mailing in &mailings {
            letters.extend(self.write_letters(job, &outcome, mailing, now)?);
        }
        Ok(OutcomeAndLetters { outcome, letters, counted: meter.take_counted() })
    }

    fn write_letters(
        &self,
        job: &Job,
        outcome: &Outcome,
        mailing: &Mailing,
        now: Timestamp,
    ) -> Result<Vec<NewLetter>, WorkFailure> {
        let ticket = outcome.ticket_of(mailing.about);
        let is_own = !matches!(mailing.about, About::Step(1..));
        let is_of_mail = is_own && matches!(job.act.source, Source::Mail { .. });
        let of_ticket = ticket.map_or("", |ticket| ticket.mailbox.as_str());
        let mut cause = job.cause.clone();
        if let (Some(ticket), false) = (ticket, is_own) {
            cause = format!("{cause} on {}", ticket.number);
        }
        if let Some(measure) = mailing.measure {
            cause = format!("{} of {cause}", measure.as_str());
        }
        let about = LetterOccasion {
            language: None,
            ticket,
            mailbox: if is_of_mail { &job.act.mailbox } else { of_ticket },
            mail: job.mail.as_ref().map(|mail| mail.id).filter(|_| is_own),
            cause: &cause,
            since: job.since,
            now,
        };
        self.letter_writer.write_all(&mailing.letters, about).map_err(|fault| WorkFailure::Letter(fault.to_string()))
    }
}

/// Runs a step of a job. A passing error is the database's. Any other error, and a panic, fails the job with a reason.
fn attempt<T, E: Into<WorkFailure>>(
    panicked: Quarantine,
    step: impl FnOnce() -> Result<T, E>,
) -> Result<Result<T, Quarantine>, StoreError> {
    match catch_panic(step).map(|result| result.map_err(Into::into)) {
        Some(Ok(value)) => Ok(Ok(value)),
        Some(Err(WorkFailure::Store(error))) if error.is_passing() => Err(error),
        Some(Err(failure)) => Ok(Err(Quarantine::fault(&failure))),
        None => Ok(Err(panicked)),
    }
}

/// Why a step of a job failed.
#[derive(Debug, thiserror::Error)]
enum WorkFailure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Letter(String),
}

/// How many of the first jobs don't affect each other, by their authors and by answers to a mail among them. The rest
/// needs the database.
fn apart(jobs: &[&Job]) -> usize {
    let mut senders: Vec<&Address> = Vec::new();
    let mut ids: Vec<&MessageId> = Vec::new();
    for (index, job) in jobs.iter().enumerate() {
        let sender = job.act.sender();
        let answers = job.wanted.evidence.message_ids.iter().any(|id| ids.contains(&id));
        if answers || sender.is_some_and(|sender| senders.contains(&sender)) {
            return index;
        }
        senders.extend(sender);
        ids.extend(job.act.message_id());
    }
    jobs.len()
}

/// The same by the tickets that they name, and by recipients of feedback questions: nobody is asked on two tickets at
/// once.
fn apart_on_tickets(jobs: &[&Job], cases: &[Case]) -> usize {
    let mut seen: Vec<TicketNumber> = Vec::new();
    let mut asked: Vec<&Address> = Vec::new();
    for (index, (job, case)) in jobs.iter().zip(cases).enumerate() {
        let named = case.candidates.iter().flat_map(Candidate::tickets);
        let numbers: Vec<TicketNumber> = named.chain(&case.named).map(|ticket| ticket.number).collect();
        let requesters = case.named.iter().filter(|_| job.due.is_some()).filter_map(|ticket| ticket.requester.as_ref());
        let requesters: Vec<&Address> = requesters.map(|requester| &requester.address).collect();
        if numbers.iter().any(|number| seen.contains(number)) || requesters.iter().any(|who| asked.contains(who)) {
            return index;
        }
        seen.extend(numbers);
        asked.extend(requesters);
    }
    cases.len()
}

#[cfg(test)]
mod tests;
