"""A tip goes to another station of the deployment, and its sender stays with their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog.words import load_customs
from domain.case import Sight
from domain.classification.kinds import Urgency
from domain.events import MediaKind
from domain.meanings import AcceptAsked, MergeAsked
from domain.postback import Act, encode
from domain.talking import HandOverSaid
from domain.timer_events import TipChanged
from domain.tip import TipState, Trust
from models.arrival import Arrival, ArrivalState
from models.assignment import Charge
from models.case import sight
from models.facts import facts
from models.name_request import NameRequest
from models.officer import OfficerProfile, Role
from models.outbox import Outgoing
from models.tip import Tip
from models.unit_of_work import Store
from models.village import Village
from tests.conftest import FixedClock, a_rule_set
from tests.handlers.merging import LATER, a_neighbour, reports
from tests.handlers.merging import NOISE as DRINKING
from tests.handlers.precinct import Precinct, line_of
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to
from tests.handlers.test_two_officers import Rush

REASON = "ผู้ก่อเหตุหนีไปอยู่ที่นั่น"
THERE = "สน.บึงกุ่ม"


class Elsewhere(Talk):
    """The chats of the other station, whose officers share a machine with the first."""

    def __init__(self, store: Store, station: int, clock: FixedClock, town: Town) -> None:
        self.town = town
        super().__init__(store, station, clock)

    def due(self) -> list[Heard]:
        return self.town.due()

    def news(self) -> list[Heard]:
        return []


class Town:
    """Two stations of one deployment: each hears only what leaves by its own account."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self.store, self.clock, self.seen = store, clock, 0
        rules = {
            "khokkhram": a_rule_set(),
            "bungkum": replace(a_rule_set("bungkum"), name=THERE, short_name="BK"),
        }
        store.seat(rules, clock())
        self.a, self.b = store.station("khokkhram").id, store.station("bungkum").id
        self.here = Elsewhere(store, self.a, clock, self)
        self.there = Elsewhere.__new__(Elsewhere)
        self.there.__dict__.update(self.here.__dict__, station=self.b)
        self._people_there()

    def _people_there(self) -> None:
        with self.store.writing(self.b, self.clock()) as uow:
            row = Village(
                code="w1", name="คลองกุ่มพัฒนา", subdistrict="คลองกุ่ม", aliases=[], landmarks=[]
            )
            village = uow.villages.add(row)
            for code, role, charges in (
                ("w-p", Role.VILLAGE, {village.id: Charge.PRIMARY}),
                ("w-d", Role.DUTY, {}),
                ("w-c", Role.COMMANDER, {}),
            ):
                profile = OfficerProfile(
                    rank="ส.ต.อ.", first_name=f"ชื่อ{code}", last_name="บึงกุ่ม", phone="02"
                )
                officer = uow.officers.add(code, role, profile)
                uow.officers.bind(officer, line_of(code), uow.now)
                uow.assignments.appoint(officer, charges, at=uow.now)
            uow.commit()

    def due(self) -> list[Heard]:
        """Run the timers of both stations, and return what left, marked with whose account."""
        while self.here._one_timer() or self.there._one_timer():
            pass
        names = {line_of(one): one for one in ("w-p", "w-d", "w-c", "member", "crowd0")}
        names |= {line_of(one): one for one in ("p1", "b1", "n1", "d1", "c1", "a1")}
        with self.store.reading(self.a, self.clock()) as uow:
            rows = uow.session.scalars(
                select(Outgoing).where(Outgoing.id > self.seen).order_by(Outgoing.id)
            ).all()
            found = []
            for row in rows:
                name = names[uow.outbox.recipient(row).line_id]
                ours = row.station_id == self.a
                assert ours is not name.startswith("w-"), f"{name} by the wrong account"
                contents = uow.outbox.contents(row)
                is_reply = row.reply_token is not None
                found.append(Heard(to=name, contents=contents, is_reply=is_reply, row=row.id))
            self.seen = rows[-1].id if rows else self.seen
        return found

    def tip(self) -> Tip:
        (tip,) = self.here.tips()
        return tip


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def town(store: Store, clock: FixedClock) -> Town:
    return Town(store, clock)


