//! Criterion's view of the same work as the table: `cargo bench --bench equilibria [FILTER]`.
//!
//! One iteration is a whole set of games on one thread, in processor time. Criterion keeps the last
//! run under `target/criterion` and says what has changed since.

mod clock;
mod games;

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, SamplingMode, Throughput};

use games::{check, sets, solve};

/// Measures processor time, and writes it as Criterion writes wall time.
struct ProcessorTime;

impl Measurement for ProcessorTime {
    type Intermediate = Duration;
    type Value = Duration;
    fn start(&self) -> Duration {
        clock::cpu()
    }
    fn end(&self, start: Duration) -> Duration {
        clock::cpu() - start
    }
    fn add(&self, one: &Duration, two: &Duration) -> Duration {
        *one + *two
    }
    fn zero(&self) -> Duration {
        Duration::ZERO
    }
    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }
    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

fn main() {
    let criterion = Criterion::default().with_measurement(ProcessorTime).configure_from_args();
    let mut criterion = criterion.sample_size(10);
    let mut group = criterion.benchmark_group("equilibria");
    group.sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    for set in sets() {
        let mut checked = false;
        group.throughput(Throughput::Elements(set.games.len() as u64));
        group.bench_function(&set.name, |bencher| {
            if !checked {
                check(&set);
                checked = true;
            }
            bencher.iter(|| {
                let outcomes = set.games.iter().map(|game| solve(black_box(game)).len());
                assert_eq!(outcomes.sum::<usize>(), set.outcomes);
            });
        });
    }
    group.finish();
    criterion.final_summary();
}
