//! What an agent can set and do on a ticket beside writing: a select or a box for each value, and a form for each command that
//! is possible now. Their values are commands as `#help` writes them; nothing that is typed elsewhere is.

use crate::desk::people::Agent;
use crate::desk::ticket::Ticket;
use crate::desk::title::TitleReader;
use crate::mail::Address;
use crate::mail::clean::one_line;
use crate::pages::views::{CommandForm, CommandInput, FaultKind, FormFault, Setting, SettingChoice};

use super::super::form::Form;
use super::super::portal::Portal;

/// The commands with a form of their own, by their words behind `#`, and what each needs.
const FORMS: [(&str, CommandInput); 5] = [
    ("open", CommandInput::Nothing),
    ("requester", CommandInput::Address),
    ("split", CommandInput::Text),
    ("merge", CommandInput::Text),
    ("spam", CommandInput::Nothing),
];

/// What this agent can set: status, assignee, team, fields. The empty value leaves it as it is. A status that only the assignee
/// sets is no choice of others.
pub(super) fn settings(portal: &Portal, ticket: &Ticket, (agent, language): (&Agent, &str)) -> Vec<Setting> {
    let policy = portal.policy();
    let choice = |value: &str, label: &str, chosen: bool| SettingChoice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen,
    };
    let now = |label: String| choice("", &label, true);
    let word = |key: &str| portal.pages.word(language, &format!("setting.{key}"));
    let not_set = || word("not-set");
    let setting = |name: &str, choices| Setting { name: name.to_owned(), choices, ..Setting::default() };
    let title = policy.workflow.title(&ticket.status, language, TitleReader::Agent);
    let is_theirs = ticket.assignee.as_ref() == Some(&agent.name);
    let may_set = |command: &str| {
        let status = policy.workflow.find(command.trim_start_matches('#'));
        is_theirs || status.is_none_or(|status| !status.by_assignee)
    };
    let statuses = policy.workflow.settable(ticket.status.as_str(), language);
    let statuses = statuses
        .iter()
        .filter(|status| may_set(&status.command))
        .map(|status| choice(&status.command, &status.label, false));
    let assignee =
        ticket.assignee.as_deref().map_or_else(|| word("nobody"), |name| policy.people.agents.full_name(name));
    let others = policy.people.agents.0.iter().filter(|agent| ticket.assignee.as_ref() != Some(&agent.name));
    let agents = others.map(|agent| choice(&format!("#assign {}", agent.name), agent.contact.display(), false));
    let mut settings = vec![
        setting("status", std::iter::once(now(title)).chain(statuses).collect()),
        setting("assignee", std::iter::once(now(assignee)).chain(agents).collect()),
    ];
    if !policy.people.teams.0.is_empty() {
        let team = ticket.team.as_deref().map_or_else(not_set, |name| policy.people.teams.title(name, language));
        let others = policy.people.teams.0.iter().filter(|team| ticket.team.as_ref() != Some(&team.name));
        let teams = others.map(|team| choice(&format!("#team {}", team.name), &team.called(language), false));
        settings.push(setting("team", std::iter::once(now(team)).chain(teams).collect()));
    }
    for field in &policy.fields.0 {
        let value = ticket.fields.get(&field.name);
        let label = field.label(language).to_owned();
        if field.choices.is_empty() {
            let (name, value) = (format!("free.{}", field.name), value.unwrap_or_default().to_owned());
            settings.push(Setting { name, label, value, was: format!("was.{}", field.name), choices: Vec::new() });
            continue;
        }
        let shown = value.map_or_else(not_set, |value| field.shown(value, language));
        let others = field.names().into_iter().filter(|name| value != Some(name.as_str()));
        let others =
            others.map(|name| choice(&format!("#{} {name}", field.name), &field.shown(&name, language), false));
        let none = value.map(|_| choice(&format!("#{} none", field.name), &not_set(), false));
        let choices = std::iter::once(now(shown)).chain(others).chain(none).collect();
        settings.push(Setting { name: format!("field.{}", field.name), label, choices, ..Setting::default() });
    }
    settings
}

/// The commands that are possible now; `typed` is the name of one, and what was typed for it.
pub(super) fn commands(
    portal: &Portal,
    ticket: &Ticket,
    (name, argument): &(String, String),
    language: &str,
) -> Vec<CommandForm> {
    let is_inquiry = portal.policy().workflow.is_inquiry(&ticket.status);
    let is_possible = |word: &str| match word {
        "open" => is_inquiry,
        "spam" => !ticket.spam,
        _ => true,
    };
    let form = |(word, input): (&'static str, CommandInput)| CommandForm {
        name: word.to_owned(),
        label: portal.pages.word(language, &format!("command.{word}")),
        field: format!("argument.{word}"),
        input,
        value: if name == word { argument.clone() } else { String::new() },
    };
    FORMS.into_iter().filter(|(word, _)| is_possible(word)).map(form).collect()
}

