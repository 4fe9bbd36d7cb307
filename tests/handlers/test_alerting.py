"""How a tip reaches its officers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.answers import Answer, Card, Chat, Rank, Words
from domain.classification.kinds import Urgency
from domain.timer_events import AcceptanceDue, OfficerUnreachable, TipChanged
from domain.tip import Trust
from handlers import alerting
from models.officer import Officer
from models.tip import Tip
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.precinct import (
    CATALOG,
    SECRETS,
    Precinct,
    contents,
    line_of,
    messages,
    opened,
    said,
    the_card,
    timers,
)


@pytest.fixture
def here(store: Store, station: int, clock: FixedClock) -> Iterator[Precinct]:
    with opened(store, station, clock()) as precinct:
        within = dict.fromkeys(Urgency, timedelta(minutes=15))
        precinct.uow.rules = replace(precinct.uow.rules, accept_within=within)
        yield precinct


def whom(here: Precinct, answers: list[Answer]) -> list[str]:
    return [here.who(one.to) for one in messages(answers)]


def changed(here: Precinct, tip: Tip, what: str) -> list[Answer]:
    event = TipChanged(happened_at=here.uow.now, tip=tip.id, what=what)
    return list(alerting.tell_change(event, here.uow, CATALOG))


def overdue(here: Precinct, tip: Tip, step: int) -> list[Answer]:
    event = AcceptanceDue(happened_at=here.uow.now, tip=tip.id, step=step)
    return list(alerting.go_on(event, here.uow, CATALOG))


def test_a_tip_alerts_its_officer_with_a_card_that_does_not_tell_who_sent_it(
    here: Precinct,
) -> None:
    tip = here.a_tip()
    answers = list(here.ready(tip))
    (message,) = messages(answers)
    assert here.who(message.to) == "p1"
    assert (message.rank, message.about, message.officer) == (
        Rank.ALERT,
        tip.id,
        here.primary.id,
    )
    assert message.carries_content
    assert tip.state == "sent"
    assert "คนเมาถือมีด" in said(answers)
    for secret in (*SECRETS, line_of("member")):
        assert secret not in said(answers)


def test_a_tip_that_is_ready_twice_alerts_once(here: Precinct) -> None:
    tip = here.a_tip()
    here.ready(tip)
    assert here.ready(tip) == []


def test_the_notification_shows_number_urgency_and_village_only(here: Precinct) -> None:
    card = the_card(here.ready(here.a_tip()))
    assert card.alt == "เรื่องที่ 1/2569 ทั่วไป เปรมฤทัย"


def test_an_emergency_goes_to_officer_and_desk_together(here: Precinct) -> None:
    assert whom(here, list(here.ready(here.an_emergency()))) == ["p1", "d1"]


def test_a_strangers_tip_goes_to_the_desk_marked(here: Precinct) -> None:
    answers = list(here.ready(here.a_tip(by="stranger", trust=Trust.UNVERIFIED)))
    assert whom(here, answers) == ["d1"]
    assert "ยังไม่ยืนยันตัวตน" in the_card(answers).marks


def test_a_suspended_senders_tip_is_kept_and_alerts_nobody(here: Precinct) -> None:
    tip = here.a_tip(trust=Trust.SUSPENDED)
    assert here.ready(tip) == []
    assert tip.state == "sent"


def test_in_a_restricted_emergency_the_desk_learns_place_and_danger_alone(
    here: Precinct,
) -> None:
    answers = list(here.ready(here.an_emergency(is_restricted=True)))
    assert whom(here, answers) == ["c1", "d1"]
    full, bare = (one for one in contents(answers) if isinstance(one, Card))
    assert "คนเมา" in full.body
    assert bare.body == ""
    assert bare.buttons == []
    assert "เปรมฤทัย" in bare.alt


def test_an_officers_own_tip_goes_to_the_next(here: Precinct) -> None:
    assert whom(here, list(here.ready(here.a_tip(by="p1")))) == ["b1"]


def test_an_emergency_that_nobody_can_get_tells_its_sender_to_call(here: Precinct) -> None:
    for officer in here.uow.officers.all():
        officer.unreachable_since = here.uow.now
    tip = here.an_emergency()
    answers = list(here.ready(tip))
    mail, told = messages(answers)
    assert mail.to.chat is Chat.MAIL
    assert "คนเมา" not in said([mail])
    assert here.who(told.to) == "member"
    assert "tel:191" in said(answers)
    assert tip.state == "sent"
    assert [line.what for line in here.uow.tips.history(tip, "nobody")] == ["nobody"]


def test_a_watched_phone_is_never_told_to_call(here: Precinct) -> None:
    for officer in here.uow.officers.all():
        officer.unreachable_since = here.uow.now
    told = messages(here.ready(here.an_emergency(is_coerced=True)))
    assert [one.to.chat for one in told] == [Chat.MAIL]


def test_a_tip_not_accepted_in_time_goes_up_the_chain_each_step_once(here: Precinct) -> None:
    tip = here.a_tip()
    (due,) = timers(here.ready(tip))
    assert isinstance(due, AcceptanceDue)
    order = []
    for step in range(1, 6):
        answers = overdue(here, tip, step)
        assert overdue(here, tip, step) == []
        order += whom(here, answers)
    assert order == ["b1", "d1", "c1"]


def test_an_accepted_tip_is_not_passed_on(here: Precinct) -> None:
    tip = here.a_sent_tip()
    tip.state = "accepted"
    assert overdue(here, tip, 1) == []


def test_the_label_is_as_narrow_as_the_crowd_allows(here: Precinct) -> None:
    assert "สมาชิกเครือข่ายจาก" not in said(here.ready(here.a_tip()))
    here.a_crowd(5)
    assert "สมาชิกเครือข่ายจากเปรมฤทัย" in said(here.ready(here.a_tip()))


def test_new_words_reach_the_officer_as_an_update(here: Precinct) -> None:
    tip = here.a_sent_tip()
    here.says(tip, "หนีไปทางตลาด")
    answers = changed(here, tip, "added")
    assert whom(here, answers) == ["p1"]
    assert the_card(answers).body == "หนีไปทางตลาด"
    assert the_card(answers).marks[0] == "มีข้อความเพิ่ม"


def test_new_words_reach_the_handler_alone_once_there_is_one(here: Precinct) -> None:
    tip = here.a_tip(urgency=Urgency.EMERGENCY)
    here.ready(tip)
    tip.state, tip.handler_id = "accepted", here.desk.id
    assert whom(here, changed(here, tip, "added")) == ["d1"]


def test_what_becomes_an_emergency_alerts_the_desk_as_well(here: Precinct) -> None:
    tip = here.a_sent_tip()
    tip.urgency = Urgency.EMERGENCY
    assert whom(here, changed(here, tip, "added")) == ["p1", "d1"]


def test_a_withdrawal_is_told_without_content(here: Precinct) -> None:
    tip = here.a_tip()
    for message in messages(here.ready(tip)):
        here.uow.outbox.keep(message, now=here.uow.now, tip_key=tip.data_key_id)
    tip.has_withdrawn = True
    (told,) = contents(changed(here, tip, "withdrawn"))
    assert isinstance(told, Words)
    assert "ข้อความถูกยกเลิก" in told.text
    assert "คนเมา" not in told.text


def test_who_never_got_the_card_gets_one_of_what_is_left(here: Precinct) -> None:
    tip = here.a_tip()
    for message in messages(here.ready(tip)):
        here.uow.outbox.keep(message, now=here.uow.now, tip_key=tip.data_key_id)
    here.uow.outbox.withdraw_content(tip.id, now=here.uow.now)
    for line in here.uow.tips.messages(tip):
        line.content, line.withdrawn_at = None, here.uow.now
    tip.has_withdrawn = True
    card = the_card(changed(here, tip, "withdrawn"))
    assert card.body == ""
    assert "ข้อความถูกยกเลิก" in card.marks


def test_an_officer_who_unfollows_is_passed_over_and_the_desk_is_told(here: Precinct) -> None:
    tip = here.a_sent_tip()
    here.primary.unreachable_since = here.uow.now
    event = OfficerUnreachable(happened_at=here.uow.now, officer=here.primary.id)
    answers = list(alerting.pass_on(event, here.uow, CATALOG))
    assert whom(here, answers)[0] == "b1"
    assert set(whom(here, answers)[1:]) == {"d1"}
    assert "ชื่อp1" in said(answers)
    again = list(alerting.pass_on(event, here.uow, CATALOG))
    assert not [one for one in messages(again) if one.about == tip.id]


def gone(here: Precinct, officer: Officer) -> list[str]:
    """Let an officer block the account; return what the desk, or who is above it, is told."""
    officer.unreachable_since = here.uow.now
    event = OfficerUnreachable(happened_at=here.uow.now, officer=officer.id)
    answers = list(alerting.pass_on(event, here.uow, CATALOG))
    return [
        one.text for one in contents(answers) if isinstance(one, Words) and "1/2569" in one.text
    ]


def all_the_way(here: Precinct, tip: Tip) -> None:
    here.ready(tip)
    for step in range(1, 5):
        overdue(here, tip, step)


def test_of_a_tip_that_others_have_the_desk_reads_so(here: Precinct) -> None:
    tip = here.a_tip()
    all_the_way(here, tip)
    for officer in (here.primary, here.desk):
        (told,) = set(gone(here, officer))
        assert "ส่งถึงผู้อื่นไว้แล้ว ยังไม่มีผู้รับเรื่อง" in told


def test_of_a_tip_that_nobody_else_has_before_morning_it_reads_that(here: Precinct) -> None:
    here.ready(here.a_tip(urgency=Urgency.ROUTINE))
    here.uow.rules = replace(here.uow.rules, routine_pause="08:00-20:00")
    (told,) = gone(here, here.primary)
    assert "ยังไม่มีผู้รับอื่น" in told


def test_of_a_tip_that_they_accepted_it_reads_that_they_have_it(here: Precinct) -> None:
    tip = here.a_sent_tip()
    tip.state, tip.handler_id = "accepted", here.primary.id
    (told,) = gone(here, here.primary)
    assert "ซึ่งรับเรื่องที่ 1/2569 ไว้" in told
    assert "ลำดับถัดไป" not in told


def test_of_a_tip_that_goes_on_it_reads_that_it_did(here: Precinct) -> None:
    here.a_sent_tip()
    (told,) = gone(here, here.primary)
    assert "ลำดับถัดไป" in told


def test_a_refused_alert_goes_to_the_next_without_calling_the_officer_gone(
    here: Precinct,
) -> None:
    tip = here.a_sent_tip()
    event = OfficerUnreachable(happened_at=here.uow.now, officer=here.primary.id, tip=tip.id)
    answers = list(alerting.pass_on(event, here.uow, CATALOG))
    assert whom(here, answers) == ["b1", "d1"]
    assert here.primary.unreachable_since is None
