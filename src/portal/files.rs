//! The files of a ticket: all of them on one page, and each by itself. A file is sent as something to keep, never as something
//! to run; only pictures that their first bytes prove to be pictures are shown in place.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::desk::quantity::print_size;
use crate::mail::parse::attachment_bytes;
use crate::pages::Page;
use crate::pages::views::{FileList, FormMark, TicketFile, TicketFiles};
use crate::store::{Reading, StoreError};

use super::answer::{Answer, failed, show};
use super::place::Place;
use super::portal::Portal;
use super::secret;
use super::view::ticket::stored_file;
use super::visitor::{Asked, Visitor};

/// The characters of a file name that stand for themselves in a header (RFC 8187, section 3.2.1).
const ATTRIBUTE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The most comments whose files are listed.
const MOST_COMMENTS: usize = 2_000;

/// GET `/t/HD-00042/files`.
pub(super) async fn list(State(portal): State<Arc<Portal>>, asked: Asked, Path(reference): Path<String>) -> Response {
    show(portal, asked, move |portal, reading, visitor| view(portal, reading, visitor, &reference)).await
}

fn view(portal: &Portal, reading: &Reading, visitor: &Visitor, reference: &str) -> Result<Answer, StoreError> {
    let Some(address) = visitor.address() else {
        return Ok(Answer::sign_in(Place::of_word(&format!("t-{reference}"))));
    };
    let policy = portal.policy();
    let Some(number) = policy.style.parse_typed(reference) else { return Ok(Answer::not_found()) };
    let Some(found) = reading.conversation(number, MOST_COMMENTS)? else { return Ok(Answer::not_found()) };
    if found.ticket.role_of(address, &policy.people).is_none() || found.ticket.merged_into.is_some() {
        return Ok(Answer::not_found());
    }
    let reference = policy.style.print(number);
    let href = format!("/t/{reference}");
    let mut files: Vec<TicketFile> = Vec::new();
    for comment in &found.said {
        for file in &comment.files {
            let author = comment.author.as_ref().map(|author| author.display().to_owned()).unwrap_or_default();
            let at = portal.moment(comment.at, &visitor.language, visitor.now);
            files.push(TicketFile { author, at, ..stored_file(&href, file) });
        }
    }
    number_versions(&mut files);
    files.reverse();
    Ok(Answer::page(Page::Files(TicketFiles {
        form: FormMark { nonce: secret::fresh(), version: found.newest.to_string() },
        subject: found.ticket.subject_for(address),
        files_href: format!("{href}/files"),
        reference,
        href,
        lists: vec![FileList { folder: String::new(), files }],
        can_add: false,
        file_limit: print_size(policy.files.each),
        faults: Vec::new(),
    })))
}

/// A file of the same name is a new version of it.
fn number_versions(files: &mut [TicketFile]) {
    let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    for (index, file) in files.iter_mut().enumerate() {
        let same = |(other, name): &(usize, &String)| **name == file.name && !file.name.is_empty() && *other <= index;
        let all = names.iter().filter(|name| **name == file.name).count();
        if all > 1 {
            file.version = names.iter().enumerate().filter(same).count() as u64;
        }
    }
}

/// GET `/t/HD-00042/f/COMMENT/PLACE`, and the same below `/desk`.
pub(super) async fn get(
    State(portal): State<Arc<Portal>>,
    asked: Asked,
    Path((reference, comment, place)): Path<(String, i64, u32)>,
) -> Response {
    let shared = Arc::clone(&portal);
    let read = portal.store.read(move |reading| find(&shared, reading, &asked, (&reference, comment, place)));
    match read.await {
        Ok(Some(file)) => file.answer(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failed(&error),
    }
}

/// A file on its way to somebody who may have it.
pub(super) struct FoundFile {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

fn find(
    portal: &Portal,
    reading: &Reading,
    asked: &Asked,
    (reference, comment, place): (&str, i64, u32),
) -> Result<Option<FoundFile>, StoreError> {
    let visitor = Visitor::find(portal, reading, asked)?;
    let policy = portal.policy();
    let (Some(address), Some(number)) = (visitor.address(), policy.style.parse_typed(reference)) else {
        return Ok(None);
    };
    let Some(found) = reading.file_place(comment, place)?.filter(|found| found.ticket == number) else {
        return Ok(None);
    };
    let Some(ticket) = reading.ticket(number)? else { return Ok(None) };
    let is_agent = portal.agent(address).is_some();
    let may = is_agent || (found.is_public && ticket.role_of(address, &policy.people).is_some());
    let Some(raw) = (if may { reading.raw(found.mail)? } else { None }) else { return Ok(None) };
    Ok(attachment_bytes(&raw, place).map(|bytes| FoundFile { name: found.name, bytes }))
}

impl FoundFile {
    /// To be kept, or a picture to be shown.
    pub(super) fn answer(self) -> Response {
        let picture = picture(&self.bytes);
        let (kind, way) = picture.map_or(("application/octet-stream", "attachment"), |kind| (kind, "inline"));
        let name = if self.name.trim().is_empty() { "file" } else { self.name.trim() };
        let ascii: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || "._- ".contains(c) { c } else { '_' }).collect();
        let encoded = utf8_percent_encode(name, ATTRIBUTE);
        let told = format!("{way}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}");
        let told = HeaderValue::from_str(&told).unwrap_or(HeaderValue::from_static("attachment"));
        let sandbox = HeaderValue::from_static("default-src 'none'; sandbox");
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            (header::CONTENT_DISPOSITION, told),
            (header::CONTENT_SECURITY_POLICY, sandbox),
        ];
        (headers, Body::from(self.bytes)).into_response()
    }
}

/// The kind of a picture, by its first bytes.
fn picture(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 4] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
    ];
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    KINDS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind).or(is_webp.then_some("image/webp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(name: &str, bytes: &[u8]) -> (String, String) {
        let response = FoundFile { name: name.to_owned(), bytes: bytes.to_vec() }.answer();
        let header = |name| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
        (header(header::CONTENT_TYPE), header(header::CONTENT_DISPOSITION))
    }

    #[test]
    fn only_pictures_are_shown_in_place() {
        let check = |name: &str, bytes: &[u8], kind: &str, way: &str| {
            let (found, told) = answer(name, bytes);
            assert_eq!((found.as_str(), told.split(';').next().unwrap()), (kind, way), "{name}");
        };
        check("a.png", b"\x89PNG\r\n\x1a\n...", "image/png", "inline");
        check("a.webp", b"RIFF....WEBP", "image/webp", "inline");
        check("a.png", b"<svg onload=alert(1)>", "application/octet-stream", "attachment");
        check("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "application/octet-stream", "attachment");
        check("a.html", b"<script>alert(1)</script>", "application/octet-stream", "attachment");
        check("a.pdf", b"%PDF-1.7", "application/octet-stream", "attachment");
        check("", b"", "application/octet-stream", "attachment");
    }

    #[test]
    fn names_cannot_leave_their_header() {
        let told = answer("b\"ü\r\nX: y\u{202E}gpj.exe", b"").1;
        assert_eq!(
            told,
            "attachment; filename=\"b____X_ y_gpj.exe\"; filename*=UTF-8''b%22%C3%BC%0D%0AX%3A%20y%E2%80%AEgpj.exe"
        );
        assert!(answer("  ", b"").1.contains("filename=\"file\""));
    }
}
