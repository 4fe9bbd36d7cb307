"""This is how a file of the vault is written: a header and then chunks, each sealed by itself.

All numbers are big-endian.

    header   magic "TSPV", version 1 (1 byte), salt (16 bytes), nonce prefix (7 bytes)
    chunk    AES-256-GCM of up to 65,536 bytes of content, with its 16-byte tag at its end

- The chunks' key is HKDF-SHA256(the caller's key, salt, info = "tasapparot vault 1").
- A chunk's nonce is prefix, its number from 0 (4 bytes), and 1 for the last chunk or 0 (1 byte).
- A chunk's additional data is the header and the file's name.

Every chunk but the last is full; an empty file is one empty last chunk. So a chunk that was
altered, moved, left out or taken from another file fails its tag, and so does the last chunk of
a file that was cut or lengthened. The last chunk is checked before any content is given out.
"""

from __future__ import annotations

import secrets
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
CHUNK_BYTES = 64 * 1024
SEALED_CHUNK_BYTES = CHUNK_BYTES + 16

_MAGIC = b"TSPV\x01"
_SALT_BYTES = 16
_PREFIX_BYTES = 7
HEADER_BYTES = len(_MAGIC) + _SALT_BYTES + _PREFIX_BYTES
_INFO = b"tasapparot vault 1"


class VaultTrouble(Exception):
    """Something about a file of the vault did not go as asked."""


class VaultDamaged(VaultTrouble):
    """A file was altered or cut, or the key is not its key."""


class ChunkCipher:
    """Seals and opens the numbered chunks of one file."""

    @classmethod
    def fresh(cls, key: bytes, name: str) -> Self:
        """Return the cipher of a new file, with a salt and a prefix by chance."""
        return cls(key, _MAGIC + secrets.token_bytes(_SALT_BYTES + _PREFIX_BYTES), name)

    def __init__(self, key: bytes, header: bytes, name: str) -> None:
        if len(header) != HEADER_BYTES or not header.startswith(_MAGIC):
            raise VaultDamaged("a file of the vault has no header")
        if len(key) != KEY_BYTES:
            raise ValueError(f"A vault key has {KEY_BYTES} bytes.")
        salt = header[len(_MAGIC) : len(_MAGIC) + _SALT_BYTES]
        derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=_INFO).derive(key)
        self.header = header
        self._aead = AESGCM(derived)
        self._prefix = header[-_PREFIX_BYTES:]
        self._bound_to = header + name.encode("ascii")

    def seal(self, content: bytes, number: int, *, is_last: bool) -> bytes:
        """Return a chunk's sealed form."""
        return self._aead.encrypt(self._nonce(number, is_last), content, self._bound_to)

    def open(self, sealed: bytes, number: int, *, is_last: bool) -> bytes:
        """Return a chunk's content, or raise VaultDamaged."""
        try:
            return self._aead.decrypt(self._nonce(number, is_last), sealed, self._bound_to)
        except InvalidTag:
            raise VaultDamaged("a file of the vault is damaged") from None

    def _nonce(self, number: int, is_last: bool) -> bytes:  # noqa: FBT001
        return self._prefix + number.to_bytes(4, "big") + bytes([is_last])
