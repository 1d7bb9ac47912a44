//! A game in numbers of a path, scaled, and with its ties broken.

use super::number::Number;
use crate::exact::Q;
use crate::exact::random::Random;
use crate::game::Game;

/// The payoffs of a game, or of a part of its messages, with what the receiver gets from the noise.
///
/// Each type's payoffs are shifted and scaled over all messages, and after each message the
/// receiver's, times the prior, where what it gets whatever it does is left out. Small numbers that
/// look random are added to the payoffs from messages, to the noise and to the masses, to break
/// ties. What they are added to is multiplied by a unit, so that they are small as integers too.
pub(crate) struct Board<N> {
    pub types: usize,
    pub actions: usize,
    /// `[m]`: types that can send it.
    pub senders: Vec<Vec<usize>>,
    /// `[m]`: actions that may follow it.
    pub replies: Vec<Vec<usize>>,
    /// `[m][a][t]`
    sender: Vec<Vec<N>>,
    /// `[m][t][a]`, times the prior.
    receiver: Vec<Vec<N>>,
    /// What 1 is in the noise, the ties and the masses.
    pub unit: N,
    /// `[m][a]`: what the receiver gets from the noise.
    pub noise: Vec<Vec<N>>,
    /// `[m][t]`: breaks the ties of types.
    pub bonus: Vec<Vec<N>>,
    /// `[t]`: nearly 1.
    pub mass: Vec<N>,
}

/// The largest exponent of the noise of one message: types weigh like powers of random numbers.
const PEAKED: i32 = 8;

impl<N: Number> Board<N> {
    /// The whole game, without noise.
    pub fn new(game: &Game, unit: N) -> Board<N> {
        let (types, messages) = (game.types().len(), game.messages().len());
        let actions = game.actions().len();
        let senders: Vec<Vec<usize>> = (0..messages).map(|m| game.senders(m).collect()).collect();
        let replies: Vec<Vec<usize>> = (0..messages).map(|m| game.replies(m).to_vec()).collect();
        let mut board = Board {
            types,
            actions,
            senders,
            replies,
            sender: vec![vec![N::ZERO; types * actions]; messages],
            receiver: vec![vec![N::ZERO; types * actions]; messages],
            unit,
            noise: Vec::new(),
            bonus: Vec::new(),
            mass: Vec::new(),
        };
        board.fill_sender(game);
        board.fill_receiver(game);
        board
    }

    fn fill_sender(&mut self, game: &Game) {
        for t in 0..self.types {
            let open = (0..self.senders.len()).filter(|&m| game.is_available(t, m));
            let reached: Vec<(usize, usize)> =
                open.flat_map(|m| self.replies[m].iter().map(move |&a| (m, a))).collect();
            let payoffs: Vec<&Q> =
                reached.iter().map(|&(m, a)| game.sender_payoff(t, m, a)).collect();
            for ((m, a), u) in reached.iter().zip(N::scaled(&payoffs, payoffs.len())) {
                self.sender[*m][a * self.types + t] = u;
            }
        }
    }

    fn fill_receiver(&mut self, game: &Game) {
        for (m, table) in self.receiver.iter_mut().enumerate() {
            let (senders, replies) = (&self.senders[m], &self.replies[m]);
            let of_type = |&t: &usize| {
                replies.iter().map(move |&a| &game.prior()[t] * game.receiver_payoff(t, m, a))
            };
            let gains: Vec<Q> = senders.iter().flat_map(of_type).collect();
            let gains = N::scaled(&gains.iter().collect::<Vec<&Q>>(), replies.len());
            for (&t, gains) in senders.iter().zip(gains.chunks(replies.len())) {
                for (&a, gain) in replies.iter().zip(gains) {
                    table[t * self.actions + a] = gain.clone();
                }
            }
        }
    }

    /// The part with these messages and with noise, even or random.
    pub fn part(&self, messages: &[usize], even: bool, random: &mut Random) -> Board<N> {
        let pick = |tables: &[Vec<N>]| messages.iter().map(|&m| tables[m].clone()).collect();
        let mut part = Board {
            types: self.types,
            actions: self.actions,
            senders: messages.iter().map(|&m| self.senders[m].clone()).collect(),
            replies: messages.iter().map(|&m| self.replies[m].clone()).collect(),
            sender: pick(&self.sender),
            receiver: pick(&self.receiver),
            unit: self.unit.clone(),
            noise: Vec::new(),
            bonus: Vec::new(),
            mass: Vec::new(),
        };
        part.stir(if even { 0 } else { 1 }, random);
        part
    }

    /// One message against an outside option that is worth so much to each type, with noise from a
    /// few types above all.
    pub fn entry(&self, m: usize, worth: &[N], random: &mut Random) -> Board<N> {
        let nothing = || vec![N::ZERO; self.types * self.actions];
        let mut outside = nothing();
        outside[..self.types].clone_from_slice(worth);
        let mut entry = Board {
            types: self.types,
            actions: self.actions,
            senders: vec![self.senders[m].clone(), (0..self.types).collect()],
            replies: vec![self.replies[m].clone(), vec![0]],
            sender: vec![self.sender[m].clone(), outside],
            receiver: vec![self.receiver[m].clone(), nothing()],
            unit: self.unit.clone(),
            noise: Vec::new(),
            bonus: Vec::new(),
            mass: Vec::new(),
        };
        entry.stir(PEAKED, random);
        // entry is never worth more for a tie
        entry.bonus[0].iter_mut().for_each(|b| *b = b.negated());
        entry
    }

    /// Noise in proportion to a power of random numbers, and what breaks ties.
    fn stir(&mut self, power: i32, random: &mut Random) {
        let share = 1.0 / self.senders.len() as f64;
        for (m, senders) in self.senders.iter().enumerate() {
            let mut noise = vec![N::ZERO; self.actions];
            for &t in senders {
                let weight = self.unit.times(&N::weight(share, random.next().powi(power)));
                let gains = &self.receiver[m][t * self.actions..][..self.actions];
                noise.iter_mut().zip(gains).for_each(|(n, gain)| n.add(&weight, gain));
            }
            for n in &mut noise {
                *n = n.plus(&N::nudge(share * random.next()));
            }
            self.noise.push(noise);
            self.bonus.push((0..self.types).map(|_| N::nudge(random.next())).collect());
        }
        self.mass = (0..self.types).map(|_| self.unit.plus(&N::nudge(random.next()))).collect();
    }

    /// What each type gets from `m` and the reply `a`.
    pub fn sender(&self, m: usize, a: usize) -> &[N] {
        &self.sender[m][a * self.types..][..self.types]
    }

    /// What the receiver gets from each reply to `m` sent by `t`.
    pub fn receiver(&self, m: usize, t: usize) -> &[N] {
        &self.receiver[m][t * self.actions..][..self.actions]
    }
}
