"""Every point of a menu's picture is one tile's, and each person has one menu."""

from __future__ import annotations

import pytest

from domain.answers import Say
from domain.menus import HEIGHT, WIDTH, Icon, MenuKind, Tile, areas, kind_for


@pytest.mark.parametrize("tiles", [3, 6, 9])
def test_tiles_cover_the_picture_without_gap_or_overlap(tiles: int) -> None:
    laid = areas(tiles)
    assert sum(one.width * one.height for one in laid) == WIDTH * HEIGHT
    points = [(x, y) for x in range(0, WIDTH, 97) for y in range(0, HEIGHT, 89)]
    for x, y in points:
        assert (
            sum(one.x <= x < one.x + one.width and one.y <= y < one.y + one.height for one in laid)
            == 1
        )


def test_a_picture_is_of_a_size_that_line_takes() -> None:
    assert 800 <= WIDTH <= 2500
    assert HEIGHT >= 250
    assert WIDTH / HEIGHT >= 1.45


@pytest.mark.parametrize(
    ("is_officer", "is_member", "kind"),
    [
        pytest.param(True, False, MenuKind.OFFICER, id="an officer has the officer's"),
        pytest.param(True, True, MenuKind.OFFICER, id="who is both works with the officer's"),
        pytest.param(False, True, MenuKind.MEMBER, id="a member has the member's"),
        pytest.param(False, False, None, id="a stranger has none"),
    ],
)
def test_whose_menu_a_person_has(is_officer: bool, is_member: bool, kind: MenuKind | None) -> None:
    assert kind_for(is_officer=is_officer, is_member=is_member) is kind


def test_a_screen_reader_says_the_lines_of_a_tile_as_one_word() -> None:
    tile = Tile(lines=("แจ้ง", "เบาะแส"), tap=Say(text="แจ้งเบาะแส"), icon=Icon.SUN)
    assert tile.label == "แจ้งเบาะแส"
