"""This is a trouble that strikes again and again, told so that a log stays short.

What goes wrong once goes wrong with each webhook and each try until it is mended. Its beginning is
told with its trace, then every few seconds how often it struck, and at the end how long it lasted.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import structlog

log = structlog.get_logger(__name__)
# Longer than any role waits for its next try, for one that still fails must not seem mended.
EVERY = 10.0
# What has not struck for so long was over, though nobody was there to see that it works.
_FORGOTTEN = 120.0
_MOST = 256
_OVER = "trouble over"
_Line = tuple[int, str, dict[str, Any]]


@dataclass(slots=True)
class _Spell:
    """One trouble, from when it began."""

    began: float
    told_at: float
    last: float = 0.0
    times: int = 0
    untold: int = 0
    well_since: float | None = None
    kinds: set[str] = field(default_factory=set)


class Outage:
    """One trouble of one process, whichever of its threads meets it; `watch` counts seconds.

    A kind of error that it has not had yet is told at once, so that none hides behind another.
    """

    def __init__(
        self,
        event: str,
        *,
        level: int = logging.ERROR,
        watch: Callable[[], float] = time.monotonic,
        **facts: Any,
    ) -> None:
        self._event, self._level, self._facts = event, level, facts
        self._watch = watch
        self._spell: _Spell | None = None
        self._lock = threading.Lock()

    def struck(
        self, error: BaseException | None = None, *, kind: str = "", times: int = 1, **facts: Any
    ) -> None:
        """Tell of it, or only count it; `kind` is the error's own if none is given."""
        kind = kind or type(error).__name__ if error else kind
        with self._lock:
            lines = self._struck(self._watch(), kind, times)
        for level, event, more in lines:
            is_new = event == self._event
            told = {**facts, "exc_info": error} if is_new else {}
            log.log(level, event, **{**self._facts, **more, **told})

    def met(self, *, is_of_all: bool, kind: str, **facts: Any) -> None:
        """Count what everyone meets alike; what one meets alone is told each time."""
        if is_of_all:
            self.struck(kind=kind, **facts)
        else:
            log.log(self._level, self._event, **self._facts, error=kind, **facts)

    def worked(self) -> None:
        """Note that it works; once nothing struck for a while, tell that it is over."""
        if self._spell is None:
            return
        with self._lock:
            over = self._worked(self._watch())
        if over is not None:
            log.info(_OVER, **{**self._facts, **over})

    def _struck(self, now: float, kind: str, times: int) -> list[_Line]:
        lines: list[_Line] = []
        spell = self._spell
        if spell is not None and now - spell.last > _FORGOTTEN:
            lines += [self._again(spell)] if spell.untold else []
            spell = None
        if spell is None:
            spell = self._spell = _Spell(began=now, told_at=now)
        spell.last, spell.well_since = now, None
        spell.times += times
        named = {"error": kind} if kind else {}
        if kind not in spell.kinds:
            spell.kinds.add(kind)
            return [*lines, (self._level, self._event, named)]
        spell.untold += times
        if now - spell.told_at >= EVERY:
            spell.told_at = now
            lines.append(self._again(spell, **named))
        return lines

    def _again(self, spell: _Spell, **named: str) -> _Line:
        untold, spell.untold = spell.untold, 0
        lasted = round(spell.last - spell.began, 1)
        facts = {**named, "times": untold, "in_all": spell.times, "lasted": lasted}
        return self._level, f"{self._event} again", facts

    def _worked(self, now: float) -> dict[str, Any] | None:
        spell = self._spell
        if spell is None:
            return None
        if spell.well_since is None:
            spell.well_since = now
        if now - spell.last < EVERY:
            return None
        self._spell = None
        lasted = round(spell.well_since - spell.began, 1)
        return {"of": self._event, "in_all": spell.times, "lasted": lasted}


class Outages:
    """Troubles of one manner, each by what it is of; they are forgotten where they are too many."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Outage] = {}
        self._lock = threading.Lock()

    def of(self, what: Hashable, make: Callable[[], Outage]) -> Outage:
        """Return the trouble of something, made if it is a new one."""
        with self._lock:
            if what not in self._known and len(self._known) >= _MOST:
                self._known.clear()
            return self._known.setdefault(what, make())
