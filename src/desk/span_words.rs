//! Spans of time in words, in the languages of letters. Any other language has the short form: `1 h 30 min`.
//!
//! Comes in: a span as [`super::quantity::print_work_time`] prints it, which is how the ledger keeps it.

use super::by_language::base;

/// A unit: one of it, and several.
type Unit = (&'static str, [&'static str; 2]);

const UNITS: [(&str, [Unit; 3]); 3] = [
    ("en", [("h", ["hour", "hours"]), ("min", ["minute", "minutes"]), ("s", ["second", "seconds"])]),
    // Dutch counts hours in the singular.
    ("nl", [("h", ["uur", "uur"]), ("min", ["minuut", "minuten"]), ("s", ["seconde", "seconden"])]),
    ("de", [("h", ["Stunde", "Stunden"]), ("min", ["Minute", "Minuten"]), ("s", ["Sekunde", "Sekunden"])]),
];

/// `1 h 30 min` as people say it: `1 hour 30 minutes`. Anything that is no span stays as it is.
pub fn span_words(span: &str, language: &str) -> String {
    let pieces: Vec<&str> = span.split(' ').collect();
    let words = |pair: &[&str]| in_words(pair, language);
    pieces.chunks(2).map(words).collect::<Option<Vec<_>>>().map_or_else(|| span.to_owned(), |parts| parts.join(" "))
}

fn in_words(pair: &[&str], language: &str) -> Option<String> {
    let [count, unit] = pair else { return None };
    let (_, units) = UNITS.iter().find(|(known, _)| *known == base(language))?;
    let (_, [one, several]) = units.iter().find(|(short, _)| short == unit)?;
    let count: u64 = count.parse().ok()?;
    Some(format!("{count} {}", if count == 1 { one } else { several }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_in_words() {
        let check = |span: &str, language: &str, expected: &str| {
            assert_eq!(span_words(span, language), expected, "{span} {language}");
        };
        check("1 h 30 min", "en", "1 hour 30 minutes");
        check("18 h 1 min", "nl-informal", "18 uur 1 minuut");
        check("2 h", "de", "2 Stunden");
        check("45 s", "de-informal", "45 Sekunden");
        check("2 h", "fr", "2 h");
        check("", "en", "");
        check("1 y", "en", "1 y");
        check("soon", "en", "soon");
    }
}
