//! A mail that says thanks and nothing else: a comment, but no reason to open a ticket again.
//!
//! Every word of it must be one of thanks, of politeness, or the sender's own name; a thumb up is one, too. "Thanks, but it stops again" is not
//! one: whoever is in doubt is heard.

use crate::mail::Contact;

/// A thank-you that is longer says something else, too.
const MAX_WORDS: usize = 16;

/// So few words are no request that also thanks.
const FEW_WORDS: usize = 5;

/// A greeting that is longer says something else, too.
const MAX_GREETING: usize = 5;

/// Words that thank. One of them must be there.
#[rustfmt::skip]
const THANKS: &[&str] = &[
    "thanks", "thank", "thx", "thanx", "cheers", "ty",
    "danke", "dank", "dankeschön", "dankesehr", "merci", "bedankt", "dankjewel", "dankje", "dankuwel",
    "gracias", "grazie", "obrigado", "obrigada", "tack", "tak", "takk", "kiitos", "dziękuję", "dzięki", "dekuji", "děkuji", "díky",
    "köszönöm", "спасибо", "дякую", "mulțumesc", "teşekkürler", "ευχαριστώ", "תודה", "ありがとうございます", "谢谢", "감사합니다",
];

/// Signs that thank where somebody writes nothing else.
const SIGNS: [char; 12] = ['👍', '🙏', '❤', '👌', '😊', '🙂', '😀', '😃', '🎉', '💪', '🤝', '✅'];

/// Words that say no more beside them.
#[rustfmt::skip]
const POLITE: &[&str] = &[
    "you", "very", "much", "so", "a", "lot", "many", "again", "all", "to", "for", "the", "your", "this", "that", "it", "is", "was", "now", "quick", "fast", "help", "great",
    "perfect", "super", "good", "nice", "kind", "best", "regards", "wishes", "hi", "hello", "dear", "team", "everyone", "works", "fine", "well", "solved",
    "vielen", "herzlichen", "besten", "schönen", "lieben", "sehr", "für", "die", "das", "der", "den", "schnelle", "hilfe", "ihre", "eure", "ihnen", "euch", "dir", "hallo", "liebe",
    "grüße", "gruß", "grüßen", "freundlichen", "freundliche", "mit", "viele", "beste", "mfg", "lg", "vg", "prima", "toll", "klasse", "alles", "gut", "funktioniert", "jetzt", "wieder",
    "hartelijk", "heel", "erg", "veel", "voor", "de", "het", "je", "u", "jullie", "uw", "snelle", "hulp", "wel", "groet", "groeten", "vriendelijke", "met", "top", "mooi", "werkt", "nu", "weer",
    "beaucoup", "pour", "votre", "aide", "bonjour", "cordialement", "mille", "muchas", "por", "su", "ayuda", "molte", "tante", "muito", "mycket", "mange", "paljon", "bardzo", "большое",
];

/// Words that take leave. One of them must be there.
#[rustfmt::skip]
const FAREWELLS: &[&str] = &[
    "regards", "wishes", "sincerely", "grüße", "gruß", "grüßen", "gruss", "gruesse", "grüsse", "mfg", "lg", "vg", "groet", "groeten", "cordialement", "salutations",
    "saludos", "saluti", "cumprimentos", "hälsningar", "hilsen", "terveisin", "pozdrawiam", "pozdravem", "üdvözlettel", "уважением",
];

/// Words that take leave with them.
#[rustfmt::skip]
const FAREWELL_WITH: &[&str] = &[
    "kind", "kindest", "best", "warm", "many", "with", "and", "from", "yours", "the", "team", "all", "mit", "freundlichen", "freundliche", "freundlichem", "viele", "vielen", "beste",
    "besten", "liebe", "lieben", "herzliche", "herzlichen", "schöne", "schönen", "und", "met", "vriendelijke", "hartelijke", "een", "en", "bien", "meilleures", "sincères",
    "un", "cordial", "cordiales", "saludo", "cordiali", "distinti", "med", "vänliga", "vennlig", "venlig", "vennlige", "ystävällisin", "s", "с",
];

/// Words that greet, or point to words elsewhere. One of them must be there.
#[rustfmt::skip]
const GREETINGS: &[&str] = &[
    "hi", "hello", "hey", "dear", "hallo", "hoi", "dag", "beste", "geachte", "liebe", "lieber", "moin", "servus", "geehrte", "geehrter", "bonjour", "hola", "ciao",
    "morning", "afternoon", "evening", "morgen", "abend", "tag", "goedemorgen", "goedemiddag", "goedenavond", "goedendag",
    "below", "inline", "unten", "hieronder", "onder", "onderstaand",
];

