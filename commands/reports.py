"""This is the lines that `classify` reads and writes, and the villages that it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from catalog import Catalog
from domain.classification import Place, Reading, Report
from files.faults import Fault as FileNote
from files.faults import FileFault
from files.tables import read_table
from files.villages import read_villages


class Fault(ValueError):
    """A line that cannot be answered; the message says why."""


class FaultyVillages(ValueError):
    """A list of villages that cannot be used, with every fault in it."""

    def __init__(self, faults: Sequence[FileNote]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def read_places(path: Path, aside: Callable[[FileNote], None] | None = None) -> list[Place]:
    """Return the villages of a file; raise with every fault, after telling what is ignored."""
    try:
        checked = read_villages(read_table(path))
    except FileFault as why:
        raise FaultyVillages((why.fault,)) from why
    if not checked.is_right:
        raise FaultyVillages(checked.faults)
    if aside:
        for note in checked.notes:
            aside(note)
    return [Place(**vars(row)) for row in checked.rows]


def sentence(path: Path, note: FileNote, catalog: Catalog) -> str:
    """Say where in a list of villages something is, and what."""
    where = "".join(f"{part}: " for part in (note.row and f"row {note.row}", note.column) if part)
    return f"{path.name}: {where}{catalog.say(note.key, **note.values)}"


def read_line(line: bytes) -> Mapping[str, Any]:
    """Return the object of one line; raise Fault if it is none or bears no id."""
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as why:
        raise Fault("not JSON") from why
    if not isinstance(given, dict):
        raise Fault("not an object")
    if given.get("id") is None:
        raise Fault("id: is missing")
    return given


def id_of(line: bytes) -> Any:
    """Return the id that a faulty line bears, if any."""
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return given.get("id") if isinstance(given, dict) else None


def report_in(given: Mapping[str, Any]) -> Report:
    """Return the report of a line; raise Fault with what is wrong in it."""
    group = _code(given, "group_village")
    return Report(
        messages=_messages(given),
        location=_location(given.get("location")),
        group_villages=(group,) if group else (),
        member_village=_code(given, "member_village"),
    )


def told(reading: Reading, catalog: Catalog) -> dict[str, Any]:
    """Return a reading as a line tells it."""
    return {
        "is_tip": reading.is_tip,
        "village": reading.village,
        "village_source": reading.village_source.value,
        "village_confidence": reading.village_confidence,
        "candidates": [{"code": one.code, "score": one.score} for one in reading.candidates],
        "must_confirm": reading.must_confirm,
        "outside_area": reading.outside_area,
        "category": reading.category.value if reading.category else None,
        "category_confidence": reading.category_confidence,
        "urgency": reading.urgency.value,
        "reasons": [catalog.say(reason.key, **reason.values) for reason in reading.reasons],
    }


def _messages(given: Mapping[str, Any]) -> tuple[str, ...]:
    messages, text = given.get("messages"), given.get("text")
    if messages is None:
        if not isinstance(text, str):
            raise Fault("text: must be a text")
        return (text,)
    if text is not None:
        raise Fault("text: must not stand beside messages; give one of them")
    if not isinstance(messages, list) or not all(isinstance(one, str) for one in messages):
        raise Fault("messages: must be a list of texts")
    return tuple(messages)


def _code(given: Mapping[str, Any], key: str) -> str | None:
    """Return the code; one that the list lacks stays, for past messages outlive a village."""
    code = given.get(key)
    if code is not None and not isinstance(code, str):
        raise Fault(f"{key}: must be a village code or null")
    return code or None


def _location(given: object) -> tuple[float, float] | None:
    if given is None:
        return None
    if isinstance(given, list) and len(given) == 2:  # noqa: PLR2004
        lat, lon = given
        if _is_number(lat) and _is_number(lon) and abs(lat) <= 90 and abs(lon) <= 180:  # noqa: PLR2004
            return float(lat), float(lon)
    raise Fault("location: must be [latitude, longitude] or null")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