@pytest.fixture
def member(town: Town) -> Person:
    return Person(town.here, "member")


NOISE = "วัยรุ่นรวมกลุ่มเสพยาที่เปรมฤทัย โทร 081-234-5678 ผมสมหมาย"


def passed(town: Town, member: Person, text: str = NOISE) -> tuple[Heard, list[Heard]]:
    """Let the village's officer accept a tip and pass it on; return their card and the news."""
    member.says(text)
    card = to("p1", member.says("ส่งเลย"))
    officer = Person(town.here, "p1")
    officer.presses(card.buttons["รับเรื่อง"])
    offered = to("p1", officer.presses(card.buttons["ส่งต่อ"]))
    label = next(label for label in offered.buttons if THERE in label)
    why = to("p1", officer.presses(offered.buttons[label]))
    assert THERE in why.text
    return card, officer.says(REASON)


def test_the_other_stations_desk_gets_the_whole_tip_and_the_reason(
    town: Town, member: Person
) -> None:
    _, news = passed(town, member)
    assert THERE in to("p1", news).text
    card = a_card(to("w-d", news))
    assert card.title.startswith("KK-2569-000001 ")
    assert "วัยรุ่น" in card.body
    assert f"ชื่อp1 สกุล สน.โคกคราม เหตุผล: {REASON}" in card.body
    assert for_whom(news) == {"p1", "w-d"}


def test_who_sent_it_is_as_hidden_there_as_here(town: Town, member: Person) -> None:
    _, news = passed(town, member)
    shown = to("w-d", news).text
    assert not any(secret in shown for secret in ("081-234-5678", "สมหมาย", "อบรม"))
    with town.store.reading(town.b, town.clock()) as uow:
        assert uow.members.all() == []


def test_one_who_let_themselves_be_named_did_so_to_their_own_police_alone(
    town: Town, member: Person
) -> None:
    member.says(NOISE)
    card = to("p1", member.says("ส่งเลย"))
    member.presses(f"name|{town.tip().id.hex}|yes")
    desk = Person(town.here, "d1")
    desk.presses(card.buttons["ส่งต่อ"])
    desk.says(THERE)
    news = desk.says(REASON)
    assert "สมหมาย" not in to("w-d", news).text


def test_a_village_of_theirs_that_the_tip_names_gets_it_by_the_usual_way(
    town: Town, member: Person
) -> None:
    member.says(NOISE)
    card = to("p1", member.says("ส่งเลย"))
    member.says("ตอนนี้ย้ายไปรวมกลุ่มที่คลองกุ่มพัฒนา")
    desk = Person(town.here, "d1")
    desk.presses(card.buttons["ส่งต่อ"])
    desk.says(THERE)
    assert for_whom(desk.says(REASON)) == {"d1", "w-p"}


def test_it_leaves_every_list_here_and_the_former_handler_is_told_where_it_is(
    town: Town, member: Person
) -> None:
    card, _ = passed(town, member)
    officer = Person(town.here, "p1")
    assert "ไม่มี" in to("p1", officer.says("งานของฉัน")).text
    for label in ("รับเรื่อง", "ปิดเรื่อง", "ส่งต่อ"):
        assert THERE in to("p1", officer.presses(card.buttons[label])).text
    assert THERE in to("p1", officer.says("KK-2569-000001")).text
    with town.store.reading(town.a, town.clock()) as uow:
        tip = uow.tips.all()[0]
        assert uow.tips.in_states(TipState.SENT) == []
        assert {sight(uow, one, tip) for one in uow.officers.all()} == {Sight.NONE}
        assert uow.summaries.tips(since=town.clock()) == []


