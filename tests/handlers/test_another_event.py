"""What a member writes right after a tip: more of it, or another event that is lost in it."""

from __future__ import annotations

import pytest

from tests.handlers.talk import Person, Talk, a_card, for_whom, to

STABBED = "มีคนถูกแทงหน้าร้านที่เปรมฤทัย เลือดออกเยอะ ช่วยด้วย"
STABBED_SOMEWHERE = "มีคนถูกแทงหน้าวัด เลือดออกเยอะ ช่วยด้วย"
STOLEN = "เมื่อคืนรถมอเตอร์ไซค์หายที่บ้าน"
THEFT = "มีคนขโมยรถจักรยานยนต์เมื่อคืน"
FIRE = "ตอนนี้ไฟไหม้บ้านข้างๆ ช่วยด้วย"


def number_of_tips(talk: Talk) -> int:
    return len(talk.tips())


def words_of(talk: Talk, sequence: int) -> list[str]:
    with talk.uow() as uow:
        (tip,) = (one for one in uow.tips.all() if one.sequence == sequence)
        contents = [uow.tips.content(one) for one in uow.tips.messages(tip)]
        return [one["text"] for one in contents if one and one.get("says") != "location"]


@pytest.mark.parametrize("first", [STABBED, STABBED_SOMEWHERE])
def test_a_theft_of_last_night_right_after_an_emergency_is_a_tip_of_its_own(
    talk: Talk, member: Person, first: str
) -> None:
    member.says(first)
    talk.passes(minutes=3)
    assert "2/2569" in to("member", member.says(STOLEN)).text
    assert [one.category for one in talk.tips()] == ["body", "property"]
    assert (words_of(talk, 1), words_of(talk, 2)) == ([first], [STOLEN])


def test_a_repeated_message_opens_one_tip_of_its_own(talk: Talk, member: Person) -> None:
    member.says(STABBED)
    member.says(STOLEN)
    assert member.resends(STOLEN, member.last) == []
    assert number_of_tips(talk) == 2


@pytest.mark.parametrize(
    "detail",
    [
        "ใส่เสื้อแดง กางเกงขาสั้น",
        "หนีไปทางวัดแล้ว",
        "คนร้ายหนีไปทางลาดปลาเค้า",
        "เมื่อคืนมันมาขโมยรถแถวนี้ด้วย",
        "เมื่อวานก็ตีกันที่นี่",
        "เมื่อคืนพวกนี้กินเหล้าเสียงดัง",
        "มีคนขโมยรถของคนเจ็บไปด้วย",
        "รถทะเบียน กข 1234 เมื่อวานซืน",
        "รถกระบะสีขาวเมื่อวาน",
        "ผู้ชายเสื้อดำเมื่อคืน",
        "คนร้ายขี่รถจักรยานยนต์ ทะเบียน ขค 2520",
        "ทะเบียน ขค 2520",
        "เบอร์มัน 081-234-5678",
    ],
)
def test_details_join_the_emergency_and_its_officer_is_told(
    talk: Talk, member: Person, detail: str
) -> None:
    member.says(STABBED)
    talk.passes(minutes=3)
    assert {"member", "p1"} <= for_whom(member.says(detail))
    assert number_of_tips(talk) == 1
    assert words_of(talk, 1) == [STABBED, detail]


SELLS = "รับสมัครตัวแทนขายครีมหน้าขาว รายได้ดีมาก สนใจทักแชท ลดราคาวันนี้วันเดียว"


@pytest.mark.parametrize(
    "text",
    ["ขอบคุณครับ", "ครับ", "โอเคค่ะ", "สวัสดีตอนเช้าค่ะ", "555", "🙏", "ข้าม", "ยินดีค่ะ", SELLS],
)
def test_thanks_and_chit_chat_after_a_tip_are_told_to_nobody(
    talk: Talk, member: Person, text: str
) -> None:
    member.says(STABBED)
    talk.passes(minutes=3)
    assert member.says(text) == []
    assert words_of(talk, 1) == [STABBED]


@pytest.mark.parametrize(
    "detail",
    [
        *("ตอนสองทุ่มจ้า", "7 คน", "5 คน", "๗ คน", "3 ทุ่ม", "สามคน", "2 คันค่ะ", "แดง", "18.30", "2"),
        *("กข 1234", "ไม่ใช่ค่ะ", "ยังอยู่", "ไปกันหมดแล้วค่ะ", "ตำรวจมาหรือยังคะ", "ขอบคุณค่ะ มันใส่เสื้อดำ"),
        *("เลขทะเบียนรถจำไม่ได้", "ขายของอยู่หน้าเซเว่น", "เห็นตอนออกจากที่ประชุม กี่โมงไม่แน่ใจ", "เรียบร้อยแล้วค่ะ"),
    ],
)
@pytest.mark.parametrize("first", [STABBED, "มีคนเอาขยะมาทิ้งหน้าบ้านที่เปรมฤทัย"])
def test_the_shortest_detail_reaches_the_officer(
    talk: Talk, member: Person, first: str, detail: str
) -> None:
    member.says(first)
    talk.passes(minutes=3)
    assert {"member", "p1"} <= for_whom(member.says(detail))
    assert words_of(talk, 1) == [first, detail]


