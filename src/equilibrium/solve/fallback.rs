//! The fallback where no path led to an equilibrium: the search for all, in the time that is left.

use std::time::Duration;

use super::{LOST, NONE_YET};
use crate::equilibrium::limits::Monitor;
use crate::equilibrium::method::Method;
use crate::equilibrium::result::{Equilibrium, Stop};
use crate::equilibrium::search::Search;
use crate::error::Error;
use crate::game::Game;

impl Search {
    /// The first equilibrium that the search for all finds in the time that is left. Without a time
    /// limit this is an error, since that search may never end.
    pub(super) fn first_of_all(
        &self,
        game: &Game,
        left: Option<Duration>,
        monitor: &dyn Monitor,
    ) -> Result<Equilibrium, Error> {
        if left.is_none() {
            return Err(Error::Limit(format!(
                "{LOST}, and the search for all equilibria may take for ever: set time_limit to \
                 search until then, or choose the method \"enumeration\""
            )));
        }
        let search = Search {
            time_limit: left,
            max_outcomes: 0,
            method: Method::Enumeration,
            ..self.clone()
        };
        let found = search.run(game, monitor);
        let found = found.map_err(|e| Error::Limit(format!("{LOST}, and {e}")))?;
        found.iter().next().cloned().ok_or_else(|| {
            Error::Limit(match found.stopped() {
                Some(Stop::Time) => format!("{LOST} within the time limit: raise time_limit"),
                _ => NONE_YET.into(),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::equilibrium::limits::Unwatched;

    #[test]
    fn the_fallback_is_bounded() {
        let game = crate::io::json::from_str(
            r#"{"schelling": 1, "prior": ["1/5", "4/5"],
                "sender": [[["1/2", 1], [0, 0]], [[-2, 1], [0, 0]]],
                "receiver": [[[-2, 0], [1, 1]], [[1, 0], [1, 1]]]}"#,
        )
        .expect("a game");
        let first = |left| Search::default().first_of_all(&game, left, &Unwatched);
        let refused = first(None).expect_err("no time limit").to_string();
        assert!(refused.starts_with(LOST) && refused.contains("set time_limit"), "{refused}");
        let late = first(Some(Duration::ZERO)).expect_err("no time").to_string();
        assert!(late.starts_with(LOST) && late.contains("time limit"), "{late}");
        let all = game.equilibria(&Search::default()).expect("a small game");
        let found = first(Some(Duration::from_secs(600))).expect("time enough");
        assert!(all.iter().any(|eq| eq.sender() == found.sender()));
    }
}
