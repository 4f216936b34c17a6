//! Teams: agents who work on the same kind of tickets.

use super::by_language::Texts;

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its name in commands (`#team m3`), config and database; lower case.
    pub name: String,
    /// What people read instead of its name.
    pub titles: Texts,
    /// Its agents, by their short names.
    pub members: Vec<String>,
}

impl Team {
    /// Its title in a language.
    pub fn called(&self, language: &str) -> String {
        self.titles.shown(language).map_or_else(|| self.name.clone(), str::to_owned)
    }
}

/// All teams.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Teams(pub Vec<Team>);

impl Teams {
    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|team| team.name.as_str())
    }

    /// What people call the team of that name; one that a changed config no longer knows has its name.
    pub fn title(&self, name: &str, language: &str) -> String {
        self.find_by_name(name).map_or_else(|| name.to_owned(), |team| team.called(language))
    }

    /// The team of that name, whatever its case.
    pub fn find_by_name(&self, name: &str) -> Option<&Team> {
        self.0.iter().find(|team| team.name.eq_ignore_ascii_case(name))
    }
}
