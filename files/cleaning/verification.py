"""This is the last look at a clean copy: it holds the parts we know, and no others."""

from __future__ import annotations

import os
from typing import BinaryIO

_JPEG_SEGMENTS = frozenset({0xE0, 0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDD})
_JPEG_SCAN = 0xDA
_JFIF_BYTES = 16

_CONTAINERS = frozenset({b"moov", b"trak", b"edts", b"mdia", b"minf", b"dinf", b"stbl", b"mvex"})
_BOXES = _CONTAINERS | {
    *(b"ftyp", b"free", b"mdat", b"mvhd", b"tkhd", b"elst", b"mdhd", b"hdlr", b"vmhd", b"smhd"),
    *(b"dref", b"stsd", b"stts", b"ctts", b"cslg", b"stss", b"stsc", b"stsz", b"stco", b"co64"),
    *(b"sgpd", b"sbgp", b"sdtp", b"trex"),
}
# The writer always leaves a list of tags; this is what it is when there are none.
_NO_TAGS = bytes.fromhex(
    "00000035 6d657461 00000000 00000021 68646c72 00000000 00000000"
    "6d646972 6170706c 00000000 00000000 00 00000008 696c7374"
)
_BOX_HEADER_BYTES = 8
_LONG_BOX_HEADER_BYTES = 16
_MOST_BOXES = 10_000

# What a reader makes up for a file that says nothing about itself.
_TECHNICAL = {
    "major_brand": None,
    "minor_version": None,
    "compatible_brands": None,
    "handler_name": ("VideoHandler", "SoundHandler"),
    "language": ("und",),
    "vendor_id": ("[0][0][0][0]",),
    "encoder": ("Lavf",),
}


def is_bare_jpeg(content: bytes) -> bool:
    """Say whether a JPEG holds the picture alone: no EXIF, XMP, profile, comment or trailer."""
    at = 2
    while content[at : at + 1] == b"\xff" and content[at + 1] in _JPEG_SEGMENTS:
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if content[at + 1] == 0xE0 and length != _JFIF_BYTES:  # noqa: PLR2004
            return False
        at += 2 + length
    is_scan = content[at : at + 2] == bytes([0xFF, _JPEG_SCAN])
    return is_scan and content.startswith(b"\xff\xd8") and content.endswith(b"\xff\xd9")


def is_bare_mp4(file: BinaryIO) -> bool:
    """Say whether an MP4 holds known boxes alone: no udta, meta, uuid or other."""
    waiting = [(0, file.seek(0, os.SEEK_END))]
    for _ in range(_MOST_BOXES):
        if not waiting:
            return True
        at, end = waiting.pop()
        if at >= end:
            continue
        kind, begin, after = _box(file, at, end)
        if not begin <= after <= end or not _is_known(file, kind, begin, after):
            return False
        waiting.append((after, end))
        if kind in _CONTAINERS:
            waiting.append((begin, after))
    return False


def is_technical(key: str, value: str) -> bool:
    """Say whether an entry of a clean copy's metadata is one that names nobody."""
    allowed = _TECHNICAL.get(key, ())
    return allowed is None or value in allowed


def _is_known(file: BinaryIO, kind: bytes, begin: int, end: int) -> bool:
    if kind == b"udta" and end - begin == len(_NO_TAGS):
        file.seek(begin)
        return file.read(len(_NO_TAGS)) == _NO_TAGS
    return kind in _BOXES


def _box(file: BinaryIO, at: int, end: int) -> tuple[bytes, int, int]:
    """Return a box's kind, where its content begins, and where the box after it does."""
    file.seek(at)
    head = file.read(_LONG_BOX_HEADER_BYTES)
    size, kind = int.from_bytes(head[:4], "big"), head[4:8]
    if size == 0:
        return kind, at + _BOX_HEADER_BYTES, end
    if size == 1:
        return kind, at + _LONG_BOX_HEADER_BYTES, at + int.from_bytes(head[8:], "big")
    return kind, at + _BOX_HEADER_BYTES, at + size
