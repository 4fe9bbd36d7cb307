"""Lists taken in and out, with real files and real databases."""

from __future__ import annotations

import csv
import io
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from catalog import Catalog
from commands.auditing import run_verify
from commands.console_link import run_console_link
from commands.desk import Desk
from commands.exporting import ExportKind, run_export
from commands.importing import ImportWish, ListKind, run_import
from domain.identity import normalise_code
from domain.tip import TipState, Trust
from files.members import MEMBER_COLUMNS
from models.access import find_link
from models.member import MemberState
from models.unit_of_work import Store
from tests.conftest import FixedClock

SAMPLE = Path(__file__).parents[2] / "sample"
VILLAGES = (
    "code,name,aliases,moo,subdistrict,district,province,lat,lon,radius_m\r\n"
    "V1,ชุมชนหนึ่ง,หนึ่ง,,ลาดพร้าว,ลาดพร้าว,กรุงเทพมหานคร,13.8,100.6,200\r\n"
    "V2,ชุมชนสอง,,,ลาดพร้าว,ลาดพร้าว,กรุงเทพมหานคร,,,\r\n"
)
OFFICERS = (
    "code,rank,first_name,last_name,phone,role,villages,backup_villages,line_user_id\r\n"
    "P1,ร.ต.อ.,กล้า,ทดสอบ,0800000001,village,V1,V2,\r\n"
    "C1,พ.ต.ท.,มั่น,ทดสอบ,0800000002,commander,,," + "U" + "c" * 32 + "\r\n"
)
LINE = "U" + "a" * 32


def national_id(first: int) -> str:
    digits = f"{first:012d}"
    total = sum(int(d) * w for d, w in zip(digits, range(13, 1, -1), strict=True))
    return f"{digits}{(11 - total % 11) % 10}"


def members_csv(*rows: dict[str, str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, MEMBER_COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("cp874")


def a_member(number: int, **cells: str) -> dict[str, str]:
    return {
        "first_name": f"คน{number}",
        "last_name": "ทดลอง",
        "birth_date": "21/03/2510",
        "national_id": national_id(100 + number),
        "village": "V1",
        **cells,
    }


class Office:
    """Somebody at the command line with a folder of files."""

    def __init__(self, store: Store, station: int, clock: FixedClock, folder: Path) -> None:
        self.store, self.station, self.clock, self.folder = store, station, clock, folder
        self.said = self.complained = ""

    def desk(self) -> Desk:
        return Desk(
            store=self.store,
            station_id=self.station,
            catalog=Catalog.load("th"),
            clock=self.clock,
            out=io.StringIO(),
            aside=io.StringIO(),
        )

    def heard(self, desk: Desk, code: int) -> int:
        self.said, self.complained = desk.out.getvalue(), desk.aside.getvalue()  # type: ignore[attr-defined]
        return code

    def brings(self, kind: ListKind, content: bytes | str, **wishes: object) -> int:
        path = self.folder / f"{kind}.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self.brings_file(kind, path, **wishes)

    def brings_file(self, kind: ListKind, path: Path, **wishes: object) -> int:
        desk = self.desk()
        return self.heard(desk, run_import(desk, kind, ImportWish(file=path, **wishes)))  # type: ignore[arg-type]

    def takes(self, kind: ExportKind, name: str, reason: str = "รายงานประจำปี") -> int:
        desk = self.desk()
        return self.heard(desk, run_export(desk, kind, self.folder / name, reason))


@pytest.fixture
def office(store: Store, station: int, clock: FixedClock, tmp_path: Path) -> Office:
    return Office(store, station, clock, tmp_path)


@pytest.fixture
def settled(office: Office) -> Office:
    assert office.brings(ListKind.VILLAGES, VILLAGES) == 0
    assert office.brings(ListKind.OFFICERS, OFFICERS) == 0
    return office


def test_the_sample_station_comes_in_and_a_second_time_changes_nothing(office: Office) -> None:
    for kind in ListKind:
        assert office.brings_file(kind, SAMPLE / f"{kind}.csv") == 0, office.complained
    with office.desk().reading() as uow:
        before = len(uow.audit.lines())
        assert {one.state for one in uow.members.all()} >= {"trained", "registered", "invited"}
    for kind in ListKind:
        assert office.brings_file(kind, SAMPLE / f"{kind}.csv") == 0
        assert "ไม่มีอะไรเปลี่ยนแปลง" in office.said
    with office.desk().reading() as uow:
        assert len(uow.audit.lines()) == before


def test_every_fault_is_told_by_row_and_column_and_nothing_is_written(settled: Office) -> None:
    rows = [a_member(number) for number in range(40)]
    rows[5]["birth_date"] = "31/02/2510"
    rows[39]["national_id"] = "1234567890123"
    rows[39]["village"] = "ที่ไหนสักแห่ง"
    assert settled.brings(ListKind.MEMBERS, members_csv(*rows)) == 1
    lines = settled.complained.splitlines()
    assert lines[0].startswith("แถว 7 คอลัมน์ birth_date:")
    assert [line.split(":")[0] for line in lines[1:3]] == [
        "แถว 41 คอลัมน์ national_id",
        "แถว 41 คอลัมน์ village",
    ]
    with settled.desk().reading() as uow:
        assert uow.members.all() == []


def test_a_dry_run_writes_nothing(settled: Office) -> None:
    codes = settled.folder / "codes.csv"
    done = settled.brings(ListKind.MEMBERS, members_csv(a_member(1)), dry_run=True, codes=codes)
    assert done == 0
    assert not codes.exists()
    with settled.desk().reading() as uow:
        assert uow.members.all() == []


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        pytest.param({}, MemberState.INVITED, id="no account"),
        pytest.param({"trained_on": "2567-06-21"}, MemberState.INVITED, id="trained, no account"),
        pytest.param({"line_user_id": LINE}, MemberState.REGISTERED, id="an account"),
        pytest.param(
            {"line_user_id": LINE, "trained_on": "21 มิ.ย. 2567"},
            MemberState.TRAINED,
            id="trained, with an account",
        ),
    ],
)
def test_training_and_account_decide_where_a_member_stands(
    settled: Office, cells: dict[str, str], state: MemberState
) -> None:
    assert settled.brings(ListKind.MEMBERS, members_csv(a_member(1, **cells))) == 0
    with settled.desk().reading() as uow:
        (member,) = uow.members.all()
        assert (member.number, member.state) == ("M0001", state)


