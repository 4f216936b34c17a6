//! What an agent's mail changes on a ticket: the commands at its top, and the rules for what they leave open.

use crate::mail::Contact;

use super::super::command::{Command, Instructions, parse_commands};
use super::super::offer;
use super::super::people::{Agent, Role};
use super::super::policy::Policy;
use super::super::routing::Routed;
use super::super::status::StatusName;
use super::super::ticket::{Ticket, Visibility};
use super::super::told::Told;
use super::super::workflow::{Occasion, Workflow};
use super::{Change, Incoming, customer, inquiry, involve, on_behalf};

/// The commands on top of a mail; those that do not hold on its ticket are faults.
pub(super) fn read_commands(
    policy: &Policy,
    incoming: &Incoming,
    agent: &Agent,
    ticket: Option<&Ticket>,
) -> Instructions {
    let requester = ticket.and_then(|ticket| ticket.requester.as_ref());
    let mut instructions = parse_commands(&incoming.new_text, agent, policy.lexicon());
    let opens = inquiry::is_opened(&instructions);
    for line in &mut instructions.lines {
        let Ok(command) = &line.command else { continue };
        let why = on_behalf::refusal(policy, requester, command)
            .or_else(|| involve::refusal(policy, ticket, command))
            .or_else(|| without_ticket(ticket, command))
            .or_else(|| inquiry::refusal(policy, ticket, (command, opens)));
        if let Some(why) = why {
            line.command = Err(why);
        }
    }
    if let Some(ticket) = ticket {
        refuse_transitions(policy, ticket, &mut instructions);
    }
    let assignee = ticket.and_then(|ticket| ticket.assignee.as_deref());
    refuse_to_others(&policy.workflow, (agent, assignee), &mut instructions);
    instructions
}

/// Statuses that only the assignee sets are faults for others, unless they take the ticket with the same mail.
fn refuse_to_others(workflow: &Workflow, (agent, assignee): (&Agent, Option<&str>), instructions: &mut Instructions) {
    let takes = |command: &Command| matches!(command, Command::Assign(to) if *to == agent.name);
    if assignee == Some(agent.name.as_str()) || instructions.commands().any(takes) {
        return;
    }
    for line in &mut instructions.lines {
        let to = match &line.command {
            Ok(Command::Status(to)) => Some(to),
            Ok(Command::Transition(name)) => workflow.find_transition(name).map(|transition| &transition.to),
            _ => None,
        };
        let Some(status) = to.and_then(|to| workflow.find(to.as_str())).filter(|status| status.by_assignee) else {
            continue;
        };
        let (name, who) = (&status.name, assignee.unwrap_or("nobody yet"));
        line.command =
            Err(format!("only its assignee ({who}) sets {name}; take it with #assign me on a line of its own"));
    }
}

/// Transitions that nobody can ask for on this ticket are faults.
pub(super) fn refuse_transitions(policy: &Policy, ticket: &Ticket, instructions: &mut Instructions) {
    for line in &mut instructions.lines {
        let Ok(Command::Transition(name)) = &line.command else { continue };
        let transition = policy.workflow.find_transition(name);
        if let Some(why) = transition.and_then(|transition| offer::refusal(&policy.people, ticket, transition)) {
            line.command = Err(why);
        }
    }
}

/// Why nothing can be merged, split or set aside: there is nothing yet.
fn without_ticket(ticket: Option<&Ticket>, command: &Command) -> Option<String> {
    let of_a_ticket = matches!(command, Command::Merge(_) | Command::Split(_) | Command::Spam);
    (ticket.is_none() && of_a_ticket).then(|| "needs a ticket that stands: answer a letter about it".to_owned())
}

/// What the commands of a mail say to the ticket.
#[derive(Default)]
pub(super) struct Commanded {
    status: Option<(StatusName, String)>,
    assignee: Option<(String, String)>,
    requester: Option<(Contact, String)>,
    handed: Option<(String, String)>,
    telling: Tells,
    opens: bool,
    others: Vec<Change>,
    /// Merged, split, spam.
    fate: Vec<Change>,
}

