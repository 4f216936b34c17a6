//! RTF as text, and the HTML that Outlook hides in it.
//!
//! Comes in: RTF, plain or compressed (MS-OXRTFCP). Goes out: the HTML that was encapsulated in it (MS-OXRTFEX), else its
//! plain text. Only what carries words is read; fonts, pictures and styles are passed over. Linear; the depth of groups
//! and what a compressed text may grow to are bounded.

use super::charset;

/// The most that a compressed text may become, in bytes.
const MAX_BYTES: usize = 8_000_000;
/// Groups inside groups are told apart this deep.
const MAX_DEPTH: usize = 1_000;
/// MS-OXRTFCP §2.1.2.1: what the dictionary holds before the first byte.
const DICTIONARY: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// What an RTF text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Readable {
    Html(String),
    Plain(String),
}

/// Compressed RTF made whole (MS-OXRTFCP §3.1); what is cut off is made whole as far as it goes.
pub(super) fn decompressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let size = usize::try_from(word(4)?).ok()?.min(MAX_BYTES);
    let data = bytes.get(16..)?;
    match word(8)? {
        0x414C_454D => Some(data.get(..size.min(data.len()))?.to_vec()),
        0x7546_5A4C => Some(inflated(data, size)),
        _ => None,
    }
}

fn inflated(data: &[u8], size: usize) -> Vec<u8> {
    // the window is the last 4096 bytes of the dictionary and all output: offsets are positions in a ring
    let mut ring = [0_u8; 4096];
    for (cell, &byte) in ring.iter_mut().zip(DICTIONARY) {
        *cell = byte;
    }
    let mut at = DICTIONARY.len();
    let mut out = Vec::new();
    let mut bytes = data.iter().copied();
    while let Some(control) = bytes.next() {
        for bit in 0..8 {
            if out.len() >= size {
                return out;
            }
            let Some(first) = bytes.next() else { return out };
            if control >> bit & 1 == 0 {
                put(&mut ring, &mut at, &mut out, first);
                continue;
            }
            let Some(second) = bytes.next() else { return out };
            let pair = usize::from(first) << 8 | usize::from(second);
            let (from, length) = (pair >> 4, (pair & 0xF) + 2);
            if from == at {
                return out;
            }
            for step in 0..length {
                let byte = ring.get((from + step) % 4096).copied().unwrap_or_default();
                put(&mut ring, &mut at, &mut out, byte);
            }
        }
    }
    out
}

fn put(ring: &mut [u8; 4096], at: &mut usize, out: &mut Vec<u8>, byte: u8) {
    if let Some(cell) = ring.get_mut(*at) {
        *cell = byte;
    }
    *at = (*at + 1) % 4096;
    out.push(byte);
}

/// What a group of RTF is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RtfGroup {
    Text,
    /// Its words are HTML.
    Tag,
    /// Nothing of it is shown.
    Hidden,
}

/// How text is read at a place.
#[derive(Debug, Clone, Copy)]
struct RtfState {
    group: RtfGroup,
    /// Within `\htmlrtf`: RTF that stands for a tag, and would be said twice.
    is_rtf_only: bool,
    /// How many characters stand for a `\u` (RTF 1.9, `\uc`).
    fallback: usize,
}

struct RtfReader {
    out: String,
    /// Letters of the code page that were not decoded yet.
    bytes: Vec<u8>,
    page: Option<String>,
    states: Vec<RtfState>,
    state: RtfState,
    too_deep: usize,
    skip: usize,
    is_html: bool,
    /// `\*` was seen: a destination that we do not know is passed over.
    is_optional: bool,
}

/// Reads RTF; `None` when it is none.
pub(super) fn readable(rtf: &[u8]) -> Option<Readable> {
    if !rtf.trim_ascii_start().starts_with(b"{\\rtf") {
        return None;
    }
    let state = RtfState { group: RtfGroup::Text, is_rtf_only: false, fallback: 1 };
    let mut reader = RtfReader {
        out: String::new(),
        bytes: Vec::new(),
        page: None,
        states: Vec::new(),
        state,
        too_deep: 0,
        skip: 0,
        is_html: memchr::memmem::find(rtf.get(..2_000.min(rtf.len())).unwrap_or_default(), b"\\fromhtml").is_some(),
        is_optional: false,
    };
    reader.read(rtf);
    reader.flush();
    Some(if reader.is_html { Readable::Html(reader.out) } else { Readable::Plain(reader.out) })
}

impl RtfReader {
    fn read(&mut self, rtf: &[u8]) {
        let mut rest = rtf;
        while let Some((&byte, tail)) = rest.split_first() {
            rest = tail;
            match byte {
                b'{' if self.states.len() < MAX_DEPTH => self.states.push(self.state),
                b'{' => self.too_deep += 1,
                b'}' if self.too_deep > 0 => self.too_deep -= 1,
                b'}' => {
                    self.flush();
                    self.state = self.states.pop().unwrap_or(self.state);
                }
                b'\\' => rest = self.control(tail),
                b'\r' | b'\n' | 0 => {}
                byte => self.letter(byte),
            }
        }
    }

