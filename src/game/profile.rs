//! Strategy profiles, and the message probabilities, posteriors and payoffs that follow from them.

use super::noisy::Channel;
use super::signalling_game::Game;
use crate::error::Error;
use crate::exact::Q;

/// A strategy for each player, checked to be one of the game.
///
/// With prior `p`, sender strategy `sigma` and receiver strategy `rho`:
///
/// ```text
/// Pr(m)    = sum_t p_t sigma[t,m]
/// mu[m,t]  = p_t sigma[t,m] / Pr(m)                  where Pr(m) > 0 (Bayes' rule)
/// u_t      = sum_m sigma[t,m] sum_a rho[m,a] uS[t,m,a]
/// receiver = sum_t p_t sum_m sigma[t,m] sum_a rho[m,a] uR[t,m,a]
/// ```
///
/// # Examples
///
/// Good news is always announced, bad news half the time, and announcements are believed:
///
/// ```
/// use schelling::game::Profile;
/// use schelling::{Error, Game, Q};
///
/// # fn main() -> Result<(), Error> {
/// let q = |n: i64| Q::from(n);
/// let half = || Q::new(1, 2).unwrap();
/// let game = Game::cheap_talk(
///     vec![vec![q(0), q(1)], vec![q(0), q(1)]],
///     vec![vec![q(1), q(0)], vec![q(0), q(1)]],
///     [half(), half()],
///     ["bad news", "good news"],
/// )?;
/// let sender = [vec![half(), half()], vec![q(0), q(1)]];
/// let receiver = [vec![q(1), q(0)], vec![q(0), q(1)]];
/// let profile = Profile::new(&game, &sender, &receiver)?;
/// assert_eq!(profile.message_probability(1), Q::new(3, 4).unwrap());
/// assert_eq!(profile.posterior(1), Some(vec![Q::new(1, 3).unwrap(), Q::new(2, 3).unwrap()]));
/// assert_eq!(profile.sender_payoffs(), [half(), q(1)]);
/// assert_eq!(profile.receiver_payoff(), Q::new(3, 4).unwrap());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Profile<'a> {
    game: &'a Game,
    sender: &'a [Vec<Q>],
    receiver: &'a [Vec<Q>],
}

impl<'a> Profile<'a> {
    /// Checks the strategies `sender[t][m]` and `receiver[m][a]`.
    ///
    /// The receiver's strategy has a row for every message, including those that no type sends.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] names the first entry at fault: a list of the wrong length, a negative
    /// entry, a row that does not sum to 1, weight on a message that the type cannot send or on a
    /// reply that cannot follow the message.
    pub fn new(
        game: &'a Game,
        sender: &'a [Vec<Q>],
        receiver: &'a [Vec<Q>],
    ) -> Result<Profile<'a>, Error> {
        check_sender(game, sender)?;
        let (messages, actions) = (game.messages(), game.actions());
        check_count("receiver", receiver.len(), messages, "message")?;
        for (m, row) in receiver.iter().enumerate() {
            let path = format!("receiver[{:?}]", messages[m]);
            check_replies(game, m, row, &path)?;
            if let Some(a) =
                (0..row.len()).find(|&a| row[a].is_positive() && !game.replies(m).contains(&a))
            {
                return Err(Error::Game(format!(
                    "{path}[{action:?}] is {}, but {action:?} cannot follow {:?}: put the weight \
                     on an action that can",
                    row[a],
                    messages[m],
                    action = actions[a],
                )));
            }
        }
        Ok(Profile { game, sender, receiver })
    }

    /// The game.
    pub fn game(&self) -> &'a Game {
        self.game
    }

    /// The sender's strategy `[t][m]`.
    pub fn sender(&self) -> &'a [Vec<Q>] {
        self.sender
    }

    /// The receiver's strategy `[m][a]`.
    pub fn receiver(&self) -> &'a [Vec<Q>] {
        self.receiver
    }

    /// The probability of message `m`.
    pub fn message_probability(&self, m: usize) -> Q {
        self.game.prior().iter().zip(self.sender).map(|(p, row)| p * &row[m]).sum()
    }

    /// The receiver's belief `[t]` after message `m` by Bayes' rule; `None` when no type sends `m`.
    pub fn posterior(&self, m: usize) -> Option<Vec<Q>> {
        let total = self.message_probability(m);
        if total.is_zero() {
            return None;
        }
        let joint = self.game.prior().iter().zip(self.sender).map(|(p, row)| p * &row[m]);
        Some(joint.map(|x| x / &total).collect())
    }

    /// The expected payoff of type `t` from sending `m`, whether it does or not; 0, without a
    /// meaning, when it cannot.
    pub fn message_payoff(&self, t: usize, m: usize) -> Q {
        let reply = self.receiver[m].iter().enumerate();
        reply.map(|(a, rho)| rho * self.game.sender_payoff(t, m, a)).sum()
    }

    /// `[t]`: the expected payoff of each type.
    pub fn sender_payoffs(&self) -> Vec<Q> {
        let expect = |(t, row): (usize, &Vec<Q>)| -> Q {
            let sent = row.iter().enumerate().filter(|(_, sigma)| sigma.is_positive());
            sent.map(|(m, sigma)| sigma * &self.message_payoff(t, m)).sum()
        };
        self.sender.iter().enumerate().map(expect).collect()
    }

    /// The sender's expected payoff before it learns its type.
    pub fn sender_payoff(&self) -> Q {
        self.game.prior().iter().zip(self.sender_payoffs()).map(|(p, u)| p * &u).sum()
    }

    /// The receiver's expected payoff before it sees the message.
    pub fn receiver_payoff(&self) -> Q {
        let mut total = Q::ZERO;
        for (t, (p, row)) in self.game.prior().iter().zip(self.sender).enumerate() {
            for (m, sigma) in row.iter().enumerate().filter(|(_, sigma)| sigma.is_positive()) {
                let reply = self.receiver[m].iter().enumerate();
                let value: Q = reply.map(|(a, rho)| rho * self.game.receiver_payoff(t, m, a)).sum();
                total += &(&(p * sigma) * &value);
            }
        }
        total
    }
}

