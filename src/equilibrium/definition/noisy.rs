//! The check of a profile of a game with noise against the definition of sequential equilibrium.
//!
//! Beyond what [`verify`](super::verify) says, messages are seen as signals, each by one audience,
//! and the beliefs of all its readers at all signals come from one *chain*: mass vectors `x^1 = x,
//! x^2, ...` on pairs of a type and a message with disjoint supports, of which the first that
//! produces a signal is the belief there (Kreps and Wilson 1982: the limits of trembles of the
//! sender).
//!
//! A chain is built greedily. Take the pairs that are not played, and the masses y on these pairs at
//! which the replies are optimal wherever y is seen. Any such y that produces an open signal may be
//! the next link: take any chain, remove from it the pairs that y uses, and put y in front. A signal
//! that y does not produce is produced by none of these pairs, so that the masses behind it are
//! unchanged. There is no chain exactly when at some point no such y produces any signal that is left.

use super::verdict::{Condition, Failure, Verdict};
use super::verify::{check_choice, first_best};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::{NoisyGame, check_profile};

impl NoisyGame {
    /// Checks a profile against the definition of sequential equilibrium, exactly: `sender[t][m]`, and
    /// `receiver[s][a]` for every signal. For signals that are never seen, a chain of beliefs that
    /// makes the replies optimal is looked for.
    ///
    /// The verdict is that of [`verify`](super::verify::verify), with signals in the place of
    /// messages where it speaks of the receiver.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when an argument has the wrong shape or a row is not a distribution over what
    /// is possible; the sentence names the entry.
    pub fn verify(&self, sender: &[Vec<Q>], receiver: &[Vec<Q>]) -> Result<Verdict, Error> {
        let (game, channel) = (self.game(), self.channel());
        check_profile(game, channel, sender, receiver)?;
        let profile = NoisyProfile { noisy: self, sender, receiver };
        let mut failures = Vec::new();
        for (t, strategy) in sender.iter().enumerate() {
            let payoffs: Vec<(usize, Q)> = (0..game.messages().len())
                .filter(|&m| game.is_available(t, m))
                .map(|m| (m, profile.message_payoff(t, m)))
                .collect();
            check_choice(game, t, strategy, &payoffs, &mut failures);
        }
        let x = profile.masses();
        let mut chain = BeliefChain { places: places(self), ..BeliefChain::default() };
        chain.beliefs = vec![Vec::new(); receiver.len()];
        chain.done = vec![false; chain.places.len()];
        profile.follow(&mut chain, &x, "", &mut failures);
        profile.chain(&mut chain, &mut failures);
        let share = |t: usize, m: usize| &sender[t][m] * &profile.message_payoff(t, m);
        let gets = |t: usize| (0..game.messages().len()).map(|m| share(t, m)).sum();
        let worth = |s: usize| -> Q {
            let used = (0..receiver[s].len()).filter(|&a| !receiver[s][a].is_zero());
            used.map(|a| &receiver[s][a] * &profile.reply_payoff(s, a, &x)).sum()
        };
        Ok(Verdict {
            failures,
            later: Vec::new(),
            beliefs: chain.beliefs.into_iter().map(|mut of| of.swap_remove(0)).collect(),
            sender_payoffs: (0..game.types().len()).map(gets).collect(),
            receiver_payoff: (0..receiver.len()).map(worth).sum(),
        })
    }
}

/// A signal and the position of a reader who may see it.
type SignalPlace = (usize, usize);

/// All signals with their readers: those whom some type meets that may produce the signal.
fn places(noisy: &NoisyGame) -> Vec<SignalPlace> {
    let (game, channel) = (noisy.game(), noisy.channel());
    let mut all = Vec::new();
    for s in 0..channel.signals().len() {
        for (r, set) in game.information_sets().iter().enumerate() {
            let meets = |t: usize| {
                let mut chances = channel.noise()[t].iter();
                !set.weights()[t].is_zero() && chances.any(|row| !row[s].is_zero())
            };
            if set.audience() == channel.audience(s) && (0..game.types().len()).any(meets) {
                all.push((s, r));
            }
        }
    }
    all
}

/// A chain of beliefs under way.
#[derive(Default)]
struct BeliefChain {
    places: Vec<SignalPlace>,
    /// Which of them have a belief.
    done: Vec<bool>,
    /// `[s]`: the beliefs of somebody who sees the signal, one for each link that a reader goes by.
    beliefs: Vec<Vec<Vec<Q>>>,
}

/// Strategies of a game with noise.
struct NoisyProfile<'a> {
    noisy: &'a NoisyGame,
    sender: &'a [Vec<Q>],
    receiver: &'a [Vec<Q>],
}

