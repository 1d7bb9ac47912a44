//! The equations of a form: every unknown mean, slope and end of a part of the price.
//!
//! A straight part of the price is known where it touches the value on an affine piece or at two
//! knots. With one contact it turns about a knot, or is tangent at an unknown mean, and that its
//! pool has this mean gives the equation that is missing. Next to a revealed interval the price
//! meets the value, and elsewhere the next straight part.

use super::context::{Context, ExactContext, JetContext};
use super::form::{Contact, PriceForm, PricePart};
use super::grid::rational;
use super::value::{ValueFunction, bounds};
use crate::continuum::density::Density;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::evaluate::{Arithmetic, Jet, Outside};
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::roots::{Equations, inverse_of_slopes, roots_from};

/// The precision that the proof of a solution near a guess starts with.
const START: u32 = 96;

/// A number of the system.
#[derive(Clone, Debug, PartialEq)]
enum Term {
    Known(Q),
    Unknown(usize),
}

/// A straight part, `value + slope (x - at)`.
#[derive(Clone, Debug, PartialEq)]
enum PriceLine {
    /// Along an affine piece.
    Along(usize),
    /// Through two knots.
    Through(usize, usize),
    /// Tangent to a piece at a point.
    Tangent(usize, usize),
    /// About a knot, with a slope.
    About(usize, Term),
}

/// One side of an end between parts.
#[derive(Clone, Debug, PartialEq)]
enum MeetingSide {
    Line(usize),
    Value(usize),
}

#[derive(Clone, Debug, PartialEq)]
enum Equation {
    /// The mean of a pool is that of its contact.
    Mean { from: Term, to: Term, mean: Term },
    /// Two parts of the price agree at an end.
    Meet { left: MeetingSide, right: MeetingSide, at: usize },
    /// A line meets a piece of the value at an unknown.
    Touch { line: usize, piece: usize, at: usize },
    /// It has the slope of the piece there.
    Parallel { line: usize, piece: usize, at: usize },
    /// It goes through a knot.
    Knot { line: usize, knot: usize },
}

/// The equations of a form, with guesses of the unknowns.
pub(super) struct System<'a> {
    prior: &'a Density,
    v: &'a ValueFunction,
    lines: Vec<PriceLine>,
    equations: Vec<Equation>,
    guesses: Vec<f64>,
    /// By part, the lower and the upper end.
    ends: Vec<[Term; 2]>,
    /// By part, its line.
    parts: Vec<Option<usize>>,
    /// By part, the means at which the price touches the value smoothly or at a knot.
    touches: Vec<Vec<Touch>>,
}

/// A contact of a solved form.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Touch {
    Knot(usize),
    Smooth(usize, usize),
    Affine(usize),
}

/// A contact with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SolvedContact {
    Knot(usize),
    Smooth(usize, Enclosure),
    Affine(usize),
}

/// A part of a price that is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SolvedPart {
    pub(super) low: Enclosure,
    pub(super) high: Enclosure,
    /// The intercept and the slope of a straight part; without, it is the value itself.
    pub(super) line: Option<[Enclosure; 2]>,
    pub(super) contacts: Vec<SolvedContact>,
    /// Was its mean an equation?
    pub(super) balanced: bool,
}

