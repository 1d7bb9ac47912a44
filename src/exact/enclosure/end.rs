//! The ends of intervals: integers `k`, which stand for `k 2^-p`, and the two infinities.
//!
//! Every operation rounds in a given direction. Integers below `2^126` in size are machine words,
//! with products of 256 bits in between; beyond, big integers take over.

use std::cmp::Ordering;

use dashu_base::{BitTest, SquareRoot};
use dashu_int::{IBig, UBig};

use crate::exact::Q;

/// The sizes of words lie below this, so that sums of two do not overflow.
const LIMIT: u128 = 1 << 126;

/// An end of an interval, in units of `2^-p` for the precision `p` of the interval.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum End {
    /// Minus infinity.
    Minus,
    /// A word below [`LIMIT`] in size.
    Word(i128),
    /// An integer that is no such word.
    Big(IBig),
    /// Infinity.
    Plus,
}

use End::{Big, Minus, Plus, Word};

impl End {
    pub(crate) const ZERO: End = Word(0);

    pub(super) fn new(n: IBig) -> End {
        match i128::try_from(&n) {
            Ok(k) if k.unsigned_abs() < LIMIT => Word(k),
            _ => Big(n),
        }
    }

    fn word(k: i128) -> End {
        if k.unsigned_abs() < LIMIT { Word(k) } else { Big(IBig::from(k)) }
    }

    /// `q 2^p`, rounded.
    pub(crate) fn rational(q: &Q, p: u32, up: bool) -> End {
        if let Some((n, d)) = q.small()
            && p < 62
        {
            return Word(divide_words(i128::from(n) << p, i128::from(d), up));
        }
        End::new(divide_big(&(q.numerator() << p as usize), &q.denominator().into(), up))
    }

    pub(super) fn integer(&self) -> Option<IBig> {
        match self {
            Word(k) => Some(IBig::from(*k)),
            Big(n) => Some(n.clone()),
            Minus | Plus => None,
        }
    }

    /// `k 2^-p`; `None` for an infinity.
    pub(crate) fn to_rational(&self, p: u32) -> Option<Q> {
        Some(Q::new(self.integer()?, IBig::ONE << p as usize).expect("a power of two is not 0"))
    }

    /// A float near `k 2^-p`.
    pub(crate) fn to_f64(&self, p: u32) -> f64 {
        match self {
            Minus => f64::NEG_INFINITY,
            Plus => f64::INFINITY,
            Word(k) => *k as f64 * 2f64.powi(-(p as i32)),
            Big(n) => {
                let excess = n.bit_len().saturating_sub(100);
                let top = i128::try_from(n >> excess).unwrap_or(i128::MAX);
                top as f64 * 2f64.powi(excess as i32 - p as i32)
            }
        }
    }

    pub(crate) fn is_finite(&self) -> bool {
        matches!(self, Word(_) | Big(_))
    }

    pub(crate) fn sign(&self) -> Ordering {
        match self {
            Minus => Ordering::Less,
            Plus => Ordering::Greater,
            Word(k) => k.cmp(&0),
            Big(n) => n.cmp(&IBig::ZERO),
        }
    }

    /// The number of bits of a finite end.
    pub(super) fn bits(&self) -> u32 {
        match self {
            Word(k) => 128 - k.unsigned_abs().leading_zeros(),
            Big(n) => n.bit_len() as u32,
            Minus | Plus => u32::MAX,
        }
    }

    pub(crate) fn negated(&self) -> End {
        match self {
            Minus => Plus,
            Plus => Minus,
            Word(k) => Word(-k),
            Big(n) => Big(-n),
        }
    }

    /// The sum. Infinities of both signs have none: it is rounded to the one in the direction.
    pub(crate) fn plus(&self, other: &End, up: bool) -> End {
        match (self, other) {
            (Word(a), Word(b)) => End::word(a + b),
            (Minus, Plus) | (Plus, Minus) => {
                if up {
                    Plus
                } else {
                    Minus
                }
            }
            (Minus, _) | (_, Minus) => Minus,
            (Plus, _) | (_, Plus) => Plus,
            (a, b) => End::new(a.integer().expect("finite") + b.integer().expect("finite")),
        }
    }

    /// The product, where 0 times infinity is 0.
    pub(crate) fn times(&self, other: &End, p: u32, up: bool) -> End {
        if let (Word(a), Word(b)) = (self, other)
            && let Some(k) = multiply_words(*a, *b, p, up)
        {
            return Word(k);
        }
        match (self.integer(), other.integer()) {
            (Some(a), Some(b)) => End::new(shifted(a * b, p, up)),
            _ => match self.sign() as i32 * other.sign() as i32 {
                0 => End::ZERO,
                1 => Plus,
                _ => Minus,
            },
        }
    }

    /// The quotient by an end other than 0; infinity divided by infinity is rounded outward.
    pub(crate) fn over(&self, other: &End, p: u32, up: bool) -> End {
        if let (Word(a), Word(b)) = (self, other)
            && p < 126
            && a.unsigned_abs() < LIMIT >> p
        {
            return End::word(divide_words(a << p, *b, up));
        }
        let positive = self.sign() as i32 * other.sign() as i32 >= 0;
        match (self.integer(), other.integer()) {
            (Some(a), Some(b)) => End::new(divide_big(&(a << p as usize), &b, up)),
            (Some(_), None) => match (positive, up) {
                (true, true) => Word(1),
                (false, false) => Word(-1),
                _ => End::ZERO,
            },
            (None, Some(_)) => {
                if positive {
                    Plus
                } else {
                    Minus
                }
            }
            (None, None) => match (positive, up) {
                (true, true) => Plus,
                (false, false) => Minus,
                _ => End::ZERO,
            },
        }
    }

