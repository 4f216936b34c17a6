//! Where the links of formatted words may go, and when a link says so beside its words.

use super::super::link::bare;

/// Longer addresses are no link.
const MAX_BYTES: usize = 4_000;
/// Ends of file names that look like domains.
const FILES: [&str; 18] = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "png", "jpg", "jpeg", "gif", "txt", "csv", "htm", "html", "js",
    "log", "eml",
];

/// Where the address of a link stands beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Nowhere: the words say it.
    Nowhere,
    /// In the text.
    InText,
    /// In text and HTML: the words say another one.
    Everywhere,
}

/// An address that a link may go to.
pub(super) fn allowed(href: &str) -> Option<String> {
    let href = href.trim();
    let (scheme, rest) = href.split_once(':')?;
    let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    let fits = is_web && rest.starts_with("//") && rest.len() > 2
        || scheme.eq_ignore_ascii_case("mailto") && rest.contains('@')
        || scheme.eq_ignore_ascii_case("tel") && rest.contains(|c: char| c.is_ascii_digit());
    let is_plain = !href.contains(|c: char| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\\'));
    (fits && is_plain && href.len() <= MAX_BYTES).then(|| href.to_owned())
}

/// The address as people read it: without `mailto:` and what follows it.
pub(super) fn readable(address: &str) -> &str {
    match address.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("mailto") => rest.split('?').next().unwrap_or_default(),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("tel") => rest,
        _ => address,
    }
}

/// Where it is told.
pub(super) fn told(address: &str, words: &str) -> Told {
    let (words, target) = (words.trim(), readable(address));
    if misleads(target, words) {
        return Told::Everywhere;
    }
    let is_cut = words.ends_with('…') || words.ends_with("...");
    let says = if target.contains("//") {
        !is_cut && bare(words) == bare(target)
    } else {
        letters(words).contains(&letters(target))
    };
    if says { Told::Nowhere } else { Told::InText }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '@').flat_map(char::to_lowercase).collect()
}

/// Whether the words show an address of another place.
fn misleads(target: &str, words: &str) -> bool {
    words.split_whitespace().filter_map(place).any(|shown| place(target).is_none_or(|goes| !is_within(&goes, &shown)))
        || !target.contains(['@', '/']) && is_other_number(target, words)
}

/// The same place, or one below it.
fn is_within(goes: &str, shown: &str) -> bool {
    goes == shown || goes.strip_suffix(shown).is_some_and(|before| before.ends_with('.'))
}

/// The domain that a word names as an address, or the whole address of a mailbox.
fn place(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/').to_lowercase();
    let rest = word.split_once("://").map(|(_, rest)| rest);
    let is_url = rest.is_some();
    let authority = rest.unwrap_or(&word).split(['/', '?', '#']).next().unwrap_or_default();
    if !is_url && authority.contains('@') {
        return is_domain(authority.rsplit('@').next()?).then(|| authority.to_owned());
    }
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host).trim_end_matches('.');
    let end = host.rsplit('.').next().unwrap_or_default();
    let is_named = is_domain(host) && (word.starts_with("www.") || word.contains('/') || !FILES.contains(&end));
    (is_url && !host.is_empty() || is_named).then(|| host.to_owned())
}

/// `shop.example`: at least two labels, the last of letters.
fn is_domain(host: &str) -> bool {
    let mut labels = host.split('.');
    let plain = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let end = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && labels.all(plain) && end.chars().count() >= 2 && end.chars().all(char::is_alphabetic)
}

/// The words show a telephone number, and it is another one.
fn is_other_number(target: &str, words: &str) -> bool {
    const SHORTEST: usize = 6;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_number = words.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '/' | '(' | ')' | '.'));
    let (shown, goes) = (digits(words), digits(target));
    let end = shown.trim_start_matches('0');
    is_number && shown.len() >= SHORTEST && !goes.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_go_to_known_places() {
        let check = |href: &str, expected: Option<&str>| assert_eq!(allowed(href).as_deref(), expected, "{href:?}");
        check(" https://x.example/a?b=1#c ", Some("https://x.example/a?b=1#c"));
        check("HTTP://x.example", Some("HTTP://x.example"));
        check("mailto:ada@x.example?subject=Hi", Some("mailto:ada@x.example?subject=Hi"));
        check("tel:+31-20-1234567", Some("tel:+31-20-1234567"));
        for bad in
            ["javascript:alert(1)", "java\nscript:x", "data:text/html,x", "#top", "/a", "x.example", "file:///etc"]
        {
            check(bad, None);
        }
        for bad in
            ["https:x", "https://", "https://x.example/\"onclick=", "mailto:", "tel:", "cid:1@x", "ftp://x.example/"]
        {
            check(bad, None);
        }
        check(&format!("https://x.example/{}", "a".repeat(5_000)), None);
    }

    #[test]
    fn an_address_is_told_where_the_words_do_not_say_it() {
        let check = |address: &str, words: &str, expected: Told| {
            assert_eq!(told(address, words), expected, "{address:?} {words:?}");
        };
        check("https://x.example/a", "here", Told::InText);
        check("https://x.example/a", "https://x.example/a", Told::Nowhere);
        check("https://www.x.example/", "x.example", Told::Nowhere);
        check("https://x.example/a/long/way", "https://x.example/a/lo…", Told::InText);
        check("https://x.example/plan", "plan.pdf", Told::InText);
        check("https://shop.x.example/a", "x.example", Told::InText);
        check("mailto:ada@x.example", "Ada", Told::InText);
        check("mailto:ada@x.example?subject=Hi", "Ada <ada@x.example>", Told::Nowhere);
        check("tel:+31201234567", "020 123 45 67", Told::InText);
        check("tel:+31201234567", "+31 20 1234567", Told::Nowhere);
    }

    #[test]
    fn words_that_show_another_address_are_told_everywhere() {
        let check = |address: &str, words: &str| assert_eq!(told(address, words), Told::Everywhere, "{words:?}");
        check("https://evil.example/", "https://bank.example/login");
        check("https://evil.example/", "bank.example");
        check("https://bank.example.evil.example/", "www.bank.example");
        check("https://bank.example@evil.example/", "https://bank.example");
        check("https://evil.example/bank.example", "Go to bank.example now");
        check("https://evil.example/", "ada@bank.example");
        check("mailto:eve@evil.example", "ada@bank.example");
        check("mailto:eve@evil.example", "https://bank.example");
        check("tel:+49111222333", "020 123 45 67");
    }
}