def test_a_suspension_outlives_an_import(settled: Office) -> None:
    content = members_csv(a_member(1, line_user_id=LINE))
    settled.brings(ListKind.MEMBERS, content)
    with settled.desk().writing() as uow:
        (member,) = uow.members.all()
        member.state_before, member.state = member.state, MemberState.SUSPENDED
        uow.commit()
    trained = members_csv(a_member(1, line_user_id=LINE, trained_on="2567-06-21"))
    assert settled.brings(ListKind.MEMBERS, trained) == 0
    with settled.desk().reading() as uow:
        (member,) = uow.members.all()
        assert (member.state, member.state_before) == ("suspended", "trained")


def test_an_account_of_another_member_is_refused_by_row(settled: Office) -> None:
    settled.brings(ListKind.MEMBERS, members_csv(a_member(1, line_user_id=LINE)))
    both = members_csv(a_member(2), a_member(3, line_user_id=LINE))
    assert settled.brings(ListKind.MEMBERS, both) == 1
    assert "แถว 3 คอลัมน์ line_user_id" in settled.complained
    assert "M0001" in settled.complained
    assert LINE not in settled.complained


def told(office: Office) -> list[str]:
    """Return where each fault stands; the last line only counts them."""
    return [line.split(":")[0] for line in office.complained.splitlines()[:-1]]


def test_what_is_wrong_by_itself_and_beside_the_station_is_told_together(settled: Office) -> None:
    settled.brings(ListKind.MEMBERS, members_csv(a_member(1, line_user_id=LINE)))
    rows = members_csv(
        a_member(2, phone="12"), a_member(3, line_user_id=LINE), a_member(4, village="ไม่มี")
    )
    assert settled.brings(ListKind.MEMBERS, rows) == 1
    assert told(settled) == [
        "แถว 2 คอลัมน์ phone",
        "แถว 3 คอลัมน์ line_user_id",
        "แถว 4 คอลัมน์ village",
    ]
    officers = OFFICERS.replace("0800000001", "12").replace("C1,", "C2,")
    assert settled.brings(ListKind.OFFICERS, officers) == 1
    assert told(settled) == ["แถว 2 คอลัมน์ phone", "แถว 3 คอลัมน์ line_user_id"]


def test_nobody_is_told_to_have_the_account_of_somebody_whose_number_is_wrong(
    settled: Office,
) -> None:
    settled.brings(ListKind.MEMBERS, members_csv(a_member(1, line_user_id=LINE)))
    mistyped = members_csv(a_member(1, line_user_id=LINE, national_id="1234567890123"))
    assert settled.brings(ListKind.MEMBERS, mistyped) == 1
    assert told(settled) == ["แถว 2 คอลัมน์ national_id"]