def test_of_the_other_stations_tips_only_that_very_one_can_be_reached(
    town: Town, member: Person
) -> None:
    passed(town, member)
    neighbour = Person(town.here, "n1")
    neighbour.says("มีคนเล่นการพนันที่ลาดปลาเค้า")
    neighbour.says("แจ้งเบาะแส")
    neighbour.says("ส่งเลย")
    with town.store.reading(town.a, town.clock()) as uow:
        own = [tip.id for tip in uow.tips.all()]
    with town.store.reading(town.b, town.clock()) as uow:
        assert [uow.tips.find(one) is not None for one in own] == [True, False]
        assert len(uow.tips.in_states(*TipState)) == 1
        assert uow.tips.all() == []
        assert uow.tips.of_sender(line_of("member"), *TipState) == []
    desk = Person(town.there, "w-d")
    forged = desk.presses(f"accept|{own[1].hex}|")
    assert "KK" not in to("w-d", forged).text


def test_acceptance_question_answer_and_outcome_go_by_the_senders_own_station(
    town: Town, member: Person
) -> None:
    _, news = passed(town, member)
    card, desk = to("w-d", news), Person(town.there, "w-d")
    # That an officer has it the sender was told when the first one took it.
    assert for_whom(desk.presses(card.buttons["รับเรื่อง"])) == {"w-d"}
    desk.presses(card.buttons["ถามผู้แจ้ง"])
    asked = desk.says("เห็นรถสีอะไร")
    question = to("member", asked)
    assert "เห็นรถสีอะไร" in question.text
    assert "ยอมให้" not in str(question.buttons)
    answered = member.says("รถสีแดง")
    assert "รถสีแดง" in to("w-d", answered).text
    assert "p1" not in for_whom(answered)
    closing = to("w-d", desk.presses(card.buttons["ปิดเรื่อง"]))
    closed = desk.presses(closing.buttons["ระงับเหตุ/ป้องกันแล้ว"])
    assert "ระงับเหตุแล้ว" in to("member", closed).text


def test_what_the_sender_adds_edits_and_withdraws_reaches_who_has_it_now(
    town: Town, member: Person
) -> None:
    _, news = passed(town, member)
    Person(town.there, "w-d").presses(to("w-d", news).buttons["รับเรื่อง"])
    added = member.says("ตอนนี้มีสามคน")
    assert "สามคน" in to("w-d", added).text
    edited = member.edits(member.last, "ตอนนี้มีห้าคน")
    assert "ห้าคน" in to("w-d", edited).text
    unsent = member.unsends(member.last)
    assert "w-d" in for_whom(unsent)
    assert "ห้าคน" not in to("w-d", unsent).text
    assert "p1" not in for_whom([*added, *edited, *unsent])


def test_a_place_named_by_the_sender_moves_nothing_at_the_other_station(
    town: Town, member: Person
) -> None:
    passed(town, member)
    member.says("ลาดปลาเค้า")
    with town.store.reading(town.b, town.clock()) as uow:
        (tip,) = uow.tips.in_states(TipState.SENT)
        assert tip.village_id is None


def test_nobody_there_in_time_calls_their_commander_and_nobody_here(
    town: Town, member: Person, store: Store, clock: FixedClock
) -> None:
    within = dict.fromkeys(Urgency, timedelta(minutes=15))
    rules = {one.rules.code: one.rules for one in store.stations.values()}
    store.seat({code: replace(one, accept_within=within) for code, one in rules.items()}, clock())
    passed(town, member)
    clock.passes(minutes=16)
    assert for_whom(town.due()) == {"w-c"}


def test_their_officers_open_it_from_their_list_and_by_its_full_number(
    town: Town, member: Person
) -> None:
    passed(town, member)
    desk = Person(town.there, "w-d")
    row = to("w-d", desk.says("งานของฉัน"))
    assert "KK-2569-000001" in row.text
    opened = to("w-d", desk.presses(row.buttons["เปิดเรื่อง"]))
    assert "วัยรุ่น" in opened.text
    assert "วัยรุ่น" in to("w-d", desk.says("kk-2569-1")).text
    # A number of this station's own is another tip, and there is none.
    assert "วัยรุ่น" not in to("w-d", desk.says("1/2569")).text


