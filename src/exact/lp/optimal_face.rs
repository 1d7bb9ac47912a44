//! The face of all optimal points of a programme, and whether it is one point.

use dashu_int::IBig;

use super::form::{Sign, StandardForm};
use super::simplex::{Dictionary, Termination};
use super::solve::{DictionaryReader, run};
use super::{Program, Solution};
use crate::exact::Q;
use crate::exact::budget::unwinding;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::Int;
use crate::exact::integers::quotient;
use crate::exact::work::{Abort, Meter};

/// The optimal points of a [`Program`]: a convex combination of `vertices` plus a non-negative
/// combination of `rays` each, and all such sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// Optimal points, in ascending order: all the vertices of the face if no variable is free.
    pub vertices: Vec<Vec<Q>>,
    /// The extreme directions in which the face is unbounded, up to a positive factor.
    pub rays: Vec<Vec<Q>>,
    /// Whether these are all; otherwise there are more than the limit, and one vertex is given.
    pub complete: bool,
}

impl Program {
    /// The face of all optimal points; `None` when there is no optimum.
    ///
    /// The double description method adds one condition at a time, and gives up as soon as it has
    /// more than `limit` vertices and rays at hand.
    ///
    /// ```
    /// use schelling::Q;
    /// use schelling::exact::lp::Program;
    ///
    /// let one = || Q::ONE;
    /// let mut lp = Program::new(); // maximise x + y subject to x + y <= 1
    /// let (x, y) = (lp.variable(one()), lp.variable(one()));
    /// lp.at_most([(x, one()), (y, one())], one());
    /// let face = lp.optimal_face(100).unwrap();
    /// assert_eq!(face.vertices, [[Q::ZERO, one()], [one(), Q::ZERO]]);
    /// assert!(!lp.is_unique(&lp.solve()));
    /// ```
    pub fn optimal_face(&self, limit: usize) -> Option<Face> {
        self.optimal_face_unless(limit, &unwinding).expect("nothing stops it")
    }

    /// [`Program::optimal_face`], or `None` when `stop` says so.
    pub(crate) fn optimal_face_unless(
        &self,
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Option<Option<Face>> {
        run(&StandardForm::new(self), &FaceReader { limit, stop }, stop)
    }

    /// Is this optimal solution the only one?
    ///
    /// It is, exactly when nothing that is 0 at it can be positive at an optimal point, and no free
    /// variable can change there: linear programmes over the face of the optimal points, whose
    /// answers are exact.
    ///
    /// `solution` is what [`Program::solve`] returned; an answer other than an optimum is not
    /// unique.
    pub fn is_unique(&self, solution: &Solution) -> bool {
        let Solution::Optimal { primal, dual, .. } = solution else { return false };
        let mut face = self.face(primal, dual);
        let zero = Q::ZERO;
        // everything that is 0 and need not be, at once
        for (j, column) in self.columns.iter().enumerate() {
            if !column.free && primal[j] == zero {
                face.columns[j].objective = Q::ONE;
            }
        }
        let mut constant = Q::ZERO;
        for row in face.rows.iter().filter(|row| !row.equality) {
            let left: Q = row.coefficients.iter().map(|(j, a)| a * &primal[*j]).sum();
            if left == row.bound {
                constant += &row.bound;
                for (j, a) in &row.coefficients {
                    face.columns[*j].objective -= a;
                }
            }
        }
        let grows = |face: &Program, from: &Q| match face.solve() {
            Solution::Optimal { value, .. } => value != *from,
            _ => true,
        };
        if grows(&face, &-constant) {
            return false;
        }
        let free: Vec<usize> = (0..primal.len()).filter(|&j| self.columns[j].free).collect();
        free.into_iter().all(|j| {
            [Q::ONE, -Q::ONE].into_iter().all(|sign| {
                let start = &sign * &primal[j];
                face.columns.iter_mut().for_each(|c| c.objective = Q::ZERO);
                face.columns[j].objective = sign;
                !grows(&face, &start)
            })
        })
    }

    /// The optimal points as a programme without an objective: what the prices say is 0 is 0.
    fn face(&self, primal: &[Q], dual: &[Q]) -> Program {
        let mut face = self.clone();
        let mut reduced: Vec<Q> = self.columns.iter().map(|c| -&c.objective).collect();
        for (row, y) in self.rows.iter().zip(dual).filter(|(_, y)| !y.is_zero()) {
            row.coefficients.iter().for_each(|(j, a)| reduced[*j] += &(a * y));
        }
        for (row, y) in face.rows.iter_mut().zip(dual) {
            row.equality |= !y.is_zero();
        }
        face.columns.iter_mut().for_each(|c| c.objective = Q::ZERO);
        let gone: Vec<usize> = (0..primal.len()).filter(|&j| reduced[j].is_positive()).collect();
        if !gone.is_empty() {
            // non-negative numbers that sum to at most 0
            face.at_most(gone.into_iter().map(|j| (j, Q::ONE)), Q::ZERO);
        }
        face
    }
}

/// Reads the face from a dictionary: non-basic variables without a reduced cost may grow as long as
/// the basic ones stay in range.
struct FaceReader<'a> {
    limit: usize,
    stop: &'a dyn Fn() -> bool,
}

