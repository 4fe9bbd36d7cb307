"""In a group the bot is nearly silent, keeps nothing of the talk, and obeys officers alone."""

from __future__ import annotations

import pytest

from domain.answers import OpenLink
from domain.events import MediaKind
from tests.handlers.talk import Heard, Person, Talk, for_whom, to

GROUP = "C" + "7" * 32
FIGHT = "แจ้ง มีวัยรุ่นตีกันตอนนี้ที่ลาดปลาเค้า"
NOISE = "แจ้ง เมื่อคืนวัยรุ่นตั้งวงดื่มเหล้าเสียงดังมาก"


def inside(talk: Talk, name: str) -> Person:
    return Person(talk, name, group=GROUP)


def in_group(news: list[Heard]) -> list[Heard]:
    return [one for one in news if one.to == GROUP]


def test_on_joining_it_says_what_is_kept(talk: Talk) -> None:
    (told,) = inside(talk, "member").invites_the_bot()
    assert "ข้อความอื่นในกลุ่มไม่เก็บ" in told.text


@pytest.mark.parametrize(
    "text",
    [
        "สวัสดีครับ",
        "มีวัยรุ่นตีกันตอนนี้",
        "แจ้งสมาชิกทุกท่าน ประชุมพรุ่งนี้สิบโมง",
        "แจ้งข่าวดี สถานีได้รางวัล",
        "แจ้งเพื่อทราบ วันเสาร์ปิดถนนซ่อมท่อ",
        "แจ้งลูกบ้านทุกท่าน พรุ่งนี้ปิดน้ำ",
    ],
)
def test_talk_that_is_not_for_it_is_met_with_silence(talk: Talk, text: str) -> None:
    assert inside(talk, "member").says(text) == []
    assert talk.tips() == []


def test_a_tip_is_taken_and_the_group_learns_nothing(talk: Talk, member: Person) -> None:
    member.says("สวัสดี")
    news = inside(talk, "member").says(FIGHT)
    (line,) = in_group(news)
    assert "แชตส่วนตัว" in line.text
    assert "1/2569" not in line.text
    assert "ลาดปลาเค้า" not in line.text
    assert {"n1", "d1"} <= for_whom(news)
    private = to("member", news)
    assert not private.is_reply
    assert "1/2569" in private.text


def test_who_is_no_friend_of_the_bot_is_told_how_to_add_it(talk: Talk) -> None:
    news = inside(talk, "somebody").says(NOISE)
    assert for_whom(news) == {GROUP}
    assert "เพิ่มบัญชีนี้เป็นเพื่อน" in news[0].text
    assert for_whom(talk.passes(minutes=10)) == {"d1"}


@pytest.mark.parametrize(
    ("who", "label", "address"),
    [
        pytest.param("member", "เปิดแชต", "https://line.me/R/oaMessage/%40khokkhram", id="a friend"),
        pytest.param(
            "somebody", "เพิ่มเพื่อน", "https://line.me/R/ti/p/%40khokkhram", id="not yet a friend"
        ),
    ],
)
def test_one_touch_leads_from_the_group_to_the_bot(
    talk: Talk, member: Person, who: str, label: str, address: str
) -> None:
    talk.store.introduce(talk.station, bot_basic_id="@khokkhram")
    member.says("สวัสดี")
    (line,) = in_group(inside(talk, who).says(NOISE))
    assert line.buttons[label].tap == OpenLink(url=address)


def test_a_withheld_sender_is_a_stranger(talk: Talk) -> None:
    hidden = inside(talk, "nobody")
    hidden.line_id = None  # type: ignore[assignment]
    assert for_whom(hidden.says(NOISE)) == {GROUP, "d1"}
    assert talk.tips()[0].trust == "unverified"


def test_photos_in_the_group_belong_to_the_tip_while_it_gathers(talk: Talk) -> None:
    person = inside(talk, "member")
    assert person.sends(MediaKind.PHOTO) == []
    person.says(NOISE)
    assert person.sends(MediaKind.PHOTO) == []
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert len(uow.media.of_tip(tip.id)) == 1


def test_the_groups_village_says_where_it_happened(talk: Talk, member: Person) -> None:
    member.says("สวัสดี")
    inside(talk, "d1").says("ผูกกลุ่ม ลาดปลาเค้า")
    inside(talk, "member").says(NOISE)
    assert for_whom(talk.passes(seconds=30)) == {"n1"}


def bound(talk: Talk) -> tuple[list[str], bool]:
    with talk.uow() as uow:
        group = uow.groups.find(GROUP)
        codes = [uow.villages.get(one).code for one in uow.groups.villages_of(group)]
        return codes, group.is_whole_station


def test_the_desk_binds_a_group_and_the_administrator_learns_it(talk: Talk) -> None:
    news = inside(talk, "d1").says("ผูกกลุ่ม v1, ลาดปลาเค้า")
    assert for_whom(news) == {GROUP, "a1"}
    assert bound(talk) == (["v1", "v2"], False)
    with talk.uow() as uow:
        assert [line.act for line in uow.audit.lines()] == ["group_bound"]


