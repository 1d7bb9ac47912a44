//! Convex hulls of a few rational points, by exact feasibility.

use schelling::Q;

/// Coordinates; all points that are compared have equally many.
pub type Point = Vec<Q>;

/// Is the point in the convex hull of these?
pub fn in_hull(point: &Point, hull: &[Point]) -> bool {
    hull.contains(point) || hull.len() > 1 && hulls_meet(std::slice::from_ref(point), hull)
}

/// Do two convex hulls meet?
pub fn hulls_meet(one: &[Point], two: &[Point]) -> bool {
    let (Some(first), false) = (one.first(), two.is_empty()) else {
        return false;
    };
    if one.iter().any(|point| two.contains(point)) {
        return true;
    }
    // Weights on both lists, each summing to 1, with the same mean.
    let own = |p: &Point| [p.clone(), vec![Q::ONE, Q::ZERO]].concat();
    let negated = |p: &Point| p.iter().map(|x| -x.clone()).collect::<Point>();
    let other = |p: &Point| [negated(p), vec![Q::ZERO, Q::ONE]].concat();
    let columns: Vec<Point> = one.iter().map(own).chain(two.iter().map(other)).collect();
    feasible(&columns, &[vec![Q::ZERO; first.len()], vec![Q::ONE, Q::ONE]].concat())
}

/// The points that are not in the convex hull of the others, in order.
pub fn extreme(mut points: Vec<Point>) -> Vec<Point> {
    points.sort();
    points.dedup();
    let mut i = 0;
    while i < points.len() {
        let point = points.remove(i);
        if !in_hull(&point, &points) {
            points.insert(i, point);
            i += 1;
        }
    }
    points
}

/// Is there a combination of the columns, with weights at least 0, that gives the target?
///
/// The first phase of the simplex method with Bland's rule, on a dense tableau.
fn feasible(columns: &[Vec<Q>], target: &[Q]) -> bool {
    let (rows, width) = (target.len(), columns.len());
    let mut tableau: Vec<Vec<Q>> = (0..rows)
        .map(|i| {
            let row = columns.iter().map(|c| c[i].clone()).chain([target[i].clone()]);
            if target[i].is_negative() { row.map(|x| -x).collect() } else { row.collect() }
        })
        .collect();
    // `width + i` stands for the artificial variable of row i, which never comes back.
    let mut basis: Vec<usize> = (0..rows).map(|i| width + i).collect();
    loop {
        let artificial: Vec<usize> = (0..rows).filter(|&i| basis[i] >= width).collect();
        let total = |j: usize| artificial.iter().map(|&i| tableau[i][j].clone()).sum::<Q>();
        if total(width).is_zero() {
            return true;
        }
        let Some(entering) = (0..width).find(|&j| total(j).is_positive()) else {
            return false;
        };
        let ratio = |i: usize| &tableau[i][width] / &tableau[i][entering];
        let leaving = (0..rows)
            .filter(|&i| tableau[i][entering].is_positive())
            .min_by(|&i, &k| ratio(i).cmp(&ratio(k)).then(basis[i].cmp(&basis[k])))
            .expect("the sum of the artificial variables is bounded");
        let pivot = tableau[leaving][entering].clone();
        let pivoted: Vec<Q> = tableau[leaving].iter().map(|x| x / &pivot).collect();
        for (i, row) in tableau.iter_mut().enumerate() {
            let factor = row[entering].clone();
            if i == leaving || factor.is_zero() {
                continue;
            }
            for (x, y) in row.iter_mut().zip(&pivoted) {
                *x -= &(&factor * y);
            }
        }
        tableau[leaving] = pivoted;
        basis[leaving] = entering;
    }
}
