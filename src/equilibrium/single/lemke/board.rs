//! A game in floating point, scaled, and with its ties broken.

use crate::exact::Q;
use crate::game::Game;

/// The payoffs of a game, or of a part of its messages, with what the receiver gets from the noise.
///
/// A type's payoffs are scaled to a range of 1 over all messages, the receiver's to a largest loss
/// of 1 after each message, where what it gets whatever it does is left out. Small numbers that look
/// random are added to the payoffs from messages, to the noise and to the masses, to break ties.
pub(super) struct Board {
    pub types: usize,
    pub actions: usize,
    /// `[m]`: types that can send it.
    pub senders: Vec<Vec<usize>>,
    /// `[m]`: actions that may follow it.
    pub replies: Vec<Vec<usize>>,
    /// `[m][a][t]`
    sender: Vec<Vec<f64>>,
    /// `[m][t][a]`, times the prior.
    receiver: Vec<Vec<f64>>,
    /// `[m][a]`: what the receiver gets from the noise.
    pub noise: Vec<Vec<f64>>,
    /// `[m][t]`: breaks the ties of types.
    pub bonus: Vec<Vec<f64>>,
    /// `[t]`: nearly 1.
    pub mass: Vec<f64>,
    /// `[t]`: the least payoff of the game, and the range by which payoffs are scaled.
    scales: Vec<[f64; 2]>,
}

/// The size of what breaks ties.
const NUDGE: f64 = 1e-6;

/// The largest exponent of the noise of one message: types weigh like powers of random numbers.
const PEAKED: i32 = 8;

impl Board {
    /// The whole game, without noise.
    pub fn new(game: &Game) -> Board {
        let (types, messages) = (game.types().len(), game.messages().len());
        let actions = game.actions().len();
        let senders: Vec<Vec<usize>> = (0..messages).map(|m| game.senders(m).collect()).collect();
        let replies: Vec<Vec<usize>> = (0..messages).map(|m| game.replies(m).to_vec()).collect();
        let mut board = Board {
            types,
            actions,
            senders,
            replies,
            sender: vec![vec![0.0; types * actions]; messages],
            receiver: vec![vec![0.0; types * actions]; messages],
            noise: vec![vec![0.0; actions]; messages],
            bonus: vec![vec![0.0; types]; messages],
            mass: vec![1.0; types],
            scales: Vec::new(),
        };
        board.fill_sender(game);
        board.fill_receiver(game);
        board
    }

    fn fill_sender(&mut self, game: &Game) {
        let mut ranges = vec![[f64::MAX, f64::MIN]; self.types];
        for (m, table) in self.sender.iter_mut().enumerate() {
            for &a in &self.replies[m] {
                for &t in &self.senders[m] {
                    let u = game.sender_payoff(t, m, a).to_f64();
                    table[a * self.types + t] = u;
                    ranges[t] = [ranges[t][0].min(u), ranges[t][1].max(u)];
                }
            }
        }
        let range = |[low, high]: [f64; 2]| if high > low { high - low } else { 1.0 };
        self.scales = ranges.into_iter().map(|ends| [ends[0], range(ends)]).collect();
        for line in self.sender.iter_mut().flat_map(|table| table.chunks_mut(self.types)) {
            line.iter_mut().zip(&self.scales).for_each(|(u, [low, range])| *u = (*u - low) / range);
        }
    }

    /// Payoffs of the types on the scale of the board.
    pub fn scaled(&self, payoffs: &[Q]) -> Vec<f64> {
        let each = payoffs.iter().zip(&self.scales);
        each.map(|(u, [low, range])| (u.to_f64() - low) / range).collect()
    }

    fn fill_receiver(&mut self, game: &Game) {
        for (m, table) in self.receiver.iter_mut().enumerate() {
            let mut most = 0.0f64;
            for &t in &self.senders[m] {
                let p = game.prior()[t].to_f64();
                let payoff = |a: &usize| game.receiver_payoff(t, m, *a).to_f64();
                let best = self.replies[m].iter().map(payoff).fold(f64::MIN, f64::max);
                for a in &self.replies[m] {
                    let gain = p * (payoff(a) - best);
                    table[t * self.actions + a] = gain;
                    most = most.max(-gain);
                }
            }
            if most > 0.0 {
                table.iter_mut().for_each(|u| *u /= most);
            }
        }
    }

    /// The part with these messages and with noise, even or random.
    pub fn part(&self, messages: &[usize], even: bool, random: &mut Random) -> Board {
        let pick = |tables: &[Vec<f64>]| messages.iter().map(|&m| tables[m].clone()).collect();
        let mut part = Board {
            types: self.types,
            actions: self.actions,
            senders: messages.iter().map(|&m| self.senders[m].clone()).collect(),
            replies: messages.iter().map(|&m| self.replies[m].clone()).collect(),
            sender: pick(&self.sender),
            receiver: pick(&self.receiver),
            noise: Vec::new(),
            bonus: Vec::new(),
            mass: Vec::new(),
            scales: Vec::new(),
        };
        part.stir(if even { 0 } else { 1 }, random);
        part
    }

    /// One message against an outside option that is worth so much to each type, with noise from a
    /// few types above all.
    pub fn entry(&self, m: usize, worth: &[f64], random: &mut Random) -> Board {
        let mut outside = vec![0.0; self.types * self.actions];
        outside[..self.types].copy_from_slice(worth);
        let mut entry = Board {
            types: self.types,
            actions: self.actions,
            senders: vec![self.senders[m].clone(), (0..self.types).collect()],
            replies: vec![self.replies[m].clone(), vec![0]],
            sender: vec![self.sender[m].clone(), outside],
            receiver: vec![self.receiver[m].clone(), vec![0.0; self.types * self.actions]],
            noise: Vec::new(),
            bonus: Vec::new(),
            mass: Vec::new(),
            scales: Vec::new(),
        };
        entry.stir(PEAKED, random);
        // entry is never worth more for a tie
        entry.bonus[0].iter_mut().for_each(|b| *b = -*b);
        entry
    }

    /// Noise in proportion to a power of random numbers, and what breaks ties.
    fn stir(&mut self, power: i32, random: &mut Random) {
        let share = 1.0 / self.senders.len() as f64;
        for (m, senders) in self.senders.iter().enumerate() {
            let mut noise = vec![0.0; self.actions];
            for &t in senders {
                let weight = share * random.next().powi(power);
                let gains = &self.receiver[m][t * self.actions..][..self.actions];
                noise.iter_mut().zip(gains).for_each(|(n, gain)| *n += weight * gain);
            }
            noise.iter_mut().for_each(|n| *n += NUDGE * share * random.next());
            self.noise.push(noise);
            self.bonus.push((0..self.types).map(|_| NUDGE * random.next()).collect());
        }
        self.mass = (0..self.types).map(|_| 1.0 + NUDGE * random.next()).collect();
    }

    /// What each type gets from `m` and the reply `a`.
    pub fn sender(&self, m: usize, a: usize) -> &[f64] {
        &self.sender[m][a * self.types..][..self.types]
    }

    /// What the receiver gets from each reply to `m` sent by `t`.
    pub fn receiver(&self, m: usize, t: usize) -> &[f64] {
        &self.receiver[m][t * self.actions..][..self.actions]
    }
}

/// Splitmix64 (Steele, Lea and Flood 2014): the same numbers in every run.
pub(super) struct Random(pub u64);

impl Random {
    /// A number in `[0, 1)`.
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() * bound as f64) as usize
    }
}
