//! Games of several rounds.

mod equilibria;
mod files;
mod long_talk;
mod published;
mod trees;
