"""This is how a picture gets the address at which LINE finds it."""

from __future__ import annotations

import secrets
from typing import Final

from domain.answers import Picture
from models.bulletin_picture import TwoSizes
from models.unit_of_work import UnitOfWork

_TOKEN_BYTES: Final = 24


def can_publish(uow: UnitOfWork) -> bool:
    """Say whether LINE can fetch anything from this station: it takes https addresses alone."""
    return uow.rules.public_url.startswith("https://")


def publish(uow: UnitOfWork, sizes: TwoSizes) -> Picture:
    """Keep a picture and return it with the addresses at which LINE finds it."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    uow.bulletin_pictures.keep(token, sizes, now=uow.now)
    address = f"{uow.rules.public_url}/b/{token}"
    return Picture(url=f"{address}.jpg", preview=f"{address}/small.jpg")
