"""What each role finds in the console, and what it never finds."""

from __future__ import annotations

import re

import pytest

from models.arrival import ArrivalState
from tests.handlers.precinct import SECRETS, Precinct
from tests.web.visitors import OWN_SITE, Neighbourhood


def page(place: Neighbourhood, who: str) -> str:
    browser = place.inside("/console/enter/", "console", who)
    answer = browser.get("/console/")
    assert answer.status_code == 200
    return answer.text


def test_without_a_session_there_is_only_the_way_to_one(place: Neighbourhood) -> None:
    place.a_tip()
    answer = place.a_browser().get("/console/")
    assert answer.status_code == 401
    assert "คอนโซล" in answer.text
    assert "KK-2569" not in answer.text


@pytest.mark.parametrize(
    ("facts", "seen_by"),
    [
        pytest.param({}, {"p1", "b1", "d1", "c1", "a1"}, id="a tip of the village"),
        pytest.param({"is_restricted": True}, {"c1"}, id="restricted"),
        pytest.param({"trust": "unverified"}, {"d1", "c1", "a1"}, id="from a stranger"),
        pytest.param({"state": "collecting"}, set(), id="not sent yet"),
        pytest.param({"state": "closed"}, set(), id="closed"),
    ],
)
def test_each_role_lists_what_it_may_see(
    place: Neighbourhood, facts: dict[str, object], seen_by: set[str]
) -> None:
    place.a_tip(**facts)
    found = {who for who in place.officers if "KK-2569-000001" in page(place, who)}
    assert found == seen_by


def test_of_more_tips_than_are_listed_all_are_counted(place: Neighbourhood) -> None:
    place.a_tip()
    assert "งานของฉัน" not in page(place, "d1")

    def many(here: Precinct) -> None:
        for _ in range(201):
            here.a_tip(state="sent", sent_at=here.uow.now)

    place.changed(many)
    shown = page(place, "d1")
    assert "เบาะแสที่ยังไม่ปิด 202 เรื่อง" in shown
    assert "แสดง 200 เรื่อง" in shown
    assert "อีก 2 เรื่อง" in shown
    assert shown.count("<h3>KK-2569") == 200


def test_no_list_tells_who_reported_or_what_they_said(place: Neighbourhood) -> None:
    place.a_tip()
    shown = page(place, "c1")
    assert "มีดหน้าร้าน" not in shown
    assert not [secret for secret in SECRETS if secret in shown]


def test_another_station_sees_nothing_of_this_one(place: Neighbourhood) -> None:
    place.a_tip()
    other = place.store.station("bungkum").id
    with place.store.writing(other, place.clock()) as uow:
        there = Precinct.__new__(Precinct)
        there.uow = uow
        from models.officer import Role

        officer = there.an_officer("x1", Role.COMMANDER)
        token = uow.access.make_link(
            "console", expires_at=uow.now.replace(year=2027), officer_id=officer.id
        )
        uow.commit()
    browser = place.a_browser()
    assert browser.post(f"/console/enter/{token}", headers=OWN_SITE).status_code == 303
    assert "KK-2569-000001" not in browser.get("/console/").text


def test_troubles_are_for_those_above_a_village(place: Neighbourhood) -> None:
    def trouble(here: Precinct) -> None:
        officer = here.uow.officers.get(here.neighbour.id)
        officer.unreachable_since = here.uow.now

    place.changed(trouble)
    for who, sees in {"p1": False, "d1": True, "c1": True, "a1": True}.items():
        shown = page(place, who)
        assert ("บล็อกหรือเลิกติดตาม" in shown) is sees
        assert ("ข้อความที่ต้องตรวจสอบ" in shown) is sees


def test_groups_show_to_what_they_are_bound(place: Neighbourhood) -> None:
    def join(here: Precinct) -> None:
        groups = here.uow.groups
        groups.meet("C" + "1" * 32, now=here.uow.now)
        bound = groups.meet("C" + "2" * 32, now=here.uow.now)
        groups.bind(bound, [here.village.id], whole_station=False, now=here.uow.now)

    place.changed(join)
    assert page(place, "d1").count("กลุ่มที่") == 2
    assert page(place, "p1").count("กลุ่มที่") == 1
    assert page(place, "n1").count("กลุ่มที่") == 0
    assert "C" + "1" * 32 not in page(place, "d1")