/// Whom the commands and rules tell, in the words of the config.
#[derive(Debug, Default)]
pub(super) struct Tells {
    pub(super) words: Vec<Told>,
    /// The partner that gets the ticket.
    pub(super) partner: Option<String>,
}

/// Gathers what the commands say.
pub(super) fn commanded(workflow: &Workflow, agent: &Agent, instructions: &Instructions) -> Commanded {
    let mut commanded = Commanded::default();
    for line in &instructions.lines {
        let because = format!("command {}", line.written);
        match &line.command {
            Ok(Command::Status(to)) => commanded.status = Some((to.clone(), because)),
            Ok(Command::Assign(to)) => commanded.assignee = Some((to.clone(), because)),
            Ok(Command::OnBehalf(to)) => commanded.requester = Some((to.clone(), because)),
            Ok(Command::Involve(who)) => commanded.others.push(Change::Join { who: who.clone(), reason: because }),
            Ok(Command::Release(who)) => commanded.others.push(Change::Leave { who: who.clone(), reason: because }),
            Ok(Command::Team(to)) => commanded.others.push(Change::Team { to: to.clone(), reason: because }),
            Ok(Command::Field { name, to }) => {
                commanded.others.push(Change::Field { name: name.clone(), to: to.clone(), reason: because })
            }
            Ok(Command::Open) => commanded.opens = true,
            Ok(Command::Merge(into)) => {
                commanded.fate.push(Change::Merged { into: *into, reason: because.clone() });
                commanded.set_aside(workflow, because);
            }
            Ok(Command::Spam) => {
                commanded.fate.push(Change::Spam { reason: because.clone() });
                commanded.set_aside(workflow, because);
            }
            Ok(Command::Split(subject)) => {
                commanded.fate.push(Change::Split { subject: subject.clone(), reason: because });
            }
            Ok(Command::Transition(name)) => commanded.transit(workflow, agent, name),
            _ => {}
        }
    }
    if commanded.opens {
        commanded.status.get_or_insert_with(|| (workflow.initial().clone(), "command #open".to_owned()));
    }
    commanded
}

impl Commanded {
    fn set_aside(&mut self, workflow: &Workflow, because: String) {
        self.status = workflow.set_aside().map(|to| (to.clone(), because));
    }

    fn transit(&mut self, workflow: &Workflow, agent: &Agent, name: &str) {
        let Some(transition) = workflow.find_transition(name) else { return };
        let because = || format!("transition \"{name}\"");
        self.status = Some((transition.to.clone(), because()));
        self.telling.words.extend(&transition.tells);
        if let Some(partner) = &transition.partner {
            self.telling.partner = Some(partner.clone());
            self.handed = Some((partner.clone(), because()));
        }
        if transition.assign_author {
            self.assignee.get_or_insert_with(|| (agent.name.clone(), because()));
        }
    }

    /// What they say of a ticket that is still to be opened; it goes before all routes.
    pub(super) fn take_routed(&mut self) -> Routed {
        let mut routed = Routed { assignee: self.assignee.as_ref().map(|(to, _)| to.clone()), ..Routed::default() };
        for change in std::mem::take(&mut self.others) {
            match &change {
                Change::Team { to, .. } => routed.team = Some(to.clone()),
                Change::Field { name, to: Some(to), .. } => routed.fields.set(name, Some(to)),
                _ => {
                    self.others.push(change);
                    continue;
                }
            }
            routed.reasons.push(sentence(&change));
        }
        routed
    }

    /// Whom they tell.
    pub(super) fn take_tells(&mut self) -> Tells {
        std::mem::take(&mut self.telling)
    }

    /// As changes of a ticket with this status and assignee; what is so already is none. Its requester is not among
    /// them.
    pub(super) fn changes(self, from: &StatusName, had: Option<&str>) -> Vec<Change> {
        let status = self.status.filter(|(to, _)| to != from);
        let status = status.map(|(to, reason)| Change::Status { from: from.clone(), to, reason });
        let assignee = self.assignee.filter(|(to, _)| had != Some(to));
        let assign = assignee.map(|(to, reason)| Change::Assign { to, reason });
        let handed = self.handed.map(|(partner, reason)| Change::Handed { partner, reason });
        self.others.into_iter().chain(self.fate).chain(assign).chain(status).chain(handed).collect()
    }
}

