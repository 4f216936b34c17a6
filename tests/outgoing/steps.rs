//! Random steps of people, and the ways in which agents' programs quote.

use maildesk::mail::Inbound;
use proptest::prelude::*;

/// One mail, or a move of the clock. `who`, `ticket` and `hostile` are taken modulo the number of choices.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) who: usize,
    pub(crate) activity: Activity,
    pub(crate) ticket: usize,
    pub(crate) hostile: usize,
}

#[derive(Debug, Clone)]
pub(crate) enum Activity {
    /// Somebody writes a new mail.
    Opens {
        with_file: bool,
    },
    /// Somebody writes a mail that names a ticket, on it or not.
    Answers {
        with_file: bool,
        commands: bool,
    },
    /// The same with the number alone: asks for a list, or rates.
    Asks,
    Rates,
    /// An agent writes on a ticket, perhaps quietly: with `#note` above the other commands.
    Agent {
        says: Agents,
        quietly: bool,
        with_file: bool,
        quote: Quote,
    },
    /// An agent forwards somebody's mail onto a ticket, or as a new one.
    Forward {
        onto: bool,
        with_file: bool,
    },
    /// An agent writes a new mail, perhaps for a customer.
    AgentOpens {
        on_behalf: bool,
        note: bool,
    },
    /// An agent asks: `#show HD-00001`.
    Shows,
    /// An agent has a mail sent that was not: `#send`.
    Sends,
    /// A program answers.
    Machine {
        named: bool,
    },
    /// A letter bounces.
    Bounce,
    /// Somebody else writes in their name, to the mailbox that holds such mail.
    Forged {
        agent: bool,
    },
    /// An agent releases a held mail.
    Replay,
    /// Time passes.
    Later {
        hours: u16,
    },
}

/// What an agent says on a ticket.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Agents {
    Answers,
    Assigns,
    Wrong,
    Mistyped,
    Attaches,
    Resolves,
    WaitsForCustomer,
    ToPartner,
    Involves,
    Releases,
    Splits,
    Merges,
    Spam,
    Dossier,
    Asker,
}

/// How an agent's program quotes the answered letter.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Quote {
    None,
    Gmail,
    Outlook,
    Below,
}

impl Quote {
    pub(crate) const ALL: [Self; 4] = [Self::None, Self::Gmail, Self::Outlook, Self::Below];
}

const SAYS: [Agents; 20] = [
    Agents::Mistyped,
    Agents::Attaches,
    Agents::Attaches,
    Agents::Answers,
    Agents::Answers,
    Agents::Answers,
    Agents::Assigns,
    Agents::ToPartner,
    Agents::Involves,
    Agents::Wrong,
    Agents::Resolves,
    Agents::WaitsForCustomer,
    Agents::ToPartner,
    Agents::Involves,
    Agents::Releases,
    Agents::Splits,
    Agents::Merges,
    Agents::Spam,
    Agents::Dossier,
    Agents::Asker,
];

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let file = prop::bool::weighted(0.3);
    let says = prop::sample::select(&SAYS[..]);
    let quote = prop::sample::select(&Quote::ALL[..]);
    let activity = prop_oneof![
        5 => file.prop_map(|with_file| Activity::Opens { with_file }),
        6 => (file, prop::bool::weighted(0.2)).prop_map(|(with_file, commands)| Activity::Answers { with_file, commands }),
        1 => Just(Activity::Asks),
        1 => Just(Activity::Rates),
        12 => (says, any::<bool>(), file, quote)
            .prop_map(|(says, quietly, with_file, quote)| Activity::Agent { says, quietly, with_file, quote }),
        2 => (any::<bool>(), file).prop_map(|(onto, with_file)| Activity::Forward { onto, with_file }),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(on_behalf, note)| Activity::AgentOpens { on_behalf, note }),
        1 => Just(Activity::Shows),
        3 => Just(Activity::Sends),
        2 => any::<bool>().prop_map(|named| Activity::Machine { named }),
        1 => Just(Activity::Bounce),
        2 => any::<bool>().prop_map(|agent| Activity::Forged { agent }),
        1 => Just(Activity::Replay),
        1 => (1_u16..500).prop_map(|hours| Activity::Later { hours }),
    ];
    let hostile = prop_oneof![1 => Just(0), 2 => 0..5000_usize];
    (0..100_usize, activity, 0..100_usize, hostile).prop_map(|(who, activity, ticket, hostile)| Step {
        who,
        activity,
        ticket,
        hostile,
    })
}

/// An agent's words, with the answered letter quoted as mail programs do.
pub(crate) fn quoted(said: &str, quote: Quote, letter: Option<&Inbound>) -> String {
    let Some(letter) = letter else { return said.to_owned() };
    let lines = || letter.text.lines().fold(String::new(), |lines, line| lines + "> " + line + "\n");
    match quote {
        Quote::None => said.to_owned(),
        Quote::Gmail => {
            format!(
                "{said}\n\nOn Mon, Jan 5, 2026 at 9:00 AM Press Support <support@desk.example> wrote:\n\n{}",
                lines()
            )
        }
        Quote::Outlook => format!(
            "{said}\n\n-----Original Message-----\nFrom: Press Support <support@desk.example>\n\
             Sent: Monday, January 5, 2026 9:00 AM\nTo: Anna Adler <anna@desk.example>\nSubject: {}\n\n{}",
            letter.subject, letter.text
        ),
        // Commands are at the top, whatever is quoted above the words.
        Quote::Below => {
            let (commands, below): (Vec<&str>, Vec<&str>) = said.lines().partition(|line| line.starts_with('#'));
            let (commands, below) = (commands.join("\n"), below.join("\n"));
            format!(
                "{commands}\nOn Mon, Jan 5, 2026 at 9:00 AM Press Support <support@desk.example> wrote:\n{}\n{below}",
                lines()
            )
        }
    }
}
