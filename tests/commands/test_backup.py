"""`db backup`, `db restore`: all comes back, nobody who left does, nothing is sent twice."""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text

from catalog import Catalog
from commands.backing_up import keys_beside, run_backup
from commands.desk import Desk
from commands.erasing import erase_member
from commands.restoring import Ground, run_restore
from files.vault import Vault
from models import migrate
from models.backup import KEY_STORE, layouts, rows
from models.database import Database
from models.inbox import Arrival, ArrivalState
from models.member import Member
from models.outbox import OPEN_STATES, OutboxState, Outgoing
from models.sealed import DataKey, KeyCabinet, Keyring, Subject
from models.tip import Tip
from models.unit_of_work import Store
from tests import postgres
from tests.conftest import KEY, FixedClock, a_rule_set, the_lexicon
from tests.handlers.talk import Person, Talk

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย"
RULES = {"khokkhram": a_rule_set(), "bungkum": a_rule_set("bungkum")}
FILE_KEY = b"f" * 32
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
into_sqlite = pytest.mark.parametrize("target", ["sqlite"], indirect=True)


@pytest.fixture
def store(database: Database, clock: FixedClock) -> Store:
    migrate.upgrade(database)
    return seated(database, clock)


def seated(database: Database, clock: FixedClock) -> Store:
    made = Store(database, KeyCabinet(database, Keyring([KEY])), the_lexicon())
    made.seat(RULES, clock())
    return made


