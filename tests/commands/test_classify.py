"""The command `classify`: JSON Lines in, one answer a line out."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from catalog import Catalog
from catalog.lexicon import load_lexicon
from commands.classify import read_places, run_classify

VILLAGES = "code,name,aliases,landmarks,moo,subdistrict,district,province,lat,lon,radius_m,note\n"
ROWS = "V1,บ้านโคกสูง,โคกสูงน้อย|กสน.,วัดโคกสูง,3,ดอนกลาง,,,15.1,101.2,400,x\nV2,บ้านน้ำใส,,,,,,,,,,\n"


@pytest.fixture
def villages(tmp_path: Path) -> Path:
    path = tmp_path / "villages.csv"
    path.write_text(VILLAGES + ROWS, encoding="utf-8-sig")
    return path


def answers(villages: Path, *lines: str | bytes) -> tuple[int, list[dict[str, Any]], str]:
    source = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    out, aside = io.BytesIO(), io.StringIO()
    code = run_classify(
        villages,
        lexicon=load_lexicon(),
        catalog=Catalog.load("th"),
        source=io.BytesIO(source),
        out=out,
        aside=aside,
    )
    return code, [json.loads(line) for line in out.getvalue().splitlines()], aside.getvalue()


def test_a_line_is_answered_with_every_field_of_the_contract(villages: Path) -> None:
    code, (answer,), _ = answers(villages, '{"id": 1, "text": "ไฟไหม้บ้านโคกสูง"}')
    assert code == 0
    assert list(answer) == [
        "id",
        "is_tip",
        "village",
        "village_source",
        "village_confidence",
        "candidates",
        "must_confirm",
        "outside_area",
        "category",
        "category_confidence",
        "urgency",
        "reasons",
    ]
    assert (answer["village"], answer["village_source"]) == ("V1", "text")
    assert (answer["category"], answer["urgency"]) == ("fire_disaster", "emergency")
    assert any("บ้านโคกสูง" in reason for reason in answer["reasons"])


def test_what_is_no_tip_has_no_village(villages: Path) -> None:
    _, (answer,), _ = answers(villages, '{"id": "a", "text": "ขอบคุณค่ะ", "member_village": "V1"}')
    assert not answer["is_tip"]
    assert (answer["village"], answer["category"]) == (None, None)
    assert (answer["village_source"], answer["urgency"]) == ("none", "routine")
    assert (answer["village_confidence"], answer["category_confidence"]) == (0, 0)


def test_several_messages_make_one_tip(villages: Path) -> None:
    line = '{"id": 1, "messages": ["ช่วยด้วย", "ไฟไหม้", "น้ำใสครับ"], "location": null}'
    assert answers(villages, line)[1][0]["village"] == "V2"


@pytest.mark.parametrize(
    "line",
    [
        '{"id": 1, "text": "ไฟไหม้", "messages": null, "group_village": null}',
        '{"id": 1, "text": null, "messages": ["ไฟไหม้"], "member_village": ""}',
        '{"id": 1, "text": "ไฟไหม้", "member_village": "V9", "group_village": "V9"}',
    ],
)
def test_what_is_not_given_or_not_there_any_more_is_none(villages: Path, line: str) -> None:
    code, (answer,), _ = answers(villages, line)
    assert (code, answer["category"]) == (0, "fire_disaster")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "not JSON"),
        ("", "not JSON"),
        ("[]", "not an object"),
        ('{"text": "x"}', "id: is missing"),
        ('{"id": 1}', "text: must be a text"),
        ('{"id": 1, "messages": "x"}', "messages: must be a list of texts"),
        ('{"id": 1, "text": "x", "location": [1]}', "location: must be"),
        ('{"id": 1, "text": "x", "location": [91, 0]}', "location: must be"),
        ('{"id": 1, "text": "x", "location": [true, 0]}', "location: must be"),
        ('{"id": 1, "text": "x", "member_village": 3}', "member_village: must be"),
        ('{"id": 1, "text": "x", "messages": ["x"]}', "text: must not stand beside messages"),
        (b'{"id": 1, "text": "\xff"}', "not JSON"),
    ],
)
def test_a_faulty_line_is_answered_and_the_rest_goes_on(
    villages: Path, line: str | bytes, error: str
) -> None:
    code, found, _ = answers(villages, line, '{"id": 2, "text": "ไฟไหม้"}')
    assert code == 1
    assert error in found[0]["error"]
    assert found[1]["id"] == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(
            ROWS.replace("V2", "V1"), "villages.csv: row 3: code: the same as", id="twice"
        ),
        pytest.param(ROWS.replace("15.1", "n"), "villages.csv: row 2: lat: ", id="no number"),
        pytest.param(ROWS.replace("บ้านน้ำใส", ""), "villages.csv: row 3: name: ", id="no name"),
    ],
)
def test_a_faulty_villages_file_is_named_by_row_and_column(
    villages: Path, content: str, said: str
) -> None:
    villages.write_text(VILLAGES + content, encoding="utf-8")
    code, found, aside = answers(villages, '{"id": 1, "text": "x"}')
    assert (code, found) == (1, [])
    assert said in aside
    assert "Traceback" not in aside


def test_a_missing_column_is_named(villages: Path) -> None:
    villages.write_text("name\nx\n", encoding="utf-8")
    assert "row 1: code: this column is missing" in answers(villages, "{}")[2]


def test_a_column_that_is_not_used_is_remarked_upon(villages: Path) -> None:
    code, _, aside = answers(villages, '{"id": 1, "text": "x"}')
    assert code == 0
    assert "note" in aside


def test_a_villages_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    code, found, aside = answers(tmp_path / "nowhere.csv", '{"id": 1, "text": "x"}')
    assert (code, found) == (1, [])
    assert aside.startswith("nowhere.csv: ")


def test_an_office_file_in_its_own_encoding_is_read(villages: Path) -> None:
    villages.write_bytes((VILLAGES + ROWS).encode("cp874"))
    assert [place.name for place in read_places(villages)] == ["บ้านโคกสูง", "บ้านน้ำใส"]
