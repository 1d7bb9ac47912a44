//! An outcome in which audiences hear words of their own, in words.

use super::number;
use crate::equilibrium::WordEquilibrium;
use crate::exact::Q;

/// The outcome in one sentence: for each message that is sent who sends it, then what each audience is
/// told with it, by whom, and its answer.
///
/// `promise comes from all types; to Kyiv it says "a is 0" for t1, answered with rely, and "a is 1" for
/// t2, answered with hedge; Moscow answers with probe`
pub fn word_sentence(eq: &WordEquilibrium) -> String {
    let game = eq.game();
    let mut parts = Vec::new();
    for m in eq.on_path() {
        let senders: Vec<(usize, &Q)> = (eq.sender().iter().map(|row| &row[m]).enumerate())
            .filter(|(_, q)| !q.is_zero())
            .collect();
        let whole =
            senders.len() == game.types().len() && senders.iter().all(|(_, q)| **q == Q::ONE);
        let who = match whole && senders.len() > 1 {
            true => "all types".into(),
            false => listed(senders.iter().map(|(t, q)| weighted(&game.types()[*t], q))),
        };
        parts.push(format!("{} comes from {who}", game.messages()[m]));
        for (i, reader) in game.readers().iter().enumerate() {
            let said = eq.said(i, m);
            if let [w] = said[..] {
                parts.push(format!("{} answers with {}", reader.name(), answer(eq, i, m, w)));
                continue;
            }
            let word = |&w: &usize| {
                let types = senders.iter().filter_map(|&(t, _)| {
                    let q = &eq.words()[i][t][m][w];
                    (!q.is_zero()).then(|| weighted(&game.types()[t], q))
                });
                let label = game.word(i, w).unwrap_or_default();
                format!("{label:?} for {}, answered with {}", listed(types), answer(eq, i, m, w))
            };
            let words: Vec<String> = said.iter().map(word).collect();
            let [most @ .., last] = &words[..] else { continue };
            parts.push(format!("to {} it says {}, and {last}", reader.name(), most.join(", ")));
        }
    }
    parts.join("; ")
}

/// A label, with the probability unless that is 1.
fn weighted(label: &str, q: &Q) -> String {
    if *q == Q::ONE { label.into() } else { format!("{label} with probability {}", number(q)) }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    match &items[..] {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The answer of an audience to a word, by its types where these answer differently.
fn answer(eq: &WordEquilibrium, audience: usize, m: usize, w: usize) -> String {
    let game = eq.game();
    let reader = &game.readers()[audience];
    let mut groups: Vec<(Vec<String>, String)> = Vec::new();
    for (r, set) in game.information_sets().iter().enumerate() {
        if set.audience() != audience {
            continue;
        }
        let reply = eq.reply(r, m, w).unwrap_or_default().iter().enumerate();
        let used = reply.filter(|(_, q)| !q.is_zero());
        let text = listed(used.map(|(a, q)| weighted(&reader.actions()[a], q)));
        let kind: Vec<String> =
            set.reader_type().map(|s| reader.types()[s].clone()).into_iter().collect();
        match groups.iter_mut().find(|(_, known)| *known == text) {
            Some((kinds, _)) => kinds.extend(kind),
            None => groups.push((kind, text)),
        }
    }
    if let [(_, text)] = &groups[..] {
        return text.clone();
    }
    let group = |(kinds, text): &(Vec<String>, String)| {
        format!("{text} if {}", listed(kinds.iter().cloned()))
    };
    listed(groups.iter().map(group))
}
