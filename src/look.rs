//! How the desk looks to people: name or wordmark, one accent colour, the company's lines. Letters show it, and pages will.
//!
//! Comes in: `[desk.look]`. Goes out: colours that can be read on white and on black, and the wordmark's bytes.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::desk::by_language::Texts;

/// The least contrast of text with what is behind it (WCAG 2.2, 1.4.3).
pub const MIN_CONTRAST: f64 = 4.5;

/// Behind the text of letters.
const WHITE: Colour = Colour([255, 255, 255]);
/// Behind it in dark mode; mail programs have greys about as light.
const DARK: Colour = Colour([0x20, 0x21, 0x24]);
/// Without a colour in the config.
const BLUE: Colour = Colour([0x1a, 0x5f, 0xb4]);

/// How the desk looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The one colour of links, buttons and lines; it can be read on white.
    pub accent: Colour,
    /// The same, lightened until it can be read in dark mode.
    pub accent_dark: Colour,
    /// Stands in the place of the desk's name.
    pub wordmark: Option<Wordmark>,
    /// The lines at the end of letters to customers, by language: company, address, hours.
    pub footer: [Texts; 3],
}

impl Default for Look {
    fn default() -> Self {
        Self { accent: BLUE, accent_dark: BLUE.for_dark(), wordmark: None, footer: Default::default() }
    }
}

impl Look {
    /// The lines of the footer in a language.
    pub fn footer_in(&self, language: &str) -> Vec<String> {
        self.footer.iter().filter_map(|texts| texts.shown(language)).map(str::to_owned).collect()
    }
}

/// A colour, in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Reads `#1a5fb4`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let bytes = HEXLOWER.decode(digits.to_ascii_lowercase().as_bytes()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// How it reads against another: from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if one > two { one / two } else { two / one }
    }

    /// Whether text of this colour can be read on white.
    pub fn reads_on_white(self) -> bool {
        self.contrast(WHITE) >= MIN_CONTRAST
    }

    /// The nearest darker colour that can be read on white.
    #[must_use]
    pub fn for_white(self) -> Self {
        self.until(Self([0; 3]), WHITE)
    }

    /// The nearest lighter colour that can be read in dark mode.
    #[must_use]
    pub fn for_dark(self) -> Self {
        self.until(WHITE, DARK)
    }

    /// Mixed with as much of `end` as makes it read on `ground`.
    fn until(self, end: Self, ground: Self) -> Self {
        let mixed = |percent: u16| {
            let mut colour = self;
            for (channel, end) in colour.0.iter_mut().zip(end.0) {
                let sum = u16::from(*channel) * (100 - percent) + u16::from(end) * percent;
                *channel = u8::try_from(sum / 100).unwrap_or(u8::MAX);
            }
            colour
        };
        (0..=100).map(mixed).find(|colour| colour.contrast(ground) >= MIN_CONTRAST).unwrap_or(end)
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// A picture with the desk's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wordmark {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// `image/png` or `image/jpeg`.
    pub content_type: &'static str,
    /// The Content-ID by which letters show it: another picture has another (RFC 2392).
    pub id: String,
    /// In pixels, as it is shown.
    pub width: u32,
    /// In pixels, as it is shown.
    pub height: u32,
}

/// The most bytes of a wordmark: it goes with every letter to customers.
pub const MAX_WORDMARK_BYTES: usize = 64 * 1024;
/// The height of a wordmark in letters, in pixels; pictures for fine screens have twice as many and more.
const SHOWN_HEIGHT: u32 = 36;
/// The greatest width.
const SHOWN_WIDTH: u32 = 300;

/// What is wrong with a wordmark.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordmarkFault {
    /// It is too large for every letter.
    #[error("has {} KB, and goes with every letter: at most {} KB", .0.div_ceil(1024), MAX_WORDMARK_BYTES / 1024)]
    TooLarge(usize),
    /// Mail programs show no others.
    #[error("is neither PNG nor JPEG")]
    NoPicture,
}

impl Wordmark {
    /// Reads a picture. SVG is none: Gmail and Outlook do not show it.
    pub fn read(bytes: Vec<u8>) -> Result<Self, WordmarkFault> {
        if bytes.len() > MAX_WORDMARK_BYTES {
            return Err(WordmarkFault::TooLarge(bytes.len()));
        }
        let png = png_size(&bytes).map(|size| ("image/png", size));
        let found = png.or_else(|| jpeg_size(&bytes).map(|size| ("image/jpeg", size)));
        let (content_type, (width, height)) = found.ok_or(WordmarkFault::NoPicture)?;
        let (shown_width, shown_height) = shown(width, height);
        let digest = Sha256::digest(&bytes);
        let id = format!("wordmark@{}.maildesk", HEXLOWER.encode(digest.get(..8).unwrap_or_default()));
        Ok(Self { bytes, content_type, id, width: shown_width, height: shown_height })
    }
}

