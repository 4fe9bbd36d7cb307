"""This is which photos and videos of bulletins nobody needs any more, and how they go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select

from domain.answers import Film, Picture
from models.bulletin import Bulletin, Occurrence
from models.bulletin_picture import BulletinPicture
from models.publishing import token_in
from models.unit_of_work import UnitOfWork


def pictures_over(uow: UnitOfWork, at: datetime) -> Sequence[int]:
    """Return the rows of pictures and videos that nobody needs from a moment on, oldest first.

    A bulletin that is still to go, or that may go again, needs what it shows; one that ended shows
    it in the chats for a while.
    """
    since = at - uow.rules.retention.announced
    rows = uow.session.execute(
        select(BulletinPicture.id, BulletinPicture.mark)
        .where(BulletinPicture.station_id == uow.station.id, BulletinPicture.kept_at <= since)
        .order_by(BulletinPicture.id)
    ).all()
    if not rows:
        return []
    needed = {uow.bulletin_pictures.mark(one) for one in _tokens(uow, since)}
    return [row for row, mark in rows if mark not in needed]


def delete_pictures(uow: UnitOfWork, *, limit: int) -> int:
    """Delete some of what nobody needs any more, with its files; return how many."""
    rows = pictures_over(uow, uow.now)[:limit]
    if rows:
        uow.files_to_remove.extend(uow.bulletin_pictures.files(rows))
        uow.session.execute(delete(BulletinPicture).where(BulletinPicture.id.in_(rows)))
    return len(rows)


def _tokens(uow: UnitOfWork, since: datetime) -> Iterator[str]:
    """Yield the secret parts of the addresses that are still shown, or still to be shown."""
    opened: set[bytes] = set()
    rows: list[Bulletin | Occurrence] = [*_bulletins(uow, since), *_times(uow, since)]
    for row in rows:
        # Each time of a bulletin that repeats has the same words.
        if row.words is None or row.words in opened:
            continue
        opened.add(row.words)
        for content in uow.bulletins.contents(row):
            if isinstance(content, Picture | Film):
                yield token_in(content)


def _bulletins(uow: UnitOfWork, since: datetime) -> Sequence[Bulletin]:
    return uow.session.scalars(
        select(Bulletin).where(
            Bulletin.station_id == uow.station.id,
            or_(Bulletin.ended_at.is_(None), Bulletin.ended_at > since),
        )
    ).all()


def _times(uow: UnitOfWork, since: datetime) -> Sequence[Occurrence]:
    return uow.session.scalars(
        select(Occurrence)
        .join(Bulletin)
        .where(
            Bulletin.station_id == uow.station.id,
            or_(Occurrence.ended_at.is_(None), Occurrence.ended_at > since),
        )
    ).all()
