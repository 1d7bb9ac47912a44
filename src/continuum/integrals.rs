//! Integrals of a density over stretches whose ends are enclosed.

use super::density::Density;
use super::polynomial::enclosed;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::normal::rational_bounds;

/// Integrals of the density over stretches whose ends are enclosed.
pub(super) struct Integrals<'a> {
    pub(super) density: &'a Density,
    /// The precision.
    pub(super) p: u32,
}

impl Integrals<'_> {
    /// The integral of the density times a polynomial.
    pub(super) fn over(&self, g: &[Q], [from, to]: [&Enclosure; 2]) -> Enclosure {
        if from.is_exact()
            && to.is_exact()
            && let Some(exact) = self.density.exact_integral(g, &from.low, &to.low)
        {
            return exact.into();
        }
        let p = self.p;
        // at the middles, and the most that the ends can add
        let (a, b) = (Interval::rational(&from.middle(), p), Interval::rational(&to.middle(), p));
        let mut whole = self.density.integral(g, &a, &b);
        for end in [from, to] {
            if !end.is_exact() {
                let around = Interval::between(&end.low, &end.high, p);
                let height = self.density.density_on(&around).times(&enclosed(g, &around));
                let half = Interval::rational(&(end.width() / Q::from(2)), p);
                whole = whole.widened(&height.size().times(&half).high);
            }
        }
        let (low, high) = rational_bounds(&whole).expect("a bounded line");
        Enclosure { low, high }
    }
}

impl Integrals<'_> {
    /// The mass of a stretch.
    pub(super) fn mass(&self, stretch: [&Enclosure; 2]) -> Enclosure {
        self.over(&[Q::from(1)], stretch)
    }

    /// The integral of the density times the type.
    pub(super) fn first_moment(&self, stretch: [&Enclosure; 2]) -> Enclosure {
        self.over(&[Q::from(0), Q::from(1)], stretch)
    }

    /// The mean of the type on a stretch; `None` where its mass is not known to be positive.
    pub(super) fn mean(&self, stretch: [&Enclosure; 2]) -> Option<Enclosure> {
        let [a, b] = stretch;
        if a.is_exact()
            && b.is_exact()
            && let Some(middle) = self.density.symmetric_mean(&a.low, &b.low)
        {
            return Some(middle.into());
        }
        self.first_moment(stretch).over(&self.mass(stretch))
    }
}
