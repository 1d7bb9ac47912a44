//! The value of a programme as a function of one parameter in its bounds.

use std::cell::RefCell;

use super::float_basis::Start;
use super::{Program, Solution};
use crate::exact::Q;
use crate::exact::budget::unwinding;

/// The optimum at one value of the parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knot {
    /// The parameter.
    pub parameter: Q,
    /// The largest value of the objective there.
    pub value: Q,
    /// A point that attains it.
    pub primal: Vec<Q>,
    /// Multipliers that prove it.
    pub dual: Vec<Q>,
}

/// The optimum as a function of one parameter of the bounds: concave, and linear between knots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parametric {
    /// The ends of the range in which there is a feasible point, and every point where the slope
    /// changes, ascending. Empty when there is no feasible point at all.
    pub knots: Vec<Knot>,
}

impl Parametric {
    /// The value at a parameter; `None` where there is no feasible point.
    pub fn value(&self, parameter: &Q) -> Option<Q> {
        let right = self.knots.partition_point(|k| k.parameter < *parameter);
        let right = self.knots.get(right)?;
        if right.parameter == *parameter {
            return Some(right.value.clone());
        }
        let left = self.knots.iter().rev().find(|k| k.parameter < *parameter)?;
        let slope = slope(left, right);
        Some(&left.value + &(slope * &(parameter - &left.parameter)))
    }
}

fn slope(left: &Knot, right: &Knot) -> Q {
    (&right.value - &left.value) / (&right.parameter - &left.parameter)
}

impl Program {
    /// The optimum for every parameter `s` from `from` to `to`, when the bound of each row named in
    /// `change` is its own bound plus `s` times the number given; `None` when the objective has no
    /// end.
    ///
    /// The multipliers at one parameter are a line that lies nowhere below the optimum and touches
    /// it there. Two such lines meet in a point, and the optimum at that parameter either lies on
    /// both, and is the only knot between the two, or gives a third line (Eisner and Severance
    /// 1976). Each knot costs two solutions.
    ///
    /// # Panics
    ///
    /// When `change` names a row that has not been added, or `from` is larger than `to`.
    ///
    /// ```
    /// use schelling::Q;
    /// use schelling::exact::lp::Program;
    ///
    /// let q = |n: i64| Q::from(n);
    /// let mut lp = Program::new(); // maximise 2 x + y, x <= 1, x + y <= s
    /// let (x, y) = (lp.variable(q(2)), lp.variable(q(1)));
    /// lp.at_most([(x, q(1))], q(1));
    /// let row = lp.at_most([(x, q(1)), (y, q(1))], q(0));
    /// let curve = lp.parametric([(row, q(1))], q(-1), q(3)).unwrap();
    /// let places: Vec<_> = curve.knots.iter().map(|k| k.parameter.clone()).collect();
    /// assert_eq!(places, [q(0), q(1), q(3)]);
    /// assert_eq!(curve.value(&q(2)), Some(q(3)));
    /// assert_eq!(curve.value(&q(-1)), None);
    /// ```
    pub fn parametric(
        &self,
        change: impl IntoIterator<Item = (usize, Q)>,
        from: Q,
        to: Q,
    ) -> Option<Parametric> {
        self.parametric_unless(change, from, to, &unwinding, &|_| false).expect("nothing stops it")
    }

    /// [`Program::parametric`], or `None` when `stop` says so. Between two knots no other is looked
    /// for when `dull` says that the optimum there is of no interest: it is given three points of
    /// an upper bound, which is linear between them.
    pub(crate) fn parametric_unless(
        &self,
        change: impl IntoIterator<Item = (usize, Q)>,
        from: Q,
        to: Q,
        stop: &dyn Fn() -> bool,
        dull: &dyn Fn(&[CurvePoint]) -> bool,
    ) -> Option<Option<Parametric>> {
        assert!(from <= to, "a range from {from} to {to} is empty");
        let mut direction = vec![Q::ZERO; self.rows.len()];
        change.into_iter().for_each(|(i, x)| direction[i] += &x);
        let line = MovingBounds { program: self, direction, stop, dull, last: RefCell::default() };
        // as a rule the ends of the range are those that were asked for
        let asked = [line.at(&from)?, line.at(&to)?];
        let mut knots = Vec::with_capacity(2);
        for ((at, mut solution), sign) in [&from, &to].into_iter().zip(asked).zip([-Q::ONE, Q::ONE])
        {
            let mut parameter = at.clone();
            if let Solution::Infeasible { .. } = solution {
                match line.furthest(sign, &from, &to)? {
                    Some(furthest) => parameter = furthest,
                    None => return Some(Some(Parametric { knots: Vec::new() })),
                }
                solution = line.at(&parameter)?;
            }
            let Solution::Optimal { value, primal, dual } = solution else { return Some(None) };
            knots.push(Knot { parameter, value, primal, dual });
        }
        let last = knots.pop().expect("two ends");
        if knots[0].parameter == last.parameter {
            return Some(Some(Parametric { knots }));
        }
        let first = knots[0].clone();
        line.between(&first, &last, &mut knots)?;
        knots.push(last);
        let bends = |k: usize| {
            k == 0
                || k + 1 == knots.len()
                || slope(&knots[k - 1], &knots[k]) != slope(&knots[k], &knots[k + 1])
        };
        let keep: Vec<bool> = (0..knots.len()).map(bends).collect();
        let mut keep = keep.into_iter();
        knots.retain(|_| keep.next().unwrap_or(true));
        Some(Some(Parametric { knots }))
    }
}

