//! One to five on the first line of a reply, however people and their phones write it.
//!
//! Comes in: newly written words. Goes out: the score and the words beside it, or nothing. Direction marks, variation
//! selectors, width and emphasis are no words. A number is a score only where the line says nothing else that it could
//! count: in doubt there is none, and a human reads the mail.

use icu_normalizer::ComposingNormalizerBorrowed;

/// The best score.
pub const MAX_SCORE: u8 = 5;
/// A line that is longer is a sentence.
const MAX_LINE: usize = 1000;
/// The most words of a greeting.
const MAX_GREETING: usize = 6;

/// The words for one to five.
#[rustfmt::skip]
const NUMBERS: [&[&str]; 5] = [
    &["one", "een", "één", "ein", "eins", "einen", "eine"],
    &["two", "twee", "zwei"],
    &["three", "drie", "drei"],
    &["four", "vier"],
    &["five", "vijf", "fünf", "fuenf"],
];

/// Stars that count, and those that are left empty.
const FULL: [char; 8] = ['★', '⭐', '🌟', '✭', '✮', '✯', '✪', '⭑'];
const EMPTY: [char; 6] = ['☆', '✩', '✰', '⭒', '⚝', '✫'];

/// Words for stars.
const STARS: &[&str] = &["star", "stars", "stern", "sterne", "sternen", "sternchen", "ster", "sterren", "sterretjes"];

/// Words for points; they count other things, too.
const POINTS: &[&str] = &["point", "points", "punkt", "punkte", "punkten", "punt", "punten", "pt", "pts"];

/// How a line begins that gives a score.
#[rustfmt::skip]
const LEADS: &[&str] = &[
    "i give you a", "i give you", "i give it a", "i give it", "i give this a", "i give this", "i give", "i'd give you a", "i'd give you", "i'd give it a", "i'd give it", "i'd give", "i would give you",
    "i would give it", "i would give", "i rate it", "i rate this", "i rate you", "i rate", "i'd rate it", "i'd rate this", "we give you a", "we give you", "we give it", "we give", "we rate it", "we rate",
    "my rating is", "my rating", "rating", "my score is", "my score", "score", "stars", "feedback", "a", "a solid", "a clear", "definitely a", "definitely",
    "ich gebe euch", "ich gebe ihnen", "ich gebe dir", "ich gebe", "ich würde euch", "von mir gibt es", "von mir", "wir geben euch", "wir geben ihnen", "wir geben", "meine bewertung ist", "meine bewertung", "bewertung", "sterne", "es gibt", "gibt",
    "ik geef jullie een", "ik geef jullie", "ik geef u een", "ik geef u", "ik geef je een", "ik geef je", "ik geef een", "ik geef", "wij geven een", "wij geven", "we geven een", "we geven", "mijn beoordeling is", "mijn beoordeling", "beoordeling", "mijn score is",
    "mijn score", "sterren", "van mij een", "van mij", "een", "waardering", "cijfer",
];

/// The greatest score behind the given one: `4 out of 5`.
#[rustfmt::skip]
const OF: &[&str] = &["of", "out of", "of the", "von", "von max.", "von maximal", "aus", "van", "van de", "van max.", "van maximaal", "uit", "op"];

/// What may stand behind stars and says no more.
#[rustfmt::skip]
const BEHIND: &[&str] = &[
    "from me", "from us", "for you", "from my side", "for your help", "for your service", "for the help", "for the service", "for the quick help", "for the great service", "for your quick help", "for your support",
    "for the support", "von mir", "von uns", "für euch", "für sie", "für die hilfe", "für die schnelle hilfe", "für den service", "für den support", "für ihre hilfe", "für eure hilfe", "van mij", "van ons", "voor jullie",
    "voor u", "voor de hulp", "voor de snelle hulp", "voor de service", "voor jullie hulp", "voor uw hulp",
];

/// Signs that make a number count something, ask, or say the contrary.
const COUNTS: [char; 19] =
    ['?', '%', '€', '$', '£', '+', '#', '°', '=', '/', '&', '½', '👎', '😡', '😠', '🤬', '😞', '😢', '😭'];

/// How greetings begin.
#[rustfmt::skip]
const GREETINGS: &[&str] = &[
    "hi", "hello", "hey", "dear", "good morning", "good afternoon", "good evening", "good day", "greetings", "hallo", "guten tag", "guten morgen", "guten abend", "moin", "servus", "grüezi", "grüß gott", "liebe", "lieber", "liebes",
    "sehr geehrte", "sehr geehrter", "hoi", "dag", "beste", "geachte", "goedendag", "goedemorgen", "goedemiddag", "goedenavond", "bonjour", "salut", "hola", "buenos días", "ciao", "olá",
];

/// The score on the first line below a greeting, and the words beside and below it.
pub(super) fn find(new_text: &str) -> Option<(u8, String)> {
    let (line, below) = first_line(new_text)?;
    let below = below.trim();
    let said =
        |line: &str| stars(line, below).or_else(|| number(line, below)).map(|(score, rest)| (score, rest.to_owned()));
    let (score, beside) = said(&line).or_else(|| said(behind_greeting(&line)?))?;
    let comment = [beside.trim(), below].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    Some((score, comment.join("\n")))
}

