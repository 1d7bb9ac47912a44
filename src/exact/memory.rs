//! The memory that a process may take: the limit, and what the machine has free.

use std::sync::{Arc, OnceLock};

/// The most bytes that may be taken at once.
#[derive(Clone, Default)]
pub(super) struct MemoryLimit {
    pub(super) limit: Option<u64>,
    /// Half of what the machine had free when this was first asked.
    half: Arc<OnceLock<u64>>,
}

impl MemoryLimit {
    /// The limit that was set, or else half of what was free.
    pub(super) fn limit(&self) -> u64 {
        self.limit.unwrap_or_else(|| *self.half.get_or_init(|| free() / 2))
    }
}

/// A number of bytes as an error shows it, in MB or GB.
pub(super) fn size(bytes: u128) -> String {
    const MEGABYTE: u128 = 1_000_000;
    match bytes {
        0..1_000_000_000 => format!("{} MB", bytes.div_ceil(MEGABYTE)),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// The bytes that the machine has free for this process, as far as that can be known.
pub(super) fn free() -> u64 {
    /// The free bytes of a small machine, assumed where the system does not say.
    const UNKNOWN: u64 = 4_000_000_000;
    let mut system = sysinfo::System::new();
    system.refresh_memory();
    let known = [
        Some(system.available_memory()).filter(|&bytes| bytes > 0),
        system.cgroup_limits().map(|group| group.free_memory),
        address_space(),
    ];
    known.into_iter().flatten().min().unwrap_or(UNKNOWN)
}

/// The bytes of address space that the process may still take, where the system limits them.
fn address_space() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    let most: u64 = line.split_whitespace().next()?.parse().ok()?;
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let taken = status.lines().find_map(|line| line.strip_prefix("VmSize:"))?;
    let taken: u64 = taken.split_whitespace().next()?.parse().ok()?;
    Some(most.saturating_sub(taken * 1024))
}