impl<'a> System<'a> {
    /// The system of a form; `None` where it is not one.
    pub(super) fn new(
        prior: &'a Density,
        v: &'a ValueFunction,
        form: &PriceForm,
    ) -> Option<System<'a>> {
        let mut system = System {
            prior,
            v,
            lines: Vec::new(),
            equations: Vec::new(),
            guesses: Vec::new(),
            ends: Vec::new(),
            parts: Vec::new(),
            touches: Vec::new(),
        };
        let (low, high) = (prior.low(), prior.high());
        // the ends between parts
        let mut ends = vec![Term::Known(low.clone())];
        for (i, guess) in form.ends.iter().enumerate() {
            let own = |part: &PricePart, upper: bool| match part {
                PricePart::Curve(first, last) => Some(if upper { *last } else { *first }),
                PricePart::Line { contacts, .. } => match contacts.as_slice() {
                    [.., Contact::Affine(piece)] if upper => Some(*piece),
                    [Contact::Affine(piece), ..] if !upper => Some(*piece),
                    _ => None,
                },
            };
            let pair = [own(&form.parts[i], true), own(&form.parts[i + 1], false)];
            ends.push(match pair {
                // two parts on which the price is the value meet at a knot
                [Some(a), Some(b)]
                    if b == a + 1
                        && v.is_continuous(b)
                        && (guess - v.knot(b).to_f64()).abs() < 1e-9 * (high - low).to_f64() =>
                {
                    Term::Known(v.knot(b).clone())
                }
                _ => system.unknown(*guess),
            });
        }
        ends.push(Term::Known(high.clone()));
        for (i, part) in form.parts.iter().enumerate() {
            let own = [ends[i].clone(), ends[i + 1].clone()];
            let line = match part {
                PricePart::Curve(..) => {
                    system.touches.push(Vec::new());
                    None
                }
                PricePart::Line { slope, contacts, .. } => {
                    Some(system.line(*slope, contacts, &own)?)
                }
            };
            system.parts.push(line);
            system.ends.push(own);
        }
        for i in 0..form.ends.len() {
            let Term::Unknown(at) = ends[i + 1] else { continue };
            let side = |part: usize, upper: bool| match (system.parts[part], &form.parts[part]) {
                (Some(line), _) => MeetingSide::Line(line),
                (None, PricePart::Curve(first, last)) => {
                    MeetingSide::Value(if upper { *last } else { *first })
                }
                _ => unreachable!("a curve"),
            };
            let (left, right) = (side(i, true), side(i + 1, false));
            system.equations.push(Equation::Meet { left, right, at });
        }
        (system.equations.len() == system.guesses.len()).then_some(system)
    }

    fn unknown(&mut self, guess: f64) -> Term {
        self.guesses.push(guess);
        Term::Unknown(self.guesses.len() - 1)
    }

    /// Adds a straight part, with the equations of its contacts.
    fn line(&mut self, slope: f64, contacts: &[Contact], ends: &[Term; 2]) -> Option<usize> {
        let number = self.lines.len();
        let mut touches = Vec::new();
        let known = |term: &Term| matches!(term, Term::Known(_));
        let smooth = |system: &mut System<'_>, piece: usize, guess: f64| {
            let own = &system.v.pieces[piece];
            let (a, b) = (own.low.to_f64(), own.high.to_f64());
            let guess = if guess.is_nan() { f64::midpoint(a, b) } else { guess };
            system.guesses.push(guess.clamp(a, b));
            system.guesses.len() - 1
        };
        match contacts {
            [Contact::Affine(piece), ..] => {
                self.lines.push(PriceLine::Along(*piece));
                touches.extend(contacts.iter().map(|c| match c {
                    Contact::Affine(piece) => Touch::Affine(*piece),
                    Contact::Knot(knot) => Touch::Knot(*knot),
                    Contact::Smooth(piece, _) => Touch::Affine(*piece),
                }));
            }
            [Contact::Knot(a), Contact::Knot(b)] => {
                self.lines.push(PriceLine::Through(*a, *b));
                touches.extend([Touch::Knot(*a), Touch::Knot(*b)]);
            }
            [Contact::Knot(knot)] => {
                let mean = Term::Known(self.v.knot(*knot).clone());
                touches.push(Touch::Knot(*knot));
                if ends.iter().all(known) {
                    // nothing fixes the slope
                    self.lines.push(PriceLine::About(*knot, Term::Known(rational(slope))));
                } else {
                    let slope = self.unknown(slope);
                    self.lines.push(PriceLine::About(*knot, slope));
                    let [from, to] = ends.clone();
                    self.equations.push(Equation::Mean { from, to, mean });
                }
            }
            [Contact::Smooth(piece, guess)] => {
                let at = smooth(self, *piece, *guess);
                self.lines.push(PriceLine::Tangent(*piece, at));
                touches.push(Touch::Smooth(*piece, at));
                let ([from, to], mean) = (ends.clone(), Term::Unknown(at));
                self.equations.push(Equation::Mean { from, to, mean });
            }
            [Contact::Smooth(piece, guess), Contact::Knot(knot)]
            | [Contact::Knot(knot), Contact::Smooth(piece, guess)] => {
                let at = smooth(self, *piece, *guess);
                self.lines.push(PriceLine::Tangent(*piece, at));
                touches.extend([Touch::Smooth(*piece, at), Touch::Knot(*knot)]);
                self.equations.push(Equation::Knot { line: number, knot: *knot });
            }
            [Contact::Smooth(first, a), Contact::Smooth(second, b)] => {
                let at = smooth(self, *first, *a);
                self.lines.push(PriceLine::Tangent(*first, at));
                let other = smooth(self, *second, *b);
                touches.extend([Touch::Smooth(*first, at), Touch::Smooth(*second, other)]);
                let (piece, at) = (*second, other);
                self.equations.push(Equation::Touch { line: number, piece, at });
                self.equations.push(Equation::Parallel { line: number, piece, at });
            }
            _ => return None,
        }
        self.touches.push(touches);
        Some(number)
    }

    /// The unknowns that a line depends on.
    fn unknowns_of(&self, line: usize) -> Vec<usize> {
        match self.lines[line] {
            PriceLine::Tangent(_, i) | PriceLine::About(_, Term::Unknown(i)) => vec![i],
            _ => Vec::new(),
        }
    }

    /// The value of a line at a point, or its slope.
    fn on_line<A: Arithmetic>(
        &self,
        context: &dyn Context<A>,
        line: usize,
        x: Option<&A>,
        unknowns: &[A],
    ) -> Result<A, Outside> {
        let term = |term: &Term| match term {
            Term::Known(q) => context.number(q),
            Term::Unknown(i) => unknowns[*i].clone(),
        };
        let (at, value, slope) = match &self.lines[line] {
            PriceLine::Along(piece) => {
                let at = context.number(&self.v.pieces[*piece].low);
                (at.clone(), context.value(*piece, 0, &at)?, context.value(*piece, 1, &at)?)
            }
            PriceLine::Through(a, b) => {
                let [at, to] = [a, b].map(|k| context.number(self.v.knot(*k)));
                let (value, other) = (context.top(*a)?, context.top(*b)?);
                let slope = other.minus(&value).over(&to.minus(&at))?;
                (at, value, slope)
            }
            PriceLine::Tangent(piece, i) => {
                let at = unknowns[*i].clone();
                (at.clone(), context.value(*piece, 0, &at)?, context.value(*piece, 1, &at)?)
            }
            PriceLine::About(knot, slope) => {
                (context.number(self.v.knot(*knot)), context.top(*knot)?, term(slope))
            }
        };
        Ok(match x {
            None => slope,
            Some(x) => value.plus(&slope.times(&x.minus(&at))),
        })
    }

    fn missed<A: Arithmetic>(
        &self,
        context: &dyn Context<A>,
        unknowns: &[A],
    ) -> Result<Vec<A>, Outside> {
        let term = |term: &Term| match term {
            Term::Known(q) => context.number(q),
            Term::Unknown(i) => unknowns[*i].clone(),
        };
        let on = |line: usize, x: Option<&A>| self.on_line(context, line, x, unknowns);
        let equation = |equation: &Equation| {
            Ok(match equation {
                Equation::Mean { from, to, mean } => {
                    let [mass, first] = context.moments(&term(from), &term(to))?;
                    first.minus(&term(mean).times(&mass))
                }
                Equation::Meet { left, right, at } => {
                    let x = &unknowns[*at];
                    let side = |side: &MeetingSide| match side {
                        MeetingSide::Line(line) => on(*line, Some(x)),
                        MeetingSide::Value(piece) => context.value(*piece, 0, x),
                    };
                    side(left)?.minus(&side(right)?)
                }
                Equation::Touch { line, piece, at } => {
                    let x = &unknowns[*at];
                    on(*line, Some(x))?.minus(&context.value(*piece, 0, x)?)
                }
                Equation::Parallel { line, piece, at } => {
                    on(*line, None)?.minus(&context.value(*piece, 1, &unknowns[*at])?)
                }
                Equation::Knot { line, knot } => {
                    let x = context.number(self.v.knot(*knot));
                    on(*line, Some(&x))?.minus(&context.top(*knot)?)
                }
            })
        };
        self.equations.iter().map(equation).collect()
    }

    /// Newton's method from the guesses.
    fn approximated(&self) -> Option<Vec<f64>> {
        const BITS: u32 = 100;
        let n = self.guesses.len();
        let mut x = self.guesses.clone();
        let span = self.prior.high().to_f64() - self.prior.low().to_f64();
        for _ in 0..40 {
            let point = |x: f64| Interval::point(Interval::rational(&rational(x), BITS).low, BITS);
            let unknowns: Vec<Jet> =
                x.iter().enumerate().map(|(i, x)| Jet::variable(point(*x), i, n)).collect();
            let context = JetContext { prior: self.prior, v: self.v, p: BITS, n };
            let jets = self.missed(&context, &unknowns).ok()?;
            let inverse = inverse_of_slopes(&jets)?;
            let step: Vec<f64> = inverse
                .iter()
                .map(|row| {
                    row.iter().zip(&jets).map(|(a, jet)| a.to_f64() * jet.value.to_f64()).sum()
                })
                .collect();
            let size = step.iter().fold(0.0f64, |most, s| most.max(s.abs()));
            let relative = x.iter().zip(&step).map(|(x, s)| s.abs() / x.abs().max(1.0));
            let relative = relative.fold(0.0, f64::max);
            if !size.is_finite() {
                return None;
            }
            // no unknown may jump far
            let share = if relative > span / 4.0 { span / 4.0 / relative } else { 1.0 };
            x.iter_mut().zip(&step).for_each(|(x, s)| *x -= share * s);
            if relative < 1e-13 * span.max(1.0) {
                return Some(x);
            }
        }
        None
    }

    /// The unknowns, each within `10^-digits`, with proof that there is one solution near by.
    fn unknowns(&self, digits: u32) -> Result<Option<Vec<Enclosure>>, Error> {
        if self.guesses.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let Some(near) = self.approximated() else { return Ok(None) };
        let reach = |x: f64| 1e-7 * x.abs().max(1e-3);
        let range: Vec<(Q, Q)> =
            near.iter().map(|&x| (rational(x - 0.7 * reach(x)), rational(x + reach(x)))).collect();
        let found = roots_from(self, &range, digits, START)?;
        if let Some(halt) = found.stopped {
            return Err(halt.error());
        }
        Ok((found.found.len() == 1 && found.undecided.is_empty())
            .then(|| found.found.into_iter().next())
            .flatten())
    }

    /// The parts of the price with proof that its equations have this solution.
    pub(super) fn solved(&self, digits: u32) -> Result<Option<Vec<SolvedPart>>, Error> {
        let Some(unknowns) = self.unknowns(digits)? else { return Ok(None) };
        let p = 4 * digits + 60;
        let term = |term: &Term| match term {
            Term::Known(q) => Enclosure::from(q.clone()),
            Term::Unknown(i) => unknowns[*i].clone(),
        };
        let exact: Vec<Q> = unknowns.iter().map(|x| x.low.clone()).collect();
        let line = |line: usize| -> Option<[Enclosure; 2]> {
            if self.unknowns_of(line).iter().all(|i| unknowns[*i].is_exact()) {
                let context = ExactContext { prior: self.prior, v: self.v };
                let at = |x| self.on_line(&context, line, x, &exact);
                if let (Ok(value), Ok(slope)) = (at(Some(&Q::from(0))), at(None)) {
                    return Some([value.into(), slope.into()]);
                }
            }
            let context = JetContext { prior: self.prior, v: self.v, p, n: 0 };
            let jets: Vec<Jet> = unknowns
                .iter()
                .map(|x| Jet::constant(Interval::between(&x.low, &x.high, p), 0))
                .collect();
            let at = |x| self.on_line(&context, line, x, &jets).ok();
            let zero = Jet::constant(Interval::integer(0, p), 0);
            Some([bounds(&at(Some(&zero))?.value), bounds(&at(None)?.value)])
        };
        let mut parts = Vec::new();
        for i in 0..self.parts.len() {
            let own = match self.parts[i] {
                Some(number) => match line(number) {
                    Some(line) => Some(line),
                    None => return Ok(None),
                },
                None => None,
            };
            let contacts = self.touches[i].iter().map(|touch| match touch {
                Touch::Knot(knot) => SolvedContact::Knot(*knot),
                Touch::Smooth(piece, at) => SolvedContact::Smooth(*piece, unknowns[*at].clone()),
                Touch::Affine(piece) => SolvedContact::Affine(*piece),
            });
            let balanced = self.parts[i].is_some_and(|line| match self.lines[line] {
                PriceLine::About(_, Term::Unknown(_)) => true,
                PriceLine::Tangent(..) => self.touches[i].len() == 1,
                _ => false,
            });
            let [low, high] = [&self.ends[i][0], &self.ends[i][1]].map(term);
            let contacts = contacts.collect();
            parts.push(SolvedPart { low, high, line: own, contacts, balanced });
        }
        Ok(Some(parts))
    }
}

impl Equations for System<'_> {
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside> {
        let context = JetContext { prior: self.prior, v: self.v, p: x[0].p, n: 0 };
        let unknowns: Vec<Jet> = x.iter().map(|x| Jet::constant(x.clone(), 0)).collect();
        Ok(self.missed(&context, &unknowns)?.into_iter().map(|jet| jet.value).collect())
    }
    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let (p, n) = (x[0].value.p, x[0].slopes.len());
        self.missed(&JetContext { prior: self.prior, v: self.v, p, n }, x)
    }
    fn is_root(&self, x: &[Q]) -> Option<bool> {
        let context = ExactContext { prior: self.prior, v: self.v };
        Some(self.missed(&context, x).ok()?.iter().all(Q::is_zero))
    }
}
