"""What officers do with tips, and what they may not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from domain.answers import Answer, Button, Notice, OpenLink, Press, Say, Words
from domain.classification.kinds import Urgency
from domain.events import Speaker
from domain.meanings import (
    AcceptAsked,
    CaseEvent,
    CategoryCorrectionAsked,
    CloseAsked,
    CloseNoteSaid,
    MediaAsked,
    UrgencyCorrectionAsked,
    VillageCorrectionAsked,
)
from domain.post_meanings import TipNumberSaid
from domain.postback import decode
from domain.refusals import Refusal
from domain.talking import AskPressed, CloseWordSaid
from domain.tip import Outcome, TipState, Trust
from handlers import casework, looking
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
)

TABLE: Mapping[Any, Any] = {**casework.HANDLERS, **looking.HANDLERS}


@pytest.fixture
def here(store: Store, station: int, clock: FixedClock) -> Iterator[Precinct]:
    with opened(store, station, clock()) as precinct:
        yield precinct


def asks(
    here: Precinct, officer: Officer, kind: type[CaseEvent], tip: Tip, **parts: object
) -> Sequence[Answer]:
    event = kind(happened_at=here.uow.now, speaker=here.speaker(officer), tip=tip.id, **parts)
    answers: Sequence[Answer] = TABLE[kind](event, here.uow, CATALOG)
    return answers


def with_media(here: Precinct, tip: Tip, kind: str) -> None:
    row = here.uow.tips.add_message(
        tip, {}, kind=kind, author="sender", message_id=None, happened_at=here.uow.now
    )
    assert row is not None
    here.uow.media.want(tip, row, kind=kind, source={}, now=here.uow.now)


def buttons(answers: Sequence[Answer]) -> list[Button]:
    return [b for one in contents(answers) if isinstance(one, Notice) for b in one.buttons]


def test_who_accepts_first_has_it_and_the_member_is_told(here: Precinct) -> None:
    tip = here.a_sent_tip()
    reply, push = messages(asks(here, here.primary, AcceptAsked, tip))
    assert (tip.state, tip.handler_id) == (TipState.ACCEPTED, here.primary.id)
    assert reply.may_reply
    assert here.who(push.to) == "member"
    assert push.contents == [Words(text="เรื่องที่ 1/2569 มีตำรวจรับเรื่องแล้ว")]


def test_the_second_is_told_who_has_it(here: Precinct) -> None:
    tip = here.a_sent_tip()
    asks(here, here.primary, AcceptAsked, tip)
    with pytest.raises(Refusal) as refused:
        asks(here, here.backup, AcceptAsked, tip)
    assert refused.value.text_key == "case.taken"
    assert refused.value.values["name"] == "ส.ต.อ.ชื่อp1 สกุล"
    assert tip.handler_id == here.primary.id


def test_pressing_again_changes_nothing_and_tells_nobody(here: Precinct) -> None:
    tip = here.a_sent_tip()
    asks(here, here.primary, AcceptAsked, tip)
    again = messages(asks(here, here.primary, AcceptAsked, tip))
    assert [here.who(one.to) for one in again] == ["p1"]
    assert len(here.uow.tips.history(tip, "accepted")) == 1


def test_a_watched_phone_is_told_nothing(here: Precinct) -> None:
    watched = here.a_sent_tip(is_coerced=True)
    assert len(messages(asks(here, here.primary, AcceptAsked, watched))) == 1
    closed = asks(here, here.primary, CloseAsked, watched, outcome=Outcome.UNFOUNDED)
    assert len(messages(closed)) == 1


@pytest.mark.parametrize(
    "kind",
    [
        AcceptAsked,
        CloseAsked,
        MediaAsked,
        VillageCorrectionAsked,
        CategoryCorrectionAsked,
        UrgencyCorrectionAsked,
    ],
)
def test_a_forged_press_of_another_villages_officer_is_refused_and_audited(
    here: Precinct, kind: type[CaseEvent]
) -> None:
    tip = here.a_sent_tip()
    answers = asks(here, here.neighbour, kind, tip)
    assert contents(answers) == [Words(text=CATALOG.say("case.not_seen"))]
    assert tip.state == TipState.SENT
    assert here.uow.audit.lines()[-1].actor == "n1"
    assert here.uow.audit.lines()[-1].act == "refused"


def test_a_suspended_officer_can_do_nothing(here: Precinct) -> None:
    tip = here.a_sent_tip()
    here.primary.is_suspended = True
    answers = asks(here, here.primary, AcceptAsked, tip)
    assert contents(answers) == [Words(text=CATALOG.say("case.suspended"))]
    assert tip.state == TipState.SENT


def test_a_press_of_somebody_who_is_no_officer_is_refused(here: Precinct) -> None:
    tip = here.a_sent_tip()
    event = AcceptAsked(
        happened_at=here.uow.now, speaker=Speaker(user_id=line_of("member")), tip=tip.id
    )
    with pytest.raises(Refusal):
        casework.accept(event, here.uow, CATALOG)


def test_the_desk_may_accept_an_ordinary_tip_and_only_the_commander_a_restricted_one(
    here: Precinct,
) -> None:
    assert asks(here, here.desk, AcceptAsked, here.a_sent_tip())
    hidden = here.an_emergency(is_restricted=True)
    here.ready(hidden)
    for officer in (here.desk, here.admin, here.primary):
        asks(here, officer, AcceptAsked, hidden)
        assert hidden.state == TipState.SENT
    asks(here, here.commander, AcceptAsked, hidden)
    assert hidden.handler_id == here.commander.id


def test_an_officer_cannot_touch_their_own_tip(here: Precinct) -> None:
    tip = here.a_sent_tip(by="c1")
    asks(here, here.commander, AcceptAsked, tip)
    assert tip.state == TipState.SENT


def test_closing_offers_the_six_outcomes(here: Precinct) -> None:
    tip = here.a_sent_tip()
    asks(here, here.primary, AcceptAsked, tip)
    offered = buttons(asks(here, here.primary, CloseAsked, tip))
    data = [decode(one.tap.data) for one in offered if isinstance(one.tap, Press)]
    assert [one.value for one in data if one] == [one.value for one in Outcome]
    assert tip.state == TipState.ACCEPTED


def test_an_outcome_closes_thanks_the_member_and_asks_for_a_note(here: Precinct) -> None:
    tip = here.a_sent_tip()
    asks(here, here.primary, AcceptAsked, tip)
    reply, push = messages(
        asks(here, here.primary, CloseAsked, tip, outcome=Outcome.VERIFIED_ARREST)
    )
    assert (tip.state, tip.outcome) == (TipState.CLOSED, "verified_arrest")
    (asked,) = reply.contents
    assert isinstance(asked, Words)
    assert [one.tap for one in asked.choices] == [Say(text="ข้าม")]
    (thanks,) = push.contents
    assert isinstance(thanks, Notice)
    assert thanks.text == "เรื่องที่ 1/2569 ดำเนินการแล้ว ขอบคุณที่ช่วยดูแลชุมชน"
    assert [one.label for one in thanks.buttons] == ["เรียบร้อย", "ยังไม่เรียบร้อย"]
    mode = here.uow.dialogues.current(line_of("p1"), now=here.uow.now)
    assert mode is not None
    assert mode.data == {"tip": str(tip.id)}
    asks(here, here.primary, CloseNoteSaid, tip, note="จับได้หนึ่งคน")
    assert here.uow.tips.note(tip) == "จับได้หนึ่งคน"
    asked_next = here.uow.dialogues.current(line_of("p1"), now=here.uow.now)
    assert asked_next is not None
    assert asked_next.name == "word"
    asks(here, here.primary, CloseWordSaid, tip, word=None)
    assert here.uow.dialogues.current(line_of("p1"), now=here.uow.now) is None


def test_a_skipped_note_leaves_none(here: Precinct) -> None:
    tip = here.a_sent_tip()
    asks(here, here.primary, CloseAsked, tip, outcome=Outcome.UNFOUNDED)
    asks(here, here.primary, CloseNoteSaid, tip, note=None)
    assert here.uow.tips.note(tip) == ""


def test_a_closed_tip_is_neither_accepted_nor_closed_again(here: Precinct) -> None:
    tip = here.a_sent_tip()
    asks(here, here.primary, CloseAsked, tip, outcome=Outcome.UNFOUNDED)
    for kind, parts in ((AcceptAsked, {}), (CloseAsked, {"outcome": Outcome.DUPLICATE})):
        with pytest.raises(Refusal, match="closed_already"):
            asks(here, here.primary, kind, tip, **parts)
    assert tip.outcome == "unfounded"


def test_another_cannot_close_what_the_handler_holds_but_the_commander_can(
    here: Precinct,
) -> None:
    tip = here.a_sent_tip()
    asks(here, here.primary, AcceptAsked, tip)
    with pytest.raises(Refusal, match="taken"):
        asks(here, here.desk, CloseAsked, tip, outcome=Outcome.UNFOUNDED)
    asks(here, here.commander, CloseAsked, tip, outcome=Outcome.UNFOUNDED)
    assert tip.state == TipState.CLOSED


def test_only_who_closed_it_writes_the_note(here: Precinct) -> None:
    tip = here.a_sent_tip()
    asks(here, here.primary, CloseAsked, tip, outcome=Outcome.UNFOUNDED)
    with pytest.raises(Refusal):
        asks(here, here.desk, CloseNoteSaid, tip, note="ไม่ใช่ของฉัน")


def test_media_open_by_a_one_time_link_in_a_button(here: Precinct) -> None:
    tip = here.a_sent_tip()
    with pytest.raises(Refusal, match="no_media"):
        asks(here, here.primary, MediaAsked, tip)
    with_media(here, tip, "photo")
    answers = asks(here, here.primary, MediaAsked, tip)
    (button,) = buttons(answers)
    assert isinstance(button.tap, OpenLink)
    assert button.tap.url.startswith("https://police.example/t/")
    assert here.uow.audit.lines()[-1].act == "media.link"
    assert "เวรรับแจ้งเหตุเป็นผู้ฟัง" not in said(answers)


def test_a_village_officer_is_told_that_the_desk_hears_voices(here: Precinct) -> None:
    tip = here.a_sent_tip()
    with_media(here, tip, "voice")
    assert "เวรรับแจ้งเหตุเป็นผู้ฟัง" in said(asks(here, here.primary, MediaAsked, tip))
    assert "เวรรับแจ้งเหตุเป็นผู้ฟัง" not in said(asks(here, here.desk, MediaAsked, tip))


def test_a_number_shows_the_card_to_who_may_see_it(here: Precinct) -> None:
    tip = here.a_sent_tip()
    event = TipNumberSaid(
        happened_at=here.uow.now,
        speaker=here.speaker(here.primary),
        year=2569,
        sequence=tip.sequence,
    )
    assert "คนเมา" in the_card(looking.show(event, here.uow, CATALOG)).body
    other = TipNumberSaid(
        happened_at=here.uow.now, speaker=here.speaker(here.neighbour), year=2569, sequence=1
    )
    with pytest.raises(Refusal, match="not_seen"):
        looking.show(other, here.uow, CATALOG)


def test_nothing_an_officer_gets_tells_who_sent_it(here: Precinct) -> None:
    here.a_crowd(6)
    tip = here.a_sent_tip(urgency=Urgency.EMERGENCY)
    with_media(here, tip, "voice")
    got: list[Answer] = []
    for kind, parts in (
        (AcceptAsked, {}),
        (MediaAsked, {}),
        (VillageCorrectionAsked, {}),
        (VillageCorrectionAsked, {"code": "v2"}),
        (AskPressed, {}),
        (CloseAsked, {}),
        (CloseAsked, {"outcome": Outcome.UNFOUNDED}),
        (CloseNoteSaid, {"note": "ก"}),
    ):
        got += asks(here, here.primary, kind, tip, **parts)
    to_officers = [one for one in messages(got) if here.who(one.to) != "member"]
    for secret in (*SECRETS, line_of("member"), "M0001"):
        assert secret not in said(to_officers)
    to_member = [one for one in messages(got) if here.who(one.to) == "member"]
    for telling in ("คนเมา", "เปรมฤทัย", "ทำร้าย", "ลาดปลาเค้า"):
        assert telling not in said(to_member)


def test_a_village_officer_never_opens_a_strangers_tip(here: Precinct) -> None:
    tip = here.a_sent_tip(by="stranger", trust=Trust.UNVERIFIED)
    asks(here, here.primary, AcceptAsked, tip)
    assert tip.state == TipState.SENT
    asks(here, here.desk, AcceptAsked, tip)
    assert tip.handler_id == here.desk.id
