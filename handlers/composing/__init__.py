"""This is a bulletin before it is sent: composed step by step, approved, changed, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.composing import deciding, starting, stepping

HANDLERS: Mapping[Any, Any] = {
    **starting.HANDLERS,
    **stepping.HANDLERS,
    **deciding.HANDLERS,
}
