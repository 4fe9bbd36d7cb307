"""This is who claims wanted media, fetches them while LINE has them, cleans them and keeps them."""

from __future__ import annotations

import errno
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.line.gateway import Gateway, LineTrouble
from bot.shift import Shift
from bot.sweeping import Sweeping
from bot.turns import Shares, Turns
from domain.fetching import Attempt, Ended, Trouble, is_hopeless, judge, trouble_of, wait_after
from files.cleaning import CleaningInterrupted, Kind
from files.cleaning.isolation import MOST_SECONDS
from files.keeping import KeptMedia, keep_media
from files.vault import TooLarge, Vault, VaultTrouble
from models.media import (
    MediaClaim,
    MediaState,
    claim_media,
    renew_media,
    wanted_media,
)
from models.sealed import KeyForgotten
from models.unit_of_work import Store, UnitOfWork

log = structlog.get_logger(__name__)
MOST_BYTES = 200 * 1024 * 1024
_MOST_COUNTED = 2**31 - 1
# LINE may say nothing for half a minute; meanwhile nobody renews.
_SHORTEST_LEASE = timedelta(minutes=1)
_CLEANING = timedelta(seconds=MOST_SECONDS)
_LONGEST_DOWNLOAD = timedelta(minutes=10)
# A video takes seconds to come; who takes longer than this is waited for by few.
_SLOW_AFTER = 15.0
_PREPARED = ("video", "voice")
_STATES = {Ended.GONE: MediaState.GONE, Ended.GIVEN_UP: MediaState.GIVEN_UP}
_SHOWN_AS = {Kind.PICTURE: "photo", Kind.VIDEO: "video", Kind.AUDIO: "voice"}


class _Lost(Exception):
    """The piece was withdrawn, or claimed by another after our lease ran out."""


class _Announced(TooLarge):
    """LINE says beforehand that the piece is larger than what is kept."""

    def __init__(self, size: int) -> None:
        super().__init__("larger than what is kept")
        self.size = min(size, _MOST_COUNTED)


class _NotYet(Exception):
    """The piece cannot be had now; `fault` names no person."""

    def __init__(self, trouble: Trouble, fault: str) -> None:
        super().__init__(fault)
        self.trouble = trouble
        self.fault = fault


