//! Which ticket an act belongs to, and with what right.

use crate::desk::people::Role;
use crate::mail::reason::reasons;

reasons!(
    /// What names the ticket.
    pub enum NamedBy {
        OwnToken => "the code in our email",
        OthersToken => "the code in our email to someone else",
        Subject => "the number in the subject",
        MessageId => "the Message-ID it replies to",
        Reply => "an earlier reply to it",
    }
);

reasons!(
    /// Which ticket an act belongs to.
    pub enum Matched {
        Belongs { by: NamedBy, address: String, role: Role } => "matched by {by}; {address} is on it ({role})",
        BelongsBest { by: NamedBy, address: String, role: Role } =>
            "matched by {by}; {address} is on it ({role}); its other references count less",
        BelongsByLetter { by: NamedBy, address: String } => "matched by {by}; {address} isn't on it",
        WasCopied { address: String } =>
            "matched by the Message-ID it replies to; {address} isn't on it, but that email went to them too",
        OriginalOfReply { address: String } =>
            "matched by an earlier reply to it; {address} writes to the person who sent that",
        ByCopy { address: String, role: Role } =>
            "matched by an email that may be the same message; {address} is on it ({role})",
        NotOn { address: String } => "{address} isn't on the ticket they mention, and a number alone isn't enough",
        OnPage { address: String, role: Role } => "written on the ticket's page; {address} is on it ({role})",
        NotOnPage { address: String } => "{address} isn't on that ticket",
        AsRequester => "they opened that ticket and write as its customer",
        GoesOnIn { merged: String, into: String } => "{merged} was merged into {into} and continues there",
        WentOnIn { done: String, into: String } => "{done} continues in {into}",
        TooLongAgo { reference: String, status: String, since: String } =>
            "{reference} has been {status} since {since}, too long to reopen it",
        OfSpam { reference: String } => "belongs to {reference}, which an agent marked as spam",
    }
);
