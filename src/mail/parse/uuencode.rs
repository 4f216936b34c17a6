//! Files written as text by uuencode (POSIX.1-2017, `uuencode`): `begin 644 name`, lines, `end`.
//!
//! Comes in: a text. Goes out: the files in it, and the text without them. A person who writes "begin 6 weeks earlier" writes
//! text: a file has a mode in octal, perhaps a name, and data whose lines are as long as they say. A file without `end` was cut
//! and goes to where its data ends. Linear.

/// A file that stood in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UuencodedFile {
    /// As written, perhaps with a path.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Whether its end was missing.
    pub(super) is_cut: bool,
}

/// The most files that are taken out of a text.
const MAX_FILES: usize = 1_000;

/// The files in a text and the text without them; `None` when there are none.
pub(super) fn extract(text: &str) -> Option<(String, Vec<UuencodedFile>)> {
    if !may_have_file(text) {
        return None;
    }
    let mut rest = String::with_capacity(text.len());
    let mut files = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let from = text.get(at..).unwrap_or_default();
        let end = from.find('\n').map_or(from.len(), |end| end + 1);
        let line = from.get(..end).unwrap_or_default();
        let found =
            if files.len() < MAX_FILES { begin(line).and_then(|name| file(name, from.get(end..)?)) } else { None };
        match found {
            Some((file, length)) => {
                files.push(file);
                at += end + length;
            }
            None => {
                rest.push_str(line);
                at += end.max(1);
            }
        }
    }
    (!files.is_empty()).then_some((rest, files))
}

/// The bytes of a body that is one file; also without its first line.
pub(super) fn whole(raw: &[u8]) -> Option<Vec<u8>> {
    let text: String = raw.iter().map(|&byte| char::from(byte)).collect();
    let data = match extract(&text) {
        Some((_, files)) => return files.into_iter().next().map(|file| file.bytes),
        None => text.as_str(),
    };
    let (bytes, _, length) = lines(data.trim_start())?;
    (length > 0).then_some(bytes)
}

fn may_have_file(text: &str) -> bool {
    text.starts_with("begin ") || memchr::memmem::find(text.as_bytes(), b"\nbegin ").is_some()
}

/// The name of a file that this line begins.
fn begin(line: &str) -> Option<&str> {
    let (mode, name) = line.strip_prefix("begin ")?.split_once([' ', '\n'])?;
    let octal = (3..=6).contains(&mode.len()) && mode.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    octal.then_some(name.trim())
}

/// A file and the length of its lines. Its first line must be data, or the file be empty.
fn file(name: &str, text: &str) -> Option<(UuencodedFile, usize)> {
    let (bytes, is_cut, length) = lines(text)?;
    Some((UuencodedFile { name: name.to_owned(), bytes, is_cut }, length))
}

/// The decoded lines, whether the end is missing, and how long all this is.
fn lines(text: &str) -> Option<(Vec<u8>, bool, usize)> {
    let mut bytes = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let data = line.trim_end_matches(['\r', '\n']);
        if data.trim_end() == "end" {
            return Some((bytes, false, at + line.len()));
        }
        let is_empty = data.trim_end().is_empty() || data.trim_end() == "`";
        if !is_empty && !decode_line(data.as_bytes(), &mut bytes) {
            break;
        }
        at += line.len();
    }
    (!bytes.is_empty()).then_some((bytes, true, at))
}

/// One line: its length in bytes, then groups of four characters. Blanks at its end may have been lost.
fn decode_line(line: &[u8], out: &mut Vec<u8>) -> bool {
    let six = |byte: u8| (b' '..=b'`').contains(&byte).then(|| (byte - b' ') & 0x3F);
    let Some((&first, data)) = line.split_first() else { return false };
    let Some(length) = six(first).map(usize::from) else { return false };
    let full = length.div_ceil(3) * 4;
    // some programs add a checksum character, some lose blanks at the end
    let fits = data.len() <= full + 2 && data.len() * 2 >= length;
    if length == 0 || !fits || !data.iter().all(|&byte| six(byte).is_some()) {
        return false;
    }
    let mut decoded = Vec::with_capacity(full);
    for group in data.get(..full.min(data.len())).unwrap_or_default().chunks(4) {
        let at = |nth: usize| group.get(nth).copied().and_then(six).map_or(0, u32::from);
        let bits = at(0) << 18 | at(1) << 12 | at(2) << 6 | at(3);
        let [_, a, b, c] = bits.to_be_bytes();
        decoded.extend([a, b, c]);
    }
    decoded.resize(length, 0);
    out.append(&mut decoded);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_leave_the_text() {
        let check = |text: &str, expected_text: &str, expected: &[(&str, &str)]| {
            let (rest, files) = extract(text).unwrap_or_else(|| (text.to_owned(), Vec::new()));
            let files: Vec<(String, String)> =
                files.into_iter().map(|file| (file.name, String::from_utf8_lossy(&file.bytes).into_owned())).collect();
            let expected: Vec<(String, String)> =
                expected.iter().map(|(name, bytes)| ((*name).to_owned(), (*bytes).to_owned())).collect();
            assert_eq!((rest.as_str(), files), (expected_text, expected), "{text:?}");
        };
        check("hi\nbegin 644 a.txt\n#86)C\n`\nend\nbye\n", "hi\nbye\n", &[("a.txt", "abc")]);
        check("begin 644 a b.txt\n#86)C\n \nend\n", "", &[("a b.txt", "abc")]);
        check("begin 0644 a\n#86)C\nend\n\nbegin 755 b\n#86)C\n`\nend\n", "\n", &[("a", "abc"), ("b", "abc")]);
        check("x\nbegin 644 cut.bin\n#86)C\n", "x\n", &[("cut.bin", "abc")]);
        check("x\nbegin 644 cut.bin\n#86)C\n-- \nAda\n", "x\n-- \nAda\n", &[("cut.bin", "abc")]);
        check("begin 6 weeks earlier\nplease\n", "begin 6 weeks earlier\nplease\n", &[]);
        check(
            "begin 100 of them today\nplease send them soon\n",
            "begin 100 of them today\nplease send them soon\n",
            &[],
        );
        check("we begin 644 a\n#86)C\nend\n", "we begin 644 a\n#86)C\nend\n", &[]);
        check("begin 644 empty\n`\nend\n", "", &[("empty", "")]);
        check("", "", &[]);
    }

    #[test]
    fn a_body_without_its_first_line() {
        assert_eq!(whole(b"#86)C\n`\nend\n"), Some(b"abc".to_vec()));
        assert_eq!(whole(b"plain words"), None);
    }
}
