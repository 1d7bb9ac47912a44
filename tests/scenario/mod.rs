//! Scenarios: councils, horizons and the founding case.

mod claims;
mod council;
mod horizon;
mod nato;
