"""Media that say too much: each carries MARK wherever its format has a place for words."""

from __future__ import annotations

import functools
import io
import struct
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from PIL import Image, ImageCms, PngImagePlugin

MARK = "MARKED-13.7563-100.5018"
MARKED = MARK.encode()
GPS_IFD, COMMENT_TAG, MODEL_TAG, ORIENTATION_TAG = 0x8825, 0x9286, 0x0110, 0x0112


def a_picture(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    picture = Image.radial_gradient("L").resize(size).convert("RGB")
    picture.paste((200, 30, 30), (0, 0, size[0] // 4, size[1] // 4))
    return picture.convert(mode)


def telling_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[MODEL_TAG] = MARK
    exif[ORIENTATION_TAG] = orientation
    exif.get_ifd(0x8769)[COMMENT_TAG] = b"ASCII\0\0\0" + MARKED
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (13.0, 45.0, 22.68), 29: MARK})
    return exif


@functools.cache
def srgb_profile() -> bytes:
    """Make the profile once: a fresh one carries the second it was made in."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """Return a profile in which red is blue and blue is red."""
    profile = bytearray(srgb_profile())
    places = {}
    for number in range(struct.unpack_from(">I", profile, 128)[0]):
        name, at, size = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        places[name] = (at, at + size)
    red, blue = slice(*places[b"rXYZ"]), slice(*places[b"bXYZ"])
    profile[red], profile[blue] = profile[blue], profile[red]
    return bytes(profile)


def saved(picture: Image.Image, format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def a_jpeg(size: tuple[int, int] = (64, 48), *, orientation: int = 1) -> bytes:
    options = {"exif": telling_exif(orientation), "xmp": MARKED, "comment": MARKED}
    jpeg = saved(a_picture(size), "JPEG", icc_profile=srgb_profile(), **options)
    return jpeg + b"a short film after the picture " + MARKED


def a_png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", MARK)
    words.add_itxt("XML:com.adobe.xmp", MARK)
    return saved(a_picture(), "PNG", pnginfo=words, exif=telling_exif())


def a_webp() -> bytes:
    return saved(a_picture(), "WEBP", exif=telling_exif(), xmp=MARKED)


def a_gif() -> bytes:
    more = [a_picture().rotate(90)]
    return saved(a_picture(), "GIF", comment=MARKED, save_all=True, append_images=more)


def an_avif() -> bytes:
    return saved(a_picture(), "AVIF", exif=telling_exif(), xmp=MARKED)


PICTURES = {"jpeg": a_jpeg, "png": a_png, "webp": a_webp, "gif": a_gif, "avif": an_avif}


def a_film(
    path: Path,
    *,
    codec: str = "libx264",
    format: str = "mp4",
    sound: str | None = "aac",
    hertz: int = 48000,
) -> Path:
    """Record a second of film that tells its place, name and chapters."""
    options = {"movflags": "use_metadata_tags"}
    with av.open(str(path), "w", format=format, options=options) as film:
        film.metadata.update(_words())
        picture = film.add_stream(codec, rate=10, options={"x265-params": "log-level=none"})
        picture.width, picture.height, picture.pix_fmt = 160, 120, "yuv420p"
        picture.metadata.update({"handler_name": MARK, "title": MARK, "language": "tha"})
        picture.set_display_rotation(90)
        heard = _sound_stream(film, sound, hertz) if sound else None
        _chapters(film)
        for shown in _frames():
            film.mux(picture.encode(shown))
        film.mux(picture.encode(None))
        if heard is not None:
            _play(film, heard, hertz)
    return path


def a_sound(
    path: Path, *, codec: str, format: str, hertz: int = 48000, cover: bool = False
) -> Path:
    """Record a second of sound that tells as much."""
    with av.open(str(path), "w", format=format) as record:
        record.metadata.update(_words() if format != "amr" else {})
        heard = _sound_stream(record, codec, hertz)
        if cover:
            _cover(record)
        _play(record, heard, hertz)
    return path


def _words() -> dict[str, str]:
    return {
        "title": MARK,
        "comment": MARK,
        "location": "+13.7563+100.5018/",
        "com.apple.quicktime.location.ISO6709": MARK,
        "creation_time": "2026-01-05T10:00:00Z",
    }


def _chapters(film: Any) -> None:
    times = {"start": 0, "end": 500, "time_base": Fraction(1, 1000)}
    film.set_chapters([{"id": 1, "metadata": {"title": MARK}, **times}])


def _frames() -> Iterator[av.VideoFrame]:
    for number in range(10):
        shown = av.VideoFrame(160, 120, "yuv420p")
        for plane in shown.planes:
            plane.update(bytes([20 * number]) * plane.buffer_size)
        shown.pts, shown.time_base = number, Fraction(1, 10)
        yield shown


def _sound_stream(record: Any, codec: str, hertz: int) -> Any:
    heard = record.add_stream(codec, rate=hertz)
    heard.layout = "mono"
    heard.metadata.update({"handler_name": MARK, "title": MARK})
    return heard


def _play(record: Any, heard: Any, hertz: int) -> None:
    samples = heard.frame_size or 1024
    for number in range(hertz // samples):
        frame = av.AudioFrame(format=heard.format.name, layout="mono", samples=samples)
        frame.sample_rate, frame.pts = hertz, number * samples
        frame.time_base = Fraction(1, hertz)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        record.mux(heard.encode(frame))
    record.mux(heard.encode(None))


def _cover(record: Any) -> None:
    with av.open(
        io.BytesIO(saved(a_picture(), "JPEG", comment=MARKED)), format="jpeg_pipe"
    ) as jpeg:
        cover = record.add_stream_from_template(jpeg.streams.video[0], opaque=True)
        cover.disposition = av.stream.Disposition.attached_pic
        packet = next(packet for packet in jpeg.demux() if packet.size)
        packet.stream = cover
        record.mux(packet)


def an_mp3(path: Path) -> Path:
    """Record an MP3 with tags of four kinds, before and after the sound."""
    a_sound(path, codec="libmp3lame", format="mp3", hertz=44100)
    note = MARKED.ljust(64, b" ")
    ape_item = struct.pack("<II", len(note), 0) + b"Comment\0" + note
    ape_size = len(ape_item) + 32
    ape = b"APETAGEX" + struct.pack("<IIII", 2000, ape_size, 1, 0) + bytes(8)
    lyrics = b"LYRICSBEGIN" + b"LYR%05d" % len(note) + note
    lyrics += b"%06dLYRICS200" % len(lyrics)
    oldest = (b"TAG" + MARKED).ljust(128, b"\0")
    path.write_bytes(path.read_bytes() + ape_item + ape + lyrics + oldest)
    return path
