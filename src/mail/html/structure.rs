//! What the elements of the well-known mail programs mean: by name, id, class and style.
//!
//! One row per program. A mark that a program sets around the whole quote ends with its element; a mark that stands
//! before the quote holds to the end of the mail. Where a program puts new words inside its quote's element (Gmail), the
//! element says nothing and the blockquote inside it does.

use crate::mail::quote::clues::{has_verb, plain};
use html5ever::tokenizer::Tag;

/// What an element is in a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ElementRole {
    /// Nothing special.
    Plain,
    /// A paragraph that is only a line (Outlook's MsoNormal).
    Line,
    /// A quotation: its lines get a quote mark.
    Cite,
    /// A blockquote that does not say what it is.
    Block,
    /// Somebody else's words, as long as the element lasts.
    Quote,
    /// Somebody else's words from here on.
    QuoteToEnd,
    /// The signature.
    Signature,
    /// Not shown.
    Hidden,
    /// Blanks count.
    Preformatted,
}

/// The attributes that tell something.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    id: String,
    class: String,
    style: String,
    name: String,
    kind: String,
    href: String,
    alt: String,
    hidden: bool,
}

impl Attributes {
    /// Reads the attributes of a tag.
    pub(super) fn of(tag: &Tag) -> Self {
        let mut found = Self::default();
        for attribute in tag.attrs.iter().take(64) {
            let value = || -> String { attribute.value.to_string() };
            match &*attribute.name.local {
                "id" => found.id = value().to_ascii_lowercase(),
                "class" => found.class = value().to_ascii_lowercase(),
                "style" => found.style = value().to_ascii_lowercase().replace([' ', '\n', '\r', '\t'], ""),
                "name" => found.name = value().to_ascii_lowercase(),
                "type" => found.kind = value().to_ascii_lowercase(),
                "href" => found.href = value(),
                "alt" => found.alt = value(),
                "hidden" => found.hidden = true,
                _ => {}
            }
        }
        found
    }

    /// Where a link goes.
    pub(super) fn href(&self) -> Option<&str> {
        let href = self.href.trim();
        (!href.is_empty() && !href.contains(char::is_control)).then_some(href)
    }

    /// The alternative text of a picture.
    pub(super) fn alt(&self) -> &str {
        &self.alt
    }

    /// The style, in lower case and without blanks.
    pub(super) fn style(&self) -> &str {
        &self.style
    }

    /// The classes, in lower case.
    pub(super) fn class(&self) -> &str {
        &self.class
    }

    fn has_class(&self, wanted: &str) -> bool {
        self.class.split_ascii_whitespace().any(|class| class == wanted || class.strip_prefix("x_") == Some(wanted))
    }

    fn id(&self) -> &str {
        self.id.trim_start_matches("x_")
    }
}

/// Elements around a whole quote, by class.
#[rustfmt::skip]
const QUOTE_CLASSES: &[&str] = &[
    "yahoo_quoted", "yahooquoted", "protonmail_quote", "tutanota_quote", "moz-cite-prefix",
    "moz-email-headers-table", "gmail_attr", "zmail_extra", "quoted-mail", "front-blockquote", "freshdesk_quote",
    "sh-quoted-content", "mail-quote-collapse", "quoted_text", "replyheader", "wordsection-quote", "mailbird_quote",
    "airmail_ext_on", "bloop_original_html", "bloop_markdown_quote", "ms-outlook-ios-reference-expand",
    "ms-outlook-mobile-reference-message", "gmail_quote_attribution", "history_container", "mcntreplyheader",
    "edison-quote", "apple-mail-quote-header", "gorgias-quote", "helpscout-quote", "quotedmessage", "reply-quote",
    "crisp-quote", "replyforwardcontent",
];

/// Elements around a whole quote, by id.
#[rustfmt::skip]
const QUOTE_IDS: &[&str] = &[
    "olk_src_body_section", "isreplycontent", "reply-intro", "mail-editor-reference-message-container",
    "yahoo_quoted", "mailcontainer_quote", "oriframe", "original-content", "replysplit", "divneteasemailcard",
    "qm_quote", "spnquote", "contentquote", "ymail_quoted",
];

/// Elements behind which all is quote, by id.
#[rustfmt::skip]
const QUOTE_TO_END_IDS: &[&str] = &[
    "divrplyfwdmsg", "appendonsend", "stopspelling", "zwchr", "ms-outlook-mobile-body-separator-line",
    "reply-separator", "divtagdefaultwrapper-quote", "lineBreakAtBeginningOfMessage-quote", "replysection",
];

