"""An officer puts right how a tip was read: its village, its kind, its urgency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from domain.answers import Answer, Press, Words
from domain.classification.kinds import Category
from domain.meanings import (
    CaseEvent,
    CategoryCorrectionAsked,
    CloseAsked,
    UrgencyCorrectionAsked,
    VillageCorrectionAsked,
)
from domain.postback import decode
from domain.refusals import Refusal
from domain.timer_events import TipChanged
from domain.tip import Outcome, TipState
from handlers import alerting, casework
from models.officer import Officer
from models.tip import Tip
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.precinct import CATALOG, Precinct, contents, messages, opened, said, timers
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"


@pytest.fixture
def here(store: Store, station: int, clock: FixedClock) -> Iterator[Precinct]:
    with opened(store, station, clock()) as precinct:
        yield precinct


def asks(
    here: Precinct, officer: Officer, kind: type[CaseEvent], tip: Tip, **parts: object
) -> Sequence[Answer]:
    event = kind(happened_at=here.uow.now, speaker=here.speaker(officer), tip=tip.id, **parts)
    answers: Sequence[Answer] = casework.HANDLERS[kind](event, here.uow, CATALOG)
    return answers


def offered(answers: Sequence[Answer]) -> list[str]:
    (words,) = contents(answers)
    assert isinstance(words, Words)
    taps = [one.tap for one in words.choices]
    data = [decode(tap.data) for tap in taps if isinstance(tap, Press)]
    return [one.value for one in data if one]


def test_a_corrected_village_is_remembered_and_alerts_its_officer(here: Precinct) -> None:
    tip = here.a_sent_tip()
    answers = asks(here, here.primary, VillageCorrectionAsked, tip, code="v2")
    assert (tip.village_id, tip.village_source) == (here.other.id, "officer")
    (line,) = here.uow.tips.history(tip, "corrected")
    assert here.uow.tips.detail(line) == {"from": "v1", "to": "v2"}
    (moved,) = timers(answers)
    assert isinstance(moved, TipChanged)
    told = alerting.tell_change(moved, here.uow, CATALOG)
    assert "n1" in [here.who(one.to) for one in messages(told)]


def test_the_villages_offered_begin_with_the_candidates_and_go_on_in_pages(
    here: Precinct,
) -> None:
    for number in range(20):
        here.a_village(f"x{number:02}", f"หมู่บ้านที่มีชื่อยาวมากเหลือเกิน {number}")
    tip = here.a_sent_tip(village_id=None, village_candidates=["x07"])
    (first,) = contents(asks(here, here.desk, VillageCorrectionAsked, tip))
    assert isinstance(first, Words)
    assert len(first.choices) == 13
    labels = [one.label for one in first.choices]
    assert [label[:3] for label in labels[:3]] == ["1. ", "2. ", "3. "]
    assert labels[3:5] == ["แก้ประเภท", "แก้ความเร่งด่วน"]
    assert all(len(one.label) <= 20 for one in first.choices)
    tap = first.choices[-1].tap
    assert isinstance(tap, Press)
    pressed = decode(tap.data)
    assert pressed is not None
    (rest,) = contents(asks(here, here.desk, VillageCorrectionAsked, tip, code=pressed.value))
    assert isinstance(rest, Words)
    assert rest.choices[0].label.startswith("11. ")


@pytest.mark.parametrize("code", ["+99999", "+x", "+²"])
def test_a_forged_page_shows_the_first(here: Precinct, code: str) -> None:
    tip = here.a_sent_tip()
    (offered,) = contents(asks(here, here.primary, VillageCorrectionAsked, tip, code=code))
    assert isinstance(offered, Words)
    assert offered.choices[0].label.startswith("1. ")


def test_an_unknown_or_unchanged_village_is_refused(here: Precinct) -> None:
    tip = here.a_sent_tip()
    for code, key in (("nowhere", "unknown_village"), ("v1", "village_same")):
        with pytest.raises(Refusal, match=key):
            asks(here, here.primary, VillageCorrectionAsked, tip, code=code)


def test_the_kinds_are_offered_in_the_words_of_the_product_without_the_present_one(
    here: Precinct,
) -> None:
    tip = here.a_sent_tip()
    answers = asks(here, here.primary, CategoryCorrectionAsked, tip)
    assert offered(answers) == [one for one in Category if one != "body"]
    assert "ลัก-วิ่งราว-ปล้น/ทรัพย์เสียหาย" in said(answers)
    (words,) = contents(answers)
    assert isinstance(words, Words)
    assert all(len(one.label) <= 20 for one in words.choices)


def test_a_dark_spot_may_become_any_kind(here: Precinct) -> None:
    tip = here.a_sent_tip(is_environment_spot=True)
    first = offered(asks(here, here.desk, CategoryCorrectionAsked, tip))
    assert len(first) == 13
    rest = offered(asks(here, here.desk, CategoryCorrectionAsked, tip, choice=first[-1]))
    assert {*first[:-1], *rest} == set(Category)


def test_a_corrected_kind_is_remembered_and_told_to_who_has_the_tip(here: Precinct) -> None:
    tip = here.a_sent_tip()
    answers = asks(here, here.desk, CategoryCorrectionAsked, tip, choice="drugs")
    assert (tip.category, tip.category_confidence) == ("drugs", 1.0)
    (line,) = here.uow.tips.history(tip, "corrected_category")
    assert line.officer_id == here.desk.id
    assert here.uow.tips.detail(line) == {"from": "body", "to": "drugs"}
    (changed,) = timers(answers)
    assert isinstance(changed, TipChanged)
    told = alerting.tell_change(changed, here.uow, CATALOG)
    assert [here.who(one.to) for one in messages(told)] == ["p1"]
    assert "ยาเสพติด" in said(told)
    assert timers(told) == []


def test_a_dark_spot_that_was_none_goes_to_its_officer(here: Precinct) -> None:
    tip = here.a_sent_tip(is_environment_spot=True, category="other")
    assert here.uow.tips.history(tip, "alerted") == []
    (changed,) = timers(asks(here, here.desk, CategoryCorrectionAsked, tip, choice="suspicious"))
    told = alerting.tell_change(changed, here.uow, CATALOG)  # type: ignore[arg-type]
    assert "p1" in [here.who(one.to) for one in messages(told)]


@pytest.mark.parametrize(
    ("kind", "choice"),
    [(CategoryCorrectionAsked, "body"), (UrgencyCorrectionAsked, "routine")],
)
def test_what_is_so_already_is_refused(here: Precinct, kind: type[CaseEvent], choice: str) -> None:
    with pytest.raises(Refusal, match="same_already"):
        asks(here, here.primary, kind, here.a_sent_tip(urgency="routine"), choice=choice)


@pytest.mark.parametrize("kind", [CategoryCorrectionAsked, UrgencyCorrectionAsked])
@pytest.mark.parametrize("choice", ["nothing", "+99", "+x", "+\u00b2"])
def test_a_forged_choice_is_answered_with_the_choices(
    here: Precinct, kind: type[CaseEvent], choice: str
) -> None:
    tip = here.a_sent_tip()
    assert offered(asks(here, here.primary, kind, tip, choice=choice))
    assert here.uow.tips.history(tip, "corrected_category", "corrected_urgency") == []


def test_a_closed_tip_is_corrected_for_the_file_alone(here: Precinct) -> None:
    tip = here.a_sent_tip()
    asks(here, here.primary, CloseAsked, tip, outcome=Outcome.UNFOUNDED)
    for kind, choice in ((CategoryCorrectionAsked, "drugs"), (UrgencyCorrectionAsked, "emergency")):
        assert timers(asks(here, here.primary, kind, tip, choice=choice)) == []
    assert (tip.category, tip.urgency) == ("drugs", "emergency")


def test_only_the_commander_corrects_a_restricted_tip(here: Precinct) -> None:
    hidden = here.a_sent_tip(is_restricted=True, urgency="soon")
    asks(here, here.desk, UrgencyCorrectionAsked, hidden, choice="routine")
    assert hidden.urgency == "soon"
    asks(here, here.commander, UrgencyCorrectionAsked, hidden, choice="routine")
    assert hidden.urgency == "routine"


class Desk:
    """A station in force with one tip of noise that went to its officer."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.primary, self.desk = Person(talk, "p1"), Person(talk, "d1")
        self.member = Person(talk, "member")
        self.member.says(NOISE)
        self.card = a_card(to("p1", talk.passes(seconds=31)))

    def presses(self, label: str, *, on: Any = None) -> list[Heard]:
        found = {one.label: one for one in self.card.buttons} if on is None else on.buttons
        return self.primary.presses(found[label])

    def corrects(self, what: str, choice: str) -> list[Heard]:
        choices = to("p1", self.presses(what, on=to("p1", self.presses("แก้ชุมชน"))))
        return self.presses(choice, on=choices)

    def tip(self) -> Tip:
        (found,) = self.talk.tips()
        return found


