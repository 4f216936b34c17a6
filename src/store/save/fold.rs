//! The fold and the database agree: after any changes in any order, the database returns the tickets of the fold, and
//! their stories have each change once.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::desk::change::{Change, Via};
use crate::desk::end::End;
use crate::desk::event::{Event, EventKind};
use crate::desk::evidence::Evidence;
use crate::desk::people::Role;
use crate::desk::reason::{By, Reason, Spared};
use crate::desk::status::StatusName;
use crate::desk::ticket::Ticket;
use crate::desk::zone::Zone;
use crate::mail::Address;
use crate::store::read::Told;
use crate::store::samples::{Scratch, comment, id, later, mark, new_ticket, open_ticket, record};
use crate::store::{Store, Wanted};

/// The source of a change: the ticket before it, and numbers that choose the rest.
struct Draw<'a> {
    ticket: &'a Ticket,
    case: usize,
    pick: (u8, u8),
}

/// A change with its expected event.
type Made = (Change, Option<Event>);

/// Each variant with its maker. A new variant of [`Change`] doesn't compile until it has a line here.
macro_rules! variants {
    ($($pattern:pat => $make:expr,)+) => {
        fn name_of(change: &Change) -> &'static str {
            match change { $($pattern => stringify!($pattern),)+ }
        }
        const VARIANTS: &[(&str, fn(&Draw<'_>) -> Made)] = &[$((stringify!($pattern), $make),)+];
    };
}

variants! {
    Change::Status { .. } => |draw| {
        let (from, to) = (draw.ticket.status.clone(), StatusName(draw.word(["new", "assigned", "resolved", "closed"])));
        let event = told(EventKind::Status, Some(from.as_str()), Some(to.as_str()), "rule \"r\"");
        (Change::Status { from, to, reason: By::words("rule \"r\"") }, event)
    },
    Change::Assign { .. } => |draw| {
        let to = draw.word(["anna", "ben"]);
        let event = told(EventKind::Assigned, draw.ticket.assignee.as_deref(), Some(&to), "#anna");
        (Change::Assign { to, reason: By::words("#anna") }, event)
    },
    Change::Team { .. } => |draw| {
        let to = draw.word(["web", "robots"]);
        let event = told(EventKind::Team, draw.ticket.team.as_deref(), Some(&to), "#team");
        (Change::Team { to, reason: By::words("#team") }, event)
    },
    Change::Field { .. } => |draw| {
        let (name, to) = (draw.word(["priority", "product"]), ["1", "Press \"X\"\n2", ""].get(usize::from(draw.pick.1 % 4)));
        let value = |value: &str| format!("{name}: {value}");
        let (before, after) = (draw.ticket.fields.get(&name).map(value), to.map(|to| value(to)));
        let event = told(EventKind::Field, before.as_deref(), after.as_deref(), "a line");
        (Change::Field { name, to: to.map(|to| why(to)), reason: By::words("a line") }, event)
    },
    Change::ChoicesTold { .. } => |draw| {
        let fields = vec![draw.word(["priority", "product"]), draw.other().word(["product", "category"])];
        let event = Some(event(EventKind::ChoicesTold, None, Some(&fields.join(", ")), By::FormLineWrong));
        (Change::ChoicesTold { fields }, event)
    },
    Change::JudgementAsked { .. } => |_| {
        (Change::JudgementAsked { reason: By::words("a line") }, told(EventKind::JudgementAsked, None, None, "a line"))
    },
    Change::Handed { .. } => |draw| {
        let partner = draw.word(["it", "web-it"]);
        let event = told(EventKind::Handed, None, Some(&partner), "#to-it");
        (Change::Handed { partner, reason: By::words("#to-it") }, event)
    },
    Change::Merged { .. } => |_| {
        (Change::Merged { into: TicketNumber(1), reason: By::words("#merge") }, told(EventKind::Merged, None, Some("1"), "#merge"))
    },
    Change::Split { .. } => |draw| {
        let subject = draw.word(["The fan", ""]);
        let event = told(EventKind::Split, None, Some(&subject), "#split");
        (Change::Split { subject: Subject::new(&subject), reason: By::words("#split") }, event)
    },
    Change::Spam { .. } => |_| {
        (Change::Spam { reason: By::words("#spam") }, told(EventKind::Spam, None, None, "#spam"))
    },
    Change::Requester { .. } => |draw| {
        let (to, before) = (draw.who(), draw.ticket.requester.as_ref().map(|who| why(who.address.as_str())));
        let event = told(EventKind::Requester, before.as_deref(), Some(to.address.as_str()), "#on-behalf");
        let organisation = (draw.pick.1 % 2 == 0).then(|| why("acme"));
        (Change::Requester { to, organisation, reason: By::words("#on-behalf") }, event)
    },
    Change::Join { .. } => |draw| {
        let who = draw.who();
        let event = told(EventKind::Joined, None, Some(who.address.as_str()), "#cc add");
        (Change::Join { who, via: Via::Command, reason: By::words("#cc add") }, event)
    },
    Change::Leave { .. } => |draw| {
        let who = draw.who();
        let event = told(EventKind::Left, Some(who.address.as_str()), None, "#cc remove");
        (Change::Leave { who, reason: By::words("#cc remove") }, event)
    },
    Change::LetterFailed { .. } => |draw| {
        let to = draw.who().address;
        let event = told(EventKind::LetterFailed, None, Some(to.as_str()), "550 no");
        (Change::LetterFailed { message_id: id("l@desk.example"), to, words: why("550 no") }, event)
    },
    Change::FeedbackDue { .. } => |draw| (Change::FeedbackDue { at: later(i64::from(draw.pick.0)) }, told(None, None, None, "")),
    Change::LetterSpared { .. } => |_| {
        (Change::LetterSpared { reason: Spared::WordsWithheld }, Some(event(EventKind::LetterSpared, None, None, Spared::WordsWithheld)))
    },
    Change::FeedbackSpared { .. } => |_| {
        (Change::FeedbackSpared { reason: Spared::WordsWithheld }, Some(event(EventKind::FeedbackSpared, None, None, Spared::WordsWithheld)))
    },
    Change::FeedbackAsked => |_| {
        (Change::FeedbackAsked, Some(event(EventKind::FeedbackAsked, None, None, By::Done)))
    },
    Change::Rated { .. } => |draw| {
        let (score, comment) = (1 + draw.pick.0 % 5, draw.other().word(["quick", ""]));
        let event = told(EventKind::Rated, None, Some(&score.to_string()), &comment);
        (Change::Rated { score, comment }, event)
    },
}

fn why(text: &str) -> String {
    text.to_owned()
}

fn told(kind: impl Into<Option<EventKind>>, before: Option<&str>, after: Option<&str>, words: &str) -> Option<Event> {
    kind.into().map(|kind| event(kind, before, after, By::words(words)))
}

fn event(kind: EventKind, before: Option<&str>, after: Option<&str>, reason: impl Into<Reason>) -> Event {
    Event { kind, before: before.map(why), after: after.map(why), reason: reason.into() }
}

impl Draw<'_> {
    fn word<const N: usize>(&self, words: [&str; N]) -> String {
        why(words[usize::from(self.pick.0) % N])
    }

    /// The same, with the other number first.
    fn other(&self) -> Self {
        Self { pick: (self.pick.1, self.pick.0), ..*self }
    }

    /// One of three people of this case, with any name, in upper or lower case.
    fn who(&self) -> Contact {
        let address = format!("{}@x{}.example", self.word(["ada", "bob", "Bob", "cy"]), self.case);
        Contact::new(&self.other().word(["", "Robin", "B. Robin"]), Address::parse(&address).unwrap())
    }
}

/// A step: its ticket (a number beyond the last one opens another), its changes, its number of comments, whether the
/// requester was heard, and whether the question for feedback is taken back.
type Plan = (usize, Vec<(usize, (u8, u8))>, usize, bool, bool);

fn plans() -> impl Strategy<Value = Vec<(Vec<Plan>, bool)>> {
    // Joins and leaves only matter together, so both come often.
    let often = ["Change::Join { .. }", "Change::Leave { .. }"];
    let often = often.map(|name| VARIANTS.iter().position(|(known, _)| *known == name).unwrap());
    let variant = prop_oneof![3 => 0..VARIANTS.len(), 2 => select(often.to_vec())];
    let change = (variant, any::<(u8, u8)>());
    let step = (0..3usize, vec(change, 0..9), 0..3usize, any::<bool>(), any::<bool>());
    vec((vec(step, 1..4), any::<bool>()), 1..5)
}

/// The known tickets with their events, and the names of people.
struct FoldTrial<'a> {
    store: &'a Store,
    number: usize,
    outcomes: usize,
    stories: BTreeMap<TicketNumber, Vec<Event>>,
    names: BTreeMap<String, String>,
    seen: &'a RefCell<BTreeSet<&'static str>>,
}

