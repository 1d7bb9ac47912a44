//! Scaling of rationals to integers, and quotients of integers.

use dashu_int::IBig;

use super::Q;
use super::int::{Int, Overflow};

/// The least common multiple of two positive numbers.
pub(crate) fn lcm<I: Int>(a: &I, b: &I) -> Result<I, Overflow> {
    a.divided(&a.gcd(b)).times(b)
}

/// The least common denominator.
pub(crate) fn common_denominator<'a, I: Int>(
    numbers: impl Iterator<Item = &'a Q>,
) -> Result<I, Overflow> {
    let mut common = I::ONE;
    for q in numbers {
        let d = match q.small() {
            Some((_, 1)) => continue,
            Some((_, d)) => I::from_word(d),
            None => I::from_big(&q.denominator().into()).ok_or(Overflow)?,
        };
        if d != common {
            common = lcm(&common, &d)?;
        }
    }
    Ok(common)
}

/// A rational times a multiple of its denominator.
pub(crate) fn times<I: Int>(q: &Q, multiple: &I) -> Result<I, Overflow> {
    let (n, d) = match q.small() {
        Some((n, 1)) if *multiple == I::ONE => return Ok(I::from_word(n)),
        Some((n, d)) => (I::from_word(n), I::from_word(d)),
        None => {
            let part = |n: &IBig| I::from_big(n).ok_or(Overflow);
            (part(&q.numerator())?, part(&q.denominator().into())?)
        }
    };
    if d == *multiple { Ok(n) } else { n.times(&multiple.divided(&d)) }
}

/// Appends rationals times their common denominator to a list, and returns the denominator.
pub(crate) fn append_integers<'a, I: Int>(
    list: &mut Vec<I>,
    numbers: impl Iterator<Item = &'a Q> + Clone,
) -> Result<I, Overflow> {
    let common = common_denominator(numbers.clone())?;
    for q in numbers {
        list.push(times(q, &common)?);
    }
    Ok(common)
}

/// Rationals times their common denominator.
pub(crate) fn integers<I: Int>(numbers: &[Q]) -> Result<Vec<I>, Overflow> {
    let mut list = Vec::with_capacity(numbers.len());
    append_integers(&mut list, numbers.iter())?;
    Ok(list)
}

/// Rationals times one positive number, as integers without a common factor; and that number.
pub(crate) fn primitive<'a>(numbers: impl Iterator<Item = &'a Q> + Clone) -> (Vec<IBig>, Q) {
    fn scaled<'a, I: Int>(
        numbers: impl Iterator<Item = &'a Q> + Clone,
    ) -> Result<(Vec<IBig>, Q), Overflow> {
        let mut list: Vec<I> = Vec::with_capacity(numbers.size_hint().0);
        let common = append_integers(&mut list, numbers)?;
        let content = remove_content(&mut list)?;
        Ok((list.iter().map(Int::to_big).collect(), quotient(&common, &content)))
    }
    scaled::<i64>(numbers.clone())
        .or_else(|Overflow| scaled::<IBig>(numbers))
        .expect("big integers do not overflow")
}

/// Divides numbers by their greatest common divisor, and returns it; 1 when all are 0.
fn remove_content<I: Int>(numbers: &mut [I]) -> Result<I, Overflow> {
    let mut content = I::ZERO;
    for n in numbers.iter().filter(|n| !n.is_zero()) {
        content = content.gcd(n);
        if content == I::ONE {
            return Ok(content);
        }
    }
    if content.is_negative() {
        return Err(Overflow); // the divisor of the least machine word alone is one too large
    }
    if content.is_zero() {
        return Ok(I::ONE);
    }
    numbers.iter_mut().for_each(|n| *n = n.divided(&content));
    Ok(content)
}

/// Rationals in groups of `each` as integers: shifted to minimum 0 in each group, and all divided
/// by one positive number so that they have no common factor.
pub(crate) fn shifted_integers<I: Int>(numbers: &[&Q], each: usize) -> Result<Vec<I>, Overflow> {
    // the last division may bring back into range what does not fit on the way
    shifted::<I>(numbers, each).or_else(|Overflow| {
        let all = shifted::<IBig>(numbers, each)?;
        all.iter().map(|n| I::from_big(n).ok_or(Overflow)).collect()
    })
}

fn shifted<I: Int>(numbers: &[&Q], each: usize) -> Result<Vec<I>, Overflow> {
    let mut all = Vec::with_capacity(numbers.len());
    append_integers::<I>(&mut all, numbers.iter().copied())?;
    for group in all.chunks_mut(each) {
        let least = group.iter().min().cloned().unwrap_or(I::ZERO);
        for n in group {
            *n = n.minus(&least)?;
        }
    }
    remove_content(&mut all)?;
    Ok(all)
}

/// The quotient of two integers, the second not 0.
pub(crate) fn quotient<I: Int>(n: &I, d: &I) -> Q {
    if n.is_zero() {
        return Q::ZERO;
    }
    match (n.to_word(), d.to_word()) {
        (Some(n), Some(d)) => Q::of_words(n, d),
        _ => Q::new(n.to_big(), d.to_big()).expect("a divisor other than 0"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primitive_vectors_are_multiples_without_a_common_factor() {
        let q = |n: i64, d: i64| Q::new(n, d).unwrap();
        let least = q(i64::MIN, 1);
        let long = Q::from(IBig::from(6) << 90);
        for (numbers, expected) in [
            (vec![q(1, 2), q(-2, 3), Q::ZERO], vec![3, -4, 0]),
            (vec![q(4, 1), q(-6, 1)], vec![2, -3]),
            (vec![q(-10, 7)], vec![-1]),
            (vec![Q::ZERO, Q::ZERO], vec![0, 0]),
            (vec![least.clone(), Q::ZERO], vec![-1, 0]),
            (vec![&long / &q(4, 1), &long * &q(-1, 6)], vec![3, -2]),
        ] {
            let (integers, factor) = primitive(numbers.iter());
            let expected: Vec<IBig> = expected.into_iter().map(IBig::from).collect();
            assert_eq!(integers, expected);
            assert!(factor.is_positive());
            let multiple = |(n, x): (&IBig, &Q)| Q::from(n.clone()) == x * &factor;
            assert!(integers.iter().zip(&numbers).all(multiple));
        }
    }

    #[test]
    fn what_fits_only_after_the_last_division_is_found() {
        let large = Q::from(1 << 62);
        let numbers =
            [large.clone(), large + Q::new(1, 3).unwrap(), Q::ZERO, Q::new(5, 3).unwrap()];
        let numbers: Vec<&Q> = numbers.iter().collect();
        assert_eq!(shifted::<i64>(&numbers, 2), Err(Overflow));
        let small: Vec<i64> = shifted_integers(&numbers, 2).unwrap();
        assert_eq!(small, [0, 1, 0, 5]);
        let same: Vec<IBig> = shifted_integers(&numbers, 2).unwrap();
        assert!(small.iter().zip(&same).all(|(n, big)| IBig::from(*n) == *big));
    }
}
