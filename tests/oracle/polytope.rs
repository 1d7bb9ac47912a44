//! Polytopes by their corners, cut by one half-space after the other.

use schelling::Q;

/// Homogeneous whole numbers: the coordinates, then a positive scale that divides them all.
/// Divided by their greatest common divisor, so that equal points are equal vectors.
pub type Point = Vec<i128>;

/// The corners of a polytope, each with the set of inequalities that it satisfies with equality.
#[derive(Clone)]
pub struct Polytope {
    corners: Vec<(Point, u64)>,
    inequalities: usize,
}

impl Polytope {
    /// The product of simplices: in each group the coordinates named are at least 0 and sum to the
    /// weight, and every other coordinate is 0. All is divided by `scale`.
    pub fn simplices(groups: &[(Vec<usize>, i128)], coordinates: usize, scale: i128) -> Polytope {
        let mut corners = vec![[vec![0; coordinates], vec![scale]].concat()];
        for (members, weight) in groups {
            let place = |corner: &Point, i: usize| {
                let mut corner = corner.clone();
                corner[i] = *weight;
                corner
            };
            corners = corners
                .iter()
                .flat_map(|corner| members.iter().map(move |&i| place(corner, i)))
                .collect();
        }
        let zeros = |corner: &Point| (0..coordinates).fold(0, |z, i| z | bit(i, corner[i] == 0));
        let corners = corners.into_iter().map(|c| (reduced(c.clone()), zeros(&c))).collect();
        Polytope { corners, inequalities: coordinates }
    }

    /// The corners.
    pub fn corners(&self) -> impl Iterator<Item = &Point> {
        self.corners.iter().map(|(corner, _)| corner)
    }

    /// Are there no points left?
    pub fn is_empty(&self) -> bool {
        self.corners.is_empty()
    }

    /// Keeps the points with `normal . coordinates >= 0`.
    ///
    /// New corners lie where an edge crosses; two corners span an edge when no third one satisfies
    /// with equality all that both of them do.
    pub fn cut(&self, normal: &[i128]) -> Polytope {
        let values: Vec<i128> = self.corners().map(|corner| dot(normal, corner)).collect();
        let sides = || values.iter().zip(&self.corners);
        let mut kept: Vec<(Point, u64)> = sides()
            .filter(|(value, _)| **value >= 0)
            .map(|(value, (corner, z))| (corner.clone(), z | bit(self.inequalities, *value == 0)))
            .collect();
        for (inside, (p, zp)) in sides().filter(|(value, _)| **value > 0) {
            for (outside, (q, zq)) in sides().filter(|(value, _)| **value < 0) {
                let common = zp & zq;
                let between = |(r, zr): &(Point, u64)| zr & common == common && r != p && r != q;
                if !self.corners.iter().any(between) {
                    let point = |(x, y): (&i128, &i128)| add(mul(-outside, *x), mul(*inside, *y));
                    let crossing = reduced(p.iter().zip(q).map(point).collect());
                    kept.push((crossing, common | bit(self.inequalities, true)));
                }
            }
        }
        Polytope { corners: kept, inequalities: self.inequalities + 1 }
    }
}

fn bit(i: usize, set: bool) -> u64 {
    assert!(i < 64, "the oracle holds 64 inequalities");
    u64::from(set) << i
}

fn mul(x: i128, y: i128) -> i128 {
    x.checked_mul(y).expect("the numbers fit the oracle")
}

fn add(x: i128, y: i128) -> i128 {
    x.checked_add(y).expect("the numbers fit the oracle")
}

/// The scalar product; the longer vector's tail does not count.
pub fn dot(x: &[i128], y: &[i128]) -> i128 {
    x.iter().zip(y).fold(0, |sum, (a, b)| add(sum, mul(*a, *b)))
}

/// The greatest common divisor, 0 for two zeros.
pub fn gcd(x: i128, y: i128) -> i128 {
    let (mut x, mut y) = (x.abs(), y.abs());
    while y != 0 {
        (x, y) = (y, x % y);
    }
    x
}

fn reduced(point: Point) -> Point {
    let divisor = point.iter().fold(0, |d, x| gcd(d, *x));
    point.into_iter().map(|x| x / divisor).collect()
}

/// Rational numbers times their common denominator, and that.
pub fn whole<'q>(numbers: impl Iterator<Item = &'q Q> + Clone) -> (Vec<i128>, i128) {
    let small = |n: Result<i128, _>| n.expect("the numbers fit the oracle");
    let parts = numbers.map(|q| {
        let numerator = small(i128::try_from(q.numerator()));
        (numerator, i128::try_from(q.denominator()).expect("the numbers fit the oracle"))
    });
    let scale = parts.clone().fold(1, |s: i128, (_, d)| s / gcd(s, d) * d);
    (parts.map(|(n, d)| n * (scale / d)).collect(), scale)
}
