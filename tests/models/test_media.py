"""Media rows: claimed by one, fenced by the claim's number, and never kept once withdrawn."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.media import MediaItem, MediaState, names_of_kept
from models.sealed import KeyStore
from models.tip import Tip
from models.unit_of_work import Store, UnitOfWork
from models.wanted import Claim, claim_wanted, count_wanted, renew_claim
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct

LEASE = timedelta(minutes=1)
KEPT = {"original": {"name": "a" * 32, "key": "00"}, "clean": {"name": "b" * 32, "key": "01"}}


class Shelf:
    """One tip of one station, and the media that it brings."""

    def __init__(self, store: Store, station: int, clock: FixedClock) -> None:
        self.store, self.station, self.clock = store, station, clock
        with store.writing(station, clock()) as uow:
            self.tip = Precinct(uow).a_tip().id
            uow.commit()

    def wants(self) -> uuid.UUID:
        with self.store.writing(self.station, self.clock()) as uow:
            tip = uow.tips.get(self.tip)
            message = uow.tips.messages(tip)[0]
            source = {"message_id": "1"}
            made = uow.media.want(tip, message, kind="photo", source=source, now=uow.now).id
            uow.commit()
        return made

    def claims(self, stations: tuple[int, ...] | None = None) -> Claim | None:
        database = self.store.database
        chosen = (self.station,) if stations is None else stations
        with database.writing() as session:
            claim = claim_wanted(
                session, database, MediaItem, now=self.clock(), lease=LEASE, stations=chosen
            )
            session.commit()
        return claim

    def must_claim(self) -> Claim:
        claim = self.claims()
        assert claim is not None
        return claim

    def renews(self, claim: Claim, **more: Any) -> bool:
        database = self.store.database
        with database.writing() as session:
            renewed = renew_claim(session, database, MediaItem, claim, lease=LEASE, **more)
            session.commit()
        return renewed

    def lets_leases_end(self) -> None:
        past = self.clock() - timedelta(days=400)
        with self.store.database.writing() as session:
            session.execute(update(MediaItem).values(leased_until=past))
            session.commit()

    def keeps(self, claim: Claim) -> bool:
        with self.store.writing(self.station, self.clock()) as uow:
            item = uow.media.claimed(claim)
            if item is not None:
                uow.media.keep(self.of(uow), item, KEPT, state=MediaState.KEPT)
            uow.commit()
        return item is not None

    def of(self, uow: UnitOfWork) -> Tip:
        return uow.tips.get(self.tip)

    def row(self, media: uuid.UUID) -> MediaItem:
        with self.store.reading(self.station, self.clock()) as uow:
            item = uow.media.get(media)
            assert item is not None
            return item


@pytest.fixture
def shelf(store: Store, station: int, clock: FixedClock) -> Shelf:
    return Shelf(store, station, clock)


def test_a_wanted_piece_is_claimed_once(shelf: Shelf) -> None:
    media = shelf.wants()
    claim = shelf.must_claim()
    assert (claim.row, claim.attempt, claim.wanted_at) == (media, 1, shelf.clock())
    assert shelf.claims() is None


def test_a_lease_that_ended_is_taken_by_another_and_the_first_can_do_nothing_more(
    shelf: Shelf,
) -> None:
    media = shelf.wants()
    first = shelf.must_claim()
    shelf.lets_leases_end()
    second = shelf.must_claim()
    assert second.attempt == 2
    assert not shelf.renews(first)
    assert not shelf.keeps(first)
    assert shelf.keeps(second)
    assert shelf.row(media).state == MediaState.KEPT
    assert not shelf.renews(second)


def test_a_renewed_claim_is_not_taken(shelf: Shelf) -> None:
    shelf.wants()
    claim = shelf.must_claim()
    shelf.lets_leases_end()
    assert shelf.renews(claim)
    assert shelf.claims() is None


def test_a_claim_waits_for_its_next_try_even_when_its_holder_died(shelf: Shelf) -> None:
    shelf.wants()
    claim = shelf.must_claim()
    shelf.renews(claim, next_try_at=shelf.clock() + timedelta(minutes=5))
    shelf.lets_leases_end()
    assert shelf.claims() is None
    shelf.clock.passes(minutes=5)
    assert shelf.must_claim().attempt == 2


def test_only_the_stations_asked_for_are_counted_and_claimed(shelf: Shelf) -> None:
    shelf.wants()
    database, other = shelf.store.database, shelf.store.station("bungkum").id
    with database.reading() as session:
        now = shelf.clock()
        assert count_wanted(session, database, MediaItem, now=now) == 1
        assert count_wanted(session, database, MediaItem, now=now, stations=[shelf.station]) == 1
        assert count_wanted(session, database, MediaItem, now=now, stations=[other]) == 0
    assert shelf.claims((other,)) is None
    assert shelf.claims(()) is None
    assert shelf.claims((other, shelf.station)) is not None


def test_a_withdrawn_piece_names_its_files_and_forgets_their_keys(shelf: Shelf) -> None:
    media = shelf.wants()
    shelf.keeps(shelf.must_claim())
    with shelf.store.writing(shelf.station, shelf.clock()) as uow:
        item = uow.media.get(media)
        assert item is not None
        assert set(uow.media.withdraw(item)) == {"a" * 32, "b" * 32}
        assert uow.media.withdraw(item) == []
        uow.commit()
    row = shelf.row(media)
    assert (row.state, row.kept, row.source) == (MediaState.WITHDRAWN, None, None)


def test_a_withdrawal_that_read_before_the_files_were_kept_still_erases_them(
    shelf: Shelf,
) -> None:
    """On SQLite the keeper waits for the withdrawal; on PostgreSQL it gets in between."""
    media = shelf.wants()
    claim = shelf.must_claim()
    keeper = threading.Thread(target=shelf.keeps, args=[claim])
    with shelf.store.writing(shelf.station, shelf.clock()) as uow:
        item = uow.media.get(media)
        assert item is not None
        assert item.kept is None
        keeper.start()
        if not shelf.store.database.is_sqlite:
            keeper.join(20)
        names = uow.media.withdraw(item)
        uow.commit()
    keeper.join(20)
    row = shelf.row(media)
    assert (row.state, row.kept) == (MediaState.WITHDRAWN, None)
    assert bool(names) is not shelf.store.database.is_sqlite


def test_who_keeps_waits_for_a_withdrawal_under_way(shelf: Shelf) -> None:
    media = shelf.wants()
    claim = shelf.must_claim()
    kept = []
    keeper = threading.Thread(target=lambda: kept.append(shelf.keeps(claim)))
    with shelf.store.writing(shelf.station, shelf.clock()) as uow:
        item = uow.media.get(media)
        assert item is not None
        uow.media.withdraw(item)
        uow.session.flush()
        keeper.start()
        uow.commit()
    keeper.join(20)
    assert kept == [False]
    assert shelf.row(media).kept is None


def test_the_names_of_all_kept_files_are_known(shelf: Shelf) -> None:
    shelf.wants()
    shelf.wants()
    shelf.keeps(shelf.must_claim())
    with shelf.store.database.reading() as session:
        keys = KeyStore(session, shelf.store.cabinet, shelf.clock())
        assert names_of_kept(session, keys) == {"a" * 32, "b" * 32}


def test_a_thousand_pieces_of_one_tip_leave_room_for_another_tips_first(
    store: Store, station: int, clock: FixedClock
) -> None:
    shelf = Shelf(store, station, clock)
    for _ in range(40):
        shelf.wants()
    with store.writing(station, clock()) as uow:
        other = object.__new__(Precinct)
        other.uow, other.village = uow, uow.villages.all()[0]
        other.member = uow.members.all()[0]
        tip = other.a_tip()
        message = uow.tips.messages(tip)[0]
        late = uow.media.want(tip, message, kind="photo", source={"message_id": "9"}, now=uow.now)
        uow.commit()
    claimed = [claim.row for _ in range(30) if (claim := shelf.claims()) is not None]
    assert late.id in claimed
    assert len(claimed) == 22
    clock.passes(minutes=1)
    later = [claim for _ in range(30) if (claim := shelf.claims()) is not None]
    assert len(later) == 19
