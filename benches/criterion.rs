//! Criterion's view of kernels and solvers: `cargo bench --bench criterion [FILTER]`.
//!
//! Times are processor time, on one thread, and every run checks its answer. Criterion keeps the
//! last run under `target/criterion` and says what has changed since.

mod cases;
mod clock;
mod games;

use std::time::Duration;

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{Criterion, SamplingMode};

use cases::cases;

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
    let mut group = criterion.benchmark_group("schelling");
    group.sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    for case in cases(true) {
        group.bench_function(&case.name, |bencher| bencher.iter(&case.run));
    }
    group.finish();
    criterion.final_summary();
}
