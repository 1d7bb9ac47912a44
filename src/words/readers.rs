//! What several readers do, and readers with types, in words.

use super::labels::{LabelList, listed, support};
use super::number;
use crate::equilibrium::Equilibrium;
use crate::exact::Q;
use crate::game::{Game, InformationSet};

/// Actions of a mixed reply before a sentence only counts the rest.
const ACTIONS: usize = 4;

/// What one audience does: groups of its types, by position, that reply alike.
pub(crate) struct AudienceReply {
    /// The position of the audience.
    pub audience: usize,
    /// The types, none where the audience has none, and the reply of each of them.
    pub groups: Vec<(Vec<usize>, Vec<Q>)>,
}

/// What each audience does by a reply over all actions. Readers without a reply, whom nobody meets,
/// are left out.
pub(crate) fn answers(game: &Game, reply: &[Q]) -> Vec<AudienceReply> {
    let mut all: Vec<AudienceReply> = Vec::new();
    for set in game.information_sets() {
        let own = &reply[set.actions()];
        if own.iter().all(Q::is_zero) {
            continue;
        }
        if all.last().is_none_or(|last| last.audience != set.audience()) {
            all.push(AudienceReply { audience: set.audience(), groups: Vec::new() });
        }
        let groups = &mut all.last_mut().expect("one was pushed").groups;
        match groups.iter_mut().find(|(_, known)| known == own) {
            Some((types, _)) => types.extend(set.reader_type()),
            None => groups.push((set.reader_type().into_iter().collect(), own.to_vec())),
        }
    }
    all
}

/// `beer with probability 1/2 and ...`, or by readers `Moscow with refrain and by Kyiv with rely`;
/// of readers with types, `Moscow, if bold, with probe and, if cautious, with refrain`.
pub(crate) fn answered_by(game: &Game, reply: &[Q]) -> String {
    if game.readers().is_empty() {
        return LabelList::actions(game).mixture(reply);
    }
    let audience = |(k, answer): (usize, &AudienceReply)| {
        let reader = &game.readers()[answer.audience];
        let (types, actions) = (LabelList::of(reader.types()), LabelList::of(reader.actions()));
        let several = reader.types().len() > 1
            && (answer.groups.len() > 1 || answer.groups[0].0.len() < reader.types().len());
        let group = |(of, weights): &(Vec<usize>, Vec<Q>)| {
            let reply = choice(&actions, weights);
            match several {
                true => format!(", if {}, with {reply}", types.bare_list(of, "or")),
                false => format!(" with {reply}"),
            }
        };
        let groups: Vec<String> = answer.groups.iter().map(group).collect();
        let by = if k == 0 { "" } else { "by " };
        format!("{by}{}{}", name(game, answer.audience), groups.join(" and"))
    };
    listed(&answers(game, reply).iter().enumerate().map(audience).collect::<Vec<_>>(), "and")
}

/// `A, who cannot be there, would call`: what the readers do whom the senders of `m` never meet.
pub(crate) fn unexpected_in_words(eq: &Equilibrium, m: usize) -> Option<String> {
    let game = eq.game();
    let replies = eq.unexpected(m);
    let first = replies.first()?;
    let would = if replies.len() == 1 { "would" } else { "may" };
    let sets = game.information_sets().iter();
    let part = |set: &InformationSet| {
        let own = &first.reply[set.actions()];
        let actions = LabelList::of(game.readers()[set.audience()].actions());
        let unmet = own.iter().any(|weight| !weight.is_zero());
        unmet.then(|| {
            let (who, reply) = (set_label(game, set), choice(&actions, own));
            format!("{who}, who cannot be there, {would} {reply}")
        })
    };
    Some(listed(&sets.filter_map(part).collect::<Vec<_>>(), "and"))
}

/// The name of an audience in a sentence.
pub(crate) fn name(game: &Game, audience: usize) -> String {
    match game.readers() {
        [] | [_] => "the receiver".into(),
        several => {
            let names: Vec<String> = several.iter().map(|r| r.name().to_string()).collect();
            LabelList::of(&names).bare(audience)
        }
    }
}

/// The name of an information set: `Moscow of type bold`, `Kyiv`, or the type of the only receiver.
fn set_label(game: &Game, set: &InformationSet) -> String {
    let types = game.readers()[set.audience()].types();
    match (set.reader_type(), game.readers().len()) {
        (None, _) => name(game, set.audience()),
        (Some(s), 1) => LabelList::of(types).bare(s),
        (Some(s), _) => {
            format!("{} of type {}", name(game, set.audience()), LabelList::of(types).bare(s))
        }
    }
}

/// `call`, or `call (1/3) or fold (2/3)`.
fn choice(actions: &LabelList<'_>, weights: &[Q]) -> String {
    let used = support(weights);
    if let [only] = used[..] {
        return actions.bare(only);
    }
    let shown = if used.len() > ACTIONS { ACTIONS - 1 } else { used.len() };
    let part = |&a: &usize| format!("{} ({})", actions.bare(a), number(&weights[a]));
    let mut parts: Vec<String> = used[..shown].iter().map(part).collect();
    if used.len() > shown {
        parts.push(format!("{} more", used.len() - shown));
    }
    listed(&parts, "or")
}
