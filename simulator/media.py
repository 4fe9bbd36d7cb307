"""This is where what people upload is kept, and where previews and the sample photo are made."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image, ImageDraw, UnidentifiedImageError

PREVIEW_SIDE = 240
CONTENT_TYPES = {"image": "image/jpeg", "video": "video/mp4", "audio": "audio/x-m4a"}


@dataclass(frozen=True, kw_only=True)
class Medium:
    """One upload."""

    kind: str
    data: bytes
    content_type: str
    name: str = ""
    ready_at: datetime | None = None
    has_failed: bool = False
    is_gone: bool = False


class MediaStore:
    """All uploads in memory, by message id."""

    def __init__(self) -> None:
        self._all: dict[str, Medium] = {}
        self.preparing_seconds = 0.0
        self.failing = False

    def keep(self, message_id: str, medium: Medium) -> None:
        """Keep an upload under the id of its message."""
        self._all[message_id] = medium

    def find(self, message_id: str) -> Medium | None:
        """Return an upload."""
        return self._all.get(message_id)

    def ready_at(self, kind: str, now: datetime) -> datetime | None:
        """Return when a new upload of that kind can be fetched; None means at once."""
        if kind not in ("video", "audio") or self.preparing_seconds <= 0:
            return None
        return now + timedelta(seconds=self.preparing_seconds)

    def remove(self, message_id: str) -> None:
        """Forget an upload that was withdrawn."""
        self._all.pop(message_id, None)


def preview(medium: Medium) -> tuple[bytes, str] | None:
    """Return a small picture of an image or video, or None for what has none."""
    if medium.kind == "video":
        return _still(), "image/jpeg"
    if medium.kind != "image":
        return None
    try:
        with Image.open(io.BytesIO(medium.data)) as picture:
            small = picture.convert("RGB")
            small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
            return _jpeg(small), "image/jpeg"
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return _still(), "image/jpeg"


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _still() -> bytes:
    picture = Image.new("RGB", (PREVIEW_SIDE, 160), "#2b3440")
    ImageDraw.Draw(picture).polygon([(100, 50), (100, 110), (150, 80)], fill="#ffffff")
    return _jpeg(picture)


def sample_photo(*, latitude: float = 13.8765, longitude: float = 100.6102) -> bytes:
    """Return a small drawn street scene whose EXIF tells a place and a camera, as phones' do."""
    picture = Image.new("RGB", (960, 720), "#1c2a44")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 470, 960, 720), fill="#3a3f47")
    for left, height in ((40, 250), (250, 330), (500, 210), (720, 300)):
        draw.rectangle((left, 470 - height, left + 170, 470), fill="#56627a")
        for row in range(470 - height + 25, 440, 60):
            for column in (left + 25, left + 100):
                draw.rectangle((column, row, column + 40, row + 30), fill="#f2c14e")
    draw.polygon([(440, 720), (470, 470), (490, 470), (520, 720)], fill="#d9d9d9")
    draw.rounded_rectangle((560, 540, 800, 630), 30, fill="#b5382f")
    draw.ellipse((590, 605, 640, 655), fill="#111111")
    draw.ellipse((720, 605, 770, 655), fill="#111111")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, exif=_exif(latitude, longitude))
    return out.getvalue()


def _exif(latitude: float, longitude: float) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Simulator"
    exif[0x0110] = "Sample phone"
    exif[0x0132] = "2026:01:15 21:30:00"
    gps = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: _degrees(latitude), 3: "E", 4: _degrees(longitude)})
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    whole = int(value)
    minutes = (value - whole) * 60
    return (float(whole), float(int(minutes)), round((minutes - int(minutes)) * 60, 3))
