"""This is what the doctor says: one finding a line, in Thai and below it in English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TextIO

from catalog import Catalog

_MARGIN = 6


class Verdict(StrEnum):
    """Whether all is well, something must be mended, or something is only worth knowing."""

    OK = "ok"
    FIX = "fix"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at; `key` is its sentence, which names the mend."""

    verdict: Verdict
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def ok(key: str, **values: object) -> Finding:
    """Return that something is well."""
    return Finding(verdict=Verdict.OK, key=key, values=values)


def fix(key: str, **values: object) -> Finding:
    """Return that something must be mended."""
    return Finding(verdict=Verdict.FIX, key=key, values=values)


def note(key: str, **values: object) -> Finding:
    """Return that something is worth knowing."""
    return Finding(verdict=Verdict.NOTE, key=key, values=values)


class Report:
    """Says each finding as soon as it is known, and counts what must be mended."""

    def __init__(self, out: TextIO, languages: Sequence[Catalog]) -> None:
        self._out = out
        self._languages = languages
        self.faults = 0

    def take(self, findings: Iterable[Finding]) -> bool:
        """Say the findings as they come; return whether none of them must be mended."""
        before = self.faults
        for finding in findings:
            self.faults += finding.verdict is Verdict.FIX
            self._say(finding.verdict, finding.key, finding.values)
        return self.faults == before

    def head(self, title: str) -> None:
        """Say whose findings follow."""
        print(f"\n{title}", file=self._out)

    def close(self) -> int:
        """Say how it stands on the whole, and return the exit code."""
        print(file=self._out)
        if self.faults:
            self._say("", "check.to_fix", {"count": self.faults})
            return 1
        self._say("", "check.well", {})
        return 0

    def _say(self, mark: str, key: str, values: Mapping[str, object]) -> None:
        for language in self._languages:
            print(f"{mark:<{_MARGIN}}{language.say(key, **values)}", file=self._out)
            mark = ""
        self._out.flush()
