//! What agents read beside the words of an act.

use super::by::By;
use super::fault::CommandFault;
use super::refusal::{NoPerson, Refusal};
use crate::desk::people::Role;
use crate::mail::reason::reasons;

reasons!(
    /// Remarks that agents read beside the words.
    pub enum Remark {
        AnswersNote => "it answers a note, and is one itself",
        AnswerWaits { by: String, colleague: String } =>
            "{by} wrote this before the answer of {colleague} could be read. It was not sent; {by} is asked.",
        AnswerCrossed { by: String } =>
            "It came before the answer of {by}, which answers an older message. The answer was sent.",
        NotJoined { addresses: String } =>
            "The mail went to {addresses}, too. They do not follow the ticket, because nothing proves who wrote; to include somebody, write #cc add ADDRESS",
        AnswersCopy { address: String } =>
            "{address} is not on this ticket: the mail that they answer went to them, too. Only agents see this; to include them, write #cc add {address}",
        PassedOn { address: String } =>
            "{address} is not on this ticket: a letter about it was passed on to them. Only agents see this; to include them, write #cc add {address}",
        WasOn { address: String } =>
            "{address} is no longer on this ticket, and answers a letter from before. Only agents see this; to include them again, write #cc add {address}",
        ByForm { form: String, address: String } =>
            "It came by the form {form}, in which {address} is named; nothing proves that they wrote it.",
        AnswersGoTo { wanted: String } => "Answers are wanted at {wanted}, and go there.",
        AnswersWanted { wanted: String, address: String } =>
            "Answers are wanted at {wanted}, but go to {address}. To write there, put #requester {wanted} on the first line.",
        WroteToo { who: String } => "{who} is named as an author, too. To include them, write #cc add {who}",
        Unanswerable { address: String } =>
            "Nobody reads {address}: no letter goes there. To say who asks, write #requester ADDRESS",
        WithinQuote { words: String } =>
            "These words stand within the quoted text, and not in the letter that it quotes:\n{words}",
        Brought { by: String } => "{by} opened it on their behalf.",
        BroughtWith { by: String, words: String } => "{by} opened it on their behalf. {words}",
        ForColleague { writer: String, colleague: String } => "{writer} opens it on behalf of {colleague}",
        ForNobody { line: String, why: NoPerson } => "\"{line}\" is text here: {why}",
        FilesLeftOut { files: String } =>
            "The mail server takes no mail as large as this one with its files, so they are not with it: {files}",
        FilesKept { files: String, mail: u64 } =>
            "The mail server takes no mail as large as this one with its files, so they are not with it: {files}. They are kept: maildesk ledger --mail {mail} --raw",
        WordsLeftOut =>
            "The mail server takes no mail as large as this one, so the middle of its text is left out here ([…]). Nothing is lost: what came in is kept whole.",
        WishAtOpening { name: String } => "\"#{name}\" is text in the mail that opens a ticket",
        WishRefused { name: String, role: Role, why: Refusal } => "\"#{name}\" is text in a {role}'s mail: {why}",
        Thanks => "it says thanks and nothing else: no rule moves the ticket",
        FormContradicts { label: String, given: String, name: String } =>
            "form line \"{label}: {given}\" contradicts itself: {name} is not set",
        FormNoSubtype { label: String, given: String, of: String } =>
            "form line \"{label}: {given}\" names no subtype of {of}",
        FormSubtypeAlone { label: String, given: String, name: String } =>
            "form line \"{label}: {given}\" names a subtype of {name} without its value",
        FormNoValue { label: String, given: String, name: String } =>
            "form line \"{label}: {given}\" names no value of {name}",
        ChoicesToldBefore => "nobody is told the choices again: they were told before",
        NamesAnother { reference: String, address: String } =>
            "The mail names {reference}: names a ticket that {address} is not on; a number alone grants nothing.",
        GoesOnFrom { reference: String, status: String, since: String } =>
            "Goes on from {reference}, which has been {status} since {since}.",
        SplitFrom { reference: String, subject: String } => "Split from {reference} ({subject}).",
        MergedFrom { reference: String, subject: String, by: By } =>
            "{reference} ({subject}) was merged into this ticket: {by}.",
        MergedDone { status: String } =>
            "One of the two was done and the other was not: it is {status} now. Another status on the first line of a reply changes that.",
        Cut { kept: u64, size: u64 } =>
            "Only the first {kept} of its {size} bytes were taken; the whole mail stays where it came in.",
        Unused => "The other words of your mail were not used: they went to nobody and stand on no ticket.",
        WrongQuestion { line: String, why: CommandFault } => "{line} {why}. No ticket was opened.",
        NoQuestion { line: String } =>
            "\"{line}\" is no question that we can answer by ourselves. To ask us something, please write it in words.",
        PromiseTook { name: String, promise: String, target: String, used: String } =>
            "promise \"{name}\": {promise} within {target}, took {used}",
        PromiseUses { name: String, promise: String, target: String, used: String } =>
            "promise \"{name}\": {promise} within {target}, {used} are used",
        PromiseUsedUp { name: String, promise: String, target: String } =>
            "promise \"{name}\": {promise} within {target}, the time is used up",
    }
);
