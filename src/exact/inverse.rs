//! The exact inverse of a square matrix of integers.

use dashu_int::IBig;

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
    ///
    /// Rows and columns are exchanged one by one, and every division leaves no remainder (Edmonds
    /// 1967, Bareiss 1968), since every entry on the way is a minor of the matrix.
    pub fn new(mut rows: Vec<Vec<IBig>>, stop: &dyn Fn() -> bool) -> Option<Inverse> {
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
            let mut line = std::mem::take(&mut rows[step]);
            let pivot = std::mem::replace(&mut line[step], scale.clone());
            for row in rows.iter_mut().filter(|row| !row.is_empty()) {
                let factor = row[step].clone();
                for j in (0..size).filter(|&j| j != step) {
                    row[j] = (&row[j] * &pivot - &factor * &line[j]) / &scale;
                }
            }
            (0..size).filter(|&j| j != step).for_each(|j| line[j] = -std::mem::take(&mut line[j]));
            rows[step] = line;
            scale = pivot;
        }
        // column `j` belongs to the row that was moved to place `j`
        let mut place = vec![0; size];
        origin.iter().enumerate().for_each(|(j, &i)| place[i] = j);
        let sign = if scale < IBig::ZERO { -IBig::ONE } else { IBig::ONE };
        let sorted =
            |row: &Vec<IBig>| place.iter().map(|&j| &row[j] * &sign).collect::<Vec<IBig>>();
        let rows = rows.iter().map(sorted).collect();
        Some(Inverse { rows, scale: scale * sign })
    }

    /// The number of rows.
    pub fn size(&self) -> usize {
        self.rows.len()
    }

    /// The product with a column, which is the solution of the system with that right-hand side,
    /// times [`Inverse::scale`].
    pub fn times(&self, right: &[IBig]) -> Vec<IBig> {
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
}
