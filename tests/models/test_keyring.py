"""What the deployment's encryption keys open."""

from __future__ import annotations

import pytest

from models.keyring import Keyring
from models.seal import SealBroken


def test_an_older_key_still_opens_and_a_strangers_does_not() -> None:
    old, new = b"o" * 32, b"n" * 32
    wrapped = Keyring([old]).wrap(b"secret", purpose="data")
    assert Keyring([new, old]).unwrap(wrapped, purpose="data") == b"secret"
    with pytest.raises(SealBroken):
        Keyring([new]).unwrap(wrapped, purpose="data")


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring([b"short"])
