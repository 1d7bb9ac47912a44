//! The map of rooms in the crate's front page, against the paths that the sources name.
//!
//! A *room* is a module that the map lists, with all below it that is not a room of its own. A line
//! `game -> error, exact` says which rooms the code of a room may name, and these stand above it,
//! so that arrows point one way. An arrow between rooms inside different rooms is one between the
//! latter: what `equilibrium::result` names of `exact::lp` is `equilibrium -> exact`.
//!
//! The sources are read as text: `use` trees, and paths in bodies that begin with `crate`, `self`,
//! `super`, a submodule or an imported name, followed through re-exports to the module that has the
//! item. The first file of a room may name all rooms below it, to export or to list them, and code
//! under `#[cfg(test)]` anything. Methods are not followed: a call of one names no path.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A path as it is written, or the module that it leads to from the root of the crate.
type Names = Vec<String>;

/// A room, and one that its code names.
type Arrow = (String, String);

/// A path that a module names.
#[derive(Debug)]
struct Mention {
    path: Names,
    /// The name that a `use` gives to it.
    name: Option<String>,
}

/// What the modules of the crate declare and name.
#[derive(Default)]
struct Sources {
    modules: BTreeMap<Names, Vec<Mention>>,
}

impl Sources {
    fn read() -> Sources {
        let mut sources = Sources::default();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut folders = vec![(root, Names::new())];
        while let Some((folder, module)) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder of sources") {
                let path = entry.expect("an entry").path();
                let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
                let inner = [module.as_slice(), std::slice::from_ref(&stem)].concat();
                if path.is_dir() {
                    folders.push((path, inner));
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let own = ["lib", "mod"].contains(&stem.as_str());
                    let tokens = tokens(&fs::read_to_string(&path).expect("a source"));
                    sources.scan(if own { module.clone() } else { inner }, &tokens);
                }
            }
        }
        sources
    }

    /// Collects what the text of a module names.
    fn scan(&mut self, module: Names, tokens: &[String]) {
        let mut found = Vec::new();
        let mut i = 0;
        while i < tokens.len() {
            let at = |k: usize| tokens.get(i + k).map_or("", String::as_str);
            let after_path = i > 0 && [".", "::"].contains(&tokens[i - 1].as_str());
            if is_test(&tokens[i..]) {
                i = end_of_item(tokens, i + 7);
            } else if at(0) == "mod" && at(2) == "{" {
                let end = end_of_item(tokens, i);
                let inner = [module.as_slice(), &[at(1).to_string()]].concat();
                self.scan(inner, &tokens[i + 3..end - 1]);
                i = end;
            } else if at(0) == "use" {
                i = use_tree(tokens, i + 1, Names::new(), &mut found);
            } else if at(0) == "(" && at(1) == "in" && i > 0 && tokens[i - 1] == "pub" {
                i = end_of_group(tokens, i);
            } else if is_name(at(0)) && at(1) == "::" && !after_path {
                let mut path = vec![at(0).to_string()];
                while at(2 * path.len() - 1) == "::" && is_name(at(2 * path.len())) {
                    path.push(at(2 * path.len()).to_string());
                }
                i += 2 * path.len() - 1;
                found.push(Mention { path, name: None });
            } else {
                i += 1;
            }
        }
        self.modules.entry(module).or_default().extend(found);
    }

    /// The module in which a path of `module` ends: itself a module, or the one that has the item;
    /// nothing if it leads out of the crate.
    fn follow(&self, module: &Names, path: &[String]) -> Option<Names> {
        Some(self.walk(module, path, 8)?.0)
    }

    /// Goes along a path, through no more than `steps` imports, and says whether it ends in a
    /// module.
    fn walk(&self, module: &Names, path: &[String], steps: usize) -> Option<(Names, bool)> {
        let mut here = module.clone();
        for (i, name) in path.iter().enumerate() {
            let below = [here.as_slice(), std::slice::from_ref(name)].concat();
            let import =
                self.modules[&here].iter().find(|import| import.name.as_ref() == Some(name));
            match (name.as_str(), import) {
                ("crate", _) => here.clear(),
                ("self", _) => {}
                ("super", _) => drop(here.pop()),
                _ if self.modules.contains_key(&below) => here = below,
                (_, Some(import)) => {
                    // one that only leads to itself is of another crate
                    let (target, is_module) =
                        self.walk(&here, &import.path, steps.checked_sub(1)?)?;
                    here = target;
                    if !is_module {
                        return Some((here, false));
                    }
                }
                (_, None) if i == 0 => return None,
                (_, None) => return Some((here, false)),
            }
        }
        Some((here, true))
    }

    /// The arrows between rooms, each with a path that makes it.
    fn arrows(&self, map: &Map) -> BTreeMap<Arrow, String> {
        let mut arrows = BTreeMap::new();
        for (module, mentions) in self.modules.iter().filter(|(module, _)| !module.is_empty()) {
            let from = map.rooms(module);
            let front = from.last().is_some_and(|room| *room == module.join("::"));
            for mention in mentions {
                let Some(target) = self.follow(module, &mention.path) else { continue };
                if target.is_empty() || front && target.starts_with(module) {
                    continue;
                }
                let to = map.rooms(&target);
                let common = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
                let ends = [&from, &to].map(|rooms| rooms.get(common).or(rooms.last()));
                let [Some(from), Some(to)] = ends else { unreachable!("every module has a room") };
                if from != to {
                    let place = format!("{} names {}", module.join("::"), mention.path.join("::"));
                    arrows.entry((from.to_string(), to.to_string())).or_insert(place);
                }
            }
        }
        arrows
    }
}

