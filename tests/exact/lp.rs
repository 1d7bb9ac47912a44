//! The exact simplex against its own proofs and against an enumeration of every vertex.

use proptest::prelude::*;
use schelling::Q;
use schelling::exact::lp::{Face, Program, Solution};

use crate::common::ratio;

/// A programme in plain numbers: `(coefficients, equality, bound)` for each row.
#[derive(Clone, Debug)]
struct Plain {
    objective: Vec<i64>,
    free: Vec<bool>,
    rows: Vec<(Vec<i64>, bool, i64)>,
}

impl Plain {
    fn program(&self) -> Program {
        let mut lp = Program::new();
        for (&c, &free) in self.objective.iter().zip(&self.free) {
            if free {
                lp.free(Q::from(c))
            } else {
                lp.variable(Q::from(c))
            };
        }
        for (coefficients, equality, bound) in &self.rows {
            let row = coefficients.iter().copied().map(Q::from).enumerate();
            if *equality {
                lp.equal(row, Q::from(*bound))
            } else {
                lp.at_most(row, Q::from(*bound))
            };
        }
        lp
    }

    /// The same programme with each free variable split in two, so that it has a vertex if a point.
    fn split(&self) -> Plain {
        let double = |v: &[i64]| -> Vec<i64> {
            let pairs = v.iter().zip(&self.free);
            pairs.flat_map(|(&x, &free)| if free { vec![x, -x] } else { vec![x] }).collect()
        };
        let objective = double(&self.objective);
        Plain {
            free: vec![false; objective.len()],
            objective,
            rows: self.rows.iter().map(|(a, e, b)| (double(a), *e, *b)).collect(),
        }
    }

    /// The largest objective over the vertices; `None` when there is no vertex. For variables
    /// `>= 0` only.
    fn best_vertex(&self) -> Option<Q> {
        self.vertices().into_iter().map(|(value, _)| value).max()
    }

    /// The vertices that attain a value of the objective, ascending.
    fn vertices_worth(&self, value: &Q) -> Vec<Vec<Q>> {
        let mut found: Vec<Vec<Q>> =
            self.vertices().into_iter().filter(|(v, _)| v == value).map(|(_, x)| x).collect();
        found.sort();
        found.dedup();
        found
    }

    /// Every vertex with its objective, some often, by trying every set of tight constraints.
    fn vertices(&self) -> Vec<(Q, Vec<Q>)> {
        let n = self.objective.len();
        let mut constraints = self.rows.clone();
        for j in 0..n {
            let mut sign = vec![0; n];
            sign[j] = -1;
            constraints.push((sign, false, 0));
        }
        let mut found = Vec::new();
        for mask in 0u32..1 << constraints.len() {
            if mask.count_ones() as usize != n {
                continue;
            }
            let tight = (0..constraints.len()).filter(|i| mask >> i & 1 == 1);
            let system: Vec<Vec<Q>> = tight
                .map(|i| {
                    let (a, _, b) = &constraints[i];
                    a.iter().chain([b]).map(|&x| Q::from(x)).collect()
                })
                .collect();
            let Some(x) = unique_solution(system) else { continue };
            let feasible = constraints.iter().all(|(a, equality, b)| {
                let left: Q = a.iter().zip(&x).map(|(&a, x)| Q::from(a) * x).sum();
                if *equality { left == Q::from(*b) } else { left <= Q::from(*b) }
            });
            if feasible {
                let value = self.objective.iter().zip(&x).map(|(&c, x)| Q::from(c) * x).sum();
                found.push((value, x));
            }
        }
        found
    }

    /// The directions of the feasible set, cut off where they sum to 1.
    fn directions(&self) -> Plain {
        let mut plain = self.clone();
        for (_, _, bound) in &mut plain.rows {
            *bound = 0;
        }
        plain.rows.push((vec![1; self.objective.len()], true, 1));
        plain
    }
}

/// Gauss-Jordan on an n by n+1 system.
fn unique_solution(mut system: Vec<Vec<Q>>) -> Option<Vec<Q>> {
    let n = system.len();
    for j in 0..n {
        let i = (j..n).find(|&i| !system[i][j].is_zero())?;
        system.swap(i, j);
        let pivot = system[j][j].clone();
        let normal: Vec<Q> = system[j].iter().map(|x| x / &pivot).collect();
        for (i, row) in system.iter_mut().enumerate() {
            let factor = row[j].clone();
            if i != j {
                row.iter_mut().zip(&normal).for_each(|(x, y)| *x -= &(&factor * y));
            }
        }
        system[j] = normal;
    }
    Some(system.into_iter().map(|row| row[n].clone()).collect())
}