def test_a_plate_that_comes_first_is_kept(talk: Talk, member: Person) -> None:
    """LINE may bring the first words last, and what tells only of a plate is none to lose."""
    member.says("ทะเบียน ขค 2520")
    assert number_of_tips(talk) == 1


def test_words_that_deny_the_place_move_the_emergency(talk: Talk, member: Person) -> None:
    member.says(STABBED)
    talk.passes(minutes=1)
    news = member.says("ไม่ใช่เปรมฤทัย เกิดที่ลาดปลาเค้าครับ")
    assert "รับทราบสถานที่" in to("member", news).text
    assert "ถูกแทง" in a_card(to("n1", news)).body
    assert number_of_tips(talk) == 1


def test_a_sentence_that_names_the_place_brings_a_tip_without_one_to_its_officer(
    talk: Talk, member: Person
) -> None:
    """LINE may bring the first words last, when the others went to the desk without a place."""
    member.says("คนร้ายขี่รถจักรยานยนต์ ทะเบียน ขค 1060")
    talk.passes(minutes=1)
    talk.passes(minutes=6)
    assert (talk.tips()[0].state, talk.tips()[0].village_id) == ("sent", None)
    news = member.says("มีคนถือมีดไล่ฟันกันอยู่ตอนนี้ ที่เปรมฤทัย รถทะเบียน กข 1060")
    assert "กข 1060" in a_card(to("p1", news)).body
    assert "ขค 1060" in a_card(to("p1", news)).body
    assert "กข 1060" in to("d1", news).text
    assert "191" in to("member", news).text
    assert talk.tips()[0].urgency == "emergency"
    assert number_of_tips(talk) == 1


def test_what_an_officer_put_right_is_not_moved_by_its_sender(talk: Talk, member: Person) -> None:
    member.says(STABBED)
    with talk.uow() as uow:
        uow.tips.all()[0].village_source = "officer"
        uow.commit()
    news = member.says("ไม่ใช่เปรมฤทัย เกิดที่ลาดปลาเค้าครับ")
    assert "p1" in for_whom(news)
    assert "n1" not in for_whom(news)
    assert number_of_tips(talk) == 1


def test_what_comes_while_a_tip_collects_is_of_one_report(talk: Talk, member: Person) -> None:
    member.says(THEFT)
    talk.passes(seconds=10)
    member.says(FIRE)
    assert number_of_tips(talk) == 1
    assert words_of(talk, 1) == [THEFT, FIRE]


def test_a_fire_while_the_place_of_a_theft_is_asked_does_not_wait_for_it(
    talk: Talk, member: Person
) -> None:
    member.says(THEFT)
    talk.passes(seconds=30)
    assert talk.tips()[0].state == "asking"
    news = member.says(FIRE)
    assert "tel:191" in to("member", news).text
    assert [(one.category, one.state) for one in talk.tips()] == [
        ("property", "asking"),
        ("fire_disaster", "sent"),
    ]
    talk.passes(minutes=5)
    assert talk.tips()[0].state == "sent"


def test_a_detail_while_the_place_is_asked_joins(talk: Talk, member: Person) -> None:
    member.says(THEFT)
    talk.passes(seconds=30)
    member.says("ใส่เสื้อแดง หนีไปทางวัด")
    assert number_of_tips(talk) == 1


def test_a_place_goes_to_the_tip_that_was_asked_not_to_the_one_being_told(
    talk: Talk, member: Person
) -> None:
    member.says(STABBED_SOMEWHERE)
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert (tip.state, tip.village_id) == ("sent", None)
    talk.passes(minutes=2)
    member.says("เมื่อคืนรถมอเตอร์ไซค์หายที่เปรมฤทัย")
    assert talk.tips()[1].state == "collecting"
    assert "n1" in for_whom(member.says("ลาดปลาเค้า"))
    assert words_of(talk, 2) == ["เมื่อคืนรถมอเตอร์ไซค์หายที่เปรมฤทัย"]


def test_a_place_goes_to_an_asked_tip_that_is_not_sent_yet(talk: Talk, member: Person) -> None:
    member.says(THEFT)
    talk.passes(seconds=30)
    member.says("ตอนนี้วัยรุ่นตั้งวงดื่มเหล้าเสียงดังอยู่ที่เปรมฤทัย")
    assert [one.state for one in talk.tips()] == ["asking", "collecting"]
    assert "n1" in for_whom(member.says("ลาดปลาเค้า"))
    assert [one.state for one in talk.tips()] == ["sent", "collecting"]
    assert words_of(talk, 1) == [THEFT, "ลาดปลาเค้า"]