    /// The quotient by a positive integer.
    pub(super) fn over_integer(&self, n: u64, up: bool) -> End {
        match self {
            Word(k) => match i64::try_from(*k) {
                Ok(k) if n < 1 << 62 => Word(i128::from(divide_short(k, n as i64, up))),
                _ => Word(divide_words(*k, i128::from(n), up)),
            },
            Big(k) => End::new(divide_big(k, &IBig::from(n), up)),
            infinite => infinite.clone(),
        }
    }

    /// `k 2^s`, rounded.
    pub(crate) fn shift(&self, s: i64, up: bool) -> End {
        match self {
            Word(0) | Minus | Plus => self.clone(),
            Word(k) if s <= 0 => Word(shift_word(*k, s.unsigned_abs().min(127) as u32, up)),
            Word(k) if s < i64::from(k.unsigned_abs().leading_zeros()) - 2 => Word(k << s),
            finite => {
                let n = finite.integer().expect("finite");
                let by = s.unsigned_abs() as usize;
                if s >= 0 { End::new(n << by) } else { End::new(shifted(n, by as u32, up)) }
            }
        }
    }

    /// The root of a finite end from 0 up.
    pub(super) fn root(&self, p: u32, up: bool) -> End {
        let square = self.integer().expect("finite") << p as usize;
        let square = UBig::try_from(square).expect("not negative");
        let root = square.sqrt();
        let exact = &root * &root == square;
        End::new(IBig::from(root) + IBig::from(u8::from(up && !exact)))
    }
}

impl Ord for End {
    fn cmp(&self, other: &End) -> Ordering {
        let rank = |end: &End| match end {
            Minus => -1,
            Word(_) | Big(_) => 0,
            Plus => 1,
        };
        match (self, other) {
            (Word(a), Word(b)) => a.cmp(b),
            (Big(a), Big(b)) => a.cmp(b),
            (Big(a), Word(_)) => a.cmp(&IBig::ZERO),
            (Word(_), Big(b)) => IBig::ZERO.cmp(b),
            (a, b) => rank(a).cmp(&rank(b)),
        }
    }
}

impl PartialOrd for End {
    fn partial_cmp(&self, other: &End) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `k 2^-s`, rounded.
fn shift_word(k: i128, s: u32, up: bool) -> i128 {
    let floor = k >> s;
    floor + i128::from(up && floor << s != k)
}

fn shifted(n: IBig, s: u32, up: bool) -> IBig {
    // the shift rounds down
    let floor = &n >> s as usize;
    if up && &floor << s as usize != n { floor + IBig::ONE } else { floor }
}

/// `a b 2^-p`, rounded; `None` where it is no word.
fn multiply_words(a: i128, b: i128, p: u32, up: bool) -> Option<i128> {
    if let (Ok(a), Ok(b)) = (i64::try_from(a), i64::try_from(b)) {
        let product = i128::from(a) * i128::from(b);
        return Some(shift_word(product, p.min(127), up));
    }
    if p >= 128 {
        return None;
    }
    let negative = (a < 0) != (b < 0);
    let (high, low) = wide_product(a.unsigned_abs(), b.unsigned_abs());
    let (size, rest) = match p {
        0 if high != 0 => return None,
        0 => (low, 0),
        _ if high >> p != 0 => return None,
        _ => ((high << (128 - p)) | (low >> p), low << (128 - p)),
    };
    let size = size.checked_add(u128::from(rest != 0 && up != negative))?;
    if size >= LIMIT {
        return None;
    }
    Some(if negative { -(size as i128) } else { size as i128 })
}

/// The product of two words as its upper and lower half.
fn wide_product(a: u128, b: u128) -> (u128, u128) {
    const HALF: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & HALF, b >> 64, b & HALF);
    let (low, cross, other, high) = (a0 * b0, a1 * b0, a0 * b1, a1 * b1);
    let middle = (low >> 64) + (cross & HALF) + (other & HALF);
    (high + (cross >> 64) + (other >> 64) + (middle >> 64), (middle << 64) | (low & HALF))
}

fn divide_short(a: i64, b: i64, up: bool) -> i64 {
    let floor = a.div_euclid(b);
    floor + i64::from(up && floor * b != a)
}

fn divide_words(a: i128, b: i128, up: bool) -> i128 {
    let (quotient, rest) = (a / b, a % b);
    if rest == 0 {
        return quotient;
    }
    let negative = (a < 0) != (b < 0);
    quotient + i128::from(up && !negative) - i128::from(!up && negative)
}

fn divide_big(a: &IBig, b: &IBig, up: bool) -> IBig {
    let quotient = a / b;
    if &quotient * b == *a {
        return quotient;
    }
    let negative = (*a < IBig::ZERO) != (*b < IBig::ZERO);
    match (negative, up) {
        (false, true) => quotient + IBig::ONE,
        (true, false) => quotient - IBig::ONE,
        _ => quotient,
    }
}
