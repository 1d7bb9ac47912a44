//! Formulas with letters, as text: payoffs such as `b - c/2`, assumptions such as `0 < p < 1` and,
//! where functions are known, equations such as `Phi(a + b*p) - p`.
//!
//! ```text
//! comparison = sum (("<" | "<=" | ">" | ">=" | "!=" | "==") sum)*
//! sum        = ["+" | "-"] product (("+" | "-") product)*
//! product    = power (("*" | "/") power)*
//! power      = atom [("**" | "^") ["-"] whole number]
//! atom       = number | name | "(" sum ")"
//! ```
//!
//! Where functions are known, an atom can be `name "(" sum ("," sum)* ")"`, and an exponent any
//! rational constant: a number, or a formula of numbers in brackets.
//!
//! A text is only read, never run. Its length and depth are limited, so that a hostile one can
//! neither fill the memory nor the stack.

use crate::error::{Error, did_you_mean, quoted};
use crate::exact::Q;
use crate::exact::enclosure::Function;

/// The most bytes of a formula: beyond, a text is hardly one that someone wrote.
pub const MAX_LENGTH: usize = 10_000;

/// The deepest nesting of brackets and signs, which bounds the stack.
const MAX_DEPTH: usize = 100;

/// The largest exponent: (1 + x)^100 has 101 terms, and products of such grow beyond use.
const MAX_POWER: i32 = 100;

/// A formula, as a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// A number without a sign.
    Number(Q),
    /// A letter or a name.
    Name(String),
    /// The opposite of a formula.
    Negative(Box<Formula>),
    /// Two formulas with `+`, `-`, `*` or `/` between them.
    Operation(char, Box<(Formula, Formula)>),
    /// A formula to a whole power.
    Power(Box<Formula>, i32),
    /// A formula to a power that is no whole number.
    RationalPower(Box<Formula>, Q),
    /// A function of formulas.
    Apply(Function, Vec<Formula>),
}

/// A chain of comparisons: formulas with a relation between each and the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaComparison {
    /// The formulas, one more than relations.
    pub sides: Vec<Formula>,
    /// `<`, `<=`, `>`, `>=`, `!=` or `==`.
    pub relations: Vec<&'static str>,
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    ///
    /// [`Error::Number`] with what is wrong and the place in the text.
    ///
    /// ```
    /// use schelling::io::formula::Formula;
    ///
    /// let sum = Formula::read("1 - p")?;
    /// assert!(matches!(sum, Formula::Operation('-', _)));
    /// let error = Formula::read("sin(p)").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     r#""sin(p)" is not a formula: sin( looks like a function, and a formula has only numbers, names, + - * / ** and brackets"#
    /// );
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn read(text: &str) -> Result<Formula, Error> {
        read(text, "formula", false, |reader| reader.sum(0))
    }

    /// Reads a formula with functions: `exp log sqrt Phi phi logistic Phi2`.
    ///
    /// # Errors
    ///
    /// As for [`Formula::read`].
    ///
    /// ```
    /// use schelling::io::formula::Formula;
    ///
    /// assert!(matches!(Formula::read_with_functions("Phi(x)**(1/2)")?, Formula::RationalPower(..)));
    /// let error = Formula::read_with_functions("phy(x)").unwrap_err();
    /// assert!(error.to_string().contains("did you mean \"phi\"?"));
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn read_with_functions(text: &str) -> Result<Formula, Error> {
        read(text, "formula", true, |reader| reader.sum(0))
    }

    /// The value of a formula of numbers alone; `None` for any other.
    fn constant(&self) -> Option<Q> {
        match self {
            Formula::Number(q) => Some(q.clone()),
            Formula::Negative(f) => Some(-f.constant()?),
            Formula::Operation(sign, pair) => {
                let (a, b) = (pair.0.constant()?, pair.1.constant()?);
                match sign {
                    '+' => Some(a + b),
                    '-' => Some(a - b),
                    '*' => Some(a * b),
                    _ => (!b.is_zero()).then(|| a / b),
                }
            }
            _ => None,
        }
    }
}

