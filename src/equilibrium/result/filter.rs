//! Conditions on the outcomes of a list.

use super::equilibria::Equilibria;
use super::outcome::{Equilibrium, Kind};
use crate::exact::Q;
use crate::exact::budget::checkpoint;

/// Conditions on outcomes, by indices. Those that are not given hold for all.
///
/// # Examples
///
/// ```
/// use schelling::equilibrium::{Filter, Kind, Search};
/// use schelling::model;
///
/// let game = model::by_name("farrell-rabin-job")?.game(&[])?;
/// let all = game.equilibria(&Search::default())?;
/// let silent = Filter { kinds: Some(vec![Kind::Babbling]), ..Filter::default() };
/// assert_eq!(all.matching(&silent), [0, 1]);
/// # Ok::<(), schelling::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The outcome has one of these kinds.
    pub kinds: Option<Vec<Kind>>,
    /// It is in a component with one of these numbers.
    pub components: Option<Vec<usize>>,
    /// Each of these messages is sent.
    pub messages: Vec<usize>,
    /// Each of these messages (in a game with noise: signals) is seen, and has this reply.
    pub replies: Vec<(usize, Vec<Q>)>,
    /// Each of these actions is taken with positive probability.
    pub actions: Vec<usize>,
}

impl Filter {
    /// Do all conditions hold for an outcome?
    fn admits(&self, eq: &Equilibrium) -> bool {
        let on_path = eq.on_path();
        let plays = |a: usize| {
            let replies = (0..eq.seen().len()).filter_map(|m| eq.receiver(m));
            replies.into_iter().any(|reply| !reply[a].is_zero())
        };
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&eq.kind()))
            && self.components.as_ref().is_none_or(|all| all.contains(&eq.component()))
            && self.messages.iter().all(|m| on_path.contains(m))
            && self.replies.iter().all(|(m, reply)| eq.receiver(*m) == Some(reply))
            && self.actions.iter().all(|&a| plays(a))
    }
}

impl Equilibria {
    /// The indices of the outcomes for which all conditions hold, ascending.
    pub fn matching(&self, filter: &Filter) -> Vec<usize> {
        let admits = |i: &usize| {
            checkpoint();
            filter.admits(&self.outcomes[*i])
        };
        (0..self.len()).filter(admits).collect()
    }
}
