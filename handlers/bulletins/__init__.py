"""This is a bulletin on its way: it begins, finds its recipients, rides, and ends with a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.bulletins import ending, launching, riding, spreading

HANDLERS: Mapping[Any, Any] = {
    **launching.HANDLERS,
    **spreading.HANDLERS,
    **riding.HANDLERS,
    **ending.HANDLERS,
}
