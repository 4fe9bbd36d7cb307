"""This is `classify --evaluate`: how well the station's own reports are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar

import orjson
from rich.console import Console
from rich.progress import track

from catalog import Catalog
from commands.reports import Fault, read_line, report_in, told
from domain.classification import Category, Gazetteer, Urgency, classify
from domain.evaluation import Bin, Evaluation, Judged, Share, Truth, evaluate, mistakes

_MARK: Final = b"\xef\xbb\xbf"
_MANY: Final = 500
_Kind = TypeVar("_Kind", bound=StrEnum)


def run_evaluate(
    file: Path, gazetteer: Gazetteer, *, errors: Path | None, out: TextIO, aside: TextIO
) -> int:
    """Print how the readings of a file fare; return 1 when a line was faulty or none was right."""
    if errors is not None and errors.resolve() == file.resolve():
        print(f"{errors.name}: --errors must be another file", file=aside)
        return 1
    try:
        lines = file.read_bytes().removeprefix(_MARK).splitlines()
    except OSError as why:
        print(f"{file.name}: {why.strerror}", file=aside)
        return 1
    judged, wrong, faults = [], [], 0
    for number, line in _shown(lines, aside):
        try:
            given = read_line(line)
            one = _judged(given, gazetteer)
        except Fault as why:
            print(f"{file.name}: line {number}: {why}", file=aside)
            faults += 1
            continue
        judged.append(one)
        if found := mistakes(one):
            wrong.append({**given, "wrong": found, "said": told(one.reading, Catalog.load("th"))})
    if errors is not None and not _written(errors, wrong, aside):
        return 1
    _print(evaluate(judged), out)
    return int(faults > 0 or not judged)


def _shown(lines: Sequence[bytes], aside: TextIO) -> Iterable[tuple[int, bytes]]:
    """Yield the numbered lines that are not empty, with a bar where somebody waits for many."""
    numbered = [(n, line) for n, line in enumerate(lines, start=1) if line.strip()]
    console = Console(file=aside)
    if len(numbered) < _MANY or not console.is_terminal:
        return numbered
    return track(numbered, description="", console=console, transient=True)


def _written(errors: Path, wrong: Iterable[Mapping[str, Any]], aside: TextIO) -> bool:
    """Write what was read wrong for its owner's eyes alone: it holds people's words."""
    try:
        errors.touch(mode=0o600)
        errors.chmod(0o600)
        with errors.open("wb") as opened:
            opened.writelines(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in wrong)
    except OSError as why:
        print(f"{errors.name}: {why.strerror}", file=aside)
        return False
    return True


def _judged(given: Mapping[str, Any], gazetteer: Gazetteer) -> Judged:
    truth = _truth(given, gazetteer)
    return Judged(truth=truth, reading=classify(report_in(given), gazetteer, gazetteer.lexicon))


def _truth(given: Mapping[str, Any], gazetteer: Gazetteer) -> Truth:
    is_tip = given.get("is_tip")
    if is_tip is not None and not isinstance(is_tip, bool):
        raise Fault("is_tip: must be true or false")
    village = given.get("expected_village")
    if village is not None and (not isinstance(village, str) or village not in gazetteer.numbers):
        raise Fault("expected_village: must be the code of a village, or null")
    return Truth(
        is_tip=is_tip,
        knows_village="expected_village" in given,
        village=village,
        categories=_categories(given),
        urgency=_kind(given.get("expected_urgency"), Urgency, "expected_urgency"),
    )


def _categories(given: Mapping[str, Any]) -> tuple[Category, ...]:
    """Return the kinds that are right, the expected one first."""
    listed = given.get("acceptable_categories")
    if listed is None:
        listed = []
    if not isinstance(listed, list):
        raise Fault("acceptable_categories: must be a list of categories")
    accepted = [_kind(one, Category, "acceptable_categories") for one in listed]
    expected = _kind(given.get("expected_category"), Category, "expected_category")
    return tuple(dict.fromkeys(one for one in (expected, *accepted) if one is not None))


def _kind(value: object, kind: type[_Kind], key: str) -> _Kind | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in list(kind):
        raise Fault(f"{key}: must be one of {', '.join(kind)}")
    return kind(value)


def _print(found: Evaluation, out: TextIO) -> None:
    both = [Catalog.load(language) for language in ("th", "en")]
    for key, value, note in _rows(found):
        said = " / ".join(one.say(f"evaluation.{key}") for one in both)
        print(f"{value:>7}  {said}{note}", file=out)
    for key, bins in (
        ("village_confidence", found.village_bins),
        ("category_confidence", found.category_bins),
    ):
        print(" / ".join(one.say(f"evaluation.{key}") for one in both), file=out)
        for one in bins:
            print(_bin(one), file=out)


def _rows(found: Evaluation) -> Iterator[tuple[str, str, str]]:
    yield "reports", str(found.reports), ""
    for key in ("village_right", "village_wrong", "answered", "asked"):
        yield _row(key, getattr(found, key))
    yield "macro_f1", "-" if found.macro_f1 is None else f"{found.macro_f1:.3f}", ""
    for key in ("emergency_recall", "emergency_precision", "tips_kept", "non_tips_caught"):
        yield _row(key, getattr(found, key))


def _row(key: str, share: Share) -> tuple[str, str, str]:
    return key, percent(share), f" ({share.hits}/{share.of})"


def _bin(one: Bin) -> str:
    span = f"{one.low:.2f}-{one.high:.2f}"
    return (
        f"{percent(one.right):>7}  {span}  ({one.right.hits}/{one.right.of})  {one.confidence:.2f}"
    )


def percent(share: Share) -> str:
    """Return a share as people read it."""
    return "-" if share.ratio is None else f"{100 * share.ratio:.1f}%"
