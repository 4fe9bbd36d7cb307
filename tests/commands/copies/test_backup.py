"""`db backup`, `db restore`: all comes back, nobody who left does, nothing is sent twice."""

from __future__ import annotations

import stat

from sqlalchemy import func, inspect, select

from commands.erasing import erase_member
from files.vault import Vault
from models.arrival import Arrival, ArrivalState
from models.backup import KEY_STORE, layouts, rows
from models.database import Database
from models.member import Member
from models.outbox import OPEN_STATES, OutboxState, Outgoing
from models.sealed import DataKey, Subject
from models.tip import Tip
from models.unit_of_work import Store
from tests.commands.copies.safe import (
    FILE_KEY,
    NOISE,
    RULES,
    Safe,
    everything,
    into_sqlite,
    on_sqlite,
    seated,
    tell,
)
from tests.conftest import FixedClock, a_rule_set
from tests.handlers.talk import Person


def test_a_backup_holds_every_table_but_the_keys_and_what_passes(store: Store) -> None:
    there = set(inspect(store.database.engine).get_table_names())
    left_out = {*KEY_STORE, "lanes", "paces", "alembic_version"}
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


def test_the_restored_database_numbers_on(safe: Safe, target: Database, clock: FixedClock) -> None:
    tell(safe)
    with safe.talk.uow() as uow:
        uow.dialogues.note_wrong_code("somebody", now=uow.now)
        uow.commit()
    safe.back_up()
    # The second holds the line on the trail that tells of the first.
    safe.back_up()
    assert safe.restore(target) == ""
    restored = seated(target, clock)
    with restored.writing(safe.talk.station, clock()) as uow:
        uow.dialogues.note_wrong_code("somebody", now=uow.now)
        uow.groups.meet("C" + "e" * 32, now=uow.now)
        uow.commit()
        assert uow.dialogues.wrong_codes("somebody", since=uow.now) == 2
        assert [one.act for one in uow.audit.lines()] == ["db.backup", "db.restore"]


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
@into_sqlite
def test_keys_of_a_station_that_came_later_are_no_hindrance(
    safe: Safe, target: Database, clock: FixedClock
) -> None:
    safe.back_up()
    more = {**RULES, "later": a_rule_set("later")}
    safe.talk.store.seat(more, clock())
    safe.back_up(safe.folder / "later.backup")
    assert safe.restore(target) == ""


def test_the_backup_itself_is_on_the_trail(safe: Safe) -> None:
    safe.back_up()
    with safe.talk.uow() as uow:
        assert uow.audit.lines()[-1].act == "db.backup"
