//! Game files: what every format keeps, and what every reader refuses.

mod efg;
mod files;
mod formats;
mod hostile;
