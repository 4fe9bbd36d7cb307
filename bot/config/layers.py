"""This is where settings come from: the environment's names, and paths beside the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

PREFIX = "TASAPPAROT_"
LISTS = frozenset({"stations", "security.encryption_keys", "mail.to", "mail.outside"})
_SQLITE = "sqlite:///"
_PATHS = (("database", "url"), ("engine", "url"), ("storage", "media"))


def nested_from(environ: Mapping[str, str]) -> dict[str, Any]:
    """Read `TASAPPAROT_<SECTION>__<KEY>` variables as the tables they stand for."""
    tables: dict[str, Any] = {}
    for name in sorted(environ):
        path = name.removeprefix(PREFIX).lower().split("__")
        if name.startswith(PREFIX) and (len(path) > 1 or path == ["stations"]):
            _put(tables, path, _decoded(".".join(path), environ[name]))
    return tables


def placed_below(folder: Path, layers: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the layers with each relative path made absolute below the folder."""
    return [_placed(folder, layer) for layer in layers]


def _put(tables: dict[str, Any], path: list[str], value: Any) -> None:
    at = tables
    for step in path[:-1]:
        below = at.setdefault(step, {})
        if not isinstance(below, dict):
            return
        at = below
    at[path[-1]] = value


def _decoded(key: str, value: str) -> Any:
    if key not in LISTS and not (key.startswith("hotlines.") and value.startswith("[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _placed(folder: Path, layer: Mapping[str, Any]) -> dict[str, Any]:
    placed = {name: dict(part) if isinstance(part, dict) else part for name, part in layer.items()}
    for section, key in _PATHS:
        table = placed.get(section)
        if isinstance(table, dict) and isinstance(table.get(key), str):
            table[key] = _absolute(folder, table[key], is_url=key == "url")
    return placed


def _absolute(folder: Path, value: str, *, is_url: bool) -> str:
    if not is_url:
        return str(folder / value) if value.strip() else value
    name = value.removeprefix(_SQLITE)
    if name in (value, "", ":memory:"):
        return value
    return _SQLITE + str(folder / name)
