"""Names of villages on buttons of twenty letters, as a person counts letters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.place_labels import LONGEST, cut, graphemes, labels

NAMES = st.text(alphabet="กนบี่้ำาิ ", min_size=1, max_size=40)


def test_a_letter_is_what_a_person_sees_with_its_marks() -> None:
    assert graphemes("น้ำใส") == ["น้ำ", "ใ", "ส"]
    assert graphemes("ที่") == ["ที่"]
    assert graphemes("") == []


def test_twenty_letters_fit_however_many_marks_they_bear() -> None:
    name = "น้ำ" * LONGEST
    assert cut(name) == name
    assert cut(name + "ก") == "น้ำ" * (LONGEST - 1) + "…"


def test_villages_of_one_name_are_told_apart_by_their_subdistrict() -> None:
    places = [("หนองแวง", "ดอนกลาง"), ("หนองแวง", "หนองสะเดา"), ("โคกสูง", "ดอนกลาง")]
    assert labels(places) == ["ดอนกลาง หนองแวง", "หนองสะเดา หนองแวง", "โคกสูง"]


def test_a_name_that_another_village_bears_is_told_apart_though_that_one_is_not_offered() -> None:
    assert labels([("หนองแวง", "ดอนกลาง")], shared={"หนองแวง"}) == ["ดอนกลาง หนองแวง"]
    assert labels([("หนองแวง", "")], shared={"หนองแวง"}) == ["หนองแวง"]


def test_names_that_are_alike_once_they_are_cut_are_numbered() -> None:
    long = "หมู่บ้านจัดสรรริมคลองลาดพร้าว"
    assert [one[:2] for one in labels([(f"{long} เหนือ", ""), (f"{long} ใต้", "")])] == ["1.", "2."]


@given(st.lists(st.tuples(NAMES, NAMES), max_size=4, unique=True))
def test_no_label_is_too_long_for_its_button(places: list[tuple[str, str]]) -> None:
    assert all(len(graphemes(one)) <= LONGEST for one in labels(places))
