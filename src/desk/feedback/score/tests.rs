//! Ratings as people write them, and numbers that are none.

use super::*;

fn check(text: &str, expected: Option<(u8, &str)>) {
    let found = find(text);
    assert_eq!(found.as_ref().map(|(score, comment)| (*score, comment.as_str())), expected, "{text:?}");
}

/// Ratings of one score, without a comment.
const WRITTEN: [&[&str]; 5] = [
    &["1", "1/5", "1 star", "one star", "ein Stern", "één ster", "⭐", "★☆☆☆☆", "1 von 5", "Score: 1", "1 out of 5"],
    &[
        "2",
        "2/5",
        "2 stars",
        "two stars",
        "zwei Sterne",
        "twee sterren",
        "⭐⭐",
        "★★☆☆☆",
        "2 van de 5",
        "Rating: 2/5",
        "2 of 5",
    ],
    &[
        "3",
        "3 / 5",
        "3 Sterne",
        "three stars",
        "drei Sterne",
        "drie sterren",
        "🌟🌟🌟",
        "★ ★ ★",
        "3 out of 5",
        "a 3",
        "een 3",
    ],
    &[
        "4",
        "4/5",
        "4 sterren",
        "four stars",
        "vier Sterne",
        "vier sterren",
        "⭐️⭐️⭐️⭐️",
        "★★★★✩",
        "★★★★☆ (4/5)",
        "I give you 4 stars",
        "ik geef jullie een 4",
        "4 von 5 Sternen",
        "4 op 5",
    ],
    &[
        "5",
        "5/5",
        "5 stars",
        "five stars",
        "fünf Sterne",
        "vijf sterren",
        "⭐⭐⭐⭐⭐",
        "★★★★★",
        "5 out of 5 stars",
        "ich gebe 5 Sterne",
        "wij geven 5 sterren",
        "I give you 5 stars",
        "five out of five",
        "5 ⭐",
        "Bewertung: 5",
        "five",
        "*****",
        "☆☆☆☆☆",
    ],
];

#[test]
fn scores_of_all_kinds() {
    for (score, texts) in (1..).zip(WRITTEN) {
        for text in texts {
            check(text, Some((score, "")));
        }
    }
}

#[test]
fn words_beside_and_below() {
    check("5\n\nQuick help, thank you.", Some((5, "Quick help, thank you.")));
    check("2 - it took a week", Some((2, "it took a week")));
    check("1, never again\nreally", Some((1, "never again\nreally")));
    check("4/5 – good", Some((4, "good")));
    check("5 stars! Great help", Some((5, "Great help")));
    check("5 stars. Great help", Some((5, "Great help")));
    check("I give you 5 stars for the quick help!", Some((5, "")));
    check("⭐⭐⭐⭐⭐ great help", Some((5, "great help")));
    check("⭐⭐⭐ - took long", Some((3, "took long")));
    check("5 👍 great help", Some((5, "great help")));
    check("Hi,\n\n5\n\nBest regards\nEli", Some((5, "Best regards\nEli")));
    check("Hallo zusammen,\n4 von 5\nschnell", Some((4, "schnell")));
    check("Sehr geehrte Frau Adler,\n\n5 Sterne", Some((5, "")));
    check("Hi Anna, 5 stars!", Some((5, "")));
    check("4.", Some((4, "")));
    check("5 :-)", Some((5, "")));
    check("5️⃣", Some((5, "")));
    check("５", Some((5, "")));
    check("４／５", Some((4, "")));
    check("٥", Some((5, "")));
    check("\u{2066} 3\u{2069}", Some((3, "")));
    check("**4/5**", Some((4, "")));
    check("_5_", Some((5, "")));
    check("\"5\"", Some((5, "")));
    check("(5)", Some((5, "")));
    check("(5/5)", Some((5, "")));
    check("5 Punkte", Some((5, "")));
    check("5 points!", Some((5, "")));
    check("4 punten", Some((4, "")));
    check("ich gebe 5 Punkte", Some((5, "")));
    check("4 von 5 Punkten", Some((4, "")));
    check("4 points out of 5", Some((4, "")));
}