/// Words that do so with them.
#[rustfmt::skip]
const GREETINGS_WITH: &[&str] = &[
    "good", "mr", "mrs", "ms", "dr", "guten", "sehr", "frau", "herr", "heer", "mevrouw", "see", "please", "my", "answer", "answers", "reply", "comment", "comments",
    "siehe", "bitte", "meine", "antwort", "antworten", "zie", "mijn", "antwoord", "antwoorden", "in", "red", "rot", "rood",
];

/// Does a text greet, or point to other words, and say nothing else? `greeted` are the people that it may name.
pub fn only_greets<'c>(new_text: &str, sender: &'c Contact, greeted: impl Iterator<Item = &'c Contact>) -> bool {
    if words(new_text).nth(MAX_WORDS).is_some() {
        return false;
    }
    let lower = new_text.to_lowercase();
    let names: Vec<String> = greeted
        .chain([sender])
        .map(|contact| format!("{} {}", contact.name(), contact.address.local()).to_lowercase())
        .collect();
    let is_name = |word: &str| names.iter().flat_map(|name| words(name)).any(|name| name == word);
    let lists = [GREETINGS, GREETINGS_WITH, FAREWELLS, FAREWELL_WITH];
    words(&lower).all(|word| lists.iter().any(|list| list.contains(&word)) || is_name(word))
        && words(&lower).any(|word| GREETINGS.contains(&word))
}

/// Words that stand beside thanks before anything was done.
const IN_ADVANCE: &[&str] =
    &["you", "advance", "alvast", "voraus", "im", "schon", "mal", "alstublieft", "graag", "pls"];

/// Does a text say nothing beyond a greeting, thanks, a farewell, its sender's name, and words of these phrases? An empty one does.
pub fn says_no_more(new_text: &str, sender: &Contact, phrases: &[String]) -> bool {
    if new_text.contains(['?', '#']) || words(new_text).nth(MAX_WORDS).is_some() {
        return false;
    }
    let lower = new_text.to_lowercase();
    let name = format!("{} {}", sender.name(), sender.address.local()).to_lowercase();
    let lists = [GREETINGS, GREETINGS_WITH, FAREWELLS, FAREWELL_WITH, THANKS, IN_ADVANCE];
    let is_said = |word: &str| phrases.iter().flat_map(|phrase| words(phrase)).any(|known| known == word);
    words(&lower).all(|word| {
        lists.iter().any(|list| list.contains(&word)) || words(&name).any(|known| known == word) || is_said(word)
    })
}

/// Do a few words thank, and ask nothing?
pub fn thanks_in_few_words(new_text: &str) -> bool {
    let lower = new_text.to_lowercase();
    let is_few = words(&lower).nth(FEW_WORDS).is_none() && !lower.contains(['?', '#']);
    is_few && (lower.contains(SIGNS) || words(&lower).any(|word| THANKS.contains(&word)))
}

/// What people say who answer between the lines that they quote.
#[rustfmt::skip]
const POINTERS: &[&str] = &[
    "below", "inline", "in line", "in red", "in blue", "in green", "in colour", "in color", "in bold", "between the lines", "in your mail", "in your email", "in your text",
    "unten", "unterhalb", "inline", "in rot", "in blau", "in grün", "rot markiert", "farbig", "fett", "zwischen den zeilen", "in ihrer mail", "im text", "in der mail",
    "onder", "hieronder", "onderstaand", "onderstaande", "in rood", "in het rood", "in blauw", "in het blauw", "tussen de regels", "in uw mail", "in je mail", "in de tekst",
];

/// Does a text say that words of its author stand elsewhere in the mail?
pub fn points_elsewhere(new_text: &str) -> bool {
    let lower = words(&new_text.to_lowercase()).collect::<Vec<_>>().join(" ");
    let lower = format!(" {lower} ");
    POINTERS.iter().any(|pointer| lower.contains(&format!(" {pointer} ")))
}

/// The names that a text greets on its first line, in lower case: `ben` of "Hi Ben, can you look?". None where more stands there
/// than a greeting.
pub fn greeted(text: &str) -> Vec<String> {
    let line = text.trim_start().lines().next().unwrap_or_default();
    let head = line.split([',', '!', ':', '.', '–', '—']).next().unwrap_or_default().to_lowercase();
    let is_name = |word: &&str| ![GREETINGS, GREETINGS_WITH].iter().any(|list| list.contains(word));
    let names: Vec<String> = words(&head).filter(is_name).map(str::to_owned).collect();
    let is_short = words(&head).nth(MAX_GREETING).is_none();
    if is_short { names } else { Vec::new() }
}

