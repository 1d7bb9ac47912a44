//! Quantiles of a density.

use super::{Density, wrong};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::evaluate::{Jet, Outside};
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::roots::{Equations, roots};

impl Density {
    /// The type below which a share of the mass between two types lies.
    ///
    /// # Errors
    ///
    /// As for [`Density::mass`], and for a share that is not from 0 to 1.
    pub fn quantile(&self, share: &Q, a: &Q, b: &Q, digits: u32) -> Result<Enclosure, Error> {
        self.stretch(a, b)?;
        if share.is_negative() || *share > Q::from(1) {
            return Err(wrong(format!("q is {share}: give a probability from 0 to 1")));
        }
        for (end, edge) in [(a, Q::from(0)), (b, Q::from(1))] {
            if *share == edge {
                return Ok(end.clone().into());
            }
        }
        let equation = QuantileEquation { density: self, from: a, to: b, share };
        let found = roots(&equation, &[(a.clone(), b.clone())], digits)?;
        let root = found.found.into_iter().next().and_then(|mut root| root.pop());
        root.ok_or_else(|| match found.stopped {
            Some(halt) => halt.error(),
            None => Error::Limit("the quantile was not found: give another share".into()),
        })
    }
}

/// The mass up to a type against a share of the mass between two others.
struct QuantileEquation<'a> {
    density: &'a Density,
    from: &'a Q,
    to: &'a Q,
    share: &'a Q,
}

impl Equations for QuantileEquation<'_> {
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside> {
        let p = x[0].p;
        let one = [Q::from(1)];
        let (a, b) = (Interval::rational(self.from, p), Interval::rational(self.to, p));
        let whole = self.density.integral(&one, &a, &b);
        let at = |x: Interval| self.density.integral(&one, &a, &x);
        let (low, high) = (at(x[0].lower()), at(x[0].upper()));
        let mass = low.hull(&high);
        Ok(vec![mass.minus(&whole.times(&Interval::rational(self.share, p)))])
    }
    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let value = self.values(&[x[0].value.clone()])?.remove(0);
        let slope = self.density.density_on(&x[0].value);
        let slopes = x[0].slopes.iter().map(|own| own.times(&slope)).collect();
        Ok(vec![Jet { value, slopes }])
    }
    fn is_root(&self, x: &[Q]) -> Option<bool> {
        let one = [Q::from(1)];
        let whole = self.density.exact_integral(&one, self.from, self.to)?;
        Some(self.density.exact_integral(&one, self.from, &x[0])? == &whole * self.share)
    }
}
