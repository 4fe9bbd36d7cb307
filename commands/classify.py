"""This is `classify`: it reads reports from JSON Lines and answers each with its reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final, TextIO

import orjson
import typer

from catalog import Catalog
from domain.classification import Gazetteer, Lexicon, Place, Reading, Report, classify
from files.faults import Fault as FileNote
from files.faults import FileFault
from files.tables import read_table
from files.villages import read_villages

_MARK: Final = b"\xef\xbb\xbf"


class Fault(ValueError):
    """A line that cannot be answered; the message says why."""


class FaultyVillages(ValueError):
    """A list of villages that cannot be used, with every fault in it."""

    def __init__(self, faults: Sequence[FileNote]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def run_classify(
    villages: Path,
    *,
    lexicon: Lexicon,
    catalog: Catalog,
    source: BinaryIO,
    out: BinaryIO,
    aside: TextIO,
) -> int:
    """Answer every line of `source` in order on `out`; return 1 when any was faulty."""
    operators = Catalog.load("en")
    try:
        places = read_places(
            villages, lambda note: print(_sentence(villages, note, operators), file=aside)
        )
    except FaultyVillages as why:
        for fault in why.faults:
            print(_sentence(villages, fault, operators), file=aside)
        return 1
    gazetteer = Gazetteer.of(places, lexicon)
    failed = False
    for number, line in enumerate(source):
        answer, is_faulty = _answered(
            line.removeprefix(_MARK) if not number else line, gazetteer, catalog
        )
        failed = failed or is_faulty
        out.write(orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE))
        out.flush()
    return int(failed)


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


def _sentence(path: Path, note: FileNote, catalog: Catalog) -> str:
    where = "".join(f"{part}: " for part in (note.row and f"row {note.row}", note.column) if part)
    return f"{path.name}: {where}{catalog.say(note.key, **note.values)}"


def _answered(line: bytes, gazetteer: Gazetteer, catalog: Catalog) -> tuple[dict[str, Any], bool]:
    """The answer to one line, and whether the line was faulty."""
    given: object = None
    try:
        given = orjson.loads(line)
        report = _report(given)
    except (orjson.JSONDecodeError, Fault) as why:
        own = given.get("id") if isinstance(given, dict) else None
        error = "not JSON" if isinstance(why, orjson.JSONDecodeError) else str(why)
        return {"id": own, "error": error}, True
    reading = classify(report, gazetteer, gazetteer.lexicon)
    return {
        "id": given.get("id") if isinstance(given, dict) else None,
        **_told(reading, catalog),
    }, False


def _report(given: object) -> Report:
    if not isinstance(given, dict):
        raise Fault("not an object")
    if given.get("id") is None:
        raise Fault("id: is missing")
    group = _code(given, "group_village")
    return Report(
        messages=_messages(given),
        location=_location(given.get("location")),
        group_villages=(group,) if group else (),
        member_village=_code(given, "member_village"),
    )


def _messages(given: Mapping[str, Any]) -> tuple[str, ...]:
    messages = given.get("messages")
    if messages is None:
        text = given.get("text")
        if not isinstance(text, str):
            raise Fault("text: must be a text")
        return (text,)
    if not isinstance(messages, list) or not all(isinstance(one, str) for one in messages):
        raise Fault("messages: must be a list of texts")
    return tuple(messages)


def _code(given: Mapping[str, Any], key: str) -> str | None:
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


def _told(reading: Reading, catalog: Catalog) -> dict[str, Any]:
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


def add_command(
    app: typer.Typer, catalog: Callable[[], Catalog], lexicon: Callable[[], Lexicon]
) -> None:
    """Add `classify` to the command line."""

    @app.command("classify")
    def _classify(
        villages: Annotated[Path, typer.Option("--villages", help="The villages, as CSV.")],
    ) -> None:
        """Read reports from JSON Lines and answer each with its reading."""
        code = run_classify(
            villages,
            lexicon=lexicon(),
            catalog=catalog(),
            source=typer.get_binary_stream("stdin"),
            out=typer.get_binary_stream("stdout"),
            aside=typer.get_text_stream("stderr"),
        )
        raise typer.Exit(code)
