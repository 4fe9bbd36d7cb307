"""This is how a mark is painted: translucent, tilted, repeated, legible on light and dark."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from files import lettering
from files.cleaning.pictures import as_bare_jpeg

_ANGLE = 30
_SMALLEST, _LARGEST = 10, 64
_SIZES_A_SIDE = 26
_INK = (255, 255, 255, 140)
_EDGE = (0, 0, 0, 120)
_WIDEST_SHARE = 0.9
_GAP = 1.5
_LETTERS, _NARROWEST = 44, 640

Box = tuple[int, int]


def marked(picture: bytes, lines: Sequence[str], font: Path) -> bytes:
    """Return a JPEG of a picture with the lines painted all over it."""
    with Image.open(io.BytesIO(picture), formats=("JPEG",)) as opened:
        base = opened.convert("RGBA")
    if lines:
        base.alpha_composite(_covered(base.size, _tile(lines, _chosen(lines, base.size, font))))
    return as_bare_jpeg(base.convert("RGB"))


def lettered(lines: Sequence[str], font: Path) -> bytes:
    """Return a JPEG with dark letters on white."""
    face = ImageFont.truetype(font, _LETTERS)
    row = int(_LETTERS * _GAP)
    width = int(max((face.getlength(line) for line in lines), default=0)) + 2 * row
    paper = Image.new("RGB", (max(width, _NARROWEST), row * (len(lines) + 2)), "white")
    draw = ImageDraw.Draw(paper)
    for number, line in enumerate(lines, start=1):
        for text, right, up in lettering.parts(line, face):
            draw.text((row + right, number * row - up), text, font=face, fill="black")
    return as_bare_jpeg(paper)


def _chosen(lines: Sequence[str], size: Box, font: Path) -> ImageFont.FreeTypeFont:
    """Return the font at the size that fits the picture, as far as it stays legible."""
    wanted = max(_SMALLEST, min(_LARGEST, min(size) // _SIZES_A_SIDE))
    face = ImageFont.truetype(font, wanted)
    widest = max(face.getlength(line) for line in lines)
    fitting = int(wanted * _WIDEST_SHARE * size[0] / widest) if widest else wanted
    return ImageFont.truetype(font, max(_SMALLEST, min(wanted, fitting)))


def _tile(lines: Sequence[str], face: ImageFont.FreeTypeFont) -> Image.Image:
    size = int(face.size)
    height = int(size * _GAP)
    width = int(max(face.getlength(line) for line in lines)) + 2 * size
    tile = Image.new("RGBA", (width, height * (len(lines) + 1)))
    draw = ImageDraw.Draw(tile)
    for number, line in enumerate(lines):
        _write(draw, (size, number * height + size // 4), line, face)
    return tile.rotate(_ANGLE, expand=True, resample=Image.Resampling.BICUBIC)


def _write(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], line: str, face: ImageFont.FreeTypeFont
) -> None:
    edge = max(1, int(face.size) // 16)
    for text, right, up in lettering.parts(line, face):
        place = (at[0] + right, at[1] - up)
        draw.text(place, text, font=face, fill=_INK, stroke_width=edge, stroke_fill=_EDGE)


def _covered(size: Box, tile: Image.Image) -> Image.Image:
    """Return a layer of the picture's size with the tile repeated, every other row shifted."""
    layer = Image.new("RGBA", size)
    step = (tile.width * 3 // 4, tile.height * 3 // 4)
    for row in range(-1, size[1] // step[1] + 1):
        shift = tile.width // 3 if row % 2 else 0
        for column in range(-1, size[0] // step[0] + 1):
            place = (column * step[0] + shift, row * step[1])
            _laid_on(layer, tile, place)
    return layer


def _laid_on(layer: Image.Image, tile: Image.Image, place: Box) -> None:
    corner = (max(place[0], 0), max(place[1], 0))
    cut = (corner[0] - place[0], corner[1] - place[1])
    if cut[0] < tile.width and cut[1] < tile.height:
        layer.alpha_composite(tile, dest=corner, source=cut)
