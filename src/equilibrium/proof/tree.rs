//! The tree of a proof: which faces an equilibrium uses, and why no others than those listed.
//!
//! A node has faces in use and open ones. It is closed by a type that can send nothing, by a plane
//! that keeps the prior out of reach, or because the masses are determined. Of the ways to close it
//! the one is chosen for which the fewest open faces are in the way. These are crossed out by
//! lemmas, and those that no lemma refutes are put to use, each in a child. A pass backwards then
//! drops every lemma whose crossings out nothing below needs.

use std::collections::{BTreeSet, HashSet};

use super::lemmas::Lemmas;
use super::planes;
use super::replies::Sender;
use super::tables::{MassFace, Set, Tables, basis, combination, dot};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::checkpoint;

/// Why a node is closed.
#[derive(Clone, Debug)]
pub(crate) enum Close {
    /// A type can send nothing.
    Type(usize),
    /// The prior is out of reach.
    Plane(Vec<Q>),
    /// The masses are determined.
    Determined,
}

/// A step inside a node.
#[derive(Debug)]
pub(crate) enum NodeStep {
    /// Crosses out what a refuter refutes.
    Cross(usize),
    /// Puts a face to use.
    Open(usize, ClosedNode),
}

/// A closed node.
#[derive(Debug)]
pub(crate) struct ClosedNode {
    pub steps: Vec<NodeStep>,
    pub close: Close,
}

/// The faces with their corners and spans.
pub(crate) struct Faces {
    pub all: Vec<MassFace>,
    corners: Vec<Vec<usize>>,
    spans: Vec<Vec<Vec<Q>>>,
}

impl Faces {
    pub(crate) fn new(tables: &Tables) -> Result<Faces, Error> {
        let all = tables.faces()?;
        let corners: Vec<Vec<usize>> =
            all.iter().map(|face| tables.classes[face.class].corners_of(face)).collect();
        let span = |(face, corners): (&MassFace, &Vec<usize>)| {
            let class = &tables.classes[face.class];
            basis(corners.iter().map(|&v| class.corners[v].masses.as_slice()))
        };
        let spans = all.iter().zip(&corners).map(span).collect();
        Ok(Faces { all, corners, spans })
    }

    fn dimension(&self, face: usize) -> usize {
        self.spans[face].len()
    }
}

/// The search for a proof.
pub(crate) struct Prover<'a> {
    tables: &'a Tables,
    faces: &'a Faces,
    pub lemmas: Lemmas<'a>,
    pub senders: Vec<Sender>,
    /// Sets of faces that no lemma refutes.
    unrefuted: HashSet<Vec<usize>>,
}

/// What the faces in use say of their masses.
enum FoundMasses {
    Dependent,
    Determined(Vec<Vec<Q>>),
    Free,
}

