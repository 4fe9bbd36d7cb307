"""A file that an operator names: what is wrong with it is told by us, in one exact line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from app import command_line


def files_of(command: Any, words: str = "") -> Iterator[tuple[str, Any]]:
    """Give each file that a command or one below it is named, and how it would be judged."""
    for name, below in getattr(command, "commands", {}).items():
        yield from files_of(below, f"{words} {name}")
    for parameter in command.params:
        kind = getattr(parameter, "type_descriptor", None)
        if kind is not None and "Path" in str(kind.annotation):
            yield f"{words} {parameter.name}", kind.parameter_info


def test_no_file_is_judged_before_the_command_that_reads_it() -> None:
    named = dict(files_of(get_command(command_line())))
    assert {" config", " import members file", " bulletin send image"} <= set(named)
    judged = [words for words, how in named.items() if how.readable or how.writable or how.exists]
    assert judged == []


def test_a_file_that_nobody_may_read_is_told_like_one_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "villages.csv"
    closed.write_text("code,name\n")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "access", lambda *_args, **_named: False)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    told = CliRunner().invoke(command_line(), ["classify", "--villages", str(closed)], input="")
    assert told.exit_code == 1
    assert told.stderr.splitlines() == [
        "villages.csv: the file cannot be opened: "
        "check who may read it, or close the program that holds it"
    ]