impl FoldTrial<'_> {
    /// Saves an outcome twice, and compares the database with the fold.
    async fn save(&mut self, plans: &[Plan], has_mail: bool) {
        self.outcomes += 1;
        let name = format!("{}-{}", self.number, self.outcomes);
        let mail = if has_mail { Some(record(self.store, &[&name]).await[0]) } else { None };
        let mark = mail.map(|mail| mark(mail, &format!("{name}@x.example")));
        let mut outcome = Outcome { end: has_mail.then_some(End::Commented), ..Outcome::default() };
        let mut events = Vec::new();
        for plan in plans {
            let (step, of_step) = self.step(plan, &outcome.steps, has_mail && outcome.steps.is_empty()).await;
            outcome.steps.push(step);
            events.push(of_step);
        }
        let opened = outcome.opened();
        outcome.number(self.store.write(move |tx| tx.reserve(opened)).await.unwrap().into_iter());
        assert_eq!(self.write(&outcome, mark.as_ref()).await, Ok(Saved::Saved));
        self.compare(&outcome, events).await;
        let again = self.write(&outcome, mark.as_ref()).await;
        match outcome.steps[0].before {
            _ if has_mail => assert_eq!(again, Ok(Saved::HasEnd)),
            Some(_) => assert_eq!(again, Ok(Saved::Stale)),
            None => assert!(again.is_err(), "a number is used once: {again:?}"),
        }
        self.compare(&outcome, vec![Vec::new(); plans.len()]).await;
    }

    async fn step(&self, plan: &Plan, others: &[Step], is_of_mail: bool) -> (Step, Vec<Event>) {
        let (onto, changes, comments, is_heard, takes_back) = plan;
        let is_free = |number: &&TicketNumber| others.iter().all(|step| step.after.number != **number);
        let ticket = match self.stories.keys().filter(is_free).nth(*onto) {
            Some(number) => Some(self.load(vec![*number]).await.remove(0)),
            None => None,
        };
        let mut step = ticket.map_or_else(|| Step::opening(new_ticket("a@x.example")), |ticket| Step::on(&ticket));
        let (mut events, had) = (Vec::new(), step.after.feedback);
        for (variant, pick) in changes {
            let (name, make) = VARIANTS[*variant];
            let (change, event) = make(&Draw { ticket: &step.after, case: self.number, pick: *pick });
            assert_eq!(name_of(&change), name);
            reads_as_told(&change, event.as_ref());
            self.seen.borrow_mut().insert(name);
            step.change(change, self.now());
            events.extend(event);
        }
        if *takes_back {
            step.without(|change| matches!(change, Change::FeedbackAsked));
            events.retain(|event| event.kind != EventKind::FeedbackAsked);
            let rates = |event: &Event| event.kind == EventKind::Rated;
            assert!(step.after.feedback == had || events.iter().any(rates), "{:?}", step.after);
        }
        if *is_heard {
            let tag = self.outcomes.is_multiple_of(2).then(|| format!("[#{}]", self.outcomes));
            step.after.heard(&id(&format!("h{}@x.example", self.outcomes)), tag);
        }
        let comments = (*comments).max(usize::from(is_of_mail));
        step.comments.resize(comments, comment("ada@x.example", Role::Requester));
        (step, events)
    }

    async fn write(&self, outcome: &Outcome, mark: Option<&MailMark>) -> Result<Saved, StoreError> {
        let (outcome, mark, now) = (outcome.clone(), mark.cloned(), self.now());
        let write = move |tx: &mut Tx<'_>| {
            let mail = mark.as_ref();
            tx.save(Record { outcome: &outcome, mail, actor: None, due: None, letters: &[], counted: &[] }, now)
        };
        self.store.write(write).await
    }

    async fn compare(&mut self, outcome: &Outcome, events: Vec<Vec<Event>>) {
        for who in outcome.steps.iter().flat_map(|step| step.after.customers()) {
            let name = self.names.entry(why(who.address.key())).or_default();
            if name.is_empty() {
                *name = why(who.name());
            }
        }
        let numbers: Vec<TicketNumber> = outcome.steps.iter().map(|step| step.after.number).collect();
        let stand = self.load(numbers).await;
        assert_eq!(stand.len(), outcome.steps.len());
        for ((step, stands), events) in outcome.steps.iter().zip(stand).zip(events) {
            let version = step.before.as_ref().map_or(0, |before| before.version + 1);
            assert_eq!(stands, Ticket { version, ..self.named(&step.after) }, "{:#?}", step.changes);
            let number = step.after.number;
            let story = self.stories.entry(number).or_default();
            story.extend(events);
            assert_eq!(*story, self.store.read(move |reading| events_of(reading, number)).await.unwrap());
        }
    }

    /// The ticket with the database's names of its people: the first that they had.
    fn named(&self, ticket: &Ticket) -> Ticket {
        let named = |who: &Contact| Contact::new(&self.names[who.address.key()], who.address.clone());
        Ticket {
            requester: ticket.requester.as_ref().map(named),
            participants: ticket.participants.iter().map(named).collect(),
            ..ticket.clone()
        }
    }

    /// The tickets as decisions read them.
    async fn load(&self, named: Vec<TicketNumber>) -> Vec<Ticket> {
        let wanted = Wanted { evidence: Evidence { named, ..Evidence::default() }, ..Wanted::default() };
        let load = move |tx: &mut Tx<'_>| tx.load(&[wanted], &|_, _| Vec::new(), &|_| false);
        self.store.write(load).await.unwrap().remove(0).named
    }

    fn now(&self) -> Timestamp {
        later(i64::try_from(self.outcomes).unwrap())
    }
}

