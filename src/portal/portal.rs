//! What every page needs: the desk, the database, the look, and the portal's config.

use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

use crate::clock::Clock;
use crate::desk::date_words::DateWords;
use crate::desk::people::Agent;
use crate::desk::policy::Policy;
use crate::desk::reason::Reason;
use crate::desk::status::{Stage, StatusName};
use crate::flow::Desk;
use crate::mail::Address;
use crate::oidc::Provider;
use crate::pages::Pages;
use crate::pages::views::{Moment, Stage as ShownStage};
use crate::site::Site;
use crate::store::Store;

use super::knowledge::Library;
use super::live::listeners::Live;
use super::upload::Uploads;

/// The portal of a desk.
pub struct Portal {
    /// The database.
    pub store: Store,
    /// Rules, people and letters.
    pub desk: Arc<Desk>,
    /// The portal's config.
    pub site: Arc<Site>,
    /// The look.
    pub pages: Pages,
    /// The languages of pages, the desk's own first.
    pub languages: Vec<String>,
    /// The time.
    pub clock: Clock,
    /// Files that were sent and aren't posted yet.
    pub uploads: Uploads,
    /// Who listens to changes, and who looks at which ticket.
    pub live: Live,
    /// The articles, if there is a knowledge base.
    pub library: Option<Library>,
    /// The provider of OpenID Connect, if people can sign in at one.
    pub provider: Option<Provider>,
    /// Why somebody couldn't be signed in by the provider, for operators.
    pub refusal: LastRefusal,
}

/// When and why somebody couldn't be signed in by the provider, the last time since the start.
#[derive(Debug, Default)]
pub struct LastRefusal(Mutex<Option<(Timestamp, String)>>);

impl LastRefusal {
    /// Keeps it in place of an earlier one.
    pub(super) fn keep(&self, at: Timestamp, why: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, why));
    }

    /// The last one.
    pub(super) fn find(&self) -> Option<(Timestamp, String)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Portal {
    /// Rules and people.
    pub(super) fn policy(&self) -> &Policy {
        &self.desk.policy
    }

    /// The agent of an address, where agents work on pages.
    pub(super) fn agent(&self, address: &Address) -> Option<&Agent> {
        self.policy().people.agents.find_by_address(address).filter(|_| self.site.agents)
    }

    /// The statuses that are done, or those that aren't.
    pub(super) fn statuses(&self, done: bool) -> Vec<StatusName> {
        let all = self.policy().workflow.statuses().iter();
        all.filter(|status| (status.stage == Stage::Done) == done).map(|status| status.name.clone()).collect()
    }

    /// A moment in the words of a language.
    pub(super) fn moment(&self, at: Timestamp, language: &str, now: Timestamp) -> Moment {
        let words = DateWords { language, zone: &self.policy().zone, now };
        Moment { iso: at.to_string(), words: words.time(at) }
    }

    /// A reason or a fault in the words of a language, the same as in letters.
    pub(super) fn reason(&self, language: &str, reason: &(impl Serialize + Display)) -> String {
        self.desk.letter_writer.templates.reason(language, reason)
    }

    /// All of them, one behind the other.
    pub(super) fn reasons(&self, language: &str, reasons: &[Reason]) -> String {
        reasons.iter().map(|reason| self.reason(language, reason)).collect::<Vec<_>>().join("; ")
    }

    /// The address of the mailbox that the portal belongs to.
    pub(super) fn mail(&self) -> String {
        let senders = &self.desk.letter_writer.senders;
        let own = senders.iter().find(|(name, _)| *name == self.site.mailbox).or(senders.first());
        own.map(|(_, address)| address.to_string()).unwrap_or_default()
    }
}

/// The stage of a status, for pages.
pub(super) fn shown_stage(stage: Stage) -> ShownStage {
    match stage {
        Stage::Open => ShownStage::Open,
        Stage::Waiting => ShownStage::Waiting,
        Stage::Done => ShownStage::Done,
    }
}
