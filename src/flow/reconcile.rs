//! Compares a mailbox with the ledger, message by message. Pure: an inventory and the ledger's knowledge go in, the
//! differences come out. It repairs nothing, because a difference should be understood first (P1).
//!
//! The ledger's names come one by one, sorted, and are merged with those of the inventory: a ledger has millions.
//!
//! Not every message on one side only is a difference. The config may exclude an archive from before the first reading,
//! and anybody may have moved or deleted messages on the server.

use std::collections::BTreeSet;

use crate::account::{After, First};
use crate::mailbox::{Inventory, MailboxEntry};
use crate::store::read::KnownPlaces;

/// The mailbox's config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rules {
    /// An IMAP folder.
    Imap {
        /// The messages that counted at the first reading.
        first: First,
        /// The action on a message once it is in the ledger.
        after: After,
    },
    /// A Maildir: `new/` has waiting messages, `cur/` those that were taken or filed by others.
    Maildir,
}

/// The result. Names are UIDs or file names, in the order of the inventory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Messages on the server.
    pub on_server: usize,
    /// Those that the ledger has, too.
    pub in_both: usize,
    /// Those in both that were taken incompletely: cut at the limit, or withheld by the server.
    pub in_part: usize,
    /// On the server only, and rightly so: from before the first reading.
    pub archive: usize,
    /// In the ledger and no longer on the server.
    pub gone: usize,
    /// Arrivals under another numbering of the folder (UIDVALIDITY). Nobody knows where those mails are now.
    pub elsewhere: u64,
    /// The folder's numbering changed since the last reading: all of it will be read again.
    pub renumbered: bool,
    /// Difference: on the server and not taken yet. The next reading takes it.
    pub waiting: Vec<String>,
    /// Difference: on the server and skipped. No reading will take it.
    pub missing: Vec<String>,
    /// Difference: in the ledger, and nothing of them came. `maildesk replay` asks for them again.
    pub unread: Vec<String>,
    /// Difference: in the ledger, but the configured action on the server is missing.
    pub unsettled: Vec<String>,
}

impl Reconciled {
    /// The number of differences.
    pub fn differences(&self) -> usize {
        self.waiting.len() + self.missing.len() + self.unread.len() + self.unsettled.len()
    }
}

/// A comparison. The inventory must be older than the ledger's knowledge: messages that came in between count as neither gone
/// nor missing.
#[derive(Debug)]
pub struct Comparison<'a> {
    list: &'a Inventory,
    known: &'a KnownPlaces,
    rules: &'a Rules,
    /// Every name by which the ledger may know a message, sorted, with the message's place in the list.
    names: Vec<(&'a str, usize)>,
    /// How many of them come before the ledger's last name.
    passed: usize,
    /// Which messages the ledger has, and whether it has all of them.
    taken: Vec<Option<bool>>,
    gone: usize,
}

/// Where a name of the ledger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// On the server.
    There,
    /// No longer on the server.
    Gone,
    /// It came after the list was made.
    Newer,
}

impl<'a> Comparison<'a> {
    /// Nothing is compared yet.
    pub fn new(list: &'a Inventory, known: &'a KnownPlaces, rules: &'a Rules) -> Self {
        let both = |(index, message): (usize, &'a MailboxEntry)| {
            let (name, bare) = (message.name.as_str(), bare(&message.name));
            [Some(name), Some(bare).filter(|bare| *bare != name)].into_iter().flatten().map(move |name| (name, index))
        };
        let mut names: Vec<_> = list.messages.iter().enumerate().flat_map(both).collect();
        names.sort_unstable();
        Self { list, known, rules, names, passed: 0, taken: vec![None; list.messages.len()], gone: 0 }
    }

    /// Takes the ledger's next name, in the order of bytes. `is_whole` says whether the ledger has all of that mail.
    pub fn take<E>(&mut self, name: &str, is_whole: impl FnOnce() -> Result<bool, E>) -> Result<Whereabouts, E> {
        let rest = self.names.get(self.passed..).unwrap_or_default();
        self.passed += rest.iter().take_while(|(other, _)| *other < name).count();
        let rest = self.names.get(self.passed..).unwrap_or_default();
        let mut same = rest.iter().take_while(|(other, _)| *other == name).peekable();
        if same.peek().is_none() {
            let newer = is_newer(name, self.list);
            self.gone += usize::from(!newer);
            return Ok(if newer { Whereabouts::Newer } else { Whereabouts::Gone });
        }
        let is_whole = is_whole()?;
        for (_, index) in same {
            if let Some(taken) = self.taken.get_mut(*index) {
                *taken = Some(is_whole);
            }
        }
        Ok(Whereabouts::There)
    }

