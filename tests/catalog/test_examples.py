"""The examples: what can be learned from, and a name for what cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.examples import BadExample, digest, load_examples
from domain.classification import Category, Urgency

HEADER = "text,category,also,urgency,note\n"


def a_folder(folder: Path, *rows: str, header: str = HEADER) -> Path:
    (folder / "some.csv").write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    return folder


def test_an_example_is_read_with_all_that_it_teaches(tmp_path: Path) -> None:
    row = '"บ้าน{v} ไฟไหม้, ช่วยด้วย | อยู่{w}ค่ะ",fire_disaster,life|body,emergency,plain'
    (example,) = load_examples(a_folder(tmp_path, row))
    assert example.category is Category.FIRE_DISASTER
    assert example.also == {Category.LIFE, Category.BODY}
    assert example.urgency is Urgency.EMERGENCY
    assert example.messages("ดอน", "นา") == ("บ้านดอน ไฟไหม้, ช่วยด้วย", "อยู่นาค่ะ")


def test_talk_is_an_example_too(tmp_path: Path) -> None:
    (example,) = load_examples(a_folder(tmp_path, "สวัสดีค่ะ,none,,routine,"))
    assert example.category is None


@pytest.mark.parametrize(
    ("row", "named"),
    [
        pytest.param("ไฟ,fire,,soon,", "row 2: category: 'fire'", id="a kind that is none"),
        pytest.param("ไฟ,other,blaze,soon,", "row 2: also: 'blaze'", id="another that is none"),
        pytest.param("ไฟ,other,,now,", "row 2: urgency: 'now'", id="an urgency that is none"),
        pytest.param("ดี,none,,soon,", "row 2: urgency: what is no tip", id="urgent talk"),
        pytest.param("ที่{x},other,,soon,", "row 2: text: {x}", id="an unknown slot"),
        pytest.param("ที่{v,other,,soon,", "row 2: text: {", id="a slot cut short"),
        pytest.param(",other,,soon,", "row 2: text: is empty", id="no text"),
        pytest.param("ไฟ,ไหม้,other,,soon,", "row 2: a text with a comma", id="a bare comma"),
        pytest.param("ไฟ,other", "row 2: a text with a comma", id="a row cut short"),
        pytest.param(
            "ไฟไหม้,other,,soon,\nไฟไหม้ ,life,,soon,",
            "row 3: the same text as in some.csv: row 2",
            id="another answer",
        ),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, named: str) -> None:
    with pytest.raises(BadExample) as fault:
        load_examples(a_folder(tmp_path, row))
    assert str(fault.value).startswith(f"some.csv: {named}")


def test_the_same_text_twice_teaches_once(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, "ไฟไหม้,other,,soon,", "ไฟไหม้ ,other,life,soon,again")
    assert len(load_examples(folder)) == 1


def test_other_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadExample, match="row 1: the columns must be"):
        load_examples(a_folder(tmp_path, header="text,kind\n"))


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadExample, match="no files"):
        load_examples(tmp_path)


def test_the_digest_changes_with_what_is_taught_and_with_nothing_else(tmp_path: Path) -> None:
    one = load_examples(a_folder(tmp_path, "ไฟ,other,,soon,a", "น้ำ,other,,soon,"))
    turned = load_examples(a_folder(tmp_path, "น้ำ,other,,soon,", "ไฟ,other,,soon,b"))
    changed = load_examples(a_folder(tmp_path, "ไฟ,other,,routine,a", "น้ำ,other,,soon,"))
    assert digest(one) == digest(turned) != digest(changed)
