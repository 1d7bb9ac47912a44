//! Parts put together so that each type has one and each message at most one.

use rustc_hash::FxHashSet;

use super::blocks::ForestBlock;
use crate::exact::work::Abort;

/// The senders that parts make.
pub(crate) struct ExactCovers {
    /// `[t]`: groups of parts, t the lowest of their types.
    groups: Vec<Vec<BlockGroup>>,
    types: u128,
    parts: usize,
}

/// Parts with the same types and the same messages.
struct BlockGroup {
    types: u128,
    classes: u128,
    /// ForestBlock after part, as many as there are messages.
    faces: Vec<u32>,
}

/// What is open.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Open {
    types: u128,
    classes: u128,
}

impl ExactCovers {
    pub(crate) fn new(mut parts: Vec<ForestBlock>, types: usize) -> ExactCovers {
        let key = |part: &ForestBlock| (part.types.trailing_zeros(), part.types, part.classes);
        parts.sort_by_key(key);
        let mut groups: Vec<Vec<BlockGroup>> = (0..types).map(|_| Vec::new()).collect();
        for alike in parts.chunk_by(|a, b| key(a) == key(b)) {
            let ForestBlock { types, classes, .. } = alike[0];
            let faces = alike.iter().flat_map(|part| part.faces.iter().copied()).collect();
            groups[types.trailing_zeros() as usize].push(BlockGroup { types, classes, faces });
        }
        ExactCovers { groups, types: u128::MAX >> (128 - types), parts: parts.len() }
    }

    /// The number of parts.
    pub fn parts(&self) -> usize {
        self.parts
    }

    /// The number of groups that the senders start with.
    pub fn starts(&self) -> usize {
        self.groups[0].len()
    }

    /// Hand over the faces of each sender that starts with one of a group, in order.
    pub fn each(
        &self,
        start: usize,
        stop: &dyn Fn() -> bool,
        mut sender: impl FnMut(&[u32]) -> Result<(), Abort>,
    ) -> Result<(), Abort> {
        let mut way = Way { covers: self, stop, dead: FxHashSet::default(), chosen: Vec::new() };
        let open = Open { types: self.types, classes: u128::MAX };
        way.take(&self.groups[0][start], open, &mut sender).map(|_| ())
    }
}

/// Hand over the faces of one part of each group, in all ways.
fn product(
    groups: &[&BlockGroup],
    faces: &mut Vec<u32>,
    sender: &mut impl FnMut(&[u32]) -> Result<(), Abort>,
) -> Result<(), Abort> {
    let Some((group, groups)) = groups.split_first() else { return sender(faces) };
    let before = faces.len();
    for part in group.faces.chunks_exact(group.classes.count_ones() as usize) {
        faces.extend_from_slice(part);
        product(groups, faces, sender)?;
        faces.truncate(before);
    }
    Ok(())
}

/// On the way to senders.
struct Way<'a> {
    covers: &'a ExactCovers,
    stop: &'a dyn Fn() -> bool,
    /// What no groups complete.
    dead: FxHashSet<Open>,
    chosen: Vec<&'a BlockGroup>,
}

impl<'a> Way<'a> {
    /// All senders that go on with a group; is there one?
    fn take(
        &mut self,
        group: &'a BlockGroup,
        open: Open,
        sender: &mut impl FnMut(&[u32]) -> Result<(), Abort>,
    ) -> Result<bool, Abort> {
        self.chosen.push(group);
        let open =
            Open { types: open.types & !group.types, classes: open.classes & !group.classes };
        let live = self.cover(open, sender)?;
        self.chosen.pop();
        Ok(live)
    }

    fn cover(
        &mut self,
        open: Open,
        sender: &mut impl FnMut(&[u32]) -> Result<(), Abort>,
    ) -> Result<bool, Abort> {
        // groups that seldom fit together are tried for long between two senders
        if (self.stop)() {
            return Err(Abort::Stopped);
        }
        if open.types == 0 {
            product(&self.chosen, &mut Vec::new(), sender)?;
            return Ok(true);
        }
        if self.dead.contains(&open) {
            return Ok(false);
        }
        let mut live = false;
        for group in &self.covers.groups[open.types.trailing_zeros() as usize] {
            if group.types & !open.types == 0 && group.classes & !open.classes == 0 {
                live |= self.take(group, open, sender)?;
            }
        }
        if !live {
            self.dead.insert(open);
        }
        Ok(live)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::random::Random;

    /// Random parts of so many types, some of them with the same types and messages.
    fn parts(types: usize, seed: u64) -> Vec<ForestBlock> {
        let mut random = Random(seed);
        let mut next = |n: u64| random.below(n as usize) as u64;
        let part = |face: u32| {
            let types = next(1 << types) & next(1 << types);
            let classes = 1 << next(5) | 1 << next(5);
            let faces = (0..u128::count_ones(classes)).map(|k| 2 * face + k).collect();
            ForestBlock { types: u128::from(types), classes, faces }
        };
        (0..12).map(part).filter(|part| part.types != 0).collect()
    }

    #[test]
    fn covers_are_all_sets_of_parts_that_have_each_type_once() {
        let mut covers = 0;
        for seed in 1..=100 {
            let types = 2 + seed as usize % 3;
            let all = parts(types, seed);
            let mut expected: Vec<Vec<u32>> = Vec::new();
            for set in 0..1u32 << all.len() {
                let chosen: Vec<&ForestBlock> =
                    (0..all.len()).filter(|i| set >> i & 1 == 1).map(|i| &all[i]).collect();
                let sum = |of: &dyn Fn(&ForestBlock) -> u128| {
                    let mut sets = chosen.iter().map(|part| of(part));
                    sets.try_fold(0, |sum, set| (sum & set == 0).then_some(sum | set))
                };
                if sum(&|part| part.types) == Some((1 << types) - 1)
                    && sum(&|part| part.classes).is_some()
                {
                    let mut faces: Vec<u32> =
                        chosen.iter().flat_map(|part| part.faces.iter().copied()).collect();
                    faces.sort_unstable();
                    expected.push(faces);
                }
            }
            let listed = ExactCovers::new(all, types);
            let mut found = Vec::new();
            for start in 0..listed.starts() {
                let sender = |faces: &[u32]| {
                    let mut faces = faces.to_vec();
                    faces.sort_unstable();
                    found.push(faces);
                    Ok(())
                };
                listed.each(start, &|| false, sender).expect("nothing stops it");
                let stopped = listed.each(start, &|| true, |_| unreachable!("it is stopped"));
                assert_eq!(stopped, Err(Abort::Stopped));
            }
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{types} types, seed {seed}");
            covers += found.len();
        }
        assert!(covers > 100, "{covers}");
    }
}
