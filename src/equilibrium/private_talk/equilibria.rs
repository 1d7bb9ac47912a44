//! The list of all extreme outcomes of a game in which audiences hear words of their own.

use std::ops::Index;

use super::list::outcomes;
use super::listeners::Listeners;
use super::outcome::WordEquilibrium;
use super::search::{Supported, supported};
use crate::equilibrium::limits::Control;
use crate::equilibrium::result::Stop;
use crate::error::Error;
use crate::exact::IBig;
use crate::exact::budget::{self, Halt};
use crate::game::Game;

/// All perfect Bayesian equilibria of a game in which audiences hear words of their own: extreme
/// outcomes, component by component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordEquilibria {
    pub(super) game: Game,
    pub(super) outcomes: Vec<WordEquilibrium>,
    pub(super) stopped: Option<Stop>,
    /// The length of the list of which this is a part.
    pub(super) selected_from: Option<usize>,
}

/// The most ways to assign messages to types that a search goes through, which take some minutes: 12
/// types with 2 messages, 7 with 3, 5 with 4.
const MOST_ASSIGNMENTS: u128 = 1_000_000;

/// The equilibria of a game, as far as the control lets the search go.
pub(in crate::equilibrium) fn word_equilibria(
    game: &Game,
    control: &Control,
) -> Result<WordEquilibria, Error> {
    check_size(game)?;
    let talk = Listeners::new(game);
    let mut found: Vec<Supported> = Vec::new();
    let searched = budget::catch(|| {
        if supported::<i128>(&talk, &mut found, control).is_err() {
            found.clear();
            control.restart();
            supported::<IBig>(&talk, &mut found, control).expect("big integers do not overflow");
        }
    });
    match searched {
        Err(halt @ Halt::Memory { .. }) => return Err(halt.error()),
        Err(halt) => control.halted(&halt),
        Ok(()) => control.look(),
    }
    let listed = budget::catch(|| outcomes(&talk, &found));
    let outcomes = match listed {
        Ok(outcomes) => outcomes,
        Err(halt) => {
            control.halted(&halt);
            Vec::new()
        }
    };
    let (game, stopped) = (game.clone(), control.reason());
    Ok(WordEquilibria { game, outcomes, stopped, selected_from: None })
}

fn check_size(game: &Game) -> Result<(), Error> {
    let messages = 0..game.messages().len();
    let ways = (0..game.types().len()).fold(1u128, |all, t| {
        let open = messages.clone().filter(|&m| game.is_available(t, m)).count();
        let own = 1u128.checked_shl(open as u32).map_or(u128::MAX, |sets| sets - 1);
        all.saturating_mul(own)
    });
    if ways > MOST_ASSIGNMENTS {
        return Err(Error::Limit(format!(
            "words: there are {} ways to say which types send which messages, more than \
             {MOST_ASSIGNMENTS}: take fewer types or messages, or leave the words out",
            if ways < u128::MAX { ways.to_string() } else { "over 10^38".into() }
        )));
    }
    Ok(())
}

impl WordEquilibria {
    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// Was the search complete, so that nothing is missing?
    pub fn complete(&self) -> bool {
        self.stopped.is_none()
    }

    /// The reason why the search ended early, if it did.
    pub fn stopped(&self) -> Option<Stop> {
        self.stopped
    }

    /// The length of the list from which these outcomes were selected; `None` if they were not.
    pub fn selected_from(&self) -> Option<usize> {
        self.selected_from
    }

    /// The number of extreme outcomes.
    pub fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Is the list empty? Only a search that was stopped returns none.
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// The extreme outcomes, component by component.
    pub fn iter(&self) -> std::slice::Iter<'_, WordEquilibrium> {
        self.outcomes.iter()
    }

    /// The list with every copy: with each outcome those that say other words instead, in the same
    /// component.
    pub fn expanded(&self) -> WordEquilibria {
        let mut outcomes: Vec<WordEquilibrium> =
            self.iter().flat_map(WordEquilibrium::copies).collect();
        outcomes.sort_by(|a, b| {
            a.component().cmp(&b.component()).then_with(|| b.order().cmp(&a.order()))
        });
        WordEquilibria { outcomes, ..self.clone() }
    }
}

impl Index<usize> for WordEquilibria {
    type Output = WordEquilibrium;
    fn index(&self, i: usize) -> &WordEquilibrium {
        &self.outcomes[i]
    }
}

impl<'a> IntoIterator for &'a WordEquilibria {
    type Item = &'a WordEquilibrium;
    type IntoIter = std::slice::Iter<'a, WordEquilibrium>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
