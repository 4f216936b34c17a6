//! No circle of files: what two files need of each other is in a third, below both. A file depends on another if it
//! names an item that is defined there, whether imported, by its path, or through a re-export.

use std::collections::{BTreeMap, BTreeSet};

use crate::files::{home, rust_files};
use crate::modules::{Modules, Target};
use crate::sizes;

/// Dependencies from file to file, with their names.
type Edges = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// The dependencies between files.
fn edges(modules: &Modules<'_>) -> Edges {
    let mut edges = Edges::new();
    for (at, module) in modules.all.iter().enumerate() {
        let mut tie = |targets: BTreeSet<Target>| {
            for target in targets {
                if let Target::Item(file, name) = target
                    && file != module.file
                {
                    edges.entry(module.file.clone()).or_default().entry(file).or_default().insert(name);
                }
            }
        };
        for path in module.paths.iter().chain(module.imports.iter().map(|import| &import.path)) {
            tie(modules.resolve(at, path));
        }
        for import in module.imports.iter().filter(|import| import.name == "*") {
            for target in modules.resolve(at, &import.path) {
                let Target::Module(behind) = target else { continue };
                if import.public {
                    tie(BTreeSet::from([Target::Item(modules.all[behind].file.clone(), "*".to_owned())]));
                }
                module.words.iter().for_each(|word| tie(modules.look_up(behind, word)));
            }
        }
    }
    edges
}

/// Paths within the crate that lead nowhere. They show a broken parser, which would overlook circles.
fn lost(modules: &Modules<'_>) -> Vec<String> {
    let mut lost = Vec::new();
    for (at, module) in modules.all.iter().enumerate() {
        let paths = module.paths.iter().chain(module.imports.iter().map(|import| &import.path));
        let ours = paths.filter(|path| ["crate", "self", "super"].contains(&path[0].as_str()));
        let nowhere = ours.filter(|path| modules.resolve(at, path).is_empty());
        lost.extend(nowhere.map(|path| format!("{}: {} leads nowhere", module.file, path.join("::"))));
    }
    lost
}

/// The strongly connected sets of more than one file, by Tarjan.
fn circles(edges: &Edges) -> Vec<BTreeSet<String>> {
    let mut search = Search { edges, order: BTreeMap::new(), path: Vec::new(), found: Vec::new() };
    for file in edges.keys() {
        if !search.order.contains_key(file.as_str()) {
            search.visit(file);
        }
    }
    search.found
}

struct Search<'a> {
    edges: &'a Edges,
    /// When a file was first seen. `None`: its set is complete.
    order: BTreeMap<&'a str, Option<usize>>,
    path: Vec<&'a str>,
    found: Vec<BTreeSet<String>>,
}

impl<'a> Search<'a> {
    /// Returns the earliest file on the path that can be reached from this one.
    fn visit(&mut self, file: &'a str) -> usize {
        let first = self.order.len();
        let depth = self.path.len();
        self.order.insert(file, Some(first));
        self.path.push(file);
        let mut earliest = first;
        for next in self.edges.get(file).into_iter().flat_map(BTreeMap::keys) {
            let reached = match self.order.get(next.as_str()) {
                Some(seen) => seen.unwrap_or(first),
                None => self.visit(next),
            };
            earliest = earliest.min(reached);
        }
        if earliest == first {
            let set = self.path.split_off(depth);
            self.order.extend(set.iter().map(|file| (*file, None)));
            if set.len() > 1 {
                self.found.push(set.into_iter().map(str::to_owned).collect());
            }
        }
        earliest
    }
}

/// A circle and its dependencies, one per line.
fn told(circle: &BTreeSet<String>, edges: &Edges) -> String {
    let ties = circle.iter().flat_map(|file| edges[file].iter().map(move |(other, names)| (file, other, names)));
    let inside = ties.filter(|(_, other, _)| circle.contains(*other));
    let lines = inside.map(|(file, other, names)| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        format!("\n    {file} -> {other}: {}", names.join(", "))
    });
    format!("a circle of {} files:{}", circle.len(), lines.collect::<String>())
}

