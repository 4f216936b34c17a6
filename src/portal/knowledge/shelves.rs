//! All articles by language, and what a reader finds there. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::desk::by_language::base;
use crate::desk::looked_for::LookedFor;

use super::article::{Article, Readers};

/// The most articles that are found.
const MOST_FOUND: usize = 50;
/// The most that are suggested.
const MOST_SUGGESTED: usize = 4;
/// A word in a title counts so many times as much as one in the text.
const TITLE: f64 = 3.0;

/// Who reads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    /// Their language.
    pub(super) language: &'a str,
    /// The desk's own language: its articles stand in for those that aren't translated.
    pub(super) desk: &'a str,
    /// Which articles they can read.
    pub(super) may: Readers,
}

/// All articles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shelves(BTreeMap<String, BTreeMap<String, Arc<Article>>>);

impl Shelves {
    /// Adds an article. `Err`: there is another one of this name in this language.
    pub(super) fn add(&mut self, language: &str, article: Arc<Article>) -> Result<(), Arc<Article>> {
        let shelf = self.0.entry(language.to_owned()).or_default();
        match shelf.get(&article.slug) {
            Some(other) => Err(Arc::clone(other)),
            None => {
                shelf.insert(article.slug.clone(), article);
                Ok(())
            }
        }
    }

    /// What a reader can read, by name: in their language, else in the desk's.
    fn readable<'a>(&'a self, reader: Reader<'a>) -> BTreeMap<&'a str, &'a Article> {
        let mut readable = BTreeMap::new();
        // The better language comes last and replaces.
        for language in [base(reader.desk), reader.desk, base(reader.language), reader.language] {
            let shelf = self.0.get(language).into_iter().flatten();
            let may = shelf.filter(|(_, article)| article.readers <= reader.may);
            readable.extend(may.map(|(slug, article)| (slug.as_str(), article.as_ref())));
        }
        readable
    }

    /// An article by its name.
    pub(super) fn find<'a>(&'a self, reader: Reader<'a>, slug: &str) -> Option<&'a Article> {
        let languages = [reader.language, base(reader.language), reader.desk, base(reader.desk)];
        let found = languages.iter().filter_map(|language| self.0.get(*language)?.get(slug));
        found.map(Arc::as_ref).find(|article| article.readers <= reader.may)
    }

    /// All articles that a reader can read, by their headings; those without one come first.
    pub(super) fn all<'a>(&'a self, reader: Reader<'a>) -> Vec<(&'a str, Vec<&'a Article>)> {
        let mut sections: BTreeMap<&str, Vec<&Article>> = BTreeMap::new();
        for article in self.readable(reader).into_values() {
            sections.entry(&article.section).or_default().push(article);
        }
        let sorted = |(section, mut articles): (&'a str, Vec<&'a Article>)| {
            articles.sort_by_key(|article| article.title.to_lowercase());
            (section, articles)
        };
        sections.into_iter().map(sorted).collect()
    }

    /// The articles that have the words, those with more of them in the title first.
    pub(super) fn search<'a>(&'a self, reader: Reader<'a>, words: &LookedFor) -> Vec<&'a Article> {
        if words.is_empty() {
            return Vec::new();
        }
        let readable = self.readable(reader).into_values();
        let mut found: Vec<&Article> = readable.filter(|article| words.is_in(&article.all_words)).collect();
        found.sort_by_key(|article| (std::cmp::Reverse(words.count_in(&article.title_words)), &article.title));
        found.truncate(MOST_FOUND);
        found
    }

    /// The articles that may help with a title, the best first. Words that few articles have count more.
    pub(super) fn suggest<'a>(&'a self, reader: Reader<'a>, title: &str) -> Vec<&'a Article> {
        let words = LookedFor::each(title);
        let articles: Vec<&Article> = self.readable(reader).into_values().collect();
        let mut scored: Vec<(f64, &Article)> = articles.iter().map(|article| (0.0, *article)).collect();
        let mut best = 0.0;
        for word in &words {
            let has = |article: &&&Article| word.is_in(&article.all_words);
            let weight = weight(articles.iter().filter(has).count(), articles.len());
            best += weight * TITLE;
            for (score, article) in &mut scored {
                let place = if word.is_in(&article.title_words) { TITLE } else { 1.0 };
                *score += if has(&&*article) { weight * place } else { 0.0 };
            }
        }
        // A quarter of what a title with all the words would have: one word of the title among few, or most of them in the text.
        scored.retain(|(score, _)| *score > 0.0 && *score * 4.0 >= best);
        scored.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.title.cmp(&other.1.title)));
        scored.into_iter().take(MOST_SUGGESTED).map(|(_, article)| article).collect()
    }
}

