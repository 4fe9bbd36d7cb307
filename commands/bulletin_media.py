"""This is what `bulletin` sends beside words: a picture, a video, a place, made ready before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from commands.bulletin_wish import Wish, WishFault
from domain.answers import Spot
from models.bulletin_picture import StoredClip, TwoSizes
from models.publishing import can_publish
from models.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from files.vault import Vault

_FARTHEST_NORTH: Final = 90
_FARTHEST_EAST: Final = 180


def must_be_fetchable(wish: Wish, uow: UnitOfWork) -> None:
    """Raise WishFault for a picture or video that LINE could not fetch from here."""
    for option, path in (("--image", wish.image), ("--video", wish.video)):
        if path is not None and not can_publish(uow):
            raise WishFault("announce.no_https", option=option, url=uow.rules.public_url)


def must_be_showable(wish: Wish) -> None:
    """Raise FileFault for a picture or video of which nothing could be made; nothing is kept."""
    from files.faults import must_be_a_file

    if wish.image is not None:
        _picture(wish.image)
    if wish.video is not None:
        must_be_a_file(wish.video)


def made_ready(wish: Wish, vault: Callable[[], Vault]) -> Sequence[TwoSizes]:
    """Return the picture and the video in the sizes that are sent; raise FileFault for neither."""
    made = []
    if wish.image is not None:
        made.append(_picture(wish.image))
    if wish.video is not None:
        made.append(_video(wish.video, vault()))
    return made


def _picture(image: Path) -> TwoSizes:
    from files.bulletin_picture import make_picture

    full, small = make_picture(image)
    return TwoSizes(full=full, small=small)


def _video(video: Path, vault: Vault) -> TwoSizes:
    from files.bulletin_clip import keep_clip
    from files.faults import FileFault

    try:
        kept = keep_clip(video, vault, declared_type="video/mp4")
    except OSError:
        raise FileFault("files.unreadable") from None
    return TwoSizes(full=kept.full, small=kept.small, clip=StoredClip(name=kept.name, key=kept.key))


def spot(wish: Wish, title: str) -> Spot | None:
    """Return the place that was asked for; raise WishFault for what is no place on the earth."""
    if not wish.location:
        return None
    try:
        latitude, longitude = (float(part) for part in wish.location.split(","))
    except ValueError:
        raise WishFault("announce.location_unread", location=wish.location) from None
    if not (abs(latitude) <= _FARTHEST_NORTH and abs(longitude) <= _FARTHEST_EAST):
        raise WishFault("announce.location_unread", location=wish.location)
    address = wish.place or f"{latitude:.5f}, {longitude:.5f}"
    return Spot(title=title, address=address, latitude=latitude, longitude=longitude)
