//! The receiver observes the message with noise (Bagwell 1995).
//!
//! A type sends m, and the receiver sees the signal s with probability `N[m,s] > 0`. Since every
//! signal comes about whatever is sent, beliefs are always Bayes's, and an equilibrium is a pair of
//! `x[t,m]`, masses with sums `p_t`, and `rho[s,a]`, each a best reply to the other:
//!
//! ```text
//! v_s >= sum_{t,m} x[t,m] N[m,s] uR[t,m,a]                   for all a, with equality where rho > 0,
//! u_t >= sum_{s,a} N[m,s] rho[s,a] uS[t,m,a]                 for all m, with equality where x > 0.
//! ```
//!
//! So extreme equilibria are pairs of vertices of two polyhedra, as of a matrix game (Mangasarian
//! 1964), and every equilibrium is a mixture of such pairs.
//!
//! What a leader gains by moving first is gone in pure strategies as soon as there is any noise
//! (Bagwell 1995); a mixed equilibrium near it is left (van Damme and Hurkens 1997).

use super::control::{Monitor, Unwatched};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::Program;
use crate::game::{Game, check_text};

/// The most vertices of either polyhedron, and of intermediate ones on the way.
const MAX_VERTICES: usize = 20_000;

/// A signalling game whose messages are observed with noise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoisyGame {
    game: Game,
    signals: Vec<String>,
    /// `[m][s]`.
    noise: Vec<Vec<Q>>,
}

/// An extreme equilibrium of a game with noise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoisyEquilibrium {
    /// `[t][m]`: how likely type t sends m.
    pub sender: Vec<Vec<Q>>,
    /// `[s][a]`: how likely signal s is answered by a.
    pub receiver: Vec<Vec<Q>>,
    /// `[s][t]`: the probability of type t after signal s.
    pub beliefs: Vec<Vec<Q>>,
    /// `[t]`: what each type gets.
    pub sender_payoffs: Vec<Q>,
    /// What the receiver gets on average.
    pub receiver_payoff: Q,
}

impl NoisyGame {
    /// The game when message m is seen as signal s with probability `noise[m][s]`.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when a row is no distribution over the signals, some signal may be missing
    /// after some message, or types or replies are restricted by messages.
    ///
    /// ```
    /// use schelling::equilibrium::NoisyGame;
    /// use schelling::{Game, Q};
    ///
    /// // Bagwell 1995: the leader would commit to S if it were seen, and is not believed at 1/100
    /// let q = |text: &str| text.parse::<Q>().unwrap();
    /// let cells = |rows: [[i64; 2]; 2]| vec![rows.map(|row| row.map(Q::from).to_vec()).to_vec()];
    /// let game = Game::builder()
    ///     .messages(["S", "C"]).actions(["S", "C"]).types(["leader"]).prior([Q::ONE])
    ///     .sender(cells([[5, 3], [6, 4]])).receiver(cells([[2, 1], [3, 4]]))
    ///     .build()?;
    /// let noise = vec![vec![q("99/100"), q("1/100")], vec![q("1/100"), q("99/100")]];
    /// let noisy = NoisyGame::new(&game, ["S", "C"], noise)?;
    /// let all = noisy.equilibria()?;
    /// assert!(all.iter().any(|eq| eq.sender[0] == [q("0"), q("1")]));
    /// assert!(all.iter().all(|eq| eq.sender[0] != [q("1"), q("0")]));
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn new<L: Into<String>>(
        game: &Game,
        signals: impl IntoIterator<Item = L>,
        noise: Vec<Vec<Q>>,
    ) -> Result<NoisyGame, Error> {
        let signals: Vec<String> = signals.into_iter().map(Into::into).collect();
        for (s, label) in signals.iter().enumerate() {
            check_text(|| format!("signals[{s}]"), label).map_err(Error::Game)?;
        }
        let (types, messages) = (game.types().len(), game.messages().len());
        let whole = (0..messages).all(|m| {
            game.replies(m).len() == game.actions().len()
                && (0..types).all(|t| game.is_available(t, m))
        });
        if !whole {
            return Err(Error::Game(
                "noise is defined for games in which every type can send every message and every \
                 action can follow"
                    .into(),
            ));
        }
        if noise.len() != messages {
            return Err(Error::Game(format!(
                "noise: there are {} rows, but {messages} messages: give one for each",
                noise.len()
            )));
        }
        for (row, message) in noise.iter().zip(game.messages()) {
            let sum: Q = row.iter().sum();
            if row.len() != signals.len() || sum != Q::ONE {
                return Err(Error::Game(format!(
                    "noise[{message:?}]: give one probability for each signal ({}), with sum 1",
                    signals.join(", ")
                )));
            }
            if let Some(s) = row.iter().position(|x| !x.is_positive()) {
                return Err(Error::Game(format!(
                    "noise[{message:?}][{:?}] is {}: every signal needs a chance after every \
                     message (for messages seen as they are, solve the game itself)",
                    signals[s], row[s]
                )));
            }
        }
        Ok(NoisyGame { game: game.clone(), signals, noise })
    }

