//! A lower bound on the size of any search that prunes by pairs of faces only.

use dashu_int::IBig;

use super::Pruning;
use crate::equilibrium::enumerate::Problem;
use crate::equilibrium::enumerate::candidates::OpenFaces;
use crate::equilibrium::enumerate::context::SearchContext;
use crate::equilibrium::enumerate::pruner::Pruner;
use crate::equilibrium::enumerate::receiver::OnPathMessage;
use crate::equilibrium::enumerate::sender::{Split, split};
use crate::exact::bitset::{listed, size};
use crate::exact::int::Int;
use crate::exact::work::Abort;

impl Problem<'_> {
    /// Counts the sets of faces that split the prior and are compatible two by two.
    pub(in crate::equilibrium) fn compatible_sets(&self) -> Result<u64, Abort> {
        match self.compatible_sets_in::<i64>() {
            Err(Abort::Overflow) => self.compatible_sets_in::<IBig>(),
            done => done,
        }
    }

    fn compatible_sets_in<I: Int>(&self) -> Result<u64, Abort> {
        self.with_context(|context: SearchContext<I>| {
            let pruning = Pruning::new(&context).ok_or(Abort::Stopped)?;
            let open = OpenFaces::all(context.faces, context.types());
            let mut knowledge = pruning.root();
            if knowledge.prior_is_outside(&open) {
                return Ok(0);
            }
            let count = SetCount { context: &context, pruning: &pruning };
            count.below((&open, &knowledge), &CompatibleSet::default())
        })
    }
}

/// Faces that are compatible two by two.
#[derive(Clone, Default)]
struct CompatibleSet {
    faces: Vec<u32>,
    dimension: usize,
    covered: u128,
}

/// The knowledge of the pruner at a node.
type PrunerKnowledge = <Pruning as Pruner>::Knowledge;

struct SetCount<'a, I> {
    context: &'a SearchContext<'a, I>,
    pruning: &'a Pruning,
}

impl<I: Int> SetCount<'_, I> {
    /// The number of sets that split the prior among those with the chosen faces and some open
    /// ones.
    fn below(
        &self,
        (open, knowledge): (&OpenFaces, &PrunerKnowledge),
        chosen: &CompatibleSet,
    ) -> Result<u64, Abort> {
        let SetCount { context, pruning } = self;
        let types = context.types();
        let covering = open.fewest_covering(chosen.covered, types);
        let choices = match pruning.branching_faces(knowledge, open) {
            Some(faces) if size(&faces) < size(&covering) => faces,
            _ => covering,
        };
        let choices: Vec<usize> = listed(&choices).collect();
        let (mut count, mut cache) = (0, Default::default());
        for (i, &choice) in choices.iter().enumerate() {
            if context.control.stopped() {
                return Err(Abort::Stopped);
            }
            let face = &context.faces[open.face(choice)];
            let mut more = chosen.clone();
            more.faces.push(open.face(choice) as u32);
            more.dimension += face.dimension;
            more.covered |= face.types;
            let covered = more.covered.count_ones() as usize;
            if more.dimension > covered {
                continue;
            }
            if covered == types {
                let messages: Vec<&OnPathMessage> =
                    more.faces.iter().map(|&f| &context.messages[f as usize]).collect();
                match split(&context.table, &messages)? {
                    Split::Unique { .. } => {
                        count += 1;
                        continue;
                    }
                    Split::Incomplete if more.dimension < types => {}
                    _ => continue,
                }
            }
            let compatible = pruning.compatible(knowledge, choice);
            let branch = (&*chosen.faces, choice, &choices[..i]);
            let mut after = context.open_after(open, branch, types - more.dimension, compatible);
            if after.leaves_a_type_out(more.covered, types) {
                continue;
            }
            let next = pruning.choose(knowledge, open, choice, &after, &mut cache);
            if let Some(mut knowledge) = next {
                knowledge.compact(&mut after, context.faces, types);
                count += self.below((&after, &knowledge), &more)?;
            }
        }
        Ok(count)
    }
}
