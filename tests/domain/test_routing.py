"""Who gets a tip, case by case."""

from __future__ import annotations

from dataclasses import replace

from domain.classification.kinds import Urgency
from domain.routing import Because, Matter, Post, route
from domain.tip import Trust

PRIMARY = Post(officer=1, role="village", charges={7: "primary"})
BACKUP = Post(officer=2, role="village", charges={7: "backup"})
DESK = Post(officer=3, role="duty")
COMMANDER = Post(officer=4, role="commander")
ADMIN = Post(officer=5, role="admin")
STATION = (PRIMARY, BACKUP, DESK, COMMANDER, ADMIN)
MATTER = Matter(village=7, urgency=Urgency.ROUTINE, trust=Trust.TRAINED)
FIRE = replace(MATTER, urgency=Urgency.EMERGENCY)


def whom(matter: Matter, *posts: Post, alerted: frozenset[int] = frozenset()) -> list[int]:
    return [call.officer for call in route(matter, posts, alerted=alerted).calls]


def test_the_primary_gets_it_then_the_backup_then_the_desk_then_the_commander() -> None:
    away = replace(PRIMARY, is_on_duty=False)
    gone = replace(BACKUP, is_reachable=False)
    assert whom(MATTER, *STATION) == [1]
    assert whom(MATTER, away, *STATION[1:]) == [2]
    assert whom(MATTER, away, gone, *STATION[2:]) == [3]
    assert whom(MATTER, away, gone, COMMANDER, ADMIN) == [4]


def test_the_next_in_line_is_the_first_who_was_not_alerted() -> None:
    done: set[int] = set()
    order = []
    while found := whom(MATTER, *STATION, alerted=frozenset(done)):
        order += found
        done |= set(found)
    assert order == [1, 2, 3, 4]


def test_an_emergency_goes_to_officer_and_desk_together() -> None:
    assert whom(FIRE, *STATION) == [1, 3]


def test_a_stranger_reaches_the_desk_and_never_a_village_officer() -> None:
    stranger = replace(MATTER, trust=Trust.UNVERIFIED)
    assert whom(stranger, *STATION) == [3]
    assert whom(replace(stranger, urgency=Urgency.EMERGENCY), *STATION) == [3]
    assert whom(stranger, PRIMARY, BACKUP) == []


def test_a_suspended_sender_alerts_nobody_but_in_an_emergency_the_desk() -> None:
    suspended = replace(MATTER, trust=Trust.SUSPENDED)
    found = route(suspended, STATION)
    assert (found.calls, found.because, found.is_meant) == ((), Because.SUSPENDED_SENDER, True)
    assert whom(replace(suspended, urgency=Urgency.EMERGENCY), *STATION) == [3]


def test_a_restricted_tip_goes_to_the_commander_alone() -> None:
    hidden = replace(MATTER, is_restricted=True)
    asleep = replace(COMMANDER, is_on_duty=False)
    assert whom(hidden, *STATION) == [4]
    assert whom(hidden, PRIMARY, DESK, asleep, ADMIN) == [4]
    assert whom(hidden, PRIMARY, DESK, ADMIN) == []


def test_in_a_restricted_emergency_the_desk_gets_no_accusation() -> None:
    calls = route(replace(FIRE, is_restricted=True), STATION).calls
    assert [(call.officer, call.is_bare) for call in calls] == [(4, False), (3, True)]


def test_without_a_village_or_outside_the_area_the_desk_decides() -> None:
    assert whom(replace(MATTER, village=None), *STATION) == [3]
    assert whom(replace(MATTER, is_outside_area=True), *STATION) == [3]


def test_a_dark_lane_alerts_nobody() -> None:
    found = route(replace(MATTER, is_environment_spot=True), STATION)
    assert (found.calls, found.because) == ((), Because.ENVIRONMENT_SPOT)


def test_an_officer_never_gets_their_own_tip() -> None:
    assert whom(MATTER, replace(PRIMARY, is_sender=True), *STATION[1:]) == [2]


def test_when_nobody_in_the_chain_can_be_reached_everyone_who_can_is_alerted() -> None:
    off = [replace(one, is_on_duty=False) for one in STATION]
    assert whom(MATTER, *off) == [3, 4, 5]
    found = route(MATTER, [replace(one, is_reachable=False) for one in STATION])
    assert (found.calls, found.because, found.is_meant) == ((), Because.NOBODY_REACHABLE, False)
