"""This is the keyring: the deployment's encryption keys, which wrap the keys of all else.

A key is wrapped as a value is sealed (`models/seal.py`), with the first 16 bytes of SHA-256 over
the wrapping key in the place of the id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.seal import ID_BYTES, KEY_BYTES, SealBroken, key_id_of, opened, sealer


class Keyring:
    """The deployment's encryption keys, newest first; it wraps with the first, unwraps with all."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError("security.encryption_keys: each key must be 32 bytes")
        self._keys = {hashlib.sha256(key).digest()[:ID_BYTES]: key for key in keys}
        self._newest = hashlib.sha256(keys[0]).digest()[:ID_BYTES]

    def wrap(self, key: bytes, *, purpose: str) -> bytes:
        """Seal a data key or index key under the newest encryption key."""
        cipher = AESGCM(self._keys[self._newest])
        return sealer(cipher, self._newest, purpose=purpose)(key)

    @property
    def newest(self) -> bytes:
        """The mark that everything wrapped by the newest encryption key bears."""
        return self._newest

    def unwrap(self, wrapped: bytes, *, purpose: str) -> bytes:
        """Open a wrapped key; raise SealBroken if none of the encryption keys opens it."""
        key = self._keys.get(key_id_of(wrapped))
        if key is None:
            raise SealBroken("no key of security.encryption_keys opens this database")
        return opened(AESGCM(key), wrapped, purpose=purpose)
