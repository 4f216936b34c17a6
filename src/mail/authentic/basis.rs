//! How it is known whether a mail comes from its From, or why it is not.

use super::super::reason::reasons;

reasons!(
    /// What tells whether a mail comes from its From, or why nothing does.
    pub enum Basis {
        Unread => "nobody looked",
        SignedIn => "they are signed in",
        NobodyTrusted => "no mail server is trusted to tell who wrote a mail",
        NoFrom => "there is no usable From address that could be proven",
        NoField { servers: String } => "there is no Authentication-Results field of {servers}",
        ServerSays { server: String, method: String, result: String, domain: String } =>
            "{server} says {method}={result} for {domain}",
        ServerSaysNothing { server: String, domain: String } => "{server} says nothing that proves {domain}",
        NotOneFrom => "there is not exactly one From that could be proven",
        TooManySignatures => "it has too many signatures to be looked at",
        NameServersLate => "name servers did not answer in time",
        SignaturesUnread { domain: String } => "no signature can be read for {domain}",
        FromUnread { domain: String } => "From is not one address for {domain}",
        NameServersUnasked { domain: String } => "name servers could not be asked for {domain}",
        SignedInLine { domain: String } => "a DKIM signature in line with DMARC holds for {domain}",
        Signed { signer: String, domain: String } => "a DKIM signature of {signer} holds for {domain}",
        NotSigned { domain: String } => "no DKIM signature holds for {domain}",
        NotSignedInLine { domain: String } => "no DKIM signature in line with DMARC holds for {domain}",
        NotSignedAsWanted { domain: String } =>
            "{domain} wants mail rejected that it did not sign, and no signature of it holds",
        NamedByForm { form: String } => "the form {form} names them, and anybody can fill in a form",
        CheckFailed => "the program failed while it checked the signatures",
    }
);
