//! Trees of several rounds as JSON: `{"schelling": 1, "types": [...], "prior": [...], "tree": node}`.
//!
//! A node is as for [`MultistageGame::new`], with numbers as integers, decimals or texts `"p/q"`. A
//! part that the tree has at several places is written at each.

use std::rc::Rc;

use serde_json::value::RawValue;

use super::document::quote;
use super::json::Entries;
use crate::error::{Error, did_you_mean, quoted};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::rounds::{DEEPEST, MOST_NODES, Mover, MultistageGame, Place, TreeEntry};

/// The JSON Schema (draft 2020-12) of a tree.
pub fn schema() -> &'static str {
    include_str!("multistage.schema.json")
}

/// Writes a game of several rounds, exact and complete.
///
/// # Errors
///
/// [`Error::Limit`] when the tree has more than a million histories.
///
/// ```
/// use schelling::io::multistage;
///
/// let text = r#"{"schelling": 1, "types": ["only"], "prior": [1],
///                "tree": {"receiver": {"in": [1, "1/2"], "out": [0, 0]}}}"#;
/// let game = multistage::from_json(text)?;
/// assert_eq!(multistage::from_json(&multistage::to_json(&game)?)?, game);
/// # Ok::<(), schelling::Error>(())
/// ```
pub fn to_json(game: &MultistageGame) -> Result<String, Error> {
    let mut text = String::from("{\n  \"schelling\": 1,\n");
    if let Some(name) = game.name() {
        text += &format!("  \"name\": {},\n", quote(name));
    }
    let types: Vec<String> = game.types().iter().map(|t| quote(t)).collect();
    let prior: Vec<String> = game.prior().iter().map(number).collect();
    text += &format!("  \"types\": [{}],\n", types.join(", "));
    text += &format!("  \"prior\": [{}],\n  \"tree\": ", prior.join(", "));
    write(game, game.root(), 2, &mut { MOST_NODES }, &mut text)?;
    Ok(text + "\n}\n")
}

/// A number as the format has it: an integer where it is one, else `"p/q"`.
fn number(x: &Q) -> String {
    let text = x.to_string();
    if text.contains('/') { quote(&text) } else { text }
}

/// Writes a node at an indentation.
fn write(
    game: &MultistageGame,
    place: Place,
    indent: usize,
    left: &mut usize,
    text: &mut String,
) -> Result<(), Error> {
    checkpoint();
    *left = left.checked_sub(1).ok_or_else(|| {
        Error::Limit(format!("a tree of more than {MOST_NODES} histories is not written"))
    })?;
    let node = game.node_at(place);
    let pair = |types: u64| {
        let side = |side: &Vec<Q>| {
            let here: Vec<usize> = game.members(types).collect();
            let all = here.len() == side.len();
            if all && here.windows(2).all(|pair| side[pair[0]] == side[pair[1]]) {
                return number(&side[0]);
            }
            let entry = |&t: &usize| format!("{}: {}", quote(&game.types()[t]), number(&side[t]));
            format!("{{{}}}", here.iter().map(entry).collect::<Vec<_>>().join(", "))
        };
        let sides: Vec<String> = node.pays.iter().map(side).collect();
        format!("[{}]", sides.join(", "))
    };
    if node.mover == Mover::Nobody {
        text.push_str(&pair(place.types));
        return Ok(());
    }
    let pad = " ".repeat(indent + 2);
    text.push('{');
    if node.pays.iter().flatten().any(|x| !x.is_zero()) {
        *text += &format!("\"pays\": {}, ", pair(game.root().types));
    }
    if node.discount != [Q::ONE, Q::ONE] {
        let [sender, receiver] = &node.discount;
        *text += &format!("\"discount\": [{}, {}], ", number(sender), number(receiver));
    }
    let mut available = Vec::new();
    for t in game.members(place.types) {
        let open: Vec<String> = (0..node.messages.len())
            .filter(|&m| node.after(place.types, m) >> t & 1 == 1)
            .map(|m| quote(&node.messages[m]))
            .collect();
        if open.len() < node.messages.len() {
            available.push(format!("{}: [{}]", quote(&game.types()[t]), open.join(", ")));
        }
    }
    if !available.is_empty() {
        *text += &format!("\"available\": {{{}}}, ", available.join(", "));
    }
    let key = match node.mover {
        Mover::Sender => "sender",
        Mover::Receiver => "receiver",
        Mover::Both => "both",
        _ => "chance",
    };
    *text += &format!("\"{key}\": {{");
    for i in 0..node.next.len() {
        let (m, a) = (i / node.columns(), i % node.columns());
        let row = node.mover == Mover::Both;
        if i > 0 {
            text.push_str(if row && a == 0 { "}," } else { "," });
        }
        *text += &format!("\n{pad}");
        if row && a == 0 {
            *text += &format!("{}: {{", quote(&node.messages[m]));
        }
        *text += &format!("{}: ", quote(node.labels(i).last().expect("a label")));
        let next = game.after(place, i);
        match node.odds.get(i) {
            Some(odds) => {
                *text += &format!("[{}, ", number(odds));
                write(game, next, indent + 2, left, text)?;
                text.push(']');
            }
            None => write(game, next, indent + 2, left, text)?,
        }
    }
    text.push_str(if node.mover == Mover::Both { "}}}" } else { "}}" });
    Ok(())
}

