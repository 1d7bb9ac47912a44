//! Exact covers of the types by blocks (Knuth 2000): every type is in exactly one block, and every
//! message, as an optional item, in at most one.

use rustc_hash::FxHashSet;

use super::blocks::ForestBlock;
use crate::exact::work::Abort;

/// The blocks in groups, ready to list their covers.
pub(super) struct ExactCovers {
    /// `[t]`: groups of blocks, t the lowest of their types.
    groups: Vec<Vec<BlockGroup>>,
    types: u128,
    pub(super) blocks: usize,
}

/// Blocks with the same types and the same messages.
struct BlockGroup {
    types: u128,
    classes: u128,
    /// The faces of block after block, each with as many as there are messages.
    faces: Vec<u32>,
}

/// The types that have no block yet and the messages that may be used.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Uncovered {
    types: u128,
    classes: u128,
}

impl ExactCovers {
    /// Groups the blocks.
    pub(super) fn new(mut blocks: Vec<ForestBlock>, types: usize) -> ExactCovers {
        let key = |block: &ForestBlock| (block.types.trailing_zeros(), block.types, block.classes);
        blocks.sort_by_key(key);
        let mut groups: Vec<Vec<BlockGroup>> = (0..types).map(|_| Vec::new()).collect();
        for alike in blocks.chunk_by(|a, b| key(a) == key(b)) {
            let ForestBlock { types, classes, .. } = alike[0];
            let faces = alike.iter().flat_map(|block| block.faces.iter().copied()).collect();
            groups[types.trailing_zeros() as usize].push(BlockGroup { types, classes, faces });
        }
        ExactCovers { groups, types: u128::MAX >> (128 - types), blocks: blocks.len() }
    }

    /// The number of groups whose blocks have the first type: every cover has a block of one of
    /// them.
    pub(super) fn starts(&self) -> usize {
        self.groups[0].len()
    }

    /// Calls `sender` with the faces of each cover that has a block of one of these groups, in a
    /// fixed order.
    pub(super) fn each(
        &self,
        start: usize,
        stop: &dyn Fn() -> bool,
        mut sender: impl FnMut(&[u32]) -> Result<(), Abort>,
    ) -> Result<(), Abort> {
        let mut search =
            CoverSearch { covers: self, stop, dead: FxHashSet::default(), chosen: Vec::new() };
        let open = Uncovered { types: self.types, classes: u128::MAX };
        search.choose(&self.groups[0][start], open, &mut sender).map(|_| ())
    }
}

/// Calls `sender` with the faces of one block of each group, in all ways.
fn product(
    groups: &[&BlockGroup],
    faces: &mut Vec<u32>,
    sender: &mut impl FnMut(&[u32]) -> Result<(), Abort>,
) -> Result<(), Abort> {
    let Some((group, groups)) = groups.split_first() else { return sender(faces) };
    let before = faces.len();
    for block in group.faces.chunks_exact(group.classes.count_ones() as usize) {
        faces.extend_from_slice(block);
        product(groups, faces, sender)?;
        faces.truncate(before);
    }
    Ok(())
}

/// A depth-first search for covers.
struct CoverSearch<'a> {
    covers: &'a ExactCovers,
    stop: &'a dyn Fn() -> bool,
    /// What no groups cover.
    dead: FxHashSet<Uncovered>,
    chosen: Vec<&'a BlockGroup>,
}

impl<'a> CoverSearch<'a> {
    /// Lists the covers that go on with a group; returns whether there is one.
    fn choose(
        &mut self,
        group: &'a BlockGroup,
        open: Uncovered,
        sender: &mut impl FnMut(&[u32]) -> Result<(), Abort>,
    ) -> Result<bool, Abort> {
        self.chosen.push(group);
        let open =
            Uncovered { types: open.types & !group.types, classes: open.classes & !group.classes };
        let live = self.cover(open, sender)?;
        self.chosen.pop();
        Ok(live)
    }

    /// Lists the covers of what is uncovered; returns whether there is one.
    fn cover(
        &mut self,
        open: Uncovered,
        sender: &mut impl FnMut(&[u32]) -> Result<(), Abort>,
    ) -> Result<bool, Abort> {
        // where groups seldom fit together, much is tried between two senders
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
                live |= self.choose(group, open, sender)?;
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

    /// Random blocks of so many types, some of them with the same types and messages.
    fn blocks(types: usize, seed: u64) -> Vec<ForestBlock> {
        let mut random = Random(seed);
        let mut next = |n: u64| random.below(n as usize) as u64;
        let block = |face: u32| {
            let types = next(1 << types) & next(1 << types);
            let classes = 1 << next(5) | 1 << next(5);
            let faces = (0..u128::count_ones(classes)).map(|k| 2 * face + k).collect();
            ForestBlock { types: u128::from(types), classes, faces }
        };
        (0..12).map(block).filter(|block| block.types != 0).collect()
    }

    #[test]
    fn covers_are_all_sets_of_blocks_that_have_each_type_once() {
        let mut covers = 0;
        for seed in 1..=100 {
            let types = 2 + seed as usize % 3;
            let all = blocks(types, seed);
            let mut expected: Vec<Vec<u32>> = Vec::new();
            for set in 0..1u32 << all.len() {
                let chosen: Vec<&ForestBlock> =
                    (0..all.len()).filter(|i| set >> i & 1 == 1).map(|i| &all[i]).collect();
                let sum = |of: &dyn Fn(&ForestBlock) -> u128| {
                    let mut sets = chosen.iter().map(|block| of(block));
                    sets.try_fold(0, |sum, set| (sum & set == 0).then_some(sum | set))
                };
                if sum(&|block| block.types) == Some((1 << types) - 1)
                    && sum(&|block| block.classes).is_some()
                {
                    let mut faces: Vec<u32> =
                        chosen.iter().flat_map(|block| block.faces.iter().copied()).collect();
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