impl<'a> Prover<'a> {
    pub(crate) fn new(tables: &'a Tables, faces: &'a Faces) -> Prover<'a> {
        Prover {
            tables,
            faces,
            lemmas: Lemmas::new(tables, &faces.all),
            senders: Vec::new(),
            unrefuted: HashSet::new(),
        }
    }

    /// Proves that the faces chosen occur together, and with open ones only, in the senders found.
    pub(crate) fn close(&mut self, chosen: &[usize], mut open: Vec<usize>) -> ClosedNode {
        checkpoint();
        let mut steps = Vec::new();
        match self.masses(chosen) {
            FoundMasses::Dependent => return ClosedNode { steps, close: Close::Determined },
            FoundMasses::Determined(masses) => {
                self.meet(chosen, masses);
                return ClosedNode { steps, close: Close::Determined };
            }
            FoundMasses::Free => {}
        }
        let mut applied = 0;
        loop {
            while applied < self.lemmas.refuters.len() {
                self.cross(applied, chosen, &mut open, &mut steps);
                applied += 1;
            }
            let (close, obstacles) = self.closing(chosen, &open);
            let mut refuted = false;
            for &face in &obstacles {
                if open.binary_search(&face).is_err() {
                    continue;
                }
                let mut set = [chosen, &[face]].concat();
                set.sort_unstable();
                if self.unrefuted.contains(&set) {
                    continue;
                }
                match self.lemmas.refute(&set) {
                    Some(refuter) => {
                        self.cross(refuter, chosen, &mut open, &mut steps);
                        refuted = true;
                    }
                    None => {
                        self.unrefuted.insert(set);
                    }
                }
            }
            if refuted {
                continue;
            }
            let Some(&face) = obstacles.first() else { return ClosedNode { steps, close } };
            let child = [chosen, &[face]].concat();
            let below = open.iter().copied().filter(|&g| self.stays(&child, g)).collect();
            steps.push(NodeStep::Open(face, self.close(&child, below)));
            open.retain(|&g| g != face);
        }
    }

    fn cross(
        &mut self,
        refuter: usize,
        chosen: &[usize],
        open: &mut Vec<usize>,
        steps: &mut Vec<NodeStep>,
    ) {
        let crossed = self.lemmas.crossed(refuter, chosen, open);
        if !crossed.is_empty() {
            open.retain(|face| crossed.binary_search(face).is_err());
            steps.push(NodeStep::Cross(refuter));
        }
    }

    /// Can a face be open beside those in use, the last of which was added last?
    fn stays(&self, chosen: &[usize], g: usize) -> bool {
        let (face, last) = (&self.faces.all[g], *chosen.last().expect("a face"));
        let class = self.faces.all[last].class;
        let used = chosen.iter().filter(|&&f| self.faces.all[f].class == class).count();
        let full = used == self.tables.classes[class].members.len() && face.class == class;
        let types = self.types(chosen) | face.types;
        let dimensions = chosen.iter().map(|&f| self.faces.dimension(f)).sum::<usize>();
        g != last && !full && dimensions + self.faces.dimension(g) <= types.count_ones() as usize
    }

    fn types(&self, faces: &[usize]) -> Set {
        faces.iter().fold(0, |types, &f| types | self.faces.all[f].types)
    }

    fn masses(&self, chosen: &[usize]) -> FoundMasses {
        let rows: Vec<Vec<Q>> =
            chosen.iter().flat_map(|&f| self.faces.spans[f].iter().cloned()).collect();
        if basis(rows.iter().map(Vec::as_slice)).len() < rows.len() {
            return FoundMasses::Dependent;
        }
        let Some(weights) = combination(&rows, &self.tables.prior) else {
            return FoundMasses::Free;
        };
        let mut weights = weights.iter();
        let mass = |&f: &usize| {
            let zero = vec![Q::ZERO; self.tables.prior.len()];
            let span = self.faces.spans[f].iter().zip(weights.by_ref());
            span.fold(zero, |sum, (row, w)| {
                sum.iter().zip(row).map(|(x, y)| x + &(w * y)).collect()
            })
        };
        FoundMasses::Determined(chosen.iter().map(mass).collect())
    }

    /// Records the sender of determined masses, if they lie in their faces and have replies.
    fn meet(&mut self, chosen: &[usize], masses: Vec<Vec<Q>>) {
        let inside = chosen.iter().zip(&masses).all(|(&f, masses)| {
            let face = &self.faces.all[f];
            let support = || self.tables.classes[face.class].support(masses);
            masses.iter().all(|x| !x.is_negative()) && support() == (face.types, face.replies)
        });
        if inside {
            let slots = chosen.iter().map(|&f| self.faces.all[f]).zip(masses).collect();
            let sender = Sender::new(self.tables, slots);
            if !sender.parts.is_empty() {
                self.senders.push(sender);
            }
        }
    }

    /// The way to close a node with the fewest obstacles, and these.
    fn closing(&self, chosen: &[usize], open: &[usize]) -> (Close, Vec<usize>) {
        let covered = self.types(chosen);
        let uncovered = (0..self.tables.prior.len()).filter(|t| covered >> t & 1 == 0);
        let by_type = uncovered
            .map(|t| {
                let has = |&&f: &&usize| self.faces.all[f].types >> t & 1 == 1;
                (Close::Type(t), open.iter().filter(has).copied().collect::<Vec<_>>())
            })
            .min_by_key(|(_, obstacles)| obstacles.len());
        match by_type {
            Some((_, ref obstacles)) if obstacles.is_empty() => by_type.expect("a type"),
            Some(found) if chosen.is_empty() => found,
            Some(found) => {
                let plane = self.plane(chosen, open);
                if plane.1.len() < found.1.len() { plane } else { found }
            }
            None => self.plane(chosen, open),
        }
    }

    /// A plane that keeps the prior out of reach of the faces in use and as many open ones as a
    /// greedy choice of corners finds, and the open faces that reach above it.
    fn plane(&self, chosen: &[usize], open: &[usize]) -> (Close, Vec<usize>) {
        let corners = |faces: &[usize]| -> BTreeSet<(usize, usize)> {
            let of = |&f: &usize| self.faces.corners[f].iter().map(move |&v| (f, v));
            faces.iter().flat_map(of).map(|(f, v)| (self.faces.all[f].class, v)).collect()
        };
        let used: Vec<(usize, usize)> = corners(chosen).into_iter().collect();
        let mut count = std::collections::BTreeMap::new();
        for &f in open {
            for &v in &self.faces.corners[f] {
                *count.entry((self.faces.all[f].class, v)).or_insert(0usize) += 1;
            }
        }
        let mut order: Vec<((usize, usize), usize)> = count.into_iter().collect();
        // the corners of most faces first: keeping those below the plane saves most children
        order.sort_by_key(|&(corner, faces)| (std::cmp::Reverse(faces), corner));
        let every: Vec<(usize, usize)> = order.iter().map(|&(corner, _)| corner).collect();
        if let Some(plane) = planes::separating(self.tables, &used, &every) {
            return (Close::Plane(plane), Vec::new());
        }
        let mut below = Vec::new();
        let mut plane =
            planes::separating(self.tables, &used, &below).expect("the masses are not determined");
        for (corner, _) in order {
            let masses = &self.tables.classes[corner.0].corners[corner.1].masses;
            below.push(corner);
            if dot(&plane, masses).is_positive() {
                match planes::separating(self.tables, &used, &below) {
                    Some(better) => plane = better,
                    None => drop(below.pop()),
                }
            }
        }
        let above = open.iter().copied().filter(|&f| self.above(&plane, f)).collect();
        (Close::Plane(plane), above)
    }

    fn above(&self, plane: &[Q], face: usize) -> bool {
        planes::reaches_above(self.tables, plane, &self.faces.all[face], &self.faces.corners[face])
    }

    /// Drops the lemmas that nothing needs; returns the faces that must not be open at first.
    pub(crate) fn prune(&mut self, branch: &mut ClosedNode, chosen: &[usize]) -> Vec<usize> {
        checkpoint();
        let every: Vec<usize> = (0..self.faces.all.len()).collect();
        let mut needed: Vec<usize> = match &branch.close {
            Close::Type(t) => {
                let has = |&f: &usize| self.faces.all[f].types >> t & 1 == 1;
                every.into_iter().filter(has).collect()
            }
            Close::Plane(plane) => every.into_iter().filter(|&f| self.above(plane, f)).collect(),
            Close::Determined => Vec::new(),
        };
        let mut kept = Vec::new();
        for mut step in std::mem::take(&mut branch.steps).into_iter().rev() {
            match &mut step {
                NodeStep::Cross(refuter) => {
                    let crossed = self.lemmas.crossed(*refuter, chosen, &needed);
                    if crossed.is_empty() {
                        continue;
                    }
                    needed.retain(|f| crossed.binary_search(f).is_err());
                }
                NodeStep::Open(face, child) => {
                    needed.retain(|f| f != face);
                    let below = [chosen, &[*face]].concat();
                    let more = self.prune(child, &below);
                    needed.extend(more.into_iter().filter(|&g| self.stays(&below, g)));
                    needed.sort_unstable();
                    needed.dedup();
                }
            }
            kept.push(step);
        }
        kept.reverse();
        branch.steps = kept;
        needed
    }
}
