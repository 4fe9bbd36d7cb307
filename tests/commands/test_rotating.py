"""`keys rotate` says when the older keys may go, and changes nothing before it is safe."""

from __future__ import annotations

import io

import pytest

from alone import may_be_served, only_service_on
from catalog import Catalog
from commands.desk import Desk
from commands.rotating import run_rotate
from models.keyring import Keyring
from models.rewrapping import left_to_rewrap, put_to_use
from models.sealed import KeyCabinet, KeyStore, Subject
from models.unit_of_work import Store
from tests.conftest import KEY, FixedClock, a_rule_set, the_lexicon

BOTH = Keyring([b"n" * 32, KEY])


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Desk:
    newer = Store(store.database, KeyCabinet(store.database, BOTH), the_lexicon())
    newer.seat({"khokkhram": a_rule_set()}, clock())
    return Desk(
        store=newer,
        station_id=newer.station("khokkhram").id,
        catalog=Catalog.load("th"),
        clock=clock,
        out=io.StringIO(),
        aside=io.StringIO(),
    )


def said(desk: Desk) -> str:
    return f"{desk.out.getvalue()}{desk.aside.getvalue()}"  # type: ignore[attr-defined]


def test_nothing_changes_before_a_program_knows_the_newest_key(desk: Desk) -> None:
    before = left_to_rewrap(desk.store.database, BOTH)
    assert run_rotate(desk, is_served=True) == 1
    assert "--stopped" in said(desk)
    assert left_to_rewrap(desk.store.database, BOTH) == before > 0


def test_afterwards_the_older_keys_may_go_and_it_is_on_the_trail(desk: Desk) -> None:
    put_to_use(desk.store.database, BOTH)
    assert run_rotate(desk, is_served=True) == 0
    assert "เอากุญแจเดิมออก" in said(desk)
    with desk.reading() as uow:
        line = uow.audit.lines()[-1]
        assert (line.act, line.detail) == ("keys.rotate", {"rewrapped": 2, "left": 0})
    assert run_rotate(desk, is_served=True) == 0
    with desk.reading() as uow:
        assert len(uow.audit.lines()) == 1


def test_a_key_that_nothing_opens_is_named_and_the_older_ones_must_stay(
    desk: Desk, store: Store, clock: FixedClock
) -> None:
    lost = KeyCabinet(store.database, Keyring([b"l" * 32]))
    lost_store = Store(store.database, lost, the_lexicon())
    with store.database.writing() as session:
        KeyStore(session, lost_store.cabinet, clock()).create(Subject.TIP, desk.station_id)
        session.commit()
    assert run_rotate(desk, is_served=False) == 1
    assert "1 ดอก" in said(desk)
    assert "เอากุญแจเดิมออก" not in said(desk)


def test_whether_a_program_serves_a_file_shows_in_its_lock(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    assert not may_be_served(url)
    with only_service_on(url):
        assert may_be_served(url)
    assert not may_be_served(url)
    assert may_be_served("postgresql+psycopg://somewhere/else")
