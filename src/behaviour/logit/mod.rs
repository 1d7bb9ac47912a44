//! Logit equilibria (logit agent quantal response equilibria; McKelvey and Palfrey 1998).
//!
//! `sigma[t,.] = softmax(lambda U[t,.])` and `rho[m,.] = softmax(ratio lambda V[m,.])`, with
//! beliefs by Bayes' rule: every message is sent. At lambda 0 play is uniform. The signs of the determinant
//! of the Jacobian over all equilibria sum to 1 where none is singular.

mod boxes;
mod path;
mod system;

use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::Budget;
use crate::exact::enclosure::FloatInterval;
use crate::game::Game;
use boxes::BoxSearch;
use path::{TracedPath, Tracker};
use system::LogitGame;

/// A logit equilibrium, with strategies and beliefs in rows: by type, by message, by message.
#[derive(Clone, Debug)]
pub struct LogitEquilibrium {
    /// The precision of the sender's choices.
    pub lambda: f64,
    /// The probability of each message, by type.
    pub sender: Vec<Vec<f64>>,
    /// The probability of each reply, by message.
    pub receiver: Vec<Vec<f64>>,
    /// The probability of each type, by message.
    pub beliefs: Vec<Vec<f64>>,
    /// The sign of the determinant of the Jacobian; 0 where it was not certified.
    pub index: i8,
    /// Bounds the distance of every probability to the true one; infinite without certificate.
    pub error: f64,
    /// Whether the path from uniform play meets it.
    pub principal: bool,
}

/// All logit equilibria at one lambda, as far as the search went.
#[derive(Clone, Debug)]
pub struct LogitEquilibria {
    /// The equilibria, those on the path from uniform play first.
    pub equilibria: Vec<LogitEquilibrium>,
    /// The sender's strategies at the centres of boxes that could not be decided.
    pub undecided: Vec<Vec<Vec<f64>>>,
    /// How many boxes were looked at.
    pub boxes: usize,
    /// Whether the search ended before its limit.
    pub finished: bool,
}

/// The logit system of a game, with the ratio of the receiver's precision to the sender's.
#[derive(Clone, Debug)]
pub struct LogitSystem {
    game: LogitGame,
    ratio: f64,
}

/// The path of logit equilibria from uniform play.
#[derive(Clone, Debug)]
pub struct LogitPath {
    system: LogitSystem,
    traced: TracedPath,
}

fn interval(x: &Q) -> FloatInterval {
    let near = x.to_f64();
    FloatInterval::rounded(near, is_exact(near, x))
}

fn is_exact(near: f64, x: &Q) -> bool {
    // `from_f64` finds the simplest rational that rounds to a float, so it cannot tell; a
    // denominator that is a power of two and a numerator of at most 53 bits can.
    let bottom = x.denominator();
    near.is_finite()
        && bottom.to_string().parse::<u64>().is_ok_and(u64::is_power_of_two)
        && x.numerator().to_string().parse::<i64>().is_ok_and(|n| n.unsigned_abs() < 1 << 53)
}

impl LogitSystem {
    /// The system of a game with one receiver.
    ///
    /// # Errors
    ///
    /// When the ratio is not a positive number.
    pub fn new(game: &Game, ratio: f64) -> Result<LogitSystem, Error> {
        if !(ratio > 0.0 && ratio.is_finite()) {
            let cure = "give the receiver's precision over the sender's";
            return Err(Error::Game(format!("ratio: {ratio} is not a positive number: {cure}")));
        }
        let (types, messages) = (game.types().len(), game.messages().len());
        let actions = game.actions().len();
        let mut sender = vec![FloatInterval::ZERO; types * messages * actions];
        let mut receiver = sender.clone();
        let senders: Vec<Vec<usize>> = (0..messages).map(|m| game.senders(m).collect()).collect();
        let replies: Vec<Vec<usize>> = (0..messages).map(|m| game.replies(m).to_vec()).collect();
        let mut open = vec![Vec::new(); types];
        for m in 0..messages {
            for &t in &senders[m] {
                open[t].push(m);
                for &a in &replies[m] {
                    let at = (t * messages + m) * actions + a;
                    sender[at] = interval(game.sender_payoff(t, m, a));
                    receiver[at] = interval(game.receiver_payoff(t, m, a));
                }
            }
        }
        let unknowns = (open.iter().enumerate())
            .flat_map(|(t, own)| own[1..].iter().map(move |&m| (t, m)))
            .collect();
        let prior = game.prior().iter().map(interval).collect();
        let game = LogitGame {
            types,
            messages,
            actions,
            prior,
            sender,
            receiver,
            open,
            replies,
            senders,
            unknowns,
        };
        Ok(LogitSystem { game, ratio })
    }