/// Reads a game of several rounds.
///
/// # Errors
///
/// [`Error::File`] when the text is no JSON or no file of this version, [`Error::Game`] when what it
/// describes is no game.
pub fn from_json(text: &str) -> Result<MultistageGame, Error> {
    let raw: &RawValue =
        serde_json::from_str(text).map_err(|e| Error::File(format!("not JSON: {e}")))?;
    let TreeEntry::Mapping(fields) = entry(raw.get(), 0).map_err(Error::File)? else {
        return Err(Error::File("a game of several rounds is an object".into()));
    };
    game(&fields)
}

fn game(fields: &[(String, Rc<TreeEntry>)]) -> Result<MultistageGame, Error> {
    const KEYS: [&str; 5] = ["schelling", "name", "types", "prior", "tree"];
    let file = Error::File;
    for (key, _) in fields {
        if !KEYS.contains(&key.as_str()) {
            let (key, close) = (quoted(key), did_you_mean(key, KEYS));
            return Err(file(format!("unknown key {key} beside \"tree\"{close}")));
        }
    }
    let find = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, entry)| entry);
    let get = |name: &str| find(name).ok_or_else(|| file(format!("{name:?} is missing")));
    match &**get("schelling")? {
        TreeEntry::Scalar(_, Ok(n)) if *n == Q::ONE => {}
        other => {
            let other = other.shown();
            return Err(file(format!("schelling: {other} is no version of the format: give 1")));
        }
    }
    let list = |name: &str| match &**get(name)? {
        TreeEntry::List(list) => Ok(list.clone()),
        other => Err(file(format!("{name}: {} is no list", other.shown()))),
    };
    let label = |entry: &Rc<TreeEntry>| match &**entry {
        TreeEntry::Scalar(text, _) => Ok(text.clone()),
        other => Err(file(format!("{} is no label", other.shown()))),
    };
    let number = |entry: &Rc<TreeEntry>| match &**entry {
        TreeEntry::Scalar(_, Ok(n)) => Ok(n.clone()),
        TreeEntry::Scalar(_, Err(problem)) => Err(file(format!("prior: {problem}"))),
        other => Err(file(format!("prior: {} is no number", other.shown()))),
    };
    let types: Vec<String> = list("types")?.iter().map(label).collect::<Result<_, _>>()?;
    let prior = list("prior")?.iter().map(number).collect::<Result<_, _>>()?;
    let name = find("name").map(label).transpose()?;
    MultistageGame::new(get("tree")?, types, prior, name, false)
}

/// A part of a JSON text that is correct JSON.
fn entry(raw: &str, depth: usize) -> Result<TreeEntry, String> {
    if depth > 4 * DEEPEST {
        return Err(format!("tree: more than {DEEPEST} moves follow one another"));
    }
    let problem = |e: serde_json::Error| format!("not JSON: {e}");
    Ok(match raw.as_bytes().first() {
        Some(b'{') => {
            let Entries(fields) = serde_json::from_str(raw).map_err(problem)?;
            let fields = fields
                .into_iter()
                .map(|(key, value)| Ok((key, Rc::new(entry(value.get(), depth + 1)?))));
            TreeEntry::Mapping(fields.collect::<Result<_, String>>()?)
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(problem)?;
            let items = items.into_iter().map(|item| Ok(Rc::new(entry(item.get(), depth + 1)?)));
            TreeEntry::List(items.collect::<Result<_, String>>()?)
        }
        Some(b'"') => {
            let text: String = serde_json::from_str(raw).map_err(problem)?;
            let number = text.parse::<Q>().map_err(|e| e.to_string());
            TreeEntry::Scalar(text, number)
        }
        Some(b't' | b'f' | b'n') => TreeEntry::Other(raw.to_string()),
        _ => TreeEntry::Scalar(raw.to_string(), raw.parse::<Q>().map_err(|e| e.to_string())),
    })
}
