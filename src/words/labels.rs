//! Labels in sentences: names, lists with runs, and lotteries.

use super::{count, is_number, number};
use crate::equilibrium::Equilibrium;
use crate::exact::Q;
use crate::game::Game;

/// The labels of one axis of a game, as a sentence names them.
///
/// Labels are a *series* when they ascend or descend as numbers, alone or after a common stem
/// (`m1`, `m2`, ...). Three or more neighbours in a series are a run: `4 to 9`, `m2 to m6`.
pub(crate) struct LabelList<'g> {
    labels: &'g [String],
    /// `type` or `message`, which stands before a bare number; `signal`, which stands before all
    /// labels, since signals often have those of messages; empty for actions.
    noun: &'static str,
    values: Option<Vec<Q>>,
    /// The numbers after the stem, if the labels are a series.
    series: Option<Vec<Q>>,
    /// Do the numbers stand alone or after a space or a sign, so that `2 or less` makes sense?
    is_scale: bool,
}

/// Columns of a label before it is cut.
pub(crate) const WIDEST: usize = 32;

/// Entries of a list before it only counts the rest.
const ENTRIES: usize = 6;

/// Characters of a list, likewise.
const LIST: usize = 48;

/// Entries of a lottery, likewise.
const OUTCOMES: usize = 4;

/// The fewest neighbours in a series that make a run.
const RUN: usize = 3;

