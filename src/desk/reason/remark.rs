//! What agents read beside the words of an act.

use super::by::By;
use super::fault::CommandFault;
use super::refusal::{NoPerson, Refusal};
use crate::desk::people::Role;
use crate::mail::reason::reasons;

reasons!(
    /// Remarks that agents read beside the words.
    pub enum Remark {
        AnswersNote => "A reply to an internal note, so it's internal too.",
        AnswerWaits { by: String, colleague: String } =>
            "{by} wrote this before {colleague}'s reply could be read. It wasn't sent. {by} has been asked whether it should be.",
        AnswerCrossed { by: String } =>
            "This came before {by}'s reply, which answers an older message. The reply was sent.",
        NotJoined { addresses: String } =>
            "The email also went to {addresses}. They aren't copied in, because the sender isn't verified. To copy someone in, write #cc add ADDRESS.",
        AnswersCopy { address: String } =>
            "{address} isn't on this ticket: the email they replied to went to them too. Only agents see this. To copy them in, write #cc add {address}",
        PassedOn { address: String } =>
            "{address} isn't on this ticket: an email about it was forwarded to them. Only agents see this. To copy them in, write #cc add {address}",
        WasOn { address: String } =>
            "{address} is no longer on this ticket and replied to an earlier email. Only agents see this. To copy them in again, write #cc add {address}",
        ByForm { form: String, address: String } =>
            "Sent with the form {form}, which names {address}. The sender isn't verified.",
        AnswersGoTo { wanted: String } => "Replies go to {wanted}, as the sender asked.",
        AnswersWanted { wanted: String, address: String } =>
            "The sender wants replies at {wanted}, but they go to {address}. To change that, put #requester {wanted} on the first line.",
        WroteToo { who: String } => "{who} is also named as an author. To copy them in, write #cc add {who}",
        Unanswerable { address: String } =>
            "Nobody reads {address}, so no email goes there. To name the customer, write #requester ADDRESS.",
        WithinQuote { words: String } => "This text is inside the quote, but not in the email it quotes:\n{words}",
        Brought { by: String } => "Opened by {by} for the customer.",
        BroughtWith { by: String, words: String } => "Opened by {by} for the customer. {words}",
        EnteredFor { by: String, channel: String } =>
            "{by} entered this for somebody else ({channel}). Nothing proves who that is.",
        ForColleague { writer: String, colleague: String } => "{writer} opened it for {colleague}",
        ForNobody { line: String, why: NoPerson } => "\"{line}\" is treated as text: {why}",
        FilesLeftOut { files: String } =>
            "These attachments are missing, because the mail server refused the email as too large: {files}",
        FilesKept { files: String, mail: u64 } =>
            "These attachments are missing, because the mail server refused the email as too large: {files}. They are stored: maildesk ledger --mail {mail} --raw",
        WordsLeftOut =>
            "The middle of the text is missing here ([…]), because the mail server refused the email as too large. The original is stored.",
        WishAtOpening { name: String } => "\"#{name}\" is treated as text in an email that opens a ticket",
        WishRefused { name: String, role: Role, why: Refusal } => "\"#{name}\" is treated as text ({role}): {why}",
        Thanks => "Only a thank-you, so no rule changes the ticket",
        FormContradicts { label: String, given: String, name: String } =>
            "Form line \"{label}: {given}\" contradicts itself, so {name} isn't set",
        FormNoSubtype { label: String, given: String, of: String } =>
            "Form line \"{label}: {given}\" was ignored: {of} has no such subtype",
        FormSubtypeAlone { label: String, given: String, name: String } =>
            "Form line \"{label}: {given}\" was ignored: {name} needs the value before the subtype",
        FormNoValue { label: String, given: String, name: String } =>
            "Form line \"{label}: {given}\" was ignored: {name} has no such value",
        ChoicesToldBefore => "The choices were sent before and aren't sent again",
        NamesAnother { reference: String, address: String } =>
            "The email mentions {reference}, but {address} isn't on that ticket. A number alone isn't enough.",
        GoesOnFrom { reference: String, status: String, since: String } =>
            "Follows {reference}, which has been {status} since {since}.",
        SplitFrom { reference: String, subject: String } => "Split from {reference} ({subject}).",
        MergedFrom { reference: String, subject: String, by: By } =>
            "{reference} ({subject}) was merged into this ticket ({by}).",
        MergedDone { status: String } =>
            "One of the two tickets was done and the other wasn't. The status is now {status}. To change it, put another status on the first line of a reply.",
        Cut { kept: u64, size: u64 } =>
            "Only the first {kept} of {size} bytes were taken in. The whole email is still in its mailbox.",
        Unused => "The rest of your email was ignored: it wasn't sent to anyone or added to a ticket.",
        WrongQuestion { line: String, why: CommandFault } => "{line}: {why} This email didn't open a ticket.",
        NoQuestion { line: String } =>
            "We can't answer \"{line}\" automatically. If you have a question, please ask it in your own words.",
        PromiseTook { name: String, promise: String, target: String, used: String } =>
            "promise \"{name}\": {promise} within {target}, took {used}",
        PromiseUses { name: String, promise: String, target: String, used: String } =>
            "promise \"{name}\": {promise} within {target}, {used} are used",
        PromiseUsedUp { name: String, promise: String, target: String } =>
            "promise \"{name}\": {promise} within {target}, the time is used up",
    }
);
