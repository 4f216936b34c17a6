//! Pictures that an HTML text shows: those in its author's words, and those that only decorate a signature or a quote.
//!
//! Comes in: the parts of a message and its texts. Goes out: the marker that stands in the text for each picture of the
//! author's words, and which pictures are no files of anybody's: logos, what a quote brings along, tracking pixels. In doubt
//! a picture is a file. Looks only at messages that bring pictures with a Content-ID.

use std::collections::BTreeMap;

use super::super::html;
use super::super::inbound::{Inbound, TextSource};
use super::super::reply;
use super::naming::{content_id, given_name};
use super::text::Text;
use super::tree::{MimePart, Tree};

/// The most pictures that are told apart.
const MAX_PICTURES: usize = 200;
/// A larger picture below a sign-off may be one that its author shows.
const MAX_LOGO_BYTES: usize = 40 << 10;

/// The pictures of a message, by Content-ID.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    /// What stands in the text for those of the author's words.
    pub(super) markers: BTreeMap<String, String>,
    /// Those that are no files.
    ornaments: Vec<String>,
}

/// A picture, and where it was seen.
struct Picture {
    id: String,
    name: String,
    bytes: usize,
    is_own: bool,
    decorates: bool,
}

impl Pictures {
    pub(super) fn of(tree: &Tree<'_>, texts: &[Option<Text>]) -> Self {
        let mut pictures: Vec<Picture> = tree.parts.iter().filter_map(Picture::of).take(MAX_PICTURES).collect();
        if pictures.is_empty() {
            return Self::default();
        }
        for page in texts.iter().flatten().filter(|text| text.is_html) {
            look(&page.words, &mut pictures);
        }
        let mut found = Self::default();
        for Picture { id, name, is_own, decorates, .. } in pictures {
            if is_own {
                let marker = if name.is_empty() { "[picture]".to_owned() } else { format!("[picture: {name}]") };
                found.markers.insert(id, marker);
            } else if decorates {
                found.ornaments.push(id);
            }
        }
        found
    }

    /// Whether a part is a picture of the author's words.
    pub(super) fn is_own(&self, part: &MimePart<'_>) -> bool {
        !self.markers.is_empty() && content_id(part).is_some_and(|id| self.markers.contains_key(&id))
    }

    /// Whether a part is a picture that decorates.
    pub(super) fn is_ornament(&self, part: &MimePart<'_>) -> bool {
        !self.ornaments.is_empty() && content_id(part).is_some_and(|id| self.ornaments.contains(&id))
    }

    /// A plain text with the markers where its program names a picture (`[cid:image001.png@01DC]`, Outlook).
    pub(super) fn marked(&self, text: &str) -> Option<String> {
        if self.markers.is_empty() || !text.contains("[cid:") {
            return None;
        }
        let replace = |text: String, (id, marker): (&String, &String)| text.replace(&format!("[cid:{id}]"), marker);
        Some(self.markers.iter().fold(text.to_owned(), replace))
    }
}

impl Picture {
    fn of(part: &MimePart<'_>) -> Option<Self> {
        let id = content_id(part).filter(|_| part.media.kind.starts_with("image/"))?;
        let (name, bytes) = (given_name(part), part.body.len() / 4 * 3);
        Some(Self { id, name, bytes, is_own: false, decorates: false })
    }
}

/// Looks where a page shows them.
fn look(page: &str, pictures: &mut [Picture]) {
    let places: BTreeMap<String, String> =
        pictures.iter().enumerate().map(|(at, picture)| (picture.id.clone(), place(at))).collect();
    let shown = html::render_with(page, &places);
    let inbound = Inbound { text: shown.text, marks: shown.marks, source: TextSource::Html, ..Inbound::default() };
    let told = reply::reply(&inbound);
    let (own, closing) = before_sign_off(&told.own);
    for (at, picture) in pictures.iter_mut().enumerate() {
        let place = place(at);
        let is_small = picture.bytes <= MAX_LOGO_BYTES;
        let is_closing = told.signature.contains(&place) || closing.contains(&place);
        let is_unseen = !inbound.text.contains(&place) && names(page, &picture.id);
        picture.is_own |= own.contains(&place);
        picture.decorates |= told.quoted_text.contains(&place) || is_small && (is_closing || is_unseen);
    }
}

/// What stands for a picture while it is looked for.
fn place(at: usize) -> String {
    format!("[cid:#{at}]")
}

/// Whether a page names a picture at all.
fn names(page: &str, id: &str) -> bool {
    page.contains(&format!("cid:{id}")) || page.contains(&format!("cid:{}", id.replace('@', "%40")))
}

/// An author's words, and what stands below their sign-off.
fn before_sign_off(own: &str) -> (&str, &str) {
    let mut at = 0;
    for line in own.split_inclusive('\n') {
        at += line.len();
        if reply::is_sign_off(line) {
            return own.split_at_checked(at).unwrap_or((own, ""));
        }
    }
    (own, "")
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    /// The names of the files, and the text, of a page with a picture `a.png` of `bytes`.
    fn told(page: &str, bytes: usize) -> (Vec<String>, String) {
        let picture = "A".repeat(bytes / 3 * 4);
        let mail = format!(
            "From: a@x.example\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n{page}\n--b\n\
             Content-Type: image/png; name=a.png\nContent-ID: <a@x>\nContent-Transfer-Encoding: base64\n\n{picture}\n--b--\n"
        );
        let inbound = parse(mail.as_bytes());
        (inbound.attachments.into_iter().map(|file| file.name).collect(), inbound.text.trim().to_owned())
    }

    #[test]
    fn whose_pictures_are_files() {
        let check = |page: &str, is_file: bool, text: &str| {
            let (files, shown) = told(page, 300);
            assert_eq!(!files.is_empty(), is_file, "{page}");
            assert_eq!(shown, text, "{page}");
        };
        let img = "<img src=\"cid:a@x\">";
        check(&format!("<p>See {img} here.</p>"), true, "See [picture: a.png] here.");
        check("<p>See <img src='cid:a%40x' alt=shot>.</p>", true, "See [picture: a.png].");
        check(img, true, "[picture: a.png]");
        check("<p>It stops.</p>", true, "It stops.");
        check(&format!("<p>It stops.</p><div class=gmail_signature>Ada<br>{img}</div>"), false, "It stops.\n\nAda");
        check(
            &format!("<p>It stops.</p><p>Kind regards<br>Ada</p><p>{img}</p>"),
            false,
            "It stops.\n\nKind regards\nAda",
        );
        check(&format!("<p>Yes.</p><blockquote type=cite>See {img}</blockquote>"), false, "Yes.\n\n> See");
        check("<p>It stops.</p><img src=cid:a@x width=1 height=1>", false, "It stops.");
        let both = format!("<p>See {img}</p><blockquote type=cite>See {img}</blockquote>");
        check(&both, true, "See [picture: a.png]\n\n> See [picture: a.png]");
    }

    #[test]
    fn what_is_too_large_for_a_logo_is_a_file() {
        let (files, _) = told("<p>It stops.</p><p>Kind regards<br>Ada</p><p><img src=cid:a@x></p>", 90_000);
        assert_eq!(files, ["a.png"]);
    }
}
