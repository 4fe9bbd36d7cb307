"""This is what comes of cleaning: a clean copy, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Self

_COPY_BYTES = 256 * 1024


class Kind(StrEnum):
    """How a clean copy is taken in."""

    PICTURE = "picture"
    VIDEO = "video"
    AUDIO = "audio"


class Way(StrEnum):
    """What is made of media: a clean copy, a small video for many, or one picture of a video."""

    COPY = "copy"
    CLIP = "clip"
    STILL = "still"


class Reason(StrEnum):
    """Why media are shown by type and size only."""

    UNSUPPORTED = "unsupported"
    DAMAGED = "damaged"
    TOO_COMPLEX = "too_complex"
    TOO_SLOW = "too_slow"
    TOO_LONG = "too_long"


class CannotClean(Exception):
    """Media turned out not to be cleanable while they were being cleaned."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


class CleaningInterrupted(Exception):
    """Cleaning was stopped, or found no room on disk; nothing is known, so try again later."""


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """A clean copy in a file that has no name and is gone once closed."""

    kind: Kind
    mime: str
    content: BinaryIO
    size: int
    is_as_declared: bool
    width: int | None = None
    height: int | None = None
    seconds: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.content.close()

    def __iter__(self) -> Iterator[bytes]:
        """Give the copy's content from its beginning."""
        self.content.seek(0)
        while piece := self.content.read(_COPY_BYTES):
            yield piece


@dataclass(frozen=True, kw_only=True)
class Uncleanable:
    """Media of which no clean copy can be made; their type and size may be shown."""

    reason: Reason
    mime: str
    size: int
    is_as_declared: bool
