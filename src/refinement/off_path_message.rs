//! Messages off the path: the replies to a message that an outcome leaves unsent, and each type's
//! gain.

use std::cell::RefCell;
use std::rc::Rc;

use dashu_int::IBig;
use rustc_hash::FxHashMap;

use crate::equilibrium::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::bitset::{Bits, maximal, members};
use crate::exact::budget::unwinding;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::integers;
use crate::exact::work::Abort;
use crate::game::replies::{Reading, Regions};
use crate::game::{Channel, Game, Pair, Reach, SignalSets};

/// The result of arithmetic with big integers, which never overflow.
pub(super) fn no_overflow<T>(result: Result<T, Overflow>) -> T {
    result.expect("big integers do not overflow")
}

/// Cuts a cone with the half-space in which the function is at least 0.
pub(super) fn halve(cone: &mut Cone<IBig>, f: impl Fn(&[IBig]) -> IBig) {
    no_overflow(cone.restrict(ConeConstraint::NonNegative, |v| Ok(f(v))));
}

/// Best-reply regions by message and, where there is a channel, the information sets that nobody else
/// reaches.
type RegionsByMessage = FxHashMap<(usize, Vec<usize>), Rc<Regions<IBig>>>;

/// The best-reply regions of what outcomes leave unsent, each computed when first needed.
pub(super) struct RegionCache<'a> {
    game: &'a Game,
    /// The channel through which messages are seen, if there is one, and what it reaches.
    channel: Option<(&'a Channel, SignalSets)>,
    regions: RefCell<RegionsByMessage>,
}

impl<'a> RegionCache<'a> {
    /// A cache without regions, or an error when a set of types does not fit a word of 128 bits.
    pub(super) fn new(
        game: &'a Game,
        channel: Option<&'a Channel>,
    ) -> Result<RegionCache<'a>, Error> {
        if game.types().len() > 128 {
            return Err(Error::Limit(format!(
                "the game has {} types, and refinements take at most 128: merge types that no \
                 payoff tells apart",
                game.types().len()
            )));
        }
        let channel = channel.map(|channel| (channel, SignalSets::new(game, channel)));
        Ok(RegionCache { game, channel, regions: RefCell::default() })
    }

    /// The messages that an outcome leaves unsent and that say something new.
    ///
    /// Through a channel such a message reaches information sets that what is sent does not reach;
    /// each of these must be reached by one message only.
    pub(super) fn unsent(&self, eq: &Equilibrium) -> Result<Vec<UnsentMessage>, Error> {
        let messages = 0..self.game.messages().len();
        let Some((channel, signals)) = &self.channel else {
            let unsent = messages.filter(|&m| eq.receiver(m).is_none());
            return Ok(unsent.map(|m| UnsentMessage::new(eq, m, self.regions(m))).collect());
        };
        let sends = |pair: &Pair| !eq.sender()[pair.t][pair.m].is_zero();
        let used = (0..signals.pairs.len()).filter(|&pair| sends(&signals.pairs[pair]));
        let reached = signals.reached(used);
        for (set, _) in signals.sets.iter().zip(&reached).filter(|(_, reached)| !**reached) {
            let mut origins = set.origins.iter().map(|&pair| signals.pairs[pair].m);
            let first = origins.next().unwrap_or_default();
            if let Some(other) = origins.find(|&m| m != first) {
                let messages = self.game.messages();
                return Err(Error::Game(format!(
                    "refinements need each signal that nobody expects to come from one message, \
                     and {:?} may follow {:?} and {:?}: leave them out",
                    channel.signals()[set.signal],
                    messages[first],
                    messages[other]
                )));
            }
        }
        let fresh = |m: usize| -> Vec<usize> {
            let reaches = |&k: &usize| {
                !reached[k]
                    && signals.sets[k].origins.iter().any(|&pair| signals.pairs[pair].m == m)
            };
            (0..signals.sets.len()).filter(reaches).collect()
        };
        let unsent = messages.filter(|&m| eq.sender().iter().all(|row| row[m].is_zero()));
        let unsent = unsent.map(|m| (m, fresh(m))).filter(|(_, at)| !at.is_empty());
        let of = |(m, at): (usize, Vec<usize>)| {
            let regions = self.cached((m, at.clone()), || {
                Regions::of_signals(signals, m, &at, usize::MAX, &unwinding)
            });
            UnsentMessage::of_signals(eq, (m, &at), signals, regions)
        };
        Ok(unsent.map(of).collect())
    }

    /// The best-reply regions of message `m`, where there is no channel.
    fn regions(&self, m: usize) -> Rc<Regions<IBig>> {
        self.cached((m, Vec::new()), || Regions::new(self.game, m, true, usize::MAX, &unwinding))
    }

    fn cached(
        &self,
        key: (usize, Vec<usize>),
        find: impl Fn() -> Result<Regions<IBig>, Abort>,
    ) -> Rc<Regions<IBig>> {
        let found = || find().expect("big integers do not overflow, and nothing limits the work");
        if let Some(known) = self.regions.borrow().get(&key) {
            return known.clone();
        }
        let regions = Rc::new(found());
        self.regions.borrow_mut().insert(key, regions.clone());
        regions
    }
}

