"""This is the form of a sealed value, which opens for its own key and purpose alone.

A sealed value is `version (1) | key id (16) | nonce (12) | AES-256-GCM ciphertext and tag`.
Its purpose is the associated data, so that a value moved into another column does not open.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ID_BYTES: Final = 16
KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12
_HEAD: Final = len(_VERSION) + ID_BYTES


class SealBroken(Exception):
    """A sealed value does not open: wrong key, moved, or damaged."""


def sealer(cipher: AESGCM, key_id: bytes, *, purpose: str) -> Callable[[bytes], bytes]:
    """Return what seals many values under one key for one purpose."""
    head, context, encrypt = _VERSION + key_id, purpose.encode(), cipher.encrypt

    def seal(value: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return head + nonce + encrypt(nonce, value, context)

    return seal


def key_id_of(sealed: bytes) -> bytes:
    """Return which key a value is sealed under."""
    return sealed[len(_VERSION) : _HEAD]


def opened(cipher: AESGCM, sealed: bytes, *, purpose: str) -> bytes:
    """Return what is sealed; raise SealBroken if it does not open."""
    if sealed[: len(_VERSION)] != _VERSION:
        raise SealBroken("unknown form of a sealed value")
    body = _HEAD + _NONCE_BYTES
    try:
        return cipher.decrypt(sealed[_HEAD:body], sealed[body:], purpose.encode())
    except InvalidTag as broken:
        raise SealBroken("a sealed value was moved, damaged, or sealed by another key") from broken
