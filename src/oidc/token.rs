//! Reads an ID token (OpenID Connect Core 1.0, section 3.1.3.7): signed by the provider, for us, now, for this sign-in, and with an
//! address that the provider has verified. What isn't said isn't so.

use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::mail::Address;

use super::error::{TokenFault, plain};
use super::keys::{Algorithm, Keys};

/// The longest token, in bytes.
const MAX_TOKEN: usize = 64 << 10;
/// How much clocks may differ.
const LEEWAY: SignedDuration = SignedDuration::from_mins(1);
/// No token is older that was fetched just now.
const MAX_AGE: SignedDuration = SignedDuration::from_mins(10);
/// The provider that gives accounts to addresses of others.
const GOOGLE: &str = "https://accounts.google.com";

/// What a token has to say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    /// Our name at the provider.
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    /// The claim that says that the address is verified.
    pub(super) verified_by: &'a str,
    pub(super) now: Timestamp,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    azp: Option<String>,
    /// Seconds since 1970.
    exp: f64,
    iat: f64,
    nbf: Option<f64>,
    nonce: Option<String>,
    email: Option<String>,
    hd: Option<String>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The verified address of a good token.
pub(super) fn check(token: &str, keys: &Keys, expected: Expected<'_>) -> Result<Address, TokenFault> {
    let claims = verified(token, keys)?;
    check_parties(&claims, expected)?;
    check_times(&claims, expected.now)?;
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(TokenFault::Nonce);
    }
    address(&claims, expected)
}

/// The claims, if one of the keys signed them.
fn verified(token: &str, keys: &Keys) -> Result<Claims, TokenFault> {
    if token.len() > MAX_TOKEN {
        return Err(TokenFault::NotAToken);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenFault::NotAToken)?;
    let (header, claims) = signed.split_once('.').ok_or(TokenFault::NotAToken)?;
    let header: Header = part(header).ok_or(TokenFault::NotAToken)?;
    let algorithm = Algorithm::find(&header.alg).ok_or_else(|| TokenFault::Algorithm(plain(&header.alg)))?;
    if header.crit.is_some() {
        return Err(TokenFault::Critical);
    }
    let key = keys.find(header.kid.as_deref(), algorithm)?;
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| TokenFault::NotAToken)?;
    if !key.has_signed(algorithm, signed.as_bytes(), &signature) {
        return Err(TokenFault::Signature);
    }
    let claims = BASE64URL_NOPAD.decode(claims.as_bytes()).map_err(|_| TokenFault::NotAToken)?;
    serde_json::from_slice(&claims).map_err(|error| TokenFault::Claims(plain(&error.to_string())))
}

fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()
}

fn check_parties(claims: &Claims, expected: Expected<'_>) -> Result<(), TokenFault> {
    if claims.iss != expected.issuer {
        return Err(TokenFault::Issuer(plain(&claims.iss)));
    }
    // No other audience is trusted, so there may be none.
    let is_ours = match &claims.aud {
        Audience::One(audience) => audience == expected.client_id,
        Audience::Several(all) => !all.is_empty() && all.iter().all(|audience| audience == expected.client_id),
    };
    if !is_ours {
        return Err(TokenFault::Audience);
    }
    match &claims.azp {
        Some(azp) if azp != expected.client_id => Err(TokenFault::AuthorizedParty),
        _ => Ok(()),
    }
}

fn check_times(claims: &Claims, now: Timestamp) -> Result<(), TokenFault> {
    let (now, leeway) = (now.as_duration().as_secs_f64(), LEEWAY.as_secs_f64());
    if claims.exp + leeway <= now {
        return Err(TokenFault::Expired);
    }
    if claims.iat > now + leeway || claims.nbf.is_some_and(|nbf| nbf > now + leeway) {
        return Err(TokenFault::Future);
    }
    if claims.iat + MAX_AGE.as_secs_f64() + leeway < now {
        return Err(TokenFault::Old);
    }
    Ok(())
}

fn address(claims: &Claims, expected: Expected<'_>) -> Result<Address, TokenFault> {
    let address = claims.email.as_deref().and_then(Address::parse).ok_or(TokenFault::NoAddress)?;
    if !claims.others.get(expected.verified_by).is_some_and(is_yes) {
        return Err(TokenFault::Unverified(plain(expected.verified_by)));
    }
    // Anybody who once read an address's mail can have a Google account with it, and keeps that. Only where Google itself has the
    // mailbox, or the domain's owner manages the account (`hd`), the address is theirs still.
    let is_managed =
        || claims.hd.as_deref().is_some_and(|domain| crate::mail::address::domain_key(domain) == address.domain());
    let is_google_mail = || matches!(address.domain(), "gmail.com" | "googlemail.com");
    if claims.iss == GOOGLE && !is_google_mail() && !is_managed() {
        return Err(TokenFault::OtherDomain);
    }
    Ok(address)
}

/// `true`, and the texts and number that some providers write for it.
fn is_yes(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => *yes,
        Value::String(text) => text == "true" || text == "1",
        Value::Number(number) => number.as_u64() == Some(1),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
