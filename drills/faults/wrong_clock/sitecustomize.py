"""This is a machine's clock that is wrong by what a file says, for a program that finds this first.

`composition.clock` is the one place where the program asks for the time, and SQLite's own
`julianday('now')` is the database's: both then show the wrong one.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

_OFFSET = Path(os.environ["DRILLS_CLOCK"])
_EPOCH = 2440587.5
_A_DAY = 86400.0


def _ahead() -> float:
    return float(_OFFSET.read_text() or 0)


def _clock() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=_ahead())


def _julianday(_now: str) -> float:
    return _EPOCH + _clock().timestamp() / _A_DAY


def _turn_program(module: Any) -> None:
    module.clock = _clock


def _turn_sqlite(module: Any) -> None:
    opened = module._sqlite

    def turned(url: str) -> Any:
        from sqlalchemy import event

        engine = opened(url)
        event.listen(
            engine, "connect", lambda one, _: one.create_function("julianday", 1, _julianday)
        )
        return engine

    module._sqlite = turned


_TURNED: dict[str, Callable[[Any], None]] = {
    "composition": _turn_program,
    "models.database": _turn_sqlite,
}


class _Turning(importlib.abc.Loader):
    """Loads a module as it is, then turns its clock."""

    def __init__(self, loader: importlib.abc.Loader, turn: Callable[[Any], None]) -> None:
        self._loader, self._turn = loader, turn

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """Leave that to the loader itself."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module and turn its clock."""
        self._loader.exec_module(module)
        self._turn(module)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find the modules that know the time."""
        if name not in _TURNED:
            return None
        found = importlib.machinery.PathFinder.find_spec(name, path, target)
        if found is not None and found.loader is not None:
            found.loader = _Turning(found.loader, _TURNED[name])
        return found


sys.meta_path.insert(0, _Finder())