def test_a_session_ends_with_suspension_with_time_and_with_leaving(place: Neighbourhood) -> None:
    browser = place.inside("/console/enter/", "console", "c1")
    mark = re.search(r'name="mark" value="(\w+)"', browser.get("/console/").text)
    assert mark is not None
    assert browser.post("/console/leave", data={"mark": "x"}).status_code == 403
    assert browser.get("/console/").status_code == 200
    left = browser.post("/console/leave", data={"mark": mark[1]}, headers=OWN_SITE)
    assert left.status_code == 303
    assert browser.get("/console/").status_code == 401

    browser = place.inside("/console/enter/", "console", "d1")
    place.clock.passes(minutes=60, seconds=1)
    assert browser.get("/console/").status_code == 401

    browser = place.inside("/console/enter/", "console", "d1")

    def suspend(here: Precinct) -> None:
        here.uow.officers.get(here.desk.id).is_suspended = True

    place.changed(suspend)
    assert browser.get("/console/").status_code == 410


def test_a_set_aside_arrival_is_listed_without_its_body(place: Neighbourhood) -> None:
    from datetime import UTC, datetime

    from models.arrival import Arrival

    def keep(here: Precinct) -> None:
        moment = datetime(2026, 11, 24, tzinfo=UTC)
        here.uow.session.add(
            Arrival(
                station_id=place.station,
                key="e1",
                lane=b"l" * 16,
                kind="line",
                event_type="message",
                occurred_at=moment,
                due_at=moment,
                received_at=moment,
                state=ArrivalState.SET_ASIDE,
                attempts=6,
            )
        )

    place.changed(keep)
    assert "ระบบทำต่อไม่ได้ (message)" in page(place, "a1")


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        pytest.param(
            {"state": "set_aside", "fault": "400 Failed to send messages"},
            ("LINE ไม่รับข้อความที่ส่งออก", "400 Failed to send messages"),
            id="refused, with LINE's reason",
        ),
        pytest.param(
            {
                "state": "waiting",
                "stalled": True,
                "fault": "429 You have reached your monthly limit.",
            },
            ("ระบบจะลองส่งใหม่", "429 You have reached your monthly limit."),
            id="waiting for a new month",
        ),
        pytest.param({"state": "mailed"}, ("ส่งทางอีเมลแทนแล้ว",), id="gone by mail"),
    ],
)
def test_an_alert_that_line_does_not_take_is_listed_in_red_with_the_reason(
    place: Neighbourhood, facts: dict[str, str], shown: tuple[str, ...]
) -> None:
    from domain.answers import Chat, Message, Rank, Recipient, Words

    def keep(here: Precinct) -> None:
        to = Recipient(chat=Chat.PERSON, line_id="U" + "1" * 32)
        alert = Message(
            to=to, contents=[Words(text="ลับ")], rank=Rank.ALERT, officer=here.primary.id
        )
        row = here.uow.outbox.keep(alert, now=here.uow.now)
        row.state, row.fault = facts["state"], facts.get("fault")
        row.stalled_since = here.uow.now if facts.get("stalled") else None

    place.changed(keep)
    found = page(place, "a1")
    red = re.findall(r'<article class="emergency">.*?</article>', found, re.DOTALL)
    assert any(all(words in one for words in shown) for one in red)
    assert "ลับ" not in found


def test_a_tip_that_nobody_can_get_is_red_in_the_list(place: Neighbourhood) -> None:
    tip = place.a_tip(state="sent", urgency="routine")
    calm = page(place, "d1")
    assert 'class="routine"' in calm
    with place.store.writing(place.station, place.clock()) as uow:
        row = uow.tips.get(tip)
        uow.tips.record(row, "nobody", at=uow.now, detail={"because": "nobody_reachable"})
        uow.commit()
    red = page(place, "d1")
    assert 'class="emergency"' in red
    assert "ยังไม่มีใครรับได้" in red
