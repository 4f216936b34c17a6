//! The world around the house: mailboxes, a courier and a clock, all in memory. It survives when the house forgets.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::config::MailboxConfig;
use crate::courier::{Courier, DeliveryOutcome, MemoryCourier, OutgoingMessage};
use crate::desk::notice::NoticeKind;
use crate::desk::reference::{ReferenceStyle, TicketNumber};
use crate::flow::Quiet;
use crate::mail::Address;
use crate::mailbox::MemoryMailbox;

use super::script::{CourierAnswer, Destination};
use super::sent_letter::SendAttempt;

/// The courier's words for a letter whose answer got lost.
pub(super) const LOST: &str = "the connection broke after the final dot";

/// Everything outside of the house.
#[derive(Debug)]
pub(super) struct World {
    /// The time.
    pub(super) clock: Clock,
    /// The courier.
    pub(super) postman: Postman,
    boxes: Vec<LetterBox>,
    portal: Option<String>,
}

/// A mailbox of the config, in memory.
#[derive(Debug)]
pub(super) struct LetterBox {
    /// Its name in the config.
    pub(super) name: String,
    /// The address that it writes from.
    pub(super) address: Address,
    /// Other addresses whose mail comes in here.
    pub(super) aliases: Vec<Address>,
    /// Which of its mails are taken quietly.
    pub(super) quiet: Quiet,
    /// Its mails.
    pub(super) mailbox: MemoryMailbox,
}

impl World {
    /// A world with the mailboxes of a config, empty.
    pub(super) fn new(start: Timestamp, mailboxes: &[MailboxConfig]) -> Self {
        let boxes = mailboxes.iter().map(|config| LetterBox {
            name: config.name.clone(),
            address: config.address.clone(),
            aliases: config.aliases.clone(),
            quiet: Quiet::older_than(config.quiet_older_than),
            mailbox: MemoryMailbox::new(),
        });
        Self { clock: Clock::settable(start), postman: Postman::default(), boxes: boxes.collect(), portal: None }
    }

    /// The world where new tickets from pages belong to this mailbox.
    pub(super) fn with_portal(self, mailbox: Option<String>) -> Self {
        Self { portal: mailbox, ..self }
    }

    /// The mailbox that new tickets from pages belong to.
    pub(super) fn portal(&self) -> Option<&str> {
        self.portal.as_deref().or(self.boxes.first().map(|first| first.name.as_str()))
    }

    /// All mailboxes.
    pub(super) fn boxes(&self) -> &[LetterBox] {
        &self.boxes
    }

    /// The mailbox that an author means.
    pub(super) fn find(&self, destination: &Destination) -> Result<&LetterBox, String> {
        let found = self.boxes.iter().find(|candidate| match destination {
            Destination::Mailbox(name) => candidate.name == *name,
            Destination::Address(address) => {
                address.comes_in_at(&candidate.address)
                    || candidate.aliases.iter().any(|alias| address.comes_in_at(alias))
            }
        });
        found.ok_or_else(|| {
            let known = self.boxes.iter().map(|known| format!("{}@ ({})", known.name, known.address));
            let wanted = match destination {
                Destination::Mailbox(name) => format!("{name}@"),
                Destination::Address(address) => address.to_string(),
            };
            format!("the config has no mailbox {wanted}. Choose from: {}", known.collect::<Vec<_>>().join(", "))
        })
    }
}

/// A courier that keeps all letters it ever got. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Postman {
    courier: MemoryCourier,
    tried: Arc<Mutex<Vec<SendAttempt>>>,
    line: Arc<CourierLine>,
}

/// The connection between the house and its courier.
#[derive(Debug, Default)]
struct CourierLine {
    /// The next answer does not come back.
    is_cut: AtomicBool,
    /// Letters went out over a line that was cut right after.
    sent: Notify,
}

impl Postman {
    /// Sets the answer for a recipient from now on.
    pub(super) fn instruct(&self, recipient: &Address, answer: &CourierAnswer) {
        let outcome = match answer {
            CourierAnswer::Accepted => return self.courier.relent(recipient),
            CourierAnswer::Refused(words) => DeliveryOutcome::Rejected(words.clone()),
            CourierAnswer::Deferred(words) => DeliveryOutcome::Deferred(words.clone()),
            CourierAnswer::Lost => DeliveryOutcome::Unknown(LOST.to_owned()),
        };
        self.courier.refuse(recipient, outcome);
    }

    /// Makes the next `send` deliver its letters and never return, so that its caller can be killed meanwhile.
    pub(super) fn cut_line(&self) {
        self.line.is_cut.store(true, Ordering::SeqCst);
    }

    /// Waits until letters went out over the cut line.
    pub(super) async fn sent_unanswered(&self) {
        self.line.sent.notified().await;
    }

    /// How many letters were tried so far.
    pub(super) fn count(&self) -> usize {
        self.tried().len()
    }

    /// All attempts, oldest first.
    pub(super) fn all(&self) -> Vec<SendAttempt> {
        self.tried().clone()
    }

    /// The newest letter that a recipient got, perhaps of one kind or about one ticket.
    pub(super) fn newest(
        &self,
        to: &Address,
        kind: Option<NoticeKind>,
        about: Option<(&ReferenceStyle, TicketNumber)>,
    ) -> Option<SendAttempt> {
        let fits = |letter: &&SendAttempt| {
            letter.to == *to
                && letter.arrived()
                && kind.is_none_or(|kind| letter.kind == Some(kind))
                && about.is_none_or(|(style, number)| letter.is_about(style, number))
        };
        self.tried().iter().rev().find(fits).cloned()
    }

    fn tried(&self) -> MutexGuard<'_, Vec<SendAttempt>> {
        self.tried.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Courier for Postman {
    async fn send(&mut self, messages: &[OutgoingMessage]) -> Vec<DeliveryOutcome> {
        let outcomes = self.courier.send(messages).await;
        // The letters are kept here with all other attempts.
        drop(self.courier.take());
        let letters =
            messages.iter().zip(&outcomes).map(|(message, outcome)| SendAttempt::new(message, outcome.clone()));
        self.tried().extend(letters);
        if self.line.is_cut.swap(false, Ordering::SeqCst) {
            self.line.sent.notify_one();
            std::future::pending::<()>().await;
        }
        outcomes
    }
}
