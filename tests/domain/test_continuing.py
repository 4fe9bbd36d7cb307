"""What goes on about a tip, and what is another event; in doubt it goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.classification import Category, Reading, Urgency, VillageSource, When
from domain.continuing import Begun, is_elsewhere, is_of_another_time

STABBING = {"village": "V1", "category": "body", "urgency": "emergency", "when": When.NOW}
SOON, LATER = timedelta(minutes=2), timedelta(minutes=11)


def begun(**facts: Any) -> Begun:
    return Begun(**{**STABBING, **facts})


def said(**facts: Any) -> Reading:
    usual: dict[str, Any] = {
        "is_tip": True,
        "may_be_tip": True,
        "category": Category.PROPERTY,
        "category_confidence": 0.9,
        "urgency": Urgency.SOON,
        "when": When.EARLIER,
    }
    return Reading(**{**usual, **facts})


def at(village: str, source: VillageSource = VillageSource.TEXT, **facts: Any) -> Reading:
    return said(village=village, village_source=source, **facts)


def test_a_theft_of_last_night_is_another_event_than_a_stabbing_now() -> None:
    assert is_of_another_time(begun(), said())
    assert is_of_another_time(begun(when=None), said())


def test_what_goes_on_now_is_another_event_than_a_theft_of_last_night() -> None:
    theft = begun(category="property", urgency="soon", when=When.EARLIER)
    assert is_of_another_time(theft, said(category=Category.FIRE_DISASTER, when=When.NOW))


@pytest.mark.parametrize(
    "words",
    [
        pytest.param({"is_tip": False}, id="no tip by themselves"),
        pytest.param({"points_back": True}, id="of somebody told of before"),
        pytest.param({"is_detail": True}, id="of what a car looks like"),
        pytest.param({"category_confidence": 0.49}, id="of a kind that is guessed"),
        pytest.param({"category": None}, id="of no kind"),
        pytest.param({"category": Category.OTHER}, id="of any kind"),
        pytest.param({"category": Category.BODY}, id="of the same kind"),
        pytest.param({"category": Category.WEAPONS}, id="of a kind that one event may be, too"),
        pytest.param({"when": None}, id="of no time"),
        pytest.param({"when": When.NOW}, id="of the same time"),
    ],
)
def test_in_doubt_words_go_on_about_the_tip(words: dict[str, Any]) -> None:
    assert not is_of_another_time(begun(), said(**words))


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"category": None}, id="of no kind yet"),
        pytest.param({"category": "other"}, id="of any kind"),
        pytest.param({"urgency": "soon", "when": None}, id="of no time"),
        pytest.param({"when": When.EARLIER}, id="of before, too"),
    ],
)
def test_a_tip_that_may_be_of_that_time_and_kind_takes_the_words(facts: dict[str, Any]) -> None:
    assert not is_of_another_time(begun(**facts), said())


def test_another_village_is_another_event_however_soon() -> None:
    assert is_elsewhere(begun(), at("V2"), after=SOON)
    assert is_elsewhere(begun(), at("V2", VillageSource.PIN, category=Category.BODY), after=SOON)


def test_a_place_that_the_words_put_right_is_the_tips_own() -> None:
    assert not is_elsewhere(begun(), at("V2", denied=frozenset({"V1"})), after=LATER)


@pytest.mark.parametrize(
    ("reading", "after", "is_other"),
    [
        pytest.param(said(), SOON, False, id="soon and no place"),
        pytest.param(at("V2", VillageSource.HOME), SOON, False, id="soon and perhaps at home"),
        pytest.param(said(), LATER, True, id="later and of another kind"),
        pytest.param(said(category=Category.BODY), LATER, False, id="later and of the same kind"),
        pytest.param(said(category=Category.OTHER), LATER, False, id="later and of any kind"),
        pytest.param(said(category=None), LATER, False, id="later and of no kind"),
        pytest.param(said(is_tip=False), LATER, False, id="later and no tip"),
        pytest.param(at("V1"), SOON, True, id="the same place and another kind"),
        pytest.param(at("V1", category=Category.BODY), SOON, False, id="the same place and kind"),
    ],
)
def test_soon_it_is_of_the_same_scene_and_later_its_kind_tells(
    reading: Reading, after: timedelta, is_other: bool
) -> None:
    assert is_elsewhere(begun(), reading, after=after) is is_other


@pytest.mark.parametrize(
    ("reading", "is_other"),
    [
        pytest.param(at("V1"), True, id="a theft at a dark lane"),
        pytest.param(said(category=Category.OTHER), False, id="more of the lane, of no kind"),
        pytest.param(said(category_confidence=0.4), False, id="a kind that is a guess"),
        pytest.param(said(is_environment_spot=True), False, id="more of the lane"),
        pytest.param(said(is_tip=False), False, id="no tip"),
        pytest.param(at("V2", denied=frozenset({"V1"})), False, id="its place put right"),
    ],
)
def test_what_happens_at_a_spot_is_never_lost_in_it(reading: Reading, *, is_other: bool) -> None:
    spot = begun(category="other", urgency="routine", is_spot=True)
    assert is_elsewhere(spot, reading, after=SOON) is is_other


def test_a_place_answers_a_tip_that_was_asked_for_its_own() -> None:
    assert not is_elsewhere(begun(village=None), at("V2"), after=SOON)
    assert not is_elsewhere(begun(category="other"), said(), after=LATER)
