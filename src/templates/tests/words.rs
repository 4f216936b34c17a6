//! Values that templates word: each has words in every language.

use super::*;
use crate::desk::command::{CommandFault, FaultKind};

/// All kinds, in their order.
const FAULTS: &[FaultKind] = &[
    FaultKind::UnknownCommand,
    FaultKind::TakesNoArgument,
    FaultKind::Contradicts,
    FaultKind::StandsAlone,
    FaultKind::ForHeldMail,
    FaultKind::HeldChoices,
    FaultKind::NotHeld,
    FaultKind::NoWords,
    FaultKind::UnknownStatus,
    FaultKind::ForCustomers,
    FaultKind::OnlyAssignee,
    FaultKind::StartsElsewhere,
    FaultKind::PartnerNotInvolved,
    FaultKind::NoInquiries,
    FaultKind::OpenAlready,
    FaultKind::OpensItself,
    FaultKind::NoInquiryAgain,
    FaultKind::NeedsOpen,
    FaultKind::NoAssignee,
    FaultKind::NotAnAgent,
    FaultKind::NoTeams,
    FaultKind::NoTeam,
    FaultKind::NotATeam,
    FaultKind::NoValue,
    FaultKind::NotAValue,
    FaultKind::NotASubtype,
    FaultKind::SubtypeAlone,
    FaultKind::NoAddress,
    FaultKind::SeveralAddresses,
    FaultKind::AgentsAddress,
    FaultKind::DesksAddress,
    FaultKind::ProgramsAddress,
    FaultKind::AddOrRemove,
    FaultKind::OnTicketAlready,
    FaultKind::NotOnTicket,
    FaultKind::RequesterStays,
    FaultKind::AskedAlready,
    FaultKind::NeedsTicket,
    FaultKind::NoReference,
    FaultKind::NoSubject,
    FaultKind::WasMerged,
    FaultKind::MergesItself,
    FaultKind::UnknownTicket,
    FaultKind::MergedItself,
    FaultKind::IsSpam,
    FaultKind::OtherCustomers,
    FaultKind::UnknownList,
    FaultKind::NoTicketNamed,
    FaultKind::NotAReference,
    FaultKind::Unanswered,
];

/// How a receipt words a fault.
fn worded(language: &str, fault: &CommandFault) -> String {
    let mut sample = sample("full");
    sample.facts.receipt = vec![CommandFault::line("#command", Some(fault))];
    let letter = SHIPPED.render(NoticeKind::Receipt, &sample.head(language), &sample.facts).unwrap();
    let below = letter.text.lines().skip_while(|line| !line.ends_with("#command")).skip(1);
    below.map(str::trim).take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

#[test]
fn all_faults_are_listed() {
    assert!(FAULTS.iter().enumerate().all(|(index, kind)| *kind as usize == index));
    assert_eq!(FAULTS.last(), Some(&FaultKind::Unanswered));
}

#[test]
fn every_fault_has_words_in_every_language() {
    for kind in FAULTS {
        let full = kind.of("anna").against("HD-00041").choices(["one", "two"]);
        for fault in [full, CommandFault::from(*kind)] {
            let english = fault.to_string();
            assert_eq!(worded("en", &fault), english.trim(), "{kind:?}");
            for language in ["nl", "de"] {
                let words = worded(language, &fault);
                assert!(words.len() > 10 && words != english, "{language} {kind:?}: {words}");
                for given in ["anna", "one, two"] {
                    assert_eq!(words.contains(given), english.contains(given), "{language} {kind:?}: {words}");
                }
            }
        }
    }
}
