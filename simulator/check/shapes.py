"""This is how the SDK's generated models are read as a description of what LINE accepts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import linebot.v3.messaging.models as line_models

EMPTY = "May not be empty"
MISSHAPEN = "The value is invalid"
_LIST = 2
_MAPPING = 12
_PLAIN = {"StrictStr": str, "str": str, "StrictBool": bool}


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One property of an object: what may stand in it."""

    name: str
    is_required: bool
    is_list: bool
    is_mapping: bool
    model: type | None
    fault_in: Callable[[Any], str | None]
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One kind of object: its properties, or the kinds it may be by its `type`."""

    name: str
    slots: Mapping[str, Slot]
    selector: str
    variants: Mapping[str, str]


@cache
def shape_of(model: type) -> Shape:
    """Return the shape that a generated model describes."""
    name = model.__name__
    fields: Mapping[str, Any] = model.__fields__  # type: ignore[attr-defined]
    return Shape(
        name=name,
        slots={field.alias: _slot(field) for field in fields.values()},
        selector=getattr(model, f"_{name}__discriminator_property_name", ""),
        variants=getattr(model, f"_{name}__discriminator_value_class_map", {}),
    )


def model_named(name: str) -> type:
    """Return the generated model of that name."""
    found: type = getattr(line_models, name)
    return found


def _slot(field: Any) -> Slot:
    model = field.type_ if hasattr(field.type_, "__fields__") else None
    return Slot(
        name=field.alias,
        is_required=bool(field.required),
        is_list=field.shape == _LIST,
        is_mapping=field.shape == _MAPPING,
        model=model,
        fault_in=_leaf(field),
        least=getattr(field.outer_type_, "min_items", None),
        most=getattr(field.outer_type_, "max_items", None),
    )


def _leaf(field: Any) -> Callable[[Any], str | None]:
    """Return what finds the fault in a plain value; the SDK's own validators decide."""
    own_rules = [key for key in field.class_validators if not key.startswith("list_")]
    plain = _PLAIN.get(field.type_.__name__) if isinstance(field.type_, type) else None
    if plain and not own_rules:
        return lambda value: None if isinstance(value, plain) else MISSHAPEN

    item = field.sub_fields[0] if field.shape in (_LIST, _MAPPING) else field

    @lru_cache(maxsize=512)
    def remembered(_kind: type, value: Any) -> str | None:
        _, fault = item.validate(value, {}, loc=field.alias)
        return _words(fault.exc, item) if fault else None

    def fault_in(value: Any) -> str | None:
        if isinstance(value, (dict, list)):
            return MISSHAPEN
        return remembered(type(value), value)  # type: ignore[arg-type]

    return fault_in


def _words(fault: Exception, field: Any) -> str:
    said = str(fault)
    if choices := re.search(r"must be one of enum values \((.*)\)", said):
        listed = ", ".join(re.findall(r"'([^']*)'", choices[1])) or choices[1]
        return f"Must be one of the following values: [{listed}]"
    if "characters" in said:
        least, most = field.type_.min_length or 0, field.type_.max_length
        return f"Length must be between {least} and {most}"
    if "greater than" in said or "less than" in said:
        low, high = getattr(field.type_, "ge", None), getattr(field.type_, "le", None)
        return f"must be between {low} and {high}"
    return MISSHAPEN
