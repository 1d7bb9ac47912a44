//! The equilibrium with given supports: linear programmes in rational arithmetic.

use crate::equilibrium::result::Equilibrium;
use crate::equilibrium::verify::verify;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;

/// The supports of both players' strategies, by message.
pub(super) struct SupportProfile {
    /// `[m]`: the types that send it.
    pub(super) senders: Vec<Vec<usize>>,
    /// `[m]`: the replies to it.
    pub(super) replies: Vec<Vec<usize>>,
}

/// An equilibrium of the game restricted to some messages, to be completed by replies to the
/// others.
pub(super) struct PartialEquilibrium<'a> {
    game: &'a Game,
    /// `[t][m]`
    sender: Vec<Vec<Q>>,
    /// `[m][a]`
    receiver: Vec<Vec<Q>>,
    /// `[m][t]`, off the path.
    beliefs: Vec<Option<Vec<Q>>>,
    /// `[t]`
    pub(super) payoffs: Vec<Q>,
}

impl<'a> PartialEquilibrium<'a> {
    /// Strategies with these supports, if there are any that are optimal among the messages `used`.
    pub(super) fn new(
        game: &'a Game,
        supports: &SupportProfile,
        used: &[usize],
        stop: &dyn Fn() -> bool,
    ) -> Option<PartialEquilibrium<'a>> {
        let sender = sender(game, supports, stop)?;
        let (receiver, payoffs) = receiver(game, supports, used, stop)?;
        let beliefs = vec![None; game.messages().len()];
        Some(PartialEquilibrium { game, sender, receiver, beliefs, payoffs })
    }

    /// Sets the reply to a message that was left out, and the belief at which it is best.
    pub(super) fn set_reply(&mut self, m: usize, (reply, belief): (Vec<Q>, Vec<Q>)) {
        self.receiver[m] = reply;
        self.beliefs[m] = Some(belief);
    }

    /// The outcome, if it passes [`verify`].
    pub(super) fn verified(self) -> Option<Equilibrium> {
        let PartialEquilibrium { game, sender, receiver, beliefs, .. } = self;
        if !verify(game, &sender, &receiver, Some(&beliefs)).ok()?.ok() {
            return None;
        }
        let sent = |m: usize| sender.iter().any(|row| !row[m].is_zero());
        let on_path = receiver.into_iter().enumerate();
        let on_path = on_path.map(|(m, reply)| sent(m).then_some(reply)).collect();
        Some(Equilibrium::new(game, sender, on_path, 0, (1, true)))
    }
}

/// The mixture of `replies` to `m` that maximises `objective` (by position in `replies`) among
/// those that give no type more than its payoff.
pub(super) fn deterring_reply(
    game: &Game,
    m: usize,
    payoffs: &[Q],
    replies: &[usize],
    objective: impl Fn(usize) -> Q,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Q>> {
    let mut program = Program::new();
    let columns: Vec<usize> = (0..replies.len()).map(|k| program.variable(objective(k))).collect();
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

/// Adds the conditions that `replies` are all best against the masses of the types in `columns`: as
/// good as one another, and no other reply better.
fn require_best(
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

/// A belief at which every action in the support of `reply` is best.
pub(super) fn supporting_belief(
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
    require_best(&mut program, game, m, &columns, &replies);
    let Solution::Optimal { primal, .. } = program.solve_unless(stop)? else { return None };
    let mut belief = vec![Q::ZERO; game.types().len()];
    columns.into_iter().for_each(|(t, j)| belief[t] = primal[j].clone());
    Some(belief)
}

/// A strategy of the sender with these supports against which the replies are best.
fn sender(game: &Game, supports: &SupportProfile, stop: &dyn Fn() -> bool) -> Option<Vec<Vec<Q>>> {
    let types = game.types().len();
    let mut program = Program::new();
    let mut of_type: Vec<Vec<(usize, usize)>> = vec![Vec::new(); types];
    for (m, senders) in supports.senders.iter().enumerate().filter(|(_, list)| !list.is_empty()) {
        let columns: Vec<(usize, usize)> =
            senders.iter().map(|&t| (t, program.variable(Q::ZERO))).collect();
        columns.iter().for_each(|&(t, j)| of_type[t].push((m, j)));
        require_best(&mut program, game, m, &columns, &supports.replies[m]);
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

/// Replies with these supports that make each message best for its senders among those `used`, and
/// the payoffs of the types.
fn receiver(
    game: &Game,
    supports: &SupportProfile,
    used: &[usize],
    stop: &dyn Fn() -> bool,
) -> Option<(Vec<Vec<Q>>, Vec<Q>)> {
    let mut program = Program::new();
    let payoffs: Vec<usize> = game.types().iter().map(|_| program.free(Q::ZERO)).collect();
    let mut columns = Vec::with_capacity(used.len());
    for &m in used {
        let replies = &supports.replies[m];
        let of_m: Vec<usize> = replies.iter().map(|_| program.variable(Q::ZERO)).collect();
        program.equal(of_m.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        for t in game.senders(m) {
            let worth = replies.iter().zip(&of_m);
            let worth = worth.map(|(&a, &j)| (j, game.sender_payoff(t, m, a).clone()));
            let row = worth.chain([(payoffs[t], -Q::ONE)]);
            if supports.senders[m].contains(&t) {
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
        let each = supports.replies[m].iter().zip(of_m);
        each.for_each(|(&a, j)| receiver[m][a] = primal[j].clone());
    }
    Some((receiver, payoffs.into_iter().map(|j| primal[j].clone()).collect()))
}
