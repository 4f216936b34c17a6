//! The modules of a crate, and the target of a path: through imports and re-exports to the file that defines the item.
//!
//! It is good enough for formatted code that compiles. It knows no types, so a method is no path. A path whose first
//! name isn't in scope belongs to another crate or is local, and leads nowhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::tokens::{Token, shipped, tokens};

/// Words before the name of an item.
const ITEMS: &[&str] = &["fn", "struct", "enum", "union", "trait", "type", "const", "static", "macro_rules"];

/// A module: a file, or a part of one in braces.
#[derive(Default)]
pub(crate) struct Module {
    pub(crate) file: String,
    /// The directory of its children.
    folder: String,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    items: BTreeSet<String>,
    pub(crate) imports: Vec<Import>,
    /// Paths of two and more names in its code.
    pub(crate) paths: BTreeSet<Vec<String>>,
    /// Single names in its code.
    pub(crate) words: BTreeSet<String>,
}

/// One name of a `use`. `*` is all of them.
pub(crate) struct Import {
    pub(crate) name: String,
    pub(crate) path: Vec<String>,
    pub(crate) public: bool,
}

/// The target of a path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Target {
    Module(usize),
    /// By file and name.
    Item(String, String),
}

/// All modules that ship, the root first.
pub(crate) struct Modules<'a> {
    sources: BTreeMap<&'a str, &'a str>,
    pub(crate) all: Vec<Module>,
}

impl<'a> Modules<'a> {
    /// Reads the tree that begins in `lib.rs`. The paths are relative to it.
    pub(crate) fn new(sources: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut modules = Self { sources: sources.into_iter().collect(), all: Vec::new() };
        modules.add_file("lib.rs", String::new(), None);
        modules
    }

    fn add_file(&mut self, file: &str, folder: String, parent: Option<usize>) -> usize {
        let module = self.add(file, folder, parent);
        let source = shipped(&tokens(self.sources[file]));
        self.read(module, &source);
        module
    }

    fn add(&mut self, file: &str, folder: String, parent: Option<usize>) -> usize {
        self.all.push(Module { file: file.to_owned(), folder, parent, ..Module::default() });
        self.all.len() - 1
    }