    /// The result, after the ledger's last name.
    pub fn finish(self) -> Reconciled {
        let Self { list, known, rules, taken, gone, .. } = self;
        let renumbered = known.cursor.is_some_and(|cursor| cursor.generation != list.generation);
        let mut found = Reconciled {
            on_server: list.messages.len(),
            gone,
            elsewhere: known.elsewhere,
            renumbered: renumbered && matches!(rules, Rules::Imap { .. }),
            ..Reconciled::default()
        };
        for (message, taken) in list.messages.iter().zip(taken) {
            let Some(whole) = taken else {
                match absence(message, list, known, rules) {
                    Absence::Archive => found.archive += 1,
                    Absence::Waits => found.waiting.push(message.name.clone()),
                    Absence::Missed => found.missing.push(message.name.clone()),
                }
                continue;
            };
            found.in_both += 1;
            found.in_part += usize::from(!whole);
            let is_among =
                |names: &BTreeSet<String>| names.contains(&message.name) || names.contains(bare(&message.name));
            if is_among(&known.unread) {
                found.unread.push(message.name.clone());
            }
            if is_unsettled(message, is_among(&known.pending_after_fetch), whole, rules) {
                found.unsettled.push(message.name.clone());
            }
        }
        found
    }
}

/// A file's name without flags: others may have added some to a Maildir file since it was taken (maildir(5)).
fn bare(name: &str) -> &str {
    name.split_once(":2,").map_or(name, |(bare, _)| bare)
}

/// Came after the list was made.
fn is_newer(name: &str, list: &Inventory) -> bool {
    list.generation != 0 && name.parse().is_ok_and(|uid: u32| uid > list.last_uid)
}

/// Why the ledger doesn't have a message.
enum Absence {
    Archive,
    Waits,
    Missed,
}

fn absence(message: &MailboxEntry, list: &Inventory, known: &KnownPlaces, rules: &Rules) -> Absence {
    let Rules::Imap { first, .. } = rules else {
        return if message.seen { Absence::Archive } else { Absence::Waits };
    };
    let uid: u32 = message.name.parse().unwrap_or(u32::MAX);
    match (known.cursor, first) {
        (Some(cursor), _) if cursor.generation != list.generation || uid > cursor.uid => Absence::Waits,
        _ if known.owed.iter().any(|(first, last)| (first..=last).contains(&&uid)) => Absence::Waits,
        (Some(cursor), _) if uid <= cursor.archive => Absence::Archive,
        (Some(_), _) => Absence::Missed,
        (None, First::New) => Absence::Archive,
        (None, First::Unseen) if message.seen => Absence::Archive,
        (None, First::Unseen | First::All) => Absence::Waits,
    }
}

