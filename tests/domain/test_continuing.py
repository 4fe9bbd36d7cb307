"""What goes on about a tip, and what is another event; in doubt it goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.classification import Category, Reading, Urgency, VillageSource, When
from domain.classification.details import Deeds
from domain.continuing import Begun, is_elsewhere, is_event_with_its_place, is_of_another_time

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


NOISE = {"village": None, "category": "nuisance", "urgency": "routine", "when": None}
LOUD, BROKEN_IN = Deeds(told=frozenset({"loud"})), Deeds(told=frozenset({"broken in"}))
STABBED = {"category": Category.BODY, "urgency": Urgency.EMERGENCY, "is_danger_told": True}


def asked(**facts: Any) -> Begun:
    return Begun(**{**NOISE, "deeds": LOUD, **facts})


def is_own(tip: Begun, reading: Reading, deeds: Deeds = BROKEN_IN, after: timedelta = SOON) -> bool:
    return is_event_with_its_place(tip, reading, deeds, after=after)


def test_another_event_with_its_place_is_no_answer_to_the_question_of_the_first() -> None:
    assert is_own(asked(), at("V2"))
    assert is_own(asked(), at("V2", VillageSource.PIN))
    assert is_own(asked(category="other"), at("V2", **STABBED))


@pytest.mark.parametrize(
    ("tip", "reading", "deeds"),
    [
        pytest.param(asked(), at("V2", is_tip=False), BROKEN_IN, id="no tip by itself"),
        pytest.param(asked(), at("V2", VillageSource.HOME), BROKEN_IN, id="no place told"),
        pytest.param(asked(), said(), BROKEN_IN, id="no place"),
        pytest.param(asked(), at("V2"), Deeds(), id="nothing done"),
        pytest.param(asked(), at("V2"), Deeds(hinted=BROKEN_IN.told), id="a hint"),
        pytest.param(asked(), at("V2"), LOUD, id="the first told again"),
        pytest.param(
            asked(), at("V2"), Deeds(told=frozenset({"very loud"})), id="told again, and more"
        ),
        pytest.param(
            asked(), at("V2"), Deeds(told=BROKEN_IN.told, points_back=True), id="the same people"
        ),
        pytest.param(asked(), at("V2", is_detail=True), BROKEN_IN, id="how they look"),
        pytest.param(asked(village="V1"), at("V2"), BROKEN_IN, id="a tip that has its place"),
        pytest.param(asked(is_vague=True), at("V2", **STABBED), BROKEN_IN, id="what it was"),
        pytest.param(
            asked(category="property"), at("V2"), BROKEN_IN, id="of the same kind, and soon"
        ),
        pytest.param(
            asked(category="weapons", urgency="emergency"),
            at("V2", **STABBED),
            BROKEN_IN,
            id="shots and blood",
        ),
    ],
)
def test_what_may_tell_of_the_first_event_answers_where_it_was(
    tip: Begun, reading: Reading, deeds: Deeds
) -> None:
    assert not is_own(tip, reading, deeds)


def test_later_doubt_parts_for_a_tip_lost_is_worse_than_one_too_many() -> None:
    assert is_own(asked(category="property"), at("V2"), after=LATER)
    assert is_own(asked(is_vague=True), at("V2", **STABBED), after=LATER)
    assert not is_own(asked(is_vague=True), at("V2"), after=LATER)
    assert not is_own(asked(), at("V2"), LOUD, after=LATER)


def test_a_danger_now_is_another_event_than_the_like_of_before() -> None:
    of_before = asked(category="body", urgency="soon", when=When.EARLIER)
    assert is_own(of_before, at("V2", **STABBED), LOUD)
    assert not is_own(asked(category="body"), at("V2", **STABBED), LOUD)


@pytest.mark.parametrize("facts", [{}, {"village": "V1"}, {"category": "property"}])
def test_what_the_commander_alone_would_see_takes_no_event_of_others(facts: dict[str, Any]) -> None:
    """Were it added there, neither the village's officer nor the desk would hear of it."""
    hidden = asked(is_restricted=True, **facts)
    assert is_own(hidden, at("V1"))
    assert is_own(hidden, at("V1"), Deeds(hinted=frozenset({"quarrel"})))
    assert not is_own(hidden, at("V1", concerns_power=frozenset({"police"})), LOUD)
    assert not is_own(hidden, at("V1"), LOUD)


def test_a_place_put_right_stays_with_what_the_commander_sees() -> None:
    hidden = asked(is_restricted=True, village="V1")
    assert not is_own(hidden, at("V2", denied=frozenset({"V1"})))
