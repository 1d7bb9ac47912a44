//! Linear systems modulo a prime: what is quickly seen there and true of the integers.

use super::int::Int;

/// Below 2^31, so that products of two residues have room to be added up.
const PRIME: u64 = (1 << 31) - 1;

/// Is it proved that the system with these rows, `width - 1` coefficients and the right side, has
/// independent columns and no solution?
///
/// A minor that is not 0 modulo the prime is none of the integers either: full rank there, of the
/// columns and with the right side, is full rank. Where the prime divides a minor nothing is proved.
pub(crate) fn contradicts<I: Int>(width: usize, entries: &[I]) -> bool {
    let mut entries: Vec<u64> = entries.iter().map(|z| z.modulo(PRIME)).collect();
    let mut rows = entries.len() / width;
    // column by column the last row with an entry gives way, until the right side is left
    let mut rest = &mut entries[..];
    for k in 0..width - 1 {
        let Some(p) = rest.chunks_exact(width).rposition(|row| row[k] != 0) else { return false };
        rows -= 1;
        let (others, pivot) = rest.split_at_mut(rows * width);
        if p < rows {
            others[p * width..][..width].swap_with_slice(pivot);
        }
        let scale = pivot[k];
        for row in others.chunks_exact_mut(width).filter(|row| row[k] != 0) {
            let factor = PRIME - row[k];
            for (z, p) in row[k + 1..].iter_mut().zip(&pivot[k + 1..]) {
                *z = (scale * *z + factor * p) % PRIME;
            }
        }
        rest = others;
    }
    rest.chunks_exact(width).any(|row| row[width - 1] != 0)
}

#[cfg(test)]
mod tests {
    use dashu_int::IBig;

    use super::*;

    /// Three unknowns, four rows: `x`, `y`, `z` and a sum of them, with the right sides of a point.
    fn system(scale: i64, wrong: i64) -> Vec<i64> {
        let rows = [[2, -1, 0], [-7, 3, 5], [0, 4, -9], [-5, 6, -4]];
        let mut entries = Vec::new();
        for (i, [x, y, z]) in rows.into_iter().enumerate() {
            let right = 3 * x - 2 * y + 11 * z + if i == 1 { wrong } else { 0 };
            entries.extend([x, y, z, right].map(|n| scale * n));
        }
        entries
    }

    #[test]
    fn only_independent_columns_without_a_solution_contradict() {
        assert!(!contradicts(4, &system(1, 0)), "a point solves it");
        for wrong in [1, -1, 40, PRIME as i64 + 1] {
            assert!(contradicts(4, &system(1, wrong)));
            let big: Vec<IBig> = system(1, wrong).iter().map(|&z| IBig::from(z) << 90).collect();
            assert!(contradicts(4, &big));
        }
        // without the last rows there is room for a point, or columns depend on one another
        assert!(!contradicts(4, &system(1, 1)[..12]));
        assert!(!contradicts(4, &system(1, 1)[..8]));
        let twice: Vec<i64> = system(1, 1)
            .chunks(4)
            .flat_map(|row| [row[0], row[1], row[0] + row[1], row[3]])
            .collect();
        assert!(!contradicts(4, &twice));
        // no unknown at all
        assert!(contradicts(1, &[0i64, 5]) && !contradicts(1, &[0i64, 0]));
    }

    #[test]
    fn what_the_prime_hides_is_not_told() {
        assert!(!contradicts(4, &system(1, PRIME as i64)));
        assert!(!contradicts(4, &system(PRIME as i64, 1)));
    }
}
