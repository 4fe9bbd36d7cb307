"""The sender: how what we owe leaves, by reply or push, in order, and always with one body."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.answers import Button, Chat, Content, Message, Notice, Press, Rank, Recipient, Words
from models.outbox import OutboxState, Outgoing
from tests.bot.sending import (
    GROUP,
    MEMBER,
    OFFICER,
    OTHER,
    Meanwhile,
    Office,
    a_card,
    to_person,
)


def test_a_message_leaves_only_with_the_change_that_caused_it(office: Office) -> None:
    with office.store.writing(office.station, office.clock()) as uow:
        uow.outbox.keep(to_person(MEMBER), now=uow.now)
    office.sends()
    assert office.calls() == []
    office.keeps(to_person(MEMBER))
    office.sends()
    assert office.shown(MEMBER) == ["สวัสดี"]


def test_a_fresh_token_carries_the_answer_for_nothing(office: Office) -> None:
    (row_id,) = office.keeps(to_person(MEMBER), token=office.reply_token())
    office.sends()
    (call,) = office.calls()
    assert call["endpoint"] == "reply"
    assert call["retry_key"] is None
    assert office.platform.quota.used("khokkhram", office.clock()) == 0
    row = office.row(row_id)
    assert row.state == OutboxState.ACCEPTED
    assert row.request_id == call["request_id"]
    assert row.content is None


def test_a_stale_token_is_not_tried_and_the_answer_is_pushed(office: Office) -> None:
    (row_id,) = office.keeps(to_person(MEMBER), token=office.reply_token())
    office.sends_later(seconds=50)
    (call,) = office.calls()
    assert call["endpoint"] == "push"
    assert call["retry_key"] == str(office.row(row_id).retry_key)
    assert office.shown(MEMBER) == ["สวัสดี"]


def test_a_token_that_line_no_longer_takes_makes_a_push(office: Office) -> None:
    office.keeps(to_person(MEMBER), token="no token of LINE's")
    office.sends()
    assert [call["endpoint"] for call in office.calls()] == ["reply", "push"]
    assert office.shown(MEMBER) == ["สวัสดี"]


@pytest.mark.parametrize("token", [None, "no token of LINE's"], ids=["without one", "a dead one"])
def test_small_talk_is_not_worth_a_push(office: Office, token: str | None) -> None:
    (row_id,) = office.keeps(to_person(MEMBER, only_reply=True), token=token)
    office.sends()
    assert office.calls("push") == []
    assert office.row(row_id).state == OutboxState.DROPPED


def test_one_arrival_s_token_is_used_up_by_its_one_reply(office: Office) -> None:
    token = office.reply_token()
    office.keeps(to_person(MEMBER, text="หนึ่ง"), token=token)
    office.keeps(to_person(MEMBER, text="สอง"), token=token)
    office.sends()
    assert office.shown(MEMBER) == ["หนึ่ง", "สอง"]
    assert [call["endpoint"] for call in office.calls()] == ["reply", "reply", "push"]


def test_a_group_is_written_to_like_a_person(office: Office) -> None:
    to = Recipient(chat=Chat.GROUP, line_id=GROUP)
    office.keeps(Message(to=to, contents=[Words(text="ถึงทุกท่าน")]))
    office.sends()
    group = office.line.chat(GROUP)
    assert [one["content"]["text"] for one in group] == ["ถึงทุกท่าน"]


def test_messages_about_one_tip_reach_a_person_in_order_whatever_fails(office: Office) -> None:
    tip = office.has_a_tip()
    office.keeps(*(to_person(OFFICER, text=f"{number}", about=tip) for number in range(4)))
    office.keeps(to_person(OTHER, text="อื่น", about=tip))
    office.line.set_fault("status", endpoint="push", status=500, count=1)
    office.sends()
    assert office.shown() == []
    assert office.shown(OTHER) == ["อื่น"]
    office.sends_later(seconds=2)
    assert office.shown() == ["0", "1", "2", "3"]


def test_an_alert_that_comes_late_overtakes_what_waits(office: Office) -> None:
    for number in range(3):
        to = Recipient(chat=Chat.PERSON, line_id=MEMBER)
        about = office.has_a_tip()
        words = [Words(text=f"{number}")]
        office.keeps(Message(to=to, contents=words, rank=Rank.BULLETIN, about=about))
    gateway = office.gateway(Meanwhile)
    assert isinstance(gateway, Meanwhile)
    happened: list[int] = []

    def an_emergency() -> None:
        if not happened:
            happened.append(office.alerts_an_officer())

    gateway.happens = an_emergency
    office.sends(gateway=gateway)
    assert [call["body"]["to"] for call in office.calls()] == [MEMBER, OFFICER, MEMBER, MEMBER]


def test_the_body_of_a_first_attempt_is_that_of_each_retry(office: Office) -> None:
    tip = office.has_a_tip()
    (row_id,) = office.keeps(to_person(MEMBER, text="แรก", about=tip, hushes=True))
    office.line.set_fault("status", endpoint="push", status=500, count=1)
    office.sends()
    with office.store.writing(office.station, office.clock()) as uow:
        row = uow.session.get(Outgoing, row_id)
        later = uow.outbox.keep(to_person(OTHER, text="เปลี่ยน", about=tip), now=uow.now)
        uow.session.flush()
        assert row is not None
        row.content, row.recipient = later.content, later.recipient
        uow.session.delete(later)
        uow.commit()
    office.sends_later(hours=10)  # and now it is night, when notices make no sound
    first, second = office.calls("push")
    assert first["body"] == second["body"]
    assert first["retry_key"] == second["retry_key"]
    assert office.shown(MEMBER) == ["แรก"]
    assert office.shown(OTHER) == []


@pytest.mark.parametrize(
    ("hushes", "hours", "is_silent"),
    [
        pytest.param(True, 10, True, id="a notice at night"),
        pytest.param(True, 0, False, id="a notice at noon"),
        pytest.param(False, 10, False, id="an emergency at night"),
    ],
)
def test_notices_make_no_sound_at_night(
    office: Office, hushes: bool, hours: float, is_silent: bool
) -> None:
    office.clock.passes(hours=hours)
    office.keeps(to_person(MEMBER, hushes=hushes))
    office.sends()
    assert office.calls()[0]["body"]["notificationDisabled"] is is_silent


def test_an_answer_to_who_writes_at_night_is_no_notice_but_a_late_one_is(office: Office) -> None:
    office.clock.passes(hours=10)
    asked = to_person(MEMBER, hushes=True, may_reply=True)
    office.keeps(asked, token=office.reply_token())
    office.sends()
    office.keeps(asked, token=office.reply_token(), fresh_for=-1)
    office.sends()
    sounds = {one["endpoint"]: one["body"]["notificationDisabled"] for one in office.calls()}
    assert sounds == {"reply": False, "push": True}


def test_the_quiet_hours_are_those_of_the_station_s_own_zone(office: Office) -> None:
    station = office.store.stations[office.station]
    station.rules = replace(station.rules, timezone="America/New_York")
    office.keeps(to_person(MEMBER, hushes=True))  # noon in Bangkok, midnight in New York
    office.sends()
    assert office.calls()[0]["body"]["notificationDisabled"] is True


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            Words(text="คำ", choices=[Button(label="ก", tap=Press(data="x"))]), id="words"
        ),
        pytest.param(Notice(text="คำ", alt="คำ", buttons=[]), id="notice"),
        pytest.param(
            a_card(buttons=[Button(label="รับเรื่อง", tap=Press(data="a"))]),
            id="card",
        ),
    ],
)
def test_line_gets_every_part_of_what_we_wrote(office: Office, content: Content) -> None:
    (row_id,) = office.keeps(to_person(MEMBER, content))
    office.line.set_fault("status", endpoint="push", status=500, count=1)
    office.sends()
    with office.store.reading(office.station, office.clock()) as uow:
        frozen = uow.outbox.frozen(office.row(row_id))
    assert frozen is not None
    sent = office.calls()[0]["body"]
    assert _holds(sent, frozen)


def _holds(sent: object, meant: object) -> bool:
    """Say whether all that was meant was sent; LINE's client adds its own defaults."""
    if isinstance(meant, dict):
        return isinstance(sent, dict) and all(
            _holds(sent.get(name), part) for name, part in meant.items()
        )
    if isinstance(meant, list):
        return isinstance(sent, list) and all(map(_holds, sent, meant)) and len(sent) == len(meant)
    return sent == meant


