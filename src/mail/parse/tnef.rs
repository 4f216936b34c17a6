//! What Outlook packs into `winmail.dat`: TNEF (MS-OXTNEF).
//!
//! Comes in: the bytes of an application/ms-tnef part. Goes out: the files in it, by their long names, and the message's
//! text. Bounded: a stream that lies about its lengths ends where they stop to fit; messages inside are opened a few
//! levels deep, and their files come out beside the others. Linear.

use super::charset;
use super::rtf::{self, Readable};

/// The most files that are taken out of one stream.
const MAX_FILES: usize = 1_000;
/// The most properties of one object that are read.
const MAX_PROPERTIES: usize = 5_000;
/// Messages inside messages are opened this deep.
const MAX_DEPTH: usize = 3;

/// A file that was inside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TnefFile {
    /// Its long name where it has one; perhaps with a path, perhaps empty.
    pub(super) name: String,
    /// Its type, if it says one.
    pub(super) content_type: Option<String>,
    pub(super) content_id: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// What was inside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Opened {
    pub(super) files: Vec<TnefFile>,
    pub(super) subject: String,
    /// Plain text, if there is some.
    pub(super) plain: Option<String>,
    /// HTML, given as such or hidden in RTF.
    pub(super) html: Option<String>,
    /// `IPM.Note`, `IPM.Schedule.Meeting.Request` …
    pub(super) class: String,
}

/// A reader of numbers and stretches.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// A length and as many bytes, filled up to a multiple of four.
    fn padded(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(self.u32()?).ok()?;
        let taken = self.take(length)?;
        let filling = length.wrapping_neg() % 4;
        // the last filling may be missing
        let _ = self.take(filling.min(self.0.len()));
        Some(taken)
    }
}

/// Opens a stream; `None` when it is none.
pub(super) fn open(bytes: &[u8]) -> Option<Opened> {
    open_at(bytes, MAX_DEPTH)
}

fn open_at(bytes: &[u8], depth: usize) -> Option<Opened> {
    let mut bytes = Bytes(bytes);
    if bytes.u32()? != 0x223E_9F78 {
        return None;
    }
    bytes.u16()?;
    let mut opened = Opened::default();
    let mut page = None;
    let mut file: Option<TnefFile> = None;
    // MS-OXTNEF §2.1.3: a level, an id, a length, data, a checksum
    while let Some((id, data)) = attribute(&mut bytes) {
        let text = || text_of(data, page.as_deref());
        match id {
            0x0006_9007 => {
                page = data
                    .get(..4)
                    .and_then(|four| four.try_into().ok())
                    .map(u32::from_le_bytes)
                    .map(|page| format!("cp{page}"))
            }
            0x0007_8008 => opened.class = text(),
            0x0001_8004 => opened.subject = text(),
            0x0002_800C => opened.plain = Some(text()),
            0x0006_9003 => message_properties(data, page.as_deref(), &mut opened),
            0x0006_9002 => {
                opened.files.extend(file.replace(TnefFile::default()));
            }
            0x0001_8010 => file.get_or_insert_default().name = text(),
            0x0006_800F => file.get_or_insert_default().bytes = data.to_vec(),
            0x0006_9005 => file_properties(data, page.as_deref(), depth, file.get_or_insert_default(), &mut opened),
            _ => {}
        }
        if opened.files.len() >= MAX_FILES {
            break;
        }
    }
    opened.files.extend(file);
    opened.files.retain(|file| !file.bytes.is_empty() || !file.name.is_empty());
    Some(opened)
}

fn attribute<'b>(bytes: &mut Bytes<'b>) -> Option<(u32, &'b [u8])> {
    bytes.take(1)?;
    let id = bytes.u32()?;
    let length = usize::try_from(bytes.u32()?).ok()?;
    // the last may be cut
    let data = bytes.take(length.min(bytes.0.len()))?;
    let _ = bytes.u16();
    Some((id, data))
}

fn message_properties(data: &[u8], page: Option<&str>, opened: &mut Opened) {
    let mut html = None;
    for property in properties(data) {
        match property.id {
            0x0037 => opened.subject = property.text(page),
            0x1000 => opened.plain = Some(property.text(page)),
            0x1013 => html = Some(html_text(&property, page)),
            0x1009 => {
                let rtf = rtf::decompressed(property.value).and_then(|rtf| rtf::readable(&rtf));
                match rtf {
                    Some(Readable::Html(found)) => html = html.or(Some(found)),
                    Some(Readable::Plain(found)) => opened.plain = opened.plain.take().or(Some(found)),
                    None => {}
                }
            }
            0x001A => opened.class = property.text(page),
            _ => {}
        }
    }
    opened.html = html.or_else(|| opened.html.take());
}

/// HTML as a string, or as bytes in a charset that it names itself.
fn html_text(property: &MapiProperty<'_>, page: Option<&str>) -> String {
    if property.kind == 0x0102 { super::text::html_of(property.value, None).0 } else { property.text(page) }
}