#[test]
fn numbers_that_could_be_anything_else() {
    for text in [
        "5 machines still stop",
        "4 days",
        "5 pm",
        "2 questions",
        "10/5",
        "5/6",
        "5/10",
        "1. first 2. second",
        "1. first\n2. second",
        "1) first\n2) second",
        "1\n2\n3",
        "1 - the press stops\n2 - the lathe stops",
        "5, 7 and 9 stop",
        "5-7 machines",
        "5-axis machine stops",
        "5 - 7",
        "4,5",
        "4.5",
        "4½",
        "5:30",
        "4/5/2026",
        "4/5 boards fail",
        "5 of 5 machines stop",
        "4 out of 5 machines stop",
        "3 stars on the display blink",
        "three stars blink",
        "1)",
        "5 points, see below",
        "5 points\nThe press stops.",
        "5 Punkte fehlen",
        "(5) presses",
        "(5 machines)",
        "5?",
        "5 ?",
        "5%",
        "5 €",
        "5€",
        "#5",
        "No. 5",
        "+5",
        "-5",
        "5 👎",
        "0",
        "6",
        "15",
        "5 fuses",
        "5th",
        "",
        "thanks",
        "thanks\n5",
        "********",
        "***\nIt stops.",
        "*****\nIt stops.",
        "* It stops.",
        "★ It stops.",
        "★★★ URGENT ★★★",
        "★★★ the press stops",
        "One machine stops.",
        "One, the press stops.",
        "one\nIt stops.",
        "een machine staat stil",
        "I give up",
        "I give you 5 days",
        "a 5 axis machine",
        "Score: 5 machines",
        "Hi,",
        "Hi, 5 machines stop",
        "Hello 5",
        "5 stars hotel",
        "5: the fifth machine",
        "2nd time",
        "5 x 3",
        "5=5",
        "5/",
        "/5",
        "⭐⭐⭐⭐⭐⭐",
        "1 of 5 machines",
        "5 of the 5 machines stop",
        "van 5",
        "5 minutes ago it stopped",
        "Press 5 stops",
        "It stops.\n5",
    ] {
        check(text, None);
    }
}

proptest::proptest! {
    #[test]
    fn dressing_never_changes_a_rating(
        score in 0..WRITTEN.len(),
        nth in 0..64_usize,
        greeting in "(|Hi,\n|Hallo zusammen,\n\n|Beste Anna,\n|\n\n|Dear team\n)",
        hidden in "[\u{200B}\u{200E}\u{200F}\u{202A}\u{2066}\u{2068}\u{FEFF}]{0,2}",
        mark in "(|\\*\\*|_|~~|`|\\*|  )",
        ended in "(|!|\\.| :\\)| 👍| !!| 😊)",
    ) {
        let texts = WRITTEN[score];
        let text = texts[nth % texts.len()];
        // a star is a star, and an open bracket closes
        proptest::prop_assume!(!text.starts_with('*') || mark.trim().is_empty() && ended.is_empty());
        let score = u8::try_from(score + 1).unwrap();
        let dressed = format!("{greeting}{hidden}{mark}{text}{hidden}{mark}{ended}");
        proptest::prop_assert_eq!(find(&dressed), Some((score, String::new())), "{:?}", dressed);
        let below = format!("{dressed}\nIt was quick.");
        let expected = (score, "It was quick.".to_owned());
        let alone = text.starts_with('*') || text == "five";
        proptest::prop_assert_eq!(find(&below), Some(expected).filter(|_| !alone), "{:?}", below);
    }

    #[test]
    fn sentences_are_none(
        number in "[0-9]{1,3}|one|two|five|zwei|vijf|four",
        noun in "(machines?|days|boards|pm|Uhr|Maschinen|weken|stars on it|percent|x)",
        rest in "( [a-z]{2,8}){0,6}[.!?]?",
        before in "(|The |Hi,\n\n|We have |Seit )",
    ) {
        let text = format!("{before}{number} {noun}{rest}");
        proptest::prop_assert_eq!(find(&text), None);
    }

    #[test]
    fn words_without_a_number_are_none(text in "([a-zA-Z ,.!?\n]|It stops|please){1,80}") {
        let numbers = |word: &str| NUMBERS.iter().any(|words| words.contains(&word));
        let any = text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(numbers);
        proptest::prop_assert!(any || find(&text).is_none());
    }

    #[test]
    fn anything_is_read(text in "(\\PC|\n|5|⭐|/|\\*){0,60}") {
        find(&text);
    }
}