def test_a_column_that_is_missing_hides_no_fault_of_the_others(settled: Office) -> None:
    settled.brings(ListKind.MEMBERS, members_csv(a_member(1, line_user_id=LINE)))
    rows = members_csv(a_member(2, phone="12"), a_member(3, line_user_id=LINE)).decode("cp874")
    assert settled.brings(ListKind.MEMBERS, rows.replace("kind", "sort", 1)) == 1
    assert told(settled)[-3:] == [
        "แถว 1 คอลัมน์ kind",
        "แถว 2 คอลัมน์ phone",
        "แถว 3 คอลัมน์ line_user_id",
    ]
    assert settled.brings(ListKind.MEMBERS, rows.replace("national_id", "id", 1)) == 1
    assert told(settled)[-2:] == ["แถว 1 คอลัมน์ national_id", "แถว 2 คอลัมน์ phone"]


def codes_in(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["invitation_code"] for row in csv.DictReader(file)}


def test_codes_go_to_a_file_for_its_owner_and_only_once(settled: Office) -> None:
    content = members_csv(a_member(1), a_member(2, line_user_id=LINE))
    codes = settled.folder / "codes.csv"
    assert settled.brings(ListKind.MEMBERS, content, codes=codes) == 0
    first = codes_in(codes)
    assert set(first) == {"M0001"}
    assert stat.S_IMODE(codes.stat().st_mode) == 0o600
    with settled.desk().reading() as uow:
        found = uow.access.invitation(normalise_code(first["M0001"]), now=uow.now)
        assert found is not None
        assert found.expires_at == uow.now + timedelta(days=30)
    assert settled.brings(ListKind.MEMBERS, content, codes=codes) == 0
    assert codes_in(codes) == first
    assert "ไม่มีรหัสใหม่สำหรับ codes.csv" in settled.said
    assert settled.brings(ListKind.MEMBERS, content, codes=codes, new_codes=True) == 0
    with settled.desk().reading() as uow:
        assert uow.access.invitation(normalise_code(first["M0001"]), now=uow.now) is None
        fresh = codes_in(codes)["M0001"]
        assert uow.access.invitation(normalise_code(fresh), now=uow.now) is not None


def test_an_officer_gets_a_longer_code_for_a_shorter_time(settled: Office) -> None:
    codes = settled.folder / "codes.csv"
    assert settled.brings(ListKind.OFFICERS, OFFICERS, codes=codes) == 0
    (code,) = codes_in(codes).values()
    assert len(normalise_code(code)) == 16
    settled.clock.passes(days=3, seconds=1)
    with settled.desk().reading() as uow:
        assert uow.access.invitation(normalise_code(code), now=uow.now) is None


def test_a_codes_file_that_cannot_be_written_lets_nothing_be_written(settled: Office) -> None:
    (settled.folder / "held.csv").write_text("code,name\r\nM1,x\r\n", encoding="utf-8")
    for name in ("no such folder/codes.csv", "held.csv", "."):
        codes = settled.folder / name
        assert settled.brings(ListKind.MEMBERS, members_csv(a_member(1)), codes=codes) == 1
        assert settled.complained.startswith(f"{codes.name}: ")
        assert len(settled.complained.splitlines()) == 1
    with settled.desk().reading() as uow:
        assert uow.members.all() == []


def test_appointments_follow_the_list(settled: Office) -> None:
    assert settled.brings(ListKind.OFFICERS, OFFICERS.replace("V1,V2", "V2,")) == 0
    assert "ปรับปรุง 1" in settled.said
    with settled.desk().reading() as uow:
        officer = uow.officers.by_code("P1")
        assert officer is not None
        named = {row.id: row.code for row in uow.villages.all()}
        kept = uow.assignments.villages_of(officer, at=uow.now + timedelta(seconds=1))
        assert {named[village]: charge.value for village, charge in kept.items()} == {
            "V2": "primary"
        }


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_list_of_no_rows_is_said_to_be_one(settled: Office, *, dry_run: bool) -> None:
    header = VILLAGES.split("\r\n", maxsplit=1)[0]
    assert settled.brings(ListKind.VILLAGES, header, dry_run=dry_run) == 0
    assert settled.said == "ไฟล์มี 0 แถว มีแต่ชื่อคอลัมน์ ไม่มีข้อมูลให้นำเข้า\n"
    with settled.desk().reading() as uow:
        assert len(uow.villages.all()) == 2


def test_a_list_that_writes_codes_in_the_other_case_brings_nobody_anew(settled: Office) -> None:
    listed = OFFICERS.replace("P1,", "p1,").replace("C1,", "c1,")
    assert settled.brings(ListKind.OFFICERS, listed) == 0
    with settled.desk().reading() as uow:
        assert [one.code for one in uow.officers.all()] == ["C1", "P1"]


def test_a_workbook_with_a_landmark_is_read_too(office: Office) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*VILLAGES.split("\r\n", maxsplit=1)[0].split(","), "landmarks"])
    sheet.append(["V9", "ชุมชนเก้า", "เก้า|นายน์", "", "", "", "", 13.8, 100.6, 150, "วัดเก้า"])
    path = office.folder / "villages.xlsx"
    book.save(path)
    assert office.brings_file(ListKind.VILLAGES, path) == 0
    with office.desk().reading() as uow:
        row = uow.villages.by_code("V9")
        assert row is not None
        assert (row.aliases, row.landmarks, row.radius_m) == (["เก้า", "นายน์"], ["วัดเก้า"], 150)


