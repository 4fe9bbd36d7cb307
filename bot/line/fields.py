"""These are the fields of LINE's JSON, each read with tolerance for what else may stand there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND: Final = timedelta(milliseconds=1)
_LATEST = 253402300799000


def milliseconds(value: object, otherwise: int) -> int:
    """Return a moment as LINE writes it, or another where it writes none that can be."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LATEST:
        return value
    return otherwise


def table(parent: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the table below a name, empty where there is none."""
    value = parent.get(name)
    return value if isinstance(value, dict) else {}


def word(parent: Mapping[str, Any], name: str) -> str | None:
    """Return the text below a name, None where there is none or it is empty."""
    value = parent.get(name)
    return value if isinstance(value, str) and value else None


def number(parent: Mapping[str, Any], name: str) -> int | None:
    """Return the whole number below a name."""
    value = parent.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
