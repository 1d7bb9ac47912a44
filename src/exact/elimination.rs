//! Elimination on integers without fractions: rank, solution and inverse.
//!
//! There are two steps to choose from. [`clear`] combines whole rows and takes the common factor
//! out of each, which keeps the numbers of a system small that is solved once. [`exchange`] keeps
//! all entries over one denominator, so that the table goes on being an inverse or a dictionary:
//! every entry is a minor of the matrix, and every division leaves no remainder (Edmonds 1967,
//! Bareiss 1968).

use dashu_int::IBig;

use super::Q;
use super::int::{Int, Overflow};
use super::integers::{append_integers, quotient};
use super::matrix::Matrix;

/// Puts a row with an entry in column `k` at place `at`, with the entry positive, and clears the
/// column in the other rows from `first` on. Says `false` when no row from `at` on has an entry
/// there.
fn clear<I: Int>(
    rows: &mut Matrix<I>,
    at: usize,
    k: usize,
    first: usize,
    spare: &mut Vec<I>,
) -> Result<bool, Overflow> {
    let Some(p) = (at..rows.len()).find(|&i| !rows[i][k].is_zero()) else { return Ok(false) };
    rows.swap(at, p);
    if rows[at][k].is_negative() {
        for z in &mut rows[at] {
            *z = z.negated()?;
        }
    }
    for i in (first..rows.len()).filter(|&i| i != at) {
        let (row, pivot) = (&rows[i], &rows[at]);
        if !row[k].is_zero() {
            spare.clear();
            I::combine_onto(&pivot[k], row, &row[k].negated()?, pivot, spare)?;
            rows[i].swap_with_slice(spare);
        }
    }
    Ok(true)
}

