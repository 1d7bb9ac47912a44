//! The form of an optimum, read off a grid: which parts of the price are straight, and where they
//! touch the value.

use super::grid::{Grid, rational};
use super::value::ValueFunction;
use crate::exact::enclosure::interval::Interval;

/// A place where a straight part of the price touches the value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Contact {
    /// A knot of the value.
    Knot(usize),
    /// Near a point of a piece on which the value is concave there.
    Smooth(usize, f64),
    /// All of a piece on which the value is affine, or a part of it.
    Affine(usize),
}

/// A part of the price.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PricePart {
    /// A straight part, with a slope, its contacts that carry mass, and others.
    Line { slope: f64, contacts: Vec<Contact>, others: Vec<Contact> },
    /// The value itself, on pieces from one to another.
    Curve(usize, usize),
}

/// Parts of a price with guesses of the points between them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PriceForm {
    pub(super) parts: Vec<PricePart>,
    pub(super) ends: Vec<f64>,
}

/// The kind of a cell of the grid.
#[derive(Clone, Copy, Debug, PartialEq)]
enum CellKind {
    Curve(usize),
    Affine(usize),
    Line,
}

/// The price touches the value where it exceeds it by less, relative to the range of the values.
const TOUCH: f64 = 1e-7;

/// Slopes that differ by less, relative to the values, are equal.
const EQUAL: f64 = 1e-6;

/// A run of cells.
struct Run {
    kind: CellKind,
    from: usize,
    to: usize,
}

impl PriceForm {
    /// The form that a grid shows.
    pub(super) fn read(grid: &Grid, v: &ValueFunction) -> PriceForm {
        let last = grid.x.len() - 1;
        let touch = |j: usize| grid.gap[j] < TOUCH * grid.scale;
        let kind = |j: usize| {
            let piece = &v.pieces[grid.piece[j]];
            let at =
                |x: f64, order| piece.at(order, &Interval::rational(&rational(x), 80)).to_f64();
            let limit = |k: usize| (at(grid.x[k], 0) - grid.price[k]).abs() < TOUCH * grid.scale;
            if !touch(j) || !touch(j + 1) || !limit(j) || !limit(j + 1) {
                return CellKind::Line;
            }
            let middle = f64::midpoint(grid.x[j], grid.x[j + 1]);
            if piece.is_affine() {
                CellKind::Affine(grid.piece[j])
            } else if at(middle, 2) > 0.0 {
                CellKind::Curve(grid.piece[j])
            } else {
                CellKind::Line
            }
        };
        let kinds: Vec<CellKind> = (0..last).map(kind).collect();
        let equal = |a: usize, b: usize| {
            let length = grid.x[last] - grid.x[0];
            (grid.slope(a) - grid.slope(b)).abs() * length < EQUAL * grid.scale * 10.0
        };
        let mut runs: Vec<Run> = Vec::new();
        for (j, &kind) in kinds.iter().enumerate() {
            let joins = runs.last().is_some_and(|run| match (run.kind, kind) {
                (CellKind::Curve(_), CellKind::Curve(_)) => true,
                (CellKind::Line, CellKind::Line) => equal(j - 1, j),
                (a, b) => a == b,
            });
            match runs.last_mut() {
                Some(run) if joins => run.to = j + 1,
                _ => runs.push(Run { kind, from: j, to: j + 1 }),
            }
        }
        // an affine piece that goes on as a straight line is one part with it
        let mut joined: Vec<(Run, Vec<usize>)> = Vec::new();
        for run in runs {
            let own = match run.kind {
                CellKind::Affine(piece) => vec![piece],
                _ => Vec::new(),
            };
            if let Some((before, pieces)) = joined.last_mut()
                && !matches!(before.kind, CellKind::Curve(_))
                && !matches!(run.kind, CellKind::Curve(_))
                && equal(before.to - 1, run.from)
            {
                before.to = run.to;
                before.kind = CellKind::Line;
                pieces.extend(own);
            } else {
                joined.push((run, own));
            }
        }
        let mut parts: Vec<(PricePart, usize, usize)> = Vec::new();
        for (run, pieces) in joined {
            let part = match run.kind {
                CellKind::Curve(_) => {
                    PricePart::Curve(grid.piece[run.from], grid.piece[run.to - 1])
                }
                _ => {
                    let slope = grid.slope(run.from);
                    let (contacts, others) = if pieces.is_empty() {
                        contacts(grid, v, &run)
                    } else {
                        let apart = |contact: &Contact| match contact {
                            Contact::Knot(k) => pieces.iter().all(|p| *k != *p && *k != p + 1),
                            _ => false,
                        };
                        let (massive, others) = contacts(grid, v, &run);
                        let knots = massive.into_iter().chain(others).filter(apart);
                        let along = pieces.iter().map(|piece| Contact::Affine(*piece));
                        let all: Vec<Contact> = along.chain(knots.collect::<Vec<_>>()).collect();
                        (all, Vec::new())
                    };
                    if contacts.is_empty() {
                        // the cell in which two parts meet
                        continue;
                    }
                    PricePart::Line { slope, contacts, others }
                }
            };
            parts.push((part, run.from, run.to));
        }
        let ends = parts.windows(2).map(|pair| {
            let ((left, _, a), (right, b, _)) = (&pair[0], &pair[1]);
            let (from, to) = (grid.x[*a], grid.x[*b]);
            if let (PricePart::Line { .. }, PricePart::Line { .. }) = (left, right)
                && a < b
            {
                // the lines meet between the points
                let (s, t) = (grid.slope(a - 1), grid.slope(*b));
                let at = (grid.price[*b] - t * to - grid.price[*a] + s * from) / (s - t);
                if at >= from && at <= to {
                    return at;
                }
            }
            f64::midpoint(from, to)
        });
        let ends = ends.collect();
        PriceForm { parts: parts.into_iter().map(|(part, ..)| part).collect(), ends }
    }

