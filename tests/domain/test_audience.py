"""To whom a bulletin goes: each group and person once, and at what price."""

from __future__ import annotations

import pytest

from domain.audience import Audience, GroupFact, PersonFact, area, fitting, in_calls, reach

KNOWN = [("v1", "รามอินทรา"), ("v2", "รามอินทรา"), ("v3", "ลาดพร้าว")]
OF_V1 = GroupFact(id=1, villages={"v1"}, is_whole_station=False, people=40)
OF_BOTH = GroupFact(id=2, villages={"v1", "v3"}, is_whole_station=False, people=60)
OF_ALL = GroupFact(id=3, villages=set(), is_whole_station=True, people=100)
UNBOUND = GroupFact(id=4, villages=set(), is_whole_station=False, people=7)
GROUPS = (OF_V1, OF_BOTH, OF_ALL, UNBOUND)
SOMCHAI = PersonFact(id=1, mark=b"1", villages={"v1"}, trained_in=2569)
SOMSRI = PersonFact(id=2, mark=b"2", villages={"v3"}, trained_in=2568, muted=("wanted", "warning"))
HOMELESS = PersonFact(id=3, mark=b"3", villages=set())
DESK = PersonFact(id=1, mark=b"9", villages=set(), role="duty")
OFFICER_AND_MEMBER = PersonFact(id=2, mark=b"1", villages={"v1"}, role="village")
PEOPLE = (SOMCHAI, SOMSRI, HOMELESS, DESK, OFFICER_AND_MEMBER)


def test_the_area_is_the_villages_and_those_of_the_subdistricts() -> None:
    assert area(Audience(groups=True), KNOWN) is None
    chosen = Audience(groups=True, villages=("v3",), subdistricts=("รามอินทรา",))
    assert area(chosen, KNOWN) == {"v1", "v2", "v3"}


@pytest.mark.parametrize(
    ("audience", "groups", "people"),
    [
        pytest.param(
            Audience(groups=True), [1, 2, 3], [], id="every bound group of the station, none else"
        ),
        pytest.param(
            Audience(groups=True, villages=("v1",)), [1, 2], [], id="the groups of a village alone"
        ),
        pytest.param(
            Audience(members=True), [], [b"1", b"2", b"3"], id="every member, the homeless too"
        ),
        pytest.param(
            Audience(members=True, subdistricts=("ลาดพร้าว",)), [], [b"2"], id="of a subdistrict"
        ),
        pytest.param(
            Audience(members=True, trained_in=(2569,)), [], [b"1"], id="trained in one year"
        ),
        pytest.param(Audience(roles=("duty",)), [], [b"9"], id="officers of a role"),
        pytest.param(
            Audience(members=True, topic="wanted"), [], [b"1", b"3"], id="who wants to hear of it"
        ),
        pytest.param(
            Audience(members=True, topic="warning"), [], [b"1", b"2", b"3"], id="all of a warning"
        ),
        pytest.param(
            Audience(members=True, roles=("village",), villages=("v1",)),
            [],
            [b"1"],
            id="an officer who is a member, too, once",
        ),
        pytest.param(
            Audience(groups=True, villages=("v1", "v3")), [1, 2], [], id="a group of both once"
        ),
    ],
)
def test_each_chosen_group_and_person_is_reached_once(
    audience: Audience, groups: list[int], people: list[bytes]
) -> None:
    found = reach(audience, GROUPS, PEOPLE, area(audience, KNOWN))
    assert [one.id for one in found.groups] == groups
    assert [one.mark for one in found.people] == people


def test_a_group_costs_its_people_and_a_person_one() -> None:
    audience = Audience(groups=True, members=True)
    found = reach(audience, GROUPS, PEOPLE, None)
    assert (found.cost, found.receivers, found.uncounted) == (200 + 3, 6, ())


def test_a_group_that_was_not_counted_is_named() -> None:
    unknown = GroupFact(id=7, villages={"v1"}, is_whole_station=False, people=None)
    assert reach(Audience(groups=True), [unknown], [], None).uncounted == (7,)


def test_people_are_split_into_calls_of_five_hundred() -> None:
    calls = list(in_calls(range(1001)))
    assert [len(one) for one in calls] == [500, 500, 1]
    assert [id for call in calls for id in call] == list(range(1001))


def test_what_would_fit_is_counted_from_the_cheapest() -> None:
    assert fitting([60, 40, 100], 100) == (2, 100)
    assert fitting([60, 40, 100], 39) == (0, 0)
    assert fitting([], 10) == (0, 0)


def test_who_said_to_come_hears_of_a_meeting_whatever_was_chosen() -> None:
    guest = PersonFact(id=9, mark=b"g", villages={"v3"}, muted=("meeting",), must_know=True)
    chosen = Audience(meeting=7, villages=("v1",))
    assert chosen.has_members
    assert not Audience(groups=True).has_members
    assert [one.mark for one in reach(chosen, (), (guest, SOMSRI), area(chosen, KNOWN)).people] == [
        b"g"
    ]
