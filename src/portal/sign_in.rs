//! Signing in by a letter with a link and a code, and out. Whoever asks sees the same page, whether the desk knows them or not;
//! looking up and writing happen after the answer, so that its time tells nothing either. A link alone signs nobody in: it takes
//! a button, in the browser that asked. Scanners that open every link change nothing.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use serde::Deserialize;

use crate::desk::sign_in::SignIn as LetterSignIn;
use crate::flow::SignInLetter;
use crate::mail::Address;
use crate::pages::Page;
use crate::pages::views::{
    FaultKind, FormFault, FormMark, ProviderButton, SignIn as SignInPage, SignInLink, SignInStep, SignedOut,
};
use crate::store::{AskingLimit, LIFE, Shown, SignIn, StoreError, Tx};

use super::answer::{Answer, failed, show};
use super::client::Client;
use super::cookie;
use super::form::{Form, FormLimits};
use super::place::Place;
use super::portal::Portal;
use super::secret;
use super::session::{self, signed_in};
use super::user_agent::browser_words;
use super::visitor::{Asked, SESSION};

/// The cookie of a browser that asked for a letter.
const ASKING: &str = "asking";
/// How long browsers keep it, in seconds.
const ASKING_AGE: u64 = 15 * 60;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct SignInQuery {
    to: String,
}

fn page(step: SignInStep, portal: &Portal, (address, to): (&str, &str), fault: Option<FaultKind>) -> Page {
    let field = if step == SignInStep::Ask { "address" } else { "code" };
    let fault = fault.map(|kind| FormFault { field: field.to_owned(), label: String::new(), kind });
    Page::SignIn(SignInPage {
        form: FormMark { nonce: secret::fresh(), version: String::new() },
        step,
        address: address.to_owned(),
        newcomers: portal.site.newcomers,
        provider: portal.site.oidc.as_ref().map(|oidc| ProviderButton { title: oidc.title.clone(), only: oidc.only }),
        to: to.to_owned(),
        faults: fault.into_iter().collect(),
    })
}

/// GET `/in`.
pub(super) async fn get(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    query: Result<Query<SignInQuery>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let to = query.map(|Query(query)| query.to).unwrap_or_default();
    show(portal, asked, move |portal, _, visitor| {
        Ok(match visitor.session {
            Some(_) => Answer::To(Place::of_word(&to)),
            None => Answer::page(page(SignInStep::Ask, portal, ("", &to), None)),
        })
    })
    .await
}

/// POST `/in`: asks for a letter, or shows the code of one.
pub(super) async fn submit(
    State(portal): State<Arc<Portal>>,
    Extension(Client(client)): Extension<Client>,
    asked: Asked,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let form = match Form::read(&headers, body, (&portal.uploads, FormLimits::without_files())).await {
        Ok(form) => form,
        Err(refused) => return refused.into_response(),
    };
    let to = form.first("to").unwrap_or_default().to_owned();
    let typed = form.first("address").unwrap_or_default().trim().to_owned();
    if form.first("do") == Some("code") {
        return by_code(&portal, asked, &headers, (&form, typed, to)).await;
    }
    let Some(address) = Address::parse(&typed) else {
        return show(portal, asked, move |portal, _, _| {
            let page = page(SignInStep::Ask, portal, (&typed, &to), Some(FaultKind::NotAnAddress));
            Ok(Answer::wrong(StatusCode::UNPROCESSABLE_ENTITY, page))
        })
        .await;
    };
    let browser = secret::fresh();
    let asking = Asking { address, browser: browser.clone(), words: browser_words(&headers), client };
    let language = Arc::new(std::sync::Mutex::new(String::new()));
    let chosen = Arc::clone(&language);
    let mut response = show(Arc::clone(&portal), asked, move |portal, _, visitor| {
        if let Ok(mut language) = chosen.lock() {
            language.clone_from(&visitor.language);
        }
        Ok(Answer::page(page(SignInStep::Sent, portal, (&typed, &to), None)))
    })
    .await;
    cookie::set(response.headers_mut(), &portal.site.origin, (ASKING, &browser), ASKING_AGE);
    let language = language.lock().map(|language| language.clone()).unwrap_or_default();
    // After the answer: whether and how long anything is written tells nobody whom the desk knows.
    tokio::spawn(async move {
        if let Err(error) = send_letter(&portal, asking, language).await {
            tracing::error!(%error, "can't write a letter to sign in");
        }
    });
    response
}