/// Whether a message still lacks the configured action.
fn is_unsettled(message: &MailboxEntry, is_remembered: bool, whole: bool, rules: &Rules) -> bool {
    match rules {
        // Cut messages stay in `new/`.
        Rules::Maildir => whole && !message.seen,
        Rules::Imap { after, .. } => {
            is_remembered
                && match after {
                    After::Leave => false,
                    After::MarkSeen => !message.seen,
                    // Servers without UIDPLUS keep deleted messages until somebody expunges the folder.
                    After::Move(_) | After::Delete => !message.deleted,
                }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Cursor;

    const PLAIN: MailboxEntry = MailboxEntry { name: String::new(), seen: false, deleted: false };

    fn inventory(names: &[&str]) -> Inventory {
        let messages = names.iter().map(|name| MailboxEntry { name: (*name).to_owned(), ..PLAIN }).collect();
        Inventory { generation: 7, last_uid: 9, messages }
    }

    fn known(cursor: Option<(u32, u32, u32)>) -> KnownPlaces {
        let cursor = cursor.map(|(generation, uid, archive)| Cursor { generation, uid, archive });
        KnownPlaces { cursor, ..KnownPlaces::default() }
    }

    /// Compares with a ledger that took mails by these names; those with a star in part. Also tells which are gone.
    fn compare(list: &Inventory, taken: &[&str], known: &KnownPlaces, rules: &Rules) -> (Reconciled, Vec<String>) {
        let mut comparison = Comparison::new(list, known, rules);
        let mut taken = taken.to_vec();
        taken.sort_unstable();
        let mut gone = Vec::new();
        for name in taken {
            let (name, whole) = name.strip_suffix('*').map_or((name, true), |name| (name, false));
            if comparison.take::<()>(name, || Ok(whole)) == Ok(Whereabouts::Gone) {
                gone.push(name.to_owned());
            }
        }
        (comparison.finish(), gone)
    }

    fn imap(first: First, after: After) -> Rules {
        Rules::Imap { first, after }
    }

    /// Expects the names of waiting, missing and gone messages, and the number of archived ones.
    #[track_caller]
    fn check(
        (found, absent): &(Reconciled, Vec<String>),
        waiting: &[&str],
        missing: &[&str],
        gone: &[&str],
        archive: usize,
    ) {
        let is = |names: &[String], expected: &[&str]| assert_eq!(names, expected, "{found:?}");
        is(&found.waiting, waiting);
        is(&found.missing, missing);
        is(absent, gone);
        assert_eq!((found.gone, found.archive), (gone.len(), archive), "{found:?}");
    }

    #[test]
    fn what_only_one_side_has_is_told_apart_by_the_cursor() {
        let all = imap(First::All, After::Leave);
        let list = inventory(&["1", "2", "4", "5"]);
        let found = compare(&list, &["1", "3", "4"], &known(Some((7, 4, 0))), &all);
        check(&found, &["5"], &["2"], &["3"], 0);
        assert_eq!((found.0.on_server, found.0.in_both, found.0.differences()), (4, 2, 2));
        let found = compare(&list, &["4"], &known(Some((7, 5, 2))), &imap(First::New, After::Leave));
        check(&found, &[], &["5"], &[], 2);
    }

    #[test]
    fn what_is_owed_waits_and_what_never_came_is_told() {
        let all = imap(First::All, After::Leave);
        let mut known = known(Some((7, 5, 0)));
        (known.owed, known.unread) = (vec![(2, 3)], ["5".to_owned()].into());
        let found = compare(&inventory(&["1", "2", "4", "5"]), &["1", "5"], &known, &all);
        check(&found, &["2"], &["4"], &[], 0);
        assert_eq!((found.0.unread.as_slice(), found.0.differences()), (&["5".to_owned()][..], 3));
    }

    #[test]
    fn what_came_while_the_list_was_made_is_not_gone() {
        let known = known(Some((7, 10, 0)));
        let found = compare(&inventory(&["1"]), &["1", "10"], &known, &imap(First::All, After::Leave));
        check(&found, &[], &[], &[], 0);
    }

    #[test]
    fn a_mailbox_that_was_never_read_waits_for_what_counts() {
        let mut list = inventory(&["1", "2"]);
        list.messages[0].seen = true;
        for (first, waiting, archive) in
            [(First::All, &["1", "2"][..], 0), (First::Unseen, &["2"], 1), (First::New, &[], 2)]
        {
            check(&compare(&list, &[], &known(None), &imap(first, After::Leave)), waiting, &[], &[], archive);
        }
    }

    #[test]
    fn a_folder_numbered_anew_waits_to_be_read_again() {
        let before = KnownPlaces { elsewhere: 3, ..known(Some((6, 500, 400))) };
        let found = compare(&inventory(&["1", "2"]), &[], &before, &imap(First::New, After::Leave));
        check(&found, &["1", "2"], &[], &[], 0);
        assert_eq!((found.0.renumbered, found.0.elsewhere), (true, 3));
    }

    #[test]
    fn what_the_server_was_not_told_is_unsettled_until_it_shows() {
        let check = |after: After, seen, deleted, expected: usize| {
            let mut list = inventory(&["1"]);
            (list.messages[0].seen, list.messages[0].deleted) = (seen, deleted);
            let mut known = known(Some((7, 1, 0)));
            let (quiet, _) = compare(&list, &["1"], &known, &imap(First::All, after.clone()));
            assert_eq!(quiet.differences(), 0, "a human may move a mail back");
            known.pending_after_fetch = ["1".to_owned()].into();
            let (found, _) = compare(&list, &["1"], &known, &imap(First::All, after));
            assert_eq!((found.unsettled.len(), found.differences()), (expected, expected));
        };
        check(After::MarkSeen, false, false, 1);
        check(After::MarkSeen, true, false, 0);
        check(After::Delete, true, false, 1);
        check(After::Delete, false, true, 0);
        check(After::Move("Done".into()), false, false, 1);
        check(After::Leave, false, false, 0);
    }

    #[test]
    fn a_maildir_waits_in_new_and_is_settled_in_cur() {
        let mut list = inventory(&["c", "cut", "a:2,S", "b:2,", "strange:2,"]);
        list.messages.iter_mut().skip(2).for_each(|message| message.seen = true);
        let (taken, known) = (["a", "a0", "b", "cut*", "gone"], known(None));
        let found = compare(&list, &taken, &known, &Rules::Maildir);
        check(&found, &["c"], &[], &["a0", "gone"], 1);
        assert_eq!((found.0.unsettled.len(), found.0.in_part), (0, 1));
        list.messages[3].seen = false;
        assert_eq!(compare(&list, &taken, &known, &Rules::Maildir).0.unsettled, ["b:2,"]);
        // The ledger may have a name with its flags.
        assert_eq!(compare(&list, &["b:2,"], &known, &Rules::Maildir).0.in_both, 1);
    }
}
