//! Neologism-proofness: a test of cheap-talk outcomes against new messages that are understood as
//! meant.

use std::sync::Arc;

use serde::Serialize;

use super::explain::{gains_in_words, listed, main_gains};
use super::judgement::{Refinement, TestedOutcome, without_noise};
use super::reason::{Gain, Reason};
use crate::equilibrium::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Channel, Game};
use crate::words::{LabelList, cut};

pub(super) const NEOLOGISM_PROOF: Refinement = Refinement {
    name: "neologism_proof",
    summary: "no set of types is exactly the set of those that gain when the receiver learns that \
              the type is one of them and nothing more; for cheap talk",
    source: "Farrell 1993",
    announcements: false,
    applies: cheap_talk_only,
    judge: |outcome| Ok(judge(outcome)),
};

/// The condition of tests that are defined for cheap talk.
pub(super) fn cheap_talk_only(game: &Game, channel: Option<&Channel>) -> Result<(), String> {
    without_noise(channel)?;
    if game.information_sets().len() > 1 {
        return Err(
            "is defined for one receiver without types, such as that of game.reader(name)".into()
        );
    }
    let refusal = "is defined for cheap talk only, and in this game messages differ in payoffs or \
                   in who can send them";
    if game.is_cheap_talk() { Ok(()) } else { Err(refusal.into()) }
}

/// A credible neologism: a message that says "my type is one of these", and is believed because
/// exactly these types want to send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Neologism {
    /// The self-signalling set of types, each with its gain over the outcome.
    pub types: Vec<Gain>,
    /// A best reply of the receiver to the prior on this set. Where several are best, each that
    /// makes the set self-signalling is a neologism of its own.
    pub reply: usize,
}

impl Equilibrium {
    /// Finds the credible neologisms against an outcome of a cheap-talk game (Farrell 1993), by
    /// reply.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the game is not cheap talk.
    ///
    /// # Examples
    ///
    /// Both sides want the action to match the type, so against silence either type could speak up:
    ///
    /// ```
    /// use schelling::equilibrium::{Kind, Search};
    /// use schelling::{Game, Q};
    ///
    /// let q = |n: i64| Q::from(n);
    /// let match_type = vec![vec![q(1), q(0)], vec![q(0), q(1)]];
    /// let third = || Q::new(1, 3).unwrap();
    /// let game = Game::cheap_talk(
    ///     match_type.clone(),
    ///     match_type,
    ///     [third() + third(), third()],
    ///     ["this", "that"],
    /// )?;
    /// let all = game.equilibria(&Search::default())?;
    /// let silence = all.iter().find(|eq| eq.kind() == Kind::Babbling).unwrap();
    /// let neologisms = silence.neologisms()?;
    /// assert_eq!(neologisms.len(), 1);
    /// assert_eq!((neologisms[0].types[0].kind, neologisms[0].reply), (1, 1));
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn neologisms(&self) -> Result<Vec<Neologism>, Error> {
        NEOLOGISM_PROOF.check(self.game(), self.channel().map(Arc::as_ref))?;
        Ok(neologisms(self))
    }

    /// Has type `t` no incentive to separate (Chen, Kartik and Sobel 2008)? It has one when every
    /// best reply to being known gives it more than the outcome. In their model the condition is
    /// asked of the lowest type.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the game is not cheap talk, or has no such type.
    pub fn no_incentive_to_separate(&self, t: usize) -> Result<bool, Error> {
        let game = self.game();
        NEOLOGISM_PROOF.check(game, None)?;
        if t >= game.types().len() {
            return Err(Error::Game(format!(
                "there is no type {t}: the game has {} types, counted from 0",
                game.types().len()
            )));
        }
        let payoff = &self.sender_payoffs()[t];
        let known = best_replies(game, &[t]).into_iter();
        Ok(known.map(|a| game.sender_payoff(t, 0, a)).any(|known| known <= payoff))
    }
}

/// The credible neologisms, by reply.
fn neologisms(eq: &Equilibrium) -> Vec<Neologism> {
    let game = eq.game();
    let gain = |kind: usize, a: usize| Gain {
        kind,
        least: game.sender_payoff(kind, 0, a) - &eq.sender_payoffs()[kind],
    };
    let credible = |reply: usize| {
        let all = (0..game.types().len()).map(|t| gain(t, reply));
        let types: Vec<Gain> = all.filter(|gain| gain.least.is_positive()).collect();
        let set: Vec<usize> = types.iter().map(|gain| gain.kind).collect();
        (!set.is_empty() && best_replies(game, &set).contains(&reply))
            .then_some(Neologism { types, reply })
    };
    (0..game.actions().len()).filter_map(credible).collect()
}

/// The receiver's best replies to the prior on these types, in cheap talk.
pub(super) fn best_replies(game: &Game, types: &[usize]) -> Vec<usize> {
    let payoff = |a: usize| -> Q {
        types.iter().map(|&t| &game.prior()[t] * game.receiver_payoff(t, 0, a)).sum()
    };
    let payoffs: Vec<Q> = (0..game.actions().len()).map(payoff).collect();
    let most = payoffs.iter().max();
    (0..payoffs.len()).filter(|&a| Some(&payoffs[a]) == most).collect()
}

/// Gives a reason for every credible neologism.
fn judge(outcome: &TestedOutcome) -> Vec<Reason> {
    let game = outcome.game();
    let reason = |neologism: Neologism| {
        let set: Vec<usize> = neologism.types.iter().map(|gain| gain.kind).collect();
        let text = |who: String, gains: String| {
            let one = if set.len() == 1 { "" } else { "one of " };
            format!(
                "if a new message said that the type is {one}{who}, {} would be a best reply, from \
                 which {gains} and no other type gains",
                game.actions()[neologism.reply],
            )
        };
        let (types, gains) = (LabelList::types(game), &neologism.types);
        Reason {
            sentence: cut(&text(types.bare_list(&set, "and"), main_gains(game, gains))),
            full: text(listed(game.types(), &set), gains_in_words(game, gains)),
            left: set,
            replies: vec![neologism.reply],
            gains: neologism.types,
            ..Reason::default()
        }
    };
    neologisms(outcome.equilibrium).into_iter().map(reason).collect()
}
