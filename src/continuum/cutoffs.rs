//! Cut-off equilibria: systems of equations in one to four cut-offs or probabilities.
//!
//! A crisis, entry or global game with private types of known distribution comes down to a system
//! in a few numbers, of which each lies in a range. All its roots are listed, each with proof.

use super::formulas::{Names, check_name, read};
use crate::error::{Error, quoted};
use crate::exact::Q;
use crate::exact::budget::Halt;
use crate::exact::enclosure::Enclosure;
use crate::exact::enclosure::evaluate::{Jet, Outside, evaluate};
use crate::exact::enclosure::expression::{Expressions, NodePlace};
use crate::exact::enclosure::interval::Interval;
use crate::exact::enclosure::normal::rational_bounds;
use crate::exact::enclosure::roots::{Equations, roots};
use crate::io::formula::Formula;

/// The most unknowns of a system.
const UNKNOWNS: usize = 4;

/// The digits that the roots are found with beyond those asked for, for what follows from them.
const GUARD: u32 = 6;

/// A system of equations in a few unknowns.
///
/// ```
/// use schelling::Q;
/// use schelling::continuum::Cutoffs;
///
/// let unknowns = vec![("p".to_string(), Q::from(0), Q::from(1))];
/// let system = Cutoffs::new(unknowns, &["p*(1 - p) - 2/9".to_string()], &[], vec![])?;
/// let all = system.equilibria(12)?;
/// assert!(all.complete());
/// assert_eq!(all.equilibria[0].unknowns[0].low, Q::new(1, 3).unwrap());
/// assert_eq!(all.equilibria[1].unknowns[0].high, Q::new(2, 3).unwrap());
/// # Ok::<(), schelling::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Cutoffs {
    pub(super) unknowns: Vec<(String, Q, Q)>,
    pub(super) equations: Vec<Formula>,
    pub(super) abbreviations: Vec<(String, Formula)>,
    pub(super) parameters: Vec<(String, Q)>,
}

/// An equilibrium: the unknowns, and the numbers that abbreviations stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct CutoffEquilibrium {
    /// The unknowns, in declared order.
    pub unknowns: Vec<Enclosure>,
    /// The abbreviations, in declared order; `None` where one is unbounded.
    pub abbreviations: Vec<Option<Enclosure>>,
}

/// All equilibria of a system.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CutoffEquilibria {
    /// The equilibria, in the order of their unknowns.
    pub equilibria: Vec<CutoffEquilibrium>,
    /// Boxes that may hold others.
    pub undecided: Vec<Vec<Enclosure>>,
    /// Why the search ended early.
    pub stopped: Option<Halt>,
}

impl CutoffEquilibria {
    /// Are there no equilibria but those listed?
    pub fn complete(&self) -> bool {
        self.undecided.is_empty()
    }
}

/// A system as expressions.
pub(super) struct Compiled {
    pub(super) expressions: Expressions,
    pub(super) equations: Vec<NodePlace>,
}

impl Equations for Compiled {
    fn values(&self, x: &[Interval]) -> Result<Vec<Interval>, Outside> {
        evaluate(&self.expressions, &self.equations, x, |q| Interval::rational(q, x[0].p))
    }
    fn jets(&self, x: &[Jet]) -> Result<Vec<Jet>, Outside> {
        let (p, n) = (x[0].value.p, x[0].slopes.len());
        let number = |q: &Q| Jet::constant(Interval::rational(q, p), n);
        evaluate(&self.expressions, &self.equations, x, number)
    }
    fn is_root(&self, x: &[Q]) -> Option<bool> {
        let values = evaluate(&self.expressions, &self.equations, x, Q::clone).ok()?;
        Some(values.iter().all(Q::is_zero))
    }
}

impl Cutoffs {
    /// A system with the range of each unknown, formulas that are 0 in equilibrium, abbreviations
    /// and parameters.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] and [`Error::Number`] with the entry that is wrong.
    pub fn new(
        unknowns: Vec<(String, Q, Q)>,
        equations: &[String],
        abbreviations: &[(String, String)],
        parameters: Vec<(String, Q)>,
    ) -> Result<Cutoffs, Error> {
        if unknowns.is_empty() || unknowns.len() > UNKNOWNS {
            return Err(Error::Game(format!(
                "unknowns: there are {}, give 1 to {UNKNOWNS}",
                unknowns.len()
            )));
        }
        if equations.len() != unknowns.len() {
            return Err(Error::Game(format!(
                "equations: there are {} for {} unknowns, give as many as unknowns",
                equations.len(),
                unknowns.len()
            )));
        }
        let mut names: Vec<&str> = Vec::new();
        let entries = unknowns.iter().map(|(name, ..)| (name, "unknowns"));
        let entries = entries.chain(abbreviations.iter().map(|(name, _)| (name, "let")));
        for (name, entry) in entries.chain(parameters.iter().map(|(name, _)| (name, "parameters")))
        {
            check_name(name, entry)?;
            if names.contains(&name.as_str()) {
                let sentence =
                    format!("{entry}: {} stands for two numbers: rename one", quoted(name));
                return Err(Error::Game(sentence));
            }
            names.push(name);
        }
        for (name, low, high) in &unknowns {
            if low >= high {
                return Err(Error::Game(format!(
                    "unknowns[{}]: the range from {low} to {high} is empty: give its lower end first",
                    quoted(name)
                )));
            }
        }
        let numbered = equations.iter().enumerate();
        let equations: Vec<Formula> = numbered
            .map(|(i, text)| read(text, &format!("equations[{i}]")))
            .collect::<Result<_, _>>()?;
        let abbreviations = abbreviations
            .iter()
            .map(|(name, text)| Ok((name.clone(), read(text, &format!("let[{}]", quoted(name)))?)))
            .collect::<Result<_, Error>>()?;
        let system = Cutoffs { unknowns, equations, abbreviations, parameters };
        system.compiled(None, None)?;
        Ok(system)
    }