    /// A control word or symbol, its backslash passed; what follows it.
    fn control<'r>(&mut self, text: &'r [u8]) -> &'r [u8] {
        let Some((&first, rest)) = text.split_first() else { return &[] };
        if !first.is_ascii_alphabetic() {
            return self.symbol(first, rest);
        }
        let length = text.iter().take(40).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, rest) = text.split_at_checked(length).unwrap_or((text, &[]));
        let digits = rest
            .iter()
            .take(11)
            .enumerate()
            .take_while(|(nth, byte)| byte.is_ascii_digit() || *nth == 0 && **byte == b'-');
        let (number, rest) = rest.split_at_checked(digits.count()).unwrap_or((rest, &[]));
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse::<i64>().ok());
        self.word(word, number);
        rest.strip_prefix(b" ").unwrap_or(rest)
    }

    fn symbol<'r>(&mut self, first: u8, rest: &'r [u8]) -> &'r [u8] {
        match first {
            b'\'' => {
                let [high, low, after @ ..] = rest else { return &[] };
                if let Some(byte) = super::transfer::escape(*high, *low) {
                    self.letter(byte);
                }
                return after;
            }
            b'*' => self.is_optional = true,
            b'~' => self.text("\u{A0}"),
            b'_' => self.text("-"),
            b'\r' | b'\n' => self.text("\n"),
            b'\\' | b'{' | b'}' => self.letter(first),
            _ => {}
        }
        rest
    }

    fn word(&mut self, word: &[u8], number: Option<i64>) {
        let is_optional = std::mem::take(&mut self.is_optional);
        match word {
            b"htmltag" => self.state.group = RtfGroup::Tag,
            b"htmlrtf" => {
                self.flush();
                self.state.is_rtf_only = number != Some(0);
            }
            b"fonttbl" | b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"mhtmltag" | b"object" | b"header"
            | b"footer" => {
                self.hide();
            }
            _ if is_optional => self.hide(),
            b"ansicpg" => self.page = number.map(|number| format!("cp{number}")),
            b"uc" => self.state.fallback = number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1).min(10),
            b"u" => {
                // RTF 1.9: numbers above 32767 are written as negative ones
                let code = number.map_or(0xFFFD, |number| number.rem_euclid(65_536));
                let letter = u32::try_from(code).ok().and_then(char::from_u32).unwrap_or('\u{FFFD}');
                self.text(letter.encode_utf8(&mut [0; 4]));
                self.skip = self.state.fallback;
            }
            b"par" | b"line" | b"row" | b"sect" | b"page" => self.text("\n"),
            b"tab" | b"cell" => self.text("\t"),
            b"lquote" => self.text("\u{2018}"),
            b"rquote" => self.text("\u{2019}"),
            b"ldblquote" => self.text("\u{201C}"),
            b"rdblquote" => self.text("\u{201D}"),
            b"bullet" => self.text("\u{2022}"),
            b"endash" => self.text("\u{2013}"),
            b"emdash" => self.text("\u{2014}"),
            _ => {}
        }
    }

    fn hide(&mut self) {
        self.flush();
        self.state.group = RtfGroup::Hidden;
    }

    fn is_shown(&self) -> bool {
        match self.state.group {
            RtfGroup::Hidden => false,
            RtfGroup::Tag => true,
            RtfGroup::Text => !(self.is_html && self.state.is_rtf_only),
        }
    }

    fn letter(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.is_shown() {
            self.bytes.push(byte);
        }
    }

    fn text(&mut self, text: &str) {
        self.flush();
        if self.is_shown() {
            self.out.push_str(text);
        }
    }

    /// Decodes the letters that wait; a character may be written as several of them.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        match std::str::from_utf8(&bytes).ok().filter(|text| text.is_ascii()) {
            Some(text) => self.out.push_str(text),
            None => self.out.push_str(&charset::decode(&bytes, self.page.as_deref().or(Some("windows-1252"))).text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rtf_is_readable() {
        let check = |rtf: &str, expected: &str| {
            assert_eq!(readable(rtf.as_bytes()), Some(Readable::Plain(expected.to_owned())), "{rtf:?}");
        };
        check("{\\rtf1\\ansi Hello\\par World}", "Hello\nWorld");
        check("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}Gr\\'fc\\'dfe}", "Grüße");
        check("{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0\\'e8}", "При");
        check("{\\rtf1\\uc1 \\u8364?uro \\u-10179?}", "€uro \u{FFFD}");
        check("{\\rtf1 a{\\*\\generator x;}b\\{\\}}", "ab{}");
        check("{\\rtf1 a\\line b\\tab c", "a\nb\tc");
        assert_eq!(readable(b"plain"), None);
        readable("{".repeat(100_000).as_bytes());
        readable(format!("{{\\rtf1 {}", "{".repeat(100_000)).as_bytes());
    }

    #[test]
    fn html_comes_out_of_rtf() {
        let rtf = "{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\b\\htmlrtf0 Hello\\htmlrtf }\\htmlrtf0 {\\*\\htmltag72 </p>}}";
        assert_eq!(readable(rtf.as_bytes()), Some(Readable::Html("<p>Hello</p>".to_owned())));
    }

    /// The example of MS-OXRTFCP §4.1.
    #[test]
    fn compressed_rtf_is_made_whole() {
        let bytes = [
            0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00,
            0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09,
            0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        let expected: &[u8] = b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n";
        assert_eq!(decompressed(&bytes).as_deref(), Some(expected));
        assert_eq!(decompressed(b"short"), None);
    }
}
