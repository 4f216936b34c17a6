//! Where a page sends people on to. Never an address that comes from a browser: what a form carries is a word, and a word that
//! isn't one of ours leads home.

/// A page of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// The list of tickets.
    Home,
    /// The page to sign in, and where to go from there.
    SignIn(Box<Place>),
    /// A ticket, by its printed reference.
    Ticket(String),
    /// The same, after something was done on it.
    TicketDone(String, Done),
    /// A new ticket.
    New,
    /// The reader's own page.
    Me,
    /// The agents' queue.
    Desk,
    /// A ticket for agents.
    DeskTicket(String),
    /// The page for operators.
    House,
    /// The knowledge base.
    Knowledge,
    /// One of its articles.
    Article(String),
}

/// What was done, for the notice above the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// Words were sent.
    Sent,
    /// The ticket was opened.
    Opened,
    /// Something else.
    Other,
}

impl Done {
    /// The word in the address.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Opened => "opened",
            Self::Other => "done",
        }
    }

    /// What a word means.
    pub(super) fn find(word: &str) -> Option<Self> {
        [Self::Sent, Self::Opened, Self::Other].into_iter().find(|done| done.word() == word)
    }
}

impl Place {
    /// Its path.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::SignIn(to) if **to == Self::Home => "/in".to_owned(),
            Self::SignIn(to) => format!("/in?to={}", to.word()),
            Self::Ticket(reference) => format!("/t/{reference}"),
            Self::TicketDone(reference, done) => format!("/t/{reference}?done={}", done.word()),
            Self::New => "/new".to_owned(),
            Self::Me => "/me".to_owned(),
            Self::Desk => "/desk".to_owned(),
            Self::DeskTicket(reference) => format!("/desk/t/{reference}"),
            Self::House => "/desk/house".to_owned(),
            Self::Knowledge => "/kb".to_owned(),
            Self::Article(slug) => format!("/kb/{slug}"),
        }
    }

    /// The word for it in forms and addresses.
    pub(super) fn word(&self) -> String {
        match self {
            Self::Home | Self::SignIn(_) => String::new(),
            Self::Ticket(reference) | Self::TicketDone(reference, _) => format!("t-{reference}"),
            Self::New => "new".to_owned(),
            Self::Me => "me".to_owned(),
            Self::Desk => "desk".to_owned(),
            Self::DeskTicket(reference) => format!("d-{reference}"),
            Self::House => "house".to_owned(),
            Self::Knowledge => "kb".to_owned(),
            Self::Article(slug) => format!("k-{slug}"),
        }
    }

    /// The page of a word; home for any other.
    pub(super) fn of_word(word: &str) -> Self {
        let is_reference = |text: &str, most: usize| {
            text.len() <= most
                && !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        match word {
            "new" => Self::New,
            "me" => Self::Me,
            "desk" => Self::Desk,
            "house" => Self::House,
            "kb" => Self::Knowledge,
            _ => match word.split_once('-') {
                Some(("t", reference)) if is_reference(reference, 32) => Self::Ticket(reference.to_owned()),
                Some(("d", reference)) if is_reference(reference, 32) => Self::DeskTicket(reference.to_owned()),
                Some(("k", slug)) if is_reference(slug, 80) => Self::Article(slug.to_owned()),
                _ => Self::Home,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_leads_to_a_page_of_ours_or_home() {
        let check = |word: &str, path: &str| assert_eq!(Place::of_word(word).path(), path, "{word}");
        check("t-HD-00042", "/t/HD-00042");
        check("d-HD-00042", "/desk/t/HD-00042");
        check("k-gripper-reset", "/kb/gripper-reset");
        check("k-../desk", "/");
        check("kb", "/kb");
        check("new", "/new");
        check("", "/");
        check("https://evil.example", "/");
        check("//evil.example", "/");
        check("t-/evil.example", "/");
        check("t-..", "/");
        check("t-HD-00042?x=1", "/");
        check("t-\r\nSet-Cookie: x", "/");
        check(&format!("t-{}", "1".repeat(33)), "/");
        for place in
            [Place::Home, Place::New, Place::Me, Place::Desk, Place::House, Place::Ticket("HD-00001".to_owned())]
        {
            assert_eq!(Place::of_word(&place.word()), place);
        }
        assert_eq!(Place::SignIn(Box::new(Place::New)).path(), "/in?to=new");
    }
}