class Fetcher:
    """One fetcher; any number of threads may call its step, on any number of machines."""

    def __init__(
        self,
        store: Store,
        gateways: Mapping[int, Gateway],
        vault: Vault,
        *,
        clock: Callable[[], datetime],
        shift: Shift,
        max_bytes: int = MOST_BYTES,
    ) -> None:
        self._store = store
        self._gateways = gateways
        self._vault = vault
        self._clock = clock
        self._lease = max(shift.lease, _SHORTEST_LEASE)
        self._max_bytes = max_bytes
        self._turns = Turns(Shares.of(shift.hands, len(gateways)), slow_after=_SLOW_AFTER)
        self._sweeping = Sweeping(store, vault, clock=clock)

    def step(self) -> bool:
        """Claim one wanted piece, fetch, clean and keep it; say whether there was any."""
        try:
            claim = self._claim()
            if claim is not None:
                self._see_to(claim)
                self._turns.answered()
        finally:
            self._turns.leave()
        if claim is None:
            self._sweeping.sweep()
        return claim is not None

    def _see_to(self, claim: MediaClaim) -> None:
        source = self._source(claim)
        if source is None:
            self._end(claim, MediaState.WITHDRAWN)
        elif source.get("external_url"):
            self._end(claim, MediaState.ELSEWHERE)
        elif is_hopeless(self._attempt(claim)):
            self._end(claim, MediaState.GIVEN_UP, fault="never came to an end")
        else:
            self._fetch(claim, str(source["message_id"]))

    def _claim(self) -> MediaClaim | None:
        now, database = self._clock(), self._store.database
        stations = self._gateways.keys() - self._turns.closed()
        # Every handled arrival rings here, so an idle look must not take SQLite's one writer.
        with database.reading() as session:
            if not wanted_media(session, database, now=now, stations=stations):
                return None
        with database.writing() as session:
            claim = claim_media(session, database, now=now, lease=self._lease, stations=stations)
            if claim is not None and not self._turns.enter(claim.station_id):
                # Others took the account's last turn since we looked; they will see to it.
                return None
            if claim is not None:
                # Whoever dies of this piece, or with it, leaves a wait behind that grows.
                again = now + wait_after(self._attempt(claim))
                renew_media(session, database, claim, lease=self._lease, next_try_at=again)
            session.commit()
        return claim

    def _source(self, claim: MediaClaim) -> Mapping[str, Any] | None:
        """Open where LINE holds a piece; None if that was erased meanwhile."""
        with self._store.reading(claim.station_id, self._clock()) as uow:
            item = uow.media.get(claim.media_id)
            try:
                return (uow.media.source(item) or None) if item is not None else None
            except KeyForgotten:
                return None

    def _fetch(self, claim: MediaClaim, message_id: str) -> None:
        try:
            kept = self._download(claim, message_id)
        except _Lost:
            log.info("media not ours any more", media=claim.media_id)
        except _Announced as told:
            self._end(claim, MediaState.TOO_LARGE, size=told.size)
        except TooLarge:
            self._end(claim, MediaState.TOO_LARGE)
        except _NotYet as trouble:
            self._try_again(claim, trouble)
        except LineTrouble as trouble:
            self._try_again(claim, _NotYet(trouble_of(trouble.status), str(trouble)))
        except (VaultTrouble, CleaningInterrupted, OSError) as trouble:
            self._try_again(claim, _NotYet(Trouble.UNSTORED, _named(trouble)))
        else:
            self._keep(claim, kept)

    def _download(self, claim: MediaClaim, message_id: str) -> KeptMedia:
        gateway = self._gateways[claim.station_id]
        with gateway.download(message_id) as found:
            if found is not None:
                if found.size is not None and found.size > self._max_bytes:
                    raise _Announced(found.size)
                return keep_media(
                    self._watched(claim, found.pieces),
                    self._vault,
                    declared_type=found.mime,
                    max_bytes=self._max_bytes,
                    before_cleaning=lambda: self._renew(claim, _CLEANING + self._lease),
                )
        if claim.kind in _PREPARED and gateway.preparation(message_id) == "failed":
            raise _NotYet(Trouble.UNPREPARED, "LINE could not prepare it")
        raise _NotYet(Trouble.PREPARING, "LINE prepares it")

    def _watched(self, claim: MediaClaim, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Give the pieces on, and hold the claim while they come."""
        began = renewed = self._clock()
        for piece in pieces:
            now = self._clock()
            if now - began > _LONGEST_DOWNLOAD:
                raise LineTrouble(0, "too slow")
            if now - renewed > self._lease / 3:
                self._renew(claim, self._lease)
                renewed = now
            yield piece

    def _renew(self, claim: MediaClaim, lease: timedelta) -> None:
        database = self._store.database
        with database.writing() as session:
            is_ours = renew_media(session, database, claim, lease=lease)
            session.commit()
        if not is_ours:
            raise _Lost

    def _keep(self, claim: MediaClaim, kept: KeptMedia) -> None:
        """Link the files to the piece; those of a withdrawn one are removed.

        An error on the way removes nothing, for the commit may have happened: the sweep decides.
        """
        with self._store.writing(claim.station_id, self._clock()) as uow:
            is_kept = self._link(claim, kept, uow)
            uow.commit()
        if is_kept:
            log.info("media kept", media=claim.media_id, kind=claim.kind, size=kept.size)
        else:
            remove_files(self._vault, kept.names)
            log.info("media not ours any more", media=claim.media_id)

    def _link(self, claim: MediaClaim, kept: KeptMedia, uow: UnitOfWork) -> bool:
        item = uow.media.claimed(claim.media_id, attempt=claim.attempt)
        tip = None if item is None else uow.tips.find(item.tip_id)
        if item is None or tip is None:
            return False
        state = MediaState.UNCLEANABLE if kept.kind is None else MediaState.KEPT
        try:
            uow.media.keep(tip, item, kept.parts, state=state)
        except KeyForgotten:
            uow.media.end(item, MediaState.WITHDRAWN)
            return False
        item.kind = _shown_as(claim.kind, kept.kind)
        item.mime, item.size = kept.mime, kept.size
        return True

    def _try_again(self, claim: MediaClaim, trouble: _NotYet) -> None:
        """Let the piece wait, or end it where waiting is in vain."""
        verdict = judge(trouble.trouble, self._attempt(claim))
        if verdict.ended is not None:
            self._end(claim, _STATES[verdict.ended], fault=trouble.fault)
            return
        with self._store.writing(claim.station_id, self._clock()) as uow:
            item = uow.media.claimed(claim.media_id, attempt=claim.attempt)
            if item is not None:
                until = uow.now + (verdict.again_after or timedelta())
                uow.media.postpone(item, until=until, fault=trouble.fault)
            uow.commit()
        log.info(
            "media not yet",
            media=claim.media_id,
            kind=claim.kind,
            trouble=trouble.trouble.value,
            fault=trouble.fault,
            again_in=verdict.again_after,
        )

    def _end(
        self, claim: MediaClaim, state: MediaState, *, fault: str = "", size: int | None = None
    ) -> None:
        with self._store.writing(claim.station_id, self._clock()) as uow:
            item = uow.media.claimed(claim.media_id, attempt=claim.attempt)
            if item is not None:
                uow.media.end(item, state, fault=fault)
                item.size = size
            uow.commit()
        log.warning(
            "media not kept",
            media=claim.media_id,
            kind=claim.kind,
            state=state.value,
            fault=fault,
        )

    def _attempt(self, claim: MediaClaim) -> Attempt:
        age = self._clock() - claim.wanted_at
        return Attempt(number=claim.attempt, age=age, chance=random.random())  # noqa: S311


def remove_files(vault: Vault, names: Sequence[str]) -> None:
    """Remove files that nobody may see any more; what cannot be removed now is swept later."""
    for name in names:
        try:
            vault.remove(name)
        except OSError as trouble:
            log.warning("media file not removed", fault=_named(trouble))


def _shown_as(kind: str, found: Kind | None) -> str:
    """Return as what a clean copy is shown: by its content, but a voice stays one to guard."""
    if found is None or (kind == "voice" and found is not Kind.PICTURE):
        return kind
    return _SHOWN_AS[found]


def _named(trouble: BaseException) -> str:
    code = trouble.errno if isinstance(trouble, OSError) else None
    return type(trouble).__name__ if code is None else errno.errorcode.get(code, str(code))
