"""The console tells who has a bulletin and who not, to those who may see to it."""

from __future__ import annotations

import pytest

from domain.answers import Words
from domain.audience import Audience
from models.bulletin import NewBulletin
from models.outbox import OutboxState, Outgoing
from tests.handlers.precinct import Precinct
from tests.web.visitors import Neighbourhood

SAID = "ประชุมชุมชนวันเสาร์"


def a_bulletin(place: Neighbourhood, *, author: str = "d1", groups: int = 2) -> None:
    """Let a bulletin be on its way to the member and to groups, of which LINE refuses the first."""

    def announce(here: Precinct) -> None:
        uow = here.uow
        new = NewBulletin(
            contents=[Words(text=SAID)],
            audience=Audience(groups=True, members=True),
            author=place.officers[author],
        )
        bulletin = uow.bulletins.draft(new, now=uow.now)
        occurrence = uow.bulletins.at(bulletin, uow.now)
        uow.bulletins.begin(occurrence, bulletin, now=uow.now)
        met = [uow.groups.meet(f"C{number:032x}", now=uow.now) for number in range(groups)]
        for group in met:
            uow.groups.bind(group, [here.village.id], whole_station=False, now=uow.now)
        uow.deliveries.to_groups(occurrence, met, now=uow.now, rides=False)
        uow.deliveries.to_people(occurrence, [("member_id", place.member)], now=uow.now)
        first = uow.session.query(Outgoing).order_by(Outgoing.id).first()
        uow.outbox.settle(first, OutboxState.SET_ASIDE, now=uow.now, fault="HTTP 400 no <group>")

    place.changed(announce)


def shown(place: Neighbourhood, who: str, address: str = "/console/bulletins/1") -> str:
    browser = place.inside("/console/enter/", "console", who)
    answer = browser.get(address)
    return answer.text if answer.status_code == 200 else str(answer.status_code)


def test_each_recipient_and_why_one_was_refused(place: Neighbourhood) -> None:
    a_bulletin(place)
    page = shown(place, "d1")
    assert "รอส่ง 2, LINE ไม่รับ 1" in page
    assert page.count("<li>") == 3
    assert "กลุ่มที่ 1 (เปรมฤทัย)" in page
    assert "HTTP 400 no &lt;group&gt;" in page
    assert "<b>สมาชิก</b> รอส่ง" in page
    for secret in ("สมหมาย", "ใจเด็ดเดี่ยว", "M0001", "C000"):
        assert secret not in page


def test_one_that_was_not_sent_yet_says_so(place: Neighbourhood) -> None:
    def plan(here: Precinct) -> None:
        new = NewBulletin(
            contents=[Words(text=SAID)],
            audience=Audience(groups=True),
            author=place.officers["d1"],
        )
        here.uow.bulletins.draft(new, now=here.uow.now)

    place.changed(plan)
    page = shown(place, "d1")
    assert "ยังไม่ได้ส่งถึงใคร" in page
    assert "<nav" not in page


def test_one_state_alone_is_looked_at(place: Neighbourhood) -> None:
    a_bulletin(place)
    assert "LINE ไม่รับ 1</a>" in shown(place, "d1")
    assert "ไม่ทราบผล" not in shown(place, "d1")
    page = shown(place, "d1", "/console/bulletins/1?state=refused")
    assert page.count("<li>") == 1
    assert "กลุ่มที่ 1 (" in page
    assert shown(place, "d1", "/console/bulletins/1?state=nothing&after=x").count("<li>") == 3


def test_many_recipients_come_page_by_page(place: Neighbourhood) -> None:
    a_bulletin(place, groups=201)
    page = shown(place, "d1")
    assert page.count("<li>") == 200
    after = page.split("after=")[1].split('"')[0]
    rest = shown(place, "d1", f"/console/bulletins/1?state=&after={after}")
    assert rest.count("<li>") == 2
    assert "after=" not in rest


@pytest.mark.parametrize(
    ("author", "who", "may_see"),
    [("p1", "p1", True), ("p1", "n1", False), ("p1", "c1", True), ("d1", "p1", False)],
)
def test_a_village_officer_sees_their_own_alone(
    place: Neighbourhood, author: str, who: str, may_see: bool
) -> None:
    a_bulletin(place, author=author)
    assert (SAID in shown(place, who, "/console/bulletins")) is may_see
    page = shown(place, who)
    assert (SAID in page) is may_see
    assert may_see or page == "404"


def test_the_list_says_how_each_stands(place: Neighbourhood) -> None:
    assert "ไม่มี" in shown(place, "c1", "/console/bulletins")
    a_bulletin(place)
    page = shown(place, "c1", "/console/bulletins")
    assert '<a href="/console/bulletins/1">ประกาศที่ 1</a>' in page
    assert "กลุ่มและสมาชิก: ทั้งสถานี" in page
    assert shown(place, "c1", "/console/bulletins/7") == "404"


def test_nobody_sees_anything_without_a_session_and_its_code(place: Neighbourhood) -> None:
    a_bulletin(place)
    for address in ("/console/bulletins", "/console/bulletins/1"):
        assert place.a_browser().get(address).status_code == 401
        unproven = place.inside("/console/enter/", "console", "c1", proven=False)
        assert SAID not in unproven.get(address).text


def test_an_officer_who_is_suspended_sees_nothing_more(place: Neighbourhood) -> None:
    a_bulletin(place)
    browser = place.inside("/console/enter/", "console", "d1")

    def suspend(here: Precinct) -> None:
        here.uow.officers.get(place.officers["d1"]).is_suspended = True

    place.changed(suspend)
    assert SAID not in browser.get("/console/bulletins/1").text
