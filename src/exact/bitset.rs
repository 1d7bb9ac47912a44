//! A small set of small integers: two words in place, more when needed.

/// A set of indices. Compared, hashed and ordered by value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Bits {
    low: [u64; 2],
    /// Words past the first two, without trailing zeros. Nearly all sets have none, and not even an
    /// empty list of them to be copied and compared.
    high: Option<Vec<u64>>,
}

impl Bits {
    fn high(&self) -> &[u64] {
        self.high.as_deref().unwrap_or_default()
    }

    pub fn insert(&mut self, i: usize) {
        let word = i / 64;
        if word < 2 {
            self.low[word] |= 1 << (i % 64);
        } else {
            let high = self.high.get_or_insert_default();
            if high.len() < word - 1 {
                high.resize(word - 1, 0);
            }
            high[word - 2] |= 1 << (i % 64);
        }
    }

    pub fn contains(&self, i: usize) -> bool {
        let word = i / 64;
        let bits = if word < 2 { self.low[word] } else { *self.high().get(word - 2).unwrap_or(&0) };
        bits >> (i % 64) & 1 == 1
    }

    pub fn is_empty(&self) -> bool {
        self.low == [0, 0] && self.high.is_none()
    }

    pub fn len(&self) -> usize {
        let count = |words: &[u64]| words.iter().map(|w| w.count_ones() as usize).sum::<usize>();
        count(&self.low) + self.high.as_deref().map_or(0, count)
    }

    pub fn is_subset(&self, other: &Bits) -> bool {
        self.low[0] & !other.low[0] == 0
            && self.low[1] & !other.low[1] == 0
            && self.high.as_ref().is_none_or(|high| {
                high.len() <= other.high().len()
                    && high.iter().zip(other.high()).all(|(a, b)| a & !b == 0)
            })
    }

    pub fn union(&self, other: &Bits) -> Bits {
        let low = [self.low[0] | other.low[0], self.low[1] | other.low[1]];
        if self.high.is_none() && other.high.is_none() {
            return Bits { low, high: None };
        }
        let n = self.high().len().max(other.high().len());
        let at = |v: &[u64], i: usize| v.get(i).copied().unwrap_or(0);
        let high = (0..n).map(|i| at(self.high(), i) | at(other.high(), i));
        Bits { low, high: Some(high.collect()) }
    }

    pub fn intersection(&self, other: &Bits) -> Bits {
        let low = [self.low[0] & other.low[0], self.low[1] & other.low[1]];
        let (Some(high), Some(others)) = (&self.high, &other.high) else {
            return Bits { low, high: None };
        };
        let mut high: Vec<u64> = high.iter().zip(others).map(|(a, b)| a & b).collect();
        while high.last() == Some(&0) {
            high.pop();
        }
        Bits { low, high: (!high.is_empty()).then_some(high) }
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let (mut word, mut at) = (self.low[0], 0);
        std::iter::from_fn(move || {
            while word == 0 {
                at += 1;
                word = if at < 2 { self.low[at] } else { *self.high().get(at - 2)? };
            }
            let i = word.trailing_zeros() as usize;
            word &= word - 1;
            Some(64 * at + i)
        })
    }
}

impl FromIterator<usize> for Bits {
    fn from_iter<T: IntoIterator<Item = usize>>(indices: T) -> Bits {
        let mut bits = Bits::default();
        indices.into_iter().for_each(|i| bits.insert(i));
        bits
    }
}

/// The sets that lie in no other, in order and each once.
pub(crate) fn maximal<'a>(sets: impl Iterator<Item = &'a Bits>) -> Vec<&'a Bits> {
    let mut sets: Vec<&Bits> = sets.collect();
    sets.sort();
    sets.dedup();
    let inside = |b: &Bits| sets.iter().any(|c| *c != b && b.is_subset(c));
    sets.iter().copied().filter(|b| !inside(b)).collect()
}

/// The positions of the ones of a word, ascending.
pub(crate) fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let i = word.trailing_zeros() as usize;
            word &= word - 1;
            i
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_across_the_word_boundaries() {
        let a: Bits = [0, 5, 63, 64, 127, 128, 300].into_iter().collect();
        let b: Bits = [5, 64, 200, 300].into_iter().collect();
        let both: Bits = [5, 64, 300].into_iter().collect();
        assert_eq!(a.iter().collect::<Vec<_>>(), [0, 5, 63, 64, 127, 128, 300]);
        assert_eq!(a.intersection(&b), both);
        assert!(both.is_subset(&a) && both.is_subset(&b) && !a.is_subset(&b));
        assert_eq!(a.union(&b).iter().count(), 8);
        assert!(a.contains(300) && !a.contains(299) && !b.contains(1000));
        let low: Bits = [1].into_iter().collect();
        assert_eq!(low.intersection(&[1, 500].into_iter().collect()), low);
        assert!(!a.is_subset(&low) && Bits::default().is_empty());
    }
}