/// Brings the first `n` columns to a diagonal with positive entries, by Gauss-Jordan elimination.
/// Says `false` when these columns are not independent.
pub(crate) fn diagonalise<I: Int>(rows: &mut Matrix<I>, n: usize) -> Result<bool, Overflow> {
    let mut spare = Vec::with_capacity(rows.width());
    for k in 0..n {
        if !clear(rows, k, k, 0, &mut spare)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The rank of a matrix.
pub(crate) fn rank<I: Int>(mut rows: Matrix<I>) -> Result<usize, Overflow> {
    let mut spare = Vec::with_capacity(rows.width());
    let mut rank = 0;
    for k in 0..rows.width() {
        rank += usize::from(clear(&mut rows, rank, k, rank + 1, &mut spare)?);
    }
    Ok(rank)
}

/// The solution of as many equations as unknowns, each equation with its right side last, if there
/// is exactly one.
pub(crate) fn solve(equations: &[Vec<Q>]) -> Option<Vec<Q>> {
    fn solution<I: Int>(equations: &[Vec<Q>]) -> Result<Option<Vec<Q>>, Overflow> {
        let n = equations.len();
        let mut entries = Vec::with_capacity(n * (n + 1));
        for equation in equations {
            append_integers::<I>(&mut entries, equation.iter())?;
        }
        let mut rows = Matrix::new(n + 1, entries);
        let unique = diagonalise(&mut rows, n)?;
        Ok(unique.then(|| (0..n).map(|k| quotient(&rows[k][n], &rows[k][k])).collect()))
    }
    solution::<i64>(equations)
        .or_else(|Overflow| solution::<IBig>(equations))
        .expect("big integers do not overflow")
}

/// Exchanges the variable of row `i` for that of column `j` in a table whose entries are over the
/// positive denominator `scale`; the entry there is not 0.
///
/// ```text
/// t_kl <- (t_kl p - t_kj t_il) / scale,    scale <- p,    where p = t_ij.
/// ```
pub(crate) fn exchange<I: Int>(
    rows: &mut [Vec<I>],
    i: usize,
    j: usize,
    scale: &mut I,
) -> Result<(), Overflow> {
    let mut pivot_row = std::mem::take(&mut rows[i]);
    let negative = pivot_row[j].is_negative();
    if negative {
        for x in pivot_row.iter_mut().filter(|x| !x.is_zero()) {
            *x = x.negated()?;
        }
    }
    let p = std::mem::replace(&mut pivot_row[j], I::ZERO);
    for row in rows.iter_mut().filter(|row| !row.is_empty()) {
        let f = std::mem::replace(&mut row[j], I::ZERO);
        if f.is_zero() && p == *scale {
            continue;
        }
        for (t, b) in row.iter_mut().zip(&pivot_row) {
            if !t.is_zero() || !b.is_zero() {
                *t = I::cross(t, &p, &f, b, scale)?;
            }
        }
        row[j] = if negative { f } else { f.negated()? };
    }
    pivot_row[j] = if negative { scale.negated()? } else { scale.clone() };
    rows[i] = pivot_row;
    *scale = p;
    Ok(())
}

/// The inverse of a matrix, as integers over the absolute value of its determinant.
#[derive(Clone, Debug)]
pub(crate) struct Inverse {
    rows: Vec<Vec<IBig>>,
    /// The absolute value of the determinant, which is positive.
    pub scale: IBig,
}

impl Inverse {
    /// The inverse of the square matrix with these rows, or `None` if the matrix is singular or
    /// `stop` says so. It is asked at every exchange.
    pub(crate) fn new(mut rows: Vec<Vec<IBig>>, stop: &dyn Fn() -> bool) -> Option<Inverse> {
        let size = rows.len();
        let mut scale = IBig::ONE;
        let mut origin: Vec<usize> = (0..size).collect();
        for step in 0..size {
            if stop() {
                return None;
            }
            let found = (step..size).find(|&i| !rows[i][step].is_zero())?;
            rows.swap(step, found);
            origin.swap(step, found);
            exchange(&mut rows, step, step, &mut scale).expect("big integers do not overflow");
        }
        // column `j` belongs to the row that was moved to place `j`
        for row in &mut rows {
            let mut sorted = vec![IBig::ZERO; size];
            origin.iter().zip(std::mem::take(row)).for_each(|(&i, x)| sorted[i] = x);
            *row = sorted;
        }
        Some(Inverse { rows, scale })
    }

    /// The number of rows.
    pub(crate) fn size(&self) -> usize {
        self.rows.len()
    }

    /// The product with a column, which is the solution of the system with that right-hand side,
    /// times [`Inverse::scale`].
    pub(crate) fn times(&self, right: &[IBig]) -> Vec<IBig> {
        let product = |row: &Vec<IBig>| row.iter().zip(right).map(|(a, b)| a * b).sum();
        self.rows.iter().map(product).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: Vec<Vec<IBig>>) -> Option<Inverse> {
        Inverse::new(rows, &|| false)
    }

    fn big(rows: &[&[i64]]) -> Vec<Vec<IBig>> {
        rows.iter().map(|row| row.iter().map(|&x| IBig::from(x)).collect()).collect()
    }

    #[test]
    fn it_undoes_the_matrix() {
        // its first pivot is 0
        let rows = big(&[&[0, 2, 1], &[3, 0, 5], &[7, 1, 0]]);
        let inverse = of(rows.clone()).expect("a determinant of 73");
        assert_eq!(inverse.scale, IBig::from(73));
        for j in 0..3 {
            let column: Vec<IBig> = rows.iter().map(|row| row[j].clone()).collect();
            let mut unit = vec![IBig::ZERO; 3];
            unit[j] = inverse.scale.clone();
            assert_eq!(inverse.times(&column), unit);
        }
        let inverse = of(big(&[&[0, 1], &[2, 3]])).expect("a determinant of -2");
        assert_eq!(inverse.scale, IBig::from(2));
        assert_eq!(inverse.times(&big(&[&[4, 16]])[0]), big(&[&[4, 8]])[0]);
    }

    #[test]
    fn singular_matrices_have_none() {
        assert!(of(big(&[&[1, 2], &[2, 4]])).is_none());
        assert!(of(Vec::new()).is_some());
    }

    #[test]
    fn ranks_and_solutions() {
        // the third row is the sum of the others, and the first column is empty above it
        let rows = Matrix::new(4, vec![0i64, 2, 1, -3, 4, 0, 5, 1, 4, 2, 6, -2]);
        assert_eq!(rank(rows), Ok(2));
        assert_eq!(rank(Matrix::new(2, vec![0i64, 0, 0, 7])), Ok(1));
        let equations = |rows: &[[i64; 4]], scale: IBig| -> Vec<Vec<Q>> {
            let row = |row: &[i64; 4]| {
                row.iter().map(|&n| Q::new(scale.clone() * n, 3).unwrap()).collect()
            };
            rows.iter().map(row).collect()
        };
        // x = 1/2, y = -2, z = 3, in words and in larger numbers
        let rows = [[0, 1, 1, 1], [2, 3, 0, -5], [4, 0, -1, -1]];
        for scale in [IBig::ONE, IBig::ONE << 80] {
            let solution = solve(&equations(&rows, scale)).expect("one solution");
            assert_eq!(solution, [Q::new(1, 2).unwrap(), Q::from(-2), Q::from(3)]);
        }
        assert_eq!(solve(&equations(&[rows[0], rows[1], rows[1]], IBig::ONE)), None);
    }
}
