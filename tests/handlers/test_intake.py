"""The desk takes down what somebody tells by telephone or at its counter."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from domain.answers import Notice, OpenLink, Words
from domain.classification.kinds import Urgency
from domain.events import MediaKind
from domain.tip import TipState, Trust
from models.arrival import Arrival
from models.audit import AuditLine
from models.caller import Caller
from models.outbox import Outgoing
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to

PHONE = "0812345678"


@pytest.fixture
def desk(talk: Talk) -> Person:
    return Person(talk, "d1")


def words_of(news: list[Heard]) -> str:
    return "\n".join(one.text for one in news)


def phone_of(talk: Talk) -> str | None:
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        return uow.callers.phone(tip)


def test_a_call_becomes_a_tip_of_its_village_with_a_number_said_back(
    talk: Talk, desk: Person
) -> None:
    desk.says("รับแจ้ง")
    asked = to("d1", desk.says("มีคนมั่วสุมเสพยาที่เปรมฤทัย"))
    assert asked.is_reply
    assert "1/2569" in asked.text
    assert "เบอร์โทรผู้แจ้ง" in asked.text
    news = desk.says("081-234-5678")
    assert "1/2569" in to("d1", news).text
    (tip,) = talk.tips()
    assert (tip.state, tip.trust, tip.category) == (TipState.SENT, Trust.DESK, "drugs")
    assert tip.sender is None
    card = a_card(to("p1", news))
    assert "เสพยา" in card.body
    assert "เวรบันทึก" in str(card.lines)
    assert PHONE not in to("p1", news).text
    assert phone_of(talk) == PHONE


def test_the_number_of_the_caller_may_be_skipped(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    desk.says("มีคนมั่วสุมเสพยาที่เปรมฤทัย")
    assert for_whom(desk.says("ข้าม")) == {"d1", "p1"}
    assert phone_of(talk) is None


def test_a_report_never_waits_for_the_callers_number(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    desk.says("มีคนมั่วสุมเสพยาที่เปรมฤทัย")
    assert for_whom(talk.passes(seconds=31)) == {"p1"}
    news = desk.says(PHONE)
    assert for_whom(news) == {"d1"}
    assert phone_of(talk) == PHONE


def test_the_desk_is_asked_which_village_and_taps_or_names_it(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    asked = to("d1", desk.says("เมื่อคืนมีขโมยงัดร้านค้า"))
    assert "ชุมชนใด" in asked.text
    desk.says("เปรมฤทัย")
    (tip,) = talk.tips()
    assert tip.village_id is not None
    assert tip.village_source == "answer"


def test_a_village_that_two_share_is_offered_to_the_desk(talk: Talk, desk: Person) -> None:
    with talk.uow() as uow:
        from models.village import Village

        for code, where in (("s1", "ท่าแร้ง"), ("s2", "จรเข้บัว")):
            uow.villages.add(
                Village(code=code, name="ร่วมใจ", subdistrict=where, aliases=[], landmarks=[])
            )
        uow.commit()
    desk.says("รับแจ้ง")
    asked = to("d1", desk.says("เมื่อคืนมีขโมยงัดบ้านที่ชุมชนร่วมใจ"))
    taps = [one for label, one in asked.buttons.items() if "ท่าแร้ง" in label]
    assert len(taps) == 1
    desk.presses(taps[0])
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert uow.villages.get(tip.village_id).code == "s1"
    assert "จบแล้ว" in words_of([*desk.says("ข้าม"), *desk.presses(taps[0])])


def test_a_report_without_a_village_goes_to_the_desk_in_the_end(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    desk.says("เมื่อวานมีขโมยลักรถจักรยานหน้าร้านค้า")
    assert talk.passes(minutes=4) == []
    assert for_whom(talk.passes(minutes=2)) == {"d1"}
    assert for_whom(desk.says("เปรมฤทัย")) == {"d1", "p1"}


def test_an_emergency_goes_out_at_once(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    news = desk.says("ไฟไหม้บ้านที่เปรมฤทัยตอนนี้ มีคนติดอยู่ข้างใน")
    assert "p1" in for_whom(news)
    (tip,) = talk.tips()
    assert (tip.state, tip.urgency) == (TipState.SENT, Urgency.EMERGENCY)
    assert "p1" in for_whom(desk.sends(MediaKind.PHOTO))
    desk.says(PHONE)
    assert phone_of(talk) == PHONE


def test_photos_and_a_pin_belong_to_the_report(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    desk.sends(MediaKind.PHOTO)
    desk.pins(13.85, 100.6)
    desk.says("รถต้องสงสัยจอดหน้าปากทางเปรมฤทัย")
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert [one.kind for one in uow.tips.messages(tip)] == ["photo", "location", "text"]
        assert len(uow.media.of_tip(tip.id)) == 1


def test_dropping_erases_and_alerts_nobody(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    desk.says("เมื่อวานมีขโมยลักรถจักรยานหน้าร้านค้า")
    desk.says(PHONE)
    assert "ยกเลิกเรื่องที่ 1/2569" in to("d1", desk.says("ยกเลิก")).text
    assert talk.passes(hours=1) == []
    (tip,) = talk.tips()
    assert tip.state == TipState.CANCELLED
    with talk.uow() as uow:
        assert [one.content for one in uow.tips.messages(tip)] == [None]
        assert uow.session.scalars(select(Caller)).all() == []
    assert "แจ้งเบาะแส" in to("d1", desk.says("เมื่อวานมีขโมยลักรถจักรยานหน้าร้านค้า")).text


def test_dropping_before_a_word_was_said_leaves_no_number(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    desk.says(PHONE)
    desk.says("ยกเลิก")
    assert talk.tips() == []


def test_a_number_said_first_belongs_to_the_report_that_follows(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    assert "เก็บเบอร์แล้ว" in to("d1", desk.says(PHONE)).text
    assert "p1" in for_whom(desk.says("มีคนมั่วสุมเสพยาที่เปรมฤทัย"))
    assert phone_of(talk) == PHONE


def test_what_was_sent_is_only_cancelled_in_words(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    desk.says("มีคนมั่วสุมเสพยาที่เปรมฤทัย")
    talk.passes(seconds=31)
    assert for_whom(desk.says("ยกเลิก")) == {"d1", "p1"}
    assert talk.tips()[0].state == TipState.SENT


def test_sending_at_once_ends_it(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    desk.says("เมื่อวานมีขโมยลักรถจักรยานหน้าร้านค้า")
    news = desk.says("ส่งเลย")
    assert for_whom(news) == {"d1"}
    assert talk.tips()[0].state == TipState.SENT


@pytest.mark.parametrize("who", ["p1", "a1", "member"])
def test_only_the_desk_and_the_commander_take_down(talk: Talk, who: str) -> None:
    other = Person(talk, who)
    other.says("รับแจ้ง")
    other.says("081-234-5678")
    assert [one for one in talk.tips() if one.trust == Trust.DESK] == []


def test_the_commander_may_take_down(talk: Talk) -> None:
    commander = Person(talk, "c1")
    commander.says("รับแจ้งครับ")
    commander.says("มีคนมั่วสุมเสพยาที่เปรมฤทัย")
    assert "p1" in for_whom(commander.says("ข้าม"))


def test_the_same_message_twice_is_one(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    desk.says("เมื่อวานมีขโมยลักรถจักรยานหน้าร้านค้า")
    assert desk.resends("เมื่อวานมีขโมยลักรถจักรยานหน้าร้านค้า", desk.last) == []
    assert len(talk.tips()) == 1


def test_the_words_of_the_chat_still_work_meanwhile(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    assert "ไม่มีเรื่องที่เปิดอยู่" in to("d1", desk.says("งานของฉัน")).text
    assert talk.tips() == []


def test_a_report_about_the_police_goes_to_the_commander_alone(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    desk.says("ตำรวจ สน. นี้เรียกรับเงินจากบ่อนที่เปรมฤทัย")
    assert for_whom(desk.says("ข้าม")) == {"d1", "c1"}


class TestTheCallersNumber:
    @pytest.fixture(autouse=True)
    def _called(self, talk: Talk, desk: Person) -> None:
        desk.says("รับแจ้ง")
        desk.says("มีคนมั่วสุมเสพยาที่เปรมฤทัย")
        desk.says(PHONE)

    def trail(self, talk: Talk) -> list[tuple[str, str, str]]:
        with talk.uow() as uow:
            return [(one.act, one.actor, str(one.detail)) for one in uow.audit.lines()]

    def test_the_desk_opens_it_with_a_reason_on_record(self, talk: Talk, desk: Person) -> None:
        asked = to("d1", desk.says("เบอร์ผู้แจ้ง 1/2569"))
        assert PHONE not in asked.text
        shown = to("d1", desk.says("โทรถามทางเข้าบ้าน"))
        (notice,) = shown.contents
        assert isinstance(notice, Notice)
        assert PHONE in notice.text
        assert PHONE not in notice.alt
        assert notice.buttons[0].tap == OpenLink(url=f"tel:{PHONE}")
        act, actor, detail = self.trail(talk)[-1]
        assert (act, actor) == ("caller.opened", "d1")
        assert "โทรถามทางเข้าบ้าน" in detail
        assert PHONE not in str(self.trail(talk))

    def test_no_reason_opens_nothing(self, talk: Talk, desk: Person) -> None:
        desk.says("เบอร์ผู้แจ้ง 1/2569")
        assert PHONE not in words_of(desk.says("x"))
        desk.says("ยกเลิก")
        assert PHONE not in words_of(desk.says("โทรถามทางเข้าบ้าน"))
        assert self.trail(talk) == []

    @pytest.mark.parametrize("who", ["p1", "c1", "a1"])
    def test_nobody_else_is_shown_it_and_the_try_is_on_record(self, talk: Talk, who: str) -> None:
        other = Person(talk, who)
        said = other.says("เบอร์ผู้แจ้ง 1/2569")
        said += other.says("โทรถามทางเข้าบ้าน")
        assert PHONE not in words_of(said)
        assert self.trail(talk)[0][:2] == ("refused", who)

    def test_it_stands_in_no_card_list_or_plain_column(self, talk: Talk, desk: Person) -> None:
        seen = [*desk.says("1/2569"), *desk.says("งานของฉัน"), *Person(talk, "p1").says("1/2569")]
        assert PHONE not in words_of(seen)
        with talk.uow() as uow:
            (row,) = uow.session.scalars(select(Caller)).all()
            assert PHONE.encode() not in row.phone
            for table in (Arrival, AuditLine, Outgoing):
                for line in uow.session.scalars(select(table)):
                    assert PHONE not in str(vars(line))

    def test_a_tip_of_a_member_has_no_such_number(self, talk: Talk, desk: Person) -> None:
        Person(talk, "member").says("เมื่อวานมีขโมยงัดบ้านที่เปรมฤทัย")
        talk.passes(minutes=1)
        assert isinstance(to("d1", desk.says("เบอร์ผู้แจ้ง 2/2569")).contents[0], Words)
        assert "ไม่มีเบอร์ผู้แจ้ง" in to("d1", desk.says("เบอร์ผู้แจ้ง 2/2569")).text


def test_a_mistyped_number_is_asked_again_and_stands_in_no_card(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    desk.says("มีคนมั่วสุมเสพยาที่เปรมฤทัย")
    asked = to("d1", desk.says("081-234-567"))
    assert "อ่านเบอร์โทรไม่ได้" in asked.text
    assert set(asked.buttons) == {"ข้าม", "ยกเลิก"}
    card = a_card(to("p1", desk.says(PHONE)))
    assert "081" not in card.body
    assert phone_of(talk) == PHONE


def test_the_desk_is_not_told_of_what_it_wrote_itself(talk: Talk, desk: Person) -> None:
    desk.says("รับแจ้ง")
    desk.says("มีคนถือมีดไล่ฟันกันอยู่ที่เปรมฤทัย")
    news = desk.says("คนร้ายหนีไปทางวัด")
    assert "หนีไปทางวัด" in to("p1", news).text
    assert [one.is_reply for one in news if one.to == "d1"] == [True]


def test_who_called_cannot_be_asked_in_a_chat_and_the_officer_reads_how_else(
    talk: Talk, desk: Person
) -> None:
    desk.says("รับแจ้ง")
    desk.says("มีคนมั่วสุมเสพยาที่เปรมฤทัย")
    card = to("p1", desk.says(PHONE))
    assert "ถามผู้แจ้ง" not in card.buttons
    refused = Person(talk, "p1").presses(f"ask|{talk.tips()[0].id.hex}|")
    assert "เวรพิมพ์ เบอร์ผู้แจ้ง 1/2569" in to("p1", refused).text
