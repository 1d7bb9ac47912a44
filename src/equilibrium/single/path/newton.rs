//! Newton's method on the equations of the path, and the direction of the path, block by block.

use nalgebra::{DMatrix, DVector};

use super::{Message, Path, Point, Step};

/// What is missing from the equations at a point, per message.
pub(super) struct Residual {
    pub sender: Vec<DVector<f64>>,
    pub receiver: Vec<DVector<f64>>,
}

impl Residual {
    pub fn new(path: &Path, point: &Point) -> Residual {
        let each = || path.messages.iter().enumerate();
        Residual {
            sender: each()
                .map(|(m, message)| {
                    message.losses(point, m).component_mul(&point.x[m])
                        - &message.weight * point.tau
                })
                .collect(),
            receiver: each()
                .map(|(m, message)| {
                    let reach = message.prior.dot(&point.x[m]);
                    message
                        .regrets(point, m)
                        .component_mul(&point.y[m])
                        .add_scalar(-point.tau * reach)
                })
                .collect(),
        }
    }

    fn zero(path: &Path) -> Residual {
        let zeros = |n: usize| DVector::zeros(n);
        Residual {
            sender: path.messages.iter().map(|m| zeros(m.senders.len())).collect(),
            receiver: path.messages.iter().map(|m| zeros(m.actions.len())).collect(),
        }
    }

    /// The largest, as a share of what it should be.
    pub fn worst(&self, path: &Path, point: &Point) -> f64 {
        let senders = self.sender.iter().map(|e| e.amax() / point.tau);
        let reach = path.messages.iter().zip(&point.x).map(|(m, x)| m.prior.dot(x));
        let receivers = self.receiver.iter().zip(reach).map(|(e, pi)| e.amax() / (point.tau * pi));
        senders.chain(receivers).fold(0.0, f64::max)
    }
}

/// The Newton system at a point, taken apart by messages.
pub(super) struct Factors {
    blocks: Vec<Block>,
    /// `sum_m dx_m / dg`, negative, on the types.
    coupling: DMatrix<f64>,
}

/// One message's part: `dy = d dx + d1 dtau + d0`, and `dx` from what is left.
struct Block {
    d: DMatrix<f64>,
    d1: DVector<f64>,
    /// `1 / s`
    inverse: DVector<f64>,
    /// `diag(x / s) S`
    u: DMatrix<f64>,
    /// `(I - d u)^-1`, factored.
    kernel: nalgebra::LU<f64, nalgebra::Dyn, nalgebra::Dyn>,
    /// `H^-1 diag(x)`
    response: DMatrix<f64>,
    weights: DVector<f64>,
    r: DVector<f64>,
    total: f64,
    rho: f64,
}

impl Block {
    fn new(message: &Message, point: &Point, m: usize) -> Option<Block> {
        let (x, y, tau) = (&point.x[m], &point.y[m], point.tau);
        let s = message.losses(point, m);
        let r = message.regrets(point, m);
        let reach = message.prior.dot(x);
        let weights = y.component_div(&r);
        let total = weights.sum();
        let rho: f64 = r.iter().map(|r| 1.0 / r).sum();
        let pull = &message.receiver * &weights;
        let shared = (&message.prior * (tau * rho) + pull) / total;
        let d = DMatrix::from_fn(message.actions.len(), message.senders.len(), |a, t| {
            (tau * message.prior[t] + y[a] * message.receiver[(t, a)]) / r[a]
                - weights[a] * shared[t]
        });
        let d1 = DVector::from_fn(message.actions.len(), |a, _| {
            reach * (1.0 / r[a] - weights[a] * rho / total)
        });
        let ratio = x.component_div(&s);
        let mut u = message.sender.clone();
        u.row_iter_mut().zip(ratio.iter()).for_each(|(mut row, q)| row.scale_mut(*q));
        let mut kernel = -(&d * &u);
        (0..kernel.nrows()).for_each(|i| kernel[(i, i)] += 1.0);
        let kernel = kernel.lu();
        let mut scaled = d.clone();
        scaled.column_iter_mut().zip(ratio.iter()).for_each(|(mut c, q)| c.scale_mut(*q));
        let mut response = &u * kernel.solve(&scaled)?;
        (0..response.nrows()).for_each(|i| response[(i, i)] += ratio[i]);
        let inverse = s.map(|s| 1.0 / s);
        Some(Block { d, d1, inverse, u, kernel, response, weights, r, total, rho })
    }

    /// `H^-1 z`
    fn solve(&self, z: &DVector<f64>) -> Option<DVector<f64>> {
        let w = z.component_mul(&self.inverse);
        let inner = self.kernel.solve(&(&self.d * &w))?;
        Some(w + &self.u * inner)
    }

    /// What the residual of the receiver does to `dy`.
    fn constant(&self, e: &DVector<f64>) -> DVector<f64> {
        let pushed = e.component_div(&self.r);
        let sum = pushed.sum();
        &self.weights * (sum / self.total) - pushed
    }
}

impl Factors {
    pub fn new(path: &Path, point: &Point) -> Option<Factors> {
        let mut coupling = DMatrix::zeros(path.types, path.types);
        let mut blocks = Vec::with_capacity(path.messages.len());
        for (m, message) in path.messages.iter().enumerate() {
            let block = Block::new(message, point, m)?;
            let response = &block.response;
            for (j, &s) in message.senders.iter().enumerate() {
                for (i, &t) in message.senders.iter().enumerate() {
                    coupling[(t, s)] += response[(i, j)];
                }
            }
            blocks.push(block);
        }
        Some(Factors { blocks, coupling })
    }

