"""This is who claims wanted media, fetches them while LINE has them, cleans them and keeps them."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.errand import Errands, Lost, NotYet
from bot.line.gateway import Gateway
from bot.outage import Outage
from bot.shift import Shift
from bot.sweeping import Sweeping
from domain.fetching import Ended, Trouble, is_hopeless, judge
from files.cleaning import CleaningInterrupted, Kind
from files.cleaning.isolation import MOST_SECONDS
from files.keeping import KeptMedia, keep_media
from files.vault import TooLarge, Vault, VaultTrouble
from models.media import MediaItem, MediaState
from models.sealed import KeyForgotten
from models.unit_of_work import Store, UnitOfWork
from models.wanted import Claim

log = structlog.get_logger(__name__)
MOST_BYTES = 200 * 1024 * 1024
_MOST_COUNTED = 2**31 - 1
_CLEANING = timedelta(seconds=MOST_SECONDS)
_STATES = {Ended.GONE: MediaState.GONE, Ended.GIVEN_UP: MediaState.GIVEN_UP}
_SHOWN_AS = {Kind.PICTURE: "photo", Kind.VIDEO: "video", Kind.AUDIO: "voice"}


class _Announced(TooLarge):
    """LINE says beforehand that the piece is larger than what is kept."""

    def __init__(self, size: int) -> None:
        super().__init__("larger than what is kept")
        self.size = min(size, _MOST_COUNTED)


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
        self._errands = Errands(store, gateways, MediaItem, clock=clock, shift=shift)
        self._vault = vault
        self._clock = clock
        self._max_bytes = max_bytes
        self._sweeping = Sweeping(store, vault, clock=clock)
        self._outage = Outage("media not yet", level=logging.INFO)

    def step(self) -> bool:
        """Claim one wanted piece, fetch, clean and keep it; say whether there was any."""
        with self._errands.next() as claim:
            if claim is not None:
                self._see_to(claim)
        if claim is None:
            self._sweeping.sweep()
        return claim is not None

    def _see_to(self, claim: Claim) -> None:
        source = self._source(claim)
        if source is None:
            self._end(claim, MediaState.WITHDRAWN)
        elif source.get("external_url"):
            self._end(claim, MediaState.ELSEWHERE)
        elif is_hopeless(self._errands.attempt(claim)):
            self._end(claim, MediaState.GIVEN_UP, fault="never came to an end")
        else:
            self._fetch(claim, str(source["message_id"]))

    def _source(self, claim: Claim) -> Mapping[str, Any] | None:
        """Open where LINE holds a piece; None if that was erased meanwhile."""
        with self._store.reading(claim.station_id, self._clock()) as uow:
            item = uow.media.get(claim.row)
            try:
                return (uow.media.source(item) or None) if item is not None else None
            except KeyForgotten:
                return None

    def _fetch(self, claim: Claim, message_id: str) -> None:
        try:
            kept = self._download(claim, message_id)
        except Lost:
            log.info("media not ours any more", media=claim.row)
        except _Announced as told:
            self._end(claim, MediaState.TOO_LARGE, size=told.size)
        except TooLarge:
            self._end(claim, MediaState.TOO_LARGE)
        except NotYet as trouble:
            self._try_again(claim, trouble)
        except (VaultTrouble, CleaningInterrupted, OSError) as trouble:
            self._try_again(claim, NotYet(Trouble.UNSTORED, _named(trouble)))
        else:
            self._keep(claim, kept)

    def _download(self, claim: Claim, message_id: str) -> KeptMedia:
        with self._errands.content(claim, message_id, work=_CLEANING) as found:
            if found.size is not None and found.size > self._max_bytes:
                raise _Announced(found.size)
            return keep_media(
                found.pieces,
                self._vault,
                declared_type=found.mime,
                max_bytes=self._max_bytes,
            )

    def _keep(self, claim: Claim, kept: KeptMedia) -> None:
        """Link the files to the piece; those of a withdrawn one are removed.

        An error on the way removes nothing, for the commit may have happened: the sweep decides.
        """
        with self._store.writing(claim.station_id, self._clock()) as uow:
            is_kept = self._link(claim, kept, uow)
            uow.commit()
        if is_kept:
            log.info("media kept", media=claim.row, kind=claim.kind, size=kept.size)
        else:
            remove_files(self._vault, kept.names)
            log.info("media not ours any more", media=claim.row)

    def _link(self, claim: Claim, kept: KeptMedia, uow: UnitOfWork) -> bool:
        item = uow.media.claimed(claim)
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

    def _try_again(self, claim: Claim, trouble: NotYet) -> None:
        """Let the piece wait, or end it where waiting is in vain."""
        verdict = judge(trouble.trouble, self._errands.attempt(claim))
        if verdict.ended is not None:
            self._end(claim, _STATES[verdict.ended], fault=trouble.fault)
            return
        with self._store.writing(claim.station_id, self._clock()) as uow:
            item = uow.media.claimed(claim)
            if item is not None:
                until = uow.now + (verdict.again_after or timedelta())
                uow.media.postpone(item, until=until, fault=trouble.fault)
            uow.commit()
        self._outage.struck(
            kind=trouble.trouble.value,
            media=claim.row,
            what=claim.kind,
            fault=trouble.fault,
            again_in=verdict.again_after,
        )

    def _end(
        self, claim: Claim, state: MediaState, *, fault: str = "", size: int | None = None
    ) -> None:
        with self._store.writing(claim.station_id, self._clock()) as uow:
            item = uow.media.claimed(claim)
            if item is not None:
                uow.media.end(item, state, fault=fault)
                item.size = size
            uow.commit()
        log.warning(
            "media not kept",
            media=claim.row,
            kind=claim.kind,
            state=state.value,
            fault=fault,
        )


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