impl FormulaComparison {
    /// Reads a comparison, or a chain of them.
    ///
    /// # Errors
    ///
    /// As for [`Formula::read`].
    ///
    /// ```
    /// use schelling::io::formula::FormulaComparison;
    ///
    /// let chain = FormulaComparison::read("0 < p < 1")?;
    /// assert_eq!(chain.relations, ["<", "<"]);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn read(text: &str) -> Result<FormulaComparison, Error> {
        read(text, "condition", false, |reader| reader.comparison())
    }
}

/// Reads a whole text as one thing.
fn read<T>(
    text: &str,
    what: &str,
    functions: bool,
    parse: impl Fn(&mut FormulaReader) -> Result<T, String>,
) -> Result<T, Error> {
    let refused =
        |reason: String| Error::Number(format!("{} is not a {what}: {reason}", quoted(text)));
    if text.len() > MAX_LENGTH {
        return Err(refused(format!("it has {} bytes, the limit is {MAX_LENGTH}", text.len())));
    }
    let mut reader = FormulaReader { text, at: 0, functions };
    let found = parse(&mut reader).map_err(refused)?;
    match reader.peek() {
        None => Ok(found),
        Some(_) => Err(refused(reader.unexpected())),
    }
}

/// A place in a text.
struct FormulaReader<'a> {
    text: &'a str,
    at: usize,
    /// Are functions known, and powers that are no whole numbers?
    functions: bool,
}

