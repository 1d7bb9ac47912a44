//! From supports to an equilibrium: linear conditions, solved in rational arithmetic.

use crate::equilibrium::definition::verify::verify;
use crate::equilibrium::result::outcome::Equilibrium;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;

/// Which messages are sent by whom, and which replies follow.
pub(crate) struct Guess {
    /// `[m]`: the types that send it.
    pub senders: Vec<Vec<usize>>,
    /// `[m]`: the replies to it.
    pub replies: Vec<Vec<usize>>,
}

impl Guess {
    /// Nobody sends anything.
    pub fn new(game: &Game) -> Guess {
        let none = vec![Vec::new(); game.messages().len()];
        Guess { senders: none.clone(), replies: none }
    }
}

/// An equilibrium of the game in which only some messages can be sent, to be completed by replies
/// to the others.
pub(crate) struct Core<'a> {
    game: &'a Game,
    /// `[t][m]`
    sender: Vec<Vec<Q>>,
    /// `[m][a]`
    receiver: Vec<Vec<Q>>,
    /// `[m][t]`, off the path.
    beliefs: Vec<Option<Vec<Q>>>,
    /// `[t]`
    pub payoffs: Vec<Q>,
}

impl<'a> Core<'a> {
    /// The strategies with these supports, where these messages are in use; `None` where there are
    /// none.
    pub fn new(
        game: &'a Game,
        guess: &Guess,
        used: &[usize],
        stop: &dyn Fn() -> bool,
    ) -> Option<Core<'a>> {
        let sender = sender(game, guess, stop)?;
        let (receiver, payoffs) = receiver(game, guess, used, stop)?;
        let beliefs = vec![None; game.messages().len()];
        Some(Core { game, sender, receiver, beliefs, payoffs })
    }

    /// Answers a message that was left out by this reply, best at that belief.
    pub fn answer(&mut self, m: usize, (reply, belief): (Vec<Q>, Vec<Q>)) {
        self.receiver[m] = reply;
        self.beliefs[m] = Some(belief);
    }

    /// The equilibrium, if it is one.
    pub fn verified(self) -> Option<Equilibrium> {
        let Core { game, sender, receiver, beliefs, .. } = self;
        if !verify(game, &sender, &receiver, Some(&beliefs)).ok()?.ok() {
            return None;
        }
        let sent = |m: usize| sender.iter().any(|row| !row[m].is_zero());
        let on_path = receiver.into_iter().enumerate();
        let on_path = on_path.map(|(m, reply)| sent(m).then_some(reply)).collect();
        Some(Equilibrium::new(game, sender, on_path, 0, 1))
    }
}

