"""Many games at once: sweeps over parameters and batches."""