@pytest.fixture(params=["sqlite", "postgres"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path}/restored.db")
        yield opened
        opened.close()
        return
    address = request.getfixturevalue("postgres_address")
    with postgres.database(address) as name:
        opened = Database(f"postgresql+psycopg://{address}/{name}")
        yield opened
        opened.close()


@dataclass
class Safe:
    """A station's backup: its files, and the station that made them."""

    talk: Talk
    folder: Path

    def __post_init__(self) -> None:
        self.file = self.folder / "a.backup"
        self.keys = keys_beside(self.file)
        self.media = self.folder / "media"
        self.aside = io.StringIO()

    def desk(self, store: Store | None = None) -> Desk:
        self.aside = io.StringIO()
        return Desk(
            store=store or self.talk.store,
            station_id=self.talk.station,
            catalog=Catalog.load("en"),
            clock=self.talk.clock,
            out=io.StringIO(),
            aside=self.aside,
        )

    def back_up(self, file: Path | None = None) -> None:
        code = run_backup(self.desk(), file or self.file, keys=self.keys, media=self.media)
        assert code == 0, self.aside.getvalue()

    def restore(self, target: Database, *, key: bytes = KEY, keys: Path | None = None) -> str:
        """Restore, and return what is complained of; empty says that all is well."""
        aside = io.StringIO()
        code = run_restore(
            Ground(
                database=target,
                keyring=Keyring([key]),
                rules=RULES,
                lexicon=the_lexicon(),
                media=self.folder / "restored-media",
                catalog=Catalog.load("en"),
                clock=self.talk.clock,
                out=io.StringIO(),
                aside=aside,
            ),
            self.file,
            keys=keys or self.keys,
        )
        assert bool(aside.getvalue()) == (code != 0)
        return aside.getvalue()


@pytest.fixture
def safe(store: Store, station: int, clock: FixedClock, tmp_path: Path) -> Safe:
    return Safe(Talk(store, station, clock), tmp_path)


def tell(safe: Safe, name: str = "member") -> Person:
    person = Person(safe.talk, name)
    person.says(NOISE)
    person.says("ส่งเลย")
    return person


def test_a_backup_holds_every_table_but_the_keys_and_what_passes(store: Store) -> None:
    there = set(inspect(store.database.engine).get_table_names())
    left_out = {*KEY_STORE, "lanes", "alembic_version"}
    assert {one.name for one in layouts()} == there - left_out


def test_all_of_it_comes_back_on_either_database(
    safe: Safe, target: Database, clock: FixedClock
) -> None:
    person = tell(safe)
    with safe.talk.uow() as uow:
        for number in range(250):
            uow.dialogues.note_wrong_code(f"stranger {number}", now=uow.now)
        uow.commit()
    kept = Vault(safe.media).keep([b"a picture" * 20_000], FILE_KEY, max_bytes=1 << 20)
    safe.back_up()
    before = everything(safe.talk.store.database)
    clock.passes(hours=1)
    assert safe.restore(target) == ""
    after = everything(target)
    changed = {"outbox", "inbox", "audit_trail", "number_series"}
    assert {one for one in before if before[one] != after[one]} <= changed
    assert {one for one in changed if len(before[one]) > len(after[one])} == set()
    restored = seated(target, clock)
    with restored.reading(safe.talk.station, clock()) as uow:
        (tip,) = uow.tips.all()
        told = [uow.tips.content(one) for one in uow.tips.messages(tip)]
        assert (NOISE in str(told), uow.tips.sender_line_id(tip)) == (True, person.line_id)
        assert uow.audit.verify().flaw is None
        assert uow.audit.lines()[-1].act == "db.restore"
    opened = Vault(safe.folder / "restored-media").open(kept.name, FILE_KEY)
    assert b"".join(opened) == b"a picture" * 20_000


def everything(database: Database) -> dict[str, list[object]]:
    with database.snapshot() as connection:
        return {
            layout.name: [one for batch in rows(connection, layout) for one in batch]
            for layout in layouts()
        }


def test_the_restored_database_numbers_on(safe: Safe, target: Database, clock: FixedClock) -> None:
    tell(safe)
    safe.back_up()
    assert safe.restore(target) == ""
    restored = seated(target, clock)
    with restored.writing(safe.talk.station, clock()) as uow:
        newest = uow.session.scalar(select(func.max(Arrival.id)))
        uow.audit.write("test", actor="test", about="test", at=uow.now)
        person = uow.members.all()[0]
        uow.members.befriended("nobody", is_friend=True, now=uow.now)
        uow.dialogues.note_wrong_code("somebody", now=uow.now)
        uow.access.invite("ABCDEFGHJK", expires_at=uow.now, member_id=person.id)
        uow.commit()
    assert newest is not None


def test_nothing_that_was_unsent_or_overdue_goes_by_itself(
    safe: Safe, target: Database, clock: FixedClock
) -> None:
    tell(safe)
    with safe.talk.uow() as uow:
        unsent = uow.session.scalar(
            select(func.count()).select_from(Outgoing).where(Outgoing.state.in_(OPEN_STATES))
        )
    assert unsent
    safe.back_up()
    clock.passes(days=2)
    assert safe.restore(target) == ""
    with target.reading() as session:
        states = set(session.scalars(select(Outgoing.state)))
        assert states.isdisjoint(OPEN_STATES)
        assert OutboxState.HELD in states
        waiting = select(Arrival.due_at).where(Arrival.state == ArrivalState.WAITING)
        assert all(due > clock() for due in session.scalars(waiting))


def test_the_morning_is_not_told_again(safe: Safe, target: Database, clock: FixedClock) -> None:
    clock.passes(hours=20.5)
    safe.back_up()
    assert safe.restore(target) == ""
    with target.reading() as session:
        held = session.scalars(
            select(Arrival.event_type).where(Arrival.state == ArrivalState.HELD)
        ).all()
    assert "SummaryDue" in held


def test_who_was_erased_since_stays_erased(safe: Safe, target: Database, clock: FixedClock) -> None:
    person = tell(safe)
    with safe.talk.uow() as uow:
        number = uow.members.by_line_user(person.line_id).number
        others = len(uow.members.all()) - 1
    safe.back_up()
    assert erase_member(safe.desk(), number) == 0
    safe.back_up(safe.folder / "later.backup")
    assert safe.restore(target) == ""
    with seated(target, clock).reading(safe.talk.station, clock()) as uow:
        (gone,) = [one for one in uow.members.all() if one.number == number]
        assert (gone.state, gone.profile, gone.line_user) == ("erased", None, None)
        assert (gone.line_user_mark, gone.national_id_mark) == (None, None)
        (tip,) = uow.tips.all()
        assert (tip.sender, tip.sender_mark) == (None, None)
        assert uow.dialogues.is_friend(person.line_id) is None
        still = [one for one in uow.members.all() if one.state != "erased"]
        assert len(still) == others
        assert to_whom(uow, person) == []


@on_sqlite
@into_sqlite
def test_a_sender_of_whom_no_message_tells_stays_erased_too(safe: Safe, target: Database) -> None:
    person = tell(safe)
    with safe.talk.uow() as uow:
        number = uow.members.by_line_user(person.line_id).number
        for row in uow.session.scalars(select(Outgoing)):
            row.recipient = row.recipient[:17]
        uow.commit()
    safe.back_up()
    assert erase_member(safe.desk(), number) == 0
    safe.back_up(safe.folder / "later.backup")
    assert safe.restore(target) == ""
    with target.reading() as session:
        (tip,) = session.scalars(select(Tip)).all()
        assert (tip.sender, tip.sender_mark) == (None, None)


def to_whom(uow: object, person: Person) -> list[int]:
    found = []
    for row in uow.session.scalars(select(Outgoing)):  # type: ignore[attr-defined]
        if len(row.recipient) > 17:
            to = uow.outbox.recipient(row)  # type: ignore[attr-defined]
            found += [row.id] if to.line_id == person.line_id else []
    return found


@on_sqlite
@into_sqlite
def test_a_tip_that_was_deleted_since_stays_deleted(safe: Safe, target: Database) -> None:
    tell(safe)
    safe.back_up()
    with safe.talk.uow() as uow:
        (tip,) = uow.tips.all()
        uow.keys.forget(tip.data_key_id)
        uow.commit()
    safe.back_up(safe.folder / "later.backup")
    assert safe.restore(target) == ""
    with target.reading() as session:
        assert session.scalars(select(Tip)).all() == []


@on_sqlite
@into_sqlite
def test_keys_from_before_the_rows_would_erase_people_and_are_refused(
    safe: Safe, target: Database, clock: FixedClock
) -> None:
    safe.back_up(safe.folder / "earlier.backup")
    earlier = safe.folder / "earlier.keys"
    earlier.write_bytes(safe.keys.read_bytes())
    clock.passes(minutes=1)
    safe.back_up()
    assert "older than the backup" in safe.restore(target, keys=earlier)
    assert nothing_in(target)


@on_sqlite
@into_sqlite
def test_the_files_are_their_owners_alone_and_say_nothing(safe: Safe, target: Database) -> None:
    tell(safe)
    safe.back_up()
    with safe.talk.uow() as uow:
        wrapped = uow.session.scalars(select(DataKey.wrapped)).first()
        number = uow.members.all()[0].number
    for file in (safe.file, safe.keys):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        for plain in (NOISE.encode(), number.encode(), b"outbox", wrapped):
            assert plain not in file.read_bytes()
    assert list(safe.folder.glob("**/*.part")) == []


def nothing_in(target: Database) -> bool:
    return inspect(target.engine).get_table_names() == []


@on_sqlite
def test_a_changed_or_cut_file_is_refused_and_nothing_is_written(
    safe: Safe, target: Database
) -> None:
    Vault(safe.media).keep([b"long" * 50_000], FILE_KEY, max_bytes=1 << 20)
    safe.back_up()
    for file in (safe.file, safe.keys):
        whole = file.read_bytes()
        for spoiled in spoiled_from(whole):
            file.write_bytes(spoiled)
            line = safe.restore(target)
            assert line.count("\n") == 1
            assert "damaged" in line or "no key of" in line
        file.write_bytes(whole)
    assert nothing_in(target)
    assert safe.restore(target) == ""


def spoiled_from(whole: bytes) -> Sequence[bytes]:
    places = (0, 5, 9, 40, 100, len(whole) // 2, len(whole) - 1)
    changed = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in places]
    head = len(whole) - (len(whole) - 28 - 7 - 77) % (64 * 1024 + 16)
    cuts = [whole[:at] for at in (0, 3, 6, 50, 120, len(whole) // 2, len(whole) - 1, head)]
    return [*changed, *[one for one in cuts if one != whole], whole + b"x", whole + whole]


@on_sqlite
@into_sqlite
def test_one_file_does_not_pass_for_the_other(safe: Safe, target: Database) -> None:
    safe.back_up()
    assert "no key of" in safe.restore(target, keys=safe.file)
    assert "cannot be read" in safe.restore(target, keys=safe.folder / "nowhere")
    assert nothing_in(target)


@on_sqlite
def test_a_restore_that_fails_halfway_leaves_the_database_empty(
    safe: Safe, target: Database
) -> None:
    Vault(safe.media).keep([b"a picture"], FILE_KEY, max_bytes=100)
    safe.back_up()
    in_the_way = safe.folder / "restored-media"
    in_the_way.write_bytes(b"")
    assert "storage.media" in safe.restore(target)
    assert nothing_in(target)
    in_the_way.unlink()
    assert safe.restore(target) == ""


@on_sqlite
def test_other_keys_a_full_database_and_a_newer_version_are_refused(
    safe: Safe, target: Database
) -> None:
    safe.back_up()
    assert "no key of security.encryption_keys" in safe.restore(target, key=b"o" * 32)
    assert nothing_in(target)
    migrate.upgrade(target)
    assert safe.restore(target) == ""
    assert "not empty" in safe.restore(target)
    with safe.talk.store.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    safe.back_up()
    assert "newer version" in safe.restore(target)


def test_a_backup_reads_one_state_while_others_write(safe: Safe) -> None:
    database = safe.talk.store.database
    people = next(one for one in layouts() if one.name == "members")
    with database.snapshot() as connection:
        before = [one for batch in rows(connection, people) for one in batch]
        with database.writing() as session:
            session.add(member_row(session, safe.talk.station))
            session.commit()
        assert [one for batch in rows(connection, people) for one in batch] == before
    with database.snapshot() as connection:
        after = [one for batch in rows(connection, people) for one in batch]
    assert len(after) == len(before) + 1


def member_row(session: object, station: int) -> Member:
    key = session.scalars(  # type: ignore[attr-defined]
        select(DataKey.id).where(DataKey.subject == Subject.MEMBER)
    ).first()
    return Member(station_id=station, number="M9000", state="invited", data_key_id=key)


@on_sqlite
def test_a_folder_that_is_not_there_is_told_in_one_line(safe: Safe) -> None:
    nowhere = safe.folder / "nowhere" / "a.backup"
    desk = safe.desk()
    assert run_backup(desk, nowhere, keys=keys_beside(nowhere), media=safe.media) == 1
    assert "cannot be written" in safe.aside.getvalue()


@on_sqlite
def test_keys_and_rows_are_never_one_file(safe: Safe) -> None:
    assert run_backup(safe.desk(), safe.file, keys=safe.file, media=safe.media) == 1
    assert "a file of their own" in safe.aside.getvalue()
    assert not safe.file.exists()


@on_sqlite
@into_sqlite
def test_keys_of_a_station_that_came_later_are_no_hindrance(
    safe: Safe, target: Database, clock: FixedClock
) -> None:
    safe.back_up()
    more = {**RULES, "later": a_rule_set("later")}
    safe.talk.store.seat(more, clock())
    safe.back_up(safe.folder / "later.backup")
    assert safe.restore(target) == ""


@on_sqlite
@into_sqlite
def test_keys_of_another_deployment_open_nothing_here(
    safe: Safe, target: Database, clock: FixedClock
) -> None:
    safe.back_up()
    other = Database(f"sqlite:///{safe.folder}/other.db")
    migrate.upgrade(other)
    desk = safe.desk(seated(other, clock))
    keys = safe.folder / "other.keys"
    assert run_backup(desk, safe.folder / "other.backup", keys=keys, media=safe.media) == 0
    other.close()
    assert "does not belong" in safe.restore(target, keys=keys)
    assert nothing_in(target)


def test_the_backup_itself_is_on_the_trail(safe: Safe) -> None:
    safe.back_up()
    with safe.talk.uow() as uow:
        assert uow.audit.lines()[-1].act == "db.backup"
