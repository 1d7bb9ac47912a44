//! Messages off the path: the replies to a message that an outcome leaves unsent, and each type's
//! gain.

use std::cell::OnceCell;

use dashu_int::IBig;

use crate::equilibrium::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::bitset::{Bits, maximal, members};
use crate::exact::budget::unwinding;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::integers;
use crate::game::Game;
use crate::game::replies::{Reading, Regions};

/// The result of arithmetic with big integers, which never overflow.
pub(super) fn no_overflow<T>(result: Result<T, Overflow>) -> T {
    result.expect("big integers do not overflow")
}

/// Cuts a cone with the half-space in which the function is at least 0.
pub(super) fn halve(cone: &mut Cone<IBig>, f: impl Fn(&[IBig]) -> IBig) {
    no_overflow(cone.restrict(ConeConstraint::NonNegative, |v| Ok(f(v))));
}

/// The best-reply regions of a game's messages, each computed when first needed.
pub(super) struct RegionCache<'a> {
    game: &'a Game,
    regions: Vec<OnceCell<Regions<IBig>>>,
}

impl<'a> RegionCache<'a> {
    /// A cache without regions, or an error when a set of types does not fit a word of 128 bits.
    pub(super) fn new(game: &'a Game) -> Result<RegionCache<'a>, Error> {
        if game.types().len() > 128 {
            return Err(Error::Limit(format!(
                "the game has {} types, and refinements take at most 128: merge types that no \
                 payoff tells apart",
                game.types().len()
            )));
        }
        let regions = game.messages().iter().map(|_| OnceCell::new()).collect();
        Ok(RegionCache { game, regions })
    }

    /// The best-reply regions of message `m`.
    fn regions(&self, m: usize) -> &Regions<IBig> {
        self.regions[m].get_or_init(|| {
            Regions::new(self.game, m, true, usize::MAX, &unwinding)
                .expect("big integers do not overflow, and nothing limits the work")
        })
    }
}

/// A message that an outcome leaves unsent.
pub(super) struct UnsentMessage<'a> {
    pub(super) message: usize,
    /// The types that may send it.
    pub(super) senders: u128,
    pub(super) regions: &'a Regions<IBig>,
    /// `[t][a]`: the gain of type t from the action at position a of the regions' actions, times a
    /// positive factor that makes the row whole; empty for types that cannot send the message. With
    /// several readers the payoff by an action, for the first reader less what t has: gains add up.
    gains: Vec<Vec<IBig>>,
}

/// A union of faces `Delta(B)` of the simplex of mixed replies: its maximal sets B, of positions in
/// the regions' actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReplyFaces(Vec<Bits>);

impl ReplyFaces {
    /// The union of the faces on these sets of positions.
    pub(super) fn new<'b>(sets: impl Iterator<Item = &'b Bits>) -> ReplyFaces {
        ReplyFaces(maximal(sets).into_iter().cloned().collect())
    }

    /// The maximal sets B.
    pub(super) fn sets(&self) -> &[Bits] {
        &self.0
    }

    /// The actions in use, ascending.
    pub(super) fn actions(&self) -> Bits {
        self.0.iter().fold(Bits::default(), |all, set| all.union(set))
    }
}

/// A vertex of a polytope of mixed replies, with the types that it makes gain.
#[derive(Clone, Debug)]
pub(super) struct ReplyVertex {
    /// The actions with positive weight.
    pub(super) support: Bits,
    /// The types that gain.
    pub(super) gain: u128,
    /// The types that neither gain nor lose.
    pub(super) indifferent: u128,
}