/// Somebody who asks for a letter.
struct Asking {
    address: Address,
    browser: String,
    /// The browser in words.
    words: String,
    client: IpAddr,
}

/// The limits of letters to sign in.
fn limits(asking: &Asking) -> [AskingLimit; 4] {
    let limit = |scope: String, minutes: i64, most: u32| AskingLimit {
        scope,
        window: SignedDuration::from_mins(minutes),
        most,
    };
    let key = asking.address.key();
    [
        limit(format!("sign-in {key} 15m"), 15, 3),
        limit(format!("sign-in {key} day"), 24 * 60, 10),
        limit(format!("sign-in from {}", network(asking.client)), 60, 20),
        limit("sign-in".to_owned(), 60, 300),
    ]
}

/// Addresses of one subscriber: a /24, or a /64.
pub(super) fn network(client: IpAddr) -> String {
    match client.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

async fn send_letter(portal: &Arc<Portal>, asking: Asking, language: String) -> Result<(), StoreError> {
    let now = portal.clock.now();
    let shared = Arc::clone(portal);
    let write = move |tx: &mut Tx<'_>| {
        if session::only_at_provider(&shared, &asking.address) {
            tracing::info!(address = %asking.address, "no letter: this address signs in at the provider only");
            return Ok(());
        }
        let Some(person) = session::known(&shared, tx, &asking.address)? else {
            tracing::info!("somebody unknown asked to sign in");
            return Ok(());
        };
        if !tx.may_ask(&limits(&asking), now)? {
            tracing::warn!(address = %asking.address, "too many letters to sign in were asked for");
            return Ok(());
        }
        let (link, code) = (secret::fresh(), secret::code());
        let sign_in = SignIn {
            browser: secret::hash(&asking.browser),
            link: secret::hash(&link),
            code: secret::hash(&format!("{code} {}", asking.browser)),
            person: person.clone(),
        };
        tx.ask_sign_in(&sign_in, now)?;
        let address = shared.site.origin.link(&format!("/in/{link}"));
        let minutes = u32::try_from(LIFE.as_mins()).unwrap_or_default();
        let letter = SignInLetter {
            to: &person,
            mailbox: &shared.site.mailbox,
            language: Some(&language),
            sign_in: &LetterSignIn::new(&address, &code, &asking.words, minutes),
            cause: &format!("sign-in {}", data_encoding::HEXLOWER.encode(&sign_in.link)),
            now,
        };
        let letters = shared.desk.write_sign_in(letter).map_err(|fault| StoreError::Sql(fault.to_string()))?;
        tx.enqueue_all(&letters, now)
    };
    portal.store.write(write).await
}

async fn by_code(
    portal: &Arc<Portal>,
    asked: Asked,
    headers: &HeaderMap,
    (form, typed, to): (&Form, String, String),
) -> Response {
    let browser = cookie::find(headers, &portal.site.origin, ASKING).unwrap_or_default();
    let code = secret::read_code(form.first("code").unwrap_or_default());
    let shown = Shown::Code(secret::hash(&format!("{code} {browser}")));
    match begin(portal, (&browser, shown), browser_words(headers)).await {
        Ok(Some(session)) => with_session(portal, &session, &Place::of_word(&to)),
        Ok(None) => {
            show(Arc::clone(portal), asked, move |portal, _, _| {
                let page = page(SignInStep::Sent, portal, (&typed, &to), Some(FaultKind::WrongCode));
                Ok(Answer::wrong(StatusCode::UNPROCESSABLE_ENTITY, page))
            })
            .await
        }
        Err(error) => failed(&error),
    }
}