/// A parameter, and a value there.
pub(crate) type CurvePoint = (Q, Q);

/// The programme as its bounds move.
struct MovingBounds<'a> {
    program: &'a Program,
    direction: Vec<Q>,
    stop: &'a dyn Fn() -> bool,
    dull: &'a dyn Fn(&[CurvePoint]) -> bool,
    /// The basis at the last parameter.
    last: RefCell<Option<Start>>,
}

impl MovingBounds<'_> {
    /// The smallest parameter within the range for which there is a feasible point, or the largest.
    fn furthest(&self, sign: Q, from: &Q, to: &Q) -> Option<Option<Q>> {
        let mut lp = self.moved(from);
        lp.columns.iter_mut().for_each(|c| c.objective = Q::ZERO);
        let step = lp.variable(Q::ZERO);
        for (row, x) in lp.rows.iter_mut().zip(&self.direction) {
            if !x.is_zero() {
                row.coefficients.push((step, -x));
            }
        }
        lp.at_most([(step, Q::ONE)], to - from);
        lp.columns[step].objective = sign;
        Some(match lp.solve_unless(self.stop)? {
            Solution::Optimal { primal, .. } => Some(from + &primal[step]),
            _ => None, // infeasible: the step is bounded on both sides
        })
    }

    /// The programme at one value of the parameter.
    fn moved(&self, parameter: &Q) -> Program {
        let mut lp = self.program.clone();
        for (row, x) in lp.rows.iter_mut().zip(&self.direction) {
            row.bound += &(x * parameter);
        }
        lp
    }

    /// Solves the programme at one value of the parameter; `None` when asked to stop.
    fn at(&self, parameter: &Q) -> Option<Solution> {
        self.moved(parameter).solve_from(&mut self.last.borrow_mut(), self.stop)
    }

    /// The slope of the line that the multipliers at a knot give.
    fn slope(&self, knot: &Knot) -> Q {
        self.direction.iter().zip(&knot.dual).map(|(x, y)| x * y).sum()
    }

    /// Adds knots between two, among them all those where the slope changes.
    fn between(&self, left: &Knot, right: &Knot, knots: &mut Vec<Knot>) -> Option<()> {
        let (up, down) = (self.slope(left), self.slope(right));
        let length = &right.parameter - &left.parameter;
        let above_right = &left.value + &(&up * &length) - &right.value;
        let above_left = &right.value - &(&down * &length) - &left.value;
        if above_right.is_zero() || above_left.is_zero() {
            return Some(());
        }
        // the lines meet where the excess of the left one over the right one is used up
        let middle = &left.parameter + &(&above_left / &(&up - &down));
        let peak = &left.value + &(&up * &(&middle - &left.parameter));
        let place = |knot: &Knot| (knot.parameter.clone(), knot.value.clone());
        if (self.dull)(&[place(left), (middle.clone(), peak.clone()), place(right)]) {
            return Some(());
        }
        let Solution::Optimal { value, primal, dual } = self.at(&middle)? else {
            unreachable!("between two optima there is one")
        };
        let middle = Knot { parameter: middle, value, primal, dual };
        if peak == middle.value {
            knots.push(middle);
            return Some(());
        }
        self.between(left, &middle, knots)?;
        knots.push(middle.clone());
        self.between(&middle, right, knots)
    }
}
