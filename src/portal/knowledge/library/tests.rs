//! The knowledge base over real directories.

use std::os::unix::fs::symlink;

use super::super::article::Readers;
use super::super::shelves::Reader;
use super::super::walk::MAX_ARTICLES;
use super::*;

struct Desk {
    directory: tempfile::TempDir,
    clock: Clock,
    library: Library,
}

impl Desk {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let clock = Clock::settable("2026-01-05T09:00:00Z".parse().unwrap());
        let library = Library::new(&directory.path().join("kb"), clock.clone());
        Self { directory, clock, library }
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.directory.path().join("kb").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn wait(&self, seconds: i64) {
        self.clock.set(self.clock.now() + SignedDuration::from_secs(seconds));
    }

    fn titles(&self, may: Readers) -> Vec<String> {
        let shelves = self.library.shelves();
        let all = shelves.all(Reader { language: "en", desk: "en", may });
        all.into_iter().flat_map(|(_, articles)| articles).map(|article| article.title.clone()).collect()
    }

    fn told(&self) -> Vec<String> {
        self.titles(Readers::Agents);
        let read = self.library.read.lock().unwrap();
        read.told.iter().map(|(path, why)| format!("{}: {why}", path.file_name().unwrap().display())).collect()
    }
}

#[test]
fn files_are_read_again_when_they_change() {
    let desk = Desk::new();
    assert_eq!(desk.titles(Readers::Agents), [] as [&str; 0], "there is no directory yet");
    assert!(desk.told()[0].starts_with("kb: it can't be read"));
    desk.write("en/a.md", "# One\nText");
    assert_eq!(desk.titles(Readers::Agents), [] as [&str; 0], "it was just looked at");
    desk.wait(3);
    assert_eq!(desk.titles(Readers::Agents), ["One"]);
    assert_eq!(desk.told(), [] as [&str; 0]);
    desk.write("en/a.md", "# Another one\nText");
    desk.write("en/b.md", "# Two");
    desk.wait(2);
    assert_eq!(desk.titles(Readers::Agents), ["One"]);
    desk.wait(1);
    assert_eq!(desk.titles(Readers::Agents), ["Another one", "Two"]);
    fs::remove_file(desk.directory.path().join("kb/en/a.md")).unwrap();
    desk.wait(3);
    assert_eq!(desk.titles(Readers::Agents), ["Two"]);
    // A clock that was set back doesn't freeze them.
    desk.wait(-1_000);
    desk.write("en/c.md", "# Three");
    assert_eq!(desk.titles(Readers::Agents), ["Three", "Two"]);
}

#[test]
fn directories_say_who_reads() {
    let desk = Desk::new();
    desk.write("en/a.md", "# Anyone");
    desk.write("en/presses/b.md", "# Presses");
    desk.write("en/_signed-in/c.md", "# Signed in");
    desk.write("en/_signed-in/presses/d.md", "# Signed in, presses");
    desk.write("en/presses/_agents/e.md", "# Agents");
    desk.write("en/_agents/_signed-in/f.md", "# Agents too");
    desk.write("en/_agent/g.md", "# Mistyped");
    desk.write("de/h.md", "# German");
    assert_eq!(desk.titles(Readers::Anyone), ["Anyone", "Presses"]);
    assert_eq!(desk.titles(Readers::SignedIn), ["Anyone", "Signed in", "Presses", "Signed in, presses"]);
    let all = ["Agents too", "Anyone", "Signed in", "Agents", "Presses", "Signed in, presses"];
    assert_eq!(desk.titles(Readers::Agents), all);
    assert_eq!(desk.told(), ["g.md: `_agent` says not who reads it: there are `_signed-in` and `_agents`"]);
}

#[test]
fn what_cannot_be_read_is_left_out_and_told() {
    let desk = Desk::new();
    desk.write("en/good.md", "# Good");
    desk.write("en/broken.md", b"# Bro\xffken");
    desk.write("en/empty.md", "");
    desk.write("en/huge.md", format!("# Huge\n{}", "x".repeat(256 << 10)));
    desk.write("en/sub/good.md", "# Good again");
    desk.write("en/st\u{f6}rung.md", "# Name");
    desk.write("lost.md", "# No language");
    desk.write("en/notes.txt", "# No article");
    desk.write("en/.hidden.md", "# Hidden");
    desk.write("en/a/b/c/d.md", "# Too deep");
    desk.write("secret.txt", "# Secret\nThe password");
    let kb = desk.directory.path().join("kb");
    symlink(kb.join("secret.txt"), kb.join("en/link.md")).unwrap();
    symlink("/etc", kb.join("en/etc")).unwrap();
    symlink(&kb, kb.join("en/loop")).unwrap();
    fs::create_dir(kb.join("en/directory.md")).unwrap();
    assert_eq!(desk.titles(Readers::Agents), ["Good"]);
    let told = desk.told();
    let reasons = [
        ("broken.md", "UTF-8"),
        ("empty.md", "no title"),
        ("good.md", "another article of this name"),
        ("huge.md", "larger than 256 KB"),
        ("link.md", "links aren't followed"),
        ("lost.md", "in no language"),
        ("st\u{f6}rung.md", "its name"),
    ];
    for (name, why) in reasons {
        assert!(told.iter().any(|line| line.starts_with(name) && line.contains(why)), "{name}: {told:#?}");
    }
    assert_eq!(told.len(), reasons.len(), "{told:#?}");
}

#[test]
fn names_in_addresses_lead_nowhere_else() {
    let desk = Desk::new();
    desk.write("en/a.md", "# A");
    desk.write("secret.md", "# Secret");
    let shelves = desk.library.shelves();
    let reader = Reader { language: "en", desk: "en", may: Readers::Agents };
    for slug in ["../secret", "..", "", "a.md", "/etc/passwd", "en/a", "%2e%2e", "a\0", "A"] {
        assert!(shelves.find(reader, slug).is_none(), "{slug}");
    }
    for language in ["..", "../kb/en", "", "/"] {
        assert!(shelves.find(Reader { language, desk: language, ..reader }, "a").is_none(), "{language}");
    }
    assert!(shelves.find(reader, "a").is_some());
}

#[test]
fn ten_thousand_files_are_as_many_as_are_read() {
    let desk = Desk::new();
    for number in 0..MAX_ARTICLES + 5 {
        desk.write(&format!("en/article-{number}.md"), format!("# Article {number}\nWords of it."));
    }
    assert_eq!(desk.titles(Readers::Anyone).len(), MAX_ARTICLES);
    assert_eq!(desk.told(), ["kb: more than 10000 articles aren't read"]);
    desk.wait(3);
    let before = desk.library.shelves();
    desk.wait(3);
    assert!(Arc::ptr_eq(&before, &desk.library.shelves()), "nothing changed, and nothing is read");
}
