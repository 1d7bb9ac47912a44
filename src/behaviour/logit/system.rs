//! The logit system of a signalling game: `F(y) = 0` in the log odds of the sender's messages.
//!
//! `y[t,m] = log sigma[t,m] - log sigma[t,m0]`, `m0` being the first message that `t` may send, and
//! `F[t,m] = y[t,m] - lS (U[t,m] - U[t,m0])`, with the receiver's logit replies put in: McKelvey
//! and Palfrey (1998), *Quantal response equilibria for extensive form games*.

use nalgebra::{DMatrix, DVector};

use crate::exact::enclosure::FloatInterval;

/// A game as the logit system needs it: payoffs in `f64`, and what each player may do.
#[derive(Clone, Debug)]
pub(crate) struct LogitGame {
    pub(crate) types: usize,
    pub(crate) messages: usize,
    pub(crate) actions: usize,
    pub(crate) prior: Vec<FloatInterval>,
    /// Payoffs at `(t * messages + m) * actions + a`.
    pub(crate) sender: Vec<FloatInterval>,
    pub(crate) receiver: Vec<FloatInterval>,
    /// The messages of each type, and the replies to each message.
    pub(crate) open: Vec<Vec<usize>>,
    pub(crate) replies: Vec<Vec<usize>>,
    /// The types that may send each message.
    pub(crate) senders: Vec<Vec<usize>>,
    /// The coordinates: a type and a message that is not its first.
    pub(crate) unknowns: Vec<(usize, usize)>,
}

/// The values at a point: strategies, beliefs and payoffs, at `t * messages + m` and so on.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    pub(crate) sigma: Vec<f64>,
    pub(crate) mu: Vec<f64>,
    pub(crate) rho: Vec<f64>,
    /// The sender's payoff of a message, and the receiver's of a reply.
    pub(crate) by_message: Vec<f64>,
    pub(crate) by_reply: Vec<f64>,
}

impl LogitGame {
    pub(crate) fn at(&self, t: usize, m: usize, a: usize) -> usize {
        (t * self.messages + m) * self.actions + a
    }

    /// The strategies, beliefs and payoffs at `y`.
    pub(crate) fn values(&self, y: &[f64], receiver_precision: f64) -> Values {
        let (nt, nm, na) = (self.types, self.messages, self.actions);
        let mut log_sigma = vec![f64::NEG_INFINITY; nt * nm];
        for t in 0..nt {
            log_sigma[t * nm + self.open[t][0]] = 0.0;
        }
        for (i, &(t, m)) in self.unknowns.iter().enumerate() {
            log_sigma[t * nm + m] = y[i];
        }
        for row in log_sigma.chunks_mut(nm) {
            let top = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let total = top + row.iter().map(|l| (l - top).exp()).sum::<f64>().ln();
            row.iter_mut().for_each(|l| *l -= total);
        }
        let sigma: Vec<f64> = log_sigma.iter().map(|l| l.exp()).collect();
        let (mut mu, mut rho) = (vec![0.0; nm * nt], vec![0.0; nm * na]);
        let (mut by_message, mut by_reply) = (vec![0.0; nt * nm], vec![0.0; nm * na]);
        for m in 0..nm {
            let weight = |t: usize| self.prior[t].middle().ln() + log_sigma[t * nm + m];
            softmax(&self.senders[m], weight, &mut mu[m * nt..(m + 1) * nt]);
            for &a in &self.replies[m] {
                by_reply[m * na + a] = (self.senders[m].iter())
                    .map(|&t| mu[m * nt + t] * self.receiver[self.at(t, m, a)].middle())
                    .sum();
            }
            let value = |a: usize| receiver_precision * by_reply[m * na + a];
            softmax(&self.replies[m], value, &mut rho[m * na..(m + 1) * na]);
            for &t in &self.senders[m] {
                by_message[t * nm + m] = (self.replies[m].iter())
                    .map(|&a| rho[m * na + a] * self.sender[self.at(t, m, a)].middle())
                    .sum();
            }
        }
        Values { sigma, mu, rho, by_message, by_reply }
    }

