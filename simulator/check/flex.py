"""This is what Flex Messages may contain beyond what the models say: sizes, colours, nesting."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from simulator.check import links

Value = Mapping[str, Any]
Check = Callable[[Value, Any], Iterator[tuple[str, str]]]
INVALID = "invalid property"
BUBBLE_BYTES = 30 * 1024
CAROUSEL_BYTES = 50 * 1024
_PIXELS = r"\d+(\.\d+)?px"
_SIGNED_PIXELS = r"-?\d+(\.\d+)?px"
_STEPS = "none|xs|sm|md|lg|xl|xxl"
_TEXT_SIZES = f"xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|{_PIXELS}"
_LENGTH = f"{_PIXELS}|\\d+(\\.\\d+)?%"
_SPACE = f"{_STEPS}|{_PIXELS}"
_COLOUR = "#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?"
_OFFSET = f"{_STEPS}|{_SIGNED_PIXELS}"


def patterns(**allowed: str) -> Check:
    """Make a check of text properties against patterns."""
    compiled = {name: re.compile(pattern) for name, pattern in allowed.items()}

    def check(value: Value, _place: object) -> Iterator[tuple[str, str]]:
        for name, pattern in compiled.items():
            text = value.get(name)
            if isinstance(text, str) and not pattern.fullmatch(text):
                yield name, INVALID

    return check


_COMMON = {
    "margin": _SPACE,
    **{f"offset{side}": _OFFSET for side in ("Top", "Bottom", "Start", "End")},
}
_BOX = {
    **_COMMON,
    "spacing": _SPACE,
    "backgroundColor": _COLOUR,
    "borderColor": _COLOUR,
    "borderWidth": f"none|light|normal|medium|semi-bold|bold|{_PIXELS}",
    "cornerRadius": _SPACE,
    **dict.fromkeys(("width", "maxWidth", "height", "maxHeight"), _LENGTH),
    **{
        f"padding{side}": f"{_SPACE}|{_LENGTH}" for side in ("All", "Top", "Bottom", "Start", "End")
    },
}
_RATIO = r"\d+(\.\d+)?:\d+(\.\d+)?"
_BLOCKS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("header", "body", "footer"), frozenset({"box"})),
    "hero": frozenset({"box", "image", "video"}),
}
_IN_BASELINE = {"text", "icon", "filler", "span"}


def _not_negative(*names: str) -> Check:
    def check(value: Value, _place: object) -> Iterator[tuple[str, str]]:
        for name in names:
            number = value.get(name)
            if isinstance(number, int) and number < 0:
                yield name, INVALID

    return check


def _kinds(value: Value, *, allowed: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    for name, kinds in allowed.items():
        part = value.get(name)
        if isinstance(part, dict) and part.get("type") not in kinds:
            yield name, INVALID


def _bubble(value: Value, _place: object) -> Iterator[tuple[str, str]]:
    blocks = ("header", "hero", "body", "footer")
    if not any(value.get(name) for name in blocks):
        yield "", "At least one block must be specified"
    yield from _kinds(value, allowed=_BLOCKS)
    if _size(value) > BUBBLE_BYTES:
        yield "", "The bubble is larger than 30 KB"


def _carousel(value: Value, _place: object) -> Iterator[tuple[str, str]]:
    bubbles = value.get("contents")
    if not isinstance(bubbles, list):
        return
    if not 1 <= len(bubbles) <= 12:  # noqa: PLR2004
        yield "contents", "Size must be between 1 and 12"
    if len({one.get("size", "mega") for one in bubbles if isinstance(one, dict)}) > 1:
        yield "contents", "All bubbles must have the same size"
    if _size(value) > CAROUSEL_BYTES:
        yield "", "The carousel is larger than 50 KB"


def _size(value: Value) -> int:
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _box(value: Value, _place: object) -> Iterator[tuple[str, str]]:
    is_baseline = value.get("layout") == "baseline"
    for number, part in enumerate(value.get("contents") or []):
        kind = part.get("type") if isinstance(part, dict) else None
        out_of_place = kind not in _IN_BASELINE if is_baseline else kind == "icon"
        if kind == "span" or out_of_place:
            yield f"contents/{number}", INVALID


def _text(value: Value, _place: object) -> Iterator[tuple[str, str]]:
    if not value.get("text") and not value.get("contents"):
        yield "text", "must be non-empty text"


def _button(value: Value, _place: object) -> Iterator[tuple[str, str]]:
    action = value.get("action")
    if not isinstance(action, dict):
        yield "action", "must be specified"
    elif not action.get("label"):
        yield "action/label", "must be non-empty text"


def _image(value: Value, _place: object) -> Iterator[tuple[str, str]]:
    url = value.get("url")
    if isinstance(url, str) and not links.is_fetched(url):
        yield "url", "invalid uri"


def _span(value: Value, _place: object) -> Iterator[tuple[str, str]]:
    if not value.get("text"):
        yield "text", "must be non-empty text"


RULES: dict[str, tuple[Check, ...]] = {
    "FlexBubble": (_bubble, patterns(size="nano|micro|deca|hecto|kilo|mega|giga")),
    "FlexCarousel": (_carousel,),
    "FlexBlockStyle": (patterns(backgroundColor=_COLOUR, separatorColor=_COLOUR),),
    "FlexBox": (_box, patterns(**_BOX), _not_negative("flex")),
    "FlexText": (
        _text,
        patterns(**_COMMON, size=_TEXT_SIZES, color=_COLOUR, lineSpacing=_PIXELS),
        _not_negative("flex", "maxLines"),
    ),
    "FlexSpan": (_span, patterns(size=_TEXT_SIZES, color=_COLOUR)),
    "FlexButton": (_button, patterns(**_COMMON, color=_COLOUR), _not_negative("flex")),
    "FlexImage": (
        _image,
        patterns(
            **_COMMON,
            size=f"xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|full|{_LENGTH}",
            aspectRatio=_RATIO,
            backgroundColor=_COLOUR,
        ),
        _not_negative("flex"),
    ),
    "FlexIcon": (_image, patterns(**_COMMON, size=_TEXT_SIZES, aspectRatio=_RATIO)),
    "FlexVideo": (_image, patterns(aspectRatio=_RATIO)),
    "FlexSeparator": (patterns(margin=_SPACE, color=_COLOUR),),
}
