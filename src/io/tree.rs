//! A parsed text before anybody asks what it means: the one shape that every syntax is turned into.

use std::borrow::Cow;
use std::fmt;

use serde::de;
use serde::de::{MapAccess, SeqAccess};
use serde::{Deserialize, Deserializer};

/// No list or table this deep belongs to a game, so readers need not look inside it.
pub(super) const DEEPEST: usize = 4;

/// A value as the syntax has it; numbers are kept as they were spelled, where it spells them.
#[derive(Debug)]
pub(super) enum Tree<'a> {
    Null,
    Bool(bool),
    Date,
    Number(Cow<'a, str>),
    /// A number that came as a float, from a format that has no other decimals.
    Float(f64),
    Text(Cow<'a, str>),
    List(Vec<Tree<'a>>),
    Table(Vec<(Cow<'a, str>, Tree<'a>)>),
}

impl Tree<'_> {
    /// What to call this in a sentence.
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
