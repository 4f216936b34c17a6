//! Which text bytes become, and what is noted.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, KOI8_R, SHIFT_JIS, WINDOWS_1251};

use super::*;

#[test]
fn the_charset_that_fits_is_used() {
    let check = |bytes: &[u8], claimed: Option<&str>, expected: &str| {
        assert_eq!(decode(bytes, claimed).text, expected, "{claimed:?}")
    };
    check(b"plain", None, "plain");
    check(b"caf\xe9", Some("iso-8859-1"), "café");
    check("café".as_bytes(), Some("iso-8859-1x"), "café");
    check("café".as_bytes(), None, "café");
    check("café".as_bytes(), Some("iso-8859-1"), "café");
    check("café".as_bytes(), Some("koi8-r"), "café");
    check(b"Fr+APY-sche", Some("utf-7"), "Frösche");
    check(b"Fr+APY-sche", Some("unicode-1-1-utf-7"), "Frösche");
    check(b"caf\xe9 cr\xe8me br\xfbl\xe9e, d\xe9j\xe0 vu", None, "café crème brûlée, déjà vu");
    check(b"caf\xe9 cr\xe8me br\xfbl\xe9e, d\xe9j\xe0 vu", Some("utf-8"), "café crème brûlée, déjà vu");
    check(b"caf\xe9 cr\xe8me br\xfbl\xe9e, d\xe9j\xe0 vu", Some("us-ascii"), "café crème brûlée, déjà vu");
    check(b"caf\xe9 cr\xe8me br\xfbl\xe9e, d\xe9j\xe0 vu", Some("x-unknown"), "café crème brûlée, déjà vu");
    check(b"\xc4\xe3\xba\xc3", Some("gb2312"), "你好");
    check(b"\x80uro", Some("iso-8859-1"), "€uro");
    check(b"\x80uro", Some("cp1252"), "€uro");
    check(b"Gr\x81\xe1e", Some("cp-850"), "Grüße");
    check("Здравствуйте\u{FFFD}".as_bytes(), Some("utf-8"), "Здравствуйте\u{FFFD}");
    check(&["Здравствуйте".as_bytes(), b"\xaa"].concat(), Some("utf-8"), "Здравствуйте\u{FFFD}");
    check(b"\xf0\xd2\xc9\xd7\xc5\xd4, \xcb\xc1\xcb \xc4\xc5\xcc\xc1?", Some("koi8-r"), "Привет, как дела?");
    check(b"\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0?", Some("iso-8859-1"), "Привет, как дела?");
    check(b"\x1b$BF|K\\\x1b(B", Some("us-ascii"), "日本");
    check(b"\x1b$BF|K\\\x1b(B", None, "日本");
}

/// What the text is, in the charset that it really has, whatever it claims.
#[test]
fn claims_that_make_nonsense_are_not_believed() {
    let check = |text: &str, real: &'static Encoding, claimed: &str| {
        let bytes = real.encode(text).0;
        assert_eq!(decode(&bytes, Some(claimed)).text, text, "{} called {claimed}", real.name());
    };
    let russian = "Здравствуйте, пришлите, пожалуйста, счет на оплату";
    check(russian, WINDOWS_1251, "koi8-r");
    check(russian, KOI8_R, "windows-1251");
    check(russian, KOI8_R, "koi8-r");
    check("СРОЧНО ПРИШЛИТЕ СЧЕТ НА ОПЛАТУ", KOI8_R, "koi8-r");
    check("СРОЧНО ПРИШЛИТЕ СЧЕТ НА ОПЛАТУ", WINDOWS_1251, "windows-1251");
    let japanese = "こんにちは、プリンタが動きません";
    check(japanese, EUC_JP, "shift_jis");
    check(japanese, SHIFT_JIS, "euc-jp");
    check(japanese, SHIFT_JIS, "utf-8");
    check("ﾌﾟﾘﾝﾀｶﾞｳｺﾞｷﾏｾﾝ", SHIFT_JIS, "shift_jis");
    check("안녕하세요 프린터가 고장났습니다", EUC_KR, "utf-8");
    check("您好，請問印表機什麼時候可以修好？謝謝您的幫忙", BIG5, "gb2312");
    check("您好，請問印表機什麼時候可以修好？謝謝您的幫忙", BIG5, "big5");
}

#[test]
fn wide_charsets() {
    let check = |bytes: &[u8], claimed: Option<&str>, expected: &str| {
        assert_eq!(decode(bytes, claimed).text, expected, "{claimed:?} {bytes:?}")
    };
    check(b"\xfe\xff\0h\0i", Some("utf-16"), "hi");
    check(b"\xff\xfeh\0i\0", Some("utf-16"), "hi");
    check(b"h\0i\0", Some("utf-16"), "hi");
    check(b"\0h\0i", Some("utf-16"), "hi");
    check(b"h\0i\0", Some("utf-16le"), "hi");
    check(b"plain text", Some("utf-16"), "plain text");
    check(b"\xff\xfeh\0i\0", None, "hi");
    check(b"h\0e\0l\0l\0o\0!\0", None, "hello!");
    check(b"\0\0\xfe\xff\0\0\0h", Some("utf-32"), "h");
    check(b"h\0\0\0", Some("utf-32"), "h");
}

#[test]
fn headers_beside_a_text_share_its_charset() {
    let decoded = decode_near(b"\xbc\xde", None, Some("euc-kr"));
    assert_eq!(decoded.text, strictly(b"\xbc\xde", EUC_KR).unwrap());
}

#[test]
fn a_wrong_claim_is_noted() {
    assert_eq!(decode(b"ok", Some("nonsense")).note, None);
    assert!(decode("ä".as_bytes(), Some("nonsense")).note.is_some());
    assert!(decode(b"\xe4\xf6\xfc gr\xfc\xdfe", None).note.is_some());
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_text(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200), label in "(utf-(7|8|16|32)|iso-2022-jp|hz|cp850|gb2312|[a-z0-9-]{0,12})") {
        proptest::prop_assert_eq!(decode(&bytes, Some(&label)), decode(&bytes, Some(&label)));
    }
}
