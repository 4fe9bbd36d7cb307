"""This is the drawings on a menu's tiles: plain shapes in a square of a hundred by a hundred."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import ImageDraw

from domain.menus import Icon

_UNITS: Final = 100
_STROKE: Final = 9
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Pen:
    """A square on the picture, and the two colours of what is drawn in it."""

    draw: ImageDraw.ImageDraw
    corner: tuple[int, int]
    side: int
    ink: str
    ground: str

    def at(self, points: Points) -> list[tuple[float, float]]:
        """Return points of the square as points of the picture."""
        scale = self.side / _UNITS
        return [(self.corner[0] + x * scale, self.corner[1] + y * scale) for x, y in points]

    def line(self, *points: tuple[float, float], width: float = _STROKE) -> None:
        """Draw a stroke with round ends."""
        self.draw.line(
            self.at(points), fill=self.ink, width=round(width * self.side / _UNITS), joint="curve"
        )
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2)

    def disc(self, x: float, y: float, radius: float, *, hollow: bool = False) -> None:
        """Draw a disc, or take one out of what is drawn."""
        box = self.at([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.ellipse(box, fill=self.ground if hollow else self.ink)

    def ring(self, x: float, y: float, radius: float, width: float = _STROKE) -> None:
        """Draw a circle's edge."""
        self.disc(x, y, radius)
        self.disc(x, y, radius - width, hollow=True)

    def box(
        self, left: float, top: float, right: float, bottom: float, *, hollow: bool = False
    ) -> None:
        """Draw a rectangle with round corners, or take one out of what is drawn."""
        self.draw.rounded_rectangle(
            self.at([(left, top), (right, bottom)]),
            radius=6 * self.side / _UNITS,
            fill=self.ground if hollow else self.ink,
        )

    def shape(self, *points: tuple[float, float], hollow: bool = False) -> None:
        """Draw a filled shape, or take one out of what is drawn."""
        self.draw.polygon(self.at(points), fill=self.ground if hollow else self.ink)

    def arc(self, x: float, y: float, radius: float, *, start: int, end: int) -> None:
        """Draw a part of a circle's edge; degrees go clockwise from the right."""
        box = self.at([(x - radius, y - radius), (x + radius, y + radius)])
        width = round(_STROKE * self.side / _UNITS)
        self.draw.arc(box, start, end, fill=self.ink, width=width)


def _report(pen: Pen) -> None:
    pen.box(8, 14, 92, 74)
    pen.shape((24, 70), (52, 70), (24, 94))
    pen.shape((45, 24), (55, 24), (53, 50), (47, 50), hollow=True)
    pen.disc(50, 61, 5, hollow=True)


def _call(pen: Pen) -> None:
    pen.line((28, 20), (26, 34), (34, 54), (48, 68), (66, 76), (80, 72), width=17)
    pen.line((25, 17), (33, 33), width=22)
    pen.line((68, 68), (84, 76), width=22)
    pen.arc(52, 48, 20, start=280, end=355)
    pen.arc(52, 48, 38, start=280, end=355)


def _status(pen: Pen) -> None:
    for top in (22, 50, 78):
        pen.line((6, top), (14, top + 8), (27, top - 9), width=8)
        pen.line((44, top), (92, top), width=10)


def _help(pen: Pen) -> None:
    pen.ring(50, 50, 44)
    pen.arc(50, 38, 17, start=180, end=400)
    pen.line((60, 47), (50, 54), (50, 59), width=_STROKE)
    pen.disc(50, 73, 6)


def _person(pen: Pen) -> None:
    pen.box(6, 16, 94, 86)
    pen.box(14, 24, 86, 78, hollow=True)
    pen.disc(34, 42, 11)
    pen.shape((17, 72), (21, 60), (34, 55), (47, 60), (51, 72))
    pen.line((60, 42), (78, 42), width=7)
    pen.line((60, 60), (78, 60), width=7)


def _practice(pen: Pen) -> None:
    pen.ring(46, 54, 40)
    pen.ring(46, 54, 22, 8)
    pen.disc(46, 54, 6)
    pen.line((46, 54), (84, 16), width=7)
    pen.shape((76, 6), (80, 20), (94, 24), (98, 12), (88, 12), (88, 2))


def _work(pen: Pen) -> None:
    pen.box(14, 14, 86, 96)
    pen.box(34, 4, 66, 24)
    pen.box(40, 10, 60, 18, hollow=True)
    for top in (38, 56, 74):
        pen.box(26, top, 34, top + 8, hollow=True)
        pen.box(42, top, 74, top + 8, hollow=True)


def _sun(pen: Pen) -> None:
    pen.disc(50, 50, 21)
    for x, y in ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7)):
        for sign in (1, -1):
            far, near = 45 * sign, 33 * sign
            pen.line((50 + x * near, 50 + y * near), (50 + x * far, 50 + y * far), width=8)


def _moon(pen: Pen) -> None:
    pen.disc(48, 50, 40)
    pen.disc(66, 38, 34, hollow=True)


def _bulletin(pen: Pen) -> None:
    pen.box(6, 38, 34, 66)
    pen.shape((30, 38), (74, 14), (74, 90), (30, 66))
    pen.shape((16, 64), (32, 64), (38, 92), (24, 92))
    pen.line((84, 40), (94, 34), width=7)
    pen.line((84, 52), (96, 52), width=7)
    pen.line((84, 64), (94, 70), width=7)


def _console(pen: Pen) -> None:
    pen.box(6, 12, 94, 74)
    pen.box(14, 20, 86, 66, hollow=True)
    pen.shape((42, 74), (58, 74), (62, 90), (38, 90))
    pen.line((28, 90), (72, 90), width=8)
    pen.line((28, 54), (44, 40), (56, 48), (74, 30), width=7)


def _quota(pen: Pen) -> None:
    pen.arc(50, 62, 44, start=180, end=360)
    pen.line((50, 62), (72, 36), width=8)
    pen.disc(50, 62, 9)
    pen.line((10, 80), (90, 80), width=8)


_DRAWINGS: Final[Mapping[Icon, Callable[[Pen], None]]] = {
    Icon.REPORT: _report,
    Icon.CALL: _call,
    Icon.STATUS: _status,
    Icon.HELP: _help,
    Icon.PERSON: _person,
    Icon.PRACTICE: _practice,
    Icon.WORK: _work,
    Icon.SUN: _sun,
    Icon.MOON: _moon,
    Icon.BULLETIN: _bulletin,
    Icon.CONSOLE: _console,
    Icon.QUOTA: _quota,
}


def draw_icon(
    draw: ImageDraw.ImageDraw,
    icon: Icon,
    corner: tuple[int, int],
    side: int,
    *,
    ink: str,
    ground: str,
) -> None:
    """Draw an icon into a square of a picture."""
    _DRAWINGS[icon](Pen(draw=draw, corner=corner, side=side, ink=ink, ground=ground))
