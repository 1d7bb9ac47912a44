//! Lemmas: transfers between messages that refute replies, from an exact linear programme.
//!
//! For faces `D` there is no equilibrium that uses them all if no payoffs `u` of the types and
//! replies `rho_s` on `B_s` have `u_t = uS(t, rho_s)` for the types `t` in `K_s`, and
//! `u_t >= uS(t, rho_s)` for the others. Farkas' lemma then gives numbers `e[s, t]`, not negative
//! outside `K_s` and with sum 0 over `s`, for which `sum_t e[s, t] uS[t, a]` is at least `y_s` for
//! every `a` in `B_s`, and the sum of the `y_s` is positive. These numbers are the lemma.

use std::collections::HashMap;

use super::tables::{MassFace, Set, Tables, members, primitive};
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};

/// A slot of a lemma.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Slot {
    pub class: usize,
    /// A number for each type.
    pub numbers: Vec<Q>,
    /// The types whose number is negative.
    negative: Set,
}

/// Lemmas that refute together: one, or one for each piece of a class.
#[derive(Clone, Debug)]
pub(crate) struct Refuter {
    pub class: Option<usize>,
    /// The lemmas, in the order of the pieces.
    pub lemmas: Vec<usize>,
}

/// The lemmas found so far, and what each is worth at the faces that were asked for.
pub(crate) struct Lemmas<'a> {
    tables: &'a Tables,
    faces: &'a [MassFace],
    pub all: Vec<Vec<Slot>>,
    pub refuters: Vec<Refuter>,
    numbers: HashMap<Vec<Slot>, usize>,
    worths: Vec<HashMap<usize, LemmaWorth>>,
}

/// For each slot of a lemma the least of its sum over the replies of a face, if it has one.
type LemmaWorth = Vec<Option<Q>>;

/// The denominators of lemmas and planes that are tried before the exact one.
pub(crate) const DENOMINATORS: [i64; 9] = [1, 2, 3, 4, 6, 12, 60, 840, 10_000];