    /// `F`, its Jacobian and its derivative in lambda.
    pub(crate) fn system(
        &self,
        y: &[f64],
        lambda: f64,
        ratio: f64,
    ) -> (DVector<f64>, DMatrix<f64>, DVector<f64>) {
        let (nt, nm, n) = (self.types, self.messages, self.unknowns.len());
        let v = self.values(y, ratio * lambda);
        // dU[t,m] / dlog sigma[r,m], and dU[t,m] / dlambda.
        let mut slope = vec![0.0; nt * nt * nm];
        let mut rise = vec![0.0; nt * nm];
        for m in 0..nm {
            for &t in &self.senders[m] {
                let deviation = |a: usize| {
                    v.rho[m * self.actions + a]
                        * (self.sender[self.at(t, m, a)].middle() - v.by_message[t * nm + m])
                };
                rise[t * nm + m] = (self.replies[m].iter())
                    .map(|&a| ratio * deviation(a) * v.by_reply[m * self.actions + a])
                    .sum();
                let cov = |s: usize| -> f64 {
                    (self.replies[m].iter())
                        .map(|&a| deviation(a) * self.receiver[self.at(s, m, a)].middle())
                        .sum()
                };
                let covs: Vec<f64> = self.senders[m].iter().map(|&s| cov(s)).collect();
                for (i, &r) in self.senders[m].iter().enumerate() {
                    let sum: f64 = (self.senders[m].iter().enumerate())
                        .map(|(j, &s)| v.mu[m * nt + s] * (covs[i] - covs[j]))
                        .sum();
                    slope[(t * nt + r) * nm + m] = ratio * lambda * v.mu[m * nt + r] * sum;
                }
            }
        }
        let mut f = DVector::zeros(n);
        let mut jacobian = DMatrix::identity(n, n);
        let mut by_lambda = DVector::zeros(n);
        for (i, &(t, m)) in self.unknowns.iter().enumerate() {
            let first = self.open[t][0];
            let gap = v.by_message[t * nm + m] - v.by_message[t * nm + first];
            f[i] = y[i] - lambda * gap;
            by_lambda[i] = -gap - lambda * (rise[t * nm + m] - rise[t * nm + first]);
            for (j, &(r, k)) in self.unknowns.iter().enumerate() {
                let chosen = v.sigma[r * nm + k];
                let part = |at: usize| {
                    slope[(t * nt + r) * nm + at] * (f64::from(u8::from(at == k)) - chosen)
                };
                jacobian[(i, j)] -= lambda * (part(m) - part(first));
            }
        }
        (f, jacobian, by_lambda)
    }

    /// Newton's method at a fixed lambda; `None` where it does not converge.
    pub(crate) fn newton(&self, start: &[f64], lambda: f64, ratio: f64) -> Option<Vec<f64>> {
        let mut y = DVector::from_column_slice(start);
        for _ in 0..60 {
            let (f, jacobian, _) = self.system(y.as_slice(), lambda, ratio);
            let step = jacobian.lu().solve(&f)?;
            let size = step.amax();
            if !size.is_finite() {
                return None;
            }
            y -= &step * if size > 5.0 { 5.0 / size } else { 1.0 };
            if size < 1e-13 * (1.0 + y.amax()) {
                return Some(y.as_slice().to_vec());
            }
        }
        let (f, ..) = self.system(y.as_slice(), lambda, ratio);
        (f.amax() < 1e-10 * (1.0 + y.amax())).then(|| y.as_slice().to_vec())
    }
}

fn softmax(indices: &[usize], value: impl Fn(usize) -> f64, out: &mut [f64]) {
    let top = indices.iter().map(|&i| value(i)).fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = indices.iter().map(|&i| (value(i) - top).exp()).sum();
    for &i in indices {
        out[i] = (value(i) - top).exp() / total;
    }
}