    /// The game that is observed with noise.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// Labels of the signals.
    pub fn signals(&self) -> &[String] {
        &self.signals
    }

    /// `[m][s]`: how likely message m is seen as signal s.
    pub fn noise(&self) -> &[Vec<Q>] {
        &self.noise
    }

    /// All extreme equilibria.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when there are more than 20,000 vertices on one side to compare.
    pub fn equilibria(&self) -> Result<Vec<NoisyEquilibrium>, Error> {
        self.equilibria_watched(&Unwatched)
    }

    /// [`NoisyGame::equilibria`], watched from outside.
    ///
    /// # Errors
    ///
    /// As there, and when the monitor asks to stop.
    pub fn equilibria_watched(
        &self,
        monitor: &dyn Monitor,
    ) -> Result<Vec<NoisyEquilibrium>, Error> {
        let game = &self.game;
        let (types, messages) = (game.types().len(), game.messages().len());
        let (signals, actions) = (self.signals.len(), game.actions().len());
        let index = |i: usize, j: usize, columns: usize| i * columns + j;
        // both players' payoffs above 0, so that what a best reply is worth is no free variable
        let lift = |payoff: &dyn Fn(usize, usize, usize) -> Q| -> Q {
            let cells = (0..types).flat_map(|t| (0..messages).map(move |m| (t, m)));
            let cells = cells.flat_map(|(t, m)| (0..actions).map(move |a| (t, m, a)));
            Q::ONE - cells.map(|(t, m, a)| payoff(t, m, a)).min().unwrap_or_default()
        };
        let up = lift(&|t, m, a| game.sender_payoff(t, m, a).clone());
        let reward = |s: usize, a: usize| {
            move |t: usize, m: usize| &self.noise[m][s] * game.receiver_payoff(t, m, a)
        };
        let lifted = lift(&|t, m, a| game.receiver_payoff(t, m, a).clone());
        let mut left = Program::new();
        let x: Vec<usize> = (0..types * messages).map(|_| left.variable(Q::ZERO)).collect();
        let v: Vec<usize> = (0..signals).map(|_| left.variable(-Q::ONE)).collect();
        for (t, p) in game.prior().iter().enumerate() {
            left.equal((0..messages).map(|m| (x[index(t, m, messages)], Q::ONE)), p.clone());
        }
        for (s, &value) in v.iter().enumerate() {
            for a in 0..actions {
                let pay = reward(s, a);
                let cells = (0..types).flat_map(|t| (0..messages).map(move |m| (t, m)));
                let row = cells.map(|(t, m)| {
                    (x[index(t, m, messages)], pay(t, m) + &lifted * &self.noise[m][s])
                });
                left.at_most(row.chain([(value, -Q::ONE)]), Q::ZERO);
            }
        }
        let mut right = Program::new();
        let rho: Vec<usize> = (0..signals * actions).map(|_| right.variable(Q::ZERO)).collect();
        let u: Vec<usize> = (0..types).map(|_| right.variable(-Q::ONE)).collect();
        for s in 0..signals {
            right.equal((0..actions).map(|a| (rho[index(s, a, actions)], Q::ONE)), Q::ONE);
        }
        for (t, &value) in u.iter().enumerate() {
            for m in 0..messages {
                let cells = (0..signals).flat_map(|s| (0..actions).map(move |a| (s, a)));
                let row = cells.map(|(s, a)| {
                    (
                        rho[index(s, a, actions)],
                        &self.noise[m][s] * &(game.sender_payoff(t, m, a) + &up),
                    )
                });
                right.at_most(row.chain([(value, -Q::ONE)]), Q::ZERO);
            }
        }
        let stopped = || Error::Limit("interrupted before there was an answer".into());
        let vertices = |program: Program| -> Result<Vec<Vec<Q>>, Error> {
            let program = program.with_objective(vec![Q::ZERO; program.width()]);
            match program.optimal_face_unless(MAX_VERTICES, &|| monitor.stop()) {
                None => Err(stopped()),
                Some(Some(face)) if face.complete => Ok(face.vertices),
                _ => Err(Error::Limit(format!(
                    "the game with noise has more than {MAX_VERTICES} vertices: take fewer \
                     messages, signals or actions"
                ))),
            }
        };
        let masses = vertices(left)?.into_iter().map(|x| rows(&x[..types * messages], messages));
        let masses: Vec<(Table, Labels)> = masses
            .map(|x| {
                let labels = Labels { used: used(&x), best: self.best_replies(&x) };
                (x, labels)
            })
            .collect();
        let replies = vertices(right)?.into_iter().map(|y| rows(&y[..signals * actions], actions));
        let replies: Vec<(Table, Labels)> = replies
            .map(|rho| {
                let labels = Labels { used: used(&rho), best: self.best_messages(&rho) };
                (rho, labels)
            })
            .collect();
        let mut found = Vec::new();
        for (x, left) in &masses {
            if monitor.stop() {
                return Err(stopped());
            }
            for (rho, right) in &replies {
                if left.used.is_within(&right.best) && right.used.is_within(&left.best) {
                    let eq = self.equilibrium(x, rho);
                    if !found.contains(&eq) {
                        found.push(eq);
                    }
                }
            }
        }
        Ok(found)
    }

