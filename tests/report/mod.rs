//! Reports: tables and sentences about results.

mod results;
mod sentences;
