//! Kernels and solvers on fixed problems, each of which checks its own answer.

use schelling::equilibrium::verify::verify;
use schelling::equilibrium::{Distinct, Equilibria, Monotone, Search, Unwatched};
use schelling::exact::bench_support::{halved_cube, matching_regions};
use schelling::exact::lp::{Program, Solution};
use schelling::game::GameBuilder;
use schelling::regime::Objective;
use schelling::{Game, Q};

use crate::games::{beer_quiche, check, random_game, ratio, sets, solve, talk_grid, threats};

/// A problem, ready to be solved as often as it is wanted.
pub struct Case {
    pub name: String,
    /// Solves it, and panics where the answer is wrong.
    pub run: Box<dyn Fn()>,
}

fn case(name: impl Into<String>, run: impl Fn() + 'static) -> Case {
    Case { name: name.into(), run: Box::new(run) }
}

/// Sets of games whose complete search is a case.
const SEARCHED: [&str; 5] = ["beer-quiche", "spence 2x5x5", "2x3x3", "3x3x3", "4x4x4"];

/// All cases: kernels, then solvers. The games of literature and chance are checked outcome by
/// outcome first, where that is asked for.
pub fn cases(checked: bool) -> Vec<Case> {
    let mut all = vec![
        case("cone: cube of 8, halved", || assert_eq!(halved_cube(8), 70)),
        case("regions: 8 x 8, matching", || assert_eq!(matching_regions(8), 255)),
        case("lp: assignment of 8", || assert_eq!(assignment(8), Q::from(204))),
        case("linear: Hilbert's matrix, 10", || assert!(hilbert(10).iter().all(|x| *x == Q::ONE))),
    ];
    all.push(case("game: 5,000 types", || assert_eq!(evidence(5_000).senders(0).count(), 1)));
    for set in sets().into_iter().filter(|set| SEARCHED.contains(&set.name.as_str())) {
        if checked {
            check(&set);
        }
        all.push(case(format!("equilibria: {}", set.name), move || {
            let outcomes: usize = set.games.iter().map(|game| solve(game).len()).sum();
            assert_eq!(outcomes, set.outcomes);
        }));
    }
    for (name, game) in [("talk 6x6x6", talk_grid(6, 6, 6)), ("threats 5x5", threats(5, 5))] {
        let expected = solve(&game).one_of_each(Distinct::Allocation).len();
        let search = Search::default().threads(1).distinct(Distinct::Allocation);
        all.push(case(format!("allocations: {name}"), move || {
            assert_eq!(game.equilibria(&search).expect("a small game").len(), expected);
        }));
    }
    all.push(case("equilibria: 100 beer-quiches", || assert_eq!(many_breakfasts(), 150)));
    let large = random_game([8, 8, 8], 1);
    all.push(case("equilibrium: 8x8x8", move || one(&large)));
    let workers = education(300, 300);
    all.push(case("riley: 300 of each", move || {
        assert!(workers.riley().expect("monotone").messages().iter().copied().eq(0..300));
    }));
    let pupils = education(300, 200);
    all.push(case("d1: 300 with 200 messages", move || {
        let d1 = pupils.d1().expect("monotone");
        let pool = d1.pool().expect("too few messages");
        assert!(d1.messages()[pool.first() + 1..].iter().all(|&m| m == 199));
    }));
    let (court, crowd) = (prosecutor(), talk_of(random_game([6, 1, 8], 1)));
    all.push(case("persuasion: prosecutor", move || {
        assert_eq!(court.persuasion(Objective::Sender).expect("small").value(), &ratio(3, 5));
    }));
    all.push(case("regimes: random talk, 6 x 8", move || ordered_regimes(&crowd)));
    let grid = talk_on_a_grid(9);
    all.push(case("best equilibrium: talk, 9 states", move || {
        let best = grid.best_equilibrium(&Objective::Receiver, &Search::default().threads(1));
        let best = best.expect("cheap talk");
        // four pairs and a single state: in a pair, one state is off by a step of 1/8
        assert!(best.proved() && best.value == ratio(-4, 9 * 64));
    }));
    let breakfast = solve(&beer_quiche());
    all.push(case("refinements: beer-quiche", move || one_is_intuitive(&breakfast)));
    all
}

/// Cheap talk with quadratic losses on a grid of `[0, 1]`, with bias 1/10 (Crawford and Sobel
/// 1982).
fn talk_on_a_grid(states: i64) -> Game {
    let loss = |bias: Q| -> Vec<Vec<Q>> {
        let point = |i: i64| ratio(i, states - 1);
        let square = |x: Q| -(&x * &x);
        let row = |t: i64| (0..states).map(|a| square(point(a) - point(t) - &bias)).collect();
        (0..states).map(row).collect()
    };
    let messages: Vec<String> = (0..states).map(|m| format!("m{m}")).collect();
    let prior = (0..states).map(|_| ratio(1, states));
    Game::cheap_talk(loss(ratio(1, 10)), loss(Q::ZERO), prior, messages).expect("a game")
}

/// The most that `n` workers are worth where worker i in place j is worth `i j`: by the
/// rearrangement inequality each is best in its own place, the sum of squares.
fn assignment(n: i64) -> Q {
    let mut lp = Program::new();
    let places: Vec<Vec<usize>> =
        (1..=n).map(|i| (1..=n).map(|j| lp.variable(Q::from(i * j))).collect()).collect();
    for k in 0..places.len() {
        lp.equal((0..places.len()).map(|i| (places[i][k], Q::ONE)), Q::ONE);
        lp.equal((0..places.len()).map(|j| (places[k][j], Q::ONE)), Q::ONE);
    }
    match lp.solve() {
        Solution::Optimal { value, .. } => value,
        other => panic!("{other:?}"),
    }
}

