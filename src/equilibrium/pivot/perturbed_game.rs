//! A game as a path follows it: scaled, with noise among its senders and its ties broken.

use super::number::PathNumber;
use crate::exact::Q;
use crate::exact::random::Random;
use crate::game::Game;

/// The payoffs of a game, or of some of its messages, with the receiver's payoffs from the noise.
///
/// Each type's payoffs are shifted and scaled over all messages. The receiver's payoffs, times the
/// prior, are shifted and scaled after each message, since only their differences matter. To break
/// ties, small pseudorandom numbers are added to the payoffs from messages, to the noise and to the
/// masses. The numbers they are added to are multiplied by `unit`, so that the perturbations are
/// relatively small in integers too.
pub(super) struct PerturbedGame<N> {
    pub(super) types: usize,
    actions: usize,
    /// `[m]`: types that can send it.
    pub(super) senders: Vec<Vec<usize>>,
    /// `[m]`: actions that may follow it.
    pub(super) replies: Vec<Vec<usize>>,
    /// `[m][a][t]`
    sender: Vec<Vec<N>>,
    /// `[m][t][a]`, times the prior.
    receiver: Vec<Vec<N>>,
    /// The number that stands for 1 in the noise, the perturbations and the masses.
    pub(super) unit: N,
    /// `[m][a]`: the receiver's payoff from the noise.
    pub(super) noise: Vec<Vec<N>>,
    /// `[m][t]`: the perturbation of the type's payoffs from the message.
    pub(super) bonus: Vec<Vec<N>>,
    /// `[t]`: the sum of the type's probabilities where there is no noise, 1 plus a perturbation.
    pub(super) mass: Vec<N>,
}

/// The exponent of the noise that favours a few types: types have powers of random numbers as
/// weights. Not measured on a bench of its own; a wrong value finds fewer deterring replies.
const PEAKED: i32 = 8;

impl<N: PathNumber> PerturbedGame<N> {
    /// The whole game, without noise or perturbations.
    pub(super) fn new(game: &Game, unit: N) -> PerturbedGame<N> {
        let (types, messages) = (game.types().len(), game.messages().len());
        let actions = game.actions().len();
        let senders: Vec<Vec<usize>> = (0..messages).map(|m| game.senders(m).collect()).collect();
        let replies: Vec<Vec<usize>> = (0..messages).map(|m| game.replies(m).to_vec()).collect();
        let mut whole = PerturbedGame {
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
        whole.fill_sender(game);
        whole.fill_receiver(game);
        whole
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

    /// The game restricted to these messages, without noise or perturbations.
    fn part(&self, messages: &[usize]) -> PerturbedGame<N> {
        let pick = |tables: &[Vec<N>]| messages.iter().map(|&m| tables[m].clone()).collect();
        PerturbedGame {
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
        }
    }

    /// The game restricted to these messages, with noise that is even or random over types.
    pub(super) fn restricted_to(
        &self,
        messages: &[usize],
        even: bool,
        random: &mut Random,
    ) -> PerturbedGame<N> {
        let mut part = self.part(messages);
        part.perturb(if even { 0 } else { 1 }, random);
        part
    }

    /// The game of one message against an outside option with these payoffs `worth[t]`, under noise
    /// that favours a few types.
    pub(super) fn against_option(
        &self,
        m: usize,
        worth: &[N],
        random: &mut Random,
    ) -> PerturbedGame<N> {
        let nothing = || vec![N::ZERO; self.types * self.actions];
        let mut outside = nothing();
        outside[..self.types].clone_from_slice(worth);
        let mut entry = self.part(&[m]);
        entry.senders.push((0..self.types).collect());
        entry.replies.push(vec![0]);
        entry.sender.push(outside);
        entry.receiver.push(nothing());
        entry.perturb(PEAKED, random);
        // where a type is indifferent, it must not send the message
        entry.bonus[0].iter_mut().for_each(|b| *b = -b.clone());
        entry
    }

    /// Sets the noise, in proportion to a power of random numbers, and the perturbations.
    fn perturb(&mut self, power: i32, random: &mut Random) {
        let share = 1.0 / self.senders.len() as f64;
        for (m, senders) in self.senders.iter().enumerate() {
            let mut noise = vec![N::ZERO; self.actions];
            for &t in senders {
                let weight = self.unit.times(&N::weight(share, random.next().powi(power)));
                let gains = &self.receiver[m][t * self.actions..][..self.actions];
                noise.iter_mut().zip(gains).for_each(|(n, gain)| n.add_product(&weight, gain));
            }
            for n in &mut noise {
                *n = n.clone() + &N::nudge(share * random.next());
            }
            self.noise.push(noise);
            self.bonus.push((0..self.types).map(|_| N::nudge(random.next())).collect());
        }
        self.mass = (0..self.types).map(|_| self.unit.clone() + &N::nudge(random.next())).collect();
    }

    /// `[t]`: each type's payoff from `m` and the reply `a`.
    pub(super) fn sender(&self, m: usize, a: usize) -> &[N] {
        &self.sender[m][a * self.types..][..self.types]
    }

    /// `[a]`: the receiver's payoff from each reply to `m`, times the prior of `t`.
    pub(super) fn receiver(&self, m: usize, t: usize) -> &[N] {
        &self.receiver[m][t * self.actions..][..self.actions]
    }
}