    /// What a type gets from a message on average, against these replies.
    fn sender(&self, t: usize, m: usize, rho: &Table) -> Q {
        let cells = rho.iter().enumerate().flat_map(|(s, row)| {
            let used = row.iter().enumerate().filter(|(_, x)| !x.is_zero());
            used.map(move |(a, x)| (s, a, x))
        });
        cells.map(|(s, a, x)| &(&self.noise[m][s] * x) * self.game.sender_payoff(t, m, a)).sum()
    }

    /// What the receiver gets from an action after a signal, times the chance of the signal.
    fn receiver(&self, s: usize, a: usize, x: &Table) -> Q {
        let cells = x.iter().enumerate().flat_map(|(t, row)| {
            let used = row.iter().enumerate().filter(|(_, x)| !x.is_zero());
            used.map(move |(m, x)| (t, m, x))
        });
        cells.map(|(t, m, x)| &(&self.noise[m][s] * x) * self.game.receiver_payoff(t, m, a)).sum()
    }

    fn best_replies(&self, x: &Table) -> Set {
        let actions = self.game.actions().len();
        let payoffs =
            (0..self.signals.len()).map(|s| (0..actions).map(|a| self.receiver(s, a, x)).collect());
        most(&payoffs.collect())
    }

    fn best_messages(&self, rho: &Table) -> Set {
        let messages = self.game.messages().len();
        let payoffs = (0..self.game.types().len())
            .map(|t| (0..messages).map(|m| self.sender(t, m, rho)).collect());
        most(&payoffs.collect())
    }

    /// The profile of masses and replies, each of which is a best reply to the other.
    fn equilibrium(&self, x: &Table, rho: &Table) -> NoisyEquilibrium {
        let (types, signals) = (x.len(), rho.len());
        let joint = |t: usize, m: usize| &x[t][m] * &self.sender(t, m, rho);
        let prior = self.game.prior();
        let gets = |t: usize| -> Q { (0..x[t].len()).map(|m| joint(t, m)).sum() };
        let worth = |s: usize, a: usize| &rho[s][a] * &self.receiver(s, a, x);
        let pairs = (0..signals).flat_map(|s| (0..rho[s].len()).map(move |a| (s, a)));
        let beliefs = (0..signals).map(|s| {
            let mass = |t: usize| -> Q {
                x[t].iter().enumerate().map(|(m, x)| &self.noise[m][s] * x).sum()
            };
            let masses: Vec<Q> = (0..types).map(mass).collect();
            let total: Q = masses.iter().sum();
            masses.iter().map(|x| x / &total).collect()
        });
        let shares = |(row, p): (&Vec<Q>, &Q)| row.iter().map(|x| x / p).collect();
        NoisyEquilibrium {
            sender: x.iter().zip(prior).map(shares).collect(),
            receiver: rho.clone(),
            beliefs: beliefs.collect(),
            sender_payoffs: (0..types).map(|t| gets(t) / &prior[t]).collect(),
            receiver_payoff: pairs.map(|(s, a)| worth(s, a)).sum(),
        }
    }
}

type Table = Vec<Vec<Q>>;

/// The cells that a strategy uses, and those of the other player's that are best against it.
struct Labels {
    used: Set,
    best: Set,
}

/// A set of cells, by bits.
struct Set(Vec<u64>);

impl Set {
    fn of(cells: impl Iterator<Item = bool>) -> Set {
        let mut words = Vec::new();
        for (i, inside) in cells.enumerate() {
            if i % 64 == 0 {
                words.push(0);
            }
            words[i / 64] |= u64::from(inside) << (i % 64);
        }
        Set(words)
    }

    fn is_within(&self, other: &Set) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }
}

fn rows(numbers: &[Q], columns: usize) -> Table {
    numbers.chunks(columns).map(<[Q]>::to_vec).collect()
}

fn used(table: &Table) -> Set {
    Set::of(table.iter().flatten().map(|x| !x.is_zero()))
}

/// The largest cells of each row.
fn most(payoffs: &Table) -> Set {
    let best = |row: &Vec<Q>| -> Vec<bool> {
        let most = row.iter().max();
        row.iter().map(|x| Some(x) == most).collect()
    };
    Set::of(payoffs.iter().flat_map(best))
}
