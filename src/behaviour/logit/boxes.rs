//! All logit equilibria at one lambda, with proof: boxes in the log odds, contracted, shown to be
//! empty, shown to hold exactly one, or split.
//!
//! A box is contracted by the system itself and by Krawczyk's operator. Where the Jacobian is
//! regular on it, it holds one equilibrium at most. All bounds are rounded outward.

use nalgebra::DMatrix;

use super::system::LogitGame;
use crate::exact::enclosure::FloatInterval as I;
use crate::exact::enclosure::float_interval::{exp_high, exp_low, lowered, mean, raised};

/// Boxes narrower than this that cannot be decided are named, not split further.
const NARROWEST: f64 = 1e-9;

/// An equilibrium that was proved to exist, alone in its box.
#[derive(Clone, Debug)]
pub(crate) struct CertifiedPoint {
    pub(crate) y: Vec<f64>,
    /// The sign of the determinant of the Jacobian.
    pub(crate) index: i8,
    /// A bound of the distance of every probability to the true one.
    pub(crate) error: f64,
    place: Vec<I>,
}

/// What a search found: the equilibria, and the boxes left open.
#[derive(Clone, Debug, Default)]
pub(crate) struct CertifiedList {
    pub(crate) points: Vec<CertifiedPoint>,
    /// Centres of the boxes that could not be decided.
    pub(crate) undecided: Vec<Vec<f64>>,
    pub(crate) boxes: usize,
    /// Whether the search ended before its limit.
    pub(crate) finished: bool,
}

struct Enclosed {
    sigma: Vec<I>,
    mu: Vec<I>,
    rho: Vec<I>,
    /// `lS (U[t,m] - U[t,m0])` by unknown.
    image: Vec<I>,
}

/// The search at one lambda.
pub(crate) struct BoxSearch<'a> {
    pub(crate) game: &'a LogitGame,
    pub(crate) lambda: f64,
    pub(crate) ratio: f64,
}

