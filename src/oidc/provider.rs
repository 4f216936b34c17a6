//! The provider: sends browsers to it, and asks it who comes back. What it says of itself and its keys are kept for an hour; a key
//! that isn't known is looked up at once, but not more than once a minute, whatever tokens say.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use serde::Deserialize;
use tokio::sync::Mutex;
use url::form_urlencoded;

use crate::clock::Clock;
use crate::mail::Address;
use crate::site::{Oidc, Site};

use super::discovery::{self, Discovery};
use super::endpoint::Endpoint;
use super::error::plain;
use super::http::{self, Http, Request};
use super::keys::Keys;
use super::secrets;
use super::token::{self, Expected};
use super::{ComingBack, OidcError, TokenFault};

/// The path that browsers come back to.
const BACK: &str = "/in/oidc/back";
/// For so long what the provider said is believed.
const KEPT: SignedDuration = SignedDuration::from_hours(1);
/// Keys aren't fetched more often because of an unknown one.
const KEYS_AGAIN: SignedDuration = SignedDuration::from_mins(1);
/// After a failure the provider is left alone for so long.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);

/// A provider.
#[derive(Debug)]
pub struct Provider {
    settings: Oidc,
    /// Where browsers come back to.
    back: String,
    http: Http,
    clock: Clock,
    kept: Mutex<Kept>,
}

/// What the provider said last.
#[derive(Debug, Default)]
struct Kept {
    known: Option<Arc<Known>>,
    failed: Option<(Timestamp, OidcError)>,
}

#[derive(Debug)]
struct Known {
    discovery: Discovery,
    keys: Keys,
    at: Timestamp,
}

/// What the provider gives for a code (OpenID Connect Core 1.0, section 3.1.3.3).
#[derive(Deserialize)]
struct Given {
    id_token: String,
}

/// RFC 6749, section 5.2.
#[derive(Deserialize)]
struct Refusal {
    error: String,
    #[serde(default)]
    error_description: String,
}

impl Provider {
    /// The provider of a portal, if it has one. Nothing is asked yet.
    pub fn of(site: &Site, clock: Clock) -> Option<Self> {
        let settings = site.oidc.clone()?;
        let http = Http::new(settings.ca_file.clone());
        Some(Self { settings, back: site.origin.link(BACK), http, clock, kept: Mutex::default() })
    }

    /// Whether a state is the one that this browser left with.
    pub fn is_state_of(browser: &str, state: &str) -> bool {
        !browser.is_empty() && secrets::state(browser) == state
    }

    /// Where a browser with this secret signs in (RFC 6749, section 4.1.1).
    ///
    /// # Errors
    ///
    /// The provider can't be asked about itself.
    pub async fn way_there(&self, browser: &str) -> Result<String, OidcError> {
        let known = self.known().await?;
        Ok(known.discovery.authorization.with(&[
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", &self.back),
            ("scope", "openid email"),
            ("state", &secrets::state(browser)),
            ("nonce", &secrets::nonce(browser)),
            ("code_challenge", &secrets::challenge(browser)),
            ("code_challenge_method", "S256"),
        ]))
    }