#[test]
fn no_files_go_in_circles() {
    let files = rust_files(&home().join("src"));
    let modules = Modules::new(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let edges = edges(&modules);
    let shipped: Vec<_> =
        files.iter().filter(|(path, _)| modules.all.iter().any(|module| module.file == *path)).collect();
    let functions: Vec<_> = shipped.iter().flat_map(|(_, text)| sizes::functions(text)).collect();
    println!(
        "{}",
        sizes::told("files", shipped.iter().map(|(path, text)| (text.lines().count(), path.as_str())).collect())
    );
    println!("{}", sizes::told("functions", functions.iter().map(|(lines, name)| (*lines, name.as_str())).collect()));
    println!("{} circles", circles(&edges).len());
    let mut faults: Vec<String> = circles(&edges).iter().map(|circle| told(circle, &edges)).collect();
    faults.extend(lost(&modules));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Each of these trees has this one circle, or none.
mod watchman {
    use super::*;

    fn check(tree: &[(&str, &str)], expected: &[&str]) {
        let modules = Modules::new(tree.iter().copied());
        let edges = edges(&modules);
        let expected: BTreeSet<String> = expected.iter().map(|file| (*file).to_owned()).collect();
        let expected = Some(expected).filter(|circle| !circle.is_empty());
        assert_eq!(circles(&edges), Vec::from_iter(expected), "{tree:?}: {edges:?}");
        assert_eq!(lost(&modules), [""; 0]);
    }

    /// Checks whether a child with this code and its parent form a circle.
    fn check_child(child: &str, circle: bool) {
        let parent = "mod child;\nmod other;\npub use other::Other;\nuse child::run;\n\
            pub struct Desk;\npub enum Kind { A, B }\nmod inner { pub fn f<const N: u8>() {} }\nconst NAME: &str = \"\";";
        let child = format!("pub fn run() {{}}\n{child}");
        for file in ["desk.rs", "desk/mod.rs"] {
            let tree = [
                ("lib.rs", "mod desk;"),
                (file, parent),
                ("desk/child.rs", &child),
                ("desk/other.rs", "pub struct Other;"),
            ];
            let both = [file, "desk/child.rs"];
            check(&tree, if circle { &both } else { &[] });
        }
    }

    #[test]
    fn sees_a_child_that_leans_on_its_parent() {
        check_child("use super::Desk;", true);
        check_child("use crate::desk::{self, Kind as K};", true);
        check_child("use super::{Other, Kind::{A, B}};", true);
        check_child("fn f(_: &'static super::Desk) -> char { '\\'' }", true);
        check_child("fn f() { crate::desk::inner::f::<1>() }", true);
        check_child("use crate::desk;\nfn f() { g(desk::NAME) }", true);
        check_child("use super::*;\nfn f() -> Desk {}", true);
        check_child("use super::Kind::*;", true);
        check_child("mod deeper { use super::super::Desk; }", true);
    }

    #[test]
    fn lets_a_child_be_that_does_not() {
        check_child("", false);
        check_child("use super::Other;", false);
        check_child("use crate::desk;\nfn f() -> desk::Other {}", false);
        check_child("use super::*;\nfn f() -> Other { x.desk().Desk() }", false);
        check_child("// super::Desk\nconst S: &str = \"super::Desk\";\nconst R: &str = r#\"\"super::Desk\"#;", false);
        check_child("#[cfg(test)]\nmod tests { use super::super::Desk; }", false);
        check_child("#[cfg(test)]\nuse super::{Desk};", false);
        check_child("pub(in crate::desk) struct Own;\nfn f() -> self::Own { Desk::new() }", false);
    }

    #[test]
    fn follows_names_to_where_they_are_defined() {
        fn chain(b: &str) -> [(&str, &str); 5] {
            [
                ("lib.rs", "mod a;\nmod b;\npub use b::Thing as Named;\npub use a::*;"),
                ("a/mod.rs", "mod low;\nmod high;\npub use low::Low;"),
                ("a/low.rs", "pub struct Low(crate::Named);"),
                ("a/high.rs", "fn f() -> super::Low {}"),
                ("b.rs", b),
            ]
        }
        check(&chain("pub struct Thing;"), &[]);
        check(&chain("pub struct Thing(crate::a::Low);"), &["a/low.rs", "b.rs"]);
        check(&chain("use crate::Low;\npub struct Thing;"), &["a/low.rs", "b.rs"]);
    }

    #[test]
    fn tells_what_ties_a_circle() {
        let tie = |from: &str, to: &str| {
            (from.to_owned(), BTreeMap::from([(to.to_owned(), BTreeSet::from(["Name".to_owned()]))]))
        };
        let edges = Edges::from([tie("a/b.rs", "a/c.rs"), tie("a/c.rs", "a/b.rs")]);
        let lines: Vec<String> = circles(&edges).iter().map(|circle| told(circle, &edges)).collect();
        assert_eq!(lines, ["a circle of 2 files:\n    a/b.rs -> a/c.rs: Name\n    a/c.rs -> a/b.rs: Name"]);
    }

    #[test]
    fn sees_long_circles_and_those_of_re_exports() {
        let ring = [
            ("lib.rs", "mod a;\nmod b;\nmod c;\nmod d;\nuse a::A;"),
            ("a.rs", "pub struct A(crate::b::B, crate::d::D);"),
            ("b.rs", "pub struct B(crate::c::C);"),
            ("c.rs", "pub struct C(crate::a::A, crate::d::D);"),
            ("d.rs", "pub struct D;"),
        ];
        check(&ring, &["a.rs", "b.rs", "c.rs"]);
        let glob = [
            ("lib.rs", "mod a;"),
            ("a.rs", "mod b;\npub use b::*;\npub(crate) fn f() {}"),
            ("a/b.rs", "pub fn g() { super::f() }"),
        ];
        check(&glob, &["a.rs", "a/b.rs"]);
    }
}
