//! Labels of types, messages and actions, and the restrictions that speak in them.

use std::collections::HashMap;

/// Labels of one kind, non-empty and distinct.
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

    /// Where each label stands, once it is known that none is empty or repeated.
    fn index(&self) -> Result<HashMap<&str, usize>, String> {
        let plural = self.plural;
        let mut index = HashMap::with_capacity(self.len());
        for (i, label) in self.list.iter().enumerate() {
            if label.trim().is_empty() {
                return Err(format!("{plural}[{i}] is empty: give every entry a label"));
            }
            if let Some(first) = index.insert(label.as_str(), i) {
                return Err(format!(
                    "{plural}[{i}] is {label:?}, the label of {plural}[{first}]: labels must differ"
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

    /// That there is no such label as the one used at `place`.
    fn unknown(&self, label: &str, place: &str) -> String {
        let (one, many) = (self.singular(), self.plural);
        format!("{place}: there is no {one} {label:?} (the {many} are {})", self.listing())
    }

    /// Is `found` the number of entries at `path` that there should be?
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

    /// The labels as a sentence shows them: quoted, the first few.
    fn listing(&self) -> String {
        const SHOWN: usize = 8;
        let mut text: Vec<String> =
            self.list.iter().take(SHOWN).map(|l| format!("{l:?}")).collect();
        if self.len() > SHOWN {
            text.push("…".into());
        }
        text.join(", ")
    }
}

/// Turns restrictions by label into a table `[from][to]`, everything allowed where none was given.
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
        let path = format!("{field}[{key:?}]");
        if std::mem::replace(&mut seen[i], true) {
            return Err(format!("{path} is given twice: join the two lists"));
        }
        if labels.is_empty() {
            return Err(format!(
                "{path} is empty: {} {key:?} needs at least one {}",
                from.singular(),
                to.singular()
            ));
        }
        table[i].fill(false);
        for label in labels {
            let &j = to_index.get(label.as_str()).ok_or_else(|| to.unknown(&label, &path))?;
            if std::mem::replace(&mut table[i][j], true) {
                return Err(format!("{path} names {label:?} twice: name it once"));
            }
        }
    }
    Ok(table)
}