    /// The forms to try: other choices of contacts come after the first.
    pub(super) fn variants(&self, v: &ValueFunction) -> Vec<PriceForm> {
        const MOST: usize = 24;
        let mut all = vec![self.clone()];
        for i in 0..self.parts.len() {
            let PricePart::Line { slope, contacts, others } = &self.parts[i] else { continue };
            let mut choices: Vec<Vec<Contact>> = Vec::new();
            if contacts.len() > 1 && !matches!(contacts[0], Contact::Affine(_)) {
                choices.extend(contacts.iter().map(|c| vec![*c]));
            }
            for other in others {
                choices.extend(contacts.iter().map(|c| vec![*c, *other]));
            }
            for k in 0..contacts.len() {
                if let Contact::Knot(knot) = contacts[k] {
                    for piece in [knot.checked_sub(1), Some(knot)].into_iter().flatten() {
                        if piece >= v.pieces.len() {
                            continue;
                        }
                        let mut changed = contacts.clone();
                        changed[k] = Contact::Smooth(piece, f64::NAN);
                        choices.push(changed);
                    }
                }
            }
            let known = all.clone();
            for contacts in choices {
                for form in &known {
                    if all.len() < MOST {
                        let mut form = form.clone();
                        let (slope, others) = (*slope, others.clone());
                        form.parts[i] =
                            PricePart::Line { slope, contacts: contacts.clone(), others };
                        all.push(form);
                    }
                }
            }
        }
        all
    }
}

/// The contacts of a straight part, those with mass first.
fn contacts(grid: &Grid, v: &ValueFunction, run: &Run) -> (Vec<Contact>, Vec<Contact>) {
    let last = grid.x.len() - 1;
    let touch = |j: usize| grid.gap[j] < TOUCH * grid.scale;
    let slope = grid.slope(run.from);
    let from = if run.from == 0 { 0 } else { run.from + 1 };
    let to = if run.to == last { last } else { run.to - 1 };
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    for j in (from..=to).filter(|&j| touch(j)) {
        match clusters.last_mut() {
            Some(cluster) if cluster.last() == Some(&(j - 1)) => cluster.push(j),
            _ => clusters.push(vec![j]),
        }
    }
    let mut found: Vec<(f64, Contact)> = Vec::new();
    for cluster in clusters {
        let mass: f64 = cluster.iter().map(|&j| grid.mass[j].max(0.0)).sum();
        let first: f64 = cluster.iter().map(|&j| grid.mass[j].max(0.0) * grid.x[j]).sum();
        let middle = f64::midpoint(grid.x[cluster[0]], grid.x[cluster[cluster.len() - 1]]);
        let guess = if mass > 1e-9 { first / mass } else { middle };
        let knot = cluster.iter().find_map(|&j| grid.knot[j]);
        let contact = match knot {
            None => Contact::Smooth(grid.piece[cluster[0].min(last - 1)], guess),
            Some(knot) => {
                let at = Interval::rational(v.knot(knot), 80);
                let side = |side: usize| {
                    let piece = (knot + side).checked_sub(1)?;
                    let piece = v.pieces.get(piece)?;
                    (!v.falls(knot, side)).then(|| piece.at(1, &at).to_f64())
                };
                let slack = EQUAL * grid.scale / (grid.x[last] - grid.x[0]);
                let left = side(0).is_none_or(|own| own >= slope - slack);
                let right = side(1).is_none_or(|own| own <= slope + slack);
                let right = right || knot == v.pieces.len();
                match (left, right) {
                    (true, true) => Contact::Knot(knot),
                    (false, _) => Contact::Smooth(knot - 1, guess.min(v.knot(knot).to_f64())),
                    _ => Contact::Smooth(knot, guess.max(v.knot(knot).to_f64())),
                }
            }
        };
        found.push((mass, contact));
    }
    let heavy = |mass: f64| mass > 1e-7;
    let mut massive: Vec<Contact> =
        found.iter().filter(|(mass, _)| heavy(*mass)).map(|(_, c)| *c).collect();
    let mut others: Vec<Contact> =
        found.iter().filter(|(mass, _)| !heavy(*mass)).map(|(_, c)| *c).collect();
    if massive.is_empty() {
        std::mem::swap(&mut massive, &mut others);
        massive.truncate(1);
    }
    if massive.len() > 2 {
        let (first, last) = (massive[0], massive[massive.len() - 1]);
        others.extend(massive.drain(1..massive.len() - 1));
        massive = vec![first, last];
    }
    (massive, others)
}
