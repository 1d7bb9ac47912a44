//! Senders at settled payoffs, listed without a search for replies.
//!
//! Let one reply stand after each of some messages, `rho_m`, and let payoffs u be settled: no type gets
//! more than `u_t` by such a message and its reply, and u can be held off the path after every
//! message. Then every splitting of the prior among faces whose replies include the one that stands,
//! and whose types get `u_t` by it, is an equilibrium, whatever the splitting. These senders are the
//! vertices of one polytope,
//!
//! ```text
//! x_m in R_m(rho_m),   x[t, m] = 0 unless t gets u_t there,   sum_m x_m = p,
//! ```
//!
//! and where types are content with many messages, as with threats that cost nothing unless they are
//! called, it has very many. The branches of the search would find them one by one, but there is
//! nothing left to search: only the masses matter. So they are listed here, and the search leaves
//! them out ([`FixedPayoffs::has`]): one face that is none of these is in every other sender.
//!
//! Take types and messages as the nodes of a graph and an edge for each mass `x[t, m] > 0`. The connected
//! *parts* of a sender have no type and no message in common, so their masses are determined, and
//! positive, part by part: a sender is a vertex exactly when its parts are, each for the prior of its
//! own types. A part serves many senders. Parts are listed once ([`blocks`]), and put together in
//! all ways in which each type has one and each message at most one ([`exact_cover`]). All this where no
//! more than two replies tie: with more, parts are many and hard to find, and branches waste little.

mod blocks;
mod exact_cover;

use rustc_hash::FxHashMap;

use self::exact_cover::ExactCovers;
use super::context::SearchContext;
use super::faces::{Face, PayoffRanks};
use super::game_table::IntegerGame;
use crate::exact::bitset::{FixedBitSet, has, insert, members, none};
use crate::exact::int::{Int, Overflow};
use crate::exact::work::Abort;

/// What is settled in a game, if much is.
pub(crate) struct FixedPayoffs {
    /// The faces that the standing replies serve.
    faces: FixedBitSet,
    /// The senders made of such faces.
    pub covers: ExactCovers,
}

/// With fewer free masses than this at settled payoffs the search takes no longer.
const FREE: usize = 8;

impl FixedPayoffs {
    /// The part of a search that listing the parts takes, about.
    pub const PARTS: f64 = 0.3;
    /// And putting them together.
    pub const COVERS: f64 = 0.3;

    /// The senders that standing replies support, if they have at most so many parts; `None` also
    /// when it takes too long, or when asked to stop.
    pub fn new<I: Int>(
        table: &IntegerGame<I>,
        context: &SearchContext,
        standing: &FixedReplies,
        most: usize,
    ) -> Result<Option<FixedPayoffs>, Abort> {
        let all = 0..context.faces.len() as u32;
        let served: Vec<u32> =
            all.filter(|&f| standing.serves(&context.faces[f as usize])).collect();
        let Some(parts) = blocks::parts(table, context, &served, most)? else { return Ok(None) };
        let mut faces = none(context.faces.len());
        served.iter().for_each(|&f| insert(&mut faces, f as usize));
        Ok(Some(FixedPayoffs { faces, covers: ExactCovers::new(parts, context.types) }))
    }

    /// Do the standing replies serve a face?
    pub fn has(&self, face: usize) -> bool {
        has(&self.faces, face)
    }
}

/// Replies that stand, and who is content with them.
pub(crate) struct FixedReplies {
    /// `[class]`: the reply, and the types that get their settled payoff by it; `None` where none
    /// leaves all types at most what is settled, and where there are copies.
    replies: Vec<Option<(usize, u128)>>,
}

