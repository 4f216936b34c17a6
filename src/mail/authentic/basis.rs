//! How it is known whether a mail comes from its From, or why it is not.

use super::super::reason::reasons;

reasons!(
    /// What tells whether a mail comes from its From, or why nothing does.
    pub enum Basis {
        Unread => "nobody has checked",
        SignedIn => "signed in",
        NobodyTrusted => "no mail server is trusted to verify senders",
        NoFrom => "there's no usable From address",
        NoField { servers: String } => "there's no Authentication-Results field from {servers}",
        ServerSays { server: String, method: String, result: String, domain: String } =>
            "{server} reports {method}={result} for {domain}",
        ServerSaysNothing { server: String, domain: String } => "{server} reports nothing that verifies {domain}",
        NotOneFrom => "there isn't exactly one From address",
        TooManySignatures => "it has too many signatures",
        NameServersLate => "the name servers didn't answer in time",
        SignaturesUnread { domain: String } => "no signature is readable for {domain}",
        FromUnread { domain: String } => "From isn't a single address for {domain}",
        NameServersUnasked { domain: String } => "the name servers couldn't be reached for {domain}",
        SignedInLine { domain: String } => "a DKIM signature aligned under DMARC is valid for {domain}",
        Signed { signer: String, domain: String } => "a DKIM signature by {signer} is valid for {domain}",
        NotSigned { domain: String } => "no DKIM signature is valid for {domain}",
        NotSignedInLine { domain: String } => "no DKIM signature aligned under DMARC is valid for {domain}",
        NotSignedAsWanted { domain: String } => "{domain} wants unsigned mail rejected, and no signature is valid",
        NamedByForm { form: String } => "named in the form {form}, which anyone can fill in",
        CheckFailed => "the program failed while checking the signatures",
    }
);
