//! Looking ahead: which faces can still be chosen, and whether they suffice.
//!
//! Most choices of faces that lead nowhere can be into_result early. Two tests see all completions of a
//! choice at once: a face that goes with no replies to the chosen ones is in none of them
//! ([`incompatible`]), and if the faces that are left do not add up to the prior there are none at all
//! ([`prior_hull`]). Both are linear programmes in floating point whose answer counts only where it is
//! proved with a margin; what they do not rule out is left to the exact tests.
//!
//! The first test is made for all pairs of faces before the search starts ([`pairs`]), so that the
//! second can be made for the choice of each open face before any is chosen. It also says which face
//! to choose next: of the faces over a plane between the prior and what is chosen, every completion
//! has one.

mod branching_plane;
mod compatibility;
mod farkas;
mod incompatible;
mod pairs;
mod payoff_index;
mod prior_hull;

pub(crate) use self::compatibility::Compatibility;
use self::incompatible::{CutCache, PayoffProjection, ScaledPayoffs};
use self::prior_hull::HullCorners;
pub(crate) use self::prior_hull::{HullBasis, HullTest, PriorSupport};
use super::faces::{Face, PayoffRanks};
use super::game_table::IntegerGame;
use super::receiver::SupportingReplies;
use crate::equilibrium::limits::Control;
use crate::exact::int::Int;

/// The sender's payoffs, as looking ahead sees them.
pub(crate) struct Pruning {
    payoffs: ScaledPayoffs,
}

impl Pruning {
    /// The part of a search that the start of it takes, about.
    pub const SHARE: f64 = 0.1;

    /// Hold all faces against one another; `None` when asked to stop.
    pub fn new<I: Int>(
        table: &IntegerGame<I>,
        ranks: &PayoffRanks<I>,
        faces: &[Face],
        copies: &dyn Fn(usize) -> usize,
        control: &Control,
        parallel: bool,
    ) -> Option<(Pruning, Compatibility)> {
        let payoffs = ScaledPayoffs::new(table);
        let partners = pairs::pairs(table, ranks, faces, &payoffs, copies, control, parallel)?;
        let compatibility = Compatibility::new(partners, HullCorners::new(table, faces));
        Some((Pruning { payoffs }, compatibility))
    }

    /// Tells of a face whether it provably goes with no replies to those of the receivers.
    pub fn apart<'a, I: Int>(
        &'a self,
        table: &IntegerGame<I>,
        receivers: &SupportingReplies<I>,
    ) -> impl FnMut(&Face) -> bool + 'a {
        let shadow = PayoffProjection::of_choice(&self.payoffs, table, receivers);
        let mut known = CutCache::new(table.classes.len());
        move |face| shadow.as_ref().is_some_and(|s| s.apart(&self.payoffs, face, &mut known))
    }
}

#[cfg(test)]
mod tests {
    use crate::equilibrium::Search;
    use crate::exact::random::Random;
    use crate::{Game, Q};

    /// A game with payoffs from 0 to `most`: few payoffs make many ties.
    fn game([types, messages, actions]: [usize; 3], most: u64, seed: u64) -> Game {
        let mut random = Random(seed);
        let mut next = |n: u64| random.below(n as usize) as u64;
        let mut payoffs = || -> Vec<Vec<Vec<Q>>> {
            let mut cell = |_| Q::from(next(most + 1) as i64);
            let mut row = |_| (0..actions).map(&mut cell).collect();
            (0..types).map(|_| (0..messages).map(&mut row).collect()).collect()
        };
        let (sender, receiver) = (payoffs(), payoffs());
        let weights: Vec<i64> = (0..types as i64).map(|t| 1 + (t * seed as i64) % 3).collect();
        let sum: i64 = weights.iter().sum();
        let prior = weights.into_iter().map(|w| Q::new(w, sum).expect("a positive sum"));
        Game::builder().prior(prior).sender(sender).receiver(receiver).build().expect("a game")
    }

    #[test]
    fn looking_ahead_loses_nothing_and_saves_work() {
        let (mut with, mut without) = (0, 0);
        for (size, most, games) in [
            ([2, 3, 3], 3, 60),
            ([3, 2, 3], 2, 60),
            ([3, 3, 3], 1, 30),
            ([3, 3, 3], 20, 40),
            ([4, 3, 2], 2, 30),
            ([4, 3, 3], 20, 15),
            ([3, 5, 4], 6, 10),
            ([4, 4, 4], 20, 10),
            ([5, 3, 3], 4, 6),
        ] {
            for seed in 1..=games {
                let game = game(size, most, seed);
                let all = |few| Search { few, ..Search::default() };
                let ahead = game.equilibria(&all(0)).expect("small enough");
                let blind = game.equilibria(&all(usize::MAX)).expect("small enough");
                assert!(ahead.iter().eq(blind.iter()), "{size:?}, payoffs to {most}, seed {seed}");
                with += ahead.stats().branches;
                without += blind.stats().branches;
            }
        }
        assert!(2 * with < without, "{with} branches, {without} blind");
    }
}
