//! The queue of the agents.

use serde::Serialize;

use super::FormMark;

/// `/desk`. A GET form: `tab`, `q`. "Take" posts `do=take` and the card's version as `version` to the card's path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Queue {
    /// The hidden fields of "Take"; the version is the card's.
    pub form: FormMark,
    /// Unassigned, Mine, the teams, Open, Held.
    pub tabs: Vec<QueueTab>,
    /// The name of the tab that is shown, to be posted as `tab`.
    pub tab: String,
    /// The words that are searched; may be empty.
    pub words: String,
    /// The tickets: broken promises first, then due soonest, then oldest.
    pub cards: Vec<QueueCard>,
    /// The path of the page before; empty if there is none.
    pub newer_href: String,
    /// The path of the page after; empty if there is none.
    pub older_href: String,
    /// What was done, in the desk's words; may be empty.
    pub notice: String,
}

/// A list of tickets or held mails, with how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueTab {
    /// Which.
    pub kind: QueueTabKind,
    /// The title of the team, for [`QueueTabKind::Team`]; else empty.
    pub name: String,
    /// How many.
    pub count: u64,
    /// Its path.
    pub href: String,
    /// Whether it is the one that is shown.
    pub chosen: bool,
}

/// What a tab of the queue has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum QueueTabKind {
    /// Tickets without an agent.
    Unassigned,
    /// The reader's.
    Mine,
    /// Those of a team.
    Team,
    /// All that aren't done.
    Open,
    /// All that are done.
    Done,
    /// Mails that are held.
    Held,
}

/// One ticket or held mail of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueCard {
    /// `HD-00042`, or the number of a mail.
    pub reference: String,
    /// Its path.
    pub href: String,
    /// The subject.
    pub subject: String,
    /// How its promise stands.
    pub pressure: Pressure,
    /// How long until then, or since: `40 minutes`; empty if nothing is promised.
    pub due: String,
    /// Who asked, or the sender.
    pub requester: String,
    /// The name of the organisation; may be empty.
    pub organisation: String,
    /// The priority as it is shown; may be empty.
    pub priority: String,
    /// The status as agents read it; why a mail is held.
    pub status: String,
    /// The agent; may be empty.
    pub assignee: String,
    /// When something happened last.
    pub changed: super::Moment,
    /// Whether "Take" is possible.
    pub can_take: bool,
    /// Its version.
    pub version: String,
}

/// How near a promise is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pressure {
    /// It is broken.
    Broken,
    /// It is due soon.
    Soon,
    /// There is time, or no promise.
    None,
}
