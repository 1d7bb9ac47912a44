//! The choice of a way to solve a programme, and the reading of the answer from the last
//! dictionary.

use dashu_int::IBig;

use super::float_basis::Start;
use super::form::StandardForm;
use super::lazy_dictionary::LazyDictionary;
use super::simplex::{Dictionary, Termination};
use super::tableau::Tableau;
use super::{Solution, float_simplex, simplex};
use crate::exact::Q;
use crate::exact::int::Int;
use crate::exact::integers::quotient;
use crate::exact::work::Abort;

/// The most entries with which a programme is solved by one table in machine words. It affects
/// time, and which of several optimal vertices is found.
const TABLE: usize = 1_000;
/// The most entries with which the table goes on in big integers when words overflow. It affects
/// time, and which of several optimal vertices is found.
const BIG_TABLE: usize = 300;

/// A reader of the last dictionary.
pub(super) trait DictionaryReader {
    type Out;
    fn read<D: Dictionary>(
        &self,
        form: &StandardForm,
        d: &mut D,
        end: Termination,
    ) -> Result<Self::Out, Abort>;
}

/// Solves, and reads the last dictionary; `None` when asked to stop.
pub(super) fn run<R: DictionaryReader>(
    form: &StandardForm,
    reader: &R,
    stop: &dyn Fn() -> bool,
) -> Option<R::Out> {
    run_from(form, reader, &mut None, stop)
}

/// [`run`] from the basis that was last found for the same programme with other bounds; stores the
/// one that is found now.
pub(super) fn run_from<R: DictionaryReader>(
    form: &StandardForm,
    reader: &R,
    last: &mut Option<Start>,
    stop: &dyn Fn() -> bool,
) -> Option<R::Out> {
    let size = (form.width() + 1) * (form.height() + 1);
    if size <= TABLE {
        for attempt in [table::<i64, R>, table::<i128, R>] {
            match attempt(form, reader, stop) {
                Ok(out) => return Some(out),
                Err(Abort::Stopped) => return None,
                Err(_) => {}
            }
        }
    }
    if size > BIG_TABLE {
        let (inside, tight) = last.insert(float_simplex::basis(form, last.as_ref(), stop)?);
        for attempt in [kernel::<i128, R>, kernel::<IBig, R>] {
            match attempt(form, inside, tight, reader, stop) {
                Ok(out) => return Some(out),
                Err(Abort::Stopped) => return None,
                Err(_) => {}
            }
        }
    }
    // small, or the floating part found no basis at all
    table::<IBig, R>(form, reader, stop).ok()
}

fn table<I: Int, R: DictionaryReader>(
    form: &StandardForm,
    reader: &R,
    stop: &dyn Fn() -> bool,
) -> Result<R::Out, Abort> {
    let mut tableau = Tableau::<I>::new(form)?;
    let end = simplex::solve(&mut tableau, stop)?;
    reader.read(form, &mut tableau, end)
}

fn kernel<I: Int, R: DictionaryReader>(
    form: &StandardForm,
    inside: &[usize],
    tight: &[usize],
    reader: &R,
    stop: &dyn Fn() -> bool,
) -> Result<R::Out, Abort> {
    let mut kernel = LazyDictionary::<I>::new(form, inside, tight).ok_or(Abort::Overflow)?;
    let end = simplex::solve(&mut kernel, stop)?;
    reader.read(form, &mut kernel, end)
}

/// The reader of the answer with its proof.
pub(super) struct SolutionReader;

impl DictionaryReader for SolutionReader {
    type Out = Solution;

    fn read<D: Dictionary>(
        &self,
        form: &StandardForm,
        d: &mut D,
        end: Termination,
    ) -> Result<Solution, Abort> {
        Ok(match end {
            Termination::Optimal => {
                let (primal, prices) = (point(form, d), prices(form, d));
                let dual = form.multipliers(prices.into_iter(), true);
                Solution::Optimal { value: form.objective(&primal), primal, dual }
            }
            Termination::Infeasible(i, falls) => {
                let certificate = combination(form, d, i, falls)?;
                Solution::Infeasible { certificate }
            }
            Termination::Unbounded(j, falls) => {
                Solution::Unbounded { point: point(form, d), ray: ray(form, d, j, falls)? }
            }
        })
    }
}

/// The values of the variables.
pub(super) fn point<D: Dictionary>(form: &StandardForm, d: &D) -> Vec<Q> {
    let mut x = vec![Q::ZERO; form.width()];
    for (&v, value) in d.basis().iter().zip(d.values()) {
        if v < x.len() {
            x[v] = quotient(value, d.value_scale());
        }
    }
    x
}

/// The reduced costs of the slacks.
fn prices<D: Dictionary>(form: &StandardForm, d: &D) -> Vec<Q> {
    let mut y = vec![Q::ZERO; form.height()];
    for (&v, reduced) in d.nonbasis().iter().zip(d.reduced()) {
        if let Some(i) = v.checked_sub(form.width()) {
            y[i] = quotient(reduced, d.reduced_scale());
        }
    }
    y
}

