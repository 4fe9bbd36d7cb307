"""This is what a tap on a button about a request for a sender's name asks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from domain import meanings as m
from domain.events import Event
from domain.postback import Act, Postback

_MADE: Mapping[Act, tuple[Callable[..., Event], dict[str, Any]]] = {
    Act.NAME_YES: (m.NameDecided, {"is_granted": True}),
    Act.NAME_NO: (m.NameDecided, {"is_granted": False}),
    Act.NAME_DANGER: (m.NameDangerAsked, {}),
    Act.NAME_OPEN: (m.NameLinkAsked, {}),
}


def on_request(data: Postback) -> tuple[Callable[..., Event], dict[str, Any]] | None:
    """Return what is asked of which request, None where no request is named."""
    if data.act is Act.NAME_ASK:
        return m.NameAsked, {}
    if data.act not in _MADE:
        return None
    try:
        request = uuid.UUID(hex=data.value)
    except ValueError:
        return None
    kind, parts = _MADE[data.act]
    return kind, {"request": request, **parts}
