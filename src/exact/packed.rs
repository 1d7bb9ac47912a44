//! Lists of integers of any size, which take one machine word each where all of them fit.

use std::cmp::Ordering;
use std::ops::Range;

use dashu_int::IBig;

use super::Q;
use super::int::Int;

/// A list of integers, packed: an enumeration keeps millions of numbers, and nearly all are small.
#[derive(Clone, Debug)]
pub(crate) enum PackedIntegers {
    Words(Box<[i64]>),
    Large(Box<[IBig]>),
}

impl PackedIntegers {
    /// Packs a list.
    pub(crate) fn new<I: Int>(numbers: Vec<I>) -> PackedIntegers {
        let word = |n: I| n.to_word().expect("a word");
        if numbers.iter().all(|n| n.to_word().is_some()) {
            PackedIntegers::Words(numbers.into_iter().map(word).collect())
        } else {
            PackedIntegers::Large(numbers.iter().map(Int::to_big).collect())
        }
    }

    /// The memory that the numbers take, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        use dashu_base::BitTest;
        match self {
            PackedIntegers::Words(words) => size_of_val(&**words),
            PackedIntegers::Large(numbers) => {
                let digits = |n: &IBig| n.bit_len() / 8;
                size_of_val(&**numbers) + numbers.iter().map(digits).sum::<usize>()
            }
        }
    }

    /// The lists one after another.
    pub(crate) fn concat(lists: &[&PackedIntegers]) -> PackedIntegers {
        let all: Option<Vec<&[i64]>> = lists.iter().map(|list| list.words()).collect();
        match all {
            Some(all) => PackedIntegers::Words(all.concat().into()),
            None => {
                let large = |list: &&PackedIntegers| {
                    (0..list.len()).map(|i| list.big(i)).collect::<Vec<_>>()
                };
                PackedIntegers::Large(lists.iter().flat_map(large).collect())
            }
        }
    }

    /// The `width` entries from each of these positions on, one after another.
    pub(crate) fn rows(
        &self,
        from: impl ExactSizeIterator<Item = usize>,
        width: usize,
    ) -> PackedIntegers {
        fn rows<T: Clone>(
            all: &[T],
            from: impl ExactSizeIterator<Item = usize>,
            width: usize,
        ) -> Box<[T]> {
            let mut rows = Vec::with_capacity(from.len() * width);
            from.for_each(|at| rows.extend_from_slice(&all[at..at + width]));
            rows.into()
        }
        match self {
            PackedIntegers::Words(words) => PackedIntegers::Words(rows(words, from, width)),
            PackedIntegers::Large(numbers) => PackedIntegers::Large(rows(numbers, from, width)),
        }
    }

    /// The entries in these columns of rows of `width`, one row after another.
    pub(crate) fn columns(&self, columns: &[usize], width: usize) -> PackedIntegers {
        fn pick<T: Clone>(all: &[T], columns: &[usize], width: usize) -> Box<[T]> {
            let row = |row: &[T]| columns.iter().map(|&i| row[i].clone()).collect::<Vec<T>>();
            all.chunks_exact(width).flat_map(row).collect()
        }
        match self {
            PackedIntegers::Words(words) => PackedIntegers::Words(pick(words, columns, width)),
            PackedIntegers::Large(all) => PackedIntegers::Large(pick(all, columns, width)),
        }
    }

    fn words(&self) -> Option<&[i64]> {
        match self {
            PackedIntegers::Words(words) => Some(words),
            PackedIntegers::Large(_) => None,
        }
    }

    /// The number of integers.
    pub(crate) fn len(&self) -> usize {
        match self {
            PackedIntegers::Words(words) => words.len(),
            PackedIntegers::Large(numbers) => numbers.len(),
        }
    }

    /// Is entry `i` 0?
    pub(crate) fn is_zero(&self, i: usize) -> bool {
        match self {
            PackedIntegers::Words(words) => words[i] == 0,
            PackedIntegers::Large(numbers) => numbers[i] == IBig::ZERO,
        }
    }

    /// Entry `i` as a big integer.
    pub(crate) fn big(&self, i: usize) -> IBig {
        self.get(i).expect("big integers hold every number")
    }

    /// Entry `i` in one size of integer; `None` when it does not fit.
    pub(crate) fn get<I: Int>(&self, i: usize) -> Option<I> {
        match self {
            PackedIntegers::Words(words) => Some(I::from_word(words[i])),
            PackedIntegers::Large(numbers) => I::from_big(&numbers[i]),
        }
    }

    /// Entry `i` over entry `scale`, which is positive.
    pub(crate) fn quotient(&self, i: usize, scale: usize) -> Q {
        match self {
            PackedIntegers::Words(words) => Q::of_words(words[i], words[scale]),
            PackedIntegers::Large(n) => {
                Q::new(n[i].clone(), n[scale].clone()).expect("a positive scale")
            }
        }
    }

    /// The entries of a range over their sum, which is positive.
    pub(crate) fn shares(&self, range: Range<usize>) -> Vec<Q> {
        let words = self.words().map(|words| &words[range.clone()]);
        // words are added up where their sum fits one
        let total = words.and_then(|w| w.iter().try_fold(0i64, |sum, x| sum.checked_add(*x)));
        match (words, total) {
            (Some(words), Some(total)) => words.iter().map(|x| Q::of_words(*x, total)).collect(),
            _ => {
                let total: IBig = range.clone().map(|i| self.big(i)).sum();
                range.map(|i| Q::new(self.big(i), total.clone()).expect("a positive sum")).collect()
            }
        }
    }

    /// Compares entry `i` over entry `scale` with such a quotient of another list; both scales are
    /// positive.
    pub(crate) fn compare(
        &self,
        (i, scale): (usize, usize),
        other: &PackedIntegers,
        (j, other_scale): (usize, usize),
    ) -> Ordering {
        match (self, other) {
            (PackedIntegers::Words(a), PackedIntegers::Words(b)) => {
                let wide = |x: i64, y: i64| i128::from(x) * i128::from(y);
                wide(a[i], b[other_scale]).cmp(&wide(b[j], a[scale]))
            }
            _ => (self.big(i) * other.big(other_scale)).cmp(&(other.big(j) * self.big(scale))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_larger_numbers_compare_as_fractions() {
        let words = PackedIntegers::new(vec![2i64, 1, 3]);
        let large: Vec<IBig> = [2, 1, 3].map(|n| IBig::from(n) << 70).to_vec();
        let large = PackedIntegers::new(large);
        assert!(matches!((&words, &large), (PackedIntegers::Words(_), PackedIntegers::Large(_))));
        for (a, b) in [(&words, &large), (&large, &words), (&words, &words), (&large, &large)] {
            // 1/2 against 3/2 and itself
            assert_eq!(a.compare((1, 0), b, (2, 0)), Ordering::Less);
            assert_eq!(a.compare((1, 0), b, (1, 0)), Ordering::Equal);
            assert_eq!(a.quotient(2, 0), b.quotient(2, 0));
        }
        let quarters =
            |list: &PackedIntegers| list.shares(1..3).into_iter().map(|q| q * Q::from(4));
        assert!(
            quarters(&words).eq([Q::ONE, Q::from(3)]) && quarters(&large).eq([Q::ONE, Q::from(3)])
        );
        let most = PackedIntegers::new(vec![i64::MAX, i64::MAX]);
        assert_eq!(most.shares(0..2), [Q::of_words(1, 2), Q::of_words(1, 2)]);
        let both = PackedIntegers::concat(&[&words, &large]);
        assert_eq!(both.rows([4, 1].into_iter(), 2).big(0), IBig::from(1) << 70);
        assert_eq!((both.get::<i64>(1), both.get::<i64>(4)), (Some(1), None));
    }
}
