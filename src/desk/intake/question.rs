//! What a mail asks about tickets: a line at the top of an agent's mail, or the subject of a customer's.

use crate::mail::Subject;

use super::super::people::Agent;
use super::super::policy::Policy;
use super::super::question::{ByAgent, Question};

/// A mail with more words than this wants something else, whatever its subject says.
const MOST_WORDS: usize = 40;
/// What `#list` lists.
const LISTS: &str = "#list mine, #list unassigned, #list open or #list team NAME";

/// Whether a command, by its word in lower case, is a question. It stands alone at the top of a mail: beside other
/// commands it would be unclear what the words below are for.
pub(super) fn is_question(word: &str) -> bool {
    matches!(word, "list" | "show" | "help")
}

/// What an agent asks by the line at the top of the newly written text. Nothing where other commands stand with it: that
/// mail is about a ticket, and is told so.
pub(super) fn find_asked(policy: &Policy, agent: &Agent, text: &str) -> Option<ByAgent> {
    let (line, below) = first_line(text)?;
    let (word, argument) = command(line)?;
    if !is_question(&word) || first_line(below).and_then(|(next, _)| command(next)).is_some() {
        return None;
    }
    let question = match word.as_str() {
        "list" => list(policy, agent, argument).map(Some),
        "show" => show(policy, argument).map(Some),
        _ => Ok(None),
    };
    Some(ByAgent { written: line.to_owned(), by_line: true, question, has_more: first_line(below).is_some() })
}

/// Whether a subject, as a whole, is one of the words with which customers ask, and the mail says little else.
pub(super) fn asks_for_own(words: &[String], subject: &Subject, text: &str) -> bool {
    let subject = subject.as_str().trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation());
    if subject.is_empty() || subject.len() > 100 {
        return false;
    }
    let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    words.contains(&subject) && text.split_whitespace().nth(MOST_WORDS).is_none()
}

/// The first line that is not blank, and what stands below it.
fn first_line(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let (line, below) = text.split_once('\n').unwrap_or((text, ""));
    (!line.is_empty()).then(|| (line.trim_end(), below))
}

/// `#Word argument`: the word in lower case, and the argument.
fn command(line: &str) -> Option<(String, &str)> {
    let line = line.strip_prefix('#').filter(|rest| rest.starts_with(|c: char| c.is_alphabetic()))?;
    let (word, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    Some((word.to_lowercase(), argument.trim()))
}

fn list(policy: &Policy, agent: &Agent, argument: &str) -> Result<Question, String> {
    let (which, name) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
    match (which.to_lowercase().as_str(), name.trim()) {
        ("" | "mine", "") => Ok(Question::OfAgent(agent.name.clone())),
        ("unassigned", "") => Ok(Question::Unassigned),
        ("open", "") => Ok(Question::Open),
        ("team", name) => match policy.people.teams.find_by_name(name) {
            Some(team) => Ok(Question::OfTeam(team.name.clone())),
            None => Err(no_team(policy, name)),
        },
        _ => Err(format!("names no list; write {LISTS}")),
    }
}

fn no_team(policy: &Policy, name: &str) -> String {
    let known: Vec<&str> = policy.people.teams.0.iter().map(|team| team.name.as_str()).collect();
    match (known.is_empty(), name) {
        (true, _) => "this desk has no teams".to_owned(),
        (false, "") => format!("says no team; teams are: {}", known.join(", ")),
        (false, _) => format!("{name} is not a team; teams are: {}", known.join(", ")),
    }
}

fn show(policy: &Policy, argument: &str) -> Result<Question, String> {
    let example = || format!("write #show {}-00042", policy.style.prefix());
    if argument.is_empty() {
        return Err(format!("says no ticket; {}", example()));
    }
    let typed = argument.trim_matches(['[', ']', '.']);
    policy
        .style
        .parse_typed(typed)
        .map(Question::One)
        .ok_or_else(|| format!("{argument} is no reference; {}", example()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::reference::TicketNumber;
    use crate::desk::samples::policy;
    use crate::desk::team::{Team, Teams};

    fn asked(text: &str) -> Option<ByAgent> {
        let mut policy = policy();
        policy.people.teams = Teams(vec![Team { name: "m3".to_owned(), members: Vec::new() }]);
        let anna = policy.people.agents.0[0].clone();
        find_asked(&policy, &anna, text)
    }

    #[test]
    fn agents_ask_with_a_line() {
        let check = |text: &str, expected: Question| {
            assert_eq!(asked(text).unwrap().question, Ok(Some(expected)), "{text:?}");
        };
        let mine = || Question::OfAgent("anna".to_owned());
        check("#list mine", mine());
        check("#list", mine());
        check("\n  #LIST Mine \n\nRegards\nAnna", mine());
        check("#list unassigned", Question::Unassigned);
        check("#list open\n", Question::Open);
        check("#list team M3", Question::OfTeam("m3".to_owned()));
        for show in ["#show HD-00042", "#show hd42", "#show 42", "#Show [HD-00042]", "#show HD 00042"] {
            check(show, Question::One(TicketNumber(42)));
        }
        assert_eq!(asked("#help").unwrap().question, Ok(None));
        assert_eq!(asked("#help with this").unwrap().question, Ok(None));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let check =
            |text: &str, expected: &str| assert_eq!(asked(text).unwrap().question.unwrap_err(), expected, "{text:?}");
        check("#list yours", "names no list; write #list mine, #list unassigned, #list open or #list team NAME");
        check("#list mine please", "names no list; write #list mine, #list unassigned, #list open or #list team NAME");
        check("#list team", "says no team; teams are: m3");
        check("#list team sales", "sales is not a team; teams are: m3");
        check("#show", "says no ticket; write #show HD-00042");
        check("#show XY-00042", "XY-00042 is no reference; write #show HD-00042");
        check("#show 0", "0 is no reference; write #show HD-00042");
        let anna = policy().people.agents.0[0].clone();
        assert_eq!(
            find_asked(&policy(), &anna, "#list team m3").unwrap().question.unwrap_err(),
            "this desk has no teams"
        );
    }

    #[test]
    fn a_question_stands_alone() {
        let check = |text: &str, expected: Option<bool>| {
            assert_eq!(asked(text).map(|asked| asked.has_more), expected, "{text:?}");
        };
        check("#list mine", Some(false));
        check("#list mine\n\n  \n", Some(false));
        check("#list mine\nThanks.", Some(true));
        check("#list mine\n#resolved", None);
        check("#resolved\n#list mine", None);
        check("#list mine\n#show HD-00001", None);
        check("Hello\n#list mine", None);
        check("#listing", None);
        check("# list", None);
        check("", None);
    }

    #[test]
    fn customers_ask_with_the_subject() {
        let words = ["tickets", "meine tickets", "vorgänge"].map(str::to_owned);
        let check = |subject: &str, text: &str, expected: bool| {
            assert_eq!(asks_for_own(&words, &Subject::new(subject), text), expected, "{subject:?} {text:?}");
        };
        check("tickets", "", true);
        check("Tickets!", "Could I have a list, please? Thanks, Ada", true);
        check("  Meine   TICKETS ", "", true);
        check("VORGÄNGE", "", true);
        check("Re: tickets", "", false);
        check("[HD-00042] tickets", "", false);
        check("tickets for the concert", "", false);
        check("ticket", "", false);
        check("", "", false);
        check("?", "", false);
        check("tickets", &"word ".repeat(40), true);
        check("tickets", &"word ".repeat(41), false);
        assert!(!asks_for_own(&[], &Subject::new("tickets"), ""));
    }
}
