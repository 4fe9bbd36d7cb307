"""This is who fetches what officers send for bulletins, photos and videos, and keeps it clean."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.errand import Errands, Lost, NotYet
from bot.line.gateway import Download, Gateway
from bot.outage import Outage
from bot.shift import Shift
from domain.fetching import Trouble, is_hopeless, judge
from files.bulletin_clip import MOST_SECONDS as CLIP_SECONDS
from files.bulletin_clip import keep_clip
from files.bulletin_picture import make_sizes
from files.cleaning import Cleaned, CleaningInterrupted, Kind, clean
from files.cleaning.isolation import MOST_SECONDS as PHOTO_SECONDS
from files.faults import FileFault
from files.vault import Vault, VaultTrouble
from models.bulletin_photo import BulletinPhoto, PhotoKind, PhotoState
from models.bulletin_picture import StoredClip, TwoSizes
from models.unit_of_work import Store
from models.wanted import Claim

log = structlog.get_logger(__name__)


class Photographer:
    """Any number of these may work; what two of them fetch is kept once."""

    def __init__(
        self,
        store: Store,
        gateways: Mapping[int, Gateway],
        vault: Vault,
        *,
        clock: Callable[[], datetime],
        shift: Shift,
    ) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._errands = Errands(store, gateways, BulletinPhoto, clock=clock, shift=shift)
        self._outage = Outage("bulletin photo not yet", level=logging.INFO)

    def step(self) -> bool:
        """Claim one wanted photo or video, fetch, clean and keep it; say whether there was any."""
        with self._errands.next() as claim:
            if claim is not None:
                self._see_to(claim)
        return claim is not None

    def _see_to(self, claim: Claim) -> None:
        if is_hopeless(self._errands.attempt(claim)):
            self._end(claim, PhotoState.FAILED)
        else:
            self._fetch(claim)

    def _fetch(self, claim: Claim) -> None:
        try:
            kept = self._fetched(claim)
        except Lost:
            log.info("bulletin photo not ours any more", photo=claim.row)
        except NotYet as trouble:
            self._try_again(claim, trouble.trouble)
        except (CleaningInterrupted, VaultTrouble, OSError):
            self._try_again(claim, Trouble.UNSTORED)
        except FileFault:
            self._end(claim, PhotoState.FAILED)
        else:
            self._end(claim, PhotoState.KEPT, kept)

    def _fetched(self, claim: Claim) -> TwoSizes:
        """Return a photo in both sizes without its metadata, or a video with the picture before."""
        with self._store.reading(claim.station_id, self._clock()) as uow:
            row = uow.bulletin_photos.get(claim.row)
            message_id = "" if row is None else uow.bulletin_photos.message_id(row)
        is_video = claim.kind == PhotoKind.VIDEO
        work = timedelta(seconds=CLIP_SECONDS if is_video else PHOTO_SECONDS)
        with self._errands.content(claim, message_id, work=work) as found:
            return self._video(found) if is_video else self._photo(found)

    def _photo(self, found: Download) -> TwoSizes:
        workdir = self._vault.workspace()
        outcome = clean(found.pieces, declared_type=found.mime, workdir=workdir)
        if not isinstance(outcome, Cleaned) or outcome.kind is not Kind.PICTURE:
            raise FileFault("files.no_picture")
        with outcome:
            full, small = make_sizes(b"".join(outcome))
        return TwoSizes(full=full, small=small)

    def _video(self, found: Download) -> TwoSizes:
        kept = keep_clip(found.pieces, self._vault, declared_type=found.mime)
        return TwoSizes(
            full=kept.full, small=kept.small, clip=StoredClip(name=kept.name, key=kept.key)
        )

    def _end(self, claim: Claim, state: PhotoState, kept: TwoSizes | None = None) -> None:
        """Settle a claim; a file that another's claim made useless is swept from the vault."""
        with self._store.writing(claim.station_id, self._clock()) as uow:
            row = uow.bulletin_photos.claimed(claim)
            if row is not None:
                row.ends(state)
                if kept is not None:
                    uow.bulletin_pictures.keep(uow.bulletin_photos.token(row), kept, now=uow.now)
            uow.commit()
        log.info("bulletin photo", photo=claim.row, kind=claim.kind, state=state.value)

    def _try_again(self, claim: Claim, trouble: Trouble) -> None:
        verdict = judge(trouble, self._errands.attempt(claim))
        if verdict.ended is not None:
            self._end(claim, PhotoState.FAILED)
            return
        with self._store.writing(claim.station_id, self._clock()) as uow:
            row = uow.bulletin_photos.claimed(claim)
            if row is not None:
                row.waits(until=uow.now + (verdict.again_after or timedelta()))
            uow.commit()
        self._outage.struck(kind=trouble.value, photo=claim.row)
