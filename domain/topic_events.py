"""This is what a member says or taps to choose of what bulletins come to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.events import Event
from domain.meanings import Spoken
from domain.postback import Act, encode
from domain.topics import CHOOSABLE, Topic

_YES, _NO = "yes", "no"


@dataclass(frozen=True, kw_only=True)
class TopicsAsked(Spoken):
    """A member asks of what bulletins come to them; `said` is what they wrote behind the word."""

    said: str = ""


@dataclass(frozen=True, kw_only=True)
class TopicChosen(Spoken):
    """A member wants to hear of a topic, or not any more."""

    topic: Topic
    is_wanted: bool


def topic_tap(topic: Topic, *, is_wanted: bool) -> str:
    """Write the data of the button by which a topic is wanted, or not any more.

    It names what is to be, so that it may be pressed twice.
    """
    return encode(Act.TOPIC, value=f"{topic}/{_YES if is_wanted else _NO}")


def topic_pressed(value: str) -> tuple[Callable[..., Event], dict[str, Any]] | None:
    """Read such a button; what a phone says may be anything."""
    topic, _, answer = value.partition("/")
    if topic not in CHOOSABLE or answer not in (_YES, _NO):
        return None
    return TopicChosen, {"topic": Topic(topic), "is_wanted": answer == _YES}
