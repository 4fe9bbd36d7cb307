"""This is what can be tapped in a message, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Action = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """One thing that can be tapped: its label, its action, and the path to it."""

    label: str
    action: Action
    path: str


def spots(content: Mapping[str, Any]) -> Iterator[Spot]:
    """Yield every button and tappable part of a message, its quick replies apart."""
    for key, value in content.items():
        if key != "quickReply":
            yield from _search(value, path=key)


def quick_replies(content: Mapping[str, Any]) -> Iterator[Spot]:
    """Yield the quick replies that came with a message."""
    items = (content.get("quickReply") or {}).get("items", [])
    for place, item in enumerate(items):
        action = item.get("action") or {}
        path = f"quickReply.items.{place}.action"
        yield Spot(label=action.get("label", ""), action=action, path=path)


def _search(value: object, *, path: str) -> Iterator[Spot]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            here = f"{path}.{key}"
            if key in ("action", "defaultAction") and isinstance(part, Mapping):
                yield Spot(label=_label(value, part), action=part, path=here)
            elif key == "actions" and isinstance(part, list):
                for place, action in enumerate(part):
                    label = _label({}, action)
                    yield Spot(label=label, action=action, path=f"{here}.{place}")
            else:
                yield from _search(part, path=here)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _search(part, path=f"{path}.{place}")


def _label(owner: Mapping[str, Any], action: Action) -> str:
    return str(action.get("label") or owner.get("text") or "")
