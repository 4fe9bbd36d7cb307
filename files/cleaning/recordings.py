"""This is how video and sound are cleaned: their packets move into a new file, and nothing else.

Only the process that cleans imports this module; PyAV is too large for an idle station. Notes
that cameras hide between pictures (SEI, metadata units) are filtered out; AAC and MP3 sound is
copied, other sound coded anew as AAC. Video of other codecs than below has no filter: refused.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import av
import av.bitstream

from files.cleaning.outcome import CannotClean, Kind, Reason
from files.cleaning.parameter_sets import without_notes
from files.cleaning.sniffing import mp3_frame_bytes
from files.cleaning.verification import is_bare_mp4, is_technical

MAX_STREAMS = 32

# Pictures and what is needed to decode them pass; notes, padding and private kinds do not.
_VIDEO_FILTERS = {
    "h264": "filter_units=pass_types=1-5|7-11",
    "hevc": "filter_units=pass_types=0-37",
    "av1": "filter_units=remove_types=5|15",
}
_COPIED_SOUND = {"aac": "null", "mp3": "null", "mp3float": "null"}
_HEVC_TAG = "hvc1"
_MP4_OPTIONS = {"movflags": "+faststart", "fflags": "+bitexact"}
_MP3_OPTIONS = {"id3v2_version": "0", "write_id3v1": "0", "fflags": "+bitexact"}
_AAC_HERTZ = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What a clean copy of video or sound turned out to be."""

    kind: Kind
    mime: str
    width: int | None
    height: int | None
    seconds: float | None


class _Copied:
    """A stream whose packets are copied through a filter."""

    def __init__(self, output: Any, stream: Any, bitstream_filter: str) -> None:
        self._stream = output.add_stream_from_template(stream, opaque=True)
        self._stream.metadata.clear()
        self._filter = av.bitstream.BitStreamFilterContext(bitstream_filter, stream, self._stream)
        context = self._stream.codec_context
        if stream.codec_context.name == "hevc":
            self._stream.codec_tag = _HEVC_TAG
            context.extradata = without_notes(context.extradata or b"")
        self._is_mp3 = stream.codec_context.name.startswith("mp3")

    def packets(self, packet: Any) -> Iterator[Any]:
        """Give what is to be written for a packet; for None, what is left."""
        if packet is not None and (packet.dts is None or self._is_junk(packet)):
            return
        for clean in self._filter.filter(packet):
            clean.stream = self._stream
            yield clean

    def _is_junk(self, packet: Any) -> bool:
        # Tags at the end of an MP3 can come as packets of their own.
        is_odd = self._is_mp3 and mp3_frame_bytes(bytes(packet)[:4]) != packet.size
        return bool(packet.is_corrupt or is_odd)


class _Recoded:
    """A sound that browsers do not play, coded anew as AAC."""

    def __init__(self, output: Any, stream: Any) -> None:
        rate = stream.codec_context.sample_rate
        rate = rate if rate in _AAC_HERTZ else _AAC_HERTZ[-1]
        layout = "mono" if stream.codec_context.layout.nb_channels == 1 else "stereo"
        self._source = stream
        self._stream = output.add_stream("aac", rate=rate)
        self._stream.layout = layout
        self._resampler = av.AudioResampler(format="fltp", layout=layout, rate=rate)

    def packets(self, packet: Any) -> Iterator[Any]:
        """Give what is to be written for a packet; for None, what is left."""
        for frame in self._frames(packet):
            for heard in self._resampler.resample(frame):
                yield from self._stream.encode(heard)
        if packet is None:
            for heard in self._resampler.resample(None):
                yield from self._stream.encode(heard)
            yield from self._stream.encode(None)

    def _frames(self, packet: Any) -> Sequence[Any]:
        # An empty packet would end the decoding, which only None may do.
        if packet is not None and not packet.size:
            return ()
        # What cannot be decoded is a gap; the rest of a voice is still worth hearing.
        with contextlib.suppress(av.error.InvalidDataError):
            return tuple(self._source.decode(packet))
        return ()


