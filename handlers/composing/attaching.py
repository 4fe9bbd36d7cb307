"""This is what stands beside a bulletin's words: a photo, a video, a place on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog import Catalog
from catalog.bulletin_looks import contents_of, spot_of
from domain.answers import Content, Film, Picture, Spot
from domain.composition import READY, Composition, Kind
from domain.refusals import Refusal
from handlers.composing.subject import subject_of
from models.bulletin_photo import PhotoState
from models.publishing import at_address
from models.unit_of_work import UnitOfWork

_ATTACHED = (Picture, Film, Spot)


@dataclass(frozen=True, kw_only=True)
class Attached:
    """What is attached to a draft; `awaited` says what is not there yet, as `video_failed`."""

    media: Sequence[Content] = ()
    spots: Sequence[Content] = ()
    awaited: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that could be taken off."""
        return not (self.media or self.spots or self.awaited)


def contents_as_sent(draft: Composition, uow: UnitOfWork, catalog: Catalog) -> Sequence[Content]:
    """Return a bulletin as it will look: pictures, then words, then where it is."""
    found = attached(draft, uow, catalog)
    words = [one for one in _words(draft, uow, catalog) if not isinstance(one, _ATTACHED)]
    return [*found.media, *words, *found.spots]


def _words(draft: Composition, uow: UnitOfWork, catalog: Catalog) -> Sequence[Content]:
    if draft.subject:
        return [subject_of(draft, uow, catalog)]
    if draft.kind == Kind.KEPT:
        return _before(draft, uow)
    return contents_of(draft, catalog, uow.rules.name)


def attached(draft: Composition, uow: UnitOfWork, catalog: Catalog) -> Attached:
    """Return what is attached; what is sent anew takes the place of what was there before."""
    before = [] if draft.is_bare else _before(draft, uow)
    media: list[Content] = []
    awaited = ""
    for row, kind, name in ((draft.photo, Picture, "photo"), (draft.video, Film, "video")):
        state, fresh = _fetched(row, uow, is_film=kind is Film)
        awaited = awaited or (f"{name}_{state}" if state in _UNREADY else "")
        kept = [one for one in before if isinstance(one, kind)]
        media += kept if fresh is None else [fresh]
    spots: Sequence[Content] = [one for one in before if isinstance(one, Spot)]
    # A template's card has a button for the map; all else has LINE's own map below it.
    if draft.pin is not None:
        spots = [spot_of(draft, catalog)] if draft.kind == Kind.TEXT or draft.kind in READY else []
    return Attached(media=media, spots=spots, awaited=awaited)


_UNREADY = (PhotoState.FAILED, PhotoState.WANTED)


def _fetched(
    photo: int, uow: UnitOfWork, *, is_film: bool
) -> tuple[PhotoState | None, Content | None]:
    """Return how far a photo or video is, and what it looks like once it is kept."""
    row = uow.bulletin_photos.get(photo) if photo else None
    if row is None:
        return None, None
    state = PhotoState(row.state)
    if state is not PhotoState.KEPT:
        return state, None
    return state, at_address(uow, uow.bulletin_photos.token(row), is_film=is_film)


def _before(draft: Composition, uow: UnitOfWork) -> Sequence[Content]:
    row = uow.bulletins.by_number(draft.number) if draft.number else None
    if row is None and draft.kind == Kind.KEPT:
        raise Refusal("compose.over")
    return [] if row is None else uow.bulletins.contents(row)