/// Signatures, by class.
#[rustfmt::skip]
const SIGNATURE_CLASSES: &[&str] = &[
    "gmail_signature", "moz-signature", "protonmail_signature_block", "protonmail_signature_block-user",
    "bloop_sign", "signature", "tutanota_signature", "zmail_signature", "email-signature", "mail-signature",
    "yahoo-signature", "newton_signature", "edo-signature", "mobile-signature", "mcntsignature",
];

/// Signatures, by id.
#[rustfmt::skip]
const SIGNATURE_IDS: &[&str] = &[
    "signature", "ms-outlook-mobile-signature", "applemailsignature", "composer_signature", "appleicloudsignature",
    "mailsignature", "email_signature", "_mailmaster-signature", "ntes-pcmac-signature", "zimbra_signature",
    "pc_signature", "spicy_signature", "edo-signature", "yahoo_signature", "sparksignature",
];

/// What an element means.
pub(super) fn role_of(name: &str, attributes: &Attributes) -> ElementRole {
    match name {
        "head" | "script" | "style" | "title" | "template" | "object" | "svg" | "math" | "select" | "xml"
        | "iframe" | "noembed" | "noframes" => return ElementRole::Hidden,
        "pre" | "xmp" | "plaintext" | "listing" => return ElementRole::Preformatted,
        "blockquote" => return of_blockquote(attributes),
        "p" if attributes.class.starts_with("mso") || attributes.style.contains("margin:0") => {
            return ElementRole::Line;
        }
        _ => {}
    }
    if attributes.hidden || attributes.style.contains("display:none") {
        return ElementRole::Hidden;
    }
    if attributes.id.is_empty()
        && attributes.class.is_empty()
        && attributes.style.is_empty()
        && attributes.name.is_empty()
    {
        return ElementRole::Plain;
    }
    of_attributes(name, attributes)
}

fn of_attributes(name: &str, attributes: &Attributes) -> ElementRole {
    let id = attributes.id();
    if QUOTE_TO_END_IDS.contains(&id)
        || name == "hr" && attributes.has_class("zwchr")
        || is_outlook_header(name, attributes)
    {
        return ElementRole::QuoteToEnd;
    }
    if QUOTE_IDS.contains(&id)
        || id.starts_with("yahoo_quoted")
        || id.ends_with("yahoo_quoted")
        || QUOTE_CLASSES.iter().any(|class| attributes.has_class(class))
        || attributes.class.contains("yahoo_quoted")
        || name == "div" && matches!(attributes.name.as_str(), "quote" | "messagereplysection")
    {
        return ElementRole::Quote;
    }
    if SIGNATURE_IDS.contains(&id) || SIGNATURE_CLASSES.iter().any(|class| attributes.has_class(class)) {
        return ElementRole::Signature;
    }
    ElementRole::Plain
}

/// Outlook draws a line above the fields of the mail that it quotes.
fn is_outlook_header(name: &str, attributes: &Attributes) -> bool {
    name == "div"
        && attributes.style.contains("border-top:solid#")
        && (attributes.style.contains("padding:3") || attributes.style.contains("padding-top:3"))
        && (attributes.style.contains("border:none")
            || attributes.style.contains("b5c4df")
            || attributes.style.contains("e1e1e1"))
}

/// Below a line that ends in a colon stands a quote, if that says who wrote or when.
pub(super) fn introduces(line: &str) -> bool {
    line.ends_with([':', '：'])
        && (line.contains('@') || line.contains(|c: char| c.is_ascii_digit()) || has_verb(&plain(line)))
}

/// Otherwise it is what the author shows.
pub(super) fn shows(line: &str) -> bool {
    line.ends_with([':', '：']) && !introduces(line)
}

/// A blockquote is a quote when a mail program says so; people use it to move text, too.
fn of_blockquote(attributes: &Attributes) -> ElementRole {
    let cites = attributes.kind == "cite"
        || attributes.class.contains("quote")
        || attributes.class.contains("cite")
        || attributes.id.contains("quote")
        || attributes.style.contains("border-left")
        || attributes.style.contains("border-color");
    match (is_indent(attributes), cites) {
        (true, _) => ElementRole::Plain,
        (false, true) => ElementRole::Cite,
        (false, false) => ElementRole::Block,
    }
}

/// A blockquote that only moves its text to the right (Gmail's and Outlook's indent).
fn is_indent(attributes: &Attributes) -> bool {
    let style = &attributes.style;
    attributes.kind != "cite"
        && !attributes.class.contains("quote")
        && (style.contains("border:none") || style.contains("border:medium"))
        && style.contains("margin:00040px")
}
