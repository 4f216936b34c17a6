//! Where a link goes, unless its text says so.

/// Longer addresses are cut after their host: the rest identifies the reader, not the page.
const MAX_SHOWN: usize = 250;

/// What stands behind the text of a link, in `<>`; `None` where it would say nothing new.
pub(super) fn target(href: &str, shown: &str) -> Option<String> {
    let shown = shown.trim();
    if let Some(address) = prefixed(href, "mailto:") {
        let address = address.split('?').next().unwrap_or_default().trim();
        let known = shown.to_lowercase().contains(&address.to_lowercase());
        return (address.contains('@') && !known && !shown.contains('@')).then(|| address.to_owned());
    }
    let web = prefixed(href, "http://").is_some() || prefixed(href, "https://").is_some();
    let cut = shown.ends_with('…') || shown.ends_with("...");
    if !web || bare(href) == bare(shown) || prefixed(shown, "http").is_some() && !cut {
        return None;
    }
    if href.len() <= MAX_SHOWN {
        return Some(href.to_owned());
    }
    let host = href.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    (host.len() <= MAX_SHOWN).then(|| format!("{host}/…"))
}

/// The address without the parts that nobody types.
pub(super) fn bare(url: &str) -> String {
    let url = url.to_lowercase();
    let url = url.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    url.trim_end_matches('/').to_owned()
}

fn prefixed<'u>(url: &'u str, scheme: &str) -> Option<&'u str> {
    let (start, rest) = url.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_say_where_they_go_once() {
        let check = |href: &str, shown: &str, expected: Option<&str>| {
            assert_eq!(target(href, shown).as_deref(), expected, "{href:?} {shown:?}");
        };
        check("https://x.example/a", "here", Some("https://x.example/a"));
        check("https://x.example/", "x.example", None);
        check("https://www.x.example", "X.example", None);
        check("https://track.example/?u=1", "https://x.example/a", None);
        check("https://x.example/a/long/way", "https://x.example/a/lo…", Some("https://x.example/a/long/way"));
        check("mailto:ada@x.example", "Ada", Some("ada@x.example"));
        check("mailto:ada@x.example?subject=Hello", "ada@x.example", None);
        check("mailto:ada@x.example", "Ada <ada@x.example>", None);
        check("javascript:alert(1)", "here", None);
        check("#top", "here", None);
        check("tel:+31", "call", None);
        check(&format!("https://t.example/{}", "x".repeat(300)), "Shop", Some("https://t.example/…"));
    }
}
