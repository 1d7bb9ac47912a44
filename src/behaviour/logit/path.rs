//! The path of logit equilibria from uniform play, by arc length in the log odds and lambda.
//!
//! The tangent is the null vector of `[J, F_lambda]`; Newton's method on the bordered system brings
//! a step back to the path. Steps grow with the log odds, so that large lambda takes few of them.

use nalgebra::{DMatrix, DVector};

use super::system::LogitGame;

/// A point of a path: the log odds and lambda.
#[derive(Clone, Debug)]
pub(crate) struct PathPoint {
    pub(crate) y: Vec<f64>,
    pub(crate) lambda: f64,
    /// The unit tangent; its last entry is `dlambda/ds`.
    tangent: Vec<f64>,
    /// The sign of the determinant of the Jacobian.
    index: i8,
}

/// A path from uniform play to the first point with the greatest lambda asked for.
#[derive(Clone, Debug)]
pub(crate) struct TracedPath {
    pub(crate) points: Vec<PathPoint>,
    /// Places of turning points among `points`, in path order.
    pub(crate) folds: Vec<usize>,
    /// The lambdas at which another branch crosses.
    pub(crate) bifurcations: Vec<f64>,
    /// Whether the greatest lambda was reached.
    pub(crate) reached: bool,
}

/// A tracker of one game.
pub(crate) struct Tracker<'a> {
    pub(crate) game: &'a LogitGame,
    pub(crate) ratio: f64,
}

const MOST_POINTS: usize = 20_000;

