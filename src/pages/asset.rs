//! The files that pages load: style, script, icon and wordmark, each under a name that changes with its bytes.
//!
//! Comes in: the look, the style and the script. Goes out: bytes that browsers can keep for ever.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::look::{Colour, Look};

use super::text::shown;

/// Text on the page's grey and on tinted ground needs more than on white, for which a [`Look`] has its colours.
const CONTRAST: f64 = 5.3;
/// On dark ground, the tint is nearer to the text.
const CONTRAST_DARK: f64 = 5.9;
const WHITE: Colour = Colour([255; 3]);
const BLACK: Colour = Colour([0; 3]);
/// Cards in dark mode, `--card` of the style.
const DARK: Colour = Colour([0x22, 0x24, 0x29]);

/// A file that pages load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its path: `/assets/portal-1a2b3c4d5e6f.css`. Other bytes have another, so that browsers may keep it for ever.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// For the header of this name.
    pub content_type: &'static str,
    /// The same hash as in the name, in quotes (RFC 9110, section 8.8.3).
    pub etag: String,
}

impl Asset {
    fn new(name: &str, ending: &str, bytes: Vec<u8>, content_type: &'static str) -> Self {
        let digest = HEXLOWER.encode(Sha256::digest(&bytes).get(..6).unwrap_or_default());
        Self { path: format!("/assets/{name}-{digest}.{ending}"), bytes, content_type, etag: format!("\"{digest}\"") }
    }
}

/// All files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Assets {
    pub(super) css: Asset,
    pub(super) js: Asset,
    pub(super) icon: Asset,
    pub(super) wordmark: Option<Asset>,
}

impl Assets {
    /// The files of a desk.
    pub(super) fn of(css: &str, js: &str, look: &Look, desk_name: &str) -> Self {
        let css = format!("{}{}", colours(look), squeezed(css));
        let wordmark = look.wordmark.as_ref().map(|mark| {
            let ending = if mark.content_type == "image/png" { "png" } else { "jpg" };
            Asset::new("wordmark", ending, mark.bytes.clone(), mark.content_type)
        });
        Self {
            css: Asset::new("portal", "css", css.into_bytes(), "text/css; charset=utf-8"),
            js: Asset::new("portal", "js", bare_lines(js).into_bytes(), "text/javascript; charset=utf-8"),
            icon: Asset::new("icon", "svg", icon(look, desk_name).into_bytes(), "image/svg+xml"),
            wordmark,
        }
    }

    /// The file of a path.
    pub(super) fn find(&self, path: &str) -> Option<&Asset> {
        let all = [Some(&self.css), Some(&self.js), Some(&self.icon), self.wordmark.as_ref()];
        all.into_iter().flatten().find(|asset| asset.path == path)
    }
}

/// The custom properties that depend on the look: the accent, and what is tinted with it, on light and on dark.
fn colours(look: &Look) -> String {
    let light = readable(look.accent, (BLACK, WHITE), CONTRAST);
    let dark = readable(look.accent_dark, (WHITE, DARK), CONTRAST_DARK);
    format!(
        ":root{{--accent:{light};--tint:{}}}@media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark};--tint:{}}}}}",
        mixed(light, WHITE, 93),
        mixed(dark, DARK, 90),
    )
}

/// Mixed with as much of `end` as makes it read on `ground`.
fn readable(colour: Colour, (end, ground): (Colour, Colour), contrast: f64) -> Colour {
    let steps = (0..=100).map(|percent| mixed(colour, end, percent));
    steps.into_iter().find(|colour| colour.contrast(ground) >= contrast).unwrap_or(end)
}

fn mixed(colour: Colour, with: Colour, percent: u16) -> Colour {
    let mut mixed = colour;
    for (channel, other) in mixed.0.iter_mut().zip(with.0) {
        let sum = u16::from(*channel) * (100 - percent) + u16::from(other) * percent;
        *channel = u8::try_from(sum / 100).unwrap_or(u8::MAX);
    }
    mixed
}

/// The style without comments and blanks.
fn squeezed(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, behind)) = rest.split_once("/*") {
        out.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    tightened(&out)
}

/// Without blanks where CSS needs none: at line ends, around braces and between declarations.
fn tightened(css: &str) -> String {
    const ALONE: &[char] = &['{', '}', ';', ','];
    let mut out = String::with_capacity(css.len());
    let mut blank = false;
    for c in css.chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        let last = out.chars().next_back();
        let needs = last.is_some_and(|last| !ALONE.contains(&last) && last != ':') && !ALONE.contains(&c);
        if blank && needs {
            out.push(' ');
        }
        if c == '}' && last == Some(';') {
            out.pop();
        }
        out.push(c);
        blank = false;
    }
    out
}

/// The script without comments that have a line of their own, and without indentation.
fn bare_lines(js: &str) -> String {
    let lines = js.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The desk's first letter on its colour.
fn icon(look: &Look, desk_name: &str) -> String {
    let letter: String =
        desk_name.chars().find(|c| c.is_alphanumeric()).into_iter().flat_map(char::to_uppercase).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"8\" fill=\"{}\"/>\
         <text x=\"16\" y=\"22.5\" font-family=\"system-ui,sans-serif\" font-size=\"19\" font-weight=\"700\" fill=\"#fff\" \
         text-anchor=\"middle\">{}</text></svg>",
        look.accent,
        shown(&letter)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_can_be_read() {
        for text in ["#ffcc00", "#ffffff", "#1a5fb4", "#000000", "#ff0000", "#767676", "#00c8ff"] {
            let given = Colour::parse(text).unwrap();
            let look = Look { accent: given.for_white(), accent_dark: given.for_dark(), ..Look::default() };
            let light = readable(look.accent, (BLACK, WHITE), CONTRAST);
            let dark = readable(look.accent_dark, (WHITE, DARK), CONTRAST_DARK);
            assert!(light.contrast(mixed(light, WHITE, 93)) >= 4.5, "{text} light on tint");
            assert!(light.contrast(Colour([0xf6, 0xf7, 0xf9])) >= 4.5, "{text} light on grey");
            assert!(dark.contrast(mixed(dark, DARK, 90)) >= 4.5, "{text} dark on tint");
            assert!(dark.contrast(Colour([0x17, 0x18, 0x1c])) >= 4.5, "{text} on black");
        }
    }

    #[test]
    fn other_bytes_have_another_name() {
        let of = |css: &str| Assets::of(css, "", &Look::default(), "Desk").css.path;
        assert_ne!(of("a{}"), of("b{}"));
        assert_eq!(of("a{}"), of("/* why */\n  a{}\n"));
        let assets = Assets::of("", "", &Look::default(), "<Desk>");
        assert_eq!(assets.find(&assets.icon.path), Some(&assets.icon));
        assert!(String::from_utf8_lossy(&assets.icon.bytes).contains(">D</text>"));
        for none in ["", "/assets/", "/assets/portal.css", "/assets/../portal.css"] {
            assert_eq!(assets.find(none), None, "{none}");
        }
    }
}
