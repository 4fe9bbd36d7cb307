"""The commands `aliases`: an administrator takes or refuses what corrections propose."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from catalog import Catalog
from commands.aliases import run_accept, run_list, run_refuse
from commands.desk import Desk
from commands.enlisting import Change, enlist_village
from domain.classification import Report, classify
from domain.meanings import AcceptAsked, VillageCorrectionAsked
from domain.tip import TipState
from files.villages import VillageRow
from handlers import casework
from models.tip import Tip
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.precinct import CATALOG, Precinct

GHOST = ("มีคนยิงปืนแถวโค้งผีสิงเมื่อคืน", "โค้งผีสิงรถชนกันอีกแล้วครับ")


class Office:
    """Somebody at the command line of a station whose officers correct tips."""

    def __init__(self, store: Store, station: int, clock: FixedClock) -> None:
        self.store, self.station, self.clock = store, station, clock
        self.said = self.complained = ""
        with store.writing(station, clock()) as uow:
            self.precinct = Precinct(uow)
            uow.commit()

    def officers_move(self, *texts: str, to: str = "v2", **facts: Any) -> None:
        """Let the desk move tips that the bot asked about."""
        for text in texts:
            self._kept(text, {"village_id": None, **facts}, VillageCorrectionAsked, code=to)

    def officers_accept(self, *texts: str) -> None:
        """Let an officer accept tips where the bot put them, in v1."""
        for text in texts:
            self._kept(text, {}, AcceptAsked)

    def _kept(self, text: str, facts: dict[str, Any], kind: type[Any], **parts: Any) -> None:
        with self.store.writing(self.station, self.clock()) as uow:
            here = self.precinct
            here.uow = uow
            tip = here.a_tip(text=text, by="somebody", **facts)
            tip.state, tip.sent_at = TipState.SENT, uow.now
            officer = uow.officers.by_code("c1" if tip.is_restricted else "d1")
            assert officer is not None
            event = kind(happened_at=uow.now, speaker=here.speaker(officer), tip=tip.id, **parts)
            casework.HANDLERS[kind](event, uow, CATALOG)
            uow.commit()

    def forgets(self, number: int) -> None:
        """Erase a tip's key, as retention does."""
        with self.store.writing(self.station, self.clock()) as uow:
            tip = uow.tips.by_number(2569, number)
            assert isinstance(tip, Tip)
            uow.keys.forget(tip.data_key_id)
            uow.commit()

    def does(self, act: Callable[..., int], *words: str | None) -> int:
        out, aside = io.StringIO(), io.StringIO()
        desk = Desk(
            store=self.store,
            station_id=self.station,
            catalog=Catalog.load("th"),
            clock=self.clock,
            out=out,
            aside=aside,
        )
        code = act(desk, *words)
        self.said, self.complained = out.getvalue(), aside.getvalue()
        return code

    def lists(self) -> str:
        assert self.does(run_list) == 0
        return self.said

    def the_id(self) -> str:
        found = re.search(r"^([0-9A-F]{6})  ", self.lists(), re.MULTILINE)
        assert found is not None
        return found[1]

    def reads(self, text: str) -> str | None:
        with self.store.reading(self.station, self.clock()) as uow:
            return classify(Report(messages=(text,)), uow.gazetteer(), uow.lexicon).village


@pytest.fixture
def office(store: Store, station: int, clock: FixedClock) -> Office:
    return Office(store, station, clock)


def test_nothing_is_proposed_before_anything_recurs(office: Office) -> None:
    office.officers_move(GHOST[0])
    assert office.lists() == "ยังไม่มีชื่อเรียกที่เสนอ\n"


def test_a_proposal_is_shown_with_its_evidence_and_what_it_changes(office: Office) -> None:
    office.officers_move(*GHOST)
    office.officers_accept("ไฟไหม้ที่เปรมฤทัย")
    said = office.lists()
    assert "“โค้งผีสิง” -> v2 ลาดปลาเค้า" in said
    assert "หลักฐาน 2 เรื่องที่เจ้าหน้าที่แก้: KK-2569-000001, KK-2569-000002; เรื่องอื่นที่มีคำนี้ 0" in said
    assert "จาก 3 เรื่องที่แก้หรือรับแล้ว: 1 (33.3%) เป็น 3 (100.0%); ผิด 0 เป็น 0" in said