impl FormulaReader<'_> {
    /// What is left, without blanks in front.
    fn rest(&mut self) -> &str {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        &self.text[self.at..]
    }

    fn peek(&mut self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes the first of some signs that comes next.
    fn take(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        let rest = self.rest();
        let found = signs.iter().find(|sign| rest.starts_with(**sign))?;
        self.at += found.len();
        Some(found)
    }

    /// The sentence for a sign that nothing can begin with here.
    fn unexpected(&mut self) -> String {
        match self.peek() {
            None => "it ends too early".into(),
            Some('=') => "write == or a comparison such as <".into(),
            Some(sign) => {
                let column = self.text[..self.at].chars().count() + 1;
                format!("{} at column {column} was not expected", quoted(&sign.to_string()))
            }
        }
    }

    fn comparison(&mut self) -> Result<FormulaComparison, String> {
        let mut sides = vec![self.sum(0)?];
        let mut relations = Vec::new();
        while let Some(relation) = self.take(&["<=", ">=", "==", "!=", "<", ">"]) {
            relations.push(relation);
            sides.push(self.sum(0)?);
        }
        match relations.is_empty() && self.peek().is_none() {
            true => Err("it has no <, <=, >, >= or !=".into()),
            false => Ok(FormulaComparison { sides, relations }),
        }
    }

    fn sum(&mut self, depth: usize) -> Result<Formula, String> {
        if depth > MAX_DEPTH {
            return Err(format!("its brackets are more than {MAX_DEPTH} deep"));
        }
        let mut sum = match self.take(&["-", "+"]) {
            Some("-") => Formula::Negative(Box::new(self.product(depth)?)),
            _ => self.product(depth)?,
        };
        while let Some(sign) = self.take(&["+", "-"]) {
            sum = operation(sign, sum, self.product(depth)?);
        }
        Ok(sum)
    }

    fn product(&mut self, depth: usize) -> Result<Formula, String> {
        let mut product = self.power(depth)?;
        while !self.rest().starts_with("**")
            && let Some(sign) = self.take(&["*", "/"])
        {
            // a sign after the operation, as in a*-b
            let factor = match self.take(&["-", "+"]) {
                Some("-") => Formula::Negative(Box::new(self.power(depth)?)),
                _ => self.power(depth)?,
            };
            product = operation(sign, product, factor);
        }
        Ok(product)
    }

    fn power(&mut self, depth: usize) -> Result<Formula, String> {
        let base = self.atom(depth)?;
        if self.take(&["**", "^"]).is_none() {
            return Ok(base);
        }
        if self.functions {
            return self.rational_power(base, depth);
        }
        let negative = self.take(&["-"]).is_some();
        let digits: String = self.rest().chars().take_while(char::is_ascii_digit).collect();
        let exponent = digits.parse::<i32>().ok().filter(|e| *e <= MAX_POWER);
        let Some(exponent) = exponent else {
            return Err(format!("a power must be a whole number of at most {MAX_POWER}"));
        };
        self.at += digits.len();
        Ok(Formula::Power(Box::new(base), if negative { -exponent } else { exponent }))
    }

    /// A power with a rational constant for exponent.
    fn rational_power(&mut self, base: Formula, depth: usize) -> Result<Formula, String> {
        let negative = self.take(&["-"]).is_some();
        let exponent = self.atom(depth)?.constant();
        let limit = Q::from(i64::from(MAX_POWER));
        let Some(exponent) = exponent.filter(|e| e.abs() <= limit) else {
            return Err(format!(
                "a power must be a number of at most {MAX_POWER}, in brackets if it is p/q"
            ));
        };
        let exponent = if negative { -exponent } else { exponent };
        let whole = exponent.to_string().parse().ok();
        Ok(match whole {
            Some(whole) => Formula::Power(Box::new(base), whole),
            None => Formula::RationalPower(Box::new(base), exponent),
        })
    }

    /// A function, after its name and up to the bracket that closes it.
    fn apply(&mut self, name: &str, depth: usize) -> Result<Formula, String> {
        let Some((_, function, count)) = Function::NAMED.iter().find(|known| known.0 == name)
        else {
            let known = Function::NAMED.map(|known| known.0);
            let near = did_you_mean(name, known);
            return Err(format!("{name}( is no function{near} (there are {})", known.join(", ")));
        };
        self.take(&["("]);
        let mut arguments = vec![self.sum(depth + 1)?];
        while self.take(&[","]).is_some() {
            arguments.push(self.sum(depth + 1)?);
        }
        if self.take(&[")"]).is_none() {
            return Err(self.unexpected());
        }
        match arguments.len() == *count {
            true => Ok(Formula::Apply(*function, arguments)),
            false => Err(format!("{name} takes {count} numbers, not {}", arguments.len())),
        }
    }

    fn atom(&mut self, depth: usize) -> Result<Formula, String> {
        if self.take(&["("]).is_some() {
            let inside = self.sum(depth + 1)?;
            return match self.take(&[")"]) {
                Some(_) => Ok(inside),
                None if self.peek().is_none() => Err("a bracket is not closed".into()),
                None => Err(self.unexpected()),
            };
        }
        let rest = self.rest();
        let number = |c: &char| c.is_ascii_digit() || *c == '.';
        let digits: String = rest.chars().take_while(number).collect();
        if !digits.is_empty() {
            let length = digits.len() + exponent(&rest[digits.len()..]);
            let value = rest[..length].parse::<Q>().map_err(|error| error.to_string())?;
            self.at += length;
            return Ok(Formula::Number(value));
        }
        let part = |c: &char| c.is_alphanumeric() || *c == '_';
        let name: String = rest.chars().take_while(part).collect();
        if name.is_empty() {
            return Err(self.unexpected());
        }
        self.at += name.len();
        if self.peek() == Some('(') && self.functions {
            return self.apply(&name, depth);
        }
        if self.peek() == Some('(') {
            let reason = "looks like a function, and a formula has only numbers, names, + - * / ** and brackets";
            return Err(format!("{name}( {reason}"));
        }
        Ok(Formula::Name(name))
    }
}

/// The length of an exponent of ten at the start of a text, such as `e-3`.
fn exponent(rest: &str) -> usize {
    let Some(digits) = rest.strip_prefix(['e', 'E']) else { return 0 };
    let signless = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    let count = signless.chars().take_while(char::is_ascii_digit).count();
    if count == 0 { 0 } else { rest.len() - signless.len() + count }
}

