"""This is how whom a bulletin is for lies in its row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from domain.audience import Audience
from domain.meeting import meeting_of

# These have columns of their own.
_APART = ("topic", "meeting", "calls_off")


def kept(audience: Audience) -> dict[str, Any]:
    """Return an audience without what has columns of its own."""
    return {name: value for name, value in asdict(audience).items() if name not in _APART}


def opened(facts: Mapping[str, Any], *, topic: str | None, about: str | None) -> Audience:
    """Return the audience that a row's columns hold."""
    parts: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()
    }
    meeting, calls_off = meeting_of(about)
    return Audience(**parts, topic=topic or "", meeting=meeting, calls_off=calls_off)
