"""`classify --evaluate`: a station counts how its own reports are read."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from catalog.lexicon import load_lexicon
from commands.evaluating import run_evaluate
from domain.classification import Gazetteer, Place

LINES: tuple[dict[str, Any], ...] = (
    {
        "id": 1,
        "text": "ไฟไหม้บ้านโคกสูง",
        "expected_village": "V1",
        "expected_category": "fire_disaster",
        "expected_urgency": "emergency",
        "is_tip": True,
    },
    {
        "id": 2,
        "text": "มีคนขายยาบ้าที่บ้านน้ำใส",
        "expected_village": "V1",
        "acceptable_categories": ["drugs", "other"],
    },
    {"id": 3, "text": "เมื่อคืนโดนลักมอเตอร์ไซค์", "expected_village": None},
    {"id": 4, "text": "ขอบคุณค่ะ", "is_tip": False},
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    places = [Place(code="V1", name="บ้านโคกสูง"), Place(code="V2", name="บ้านน้ำใส")]
    return Gazetteer.of(places, load_lexicon())


def evaluated(
    folder: Path, gazetteer: Gazetteer, *lines: object, errors: Path | None = None
) -> tuple[int, str, str]:
    file = folder / "reports.jsonl"
    written = [one if isinstance(one, str) else json.dumps(one) for one in lines]
    file.write_text("\ufeff" + "\n".join(written) + "\n\n", encoding="utf-8")
    out, aside = io.StringIO(), io.StringIO()
    code = run_evaluate(file, gazetteer, errors=errors, out=out, aside=aside)
    return code, out.getvalue(), aside.getvalue()


@pytest.mark.parametrize(
    "row",
    [
        "      4  ข้อความ / reports",
        "  50.0%  หมู่บ้านถูก เมื่อระบบตอบ / village right where answered (1/2)",
        "  33.3%  หมู่บ้านผิด จากเบาะแสทั้งหมด / village wrong, of all tips (1/3)",
        " 100.0%  ระบบตอบ เมื่อควรตอบได้ / answered, of the answerable (2/2)",
        " 100.0%  ระบบถาม เมื่อควรถาม / asked, of the others (1/1)",
        "  1.000  ประเภท (macro-F1) / categories, macro-F1",
        " 100.0%  เหตุด่วนเหตุร้ายที่ระบบจับได้ / emergencies heard (recall) (1/1)",
        " 100.0%  ข้อความทั่วไปที่ระบบแยกออก / non-tips caught (1/1)",
    ],
)
def test_a_table_in_both_languages_says_how_the_readings_fare(
    tmp_path: Path, gazetteer: Gazetteer, row: str
) -> None:
    code, out, aside = evaluated(tmp_path, gazetteer, *LINES)
    assert (code, aside) == (0, "")
    assert row in out.splitlines()
    assert "village_confidence" in out
    assert "category_confidence" in out


def test_what_was_read_wrong_is_written_with_what_was_said(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    errors = tmp_path / "errors.jsonl"
    assert evaluated(tmp_path, gazetteer, *LINES, errors=errors)[0] == 0
    (row,) = [json.loads(line) for line in errors.read_text("utf-8").splitlines()]
    assert (row["id"], row["wrong"], row["said"]["village"]) == (2, ["village"], "V2")
    assert row["text"] == LINES[1]["text"]
    assert stat.S_IMODE(errors.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ({"text": "x"}, "id: is missing"),
        ({"id": 1}, "text: must be a text"),
        ({"id": 1, "text": "x", "is_tip": "yes"}, "is_tip: must be"),
        ({"id": 1, "text": "x", "expected_village": "V7"}, "expected_village: must be"),
        ({"id": 1, "text": "x", "expected_category": "crime"}, "expected_category: must be one"),
        ({"id": 1, "text": "x", "acceptable_categories": "body"}, "must be a list"),
        ({"id": 1, "text": "x", "acceptable_categories": ["x"]}, "acceptable_categories: must"),
        ({"id": 1, "text": "x", "expected_urgency": 3}, "expected_urgency: must be one of"),
    ],
)
def test_a_faulty_line_is_named_and_the_rest_is_counted(
    tmp_path: Path, gazetteer: Gazetteer, line: object, said: str
) -> None:
    code, out, aside = evaluated(tmp_path, gazetteer, LINES[0], line, LINES[3])
    assert code == 1
    assert aside.startswith("reports.jsonl: line 2: ")
    assert said in aside
    assert "      2  ข้อความ / reports" in out.splitlines()


def test_a_file_that_is_not_there_and_errors_over_the_reports_are_refused(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    aside = io.StringIO()
    nowhere = tmp_path / "nowhere.jsonl"
    assert run_evaluate(nowhere, gazetteer, errors=None, out=io.StringIO(), aside=aside) == 1
    assert aside.getvalue().startswith("nowhere.jsonl: ")
    code, _, said = evaluated(tmp_path, gazetteer, *LINES, errors=tmp_path / "reports.jsonl")
    assert (code, "another file" in said) == (1, True)
    code, _, said = evaluated(tmp_path, gazetteer, *LINES, errors=tmp_path / "no" / "e.jsonl")
    assert (code, said.startswith("e.jsonl: ")) == (1, True)
