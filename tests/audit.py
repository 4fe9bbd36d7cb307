"""What `make audit` runs: known holes in the packages of the lock file, told or plainly not told.

A machine without a way to the advisories must be able to test, and nobody may take that for a
clean bill: what was not audited is said, and is a failure where TASAPPAROT_AUDIT_MUST_REACH is set.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOCK: Final = Path(__file__).resolve().parents[1] / "requirements.lock"
PATIENCE: Final = 60
# A hole that does not concern us, and why; it is looked at again with each upgrade.
ACCEPTED: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, kw_only=True)
class Hole:
    """One known hole of one locked package."""

    package: str
    version: str
    name: str
    mended_in: Sequence[str] = ()

    def __str__(self) -> str:
        mend = f"mended in {', '.join(self.mended_in)}" if self.mended_in else "not mended yet"
        return f"{self.package} {self.version}: {self.name}, {mend}"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was found; `unaudited` are packages of which nobody could tell, or why none was."""

    audited: int = 0
    holes: Sequence[Hole] = ()
    unaudited: Sequence[str] = ()


def understood(said: str, complaint: str = "") -> Report:
    """Read what pip-audit told; what is no report is a reason why nothing was audited."""
    try:
        listed = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = [line for line in complaint.splitlines() if line.strip()][-1:]
        return Report(unaudited=last or ["pip-audit said nothing"])
    holes = [
        Hole(
            package=one["name"],
            version=one["version"],
            name=hole["id"],
            mended_in=hole.get("fix_versions", ()),
        )
        for one in listed
        for hole in one.get("vulns", ())
        if not {hole["id"], *hole.get("aliases", ())} & set(ACCEPTED)
    ]
    skipped = [one["name"] for one in listed if "skip_reason" in one]
    return Report(audited=len(listed) - len(skipped), holes=holes, unaudited=skipped)


def ask(lock: Path = LOCK) -> Report:
    """Ask the advisories about every locked package."""
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run(
            [*command, "--progress-spinner", "off", "--timeout", "10", "--requirement", str(lock)],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Report(unaudited=[f"no answer within {PATIENCE} seconds"])
    return understood(done.stdout, done.stderr)


def verdict(report: Report, *, must_reach: bool) -> tuple[Sequence[str], int]:
    """Return what to print, and the exit code."""
    lines = [f"KNOWN HOLE: {hole}" for hole in report.holes]
    if report.unaudited:
        some = ", ".join(report.unaudited[:3]) + (" …" if len(report.unaudited) > 3 else "")
        lines.append(f"NOT AUDITED: {len(report.unaudited)} ({some}); audited: {report.audited}")
        lines.append("run `make audit` where the advisories can be reached")
    elif not report.holes:
        lines.append(f"audited {report.audited} packages: no known holes")
    fails = bool(report.holes) or (must_reach and bool(report.unaudited))
    return lines, int(fails)


def main() -> int:
    """Audit, and tell what came of it."""
    must_reach = bool(os.environ.get("TASAPPAROT_AUDIT_MUST_REACH"))
    lines, code = verdict(ask(), must_reach=must_reach)
    sys.stderr.write("\n".join(lines) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