def test_members_go_out_as_they_came_in(settled: Office) -> None:
    settled.brings(ListKind.MEMBERS, members_csv(a_member(1, trained_on="2567-06-21")))
    assert settled.takes(ExportKind.MEMBERS, "out.csv") == 0
    with (settled.folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["first_name"], row["village"], row["state"]) == ("คน1", "V1", "invited")
    assert settled.brings_file(ListKind.MEMBERS, settled.folder / "out.csv") == 0
    assert "ไม่มีอะไรเปลี่ยนแปลง" in settled.said
    with settled.desk().reading() as uow:
        line = uow.audit.lines()[-1]
        assert (line.act, line.detail["reason"]) == ("export.members", "รายงานประจำปี")


def test_an_export_without_a_reason_writes_nothing(settled: Office) -> None:
    assert settled.takes(ExportKind.MEMBERS, "out.csv", reason=" ") == 1
    assert not (settled.folder / "out.csv").exists()


def test_tips_go_out_without_their_sender_and_without_the_restricted(settled: Office) -> None:
    settled.brings(ListKind.MEMBERS, members_csv(a_member(1, line_user_id=LINE)))
    with settled.desk().writing() as uow:
        (member,) = uow.members.all()
        for facts in ({}, {"is_restricted": True}, {"is_practice": True}):
            tip = uow.tips.open_new(
                LINE, member_key=member.data_key_id, trust=Trust.TRAINED, year=2569, now=uow.now
            )
            tip.state, tip.sent_at, tip.village_id = TipState.SENT, uow.now, member.village_id
            for name, value in facts.items():
                setattr(tip, name, value)
            uow.tips.add_message(
                tip,
                {"says": "text", "text": "=คนทะเลาะกัน โทร 0812345678"},
                kind="text",
                author="sender",
                message_id=None,
                happened_at=uow.now,
            )
        uow.commit()
    assert settled.takes(ExportKind.TIPS, "tips.csv") == 0
    text = (settled.folder / "tips.csv").read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["number"], row["village"], row["state"]) == ("KK-2569-000001", "V1", "sent")
    assert row["text"].startswith("'=คนทะเลาะกัน")
    assert "0812345678" not in text
    assert "คน1" not in text
    assert LINE not in text


def test_a_console_link_opens_for_its_officer_alone_and_runs_out(settled: Office) -> None:
    desk = settled.desk()
    assert settled.heard(desk, run_console_link(desk, "C1")) == 0
    address = settled.said.strip()
    assert address.startswith("https://police.example/console/enter/")
    token = address.rpartition("/")[2]
    with settled.store.database.reading() as session:
        now = settled.clock()
        assert find_link(session, token, purpose="console", now=now) is not None
        assert find_link(session, token, purpose="media", now=now) is None
        later = now + timedelta(minutes=10, seconds=1)
        assert find_link(session, token, purpose="console", now=later) is None


def test_a_console_link_for_nobody_is_refused(settled: Office) -> None:
    desk = settled.desk()
    assert settled.heard(desk, run_console_link(desk, "X9")) == 1
    assert "X9" in settled.complained
    assert settled.said == ""


def test_a_whole_trail_is_said_to_be_so_with_its_count(settled: Office) -> None:
    desk = settled.desk()
    assert settled.heard(desk, run_verify(desk)) == 0
    with settled.desk().reading() as uow:
        count = len(uow.audit.lines())
    assert settled.said.startswith("ok")
    assert f" {count} " in settled.said


def test_the_first_broken_link_is_named(settled: Office) -> None:
    with settled.desk().writing() as uow:
        uow.audit.lines()[1].actor = "somebody else"
        uow.commit()
    desk = settled.desk()
    assert settled.heard(desk, run_verify(desk)) == 1
    assert settled.said == ""
    assert "บรรทัด 2" in settled.complained


def test_every_role_that_a_list_gives_or_changes_is_audited(settled: Office) -> None:
    assert settled.brings(ListKind.OFFICERS, OFFICERS.replace("village,V1", "duty,V1")) == 0
    with settled.desk().reading() as uow:
        told = [(one.about, one.detail) for one in uow.audit.lines() if one.act == "officer.role"]
        bound = [one.about for one in uow.audit.lines() if one.act == "officer_bound"]
    assert told == [
        ("P1", {"from": "", "to": "village"}),
        ("C1", {"from": "", "to": "commander"}),
        ("P1", {"from": "village", "to": "duty"}),
    ]
    assert bound == ["C1"]
