//! Teams: agents who work on the same kind of tickets.

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its name in commands (`#team m3`), config and database; lower case.
    pub name: String,
    /// Its agents, by their short names.
    pub members: Vec<String>,
}

/// All teams.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Teams(pub Vec<Team>);

impl Teams {
    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|team| team.name.as_str())
    }

    /// The team of that name, whatever its case.
    pub fn find_by_name(&self, name: &str) -> Option<&Team> {
        self.0.iter().find(|team| team.name.eq_ignore_ascii_case(name))
    }
}