@pytest.fixture
def desk(in_force: Talk) -> Desk:
    return Desk(in_force)


def test_an_urgency_raised_to_emergency_alerts_the_desk_at_once(desk: Desk) -> None:
    news = desk.corrects("แก้ความเร่งด่วน", "เหตุด่วนเหตุร้าย")
    assert for_whom(news) == {"p1", "d1"}
    assert desk.tip().urgency == "emergency"
    assert "เหตุด่วนเหตุร้าย" in to("d1", news).text


def test_a_raised_urgency_is_awaited_for_minutes_and_then_goes_on(desk: Desk) -> None:
    desk.corrects("แก้ความเร่งด่วน", "เหตุด่วนเหตุร้าย")
    assert for_whom(desk.talk.passes(minutes=2)) == set()
    assert for_whom(desk.talk.passes(minutes=1, seconds=1)) == {"b1"}


def test_a_lowered_urgency_is_awaited_longer(desk: Desk) -> None:
    desk.corrects("แก้ความเร่งด่วน", "ทั่วไป")
    assert for_whom(desk.talk.passes(minutes=60)) == set()
    assert for_whom(desk.talk.passes(minutes=181)) == {"b1"}


def test_an_officers_urgency_holds_against_the_same_words_and_yields_to_new_ones(
    desk: Desk,
) -> None:
    desk.corrects("แก้ความเร่งด่วน", "ทั่วไป")
    desk.talk.passes(seconds=1)
    desk.member.says("เสียงดังมากค่ะ")
    assert desk.tip().urgency == "routine"
    desk.member.says("ตอนนี้มันถือมีดไล่ฟันคนแล้ว")
    assert desk.tip().urgency == "emergency"


