//! Densities of the type turned round or in other units, and log-concavity.

use super::zeros::{not_negative, turned_round};
use super::{Density, DensityForm, DensityPiece, wrong};
use crate::continuum::polynomial::{derivative, difference, product, value};
use crate::error::Error;
use crate::exact::Q;

impl Density {
    /// The density of the type turned round: `low + high - t`.
    pub(in crate::continuum) fn mirrored(&self) -> Result<Density, Error> {
        let sum = &self.low + &self.high;
        match &self.form {
            DensityForm::Pieces(pieces) => {
                let turned = pieces.iter().rev().map(|piece| DensityPiece {
                    low: &sum - &piece.high,
                    high: &sum - &piece.low,
                    coefficients: turned_round(&piece.coefficients, &sum),
                });
                Density::piecewise(turned.collect())
            }
            DensityForm::Normal(mean, sd) => {
                Density::normal(&sum - mean, sd.clone(), self.low.clone(), self.high.clone())
            }
            DensityForm::Exponential(_) => Err(wrong(
                "an exponential density cannot be turned round: give a bias of the other sign"
                    .into(),
            )),
        }
    }

    /// The density of `shift + scale t` for a scale above 0.
    pub(in crate::continuum) fn rescaled(&self, shift: &Q, scale: &Q) -> Result<Density, Error> {
        let image = |t: &Q| shift + &(scale * t);
        let (low, high) = (image(&self.low), image(&self.high));
        match &self.form {
            DensityForm::Pieces(pieces) => {
                let inner = [-(shift / scale), Q::from(1) / scale];
                let composed = |g: &[Q]| {
                    let add = |sum: Vec<Q>, c: &Q| difference(&product(&sum, &inner), &[-c]);
                    g.iter().rev().fold(Vec::new(), add)
                };
                let pieces = pieces.iter().map(|piece| DensityPiece {
                    low: image(&piece.low),
                    high: image(&piece.high),
                    coefficients: composed(&piece.coefficients).iter().map(|c| c / scale).collect(),
                });
                Density::piecewise(pieces.collect())
            }
            DensityForm::Normal(mean, sd) => Density::normal(image(mean), sd * scale, low, high),
            DensityForm::Exponential(rate) => Density::exponential(rate / scale, low, high),
        }
    }

    /// Is the logarithm of the density concave? It is for one piece with `f f'' <= f'^2`.
    pub(in crate::continuum) fn is_log_concave(&self) -> Result<bool, Error> {
        let Some(pieces) = self.pieces() else { return Ok(true) };
        for piece in pieces {
            let f = &piece.coefficients;
            let slope = derivative(f);
            let gap = difference(&product(&slope, &slope), &product(f, &derivative(&slope)));
            if !not_negative(&gap, &piece.low, &piece.high)? {
                return Ok(false);
            }
        }
        // at a knot there is no jump, and the slope of the logarithm does not rise
        Ok(pieces.windows(2).all(|pair| {
            let at = &pair[0].high;
            let [left, right] = [&pair[0], &pair[1]].map(|piece| {
                (value(&piece.coefficients, at), value(&derivative(&piece.coefficients), at))
            });
            left.0 == right.0 && left.0.is_positive() && right.1 <= left.1
        }))
    }
}