/// Checks that a reply to `m` is a distribution over the actions of each reader. A reader whom no type
/// that can send the message ever meets may have none.
fn check_replies(game: &Game, m: usize, row: &[Q], path: &str) -> Result<(), Error> {
    let sets = game.information_sets();
    if sets.len() == 1 {
        return check_distribution(path, row, game.actions(), "action");
    }
    check_count(path, row.len(), game.actions(), "action")?;
    for (r, set) in sets.iter().enumerate() {
        let (own, labels) = (&row[set.actions()], &game.actions()[set.actions()]);
        let met = game.senders(m).any(|t| set.weights()[t].is_positive());
        if met || own.iter().any(|q| !q.is_zero()) {
            let path = format!("{path} of {}", game.reader_label(r));
            check_distribution(&path, own, labels, "action")?;
        }
    }
    Ok(())
}

/// Checks that the beliefs after each message, one or a chain, are distributions over the types.
///
/// Weight on a type that cannot send the message is allowed here: it is a condition of equilibrium.
pub(crate) fn check_beliefs(game: &Game, beliefs: &[Vec<Vec<Q>>]) -> Result<(), Error> {
    check_count("beliefs", beliefs.len(), game.messages(), "message")?;
    for (message, chain) in game.messages().iter().zip(beliefs) {
        for (i, row) in chain.iter().enumerate() {
            let place = if chain.len() > 1 { format!("[{i}]") } else { String::new() };
            let path = format!("beliefs[{message:?}]{place}");
            check_distribution(&path, row, game.types(), "type")?;
        }
    }
    Ok(())
}

/// Checks strategies `sender[t][m]` and `receiver[s][a]`, by signal.
pub(crate) fn check_profile(
    game: &Game,
    channel: &Channel,
    sender: &[Vec<Q>],
    receiver: &[Vec<Q>],
) -> Result<(), Error> {
    check_sender(game, sender)?;
    let actions = game.actions();
    check_count("receiver", receiver.len(), channel.signals(), "signal")?;
    for (s, row) in receiver.iter().enumerate() {
        let signal = &channel.signals()[s];
        let path = format!("receiver[{signal:?}]");
        if game.information_sets().len() == 1 {
            check_distribution(&path, row, actions, "action")?;
        } else {
            check_count(&path, row.len(), actions, "action")?;
            for (r, set) in channel.readers(game, s) {
                let (own, labels) = (&row[set.actions()], &actions[set.actions()]);
                let path = format!("{path} of {}", game.reader_label(r));
                check_distribution(&path, own, labels, "action")?;
            }
        }
        let open = channel.replies(s);
        if let Some(a) = (0..row.len()).find(|&a| !row[a].is_zero() && !open.contains(&a)) {
            return Err(Error::Game(format!(
                "{path}[{action:?}] is {}, but {action:?} cannot follow {signal:?}: put the weight \
                 on an action that can",
                row[a],
                action = actions[a],
            )));
        }
    }
    Ok(())
}

/// Checks a strategy `sender[t][m]`.
fn check_sender(game: &Game, sender: &[Vec<Q>]) -> Result<(), Error> {
    let (types, messages) = (game.types(), game.messages());
    check_count("sender", sender.len(), types, "type")?;
    for (t, row) in sender.iter().enumerate() {
        let path = format!("sender[{:?}]", types[t]);
        check_distribution(&path, row, messages, "message")?;
        if let Some(m) = (0..row.len()).find(|&m| row[m].is_positive() && !game.is_available(t, m))
        {
            return Err(Error::Game(format!(
                "{path}[{message:?}] is {}, but type {:?} cannot send {message:?}: put the weight \
                 on a message that it can send",
                row[m],
                types[t],
                message = messages[m],
            )));
        }
    }
    Ok(())
}

fn check_count(path: &str, found: usize, labels: &[String], singular: &str) -> Result<(), Error> {
    if found == labels.len() {
        return Ok(());
    }
    let entries = if found == 1 { "entry" } else { "entries" };
    Err(Error::Game(format!(
        "{path} has {found} {entries}: give one for each {singular}, {} in all",
        labels.len()
    )))
}

fn check_distribution(
    path: &str,
    row: &[Q],
    labels: &[String],
    singular: &str,
) -> Result<(), Error> {
    check_count(path, row.len(), labels, singular)?;
    if let Some((label, x)) = labels.iter().zip(row).find(|(_, x)| x.is_negative()) {
        return Err(Error::Game(format!(
            "{path}[{label:?}] is {x}: a probability cannot be negative, so raise it to at least 0"
        )));
    }
    let sum: Q = row.iter().cloned().sum();
    if sum == Q::ONE {
        return Ok(());
    }
    let unsent = match sum.is_zero() && singular == "action" {
        true => {
            "; to what nobody sends a profile needs a reply as well, and that of an outcome, \
                 profile(), has one"
        }
        false => "",
    };
    Err(Error::Game(format!(
        "{path} sums to {sum}: its probabilities must sum to 1 exactly{unsent}"
    )))
}