/// As large as fits, in its proportions.
fn shown(width: u32, height: u32) -> (u32, u32) {
    let height_shown = height.min(SHOWN_HEIGHT);
    let wide = u64::from(width) * u64::from(height_shown) / u64::from(height.max(1));
    let width_shown = u32::try_from(wide).unwrap_or(SHOWN_WIDTH).max(1);
    if width_shown <= SHOWN_WIDTH {
        return (width_shown, height_shown);
    }
    (SHOWN_WIDTH, (height_shown * SHOWN_WIDTH / width_shown).max(1))
}

/// Width and height of a PNG (W3C PNG, section 11.2.1).
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(4..16)?.strip_prefix(b"IHDR")?;
    let number = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    Some((number(0)?, number(4)?)).filter(|(width, height)| *width > 0 && *height > 0)
}

/// Width and height of a JPEG: its first frame header (ITU T.81, B.2.2).
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let (&[0xff, marker], behind) = rest.split_first_chunk()? else { return None };
        let (length, _) = behind.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let number = |at: usize| Some(u32::from(u16::from_be_bytes(behind.get(at..at + 2)?.try_into().ok()?)));
            return Some((number(5)?, number(3)?)).filter(|(width, height)| *width > 0 && *height > 0);
        }
        rest = behind.get(length.max(2)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_colour() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(Colour::parse(text).map(|colour| colour.to_string()).as_deref(), expected, "{text}");
        };
        check("#1a5fb4", Some("#1a5fb4"));
        check("#1A5FB4", Some("#1a5fb4"));
        for wrong in ["", "1a5fb4", "#1a5", "#1a5fb4ff", "#1a5fbg", "blue", "#ééé"] {
            check(wrong, None);
        }
    }

    #[test]
    fn what_can_be_read() {
        let colour = |text| Colour::parse(text).unwrap();
        assert!((colour("#000000").contrast(WHITE) - 21.0).abs() < 0.01);
        assert!((colour("#767676").contrast(WHITE) - 4.54).abs() < 0.01);
        assert!(colour("#1a5fb4").reads_on_white() && !colour("#ffcc00").reads_on_white());
        for text in ["#ffcc00", "#ffffff", "#1a5fb4", "#000000", "#ff0000"] {
            let (light, dark) = (colour(text).for_white(), colour(text).for_dark());
            assert!(light.contrast(WHITE) >= MIN_CONTRAST && dark.contrast(DARK) >= MIN_CONTRAST, "{text}");
        }
        assert_eq!(colour("#1a5fb4").for_white(), colour("#1a5fb4"), "what can be read stays");
    }

    #[test]
    fn what_is_a_wordmark() {
        let png = |width: u32, height: u32| {
            let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
            [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &size, &[8, 6, 0, 0, 0]].concat()
        };
        let jpeg = |width: u16, height: u16| {
            let size = [height.to_be_bytes(), width.to_be_bytes()].concat();
            [b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x0b\x08".as_slice(), &size, &[3, 1, 0x11, 0]].concat()
        };
        let size = |bytes| Wordmark::read(bytes).map(|mark| (mark.content_type, mark.width, mark.height));
        assert_eq!(size(png(600, 72)), Ok(("image/png", 300, 36)));
        assert_eq!(size(png(40, 20)), Ok(("image/png", 40, 20)), "none is made larger");
        assert_eq!(size(png(2000, 100)), Ok(("image/png", 300, 15)));
        assert_eq!(size(jpeg(120, 36)), Ok(("image/jpeg", 120, 36)));
        for none in
            [&b""[..], b"<svg/>", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8", b"\xff\xd8\xff\xe0\0\0", b"GIF89a"]
        {
            assert_eq!(size(none.to_vec()), Err(WordmarkFault::NoPicture), "{none:?}");
        }
        assert_eq!(size(png(0, 10)), Err(WordmarkFault::NoPicture));
        let large = [png(10, 10), vec![0; MAX_WORDMARK_BYTES]].concat();
        assert_eq!(size(large.clone()), Err(WordmarkFault::TooLarge(large.len())));
    }
}
