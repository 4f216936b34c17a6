//! Names of charsets, as mail has them: registered (IANA), the web's (WHATWG), those of Windows, and misspelt.
//!
//! Comes in: a name. Goes out: what reads it.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::super::codepages;

/// What reads a charset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Charset {
    /// The encodings of the web, which are most.
    Web(&'static Encoding),
    /// RFC 2152.
    Utf7,
    /// RFC 2781, and what is claimed of its order.
    Utf16(Option<&'static Encoding>),
    Utf32,
    /// With escape sequences.
    Iso2022,
    /// RFC 1843.
    Hz,
    /// The upper half of a code page.
    Page(&'static str),
}

/// Whether this is the name of a charset.
pub(in super::super) fn is_known(label: &str) -> bool {
    for_label(label).is_some()
}

/// The charset of this name.
pub(super) fn for_label(label: &str) -> Option<Charset> {
    let label = label.trim_matches(|c: char| c.is_whitespace() || "\"'<>()[].,;:=?*".contains(c));
    // `utf-8;format=flowed`, `utf-8 ; x`, `charset=utf-8`: seen, in quotes
    let label = label.split([';', ',', '"']).next().unwrap_or_default().trim();
    let label = label.rsplit_once('=').map_or(label, |(_, label)| label).trim();
    let key: String =
        label.chars().filter(char::is_ascii_alphanumeric).take(60).collect::<String>().to_ascii_lowercase();
    stateful(&key)
        .or_else(|| Encoding::for_label_no_replacement(label.as_bytes()).map(Charset::Web))
        .or_else(|| of_key(&key))
}

fn stateful(key: &str) -> Option<Charset> {
    Some(match key {
        "utf7" | "unicode11utf7" | "unicode20utf7" | "csunicode11utf7" | "xunicode20utf7" | "csutf7" | "cp65000" => {
            Charset::Utf7
        }
        "utf16" | "csutf16" | "unicode" | "ucs2" | "iso10646ucs2" | "csunicode" => Charset::Utf16(None),
        "utf16le" | "csutf16le" | "cp1200" | "ucs2le" => Charset::Utf16(Some(UTF_16LE)),
        "utf16be" | "csutf16be" | "cp1201" | "unicodefffe" | "ucs2be" => Charset::Utf16(Some(UTF_16BE)),
        "utf32" | "utf32le" | "utf32be" | "ucs4" | "iso10646ucs4" => Charset::Utf32,
        "hz" | "hzgb2312" | "hzgb23122" => Charset::Hz,
        "jis" | "csjis" => Charset::Iso2022,
        _ if key.contains("iso2022") || matches!(key, "cp50220" | "cp50221" | "cp50222" | "cp50225") => {
            Charset::Iso2022
        }
        _ => return None,
    })
}

/// Names without their punctuation.
fn of_key(key: &str) -> Option<Charset> {
    let known = match key {
        "utf8" | "utf8mb4" | "utf8sig" | "unicode11utf8" | "unicode20utf8" | "xutf8" | "utf" | "uft8" | "utf8bom"
        | "iso10646utf8" => "utf-8",
        "gbk" | "xgbk" | "gb231280" | "gb2312" | "csgb18030" | "euccn" | "xeuccn" | "gb2312utf8" | "gb18030" => {
            "gb18030"
        }
        "shiftjis" | "shiftjisx0213" | "sjiswin" | "csshiftjis" | "sjis" | "xsjis" | "xshiftjis" => "shift_jis",
        "eucjp" | "eucjpms" | "ujis" | "eucjpwin" => "euc-jp",
        "euckr" | "ksc5601" | "ksc" | "uhc" | "ksc56011987" | "ks" | "ksc56011989" => "euc-kr",
        "big5" | "big5hkscs" | "xbig5" | "cnbig5" | "euctw" | "big5eten" => "big5",
        "latin1" | "ansi" | "ansix31101983" | "iso885911987" | "isolatin1" | "western" | "msansi" | "88591" => {
            "windows-1252"
        }
        "ascii" | "usascii" | "ansix341968" | "iso646us" | "7bit" | "iso646" => "us-ascii",
        "koi8" | "koi8r" | "koi8rus" => "koi8-r",
        "koi8u" | "koi8ru" => "koi8-u",
        "tis620" | "tis6202533" => "windows-874",
        "mac" | "macroman" | "xmacroman" | "applemacintosh" => "macintosh",
        "maccyrillic" | "macukrainian" => "x-mac-cyrillic",
        _ => return numbered(key),
    };
    Encoding::for_label_no_replacement(known.as_bytes()).map(Charset::Web)
}

/// `iso8859…` and code pages by number.
fn numbered(key: &str) -> Option<Charset> {
    let at = key.find(|c: char| c.is_ascii_digit()).unwrap_or(key.len());
    let (word, number) = key.split_at_checked(at)?;
    let web = |label: String| Encoding::for_label_no_replacement(label.as_bytes()).map(Charset::Web);
    if let Some(part) = number.strip_prefix("8859").filter(|_| matches!(word, "iso" | "" | "xiso")) {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        // a year may follow: `iso-8859-1:1987`
        let length = if digits.len() > 2 { digits.len().checked_sub(4)? } else { digits.len() };
        return web(format!("iso-8859-{}", digits.get(..length)?));
    }
    let macs = ["centraleurope", "greek", "turkish", "iceland"];
    if let Some(name) = macs.iter().find(|name| word.contains("mac") && word.contains(**name)) {
        return codepages::upper_half(&format!("mac-{name}")).map(Charset::Page);
    }
    if matches!(key, "xmacce" | "macce" | "maclatin2") {
        return codepages::upper_half("mac-centraleurope").map(Charset::Page);
    }
    if ![
        "windows",
        "win",
        "cp",
        "xcp",
        "ms",
        "xms",
        "xmscp",
        "mscp",
        "ibm",
        "csibm",
        "pc",
        "dos",
        "oem",
        "cswindows",
        "xwindows",
        "codepage",
        "",
    ]
    .contains(&word)
    {
        return None;
    }
    code_page(number)
}

fn code_page(number: &str) -> Option<Charset> {
    let number = number.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let label = match number {
        "932" | "31j" => "shift_jis",
        "936" | "54936" | "20936" => "gb18030",
        "949" | "51949" => "euc-kr",
        "950" => "big5",
        "866" => "ibm866",
        "65001" => "utf-8",
        "20127" => "us-ascii",
        "51932" | "20932" => "euc-jp",
        "20866" => "koi8-r",
        "21866" => "koi8-u",
        "10000" => "macintosh",
        "1250" | "1251" | "1252" | "1253" | "1254" | "1255" | "1256" | "1257" | "1258" | "874" => {
            return Encoding::for_label_no_replacement(format!("windows-{number}").as_bytes()).map(Charset::Web);
        }
        _ => {
            let part = number.parse::<u32>().ok().and_then(|number| number.checked_sub(28_590));
            return match part.filter(|part| (1..=16).contains(part)) {
                Some(part) => {
                    Encoding::for_label_no_replacement(format!("iso-8859-{part}").as_bytes()).map(Charset::Web)
                }
                None => codepages::upper_half(number).map(Charset::Page),
            };
        }
    };
    Encoding::for_label_no_replacement(label.as_bytes()).map(Charset::Web)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_mail_has_them() {
        let check = |label: &str, expected: &str| {
            let Some(Charset::Web(encoding)) = for_label(label) else { panic!("{label:?} is not known") };
            assert_eq!(encoding.name(), expected, "{label:?}");
        };
        check("UTF-8", "UTF-8");
        check("utf8", "UTF-8");
        check("\"utf-8\"", "UTF-8");
        check("utf-8;format=flowed", "UTF-8");
        check("charset=utf-8", "UTF-8");
        check("UTF_8", "UTF-8");
        check("utf 8", "UTF-8");
        check("unicode-1-1-utf-8", "UTF-8");
        check("iso_8859-1", "windows-1252");
        check("iso8859_1", "windows-1252");
        check("ISO-8859-1:1987", "windows-1252");
        check("8859-15", "ISO-8859-15");
        check("iso-8859-11", "windows-874");
        check("latin-1", "windows-1252");
        check("cp-1252", "windows-1252");
        check("cp1250", "windows-1250");
        check("win-1251", "windows-1251");
        check("windows1251", "windows-1251");
        check("ansi_x3.110-1983", "windows-1252");
        check("ANSI_X3.4-1968", "windows-1252");
        check("cp932", "Shift_JIS");
        check("x-ms-cp932", "Shift_JIS");
        check("shift-jis", "Shift_JIS");
        check("ks_c_5601-1987", "EUC-KR");
        check("gb2312", "GBK");
        check("cp936", "gb18030");
        check("cp65001", "UTF-8");
        check("koi8_r", "KOI8-R");
        check("cp28592", "ISO-8859-2");
        check("us-ascii", "windows-1252");
        assert_eq!(for_label("UNICODE-1-1-UTF-7"), Some(Charset::Utf7));
        assert_eq!(for_label("iso-2022-jp-ms"), Some(Charset::Iso2022));
        assert_eq!(for_label("ISO-2022-KR"), Some(Charset::Iso2022));
        assert!(matches!(for_label("cp-850"), Some(Charset::Page(_))));
        assert!(matches!(for_label("IBM437"), Some(Charset::Page(_))));
        assert!(matches!(for_label("x-mac-ce"), Some(Charset::Page(_))));
        assert_eq!(for_label("x-unknown"), None);
        assert_eq!(for_label("unknown-8bit"), None);
        assert_eq!(for_label("iso-8859-8859"), None);
        assert_eq!(for_label(""), None);
    }
}
