//! Expressions: a list of operations, each on earlier ones, with their slopes as expressions again.

use rustc_hash::FxHashMap;

use crate::exact::Q;

/// The functions of one to three arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// The exponential function.
    Exp,
    /// The natural logarithm.
    Log,
    /// The square root.
    Sqrt,
    /// The density of the standard normal distribution.
    Density,
    /// Its distribution function.
    Normal,
    /// `1 / (1 + exp(-x))`
    Logistic,
    /// The distribution function of two standard normals with a correlation.
    Normal2,
    /// Its slope in the correlation.
    Density2,
}

impl Function {
    /// The functions that formulas name, with the number of their arguments.
    pub(crate) const NAMED: [(&'static str, Function, usize); 7] = [
        ("exp", Function::Exp, 1),
        ("log", Function::Log, 1),
        ("sqrt", Function::Sqrt, 1),
        ("phi", Function::Density, 1),
        ("Phi", Function::Normal, 1),
        ("logistic", Function::Logistic, 1),
        ("Phi2", Function::Normal2, 3),
    ];
}

/// A place in the list of operations.
pub(crate) type NodePlace = u32;

/// One operation on the results of earlier ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Operation {
    /// A number.
    Number(Q),
    /// A variable, by its number.
    Variable(usize),
    /// A sum.
    Add(NodePlace, NodePlace),
    /// A difference.
    Subtract(NodePlace, NodePlace),
    /// A product.
    Multiply(NodePlace, NodePlace),
    /// A quotient.
    Divide(NodePlace, NodePlace),
    /// A whole power, from 2 up or below 0.
    Power(NodePlace, i32),
    /// A power that is no whole number.
    RationalPower(NodePlace, Q),
    /// A function; arguments that it does not have are 0.
    Apply(Function, [NodePlace; 3]),
}

/// A list of operations without repeats.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expressions {
    operations: Vec<Operation>,
    places: FxHashMap<Operation, NodePlace>,
}

impl Expressions {
    pub(crate) fn operations(&self) -> &[Operation] {
        &self.operations
    }

    fn push(&mut self, operation: Operation) -> NodePlace {
        if let Some(&known) = self.places.get(&operation) {
            return known;
        }
        let place = self.operations.len() as NodePlace;
        self.operations.push(operation.clone());
        self.places.insert(operation, place);
        place
    }

    fn value(&self, place: NodePlace) -> Option<&Q> {
        match &self.operations[place as usize] {
            Operation::Number(q) => Some(q),
            _ => None,
        }
    }

    fn is(&self, place: NodePlace, n: i64) -> bool {
        self.value(place).is_some_and(|q| *q == Q::from(n))
    }

    pub(crate) fn number(&mut self, q: Q) -> NodePlace {
        self.push(Operation::Number(q))
    }

    fn integer(&mut self, n: i64) -> NodePlace {
        self.number(Q::from(n))
    }

    pub(crate) fn variable(&mut self, i: usize) -> NodePlace {
        self.push(Operation::Variable(i))
    }

    pub(crate) fn add(&mut self, a: NodePlace, b: NodePlace) -> NodePlace {
        match (self.value(a), self.value(b)) {
            (Some(x), Some(y)) => self.number(x + y),
            _ if self.is(a, 0) => b,
            _ if self.is(b, 0) => a,
            _ => self.push(Operation::Add(a.min(b), a.max(b))),
        }
    }

    pub(crate) fn subtract(&mut self, a: NodePlace, b: NodePlace) -> NodePlace {
        match (self.value(a), self.value(b)) {
            (Some(x), Some(y)) => self.number(x - y),
            _ if a == b => self.integer(0),
            _ if self.is(b, 0) => a,
            _ => self.push(Operation::Subtract(a, b)),
        }
    }

    pub(crate) fn negative(&mut self, a: NodePlace) -> NodePlace {
        let zero = self.integer(0);
        self.subtract(zero, a)
    }

    pub(crate) fn multiply(&mut self, a: NodePlace, b: NodePlace) -> NodePlace {
        match (self.value(a), self.value(b)) {
            (Some(x), Some(y)) => self.number(x * y),
            _ if self.is(a, 0) || self.is(b, 1) => a,
            _ if self.is(b, 0) || self.is(a, 1) => b,
            _ if a == b => self.power(a, 2),
            _ => self.push(Operation::Multiply(a.min(b), a.max(b))),
        }
    }

    /// The quotient; `None` where the divisor is the number 0.
    pub(crate) fn divide(&mut self, a: NodePlace, b: NodePlace) -> Option<NodePlace> {
        match (self.value(a), self.value(b)) {
            (_, Some(y)) if y.is_zero() => None,
            (Some(x), Some(y)) => {
                let quotient = x / y;
                Some(self.number(quotient))
            }
            _ if self.is(a, 0) || self.is(b, 1) => Some(a),
            _ => Some(self.push(Operation::Divide(a, b))),
        }
    }