/// A message that an outcome leaves unsent.
///
/// Through a channel its *readers* are the information sets that only it reaches, and the payoffs at
/// the others, where replies are what they are on the path, are parts of what a type has.
pub(super) struct UnsentMessage {
    pub(super) message: usize,
    /// The types that may send it.
    pub(super) senders: u128,
    pub(super) regions: Rc<Regions<IBig>>,
    /// `[reader]`: the signal that each reader sees, where there is a channel.
    pub(super) signals: Vec<usize>,
    /// `[t][a]`: the gain of type t from the action at position a of the regions' actions; empty for
    /// types that cannot send the message. With several readers the payoff by an action, for the
    /// first reader less what t has: gains add up.
    pub(super) payoffs: Vec<Vec<Q>>,
    /// The same, each row times a positive factor that makes it whole.
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

impl UnsentMessage {
    /// The message `m`, which the outcome must leave unsent.
    fn new(eq: &Equilibrium, m: usize, regions: Rc<Regions<IBig>>) -> UnsentMessage {
        let payoff = |t: usize, i: usize| eq.game().sender_payoff(t, m, regions.actions[i]).clone();
        let payoffs = gains(&regions, payoff, |t| eq.sender_payoffs()[t].clone());
        UnsentMessage::with_gains(m, regions, Vec::new(), payoffs)
    }

    /// The message `m`, which alone reaches the sets `at` through a channel.
    fn of_signals(
        eq: &Equilibrium,
        (m, at): (usize, &[usize]),
        signals: &SignalSets,
        regions: Rc<Regions<IBig>>,
    ) -> UnsentMessage {
        let pair = |t: usize| {
            let mut own = signals.of_type[t].iter();
            &signals.pairs[*own.find(|&&pair| signals.pairs[pair].m == m).expect("a sender")]
        };
        let payoff = |t: usize, i: usize| {
            let reader = regions.readers.iter().position(|r| r.actions.contains(&i));
            let k = at[reader.expect("the position of an action")];
            let reply = signals.sets[k].replies.iter().position(|&a| a == regions.actions[i]);
            let reach = pair(t).reaches.iter().find(|reach| reach.set == k);
            reach.map_or(Q::ZERO, |reach| reach.sender[reply.expect("a reply")].clone())
        };
        // at sets that are reached the replies are those of the outcome
        let settled = |t: usize| {
            let others = pair(t).reaches.iter().filter(|reach| !at.contains(&reach.set));
            let worth = |reach: &Reach| -> Q {
                let set = &signals.sets[reach.set];
                let reply = eq.receiver(set.signal).unwrap_or_default();
                set.replies.iter().zip(&reach.sender).map(|(&a, u)| &reply[a] * u).sum()
            };
            &eq.sender_payoffs()[t] - &others.map(worth).sum::<Q>()
        };
        let payoffs = gains(&regions, payoff, settled);
        let seen = at.iter().map(|&k| signals.sets[k].signal).collect();
        UnsentMessage::with_gains(m, regions, seen, payoffs)
    }

    fn with_gains(
        message: usize,
        regions: Rc<Regions<IBig>>,
        signals: Vec<usize>,
        payoffs: Vec<Vec<Q>>,
    ) -> UnsentMessage {
        let whole = |row: &Vec<Q>| integers(row).expect("a big integer holds every integer");
        let gains = payoffs.iter().map(whole).collect();
        UnsentMessage { message, senders: regions.senders, regions, signals, payoffs, gains }
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

/// `[t][a]`: what each sender of a message gets by each action, for the first reader less what it
/// `has`.
fn gains(
    regions: &Regions<IBig>,
    payoff: impl Fn(usize, usize) -> Q,
    has: impl Fn(usize) -> Q,
) -> Vec<Vec<Q>> {
    let types = regions.receiver.width();
    let of_type = |t: usize| -> Vec<Q> {
        if regions.senders >> t & 1 == 0 {
            return Vec::new();
        }
        let has = has(t);
        let of = |i: usize| match regions.readers[0].actions.contains(&i) {
            true => payoff(t, i) - &has,
            false => payoff(t, i),
        };
        (0..regions.actions.len()).map(of).collect()
    };
    (0..types).map(of_type).collect()
}
