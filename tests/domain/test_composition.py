"""A draft knows what is asked next, and comes back from its keeping as it was."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from domain.audience import Audience
from domain.composition import (
    FIELDS,
    TEMPLATES,
    Composition,
    Kind,
    Step,
    read_composition,
    write_composition,
)
from domain.when.schedule import Once, Weekly

MONDAYS = Weekly(weekdays=frozenset({1}), at=time(8))


def said_all(kind: Kind) -> Composition:
    draft = Composition(kind=kind.value)
    for one in FIELDS[kind]:
        draft = draft.saying(one.name)
    return draft


@pytest.mark.parametrize("kind", TEMPLATES)
def test_each_template_asks_for_all_of_its_fields_and_then_for_whom_and_when(kind: Kind) -> None:
    assert Composition().step is Step.KIND
    assert Composition(kind=kind.value).step is Step.FIELD
    draft = said_all(kind)
    assert draft.step is Step.TO
    draft = draft.but(to="groups")
    assert draft.step is Step.AREA
    draft = draft.but(villages=())
    assert draft.step is Step.TIME
    assert draft.sent_at(None).step is Step.PREVIEW


@pytest.mark.parametrize("schedule", [None, Once(at=datetime(2026, 12, 1, tzinfo=UTC)), MONDAYS])
def test_a_draft_is_kept_and_read_again(schedule: Once | Weekly | None) -> None:
    draft = said_all(Kind.MEETING).but(to="both", villages=("v1", "v2")).sent_at(schedule)
    again = read_composition(write_composition(draft))
    assert again == draft
    assert again.schedule == schedule
    assert again.rule == (MONDAYS if schedule is MONDAYS else None)


def test_each_change_counts_so_that_old_buttons_are_known() -> None:
    draft = said_all(Kind.TEXT)
    assert draft.but(is_urgent=True).edits == draft.edits + 1


@pytest.mark.parametrize(
    ("what", "step"), [("text", Step.KIND), ("to", Step.TO), ("time", Step.TIME)]
)
def test_a_part_that_is_done_again_leaves_the_others(what: str, step: Step) -> None:
    whole = said_all(Kind.TEXT).but(to="groups", villages=("v1",)).sent_at(MONDAYS)
    part = whole.again(what)
    assert part.step is step
    kept = {"text": part.when == whole.when, "to": part.said == whole.said, "time": part.to}
    assert kept[what]


@pytest.mark.parametrize(
    "audience",
    [
        Audience(groups=True, topic="news"),
        Audience(members=True, villages=("v1",), topic="warning"),
        Audience(groups=True, members=True, subdistricts=("รามอินทรา",), topic="meeting"),
        Audience(roles=("duty", "admin"), topic="news"),
        Audience(groups=True, members=True, roles=("duty",), trained_in=(2569,), topic="result"),
    ],
)
def test_the_audience_of_what_stands_comes_back(audience: Audience) -> None:
    assert Composition().for_whom(audience).audience == audience


@pytest.mark.parametrize("kind", TEMPLATES)
def test_each_kind_is_about_something_and_what_is_urgent_is_a_warning(kind: Kind) -> None:
    draft = said_all(kind)
    assert draft.about == ("news" if kind is Kind.TEXT else kind.value)
    assert draft.but(is_urgent=True).about == "warning"


def test_roles_and_training_years_are_asked_for_only_where_they_are_meant() -> None:
    draft = said_all(Kind.TEXT)
    assert draft.but(to="officers").step is Step.ROLES
    assert draft.but(to="officers", roles=("duty",)).step is Step.AREA
    assert draft.but(to="trained").step is Step.YEARS
    assert draft.but(to="trained", years=(2569,)).step is Step.AREA
    assert draft.but(to="trained", years=(2569,)).again("to").step is Step.TO


def test_words_that_nothing_asked_for_change_nothing() -> None:
    whole = said_all(Kind.TEXT)
    assert whole.wanted is None
    assert whole.saying("อีกข้อความ") == whole


def test_what_is_stripped_has_nothing_attached_and_is_not_asked_for_it_again() -> None:
    laden = said_all(Kind.TEXT).but(photo=3, video=4, pin=(13.8, 100.6), pin_name="วัด")
    bare = laden.stripped()
    assert (bare.photo, bare.video, bare.pin, bare.pin_name) == (0, 0, None, "")
    assert bare.is_bare
    assert bare.said == laden.said