impl DictionaryReader for FaceReader<'_> {
    type Out = Option<Face>;

    fn read<D: Dictionary>(
        &self,
        form: &StandardForm,
        d: &mut D,
        end: Termination,
    ) -> Result<Option<Face>, Abort> {
        if end != Termination::Optimal {
            return Ok(None);
        }
        // coordinates: the scale of the point, then each open variable (a free one in two parts),
        // in units in which the entries of the dictionary are integers
        let mut open: Vec<(usize, IBig, Vec<IBig>)> = Vec::new();
        for j in 0..d.nonbasis().len() {
            let (v, sign) = (d.nonbasis()[j], d.sign(d.nonbasis()[j]));
            if sign == Sign::Fixed || !d.reduced()[j].is_zero() {
                continue;
            }
            let column = d.column(j)?;
            let entries: Vec<IBig> = column.entries.iter().map(Int::to_big).collect();
            let unit = column.scale.to_big();
            if sign == Sign::Free {
                open.push((v, -unit.clone(), entries.iter().map(|x| -x).collect()));
            }
            open.push((v, unit, entries));
        }
        let values: Vec<IBig> = d.values().into_iter().map(Int::to_big).collect();
        let scale = d.value_scale().to_big();
        let at = |ray: &[IBig], i: usize| -> IBig {
            let moved = open.iter().zip(&ray[1..]).filter(|(_, t)| !t.is_zero());
            let moved: IBig = moved.map(|((_, _, column), t)| &column[i] * t).sum();
            &values[i] * &ray[0] - moved
        };
        let units = (0..=open.len()).map(|k| {
            let mut ray = vec![IBig::ZERO; open.len() + 1];
            ray[k] = IBig::ONE;
            ray
        });
        let mut cone = Cone::simplicial(0, units.collect());
        let mut complete = true;
        let meter = &Meter::new(self.stop);
        for (i, &v) in d.basis().iter().enumerate() {
            let condition = match d.sign(v) {
                Sign::NonNegative => ConeConstraint::NonNegative,
                Sign::Free => continue,
                Sign::Fixed => ConeConstraint::Zero,
            };
            let cut = cone.restrict_within(self.limit, condition, |ray| Ok(at(ray, i)), meter);
            complete = match cut {
                Ok(()) => cone.len() <= self.limit,
                Err(Abort::TooMany) => false,
                Err(abort) => return Err(abort),
            };
            if !complete {
                break;
            }
        }
        let point = |ray: &[IBig], whole: &IBig| {
            let mut x = vec![Q::ZERO; form.width()];
            for (i, &v) in d.basis().iter().enumerate().filter(|(_, v)| **v < form.width()) {
                x[v] = quotient(&at(ray, i), whole);
            }
            for ((v, unit, _), t) in open.iter().zip(&ray[1..]) {
                if let Some(x) = x.get_mut(*v) {
                    *x += &quotient(&(unit * t), whole);
                }
            }
            x
        };
        let mut face = Face { vertices: Vec::new(), rays: Vec::new(), complete };
        if !complete {
            let mut here = vec![IBig::ZERO; open.len() + 1];
            here[0] = IBig::ONE;
            face.vertices.push(point(&here, &scale));
            return Ok(Some(face));
        }
        for ray in cone.rays() {
            let ray = &ray[..=open.len()];
            if ray[0].is_positive() {
                face.vertices.push(point(ray, &(&scale * &ray[0])));
            } else {
                face.rays.push(point(ray, &IBig::ONE));
            }
        }
        face.rays.retain(|ray| ray.iter().any(|x| !x.is_zero()));
        for list in [&mut face.vertices, &mut face.rays] {
            list.sort();
            list.dedup();
        }
        Ok(Some(face))
    }
}