impl<'g> LabelList<'g> {
    pub(crate) fn types(game: &'g Game) -> LabelList<'g> {
        LabelList::new(game.types(), "type")
    }

    pub(crate) fn messages(game: &'g Game) -> LabelList<'g> {
        LabelList::new(game.messages(), "message")
    }

    /// What the receiver sees in an outcome: messages, or signals.
    pub(crate) fn seen(eq: &'g Equilibrium) -> LabelList<'g> {
        LabelList::new(eq.seen(), if eq.channel().is_some() { "signal" } else { "message" })
    }

    pub(crate) fn actions(game: &'g Game) -> LabelList<'g> {
        LabelList::new(game.actions(), "")
    }

    /// Labels of a reader's types or actions.
    pub(crate) fn of(labels: &'g [String]) -> LabelList<'g> {
        LabelList::new(labels, "")
    }

    fn new(labels: &'g [String], noun: &'static str) -> LabelList<'g> {
        let stem = stem(labels);
        let numbers: Option<Vec<Q>> = labels.iter().map(|l| as_number(&l[stem.len()..])).collect();
        let ascends = |values: &Vec<Q>| values.windows(2).all(|pair| pair[0] < pair[1]);
        let descends = |values: &Vec<Q>| values.windows(2).all(|pair| pair[0] > pair[1]);
        let series = numbers.filter(|values| ascends(values) || descends(values));
        let values = labels.iter().map(|label| as_number(label)).collect();
        let is_scale = !stem.ends_with(char::is_alphanumeric);
        LabelList { labels, noun, values, series, is_scale }
    }

    /// The labels as numbers, if all of them are.
    pub(crate) fn values(&self) -> Option<&[Q]> {
        self.values.as_deref()
    }

    /// A label, cut where it is long and in quotes where a reader could take it for a part of the
    /// sentence.
    pub(crate) fn bare(&self, i: usize) -> String {
        let label = shortened(&self.labels[i], WIDEST);
        let plain = |c: char| c.is_alphanumeric() || "_-+.'/*#$%<>=…".contains(c);
        match label.chars().all(plain) {
            true => label,
            false => format!("\"{label}\""),
        }
    }

    /// `strong`, or `type 3`.
    pub(crate) fn name(&self, i: usize) -> String {
        self.prefixed(false) + &self.bare(i)
    }

    /// `a, b and c`, `m1 and m3 to m6`, `types 1 to 3`; a long list is cut.
    pub(crate) fn list(&self, which: &[usize], word: &str) -> String {
        self.prefixed(which.len() > 1) + &self.bare_list(which, word)
    }

    /// [`list`](LabelList::list) without a noun before numbers.
    pub(crate) fn bare_list(&self, which: &[usize], word: &str) -> String {
        listed(&self.parts(which), word)
    }

    /// The entries of a list: runs, single labels, and the number of those that are left out.
    fn parts(&self, which: &[usize]) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        let mut cut = 0;
        let mut wide = 0;
        for (i, run) in self.runs(which).into_iter().enumerate() {
            if i >= ENTRIES || wide > LIST {
                cut += run.len();
                continue;
            }
            wide += 2 + self.bare(run[0]).chars().count();
            match run {
                [first, .., last] if self.series.is_some() && run.len() >= RUN => {
                    parts.push(format!("{} to {}", self.bare(*first), self.bare(*last)));
                }
                _ => parts.extend(run.iter().map(|&i| self.bare(i))),
            }
        }
        if cut > 0 {
            parts.push(format!("{cut} more"));
        }
        parts
    }

    /// The labels as the least number of runs and single entries.
    fn runs<'w>(&self, which: &'w [usize]) -> Vec<&'w [usize]> {
        if self.series.is_none() {
            return which.chunks(1).collect();
        }
        let runs = which.chunk_by(|i, j| i + 1 == *j);
        runs.flat_map(|run| run.chunks(if run.len() < RUN { 1 } else { run.len() })).collect()
    }

    /// Would a list of these be cut?
    pub(crate) fn is_long(&self, which: &[usize]) -> bool {
        self.runs(which).len() > ENTRIES
    }

    /// `type `, `types `, `the signal `, or nothing where the labels speak for themselves.
    fn prefixed(&self, many: bool) -> String {
        match (self.values.is_some() && !self.noun.is_empty() || self.noun == "signal", many) {
            (false, _) => String::new(),
            (true, false) if self.noun == "signal" => "the signal ".into(),
            (true, true) if self.noun == "signal" => "the signals ".into(),
            (true, false) => format!("{} ", self.noun),
            (true, true) => format!("{}s ", self.noun),
        }
    }

    /// The cell of a table for some labels: `0, 2, 5 to 8`, cut where it is long.
    pub(crate) fn cell(&self, which: &[usize]) -> String {
        self.parts(which).join(", ")
    }

    /// `9/4 or less`, `2 or more`: the actions on one side of a number, where `all` is what there
    /// is.
    pub(crate) fn side(&self, which: &[usize], all: &[usize]) -> Option<String> {
        let values = self.series.as_ref().filter(|_| self.is_scale && which.len() > 1)?;
        let rest = all.len().checked_sub(which.len()).filter(|rest| *rest > 0)?;
        let ascends = values[0] < *values.last()?;
        let (edge, low) = match () {
            () if which == &all[..which.len()] => (which.last()?, ascends),
            () if which == &all[rest..] => (which.first()?, !ascends),
            () => return None,
        };
        Some(format!("{} or {}", self.bare(*edge), if low { "less" } else { "more" }))
    }

    /// Are these neighbours in a series?
    pub(crate) fn is_run(&self, which: &[usize]) -> bool {
        self.series.is_some() && which.windows(2).all(|pair| pair[0] + 1 == pair[1])
    }

    /// `beer`, or `quiche with probability 1/3 and beer with 2/3`.
    pub(crate) fn mixture(&self, weights: &[Q]) -> String {
        self.mixed(weights, &|i| self.name(i), &|which| self.list(which, "and"))
    }

    /// [`mixture`](LabelList::mixture) without a noun before numbers.
    pub(crate) fn bare_mixture(&self, weights: &[Q]) -> String {
        self.mixed(weights, &|i| self.bare(i), &|which| self.bare_list(which, "and"))
    }

    fn mixed(
        &self,
        weights: &[Q],
        name: &dyn Fn(usize) -> String,
        list: &dyn Fn(&[usize]) -> String,
    ) -> String {
        let used = support(weights);
        if let [only] = used[..] {
            return name(only);
        }
        if used.len() >= RUN && used.iter().all(|&i| weights[i] == weights[used[0]]) {
            return format!("{} with probability {} each", list(&used), number(&weights[used[0]]));
        }
        let shown = if used.len() > OUTCOMES { OUTCOMES - 1 } else { used.len() };
        let part = |(k, &i): (usize, &usize)| {
            let how = if k == 0 { "with probability" } else { "with" };
            format!("{} {how} {}", name(i), number(&weights[i]))
        };
        let mut parts: Vec<String> = used.iter().take(shown).enumerate().map(part).collect();
        if used.len() > shown {
            parts.push(format!("{} more", used.len() - shown));
        }
        listed(&parts, "and")
    }
}

/// A lottery as the cell of a table: `beer`, or `quiche 1/3, beer 2/3`; and whether it is cut.
pub(crate) fn lottery(labels: &[String], weights: &[Q]) -> (String, bool) {
    let short: Vec<String> = labels.iter().map(|label| shortened(label, WIDEST)).collect();
    let mut shown = terms(&short, weights, number);
    let all = shown.len();
    let long =
        |parts: &[String]| parts.iter().map(|part| part.chars().count() + 2).sum::<usize>() > CELL;
    if all > OUTCOMES || long(&shown) {
        while shown.len() > 1 && (shown.len() >= OUTCOMES || long(&shown)) {
            shown.pop();
        }
    }
    let left = all - shown.len();
    if left > 0 {
        shown.push(format!("{left} more"));
    }
    (shown.join(", "), left > 0)
}

/// Characters of a lottery before a cell only counts the rest.
const CELL: usize = 48;

/// The only label, or each label with its weight. A number would read as a part of the weight
/// without a colon.
pub(crate) fn terms(
    labels: &[String],
    weights: &[Q],
    number: impl Fn(&Q) -> String,
) -> Vec<String> {
    match support(weights)[..] {
        [only] => vec![labels[only].clone()],
        ref used => (used.iter())
            .map(|&i| {
                let colon = if is_number(&labels[i]) { ":" } else { "" };
                format!("{}{colon} {}", labels[i], number(&weights[i]))
            })
            .collect(),
    }
}

/// A label that is cut to `widest` characters where it is longer.
pub(crate) fn shortened(label: &str, widest: usize) -> String {
    let length = label.chars().count();
    if length <= widest {
        return label.into();
    }
    // The end tells apart labels that begin alike.
    let tail = widest / 4;
    let start: String = label.chars().take(widest - tail - 1).collect();
    format!("{start}…{}", label.chars().skip(length - tail).collect::<String>())
}

/// The indices with positive weight.
pub(crate) fn support(weights: &[Q]) -> Vec<usize> {
    (0..weights.len()).filter(|&i| !weights[i].is_zero()).collect()
}

/// A label as a number, if it is one. Most labels begin with a letter, and are not read at all.
fn as_number(label: &str) -> Option<Q> {
    if label.starts_with(char::is_alphabetic) { None } else { label.parse().ok() }
}

/// What all labels begin with, up to a number.
fn stem(labels: &[String]) -> &str {
    let Some(first) = labels.first() else { return "" };
    let common = |length: usize, label: &String| {
        let same = first[..length].chars().zip(label.chars()).take_while(|(a, b)| a == b);
        same.map(|(a, _)| a.len_utf8()).sum()
    };
    let length = labels.iter().fold(first.len(), common);
    // The first digits of numbers may be equal too.
    first[..length].trim_end_matches(|c: char| c.is_ascii_digit() || "-./".contains(c))
}

/// `a, b and c`
pub(crate) fn listed(parts: &[String], word: &str) -> String {
    match parts {
        [rest @ .., last] if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        _ => parts.concat(),
    }
}

/// Characters of a sentence, so that a reader takes it in at a glance.
pub(crate) const SENTENCE: usize = 300;

/// A text that is cut where it is longer than a sentence may be, which only very many or very long
/// labels make it.
pub(crate) fn cut(text: &str) -> String {
    if text.chars().count() <= SENTENCE {
        return text.into();
    }
    text.chars().take(SENTENCE - 4).collect::<String>() + " ..."
}

/// `5 more messages`
pub(crate) fn more(n: usize, one: &str, many: &str) -> String {
    count(n, &format!("more {one}"), &format!("more {many}"))
}
