//! A count of the digits that the long numbers of a game have in all, and its limit.

use super::Q;
use super::text::MAX_EXPONENT;

/// The most digits that the long numbers of a game may have in all.
const MOST: usize = 1_000_000;

/// Texts up to this length are read at once, and not counted: a fraction of two machine words, with
/// its sign, takes at most 40 characters.
const SHORT: usize = 40;

/// A counter of digits, with a limit. Numbers that fit two machine words are free.
#[derive(Debug, Default)]
pub(crate) struct Digits(usize);

impl Digits {
    /// Counts the digits of a number that stands in so many places.
    ///
    /// # Errors
    ///
    /// A sentence for the user when the count is past the limit.
    pub fn number(&mut self, number: &Q, places: usize) -> Result<(), String> {
        self.add(number.long_digits().saturating_mul(places), MOST)
    }

    /// Counts the digits that a number spelled like this may have, before it is read. Signs and
    /// leading zeros count too, so a tenth more than the limit passes here; [`Digits::number`]
    /// then counts exactly.
    ///
    /// # Errors
    ///
    /// As for [`Digits::number`].
    pub fn text(&mut self, text: &str) -> Result<(), String> {
        let power = |part: &str| -> Option<usize> {
            let (_, power) = part.trim_end().split_once(['e', 'E'])?;
            // Larger powers are refused without being raised.
            let power = power.trim_start_matches(['+', '-']).parse().ok();
            power.filter(|&power| power <= MAX_EXPONENT)
        };
        let powers = text.split('/').map(|part| power(part).unwrap_or(0));
        let length = powers.fold(text.len(), usize::saturating_add);
        self.add(if length > SHORT { length } else { 0 }, MOST + MOST / 10)
    }

    fn add(&mut self, digits: usize, most: usize) -> Result<(), String> {
        self.0 = self.0.saturating_add(digits);
        if self.0 <= most {
            return Ok(());
        }
        Err(format!(
            "the long numbers of this game have more than {MOST} digits in all: round them"
        ))
    }
}
