"""This is LINE's documented limits, as rules for each kind of object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulator.check import flex, links
from simulator.check.counting import graphemes, utf16

Value = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in a request something stands, and inside what."""

    steps: tuple[str | int, ...] = ()
    context: str = ""
    owner: str = ""

    def at(self, step: str | int) -> Place:
        """Return the place one step further in."""
        return replace(self, steps=(*self.steps, step))

    @property
    def flex_root(self) -> int | None:
        """Return how many steps lead to the Flex container this is in, if it is in one."""
        if self.context != "flex" and self.owner != "FlexMessage":
            return None
        for number, step in enumerate(self.steps):
            if step == "contents":
                return number + 1
        return None

    def written(self) -> str:
        """Return the place as LINE writes it: a pointer inside Flex, a dotted path elsewhere."""
        root = self.flex_root
        if root is not None:
            return "/" + "/".join(str(step) for step in self.steps[root:])
        text = ""
        for step in self.steps:
            text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
        return text


Rule = Callable[[Value, Place], Iterator[tuple[str, str]]]


def _length(count: Callable[[str], int], name: str, *, least: int, most: int) -> Rule:
    def rule(value: Value, _place: Place) -> Iterator[tuple[str, str]]:
        text = value.get(name)
        if text == "" and least:
            yield name, "May not be empty"
        elif isinstance(text, str) and not least <= count(text) <= most:
            yield name, f"Length must be between {least} and {most}"

    return rule


def units(name: str, most: int, *, least: int = 1) -> Rule:
    """Make a rule that counts in UTF-16 code units."""
    return _length(utf16, name, least=least, most=most)


def clusters(name: str, most: int, *, least: int = 1) -> Rule:
    """Make a rule that counts in grapheme clusters."""
    return _length(graphemes, name, least=least, most=most)


def needed(*names: str) -> Rule:
    """Make a rule for properties that the models leave optional and LINE requires."""

    def rule(value: Value, _place: Place) -> Iterator[tuple[str, str]]:
        for name in names:
            if value.get(name) in (None, ""):
                yield name, "May not be empty"

    return rule


def between(name: str, least: int, most: int) -> Rule:
    """Make a rule for the number of items in a list."""

    def rule(value: Value, _place: Place) -> Iterator[tuple[str, str]]:
        items = value.get(name)
        if isinstance(items, list) and not least <= len(items) <= most:
            yield name, f"Size must be between {least} and {most}"

    return rule


def _media(*names: str) -> tuple[Rule, ...]:
    def rule(value: Value, _place: Place) -> Iterator[tuple[str, str]]:
        for name in names:
            url = value.get(name)
            if isinstance(url, str) and not links.is_fetched(url):
                yield name, "The URL must be https and at most 2000 characters"

    return (rule,)


_LABELS: Mapping[str, tuple[int, bool]] = {
    "quick_reply": (20, True),
    "template": (20, True),
    "image_carousel": (12, False),
    "flex": (40, False),
    "rich_menu": (20, False),
    "imagemap": (50, False),
}
_ONLY_IN_QUICK_REPLIES = {"camera", "cameraRoll", "location"}


def _action(value: Value, place: Place) -> Iterator[tuple[str, str]]:
    most, is_needed = _LABELS.get(place.context, (20, False))
    label = value.get("label")
    kind = value.get("type")
    if is_needed and not label:
        yield "label", "May not be empty"
    if isinstance(label, str) and graphemes(label) > most:
        yield "label", f"Length must be between 1 and {most}"
    if kind in _ONLY_IN_QUICK_REPLIES and place.context != "quick_reply":
        yield "type", f"{kind} is available in quick replies only"
    if kind == "richmenuswitch" and place.context != "rich_menu":
        yield "type", "richmenuswitch is available in rich menus only"


def _uri(value: Value, _place: Place) -> Iterator[tuple[str, str]]:
    uri = value.get("uri")
    if isinstance(uri, str) and uri and not links.is_action_uri(uri):
        yield "uri", "invalid uri"


def _alt_uri(value: Value, place: Place) -> Iterator[tuple[str, str]]:
    if value.get("altUri") is not None and place.context not in ("flex", "rich_menu"):
        yield "altUri", "altUri is available in Flex Messages only"


def _postback(value: Value, _place: Place) -> Iterator[tuple[str, str]]:
    if value.get("displayText") is not None and value.get("text") is not None:
        yield "text", "displayText and text can't be set at the same time"
    if value.get("fillInText") is not None and value.get("inputOption") != "openKeyboard":
        yield "fillInText", "fillInText needs inputOption openKeyboard"


