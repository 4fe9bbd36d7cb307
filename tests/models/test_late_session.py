"""What is changed is written as late as may be, and yet every statement sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import bindparam, delete, event, func, insert, inspect, select, text, union_all
from sqlalchemy.orm import aliased

from domain.tip import Trust
from models.database import Database, remember
from models.lane import Lane
from models.late_session import LateSession
from models.pace import SenderPace
from models.station import Station, last_number, next_number
from models.tip import Tip
from models.unit_of_work import Store
from models.village import Village
from tests.conftest import FixedClock

MARK = b"m" * 16


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PACES = select(SenderPace.person_mark).where(SenderPace.station_id == bindparam("station"))


def counting_inserts(session: LateSession) -> AbstractContextManager[list[str]]:
    return counting(session, "INSERT")


@contextmanager
def counting(session: LateSession, what: str) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith(what):
            seen.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


@pytest.fixture
def session(store: Store, station: int, clock: FixedClock) -> Iterator[LateSession]:
    """Give a session in which the pace of somebody is kept, and not yet written."""
    with store.database.writing() as session:
        session.add(SenderPace(station_id=station, person_mark=MARK, words_until=clock()))
        yield session


def test_a_query_of_other_tables_writes_nothing(session: LateSession, station: int) -> None:
    with counting_inserts(session) as inserts:
        assert session.scalar(select(Station.id).where(Station.id == station)) == station
    assert inserts == []


def test_a_query_of_the_same_table_sees_what_was_added(session: LateSession) -> None:
    with counting_inserts(session) as inserts:
        assert session.scalars(select(SenderPace.person_mark)).all() == [MARK]
        assert session.scalar(select(func.count()).select_from(SenderPace)) == 1
    assert len(inserts) == 1


def test_an_inner_query_of_the_same_table_sees_it_too(session: LateSession, station: int) -> None:
    of_somebody = select(SenderPace.station_id).where(SenderPace.station_id == Station.id)
    assert session.scalars(select(Station.id).where(of_somebody.exists())).all() == [station]


def test_what_is_not_a_query_finds_everything_written(session: LateSession) -> None:
    with counting_inserts(session) as inserts:
        session.execute(delete(Lane))
    assert len(inserts) == 1


def test_words_to_the_database_that_nobody_reads_find_everything_written(
    session: LateSession,
) -> None:
    assert session.scalar(text("SELECT count(*) FROM paces")) == 1


def test_a_row_is_found_by_its_key_before_and_after_it_is_written(
    session: LateSession, station: int
) -> None:
    found = session.get(SenderPace, (station, MARK))
    assert found is not None
    assert session.get(SenderPace, (station, MARK)) is found
    assert session.get(SenderPace, (station, b"x" * 16)) is None


def test_a_row_is_found_by_its_key_and_nothing_is_written_for_that(
    session: LateSession, station: int
) -> None:
    with counting_inserts(session) as inserts:
        assert session.get(SenderPace, (station, MARK)) is not None
        assert session.get(SenderPace, (station, b"x" * 16)) is None
    assert inserts == []


def test_a_row_can_be_deleted_before_it_was_written(session: LateSession, station: int) -> None:
    session.delete(session.get_one(SenderPace, (station, MARK)))
    session.flush()
    assert session.get(SenderPace, (station, MARK)) is None


def test_what_is_expected_is_asked_once_whether_it_is_there_or_not(
    store: Store, station: int, clock: FixedClock
) -> None:
    there, missing = (station, MARK), (station, b"x" * 16)
    with store.database.writing() as session:
        session.add(SenderPace(station_id=station, person_mark=MARK, words_until=clock()))
        session.commit()
    with store.database.writing() as session:
        remember(session)
        with counting(session, "SELECT") as asked:
            session.read_ahead(SenderPace, [there, missing])
            assert session.get(SenderPace, there) is not None
            assert session.get(SenderPace, missing) is None
        assert len(asked) == 1


def test_what_was_expected_in_vain_is_found_once_it_is_there(
    session: LateSession, station: int, clock: FixedClock
) -> None:
    later = (station, b"l" * 16)
    session.read_ahead(SenderPace, [later])
    assert session.get(SenderPace, later) is None
    row = SenderPace(station_id=station, person_mark=later[1], words_until=clock())
    session.add(row)
    assert session.get(SenderPace, later) is row
    session.flush()
    assert session.get(SenderPace, later) is row


def test_what_was_expected_in_vain_is_not_asked_again_for_others_that_are_written(
    session: LateSession, station: int, clock: FixedClock
) -> None:
    later = (station, b"l" * 16)
    session.read_ahead(SenderPace, [later])
    session.add(SenderPace(station_id=station, person_mark=b"o" * 16, words_until=clock()))
    session.flush()
    with counting(session, "SELECT") as asked:
        assert session.get(SenderPace, later) is None
    assert asked == []


@pytest.mark.parametrize("by", ["statement", "commit", "rollback"])
def test_what_was_expected_in_vain_is_asked_again_after_others_may_have_made_it(
    session: LateSession, station: int, by: str
) -> None:
    later = (station, b"l" * 16)
    session.read_ahead(SenderPace, [later])
    if by == "statement":
        values = {"station_id": station, "person_mark": later[1], "words_until": LONG_AGO}
        session.execute(insert(SenderPace).values(values))
    else:
        getattr(session, by)()
        session.connection().execute(
            text("INSERT INTO paces (station_id, person_mark, words_until) VALUES (:s, :m, 0)"),
            {"s": station, "m": later[1]},
        )
    assert session.get(SenderPace, later) is not None


def test_a_query_of_columns_that_nobody_changed_writes_nothing(
    session: LateSession, station: int, clock: FixedClock
) -> None:
    session.flush()
    row = session.get_one(SenderPace, (station, MARK))
    row.words_until = later = clock() + timedelta(hours=1)
    with counting(session, "UPDATE") as updates:
        marks = session.scalars(select(SenderPace.person_mark)).all()
        assert marks == [MARK]
        assert updates == []
        assert session.scalars(select(SenderPace.words_until)).all() == [later]
        assert len(updates) == 1


def test_a_query_under_another_name_finds_every_change_written(
    session: LateSession, station: int, clock: FixedClock
) -> None:
    session.flush()
    session.get_one(SenderPace, (station, MARK)).words_until = clock() + timedelta(hours=1)
    other = aliased(SenderPace)
    with counting(session, "UPDATE") as updates:
        session.scalars(select(other.person_mark).where(other.words_until > clock())).all()
    assert len(updates) == 1


def test_a_union_finds_every_change_written(
    session: LateSession, station: int, clock: FixedClock
) -> None:
    session.flush()
    session.get_one(SenderPace, (station, MARK)).words_until = later = clock() + timedelta(hours=1)
    until = select(SenderPace.words_until)
    assert session.scalars(union_all(until, until)).all() == [later, later]


def test_a_count_that_each_change_counts_up_is_never_read_too_low(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        tip = uow.tips.open_new(None, member_key=None, trust=Trust.DESK, year=2569, now=uow.now)
        uow.session.flush()
        tip.urgency = "soon"
        assert uow.session.scalar(select(Tip.version)) == 2


def test_an_answer_holds_until_something_is_written(
    session: LateSession, station: int, clock: FixedClock
) -> None:
    with counting(session, "SELECT") as asked:
        first = session.ask_once(PACES, {"station": station})
        assert session.ask_once(PACES, {"station": station}) == first
        assert len(asked) == 1
    session.add(SenderPace(station_id=station, person_mark=b"n" * 16, words_until=clock()))
    assert len(session.ask_once(PACES, {"station": station})) == len(first) + 1


@pytest.mark.parametrize("by", ["statement", "commit", "rollback"])
def test_an_answer_of_before_is_asked_again(session: LateSession, station: int, by: str) -> None:
    session.flush()
    assert len(session.ask_once(PACES, {"station": station})) == 1
    if by == "statement":
        session.execute(delete(SenderPace))
    else:
        getattr(session, by)()
        session.connection().execute(text("DELETE FROM paces"))
    assert session.ask_once(PACES, {"station": station}) == []


def test_a_row_has_its_defaults_before_it_is_written(station: int) -> None:
    row = Village(station_id=station, code="v", name="เปรมฤทัย")
    other = Village(station_id=station, code="w", name="ลาดปลาเค้า", moo="3")
    assert (row.aliases, row.moo, other.moo) == ([], "", "3")
    assert row.aliases is not other.aliases
    with pytest.raises(TypeError, match="colour"):
        Village(colour="red")


def test_what_belongs_to_a_tip_is_written_after_it(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        tip = uow.tips.open_new(None, member_key=None, trust=Trust.DESK, year=2569, now=uow.now)
        uow.tips.record(tip, "opened", at=uow.now)
        uow.marks.keep(tip.id, [b"mark"])
        said = {"text": "มีคนงัดบ้าน"}
        uow.tips.add_message(
            tip, said, kind="text", author="sender", message_id="1", happened_at=uow.now
        )
        assert inspect(tip).pending
        uow.commit()
    with store.reading(station, clock()) as uow:
        (tip,) = uow.tips.all()
        assert [uow.tips.content(one) for one in uow.tips.messages(tip)] == [said]
        assert [one.what for one in uow.tips.history(tip)] == ["opened"]
        assert uow.marks.of_tip(tip.id) == {b"mark"}


def test_a_series_is_counted_on_within_a_transaction_and_taken_anew_after_it(
    store: Store, station: int
) -> None:
    with store.database.writing() as session:
        remember(session)
        assert [next_number(session, station, "a") for _ in range(3)] == [1, 2, 3]
        session.commit()
        with store.database.writing() as other:
            assert next_number(other, station, "a") == 4
            other.commit()
        assert next_number(session, station, "a") == 5
        assert next_number(session, station, "a") == 6


def test_a_series_goes_on_after_a_part_of_the_transaction_is_over(
    store: Store, station: int
) -> None:
    with store.database.writing() as session:
        remember(session)
        first = [next_number(session, station, "a") for _ in range(2)]
        with session.begin_nested():
            first.append(next_number(session, station, "a"))
        assert [*first, next_number(session, station, "a")] == [1, 2, 3, 4]


def test_a_number_whose_taking_was_undone_is_taken_again(store: Store, station: int) -> None:
    with store.database.writing() as session:
        assert next_number(session, station, "a") == 1
        with suppress(ZeroDivisionError), session.begin_nested():
            assert next_number(session, station, "a") == 2
            raise ZeroDivisionError
        assert next_number(session, station, "a") == 2
        session.commit()
    with store.database.reading() as session:
        assert last_number(session, station, "a") == 2


def test_a_change_is_seen_by_those_who_ask_for_it(
    session: LateSession, station: int, clock: FixedClock
) -> None:
    row = session.get_one(SenderPace, (station, MARK))
    later = clock() + timedelta(hours=1)
    row.words_until = later
    query = select(SenderPace.station_id).where(SenderPace.words_until == later)
    assert session.scalars(query).all() == [station]


def test_what_was_changed_outlives_a_second_look(
    session: LateSession, station: int, clock: FixedClock
) -> None:
    row = session.get_one(SenderPace, (station, MARK))
    row.words_until = later = clock() + timedelta(hours=1)
    session.refresh(row, with_for_update=True)
    assert row.words_until == later


def test_what_was_deleted_is_gone_for_the_next_query(session: LateSession, station: int) -> None:
    session.delete(session.get_one(SenderPace, (station, MARK)))
    assert session.scalars(select(SenderPace.person_mark)).all() == []


def test_a_reader_forgets_what_it_changed(store: Store, station: int, clock: FixedClock) -> None:
    with store.database.reading() as session:
        session.add(SenderPace(station_id=station, person_mark=MARK, words_until=clock()))
        session.get_one(Station, station).name = "เปลี่ยนไม่ได้"
    with store.database.reading() as session:
        assert session.scalars(select(SenderPace.person_mark)).all() == []
        assert session.get_one(Station, station).name != "เปลี่ยนไม่ได้"


def test_postgresql_keeps_a_statement_ready_from_one_reader_to_the_next(postgres_url: str) -> None:
    database, query = Database(postgres_url), text("SELECT 1 AS the_same_again")
    for _ in range(3):
        with database.reading() as session:
            session.execute(query)
    with database.reading() as session:
        ready = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    database.close()
    assert str(query) in ready
