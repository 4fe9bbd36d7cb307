"""This is the walk through a request that finds every fault in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulator.check.problem import Problem
from simulator.check.rules import RULES, Place, Rule
from simulator.check.shapes import EMPTY, MISSHAPEN, Shape, Slot, model_named, shape_of

UNKNOWN = "unknown field"
DEEPEST = 40
_CONTEXTS = {
    "QuickReply": "quick_reply",
    "FlexMessage": "flex",
    "TemplateMessage": "template",
    "ImageCarouselTemplate": "image_carousel",
    "RichMenuRequest": "rich_menu",
    "ImagemapMessage": "imagemap",
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A fault and where it stands; `flex` marks those that LINE reports inside a Flex message."""

    place: Place
    message: str

    def problem(self) -> Problem:
        """Return it in LINE's words."""
        return Problem(message=self.message, property=self.place.written())


class Walk:
    """One walk; it collects what it finds."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def enter(self, model: type, value: Any, place: Place) -> None:
        """Look through an object that should be of that model."""
        if not isinstance(value, dict):
            self._note(place, MISSHAPEN)
            return
        if len(place.steps) > DEEPEST:
            self._note(place, "nested too deeply")
            return
        shape = self._settle(shape_of(model), value, place)
        if shape is None:
            return
        here = replace(place, context=_CONTEXTS.get(shape.name, place.context), owner=shape.name)
        self._look_for_strangers(shape, value, here)
        for slot in shape.slots.values():
            self._look_at(slot, value.get(slot.name), here)
        self._apply(RULES.get(shape.name, ()), value, here)

    def _settle(self, shape: Shape, value: Mapping[str, Any], place: Place) -> Shape | None:
        if not shape.variants:
            return shape
        kind = value.get(shape.selector)
        if isinstance(kind, str) and kind in shape.variants:
            return shape_of(model_named(shape.variants[kind]))
        allowed = ", ".join(shape.variants)
        words = EMPTY if kind is None else f"Must be one of the following values: [{allowed}]"
        self._note(place.at(shape.selector), words)
        return None

    def _look_for_strangers(self, shape: Shape, value: Mapping[str, Any], place: Place) -> None:
        for name in value:
            if name not in shape.slots:
                self._note(place.at(name), UNKNOWN)

    def _look_at(self, slot: Slot, value: Any, place: Place) -> None:
        if value is None:
            if slot.is_required:
                self._note(place.at(slot.name), EMPTY)
        elif slot.is_list:
            self._look_through(slot, value, place.at(slot.name))
        elif slot.is_mapping:
            self._look_into(slot, value, place.at(slot.name))
        elif slot.model:
            self.enter(slot.model, value, place.at(slot.name))
        elif words := slot.fault_in(value):
            self._note(place.at(slot.name), words)

    def _look_through(self, slot: Slot, value: Any, place: Place) -> None:
        if not isinstance(value, list):
            self._note(place, MISSHAPEN)
            return
        least, most = slot.least or 0, slot.most
        if len(value) < least or (most is not None and len(value) > most):
            self._note(place, f"Size must be between {least} and {most}")
            return
        for number, item in enumerate(value):
            self._look_at_item(slot, item, place.at(number))

    def _look_into(self, slot: Slot, value: Any, place: Place) -> None:
        if not isinstance(value, dict):
            self._note(place, MISSHAPEN)
            return
        for name, item in value.items():
            self._look_at_item(slot, item, place.at(name))

    def _look_at_item(self, slot: Slot, item: Any, place: Place) -> None:
        if slot.model:
            self.enter(slot.model, item, place)
        elif words := slot.fault_in(item):
            self._note(place, words)

    def _apply(self, rules: tuple[Rule, ...], value: Mapping[str, Any], place: Place) -> None:
        for rule in rules:
            for name, words in rule(value, place):
                self._note(place.at(name) if name else place, words)

    def _note(self, place: Place, message: str) -> None:
        self.findings.append(Finding(place=place, message=message))