def test_a_village_is_corrected_by_typing_its_name(desk: Desk) -> None:
    desk.presses("แก้ชุมชน")
    news = desk.primary.says("ลาดปลาเค้า")
    assert "n1" in for_whom(news)
    assert desk.tip().village_source == "officer"


def test_a_part_of_a_name_or_its_number_is_enough(desk: Desk) -> None:
    desk.presses("แก้ชุมชน")
    choices = to("p1", desk.primary.says("ปลาเค้า"))
    assert "1. ลาดปลาเค้า" in choices.buttons
    desk.primary.says("๑")
    assert desk.tip().village_source == "officer"


def test_a_name_that_nobody_bears_is_said_and_the_villages_are_offered_again(desk: Desk) -> None:
    desk.presses("แก้ชุมชน")
    again = to("p1", desk.primary.says("ดาวอังคาร"))
    assert "ไม่พบ" in again.text
    assert "1. ลาดปลาเค้า" in again.buttons
    desk.primary.says("ยกเลิก")
    assert "ไม่พบ" not in desk.primary.says("ลาดปลาเค้า")[0].text
    assert desk.tip().village_source == "text"


def test_words_after_another_act_are_no_village(desk: Desk) -> None:
    desk.presses("แก้ชุมชน")
    desk.presses("รับเรื่อง")
    desk.primary.says("ลาดปลาเค้า")
    assert desk.tip().village_source == "text"
    assert desk.tip().state == TipState.ACCEPTED
