"""This is how a video is made small for many phones: played, turned upright, and coded anew.

Only the process that cleans imports this module; PyAV is too large for an idle station.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, BinaryIO, Final

import av
import av.filter

from domain.bulletin import LONGEST_VIDEO
from files.cleaning.outcome import CannotClean, Reason
from files.cleaning.pictures import as_bare_jpeg
from files.cleaning.recordings import Recording, chosen, clean_recording, opened

MOST_SECONDS: Final = LONGEST_VIDEO.total_seconds()
LONGEST_SIDE: Final = 854
_MOST_FRAMES: Final = 30
_OPTIONS: Final = {
    "preset": "veryfast",
    "crf": "27",
    "maxrate": "600k",
    "bufsize": "1200k",
    "profile": "main",
}
_SOUND_RATE, _SOUND_BITS = 44100, 64_000
_STILL_AT: Final = 1.0
_TURNS: Final = {90: ["cclock"], -90: ["clock"], 180: ["clock"] * 2, -180: ["clock"] * 2}


def shrink(source: str, reader: str, target: str) -> Recording:
    """Write a video small and upright, with its sound, and nothing that the camera noted."""
    draft = os.memfd_create("clip")
    try:
        _code(source, reader, f"/proc/self/fd/{draft}")
        # What the coder signs its work with is taken off like what a camera says of itself.
        return clean_recording(f"/proc/self/fd/{draft}", "mov", target)
    finally:
        os.close(draft)


def still(source: str, reader: str, target: BinaryIO) -> tuple[int, int]:
    """Write a JPEG of what a video shows after a second, and return its width and height."""
    shown = _frame(source, reader, at=_STILL_AT)
    target.write(as_bare_jpeg(shown.to_image()))
    return shown.width, shown.height


def _frame(source: str, reader: str, *, at: float) -> Any:
    """Return what a video shows at a moment, or at its end if that comes before."""
    last = None
    with opened(source, reader) as film:
        picture, _ = chosen(film)
        if picture is None:
            raise CannotClean(Reason.UNSUPPORTED)
        for frame in film.decode(picture):
            last = frame
            if (frame.time or 0.0) >= at:
                break
    if last is None:
        raise CannotClean(Reason.DAMAGED)
    return last


def _code(source: str, reader: str, target: str) -> None:
    first = _frame(source, reader, at=0.0)
    with opened(source, reader) as film:
        if film.duration is not None and film.duration / av.time_base > MOST_SECONDS:
            raise CannotClean(Reason.TOO_LONG)
        picture, sound = chosen(film)
        with av.open(f"file:{target}", "w", format="mp4") as output:
            ways: dict[int, _Film | _Sound] = {picture.index: _Film(output, picture, first)}
            if sound is not None:
                ways[sound.index] = _Sound(output)
            for packet in film.demux([one for one in (picture, sound) if one is not None]):
                for frame in _decoded(packet):
                    for made in ways[packet.stream_index].packets(frame):
                        output.mux(made)
            for way in ways.values():
                for made in way.packets(None):
                    output.mux(made)


def _decoded(packet: Any) -> Sequence[Any]:
    """Return the frames of a packet; what cannot be decoded is a gap."""
    frames: Sequence[Any] = ()
    with contextlib.suppress(av.error.InvalidDataError):
        frames = packet.decode()
    if any((one.time or 0.0) > MOST_SECONDS for one in frames):
        raise CannotClean(Reason.TOO_LONG)
    return frames


class _Film:
    """The picture: turned as it was held, scaled, and coded anew."""

    def __init__(self, output: Any, source: Any, first: Any) -> None:
        turns = _TURNS.get(first.rotation, [])
        size = (first.width, first.height) if len(turns) != 1 else (first.height, first.width)
        width, height = _fitted(*size)
        rate = min(source.average_rate or Fraction(_MOST_FRAMES), Fraction(_MOST_FRAMES))
        self._graph = av.filter.Graph()
        steps = [
            self._graph.add_buffer(template=source),
            *(self._graph.add("transpose", turn) for turn in turns),
            self._graph.add("fps", f"{rate.numerator}/{rate.denominator}"),
            self._graph.add("scale", f"{width}:{height}"),
            self._graph.add("format", "yuv420p"),
            self._graph.add("buffersink"),
        ]
        self._graph.link_nodes(*steps).configure()
        self._stream = output.add_stream("libx264", rate=rate, options=dict(_OPTIONS))
        self._stream.width, self._stream.height = width, height
        self._stream.pix_fmt = "yuv420p"

    def packets(self, frame: Any) -> Iterator[Any]:
        """Give what is to be written for a frame; for None, what is left."""
        self._graph.vpush(frame)
        while True:
            try:
                shown = self._graph.vpull()
            except (av.error.BlockingIOError, av.error.EOFError):
                break
            shown.pict_type = av.video.frame.PictureType.NONE
            yield from self._stream.encode(shown)
        if frame is None:
            yield from self._stream.encode(None)


class _Sound:
    """The sound: mixed into one channel and coded anew."""

    def __init__(self, output: Any) -> None:
        self._stream = output.add_stream("aac", rate=_SOUND_RATE)
        self._stream.layout, self._stream.bit_rate = "mono", _SOUND_BITS
        self._resampler = av.AudioResampler(format="fltp", layout="mono", rate=_SOUND_RATE)

    def packets(self, frame: Any) -> Iterator[Any]:
        """Give what is to be written for a frame; for None, what is left."""
        for heard in self._resampler.resample(frame):
            yield from self._stream.encode(heard)
        if frame is None:
            yield from self._stream.encode(None)


def _fitted(width: int, height: int) -> tuple[int, int]:
    """Return a size that no side of which is longer than is shown, even as the coder needs it."""
    scale = min(1.0, LONGEST_SIDE / max(width, height, 1))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)