    pub(crate) fn power(&mut self, a: NodePlace, exponent: i32) -> NodePlace {
        match exponent {
            0 => self.integer(1),
            1 => a,
            _ if self.value(a).is_some_and(|x| !x.is_zero() || exponent > 0) => {
                let base = self.value(a).expect("a number").clone();
                let power = (0..exponent.unsigned_abs()).fold(Q::from(1), |power, _| power * &base);
                self.number(if exponent < 0 { Q::from(1) / power } else { power })
            }
            _ => self.push(Operation::Power(a, exponent)),
        }
    }

    pub(crate) fn rational_power(&mut self, a: NodePlace, exponent: Q) -> NodePlace {
        let whole = exponent.to_string().parse::<i32>();
        match whole {
            Ok(whole) => self.power(a, whole),
            Err(_) if exponent == Q::of_words(1, 2) => self.apply(Function::Sqrt, &[a]),
            Err(_) => self.push(Operation::RationalPower(a, exponent)),
        }
    }

    pub(crate) fn apply(&mut self, function: Function, arguments: &[NodePlace]) -> NodePlace {
        let mut all = [0; 3];
        all[..arguments.len()].copy_from_slice(arguments);
        self.push(Operation::Apply(function, all))
    }

    /// The slope of an expression in a variable.
    pub(crate) fn slope(&mut self, place: NodePlace, variable: usize) -> NodePlace {
        let mut slopes: Vec<NodePlace> = Vec::new();
        for i in 0..=place as usize {
            let operation = self.operations[i].clone();
            let slope = self.slope_of(&operation, i as NodePlace, variable, &slopes);
            slopes.push(slope);
        }
        slopes[place as usize]
    }

    fn slope_of(
        &mut self,
        of: &Operation,
        here: NodePlace,
        variable: usize,
        d: &[NodePlace],
    ) -> NodePlace {
        let d = |place: NodePlace| d[place as usize];
        match *of {
            Operation::Number(_) => self.integer(0),
            Operation::Variable(i) => self.integer(i64::from(i == variable)),
            Operation::Add(a, b) => self.add(d(a), d(b)),
            Operation::Subtract(a, b) => self.subtract(d(a), d(b)),
            Operation::Multiply(a, b) => {
                let (left, right) = (self.multiply(d(a), b), self.multiply(a, d(b)));
                self.add(left, right)
            }
            Operation::Divide(_, b) => {
                // (a/b)' = (a' - (a/b) b') / b
                let Operation::Divide(a, _) = *of else { unreachable!() };
                let drop = self.multiply(here, d(b));
                let top = self.subtract(d(a), drop);
                self.divide(top, b).expect("a divisor other than the number 0")
            }
            Operation::Power(a, exponent) => {
                let lower = self.power(a, exponent - 1);
                let factor = self.integer(i64::from(exponent));
                let outer = self.multiply(factor, lower);
                self.multiply(outer, d(a))
            }
            Operation::RationalPower(a, ref exponent) => {
                let lower = self.rational_power(a, exponent - &Q::from(1));
                let factor = self.number(exponent.clone());
                let outer = self.multiply(factor, lower);
                self.multiply(outer, d(a))
            }
            Operation::Apply(function, [a, b, c]) => {
                self.slope_of_function(function, [a, b, c], here, &d)
            }
        }
    }

    fn slope_of_function(
        &mut self,
        function: Function,
        [a, b, c]: [NodePlace; 3],
        here: NodePlace,
        d: &impl Fn(NodePlace) -> NodePlace,
    ) -> NodePlace {
        if matches!(function, Function::Normal2 | Function::Density2) {
            let mut total = self.integer(0);
            for (argument, place) in [a, b, c].into_iter().enumerate() {
                if self.is(d(place), 0) {
                    continue;
                }
                let outer = if function == Function::Normal2 {
                    self.slope_of_normal_2([a, b, c], argument)
                } else {
                    self.slope_of_density_2([a, b, c], argument, here)
                };
                let part = self.multiply(outer, d(place));
                total = self.add(total, part);
            }
            return total;
        }
        if self.is(d(a), 0) {
            return self.integer(0);
        }
        let one = self.integer(1);
        let outer = match function {
            Function::Exp => here,
            Function::Log => self.divide(one, a).expect("no logarithm of the number 0"),
            Function::Sqrt => {
                let twice = self.add(here, here);
                self.divide(one, twice).expect("a root is no number here")
            }
            Function::Density => {
                let negative = self.negative(a);
                self.multiply(negative, here)
            }
            Function::Normal => self.apply(Function::Density, &[a]),
            _ => {
                let rest = self.subtract(one, here);
                self.multiply(here, rest)
            }
        };
        self.multiply(outer, d(a))
    }

