"""This is the picture of a menu: few colours, large words, one drawing for each touch."""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from domain.menus import HEIGHT, WIDTH, Area, Menu, Tile, Tone, areas
from files import lettering
from files.menu_icons import draw_icon

FONT: Final = Path(__file__).parents[1] / "web/static/fonts/Sarabun-Bold.ttf"
GROUND: Final = "#0a1a33"
# Ground and ink of a tile; black or white, seven times as bright or dark as what is below it.
TONES: Final = {
    Tone.PLAIN: ("#16386b", "#ffffff"),
    Tone.REPORT: ("#ffd54a", "#111111"),
    Tone.CALL: ("#a31515", "#ffffff"),
    Tone.GO: ("#0f5132", "#ffffff"),
    Tone.REST: ("#45505c", "#ffffff"),
}
_GAP, _ROUND = 14, 56
_ICON_SHARE, _TOP_SHARE, _WORDS_SHARE = 0.42, 0.08, 0.74
_LARGEST, _SMALLEST, _LINE_SHARE, _WIDEST_SHARE = 190, 60, 1.34, 0.88
_MOST_COLOURS = 64


# Stations with the same menu share its picture: drawing one takes seconds.
@functools.lru_cache(maxsize=16)
def draw_menu(menu: Menu, *, font: Path = FONT) -> bytes:
    """Return a menu's picture as a PNG of LINE's size."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(picture)
    for tile, area in zip(menu.tiles, areas(len(menu.tiles)), strict=True):
        _draw_tile(draw, tile, area, font)
    packed = io.BytesIO()
    picture.quantize(_MOST_COLOURS, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _draw_tile(draw: ImageDraw.ImageDraw, tile: Tile, area: Area, font: Path) -> None:
    ground, ink = TONES[tile.tone]
    left, top = area.x + _GAP, area.y + _GAP
    right, bottom = area.x + area.width - _GAP, area.y + area.height - _GAP
    draw.rounded_rectangle((left, top, right, bottom), _ROUND, fill=ground)
    side = int(area.height * _ICON_SHARE)
    corner = (area.x + (area.width - side) // 2, area.y + int(area.height * _TOP_SHARE))
    draw_icon(draw, tile.icon, corner, side, ink=ink, ground=ground)
    _write(draw, tile, area, font)


def _write(draw: ImageDraw.ImageDraw, tile: Tile, area: Area, font: Path) -> None:
    """Write a tile's words as large as they fit, around one middle line of all tiles."""
    face = _fitting(tile, area, font)
    step = int(face.size * _LINE_SHARE)
    middle = area.y + int(area.height * _WORDS_SHARE)
    first = middle - step * (len(tile.lines) - 1) // 2
    ink = TONES[tile.tone][1]
    for number, line in enumerate(tile.lines):
        left = area.x + (area.width - face.getlength(line)) / 2
        for text, along, up in lettering.parts(line, face):
            at = (left + along, first + number * step - up)
            draw.text(at, text, font=face, fill=ink, anchor="lm")


def _fitting(tile: Tile, area: Area, font: Path) -> ImageFont.FreeTypeFont:
    size = _LARGEST if len(tile.lines) == 1 else _LARGEST * 7 // 10
    face = ImageFont.truetype(font, size)
    widest = max(face.getlength(line) for line in tile.lines)
    room = area.width * _WIDEST_SHARE
    if widest <= room:
        return face
    return ImageFont.truetype(font, max(_SMALLEST, int(size * room / widest)))
