"""This is how plates and telephones are found in Thai texts, read from its file."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from domain.traces import TraceCustoms

_FILE = Path(__file__).parent / "alike.th.toml"


@cache
def load_traces(path: Path = _FILE) -> TraceCustoms:
    """Read the words beside plates and telephones, once."""
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return TraceCustoms(
        plate_cues=tuple(read["plate_cues"]),
        fillers=tuple(read["fillers"]),
        ordinary=frozenset(read["ordinary"]),
        provinces=tuple(read["provinces"]),
        own_before=tuple(read["own_before"]),
        own_after=tuple(read["own_after"]),
    )
