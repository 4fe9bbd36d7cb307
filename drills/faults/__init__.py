"""These are the faults, one module for each thing that fails."""