    /// The direction of the path, of length 1.
    pub fn tangent(&self, path: &Path, point: &Point) -> Option<Step> {
        let mut step = self.step(path, point, &Residual::zero(path), &path.heading, 1.0)?;
        let size = point.length(&step);
        if !size.is_finite() || size == 0.0 {
            return None;
        }
        step.scale(1.0 / size);
        Some(step)
    }

    /// The step that removes a residual and goes so far along the heading.
    pub fn step(
        &self,
        path: &Path,
        point: &Point,
        off: &Residual,
        heading: &Step,
        far: f64,
    ) -> Option<Step> {
        let n = path.types;
        let mut system = DMatrix::zeros(n + 1, n + 1);
        system.view_mut((0, 0), (n, n)).copy_from(&self.coupling);
        let mut right = DVector::zeros(n + 1);
        let mut fixed = Vec::with_capacity(self.blocks.len());
        let mut moving = Vec::with_capacity(self.blocks.len());
        for (m, (block, message)) in self.blocks.iter().zip(&path.messages).enumerate() {
            let x = &point.x[m];
            let constant = block.constant(&off.receiver[m]);
            let a =
                block.solve(&((&message.sender * &constant).component_mul(x) - &off.sender[m]))?;
            let b = (&message.sender * &block.d1).component_mul(x) + &message.weight;
            let b = block.solve(&b)?;
            for (i, &t) in message.senders.iter().enumerate() {
                right[t] += a[i];
                system[(t, n)] -= b[i];
            }
            // along the heading: w dx + (what dtau and the residual do to dy)
            let (hx, hy) = (&heading.x[m], &heading.y[m]);
            let w = hx + block.d.tr_mul(hy);
            let towards = block.response.tr_mul(&w);
            for (i, &t) in message.senders.iter().enumerate() {
                system[(n, t)] -= towards[i];
            }
            system[(n, n)] += w.dot(&b) + hy.dot(&block.d1);
            right[n] -= w.dot(&a) + hy.dot(&constant);
            fixed.push((a, constant));
            moving.push(b);
        }
        let (wg, wt) = point.weights();
        for t in 0..n {
            system[(n, t)] += heading.g[t] * wg;
        }
        system[(n, n)] += heading.tau * wt;
        right[n] += far;
        // rows of one size
        for t in 0..=n {
            let size = system.row(t).amax();
            system.row_mut(t).scale_mut(1.0 / size);
            right[t] /= size;
        }
        let solved = system.lu().solve(&right)?;
        let g = solved.rows(0, n).into_owned();
        let tau = solved[n];
        let mut step = Step { tau, x: Vec::new(), y: Vec::new(), g, v: Vec::new() };
        for (m, (block, message)) in self.blocks.iter().zip(&path.messages).enumerate() {
            let x = &point.x[m];
            let pull = DVector::from_fn(x.len(), |i, _| x[i] * step.g[message.senders[i]]);
            let (a, constant) = &fixed[m];
            let dx = a + &moving[m] * tau - block.solve(&pull)?;
            let dy = &block.d * &dx + &block.d1 * tau + constant;
            let reach = message.prior.dot(x);
            let pushed: f64 = off.receiver[m].component_div(&block.r).sum();
            let dv = ((reach * tau + point.tau * message.prior.dot(&dx)) * block.rho - pushed
                + block.weights.dot(&message.receiver.tr_mul(&dx)))
                / block.total;
            step.x.push(dx);
            step.y.push(dy);
            step.v.push(dv);
        }
        Some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newtons_step_removes_the_residual_to_first_order() {
        let game = crate::io::json::from_str(
            r#"{"schelling": 1, "prior": ["1/5", "2/5", "2/5"],
             "sender": [[[0, 2, 1], [1, 3, 0]], [[0, 2, 4], [-1, 1, 2]], [[3, 1, 1], [2, 2, 0]]],
             "receiver": [[[-2, 0, 1], [-2, 0, 3]], [[1, 0, 0], [1, 0, 2]],
                          [[0, 2, 1], [4, 0, 0]]]}"#,
        )
        .unwrap();
        let mut path = Path::new(&game, 0);
        (0..6).for_each(|_| assert!(path.advance()));
        let mut point = path.point.clone();
        for (k, z) in point.x.iter_mut().chain(&mut point.y).enumerate() {
            for (i, z) in z.iter_mut().enumerate() {
                *z *= 1.0 + 0.02 * ((k * 7 + i * 3) % 5) as f64;
            }
        }
        let before = Residual::new(&path, &point);
        let factors = Factors::new(&path, &point).unwrap();
        let step = factors.step(&path, &point, &before, &path.heading, 0.0).unwrap();
        let left = |length: f64| -> f64 {
            let after = Residual::new(&path, &point.moved(&step, length));
            let pairs = after.sender.iter().chain(&after.receiver);
            let pairs = pairs.zip(before.sender.iter().chain(&before.receiver));
            pairs.map(|(a, b)| (a - b * (1.0 - length)).amax()).fold(0.0, f64::max)
        };
        // what is left is of second order: a hundredth of the step, a ten-thousandth of the rest
        assert!(left(1e-2) > 0.0);
        assert!(left(1e-4) < 1.1e-4 * left(1e-2), "{} {}", left(1e-4), left(1e-2));
        for z in step.x.iter().skip(1).fold(step.x[0].clone(), |a, b| a + b).iter() {
            assert!(z.abs() < 1e-12);
        }
    }
}