def _buttons_text(value: Value, _place: Place) -> Iterator[tuple[str, str]]:
    has_more = value.get("title") or value.get("thumbnailImageUrl")
    most = 60 if has_more else 160
    if isinstance(value.get("text"), str) and not 1 <= graphemes(value["text"]) <= most:
        yield "text", f"Length must be between 1 and {most}"


def _column_text(value: Value, _place: Place) -> Iterator[tuple[str, str]]:
    most = 60 if value.get("title") or value.get("thumbnailImageUrl") else 120
    if isinstance(value.get("text"), str) and not 1 <= graphemes(value["text"]) <= most:
        yield "text", f"Length must be between 1 and {most}"


def _even_columns(value: Value, _place: Place) -> Iterator[tuple[str, str]]:
    columns = [one for one in value.get("columns") or [] if isinstance(one, dict)]
    if len({len(one.get("actions") or []) for one in columns}) > 1:
        yield "columns", "The number of actions must be the same in all columns"


def _substitutions(value: Value, _place: Place) -> Iterator[tuple[str, str]]:
    keys = value.get("substitution") or {}
    if len(keys) > 100:  # noqa: PLR2004
        yield "substitution", "Size must be between 0 and 100"
    if not links.braces_are_paired(str(value.get("text", "")), set(keys)):
        yield "text", "Invalid placeholder"


def _sender(value: Value, _place: Place) -> Iterator[tuple[str, str]]:
    if "line" in str(value.get("name", "")).lower().split():
        yield "name", "The name can't be used"


def _menu_size(value: Value, _place: Place) -> Iterator[tuple[str, str]]:
    size = value.get("size") or {}
    width, height = size.get("width"), size.get("height")
    if not isinstance(width, int) or not isinstance(height, int) or height <= 0:
        yield "size", "May not be empty"
    elif not 800 <= width <= 2500 or height < 250 or width / height < 1.45:  # noqa: PLR2004
        yield "size", "The size of the rich menu is invalid"


RULES: dict[str, tuple[Rule, ...]] = {
    "TextMessage": (units("text", 5000), between("emojis", 0, 20)),
    "TextMessageV2": (units("text", 5000), _substitutions),
    "FlexMessage": (units("altText", 1500),),
    "TemplateMessage": (units("altText", 1500),),
    "ImagemapMessage": (units("altText", 1500),),
    "StickerMessage": (needed("packageId", "stickerId"),),
    "LocationMessage": (clusters("title", 100), clusters("address", 100)),
    "ImageMessage": _media("originalContentUrl", "previewImageUrl"),
    "VideoMessage": _media("originalContentUrl", "previewImageUrl"),
    "AudioMessage": _media("originalContentUrl"),
    "Sender": (units("name", 20), _sender, *_media("iconUrl")),
    "QuickReply": (needed("items"), between("items", 1, 13)),
    "QuickReplyItem": (needed("action"), *_media("imageUrl")),
    "PostbackAction": (
        _action,
        needed("data"),
        clusters("displayText", 300),
        clusters("text", 300),
        clusters("fillInText", 300),
        _postback,
    ),
    "MessageAction": (_action, needed("text"), clusters("text", 300)),
    "URIAction": (_action, needed("uri"), units("uri", 1000), _uri, _alt_uri),
    "ClipboardAction": (_action, needed("clipboardText")),
    "DatetimePickerAction": (_action, needed("data", "mode"), links.picker_bounds),
    "CameraAction": (_action,),
    "CameraRollAction": (_action,),
    "LocationAction": (_action,),
    "RichMenuSwitchAction": (_action, needed("richMenuAliasId")),
    "ButtonsTemplate": (clusters("title", 40), _buttons_text, between("actions", 1, 4)),
    "ConfirmTemplate": (clusters("text", 240), between("actions", 2, 2)),
    "CarouselTemplate": (between("columns", 1, 10), _even_columns),
    "CarouselColumn": (clusters("title", 40), _column_text, between("actions", 1, 3)),
    "ImageCarouselTemplate": (between("columns", 1, 10),),
    "RichMenuRequest": (
        needed("size", "name", "chatBarText"),
        clusters("name", 300),
        clusters("chatBarText", 14),
        between("areas", 0, 20),
        _menu_size,
    ),
    **flex.RULES,
}
