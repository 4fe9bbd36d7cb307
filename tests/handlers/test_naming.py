"""A sender's name: asked for with a reason, granted by another, opened on a page, told of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from domain.answers import Button, OpenLink
from domain.meanings import NameDecided
from domain.postback import Act, encode
from models.audit import AuditLine
from models.name_request import NameRequest, seal_mark
from models.naming import granted
from models.officer import Role
from models.outbox import Outgoing
from models.tip import Tip
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.precinct import SECRETS, Precinct, line_of
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to
from tests.handlers.test_two_officers import Rush, told_to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
WORD = "ขอทราบชื่อผู้แจ้ง"
REASON = "ต้องสอบปากคำเป็นพยานก่อนขอหมายค้น"
DANGER = "ผู้ต้องสงสัยอยู่บ้านเดียวกับผู้แจ้ง"


class Case:
    """One tip that p1 accepted, and the people around it."""

    def __init__(self, talk: Talk, member: Person) -> None:
        self.talk, self.member = talk, member
        self.p1, self.d1 = Person(talk, "p1"), Person(talk, "d1")
        self.c1, self.c2 = Person(talk, "c1"), Person(talk, "c2")
        with talk.uow() as uow:
            here = object.__new__(Precinct)
            here.uow = uow
            here.an_officer("c2", Role.COMMANDER)
            uow.commit()
        member.says(NOISE)
        member.says("ส่งเลย")
        self.tip = talk.tips()[0].id
        self.p1.presses(encode(Act.ACCEPT, self.tip))

    def asked(self, by: Person | None = None) -> Sequence[Heard]:
        who = by or self.p1
        who.presses(encode(Act.NAME_ASK, self.tip))
        return who.says(REASON)

    def cards(self, by: Person | None = None) -> dict[str, dict[str, Button]]:
        return {one.to: one.buttons for one in self.asked(by) if "อนุมัติ" in one.buttons}

    def granted(self) -> dict[str, Button]:
        """Have c1 grant what p1 asked; return all buttons that then came."""
        news = self.c1.presses(self.cards()["c1"]["อนุมัติ"])
        return {label: tap for one in news for label, tap in one.buttons.items()}

    def opened(self) -> None:
        """Look at the name, as the page does."""
        with self.talk.uow() as uow:
            tip, officer = uow.tips.get(self.tip), uow.officers.by_code("p1")
            request = granted(uow, officer, tip)
            assert request is not None
            uow.name_requests.mark_opened(request, at=uow.now)
            uow.commit()

    def changed(self, **facts: Any) -> None:
        with self.talk.uow() as uow:
            tip = uow.tips.get(self.tip)
            for name, value in facts.items():
                setattr(tip, name, value)
            uow.commit()

    def officer(self, code: str, **facts: Any) -> None:
        with self.talk.uow() as uow:
            officer = uow.officers.by_code(code)
            for name, value in facts.items():
                setattr(officer, name, value)
            uow.commit()

    def trail(self) -> list[AuditLine]:
        with self.talk.store.reading(self.talk.station, self.talk.clock()) as uow:
            assert uow.audit.verify().flaw is None
            return list(uow.audit.lines())

    def acts(self) -> list[str]:
        return [one.act for one in self.trail() if one.act.startswith(("name.", "refused"))]

    def request(self) -> NameRequest:
        with self.talk.store.reading(self.talk.station, self.talk.clock()) as uow:
            found: NameRequest = uow.session.query(NameRequest).one()
            uow.session.expunge(found)
            return found


@pytest.fixture
def case(talk: Talk, member: Person) -> Case:
    return Case(talk, member)


def test_a_handler_asks_and_every_commander_gets_number_village_and_reason(case: Case) -> None:
    news = case.asked()
    assert for_whom(news) == {"p1", "c1", "c2"}
    for name in ("c1", "c2"):
        card = a_card(to(name, news))
        shown = to(name, news)
        assert {"อนุมัติ", "ไม่อนุมัติ"} == set(shown.buttons)
        assert "KK-2569-000001" in card.title
        assert "เปรมฤทัย" in shown.text
        assert REASON in shown.text
        assert REASON not in card.alt
        assert "วัยรุ่น" not in shown.text
    assert "2 คน" in to("p1", news).text
    (line,) = [one for one in case.trail() if one.act == "name.asked"]
    assert (line.actor, line.about) == ("p1", "KK-2569-000001")
    assert REASON not in str(line.detail)
    assert line.detail["reason"] == seal_mark(case.request().reason)
    with case.talk.uow() as uow:
        assert uow.name_requests.reason(case.request()) == REASON


def test_a_grant_opens_a_page_by_a_link_and_no_name_stands_in_the_chat(case: Case) -> None:
    buttons = case.granted()
    news = case.p1.presses(buttons["เปิดดูชื่อ"])
    tap = to("p1", news).buttons["เปิดดูชื่อ"].tap
    assert isinstance(tap, OpenLink)
    assert tap.url.startswith("https://police.example/n/")
    assert case.acts() == ["name.asked", "name.granted", "name.link"]
    with case.talk.uow() as uow:
        for row in range(1, case.talk.seen + 1):
            said = str(uow.outbox.contents(uow.session.get_one(Outgoing, row)))
            assert not [secret for secret in SECRETS if secret in said]


def test_a_denial_is_told_and_opens_nothing(case: Case) -> None:
    cards = case.cards()
    news = case.c1.presses(cards["c1"]["ไม่อนุมัติ"])
    assert "ไม่อนุมัติ" in to("p1", news).text
    assert "เปิดดูชื่อ" not in to("p1", news).buttons
    again = case.c2.presses(cards["c2"]["อนุมัติ"])
    assert "ชื่อc1" in to("c2", again).text
    assert for_whom(again) == {"c2"}
    opening = encode(Act.NAME_OPEN, case.tip, case.request().id.hex)
    assert "ใช้ไม่ได้" in to("p1", case.p1.presses(opening)).text
    assert case.acts() == ["name.asked", "name.denied", "refused"]


def test_a_press_that_comes_twice_is_decided_once(case: Case) -> None:
    button = case.cards()["c1"]["อนุมัติ"]
    case.c1.presses(button)
    again = case.c1.presses(button)
    assert for_whom(again) == {"c1"}
    assert case.acts() == ["name.asked", "name.granted"]


def test_a_second_wish_while_one_waits_troubles_nobody(case: Case) -> None:
    case.asked()
    again = case.p1.presses(encode(Act.NAME_ASK, case.tip))
    assert "รอผู้บังคับบัญชา" in to("p1", again).text
    assert for_whom(case.p1.says("ยกเลิก")) <= {"p1"}
    assert case.acts() == ["name.asked"]


@pytest.mark.parametrize(
    ("who", "told"),
    [
        pytest.param("b1", "ผู้ขอทราบชื่อผู้แจ้งได้คือ", id="a village officer who has it not"),
        pytest.param("a1", "ผู้ขอทราบชื่อผู้แจ้งได้คือ", id="an administrator"),
        pytest.param("n1", "ไม่มีสิทธิ", id="another village's officer"),
    ],
)
def test_who_may_not_ask_is_refused_and_audited(case: Case, who: str, told: str) -> None:
    news = Person(case.talk, who).presses(encode(Act.NAME_ASK, case.tip))
    assert told in to(who, news).text
    assert [one.actor for one in case.trail() if one.act == "refused"] == [who]
    assert "name.asked" not in case.acts()


def test_the_desk_and_a_commander_may_ask_and_never_decide_their_own(case: Case) -> None:
    assert set(case.cards(case.d1)) == {"c1", "c2"}
    own = case.cards(case.c1)
    assert set(own) == {"c2"}
    with case.talk.uow() as uow:
        tip, officer = uow.tips.get(case.tip), uow.officers.by_code("c1")
        request = uow.name_requests.newest(tip, officer).id.hex
    news = case.c1.presses(encode(Act.NAME_YES, case.tip, request))
    assert "ท่านเป็นผู้ขอ" in to("c1", news).text
    assert case.acts()[-1] == "refused"


def test_a_commander_who_handles_the_tip_neither_gets_the_card_nor_decides(case: Case) -> None:
    with case.talk.uow() as uow:
        commander = uow.officers.by_code("c1").id
    case.changed(handler_id=commander)
    assert set(case.cards(case.d1)) == {"c2"}
    news = case.c1.presses(encode(Act.NAME_YES, case.tip, case.request().id.hex))
    assert "ท่านเป็นผู้รับเรื่อง" in to("c1", news).text
    assert "name.granted" not in case.acts()


@pytest.mark.parametrize("who", ["p1", "d1", "a1"])
def test_nobody_but_a_commander_decides(case: Case, who: str) -> None:
    case.asked()
    press = encode(Act.NAME_YES, case.tip, case.request().id.hex)
    news = Person(case.talk, who).presses(press)
    assert "ผู้บังคับบัญชาเท่านั้น" in to(who, news).text
    assert case.acts() == ["name.asked", "refused"]


def test_only_commanders_who_can_be_reached_are_asked(case: Case) -> None:
    case.officer("c1", unreachable_since=case.talk.clock())
    assert set(case.cards()) == {"c2"}


def test_where_no_other_commander_can_be_reached_nobody_is_asked(case: Case) -> None:
    case.officer("c1", unreachable_since=case.talk.clock())
    case.officer("c2", is_suspended=True)
    news = case.p1.presses(encode(Act.NAME_ASK, case.tip))
    assert "ไม่มีผู้บังคับบัญชาอื่น" in to("p1", news).text
    assert case.acts() == ["refused"]


@pytest.mark.parametrize(
    ("facts", "who", "told"),
    [
        pytest.param({"is_restricted": True}, "p1", "ไม่มีสิทธิ", id="restricted, its handler"),
        pytest.param({"is_restricted": True}, "c1", "เฉพาะผู้บังคับบัญชา", id="restricted, commander"),
        pytest.param({"is_practice": True}, "p1", "การฝึก", id="practice"),
        pytest.param({"state": "closed"}, "p1", "ปิดเรื่องแล้ว", id="closed"),
        pytest.param({"trust": "unverified"}, "d1", "ไม่มีชื่อ", id="a stranger's"),
    ],
)
def test_of_some_tips_no_name_is_asked_for(
    case: Case, facts: dict[str, Any], who: str, told: str
) -> None:
    case.changed(**facts)
    news = Person(case.talk, who).presses(encode(Act.NAME_ASK, case.tip))
    assert told in to(who, news).text
    assert case.acts() == ["refused"]


@pytest.mark.parametrize("step", ["ask", "explain", "decide", "link", "danger"])
def test_a_suspended_officer_is_refused_at_every_step(case: Case, step: str) -> None:
    if step == "ask":
        case.officer("p1", is_suspended=True)
        news = case.p1.presses(encode(Act.NAME_ASK, case.tip))
    elif step == "explain":
        case.p1.presses(encode(Act.NAME_ASK, case.tip))
        case.officer("p1", is_suspended=True)
        news = case.p1.says(REASON)
        assert "name.asked" not in case.acts()
        return
    elif step == "decide":
        card = case.cards()["c1"]
        case.officer("c1", is_suspended=True)
        news = case.c1.presses(card["อนุมัติ"])
    elif step == "link":
        buttons = case.granted()
        case.officer("p1", is_suspended=True)
        news = case.p1.presses(buttons["เปิดดูชื่อ"])
    else:
        buttons = case.granted()
        case.officer("c1", is_suspended=True)
        news = case.c1.presses(buttons["แจ้งแล้วเป็นอันตราย"])
    assert "ถูกพักการใช้งาน" in news[0].text
    assert case.acts()[-1] == "refused"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"is_restricted": True}, id="its sender hid it"),
        pytest.param({"handler_id": None}, id="it was taken from them"),
    ],
)
def test_a_grant_ends_when_its_ground_does(case: Case, change: dict[str, Any]) -> None:
    buttons = case.granted()
    case.changed(**change)
    news = case.p1.presses(buttons["เปิดดูชื่อ"])
    assert "/n/" not in to("p1", news).text
    assert "name.link" not in case.acts()


def test_a_request_whose_asker_lost_the_tip_is_not_granted(case: Case) -> None:
    card = case.cards()["c1"]
    case.changed(handler_id=None)
    assert "ไม่มีสิทธิ" in to("c1", case.c1.presses(card["อนุมัติ"])).text
    assert "name.granted" not in case.acts()


def test_a_request_lapses_and_may_be_made_anew(case: Case) -> None:
    card = case.cards()["c1"]
    case.talk.passes(days=3)
    assert "เกิน 3 วัน" in to("c1", case.c1.presses(card["อนุมัติ"])).text
    assert set(case.cards()) == {"c1", "c2"}


def test_a_grant_lasts_a_day_and_gives_a_fresh_link_each_time(case: Case) -> None:
    button = case.granted()["เปิดดูชื่อ"]
    links = {to("p1", case.p1.presses(button)).buttons["เปิดดูชื่อ"].tap for _ in range(2)}
    assert len(links) == 2
    case.talk.passes(hours=23)
    again = to("p1", case.p1.says(WORD))
    assert "/n/" in to("p1", case.p1.presses(again.buttons["เปิดดูชื่อ"])).text
    case.talk.passes(hours=1)
    assert "ใช้ไม่ได้แล้ว" in to("p1", case.p1.presses(button)).text


def test_a_link_is_for_who_asked_alone(case: Case) -> None:
    button = case.granted()["เปิดดูชื่อ"]
    assert "ไม่ใช่ของท่าน" in to("d1", case.d1.presses(button)).text
    assert "name.link" not in case.acts()


def test_the_member_is_told_once_within_seven_days(case: Case) -> None:
    case.granted()
    case.opened()
    assert case.talk.passes(days=5, hours=23) == []
    told = to("member", case.talk.passes(hours=1))
    assert "ชื่อของท่านถูกเปิด" in told.text
    assert not [word for word in ("วัยรุ่น", "เปรมฤทัย", REASON) if word in told.text]
    assert "ชื่อ" not in told.contents[0].alt  # type: ignore[union-attr]
    assert case.talk.passes(days=30) == []
    assert case.acts()[-1] == "name.told"
    assert [one.actor for one in case.trail()][-1] == "timer"


def test_who_was_not_looked_at_is_not_troubled(case: Case) -> None:
    case.granted()
    assert case.talk.passes(days=7) == []
    assert case.trail()[-1].detail["why"] == "unopened"


def test_the_member_is_not_told_where_that_endangers_someone(case: Case) -> None:
    buttons = case.granted()
    case.opened()
    asked = to("c1", case.c1.presses(buttons["แจ้งแล้วเป็นอันตราย"]))
    assert "อันตราย" in asked.text
    assert "ชัดเจน" in to("c1", case.c1.says("กลัว")).text
    assert "จะไม่แจ้ง" in to("c1", case.c1.says(DANGER)).text
    line = case.trail()[-1]
    assert (line.act, line.actor) == ("name.endangers", "c1")
    assert line.detail["reason"] == seal_mark(case.request().danger)
    with case.talk.uow() as uow:
        assert uow.name_requests.danger(case.request()) == DANGER
    assert case.talk.passes(days=7) == []
    assert case.trail()[-1].detail["why"] == "endangers"


def test_only_who_granted_it_may_spare_the_member_and_only_in_time(case: Case) -> None:
    button = case.granted()["แจ้งแล้วเป็นอันตราย"]
    assert "ที่อนุมัติเท่านั้น" in to("c2", case.c2.presses(button)).text
    case.opened()
    case.talk.passes(days=6)
    assert "ได้รับแจ้งไปแล้ว" in to("c1", case.c1.presses(button)).text


def test_a_watched_phone_is_told_nothing(case: Case) -> None:
    case.granted()
    case.opened()
    case.changed(is_coerced=True)
    assert case.talk.passes(days=7) == []
    assert case.trail()[-1].detail["why"] == "watched"


def test_a_member_who_left_is_not_told(case: Case) -> None:
    case.granted()
    case.opened()
    case.member.says("ออกจากเครือข่าย")
    case.member.says("ใช่")
    assert case.talk.passes(days=7) == []
    assert case.trail()[-1].detail["why"] == "gone"


def test_a_reason_is_asked_again_and_may_be_called_off(case: Case) -> None:
    case.p1.presses(encode(Act.NAME_ASK, case.tip))
    assert "ชัดเจน" in to("p1", case.p1.says("อยาก")).text
    assert "ยกเลิกแล้ว" in to("p1", case.p1.says("ยกเลิก")).text
    assert "name.asked" not in case.acts()


@pytest.mark.parametrize("end", ["another button", "ten minutes"])
def test_the_reason_is_no_longer_waited_for(case: Case, end: str) -> None:
    case.p1.presses(encode(Act.NAME_ASK, case.tip))
    if end == "another button":
        case.p1.presses(encode(Act.VILLAGE, case.tip))
    else:
        case.talk.passes(minutes=10)
    case.p1.says(REASON)
    assert "name.asked" not in case.acts()


def test_an_open_case_offers_it_to_who_may_ask(case: Case) -> None:
    offered = {
        who: WORD in to(who, Person(case.talk, who).says("1/2569")).buttons
        for who in ("p1", "b1", "d1", "c1", "a1")
    }
    assert offered == {"p1": True, "b1": False, "d1": True, "c1": True, "a1": False}


def test_the_word_finds_the_one_tip_an_officer_holds_or_asks_which(case: Case) -> None:
    assert "พิมพ์เหตุผล" in to("p1", case.p1.says(WORD)).text
    assert "ตามด้วยเลขที่เรื่อง" in to("d1", case.d1.says(WORD)).text
    assert "พิมพ์เหตุผล" in to("d1", case.d1.says(f"{WORD} 1/2569")).text
    assert "ไม่พบเรื่องนี้" in to("d1", case.d1.says(f"{WORD} 99/2569")).text
    case.member.says("มีคนลักรถที่เปรมฤทัย เมื่อคืนนี้")
    case.member.says("ส่งเลย")
    second = next(one for one in case.talk.tips() if one.id != case.tip)
    case.p1.presses(encode(Act.ACCEPT, second.id))
    which = to("p1", case.p1.says(WORD))
    assert set(which.buttons) == {"1/2569", "2/2569"}
    assert "เรื่องที่ 2/2569" in to("p1", case.p1.presses(which.buttons["2/2569"])).text


def test_a_member_asks_for_no_name(case: Case) -> None:
    (told,) = case.member.says(WORD)
    assert "หากต้องการแจ้งเหตุ" in told.text


def test_the_sender_never_gets_the_card_even_as_a_commander(case: Case) -> None:
    with case.talk.uow() as uow:
        tip: Tip = uow.tips.get(case.tip)
        tip.sender = uow.tips._seal_sender(tip.data_key_id, line_of("c2"), None)
        uow.commit()
    assert set(case.cards()) == {"c1"}


class Race(Rush):
    """Two commanders who press with the same request in their hands."""

    def met(self, handle: Any) -> Any:
        def handler(event: Any, uow: Any, catalog: Any) -> Any:
            tip = uow.tips.get(event.tip)
            assert uow.name_requests.find(event.request, tip) is not None
            self.meeting.wait()
            return handle(event, uow, catalog)

        return handler


class TestOnEachDatabase:
    @pytest.fixture(params=["sqlite", "postgres"])
    def database_url(self, request: pytest.FixtureRequest) -> str:
        return str(request.getfixturevalue(f"{request.param}_url"))

    def test_of_two_commanders_at_once_one_decides(
        self, case: Case, store: Store, station: int, clock: FixedClock
    ) -> None:
        case.asked()
        request = case.request().id.hex
        race = Race(store, station, clock)
        for name, act in (("c1", "name_yes"), ("c2", "name_no")):
            data = f"{act}|{case.tip.hex}|{request}"
            race.arrives(name, {"type": "postback", "postback": {"data": data}})
        race.goes(NameDecided)
        news = case.talk.news()
        (decided,) = [one for one in case.acts() if one in ("name.granted", "name.denied")]
        is_granted = decided == "name.granted"
        assert ("เปิดดูชื่อ" in told_to("p1", news)) is is_granted
        assert "พิจารณาแล้ว" in told_to("c2" if is_granted else "c1", news)

    def test_the_whole_way_and_the_telling(self, case: Case) -> None:
        buttons = case.granted()
        case.p1.presses(buttons["เปิดดูชื่อ"])
        case.opened()
        told = case.talk.passes(seconds=timedelta(days=6).total_seconds())
        assert for_whom(told) == {"member"}
        assert case.acts() == ["name.asked", "name.granted", "name.link", "name.told"]
