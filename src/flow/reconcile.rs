//! Compares a mailbox with the ledger, message by message. Pure: an inventory and the ledger's knowledge go in, the
//! differences come out. It repairs nothing, because a difference should be understood first (P1).
//!
//! Not every message on one side only is a difference. The config may exclude an archive from before the first reading,
//! and anybody may have moved or deleted messages on the server.

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
    pub gone: Vec<String>,
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

/// Compares. The inventory must be older than the ledger's knowledge: messages that came in between count as neither
/// gone nor missing.
pub fn reconcile(list: &Inventory, known: &KnownPlaces, rules: &Rules) -> Reconciled {
    let renumbered = known.cursor.is_some_and(|cursor| cursor.generation != list.generation);
    let mut found = Reconciled {
        on_server: list.messages.len(),
        elsewhere: known.elsewhere,
        renumbered: renumbered && matches!(rules, Rules::Imap { .. }),
        ..Reconciled::default()
    };
    let mut there = std::collections::HashSet::new();
    for message in &list.messages {
        let Some((name, whole)) = taken(known, &message.name) else {
            match absence(message, list, known, rules) {
                Absence::Archive => found.archive += 1,
                Absence::Waits => found.waiting.push(message.name.clone()),
                Absence::Missed => found.missing.push(message.name.clone()),
            }
            continue;
        };
        found.in_both += 1;
        found.in_part += usize::from(!whole);
        there.insert(name);
        if known.unread.contains(name) {
            found.unread.push(message.name.clone());
        }
        if is_unsettled(message, known.pending_after_fetch.contains(name), whole, rules) {
            found.unsettled.push(message.name.clone());
        }
    }
    let gone = known.taken.keys().filter(|name| !there.contains(name.as_str()) && !is_newer(name, list));
    found.gone = gone.cloned().collect();
    found.gone.sort_by_key(|name| (name.len(), name.clone()));
    found
}

/// The name by which the ledger knows a message, and whether it has all of it. Others may have added flags to a Maildir
/// file since (maildir(5)).
fn taken<'a>(known: &'a KnownPlaces, name: &str) -> Option<(&'a str, bool)> {
    let bare = name.split_once(":2,").map_or(name, |(bare, _)| bare);
    let entry = known.taken.get_key_value(name).or_else(|| known.taken.get_key_value(bare))?;
    Some((entry.0.as_str(), *entry.1))
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

    fn known(taken: &[&str], cursor: Option<(u32, u32, u32)>) -> KnownPlaces {
        KnownPlaces {
            cursor: cursor.map(|(generation, uid, archive)| Cursor { generation, uid, archive }),
            taken: taken.iter().map(|name| ((*name).to_owned(), true)).collect(),
            ..KnownPlaces::default()
        }
    }

    fn imap(first: First, after: After) -> Rules {
        Rules::Imap { first, after }
    }

    /// Expects the names of waiting, missing and gone messages, and the number of archived ones.
    #[track_caller]
    fn check(found: &Reconciled, waiting: &[&str], missing: &[&str], gone: &[&str], archive: usize) {
        let is = |names: &[String], expected: &[&str]| assert_eq!(names, expected, "{found:?}");
        is(&found.waiting, waiting);
        is(&found.missing, missing);
        is(&found.gone, gone);
        assert_eq!(found.archive, archive, "{found:?}");
    }

    #[test]
    fn what_only_one_side_has_is_told_apart_by_the_cursor() {
        let all = imap(First::All, After::Leave);
        let list = inventory(&["1", "2", "4", "5"]);
        let found = reconcile(&list, &known(&["1", "3", "4"], Some((7, 4, 0))), &all);
        check(&found, &["5"], &["2"], &["3"], 0);
        assert_eq!((found.on_server, found.in_both, found.differences()), (4, 2, 2));
        let found = reconcile(&list, &known(&["4"], Some((7, 5, 2))), &imap(First::New, After::Leave));
        check(&found, &[], &["5"], &[], 2);
    }

    #[test]
    fn what_is_owed_waits_and_what_never_came_is_told() {
        let all = imap(First::All, After::Leave);
        let mut known = known(&["1", "5"], Some((7, 5, 0)));
        (known.owed, known.unread) = (vec![(2, 3)], ["5".to_owned()].into());
        let found = reconcile(&inventory(&["1", "2", "4", "5"]), &known, &all);
        check(&found, &["2"], &["4"], &[], 0);
        assert_eq!((found.unread.as_slice(), found.differences()), (&["5".to_owned()][..], 3));
    }

    #[test]
    fn what_came_while_the_list_was_made_is_not_gone() {
        let found =
            reconcile(&inventory(&["1"]), &known(&["1", "10"], Some((7, 10, 0))), &imap(First::All, After::Leave));
        check(&found, &[], &[], &[], 0);
    }

    #[test]
    fn a_mailbox_that_was_never_read_waits_for_what_counts() {
        let mut list = inventory(&["1", "2"]);
        list.messages[0].seen = true;
        for (first, waiting, archive) in
            [(First::All, &["1", "2"][..], 0), (First::Unseen, &["2"], 1), (First::New, &[], 2)]
        {
            check(&reconcile(&list, &known(&[], None), &imap(first, After::Leave)), waiting, &[], &[], archive);
        }
    }

    #[test]
    fn a_folder_numbered_anew_waits_to_be_read_again() {
        let before = KnownPlaces { elsewhere: 3, ..known(&[], Some((6, 500, 400))) };
        let found = reconcile(&inventory(&["1", "2"]), &before, &imap(First::New, After::Leave));
        check(&found, &["1", "2"], &[], &[], 0);
        assert_eq!((found.renumbered, found.elsewhere), (true, 3));
    }

    #[test]
    fn what_the_server_was_not_told_is_unsettled_until_it_shows() {
        let check = |after: After, seen, deleted, expected: usize| {
            let mut list = inventory(&["1"]);
            (list.messages[0].seen, list.messages[0].deleted) = (seen, deleted);
            let mut known = known(&["1"], Some((7, 1, 0)));
            let quiet = reconcile(&list, &known, &imap(First::All, after.clone()));
            assert_eq!(quiet.differences(), 0, "a human may move a mail back");
            known.pending_after_fetch = ["1".to_owned()].into();
            let found = reconcile(&list, &known, &imap(First::All, after));
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
        let mut known = known(&["a", "b", "cut", "gone"], None);
        known.taken.insert("cut".to_owned(), false);
        let found = reconcile(&list, &known, &Rules::Maildir);
        check(&found, &["c"], &[], &["gone"], 1);
        assert_eq!((found.unsettled.len(), found.in_part), (0, 1));
        list.messages[3].seen = false;
        assert_eq!(reconcile(&list, &known, &Rules::Maildir).unsettled, ["b:2,"]);
    }
}
