"""The summary of a morning and of a week, in everybody's chats."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.scheduler import Daybook
from domain.answers import Card, Content
from domain.classification.kinds import Urgency
from domain.timer_events import SummaryDue
from domain.tip import TipState, Trust
from tests.handlers.precinct import Precinct
from tests.handlers.talk import Heard, Person, Talk, for_whom, to

TUESDAY = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
MONDAY = TUESDAY - timedelta(days=1)


@pytest.fixture
def morning(in_force: Talk) -> Talk:
    in_force.clock.now = TUESDAY
    return in_force


def comes(talk: Talk, *, at: datetime | None = None) -> list[Heard]:
    """Let the clock write what the day asks for, and all that is due be handled."""
    talk.clock.now = at or talk.clock.now
    Daybook(talk.store, clock=talk.clock, woke=lambda: None).write()
    return talk.due()


def a_sent_tip(talk: Talk, **facts: object) -> None:
    age = facts.pop("age", timedelta(hours=1))
    assert isinstance(age, timedelta)
    with talk.uow() as uow:
        rows = {one.code: one for one in uow.villages.all()}
        tip = uow.tips.open_new(None, member_key=None, trust=Trust.TRAINED, year=2569, now=uow.now)
        tip.village_id, tip.urgency = rows["v1"].id, Urgency.ROUTINE
        tip.state, tip.sent_at = TipState.SENT, uow.now - age
        for name, value in facts.items():
            setattr(tip, name, value)
        uow.commit()


def lines(heard: Heard) -> list[str]:
    (first, *_) = heard.contents
    return rows(first)


def rows(content: Content) -> list[str]:
    assert isinstance(content, Card)
    return [f"{one.label} {one.value}" for one in content.lines]


def test_at_half_past_seven_each_officer_reads_five_lines_of_their_villages(morning: Talk) -> None:
    a_sent_tip(morning)
    a_sent_tip(morning, age=timedelta(days=2))
    a_sent_tip(morning, urgency=Urgency.EMERGENCY, state=TipState.CLOSED)
    news = comes(morning)
    assert for_whom(news) == {"p1", "b1", "n1", "d1", "c1"}
    assert lines(to("p1", news)) == [
        "ใหม่ (24 ชม.) 2 เรื่อง",
        "เปิดอยู่ 2 เรื่อง",
        "เกินเวลา 1 เรื่อง: ของท่าน 1",
        "ชุมชนที่ยังไม่มีใครแจ้ง ไม่มี",
        "เหตุด่วนเหตุร้าย 1 เรื่อง ยังเปิด 0",
    ]
    assert "เกินเวลา 1 เรื่อง: ส.ต.อ.ชื่อp1 สกุล 1" in lines(to("d1", news))
    assert lines(to("n1", news))[0] == "ใหม่ (24 ชม.) 0 เรื่อง"
    assert "ชุมชนที่ยังไม่มีใครแจ้ง 1 แห่ง: ลาดปลาเค้า" in lines(to("n1", news))


def test_it_is_one_counted_message_whose_notification_holds_no_figure(morning: Talk) -> None:
    heard = to("p1", comes(morning))
    assert not heard.is_reply
    (told,) = heard.contents
    assert isinstance(told, Card)
    assert told.headline == "1 ธ.ค. 2569"
    assert told.alt == "สรุปเช้า 1 ธ.ค. 2569"


def test_two_clocks_and_one_that_fires_twice_send_one(morning: Talk) -> None:
    assert comes(morning) != []
    assert comes(morning) == []
    assert comes(morning, at=TUESDAY - timedelta(hours=2)) == []
    assert comes(morning, at=TUESDAY + timedelta(hours=2)) == []
    assert comes(morning, at=TUESDAY + timedelta(days=1)) != []


def test_what_was_missed_comes_late_the_same_morning(morning: Talk) -> None:
    assert comes(morning, at=TUESDAY + timedelta(hours=4)) != []


def test_what_was_missed_until_noon_does_not_come(morning: Talk) -> None:
    assert comes(morning, at=TUESDAY + timedelta(hours=5)) == []


def test_what_was_written_and_slept_through_does_not_come(morning: Talk) -> None:
    comes(morning, at=TUESDAY - timedelta(hours=3))
    morning.clock.now = TUESDAY + timedelta(hours=6)
    assert morning.due() == []


def test_who_declines_gets_none_until_they_want_it_again(morning: Talk) -> None:
    officer = Person(morning, "p1")
    offered = to("p1", comes(morning)).buttons["ไม่รับสรุปเช้า"]
    assert "จะไม่ส่ง" in to("p1", officer.presses(offered)).text
    assert "p1" not in for_whom(comes(morning, at=TUESDAY + timedelta(days=1)))
    officer.says("รับสรุปเช้าครับ")
    assert "p1" in for_whom(comes(morning, at=TUESDAY + timedelta(days=2)))


def test_who_asked_that_day_read_it_for_free_and_is_not_sent_it_again(morning: Talk) -> None:
    morning.clock.now = TUESDAY - timedelta(minutes=30)
    shown = to("p1", Person(morning, "p1").says("สรุปเช้า"))
    assert shown.is_reply
    assert len(lines(shown)) == 5
    assert "p1" not in for_whom(comes(morning, at=TUESDAY))
    assert "p1" in for_whom(comes(morning, at=TUESDAY + timedelta(days=1)))


def test_who_has_no_village_is_told_so(morning: Talk) -> None:
    assert "ไม่มีชุมชน" in to("a1", Person(morning, "a1").says("สรุปเช้า")).text


def test_a_member_is_told_that_it_is_for_officers(morning: Talk) -> None:
    said = Person(morning, "member").says("สรุปเช้า")
    assert "เปิดอยู่" not in str([one.text for one in said])


def test_who_cannot_be_reached_costs_nothing(morning: Talk) -> None:
    Person(morning, "p1").blocks()
    assert "p1" not in for_whom(comes(morning))


def test_practice_and_restricted_tips_are_in_nobodys_figures(morning: Talk) -> None:
    a_sent_tip(morning, is_practice=True)
    a_sent_tip(morning, is_restricted=True, urgency=Urgency.EMERGENCY)
    for heard in comes(morning):
        assert "เปิดอยู่ 0 เรื่อง" in lines(heard)
        assert "เหตุด่วนเหตุร้าย 0 เรื่อง ยังเปิด 0" in lines(heard)


def test_a_village_of_few_members_is_not_named(morning: Talk) -> None:
    told = lines(to("p1", comes(morning)))
    assert "ชุมชนที่ยังไม่มีใครแจ้ง ไม่มี" in told
    with morning.uow() as uow:
        here = object.__new__(Precinct)
        here.uow, here.village = uow, next(one for one in uow.villages.all() if one.code == "v1")
        here.a_crowd(4)
        uow.commit()
    told = lines(to("p1", comes(morning, at=TUESDAY + timedelta(days=1))))
    assert "ชุมชนที่ยังไม่มีใครแจ้ง 1 แห่ง: เปรมฤทัย" in told


def test_a_spent_month_is_kept_for_alerts(morning: Talk) -> None:
    with morning.uow() as uow:
        month = uow.quotas.at(uow.now)
        month.limit, month.used = 300, 250
        uow.commit()
    assert comes(morning) == []
    assert to("p1", Person(morning, "p1").says("สรุปเช้า")).is_reply


def test_on_monday_the_commander_reads_of_the_week_in_the_same_message(morning: Talk) -> None:
    morning.clock.now = MONDAY
    a_sent_tip(morning, age=timedelta(days=3), urgency=Urgency.SOON)
    a_sent_tip(morning, age=timedelta(days=20))
    accepted = MONDAY - timedelta(days=1, minutes=-9)
    a_sent_tip(
        morning,
        age=timedelta(days=1),
        state=TipState.CLOSED,
        accepted_at=accepted,
        closed_at=MONDAY - timedelta(hours=3),
    )
    news = comes(morning, at=MONDAY)
    of_the_week = to("c1", news).contents[-1]
    assert isinstance(of_the_week, Card)
    assert of_the_week.headline == "23 พ.ย. 2569–29 พ.ย. 2569"
    assert len(to("c1", news).contents) == 2
    assert rows(of_the_week) == [
        "แจ้งเข้ามา 2 เรื่อง (สัปดาห์ก่อน 0)",
        "รับเรื่อง ค่ากลาง 9 นาที ทันเวลา 1 จาก 1 เรื่อง",
        "ปิดแล้ว 1 เรื่อง",
        "เปิดนานเกินไป 1 เรื่อง: 2/2569 (ส.ต.อ.ชื่อp1 สกุล)",
        "ชุมชนที่ยังไม่มีใครแจ้ง 1 แห่ง: ลาดปลาเค้า",
    ]
    assert len(to("d1", news).contents) == 1
    assert all("สรุปสัปดาห์" not in one.text for one in comes(morning, at=TUESDAY))


def test_who_declines_the_morning_still_reads_of_the_week(morning: Talk) -> None:
    Person(morning, "c1").says("ไม่รับสรุปเช้า")
    assert "c1" not in for_whom(comes(morning))
    told = to("c1", comes(morning, at=MONDAY + timedelta(days=7))).contents
    assert ["สรุปสัปดาห์" in str(one) for one in told] == [True]


def test_a_summary_of_another_day_is_never_sent(morning: Talk) -> None:
    late = SummaryDue(happened_at=TUESDAY, day=date(2026, 11, 30))
    assert morning.happens(late) == []


def test_a_village_is_called_silent_only_once_the_station_is_old_enough_for_it(
    morning: Talk,
) -> None:
    told = to("n1", comes(morning, at=TUESDAY + timedelta(days=30)))
    assert "ชุมชนที่เงียบ 30 วัน 1 แห่ง: ลาดปลาเค้า" in lines(told)


@pytest.mark.parametrize(
    ("facts", "tone"),
    [
        pytest.param({"urgency": Urgency.EMERGENCY}, "emergency", id="an emergency is open"),
        pytest.param({"age": timedelta(days=2)}, "soon", id="something is late"),
        pytest.param({"state": TipState.CLOSED}, "good", id="all is well"),
    ],
)
def test_the_colour_says_at_a_glance_whether_something_burns(
    morning: Talk, facts: dict[str, object], tone: str
) -> None:
    a_sent_tip(morning, **facts)
    (told,) = to("d1", comes(morning)).contents
    assert isinstance(told, Card)
    assert told.tone == tone
