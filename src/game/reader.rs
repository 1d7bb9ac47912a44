//! Information sets of the readers: who reads a message, with what private information.

use std::ops::Range;

use super::signalling_game::{Game, GameForm};
use crate::exact::Q;

/// One audience with one of its types: what reads with one piece of information.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InformationSet {
    pub(super) audience: usize,
    pub(super) reader_type: Option<usize>,
    pub(super) actions: Range<usize>,
    pub(super) weights: Vec<Q>,
}

impl InformationSet {
    /// The position of the audience among the readers of the game.
    pub fn audience(&self) -> usize {
        self.audience
    }

    /// The position of its type among the types of the audience; `None` where it has none.
    pub fn reader_type(&self) -> Option<usize> {
        self.reader_type
    }

    /// The positions of its actions in [`Game::actions`].
    pub fn actions(&self) -> Range<usize> {
        self.actions.clone()
    }

    /// `[t]`: the probability that the audience has this type if the sender has type t.
    pub fn weights(&self) -> &[Q] {
        &self.weights
    }
}

impl GameForm {
    /// The one information set of a receiver without types.
    pub(super) fn one_set(types: usize, actions: usize) -> Vec<InformationSet> {
        let weights = vec![Q::ONE; types];
        vec![InformationSet { audience: 0, reader_type: None, actions: 0..actions, weights }]
    }
}

impl Game {
    /// The information sets of all readers, audience by audience; one where a receiver without types
    /// reads alone.
    pub fn information_sets(&self) -> &[InformationSet] {
        &self.0.form.sets
    }

    /// Is there a type of a reader that some type of the sender never meets?
    pub fn has_zero_chances(&self) -> bool {
        self.information_sets().iter().any(|set| set.weights.iter().any(Q::is_zero))
    }

    /// May type `t` meet the reader whose action this is?
    pub(crate) fn may_meet(&self, t: usize, action: usize) -> bool {
        let sets = self.information_sets();
        sets.len() == 1
            || sets.iter().any(|set| set.actions.contains(&action) && set.weights[t].is_positive())
    }

    /// The same game, its flat actions read in these information sets.
    #[doc(hidden)]
    pub fn in_information_sets(
        &self,
        sets: Vec<(usize, Option<usize>, Range<usize>, Vec<Q>)>,
    ) -> Game {
        let sets = sets.into_iter().map(|(audience, reader_type, actions, weights)| {
            InformationSet { audience, reader_type, actions, weights }
        });
        let mut data = (*self.0).clone();
        let form = GameForm { sets: sets.collect(), ..(*data.form).clone() };
        data.form = std::sync::Arc::new(form);
        Game::from_data(data)
    }
}