    /// The same system at other values of some parameters.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] for a name that is no parameter.
    pub fn at(&self, values: &[(String, Q)]) -> Result<Cutoffs, Error> {
        let mut system = self.clone();
        for (name, value) in values {
            let place = self.parameter(name)?;
            system.parameters[place].1 = value.clone();
        }
        Ok(system)
    }

    /// The place of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Result<usize, Error> {
        let known = || self.parameters.iter().map(|(name, _)| name.as_str());
        known().position(|known| known == name).ok_or_else(|| {
            let near = crate::error::did_you_mean(name, known());
            Error::Game(format!("there is no parameter {}{near}", quoted(name)))
        })
    }

    /// The system as expressions. A `free` parameter is the last variable; an unknown that is
    /// `fixed` is a number, and the later ones move up.
    pub(super) fn compiled(
        &self,
        free: Option<usize>,
        fixed: Option<(usize, &Q)>,
    ) -> Result<Compiled, Error> {
        let mut names = Names::new(&self.abbreviations);
        let mut count = 0;
        for (i, (name, ..)) in self.unknowns.iter().enumerate() {
            if let Some((place, value)) = fixed
                && place == i
            {
                names.number(name, value.clone());
            } else {
                names.variable(name, count);
                count += 1;
            }
        }
        for (i, (name, value)) in self.parameters.iter().enumerate() {
            if free == Some(i) {
                names.variable(name, count);
                count += 1;
            } else {
                names.number(name, value.clone());
            }
        }
        for (name, _) in &self.abbreviations {
            names.named(name)?;
        }
        let mut equations = Vec::new();
        for (i, formula) in self.equations.iter().enumerate() {
            equations.push(names.expression(formula).map_err(|e| e.at(format!("equations[{i}]")))?);
        }
        Ok(Compiled { expressions: names.expressions, equations })
    }

    /// All equilibria, each number within `10^-digits`.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when a function is outside its domain.
    pub fn equilibria(&self, digits: u32) -> Result<CutoffEquilibria, Error> {
        let compiled = self.compiled(None, None)?;
        let range: Vec<(Q, Q)> =
            self.unknowns.iter().map(|(_, low, high)| (low.clone(), high.clone())).collect();
        let width = Q::from(1) / (0..digits).fold(Q::from(1), |power, _| power * Q::from(10));
        let mut guard = GUARD;
        loop {
            let found = roots(&compiled, &range, digits + guard)?;
            let mut equilibria = Vec::new();
            let mut wide = false;
            for unknowns in found.found {
                let abbreviations = self.abbreviated(&unknowns, digits + guard)?;
                wide |= abbreviations.iter().flatten().any(|x| x.width() > width);
                equilibria.push(CutoffEquilibrium { unknowns, abbreviations });
            }
            if !wide || guard > 2 * digits + 20 || found.stopped.is_some() {
                let (undecided, stopped) = (found.undecided, found.stopped);
                return Ok(CutoffEquilibria { equilibria, undecided, stopped });
            }
            guard *= 2;
        }
    }

    /// The numbers that the abbreviations stand for, at given values of the unknowns.
    fn abbreviated(
        &self,
        values: &[Enclosure],
        digits: u32,
    ) -> Result<Vec<Option<Enclosure>>, Error> {
        let mut names = Names::new(&self.abbreviations);
        for (i, (name, ..)) in self.unknowns.iter().enumerate() {
            names.variable(name, i);
        }
        for (name, value) in &self.parameters {
            names.number(name, value.clone());
        }
        let p = 4 * digits + 40;
        let x: Vec<Interval> =
            values.iter().map(|x| Interval::between(&x.low, &x.high, p)).collect();
        let exact: Vec<Q> = values.iter().filter(|x| x.is_exact()).map(|x| x.low.clone()).collect();
        let mut all = Vec::new();
        for (name, _) in &self.abbreviations {
            let place = [names.named(name)?];
            if exact.len() == x.len()
                && let Ok(value) = evaluate(&names.expressions, &place, &exact, Q::clone)
            {
                all.push(value.into_iter().next().map(Enclosure::from));
                continue;
            }
            let number = |q: &Q| Interval::rational(q, p);
            let value = evaluate(&names.expressions, &place, &x, number).ok();
            let bounds = value.and_then(|value| rational_bounds(&value[0]));
            all.push(bounds.map(|(low, high)| Enclosure { low, high }));
        }
        Ok(all)
    }

    /// Does a box hold a root? Exact values are put into the equations. Otherwise the equations
    /// change sign between opposite sides of a slightly larger box, after multiplication with an
    /// approximate inverse of the slopes (Miranda 1940).
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the values are as many as the unknowns no more.
    pub fn verify(&self, values: &[Enclosure]) -> Result<bool, Error> {
        let compiled = self.compiled(None, None)?;
        if values.len() != self.unknowns.len() {
            return Err(Error::Game("values: give one for each unknown".into()));
        }
        let beyond =
            |(x, (_, low, high)): (&Enclosure, &(String, Q, Q))| x.high < *low || x.low > *high;
        if values.iter().zip(&self.unknowns).any(beyond) {
            return Ok(false);
        }
        let exact: Vec<Q> = values.iter().map(|x| x.low.clone()).collect();
        if values.iter().all(Enclosure::is_exact)
            && let Some(root) = compiled.is_root(&exact)
        {
            return Ok(root);
        }
        Ok(super::verify::changes_sign(&compiled, values))
    }
}
