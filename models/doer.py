"""This is who does something for the station: an officer, or somebody at the machine."""

from __future__ import annotations

from dataclasses import dataclass

from models.officer import Officer


@dataclass(frozen=True, kw_only=True)
class Doer:
    """Who does it: `name` stands on the audit trail; `officer` is the row of one who is."""

    name: str
    officer: int | None = None

    @classmethod
    def of(cls, officer: Officer) -> Doer:
        """Return an officer as who does something."""
        return cls(name=officer.code, officer=officer.id)