    /// `phi(x) Phi((y - r x) / sqrt(1 - r^2))`, the slope in `x`; in `r`, the density.
    fn slope_of_normal_2(&mut self, [x, y, r]: [NodePlace; 3], argument: usize) -> NodePlace {
        let (x, y) = if argument == 1 { (y, x) } else { (x, y) };
        if argument == 2 {
            return self.apply(Function::Density2, &[x, y, r]);
        }
        let (own, other) = (self.apply(Function::Density, &[x]), self.distance(x, y, r));
        let other = self.apply(Function::Normal, &[other]);
        self.multiply(own, other)
    }

    /// `(y - r x) / sqrt(1 - r^2)`
    fn distance(&mut self, x: NodePlace, y: NodePlace, r: NodePlace) -> NodePlace {
        let (one, square, part) = (self.integer(1), self.power(r, 2), self.multiply(r, x));
        let rest = self.subtract(one, square);
        let (root, top) = (self.apply(Function::Sqrt, &[rest]), self.subtract(y, part));
        self.divide(top, root).expect("a root is no number here")
    }

    /// The logarithm of the density has the slopes `(r y - x) / (1 - r^2)` in `x` and
    /// `(r + x y - r (x^2 - 2 r x y + y^2) / (1 - r^2)) / (1 - r^2)` in `r`.
    fn slope_of_density_2(
        &mut self,
        [x, y, r]: [NodePlace; 3],
        argument: usize,
        here: NodePlace,
    ) -> NodePlace {
        let (one, square) = (self.integer(1), self.power(r, 2));
        let rest = self.subtract(one, square);
        let top = if argument < 2 {
            let (own, other) = if argument == 0 { (x, y) } else { (y, x) };
            let part = self.multiply(r, other);
            self.subtract(part, own)
        } else {
            let product = self.multiply(x, y);
            let (xx, yy) = (self.power(x, 2), self.power(y, 2));
            let squares = self.add(xx, yy);
            let twice = self.add(product, product);
            let cross = self.multiply(r, twice);
            let form = self.subtract(squares, cross);
            let scaled = self.multiply(r, form);
            let scaled = self.divide(scaled, rest).expect("no number");
            let sum = self.add(r, product);
            self.subtract(sum, scaled)
        };
        let factor = self.divide(top, rest).unwrap_or(top);
        self.multiply(here, factor)
    }

    /// The expression with one variable put in place of another, simplified anew.
    pub(crate) fn identified(&mut self, place: NodePlace, from: usize, to: usize) -> NodePlace {
        let mut places: Vec<NodePlace> = Vec::new();
        for i in 0..=place as usize {
            let operation = self.operations[i].clone();
            let at = |place: NodePlace| places[place as usize];
            let new = match operation {
                Operation::Number(q) => self.number(q),
                Operation::Variable(v) => self.variable(if v == from { to } else { v }),
                Operation::Add(a, b) => self.add(at(a), at(b)),
                Operation::Subtract(a, b) => self.subtract(at(a), at(b)),
                Operation::Multiply(a, b) => self.multiply(at(a), at(b)),
                Operation::Divide(a, b) => match self.divide(at(a), at(b)) {
                    Some(quotient) => quotient,
                    // a divisor that becomes 0: the quotient is not defined anywhere
                    None => self.push(Operation::Divide(at(a), at(b))),
                },
                Operation::Power(a, exponent) => match self.is(at(a), 0) && exponent < 0 {
                    true => self.push(Operation::Power(at(a), exponent)),
                    false => self.power(at(a), exponent),
                },
                Operation::RationalPower(a, exponent) => self.rational_power(at(a), exponent),
                Operation::Apply(function, arguments) => {
                    let arguments = arguments.map(at);
                    self.push(Operation::Apply(function, arguments))
                }
            };
            places.push(new);
        }
        places[place as usize]
    }

    /// The determinant of a square matrix of expressions, by its first row.
    pub(crate) fn determinant(&mut self, rows: &[Vec<NodePlace>]) -> NodePlace {
        let Some((first, rest)) = rows.split_first() else { return self.integer(1) };
        let mut total = self.integer(0);
        for (j, &entry) in first.iter().enumerate() {
            let without = |row: &Vec<NodePlace>| {
                row.iter().enumerate().filter(|(k, _)| *k != j).map(|(_, &e)| e).collect()
            };
            let minor: Vec<Vec<NodePlace>> = rest.iter().map(without).collect();
            let minor = self.determinant(&minor);
            let term = self.multiply(entry, minor);
            total = if j % 2 == 0 { self.add(total, term) } else { self.subtract(total, term) };
        }
        total
    }
}
