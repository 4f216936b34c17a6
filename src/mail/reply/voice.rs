//! What an author says and no program does: where it stands, the lines around it are theirs.
//!
//! Comes in: lines. Goes out: whether the words above announce a block, and whether a block speaks as a person does. In
//! doubt a footer stays; a word of the author's is never lost for it.

use std::sync::LazyLock;

use super::super::quote::lines::Line;
use super::super::wordlist::Wordlist;
use super::footer_words::{LISTS, MAIL, STRONG, WEAK};

static FOOTER: LazyLock<[Wordlist; 4]> = LazyLock::new(|| [STRONG, WEAK, LISTS, MAIL].map(Wordlist::new));
static SELF: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(FIRST_PERSON));

/// The most lines between two rows of dashes that an author draws.
const MAX_CARD: usize = 20;

/// How people speak of themselves. `my` is none: a phone says it too.
#[rustfmt::skip]
const FIRST_PERSON: &[&str] = &[
    " i ", " i'", " i’", " me ", " ich ", " mir ", " mich ", " ik ", " mij ", " je ", " j'", " j’", " moi ", " yo ", " jag ", " mig ", " jeg ",
];
/// The same in a question.
const MINE: &[&str] = &[" my ", " our ", " mein", " unser", " mijn ", " mon ", " ma ", " mi ", " mio "];
/// How words end that announce what follows.
#[rustfmt::skip]
const ANNOUNCING: &[&str] = &[
    ":", "：", "as follows", "as follows.", "this text", "the following", "this sentence", "wie folgt", "wie folgt.", "folgendes", "folgender text", "diesen text", "als volgt", "comme suit", "deliver to", "deliver it to", "ship to", "ship it to", "liefern an", "schicken an", "senden an", "bezorgen bij", "livrer à",
];

/// The nearest words above a line announce what stands there.
pub(super) fn is_announced(lines: &[Line<'_>], from: usize, at: usize) -> bool {
    let above = lines.iter().take(at).skip(from).rev().find(|line| !line.blank);
    above.is_some_and(|line| announces(line.text))
}

/// A line that ends in a colon, or says that something follows.
pub(super) fn announces(text: &str) -> bool {
    let tail = text.trim_end().to_lowercase();
    tail.contains(char::is_alphanumeric) && ANNOUNCING.iter().any(|end| tail.ends_with(end))
}

/// Somebody speaks of themselves in a block, or asks what no footer asks.
pub(super) fn is_own(block: &[Line<'_>]) -> bool {
    block.iter().filter(|line| !line.blank).any(|line| speaks(line.text))
}

/// Somebody speaks of themselves in a block.
pub(super) fn is_of_oneself(block: &[Line<'_>]) -> bool {
    block.iter().any(|line| SELF.find(&format!(" {} ", line.text.to_lowercase())).is_some())
}

fn speaks(text: &str) -> bool {
    let asks = text.split_whitespace().any(|word| word.len() > 1 && word.ends_with('?') && !word.contains("://"));
    let spoken = format!(" {} ", text.trim_matches(|c: char| !c.is_alphanumeric() && c != '?').to_lowercase());
    let of_oneself = SELF.find(&spoken).is_some();
    let [strong, weak, lists, _] = &*FOOTER;
    let asked = || {
        let mine = of_oneself || MINE.iter().any(|word| spoken.contains(word));
        let of_footers = [strong, weak, lists].iter().any(|words| words.find(&spoken).is_some());
        // a sales question goes on behind its mark
        mine || text.trim_end().ends_with('?') && !of_footers && spoken.split_whitespace().count() >= 3
    };
    of_oneself && [strong, weak].iter().all(|words| words.find(&spoken).is_none()) || asks && asked()
}

/// A row of dashes at `at` opens or closes what the author shows: their sentence stands below the one that closes it.
pub(super) fn goes_on(lines: &[Line<'_>], (from, at): (usize, usize), below: &[Line<'_>]) -> bool {
    let text = lines.get(at).map_or("", |line| line.text.trim());
    let above = lines.iter().take(at).skip(from.max(at.saturating_sub(MAX_CARD)));
    goes_on_below(below, text) || above.into_iter().any(|line| line.text.trim() == text) && has_sentence(below)
}

fn goes_on_below(block: &[Line<'_>], opening: &str) -> bool {
    let closes = |line: &Line<'_>| {
        let text = line.text.trim();
        text == opening || text.len() > 2 && opening.len() > 2 && text.chars().all(|c| opening.starts_with(c))
    };
    let Some(end) = block.iter().rposition(closes) else { return false };
    has_sentence(block.get(end + 1..).unwrap_or_default())
}

/// The author's words stand in a block, and no footer's.
fn has_sentence(block: &[Line<'_>]) -> bool {
    let below = || block.iter().filter(|line| !line.blank);
    let footer = below().any(|line| {
        let lower = line.text.to_lowercase();
        FOOTER.iter().any(|words| words.find(&lower).is_some())
    });
    let sentence =
        |line: &Line<'_>| line.text.trim_end().ends_with(['.', '?', '!']) && line.text.split_whitespace().count() >= 3;
    !footer && below().any(sentence) || below().any(|line| speaks(line.text))
}

#[cfg(test)]
mod tests {
    use super::super::super::quote::lines::lines;
    use super::*;

    #[test]
    fn whose_voice() {
        let check = |text: &str, expected: bool| assert_eq!(is_own(&lines(text)), expected, "{text:?}");
        check("Is my mail to you confidential?", true);
        check("Nobody answers. Please take me off by hand.", true);
        check("When will that be done?", true);
        check("To unsubscribe from this list I clicked your link.", true);
        check("Received in error? Delete it.", false);
        check("If this reached you by mistake, tell me and delete it.", false);
        check("Sent from my iPhone", false);
        check("To unsubscribe: https://x.example/?", false);
    }
}
