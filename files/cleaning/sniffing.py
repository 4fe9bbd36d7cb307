"""This is how the type of media is told from their first bytes, whatever their name claims."""

from __future__ import annotations

from dataclasses import dataclass

HEAD_BYTES = 8192
UNKNOWN = "application/octet-stream"

_ID3_HEADER_BYTES = 10
_MP3_HEADER_BYTES = 4
_MP3_SYNC = 0x7FF
_MP3_KILOBITS = {
    # (is MPEG-1, layer) -> kilobits a second by index; layer III is 1 in the header.
    (True, 1): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MP3_HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_ADTS_HEADER_BYTES = 7


@dataclass(frozen=True, kw_only=True)
class Sniffed:
    """What content is; `reader` names the one reader that may open it, if any may."""

    mime: str
    reader: str | None = None
    is_picture: bool = False


_STARTS: tuple[tuple[bytes, Sniffed], ...] = (
    (b"\xff\xd8\xff", Sniffed(mime="image/jpeg", reader="JPEG", is_picture=True)),
    (b"\x89PNG\r\n\x1a\n", Sniffed(mime="image/png", reader="PNG", is_picture=True)),
    (b"GIF87a", Sniffed(mime="image/gif", reader="GIF", is_picture=True)),
    (b"GIF89a", Sniffed(mime="image/gif", reader="GIF", is_picture=True)),
    (b"#!AMR", Sniffed(mime="audio/amr", reader="amr")),
    (b"OggS", Sniffed(mime="audio/ogg", reader="ogg")),
    (b"%PDF-", Sniffed(mime="application/pdf")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Sniffed(mime="application/x-ole-storage")),
    (b"Rar!\x1a\x07", Sniffed(mime="application/vnd.rar")),
    (b"7z\xbc\xaf\x27\x1c", Sniffed(mime="application/x-7z-compressed")),
    (b"\x1f\x8b", Sniffed(mime="application/gzip")),
    (b"MZ", Sniffed(mime="application/vnd.microsoft.portable-executable")),
    (b"\x7fELF", Sniffed(mime="application/x-executable")),
    (b"\x1a\x45\xdf\xa3", Sniffed(mime="video/x-matroska")),
    (b"fLaC", Sniffed(mime="audio/flac")),
    (b"BM", Sniffed(mime="image/bmp")),
    (b"II*\x00", Sniffed(mime="image/tiff")),
    (b"MM\x00*", Sniffed(mime="image/tiff")),
)
_RIFF = {
    b"WEBP": Sniffed(mime="image/webp", reader="WEBP", is_picture=True),
    b"WAVE": Sniffed(mime="audio/wav", reader="wav"),
    b"AVI ": Sniffed(mime="video/x-msvideo"),
}
_ZIPPED = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"", "application/zip"),
)
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_AVIF = (b"avif", b"avis")
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_BRANDS = ((b"M4A", "audio/mp4"), (b"M4B", "audio/mp4"), (b"3g", "video/3gpp"))


def sniff(head: bytes) -> Sniffed:
    """Tell what content is by its first bytes."""
    for start, known in _STARTS:
        if head.startswith(start):
            return known
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], Sniffed(mime=UNKNOWN))
    if head.startswith(b"PK\x03\x04"):
        return Sniffed(mime=next(mime for mark, mime in _ZIPPED if mark in head))
    if head[4:8] in _BOXES:
        return _boxed(head)
    return _framed(head) or Sniffed(mime="text/plain" if _is_text(head) else UNKNOWN)


def mp3_frame_bytes(head: bytes) -> int:
    """Return the length of the MP3 frame that begins here, or 0 where none does."""
    if len(head) < _MP3_HEADER_BYTES:
        return 0
    bits = int.from_bytes(head[:_MP3_HEADER_BYTES], "big")
    version, layer = bits >> 19 & 3, bits >> 17 & 3
    kilobits = _MP3_KILOBITS.get((version == 3, layer), ())  # noqa: PLR2004
    hertz = _MP3_HERTZ.get(version, ())
    rate, pitch = bits >> 12 & 15, bits >> 10 & 3
    if bits >> 21 != _MP3_SYNC or not 0 < rate < len(kilobits) or pitch >= len(hertz):
        return 0
    samples = 144 if version == 3 else 72  # noqa: PLR2004
    return samples * 1000 * kilobits[rate] // hertz[pitch] + (bits >> 9 & 1)


def _boxed(head: bytes) -> Sniffed:
    """Tell the relatives of MP4 apart by the brands in their first box."""
    end = max(16, min(int.from_bytes(head[:4], "big"), len(head)))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end, 4))]
    if head[4:8] != b"ftyp" or brands[0] == b"qt  ":
        return Sniffed(mime="video/quicktime", reader="mov")
    if any(brand in _AVIF for brand in brands):
        return Sniffed(mime="image/avif", reader="AVIF", is_picture=True)
    if brands[0] in _HEIC:
        return Sniffed(mime="image/heic")
    mime = next((mime for start, mime in _BRANDS if brands[0].startswith(start)), "video/mp4")
    return Sniffed(mime=mime, reader="mov")


def _framed(head: bytes) -> Sniffed | None:
    """Tell sound that is a row of frames; one header alone may be chance, two are not."""
    length = mp3_frame_bytes(head)
    if head.startswith(b"ID3") or (length and mp3_frame_bytes(head[length:])):
        return Sniffed(mime="audio/mpeg", reader="mp3")
    length = _adts_frame_bytes(head)
    if length and _adts_frame_bytes(head[length:]):
        return Sniffed(mime="audio/aac", reader="aac")
    return None


def _adts_frame_bytes(head: bytes) -> int:
    is_adts = len(head) >= _ADTS_HEADER_BYTES and head[0] == 0xFF and head[1] & 0xF6 == 0xF0  # noqa: PLR2004
    return int.from_bytes(head[3:6], "big") >> 5 & 0x1FFF if is_adts else 0


def _is_text(head: bytes) -> bool:
    """Say whether the bytes read as text, a letter cut at the end forgiven."""
    if not head or b"\x00" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 > 0 and len(head) >= HEAD_BYTES
    return True