def test_the_whole_station_and_none(talk: Talk) -> None:
    inside(talk, "c1").says("ผูกกลุ่ม ทั้งสถานี")
    assert bound(talk) == ([], True)
    assert "นอกเหนือ" in inside(talk, "p1").says("เลิกผูกกลุ่ม")[0].text
    inside(talk, "c1").says("เลิกผูกกลุ่ม")
    assert bound(talk) == ([], False)


@pytest.mark.parametrize(
    ("who", "text", "told"),
    [
        ("p1", "ผูกกลุ่ม v2", "ได้รับมอบหมาย"),
        ("p1", "ผูกกลุ่ม ทั้งสถานี", "ได้รับมอบหมาย"),
        ("member", "ผูกกลุ่ม v1", "เจ้าหน้าที่ตำรวจ"),
        ("d1", "ผูกกลุ่ม v1 ดวงจันทร์", "ดวงจันทร์"),
        ("d1", "ผูกกลุ่ม", "ทั้งสถานี"),
    ],
)
def test_a_binding_beyond_rights_or_knowledge_binds_nothing(
    talk: Talk, who: str, text: str, told: str
) -> None:
    person = inside(talk, who)
    person.invites_the_bot()
    (line,) = person.says(text)
    assert told in line.text
    assert bound(talk) == ([], False)


@pytest.mark.parametrize(
    "text",
    [
        "แจ้งสมาชิกทุกท่าน พรุ่งนี้ประชุมที่ศาลา",
        "แจ้งสมาชิกทุกท่าน ขอบคุณที่มาร่วมงาน",
        "#แจ้ง",
        "#แจ้ง สวัสดีครับ",
        "แจ้ง",
    ],
)
def test_an_announcement_is_met_with_silence(talk: Talk, member: Person, text: str) -> None:
    member.says("สวัสดี")
    assert inside(talk, "member").says(text) == []
    assert talk.tips() == []


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("#แจ้ง วัยรุ่นตีกันตอนนี้ที่ลาดปลาเค้า", False),
        ("แจ้งครับ วัยรุ่นตีกันตอนนี้ที่ลาดปลาเค้า", False),
        ("แจ้งวัยรุ่นตีกันตอนนี้ที่ลาดปลาเค้า", False),
        ("@ตาสับปะรด วัยรุ่นตีกันตอนนี้ที่ลาดปลาเค้า", True),
    ],
)
def test_however_it_is_called_one_neutral_line_answers(
    talk: Talk, member: Person, text: str, *, mentions: bool
) -> None:
    member.says("สวัสดี")
    (line,) = in_group(inside(talk, "member").says(text, mentions=mentions))
    (content,) = line.contents
    assert line.is_reply
    assert content.text == "ขอบคุณ เพื่อความปลอดภัย โปรดเล่าต่อในแชตส่วนตัว"
    assert content.alt == content.text
    assert "โทร 191" in line.buttons


def test_an_emergency_in_a_group_while_a_tip_gathers_does_not_wait(
    talk: Talk, member: Person
) -> None:
    member.says("สวัสดี")
    inside(talk, "member").says(NOISE)
    news = inside(talk, "member").says(FIGHT)
    assert {"n1", "d1"} <= for_whom(news) | for_whom(talk.due())
    assert talk.tips()[0].state == "sent"


def test_a_second_call_in_the_group_adds_to_the_open_tip(talk: Talk, member: Person) -> None:
    member.says("สวัสดี")
    inside(talk, "member").says(FIGHT)
    talk.passes(minutes=1)
    news = inside(talk, "member").says("แจ้ง ตอนนี้วัยรุ่นมีมีดด้วย")
    assert len(talk.tips()) == 1
    assert "n1" in for_whom(news)


def test_photos_after_an_emergency_in_the_group_still_belong_to_it(
    talk: Talk, member: Person
) -> None:
    member.says("สวัสดี")
    inside(talk, "member").says(FIGHT)
    talk.passes(seconds=10)
    assert for_whom(inside(talk, "member").sends(MediaKind.PHOTO)) == {"n1", "d1"}
    talk.passes(minutes=3)
    assert inside(talk, "member").sends(MediaKind.PHOTO) == []
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert len(uow.media.of_tip(tip.id)) == 1


def test_another_members_photo_is_not_taken(talk: Talk, member: Person) -> None:
    member.says("สวัสดี")
    inside(talk, "member").says(NOISE)
    assert inside(talk, "neighbour").sends(MediaKind.PHOTO) == []
    assert Person(talk, "member", group="C" + "8" * 32).sends(MediaKind.PHOTO) == []
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert list(uow.media.of_tip(tip.id)) == []


def test_who_sends_their_voice_in_the_group_is_told_in_private_who_hears_it(
    talk: Talk, member: Person
) -> None:
    member.says("สวัสดี")
    inside(talk, "member").says(NOISE)
    told = to("member", inside(talk, "member").sends(MediaKind.VOICE))
    assert "ข้อความเสียง" in told.text
    assert not told.is_reply


