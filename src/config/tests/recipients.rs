//! Recipients: the same words everywhere, and the faults of words that a place doesn't allow.

use super::{check, good};
use crate::desk::recipients::Recipient;

/// Ten lines of a desk, then the list in some place.
fn desk(place: &str) -> String {
    let people = "[[agent]]\nname = 'anna'\naddress = 'anna@desk.example'\naliases = ['anna@home.example']\n\
                  [[organisation]]\nname = 'acme'\ndomains = ['acme.example']\n\
                  [[partner]]\nname = 'it'\ngroup = ['support@it.example']\n\
                  [workflow]\ninitial = 'new'\n";
    let statuses = "status = { new = { stage = 'open' }, done = { stage = 'done' } }";
    match place {
        "status" => format!("{people}status.done = {{ stage = 'done' }}\nstatus.new.stage = 'open'\nstatus.new."),
        "rule" => format!("{people}{statuses}\n[[workflow.rule]]\nname = 'r'\nthen."),
        "timer" => {
            let when = "when = { status = ['new'], for = '7d' }\nthen.status = 'done'";
            format!("{people}{statuses}\n[[workflow.timer]]\nname = 't'\n{when}\nthen.")
        }
        "transition" => {
            format!(
                "{people}{statuses}\n[[workflow.transition]]\nname = 'x'\nby = ['agent']\nthen.status = 'done'\nthen."
            )
        }
        "promise" => format!("{people}{statuses}\n[[promise]]\nname = 'p'\ntriage = '15m'\ntell.breach = "),
        _ => format!("{people}{statuses}\n[feedback]\ntell_low = "),
    }
}

fn text(place: &str, list: &str) -> String {
    let key = if ["promise", "feedback"].contains(&place) { "" } else { "tell = " };
    format!("{}{key}{list}", desk(place))
}

const PLACES: [&str; 6] = ["status", "rule", "timer", "transition", "promise", "feedback"];

/// The one finding, without its place.
#[track_caller]
fn finds(places: &[&str], list: &str, expected: &str) {
    for place in places {
        let found = super::told(&super::completed(&text(place, list)));
        let found: Vec<&str> = found.iter().map(|line| line.split_once(' ').unwrap().1).collect();
        assert_eq!(found.join("\n"), expected, "{place}: {list}");
    }
}

#[test]
fn every_place_knows_the_house() {
    finds(&PLACES, "['assignee', 'team', 'agents', 'anna', 'boss@desk.example']", "");
    finds(&PLACES, "['ana']", "error: there is no agent `ana` (did you mean `anna`?)");
    finds(&PLACES, "['asignee']", "error: there is no agent `asignee` (did you mean `assignee`?)");
    finds(
        &PLACES,
        "['support@desk.example']",
        "error: support@desk.example is the address of mailbox `support`: maildesk would write to itself \
         (write the address of a person)",
    );
}

#[test]
fn customers_and_partners_are_named_where_they_may_be_told() {
    finds(&["status", "timer"], "['requester', 'participant', 'organisation', 'partner']", "");
    finds(&["transition"], "['requester', 'participant', 'organisation']", "");
    for word in ["requester", "participant", "organisation", "partner"] {
        let list = format!("['agents', '{word}']");
        finds(
            &["rule"],
            &list,
            "error: people on the ticket are notified about messages anyway \
             (write \"agents\", \"assignee\" or \"team\", an agent's name or an internal address)",
        );
        finds(
            &["promise", "feedback"],
            &list,
            "error: this is internal, and not for customers and partners \
             (write \"assignee\", \"team\" or \"agents\", an agent's name or an internal address)",
        );
    }
    finds(
        &["transition"],
        "['partner']",
        "error: a partner is notified, but the transition doesn't hand the ticket to one \
         (write partner = \"web-it\" next to `name`, or leave it out)",
    );
}

#[test]
fn what_nobody_knows_is_told_what_can_stand_there() {
    let house = "an agent's name or an internal address";
    let all = "requester, participant, organisation, partner, agents, assignee, team";
    let unknown = |words: &str| format!("error: there is no agent `nobody` (write {words}, {house})");
    finds(&["status", "timer"], "['nobody']", &unknown(all));
    finds(&["transition"], "['nobody']", &unknown(&all.replace(" partner,", "")));
    finds(&["rule", "promise", "feedback"], "['nobody']", &unknown("agents, assignee, team"));
}

/// They would read notes, which promises and bad ratings don't mention.
#[test]
fn addresses_of_others_are_none_of_the_house() {
    let help = "who would see internal messages (write an internal address)";
    let check = |address: &str, whose: &str| {
        let list = format!("['{address}']");
        let places = ["status", "rule", "timer", "transition", "promise", "feedback"];
        finds(&places, &list, &format!("error: {address} is {whose}, {help}"));
    };
    check("ada@acme.example", "of the organisation `acme`");
    check("support@it.example", "of the partner `it`");
}

#[test]
fn an_empty_list_means_nobody_or_is_a_slip() {
    finds(&["promise", "feedback"], "[]", "");
    let help = "write tell = [\"requester\"], or leave it out";
    finds(&["status", "timer", "transition"], "[]", &format!("error: `tell` is empty, so nobody is notified ({help})"));
}

#[test]
fn a_fault_stands_at_its_word() {
    check(&text("rule", "['agents', 'requester']"), &{
        let message = "people on the ticket are notified about messages anyway";
        let help = "write \"agents\", \"assignee\" or \"team\", an agent's name or an internal address";
        format!("16:24 error: {message} ({help})")
    });
}

#[test]
fn an_agent_is_one_by_whichever_address() {
    let config = good(&text("rule", "['ANNA', 'anna@desk.example', 'anna@home.example', 'boss@desk.example']"));
    let tells: Vec<String> = config.policy.workflow.rules()[0].then.tells.iter().map(Recipient::to_string).collect();
    assert_eq!(tells, ["anna", "anna", "anna", "boss@desk.example"]);
}
