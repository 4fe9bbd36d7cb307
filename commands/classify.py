"""This is `classify`: it reads reports from JSON Lines and answers each with its reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final, TextIO

import orjson
import typer

from catalog import Catalog
from commands.evaluating import run_evaluate
from commands.reports import (
    Fault,
    FaultyVillages,
    id_of,
    read_line,
    read_places,
    report_in,
    sentence,
    told,
)
from domain.classification import Gazetteer, Lexicon, classify

__all__ = ["add_command", "read_places", "run_classify"]
_MARK: Final = b"\xef\xbb\xbf"


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
    gazetteer = _gazetteer(villages, lexicon, aside)
    if gazetteer is None:
        return 1
    failed = False
    for number, line in enumerate(source):
        answer, is_faulty = _answered(
            line.removeprefix(_MARK) if not number else line, gazetteer, catalog
        )
        failed = failed or is_faulty
        out.write(orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE))
        out.flush()
    return int(failed)


def _gazetteer(villages: Path, lexicon: Lexicon, aside: TextIO) -> Gazetteer | None:
    """Prepare the villages of a file, None after saying what is wrong with it."""
    operators = Catalog.load("en")
    try:
        places = read_places(
            villages, lambda note: print(sentence(villages, note, operators), file=aside)
        )
    except FaultyVillages as why:
        for fault in why.faults:
            print(sentence(villages, fault, operators), file=aside)
        return None
    return Gazetteer.of(places, lexicon)


def _answered(line: bytes, gazetteer: Gazetteer, catalog: Catalog) -> tuple[dict[str, Any], bool]:
    """The answer to one line, and whether the line was faulty."""
    try:
        given = read_line(line)
        report = report_in(given)
    except Fault as why:
        return {"id": id_of(line), "error": str(why)}, True
    reading = classify(report, gazetteer, gazetteer.lexicon)
    return {"id": given["id"], **told(reading, catalog)}, False


def add_command(
    app: typer.Typer, catalog: Callable[[], Catalog], lexicon: Callable[[], Lexicon]
) -> None:
    """Add `classify` to the command line."""

    @app.command("classify")
    def _classify(
        villages: Annotated[
            Path, typer.Option("--villages", readable=False, help="The villages, as CSV.")
        ],
        evaluate: Annotated[
            Path | None,
            typer.Option("--evaluate", readable=False, help="Reports with what is right of them."),
        ] = None,
        errors: Annotated[
            Path | None,
            typer.Option("--errors", readable=False, help="Gets the lines that were read wrong."),
        ] = None,
    ) -> None:
        """Read reports from JSON Lines and answer each with its reading, or count how it fares."""
        aside = typer.get_text_stream("stderr")
        if evaluate is None:
            if errors is not None:
                typer.echo("--errors: needs --evaluate FILE", err=True)
                raise typer.Exit(1)
            source, out = typer.get_binary_stream("stdin"), typer.get_binary_stream("stdout")
            raise typer.Exit(
                run_classify(
                    villages,
                    lexicon=lexicon(),
                    catalog=catalog(),
                    source=source,
                    out=out,
                    aside=aside,
                )
            )
        gazetteer = _gazetteer(villages, lexicon(), aside)
        if gazetteer is None:
            raise typer.Exit(1)
        table = typer.get_text_stream("stdout")
        raise typer.Exit(run_evaluate(evaluate, gazetteer, errors=errors, out=table, aside=aside))