/// Masses `[t][m]`.
type PlayedMasses = Vec<Vec<Q>>;

impl NoisyProfile<'_> {
    /// The masses of the sender's strategy.
    fn masses(&self) -> PlayedMasses {
        let rows = self.sender.iter().zip(self.noisy.game().prior());
        rows.map(|(row, p)| row.iter().map(|x| x * p).collect()).collect()
    }

    fn chance(&self, t: usize, m: usize, s: usize) -> &Q {
        &self.noisy.channel().noise()[t][m][s]
    }

    /// The chance that type t meets a reader.
    fn weight(&self, t: usize, r: usize) -> &Q {
        &self.noisy.game().information_sets()[r].weights()[t]
    }

    /// The pairs with positive mass that may produce a signal, each with mass times chance.
    fn behind<'x>(
        &'x self,
        s: usize,
        x: &'x PlayedMasses,
    ) -> impl Iterator<Item = (usize, usize, Q)> + 'x {
        let cells = x
            .iter()
            .enumerate()
            .flat_map(|(t, row)| row.iter().enumerate().map(move |(m, mass)| (t, m, mass)));
        cells
            .filter(move |&(t, m, mass)| !mass.is_zero() && !self.chance(t, m, s).is_zero())
            .map(move |(t, m, mass)| (t, m, mass * self.chance(t, m, s)))
    }

    /// Do the masses lead to a reader with a signal?
    fn is_seen(&self, (s, r): SignalPlace, x: &PlayedMasses) -> bool {
        self.behind(s, x).any(|(t, ..)| !self.weight(t, r).is_zero())
    }

    /// Checks the replies of the readers who have no belief yet and to whom some masses lead.
    fn follow(
        &self,
        chain: &mut BeliefChain,
        x: &PlayedMasses,
        why: &str,
        failures: &mut Vec<Failure>,
    ) {
        for i in (0..chain.places.len()).filter(|&i| !chain.done[i]).collect::<Vec<_>>() {
            let (s, r) = chain.places[i];
            if self.is_seen((s, r), x) {
                chain.done[i] = true;
                let belief = self.belief(s, x);
                if !chain.beliefs[s].contains(&belief) {
                    chain.beliefs[s].push(belief);
                }
                self.check_reply((s, r), x, why, failures);
            }
        }
    }

    /// The belief about the type after a signal that the masses produce.
    fn belief(&self, s: usize, x: &PlayedMasses) -> Vec<Q> {
        let mut belief = vec![Q::ZERO; x.len()];
        self.behind(s, x).for_each(|(t, _, mass)| belief[t] += &mass);
        let total: Q = belief.iter().sum();
        belief.into_iter().map(|mass| mass / &total).collect()
    }

    /// The expected payoff of type t from message m.
    fn message_payoff(&self, t: usize, m: usize) -> Q {
        let game = self.noisy.game();
        let at = |s: usize| -> Q {
            let used = self.receiver[s].iter().enumerate().filter(|(_, q)| !q.is_zero());
            used.map(|(a, q)| q * game.sender_payoff(t, m, a)).sum()
        };
        let seen = (0..self.receiver.len()).filter(|&s| !self.chance(t, m, s).is_zero());
        seen.map(|s| self.chance(t, m, s) * &at(s)).sum()
    }

    /// The receiver's payoff from an action after a signal, times the mass behind it.
    fn reply_payoff(&self, s: usize, a: usize, x: &PlayedMasses) -> Q {
        let game = self.noisy.game();
        self.behind(s, x).map(|(t, m, mass)| &mass * game.receiver_payoff(t, m, a)).sum()
    }

    /// Records each reply of a reader to a signal that is not best against masses that lead to it.
    fn check_reply(
        &self,
        (s, r): SignalPlace,
        x: &PlayedMasses,
        why: &str,
        failures: &mut Vec<Failure>,
    ) {
        let (game, channel) = (self.noisy.game(), self.noisy.channel());
        let total: Q = self.behind(s, x).map(|(t, _, mass)| &mass * self.weight(t, r)).sum();
        let worth = |&a: &usize| (a, self.reply_payoff(s, a, x) / &total);
        let payoffs: Vec<(usize, Q)> = self.open(s, r).map(worth).collect();
        let Some((best, most)) = first_best(&payoffs) else { return };
        for (a, payoff) in &payoffs {
            if self.receiver[s][*a].is_zero() || payoff == most {
                continue;
            }
            let amount = most - payoff;
            let (signal, action) = (channel.own_label(s), game.own_action(*a));
            let better = game.own_action(best);
            let who = game.reader_label(r);
            failures.push(Failure {
                word: None,
                condition: Condition::ReceiverOptimality,
                type_label: None,
                reader: (!game.readers().is_empty()).then(|| who.clone()),
                message: signal.into(),
                action: Some(action.into()),
                better: Some(better.into()),
                sentence: format!(
                    "after the signal {signal:?}{why} {who} gains {amount} by replying {better:?} \
                     instead of {action:?}"
                ),
                amount,
            });
        }
    }

    /// The actions of a reader that may follow a signal.
    fn open(&self, s: usize, r: usize) -> impl Iterator<Item = &usize> {
        let own = self.noisy.game().information_sets()[r].actions();
        self.noisy.channel().replies(s).iter().filter(move |a| own.contains(a))
    }

    /// Looks for a chain of beliefs of the readers who have none yet. Where there is none, records
    /// the replies that are worst at the beliefs that come closest.
    fn chain(&self, chain: &mut BeliefChain, failures: &mut Vec<Failure>) {
        let game = self.noisy.game();
        let every = (0..game.types().len()).flat_map(|t| {
            let open = (0..game.messages().len()).filter(move |&m| game.is_available(t, m));
            open.map(move |m| (t, m))
        });
        let mut free: Vec<(usize, usize)> =
            every.filter(|&(t, m)| self.sender[t][m].is_zero()).collect();
        loop {
            let places = chain.places.iter().zip(&chain.done);
            let open: Vec<SignalPlace> =
                places.filter(|(_, done)| !**done).map(|(place, _)| *place).collect();
            if open.is_empty() {
                return;
            }
            let link = self.link(&free, &open);
            let why = ", which is never seen, at every belief that fits the others";
            let unmet = ", where it is not expected, at every belief that fits the others";
            let why = if game.readers().is_empty() { why } else { unmet };
            self.follow(chain, &link, why, failures);
            free.retain(|&(t, m)| link[t][m].is_zero());
        }
    }

    /// Masses on free pairs that lead to open places, at which the largest gain over a reply in use
    /// is smallest: 0 exactly when there is a link.
    ///
    /// ```text
    /// minimise v >= 0 over masses y >= 0 that lead to open places with mass 1, and numbers w_k
    /// subject to  w_k >= sum y N uR[.,.,a]      for every a that may be taken at an open place k,
    ///             w_k - sum y N uR[.,.,a] <= v  for every a in use.
    /// ```
    fn link(&self, free: &[(usize, usize)], open: &[SignalPlace]) -> PlayedMasses {
        let game = self.noisy.game();
        let mut lp = Program::new();
        let produced = |t: usize, m: usize| -> Q {
            open.iter().map(|&(s, r)| self.chance(t, m, s) * self.weight(t, r)).sum()
        };
        let pairs: Vec<(usize, usize, Q)> = (free.iter())
            .map(|&(t, m)| (t, m, produced(t, m)))
            .filter(|(.., chance)| !chance.is_zero())
            .collect();
        let masses: Vec<usize> = pairs.iter().map(|_| lp.variable(Q::ZERO)).collect();
        lp.equal(masses.iter().zip(&pairs).map(|(&y, (.., chance))| (y, chance.clone())), Q::ONE);
        let gain = lp.variable(-Q::ONE);
        for &(s, r) in open {
            let most = lp.free(Q::ZERO);
            for &a in self.open(s, r) {
                let payoff = |sign: &Q| -> Vec<(usize, Q)> {
                    let cells = masses.iter().zip(&pairs);
                    let worth = |t: usize, m: usize| {
                        &(sign * self.chance(t, m, s)) * game.receiver_payoff(t, m, a)
                    };
                    cells.map(|(&y, (t, m, _))| (y, worth(*t, *m))).collect()
                };
                let mut row = payoff(&Q::ONE);
                row.push((most, -Q::ONE));
                lp.at_most(row, Q::ZERO);
                if self.receiver[s][a].is_positive() {
                    let mut row = payoff(&-Q::ONE);
                    row.extend([(most, Q::ONE), (gain, -Q::ONE)]);
                    lp.at_most(row, Q::ZERO);
                }
            }
        }
        let Solution::Optimal { primal, .. } = lp.solve() else {
            unreachable!("some free pair leads to an open place, and v is at least 0")
        };
        let mut link = vec![vec![Q::ZERO; game.messages().len()]; game.types().len()];
        for (&y, (t, m, _)) in masses.iter().zip(&pairs) {
            link[*t][*m] = primal[y].clone();
        }
        link
    }
}