def test_our_sender_keeps_line_s_rate_by_itself(office: Office) -> None:
    office.platform.rates.limits["push"] = (20, 1)
    office.keeps(*(to_person(MEMBER, text=str(number)) for number in range(30)))
    office.sends(gateway=office.gateway(per_second=20))
    assert {call["status"] for call in office.calls("push")} == {200}
    assert len(office.shown(MEMBER)) == 30


def test_a_message_that_cannot_be_worded_holds_up_no_other(office: Office) -> None:
    broken = office.alerts_an_officer(card=a_card(tone="no such tone"))
    office.keeps(to_person(MEMBER))
    office.sends()
    assert office.shown(MEMBER) == ["สวัสดี"]
    assert office.row(broken).state == OutboxState.SET_ASIDE
    assert office.row(broken).fault == "cannot be worded: KeyError"
    assert office.troubled() == [broken]
    assert office.timers() == ["OfficerUnreachable"]


def test_a_body_that_is_not_in_line_s_form_is_set_aside_and_holds_up_no_other(
    office: Office,
) -> None:
    with office.store.writing(office.station, office.clock()) as uow:
        row = uow.outbox.keep(to_person(MEMBER), now=uow.now)
        uow.outbox.freeze(row, {"to": MEMBER, "messages": "none"}, now=uow.now)
        row.method = "push"
        uow.commit()
    office.keeps(to_person(MEMBER))
    office.sends()
    assert office.shown(MEMBER) == ["สวัสดี"]
    assert office.row(row.id).state == OutboxState.SET_ASIDE
    assert (office.row(row.id).fault or "").startswith("400 ")