def clean_recording(source: str, reader: str, target: str) -> Recording:
    """Write a clean copy of video or sound and tell what it is; both are addresses of files."""
    with opened(source, reader) as container:
        picture, sound = chosen(container)
        is_mp3 = picture is None and sound.codec_context.name.startswith("mp3")
        _write(container, [it for it in (picture, sound) if it is not None], target, is_mp3=is_mp3)
    if not is_mp3:
        with open(target, "rb") as file:  # noqa: PTH123 - an address of an open file
            _require_bare(file)
    return _looked_at(target, is_mp3=is_mp3)


@contextlib.contextmanager
def opened(source: str, reader: str) -> Iterator[Any]:
    """Open media by the one reader that may, which follows no address in them."""
    container = av.open(
        f"file:{source}",
        "r",
        format=reader,
        metadata_errors="replace",
        container_options={"protocol_whitelist": "file"},
    )
    with container:
        if len(container.streams) > MAX_STREAMS:
            raise CannotClean(Reason.TOO_COMPLEX)
        yield container


def chosen(container: Any) -> tuple[Any, Any]:
    """Return the one picture and the one sound to keep; a cover picture is metadata."""
    attached = av.stream.Disposition.attached_pic
    pictures = [it for it in container.streams.video if not it.disposition & attached]
    sounds = [it for it in container.streams.audio if it.codec_context is not None]
    if not pictures and not sounds:
        raise CannotClean(Reason.UNSUPPORTED)
    picture = pictures[0] if pictures else None
    if picture is not None and _name(picture) not in _VIDEO_FILTERS:
        raise CannotClean(Reason.UNSUPPORTED)
    return picture, sounds[0] if sounds else None


def _name(stream: Any) -> str:
    return str(stream.codec_context.codec.canonical_name) if stream.codec_context else ""


def _write(container: Any, streams: list[Any], target: str, *, is_mp3: bool) -> None:
    options = _MP3_OPTIONS if is_mp3 else _MP4_OPTIONS
    with av.open(
        f"file:{target}", "w", format="mp3" if is_mp3 else "mp4", container_options=options
    ) as output:
        ways = {stream.index: _way(output, stream) for stream in streams}
        written = 0
        for packet in container.demux(streams):
            for clean in ways[packet.stream_index].packets(packet):
                output.mux_one(clean)
                written += 1
        for way in ways.values():
            for clean in way.packets(None):
                output.mux_one(clean)
        if not written:
            raise CannotClean(Reason.DAMAGED)


def _way(output: Any, stream: Any) -> _Copied | _Recoded:
    name = _name(stream)
    bitstream_filter = _VIDEO_FILTERS.get(name) or _COPIED_SOUND.get(name)
    if bitstream_filter is None:
        return _Recoded(output, stream)
    return _Copied(output, stream, bitstream_filter)


def _require_bare(file: BinaryIO) -> None:
    if not is_bare_mp4(file):
        raise CannotClean(Reason.UNSUPPORTED)


def _looked_at(target: str, *, is_mp3: bool) -> Recording:
    """Open the copy as a player would, and refuse it if it says more than it must."""
    reader = "mp3" if is_mp3 else "mov"
    with av.open(f"file:{target}", "r", format=reader, metadata_errors="replace") as copy:
        entries = [copy.metadata, *(stream.metadata for stream in copy.streams)]
        is_silent = all(is_technical(*entry) for said in entries for entry in said.items())
        known = len(copy.streams.video) + len(copy.streams.audio) == len(copy.streams)
        if not is_silent or not known or copy.chapters():
            raise CannotClean(Reason.UNSUPPORTED)
        picture = copy.streams.video[0] if copy.streams.video else None
        seconds = None if copy.duration is None else copy.duration / av.time_base
        mime = "audio/mpeg" if is_mp3 else "audio/mp4" if picture is None else "video/mp4"
        return Recording(
            kind=Kind.AUDIO if picture is None else Kind.VIDEO,
            mime=mime,
            width=picture.width if picture else None,
            height=picture.height if picture else None,
            seconds=seconds,
        )