/// The words and signs of a text, without comments and with strings emptied.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let raw = ["r", "br"].contains(&&rest[..word]);
        let quoted = raw && rest[word..].trim_start_matches('#').starts_with('"');
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").expect("the end of a comment") + 2
        } else if quoted {
            let hashes = rest[word..].find('"').expect("a raw string");
            let close = format!("\"{}", "#".repeat(hashes));
            let start = word + hashes + 1;
            start + rest[start..].find(&close).expect("the end of a string") + close.len()
        } else if c == '"' {
            literal(rest, '"').expect("the end of a string")
        } else if c == '\'' {
            // a character, or the sign of a lifetime
            literal(rest, '\'').filter(|&end| is_character(&rest[1..end - 1])).unwrap_or(1)
        } else if word > 0 {
            tokens.push(rest[..word].to_string());
            word
        } else {
            let length = if rest.starts_with("::") { 2 } else { c.len_utf8() };
            if !c.is_whitespace() {
                tokens.push(rest[..length].to_string());
            }
            length
        };
        rest = &rest[length..];
    }
    tokens
}

/// Where a quoted text ends, escapes skipped.
fn literal(text: &str, quote: char) -> Option<usize> {
    let mut characters = text.char_indices().skip(1);
    while let Some((i, c)) = characters.next() {
        if c == '\\' {
            characters.next();
        } else if c == quote {
            return Some(i + 1);
        }
    }
    None
}

fn is_character(inside: &str) -> bool {
    inside.starts_with('\\') || inside.chars().count() == 1
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn is_test(tokens: &[String]) -> bool {
    tokens.len() > 7 && tokens[..7].concat() == "#[cfg(test)]"
}

/// Where the brackets close that open at `start`.
fn end_of_group(tokens: &[String], start: usize) -> usize {
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate().skip(start) {
        match token.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return i + 1;
        }
    }
    tokens.len()
}

/// Where the item ends that begins at `start`: after its block, or after its semicolon.
fn end_of_item(tokens: &[String], start: usize) -> usize {
    let mut i = start;
    while i < tokens.len() {
        let end = end_of_group(tokens, i);
        if ["}", ";"].contains(&tokens[end - 1].as_str()) {
            return end;
        }
        i = end;
    }
    i
}

/// Reads one branch of a `use`, and returns where it ends.
fn use_tree(tokens: &[String], mut i: usize, mut path: Names, found: &mut Vec<Mention>) -> usize {
    while is_name(&tokens[i]) && tokens[i] != "as" {
        path.push(tokens[i].clone());
        i += 1;
        if tokens[i] != "::" {
            break;
        }
        i += 1;
    }
    if tokens[i] == "{" {
        while tokens[i] != "}" {
            i = use_tree(tokens, i + 1, path.clone(), found);
        }
        return i + 1;
    }
    if path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let mut name = path.last().cloned();
    match tokens[i].as_str() {
        "as" => {
            name = Some(tokens[i + 1].clone());
            i += 2;
        }
        "*" => {
            name = None;
            i += 1;
        }
        _ => {}
    }
    if !path.is_empty() {
        found.push(Mention { path, name });
    }
    i
}

/// The map: each room with those that it may name, in the order of the lines.
struct Map(Vec<(String, Vec<String>)>);

