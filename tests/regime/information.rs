//! Blackwell's order, with its witnesses checked from their definition, and measures of
//! information.

use approx::assert_abs_diff_eq;
use schelling::equilibrium::{Equilibrium, Search};
use schelling::regime::{Objective, Witness, blackwell};
use schelling::{Game, Q};

use super::prosecutor;
use crate::common::q;
use crate::oracle::random::Random;

type Experiment = Vec<Vec<Q>>;

fn garbled(x: &Experiment, by: &Experiment) -> Experiment {
    (0..by[0].len())
        .map(|r| {
            (0..x[0].len())
                .map(|t| x.iter().zip(by).map(|(mass, row)| &mass[t] * &row[r]).sum())
                .collect()
        })
        .collect()
}

/// What the best decisions are worth, straight from the definition.
fn worth(payoffs: &Experiment, x: &Experiment) -> Q {
    x.iter()
        .map(|mass| {
            let payoff = |row: &Vec<Q>| row.iter().zip(mass).map(|(u, x)| u * x).sum::<Q>();
            payoffs.iter().map(payoff).max().unwrap()
        })
        .sum()
}

/// Is the witness one, and is it a garbling?
fn checked(witness: &Witness, x: &Experiment, y: &Experiment) -> bool {
    match witness {
        Witness::Garbling(by) => {
            assert!(by.iter().all(|row| row.iter().sum::<Q>() == Q::ONE));
            assert!(by.iter().flatten().all(|g| !g.is_negative()));
            assert_eq!(&garbled(x, by), y);
            true
        }
        Witness::Problem { payoffs, first, second } => {
            assert_eq!((&worth(payoffs, x), &worth(payoffs, y)), (first, second));
            assert!(first < second);
            false
        }
    }
}

#[test]
fn every_answer_has_its_witness() {
    let mut random = Random(53);
    let mut counts = [0; 2];
    for round in 0..120 {
        let types = 2 + round % 2;
        let prior = random.prior(types);
        // each type's distribution over three signals
        let mut draw = |signals: usize| -> Experiment {
            let rows: Vec<Vec<Q>> = prior
                .iter()
                .map(|p| random.prior(signals).iter().map(|x| x * p).collect())
                .collect();
            (0..signals).map(|s| rows.iter().map(|row| row[s].clone()).collect()).collect()
        };
        let (x, y) = (draw(3), draw(2));
        let by: Experiment = (0..3).map(|_| random.prior(2)).collect();
        let less = garbled(&x, &by);
        let found = blackwell(&x, &less).unwrap();
        assert!(checked(&found.forward, &x, &less));
        checked(&found.backward, &less, &x);
        let found = blackwell(&x, &y).unwrap();
        counts[usize::from(checked(&found.forward, &x, &y))] += 1;
        checked(&found.backward, &y, &x);
    }
    assert!(counts[0] > 10 && counts[1] > 10, "{counts:?}");
}

#[test]
fn experiments_are_checked() {
    let refused = |x: &[Vec<Q>], y: &[Vec<Q>]| blackwell(x, y).unwrap_err().to_string();
    let one = [vec![q("1/2"), q("1/2")]];
    assert!(refused(&one, &[vec![q("1")]]).contains("different priors"));
    assert!(refused(&[], &one).contains("the first experiment: give each signal a mass"));
    assert!(refused(&one, &[vec![q("3/2"), q("1/2")], vec![q("-1"), q("0")]]).contains("below 0"));
}

#[test]
fn what_a_regime_reveals_can_be_compared() {
    // for the receiver, persuasion reveals all that matters; the prosecutor reveals less
    let game = prosecutor();
    let table = |objective: Objective| -> Experiment {
        let regime = game.persuasion(objective).unwrap();
        let signals = regime.experiment().iter();
        signals.map(|s| s.belief.iter().map(|x| x * &s.probability).collect()).collect()
    };
    let found = blackwell(&table(Objective::Receiver), &table(Objective::Sender)).unwrap();
    assert!(matches!(found.forward, Witness::Garbling(_)));
    assert!(matches!(found.backward, Witness::Problem { .. }));
}

#[test]
fn an_equilibrium_and_its_regime_inform_alike() {
    let mut random = Random(71);
    let mut informs = 0;
    for round in 0..240 {
        let game = match round % 3 {
            0 => random.cheap_talk(5),
            1 => random.costly(),
            _ => random.evidence(),
        };
        let objective = random.objective(&game);
        let found = game.best_equilibrium(&objective, &Search::default()).unwrap();
        assert_eq!(found.value, most(&game, &objective));
        let (eq, regime) = (found.equilibrium, game.talk(objective).unwrap());
        assert_eq!(regime.masses(), eq.masses());
        assert_eq!(regime.value_of_information(), eq.value_of_information());
        assert_abs_diff_eq!(regime.information(), eq.information(), epsilon = 1e-12);
        informs += usize::from(eq.value_of_information().is_positive());
        // to be told everything is worth the receiver's gain over the best action at the prior
        if game.is_cheap_talk() {
            let [none, all] = ["no_talk", "persuasion"]
                .map(|name| game.regime(name, Objective::Receiver).unwrap());
            assert_eq!(none.value_of_information(), Q::ZERO);
            assert_eq!(all.value_of_information(), all.value() - none.value());
        }
    }
    assert!(informs > 10, "{informs}");
}

/// The value of the best outcomes of the list.
fn most(game: &Game, objective: &Objective) -> Q {
    let value = |eq: &Equilibrium| match objective {
        Objective::Sender => eq.sender_payoff(),
        Objective::Receiver => eq.receiver_payoff().clone(),
        Objective::Type(t) => eq.sender_payoffs()[*t].clone(),
        Objective::Weights { types, receiver } => {
            let types = types.iter().zip(eq.sender_payoffs()).map(|(w, u)| w * u).sum::<Q>();
            types + receiver * eq.receiver_payoff()
        }
        _ => unreachable!("no such objective is asked of these games"),
    };
    let all = game.equilibria(&Search::default()).unwrap();
    let most = all.iter().map(value).max().unwrap();
    let best = objective.best(&all).unwrap().unwrap();
    assert_eq!(value(&all[best]), most);
    most
}