impl FixedReplies {
    /// The replies that give the payoffs that most messages can give alike; `None` where few masses
    /// would be free.
    pub fn new<I: Int>(
        table: &IntegerGame<I>,
        ranks: &PayoffRanks<I>,
        copies: &dyn Fn(usize) -> usize,
    ) -> Result<Option<FixedReplies>, Overflow> {
        let types = table.types();
        let single = |c: &usize| copies(*c) == 1;
        let classes = || (0..table.classes.len()).filter(single);
        // how many messages give all types these payoffs, each by one reply
        let mut giving: FxHashMap<Vec<u32>, (usize, usize)> = FxHashMap::default();
        for c in
            classes().filter(|&c| table.classes[c].regions.senders.count_ones() as usize == types)
        {
            for a in 0..table.classes[c].regions.actions.len() {
                // a message that gives them by two replies counts once
                let (count, last) = giving
                    .entry((0..types).map(|t| ranks.payoff(c, t, a)).collect())
                    .or_insert((0, table.classes.len()));
                *count += usize::from(*last != c);
                *last = c;
            }
        }
        let best = giving.into_iter().max_by(|(u, (n, _)), (v, (m, _))| n.cmp(m).then(v.cmp(u)));
        let Some((settled, (2.., _))) = best else { return Ok(None) };
        let content = |c: usize, a: usize| {
            let senders = members(table.classes[c].regions.senders);
            let compared = senders.map(|t| (t, ranks.payoff(c, t, a).cmp(&settled[t])));
            compared.into_iter().try_fold(0u128, |content, (t, order)| match order.is_gt() {
                true => None,
                false => Some(content | u128::from(order.is_eq()) << t),
            })
        };
        let mut replies = vec![None; table.classes.len()];
        for c in classes() {
            let of = (0..table.classes[c].regions.actions.len())
                .filter_map(|a| content(c, a).map(|types| (a, types)));
            replies[c] = of.max_by_key(|&(a, types)| (types.count_ones(), std::cmp::Reverse(a)));
        }
        let masses: usize = replies.iter().flatten().map(|(_, t)| t.count_ones() as usize).sum();
        if masses < types + FREE {
            return Ok(None);
        }
        let u = ranks.corner(&settled);
        for class in &table.classes {
            if !class.deters(&u)? {
                return Ok(None);
            }
        }
        Ok(Some(FixedReplies { replies }))
    }

    fn serves(&self, face: &Face) -> bool {
        self.replies[face.class]
            .is_some_and(|(a, content)| face.types & !content == 0 && face.replies.contains(a))
    }
}

#[cfg(test)]
mod tests {
    use crate::equilibrium::Search;
    use crate::exact::random::Random;
    use crate::{Game, Q};

    /// The first reply gives each type the same after most messages, and other replies more or less.
    fn game([types, messages, actions]: [usize; 3], most: u64, seed: u64) -> Game {
        let mut random = Random(seed);
        let mut next = |n: u64| random.below(n as usize) as u64;
        let weights: Vec<i64> = (0..types).map(|_| 1 + next(3) as i64).collect();
        let sum: i64 = weights.iter().sum();
        let prior = weights.into_iter().map(|w| Q::new(w, sum).expect("a positive sum"));
        let good = Q::from(3 * most as i64 / 4);
        let odd = next(2 * messages as u64) as usize;
        let mut table = |settled: bool| -> Vec<Vec<Vec<Q>>> {
            let mut cell = |m: usize, a: usize| match settled && a == 0 && m != odd {
                true => good.clone(),
                false => Q::from(next(most + 1) as i64),
            };
            let mut row = |m: usize| (0..actions).map(|a| cell(m, a)).collect();
            (0..types).map(|_| (0..messages).map(&mut row).collect()).collect()
        };
        let (sender, receiver) = (table(true), table(false));
        Game::builder().prior(prior).sender(sender).receiver(receiver).build().expect("a game")
    }

    #[test]
    fn listing_apart_loses_nothing_and_doubles_nothing() {
        let (mut apart, mut parts) = (0, 0);
        for (size, most, games) in [
            ([3, 5, 2], 4, 30),
            ([4, 4, 2], 3, 30),
            ([5, 3, 2], 20, 20),
            ([6, 3, 2], 2, 6),
            ([3, 5, 3], 4, 30),
            ([4, 4, 3], 9, 20),
            ([4, 3, 4], 4, 20),
            ([5, 3, 3], 2, 6),
        ] {
            for seed in 1..=games {
                let game = game(size, most, seed);
                for search in [Search::default(), Search::default().copies_apart()] {
                    let all = |few| Search { few, ..search.clone() };
                    let listed = game.equilibria(&all(0)).expect("small enough");
                    let searched = game.equilibria(&all(usize::MAX)).expect("small enough");
                    assert!(listed.iter().eq(searched.iter()), "{size:?} to {most}, seed {seed}");
                    let stats = listed.stats();
                    apart += stats.settled;
                    parts += stats.parts;
                }
            }
        }
        assert!(parts > 1000 && apart > 1000, "{parts} parts, {apart} senders");
    }
}