/// The command of a form.
pub(super) fn read_command(form: &Form, name: &str) -> Result<String, FormFault> {
    let field = format!("argument.{name}");
    let fault = |kind: FaultKind| FormFault { field: field.clone(), label: String::new(), kind };
    let Some((_, input)) = FORMS.iter().find(|(word, _)| *word == name) else {
        return Err(FormFault { field: "do".to_owned(), label: String::new(), kind: FaultKind::NotAChoice });
    };
    let argument = one_line(form.first(&field).unwrap_or_default()).trim().to_owned();
    match input {
        CommandInput::Nothing => Ok(format!("#{name}")),
        _ if argument.is_empty() => Err(fault(FaultKind::Missing)),
        CommandInput::Address if Address::parse(&argument).is_none() => Err(fault(FaultKind::NotAnAddress)),
        CommandInput::Address | CommandInput::Text => Ok(format!("#{name} {argument}")),
    }
}

/// The commands for what was set anew.
pub(super) fn set_commands(form: &Form) -> Vec<String> {
    let chosen = form.fields.iter().filter(|(name, value)| {
        let is_setting = ["status", "assignee", "team"].contains(&name.as_str()) || name.starts_with("field.");
        is_setting && value.starts_with('#')
    });
    let written = form.fields.iter().filter_map(|(name, value)| {
        let field = name.strip_prefix("free.")?;
        let (was, is) = (form.first(&format!("was.{field}")).unwrap_or_default(), one_line(value));
        let is = is.trim();
        let to = if is.is_empty() { "none" } else { is };
        (is != was).then(|| format!("#{field} {to}"))
    });
    chosen.map(|(_, value)| value.clone()).chain(written).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::registry::BUILT_IN;

    /// Where an agent finds on pages what a command does. Whoever makes a new command decides it here.
    fn place(word: &str) -> &'static str {
        match word {
            "assign" | "team" | "status" => "a setting of /desk/t/N",
            "note" | "public" => "the two buttons below the box",
            "cc" => "People",
            "on-behalf" => "/desk/new",
            "open" | "requester" | "merge" | "split" | "spam" => "a form",
            "send" => "the comment that was not sent",
            "release" | "drop" => "/desk/mail/N",
            "list" => "/desk and its search",
            "show" => "/desk/t/N itself",
            "help" => "nowhere: what is possible stands on the page",
            _ => "unknown",
        }
    }

    #[test]
    fn every_command_has_its_place() {
        for command in BUILT_IN {
            assert_ne!(place(command.word), "unknown", "#{} has no place on the agents' pages", command.word);
            let has_form = FORMS.iter().any(|(word, _)| *word == command.word);
            assert_eq!(has_form, place(command.word) == "a form", "#{}", command.word);
        }
    }

    #[test]
    fn what_is_typed_is_one_argument() {
        let form = |name: &str, value: &str| Form {
            fields: vec![(format!("argument.{name}"), value.to_owned())],
            ..Form::default()
        };
        let check = |name: &str, value: &str, expected: Result<&str, FaultKind>| {
            let found = read_command(&form(name, value), name).map_err(|fault| fault.kind);
            assert_eq!(found, expected.map(str::to_owned), "{name} {value:?}");
        };
        check("spam", "", Ok("#spam"));
        check("open", "anything", Ok("#open"));
        check("split", "The invoice\n#spam", Ok("#split The invoice #spam"));
        check("split", " \n ", Err(FaultKind::Missing));
        check("merge", " HD-00041 ", Ok("#merge HD-00041"));
        check("requester", "Ada <ada@customer.example>", Err(FaultKind::NotAnAddress));
        check("requester", "ada@customer.example", Ok("#requester ada@customer.example"));
        check("assign", "ben", Err(FaultKind::NotAChoice));
    }

    #[test]
    fn free_fields_are_set_when_they_change() {
        let check = |was: &str, is: &str, expected: &[&str]| {
            let fields = [("was.product", was), ("free.product", is), ("status", ""), ("team", "#team press")];
            let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let found = set_commands(&Form { fields, ..Form::default() });
            assert_eq!(found, [&["#team press"], expected].concat());
        };
        check("KR 10", "KR 10", &[]);
        check("KR 10", "KR 20", &["#product KR 20"]);
        check("KR 10", " ", &["#product none"]);
        check("", "", &[]);
    }
}
