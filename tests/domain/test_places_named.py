"""Villages in a list of names and codes, however long somebody makes it."""

from __future__ import annotations

from domain.classification import Gazetteer, Place
from domain.places_named import named_in
from tests.conftest import the_lexicon
from tests.domain.classification.effort import calls

PLACES = [Place(code="V1", name="ดอนตาล"), Place(code="V2", name="บึงบัว")]


def a_gazetteer() -> Gazetteer:
    return Gazetteer.of(PLACES, the_lexicon())


def test_codes_and_names_are_found_each_once() -> None:
    named = named_in("v1, บึงบัว ดอนตาล ไม่มี", a_gazetteer())
    assert named.codes == ("V1", "V2")
    assert named.unclear == ("ไม่มี",)


def test_a_text_of_thousands_of_words_is_looked_up_no_longer_than_two_hundred() -> None:
    gazetteer = a_gazetteer()
    few, many = "ก " * 200, "ก " * 2500
    assert calls(lambda: named_in(many, gazetteer)) < 1.1 * calls(lambda: named_in(few, gazetteer))
    found = named_in("v1 " + many, gazetteer)
    assert found.codes == ("V1",)
    assert len(found.unclear) == 200
    assert len(found.unclear[-1]) == 40
