"""This is how likeness is found in Thai texts, read from its file, and how it is told."""

from __future__ import annotations

import tomllib
import uuid
from functools import cache
from pathlib import Path

from catalog import Catalog
from domain.answers import Button, Look, Notice, Press, Say
from domain.case import Twin
from domain.postback import Act, encode
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


def twin_notice(
    held: uuid.UUID, number: str, twin: Twin, catalog: Catalog, *, is_practice: bool
) -> Notice:
    """Tell who has a case that another tip may be the same, by number and signs alone."""
    signs = " · ".join(catalog.say(one.key, **one.values) for one in twin.reasons)
    told = catalog.say("case.alike", number=twin.spoken, held=number, signs=signs)
    alt = catalog.say("case.alike_alt", number=twin.spoken, held=number)
    mark = f"{catalog.say('mark.practice')} " if is_practice else ""
    opened = catalog.say("button.case", number=twin.spoken)
    joined = catalog.say("button.merge", number=twin.spoken)
    press = Press(data=encode(Act.MERGE, held, twin.tip.hex), shown=joined)
    return Notice(
        text=f"{mark}{told}",
        alt=f"{mark}{alt}",
        buttons=[
            Button(label=opened, tap=Say(text=twin.spoken), look=Look.PRIMARY),
            Button(label=joined, tap=press),
        ],
    )