    /// The verified address of whoever comes back with the browser of this secret.
    ///
    /// # Errors
    ///
    /// The provider can't be asked, takes the code for a bad one, or gives no good ID token.
    pub async fn person(&self, browser: &str, back: &ComingBack) -> Result<Address, OidcError> {
        let known = self.known().await?;
        match back.issuer.as_deref() {
            Some(issuer) if issuer != self.settings.issuer => return Err(OidcError::OtherIssuer(plain(issuer))),
            None if known.discovery.names_itself => return Err(OidcError::OtherIssuer("somebody unnamed".to_owned())),
            _ => {}
        }
        let token = self.exchange(&known.discovery.token, browser, &back.code).await?;
        let nonce = secrets::nonce(browser);
        let expected = Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce: &nonce,
            verified_by: &self.settings.verified_by,
            now: self.clock.now(),
        };
        match token::check(&token, &known.keys, expected) {
            Err(TokenFault::UnknownKey(name)) => match self.keys_after(&known).await? {
                Some(newer) => Ok(token::check(&token, &newer.keys, expected)?),
                None => Err(TokenFault::UnknownKey(name).into()),
            },
            checked => Ok(checked?),
        }
    }

    /// Asks the provider about itself, for `maildesk check`. Returns what is worth knowing.
    ///
    /// # Errors
    ///
    /// What is wrong with its answers.
    pub async fn look(&self) -> Result<Vec<String>, OidcError> {
        self.known().await.map(|known| known.discovery.remarks.clone())
    }

    /// The ID token for a code (RFC 6749, section 4.1.3).
    async fn exchange(&self, at: &Endpoint, browser: &str, code: &str) -> Result<String, OidcError> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &self.back)
            .append_pair("code_verifier", &secrets::verifier(browser))
            .finish();
        let reply = self.http.ask(at, Request::Post { authorization: &self.login(), form: &form }).await?;
        if reply.status == 200 {
            let given: Result<Given, _> = serde_json::from_slice(&reply.body);
            return given.map(|given| given.id_token).map_err(|_| http::answer(at, "gives no ID token for a code"));
        }
        match serde_json::from_slice::<Refusal>(&reply.body) {
            Ok(Refusal { error, error_description }) if (400..500).contains(&reply.status) => {
                Err(OidcError::Refused(plain(&format!("{error} {error_description}"))))
            }
            _ => Err(status(at, reply.status)),
        }
    }

    /// RFC 6749, section 2.3.1: both are encoded as in a form before they are joined.
    fn login(&self) -> String {
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let secret = encoded(self.settings.secret.0.expose_secret());
        let both = format!("{}:{secret}", encoded(&self.settings.client_id));
        format!("Basic {}", data_encoding::BASE64.encode(both.as_bytes()))
    }

    /// What the provider says of itself, kept or asked for. Whoever asks meanwhile waits for the same answer.
    async fn known(&self) -> Result<Arc<Known>, OidcError> {
        let mut kept = self.kept.lock().await;
        let now = self.clock.now();
        if let Some(known) = kept.known.as_ref().filter(|known| now.duration_since(known.at) < KEPT) {
            return Ok(Arc::clone(known));
        }
        if let Some((at, error)) = kept.failed.as_ref().filter(|(at, _)| now.duration_since(*at) < PAUSE) {
            tracing::debug!(%at, "the provider failed just now, and isn't asked again yet");
            return Err(error.clone());
        }
        self.ask(&mut kept, now).await
    }

    /// The keys after those that lacked one. None: these were fetched just now.
    async fn keys_after(&self, old: &Arc<Known>) -> Result<Option<Arc<Known>>, OidcError> {
        let mut kept = self.kept.lock().await;
        let now = self.clock.now();
        match &kept.known {
            Some(known) if !Arc::ptr_eq(known, old) => Ok(Some(Arc::clone(known))),
            Some(known) if now.duration_since(known.at) < KEYS_AGAIN => Ok(None),
            _ => self.ask(&mut kept, now).await.map(Some),
        }
    }

    async fn ask(&self, kept: &mut Kept, now: Timestamp) -> Result<Arc<Known>, OidcError> {
        match self.fetch(now).await {
            Ok(known) => {
                let known = Arc::new(known);
                *kept = Kept { known: Some(Arc::clone(&known)), failed: None };
                Ok(known)
            }
            Err(error) => {
                kept.failed = Some((now, error.clone()));
                Err(error)
            }
        }
    }

    async fn fetch(&self, now: Timestamp) -> Result<Known, OidcError> {
        let described = self.get(&discovery::place(&self.settings.issuer)?).await?;
        let discovery = Discovery::read(&described, &self.settings.issuer)?;
        let keys = self.get(&discovery.keys).await?;
        let keys = Keys::read(&keys).ok_or_else(|| http::answer(&discovery.keys, "has no keys that can be used"))?;
        Ok(Known { discovery, keys, at: now })
    }

    async fn get(&self, from: &Endpoint) -> Result<Vec<u8>, OidcError> {
        let reply = self.http.ask(from, Request::Get).await?;
        if reply.status == 200 { Ok(reply.body) } else { Err(status(from, reply.status)) }
    }
}

/// An answer that isn't 200.
fn status(from: &Endpoint, status: u16) -> OidcError {
    match status {
        300..400 => http::answer(from, &format!("redirects ({status}), which isn't followed. Is `issuer` right?")),
        _ => http::answer(from, &format!("answers with status {status}")),
    }
}