def test_no_words_of_a_tip_are_shown_but_the_phrase(office: Office) -> None:
    office.officers_move(*GHOST)
    for word in ("ยิงปืน", "เมื่อคืน", "รถชน"):
        assert word not in office.lists()


def test_an_accepted_proposal_is_known_at_once_and_audited_without_words(office: Office) -> None:
    office.officers_move(*GHOST)
    assert office.reads("มีคนตีกันที่โค้งผีสิง") is None
    name = office.the_id()
    assert office.does(run_accept, name.lower(), None) == 0
    assert "เพิ่ม “โค้งผีสิง” เป็นชื่อเรียกของ ลาดปลาเค้า แล้ว" in office.said
    assert office.reads("มีคนตีกันที่โค้งผีสิง") == "v2"
    assert office.lists() == "ยังไม่มีชื่อเรียกที่เสนอ\n"
    with office.store.reading(office.station, office.clock()) as uow:
        line = uow.audit.lines()[-1]
        assert (line.act, line.about) == ("alias.accept", "v2")
        assert line.detail == {"id": name, "tips": ["KK-2569-000001", "KK-2569-000002"]}


def test_a_refused_proposal_never_comes_again(office: Office) -> None:
    office.officers_move(*GHOST)
    assert office.does(run_refuse, office.the_id(), None) == 0
    office.officers_move("มีคนขายยาที่โค้งผีสิง", "โค้งผีสิงไฟดับ")
    assert "โค้งผีสิง" not in office.lists()
    with office.store.reading(office.station, office.clock()) as uow:
        assert uow.audit.lines()[-1].act == "alias.refuse"


def test_a_phrase_of_ones_own_is_taken_for_a_village_and_taken_back(office: Office) -> None:
    assert office.does(run_accept, " ท่าน้ำ  เก่า ", "V1") == 0
    assert office.reads("เด็กตกน้ำที่ท่าน้ำเก่า") == "v1"
    assert office.does(run_refuse, "ท่าน้ำเก่า", "v1") == 0
    assert office.reads("เด็กตกน้ำที่ท่าน้ำเก่า") is None


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("ABCDEF", None, "ไม่มีข้อเสนอรหัส ABCDEF"),
        ("โค้งผีสิง", "v9", "ไม่มีหมู่บ้านรหัส v9"),
        ("รามอินทรา", "v1", "เป็นชื่อที่ระบบรู้จักอยู่แล้ว"),
        ("ปากซอย", "v1", "เป็นคำธรรมดา"),
        ("ร้านป้าแดง", "v1", "คำนำหน้าชื่อคน"),
        ("โค้ง 0812", "v1", "เลขที่อาจบอกตัวบุคคล"),
    ],
)
def test_what_cannot_be_an_alias_is_refused_in_a_line(
    office: Office, name: str, code: str | None, said: str
) -> None:
    assert office.does(run_accept, name, code) == 1
    assert said in office.complained
    with office.store.reading(office.station, office.clock()) as uow:
        assert uow.aliases.all() == []


@pytest.mark.parametrize("mark", ["is_practice", "is_restricted"])
def test_practice_and_restricted_tips_teach_nothing(office: Office, mark: str) -> None:
    office.officers_move(*GHOST, **{mark: True})
    assert office.lists() == "ยังไม่มีชื่อเรียกที่เสนอ\n"


def test_a_forgotten_tip_teaches_nothing(office: Office) -> None:
    office.officers_move(*GHOST)
    office.forgets(2)
    assert office.lists() == "ยังไม่มีชื่อเรียกที่เสนอ\n"


def test_an_accepted_alias_outlives_the_next_import(office: Office) -> None:
    office.officers_move(*GHOST)
    office.does(run_accept, office.the_id(), None)
    row = VillageRow(code="v2", name="ลาดปลาเค้า", subdistrict="รามอินทรา")
    with office.store.writing(office.station, office.clock()) as uow:
        assert enlist_village(uow, row) is Change.SAME
        village = uow.villages.by_code("v2")
        assert village is not None
        assert village.aliases == ["โค้งผีสิง"]


def test_phrases_are_sealed_in_the_table(office: Office) -> None:
    from models.alias import AliasDecision

    office.officers_move(*GHOST)
    office.does(run_refuse, office.the_id(), None)
    with office.store.reading(office.station, office.clock()) as uow:
        (row,) = uow.session.query(AliasDecision).all()
        assert "โค้ง".encode() not in row.phrase
