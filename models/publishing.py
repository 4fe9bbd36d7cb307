"""This is how a picture or video gets the address at which LINE finds it."""

from __future__ import annotations

import secrets
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from domain.answers import Film, Picture
from models.bulletin_picture import TwoSizes
from models.unit_of_work import UnitOfWork

_TOKEN_BYTES: Final = 24


def can_publish(uow: UnitOfWork) -> bool:
    """Say whether LINE can fetch anything from this station: it takes https addresses alone.

    The simulator on the same machine takes plain http, so that a sample station can be tried.
    """
    return uow.rules.is_simulated or uow.rules.public_url.startswith("https://")


def publish(uow: UnitOfWork, kept: TwoSizes) -> Picture | Film:
    """Keep a picture or video and return it with the addresses at which LINE finds it."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    uow.bulletin_pictures.keep(token, kept, now=uow.now)
    return at_address(uow, token, is_film=kept.clip is not None)


def at_address(uow: UnitOfWork, token: str, *, is_film: bool) -> Picture | Film:
    """Return what stands at an address of this station, which is itself the secret."""
    address = f"{uow.rules.public_url.rstrip('/')}/b/{token}"
    if is_film:
        return Film(url=f"{address}.mp4", preview=f"{address}.jpg")
    return Picture(url=f"{address}.jpg", preview=f"{address}/small.jpg")


def token_in(shown: Picture | Film) -> str:
    """Return the secret part of the address at which something stands."""
    return PurePosixPath(urlsplit(shown.url).path).stem
