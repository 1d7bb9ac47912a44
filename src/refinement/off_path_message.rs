//! A message that an outcome leaves unsent: the replies to it, and what each type would gain.

use std::cell::OnceCell;

use dashu_int::IBig;

use super::announcement::{Announcement, announcements};
use crate::equilibrium::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::bitset::{Bits, maximal, members};
use crate::exact::budget::unwinding;
use crate::exact::cone::{Condition, Cone};
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::integers;
use crate::game::Game;
use crate::game::replies::Regions;

/// Big integers hold every result.
pub(crate) fn sure<T>(result: Result<T, Overflow>) -> T {
    result.expect("big integers do not overflow")
}

/// The best-reply regions of a game's messages, each computed when first needed.
pub(crate) struct RegionCache<'a> {
    game: &'a Game,
    regions: Vec<OnceCell<Regions<IBig>>>,
}

impl<'a> RegionCache<'a> {
    /// # Errors
    ///
    /// [`Error::Limit`] when a set of types does not fit a word of 128 bits.
    pub fn new(game: &'a Game) -> Result<RegionCache<'a>, Error> {
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

    fn regions(&self, m: usize) -> &Regions<IBig> {
        self.regions[m].get_or_init(|| {
            Regions::new(self.game, m, usize::MAX, &unwinding)
                .expect("big integers do not overflow, and nothing limits the work")
        })
    }
}

/// An outcome before its judges.
pub(crate) struct Case<'a> {
    pub equilibrium: &'a Equilibrium,
    pub unsent: Vec<Unsent<'a>>,
    announcements: OnceCell<Result<Vec<Announcement>, Error>>,
}

impl<'a> Case<'a> {
    pub fn new(ground: &'a RegionCache, equilibrium: &'a Equilibrium) -> Case<'a> {
        let messages = 0..equilibrium.game().messages().len();
        let unsent = messages.filter(|&m| equilibrium.receiver(m).is_none());
        let unsent = unsent.map(|m| Unsent::new(equilibrium, m, ground.regions(m))).collect();
        Case { equilibrium, unsent, announcements: OnceCell::new() }
    }

    /// The weakly credible announcements against the outcome, searched for when first needed.
    pub fn announcements(&self) -> Result<&[Announcement], Error> {
        let found = self.announcements.get_or_init(|| announcements(self.equilibrium));
        found.as_deref().map_err(Clone::clone)
    }

    pub fn game(&self) -> &'a Game {
        self.equilibrium.game()
    }
}

/// A message that an outcome leaves unsent.
pub(crate) struct Unsent<'a> {
    pub message: usize,
    /// The types that may send it.
    pub senders: u128,
    pub regions: &'a Regions<IBig>,
    /// `[t][a]`, by position in the regions' actions: what a sender of the message gains when it is
    /// answered by a, times a positive number of its own; empty for other types.
    gains: Vec<Vec<IBig>>,
}

/// A union of sets `Delta(B)` of mixed replies: its maximal B, each by position in the actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Replies(Vec<Bits>);

impl Replies {
    pub fn new<'b>(sets: impl Iterator<Item = &'b Bits>) -> Replies {
        Replies(maximal(sets).into_iter().cloned().collect())
    }

    pub fn sets(&self) -> &[Bits] {
        &self.0
    }

    /// The actions in use, ascending.
    pub fn actions(&self) -> Bits {
        self.0.iter().fold(Bits::default(), |all, set| all.union(set))
    }
}

/// One mixed reply and what the types make of it.
#[derive(Clone, Debug)]
pub(crate) struct Mix {
    /// The actions with positive weight.
    pub support: Bits,
    /// The types that gain.
    pub gain: u128,
    /// The types that neither gain nor lose.
    pub indifferent: u128,
}

