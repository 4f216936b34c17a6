//! Notices of absence without any telling field: an answer to a letter that says nothing but that its author is away.
//!
//! Comes in: the author's own words. Goes out: whether they are such a notice, certainly or perhaps. Sentence by sentence: one
//! that says anything else makes it a person's words.

use super::words;

/// Longer texts are people's.
const MAX_BYTES: usize = 1_500;
/// A line of so few words that is no sentence is a greeting or a name.
const FEW_WORDS: usize = 3;
/// The longest single word that is one, in bytes; some languages write sentences without blanks.
const MAX_WORD: usize = 16;

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absence {
    /// It says that its author is away, and who answers instead, or when.
    Certain(&'static str),
    /// It says that its author is away, as people do, too.
    Perhaps(&'static str),
}

/// What the words say of an absence, if they say nothing else.
pub(super) fn find(own: &str) -> Option<Absence> {
    if own.len() > MAX_BYTES {
        return None;
    }
    let lower = format!("{}\n", own.to_lowercase().replace('’', "'"));
    let (mut away, mut instead) = (None, false);
    for sentence in sentences(&lower) {
        let absent = words::AWAY.find(sentence).or_else(|| words::ABSENT.find(sentence));
        let deputy = words::DEPUTY.find(sentence).is_some();
        // notices ask nothing
        if sentence.trim_end().ends_with(['?', '？']) || absent.is_none() && !deputy && !is_short(sentence) {
            return None;
        }
        away = away.or(absent);
        instead |= deputy;
    }
    away.map(|words| if instead { Absence::Certain(words) } else { Absence::Perhaps(words) })
}

/// A greeting or a name on a line of its own, or one word (`Thanks.`).
fn is_short(sentence: &str) -> bool {
    let words = sentence.split_whitespace().count();
    let is_word = words == 1 && sentence.len() <= MAX_WORD;
    is_word || words <= FEW_WORDS && sentence.ends_with('\n') && !sentence.trim_end().ends_with(['.', '。'])
}

/// Sentences, as far as marks and lines tell. A full stop behind a digit ends none (`bis 12. Januar`).
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut before = ' ';
    let ends = move |c: char| {
        let ends = matches!(c, '!' | '?' | '。' | '！' | '？' | '\n') || c == '.' && !before.is_ascii_digit();
        before = c;
        ends
    };
    text.split_inclusive(ends).filter(|sentence| sentence.chars().any(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(own: &str) -> &'static str {
        match find(own) {
            Some(Absence::Certain(_)) => "certain",
            Some(Absence::Perhaps(_)) => "perhaps",
            None => "none",
        }
    }

    #[test]
    fn nothing_but_an_absence() {
        let check = |own: &str, expected: &str| assert_eq!(sort(own), expected, "{own:?}");
        check(
            "Thank you for your mail. I am on vacation until 12 January and will answer when I am back. In urgent cases please call Ben.",
            "certain",
        );
        check(
            "Ich bin bis zum 12. Januar nicht im Büro. In dringenden Fällen wenden Sie sich bitte an Herrn Bohn.",
            "certain",
        );
        check(
            "Hallo,\n\nik ben met vakantie tot en met 12 januari. Neem voor dringende zaken contact op met mijn collega Jan.\n\nGroet,\nPiet",
            "certain",
        );
        check("Bonjour,\nje suis absent jusqu'au 12 janvier. En cas d'urgence, veuillez contacter Paul.", "certain");
        check("Estoy de vacaciones hasta el 12 de enero. En caso de urgencia póngase en contacto con Ana.", "certain");
        check("Sono in ferie fino al 12 gennaio. Per urgenze contattare Anna.", "certain");
        check("Jeg er på ferie til 12. januar. Kontakt venligst min kollega Bo.", "certain");
        check("Jestem na urlopie do 12 stycznia. W pilnych sprawach proszę o kontakt z Anną.", "certain");
        check("休暇中のため、1月13日以降にご連絡いたします。お急ぎの場合は田中までご連絡ください。", "certain");
        check("I am away until Monday.", "perhaps");
        check("Ich bin im Urlaub und ab 12. Januar wieder erreichbar.", "perhaps");
        check("I am on vacation until 12 January. The press still leaks oil on the floor.", "none");
        check("I'm out of the office today, can you call me tomorrow about the second press in hall 4?", "none");
        check("I am out of paper for the press in hall 4.", "perhaps");
        check("It stops.\nI am away from Monday, so please call Bob.", "none");
        check("止まりました。休暇中のため、お急ぎの場合は田中までご連絡ください。", "none");
        check("Thanks. I am away until Monday. Please contact Bob.\nAda Adams", "certain");
        check("Ben is on vacation. Who has the key?", "none");
        check("It stops again!", "none");
        check("In urgent cases please call Ben.", "none");
        check("", "none");
        check(&"I am away. ".repeat(1_000), "none");
    }
}
