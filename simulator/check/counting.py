"""This is how LINE counts characters: in UTF-16 code units, and in grapheme clusters."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_SARA_AM = {"\u0e33", "\u0eb3"}
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)


def utf16(text: str) -> int:
    """Count UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """Count what people take for one character, after Unicode's text segmentation."""
    count = 0
    flags = 0
    previous = ""
    for letter in text:
        is_flag = ord(letter) in _FLAGS
        flags = flags + 1 if is_flag else 0
        if not _continues(previous, letter) and not (is_flag and flags % 2 == 0):
            count += 1
        previous = letter
    return count


def _continues(previous: str, letter: str) -> bool:
    if not previous:
        return False
    if letter in (_JOINER, *_SARA_AM) or ord(letter) in _SKIN_TONES:
        return True
    if previous == _JOINER:
        return unicodedata.category(letter) == "So"
    if previous == "\r" and letter == "\n":
        return True
    return unicodedata.category(letter) in ("Mn", "Me", "Mc")