def test_a_caller_is_rung_back_by_the_desk_that_took_the_call(town: Town) -> None:
    desk = Person(town.here, "d1")
    with town.store.writing(town.a, town.clock()) as uow:
        tip = uow.tips.open_new(None, member_key=None, trust=Trust.DESK, year=2569, now=uow.now)
        tip.state = TipState.SENT
        uow.callers.keep(tip, "0899999999", officer_id=uow.officers.by_code("d1").id, at=uow.now)
        tip.away_id = town.b
        uow.commit()
        number = f"{tip.sequence}/2569"
    desk.says(f"เบอร์ผู้แจ้ง {number}")
    assert "0899999999" in desk.says("สถานีบึงกุ่มขอให้โทรกลับ")[-1].text
    there = Person(town.there, "w-d")
    there.says(f"เบอร์ผู้แจ้ง KK-2569-{tip.sequence:06d}")
    assert "0899999999" not in str([one.text for one in there.says("ต้องโทรกลับผู้แจ้ง")])


def test_their_commander_opens_no_name_and_our_files_hold_it_without_a_village(
    town: Town, member: Person
) -> None:
    passed(town, member)
    tip = town.tip().id
    news = Person(town.there, "w-c").presses(encode(Act.NAME_ASK, tip))
    assert "ไม่" in to("w-c", news).text
    assert "สมหมาย" not in str([one.text for one in Person(town.there, "w-c").says("ต้องสอบปากคำ")])
    with town.store.reading(town.a, town.clock()) as uow:
        known = facts(uow, uow.tips.get(tip), load_customs())
        assert (known.village, known.handler) == ("", "")
        assert uow.session.scalars(select(NameRequest)).all() == []


def test_it_may_be_passed_back_and_is_then_here_again(town: Town, member: Person) -> None:
    _, news = passed(town, member)
    card, desk = to("w-d", news), Person(town.there, "w-d")
    desk.presses(card.buttons["ส่งต่อ"])
    desk.says("สน.โคกคราม")
    back = desk.says("ไม่ใช่พื้นที่ของเรา")
    assert "มีผู้ส่งต่อ" in str(a_card(to("p1", back)).marks)
    assert town.tip().away_id is None
    with town.store.reading(town.b, town.clock()) as uow:
        assert uow.tips.find(town.tip().id) is None
    assert (
        "รับเรื่อง" in to("p1", Person(town.here, "p1").presses(to("p1", back).buttons["รับเรื่อง"])).text
    )


def test_both_trails_say_that_it_went_and_no_reason_stands_there(
    town: Town, member: Person
) -> None:
    passed(town, member)
    for station, act in ((town.a, "tip.passed"), (town.b, "tip.received")):
        with town.store.reading(station, town.clock()) as uow:
            (line,) = [one for one in uow.audit.lines() if one.act == act]
            assert line.about == "KK-2569-000001"
            assert REASON not in str(line.detail)


def test_news_that_was_under_way_follows_the_tip_once(town: Town, member: Person) -> None:
    """A change kept for the officers here, and handled only after the tip had gone."""
    member.says(NOISE)
    card = to("p1", member.says("ส่งเลย"))
    officer = Person(town.here, "p1")
    officer.presses(card.buttons["ส่งต่อ"])
    officer.says(THERE)
    news = officer.says(REASON)
    with town.store.writing(town.a, town.clock()) as uow:
        event = TipChanged(happened_at=uow.now, tip=town.tip().id, what="added")
        for _ in range(2):
            town.here.dispatcher.dispatch(event, uow, lane=b"lane", reply=None)
        waiting = select(Arrival.station_id).where(
            Arrival.state == ArrivalState.WAITING, Arrival.event_type == "TipChanged"
        )
        assert list(uow.session.scalars(waiting)) == [town.b]
        uow.commit()
    assert "w-d" in for_whom(news)
    assert for_whom(town.due()) == {"w-d"}


