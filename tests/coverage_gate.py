"""What `make coverage` asks last: whether the tests walk enough of the lines and branches."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

LEAST: Final = {"": 90.0, "domain/": 100.0}


def figures() -> dict[str, Any]:
    """Return what coverage.py measured of each file."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        words = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", told]
        subprocess.run(words, check=True)
        found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))["files"]
        return found


def walked(files: dict[str, Any], folder: str) -> tuple[float, float]:
    """Return which share of the lines and of the branches below a folder was walked."""
    rows = [row["summary"] for name, row in files.items() if name.startswith(folder)]

    def share(part: str, whole: str) -> float:
        every = sum(row[whole] for row in rows)
        return 100.0 * sum(row[part] for row in rows) / every if every else 0.0

    return share("covered_lines", "num_statements"), share("covered_branches", "num_branches")


def main(wanted: Sequence[str]) -> int:
    """Tell the shares of these folders, or of all there is a figure for; 1 if one falls short."""
    files, short = figures(), 0
    for folder, least in LEAST.items():
        if wanted and folder not in wanted:
            continue
        lines, branches = walked(files, folder)
        told = f"lines {lines:.2f} %, branches {branches:.2f} %, at least {least:.0f} % of each"
        sys.stdout.write(f"{folder or 'everything'}: {told}\n")
        short += min(lines, branches) < least
    return int(short > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
