//! The path of barrier equilibria, followed in floating point: where to look for an equilibrium.
//!
//! With payoffs scaled to a range of 1, and a temperature `tau > 0`, ask of strategies `x`, `y`,
//! payoffs `g` of the types and values `v` of the messages that
//!
//! ```text
//! x[t,m] (g[t] - sum_a y[m,a] uS[t,m,a])           = tau w[t,m]  sum_m x[t,m] = 1
//! y[m,a] (v[m] - sum_t p[t] x[t,m] uR[t,m,a])      = tau pi[m]   sum_a y[m,a] = 1
//! ```
//!
//! where `pi[m] = sum_t p[t] x[t,m]`, and the weights `w` are all 1 on the first path and others on
//! the next ones. Every message is sent and every reply used, the worse ones
//! less, so that beliefs exist everywhere. For large `tau` there is one solution, near the uniform
//! strategies. From there a path of solutions leads down to `tau = 0`, and its limit is a sequential
//! equilibrium: a strategy that is worse than another by a fixed amount is used less and less, and
//! beliefs are limits of posteriors (the logarithmic tracing of Harsanyi and Selten 1988, ch. 4, with
//! a term for every choice; Herings and Peeters 2010, section 4). The path may turn, so it is followed
//! by its length and not by `tau`.
//!
//! The Newton systems have a block for each message, of as many rows as it has replies, and one
//! system with a row for each type that ties the blocks together. So a step costs about
//! `M (T A min(T, A) + T^2 A) + T^3` operations, where the normal form has `M^T` rows.

mod newton;

use nalgebra::{DMatrix, DVector};

use crate::game::Game;
use newton::{Factors, Residual};

/// One message: who can send it and what it pays.
struct Message {
    senders: Vec<usize>,
    actions: Vec<usize>,
    /// `[type][action]`, by position.
    sender: DMatrix<f64>,
    /// The same for the receiver, times the prior.
    receiver: DMatrix<f64>,
    prior: DVector<f64>,
    /// The weights `w[t,m]` of the path.
    weight: DVector<f64>,
}

/// A point of the path, or near it.
#[derive(Clone)]
struct Point {
    tau: f64,
    /// `[m]`, by position of the sender.
    x: Vec<DVector<f64>>,
    /// `[m]`, by position of the action.
    y: Vec<DVector<f64>>,
    g: DVector<f64>,
    v: Vec<f64>,
}

/// A change of a point.
struct Step {
    tau: f64,
    x: Vec<DVector<f64>>,
    y: Vec<DVector<f64>>,
    g: DVector<f64>,
    v: Vec<f64>,
}

/// Which messages types send and which replies are given, as far as a point of the path shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guess {
    /// `[m]`: the types that send it.
    pub senders: Vec<Vec<usize>>,
    /// `[m]`: the replies to it.
    pub replies: Vec<Vec<usize>>,
}

/// The path, and where on it we are.
pub(super) struct Path {
    messages: Vec<Message>,
    types: usize,
    point: Point,
    /// The direction of the last step, of length 1.
    heading: Step,
    /// The length of the next step.
    length: f64,
}

/// Where the path starts: far above the range of payoffs.
const START: f64 = 8.0;
/// Nothing is to be learnt below this.
const END: f64 = 1e-11;
/// How far products may be off `tau`, as a share of it.
const NEAR: f64 = 0.02;
/// How far they may be off before they are corrected.
const FAR: f64 = 2.0;
/// Corrections before a step is taken back.
const CORRECTIONS: usize = 4;
/// What a correction must leave at most.
const SHRINK: f64 = 0.5;
/// The longest step.
const LONGEST: f64 = 1.0;
/// The shortest step.
const SHORTEST: f64 = 1e-7;

impl Path {
    pub fn new(game: &Game, which: u64) -> Path {
        let types = game.types().len();
        let ranges: Vec<[f64; 2]> = (0..types).map(|t| range(game, t)).collect();
        let message = |m: usize| Message::new(game, m, which, &ranges);
        let messages: Vec<Message> = (0..game.messages().len()).map(message).collect();
        let mut total = DVector::zeros(types);
        for message in &messages {
            message.senders.iter().zip(&message.weight).for_each(|(&t, w)| total[t] += w);
        }
        let share = |message: &Message| {
            let mut x = message.weight.clone();
            x.iter_mut().zip(&message.senders).for_each(|(x, &t)| *x /= total[t]);
            x
        };
        let x: Vec<DVector<f64>> = messages.iter().map(share).collect();
        let uniform = |n: usize| DVector::from_element(n, 1.0 / n as f64);
        let regret = |(message, x): (&Message, &DVector<f64>)| {
            START * message.actions.len() as f64 * message.prior.dot(x)
        };
        let point = Point {
            tau: START,
            y: messages.iter().map(|message| uniform(message.actions.len())).collect(),
            g: &total * START,
            v: messages.iter().zip(&x).map(regret).collect(),
            x,
        };
        let heading = Step {
            tau: -1.0,
            x: point.x.iter().map(|x| x * 0.0).collect(),
            y: point.y.iter().map(|y| y * 0.0).collect(),
            g: DVector::zeros(types),
            v: vec![0.0; messages.len()],
        };
        Path { messages, types, point, heading, length: LONGEST }
    }