/// Commands first, then rules for what the commands left open. And whom they tell.
pub(super) fn changes(
    policy: &Policy,
    ticket: &Ticket,
    agent: &Agent,
    (instructions, visibility): (&Instructions, Visibility),
) -> (Vec<Change>, Tells) {
    let mut commanded = commanded(&policy.workflow, agent, instructions);
    let wrote_something = !instructions.text.is_empty();
    let occasion =
        Occasion { comment_by: Role::Agent, status: &ticket.status, visibility, assigned: ticket.assignee.is_some() };
    for rule in policy.workflow.fitting(occasion).filter(|_| wrote_something) {
        let because = || format!("rule \"{}\"", rule.name);
        if let Some(to) = rule.then.status.as_ref().filter(|_| !policy.workflow.is_inquiry(&ticket.status)) {
            commanded.status.get_or_insert_with(|| (to.clone(), because()));
        }
        commanded.telling.words.extend(&rule.then.tells);
        if rule.then.assign_author {
            commanded.assignee.get_or_insert_with(|| (agent.name.clone(), because()));
        }
    }
    let tells = commanded.take_tells();
    let requester = commanded.requester.take().map(|(to, reason)| {
        let organisation = customer::organisation_of(policy, &to);
        Change::Requester { to, organisation, reason }
    });
    let moved = commanded.changes(&ticket.status, ticket.assignee.as_deref());
    (requester.into_iter().chain(moved).filter(|change| !is_so(policy, ticket, change)).collect(), tells)
}

/// Whether a change would change nothing. An agent who says again how urgent it is has judged it.
fn is_so(policy: &Policy, ticket: &Ticket, change: &Change) -> bool {
    match change {
        Change::Field { name, to: Some(_), .. } if policy.promises.judged_by.as_ref() == Some(name) => false,
        Change::Team { to, .. } => ticket.team.as_ref() == Some(to),
        Change::Field { name, to, .. } => ticket.fields.get(name) == to.as_deref(),
        _ => false,
    }
}

/// A change as one of the reasons.
pub(super) fn sentence(change: &Change) -> String {
    match change {
        Change::Status { from, to, reason } => format!("{reason} sets {from} to {to}"),
        Change::Assign { to, reason } => format!("{reason} makes {to} the assignee"),
        Change::Team { to, reason } => format!("{reason} gives it to the team {to}"),
        Change::Field { name, to: Some(to), reason } => format!("{reason} sets {name} to {to}"),
        Change::Field { name, to: None, reason } => format!("{reason} clears {name}"),
        Change::ChoicesTold { fields } => format!("the choices are told for {}", fields.join(", ")),
        Change::JudgementAsked { reason } => format!("{reason} asks for a new judgement"),
        Change::Handed { partner, reason } => format!("{reason} hands it to {partner}"),
        Change::Merged { into, reason } => format!("{reason} merges it into ticket {into}"),
        Change::Split { subject, reason } => format!("{reason} opens another ticket: {subject}"),
        Change::Spam { reason } => format!("{reason} says that it asks for nothing"),
        Change::Requester { to, reason, .. } => format!("{reason} makes {to} the requester"),
        Change::Join { who, reason } => format!("{reason} involves {who}"),
        Change::Leave { who, reason } => format!("{reason} involves {who} no more"),
        Change::LetterFailed { words, .. } => format!("a letter did not arrive: {words}"),
        Change::LetterSpared { reason } => reason.clone(),
        Change::FeedbackDue { at } => {
            format!("the requester will be asked for feedback at {}", at.strftime("%F %H:%M UTC"))
        }
        Change::FeedbackSpared { reason } => format!("the requester is not asked for feedback: {reason}"),
        Change::FeedbackAsked => "the requester is asked for feedback".to_owned(),
        Change::Rated { score, .. } => format!("rated {score} of 5"),
    }
}
