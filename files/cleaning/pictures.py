"""This is how a picture is cleaned: it is decoded, and painted anew without a word beside it.

Only the process that cleans imports this module; Pillow is too large for an idle station.
"""

from __future__ import annotations

import contextlib
import io
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

from files.cleaning.outcome import CannotClean, Reason
from files.cleaning.verification import is_bare_jpeg

# A JPEG is made smaller while it is decoded; the others are held whole, some of them twice.
MAX_JPEG_PIXELS = 64_000_000
MAX_PIXELS = 30_000_000
LONGEST_SIDE = 2048

_QUALITY = 88
_DEEP_MODES = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")
_SEE_THROUGH = ("RGBA", "LA", "PA", "La", "RGBa")


def clean_picture(source: BinaryIO, reader: str, target: BinaryIO) -> tuple[int, int]:
    """Write a JPEG of the picture, upright and in sRGB, and return its width and height."""
    try:
        with Image.open(source, formats=(reader,)) as picture:
            most = MAX_JPEG_PIXELS if reader == "JPEG" else MAX_PIXELS
            if picture.width * picture.height > most:
                raise CannotClean(Reason.TOO_COMPLEX)
            fresh = _on_white(_in_srgb(_upright(_reduced(picture))))
    except Image.DecompressionBombError:
        raise CannotClean(Reason.TOO_COMPLEX) from None
    content = as_bare_jpeg(fresh)
    target.write(content)
    return fresh.size


def as_bare_jpeg(picture: Image.Image) -> bytes:
    """Return a JPEG of the pixels alone."""
    # Saving writes what the picture remembers of its origin; a new one remembers nothing.
    fresh = Image.new("RGB", picture.size)
    fresh.paste(picture)
    file = io.BytesIO()
    fresh.save(file, "JPEG", quality=_QUALITY, optimize=True)
    content = file.getvalue()
    if not is_bare_jpeg(content):
        raise CannotClean(Reason.UNSUPPORTED)
    return content


def _reduced(picture: Image.Image) -> Image.Image:
    """Return the first frame, at most as large as will be shown, in a mode that can be resized."""
    picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    picture.load()
    if picture.mode in _DEEP_MODES:
        return _fitted(_in_eight_bits(picture))
    if picture.mode in ("1", "P", "PA", "LA"):
        has_holes = picture.mode in _SEE_THROUGH or "transparency" in picture.info
        return _fitted(picture.convert("RGBA" if has_holes else "RGB"))
    return _fitted(picture)


def _fitted(picture: Image.Image) -> Image.Image:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return picture


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    wide = picture.convert("F")
    _, top = wide.getextrema()
    scale = 255 / 65535 if isinstance(top, float) and top > 255 else 1.0  # noqa: PLR2004
    return wide.point(lambda value: value * scale + 0).convert("L")


def _upright(picture: Image.Image) -> Image.Image:
    # EXIF that cannot be read turns nothing; the picture itself may still be fine.
    with contextlib.suppress(Exception):
        return ImageOps.exif_transpose(picture)
    return picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
        found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, found, srgb, outputMode=mode) or picture
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in _SEE_THROUGH and "transparency" not in picture.info:
        return picture.convert("RGB")
    paper = Image.new("RGB", picture.size, "white")
    layer = picture.convert("RGBA")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper
