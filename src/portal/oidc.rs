//! Signing in at a provider of OpenID Connect. `/in/oidc` sends a browser there, `/in/oidc/back` is where it comes back to. It counts
//! once, in the browser that left, and only for an address that the provider vouches for and the config names. Whoever can't sign
//! in sees one of a few pages; why, is for the log. The network is asked outside of transactions.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use serde::Deserialize;

use crate::mail::Address;
use crate::oidc::{ComingBack, OidcError, Provider};
use crate::pages::Page;
use crate::pages::views::{FormMark, ProviderStep, SignInProvider};
use crate::store::{AskingLimit, StoreError, Tx};

use super::answer::{Answer, failed, show};
use super::client::Client;
use super::cookie;
use super::form::{Form, FormLimits};
use super::place::Place;
use super::portal::Portal;
use super::secret;
use super::session::{self, signed_in};
use super::sign_in::network;
use super::user_agent::browser_words;
use super::visitor::Asked;

/// The cookie of a browser that is at the provider.
const AWAY: &str = "away";
/// How long browsers keep it, in seconds.
const AWAY_AGE: u64 = 10 * 60;
/// The longest error code that is logged, in characters (RFC 6749, section 4.1.2.1 has short ones).
const MAX_ERROR: usize = 80;

/// What a browser brings back (RFC 6749, sections 4.1.2 and 4.1.2.1; RFC 9207).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct BackQuery {
    code: String,
    state: String,
    iss: Option<String>,
    error: Option<String>,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
