"""The audit trail: it only grows, and what was done to it behind our back is found."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.audit import AuditLine, Finding, Flaw
from models.database import Database
from models.keyring import Keyring
from models.sealed import KeyCabinet
from models.unit_of_work import Store
from tests.conftest import KEY, FixedClock, a_rule_set, the_lexicon


@pytest.fixture
def store(migrated: None, database: Database, clock: FixedClock) -> Store:
    """Give a station whose tables the migrations made, triggers and all."""
    made = Store(database, KeyCabinet(database, Keyring([KEY])), the_lexicon())
    made.seat({"khokkhram": a_rule_set(), "bungkum": a_rule_set("bungkum")}, clock())
    return made


class Trail:
    """One station's trail, and somebody who gets at the tables."""

    def __init__(self, store: Store, station: int, clock: FixedClock) -> None:
        self.store, self.station, self.clock = store, station, clock

    def grows(self, lines: int, *, station: int | None = None) -> None:
        with self.store.writing(station or self.station, self.clock()) as uow:
            for number in range(lines):
                uow.audit.write("media.look", actor="p1", about=f"KK-2569-{number:06d}", at=uow.now)
            uow.commit()

    def found(self) -> Finding:
        with self.store.reading(self.station, self.clock()) as uow:
            return uow.audit.verify()

    def suffers(self, statement: str) -> None:
        """Do to the tables what only somebody beside the program can, the triggers taken off."""
        with self.store.database.engine.begin() as connection:
            if self.store.database.is_sqlite:
                for name in ("keeps_lines", "loses_none", "replaces_none"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS audit_trail_{name}"))
            else:
                connection.execute(text("ALTER TABLE audit_trail DISABLE TRIGGER USER"))
            own = f"WHERE station_id = {self.station} AND position ="
            later = "UPDATE audit_trail SET position = position + 100 WHERE station_id = {station}"
            whole = statement.replace("{later}", later).format(station=self.station, own=own)
            for one in whole.split(";"):
                connection.execute(text(one))


@pytest.fixture
def trail(store: Store, station: int, clock: FixedClock) -> Trail:
    made = Trail(store, station, clock)
    made.grows(5)
    made.grows(3, station=store.station("bungkum").id)
    return made


def test_a_trail_that_nobody_touched_is_whole(trail: Trail) -> None:
    found = trail.found()
    assert (found.count, found.flaw) == (5, None)
    with trail.store.reading(trail.station, trail.clock()) as uow:
        assert found.head == uow.audit.lines()[-1].link


def test_a_trail_that_has_not_begun_is_whole(store: Store, station: int, clock: FixedClock) -> None:
    assert Trail(store, station, clock).found() == Finding(count=0)


@pytest.mark.parametrize(
    ("harm", "flaw", "position"),
    [
        pytest.param("UPDATE audit_trail SET actor = 'x' {own} 3", Flaw.CHANGED, 3, id="who"),
        pytest.param("UPDATE audit_trail SET act = 'x' {own} 1", Flaw.CHANGED, 1, id="what"),
        pytest.param("UPDATE audit_trail SET about = 'x' {own} 5", Flaw.CHANGED, 5, id="of what"),
        pytest.param(
            "UPDATE audit_trail SET happened_at = happened_at - 1 {own} 2",
            Flaw.CHANGED,
            2,
            id="when",
        ),
        pytest.param(
            "UPDATE audit_trail SET detail = '[1]' {own} 4", Flaw.CHANGED, 4, id="the detail"
        ),
        pytest.param("DELETE FROM audit_trail {own} 1", Flaw.MISSING, 1, id="the first gone"),
        pytest.param("DELETE FROM audit_trail {own} 3", Flaw.MISSING, 3, id="one gone"),
        pytest.param("DELETE FROM audit_trail {own} 5", Flaw.MISSING, 5, id="the last gone"),
        pytest.param(
            "DELETE FROM audit_trail WHERE station_id = {station}", Flaw.MISSING, 1, id="all gone"
        ),
        pytest.param(
            "DELETE FROM audit_trail {own} 3; {later} AND position > 3;"
            "UPDATE audit_trail SET position = position - 101"
            " WHERE station_id = {station} AND position > 100",
            Flaw.CHANGED,
            3,
            id="one gone and the rest moved up",
        ),
        pytest.param(
            "INSERT INTO audit_trail (station_id, position, happened_at, actor, act, about, detail,"
            " link) SELECT station_id, 6, happened_at, actor, act, about, detail, link"
            " FROM audit_trail {own} 5",
            Flaw.INSERTED,
            6,
            id="one more",
        ),
        pytest.param(
            "{later} AND position > 2; UPDATE audit_trail SET position = position - 99"
            " WHERE station_id = {station} AND position > 100;"
            "INSERT INTO audit_trail (station_id, position, happened_at, actor, act, about, detail,"
            " link) SELECT station_id, 3, happened_at, actor, act, about, detail, link"
            " FROM audit_trail {own} 2",
            Flaw.CHANGED,
            3,
            id="one between",
        ),
        pytest.param(
            "INSERT INTO audit_trail (station_id, position, happened_at, actor, act, about, detail,"
            " link) SELECT station_id, 0, happened_at, actor, act, about, detail, link"
            " FROM audit_trail {own} 1",
            Flaw.INSERTED,
            0,
            id="one in front",
        ),
    ],
)
def test_the_place_of_a_harm_is_named(trail: Trail, harm: str, flaw: Flaw, position: int) -> None:
    trail.suffers(harm)
    found = trail.found()
    assert (found.flaw, found.position) == (flaw, position)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_line_that_cannot_be_read_any_more_is_named(trail: Trail) -> None:
    """PostgreSQL takes no detail that is not JSON, SQLite takes anything."""
    trail.suffers("UPDATE audit_trail SET detail = 'torn' {own} 4")
    assert trail.found() == Finding(count=3, flaw=Flaw.CHANGED, position=4)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE audit_trail SET actor = 'nobody'",
        "UPDATE audit_trail SET detail = detail WHERE position = 2",
        "DELETE FROM audit_trail",
        "DELETE FROM audit_trail WHERE position = 5",
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(trail: Trail, harm: str) -> None:
    with (
        pytest.raises(DBAPIError, match="append-only"),
        trail.store.database.engine.begin() as connection,
    ):
        connection.execute(text(harm))
    assert trail.found().count == 5


def test_no_side_door_of_a_database_is_open_either(trail: Trail) -> None:
    doors = (
        [
            "INSERT OR REPLACE INTO audit_trail SELECT * FROM audit_trail WHERE position = 2",
            "INSERT OR REPLACE INTO audit_trail (station_id, position, happened_at, actor, act,"
            " about, detail, link) SELECT station_id, position, happened_at, 'x', act, about,"
            " detail, link FROM audit_trail WHERE position = 2",
        ]
        if trail.store.database.is_sqlite
        else ["TRUNCATE audit_trail"]
    )
    for door in doors:
        with (
            pytest.raises(DBAPIError, match="append-only"),
            trail.store.database.engine.begin() as connection,
        ):
            connection.execute(text(door))
    assert trail.found().count == 5


@pytest.mark.parametrize("begun", [0, 5])
def test_several_writers_at_once_make_one_chain(
    store: Store, station: int, clock: FixedClock, begun: int
) -> None:
    trail = Trail(store, station, clock)
    trail.grows(begun)
    other = Store(
        Database(store.database.url.render_as_string(hide_password=False)),
        store.cabinet,
        store.lexicon,
    )
    other.stations = store.stations
    faults: list[Exception] = []
    meeting = threading.Barrier(4)

    def write(at: Store, name: str) -> None:
        try:
            meeting.wait()
            for number in range(10):
                with at.writing(station, clock()) as uow:
                    uow.audit.write("media.look", actor=name, about=str(number), at=uow.now)
                    uow.commit()
        except Exception as fault:
            faults.append(fault)

    hands = [
        threading.Thread(target=write, args=(at, f"w{one}"))
        for one, at in enumerate((store, other, store, other))
    ]
    for one in hands:
        one.start()
    for one in hands:
        one.join(60)
    other.database.close()
    assert faults == []
    assert trail.found().count == 40 + begun
    assert trail.found().flaw is None


def test_what_is_rolled_back_leaves_no_gap(trail: Trail) -> None:
    with trail.store.writing(trail.station, trail.clock()) as uow:
        uow.audit.write("media.look", actor="p1", about="lost", at=uow.now)
    trail.grows(1)
    assert trail.found().flaw is None
    with trail.store.reading(trail.station, trail.clock()) as uow:
        places = uow.session.scalars(
            select(AuditLine.position).where(AuditLine.station_id == trail.station)
        )
        assert sorted(places) == [1, 2, 3, 4, 5, 6]
