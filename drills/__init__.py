"""These are the fault drills: what happens to tips and bulletins while everything else fails."""
