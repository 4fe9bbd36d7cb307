"""This is who fetches the photos that officers send for bulletins, cleans them and keeps them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.line.gateway import Gateway, LineTrouble
from bot.shift import Shift
from bot.turns import Shares, Turns
from domain.fetching import Attempt, Trouble, judge, trouble_of
from files.bulletin_picture import make_sizes
from files.cleaning import Cleaned, CleaningInterrupted, Kind, clean
from files.faults import FileFault
from models.bulletin_photo import PhotoClaim, PhotoState, claim_photo, wanted_photos
from models.bulletin_picture import TwoSizes
from models.unit_of_work import Store

log = structlog.get_logger(__name__)
_SHORTEST_LEASE = timedelta(minutes=2)
_SLOW_AFTER = 15.0


class Photographer:
    """Any number of these may work; a photo that two of them fetch is kept once."""

    def __init__(
        self,
        store: Store,
        gateways: Mapping[int, Gateway],
        workspace: Callable[[], Path],
        *,
        clock: Callable[[], datetime],
        shift: Shift,
    ) -> None:
        self._store = store
        self._gateways = gateways
        self._workspace = workspace
        self._clock = clock
        self._lease = max(shift.lease, _SHORTEST_LEASE)
        self._turns = Turns(Shares.of(shift.hands, len(gateways)), slow_after=_SLOW_AFTER)

    def step(self) -> bool:
        """Claim one wanted photo, fetch, clean and keep it; say whether there was any."""
        try:
            claim = self._claim()
            if claim is not None:
                self._see_to(claim)
                self._turns.answered()
        finally:
            self._turns.leave()
        return claim is not None

    def _see_to(self, claim: PhotoClaim) -> None:
        try:
            sizes = self._fetched(claim)
        except LineTrouble as trouble:
            self._try_again(claim, trouble_of(trouble.status))
        except (CleaningInterrupted, OSError):
            self._try_again(claim, Trouble.UNSTORED)
        except FileFault:
            self._end(claim, PhotoState.FAILED)
        else:
            if sizes is None:
                self._try_again(claim, Trouble.PREPARING)
            else:
                self._end(claim, PhotoState.KEPT, sizes)

    def _claim(self) -> PhotoClaim | None:
        now, database = self._clock(), self._store.database
        stations = self._gateways.keys() - self._turns.closed()
        # Every handled arrival rings here, so an idle look must not take SQLite's one writer.
        with database.reading() as session:
            if not wanted_photos(session, database, now=now):
                return None
        with database.writing() as session:
            claim = claim_photo(session, database, now=now, lease=self._lease, stations=stations)
            if claim is not None and not self._turns.enter(claim.station_id):
                return None
            session.commit()
        return claim

    def _fetched(self, claim: PhotoClaim) -> TwoSizes | None:
        """Return a photo in both sizes without its metadata, None while LINE prepares it."""
        with self._store.reading(claim.station_id, self._clock()) as uow:
            row = uow.bulletin_photos.get(claim.photo)
            message_id = "" if row is None else uow.bulletin_photos.message_id(row)
        with self._gateways[claim.station_id].download(message_id) as found:
            if found is None:
                return None
            outcome = clean(found.pieces, declared_type=found.mime, workdir=self._workspace())
        if not isinstance(outcome, Cleaned) or outcome.kind is not Kind.PICTURE:
            raise FileFault("files.no_picture")
        with outcome:
            full, small = make_sizes(b"".join(outcome))
        return TwoSizes(full=full, small=small)

    def _end(self, claim: PhotoClaim, state: PhotoState, sizes: TwoSizes | None = None) -> None:
        with self._store.writing(claim.station_id, self._clock()) as uow:
            row = uow.bulletin_photos.claimed(claim)
            if row is not None:
                row.state, row.leased_until = state, None
                if sizes is not None:
                    token = uow.bulletin_photos.token(row)
                    uow.bulletin_pictures.keep(token, sizes, now=uow.now)
            uow.commit()
        log.info("bulletin photo", photo=claim.photo, state=state.value)

    def _try_again(self, claim: PhotoClaim, trouble: Trouble) -> None:
        age = self._clock() - claim.wanted_at
        chance = random.random()  # noqa: S311 - only spreads the next tries
        verdict = judge(trouble, Attempt(number=claim.attempt, age=age, chance=chance))
        if verdict.ended is not None:
            self._end(claim, PhotoState.FAILED)
            return
        with self._store.writing(claim.station_id, self._clock()) as uow:
            row = uow.bulletin_photos.claimed(claim)
            if row is not None:
                row.next_try_at = uow.now + (verdict.again_after or timedelta())
                row.leased_until = None
            uow.commit()
        log.info("bulletin photo not yet", photo=claim.photo, trouble=trouble.value)