    /// One step on; `false` at the end, or where the path is lost.
    pub fn advance(&mut self) -> bool {
        if self.point.tau <= END {
            return false;
        }
        let Some(factors) = Factors::new(self, &self.point) else { return false };
        let Some(step) = factors.tangent(self, &self.point) else { return false };
        let most = self.point.room(&self.messages, &step);
        loop {
            let length = self.length.min(0.9 * most);
            if length < SHORTEST {
                return false;
            }
            let next = self.point.moved(&step, length);
            if let Some((next, rounds)) = self.corrected(next, &step) {
                self.point = next;
                self.heading = step;
                self.length = match rounds {
                    0..=1 => (length * 2.0).min(LONGEST),
                    2..=3 => length,
                    _ => length / 2.0,
                };
                return true;
            }
            self.length = length / 4.0;
        }
    }

    /// Newton's method at right angles to the heading; `None` when it does not come near.
    fn corrected(&self, mut point: Point, heading: &Step) -> Option<(Point, usize)> {
        let mut last = f64::INFINITY;
        for round in 0..=CORRECTIONS {
            let off = Residual::new(self, &point);
            let worst = off.worst(self, &point);
            if worst <= NEAR {
                return Some((point, round));
            }
            // slow convergence means that the step was too long
            if worst.is_nan() || worst > FAR.min(last * SHRINK) || round == CORRECTIONS {
                return None;
            }
            last = worst;
            let factors = Factors::new(self, &point)?;
            let step = factors.step(self, &point, &off, heading, 0.0)?;
            if point.room(&self.messages, &step) < 1.0 {
                return None;
            }
            point = point.moved(&step, 1.0);
        }
        None
    }

    /// The supports that the present point suggests.
    pub fn guess(&self) -> Guess {
        let edge = self.point.tau.sqrt();
        let over = |w: &DVector<f64>, labels: &[usize]| -> Vec<usize> {
            labels.iter().zip(w.iter()).filter(|(_, w)| **w > edge).map(|(i, _)| *i).collect()
        };
        Guess {
            senders: self
                .messages
                .iter()
                .zip(&self.point.x)
                .map(|(m, x)| over(x, &m.senders))
                .collect(),
            replies: self
                .messages
                .iter()
                .zip(&self.point.y)
                .map(|(m, y)| over(y, &m.actions))
                .collect(),
        }
    }

    /// How far down the path we are.
    pub fn tau(&self) -> f64 {
        self.point.tau
    }
}

/// The least and the largest payoff of a type.
fn range(game: &Game, t: usize) -> [f64; 2] {
    let messages = (0..game.messages().len()).filter(|&m| game.is_available(t, m));
    let payoffs = messages
        .flat_map(|m| game.replies(m).iter().map(move |&a| game.sender_payoff(t, m, a).to_f64()));
    payoffs.fold([f64::MAX, f64::MIN], |[low, high], u| [low.min(u), high.max(u)])
}

/// A number between 1/2 and 3/2, always the same; 1 on the first path.
fn weight(t: usize, m: usize, which: u64) -> f64 {
    let irrational = [0.618_033_988_749_895, 0.754_877_666_246_693, 0.569_840_290_998_053];
    let mixed = irrational[0] * t as f64 + irrational[1] * m as f64 + irrational[2] * which as f64;
    if which == 0 { 1.0 } else { 0.5 + (mixed * (t + m + 1) as f64).fract() }
}

