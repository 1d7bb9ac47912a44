//! The check of an equilibrium of talk by the definition.

use super::{Talk, polynomial_at};
use crate::continuum::integrals::Integrals;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;

impl Talk {
    /// Is a partition an equilibrium, by the definition? Boundaries increase, every action is the
    /// mean of the receiver's ideal on its step, and every boundary is indifferent between the
    /// actions next to it: exactly where numbers are exact, and elsewhere within their enclosures.
    pub fn verify(&self, boundaries: &[Enclosure], actions: &[Enclosure]) -> bool {
        let ends = (boundaries.first(), boundaries.last());
        let (Some(first), Some(last)) = ends else { return false };
        let whole = *first == self.density.low().clone().into()
            && *last == self.density.high().clone().into();
        if !whole || boundaries.len() != actions.len() + 1 {
            return false;
        }
        if !boundaries.windows(2).all(|pair| pair[0].high < pair[1].low) {
            return false;
        }
        let digits = actions.iter().map(Enclosure::width).max().unwrap_or_default();
        let mut p = 200;
        while p < 4000 && Q::new(1, crate::exact::IBig::ONE << (p - 100)).expect("not 0") > digits {
            p += 100;
        }
        let integrals = Integrals { density: &self.density, p: p as u32 };
        let meets = |a: &Enclosure, b: &Enclosure| a.low <= b.high && b.low <= a.high;
        let one = [Q::from(1)];
        let replies = boundaries.windows(2).zip(actions).all(|(pair, action)| {
            let step = [&pair[0], &pair[1]];
            if self.absolute {
                let median = self.median(step, 30);
                return median.is_ok_and(|m| meets(&polynomial_at(&self.receiver, &m), action));
            }
            let (sum, mass) = (integrals.over(&self.receiver, step), integrals.over(&one, step));
            sum.over(&mass).is_some_and(|mean| meets(&mean, action))
        });
        let indifferent = boundaries[1..].iter().zip(actions.windows(2)).all(|(at, pair)| {
            let ideal = polynomial_at(&self.sender, at);
            meets(&pair[0].plus(&pair[1]), &ideal.plus(&ideal))
        });
        replies && indifferent
    }
}
