"""Thai as people type it, brought to one form: to read (`shown`) and to match (`key`)."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

LONGEST: Final = 10_000
TONE_EVERY: Final = 40

_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_TONES = "\u0e48-\u0e4b"
_VOWEL_MARKS: Final = frozenset("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39")
_INVISIBLE: Final = dict.fromkeys(
    [0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF, 0xFE0F]
)
_FOLD: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙ๅ", "0123456789า") | {ord("ๆ"): None, ord("ฯ"): None}

# Sorting a long run of combining marks is the one slow path of NFKC, so runs are cut before it.
_LONG_RUN: Final = re.compile(
    f"([{_MARKS}\u0300-\u036f\u20d0-\u20ff]{{8}})[{_MARKS}\u0300-\u036f\u20d0-\u20ff]+"
)
_TWO_E: Final = re.compile("\u0e40{2,}")
_SPLIT_AM: Final = re.compile(f"([{_TONES}]*)(?:\u0e4d([{_TONES}]*)\u0e32|\u0e33)([{_TONES}]*)")
_MARK_RUN: Final = re.compile(f"[{_MARKS}]{{2,}}")
_TWICE: Final = re.compile("([\u0e30\u0e32\u0e33\u0e40-\u0e44])\\1+")
_THRICE: Final = re.compile(r"([^\d\s])\1{2,}")
_SPACE: Final = re.compile(r"\s+")
_KILLED: Final = re.compile("[\u0e01-\u0e2e][\u0e34\u0e38]?\u0e4c")
_KILL_MARK: Final = "\u0e4c"
# Two consonants that one mark silences, as in the word for the moon.
_KILLED_PAIR: Final = re.compile("[\u0e14\u0e15\u0e17]\u0e23\u0e4c|(?<=\u0e29)\u0e0e\u0e23\u0e4c")

_LETTER = "[\u0e01-\u0e2e\u0e40-\u0e44]"
_ALONE = r"(?<![\u0e01-\u0e4ea-z])(?<![\u0e01-\u0e2e]\.)"
_NAMED = rf"(?={_LETTER})(?!.\.)"
# Words behind which abbreviations for places are written without a space.
_LED = "|".join(
    f"(?<={word})"
    for word in (
        *("ที่", "หน้า", "ข้าง", "หลัง", "ใกล้", "แถว", "ใน"),
        *("ข้าม", "จาก", "ตรง", "ไป", "ของ", "ตำรวจ"),
    )
)
# Each abbreviation with what it stands for; some are safe behind another word, most are not.
_SHORT: Final = (
    (r"รพ\.? ?สต\.?|โรงพยาบาลส่งเสริมสุขภาพ ?(?:ประจำ)?ตำบล|สถานีอนามัย", "อนามัย"),
    (r"หม[ุู]่ ?(?:ที่)? ?(?=\d)|(?<![กชตท])ม\. ?(?=\d)", "หมู่ "),
    (rf"{_ALONE}(?:ม|moo|mu)\.? ?(?=\d)", "หมู่ "),
    (rf"(?:{_ALONE}|{_LED})มบ\.? ?(?={_LETTER})|{_ALONE}ม\. ?(?!ต้น|ปลาย){_NAMED}", "หมู่บ้าน"),
    (rf"{_ALONE}บ\. ?{_NAMED}|{_ALONE}บ (?={_LETTER}{{2}})", "บ้าน"),
    (rf"(?:{_ALONE}|{_LED})ชช\.? ?(?={_LETTER})", "ชุมชน"),
    (rf"ซ\. ?(?={_LETTER}|\d)|{_ALONE}ซ ?(?=\d)|{_ALONE}ซ (?={_LETTER}{{2}})", "ซอย"),
    (rf"{_ALONE}ถ\. ?{_NAMED}", "ถนน"),
    (rf"(?<![บสดต.])ต\. ?{_NAMED}|{_ALONE}ต (?={_LETTER}{{2}})", "ตำบล"),
    (rf"(?<![ภ.])อ\. ?{_NAMED}|{_ALONE}อ (?={_LETTER}{{2}})", "อำเภอ"),
    (rf"{_ALONE}จ\. ?{_NAMED}|{_ALONE}จ (?={_LETTER}{{2}})", "จังหวัด"),
    (rf"รร\. ?|{_ALONE}ร\.ร\. ?|{_ALONE}รร ?(?={_LETTER})", "โรงเรียน"),
    (rf"รพ\. ?|{_ALONE}รพ ?|โรงบาล", "โรงพยาบาล"),
    (rf"(?:{_ALONE}|{_LED})(?:สน|สภ)\. ?(?:[อต]\. ?)?|สถานีตำรวจ(?:ภูธร|นครบาล)?", "โรงพัก"),
    (rf"{_ALONE}ผช\.? ?(?:ผู้ใหญ่(?:บ้าน)?|ผญ\.? ?(?:บ้าน|บ)?\.?)", "ผู้ช่วยผู้ใหญ่บ้าน"),
    (rf"{_ALONE}ผญ\.? ?(?:บ้าน|บ\.?(?![\u0e30-\u0e3a]))", "ผู้ใหญ่บ้าน"),
    (rf"{_ALONE}ผญ\. ?(?={_LETTER})", "ผู้ใหญ่"),
    (rf"{_ALONE}ผญ(?![\u0e30-\u0e3a])", "ผู้หญิง"),
    (rf"{_ALONE}ผช(?![\u0e30-\u0e3a.])", "ผู้ชาย"),
    (rf"{_ALONE}ตร(?:\.|(?= ))", "ตำรวจ"),
    (rf"{_ALONE}จนท\.?", "เจ้าหน้าที่"),
)
_ABBREVIATION: Final = re.compile("|".join(f"({pattern})" for pattern, _ in _SHORT))
_SOUNDS: Final = str.maketrans("ณญศษซฬรฆฑฒธฐฏฎภฌใฃฅีูื", "นยสสสลลคททททถตดพชไขคิุึ".replace("ทททท", "ททท"))

_NUMBERS: Final = "หนึง สอง สาม สี หา หก เจด แปด เกา สิบ สิบเอด สิบสอง สิบสาม สิบสี สิบหา"
NUMBER_WORDS: Final = {word: str(number) for number, word in enumerate(_NUMBERS.split(), start=1)}
# Digits as they are said, nought to nine, first as they are spelt, then as they are mistyped.
DIGITS_SAID: Final = (
    ("ศูนย์", "ศูนย", "ศูน", "zero"),
    ("หนึ่ง", "หนึง", "นึง", "นึ่ง", "one"),
    ("สอง", "two"),
    ("สาม", "three"),
    ("สี่", "สี", "four"),
    ("ห้า", "หา", "five"),
    ("หก", "six"),
    ("เจ็ด", "เจด", "seven"),
    ("แปด", "eight"),
    ("เก้า", "เกา", "nine"),
)
ONE_AFTER_TEN: Final = ("เอ็ด", "เอด")
TWO_BEFORE_TEN: Final = ("ยี่", "ยี")
TENS_SAID: Final = {"สิบ": 10, "ร้อย": 100, "รอย": 100, "พัน": 1000, "หมื่น": 10000}
# What is said between the digits of a number, and between the two numbers of a house.
BETWEEN_DIGITS: Final = ("ตามด้วย", "ต่อด้วย", "แล้วก็", "หมายเลข", "เลข", "ขีด", "จุด", "เบอร์", "และ")
STROKES_SAID: Final = ("เครื่องหมายทับ", "ทับ", "สแลช", "แสลช", "slash")
AGAIN: Final = "ๆ"
# Consonants that end a syllable with one sound, and those that the dialects exchange.
_ENDINGS: Final = ("กขคฆ", "ดตทธสศษจชซฐฏฎฑฒถ", "บปพฟภผฝ", "นณญรลฬ", "รลฮ", "ญย", "คข", "ชฉ")
_ROWS: Final = ("ภถุึคตจขช", "ๆไำพะัีรนยบล", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ")
_VOWELS: Final = frozenset(
    "\u0e30\u0e31\u0e32\u0e33\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e40\u0e41\u0e42\u0e43\u0e44"
)
_SHORT_A: Final = "\u0e30"
_SILENT: Final = frozenset("รลหว")


@dataclass(frozen=True)
class Form:
    """A text in its readable form, its matching form, and the way back from one to the other."""

    shown: str
    key: str
    at: tuple[int, ...]

    def written(self, start: int, end: int) -> str:
        """The readable letters behind `key[start:end]`, marks included, spaces left out."""
        piece = self.shown[self.at[start] : self.at[end]]
        return "".join(
            letter for letter in piece if letter.isalnum() or "\u0e01" <= letter <= "\u0e4e"
        )

    @cached_property
    def is_toneless(self) -> bool:
        """Whether the writer leaves tone marks out, as one does who types in haste."""
        tones = sum("\u0e48" <= letter <= "\u0e4b" for letter in self.shown)
        return tones * TONE_EVERY < len(self.key)

    def is_split(self, start: int, end: int) -> bool:
        """Whether white space lies between the letters of this piece of the key."""
        piece = self.shown[self.at[start] : self.at[end - 1]]
        return " " in piece or "\n" in piece

    def is_joined(self, position: int) -> bool:
        """Whether the letters before and at this place of the key touch each other."""
        if not 0 < position < len(self.key):
            return False
        between = self.shown[self.at[position - 1] + 1 : self.at[position]]
        return all("\u0e01" <= letter <= "\u0e4e" for letter in between)

    def breaks_line(self, position: int) -> bool:
        """Whether a new line (or message) begins at this place of the key."""
        if not 0 < position < len(self.key):
            return True
        return "\n" in self.shown[self.at[position - 1] : self.at[position]]

    @cached_property
    def _lines(self) -> tuple[int, ...]:
        return tuple(at for at in range(len(self.key)) if self.breaks_line(at))

    def line_of(self, position: int) -> int:
        """Where the line (or message) begins in which this place of the key lies."""
        return self._lines[bisect_right(self._lines, position) - 1] if self._lines else 0

    def before(self, position: int) -> str:
        """The readable signs that lie between the letter before this place and its own."""
        start = self.at[position - 1] + 1 if position else 0
        return self.shown[start : self.at[position]]


def normalise(text: str) -> Form:
    """Bring any typing of the same words to the same form; doing it twice changes nothing."""
    shown = tidy(text)
    blanked = _KILLED.sub(lambda found: "\0" * len(found.group()), shown)
    kept = [i for i, letter in enumerate(blanked) if letter.isalnum() or letter in _VOWEL_MARKS]
    key = "".join([shown[i] for i in kept])
    return Form(shown=shown, key=key, at=(*kept, len(shown)))


def tidy(text: str) -> str:
    """The readable form: one encoding, Arabic digits, marks in order, abbreviations written out."""
    text = _LONG_RUN.sub(r"\1", text[:LONGEST])
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).lower().translate(_FOLD)
    text = _MARK_RUN.sub(_in_order, _TWO_E.sub("\u0e41", text))
    text = _SPLIT_AM.sub(lambda m: f"{m[1] or ''}{m[2] or ''}{m[3] or ''}\u0e33", text)
    text = _MARK_RUN.sub(_in_order, text)
    text = _THRICE.sub(r"\1", _TWICE.sub(r"\1", text))
    text = _SPACE.sub(lambda m: "\n" if "\n" in m[0] else " ", text).strip()
    return _ABBREVIATION.sub(_written_out, text)


def sound(key: str) -> str:
    """A matching form with letters that sound alike made one; as long as the key itself."""
    return key.translate(_SOUNDS)


def squeezed(key: str) -> tuple[str, tuple[int, ...]]:
    """The sounds of a matching form, doubled letters made one, and where each stands in it."""
    heard = sound(key)
    kept = [
        at
        for at, letter in enumerate(heard)
        if not at or letter != heard[at - 1] or letter.isdigit()
    ]
    return "".join([heard[at] for at in kept]), (*kept, len(key))


def slip_cost(one: str, other: str) -> float:
    """How far from each other two letters are that one may be typed for the other, 0 to 1."""
    return _SLIPS.get(one + other, 1.0)


def loss_cost(letter: str, before: str) -> float:
    """How much it means that this letter is left out, or typed too much, behind another."""
    if letter == before:
        return 0.1
    if letter in _VOWELS:
        return 0.25 if letter == _SHORT_A else 0.5
    return 0.3 if letter in _SILENT else 0.8


def _slips() -> dict[str, float]:
    found: dict[str, float] = {}
    for row in _ROWS:
        for one, other in pairwise(row):
            found[one + other] = found[other + one] = 0.6
    found |= {a + b: 0.55 for a in _VOWELS for b in _VOWELS}
    found |= {a + b: 0.3 for group in _ENDINGS for a in group for b in group}
    letters = [chr(code) for code in range(0x0E01, 0x0E46)]
    heard = {letter: letter.translate(_SOUNDS) for letter in letters}
    found |= {a + b: 0.1 for a in letters for b in letters if heard[a] == heard[b]}
    found |= {"ร\u0e31": 0.2, "\u0e31ร": 0.2}
    return found | {letter * 2: 0.0 for letter in letters}


_SLIPS: Final = _slips()


def spellings(name: str) -> frozenset[str]:
    """The matching forms of a name, also as typed by one who leaves the silencing mark out."""
    forms = {normalise(name).key}
    if _KILL_MARK in name:
        forms.add(normalise(name.replace(_KILL_MARK, "")).key)
        forms.add(normalise(_KILLED_PAIR.sub("", name)).key)
    return frozenset(form for form in forms if form)


def _in_order(found: re.Match[str]) -> str:
    marks = dict.fromkeys(found.group())
    vowels = [mark for mark in marks if mark in _VOWEL_MARKS][:2]
    tones = [mark for mark in marks if "\u0e48" <= mark <= "\u0e4b"][:1]
    rest = [mark for mark in marks if mark in "\u0e47\u0e4c\u0e4d"]
    return "".join((*vowels, *tones, *rest))


def _written_out(found: re.Match[str]) -> str:
    return _SHORT[(found.lastindex or 1) - 1][1]


def is_mostly_thai(key: str) -> bool:
    """Whether more than half of the letters of a matching form are Thai."""
    letters = [letter for letter in key if letter.isalpha()]
    return 2 * sum("\u0e01" <= letter <= "\u0e4e" for letter in letters) > len(letters)