impl<'a> Unsent<'a> {
    fn new(eq: &Equilibrium, m: usize, regions: &'a Regions<IBig>) -> Unsent<'a> {
        let gains = (0..eq.game().types().len()).map(|t| {
            let actions =
                if regions.senders >> t & 1 == 1 { regions.actions.as_slice() } else { &[] };
            let payoff = &eq.sender_payoffs()[t];
            let gain = |&a: &usize| eq.game().sender_payoff(t, m, a) - payoff;
            integers(&actions.iter().map(gain).collect::<Vec<Q>>())
                .expect("a big integer holds every integer")
        });
        Unsent { message: m, senders: regions.senders, regions, gains: gains.collect() }
    }

    /// What type `t` gains from the action at position `a`, up to a positive factor.
    pub fn gain(&self, t: usize, a: usize) -> &IBig {
        &self.gains[t][a]
    }

    /// All mixed replies that are best at some belief.
    pub fn all(&self) -> Replies {
        self.best(self.senders)
    }

    /// The mixed replies that are best at some belief on `types`.
    ///
    /// The beliefs on some of the types are a face of all beliefs, so the corners of the regions that
    /// lie in it are the corners of the regions there.
    pub fn best(&self, types: u128) -> Replies {
        let corners = self.regions.corners.iter().filter(|c| c.support & !types == 0);
        Replies::new(corners.map(|c| &c.rows))
    }

    /// Is there a reply from which the types `up` do not lose and the types `down` do not gain?
    pub fn exists(&self, replies: &Replies, up: u128, down: u128) -> bool {
        replies.sets().iter().any(|set| {
            let fits = |a: usize| {
                members(up).all(|t| !self.gains[t][a].is_negative())
                    && members(down).all(|t| !self.gains[t][a].is_positive())
            };
            let hopeless = members(up).any(|t| set.iter().all(|a| self.gains[t][a].is_negative()))
                || members(down).any(|t| set.iter().all(|a| self.gains[t][a].is_positive()));
            set.iter().any(fits) || (!hopeless && !self.region(set, up, down).is_empty())
        })
    }

    /// Does type `t` gain from some reply?
    pub fn may_gain(&self, replies: &Replies, t: usize) -> bool {
        replies.actions().iter().any(|a| self.gains[t][a].is_positive())
    }

    /// Does type `t` not lose from some reply?
    pub fn is_willing(&self, replies: &Replies, t: usize) -> bool {
        replies.actions().iter().any(|a| !self.gains[t][a].is_negative())
    }

    /// The vertices of the polytopes of replies from which no type gains.
    pub fn deterrents(&self) -> Vec<Mix> {
        let all = self.all();
        let of = |set: &Bits| self.mixes(set, &self.region(set, 0, self.senders));
        all.sets().iter().flat_map(of).collect()
    }

    /// The vertices of the cells into which the lines `gain of t = 0` cut the replies.
    pub fn vertices(&self, replies: &Replies) -> Vec<Mix> {
        let mut found = Vec::new();
        for set in replies.sets() {
            let mut cells = vec![simplex(set)];
            for t in members(self.senders) {
                for i in 0..cells.len() {
                    let value = |v: &[IBig]| self.value(set, t, v);
                    let values: Vec<IBig> = cells[i].rays().map(value).collect();
                    if values.iter().any(Int::is_positive) && values.iter().any(Int::is_negative) {
                        let mut other = cells[i].clone();
                        sure(other.restrict(Condition::NonNegative, |v| value(v).negated()));
                        sure(cells[i].restrict(Condition::NonNegative, |v| Ok(value(v))));
                        cells.push(other);
                    }
                }
            }
            found.extend(cells.iter().flat_map(|cell| self.mixes(set, cell)));
        }
        found
    }

    /// The replies in one set that the types `up` do not lose from and the types `down` do not gain
    /// from, as a cone `scale | weights`.
    fn region(&self, set: &Bits, up: u128, down: u128) -> Cone<IBig> {
        let mut cone = simplex(set);
        for t in members(up | down) {
            let condition =
                if (up & down) >> t & 1 == 1 { Condition::Zero } else { Condition::NonNegative };
            let sign = if up >> t & 1 == 1 { IBig::ONE } else { IBig::NEG_ONE };
            sure(cone.restrict(condition, |v| Ok(self.value(set, t, v) * &sign)));
            if cone.is_empty() {
                break;
            }
        }
        cone
    }

    /// The gain of type `t` from the reply in a ray, times the scale.
    fn value(&self, set: &Bits, t: usize, v: &[IBig]) -> IBig {
        let weights = v[1..].iter().zip(set.iter());
        weights.fold(IBig::ZERO, |sum, (weight, a)| match weight.is_zero() {
            true => sum,
            false => sum + weight * &self.gains[t][a],
        })
    }

    fn mixes(&self, set: &Bits, cone: &Cone<IBig>) -> Vec<Mix> {
        let mix = |v: &[IBig]| {
            let weights = v[1..].iter().zip(set.iter());
            let support = weights.filter(|(weight, _)| !weight.is_zero()).map(|(_, a)| a).collect();
            let (mut gain, mut indifferent) = (0, 0);
            for t in members(self.senders) {
                let value = self.value(set, t, v);
                gain |= u128::from(value.is_positive()) << t;
                indifferent |= u128::from(value.is_zero()) << t;
            }
            Mix { support, gain, indifferent }
        };
        cone.rays().map(mix).collect()
    }
}

fn simplex(set: &Bits) -> Cone<IBig> {
    Cone::point(vec![IBig::ONE]).times_simplex(set.iter().count())
}
