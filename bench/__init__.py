"""These are the benchmarks: each one command, with a named baseline in the same run."""