enum NotSignedIn {
    /// Nothing that this browser left for, or not any more.
    #[error("{0}")]
    Stale(&'static str),
    /// The provider says so itself.
    #[error("the provider answered {0}")]
    Told(String),
    /// The provider, or its token.
    #[error(transparent)]
    Provider(#[from] OidcError),
    /// The config doesn't let this address in there, or nobody knows it.
    #[error("{0} may not sign in there")]
    NotAllowed(Address),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl NotSignedIn {
    fn step(&self) -> ProviderStep {
        match self {
            Self::Stale(_) => ProviderStep::Again,
            Self::Told(error) if error == "access_denied" => ProviderStep::Cancelled,
            Self::Provider(error) if error.is_outage() => ProviderStep::Unreachable,
            // RFC 6749, section 4.1.2.1.
            Self::Told(error) if error == "temporarily_unavailable" => ProviderStep::Unreachable,
            _ => ProviderStep::Refused,
        }
    }
}

/// POST `/in/oidc`: leads to the provider.
pub(super) async fn start(
    State(portal): State<Arc<Portal>>,
    Extension(Client(client)): Extension<Client>,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(provider) = &portal.provider else { return StatusCode::NOT_FOUND.into_response() };
    let form = match Form::read(&headers, body, (&portal.uploads, FormLimits::without_files())).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let to = Place::of_word(form.first("to").unwrap_or_default()).word();
    let (browser, now) = (secret::fresh(), portal.clock.now());
    let (key, limits, place) = (secret::hash(&browser), limits(&network(client)), to.clone());
    let leave = move |tx: &mut Tx<'_>| {
        let may = tx.may_ask(&limits, now)?;
        if may { tx.leave_for_provider(&key, &place, now).map(|()| true) } else { Ok(false) }
    };
    match portal.store.write(leave).await {
        Ok(true) => {}
        Ok(false) => {
            tracing::warn!(network = network(client), "too many browsers were sent to the provider");
            return StatusCode::TOO_MANY_REQUESTS.into_response();
        }
        Err(error) => return failed(&error),
    }
    match provider.way_there(&browser).await {
        Ok(way) => lead(portal, asked, (way, to), &browser).await,
        Err(error) => refuse(portal, asked, &error.into(), to).await,
    }
}

/// How many browsers are sent to the provider. A company may have one address for all of its people.
fn limits(network: &str) -> [AskingLimit; 2] {
    let limit = |scope: String, most: u32| AskingLimit { scope, window: SignedDuration::from_mins(15), most };
    [limit(format!("provider from {network}"), 200), limit("provider".to_owned(), 2_000)]
}

/// A page that leads on by itself. Browsers don't follow a redirect of a form to another site: to them it would be a form for that
/// site (CSP `form-action`).
async fn lead(portal: Arc<Portal>, asked: Asked, (way, to): (String, String), browser: &str) -> Response {
    let (origin, refresh) = (portal.site.origin.clone(), HeaderValue::from_str(&format!("0; url={way}")));
    let mut response =
        show(portal, asked, move |portal, _, _| Ok(Answer::page(page(portal, ProviderStep::Go, (way, to))))).await;
    cookie::set(response.headers_mut(), &origin, (AWAY, browser), AWAY_AGE);
    if let Ok(refresh) = refresh {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response
}

fn page(portal: &Portal, step: ProviderStep, (href, to): (String, String)) -> Page {
    Page::SignInProvider(SignInProvider {
        form: FormMark { nonce: secret::fresh(), version: String::new() },
        step,
        title: portal.site.oidc.as_ref().map(|oidc| oidc.title.clone()).unwrap_or_default(),
        href,
        to,
    })
}

async fn refuse(portal: Arc<Portal>, asked: Asked, why: &NotSignedIn, to: String) -> Response {
    if let NotSignedIn::Store(error) = why {
        return failed(error);
    }
    let step = why.step();
    if matches!(step, ProviderStep::Unreachable | ProviderStep::Refused) {
        tracing::warn!(%why, "nobody was signed in by the provider");
        portal.refusal.keep(portal.clock.now(), why.to_string());
    } else {
        tracing::info!(%why, "nobody was signed in by the provider");
    }
    let status = match step {
        ProviderStep::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    show(portal, asked, move |portal, _, visitor| {
        // Whoever goes back to an address that has done its work needs no other.
        if step == ProviderStep::Again && visitor.session.is_some() {
            return Ok(Answer::To(Place::Home));
        }
        Ok(Answer::wrong(status, page(portal, step, (String::new(), to))))
    })
    .await
}

/// GET `/in/oidc/back`: signs in whoever comes back. It counts once, and only in the browser that left.
pub(super) async fn back(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    method: Method,
    headers: HeaderMap,
    query: Result<Query<BackQuery>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let Some(provider) = &portal.provider else { return StatusCode::NOT_FOUND.into_response() };
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let browser = cookie::find(&headers, &portal.site.origin, AWAY).unwrap_or_default();
    // HEAD changes nothing (RFC 9110, section 9.2.1).
    let place = if method == Method::HEAD {
        Err(NotSignedIn::Stale("a look at the way back"))
    } else {
        come_back(&portal, &browser, &query).await
    };
    let (to, signed) = match place {
        Err(why) => (String::new(), Err(why)),
        Ok(to) => (to, sign_in(&portal, provider, (&browser, query), browser_words(&headers)).await),
    };
    let origin = portal.site.origin.clone();
    let is_over = !matches!(signed, Err(NotSignedIn::Stale(_)));
    let mut response = match signed {
        Ok(session) => signed_in(&portal, &session, &Place::of_word(&to)),
        Err(why) => refuse(portal, asked, &why, to).await,
    };
    if is_over {
        cookie::clear(response.headers_mut(), &origin, AWAY);
    }
    response
}

/// Where the browser goes on to, if it is the one that left, and for the first time.
async fn come_back(portal: &Portal, browser: &str, query: &BackQuery) -> Result<String, NotSignedIn> {
    if !Provider::is_state_of(browser, &query.state) {
        return Err(NotSignedIn::Stale("a browser came back that didn't leave, or with another state"));
    }
    let (key, now) = (secret::hash(browser), portal.clock.now());
    let place = portal.store.write(move |tx| tx.come_back(&key, now)).await?;
    place.ok_or(NotSignedIn::Stale("a browser came back for a second time, or after more than ten minutes"))
}

/// Asks the provider who it is, and begins their session. Returns its secret.
async fn sign_in(
    portal: &Arc<Portal>,
    provider: &Provider,
    (browser, query): (&str, BackQuery),
    words: String,
) -> Result<String, NotSignedIn> {
    if let Some(error) = query.error {
        return Err(NotSignedIn::Told(error.chars().filter(char::is_ascii_graphic).take(MAX_ERROR).collect()));
    }
    let back = ComingBack { code: query.code, issuer: query.iss };
    let address = provider.person(browser, &back).await?;
    if !session::at_provider(portal, &address) {
        return Err(NotSignedIn::NotAllowed(address));
    }
    let (now, shared, fresh) = (portal.clock.now(), Arc::clone(portal), secret::fresh());
    let (key, wanted) = (secret::hash(&fresh), address.clone());
    let write = move |tx: &mut Tx<'_>| match session::known(&shared, tx, &wanted)? {
        Some(person) => session::open(&shared, tx, (key, person), (words, now)).map(|()| true),
        None => Ok(false),
    };
    if portal.store.write(write).await? { Ok(fresh) } else { Err(NotSignedIn::NotAllowed(address)) }
}