def test_practice_and_a_station_without_anybody_are_not_offered(town: Town, member: Person) -> None:
    member.says(NOISE)
    card = to("p1", member.says("ส่งเลย"))
    with town.store.writing(town.b, town.clock()) as uow:
        for one in uow.officers.all():
            one.unreachable_since = uow.now
        uow.commit()
    officer = Person(town.here, "p1")
    offered = to("p1", officer.presses(card.buttons["ส่งต่อ"]))
    assert THERE not in offered.text
    forged = to("p1", officer.presses(f"handover|{town.tip().id.hex}|@bungkum"))
    assert "ไม่ได้" in forged.text


def test_media_goes_along_and_its_link_here_is_dead(town: Town, member: Person) -> None:
    member.sends(MediaKind.PHOTO)
    passed(town, member)
    with town.store.reading(town.b, town.clock()) as uow:
        (tip,) = uow.tips.in_states(TipState.SENT)
        (item,) = uow.media.of_tip(tip.id)
        assert uow.media.one_of(tip, item.id) is not None


def test_who_accepts_at_the_moment_of_passing_does_not_keep_it(
    town: Town, member: Person, store: Store, clock: FixedClock
) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    tip, desk = town.tip().id, Person(town.here, "d1")
    desk.presses(f"handover|{tip.hex}|@bungkum")
    rush = Rush(store, town.a, clock)
    rush.arrives("p1", {"type": "postback", "postback": {"data": f"accept|{tip.hex}|"}})
    said = {"id": "reason", "type": "text", "text": REASON}
    rush.arrives("d1", {"type": "message", "message": said})
    rush.goes(AcceptAsked, HandOverSaid)
    news = town.due()
    assert {"p1", "d1", "w-d"} <= for_whom(news)
    with store.reading(town.b, clock()) as uow:
        found = uow.tips.get(tip)
        assert (found.state, found.handler_id, found.away_id) == (TipState.SENT, None, town.b)
        assert len(uow.tips.history(found, "passed")) == 1


def test_a_case_of_several_tips_stays_here(town: Town, member: Person) -> None:
    with town.store.writing(town.a, town.clock()) as uow:
        here = object.__new__(Precinct)
        here.uow, here.village = uow, uow.villages.by_code("v1")
        here.member = uow.members.all()[0]
        main, later = here.a_sent_tip(text=NOISE), here.a_sent_tip(text=NOISE)
        uow.merges.join(later, main, officer_id=uow.officers.by_code("p1").id, now=uow.now)
        uow.commit()
        tips = [main.id, later.id]
    officer = Person(town.here, "p1")
    for tip in tips:
        assert THERE not in to("p1", officer.presses(f"handover|{tip.hex}|")).text
        assert THERE not in to("p1", officer.presses(f"handover|{tip.hex}|@bungkum")).text
    assert {one.away_id for one in town.here.tips()} == {None}
    assert member.line_id


def test_who_merges_at_the_moment_of_passing_leaves_no_case_between_two_stations(
    town: Town, member: Person, store: Store, clock: FixedClock
) -> None:
    reports(member, DRINKING)
    reports(a_neighbour(town.here), LATER)
    first, second = sorted(town.here.tips(), key=lambda tip: tip.sequence)
    Person(town.here, "d1").presses(f"handover|{first.id.hex}|@bungkum")
    rush = Rush(store, town.a, clock)
    merge = encode(Act.MERGE, second.id, first.id.hex)
    rush.arrives("p1", {"type": "postback", "postback": {"data": merge}})
    said = {"id": "reason", "type": "text", "text": REASON}
    rush.arrives("d1", {"type": "message", "message": said})
    rush.goes(MergeAsked, HandOverSaid)
    town.due()
    with store.reading(town.a, clock()) as uow:
        main, later = uow.tips.get(first.id), uow.tips.get(second.id)
        assert (main.away_id == town.b) is not (later.state == TipState.MERGED)
        assert later.away_id is None