def test_an_edit_in_the_group_is_answered_in_private(talk: Talk, member: Person) -> None:
    member.says("สวัสดี")
    inside(talk, "member").says(NOISE)
    said = talk.tips()[0]
    news = inside(talk, "member").edits("2", FIGHT)
    assert in_group(news) == []
    assert not to("member", news).is_reply
    assert "tel:191" in to("member", news).text
    with talk.uow() as uow:
        kept = [uow.tips.content(one) for one in uow.tips.messages(uow.tips.get(said.id))]
    assert kept == [{"text": FIGHT.removeprefix("แจ้ง ")}]


def test_an_unsend_in_the_group_is_told_in_private(talk: Talk, member: Person) -> None:
    member.says("สวัสดี")
    inside(talk, "member").says(NOISE)
    news = inside(talk, "member").unsends("2")
    assert for_whom(news) == {"member"}
    assert not to("member", news).is_reply


def test_a_bound_account_is_a_friend_though_it_never_wrote(talk: Talk) -> None:
    news = inside(talk, "member").says(FIGHT)
    (line,) = in_group(news)
    assert "เพิ่มบัญชีนี้เป็นเพื่อน" not in line.text
    assert "1/2569" in to("member", news).text


def test_who_cannot_be_reached_is_not_asked_in_private(talk: Talk, member: Person) -> None:
    member.blocks()
    news = inside(talk, "member").says("แจ้ง มีคนโดนวิ่งราวกระเป๋าเมื่อเช้า")
    assert for_whom(news) == {GROUP}
    assert for_whom(talk.passes(seconds=30)) == {"d1"}


def test_several_villages_of_a_group_only_narrow_the_candidates(talk: Talk, member: Person) -> None:
    member.says("สวัสดี")
    inside(talk, "d1").says("ผูกกลุ่ม v1 v2")
    inside(talk, "member").says(NOISE)
    (tip,) = talk.tips()
    assert tip.village_id is None
    assert set(tip.village_candidates) <= {"v1", "v2"}


@pytest.mark.parametrize("wish", ["ผูกกลุ่ม v1", "เลิกผูกกลุ่ม"])
@pytest.mark.parametrize("places", ["ทั้งสถานี", "v1 v2"])
def test_a_village_officer_changes_no_group_that_reaches_beyond_their_villages(
    talk: Talk, places: str, wish: str
) -> None:
    inside(talk, "d1").says(f"ผูกกลุ่ม {places}")
    before = bound(talk)
    (told,) = inside(talk, "p1").says(wish)
    assert "เวร ผู้บังคับบัญชา หรือผู้ดูแลระบบ" in told.text
    assert bound(talk) == before


CALLS = [("@ตาสับปะรด {}", True), ("แจ้ง {}", False), ("#แจ้ง {}", False)]


@pytest.mark.parametrize("word", ["สถานะ", "ยกเลิก", "ช่วยเหลือ", "ข้อมูลของฉันค่ะ", "งานของฉัน", "โควตา"])
@pytest.mark.parametrize(("call", "mentions"), CALLS)
def test_a_word_of_the_chat_opens_and_adds_to_nothing(
    talk: Talk, member: Person, word: str, call: str, *, mentions: bool
) -> None:
    member.says("สวัสดี")
    person = inside(talk, "member")
    assert person.says(call.format(word), mentions=mentions) == []
    assert talk.tips() == []
    person.says(FIGHT)
    assert person.says(call.format(word), mentions=mentions) == []
    (tip,) = talk.tips()
    with talk.uow() as uow:
        assert len(uow.tips.messages(uow.tips.get(tip.id))) == 1


@pytest.mark.parametrize(("call", "mentions"), CALLS)
def test_practice_in_a_group_is_never_real(
    talk: Talk, member: Person, call: str, *, mentions: bool
) -> None:
    member.says("สวัสดี")
    report = call.format("ซ้อม: มีคนขายยาบ้าที่ลาดปลาเค้า")
    news = inside(talk, "member").says(report, mentions=mentions)
    assert len(in_group(news)) == 1
    assert "ฝึก" in to("member", news).text
    assert [tip.is_practice for tip in talk.tips()] == [True]


def test_practice_announced_in_a_group_is_said_back_in_private(talk: Talk, member: Person) -> None:
    member.says("สวัสดี")
    (told,) = inside(talk, "member").says("#แจ้ง ซ้อม")
    assert (told.to, told.is_reply) == ("member", False)
    inside(talk, "member").says("#แจ้ง มีคนขายยาบ้าที่ลาดปลาเค้า")
    member.says("ส่งเลย")
    inside(talk, "member").says("#แจ้ง เมื่อคืนรถมอเตอร์ไซค์หายที่เปรมฤทัย")
    assert [tip.is_practice for tip in talk.tips()] == [True, False]