impl<'a> Lemmas<'a> {
    pub(crate) fn new(tables: &'a Tables, faces: &'a [MassFace]) -> Lemmas<'a> {
        Lemmas {
            tables,
            faces,
            all: Vec::new(),
            refuters: Vec::new(),
            numbers: HashMap::new(),
            worths: Vec::new(),
        }
    }

    /// Looks for lemmas that refute faces, alone or with the pieces of a class that is not used.
    pub(crate) fn refute(&mut self, chosen: &[usize]) -> Option<usize> {
        let faces: Vec<MassFace> = chosen.iter().map(|&f| self.faces[f]).collect();
        let unused = |&k: &usize| faces.iter().all(|face| face.class != k);
        let cases: Vec<usize> = (0..self.tables.classes.len()).filter(unused).collect();
        std::iter::once(None).chain(cases.into_iter().map(Some)).find_map(|class| {
            let mut lemmas = Vec::new();
            for element in self.elements(class) {
                let known = lemmas.iter().copied().find(|&l| self.refutes(l, chosen, element));
                let lemma = match known {
                    Some(lemma) => lemma,
                    None => {
                        let faces: Vec<MassFace> = faces.iter().copied().chain(element).collect();
                        let slots = self.find(&faces).ok()?;
                        self.number(slots)
                    }
                };
                lemmas.push(lemma);
            }
            self.refuters.push(Refuter { class, lemmas });
            Some(self.refuters.len() - 1)
        })
    }

    /// Looks for a lemma that refutes faces alone, without a number; replies that they have in an
    /// equilibrium where there is none, by face and by reply of its class.
    pub(crate) fn find(&self, faces: &[MassFace]) -> Result<Vec<Slot>, Vec<Vec<Q>>> {
        let mut program = Program::new();
        let types = self.tables.prior.len();
        let payoff: Vec<usize> = (0..types).map(|_| program.free(Q::ZERO)).collect();
        let mut rows: Vec<Vec<Option<usize>>> = Vec::new();
        let mut columns = Vec::new();
        for face in faces {
            let class = &self.tables.classes[face.class];
            let reply: Vec<(usize, usize)> =
                members(face.replies).map(|a| (a, program.variable(Q::ZERO))).collect();
            program.equal(reply.iter().map(|&(_, x)| (x, Q::ONE)), Q::ONE);
            columns.push(reply.clone());
            rows.push((0..types).map(|_| None).collect());
            for t in members(class.senders) {
                let gets = reply.iter().map(|&(a, x)| (x, class.payoffs[t][a].clone()));
                let row: Vec<_> = gets.chain([(payoff[t], Q::from(-1))]).collect();
                let number = if face.types >> t & 1 == 1 {
                    program.equal(row, Q::ZERO)
                } else {
                    program.at_most(row, Q::ZERO)
                };
                rows.last_mut().expect("a face")[t] = Some(number);
            }
        }
        let certificate = match program.solve() {
            Solution::Infeasible { certificate } => certificate,
            Solution::Optimal { primal, .. } => {
                let of = |(face, reply): (&MassFace, &Vec<(usize, usize)>)| {
                    let count = self.tables.classes[face.class].replies.len();
                    let mut found = vec![Q::ZERO; count];
                    reply.iter().for_each(|&(a, x)| found[a] = primal[x].clone());
                    found
                };
                return Err(faces.iter().zip(&columns).map(of).collect());
            }
            Solution::Unbounded { .. } => unreachable!("the objective is 0"),
        };
        let number = |row: &Option<usize>| row.map_or(Q::ZERO, |i| certificate[i].clone());
        let numbers: Vec<Vec<Q>> = rows.iter().map(|r| r.iter().map(number).collect()).collect();
        Ok(self.simplest(faces, numbers))
    }

    /// A lemma with small numbers that still refutes the faces; the exact one if none does.
    fn simplest(&self, faces: &[MassFace], numbers: Vec<Vec<Q>>) -> Vec<Slot> {
        let most = numbers.iter().flatten().map(Q::abs).max().expect("a number");
        let used: Vec<usize> =
            (0..faces.len()).filter(|&s| numbers[s].iter().any(|x| !x.is_zero())).collect();
        for denominator in DENOMINATORS.map(Q::from) {
            let scale = &denominator / &most;
            let mut rounded: Vec<Vec<Q>> = used
                .iter()
                .map(|&s| numbers[s].iter().map(|x| nearest(&(x * &scale))).collect())
                .collect();
            for t in 0..self.tables.prior.len() {
                let sum = rounded.iter().fold(Q::ZERO, |sum, row| &sum + &row[t]);
                if !sum.is_zero() {
                    // the slot whose number is largest bears the rounding best
                    let at = (0..used.len()).max_by_key(|&s| numbers[used[s]][t].abs());
                    let number = &mut rounded[at.expect("a slot")][t];
                    *number = &*number - &sum;
                }
            }
            let slots = self.slots(faces, &used, &rounded);
            if slots.as_ref().is_some_and(|slots| self.is_positive(slots, faces, &used)) {
                return slots.expect("slots");
            }
        }
        let flat: Vec<Q> = used.iter().flat_map(|&s| numbers[s].iter().cloned()).collect();
        let whole = primitive(&flat);
        let rows: Vec<Vec<Q>> =
            whole.chunks_exact(self.tables.prior.len()).map(<[Q]>::to_vec).collect();
        self.slots(faces, &used, &rows).expect("a certificate has the right signs")
    }

    /// Numbers as slots, unless one is negative for a type that does not send.
    fn slots(&self, faces: &[MassFace], used: &[usize], rows: &[Vec<Q>]) -> Option<Vec<Slot>> {
        let slot = |(&s, row): (&usize, &Vec<Q>)| {
            let negative = (0..row.len()).filter(|&t| row[t].is_negative()).map(|t| 1 << t).sum();
            let face = faces[s];
            let slot = Slot { class: face.class, numbers: row.clone(), negative };
            (negative & !face.types == 0).then_some(slot)
        };
        used.iter().zip(rows).map(slot).collect()
    }

    fn is_positive(&self, slots: &[Slot], faces: &[MassFace], used: &[usize]) -> bool {
        let least = |(slot, &s): (&Slot, &usize)| self.least(slot, &faces[s]).expect("its face");
        slots.iter().zip(used).map(least).fold(Q::ZERO, |sum, x| &sum + &x).is_positive()
    }

    /// Does a lemma refute faces?
    pub(crate) fn refutes_faces(&self, slots: &[Slot], faces: &[MassFace]) -> bool {
        let best = |slot: &Slot| faces.iter().filter_map(|face| self.least(slot, face)).max();
        positive(&slots.iter().map(best).collect::<LemmaWorth>())
    }

    /// The least sum of a slot over the replies of a face, if the face is one of its class and has
    /// the types whose numbers are negative.
    fn least(&self, slot: &Slot, face: &MassFace) -> Option<Q> {
        if slot.class != face.class || slot.negative & !face.types != 0 {
            return None;
        }
        let payoffs = &self.tables.classes[face.class].payoffs;
        let value = |a: usize| {
            let each = slot.numbers.iter().zip(payoffs).filter(|(x, _)| !x.is_zero());
            each.fold(Q::ZERO, |sum, (x, row)| &sum + &(x * &row[a]))
        };
        members(face.replies).map(value).min()
    }

    /// The number of a lemma.
    pub(crate) fn number(&mut self, slots: Vec<Slot>) -> usize {
        if let Some(&known) = self.numbers.get(&slots) {
            return known;
        }
        self.numbers.insert(slots.clone(), self.all.len());
        self.all.push(slots);
        self.worths.push(HashMap::new());
        self.all.len() - 1
    }

    /// What a lemma is worth at a face.
    fn worth(&mut self, lemma: usize, face: usize) -> LemmaWorth {
        if let Some(known) = self.worths[lemma].get(&face) {
            return known.clone();
        }
        let slots = &self.all[lemma];
        let found: LemmaWorth =
            slots.iter().map(|slot| self.least(slot, &self.faces[face])).collect();
        self.worths[lemma].insert(face, found.clone());
        found
    }

    /// The elements of the cases of a class: none at all, or each of its pieces.
    pub(crate) fn elements(&self, class: Option<usize>) -> Vec<Option<MassFace>> {
        let Some(class) = class else { return vec![None] };
        let element = |&replies: &Set| Some(MassFace { class, types: 0, replies });
        self.tables.classes[class].pieces.iter().map(element).collect()
    }

    /// Does a lemma refute faces, with an element beside them?
    fn refutes(&mut self, lemma: usize, chosen: &[usize], element: Option<MassFace>) -> bool {
        positive(&self.best(lemma, chosen, element))
    }

    /// For each slot of a lemma the most that a face, or the element, gives.
    fn best(&mut self, lemma: usize, chosen: &[usize], element: Option<MassFace>) -> LemmaWorth {
        let slots = &self.all[lemma];
        let mut best: LemmaWorth = match element {
            Some(face) => slots.iter().map(|slot| self.least(slot, &face)).collect(),
            None => vec![None; slots.len()],
        };
        for &face in chosen {
            let worth = self.worth(lemma, face);
            best.iter_mut().zip(worth).for_each(|(most, x)| *most = most.take().max(x));
        }
        best
    }

    /// The faces of some that a refuter refutes beside those chosen.
    pub(crate) fn crossed(&mut self, refuter: usize, chosen: &[usize], of: &[usize]) -> Vec<usize> {
        let Refuter { class, lemmas } = self.refuters[refuter].clone();
        let elements = self.elements(class);
        let cases: Vec<(usize, LemmaWorth)> = lemmas
            .iter()
            .zip(elements)
            .map(|(&lemma, element)| (lemma, self.best(lemma, chosen, element)))
            .collect();
        // a face fills the slots of one class only
        let hopeless = cases.iter().any(|(lemma, best)| {
            let slots = self.all[*lemma].iter().zip(best);
            let mut open = slots.filter(|(_, x)| x.is_none()).map(|(slot, _)| slot.class);
            let first = open.next();
            open.any(|class| Some(class) != first)
        });
        if hopeless {
            return Vec::new();
        }
        let mut found = Vec::new();
        for &face in of {
            let refuted = cases.iter().all(|(lemma, best)| {
                let worth = self.worth(*lemma, face);
                positive(
                    &best.iter().zip(worth).map(|(a, b)| a.clone().max(b)).collect::<LemmaWorth>(),
                )
            });
            if refuted {
                found.push(face);
            }
        }
        found
    }
}

/// Has every slot a face, and do they add up to more than 0?
fn positive(worth: &[Option<Q>]) -> bool {
    let sum: Option<Q> = worth.iter().try_fold(Q::ZERO, |sum, x| Some(&sum + x.as_ref()?));
    sum.is_some_and(|sum| sum.is_positive())
}

/// The nearest whole number.
pub(crate) fn nearest(x: &Q) -> Q {
    let doubled: dashu_int::IBig = x.denominator().into();
    let (n, d) = (x.numerator() * 2 + &doubled, doubled * 2);
    Q::from(dashu_base::DivEuclid::div_euclid(n, d))
}
