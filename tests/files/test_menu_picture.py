"""The picture of a menu: of LINE's size, light enough, and readable in the sun."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from catalog import Catalog
from catalog.menus import compose_menu
from domain.menus import HEIGHT, WIDTH, Area, MenuKind, Tone, areas
from files.menu_picture import TONES, draw_menu
from tests.conftest import a_rule_set

AS_WCAG_ASKS_OF_THE_BEST = 7.0
LEAST_WORDS = 0.06


def brightness(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def picture(kind: MenuKind) -> bytes:
    return draw_menu(compose_menu(kind, Catalog.load(), a_rule_set()))


@pytest.mark.parametrize("kind", list(MenuKind))
def test_a_picture_is_what_line_takes(kind: MenuKind) -> None:
    made = picture(kind)
    assert len(made) < 1024 * 1024
    with Image.open(io.BytesIO(made)) as opened:
        assert (opened.format, opened.size) == ("PNG", (WIDTH, HEIGHT))


def test_the_same_menu_is_drawn_the_same() -> None:
    assert picture(MenuKind.MEMBER) == picture(MenuKind.MEMBER)
    assert picture(MenuKind.MEMBER) != picture(MenuKind.OFFICER)


@pytest.mark.parametrize("tone", list(Tone))
def test_words_stand_out_from_their_tile(tone: Tone) -> None:
    low, high = sorted(brightness(one) for one in TONES[tone])
    assert (high + 0.05) / (low + 0.05) >= AS_WCAG_ASKS_OF_THE_BEST


def inked(opened: Image.Image, area: Area, ink: str) -> tuple[int, int, int, int] | None:
    """Return the box of what is written in the lower part of a tile."""
    wanted = tuple(int(ink[place : place + 2], 16) for place in (1, 3, 5))
    top = area.y + area.height * 53 // 100
    part = opened.crop((area.x, top, area.x + area.width, area.y + area.height))
    mask = Image.new("L", part.size)
    mask.putdata([255 * (pixel == wanted) for pixel in part.get_flattened_data()])
    return mask.getbbox()


@pytest.mark.parametrize("kind", list(MenuKind))
def test_words_are_large_and_stay_within_their_tile(kind: MenuKind) -> None:
    menu = compose_menu(kind, Catalog.load(), a_rule_set())
    with Image.open(io.BytesIO(draw_menu(menu))) as packed:
        opened = packed.convert("RGB")
    for tile, area in zip(menu.tiles, areas(len(menu.tiles)), strict=True):
        box = inked(opened, area, TONES[tile.tone][1])
        assert box is not None, tile.label
        left, top, right, bottom = box
        assert left > 20, tile.label
        assert right < area.width - 20, tile.label
        assert bottom < area.height * 47 // 100 - 20, tile.label
        assert bottom - top > HEIGHT * LEAST_WORDS, tile.label
