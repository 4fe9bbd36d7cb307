"""This is the menu below a chat: who has which, its tiles, and where each lies in its picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.answers import OpenLink, Say

# LINE Messaging API reference, rich menus: 800 to 2,500 wide, at least 1.45 times as wide as high.
WIDTH: Final = 2500
HEIGHT: Final = 1686
COLUMNS: Final = 3


class MenuKind(StrEnum):
    """Whose menu it is."""

    MEMBER = "member"
    OFFICER = "officer"


class Tone(StrEnum):
    """The colour of a tile: what saves time is seen first."""

    PLAIN = "plain"
    REPORT = "report"
    CALL = "call"
    GO = "go"
    REST = "rest"


class Icon(StrEnum):
    """The drawing on a tile, for who reads slowly."""

    REPORT = "report"
    CALL = "call"
    STATUS = "status"
    HELP = "help"
    PERSON = "person"
    PRACTICE = "practice"
    WORK = "work"
    SUN = "sun"
    MOON = "moon"
    BULLETIN = "bulletin"
    CONSOLE = "console"
    QUOTA = "quota"


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One touch of a menu; `lines` is its label as it stands in the picture."""

    lines: tuple[str, ...]
    tap: Say | OpenLink
    icon: Icon
    tone: Tone = Tone.PLAIN

    @property
    def label(self) -> str:
        """The words of the tile, as a screen reader says them."""
        return "".join(self.lines)


@dataclass(frozen=True, kw_only=True)
class Menu:
    """One menu; `title` is what stands on the bar that folds it away."""

    kind: MenuKind
    title: str
    tiles: Sequence[Tile]


@dataclass(frozen=True, kw_only=True)
class Area:
    """A rectangle of the picture, in its pixels."""

    x: int
    y: int
    width: int
    height: int


def kind_for(*, is_officer: bool, is_member: bool) -> MenuKind | None:
    """Return whose menu a person has; who is both works with the officer's."""
    if is_officer:
        return MenuKind.OFFICER
    return MenuKind.MEMBER if is_member else None


def areas(tiles: int) -> list[Area]:
    """Return where each tile lies: rows of three that leave no gap between them."""
    rows = -(-tiles // COLUMNS)
    return [
        _between(
            (column * WIDTH // COLUMNS, (column + 1) * WIDTH // COLUMNS),
            (row * HEIGHT // rows, (row + 1) * HEIGHT // rows),
        )
        for row, column in (divmod(place, COLUMNS) for place in range(tiles))
    ]


def _between(across: tuple[int, int], down: tuple[int, int]) -> Area:
    return Area(x=across[0], y=down[0], width=across[1] - across[0], height=down[1] - down[0])
