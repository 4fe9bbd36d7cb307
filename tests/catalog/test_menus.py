"""What a menu says, the bot understands: a tap does what the tile promises."""

from __future__ import annotations

import pytest

from catalog import Catalog
from catalog.menus import compose_menu
from catalog.words import load_words
from domain.answers import OpenLink, Say
from domain.command_words import Word
from domain.menus import MenuKind, Tile
from domain.place_labels import graphemes
from domain.word_reading import understand
from tests.conftest import a_rule_set

MEANT = {
    MenuKind.MEMBER: [Word.REPORT, None, Word.STATUS, Word.HELP, Word.MY_DATA, Word.PRACTICE],
    MenuKind.OFFICER: [
        Word.MY_WORK,
        Word.ON_DUTY,
        Word.OFF_DUTY,
        Word.BULLETIN,
        Word.CONSOLE,
        Word.QUOTA,
    ],
}


def meant(tile: Tile) -> Word | None:
    if not isinstance(tile.tap, Say):
        return None
    understood = understand(tile.tap.text, load_words())
    assert understood is not None
    return understood.word


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("kind", list(MenuKind))
def test_each_tile_says_a_word_of_the_chat(kind: MenuKind, language: str) -> None:
    menu = compose_menu(kind, Catalog.load(language), a_rule_set())
    assert [meant(one) for one in menu.tiles] == MEANT[kind]


def test_the_call_is_one_touch_away() -> None:
    tile = compose_menu(MenuKind.MEMBER, Catalog.load(), a_rule_set()).tiles[1]
    assert (tile.label, tile.tap) == ("โทร 191", OpenLink(url="tel:191"))


@pytest.mark.parametrize("kind", list(MenuKind))
def test_labels_and_title_fit_what_line_allows(kind: MenuKind) -> None:
    menu = compose_menu(kind, Catalog.load(), a_rule_set())
    assert max(len(graphemes(one.label)) for one in menu.tiles) <= 20
    assert len(graphemes(menu.title)) <= 14
