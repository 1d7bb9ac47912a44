//! The syntax tree of a game file, the same for every format.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, SeqAccess};
use serde::{Deserialize, Deserializer, de};

/// The depth at which readers stop: the payoffs of an audience with types, the deepest lists of a
/// file, are four deep in an object in a list, so that whatever lies deeper is refused anyway, and no
/// file can exhaust the stack.
pub(super) const DEEPEST: usize = 7;

/// A value; numbers are kept as they were spelled, so that decimals stay exact.
#[derive(Debug)]
pub(super) enum Tree<'a> {
    Null,
    Bool(bool),
    Date,
    Number(Cow<'a, str>),
    /// A number from a format whose decimals are floats.
    Float(f64),
    Text(Cow<'a, str>),
    List(Vec<Tree<'a>>),
    Table(Vec<(Cow<'a, str>, Tree<'a>)>),
}

impl Tree<'_> {
    /// The noun for this value in an error.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Tree::Null => "null",
            Tree::Bool(true) => "true",
            Tree::Bool(false) => "false",
            Tree::Date => "a date",
            Tree::Number(_) | Tree::Float(_) => "a number",
            Tree::Text(_) => "a text",
            Tree::List(_) => "a list",
            Tree::Table(_) => "an object",
        }
    }
}

/// Builds a tree from any self-describing format.
pub(super) struct TreeVisitor;

impl<'de> Deserialize<'de> for Tree<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

impl<'de> de::Visitor<'de> for TreeVisitor {
    type Value = Tree<'static>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a part of a game")
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Tree::Null)
    }
    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Tree::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, d: D) -> Result<Self::Value, D::Error> {
        d.deserialize_any(self)
    }
    fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Tree::Bool(truth))
    }
    fn visit_i64<E>(self, n: i64) -> Result<Self::Value, E> {
        Ok(Tree::Number(n.to_string().into()))
    }
    fn visit_u64<E>(self, n: u64) -> Result<Self::Value, E> {
        Ok(Tree::Number(n.to_string().into()))
    }
    fn visit_f64<E>(self, x: f64) -> Result<Self::Value, E> {
        Ok(Tree::Float(x))
    }
    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Tree::Text(text.to_owned().into()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, item)) = map.next_entry::<String, _>()? {
            entries.push((key.into(), item));
        }
        Ok(Tree::Table(entries))
    }
}