fn plain() -> impl Strategy<Value = Plain> {
    (1usize..=3, 0usize..=4).prop_flat_map(|(n, m)| {
        let small = -2i64..=2;
        let row = (prop::collection::vec(small.clone(), n), prop::bool::weighted(0.3), -2i64..=3);
        (
            prop::collection::vec(small, n),
            prop::collection::vec(prop::bool::weighted(0.25), n),
            prop::collection::vec(row, m),
        )
            .prop_map(|(objective, free, rows)| Plain { objective, free, rows })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn agrees_with_every_vertex_and_proves_it(plain in plain()) {
        let lp = plain.program();
        let solution = lp.solve();
        prop_assert!(lp.proves(&solution), "{:?}", solution);
        let pointed = plain.split();
        let best = pointed.best_vertex();
        let grows = pointed.directions().best_vertex().is_some_and(|gain| gain.is_positive());
        match &solution {
            Solution::Infeasible { .. } => prop_assert_eq!(best, None),
            Solution::Unbounded { .. } => prop_assert!(best.is_some() && grows),
            Solution::Optimal { value, .. } => {
                prop_assert!(!grows);
                prop_assert_eq!(best.as_ref(), Some(value));
            }
        }
    }

    #[test]
    fn the_optimal_face_has_every_best_vertex_and_direction(plain in plain()) {
        let plain = plain.split();
        let lp = plain.program();
        let solution = lp.solve();
        let Solution::Optimal { value, .. } = &solution else {
            prop_assert_eq!(lp.optimal_face(1000), None);
            prop_assert!(!lp.is_unique(&solution));
            return Ok(());
        };
        let Face { vertices, rays, complete } = lp.optimal_face(1000).unwrap();
        prop_assert!(complete);
        prop_assert_eq!(&vertices, &plain.vertices_worth(value));
        let shorten = |ray: Vec<Q>| -> Vec<Q> {
            let total: Q = ray.iter().sum();
            ray.into_iter().map(|x| x / &total).collect()
        };
        let mut rays: Vec<Vec<Q>> = rays.into_iter().map(shorten).collect();
        rays.sort();
        prop_assert_eq!(&rays, &plain.directions().vertices_worth(&Q::ZERO));
        prop_assert_eq!(lp.is_unique(&solution), vertices.len() == 1 && rays.is_empty());
    }

    #[test]
    fn a_moving_bound_gives_the_value_at_every_parameter(
        plain in plain(),
        change in prop::collection::vec(-2i64..=2, 4),
    ) {
        let lp = plain.program();
        let change: Vec<Q> = change[..plain.rows.len()].iter().copied().map(Q::from).collect();
        let curve = lp.parametric(change.iter().cloned().enumerate(), Q::from(-2), Q::from(2));
        for step in -8i64..=8 {
            let s = ratio(step, 4);
            let mut moved = Program::new();
            for (&c, &free) in plain.objective.iter().zip(&plain.free) {
                if free { moved.free(Q::from(c)) } else { moved.variable(Q::from(c)) };
            }
            for ((row, equality, bound), x) in plain.rows.iter().zip(&change) {
                let row = row.iter().copied().map(Q::from).enumerate();
                let bound = Q::from(*bound) + x * &s;
                if *equality { moved.equal(row, bound) } else { moved.at_most(row, bound) };
            }
            match (moved.solve(), &curve) {
                (Solution::Optimal { value, .. }, Some(curve)) => {
                    prop_assert_eq!(curve.value(&s), Some(value));
                }
                (Solution::Infeasible { .. }, Some(curve)) => {
                    prop_assert_eq!(curve.value(&s), None);
                }
                (Solution::Infeasible { .. } | Solution::Unbounded { .. }, None) => {}
                (found, curve) => prop_assert!(false, "{:?} {:?}", found, curve),
            }
        }
        for knot in curve.iter().flat_map(|curve| &curve.knots) {
            let worth: Q = plain.objective.iter().zip(&knot.primal).map(|(&c, x)| Q::from(c) * x).sum();
            prop_assert_eq!(&worth, &knot.value);
        }
    }

    #[test]
    fn a_tampered_answer_proves_nothing(plain in plain()) {
        let lp = plain.program();
        let negate = |vector: Vec<Q>| vector.into_iter().map(|x| -x).collect();
        let wrong = match lp.solve() {
            Solution::Optimal { value, primal, dual } => {
                Solution::Optimal { value: value + Q::ONE, primal, dual }
            }
            Solution::Infeasible { certificate } => {
                Solution::Infeasible { certificate: negate(certificate) }
            }
            Solution::Unbounded { point, ray } => Solution::Unbounded { point, ray: negate(ray) },
        };
        prop_assert!(!lp.proves(&wrong), "{:?}", wrong);
    }
}

#[test]
fn the_dual_prices_the_rows() {
    // max 5x + 4y, 6x + 4y <= 24, x + 2y <= 6: at (3, 3/2), worth 21, prices (3/4, 1/2)
    let mut lp = Program::new();
    let (x, y) = (lp.variable(Q::from(5)), lp.variable(Q::from(4)));
    lp.at_most([(x, Q::from(6)), (y, Q::from(4))], Q::from(24));
    lp.at_most([(x, Q::from(1)), (y, Q::from(2))], Q::from(6));
    assert_eq!(
        lp.solve(),
        Solution::Optimal {
            value: Q::from(21),
            primal: vec![Q::from(3), ratio(3, 2)],
            dual: vec![ratio(3, 4), ratio(1, 2)],
        }
    );
}

#[test]
fn a_dearer_row_is_no_proof() {
    // max x, x <= 2: what is not feasible, not best or not of the right length is refused
    let mut lp = Program::new();
    let x = lp.variable(Q::from(1));
    lp.at_most([(x, Q::from(1))], Q::from(2));
    let claim = |value, primal, dual| Solution::Optimal {
        value: Q::from(value),
        primal: vec![Q::from(primal)],
        dual: vec![Q::from(dual)],
    };
    assert!(lp.proves(&claim(2, 2, 1)));
    assert!(!lp.proves(&claim(1, 1, 1)));
    assert!(!lp.proves(&claim(4, 2, 2)));
    assert!(!lp.proves(&claim(3, 3, 1)));
    assert!(!lp.proves(&claim(0, 0, 0)));
    assert!(!lp.proves(&Solution::Optimal {
        value: Q::from(2),
        primal: vec![],
        dual: vec![Q::from(1)]
    }));
}

/// Claims that satisfy every condition of a proof but one.
#[test]
fn each_condition_of_a_proof_counts() {
    let claim = |value, primal, dual| Solution::Optimal {
        value: Q::from(value),
        primal: vec![Q::from(primal)],
        dual: vec![Q::from(dual)],
    };
    // max x, -x <= 0 grows for ever: only the row used backwards would bound it
    let mut lp = Program::new();
    let x = lp.variable(Q::from(1));
    lp.at_most([(x, Q::from(-1))], Q::from(0));
    assert!(!lp.proves(&claim(0, 0, -1)));
    // max -x, x <= 0, x free grows for ever: the multiplier 0 would bound it if x >= 0
    let mut lp = Program::new();
    let x = lp.free(Q::from(-1));
    lp.at_most([(x, Q::from(1))], Q::from(0));
    assert!(!lp.proves(&claim(0, 0, 0)));
    // max -x, -x <= 1 is 0: 1 if x = -1 were allowed
    let mut lp = Program::new();
    let x = lp.variable(Q::from(-1));
    lp.at_most([(x, Q::from(-1))], Q::from(1));
    assert!(!lp.proves(&claim(1, -1, 1)));
    // x = 1 is no x <= 1, where -x could be 0, and no x >= 1, where x could be 2
    for (objective, claim) in [(-1, claim(0, 0, 0)), (1, claim(2, 2, 2))] {
        let mut lp = Program::new();
        let x = lp.variable(Q::from(objective));
        lp.equal([(x, Q::from(1))], Q::from(1));
        assert!(!lp.proves(&claim));
    }
}

#[test]
fn beale_does_not_cycle() {
    // Beale 1955: Dantzig's rule cycles here, Bland's ends at 1/20
    let mut lp = Program::new();
    for c in [ratio(3, 4), Q::from(-150), ratio(1, 50), Q::from(-6)] {
        lp.variable(c);
    }
    let numbered = |row: [Q; 4]| row.into_iter().enumerate();
    lp.at_most(numbered([ratio(1, 4), Q::from(-60), ratio(-1, 25), Q::from(9)]), Q::from(0));
    lp.at_most(numbered([ratio(1, 2), Q::from(-90), ratio(-1, 50), Q::from(3)]), Q::from(0));
    lp.at_most([(2, Q::from(1))], Q::from(1));
    let solution = lp.solve();
    assert!(lp.proves(&solution));
    let Solution::Optimal { value, .. } = solution else { panic!("{solution:?}") };
    assert_eq!(value, ratio(1, 20));
}

#[test]
fn a_contradiction_is_exhibited() {
    // x + y <= 1 and x + y = 2 with y free: the first less the second reads 0 <= -1
    let mut lp = Program::new();
    let (x, y) = (lp.variable(Q::from(0)), lp.free(Q::from(0)));
    lp.at_most([(x, Q::from(1)), (y, Q::from(1))], Q::from(1));
    lp.equal([(x, Q::from(1)), (y, Q::from(1))], Q::from(2));
    assert_eq!(lp.solve(), Solution::Infeasible { certificate: vec![Q::from(1), Q::from(-1)] });
}

#[test]
fn redundant_and_empty_rows_are_harmless() {
    let mut lp = Program::new();
    let x = lp.variable(Q::from(1));
    for _ in 0..3 {
        lp.equal([(x, Q::from(2)), (x, Q::from(-1))], Q::from(5)); // named twice: the sum
    }
    lp.equal([], Q::from(0));
    let solution = lp.solve();
    assert!(lp.proves(&solution));
    let Solution::Optimal { value, .. } = solution else { panic!("{solution:?}") };
    assert_eq!(value, Q::from(5));

    lp.at_most([], Q::from(-1));
    assert!(matches!(lp.solve(), Solution::Infeasible { .. }));
    assert!(
        matches!(Program::new().solve(), Solution::Optimal { value, .. } if value == Q::from(0))
    );
}

#[test]
#[should_panic(expected = "unknown variable")]
fn an_unknown_variable_is_refused() {
    Program::new().at_most([(0, Q::from(1))], Q::from(1));
}

#[test]
fn a_free_variable_left_open_is_not_unique() {
    // max -x with y free and nowhere: any y will do
    let mut lp = Program::new();
    let (x, y) = (lp.variable(Q::from(-1)), lp.free(Q::from(0)));
    lp.at_most([(x, Q::from(-1))], Q::from(-2));
    let solution = lp.solve();
    assert!(!lp.is_unique(&solution));
    let face = lp.optimal_face(10).unwrap();
    assert_eq!(face.vertices, [[Q::from(2), Q::from(0)]]);
    assert_eq!(face.rays, [[Q::from(0), Q::from(-1)], [Q::from(0), Q::from(1)]]);
    lp.equal([(x, Q::from(1)), (y, Q::from(1))], Q::from(5));
    assert!(lp.is_unique(&lp.solve()));
}

#[test]
fn a_face_past_the_limit_says_so() {
    // max 0 over a cube of 6 dimensions: 64 vertices
    let mut lp = Program::new();
    for _ in 0..6 {
        let x = lp.variable(Q::from(0));
        lp.at_most([(x, Q::from(1))], Q::from(1));
    }
    let face = lp.optimal_face(64).unwrap();
    assert!(face.complete);
    assert_eq!((face.vertices.len(), face.rays.len()), (64, 0));
    let face = lp.optimal_face(20).unwrap();
    assert!(!face.complete);
    assert_eq!(face.vertices.len(), 1);
}

/// The rule that makes `types` and `actions` agree best, with a row of obedience for each pair of
/// actions: too large for a table, so that the floating part leads.
#[test]
fn large_programmes_are_proved_too() {
    let mut state = 1u64;
    let mut next = move || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as i64 % 13
    };
    for (types, actions) in [(3, 40), (12, 12), (30, 4)] {
        let mut lp = Program::new();
        let worth: Vec<Vec<i64>> =
            (0..types).map(|_| (0..actions).map(|_| next()).collect()).collect();
        let x: Vec<Vec<usize>> = (0..types)
            .map(|_| (0..actions).map(|_| lp.variable(ratio(next(), 7))).collect())
            .collect();
        for row in &x {
            lp.equal(row.iter().map(|&j| (j, Q::from(1))), Q::from(1));
        }
        for a in 0..actions {
            for b in (0..actions).filter(|&b| b != a) {
                let gain = |t: usize| (x[t][a], Q::from(worth[t][b] - worth[t][a]));
                lp.at_most((0..types).map(gain), Q::from(0));
            }
        }
        let solution = lp.solve();
        assert!(lp.proves(&solution) && matches!(solution, Solution::Optimal { .. }));
        lp.at_most(x.iter().flatten().map(|&j| (j, Q::from(1))), Q::from(types as i64 - 1));
        let none = lp.solve();
        assert!(lp.proves(&none) && matches!(none, Solution::Infeasible { .. }));
    }
}