fn operation(sign: &str, left: Formula, right: Formula) -> Formula {
    let sign = sign.chars().next().expect("a sign");
    Formula::Operation(sign, Box::new((left, right)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(formula: &Formula) -> String {
        match formula {
            Formula::Number(q) => q.to_string(),
            Formula::Name(name) => name.clone(),
            Formula::Negative(f) => format!("(-{})", shown(f)),
            Formula::Operation(sign, pair) => {
                format!("({}{sign}{})", shown(&pair.0), shown(&pair.1))
            }
            Formula::Power(f, exponent) => format!("{}^{exponent}", shown(f)),
            Formula::RationalPower(f, exponent) => format!("{}^({exponent})", shown(f)),
            Formula::Apply(function, all) => {
                format!("{function:?}({})", all.iter().map(shown).collect::<Vec<_>>().join(","))
            }
        }
    }

    #[test]
    fn operations_bind_as_usual() {
        for (text, tree) in [
            ("1 - p - q", "((1-p)-q)"),
            ("-a*b + c/d/2", "((-(a*b))+((c/d)/2))"),
            ("2*(a - 1)**3", "(2*(a-1)^3)"),
            ("a^-1", "a^-1"),
            ("1e-3*x", "(1/1000*x)"),
            ("2.5*e", "(5/2*e)"),
            ("a*-b", "(a*(-b))"),
        ] {
            assert_eq!(shown(&Formula::read(text).unwrap()), tree, "{text}");
        }
    }

    #[test]
    fn chains_have_a_relation_between_each_two_sides() {
        let chain = FormulaComparison::read("0 < a <= 2*b").unwrap();
        assert_eq!(chain.relations, ["<", "<="]);
        assert_eq!(chain.sides.iter().map(shown).collect::<Vec<_>>(), ["0", "a", "(2*b)"]);
    }

    #[test]
    fn functions_are_read_where_they_are_known() {
        for (text, tree) in [
            ("Phi(a + b*p) - p", "(Normal((a+(b*p)))-p)"),
            ("Phi2(x, -y, 1/sqrt(2))", "Normal2(x,(-y),(1/Sqrt(2)))"),
            ("x**(1/2)*exp(-x)**2", "(x^(1/2)*Exp((-x))^2)"),
            ("x**-0.5", "x^(-1/2)"),
        ] {
            assert_eq!(shown(&Formula::read_with_functions(text).unwrap()), tree, "{text}");
            assert!(Formula::read(text).is_err(), "{text}");
        }
        for (text, reason) in [
            ("foo(p)", "foo( is no function"),
            ("Phi(p, q)", "Phi takes 1 numbers, not 2"),
            ("x**y", "a power must be a number"),
            ("exp(x", "it ends too early"),
            ("__import__('os').getcwd() - p", "is no function"),
        ] {
            let error = Formula::read_with_functions(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn what_is_no_formula_is_refused_with_its_place() {
        for (text, reason) in [
            ("", "it ends too early"),
            ("a +", "it ends too early"),
            ("(a", "a bracket is not closed"),
            ("a b", "\"b\" at column 3 was not expected"),
            ("__import__('os')", "__import__( looks like a function"),
            ("a**b", "a power must be a whole number"),
            ("a**1000", "a power must be a whole number"),
            ("a = b", "write == or a comparison"),
            ("a; b", "\";\" at column 2"),
        ] {
            let error = Formula::read(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
        let deep = "(".repeat(5000);
        assert!(Formula::read(&deep).unwrap_err().to_string().contains("deep"));
        let long = "1+".repeat(10_000);
        assert!(Formula::read(&long).unwrap_err().to_string().contains("the limit is"));
        assert!(FormulaComparison::read("p").unwrap_err().to_string().contains("it has no <"));
    }
}
