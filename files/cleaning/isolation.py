"""This is where media are cleaned apart from us: a process with ceilings, which may well die."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from files.cleaning.outcome import (
    Cleaned,
    CleaningInterrupted,
    Kind,
    Reason,
    Uncleanable,
    Way,
)
from files.cleaning.sniffing import HEAD_BYTES, Sniffed, sniff

MOST_SECONDS = 60
NO_ROOM = 75

_PROJECT = Path(__file__).parents[2]
_MOST_VERDICT_BYTES = 4096
_STOPPED_BY_OTHERS = (-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP)
_OUT_OF_TIME = (-signal.SIGALRM, -signal.SIGXCPU)

_MIMES = {mime: mime for mime in ("image/jpeg", "video/mp4", "audio/mp4", "audio/mpeg")}
_Number = TypeVar("_Number", int, float)

Source = Path | bytes | Iterable[bytes]


@dataclass(frozen=True, kw_only=True)
class _Subject:
    """What is to be cleaned, and what is known of it before."""

    file: BinaryIO
    size: int
    declared_type: str
    sniffed: Sniffed

    def uncleanable(self, reason: Reason) -> Uncleanable:
        mime = self.sniffed.mime
        return Uncleanable(
            reason=reason, mime=mime, size=self.size, is_as_declared=self.is_declared(mime)
        )

    @property
    def family(self) -> str:
        return "picture" if self.sniffed.is_picture else "recording"

    def can_become(self, way: Way) -> bool:
        return way is Way.COPY or not self.sniffed.is_picture

    def is_declared(self, mime: str) -> bool:
        """Say whether the sender's word and the content agree, as far as the word goes."""
        family = self.declared_type.partition("/")[0].strip().lower()
        said = family in ("image", "video", "audio")
        return not said or family == mime.partition("/")[0]


def clean(
    source: Source,
    *,
    declared_type: str,
    workdir: Path,
    seconds: int = MOST_SECONDS,
    way: Way = Way.COPY,
) -> Cleaned | Uncleanable:
    """Return a clean copy of media, or the reason why there is none; hostile media raise nothing.

    What lies in `workdir` meanwhile has no name there: a crash leaves nothing behind.
    """
    with _opened(source, workdir) as file:
        head = os.pread(file.fileno(), HEAD_BYTES, 0)
        subject = _Subject(
            file=file,
            size=os.fstat(file.fileno()).st_size,
            declared_type=declared_type,
            sniffed=sniff(head),
        )
        if subject.sniffed.reader is None or not subject.can_become(way):
            return subject.uncleanable(Reason.UNSUPPORTED)
        copy = tempfile.TemporaryFile(dir=workdir)  # noqa: SIM115 - handed on to the caller
        try:
            outcome = _outcome(subject, copy, _verdict(subject, copy, workdir, seconds, way))
        except BaseException:
            copy.close()
            raise
        if isinstance(outcome, Uncleanable):
            copy.close()
        return outcome


@contextlib.contextmanager
def _opened(source: Source, workdir: Path) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile(dir=workdir) as file:
        for piece in (source,) if isinstance(source, bytes) else source:
            file.write(piece)
        file.flush()
        yield file


def _verdict(
    subject: _Subject, copy: BinaryIO, workdir: Path, seconds: int, way: Way
) -> dict[str, Any]:
    """Let the process clean, and return what it says of it, or the reason of its end."""
    handles = (subject.file.fileno(), copy.fileno())
    words = [
        subject.family if way is Way.COPY else str(way),
        str(subject.sniffed.reader),
        *map(str, handles),
        str(seconds),
    ]
    with tempfile.TemporaryFile(dir=workdir) as said:
        try:
            ended = subprocess.run(  # noqa: S603 - our own module, words of our own
                [sys.executable, "-m", "files.cleaning", *words],
                cwd=_PROJECT,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.DEVNULL,
                pass_fds=handles,
                start_new_session=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"reason": Reason.TOO_SLOW}
        if ended.returncode == NO_ROOM or ended.returncode in _STOPPED_BY_OTHERS:
            raise CleaningInterrupted("cleaning was interrupted")
        if ended.returncode in _OUT_OF_TIME:
            return {"reason": Reason.TOO_SLOW}
        said.seek(0)
        return _understood(said.read(_MOST_VERDICT_BYTES), ended.returncode)


def _understood(said: bytes, code: int) -> dict[str, Any]:
    try:
        verdict = json.loads(said) if code == 0 else None
    except ValueError:
        verdict = None
    return verdict if isinstance(verdict, dict) else {"reason": Reason.DAMAGED}


def _outcome(subject: _Subject, copy: BinaryIO, verdict: dict[str, Any]) -> Cleaned | Uncleanable:
    # The process read hostile media, so its word is checked like any other's.
    try:
        if "reason" in verdict:
            return subject.uncleanable(Reason(verdict["reason"]))
        return _cleaned(subject, copy, verdict)
    except (KeyError, TypeError, ValueError):
        return subject.uncleanable(Reason.DAMAGED)


def _cleaned(subject: _Subject, copy: BinaryIO, verdict: dict[str, Any]) -> Cleaned:
    mime = _MIMES[verdict["mime"]]
    copy.seek(0)
    return Cleaned(
        kind=Kind(verdict["kind"]),
        mime=mime,
        content=copy,
        size=os.fstat(copy.fileno()).st_size,
        is_as_declared=subject.is_declared(mime),
        width=_number(verdict["width"], int),
        height=_number(verdict["height"], int),
        seconds=_number(verdict["seconds"], float),
    )


def _number(value: Any, kind: type[_Number]) -> _Number | None:
    return None if value is None else kind(value)