impl Map {
    /// Reads the block of the crate's front page, in which an indented line goes on with the last.
    fn read() -> Map {
        let page = include_str!("../src/lib.rs");
        let lines = page.lines().filter_map(|line| line.strip_prefix("//! "));
        let block = lines.skip_while(|line| *line != "```text").skip(1);
        let mut rooms: Vec<(String, Vec<String>)> = Vec::new();
        for line in block.take_while(|line| *line != "```") {
            let (room, uses) = line.split_once("->").unwrap_or((line, ""));
            let uses = if line.starts_with(' ') { line } else { uses };
            if !line.starts_with(' ') {
                rooms.push((room.trim().to_string(), Vec::new()));
            }
            let names = uses.split(',').map(str::trim).filter(|name| !name.is_empty());
            rooms.last_mut().expect("a room").1.extend(names.map(String::from));
        }
        Map(rooms)
    }

    /// The rooms that a module lies in, from the outermost to its own.
    fn rooms(&self, module: &[String]) -> Vec<String> {
        let paths = (1..=module.len()).map(|length| module[..length].join("::"));
        let rooms: Vec<String> =
            paths.filter(|path| self.0.iter().any(|(room, _)| room == path)).collect();
        assert!(!rooms.is_empty(), "the map in src/lib.rs has no room for {}", module.join("::"));
        rooms
    }

    /// The arrows that are allowed.
    fn arrows(&self) -> BTreeSet<Arrow> {
        let arrow = |room: &str, used: &str| (room.to_string(), used.to_string());
        let of = |(room, uses): &(String, Vec<String>)| -> Vec<Arrow> {
            uses.iter().map(|used| arrow(room, used)).collect()
        };
        self.0.iter().flat_map(of).collect()
    }
}

#[test]
fn rooms_name_only_rooms_that_the_map_allows() {
    let (map, sources) = (Map::read(), Sources::read());
    let (arrows, allowed) = (sources.arrows(&map), map.arrows());
    let mut faults = Vec::new();
    for (arrow, place) in &arrows {
        if !allowed.contains(arrow) {
            faults.push(format!("not in the map: {} -> {}, since {place}", arrow.0, arrow.1));
        }
    }
    for arrow in &allowed {
        if !arrows.contains_key(arrow) {
            faults.push(format!("in the map, and no path needs it: {} -> {}", arrow.0, arrow.1));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn arrows_of_the_map_point_to_rooms_above() {
    let (map, sources) = (Map::read(), Sources::read());
    let mut above = BTreeSet::new();
    for (room, uses) in &map.0 {
        let module: Names = room.split("::").map(String::from).collect();
        assert!(sources.modules.contains_key(&module), "there is no module {room}");
        for used in uses {
            assert!(above.contains(used), "{room} -> {used}: {used} does not stand above {room}");
        }
        assert!(above.insert(room.clone()), "{room} stands twice");
    }
    assert!(above.len() > 8, "{above:?}");
}

#[test]
fn paths_are_found_and_followed() {
    let text = r##"
        //! use crate::comment;
        pub use self::inner::{Thing, deep::{self, Other as Name}};
        #[cfg(test)]
        mod tests { use crate::test; }
        mod inner { pub(in crate::hidden) fn f(c: char) -> bool { c == '"' || c == '\\' } }
        fn g<'a>(x: &'a str) -> super::Result { crate::a::b(x, "crate::string", r#"crate::"raw"#) }
        const N: u8 = Name::MAX;
    "##;
    let mut sources = Sources::default();
    let names = |path: &str| path.split("::").map(String::from).collect::<Names>();
    sources.scan(names("room"), &tokens(text));
    for module in ["room::inner::deep", "a"] {
        sources.scan(names(module), &[]);
    }
    sources.modules.insert(Names::new(), Vec::new());
    let found: Vec<String> =
        sources.modules[&names("room")].iter().map(|mention| mention.path.join("::")).collect();
    let expected = [
        "self::inner::Thing",
        "self::inner::deep",
        "self::inner::deep::Other",
        "super::Result",
        "crate::a::b",
        "Name::MAX",
    ];
    assert_eq!(found, expected);
    assert!(sources.modules[&names("room::inner")].is_empty());
    let follow = |path: &str| sources.follow(&names("room"), &names(path));
    assert_eq!(follow("crate::room::Thing"), Some(names("room::inner")));
    assert_eq!(follow("Name::MAX"), Some(names("room::inner::deep")));
    assert_eq!(follow("deep::Other"), Some(names("room::inner::deep")));
    assert_eq!(follow("crate::a::b"), Some(names("a")));
    assert_eq!(follow("std::fs::read"), None);
}
