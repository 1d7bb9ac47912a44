//! The equilibrium correspondence as cells, by backward induction.

pub(super) mod cell;
pub(super) mod combine;
pub(super) mod correspondence;
pub(super) mod solve;