impl Message {
    fn new(game: &Game, m: usize, which: u64, ranges: &[[f64; 2]]) -> Message {
        let senders: Vec<usize> = game.senders(m).collect();
        let actions = game.replies(m).to_vec();
        let (rows, columns) = (senders.len(), actions.len());
        let sender = DMatrix::from_fn(rows, columns, |i, j| {
            game.sender_payoff(senders[i], m, actions[j]).to_f64()
        });
        let receiver = DMatrix::from_fn(rows, columns, |i, j| {
            game.receiver_payoff(senders[i], m, actions[j]).to_f64()
        });
        let prior = DVector::from_iterator(rows, senders.iter().map(|&t| game.prior()[t].to_f64()));
        let weight = DVector::from_fn(rows, |i, _| weight(senders[i], m, which));
        let mut message = Message { senders, actions, sender, receiver, prior, weight };
        message.scale(ranges);
        message
    }

    /// Payoffs of a range of 1: for the sender of a type over all messages, whose `ranges` are
    /// given, for the receiver at the message, where what it gets whatever it does is left out.
    fn scale(&mut self, ranges: &[[f64; 2]]) {
        for (i, &t) in self.senders.iter().enumerate() {
            let [low, high] = ranges[t];
            let range = if high > low { high - low } else { 1.0 };
            self.sender.row_mut(i).iter_mut().for_each(|u| *u = (*u - low) / range);
        }
        let mut range = 0.0f64;
        for i in 0..self.senders.len() {
            let mut row = self.receiver.row_mut(i);
            let most = row.max();
            row.add_scalar_mut(-most);
            range = range.max(-row.min());
        }
        if range > 0.0 {
            self.receiver /= range;
        }
        for (i, p) in self.prior.iter().enumerate() {
            self.receiver.row_mut(i).scale_mut(*p);
        }
    }

    /// `g - U` of its senders.
    fn losses(&self, point: &Point, m: usize) -> DVector<f64> {
        let mut s = -(&self.sender * &point.y[m]);
        s.iter_mut().zip(&self.senders).for_each(|(s, &t)| *s += point.g[t]);
        s
    }

    /// `v - V` of its actions.
    fn regrets(&self, point: &Point, m: usize) -> DVector<f64> {
        let mut r = -self.receiver.tr_mul(&point.x[m]);
        r.add_scalar_mut(point.v[m]);
        r
    }
}

impl Point {
    fn moved(&self, step: &Step, length: f64) -> Point {
        let along = |z: &[DVector<f64>], dz: &[DVector<f64>]| {
            z.iter().zip(dz).map(|(z, dz)| z + dz * length).collect()
        };
        Point {
            tau: self.tau + length * step.tau,
            x: along(&self.x, &step.x),
            y: along(&self.y, &step.y),
            g: &self.g + &step.g * length,
            v: self.v.iter().zip(&step.v).map(|(v, dv)| v + length * dv).collect(),
        }
    }

    /// How far one can go before something that must be positive loses most of itself.
    fn room(&self, messages: &[Message], step: &Step) -> f64 {
        const KEEP: f64 = 0.15;
        let mut most = f64::INFINITY;
        let mut limit = |w: f64, dw: f64| {
            if dw < 0.0 {
                most = most.min((1.0 - KEEP) * w / -dw);
            }
        };
        limit(self.tau, step.tau);
        for (m, message) in messages.iter().enumerate() {
            let ds = -(&message.sender * &step.y[m]);
            let s = message.losses(self, m);
            for (i, &t) in message.senders.iter().enumerate() {
                limit(self.x[m][i], step.x[m][i]);
                limit(s[i], ds[i] + step.g[t]);
            }
            let dr = -message.receiver.tr_mul(&step.x[m]);
            let r = message.regrets(self, m);
            for j in 0..message.actions.len() {
                limit(self.y[m][j], step.y[m][j]);
                limit(r[j], dr[j] + step.v[m]);
            }
        }
        most
    }
}

impl Point {
    /// What a change of a type's payoff and of the temperature count for in the length of a step,
    /// where the squares of changes of probabilities are summed.
    fn weights(&self) -> (f64, f64) {
        let scale = 1.0 + self.g.amax();
        (1.0 / (scale * scale), LOG * LOG / (self.tau * self.tau))
    }

    fn length(&self, step: &Step) -> f64 {
        let (wg, wt) = self.weights();
        let chances: f64 = step.x.iter().chain(&step.y).map(|z| z.norm_squared()).sum();
        (chances + wg * step.g.norm_squared() + wt * step.tau * step.tau).sqrt()
    }
}

/// What a change of the logarithm of the temperature counts for.
const LOG: f64 = 0.3;

impl Step {
    fn scale(&mut self, by: f64) {
        self.tau *= by;
        self.g *= by;
        self.v.iter_mut().for_each(|v| *v *= by);
        self.x.iter_mut().chain(&mut self.y).for_each(|z| *z *= by);
    }
}
