//! Formulas as expressions: names are unknowns, parameters, or abbreviations of other formulas.

use std::collections::BTreeMap;

use crate::error::{Error, did_you_mean, quoted};
use crate::exact::Q;
use crate::exact::enclosure::expression::{Expressions, Function, NodePlace};
use crate::io::formula::Formula;

/// The names that formulas may use, and the expressions that they were turned into.
pub(super) struct Names<'a> {
    pub(super) expressions: Expressions,
    places: BTreeMap<String, NodePlace>,
    abbreviations: &'a [(String, Formula)],
    /// The abbreviations that are being turned into expressions.
    open: Vec<String>,
}

impl<'a> Names<'a> {
    pub(super) fn new(abbreviations: &'a [(String, Formula)]) -> Names<'a> {
        let (expressions, places, open) = Default::default();
        Names { expressions, places, abbreviations, open }
    }

    /// Gives a name to the next variable.
    pub(super) fn variable(&mut self, name: &str, number: usize) {
        let place = self.expressions.variable(number);
        self.places.insert(name.into(), place);
    }

    /// Gives a name to a number.
    pub(super) fn number(&mut self, name: &str, value: Q) {
        let place = self.expressions.number(value);
        self.places.insert(name.into(), place);
    }

    /// The expression of an abbreviation, a parameter or an unknown.
    pub(super) fn named(&mut self, name: &str) -> Result<NodePlace, Error> {
        if let Some(&place) = self.places.get(name) {
            return Ok(place);
        }
        let abbreviations = self.abbreviations;
        let Some((_, formula)) = abbreviations.iter().find(|(known, _)| known == name) else {
            let known = self.places.keys().map(String::as_str);
            let known = known.chain(abbreviations.iter().map(|(name, _)| name.as_str()));
            let near = did_you_mean(name, known);
            return Err(Error::Game(format!(
                "{} is neither an unknown nor a parameter nor an abbreviation{near}",
                quoted(name)
            )));
        };
        if self.open.iter().any(|open| open == name) {
            return Err(Error::Game(format!(
                "let[{}] leads back to itself: give one of the formulas of the circle without it",
                quoted(name)
            )));
        }
        self.open.push(name.into());
        let place = self.expression(formula)?;
        self.open.pop();
        self.places.insert(name.into(), place);
        Ok(place)
    }

    /// The expression of a formula.
    pub(super) fn expression(&mut self, formula: &Formula) -> Result<NodePlace, Error> {
        Ok(match formula {
            Formula::Number(q) => self.expressions.number(q.clone()),
            Formula::Name(name) => self.named(name)?,
            Formula::Negative(f) => {
                let inner = self.expression(f)?;
                self.expressions.negative(inner)
            }
            Formula::Operation(sign, pair) => {
                let (a, b) = (self.expression(&pair.0)?, self.expression(&pair.1)?);
                match sign {
                    '+' => self.expressions.add(a, b),
                    '-' => self.expressions.subtract(a, b),
                    '*' => self.expressions.multiply(a, b),
                    _ => self.expressions.divide(a, b).ok_or_else(|| {
                        Error::Game("a formula divides by 0: give another divisor".into())
                    })?,
                }
            }
            Formula::Power(f, exponent) => {
                let inner = self.expression(f)?;
                self.expressions.power(inner, *exponent)
            }
            Formula::RationalPower(f, exponent) => {
                let inner = self.expression(f)?;
                self.expressions.rational_power(inner, exponent.clone())
            }
            Formula::Apply(function, arguments) => {
                let all =
                    arguments.iter().map(|f| self.expression(f)).collect::<Result<Vec<_>, _>>()?;
                self.expressions.apply(*function, &all)
            }
        })
    }
}

/// Checks that a name can stand for a number in formulas.
pub(super) fn check_name(name: &str, entry: &str) -> Result<(), Error> {
    let letters = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !letters || name.chars().next().is_none_or(|c| c.is_ascii_digit()) {
        return Err(Error::Game(format!(
            "{entry}: {} is no name (use letters, digits and _)",
            quoted(name)
        )));
    }
    if Function::NAMED.iter().any(|known| known.0 == name) {
        return Err(Error::Game(format!(
            "{entry}: {name} is a function: give the number another name"
        )));
    }
    Ok(())
}

/// Reads a formula, with the name of its entry in errors.
pub(super) fn read(text: &str, entry: &str) -> Result<Formula, Error> {
    Formula::read_with_functions(text).map_err(|error| error.at(entry))
}
