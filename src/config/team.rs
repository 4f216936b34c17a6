//! `[[team]]`: agents who share some tickets.

use crate::desk::people::Agents;
use crate::desk::team::{Team, Teams};

use super::reader::{Found, Key, Table};
use super::suggest;
use super::titles;

const NAME: Key = Key { name: "name", example: "\"m3\"" };
const MEMBERS: Key = Key { name: "members", example: "[\"anna\", \"ben\"]" };

/// Reads all teams.
pub(super) fn read(root: &Table<'_>, agents: &Agents) -> Teams {
    let mut teams = Teams::default();
    for table in root.tables("team") {
        if let Some(team) = read_team(&table, &teams, agents) {
            teams.0.push(team);
        }
    }
    teams
}

fn read_team(table: &Table<'_>, before: &Teams, agents: &Agents) -> Option<Team> {
    let name = table.required(NAME, Table::text);
    let found = table.required(MEMBERS, Table::texts);
    let titles = titles::read(table, &titles::TITLE);
    table.done();
    let (name, found) = (name?, found?);
    check_team_name(table, &name, before);
    if found.value.is_empty() {
        let message = format!("team `{}` has no members", name.value);
        table.reading.fault(&found.span, message, "write members = [\"anna\"], the short names of agents");
    }
    let mut members: Vec<String> = Vec::new();
    for member in &found.value {
        let Some(agent) = find_agent(table, agents, member) else { continue };
        if members.contains(&agent) {
            table.reading.fault(&member.span, format!("{agent} is listed twice"), "remove one of them");
        } else {
            members.push(agent);
        }
    }
    Some(Team { name: name.value, titles, members })
}

fn check_team_name(table: &Table<'_>, name: &Found<String>, before: &Teams) {
    if before.find_by_name(&name.value).is_some() {
        table.reading.fault(
            &name.span,
            format!("there are two teams `{}`", name.value),
            "give one of them another name",
        );
    }
    let plain = |c: char| c.is_alphanumeric() && !c.is_uppercase() || c == '-';
    if !name.value.starts_with(char::is_alphabetic) || !name.value.chars().all(plain) {
        let message = format!("`{}` isn't a name for a team: use lower-case letters, digits and `-`", name.value);
        table.reading.fault(&name.span, message, "write name = \"m3\", the word for #team");
    }
}

/// The agent of that short name. An unknown one is a fault.
pub(super) fn find_agent(table: &Table<'_>, agents: &Agents, named: &Found<String>) -> Option<String> {
    let agent = agents.find_by_name(&named.value).map(|agent| agent.name.clone());
    if agent.is_none() {
        let known: Vec<&str> = agents.0.iter().map(|agent| agent.name.as_str()).collect();
        let message = format!("`{}` isn't an agent", named.value);
        table.reading.fault(&named.span, message, suggest::hint(&named.value, &known));
    }
    agent
}