impl<'a> UnsentMessage<'a> {
    /// The message `m`, which the outcome must leave unsent.
    pub(super) fn new(eq: &Equilibrium, m: usize, cache: &'a RegionCache) -> UnsentMessage<'a> {
        let regions = cache.regions(m);
        let gains = (0..eq.game().types().len()).map(|t| {
            let sends = regions.senders >> t & 1 == 1;
            let actions = if sends { regions.actions.as_slice() } else { &[] };
            let gain = |(i, &a): (usize, &usize)| {
                let payoff = eq.game().sender_payoff(t, m, a);
                match regions.readers[0].actions.contains(&i) {
                    true => payoff - &eq.sender_payoffs()[t],
                    false => payoff.clone(),
                }
            };
            integers(&actions.iter().enumerate().map(gain).collect::<Vec<Q>>())
                .expect("a big integer holds every integer")
        });
        UnsentMessage { message: m, senders: regions.senders, regions, gains: gains.collect() }
    }

    /// The largest gain of type `t` from replies on one face, or the least, up to a positive factor.
    pub(super) fn bound(&self, set: &Bits, t: usize, most: bool) -> IBig {
        let of = |own: &Bits| {
            let each = own.iter().map(|a| &self.gains[t][a]);
            if most { each.max() } else { each.min() }.cloned().unwrap_or_default()
        };
        match &*self.regions.readers {
            [_] => of(set),
            _ => self.by_reader(set).iter().map(of).sum(),
        }
    }

    /// The actions of each reader in a set.
    pub(super) fn by_reader(&self, set: &Bits) -> Vec<Bits> {
        match &*self.regions.readers {
            [_] => vec![set.clone()],
            readers => {
                let own = |r: &Reading| r.actions.clone().filter(|&a| set.contains(a)).collect();
                readers.iter().map(own).collect()
            }
        }
    }

    /// All mixed replies that are best at some belief.
    pub(super) fn all_best(&self) -> ReplyFaces {
        self.best_on(self.senders)
    }

    /// The mixed replies that are best at some belief on `types`; readers whom these do not meet go by
    /// the later beliefs of a chain, on any types.
    ///
    /// The beliefs on some of the types are a face of all beliefs, so the corners of the regions
    /// that lie in it are the corners of the regions there.
    pub(super) fn best_on(&self, types: u128) -> ReplyFaces {
        ReplyFaces(self.regions.jointly_optimal_on(types))
    }

    /// Is there a reply from which the types `up` do not lose and the types `down` do not gain?
    pub(super) fn exists(&self, replies: &ReplyFaces, up: u128, down: u128) -> bool {
        replies.sets().iter().any(|set| {
            let fits = |a: usize| {
                self.regions.readers.len() == 1
                    && members(up).all(|t| !self.gains[t][a].is_negative())
                    && members(down).all(|t| !self.gains[t][a].is_positive())
            };
            let hopeless = members(up).any(|t| self.bound(set, t, true).is_negative())
                || members(down).any(|t| self.bound(set, t, false).is_positive());
            set.iter().any(fits) || (!hopeless && !self.region(set, up, down).is_empty())
        })
    }

    /// Does type `t` gain from some reply?
    pub(super) fn may_gain(&self, replies: &ReplyFaces, t: usize) -> bool {
        replies.sets().iter().any(|set| self.bound(set, t, true).is_positive())
    }

    /// Is there a reply from which type `t` does not lose?
    pub(super) fn is_willing(&self, replies: &ReplyFaces, t: usize) -> bool {
        replies.sets().iter().any(|set| !self.bound(set, t, true).is_negative())
    }

    /// The vertices of the polytopes of replies from which no type gains.
    pub(super) fn deterrents(&self) -> Vec<ReplyVertex> {
        let all = self.all_best();
        let of = |set: &Bits| self.reply_vertices(set, &self.region(set, 0, self.senders));
        all.sets().iter().flat_map(of).collect()
    }

    /// The vertices of the cells into which the hyperplanes `gain of t = 0` cut the replies.
    pub(super) fn vertices(&self, replies: &ReplyFaces) -> Vec<ReplyVertex> {
        let mut found = Vec::new();
        for set in replies.sets() {
            let mut cells = vec![self.simplices(set)];
            for t in members(self.senders) {
                for i in 0..cells.len() {
                    let value = |v: &[IBig]| self.scaled_gain(set, t, v);
                    let values: Vec<IBig> = cells[i].rays().map(value).collect();
                    if values.iter().any(Int::is_positive) && values.iter().any(Int::is_negative) {
                        let mut other = cells[i].clone();
                        halve(&mut other, |v| -value(v));
                        halve(&mut cells[i], value);
                        cells.push(other);
                    }
                }
            }
            found.extend(cells.iter().flat_map(|cell| self.reply_vertices(set, cell)));
        }
        found
    }

    /// The replies on one face from which the types `up` do not lose and the types `down` do not
    /// gain, as a cone of vectors `scale | weights`.
    fn region(&self, set: &Bits, up: u128, down: u128) -> Cone<IBig> {
        let mut cone = self.simplices(set);
        for t in members(up | down) {
            let both = (up & down) >> t & 1 == 1;
            let condition = if both { ConeConstraint::Zero } else { ConeConstraint::NonNegative };
            let sign = if up >> t & 1 == 1 { IBig::ONE } else { IBig::NEG_ONE };
            no_overflow(cone.restrict(condition, |v| Ok(self.scaled_gain(set, t, v) * &sign)));
            if cone.is_empty() {
                break;
            }
        }
        cone
    }

    /// The gain of type `t` from the reply in a ray, times the scale.
    fn scaled_gain(&self, set: &Bits, t: usize, v: &[IBig]) -> IBig {
        let weights = v[1..].iter().zip(set.iter());
        weights.fold(IBig::ZERO, |sum, (weight, a)| match weight.is_zero() {
            true => sum,
            false => sum + weight * &self.gains[t][a],
        })
    }

    /// The vertices that the rays of a cone of replies stand for.
    fn reply_vertices(&self, set: &Bits, cone: &Cone<IBig>) -> Vec<ReplyVertex> {
        let vertex = |v: &[IBig]| {
            let weights = v[1..].iter().zip(set.iter());
            let support = weights.filter(|(weight, _)| !weight.is_zero()).map(|(_, a)| a).collect();
            let (mut gain, mut indifferent) = (0, 0);
            for t in members(self.senders) {
                let value = self.scaled_gain(set, t, v);
                gain |= u128::from(value.is_positive()) << t;
                indifferent |= u128::from(value.is_zero()) << t;
            }
            ReplyVertex { support, gain, indifferent }
        };
        cone.rays().map(vertex).collect()
    }

    /// The mixed replies on these actions, a simplex for each reader, as a cone.
    fn simplices(&self, set: &Bits) -> Cone<IBig> {
        let readers = self.by_reader(set);
        let sizes = readers.iter().map(Bits::len);
        sizes.fold(Cone::point(vec![IBig::ONE]), |cone, own| cone.times_simplex(own))
    }
}