    /// Reads the inside of a module, up to its closing brace, and returns the number of tokens.
    fn read(&mut self, module: usize, tokens: &[Token<'_>]) -> usize {
        let text = |at: usize| tokens.get(at).map_or("", |token: &Token<'_>| token.text);
        let (mut at, mut depth) = (0, 0_usize);
        while at < tokens.len() {
            let named = tokens.get(at + 1).is_some_and(Token::is_word);
            match text(at) {
                "{" => depth += 1,
                "}" if depth == 0 => return at,
                "}" => depth -= 1,
                "mod" if named => {
                    at += 2 + self.child(module, text(at + 1), &tokens[at + 2..]);
                    continue;
                }
                "use" if text(at + 1) != "<" => {
                    let public = matches!(at.checked_sub(1).map(text), Some("pub" | ")"));
                    at += 1 + self.import(module, public, &tokens[at + 1..]);
                    continue;
                }
                "macro_rules" => _ = self.all[module].items.insert(text(at + 2).to_owned()),
                word if depth == 0 && named && ITEMS.contains(&word) && !ITEMS.contains(&text(at + 1)) => {
                    self.all[module].items.insert(text(at + 1).to_owned());
                }
                _ if tokens[at].is_word() && !matches!(at.checked_sub(1).map(text), Some("." | "::")) => {
                    at += self.path(module, &tokens[at..]);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// Reads what follows `mod NAME`.
    fn child(&mut self, module: usize, name: &str, behind: &[Token<'_>]) -> usize {
        let folder = format!("{}{name}/", self.all[module].folder);
        let inline = behind[0].text == "{";
        let child = if inline {
            let file = self.all[module].file.clone();
            self.add(&file, folder, Some(module))
        } else {
            let files = [format!("{}.rs", folder.trim_end_matches('/')), format!("{folder}mod.rs")];
            let file = files.iter().find(|file| self.sources.contains_key(file.as_str()));
            self.add_file(file.unwrap_or_else(|| panic!("no file for {folder}")), folder, Some(module))
        };
        self.all[module].children.insert(name.to_owned(), child);
        if inline { 2 + self.read(child, &behind[1..]) } else { 1 }
    }

    /// Reads what follows `use`.
    fn import(&mut self, module: usize, public: bool, behind: &[Token<'_>]) -> usize {
        let end = behind.iter().position(|token| token.text == ";").unwrap_or(behind.len());
        let mut found = Vec::new();
        spread(&behind[..end], &[], &mut found);
        let imports = found.into_iter().map(|(name, path)| Import { name, path, public });
        self.all[module].imports.extend(imports);
        end + 1
    }

    /// Reads a path in code, or a single word.
    fn path(&mut self, module: usize, tokens: &[Token<'_>]) -> usize {
        let mut path = vec![tokens[0].text.to_owned()];
        let mut pairs = tokens[1..].chunks_exact(2);
        while let Some([_, name]) = pairs.next().filter(|pair| pair[0].text == "::" && pair[1].is_word()) {
            path.push(name.text.to_owned());
        }
        let taken = path.len() * 2 - 1;
        if path.len() > 1 {
            self.all[module].paths.insert(path);
        } else {
            self.all[module].words.extend(path);
        }
        taken
    }

    /// The targets of a path in a module. A name may be a module and an item at once.
    pub(crate) fn resolve(&self, from: usize, path: &[String]) -> BTreeSet<Target> {
        self.follow(from, path, &mut BTreeSet::new())
    }

    /// What a name of a module means for others.
    pub(crate) fn look_up(&self, module: usize, name: &str) -> BTreeSet<Target> {
        self.look_into(module, name, &mut BTreeSet::new())
    }

    fn follow(&self, from: usize, path: &[String], seen: &mut BTreeSet<(usize, String)>) -> BTreeSet<Target> {
        let Some((first, rest)) = path.split_first() else { return BTreeSet::new() };
        let first = if first == "crate" { BTreeSet::from([Target::Module(0)]) } else { self.step(from, first, seen) };
        rest.iter().fold(first, |reached, name| {
            let modules = reached.iter().filter_map(|target| match target {
                Target::Module(module) => Some(*module),
                Target::Item(..) => None,
            });
            let next: BTreeSet<Target> = modules.flat_map(|module| self.step(module, name, seen)).collect();
            // Names after an item are its own: a variant, a method.
            let items = reached.iter().filter(|target| matches!(target, Target::Item(..)));
            if next.is_empty() { items.cloned().collect() } else { next }
        })
    }

    fn step(&self, module: usize, name: &str, seen: &mut BTreeSet<(usize, String)>) -> BTreeSet<Target> {
        match name {
            "self" => BTreeSet::from([Target::Module(module)]),
            "super" => self.all[module].parent.map(Target::Module).into_iter().collect(),
            _ => self.look_into(module, name, seen),
        }
    }

    fn look_into(&self, at: usize, name: &str, seen: &mut BTreeSet<(usize, String)>) -> BTreeSet<Target> {
        let module = &self.all[at];
        let mut found: BTreeSet<Target> = module.children.get(name).copied().map(Target::Module).into_iter().collect();
        if module.items.contains(name) {
            found.insert(Target::Item(module.file.clone(), name.to_owned()));
        }
        if seen.insert((at, name.to_owned())) {
            let named = module.imports.iter().filter(|import| import.name == name);
            found.extend(named.flat_map(|import| self.follow(at, &import.path, seen)).collect::<Vec<_>>());
            let globs = module.imports.iter().filter(|import| import.name == "*" && found.is_empty());
            let modules = globs.flat_map(|import| self.resolve(at, &import.path)).collect::<Vec<_>>();
            for target in modules {
                if let Target::Module(module) = target {
                    found.extend(self.look_into(module, name, seen));
                }
            }
        }
        found
    }
}

/// Expands the tree of a `use` into names and paths.
fn spread(tree: &[Token<'_>], before: &[String], found: &mut Vec<(String, Vec<String>)>) {
    let mut path = before.to_vec();
    let mut rest = tree;
    while let Some((token, behind)) = rest.split_first() {
        match token.text {
            "::" => {}
            "{" => return branches(behind).into_iter().for_each(|branch| spread(branch, &path, found)),
            "*" => return found.push(("*".to_owned(), path)),
            "as" => return found.push((behind[0].text.to_owned(), path)),
            "self" if !path.is_empty() => {}
            name => path.push(name.to_owned()),
        }
        rest = behind;
    }
    if let Some(name) = path.last().filter(|_| !tree.is_empty()) {
        found.push((name.clone(), path));
    }
}

/// The parts of a group, up to its closing brace.
fn branches<'a, 'b>(tokens: &'b [Token<'a>]) -> Vec<&'b [Token<'a>]> {
    let mut depth = 0;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "{" => depth += 1,
            "}" if depth > 0 => depth -= 1,
            "}" | "," if depth == 0 => {
                parts.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        if depth == 0 && token.text == "}" && start == at + 1 {
            break;
        }
    }
    parts
}
