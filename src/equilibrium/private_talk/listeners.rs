//! Who hears what: the audiences of a game, with the words that each alone hears.

use std::ops::Range;

use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::integers;
use crate::game::Game;

/// An audience as a listener: its information sets and the number of its words.
#[derive(Clone, Debug)]
pub(super) struct Listener {
    /// The indices of its information sets.
    pub(super) sets: Vec<usize>,
    /// The number of its words, 1 where it hears none.
    pub(super) words: usize,
}

/// The game with its listeners.
#[derive(Clone, Debug)]
pub(super) struct Listeners<'g> {
    pub(super) game: &'g Game,
    pub(super) all: Vec<Listener>,
}

impl<'g> Listeners<'g> {
    pub(super) fn new(game: &'g Game) -> Listeners<'g> {
        let sets = game.information_sets();
        let readers = game.readers();
        let of = |i: usize| Listener {
            sets: (0..sets.len()).filter(|&r| sets[r].audience() == i).collect(),
            words: readers.get(i).map_or(1, |reader| reader.words().len().max(1)),
        };
        Listeners { game, all: (0..readers.len().max(1)).map(of).collect() }
    }

    pub(super) fn types(&self) -> usize {
        self.game.types().len()
    }

    pub(super) fn messages(&self) -> usize {
        self.game.messages().len()
    }

    /// The types that can send m, as a set.
    pub(super) fn senders(&self, m: usize) -> u128 {
        self.game.senders(m).fold(0, |set, t| set | 1 << t)
    }

    /// The actions of an information set that may follow m.
    pub(super) fn open(&self, r: usize, m: usize) -> Vec<usize> {
        let own: Range<usize> = self.game.information_sets()[r].actions();
        self.game.replies(m).iter().copied().filter(|a| own.contains(a)).collect()
    }

    /// `[action][t]`: what an information set gets after m by its open actions, in one scale; 0 of
    /// types that cannot send m.
    pub(super) fn worth<I: Int>(&self, r: usize, m: usize) -> Result<Vec<Vec<I>>, Overflow> {
        let (open, types) = (self.open(r, m), self.types());
        let can = self.senders(m);
        let cell = |a: usize, t: usize| match can >> t & 1 {
            1 => self.game.receiver_payoff(t, m, a).clone(),
            _ => Q::ZERO,
        };
        let flat: Vec<Q> = open.iter().flat_map(|&a| (0..types).map(move |t| cell(a, t))).collect();
        Ok(integers::<I>(&flat)?.chunks(types).map(<[I]>::to_vec).collect())
    }

    /// `[t][action]`: what each type gets after m from one audience, by flat action, in one scale,
    /// and the scale.
    pub(super) fn given<I: Int>(&self, i: usize, m: usize) -> Result<(Vec<Vec<I>>, I), Overflow> {
        let actions = self.game.actions().len();
        let own: Vec<usize> = self.all[i].sets.iter().flat_map(|&r| self.open(r, m)).collect();
        let mut flat = vec![Q::ONE];
        for t in 0..self.types() {
            let mut row = vec![Q::ZERO; actions];
            if self.senders(m) >> t & 1 == 1 {
                own.iter().for_each(|&a| row[a] = self.game.sender_payoff(t, m, a).clone());
            }
            flat.extend(row);
        }
        let flat = integers::<I>(&flat)?;
        let rows = flat[1..].chunks(actions).map(<[I]>::to_vec).collect();
        Ok((rows, flat[0].clone()))
    }
}

/// The nonempty subsets of a set.
pub(super) fn subsets(set: u128) -> impl Iterator<Item = u128> {
    let places: Vec<usize> = members(set).collect();
    (1u128..1 << places.len()).map(move |code| {
        (0..places.len()).filter(|&i| code >> i & 1 == 1).fold(0, |set, i| set | 1 << places[i])
    })
}