impl BoxSearch<'_> {
    fn receiver_precision(&self) -> I {
        I::point(self.lambda).times(I::point(self.ratio))
    }

    /// Encloses strategies, beliefs and the image on a box.
    fn enclose(&self, y: &[I]) -> Enclosed {
        let g = self.game;
        let (nt, nm, na) = (g.types, g.messages, g.actions);
        let mut logs = vec![I::ZERO; nt * nm];
        for (i, &(t, m)) in g.unknowns.iter().enumerate() {
            logs[t * nm + m] = y[i];
        }
        let (mut sigma, mut log_sigma) = (vec![I::ZERO; nt * nm], vec![I::ZERO; nt * nm]);
        for t in 0..nt {
            for &m in &g.open[t] {
                let (mut least, mut most) = (1.0, 1.0);
                for &k in g.open[t].iter().filter(|&&k| k != m) {
                    let gap = logs[t * nm + k].minus(logs[t * nm + m]);
                    least = (least + exp_low(gap.low)).next_down();
                    most = (most + exp_high(gap.high)).next_up();
                }
                let (least, most) = (lowered(least).max(1.0), raised(raised(most)));
                sigma[t * nm + m] =
                    I { low: lowered(1.0 / most).max(0.0), high: raised(1.0 / least).min(1.0) };
                // The logarithm of the platform is as good as its exponential.
                let wide = |x: f64| x * (8.0 * f64::EPSILON) + f64::MIN_POSITIVE;
                log_sigma[t * nm + m] =
                    I { low: -most.ln() - wide(most.ln()), high: -least.ln() + wide(least.ln()) };
            }
        }
        let (mut mu, mut rho) = (vec![I::ZERO; nm * nt], vec![I::ZERO; nm * na]);
        let mut by_message = vec![I::ZERO; nt * nm];
        let precision = self.receiver_precision();
        let (mut part, mut row) = (Vec::new(), Vec::new());
        for m in 0..nm {
            for &t in &g.senders[m] {
                let (mut least, mut most) = (1.0, 1.0);
                for &s in g.senders[m].iter().filter(|&&s| s != t) {
                    let gap = log_sigma[s * nm + m].minus(log_sigma[t * nm + m]);
                    let odds = lowered(g.prior[s].low / g.prior[t].high);
                    least = (least + lowered(exp_low(gap.low) * odds)).next_down();
                    let odds = raised(g.prior[s].high / g.prior[t].low);
                    most = (most + raised(exp_high(gap.high) * odds)).next_up();
                }
                let (least, most) = (lowered(least).max(1.0), raised(raised(most)));
                mu[m * nt + t] =
                    I { low: lowered(1.0 / most).max(0.0), high: raised(1.0 / least).min(1.0) };
            }
            part.clear();
            part.extend(g.senders[m].iter().map(|&t| mu[m * nt + t]));
            for &a in &g.replies[m] {
                let (mut least, mut most) = (1.0, 1.0);
                for &b in g.replies[m].iter().filter(|&&b| b != a) {
                    row.clear();
                    row.extend(
                        g.senders[m]
                            .iter()
                            .map(|&t| g.receiver[g.at(t, m, b)].minus(g.receiver[g.at(t, m, a)])),
                    );
                    let gap = precision.times(mean(&part, &row));
                    least = (least + exp_low(gap.low)).next_down();
                    most = (most + exp_high(gap.high)).next_up();
                }
                let (least, most) = (lowered(least).max(1.0), raised(raised(most)));
                rho[m * na + a] =
                    I { low: lowered(1.0 / most).max(0.0), high: raised(1.0 / least).min(1.0) };
            }
            part.clear();
            part.extend(g.replies[m].iter().map(|&a| rho[m * na + a]));
            for &t in &g.senders[m] {
                row.clear();
                row.extend(g.replies[m].iter().map(|&a| g.sender[g.at(t, m, a)]));
                by_message[t * nm + m] = mean(&part, &row);
            }
        }
        let image = (g.unknowns.iter())
            .map(|&(t, m)| {
                let gap = by_message[t * nm + m].minus(by_message[t * nm + g.open[t][0]]);
                I::point(self.lambda).times(gap)
            })
            .collect();
        Enclosed { sigma, mu, rho, image }
    }

    /// Encloses the Jacobian on a box.
    fn jacobian(&self, e: &Enclosed) -> Vec<I> {
        let g = self.game;
        let (nt, nm, na, n) = (g.types, g.messages, g.actions, g.unknowns.len());
        let quarter = I { low: 0.0, high: 0.25 };
        let product = |x: I, y: I, few: bool| {
            if few { x.spread() } else { x.times(y).meet(quarter).unwrap_or(quarter) }
        };
        let precision = self.receiver_precision();
        let mut slope = vec![I::ZERO; nt * nt * nm];
        for m in 0..nm {
            let pairs: Vec<(usize, usize, I)> = (g.replies[m].iter().enumerate())
                .flat_map(|(i, &a)| g.replies[m][i + 1..].iter().map(move |&b| (a, b)))
                .map(|(a, b)| {
                    let few = g.replies[m].len() == 2;
                    (a, b, product(e.rho[m * na + a], e.rho[m * na + b], few))
                })
                .collect();
            let gap = |table: &[I], t: usize, a: usize, b: usize| {
                table[g.at(t, m, a)].minus(table[g.at(t, m, b)])
            };
            for &t in &g.senders[m] {
                for &r in &g.senders[m] {
                    let mut total = I::ZERO;
                    for &s in g.senders[m].iter().filter(|&&s| s != r) {
                        let weight =
                            product(e.mu[m * nt + r], e.mu[m * nt + s], g.senders[m].len() == 2);
                        let mut cov = I::ZERO;
                        for &(a, b, chance) in &pairs {
                            let apart = gap(&g.receiver, r, a, b).minus(gap(&g.receiver, s, a, b));
                            let term = gap(&g.sender, t, a, b).times(apart);
                            cov = cov.plus(chance.times(term));
                        }
                        total = total.plus(weight.times(cov));
                    }
                    slope[(t * nt + r) * nm + m] = precision.times(total);
                }
            }
        }
        let mut jacobian = vec![I::ZERO; n * n];
        for (i, &(t, m)) in g.unknowns.iter().enumerate() {
            for (j, &(r, k)) in g.unknowns.iter().enumerate() {
                let chosen = e.sigma[r * nm + k];
                let part = |at: usize| {
                    let factor = if at == k { I::ONE.minus(chosen) } else { I::ZERO.minus(chosen) };
                    slope[(t * nt + r) * nm + at].times(factor)
                };
                let change = I::point(self.lambda).times(part(m).minus(part(g.open[t][0])));
                let unit = if i == j { I::ONE } else { I::ZERO };
                jacobian[i * n + j] = unit.minus(change);
            }
        }
        jacobian
    }

    /// Krawczyk's operator on a box: its value, and whether the Jacobian is regular there.
    fn krawczyk(&self, y: &[I], e: &Enclosed) -> Option<(Vec<I>, bool, f64)> {
        let n = y.len();
        let centre: Vec<f64> = y.iter().map(|i| i.middle()).collect();
        let jacobian = self.jacobian(e);
        let middle = DMatrix::from_fn(n, n, |i, j| jacobian[i * n + j].middle());
        let inverse = middle.try_inverse()?;
        let determinant = inverse.determinant();
        if !determinant.is_finite() || inverse.iter().any(|x| !x.is_finite()) {
            return None;
        }
        let at: Vec<I> = centre.iter().map(|&c| I::point(c)).collect();
        let image = self.enclose(&at).image;
        let residual: Vec<I> = at.iter().zip(&image).map(|(a, b)| a.minus(*b)).collect();
        let (mut value, mut regular) = (Vec::with_capacity(n), true);
        for i in 0..n {
            let mut sum = at[i];
            let mut norm = I::ZERO;
            for j in 0..n {
                let mut entry = if i == j { I::ONE } else { I::ZERO };
                for k in 0..n {
                    let c = I::point(inverse[(i, k)]);
                    entry = entry.minus(c.times(jacobian[k * n + j]));
                }
                sum = sum.minus(I::point(inverse[(i, j)]).times(residual[j]));
                sum = sum.plus(entry.times(y[j].minus(at[j])));
                norm = norm.plus(I::point(entry.magnitude()));
            }
            regular &= norm.high < 1.0;
            value.push(sum);
        }
        Some((value, regular, determinant))
    }

    /// The only equilibrium near `start`, with proof, or `None`.
    pub(crate) fn certify(&self, start: &[f64]) -> Option<CertifiedPoint> {
        let y = self.game.newton(start, self.lambda, self.ratio)?;
        for radius in [1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8] {
            let around: Vec<I> = (y.iter())
                .map(|&c| {
                    let r = radius * (1.0 + c.abs());
                    I { low: c - r, high: c + r }
                })
                .collect();
            let Some((value, regular, determinant)) =
                self.krawczyk(&around, &self.enclose(&around))
            else {
                continue;
            };
            if !regular || !value.iter().zip(&around).all(|(k, b)| k.is_inside(*b)) {
                continue;
            }
            let e = self.enclose(&value);
            let v = self.game.values(&y, self.ratio * self.lambda);
            let off = |found: &[I], shown: &[f64]| {
                (found.iter().zip(shown))
                    .map(|(i, x)| raised((i.high - x).max(x - i.low)))
                    .fold(0.0, f64::max)
            };
            let error = off(&e.sigma, &v.sigma).max(off(&e.rho, &v.rho)).max(off(&e.mu, &v.mu));
            return Some(CertifiedPoint {
                y,
                index: if determinant > 0.0 { 1 } else { -1 },
                error,
                place: value,
            });
        }
        None
    }

    /// Searches the box that holds every equilibrium, or as much of it as `limit` boxes allow.
    ///
    /// `go_on` is asked now and then whether to continue.
    pub(crate) fn run(&self, limit: usize, mut go_on: impl FnMut(usize) -> bool) -> CertifiedList {
        let whole = I { low: f64::NEG_INFINITY, high: f64::INFINITY };
        let mut found = CertifiedList::default();
        let mut left = vec![vec![whole; self.game.unknowns.len()]];
        // The first image does not depend on the box, and is bounded.
        let wide = vec![I { low: -1e300, high: 1e300 }; self.game.unknowns.len()];
        left[0] = self.enclose(&wide).image;
        while let Some(y) = left.pop() {
            if found.boxes >= limit || (found.boxes % 256 == 255 && !go_on(found.boxes)) {
                return found;
            }
            found.boxes += 1;
            self.close(y, &mut left, &mut found);
        }
        found.finished = true;
        found
    }

    /// Adds the equilibrium near `start`, unless it is listed or cannot be certified.
    pub(crate) fn add(&self, start: &[f64], found: &mut CertifiedList) {
        if let Some(point) = self.certify(start) {
            self.list(point, found);
        }
    }

    fn list(&self, point: CertifiedPoint, found: &mut CertifiedList) {
        let same = |p: &CertifiedPoint| {
            meet(&p.place, &point.place).is_some() && self.alone(&p.place, &point.place)
        };
        if !found.points.iter().any(same) {
            found.points.push(point);
        }
    }

    fn close(&self, mut y: Vec<I>, left: &mut Vec<Vec<I>>, found: &mut CertifiedList) {
        loop {
            let before: f64 = y.iter().map(|i| i.width()).sum();
            let e = self.enclose(&y);
            let Some(met) = meet(&y, &e.image) else { return };
            y = met;
            let e = self.enclose(&y);
            if let Some((value, regular, _)) = self.krawczyk(&y, &e) {
                let Some(met) = meet(&y, &value) else { return };
                if regular && self.settle(&y, found) {
                    return;
                }
                y = met;
            }
            let after: f64 = y.iter().map(|i| i.width()).sum();
            if after > 0.7 * before {
                break;
            }
        }
        let (widest, width) = (y.iter().enumerate())
            .map(|(i, x)| (i, x.width()))
            .fold((0, 0.0), |best, next| if next.1 > best.1 { next } else { best });
        if width < NARROWEST {
            if !found.points.iter().any(|p| self.alone(&p.place, &y)) {
                found.undecided.push(y.iter().map(|i| i.middle()).collect());
            }
            return;
        }
        // Not at the middle, where symmetric games have their equilibria.
        let cut = y[widest].low + 0.4871 * width;
        let mut upper = y.clone();
        upper[widest].low = cut;
        y[widest].high = cut;
        left.push(upper);
        left.push(y);
    }

    /// Whether the Jacobian is regular on the hull of two boxes, so that it holds one at most.
    fn alone(&self, a: &[I], b: &[I]) -> bool {
        let hull: Vec<I> = a.iter().zip(b).map(|(a, b)| a.hull(*b)).collect();
        matches!(self.krawczyk(&hull, &self.enclose(&hull)), Some((_, true, _)))
    }

    /// Closes a box that holds at most one equilibrium, by finding that one; whether it could.
    fn settle(&self, y: &[I], found: &mut CertifiedList) -> bool {
        let centre: Vec<f64> = y.iter().map(|i| i.middle()).collect();
        if found.points.iter().any(|p| meet(&p.place, y).is_some() && self.alone(&p.place, y)) {
            return true;
        }
        let Some(point) = self.certify(&centre) else { return false };
        if meet(&point.place, y).is_none() || !self.alone(&point.place, y) {
            return false;
        }
        self.list(point, found);
        true
    }
}

fn meet(a: &[I], b: &[I]) -> Option<Vec<I>> {
    a.iter().zip(b).map(|(a, b)| a.meet(*b)).collect()
}