/// A line as it is meant: full width and keycaps are digits, and what cannot be seen is nothing.
fn plain(line: &str) -> String {
    let seen = |c: &char| !matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{20E3}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{AD}' | '\u{61C}');
    let digit = |c: char| arabic(c).unwrap_or(c);
    let seen: String = line.chars().filter(seen).map(digit).collect();
    ComposingNormalizerBorrowed::new_nfkc().normalize(&seen).replace(['’', '‘'], "'").trim().to_owned()
}

/// Arabic digits, as phones write them in these languages.
fn arabic(c: char) -> Option<char> {
    let base = [0x660, 0x6F0].into_iter().find(|base| (*base..*base + 10).contains(&u32::from(c)))?;
    char::from_digit(u32::from(c) - base, 10)
}

/// The first line that is no greeting, and what stands below it.
fn first_line(text: &str) -> Option<(String, &str)> {
    let (mut rest, mut greeted) = (text, false);
    while !rest.is_empty() {
        let (line, below) = rest.split_once('\n').unwrap_or((rest, ""));
        if line.len() > MAX_LINE {
            return None;
        }
        let line = plain(line);
        if !line.is_empty() {
            if greeted || !is_greeting(&line) {
                return Some((line, below));
            }
            greeted = true;
        }
        rest = below;
    }
    None
}

/// `Hi Anna,`, `Hallo zusammen!`: nothing else stands on the line.
fn is_greeting(line: &str) -> bool {
    let lower = line.to_lowercase();
    let lower = lower.trim_end_matches([',', '!', '.', ':', ' ', '-', '–']);
    let words = lower.split_whitespace().count();
    words <= MAX_GREETING
        && begins_with_greeting(lower)
        && !lower.contains(|c: char| c.is_numeric() || ",;?.!".contains(c))
}

fn begins_with_greeting(lower: &str) -> bool {
    GREETINGS.iter().any(|greeting| behind(lower, greeting).is_some())
}

/// `Hi Anna, 5` → `5`.
fn behind_greeting(line: &str) -> Option<&str> {
    let (greeting, rest) = line.split_once([',', '!'])?;
    is_greeting(greeting).then(|| rest.trim())
}

/// Stars, drawn: `★★★★☆`, `⭐ ⭐ ⭐`, `*****`.
fn stars<'l>(line: &'l str, below: &str) -> Option<(u8, &'l str)> {
    if !line.is_empty() && line.chars().all(|c| c == '*') {
        // people draw lines with them, too
        return Some((within_scale(line.len())?, "")).filter(|_| below.is_empty());
    }
    let line = unemphasised(line);
    let rest = line.trim_start_matches(|c: char| FULL.contains(&c) || EMPTY.contains(&c) || c == ' ');
    let drawn = line.get(..line.len() - rest.len()).unwrap_or_default();
    let full = drawn.chars().filter(|c| FULL.contains(c)).count();
    let all = full + drawn.chars().filter(|c| EMPTY.contains(c)).count();
    let score = within_scale(if full == 0 { all } else { full }).filter(|_| all <= usize::from(MAX_SCORE))?;
    if rest.contains(FULL) || rest.contains(EMPTY) {
        return None;
    }
    // `★★★★☆ (4/5)`
    let told = number(rest.trim_matches(['(', ')', ' ']), below).filter(|(told, _)| *told == score);
    let all_drawn = || Some(rest).filter(|_| all == usize::from(MAX_SCORE) && rest.starts_with(char::is_alphabetic));
    let words = || beside(without_praise(rest)).or_else(all_drawn);
    Some((score, told.map(|(_, rest)| rest).or_else(words)?))
}

fn within_scale(stars: usize) -> Option<u8> {
    u8::try_from(stars).ok().filter(|score| (1..=MAX_SCORE).contains(score))
}

/// A number, or the word for one: `4`, `4/5`, `four stars`, `I give you 5 stars`.
fn number<'l>(line: &'l str, below: &str) -> Option<(u8, &'l str)> {
    let line = unemphasised(line);
    // `(5)`
    let enclosed = line.strip_prefix('(').and_then(|line| line.strip_suffix(')'));
    let line = enclosed.filter(|line| !line.contains(['(', ')'])).unwrap_or(line);
    let led = LEADS.iter().filter_map(|lead| behind(line, lead)).min_by_key(|rest| rest.len());
    let led = led.map(|rest| unemphasised(rest.trim_start_matches([':', '=', ' ', '-', '–'])));
    counted(line, below, false).or_else(|| counted(led?, below, true))
}