def test_a_theft_at_a_dark_lane_is_a_tip_of_its_own_and_its_officer_hears_of_it(
    talk: Talk, member: Person
) -> None:
    member.says("ไฟถนนดับที่เปรมฤทัย มืดมาก")
    member.says("ส่งเลย")
    talk.passes(minutes=3)
    member.says(THEFT)
    member.says("ที่เปรมฤทัย")
    assert "p1" in for_whom(member.says("ส่งเลย"))
    assert [one.is_environment_spot for one in talk.tips()] == [True, False]


def test_more_of_a_dark_lane_joins_it(talk: Talk, member: Person) -> None:
    member.says("ไฟถนนดับที่เปรมฤทัย มืดมาก")
    member.says("ส่งเลย")
    talk.passes(minutes=3)
    assert for_whom(member.says("ไฟดับมาสองอาทิตย์แล้ว")) == {"member"}
    assert number_of_tips(talk) == 1


NOISE = "รถเสียงดังทุกคืน"
POWER = "ตำรวจรับส่วยบ่อน"


def waits_for_its_place(talk: Talk, member: Person, first: str, **span: float) -> None:
    member.says(first)
    talk.passes(seconds=31)
    talk.passes(minutes=5)
    talk.passes(**span)
    assert (talk.tips()[0].state, talk.tips()[0].village_id) == ("sent", None)


@pytest.mark.parametrize("minutes", [1, 240])
@pytest.mark.parametrize(
    ("first", "event", "kind"),
    [
        (NOISE, "ขโมยงัดบ้านที่เปรมฤทัยเมื่อคืน ได้ทองไปสองบาท", "property"),
        (NOISE, "มีคนขายยาบ้าที่เปรมฤทัย", "drugs"),
        ("มีคนเอาขยะมาทิ้งข้างทาง", "มีคนถูกแทงที่เปรมฤทัย", "body"),
        ("หมาจรจัดไล่กัดคน", "คนร้ายกระชากสร้อยที่เปรมฤทัย", "property"),
        ("มีวงพนันไพ่ทุกคืน", "ไฟใหม้บ้านเปรมฤทัยจ้า", "fire_disaster"),
    ],
)
def test_a_whole_event_is_no_answer_to_where_an_earlier_one_was(
    talk: Talk, member: Person, first: str, event: str, kind: str, minutes: int
) -> None:
    waits_for_its_place(talk, member, first, minutes=minutes)
    assert "2/2569" in to("member", member.says(event)).text
    old, new = talk.tips()
    assert (old.village_id, new.category) == (None, kind)
    assert new.village_id is not None
    assert (words_of(talk, 1), words_of(talk, 2)) == ([first], [event])


def test_an_event_told_while_the_place_of_another_is_asked_has_its_own_number(
    talk: Talk, member: Person
) -> None:
    member.says(NOISE)
    talk.passes(seconds=31)
    member.says("ขโมยงัดบ้านที่เปรมฤทัย ได้ทองไปสองบาท")
    assert [(one.category, one.state) for one in talk.tips()] == [
        ("nuisance", "asking"),
        ("property", "collecting"),
    ]
    member.says("ลาดปลาเค้า")
    assert words_of(talk, 1) == [NOISE, "ลาดปลาเค้า"]


@pytest.mark.parametrize("minutes", [1, 240])
@pytest.mark.parametrize(
    ("first", "answer"),
    [
        (NOISE, "เปรมฤทัยค่ะ"),
        (NOISE, "รถเสียงดังที่เปรมฤทัยค่ะ"),
        (NOISE, "ตรงตลาดนัดเปรมฤทัยจ้า เสียงดังตั้งแต่หัวค่ำ"),
        ("มีคนขายยาบ้าหลังวัด", "ขายยากันที่เปรมฤทัยนั่นแหละครับ"),
        ("มีวงพนันไพ่ทุกคืน", "เขาเล่นไพ่กันในเปรมฤทัย"),
    ],
)
def test_the_event_told_again_with_its_place_is_the_answer(
    talk: Talk, member: Person, first: str, answer: str, minutes: int
) -> None:
    waits_for_its_place(talk, member, first, minutes=minutes)
    assert "p1" in for_whom(member.says(answer))
    assert words_of(talk, 1) == [first, answer]


@pytest.mark.parametrize("first", [POWER, "ตำรวจรับส่วยบ่อนที่เปรมฤทัย"])
def test_an_event_told_after_an_accusation_of_police_reaches_its_officer(
    talk: Talk, member: Person, first: str
) -> None:
    member.says(first)
    talk.passes(seconds=31)
    talk.passes(minutes=6)
    member.says("ขโมยขึ้นบ้านที่เปรมฤทัย")
    assert "p1" in for_whom(member.says("ส่งเลย"))
    assert [one.is_restricted for one in talk.tips()] == [True, False]


def test_more_of_an_accusation_stays_with_the_commander(talk: Talk, member: Person) -> None:
    waits_for_its_place(talk, member, POWER, minutes=1)
    assert for_whom(member.says("บ่อนอยู่ที่เปรมฤทัย")) == {"member", "c1"}
    assert number_of_tips(talk) == 1
