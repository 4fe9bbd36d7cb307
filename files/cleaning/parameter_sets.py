"""This is how notes leave the head of an HEVC stream, which the bitstream filter only copies."""

from __future__ import annotations

import re

_START = re.compile(b"\x00\x00(?:\x00)?\x01")
_START_CODE = b"\x00\x00\x00\x01"
_KEPT = range(32, 35)  # Video, sequence and picture parameter sets.


def without_notes(head: bytes) -> bytes:
    """Return the parameter sets of a head whose units stand between start codes."""
    units = [unit for unit in _START.split(head) if unit]
    return b"".join(_START_CODE + unit for unit in units if unit[0] >> 1 & 0x3F in _KEPT)
