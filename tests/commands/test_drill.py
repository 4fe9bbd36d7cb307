"""A station's drill as its administrator and its people live it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import func, select

from bot.config.sections import QuotaSettings
from bot.line.gateway import Gateway, LineTrouble
from catalog import Catalog
from commands.desk import Desk
from commands.drill_report import run_report
from commands.drilling import Wish, confirmed, run_start
from commands.month import read_month
from domain.drill import Month
from models.audit import AuditLine
from models.figures import figures
from models.member import MemberState
from models.outbox import OutboxState, Outgoing
from models.unit_of_work import Store
from simulator.client import SimulatorClient
from tests.commands.clinic import TOKEN, Clinic
from tests.conftest import FixedClock
from tests.handlers.precinct import _PROFILE, SECRETS, line_of
from tests.handlers.talk import Heard, Person, Talk, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
PLENTY = Month(limit=300, used=0, reserve=0.3)


@dataclass
class Administrator:
    """Who sits at the machine."""

    talk: Talk
    out: io.StringIO = field(default_factory=io.StringIO)
    aside: io.StringIO = field(default_factory=io.StringIO)

    @property
    def desk(self) -> Desk:
        return Desk(
            store=self.talk.store,
            station_id=self.talk.station,
            catalog=Catalog.load("en"),
            clock=self.talk.clock,
            out=self.out,
            aside=self.aside,
        )

    def starts(
        self,
        *,
        month: Month | LineTrouble = PLENTY,
        confirm: Callable[[str], bool] = lambda _: True,
        villages: tuple[str, ...] | None = None,
    ) -> int:
        def read() -> Month:
            if isinstance(month, LineTrouble):
                raise month
            return month

        return run_start(self.desk, Wish(villages=villages, confirm=confirm), month=read)

    def reads(self, number: int | None = None) -> list[str]:
        self.out.truncate(0)
        self.out.seek(0)
        assert run_report(self.desk, number) == 0
        return self.out.getvalue().splitlines()


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def talk(store: Store, station: int, clock: FixedClock) -> Talk:
    return Talk(store, station, clock)


@pytest.fixture
def admin(talk: Talk) -> Administrator:
    return Administrator(talk)


@pytest.fixture
def member(talk: Talk) -> Person:
    return Person(talk, "member")


def enrol(talk: Talk, name: str, *, village: str = "v2", state: str = "trained") -> None:
    with talk.uow() as uow:
        own = replace(_PROFILE, national_id=f"{sum(name.encode()):013d}")
        member = uow.members.add(own, MemberState(state))
        place = uow.villages.by_code(village)
        member.village_id = place.id
        uow.members.bind(member, line_of(name), uow.now)
        uow.commit()


def delivered(talk: Talk) -> None:
    with talk.uow() as uow:
        for row in uow.session.scalars(select(Outgoing)):
            uow.outbox.settle(row, OutboxState.ACCEPTED, now=uow.now)
        uow.commit()


def questions(talk: Talk) -> list[Heard]:
    return talk.news()


def test_every_trained_and_bound_member_is_asked_once(admin: Administrator, talk: Talk) -> None:
    enrol(talk, "second")
    enrol(talk, "untrained", state="registered")
    enrol(talk, "suspended", state="suspended")
    assert admin.starts() == 0
    asked = questions(talk)
    assert sorted(one.to for one in asked) == sorted(["member", line_of("second")])
    assert list(asked[0].buttons) == ["ฝึกแจ้ง"]
    assert admin.starts() == 1
    assert "under way" in admin.aside.getvalue()
    assert questions(talk) == []


def test_the_cost_is_said_before_anybody_is_asked(admin: Administrator, talk: Talk) -> None:
    said: list[str] = []

    def no(question: str) -> bool:
        said.append(admin.out.getvalue() + question)
        return False

    assert admin.starts(confirm=no) == 1
    assert "Counted messages: 1, and about 4 in all" in said[0]
    assert "0 of 300 are used; 210 may be spent" in said[0]
    assert questions(talk) == []
    assert admin.starts() == 0


def test_where_nobody_can_be_asked_the_answer_is_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert not confirmed("?")


def test_a_drill_that_would_eat_the_reserve_is_refused_with_the_numbers(
    admin: Administrator, talk: Talk
) -> None:
    assert admin.starts(month=Month(limit=300, used=207, reserve=0.3)) == 1
    assert "needs about 4 messages and 3 may be spent" in admin.aside.getvalue()
    assert questions(talk) == []
    assert admin.starts(month=Month(limit=300, used=206, reserve=0.3)) == 0


def test_while_line_does_not_tell_the_quota_nobody_is_asked(
    admin: Administrator, talk: Talk
) -> None:
    assert admin.starts(month=LineTrouble(500, "")) == 1
    assert questions(talk) == []


def test_a_drill_of_one_village_asks_its_people_alone(admin: Administrator, talk: Talk) -> None:
    enrol(talk, "second", village="v2")
    assert admin.starts(villages=("v9",)) == 1
    assert "v9" in admin.aside.getvalue()
    assert admin.starts(villages=("v2",)) == 0
    assert [one.to for one in questions(talk)] == [line_of("second")]


def test_the_report_tells_reach_and_waiting_and_who_needs_help(
    admin: Administrator, talk: Talk, member: Person
) -> None:
    enrol(talk, "silent")
    enrol(talk, "gone")
    admin.starts()
    question = to("member", [one for one in questions(talk) if one.to == "member"])
    delivered(talk)
    Person(talk, "gone").blocks()
    member.presses(question.buttons["ฝึกแจ้ง"])
    member.says(NOISE)
    member.says("ส่งเลย")
    talk.passes(minutes=4)
    Person(talk, "p1").presses(f"accept|{talk.tips()[0].id.hex}|")
    assert admin.reads()[1:] == [
        "Asked 3, reached 2, practised 1, accepted by an officer 1",
        "Median wait for an officer: 4 minutes",
        "By village",
        "  v1 เปรมฤทัย: 1 of 1 practised, wait 4 minutes",
        "  v2 ลาดปลาเค้า: 0 of 2 practised, wait - minutes",
        "Who needs help (member number)",
        "  v2 ลาดปลาเค้า M0002: has not practised yet",
        "  v2 ลาดปลาเค้า M0003: the question did not reach them",
    ]


def test_the_report_names_nobody_and_no_tip(
    admin: Administrator, talk: Talk, member: Person
) -> None:
    admin.starts()
    member.says("ฝึกแจ้ง")
    member.says(NOISE)
    said = "\n".join(admin.reads())
    assert not [secret for secret in (*SECRETS, NOISE, "1/2569", "000001") if secret in said]


def test_to_read_a_report_is_audited(admin: Administrator, talk: Talk) -> None:
    admin.starts()
    admin.reads()
    with talk.store.database.reading() as session:
        done = session.scalars(select(AuditLine.act)).all()
    assert {"drill.start", "drill.report"} <= set(done)


def test_a_real_tip_is_no_part_of_a_drill(admin: Administrator, talk: Talk, member: Person) -> None:
    admin.starts()
    member.says(NOISE)
    member.says("ส่งเลย")
    assert "practised 0" in admin.reads()[1]


def test_practice_before_or_after_is_no_part_of_it(
    admin: Administrator, talk: Talk, member: Person
) -> None:
    member.says(f"ซ้อม: {NOISE}")
    member.says("ส่งเลย")
    talk.passes(minutes=1)
    admin.starts()
    talk.passes(days=3)
    member.says(f"ซ้อม: {NOISE}")
    member.says("ส่งเลย")
    assert "practised 0" in admin.reads()[1]


def test_a_drill_is_counted_in_no_figure(admin: Administrator, talk: Talk, member: Person) -> None:
    admin.starts()
    member.says("ฝึกแจ้ง")
    member.says(NOISE)
    member.says("ส่งเลย")
    with talk.store.database.reading() as session:
        assert figures(session, now=talk.clock()).open_tips == {}


def test_who_left_since_is_not_in_the_report(
    admin: Administrator, talk: Talk, member: Person
) -> None:
    admin.starts()
    member.says("ออกจากเครือข่าย")
    member.says("ใช่")
    assert admin.reads()[1].startswith("Asked 0")


def test_no_row_joins_a_member_to_a_tip(admin: Administrator, talk: Talk, member: Person) -> None:
    admin.starts()
    member.says(f"ซ้อม: {NOISE}")
    with talk.store.database.reading() as session:
        rows = session.scalars(select(Outgoing).where(Outgoing.rank == 3)).all()
        assert [row.tip_id for row in rows] == [None]
        assert session.scalar(select(func.count()).select_from(Outgoing)) == 2


def test_a_report_of_no_drill_is_a_fault(admin: Administrator) -> None:
    assert run_report(admin.desk, None) == 1
    assert run_report(admin.desk, 7) == 1


@pytest.mark.parametrize(
    ("settings", "limit"), [("auto", 300), (200, 200), (900, 300)], ids=["LINE's", "ours", "least"]
)
def test_the_month_is_read_from_line(
    clinic: Clinic, phones: SimulatorClient, settings: object, limit: int
) -> None:
    phones.set_quota("KK", limit=300, used=12)
    url = clinic.running.line_url
    quota = QuotaSettings.model_validate({"monthly_limit": settings})
    month = read_month(Gateway(token=TOKEN, api=url, data=url), quota)
    assert (month.limit, month.used, month.reserve) == (limit, 12, 0.3)
