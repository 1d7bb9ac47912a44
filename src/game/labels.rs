//! Labels of types, messages and actions, and the restrictions stated in them.

use std::collections::HashMap;

use crate::error::{Error, brief, did_you_mean, quoted};

/// Does a character act on the terminal or on the text around it?
///
/// These are the control characters (Unicode's category Cc, with line ends, tabs and escapes), the
/// separators of lines and paragraphs (Zl, Zp), and the characters that change the direction of the
/// text after them (embeddings, overrides and isolates). Marks that scripts need, such as joiners,
/// are none of these.
fn is_hostile(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Refuses a label or a name that is not plain text in one line.
pub(crate) fn check_text(place: impl FnOnce() -> String, text: &str) -> Result<(), String> {
    let Some(c) = text.chars().find(|&c| is_hostile(c)) else { return Ok(()) };
    Err(format!(
        "{} holds the control character U+{:04X}: labels and names are plain text in one line, so \
         leave it out",
        place(),
        u32::from(c)
    ))
}

/// Labels of one kind, non-empty and distinct.
#[derive(Clone)]
pub(super) struct Labels {
    /// `types`, `messages` or `actions`.
    plural: &'static str,
    pub(super) list: Vec<String>,
}

impl Labels {
    pub(super) fn new(
        plural: &'static str,
        letter: char,
        given: Option<Vec<String>>,
        count: impl FnOnce() -> Result<usize, String>,
    ) -> Result<Labels, String> {
        let given_here = given.is_some();
        let list = match given {
            Some(list) => list,
            None => (1..=count()?).map(|i| format!("{letter}{i}")).collect(),
        };
        if list.is_empty() {
            return Err(format!("there are no {plural}: a game needs at least one"));
        }
        let labels = Labels { plural, list };
        if given_here {
            labels.index()?;
        }
        Ok(labels)
    }

    /// The index of each label, or an error where one is empty or repeated.
    fn index(&self) -> Result<HashMap<&str, usize>, String> {
        let plural = self.plural;
        let mut index = HashMap::with_capacity(self.len());
        for (i, label) in self.list.iter().enumerate() {
            if label.trim().is_empty() {
                return Err(format!("{plural}[{i}] is empty: give every entry a label"));
            }
            check_text(|| format!("{plural}[{i}]"), label)?;
            if let Some(first) = index.insert(label.as_str(), i) {
                return Err(format!(
                    "{plural}[{i}] is {}, the label of {plural}[{first}]: labels must differ",
                    quoted(label)
                ));
            }
        }
        Ok(index)
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// `type`, `message` or `action`.
    fn singular(&self) -> &str {
        self.plural.trim_end_matches('s')
    }

    /// The error for a label used at `place` that does not exist.
    fn unknown(&self, label: &str, place: &str) -> String {
        let (one, many) = (self.singular(), self.plural);
        let label = quoted(label);
        format!("{place}: there is no {one} {label} (the {many} are {})", self.listing())
    }

    /// Refuses a list at `path` whose length `found` is not the number of labels.
    pub(super) fn check_count(
        &self,
        path: impl FnOnce() -> String,
        found: usize,
    ) -> Result<(), String> {
        if found == self.len() {
            return Ok(());
        }
        let entries = if found == 1 { "entry" } else { "entries" };
        let (verb, noun) =
            if self.len() == 1 { ("is", self.singular()) } else { ("are", self.plural) };
        Err(format!(
            "{} has {found} {entries}, but there {verb} {} {noun} ({})",
            path(),
            self.len(),
            self.listing()
        ))
    }

    /// The first few labels, quoted, as errors show them.
    fn listing(&self) -> String {
        const SHOWN: usize = 8;
        let mut text: Vec<String> = self.list.iter().take(SHOWN).map(|l| quoted(l)).collect();
        if self.len() > SHOWN {
            text.push("…".into());
        }
        text.join(", ")
    }
}

/// The table `[from][to]` of what is allowed: the restrictions given by label, and everything where
/// there is none.
pub(super) fn restrict(
    field: &str,
    given: Vec<(String, Vec<String>)>,
    from: &Labels,
    to: &Labels,
) -> Result<Vec<Vec<bool>>, String> {
    let mut table = vec![vec![true; to.len()]; from.len()];
    if given.is_empty() {
        return Ok(table);
    }
    let (from_index, to_index) = (from.index()?, to.index()?);
    let mut seen = vec![false; from.len()];
    for (key, labels) in given {
        let &i = from_index.get(key.as_str()).ok_or_else(|| from.unknown(&key, field))?;
        let path = format!("{field}[{}]", quoted(&key));
        if std::mem::replace(&mut seen[i], true) {
            return Err(format!("{path} is given twice: join the two lists"));
        }
        if labels.is_empty() {
            return Err(format!(
                "{path} is empty: {} {} needs at least one {}",
                from.singular(),
                quoted(&key),
                to.singular()
            ));
        }
        table[i].fill(false);
        for label in labels {
            let &j = to_index.get(label.as_str()).ok_or_else(|| to.unknown(&label, &path))?;
            if std::mem::replace(&mut table[i][j], true) {
                return Err(format!("{path} names {} twice: name it once", quoted(&label)));
            }
        }
    }
    Ok(table)
}

/// The index of a label; an error calls it `what`, in the singular.
pub(crate) fn position(labels: &[String], label: &str, what: &str) -> Result<usize, Error> {
    labels.iter().position(|known| known == label).ok_or_else(|| {
        const SHOWN: usize = 8;
        let more = labels.get(SHOWN).map(|_| "…".to_string());
        let known: Vec<String> = labels.iter().take(SHOWN).map(brief).chain(more).collect();
        let close = did_you_mean(label, labels.iter().map(String::as_str));
        let known = known.join(", ");
        Error::Game(format!("{} is not one of the {what}s {known}{close}", quoted(label)))
    })
}