/// The solution of `H x = H 1` for Hilbert's matrix, badly conditioned and so of large numbers:
/// ones.
fn hilbert(n: i64) -> Vec<Q> {
    let mut lp = Program::new();
    let x: Vec<usize> = (0..n).map(|_| lp.free(Q::ZERO)).collect();
    for i in 1..=n {
        let entry = |j: i64| ratio(1, i + j - 1);
        lp.equal(
            x.iter().zip(1..).map(|(&column, j)| (column, entry(j))),
            (1..=n).map(entry).sum(),
        );
    }
    match lp.solve() {
        Solution::Optimal { primal, .. } => primal,
        other => panic!("{other:?}"),
    }
}

/// A game in which only the first type has the first message. With as many labels as there are
/// types, a builder that looked for each among all would do quadratic work.
fn evidence(types: usize) -> Game {
    let labels = |letter: char, n: usize| (0..n).map(move |i| format!("{letter}{i}"));
    let builder = Game::builder()
        .types(labels('t', types))
        .messages(labels('m', 5))
        .actions(labels('a', 2))
        .prior(vec![ratio(1, types as i64); types])
        .cheap_talk(vec![vec![Q::ONE; 2]; types], vec![vec![Q::ZERO; 2]; types]);
    let given = |builder: GameBuilder, t: usize| builder.available(format!("t{t}"), ["m1", "m2"]);
    (1..types).fold(builder, given).build().expect("a well formed game")
}

/// Outcomes of beer and quiche with 1 to 100 wimps in 101: two poolings while they are the fewer,
/// and one semi-separating equilibrium when they are the more.
fn many_breakfasts() -> usize {
    let base = beer_quiche();
    let game = |i: usize| {
        let wimps = ratio(i as i64 + 1, 101);
        base.with_prior([wimps.clone(), Q::ONE - wimps])
    };
    let keep = |_, answer: Result<Equilibria, _>| answer.expect("small").len();
    let counts = Search::default().threads(1).many(100, game, keep, &Unwatched);
    counts.into_iter().map(|count| count.expect("nothing stops it")).sum()
}

/// One equilibrium, checked against the definition.
fn one(game: &Game) {
    let eq = game.equilibrium(&Search::default().threads(1)).expect("within the limits");
    let (replies, _) = eq.assessment();
    assert!(verify(game, eq.sender(), &replies, None).expect("a profile").ok());
}

/// Workers 1 to n whom the market pays their product, where m years of study cost worker t
/// m (m + 1) / 2t. To keep the worker before off, worker t needs t - 1 years: one more costs that
/// worker (t - 1) / (t - 1), and a product of one more is what it would win.
fn education(n: i64, messages: i64) -> Monotone {
    let table = |width: i64, f: &dyn Fn(i64, i64) -> Q| -> Vec<Vec<Q>> {
        (1..=n).map(|t| (0..width).map(|j| f(t, j)).collect()).collect()
    };
    Monotone::new(
        vec![ratio(1, n); n as usize],
        table(n, &|_, a| Q::from(a + 1)),
        table(messages, &|t, m| ratio(m * (m + 1), 2 * t)),
        table(n, &|t, a| Q::from(-(t - a - 1).pow(2))),
    )
    .expect("tables of one shape")
}

/// The prosecutor of Kamenica and Gentzkow (2011), who gets three in five convicted.
fn prosecutor() -> Game {
    let sender = vec![vec![Q::ZERO, Q::ONE]; 2];
    let judge = vec![vec![Q::ONE, Q::ZERO], vec![Q::ZERO, Q::ONE]];
    Game::cheap_talk(sender, judge, [ratio(7, 10), ratio(3, 10)], ["case", "none"])
        .expect("a well formed game")
}

/// Cheap talk with the payoffs of the first message.
fn talk_of(game: Game) -> Game {
    let rows = |payoffs: &[Vec<Vec<Q>>]| payoffs.iter().map(|row| row[0].clone()).collect();
    let (sender, receiver) = (rows(game.sender_payoffs()), rows(game.receiver_payoffs()));
    Game::cheap_talk(sender, receiver, game.prior().to_vec(), ["a", "b"])
        .expect("a well formed game")
}

/// What commitment adds is never negative: mediation <= persuasion and arbitration <= first best.
fn ordered_regimes(game: &Game) {
    let value = |name: &str| {
        game.regime(name, Objective::Sender).expect("within the limits").value().clone()
    };
    let (low, high) = (value("mediation"), value("first_best"));
    for middle in [value("persuasion"), value("arbitration")] {
        assert!(low <= middle && middle <= high);
    }
}

/// Of the two poolings of beer and quiche one survives the intuitive criterion, by every test that
/// is at least as strong too (Cho and Kreps 1987).
fn one_is_intuitive(all: &Equilibria) {
    let ladder = all.ladder().expect("a small game");
    let column = ladder.tests.iter().position(|test| test.name == "intuitive").expect("a test");
    assert_eq!(ladder.survives.iter().filter(|row| row[column]).count(), 1);
}
