//! Games of several rounds.

mod equilibria;
mod long_talk;
mod published;
mod trees;