fn events_of(reading: &crate::store::Reading, number: TicketNumber) -> Result<Vec<Event>, StoreError> {
    let story = reading.story(number)?.ok_or(StoreError::Lost)?;
    let event = |told| match told {
        Told::Event { kind, before, after, reason, .. } => Some(Event { kind: kind.unwrap(), before, after, reason }),
        _ => None,
    };
    Ok(story.entries.into_iter().filter_map(|entry| event(entry.told)).collect())
}

/// A change describes itself as its event does, by the reason and the new value.
fn reads_as_told(change: &Change, event: Option<&Event>) {
    let Some(event) = event else { return };
    let sentence = change.describe(&Zone::default()).to_string();
    let value = event.after.as_deref().or(event.before.as_deref()).unwrap_or_default();
    let value =
        if event.kind == EventKind::Field { value.split_once(": ").map_or("", |(_, value)| value) } else { value };
    let is_elsewhere = |kinds: &[EventKind]| kinds.contains(&event.kind);
    let has_reason = is_elsewhere(&[EventKind::ChoicesTold, EventKind::FeedbackAsked, EventKind::Rated])
        || sentence.contains(&event.reason.to_string());
    let is_cleared = event.kind == EventKind::Field && event.after.is_none();
    let has_value = is_cleared || is_elsewhere(&[EventKind::LetterFailed]) || sentence.contains(value);
    assert!(has_reason && has_value, "{sentence:?}: {event:?}");
}

#[test]
fn the_fold_and_the_database_agree() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let scratch = runtime.block_on(async { Scratch::new() });
    runtime.block_on(open_ticket(&scratch.store, "a"));
    let (cases, seen) = (RefCell::new(0), RefCell::default());
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    let tried = TestRunner::new(config).run(&plans(), |plans| {
        *cases.borrow_mut() += 1;
        let (number, store) = (*cases.borrow(), &scratch.store);
        let (stories, names) = (BTreeMap::new(), BTreeMap::new());
        let mut case = FoldTrial { store, number, outcomes: 0, stories, names, seen: &seen };
        runtime.block_on(async {
            for (steps, has_mail) in &plans {
                case.save(steps, *has_mail).await;
            }
        });
        Ok(())
    });
    tried.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(seen.borrow().len(), VARIANTS.len(), "only {:?}", seen.borrow());
}