    /// Follows the path from uniform play until lambda first reaches `greatest`.
    ///
    /// # Errors
    ///
    /// When `greatest` is not a number of at least 0.
    pub fn path(&self, greatest: f64) -> Result<LogitPath, Error> {
        check(greatest, "lambda_max")?;
        let traced = Tracker { game: &self.game, ratio: self.ratio }.run(greatest);
        Ok(LogitPath { system: self.clone(), traced })
    }

    /// All logit equilibria at `lambda`, each proved to exist, by at most `max_boxes` boxes.
    ///
    /// # Errors
    ///
    /// When `lambda` is not a number of at least 0.
    pub fn equilibria(&self, lambda: f64, max_boxes: usize) -> Result<LogitEquilibria, Error> {
        check(lambda, "lambda")?;
        let search = BoxSearch { game: &self.game, lambda, ratio: self.ratio };
        let budget = Budget::current();
        let mut list = search.run(max_boxes, |_| budget.halt().is_none());
        let path = self.path((3.0 * lambda).max(10.0))?;
        let crossings = path.crossings(lambda);
        if !list.finished {
            // What is known otherwise is listed all the same.
            for y in &crossings {
                search.add(y, &mut list);
            }
        }
        let on_path = |y: &[f64]| {
            crossings
                .iter()
                .any(|c| c.iter().zip(y).all(|(a, b)| (a - b).abs() < 1e-7 * (1.0 + a.abs())))
        };
        let mut equilibria: Vec<LogitEquilibrium> = (list.points.iter())
            .map(|p| LogitEquilibrium {
                principal: on_path(&p.y),
                index: p.index,
                error: p.error,
                ..self.shown(&p.y, lambda)
            })
            .collect();
        equilibria.sort_by_key(|e| !e.principal);
        let undecided = list.undecided.iter().map(|y| self.shown(y, lambda).sender).collect();
        let (boxes, finished) = (list.boxes, list.finished);
        Ok(LogitEquilibria { equilibria, undecided, boxes, finished })
    }

    /// The strategies at a point, without certificate.
    fn shown(&self, y: &[f64], lambda: f64) -> LogitEquilibrium {
        let v = self.game.values(y, self.ratio * lambda);
        let rows = |flat: &[f64], n: usize| flat.chunks(n).map(<[f64]>::to_vec).collect();
        LogitEquilibrium {
            lambda,
            sender: rows(&v.sigma, self.game.messages),
            receiver: rows(&v.rho, self.game.actions),
            beliefs: rows(&v.mu, self.game.types),
            index: 0,
            error: f64::INFINITY,
            principal: true,
        }
    }

    fn certified(&self, y: &[f64], lambda: f64) -> LogitEquilibrium {
        let search = BoxSearch { game: &self.game, lambda, ratio: self.ratio };
        match search.certify(y) {
            Some(p) => {
                LogitEquilibrium { index: p.index, error: p.error, ..self.shown(&p.y, lambda) }
            }
            None => self.shown(y, lambda),
        }
    }
}

impl LogitPath {
    /// The points, from uniform play on, turning points among them.
    pub fn points(&self) -> Vec<LogitEquilibrium> {
        self.traced.points.iter().map(|p| self.system.shown(&p.y, p.lambda)).collect()
    }

    /// The turning points, in path order.
    pub fn folds(&self) -> Vec<LogitEquilibrium> {
        let place = |&i: &usize| &self.traced.points[i];
        self.traced.folds.iter().map(place).map(|p| self.system.shown(&p.y, p.lambda)).collect()
    }

    /// The lambdas at which another branch crosses the path.
    pub fn bifurcations(&self) -> &[f64] {
        &self.traced.bifurcations
    }

    /// Whether the greatest lambda was reached.
    pub fn is_reached(&self) -> bool {
        self.traced.reached
    }

    /// The equilibria where the path crosses `lambda`, in path order.
    pub fn all_at(&self, lambda: f64) -> Vec<LogitEquilibrium> {
        self.crossings(lambda).iter().map(|y| self.system.certified(y, lambda)).collect()
    }

    fn crossings(&self, lambda: f64) -> Vec<Vec<f64>> {
        let LogitSystem { game, ratio } = &self.system;
        Tracker { game, ratio: *ratio }.crossings(&self.traced, lambda)
    }
}

fn check(lambda: f64, name: &str) -> Result<(), Error> {
    let wrong = if lambda == f64::INFINITY {
        "infinite: give a finite number"
    } else if lambda.is_nan() || lambda < 0.0 {
        "not a number of at least 0: 0 is uniform play"
    } else {
        return Ok(());
    };
    Err(Error::Game(format!("{name}: {lambda} is {wrong}")))
}
