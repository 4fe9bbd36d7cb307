"""The command `lexicon check`: ok, or one line that names the bad entry in both languages."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from catalog import Catalog
from catalog.lexicon import LEXICON
from commands.lexicon import run_check


def checked(path: Path) -> tuple[int, str, str]:
    out, aside = io.StringIO(), io.StringIO()
    code = run_check(path, Catalog.load("th"), out=out, aside=aside)
    return code, out.getvalue(), aside.getvalue()


def changed(folder: Path, old: str, new: str) -> Path:
    text = LEXICON.read_text(encoding="utf-8")
    assert old in text
    path = folder / "words.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_words_in_use_are_ok() -> None:
    code, out, aside = checked(LEXICON)
    assert (code, aside) == (0, "")
    assert out.startswith("ok")


def test_a_word_more_is_ok_also_with_the_mark_that_notepad_writes(tmp_path: Path) -> None:
    path = changed(tmp_path, 'lane = "ซอย', 'lane = "ซอย, ตรอกซอย')
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert checked(path)[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        pytest.param(
            'lane = "ซอย',
            'lane = "🙂, ซอย',
            ("place.lane", "🙂", "ไม่มีตัวอักษร", "has no letters"),
            id="a word without letters",
        ),
        pytest.param(
            "[life]", "[lief]", ("life.strong", "ไม่มีหัวข้อ", "missing"), id="a heading misspelt"
        ),
        pytest.param(
            'lane = "ซอย',
            'lane = ""\nlain = "ซอย',
            ("place.lane", "ไม่มีคำ", "no words"),
            id="nothing under a heading",
        ),
        pytest.param(
            "[life]", "[life", ("รูปแบบไฟล์ผิด", "not TOML", "line"), id="a bracket left out"
        ),
        pytest.param(
            'danger = """\n',
            'danger = """\nก,',
            ("danger", "'ก'", "สั้นเกินไป", "too short"),
            id="one letter",
        ),
        pytest.param(
            'danger = """\n',
            f'danger = """\n{"ไฟไหม้ " * 12},',
            ("danger", "ยาวเกินไป", "comma"),
            id="a comma left out",
        ),
        pytest.param(
            'section = "life.strong"', 'section = "x"', ("x", "คู่คำ", "pair"), id="a pair astray"
        ),
    ],
)
def test_a_bad_entry_is_named_in_one_line_of_two_languages(
    tmp_path: Path, old: str, new: str, named: tuple[str, ...]
) -> None:
    code, out, aside = checked(changed(tmp_path, old, new))
    assert (code, out) == (1, "")
    assert aside.startswith("words.toml: ")
    assert aside.count("\n") == 1
    assert [one for one in named if one not in aside] == []


def test_a_file_that_is_not_there_and_one_in_another_encoding_are_named(tmp_path: Path) -> None:
    assert "nowhere.toml" in checked(tmp_path / "nowhere.toml")[2]
    path = tmp_path / "office.toml"
    path.write_bytes("negation = 'ไม่'".encode("cp874"))
    assert "UTF-8" in checked(path)[2]
    path.write_text('pairs = "ยิง"', encoding="utf-8")
    assert "pairs: คู่คำต้องเขียนใต้ [[pairs]]" in checked(path)[2]