/// A number at the beginning of a line; `led` by words that announce a score.
fn counted<'l>(line: &'l str, below: &str, led: bool) -> Option<(u8, &'l str)> {
    let (score, spelled, rest) = leading_number(line)?;
    let (of_five, rest) = greatest(rest);
    let (starred, rest) = star_word(rest);
    let (pointed, rest) = point_word(rest);
    // `5 stars out of 5`
    let (of_five, rest) = if (starred || pointed) && !of_five { greatest(rest) } else { (of_five, rest) };
    if of_five || starred {
        return Some((score, beside(without_praise(rest))?));
    }
    let is_alone = || below.is_empty() && !rest.contains(char::is_alphanumeric);
    let could_count = (pointed || spelled && !led) && !is_alone() || is_list(score, rest, below);
    Some((score, beside(rest)?)).filter(|_| !could_count)
}

/// Without signs of emphasis around it or at its beginning: `**5**`, `*4/5* good`.
fn unemphasised(line: &str) -> &str {
    let marks: &[char] = &['*', '_', '~', '`', '"', '“', '”', '„', '\''];
    line.trim_matches(|c: char| c.is_whitespace() || marks.contains(&c))
}

/// What stands behind a phrase in lower case, where it ends as a word.
fn behind<'t>(text: &'t str, phrase: &str) -> Option<&'t str> {
    // the first byte tells nearly all of them apart
    let first = text.bytes().next().filter(u8::is_ascii);
    if first.is_some_and(|first| !phrase.starts_with(char::from(first.to_ascii_lowercase()))) {
        return None;
    }
    let mut chars = text.char_indices();
    for wanted in phrase.chars() {
        let (_, c) = chars.next()?;
        if !c.to_lowercase().eq(std::iter::once(wanted)) {
            return None;
        }
    }
    let rest = chars.as_str();
    (!rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

/// One to five at the beginning, whether it is spelled, and the rest.
fn leading_number(line: &str) -> Option<(u8, bool, &str)> {
    let spelled = (1..)
        .zip(NUMBERS)
        .find_map(|(score, words)| words.iter().find_map(|word| behind(line, word)).map(|rest| (score, true, rest)));
    spelled.or_else(|| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = line.get(..line.len() - rest.len())?;
        let score = digits.parse().ok().filter(|score| digits.len() == 1 && (1..=MAX_SCORE).contains(score))?;
        (!rest.starts_with(char::is_alphanumeric)).then_some((score, false, rest))
    })
}

/// Whether the greatest score follows, and the rest: `/5`, `out of five`.
fn greatest(rest: &str) -> (bool, &str) {
    let text = rest.trim_start().trim_start_matches(['*', '_']);
    let of = || OF.iter().filter_map(|of| behind(text, of)).min_by_key(|rest| rest.len());
    let greatest = text.strip_prefix('/').or_else(of).map(str::trim_start);
    match greatest.and_then(leading_number) {
        // `4/5/2026`, `4/5.5`
        Some((MAX_SCORE, _, behind)) if !behind.trim_start_matches(['/', '-', '.']).starts_with(char::is_numeric) => {
            (true, behind)
        }
        _ => (false, rest),
    }
}

/// Whether a word for stars follows, or a drawn one, and the rest.
fn star_word(rest: &str) -> (bool, &str) {
    let text = rest.trim_start().trim_start_matches(['*', '_', '-']).trim_start();
    let drawn = text.trim_start_matches(FULL);
    if drawn.len() < text.len() {
        return (true, drawn);
    }
    STARS.iter().find_map(|star| behind(text, star)).map_or((false, rest), |rest| (true, rest))
}

/// Whether a word for points follows, and the rest.
fn point_word(rest: &str) -> (bool, &str) {
    let text = rest.trim_start();
    POINTS.iter().find_map(|point| behind(text, point)).map_or((false, rest), |rest| (true, rest))
}

/// Without what says for what the stars are.
fn without_praise(rest: &str) -> &str {
    let text = rest.trim_start();
    BEHIND.iter().filter_map(|praise| behind(text, praise)).min_by_key(|rest| rest.len()).unwrap_or(rest)
}

/// `1. first` and `2. second`, or numbers below each other: the lines are counted.
fn is_list(score: u8, rest: &str, below: &str) -> bool {
    let marked = rest.starts_with(['.', ')', ':']) && rest.contains(char::is_alphanumeric) || rest == ")";
    let next = below.lines().next().unwrap_or_default().trim();
    let number = next.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    marked || number.parse() == Ok(score + 1) || !number.is_empty() && number.len() == next.len()
}

/// What stands beside a score: nothing, signs of joy, or words behind a separator. Words right behind it make it a
/// sentence, and so does another number.
fn beside(rest: &str) -> Option<&str> {
    let text = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '`' | '"'));
    let words = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let between = text.get(..text.len() - words.len()).unwrap_or_default();
    if between.contains(COUNTS) {
        return None;
    }
    if words.is_empty() {
        return Some("");
    }
    // a dash without a blank behind it is part of a word: `5-axis`
    let dashed =
        between.starts_with(['-', '–']) && rest.starts_with(['-', '–']) && !between.ends_with(char::is_whitespace);
    let parts = between.contains(|c: char| matches!(c, '-' | '–' | '—' | ',' | ';' | '!' | '.') || c > '\u{2600}');
    (parts && !dashed && !words.starts_with(char::is_numeric)).then_some(words)
}

#[cfg(test)]
mod tests;
