//! Who asks for a page: the session of the browser's cookie, and the language to answer in.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::Timestamp;

use crate::mail::Address;
use crate::pages::views::{AgentCounts, Frame, SignedInFrame};
use crate::site::Origin;
use crate::store::read::TicketScope;
use crate::store::{Reading, Session, SessionKey, StoreError};

use super::cookie;
use super::portal::Portal;
use super::secret;

/// The cookie of a session.
pub(super) const SESSION: &str = "session";

/// The longest Accept-Language that is read.
const MAX_LANGUAGES: usize = 500;

/// What a request says of who asks.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// The hash of the session's secret, if the browser has one.
    pub(super) key: Option<SessionKey>,
    /// The languages that the browser wants, the best first.
    pub(super) languages: Vec<String>,
}

/// Who asks.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    /// Their session, if they are signed in.
    pub(super) session: Option<Session>,
    /// The language to answer in.
    pub(super) language: String,
    /// When they ask.
    pub(super) now: Timestamp,
}

impl Asked {
    /// Of a request's headers.
    pub(super) fn of(headers: &HeaderMap, origin: &Origin) -> Self {
        let key = cookie::find(headers, origin, SESSION).map(|secret| secret::hash(&secret));
        let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self { key, languages: languages(wanted) }
    }
}

impl FromRequestParts<Arc<Portal>> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, portal: &Arc<Portal>) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers, &portal.site.origin))
    }
}

/// The languages of `nl, de;q=0.7, en;q=0.9`, the most wanted first (RFC 9110, section 12.5.4).
fn languages(wanted: &str) -> Vec<String> {
    let one = |part: &str| {
        let (tag, rest) = part.split_once(';').unwrap_or((part, ""));
        let quality = rest.trim().strip_prefix("q=").and_then(|text| text.trim().parse::<f32>().ok());
        let quality = if rest.trim().is_empty() { 1.0 } else { quality? };
        (quality > 0.0).then(|| (quality, tag.trim().to_ascii_lowercase()))
    };
    let mut found: Vec<(f32, String)> =
        wanted.get(..wanted.len().min(MAX_LANGUAGES)).unwrap_or_default().split(',').filter_map(one).collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    found.into_iter().map(|(_, tag)| tag).collect()
}

impl Visitor {
    /// Of a request, as the database knows them.
    pub(super) fn find(portal: &Portal, reading: &Reading, asked: &Asked) -> Result<Self, StoreError> {
        let now = portal.clock.now();
        let session = asked.key.map(|key| reading.session(&key, now)).transpose()?.flatten();
        Ok(Self::with(portal, session, asked, now))
    }

    /// Who sends a form. Asked before a form with files is read, so that nobody who isn't signed in can fill the disk.
    pub(super) async fn of_form(portal: &Arc<Portal>, asked: &Asked) -> Result<Self, StoreError> {
        let (shared, asked) = (Arc::clone(portal), asked.clone());
        portal.store.read(move |reading| Self::find(&shared, reading, &asked)).await
    }

    /// With this session.
    pub(super) fn with(portal: &Portal, session: Option<Session>, asked: &Asked, now: Timestamp) -> Self {
        // Who is an agent now signed in as one, or signs in again.
        let session = session.filter(|session| session.is_agent || portal.agent(&session.person.address).is_none());
        let language = language(portal, session.as_ref(), asked);
        Self { session, language, now }
    }

    /// The address that is signed in.
    pub(super) fn address(&self) -> Option<&Address> {
        self.session.as_ref().map(|session| &session.person.address)
    }

    /// What stands around the page.
    pub(super) fn frame(&self, portal: &Portal, reading: &Reading) -> Result<Frame, StoreError> {
        let signed_in = self.session.as_ref().map(|session| signed_in(portal, reading, session)).transpose()?;
        let knowledge = portal.site.knowledge.as_ref().is_some_and(|it| !it.only_signed_in || signed_in.is_some());
        Ok(Frame {
            language: self.language.clone(),
            new: portal.site.new && signed_in.as_ref().is_some_and(|signed_in| signed_in.agent.is_none()),
            signed_in,
            knowledge,
            mail: portal.mail(),
            ..Frame::default()
        })
    }
}

fn signed_in(portal: &Portal, reading: &Reading, session: &Session) -> Result<SignedInFrame, StoreError> {
    let address = &session.person.address;
    let open = portal.statuses(false);
    let agent = portal.agent(address);
    let counts = |name: &str| {
        Ok::<_, StoreError>(AgentCounts {
            unassigned: reading.count_scoped(&TicketScope::Unassigned, &open)?,
            mine: reading.count_scoped(&TicketScope::Agent(name.to_owned()), &open)?,
        })
    };
    Ok(SignedInFrame {
        name: agent.map_or(&session.person, |agent| &agent.contact).display().to_owned(),
        address: address.to_string(),
        open_tickets: reading.count_scoped(&TicketScope::Person(address.clone()), &open)?,
        agent: agent.map(|agent| counts(&agent.name)).transpose()?,
        is_operator: agent.is_some_and(|agent| portal.site.is_operator(&agent.name)),
    })
}

/// The first language of a browser in which there are pages.
pub(super) fn wanted(portal: &Portal, asked: &Asked) -> Option<String> {
    let known = |tag: &str| portal.languages.iter().find(|known| *known == tag);
    let alike = |base: &str| portal.languages.iter().find(|known| known.split('-').next() == Some(base));
    let find = |tag: &String| known(tag).or_else(|| alike(tag.split('-').next().unwrap_or_default()));
    asked.languages.iter().find_map(find).cloned()
}

/// Chosen by the reader, else by what the desk knows of them, else by their browser; the desk's own if there is no other.
fn language(portal: &Portal, session: Option<&Session>, asked: &Asked) -> String {
    let has = |language: &str| portal.languages.iter().find(|known| *known == language).cloned();
    let chosen = session.and_then(|session| has(session.language.as_deref()?));
    let policy = portal.policy();
    let known = || {
        let organisation = policy.people.organisations.find_by_address(&session?.person.address)?;
        has(organisation.language.as_deref()?)
    };
    chosen.or_else(known).or_else(|| wanted(portal, asked)).unwrap_or_else(|| policy.languages.desk.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wanted_languages() {
        let check = |wanted: &str, expected: &[&str]| assert_eq!(languages(wanted), expected, "{wanted}");
        check("nl", &["nl"]);
        check("en-GB, nl;q=0.5, de;q=0.8", &["en-gb", "de", "nl"]);
        check("de;q=0, nl", &["nl"]);
        check("", &[""]);
        check("nl;q=x, de", &["de"]);
        check("*", &["*"]);
    }
}
