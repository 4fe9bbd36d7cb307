"""What a doctor asks of a database: answered on both, and nothing changed."""

from __future__ import annotations

from sqlalchemy import func, select

from models.database import Database
from models.inspection import lost_keys, open_books, unopened_keys
from models.keyring import Keyring
from models.officer import OfficerProfile, Role
from models.sealed import DataKey, IndexKey, Purpose
from models.station import Station
from models.unit_of_work import Store
from tests.conftest import KEY, FixedClock

OTHER = b"o" * 32


def an_officer(store: Store, station: int, clock: FixedClock) -> None:
    profile = OfficerProfile(rank="ด.ต.", first_name="กล้า", last_name="ทดสอบ", phone="0800000001")
    with store.writing(station, clock()) as uow:
        uow.officers.bind(uow.officers.add("P1", Role.VILLAGE, profile), "U" + "a" * 32, clock())
        uow.commit()


def test_the_right_keys_open_everything(store: Store, database: Database) -> None:
    assert unopened_keys(database, Keyring([OTHER, KEY])) == 0
    assert lost_keys(database) == 0


def test_each_key_that_stays_shut_is_counted(
    store: Store, database: Database, station: int, clock: FixedClock
) -> None:
    an_officer(store, station, clock)
    stations_and_officer = 3
    assert unopened_keys(database, Keyring([OTHER])) == len(Purpose) + stations_and_officer


def test_a_key_of_the_newer_kind_beside_one_of_the_older_is_told_apart(
    store: Store, database: Database, station: int, clock: FixedClock
) -> None:
    store.cabinet.keyring = Keyring([OTHER, KEY])
    an_officer(store, station, clock)
    assert unopened_keys(database, Keyring([KEY])) == 1


def test_a_deleted_key_is_lost(
    store: Store, database: Database, station: int, clock: FixedClock
) -> None:
    an_officer(store, station, clock)
    with database.writing() as session:
        row = session.scalars(select(DataKey).where(DataKey.subject == "officer")).one()
        session.delete(row)
        session.commit()
    assert lost_keys(database) == 1


def test_books_are_read_without_seating_a_station(
    store: Store, database: Database, station: int, clock: FixedClock
) -> None:
    an_officer(store, station, clock)
    with open_books(database, Keyring([KEY]), "khokkhram", now=clock()) as books:
        assert books is not None
        (officer,) = books.officers.all()
        assert books.officers.line_id(officer) == "U" + "a" * 32
    with open_books(database, Keyring([KEY]), "never-started", now=clock()) as books:
        assert books is None
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Station)) == 2
        assert session.scalar(select(func.count()).select_from(IndexKey)) == len(Purpose)
