"""Every fault has its sentence in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import files
from catalog import LANGUAGES, Catalog
from files.faults import Fault, describe

SOURCES = Path(files.__file__).parent.glob("*.py")
KEYS = {key for path in SOURCES for key in re.findall(r'"(files\.\w+)"', path.read_text("utf-8"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_a_sentence_and_none_is_left_over(language: str) -> None:
    sentences = Catalog.load(language).keys()
    known = {key for key in sentences if key.startswith("files.")}
    assert known == KEYS


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(key="files.empty"), "the file is empty"),
        (Fault(key="files.extra_cells", row=3), "row 3: "),
        (Fault(key="files.column_missing", row=1, column="code"), "row 1, column code: "),
        (Fault(key="files.column_missing", column="code"), "column code: "),
    ],
)
def test_a_fault_says_where_it_is(fault: Fault, told: str) -> None:
    assert describe(fault, Catalog.load("en").say).startswith(told)
