//! The kernels as the benches run them, each on a problem with a known answer.

use std::slice::from_ref;

use super::cone::{Cone, ConeConstraint};
use super::matrix::Matrix;
use super::upper_envelope::common_refinement;

/// Corners of the cube of `n` dimensions cut through its centre, across its diagonal: `n` over
/// `n / 2` for even `n`.
pub fn halved_cube(n: usize) -> usize {
    let start = Cone::<i64>::point(vec![1]);
    let mut cube = (0..n).fold(start, |cube, _| cube.times_simplex(2));
    let height = |v: &[i64]| {
        let sum: i64 = (0..n).map(|i| v[1 + 2 * i]).sum();
        Ok(2 * sum - n as i64 * v[0])
    };
    cube.restrict(ConeConstraint::Zero, height).expect("small numbers");
    cube.rays().len()
}

/// Corners of the best-reply regions where `n` replies match `n` types: beliefs that are uniform on
/// some types, `2^n - 1` of them.
pub fn matching_regions(n: usize) -> usize {
    let entry = |i: usize| i64::from(i / n == i % n);
    let rows = Matrix::new(n, (0..n * n).map(entry).collect());
    common_refinement(&rows, from_ref(&(0..rows.len())), usize::MAX, &|| false)
        .expect("small numbers")
        .corners
        .len()
}
