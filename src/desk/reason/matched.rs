//! Which ticket an act belongs to, and with what right.

use crate::desk::people::Role;
use crate::mail::reason::reasons;

reasons!(
    /// What names the ticket.
    pub enum NamedBy {
        OwnToken => "the token of a letter that we sent them",
        OthersToken => "the token of a letter that we sent to somebody else",
        Subject => "the reference in the subject",
        MessageId => "the Message-ID that it answers",
        Reply => "a reply to it that came before",
    }
);

reasons!(
    /// Which ticket an act belongs to.
    pub enum Matched {
        Belongs { by: NamedBy, address: String, role: Role } => "belongs by {by}; {address} is on it as {role}",
        BelongsBest { by: NamedBy, address: String, role: Role } =>
            "belongs by {by}; {address} is on it as {role}; what else it names counts less",
        BelongsByLetter { by: NamedBy, address: String } => "belongs by {by}; {address} is not on it",
        WasCopied { address: String } =>
            "belongs by the Message-ID that it answers; {address} is not on it, and that mail was addressed to them, too",
        OriginalOfReply { address: String } =>
            "belongs by a reply to it that came before; {address} writes to who wrote that",
        ByCopy { address: String, role: Role } =>
            "belongs by a mail that may be the same message; {address} is on it as {role}",
        NotOn { address: String } => "names a ticket that {address} is not on; a number alone grants nothing",
        OnPage { address: String, role: Role } => "written on its page; {address} is on it as {role}",
        NotOnPage { address: String } => "{address} is on no such ticket",
        AsRequester => "they asked there, and write as the requester",
        GoesOnIn { merged: String, into: String } => "{merged} goes on in {into}, it was merged into it",
        WentOnIn { done: String, into: String } => "{done} went on in {into}",
        TooLongAgo { reference: String, status: String, since: String } =>
            "{reference} has been {status} since {since}, which is too long ago to open it again",
        OfSpam { reference: String } => "belongs to {reference}, which an agent set aside as spam",
    }
);