/// Begins a session with what a letter said. Returns its secret.
async fn begin(
    portal: &Arc<Portal>,
    (browser, shown): (&str, Shown),
    words: String,
) -> Result<Option<String>, StoreError> {
    let (now, shared) = (portal.clock.now(), Arc::clone(portal));
    let (browser, session) = (secret::hash(browser), secret::fresh());
    let key = secret::hash(&session);
    let write = move |tx: &mut Tx<'_>| {
        let person = tx.use_sign_in(&browser, shown, now)?;
        let Some(person) = person.filter(|person| !session::only_at_provider(&shared, &person.address)) else {
            return Ok(false);
        };
        session::open(&shared, tx, (key, person), (words, now)).map(|()| true)
    };
    Ok(portal.store.write(write).await?.then_some(session))
}

fn with_session(portal: &Portal, session: &str, to: &Place) -> Response {
    let mut response = signed_in(portal, session, to);
    cookie::clear(response.headers_mut(), &portal.site.origin, ASKING);
    response
}

/// GET `/in/TOKEN`: shows one button, and changes nothing.
pub(super) async fn get_link(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let same_browser = cookie::find(&headers, &portal.site.origin, ASKING).is_some();
    show(portal, asked, move |_, _, _| Ok(Answer::page(link_page(&token, same_browser, false)))).await
}

fn link_page(token: &str, same_browser: bool, dead: bool) -> Page {
    Page::SignInLink(SignInLink {
        form: FormMark { nonce: secret::fresh(), version: String::new() },
        href: format!("/in/{token}"),
        address: String::new(),
        same_browser,
        dead,
    })
}

/// POST `/in/TOKEN`: signs in the browser that asked.
pub(super) async fn submit_link(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let browser = cookie::find(&headers, &portal.site.origin, ASKING);
    let same_browser = browser.is_some();
    let shown = Shown::Link(secret::hash(&token));
    match begin(&portal, (&browser.unwrap_or_default(), shown), browser_words(&headers)).await {
        Ok(Some(session)) => with_session(&portal, &session, &Place::Home),
        Ok(None) => {
            show(portal, asked, move |_, _, _| {
                Ok(Answer::wrong(StatusCode::UNPROCESSABLE_ENTITY, link_page(&token, same_browser, same_browser)))
            })
            .await
        }
        Err(error) => failed(&error),
    }
}

/// POST `/out`.
pub(super) async fn out(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    if let Some(key) = asked.key
        && let Err(error) = portal.store.write(move |tx| tx.close_session(&key)).await
    {
        return failed(&error);
    }
    left(portal, asked, false).await
}

/// POST `/out/everywhere`.
pub(super) async fn out_everywhere(State(portal): State<Arc<Portal>>, asked: Asked) -> Response {
    let now = portal.clock.now();
    let close = move |tx: &mut Tx<'_>| match asked.key.map(|key| tx.session(&key, now)).transpose()?.flatten() {
        Some(session) => tx.close_sessions_of(&session.person.address),
        None => Ok(()),
    };
    match portal.store.write(close).await {
        Ok(()) => left(portal, Asked::default(), true).await,
        Err(error) => failed(&error),
    }
}

async fn left(portal: Arc<Portal>, asked: Asked, everywhere: bool) -> Response {
    let asked = Asked { key: None, ..asked };
    let origin = portal.site.origin.clone();
    let mut response =
        show(portal, asked, move |_, _, _| Ok(Answer::page(Page::SignedOut(SignedOut { everywhere })))).await;
    cookie::clear(response.headers_mut(), &origin, SESSION);
    // RFC 9110 has no such field; browsers forget what they kept of our pages (W3C Clear Site Data).
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_subscriber_is_one_network() {
        let check = |address: &str, expected: &str| assert_eq!(network(address.parse().unwrap()), expected);
        check("192.0.2.77", "192.0.2.0/24");
        check("::ffff:192.0.2.77", "192.0.2.0/24");
        check("2001:db8:1:2:3::4", "2001:db8:1:2::/64");
    }
}
