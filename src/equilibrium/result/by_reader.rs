//! What readers believe in an outcome.

use super::outcome::Equilibrium;
use crate::exact::Q;

impl Equilibrium {
    /// `[t]`: what the information set `r` believes after message `m`, by Bayes' rule from the chances
    /// that types meet it; `None` where no type that sends `m` does.
    pub fn reader_belief(&self, r: usize, m: usize) -> Option<Vec<Q>> {
        let weights = self.game().information_sets()[r].weights();
        let mass: Vec<Q> = self.mass(m).iter().zip(weights).map(|(x, w)| x * w).collect();
        let total: Q = mass.iter().sum();
        (!total.is_zero()).then(|| mass.into_iter().map(|x| x / &total).collect())
    }
}