def test_a_station_that_left_the_configuration_holds_up_no_other(office: Office) -> None:
    other = office.store.station("bungkum").id
    with office.store.writing(other, office.clock()) as uow:
        left = uow.outbox.keep(to_person(MEMBER, rank=Rank.ALERT), now=uow.now)
        uow.commit()
    del office.store.stations[other]
    office.keeps(to_person(MEMBER, text="อยู่"))
    office.sends()
    assert office.shown(MEMBER) == ["อยู่"]
    assert office.row(left.id).state == OutboxState.WAITING


def test_each_station_writes_by_its_own_channel(office: Office) -> None:
    other = office.store.station("bungkum").id
    with office.store.writing(other, office.clock()) as uow:
        uow.outbox.keep(to_person(MEMBER), now=uow.now)
        uow.commit()
    office.keeps(to_person(MEMBER))
    gateways = {office.station: office.gateway(), other: office.gateway(token="token-BK")}
    office.sends(gateways=gateways)
    assert {call["station_code"] for call in office.calls()} == {"khokkhram", "bungkum"}


def test_what_was_erased_is_not_sent(office: Office) -> None:
    tip = office.has_a_tip()
    (row_id,) = office.keeps(to_person(MEMBER, about=tip))
    with office.store.writing(office.station, office.clock()) as uow:
        uow.keys.forget(uow.tips.get(tip).data_key_id)
        uow.commit()
    office.sends()
    assert office.calls() == []
    assert office.row(row_id).state == OutboxState.WITHDRAWN