/// The mixture of these replies to `m` that gives no type more than its payoff and is furthest in a
/// direction, by position.
pub(crate) fn reply(
    game: &Game,
    m: usize,
    payoffs: &[Q],
    replies: &[usize],
    towards: impl Fn(usize) -> Q,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Q>> {
    let mut program = Program::new();
    let columns: Vec<usize> = (0..replies.len()).map(|k| program.variable(towards(k))).collect();
    program.equal(columns.iter().map(|&j| (j, Q::ONE)), Q::ONE);
    for t in game.senders(m) {
        let worth = replies.iter().zip(&columns);
        let worth = worth.map(|(&a, &j)| (j, game.sender_payoff(t, m, a).clone()));
        program.at_most(worth, payoffs[t].clone());
    }
    let Solution::Optimal { primal, .. } = program.solve_unless(stop)? else { return None };
    let mut row = vec![Q::ZERO; game.actions().len()];
    replies.iter().zip(columns).for_each(|(&a, j)| row[a] = primal[j].clone());
    Some(row)
}

/// Adds that replies are best: the first as good as the others, and nothing better, against the
/// masses of types in the columns.
fn best_replies(
    program: &mut Program,
    game: &Game,
    m: usize,
    columns: &[(usize, usize)],
    replies: &[usize],
) {
    let Some((&base, others)) = replies.split_first() else { return };
    for &b in game.replies(m).iter().filter(|b| **b != base) {
        let gain = columns
            .iter()
            .map(|&(t, j)| (j, game.receiver_payoff(t, m, b) - game.receiver_payoff(t, m, base)));
        if others.contains(&b) {
            program.equal(gain, Q::ZERO);
        } else {
            program.at_most(gain, Q::ZERO);
        }
    }
}

/// A belief at which all replies that this one mixes are best.
pub(crate) fn belief(
    game: &Game,
    m: usize,
    reply: &[Q],
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Q>> {
    let replies: Vec<usize> = (0..reply.len()).filter(|&a| !reply[a].is_zero()).collect();
    let mut program = Program::new();
    let columns: Vec<(usize, usize)> =
        game.senders(m).map(|t| (t, program.variable(Q::ZERO))).collect();
    program.equal(columns.iter().map(|&(_, j)| (j, Q::ONE)), Q::ONE);
    best_replies(&mut program, game, m, &columns, &replies);
    let Solution::Optimal { primal, .. } = program.solve_unless(stop)? else { return None };
    let mut belief = vec![Q::ZERO; game.types().len()];
    columns.into_iter().for_each(|(t, j)| belief[t] = primal[j].clone());
    Some(belief)
}

/// A strategy of the sender against which the guessed replies are best.
fn sender(game: &Game, guess: &Guess, stop: &dyn Fn() -> bool) -> Option<Vec<Vec<Q>>> {
    let types = game.types().len();
    let mut program = Program::new();
    let mut of_type: Vec<Vec<(usize, usize)>> = vec![Vec::new(); types];
    for (m, senders) in guess.senders.iter().enumerate().filter(|(_, list)| !list.is_empty()) {
        let columns: Vec<(usize, usize)> =
            senders.iter().map(|&t| (t, program.variable(Q::ZERO))).collect();
        columns.iter().for_each(|&(t, j)| of_type[t].push((m, j)));
        best_replies(&mut program, game, m, &columns, &guess.replies[m]);
    }
    for (t, cells) in of_type.iter().enumerate() {
        program.equal(cells.iter().map(|&(_, j)| (j, Q::ONE)), game.prior()[t].clone());
    }
    let Solution::Optimal { primal, .. } = program.solve_unless(stop)? else { return None };
    let mut sender = vec![vec![Q::ZERO; game.messages().len()]; types];
    for (t, cells) in of_type.iter().enumerate() {
        cells.iter().for_each(|&(m, j)| sender[t][m] = &primal[j] / &game.prior()[t]);
    }
    Some(sender)
}

/// Replies that make the guessed messages best for their senders among those in use, and what
/// types get.
fn receiver(
    game: &Game,
    guess: &Guess,
    used: &[usize],
    stop: &dyn Fn() -> bool,
) -> Option<(Vec<Vec<Q>>, Vec<Q>)> {
    let mut program = Program::new();
    let payoffs: Vec<usize> = game.types().iter().map(|_| program.free(Q::ZERO)).collect();
    let mut columns = Vec::with_capacity(used.len());
    for &m in used {
        let replies = &guess.replies[m];
        let of_m: Vec<usize> = replies.iter().map(|_| program.variable(Q::ZERO)).collect();
        program.equal(of_m.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        for t in game.senders(m) {
            let worth = replies.iter().zip(&of_m);
            let worth = worth.map(|(&a, &j)| (j, game.sender_payoff(t, m, a).clone()));
            let row = worth.chain([(payoffs[t], -Q::ONE)]);
            if guess.senders[m].contains(&t) {
                program.equal(row, Q::ZERO);
            } else {
                program.at_most(row, Q::ZERO);
            }
        }
        columns.push((m, of_m));
    }
    let Solution::Optimal { primal, .. } = program.solve_unless(stop)? else { return None };
    let mut receiver = vec![vec![Q::ZERO; game.actions().len()]; game.messages().len()];
    for (m, of_m) in columns {
        let each = guess.replies[m].iter().zip(of_m);
        each.for_each(|(&a, j)| receiver[m][a] = primal[j].clone());
    }
    Some((receiver, payoffs.into_iter().map(|j| primal[j].clone()).collect()))
}
