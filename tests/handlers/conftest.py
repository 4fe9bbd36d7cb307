"""Handlers are tested on a real SQLite file: one dialect is enough for what they decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.classification.kinds import Urgency
from domain.rules import Hotline
from models.unit_of_work import Store
from tests.conftest import FixedClock, a_rule_set
from tests.handlers.merging import a_neighbour
from tests.handlers.talk import Person, Talk
from tests.handlers.town import a_town


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def talk(store: Store, station: int, clock: FixedClock) -> Talk:
    return Talk(store, station, clock)


@pytest.fixture
def member(talk: Talk) -> Person:
    return Person(talk, "member")


@pytest.fixture
def other(talk: Talk) -> Person:
    """Give a second member of the same village."""
    return a_neighbour(talk)


@pytest.fixture
def officer(talk: Talk) -> Person:
    return Person(talk, "p1")


@pytest.fixture
def town(talk: Talk) -> Talk:
    """Give two bound groups, and a month that bears writing to them."""
    return a_town(talk)


@pytest.fixture
def desk(town: Talk) -> Person:
    return Person(town, "d1")


@pytest.fixture
def stranger(talk: Talk) -> Person:
    return Person(talk, "stranger")


@pytest.fixture
def in_force(talk: Talk, store: Store, clock: FixedClock) -> Talk:
    """Give the station its hotlines and times to accept, as its settings do."""
    numbers = {
        "fraud_online": ["1441"],
        "police_complaint": ["1599"],
        "fire_disaster": ["199"],
        "life": ["191", "1669"],
        "body": ["191", "1669"],
        "suicide": ["1323"],
        "medical": ["1669"],
    }
    rules = replace(
        a_rule_set(),
        hotlines={what: tuple(Hotline(number=n) for n in them) for what, them in numbers.items()},
        accept_within={
            Urgency.EMERGENCY: timedelta(minutes=3),
            Urgency.SOON: timedelta(minutes=15),
            Urgency.ROUTINE: timedelta(minutes=240),
        },
    )
    store.seat({"khokkhram": rules}, clock())
    return talk
