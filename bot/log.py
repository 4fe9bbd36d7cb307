"""This is one JSON line per fact on standard error, of ids and counts, never of people's words."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

import orjson
import structlog

from bot.outage import Outage, Outages

HIDDEN = "***"
LONGEST = 300
MOST_ITEMS = 20
MOST_FRAMES = 25
MOST_CAUSES = 4
_UNTOLD = frozenset({
    *("text", "words", "name", "label", "title", "note", "question", "answer", "body"),
    *("token", "reply_token", "secret", "password", "key", "phone", "address", "mail"),
    *("user_id", "line_user_id", "group_id", "room_id", "sender", "recipient"),
})  # fmt: skip
_MASKS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"\b([UCR])[0-9a-f]{32}(?![0-9a-f])", rf"\1{HIDDEN}"),
        (r"(?i)\b(bearer|basic)\s+[^\s\"',;]+", rf"\1 {HIDDEN}"),
        (r"(/(?:t|m|n|b|s|console/enter)/)[^\s?#\"'<>]+", rf"\1{HIDDEN}"),
        (r"(?i)([?&;](?:token|code|key|secret|signature)=)[^\s&\"']+", rf"\1{HIDDEN}"),
        (r"(://)[^/\s@]+@", rf"\1{HIDDEN}@"),
        (r"[\w.+%-]+@[\w-]+\.[\w.-]+", HIDDEN),
        (r"(?<!\d)\d(?:[ -]?\d){12}(?!\d)", HIDDEN),
        (r"(?<!\d)(?:\+?66|[0\u0e50])(?:[ ().-]{0,2}\d){8,9}(?!\d)", HIDDEN),
        (r"(?<![\w/+-])(?=\S*\d)(?=\S*[A-Z])(?=\S*[a-z])[\w+/=-]{40,}", HIDDEN),
        # A Thai word in a fact is a name, a place or a person's words: facts are in English.
        (r"[\u0e00-\u0e7f]+(?:\s+[\u0e00-\u0e7f]+)*", HIDDEN),
    )
)


def configure(*, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Write facts of this level as JSON lines, and what libraries warn of in the same manner."""
    out = stream or sys.stderr
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_safe,
            structlog.processors.JSONRenderer(serializer=_as_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Library()]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def masked(text: str) -> str:
    """Return the text without ids, tokens, numbers and words that name or reach a person."""
    for pattern, put in _MASKS:
        text = pattern.sub(put, text)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def keep_safe(_: Any, __: str, facts: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave of each fact only what may be told; traces keep their places, not their values."""
    error = facts.pop("exc_info", None)
    safe = {key: HIDDEN if key in _UNTOLD else _safe(value) for key, value in facts.items()}
    raised = sys.exc_info()[1] if error is True else error
    if isinstance(raised, tuple):
        raised = raised[1]
    if isinstance(raised, BaseException):
        safe["trace"] = _trace(raised)
    return safe


def _safe(value: Any) -> Any:
    if value is None or isinstance(value, bool | float | UUID | date | datetime):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_safe(each) for each in islice(value, MOST_ITEMS)]
    if isinstance(value, timedelta):
        return value.total_seconds()
    plain = value.value if isinstance(value, Enum) else value
    if not isinstance(plain, str | int | Path):
        return f"<{type(value).__name__}>"
    hidden = masked(str(plain))
    return plain if hidden == str(plain) and isinstance(plain, int) else hidden


def _trace(error: BaseException) -> list[str]:
    """Say where it broke and of what kind it is; messages are left out, for they quote values."""
    lines: list[str] = []
    at: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if at is None:
            break
        lines.append(_kind(at))
        frames = traceback.extract_tb(at.__traceback__)[-MOST_FRAMES:]
        lines.extend(f"{_short(each.filename)}:{each.lineno} {each.name}" for each in frames)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return lines


def _kind(error: BaseException) -> str:
    """Name the error, with the system's own words for it where there are any."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    said = error.strerror if isinstance(error, OSError) else getattr(error, "sqlstate", None)
    return f"{kind}: {said}" if isinstance(said, str) and said.isascii() else kind


def _short(filename: str) -> str:
    return "/".join(Path(filename).parts[-3:])


def _as_json(facts: Any, **_: Any) -> str:
    # A lone surrogate is no UTF-8, and a line is written whatever it says.
    try:
        return orjson.dumps(facts).decode()
    except TypeError:
        return orjson.dumps({"event": "fact not writable", "level": "error"}).decode()


class _Library(logging.Handler):
    """Tells what a library warned of: its sentence without the values it put in."""

    def __init__(self) -> None:
        super().__init__()
        self._told = Outages()

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record as a fact of ours, or count it with those of the same place."""
        said, facts = str(record.msg), dict[str, Any]()
        error = record.exc_info[1] if record.exc_info else None
        if record.name == "py.warnings":
            # It reads "file:line: kind: sentence", and the sentence may quote a value.
            facts["at"] = record.getMessage().split(": ")[:2]
            said = "warning of Python"
        self._told.of(
            (record.name, record.levelno, record.pathname, record.lineno, *facts.get("at", ())),
            lambda: Outage(said, level=record.levelno, library=record.name),
        ).struck(error, **facts)