fn file_properties(data: &[u8], page: Option<&str>, depth: usize, file: &mut TnefFile, opened: &mut Opened) {
    let mut display = None;
    let mut message = None;
    let mut has_long_name = false;
    for property in properties(data) {
        match property.id {
            0x3707 => {
                file.name = property.text(page);
                has_long_name = true;
            }
            0x3704 if !has_long_name && file.name.is_empty() => file.name = property.text(page),
            0x3001 => display = Some(property.text(page)),
            0x370E => file.content_type = Some(property.text(page)),
            0x3712 => file.content_id = Some(property.text(page)),
            // an object begins with the id of its interface; a message is a stream of its own
            0x3701 if property.kind == 0x000D => message = property.value.get(16..),
            0x3701 => file.bytes = property.value.to_vec(),
            _ => {}
        }
    }
    if file.name.is_empty() {
        file.name = display.unwrap_or_default();
    }
    let inner = message.filter(|_| depth > 0).and_then(|message| open_at(message, depth - 1));
    match (inner, message) {
        (Some(mut inner), _) => {
            opened.files.append(&mut inner.files);
            let (text, end) = match (inner.html, inner.plain) {
                (Some(html), _) => (html, "html"),
                (None, plain) => (plain.unwrap_or_default(), "txt"),
            };
            file.name = format!("{}.{end}", if inner.subject.is_empty() { &file.name } else { &inner.subject });
            file.content_type = Some(if end == "html" { "text/html" } else { "text/plain" }.to_owned());
            file.bytes = text.into_bytes();
        }
        (None, Some(object)) if file.bytes.is_empty() => file.bytes = object.to_vec(),
        _ => {}
    }
}

/// A MAPI property (MS-OXCDATA §2.11.1).
struct MapiProperty<'b> {
    id: u16,
    kind: u16,
    value: &'b [u8],
}

impl MapiProperty<'_> {
    fn text(&self, page: Option<&str>) -> String {
        if self.kind == 0x001F { text_of(self.value, Some("utf-16le")) } else { text_of(self.value, page) }
    }
}

fn text_of(bytes: &[u8], page: Option<&str>) -> String {
    let text = charset::decode(bytes, page.or(Some("windows-1252"))).text;
    text.trim_end_matches('\0').replace('\0', "")
}

/// The properties of an object (MS-OXTNEF §2.1.3.4).
fn properties(data: &[u8]) -> Vec<MapiProperty<'_>> {
    let mut bytes = Bytes(data);
    let count = bytes.u32().unwrap_or_default();
    let mut found = Vec::new();
    for _ in 0..count.min(u32::try_from(MAX_PROPERTIES).unwrap_or(u32::MAX)) {
        match property(&mut bytes) {
            Some(property) => found.push(property),
            None => break,
        }
    }
    found
}

fn property<'b>(bytes: &mut Bytes<'b>) -> Option<MapiProperty<'b>> {
    let kind = bytes.u16()?;
    let id = bytes.u16()?;
    if id >= 0x8000 {
        // a named property: a GUID, then a number or a name
        bytes.take(16)?;
        match bytes.u32()? {
            0 => drop(bytes.u32()?),
            _ => drop(bytes.padded()?),
        }
    }
    let single = kind & !0x1000;
    let is_many = kind & 0x1000 != 0;
    let width = match single {
        0x0002 | 0x0003 | 0x0004 | 0x000A | 0x000B => Some(4),
        0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => Some(8),
        0x0048 => Some(16),
        0x000D | 0x001E | 0x001F | 0x0102 => None,
        _ => return None,
    };
    let count = if is_many || width.is_none() { bytes.u32()? } else { 1 };
    let mut value: &[u8] = &[];
    for nth in 0..count {
        let one = match width {
            Some(width) => bytes.take(width)?,
            None => bytes.padded()?,
        };
        if nth == 0 {
            value = one;
        }
    }
    Some(MapiProperty { id, kind: single, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute_bytes(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
        let sum = data.iter().fold(0_u16, |sum, &byte| sum.wrapping_add(u16::from(byte)));
        let length = u32::try_from(data.len()).unwrap();
        [&[level][..], &id.to_le_bytes(), &length.to_le_bytes(), data, &sum.to_le_bytes()].concat()
    }

    fn string(id: u16, text: &str) -> Vec<u8> {
        let wide: Vec<u8> = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let length = u32::try_from(wide.len()).unwrap();
        let filling = vec![0; wide.len().wrapping_neg() % 4];
        [&0x001F_u16.to_le_bytes()[..], &id.to_le_bytes(), &1_u32.to_le_bytes(), &length.to_le_bytes(), &wide, &filling]
            .concat()
    }

    fn stream(attributes: &[Vec<u8>]) -> Vec<u8> {
        [&0x223E_9F78_u32.to_le_bytes()[..], &[1, 0], &attributes.concat()].concat()
    }

    fn sample() -> Vec<u8> {
        let file =
            [&2_u32.to_le_bytes()[..], &string(0x3707, "Größe lang.txt"), &string(0x370E, "text/plain")].concat();
        stream(&[
            attribute_bytes(1, 0x0006_9003, &[&1_u32.to_le_bytes()[..], &string(0x1000, "Grüße")].concat()),
            attribute_bytes(2, 0x0006_9002, &[0; 14]),
            attribute_bytes(2, 0x0001_8010, b"GROSSE~1.TXT\0"),
            attribute_bytes(2, 0x0006_800F, b"words"),
            attribute_bytes(2, 0x0006_9005, &file),
        ])
    }

    #[test]
    fn a_stream_is_opened() {
        let opened = open(&sample()).unwrap();
        assert_eq!(opened.plain.as_deref(), Some("Grüße"));
        let file = TnefFile {
            name: "Größe lang.txt".to_owned(),
            content_type: Some("text/plain".to_owned()),
            content_id: None,
            bytes: b"words".to_vec(),
        };
        assert_eq!(opened.files, [file]);
        assert_eq!(open(b"no stream"), None);
    }

    #[test]
    fn streams_cut_anywhere_are_opened_as_far_as_they_go() {
        let whole = sample();
        for end in 6..whole.len() {
            assert!(open(&whole[..end]).is_some(), "{end}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_stream_has_an_end(at in 6_usize..200, byte in proptest::num::u8::ANY) {
            let mut bytes = sample();
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
            open(&bytes);
        }
    }
}
