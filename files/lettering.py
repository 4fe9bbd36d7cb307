"""This is how Thai words are set in a picture: each mark where it belongs, with Raqm or without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PIL import ImageFont, features

# Without Raqm marks are not moved; these shares of the size lift a tone over a vowel, and keep
# marks off the stem of a tall letter.
_LIFT = 0.19
_ASIDE = 0.1
_UPPER_VOWELS = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e4d"
_LOWER_VOWELS = "\u0e38\u0e39\u0e3a"
_TONES = "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
_SARA_AM = "\u0e33"
_TALL = "\u0e1b\u0e1d\u0e1f"


def parts(line: str, face: ImageFont.FreeTypeFont) -> Iterable[tuple[str, float, float]]:
    """Return what to draw of a line, each part with its way to the right and upwards."""
    return [(line, 0.0, 0.0)] if features.check("raqm") else stacked(line, face)


def stacked(line: str, face: ImageFont.FreeTypeFont) -> Iterator[tuple[str, float, float]]:
    """Give each letter with its way to the right, and upwards where a tone sits on a vowel."""
    right, base = 0.0, " "
    for place, letter in enumerate(line):
        before, after = line[place - 1 : place], line[place + 1 : place + 2]
        is_above = letter in _TONES or letter in _UPPER_VOWELS
        is_high = letter in _TONES and (before in _UPPER_VOWELS or after == _SARA_AM)
        aside = face.size * _ASIDE if is_above and base in _TALL else 0.0
        yield letter, right - aside, face.size * _LIFT if is_high and before else 0.0
        right += face.getlength(letter)
        base = base if is_above or letter in _LOWER_VOWELS else letter
