//! The portal, as far as decisions and letters know it: its address, and the subjects that ask for it.
//!
//! Comes in: values of the config. Goes out: the addresses of its pages, as text. None of them has a secret in it, but the
//! page of stars, which holds the letter's own token; none signs anybody in.

/// The portal of a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portal {
    /// Scheme, host and port: `https://help.example`, without a slash at the end.
    pub origin: String,
    /// The subjects that ask for it, lower case; none: nobody can ask by mail.
    pub words: Vec<String>,
    /// Whether agents work on its pages, too.
    pub agents: bool,
    /// Whether stars open a page. Otherwise they open a mail.
    pub stars: bool,
}

impl Portal {
    /// The page on which people sign in.
    pub fn sign_in(&self) -> String {
        format!("{}/in", self.origin)
    }

    /// A ticket's page for whoever gets a letter about it. `None`: they have none.
    pub fn ticket(&self, reference: &str, is_agent: bool) -> Option<String> {
        let path = if is_agent { "/desk/t/" } else { "/t/" };
        let has_page = !reference.is_empty() && (self.agents || !is_agent);
        has_page.then(|| format!("{}{path}{reference}", self.origin))
    }

    /// The page on which the reader of a letter rates, without the number of stars: `https://help.example/r/TOKEN`. `None`:
    /// they rate by mail.
    pub fn rating(&self, token: &str) -> Option<String> {
        (self.stars && !token.is_empty()).then(|| format!("{}/r/{token}", self.origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_which_page() {
        let portal = |agents: bool, stars: bool| Portal {
            origin: "https://help.example".to_owned(),
            words: Vec::new(),
            agents,
            stars,
        };
        let ticket = |agents: bool, reference: &str, is_agent: bool, expected: Option<&str>| {
            assert_eq!(portal(agents, true).ticket(reference, is_agent).as_deref(), expected, "{agents} {is_agent}");
        };
        ticket(true, "HD-00042", false, Some("https://help.example/t/HD-00042"));
        ticket(true, "HD-00042", true, Some("https://help.example/desk/t/HD-00042"));
        ticket(false, "HD-00042", false, Some("https://help.example/t/HD-00042"));
        ticket(false, "HD-00042", true, None);
        ticket(true, "", false, None);
        ticket(true, "", true, None);
        let rating = |stars: bool, token: &str, expected: Option<&str>| {
            assert_eq!(portal(true, stars).rating(token).as_deref(), expected, "{stars} {token}");
        };
        rating(true, "00042p-abc", Some("https://help.example/r/00042p-abc"));
        rating(false, "00042p-abc", None);
        rating(true, "", None);
        assert_eq!(portal(true, true).sign_in(), "https://help.example/in");
    }
}