/// The combination of rows that equals row `i` of the dictionary.
fn combination<D: Dictionary>(
    form: &StandardForm,
    d: &mut D,
    i: usize,
    falls: bool,
) -> Result<Vec<Q>, Abort> {
    let row = d.row(i)?;
    let sign = |q: Q| if falls { -q } else { q };
    let mut y = vec![Q::ZERO; form.height()];
    if let Some(k) = d.basis()[i].checked_sub(form.width()) {
        y[k] = sign(Q::ONE);
    }
    for (&v, entry) in d.nonbasis().iter().zip(&row.entries) {
        if let Some(k) = v.checked_sub(form.width()) {
            y[k] = sign(quotient(entry, &row.scale));
        }
    }
    Ok(form.multipliers(y.into_iter(), false))
}

/// The change of the variables as the one at column `j` grows by 1, or falls by 1.
fn ray<D: Dictionary>(
    form: &StandardForm,
    d: &mut D,
    j: usize,
    falls: bool,
) -> Result<Vec<Q>, Abort> {
    let column = d.column(j)?;
    let sign = |q: Q| if falls { -q } else { q };
    let mut x = vec![Q::ZERO; form.width()];
    if let Some(x) = x.get_mut(d.nonbasis()[j]) {
        *x = sign(Q::ONE);
    }
    for (&v, entry) in d.basis().iter().zip(&column.entries) {
        if v < x.len() {
            x[v] = sign(-quotient(entry, &column.scale));
        }
    }
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::lp::Program;
    use crate::exact::random::Random;

    /// Random programmes.
    struct RandomPrograms(Random);

    impl RandomPrograms {
        fn next(&mut self, from: i64, to: i64) -> i64 {
            from + self.0.below((to - from + 1) as usize) as i64
        }

        fn fraction(&mut self, size: i64, denominator: i64) -> Q {
            Q::new(self.next(-size, size), self.next(1, denominator)).unwrap()
        }

        /// Rows that tie and repeat, free variables, equalities, bounds of both signs.
        fn program(&mut self, size: i64, denominator: i64) -> Program {
            let (n, m) = (self.next(1, 9), self.next(0, 12));
            let mut lp = Program::new();
            for _ in 0..n {
                let cost = self.fraction(size, denominator);
                if self.next(0, 5) == 0 {
                    lp.free(cost)
                } else {
                    lp.variable(cost)
                };
            }
            for _ in 0..m {
                let mut row = Vec::new();
                for j in 0..n as usize {
                    if self.next(0, 2) > 0 {
                        row.push((j, self.fraction(size, denominator)));
                    }
                }
                let bound =
                    if self.next(0, 2) == 0 { Q::ZERO } else { self.fraction(size, denominator) };
                match self.next(0, 5) {
                    0 => lp.equal(row, bound),
                    1 => lp.at_most(row, bound),
                    _ => lp.at_most(row, bound.abs()),
                };
            }
            lp
        }
    }

    fn never() -> bool {
        false
    }

    #[test]
    fn every_way_gives_a_proof_and_the_same_answer() {
        let mut numbers = RandomPrograms(Random(7));
        let mut ends = [0; 3];
        for round in 0..600 {
            let (size, denominator) = [(2, 1), (9, 4), (1 << 40, 9)][round % 3];
            let lp = numbers.program(size, denominator);
            let form = StandardForm::new(&lp);
            let (inside, tight) = float_simplex::basis(&form, None, &never).unwrap();
            let (tight_first, inside_first): (Vec<_>, Vec<_>) = form.crash().into_iter().unzip();
            let ways = [
                table::<i64, _>(&form, &SolutionReader, &never),
                table::<i128, _>(&form, &SolutionReader, &never),
                kernel::<i128, _>(&form, &inside, &tight, &SolutionReader, &never),
                kernel::<i128, _>(&form, &inside_first, &tight_first, &SolutionReader, &never),
                kernel::<IBig, _>(&form, &inside, &tight, &SolutionReader, &never),
            ];
            let answer = table::<IBig, _>(&form, &SolutionReader, &never).unwrap();
            assert!(lp.proves(&answer), "{lp:?} {answer:?}");
            for (way, found) in ways.into_iter().enumerate() {
                let Ok(found) = found else {
                    assert!(way < 4 && denominator > 1, "way {way} gave up on {lp:?}");
                    continue;
                };
                assert!(lp.proves(&found), "way {way}: {lp:?} {found:?}");
                match (&answer, &found) {
                    (Solution::Optimal { value, .. }, Solution::Optimal { value: other, .. }) => {
                        assert_eq!(value, other);
                        ends[0] += 1;
                    }
                    (Solution::Infeasible { .. }, Solution::Infeasible { .. }) => ends[1] += 1,
                    (Solution::Unbounded { .. }, Solution::Unbounded { .. }) => ends[2] += 1,
                    _ => panic!("way {way}: {answer:?} is not {found:?}"),
                }
            }
        }
        assert!(ends.iter().all(|&n| n > 200), "{ends:?}");
    }
}