/// Does a text take leave, with the sender's name, and say nothing else? It is what mail programs put there by themselves.
pub fn is_farewell(new_text: &str, sender: &Contact) -> bool {
    let lower = new_text.to_lowercase();
    let name = format!("{} {}", sender.name(), sender.address.local()).to_lowercase();
    let names: Vec<&str> = words(&name).collect();
    let known = |word: &str| FAREWELLS.contains(&word) || FAREWELL_WITH.contains(&word) || names.contains(&word);
    words(&lower).all(known)
        && words(&lower).any(|word| FAREWELLS.contains(&word))
        && words(&lower).nth(MAX_WORDS).is_none()
}

/// Does a text say thanks and nothing else? The sender's name stands below it.
pub fn is_thanks(new_text: &str, sender: &Contact) -> bool {
    let lower = new_text.to_lowercase();
    if lower.contains(['?', '#']) || lower.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let name = format!("{} {}", sender.name(), sender.address.local()).to_lowercase();
    let names: Vec<&str> = words(&name).collect();
    let mut count = 0;
    let mut thanks = lower.contains(SIGNS) && !lower.contains('👎');
    for word in words(&lower) {
        count += 1;
        let thank = THANKS.contains(&word);
        thanks |= thank;
        if count > MAX_WORDS || !(thank || POLITE.contains(&word) || names.contains(&word)) {
            return false;
        }
    }
    thanks
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Address;

    #[test]
    fn a_farewell_alone_says_nothing() {
        let anna = Contact::new("Anna Adler", crate::mail::Address::parse("anna@desk.example").unwrap());
        for text in [
            "Kind regards\nAnna Adler",
            "Mit freundlichen Grüßen,\nAnna",
            "Met vriendelijke groet\n\nAnna Adler",
            "MfG",
        ] {
            assert!(is_farewell(text, &anna), "{text:?}");
        }
        for text in ["", "Thank you!", "Anna", "It works now. Regards, Anna", "Regards to the fuse", "Yes", "👍"] {
            assert!(!is_farewell(text, &anna), "{text:?}");
        }
    }

    #[test]
    fn a_greeting_alone_says_nothing() {
        let anna = Contact::new("Anna Adler", Address::parse("anna@desk.example").unwrap());
        let ada = Contact::new("Ada Lovelace", Address::parse("al@customer.example").unwrap());
        let check = |text: &str, expected: bool| {
            assert_eq!(only_greets(text, &anna, [&ada].into_iter()), expected, "{text:?}");
        };
        check("Hello Ada,", true);
        check("Hi Ada,\n\nKind regards\nAnna", true);
        check("Sehr geehrte Frau Lovelace,\n\nMit freundlichen Grüßen\nAnna Adler", true);
        check("Beste Ada,\nzie mijn antwoorden hieronder.\nMet vriendelijke groet,\nAnna", true);
        check("See my answers inline.", true);
        check("Siehe unten", true);
        check("Hello Ada, yes.", false);
        check("See page 4 below.", false);
        check("Please answer.", false);
        check("Anna", false);
        check("", false);
    }

    #[test]
    fn words_that_point_to_others() {
        for text in
            ["See my answers below.", "Siehe unten in rot", "Zie mijn antwoorden hieronder.", "I wrote INLINE, Ada"]
        {
            assert!(points_elsewhere(text), "{text:?}");
        }
        for text in ["", "The red one.", "It is in redmond", "Die rote Lampe leuchtet."] {
            assert!(!points_elsewhere(text), "{text:?}");
        }
    }

    #[test]
    fn thanks_and_nothing_else() {
        let ada = Contact::new("Ada Lovelace", Address::parse("al@customer.example").unwrap());
        let check = |text: &str, expected: bool| assert_eq!(is_thanks(text, &ada), expected, "{text:?}");
        check("Thanks!", true);
        check("Thank you very much for your quick help :-)\n\nBest regards\nAda", true);
        check("Vielen Dank für die schnelle Hilfe!\n\nMit freundlichen Grüßen\nAda Lovelace", true);
        check("Hartelijk dank, het werkt weer. Groeten, Ada", true);
        check("Super, danke", true);
        check("Thanks, AL", true);
        check("Thanks, Bob", false);
        check("ありがとうございます。", true);
        check("👍", true);
        check("👍🏻 Super!", true);
        check("👎", false);
        check("👍👎", false);
        check("👍 but it stops again", false);
        check("Thanks, but it stops again", false);
        check("Thanks. When do you come?", false);
        check("Thanks, the fuse was it, the other machine stops", false);
        check("Danke, funktioniert nicht", false);
        check("Thanks 2", false);
        check("Great", false);
        check("", false);
        check(&"thanks ".repeat(40), false);
    }
}
