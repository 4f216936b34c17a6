//! Forms: fields in order, and files, read under limits while they come in. A body that is too large is refused at the first byte
//! too many; nothing of a refused form stays.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::desk::files::FileLimits;
use crate::pages::views::FormMark;

use super::upload::{NewFile, NoUpload, Uploads};

/// The most fields of a form.
const MAX_FIELDS: usize = 300;
/// The longest name of a field, in bytes.
const MAX_NAME: usize = 200;
/// The most bytes of all fields.
const MAX_TEXT: usize = 1 << 20;
/// Room for boundaries and heads of parts, in bytes.
const MAX_HEADS: u64 = 256 << 10;

/// What a form may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct FormLimits {
    files: Option<FileLimits>,
}

impl FormLimits {
    /// Fields alone.
    pub(super) fn without_files() -> Self {
        Self { files: None }
    }

    /// Files too, where the desk takes them.
    pub(super) fn with_files(limits: &FileLimits, allowed: bool) -> Self {
        Self { files: allowed.then_some(*limits) }
    }
}

/// A form that was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    /// Its fields, in order.
    pub(super) fields: Vec<(String, String)>,
    /// Its files.
    pub(super) files: Vec<NewFile>,
}

/// Why a form was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum FormRefused {
    /// It has more bytes, fields or files than are taken.
    #[error("it is too large")]
    TooLarge,
    /// It is broken, or no UTF-8.
    #[error("it is broken")]
    Broken,
    /// It is no form.
    #[error("it is no form")]
    NotAForm,
    /// There is no room for files, or too many are coming in at once.
    #[error("there is no room")]
    NoRoom,
}

impl IntoResponse for FormRefused {
    fn into_response(self) -> Response {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken => StatusCode::BAD_REQUEST,
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NoRoom => StatusCode::SERVICE_UNAVAILABLE,
        }
        .into_response()
    }
}

impl Form {
    /// Reads the body of a request.
    pub(super) async fn read(
        headers: &HeaderMap,
        body: Body,
        (uploads, limits): (&Uploads, FormLimits),
    ) -> Result<Self, FormRefused> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.to_ascii_lowercase();
        if kind.starts_with("application/x-www-form-urlencoded") {
            return Self::read_urlencoded(body).await;
        }
        if kind.starts_with("multipart/form-data") {
            return Self::read_multipart(headers, body, (uploads, limits)).await;
        }
        Err(FormRefused::NotAForm)
    }

    async fn read_urlencoded(body: Body) -> Result<Self, FormRefused> {
        // Each byte of text can take three.
        let read = Limited::new(body, 3 * MAX_TEXT)
            .collect()
            .await
            .map_err(|error| if error.is::<LengthLimitError>() { FormRefused::TooLarge } else { FormRefused::Broken });
        let mut form = Self::default();
        let bytes = read?.to_bytes();
        for pair in bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
            form.add(decoded(name)?, decoded(value)?)?;
        }
        Ok(form)
    }

    async fn read_multipart(
        headers: &HeaderMap,
        body: Body,
        (uploads, limits): (&Uploads, FormLimits),
    ) -> Result<Self, FormRefused> {
        let most = limits.files.map_or(0, |files| files.together) + MAX_TEXT as u64 + MAX_HEADS;
        let limited = Body::new(Limited::new(body, usize::try_from(most).unwrap_or(usize::MAX)));
        let mut request = Request::new(limited);
        *request.headers_mut() = headers.clone();
        // Our own limit is the one that counts.
        DefaultBodyLimit::disable().apply(&mut request);
        let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| FormRefused::Broken)?;
        let mut form = Self::default();
        while let Some(field) = multipart.next_field().await.map_err(|error| refused(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            let file_name = field.file_name().map(str::to_owned);
            match (file_name, limits.files) {
                (None, _) => {
                    let bytes = field.bytes().await.map_err(|error| refused(&error))?;
                    let text = String::from_utf8(bytes.to_vec()).map_err(|_| FormRefused::Broken)?;
                    form.add(name, text)?;
                }
                (Some(file_name), Some(files)) => {
                    let taken = form.files.iter().map(|file| file.size).sum::<u64>();
                    let left = files.each.min(files.together.saturating_sub(taken));
                    match uploads.receive(field, &file_name, left).await {
                        Ok(Some(_)) if form.files.len() >= files.count => return Err(FormRefused::TooLarge),
                        Ok(file) => form.files.extend(file),
                        Err(NoUpload::TooLarge) => return Err(FormRefused::TooLarge),
                        Err(NoUpload::Broken) => return Err(FormRefused::Broken),
                        Err(NoUpload::NoRoom) => return Err(FormRefused::NoRoom),
                    }
                }
                // A browser sends an empty file for a control that was left empty.
                (Some(file_name), None) if file_name.is_empty() => {}
                (Some(_), None) => return Err(FormRefused::TooLarge),
            }
        }
        Ok(form)
    }

    fn add(&mut self, name: String, value: String) -> Result<(), FormRefused> {
        let text: usize = self.fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        if self.fields.len() >= MAX_FIELDS || name.len() > MAX_NAME || text + name.len() + value.len() > MAX_TEXT {
            return Err(FormRefused::TooLarge);
        }
        self.fields.push((name, lines(&value)));
        Ok(())
    }

    /// The first value of a field.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Its hidden fields.
    pub(super) fn mark(&self) -> FormMark {
        let text = |name: &str| self.first(name).unwrap_or_default().to_owned();
        FormMark { nonce: text("nonce"), version: text("version") }
    }

    /// All values of a field, in order.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

