//! A tree as it is given: nested mappings, pairs and numbers, before it is checked.

use std::rc::Rc;

use crate::exact::Q;

/// A part of a tree as it is given, in any language. Parts may be shared.
#[derive(Clone, Debug)]
pub enum TreeEntry {
    /// A number or a label: its text, and the number or why it is none.
    Scalar(String, Result<Q, String>),
    /// A mapping, in order.
    Mapping(Vec<(String, Rc<TreeEntry>)>),
    /// A list or a pair.
    List(Vec<Rc<TreeEntry>>),
    /// Something else, as an error shows it.
    Other(String),
}

impl TreeEntry {
    /// A number.
    pub fn number(n: impl Into<Q>) -> Rc<TreeEntry> {
        let n = n.into();
        Rc::new(TreeEntry::Scalar(n.to_string(), Ok(n)))
    }

    /// A mapping of these entries.
    pub fn mapping<L: Into<String>>(
        entries: impl IntoIterator<Item = (L, Rc<TreeEntry>)>,
    ) -> Rc<TreeEntry> {
        Rc::new(TreeEntry::Mapping(entries.into_iter().map(|(l, e)| (l.into(), e)).collect()))
    }

    /// A list, or a pair such as an end.
    pub fn list(entries: impl IntoIterator<Item = Rc<TreeEntry>>) -> Rc<TreeEntry> {
        Rc::new(TreeEntry::List(entries.into_iter().collect()))
    }

    /// The part as an error shows it.
    pub(crate) fn shown(&self) -> String {
        match self {
            TreeEntry::Scalar(text, _) => crate::error::quoted(text),
            TreeEntry::Mapping(_) => "a mapping".into(),
            TreeEntry::List(_) => "a list".into(),
            TreeEntry::Other(text) => text.clone(),
        }
    }
}
