"""This is how officers run surveys and meetings in the chat: begin, look, keep, end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.voices import filling, meetings, pressing, surveys

HANDLERS: Mapping[Any, Any] = {
    **surveys.HANDLERS,
    **meetings.HANDLERS,
    **filling.HANDLERS,
    **pressing.HANDLERS,
}
