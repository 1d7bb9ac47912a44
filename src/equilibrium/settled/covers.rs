//! Parts put together so that each type has one and each message at most one.

use rustc_hash::FxHashSet;

use super::parts::Part;

/// The senders that parts make.
pub(in crate::equilibrium) struct Covers {
    /// `[t]`: groups of parts, t the lowest of their types.
    groups: Vec<Vec<Group>>,
    types: u128,
    parts: usize,
}

/// Parts with the same types and the same messages.
struct Group {
    types: u128,
    classes: u128,
    /// Part after part, as many as there are messages.
    faces: Vec<u32>,
}

/// What is open.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Open {
    types: u128,
    classes: u128,
}

impl Covers {
    pub(super) fn new(mut parts: Vec<Part>, types: usize) -> Covers {
        let key = |part: &Part| (part.types.trailing_zeros(), part.types, part.classes);
        parts.sort_by_key(key);
        let mut groups: Vec<Vec<Group>> = (0..types).map(|_| Vec::new()).collect();
        for alike in parts.chunk_by(|a, b| key(a) == key(b)) {
            let Part { types, classes, .. } = alike[0];
            let faces = alike.iter().flat_map(|part| part.faces.iter().copied()).collect();
            groups[types.trailing_zeros() as usize].push(Group { types, classes, faces });
        }
        Covers { groups, types: u128::MAX >> (128 - types), parts: parts.len() }
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
    pub fn each<E>(
        &self,
        start: usize,
        mut sender: impl FnMut(&[u32]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut way = Way { covers: self, dead: FxHashSet::default(), chosen: Vec::new() };
        let open = Open { types: self.types, classes: u128::MAX };
        way.take(&self.groups[0][start], open, &mut sender).map(|_| ())
    }
}

/// Hand over the faces of one part of each group, in all ways.
fn product<E>(
    groups: &[&Group],
    faces: &mut Vec<u32>,
    sender: &mut impl FnMut(&[u32]) -> Result<(), E>,
) -> Result<(), E> {
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
    covers: &'a Covers,
    /// What no groups complete.
    dead: FxHashSet<Open>,
    chosen: Vec<&'a Group>,
}

impl<'a> Way<'a> {
    /// All senders that go on with a group; is there one?
    fn take<E>(
        &mut self,
        group: &'a Group,
        open: Open,
        sender: &mut impl FnMut(&[u32]) -> Result<(), E>,
    ) -> Result<bool, E> {
        self.chosen.push(group);
        let open =
            Open { types: open.types & !group.types, classes: open.classes & !group.classes };
        let live = self.cover(open, sender)?;
        self.chosen.pop();
        Ok(live)
    }

    fn cover<E>(
        &mut self,
        open: Open,
        sender: &mut impl FnMut(&[u32]) -> Result<(), E>,
    ) -> Result<bool, E> {
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