fn refused(error: &axum::extract::multipart::MultipartError) -> FormRefused {
    let is_too_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE
        || std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source())
            .any(<dyn std::error::Error>::is::<LengthLimitError>);
    if is_too_large { FormRefused::TooLarge } else { FormRefused::Broken }
}

/// `a+b%20c` → `a b c` (WHATWG URL, application/x-www-form-urlencoded).
fn decoded(bytes: &[u8]) -> Result<String, FormRefused> {
    let spaced: Vec<u8> = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let decoded: Vec<u8> = percent_encoding::percent_decode(&spaced).collect();
    String::from_utf8(decoded).map_err(|_| FormRefused::Broken)
}

/// Lines end in LF, and nothing that can't be printed is in them.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::upload::sample_uploads;

    async fn read(kind: &str, body: impl Into<Body>, limits: FormLimits) -> Result<Form, FormRefused> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        let (_directory, uploads) = sample_uploads();
        Form::read(&headers, body.into(), (&uploads, limits)).await
    }

    const URL: &str = "application/x-www-form-urlencoded";
    const MULTI: &str = "multipart/form-data; boundary=b";

    #[tokio::test]
    async fn fields_are_read_in_order() {
        let form = read(URL, "a=1&b=x+y%20z&a=2&c=%C3%BC%0D%0Aend%00", FormLimits::without_files()).await.unwrap();
        assert_eq!(form.first("a"), Some("1"));
        assert_eq!(form.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(form.first("b"), Some("x y z"));
        assert_eq!(form.first("c"), Some("ü\nend"));
        assert_eq!(form.first("d"), None);
    }

    #[tokio::test]
    async fn hostile_forms_are_refused() {
        let check = async |kind: &str, body: String, expected: FormRefused| {
            let start: String = body.chars().take(40).collect();
            assert_eq!(read(kind, body, FormLimits::without_files()).await.unwrap_err(), expected, "{kind} {start}");
        };
        check(URL, "a=%FF".to_owned(), FormRefused::Broken).await;
        check(URL, "a=1&".repeat(10_000), FormRefused::TooLarge).await;
        check(URL, format!("a={}", "x".repeat(MAX_TEXT)), FormRefused::TooLarge).await;
        check(URL, format!("{}=1", "x".repeat(201)), FormRefused::TooLarge).await;
        check("text/plain", "a=1".to_owned(), FormRefused::NotAForm).await;
        check("", String::new(), FormRefused::NotAForm).await;
        check("multipart/form-data", String::new(), FormRefused::Broken).await;
        check(MULTI, "nothing".to_owned(), FormRefused::Broken).await;
        let part = |head: &str, body: &str| {
            format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n--b--\r\n")
        };
        check(MULTI, part("name=\"a\"; filename=\"x.txt\"", "x"), FormRefused::TooLarge).await;
        check(MULTI, part("name=\"a\"", &"x".repeat(MAX_TEXT + 1)), FormRefused::TooLarge).await;
    }

    #[tokio::test]
    async fn files_are_taken_within_their_limits() {
        let limits = |each, together, count| FormLimits::with_files(&FileLimits { each, together, count }, true);
        let file = |name: &str, body: &str| {
            format!("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n{body}\r\n")
        };
        let two = format!("{}{}{}--b--\r\n", file("a.txt", "12345"), file("", ""), file("../b\u{202E}.txt", "1234"));
        let form = read(MULTI, two.clone(), limits(5, 9, 2)).await.unwrap();
        let found: Vec<_> = form.files.iter().map(|file| (file.name.as_str(), file.size)).collect();
        assert_eq!(found, [("a.txt", 5), ("b.txt", 4)]);
        for limits in [limits(4, 9, 2), limits(5, 8, 2), limits(5, 9, 1)] {
            assert_eq!(read(MULTI, two.clone(), limits).await.unwrap_err(), FormRefused::TooLarge);
        }
    }

    #[tokio::test]
    async fn a_large_body_is_not_read_to_its_end() {
        let count = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let seen = std::sync::Arc::clone(&count);
        let chunks = futures_chunks(100 << 20, move |bytes| {
            seen.fetch_add(bytes, std::sync::atomic::Ordering::Relaxed);
        });
        let found = read(URL, Body::from_stream(chunks), FormLimits::without_files()).await;
        assert_eq!(found.unwrap_err(), FormRefused::TooLarge);
        assert!(count.load(std::sync::atomic::Ordering::Relaxed) < 8 << 20);
    }

    /// A body in pieces, which says how much of it was taken.
    fn futures_chunks(
        all: usize,
        taken: impl Fn(usize) + Send + 'static,
    ) -> impl futures_core::Stream<Item = Result<Vec<u8>, std::io::Error>> + Send + 'static {
        struct Chunks<F>(usize, F);
        impl<F: Fn(usize) + Unpin> futures_core::Stream for Chunks<F> {
            type Item = Result<Vec<u8>, std::io::Error>;
            fn poll_next(
                mut self: std::pin::Pin<&mut Self>,
                _: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Option<Self::Item>> {
                if self.0 == 0 {
                    return std::task::Poll::Ready(None);
                }
                let size = self.0.min(64 << 10);
                self.0 -= size;
                (self.1)(size);
                std::task::Poll::Ready(Some(Ok(vec![b'a'; size])))
            }
        }
        Chunks(all, Box::new(taken) as Box<dyn Fn(usize) + Send>)
    }
}
