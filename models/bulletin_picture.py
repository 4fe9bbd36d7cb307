"""This is a picture or video of a bulletin, for LINE to fetch at an address nobody can guess."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes, Moment
from models.sealed import KeyForgotten, KeyStore, Purpose

_FULL, _SMALL, _CLIP = "announced.picture", "announced.preview", "announced.clip"


class BulletinPicture(Base):
    """One picture without metadata, and its small preview; the address is kept as a mark.

    Of a video it is what is seen before it plays; `clip` names the video's file in the vault.
    """

    __tablename__ = "bulletin_pictures"
    __table_args__ = (UniqueConstraint("mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    mark: Mapped[bytes] = mapped_column(Bytes)
    kept_at: Mapped[datetime] = mapped_column(Moment)
    full: Mapped[bytes] = mapped_column(Bytes)
    small: Mapped[bytes] = mapped_column(Bytes)
    clip: Mapped[bytes | None] = mapped_column(Bytes)


@dataclass(frozen=True, kw_only=True)
class StoredClip:
    """Where a video lies in the vault, and the key of its file in hexadecimal."""

    name: str
    key: str


@dataclass(frozen=True, kw_only=True)
class TwoSizes:
    """The two sizes of a picture that LINE asks for, as JPEG, and the video that it stands for."""

    full: bytes
    small: bytes
    clip: StoredClip | None = None


class BulletinPictures:
    """The pictures and videos of one station's bulletins."""

    def __init__(
        self, session: Session, *, station_id: int, keys: KeyStore, key: uuid.UUID
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._key = key

    def keep(self, token: str, sizes: TwoSizes, *, now: datetime) -> None:
        """Keep a picture or video under the secret part of its address."""
        keys, key = self._keys, self._key
        clip = None if sizes.clip is None else asdict(sizes.clip)
        self._session.add(
            BulletinPicture(
                station_id=self._station_id,
                mark=self.mark(token),
                kept_at=now,
                full=keys.seal(key, sizes.full, purpose=_FULL),
                small=keys.seal(key, sizes.small, purpose=_SMALL),
                clip=None if clip is None else keys.seal_json(key, clip, purpose=_CLIP),
            )
        )

    def mark(self, token: str) -> bytes:
        """Return what finds a picture or video by the secret part of its address."""
        return self._keys.fingerprint(Purpose.LINK, "bulletin", token)

    def files(self, rows: Sequence[int]) -> Sequence[str]:
        """Return the names of the files in the vault that some rows have."""
        kept = select(BulletinPicture.clip).where(
            BulletinPicture.id.in_(rows), BulletinPicture.clip.is_not(None)
        )
        return sorted(_names(self._session.scalars(kept), self._keys))

    def find(self, token: str) -> TwoSizes | None:
        """Return the picture at an address of this station."""
        row = self._session.scalars(
            select(BulletinPicture).where(
                BulletinPicture.station_id == self._station_id,
                BulletinPicture.mark == self.mark(token),
            )
        ).one_or_none()
        if row is None:
            return None
        return TwoSizes(
            full=self._keys.open(row.full, purpose=_FULL),
            small=self._keys.open(row.small, purpose=_SMALL),
            clip=None if row.clip is None else _clip(self._keys, row.clip),
        )


def names_of_clips(session: Session, keys: KeyStore) -> set[str]:
    """Return the names of all files in the vault that any station's bulletins still have."""
    kept = select(BulletinPicture.clip).where(BulletinPicture.clip.is_not(None))
    return _names(session.scalars(kept), keys)


def _names(clips: Iterable[bytes | None], keys: KeyStore) -> set[str]:
    names: set[str] = set()
    for sealed in clips:
        with suppress(KeyForgotten):
            names.add(_clip(keys, sealed or b"").name)
    return names


def _clip(keys: KeyStore, sealed: bytes) -> StoredClip:
    return StoredClip(**keys.open_json(sealed, purpose=_CLIP))