impl Tracker<'_> {
    fn bordered(&self, z: &DVector<f64>, border: &[f64]) -> (DVector<f64>, DMatrix<f64>, i8) {
        let n = z.len() - 1;
        let (f, jacobian, by_lambda) = self.game.system(&z.as_slice()[..n], z[n], self.ratio);
        let mut matrix = DMatrix::zeros(n + 1, n + 1);
        matrix.view_mut((0, 0), (n, n)).copy_from(&jacobian);
        matrix.view_mut((0, n), (n, 1)).copy_from(&by_lambda);
        for (j, &x) in border.iter().enumerate() {
            matrix[(n, j)] = x;
        }
        let index = if jacobian.determinant() < 0.0 { -1 } else { 1 };
        (f, matrix, index)
    }

    /// The point of the path at `z`, with a tangent that goes the way of `before`.
    fn point(&self, z: &DVector<f64>, before: &[f64]) -> Option<PathPoint> {
        let n = z.len() - 1;
        let (_, matrix, index) = self.bordered(z, before);
        let mut right = DVector::zeros(n + 1);
        right[n] = 1.0;
        let tangent = matrix.lu().solve(&right)?;
        let norm = tangent.norm();
        if !norm.is_finite() || norm == 0.0 {
            return None;
        }
        Some(PathPoint {
            y: z.as_slice()[..n].to_vec(),
            lambda: z[n],
            tangent: (tangent / norm).as_slice().to_vec(),
            index,
        })
    }

    /// The point at arc length about `h` from another, and the number of corrections it took.
    fn step(&self, from: &PathPoint, h: f64) -> Option<(PathPoint, usize)> {
        let n = from.y.len();
        let mut z = DVector::from_fn(n + 1, |i, _| {
            (if i < n { from.y[i] } else { from.lambda }) + h * from.tangent[i]
        });
        let start = z.clone();
        for turn in 1..=8 {
            let (f, matrix, _) = self.bordered(&z, &from.tangent);
            let mut right = DVector::zeros(n + 1);
            right.rows_mut(0, n).copy_from(&f);
            right[n] = (0..=n).map(|i| from.tangent[i] * (z[i] - start[i])).sum();
            let change = matrix.lu().solve(&right)?;
            z -= &change;
            let size = change.amax();
            if !size.is_finite() {
                return None;
            }
            if size < 1e-12 * (1.0 + z.amax()) {
                return Some((self.point(&z, &from.tangent)?, turn));
            }
        }
        None
    }

    /// The point between `from` and the one at `h` where `value` is 0, by the Illinois method.
    fn locate(
        &self,
        from: &PathPoint,
        h: f64,
        value: impl Fn(&PathPoint) -> f64,
    ) -> Option<PathPoint> {
        let end = self.step(from, h)?.0;
        let (mut a, mut b) = ((0.0, value(from)), (h, value(&end)));
        let mut best = end;
        for _ in 0..80 {
            if b.1 == 0.0 || (b.0 - a.0).abs() < 1e-15 * h.abs() {
                break;
            }
            let next = b.0 - b.1 * (b.0 - a.0) / (b.1 - a.1);
            best = self.step(from, next)?.0;
            let found = value(&best);
            if found.abs() < 1e-13 {
                break;
            }
            if found * b.1 < 0.0 {
                a = b;
            } else {
                a.1 *= 0.5;
            }
            b = (next, found);
        }
        Some(best)
    }

    /// Follows the path from uniform play until lambda first reaches `greatest`.
    pub(crate) fn run(&self, greatest: f64) -> TracedPath {
        let n = self.game.unknowns.len();
        let mut up = vec![0.0; n + 1];
        up[n] = 1.0;
        let mut path =
            TracedPath { points: vec![], folds: vec![], bifurcations: vec![], reached: false };
        let Some(mut here) = self.point(&DVector::zeros(n + 1), &up) else { return path };
        path.points.push(here.clone());
        if greatest == 0.0 {
            path.reached = true;
            return path;
        }
        let mut h: f64 = 0.05;
        while path.points.len() < MOST_POINTS {
            let size = here.y.iter().fold(here.lambda, |s, y| s.max(y.abs()));
            h = h.min(0.1 * (1.0 + size));
            let Some((next, turns)) = self.step(&here, h) else {
                h *= 0.5;
                if h < 1e-10 {
                    break;
                }
                continue;
            };
            let along: f64 = here.tangent.iter().zip(&next.tangent).map(|(a, b)| a * b).sum();
            if along < 0.95 && h > 1e-6 {
                h *= 0.5;
                continue;
            }
            let rising = |p: &PathPoint| p.tangent[n] > 0.0;
            if rising(&here) != rising(&next) {
                let Some(fold) = self.locate(&here, h, |p| p.tangent[n]) else {
                    h *= 0.5;
                    continue;
                };
                if fold.lambda < greatest {
                    path.folds.push(path.points.len());
                    path.points.push(fold);
                }
            } else if here.index != next.index {
                let share = 0.5 * (here.lambda + next.lambda);
                let place = self.determinant_root(&here, h).unwrap_or(share);
                path.bifurcations.push(place);
            }
            let last = path.points.last().map_or(0.0, |p| p.lambda);
            if next.lambda >= greatest || last >= greatest {
                if let Some(end) = self.locate(&here, h, |p| p.lambda - greatest) {
                    let y = self.game.newton(&end.y, greatest, self.ratio).unwrap_or(end.y.clone());
                    path.points.push(PathPoint { y, lambda: greatest, ..end });
                    path.reached = true;
                }
                break;
            }
            path.points.push(next.clone());
            here = next;
            h *= if turns <= 3 {
                1.6
            } else if turns >= 6 {
                0.6
            } else {
                1.0
            };
        }
        path
    }

    /// The lambda where the determinant changes sign along a step, by bisection.
    fn determinant_root(&self, from: &PathPoint, h: f64) -> Option<f64> {
        let (mut low, mut high) = (0.0, h);
        let mut lambda = None;
        for _ in 0..50 {
            let middle = 0.5 * (low + high);
            let Some((point, _)) = self.step(from, middle) else { break };
            lambda = Some(point.lambda);
            if point.index == from.index { low = middle } else { high = middle }
        }
        lambda
    }

    /// The log odds at each place where the path crosses `lambda`, in path order.
    pub(crate) fn crossings(&self, path: &TracedPath, lambda: f64) -> Vec<Vec<f64>> {
        let mut found = Vec::new();
        for (i, pair) in path.points.windows(2).enumerate() {
            let (a, b) = (&pair[0], &pair[1]);
            let ends = (a.lambda - lambda) * (b.lambda - lambda);
            let starts = a.lambda == lambda && (i == 0 || path.folds.contains(&i));
            if ends > 0.0 || (a.lambda == lambda && !starts) {
                continue;
            }
            let share = if a.lambda == b.lambda {
                0.0
            } else {
                (lambda - a.lambda) / (b.lambda - a.lambda)
            };
            let between: Vec<f64> =
                a.y.iter().zip(&b.y).map(|(a, b)| a + share * (b - a)).collect();
            let near = |y: &[f64]| {
                let reach = a.y.iter().zip(&b.y).map(|(a, b)| (a - b).abs()).fold(1e-6, f64::max);
                y.iter().zip(&between).all(|(y, z)| (y - z).abs() <= reach)
            };
            let direct = self.game.newton(&between, lambda, self.ratio).filter(|y| near(y));
            found.push(
                direct
                    .or_else(|| {
                        // Newton's method may slip to another branch; arc length does not.
                        let reach: f64 = (a.y.iter().zip(&b.y)).map(|(a, b)| (b - a).powi(2)).sum();
                        let h = (reach + (b.lambda - a.lambda).powi(2)).sqrt();
                        Some(self.locate(a, h, |p| p.lambda - lambda)?.y)
                    })
                    .unwrap_or(between),
            );
        }
        found
    }
}