/// How much a word says that so many of all articles have.
fn weight(with: usize, all: usize) -> f64 {
    let float = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
    (1.0 + float(all) / float(with.max(1))).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelves() -> Shelves {
        let mut shelves = Shelves::default();
        let mut add = |language: &str, name: &str, readers, text: &str| {
            let article = Article::parse((name, ""), readers, text.as_bytes().to_vec()).unwrap();
            shelves.add(language, Arc::new(article)).unwrap();
        };
        add("en", "gripper-reset", Readers::Anyone, "# Reset the gripper\nAt the panel press F3.");
        add("en", "fuse-box", Readers::Anyone, "# The fuse box\nWhich fuse belongs to the gripper.");
        add("en", "prices", Readers::SignedIn, "# Prices of fuses\nFor customers.");
        add("en", "bypass", Readers::Agents, "# Bypass the interlock\nNever tell: gripper.");
        add("de", "gripper-reset", Readers::Anyone, "# Greifer zurücksetzen\nAm Bedienfeld.");
        shelves
    }

    fn slugs(articles: &[&Article]) -> Vec<String> {
        articles.iter().map(|article| article.slug.clone()).collect()
    }

    fn reader(language: &str, may: Readers) -> Reader<'_> {
        Reader { language, desk: "en", may }
    }

    #[test]
    fn each_reader_has_their_own() {
        let shelves = shelves();
        let check = |language: &str, may: Readers, slug: &str, expected: Option<&str>| {
            let found = shelves.find(reader(language, may), slug).map(|article| article.title.as_str());
            assert_eq!(found, expected, "{language} {may:?} {slug}");
        };
        check("en", Readers::Anyone, "gripper-reset", Some("Reset the gripper"));
        check("de", Readers::Anyone, "gripper-reset", Some("Greifer zurücksetzen"));
        check("de-informal", Readers::Anyone, "gripper-reset", Some("Greifer zurücksetzen"));
        check("de", Readers::Anyone, "fuse-box", Some("The fuse box"));
        check("en", Readers::Anyone, "prices", None);
        check("en", Readers::SignedIn, "prices", Some("Prices of fuses"));
        check("en", Readers::SignedIn, "bypass", None);
        check("en", Readers::Agents, "bypass", Some("Bypass the interlock"));
        check("en", Readers::Agents, "../en/bypass", None);
        let all = |may| shelves.all(reader("de", may)).iter().map(|(_, articles)| articles.len()).sum::<usize>();
        assert_eq!([all(Readers::Anyone), all(Readers::SignedIn), all(Readers::Agents)], [2, 3, 4]);
    }

    #[test]
    fn words_find_titles_before_texts() {
        let shelves = shelves();
        let check = |typed: &str, may: Readers, expected: &[&str]| {
            let found = shelves.search(reader("en", may), &LookedFor::parse(typed));
            assert_eq!(slugs(&found), expected, "{typed}");
        };
        check("gripper", Readers::Anyone, &["gripper-reset", "fuse-box"]);
        check("gripper panel", Readers::Anyone, &["gripper-reset"]);
        check("grip", Readers::Agents, &["gripper-reset", "bypass", "fuse-box"]);
        check("unicorn", Readers::Agents, &[]);
        check("", Readers::Agents, &[]);
        check("\"fuse box\"", Readers::Anyone, &["fuse-box"]);
    }

    #[test]
    fn a_title_is_answered_by_what_fits() {
        let shelves = shelves();
        let check = |title: &str, expected: &[&str]| {
            assert_eq!(slugs(&shelves.suggest(reader("en", Readers::Anyone), title)), expected, "{title}");
        };
        check("The gripper needs a reset", &["gripper-reset"]);
        check("Fuse broken", &["fuse-box"]);
        check("Invoice is wrong", &[]);
        check("the", &[]);
        check("", &[]);
        check(&"word ".repeat(1_000), &[]);
    }

    #[test]
    fn a_name_is_used_once() {
        let mut shelves = shelves();
        let other = Article::parse(("fuse-box", "x"), Readers::Anyone, b"# Other".to_vec()).unwrap();
        assert_eq!(shelves.add("en", Arc::new(other)).unwrap_err().title, "The fuse box");
    }
}
