"""This is how a fault in the configuration is worded: its key, and the mend, on one line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.config.layers import LISTS, PREFIX

_BOOLEAN = "must be true or false"
_NUMBER = "must be a number"
_WHOLE = "must be a whole number"
_TABLE = "must be a table of keys"
_SAID = {
    "bool_parsing": _BOOLEAN,
    "bool_type": _BOOLEAN,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "string_type": "must be text in quotation marks",
    "string_too_short": "is empty; fill it in",
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "dict_type": _TABLE,
    "too_short": "is empty; fill it in",
    "path_type": "must be the path of a folder",
}
_LIST = 'must be a list like ["…"] (in the environment: JSON)'


class SettingsFault(Exception):
    """The configuration cannot be used; each line names one key and its mend."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


def worded(error: ValidationError, tables: type[BaseModel]) -> list[str]:
    """Say each fault on a line of its own, in the order of the file, without any value."""
    lines: dict[str, str] = {}
    for fault in error.errors(include_url=False, include_input=False):
        key, mend = _said(fault, tables)
        lines.setdefault(key, f"{key}: {mend}")
    sections = ["station", "line", *tables.model_fields]
    return sorted(lines.values(), key=lambda line: _place(line, sections))


def unread_variables(environ: Mapping[str, str], tables: type[BaseModel]) -> list[str]:
    """Name each variable that was meant as a setting but lacks its key or second underscore."""
    sections = [f"{PREFIX}{name.upper()}" for name in tables.model_fields]
    starts = tuple(f"{section}_" for section in sections)
    bare = {section for section in sections if section.removeprefix(PREFIX).lower() not in LISTS}
    return [
        f"{name}: is no setting; write {PREFIX}<SECTION>__<KEY> with two underscores"
        for name in sorted(environ)
        if (name.startswith(starts) or name in bare) and "__" not in name
    ]


def unreadable_toml(path: Path, text: str, error: TOMLDecodeError) -> str:
    """Say what is wrong with the file's syntax and in which line."""
    what = str(error)
    if "(at end of document)" in what:
        what = what.replace("(at end of document)", f"(at line {text.count(chr(10)) + 1}, the end)")
    return f"{path}: not TOML: {what}"


def _place(line: str, sections: Sequence[str]) -> int:
    section = re.split(r"\W", line, maxsplit=1)[0]
    return sections.index(section) if section in sections else len(sections)


def _said(fault: ErrorDetails, tables: type[BaseModel]) -> tuple[str, str]:
    key = _dotted(fault["loc"])
    kind = fault["type"]
    if kind == "value_error":
        return _own_words(key, str(fault["ctx"]["error"]))
    if kind == "missing":
        return key, f"missing; set it in the configuration file or as {_variable(key)}"
    if kind == "extra_forbidden":
        return key, "unknown key" + _nearest(key, tables)
    if kind in {"tuple_type", "list_type"}:
        return key, _LIST
    return key, _SAID.get(kind) or _in_our_voice(fault["msg"])


def _own_words(key: str, said: str) -> tuple[str, str]:
    """A rule over several keys names the key it means before a colon."""
    named, colon, rest = said.partition(": ")
    if not colon or " " in named:
        return key, said
    return f"{key}.{named}" if key else named, rest


def _dotted(location: Sequence[int | str]) -> str:
    key = ""
    for step in location:
        if isinstance(step, int):
            key += f"[{step + 1}]"
        elif step not in {"literal['auto']", "constrained-int", "int"}:
            key += f".{step}" if key else step
    return key


def _variable(key: str) -> str:
    section, _, rest = key.partition(".")
    if "[" in key or not rest:
        return f"{PREFIX}{section.partition('[')[0].upper()}" + ("" if "[" in key else "__…")
    return f"{PREFIX}{key.upper().replace('.', '__')}" + (" (JSON)" if key in LISTS else "")


def _nearest(key: str, tables: type[BaseModel]) -> str:
    known = sorted(_keys(tables))
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.75)
    return f"; did you mean {close[0]}?" if close else "; take it out"


def _keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = f"{prefix}{field.alias or name}"
        yield key
        kinds: tuple[Any, ...] = (field.annotation, *get_args(field.annotation))
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _keys(kind, f"{key}.")


def _in_our_voice(said: str) -> str:
    for start in ("Input should be ", "Value should be "):
        if said.startswith(start):
            return "must be " + said.removeprefix(start)
    return said[:1].lower() + said[1:]
