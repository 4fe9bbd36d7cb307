"""A picture that an officer opens says, all over it, who opened it and when."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageFont

from files.cleaning import watermark
from files.cleaning.marking import FONT, written
from files.cleaning.painting import _tile
from files.cleaning.verification import is_bare_jpeg
from files.lettering import stacked
from tests.files.cleaning_media import MARKED, a_jpeg, saved

LINES = ["ร.ต.อ.สมชาย ที่ปรึกษา (C01)", "ดูเมื่อ 24 พ.ย. 2569 เวลา 02:50 น."]


def plain(size: tuple[int, int], colour: str) -> bytes:
    return saved(Image.new("RGB", size, colour), "JPEG", quality=95)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("L")


def marked_share(before: bytes, after: bytes) -> list[float]:
    """Return the share of changed pixels in each quarter of a picture."""
    changed = ImageChops.difference(opened(before), opened(after)).point(lambda p: 255 * (p > 25))
    width, height = changed.width // 2, changed.height // 2
    corners = [(x, y) for x in (0, width) for y in (0, height)]
    quarters = [changed.crop((x, y, x + width, y + height)) for x, y in corners]
    return [quarter.histogram()[255] / (width * height) for quarter in quarters]


@pytest.mark.parametrize("colour", ["white", "black", "gray"])
@pytest.mark.parametrize("size", [(1600, 1200), (1200, 2048), (320, 240)])
def test_every_quarter_is_marked_and_none_is_covered(size: tuple[int, int], colour: str) -> None:
    before = plain(size, colour)
    shares = marked_share(before, watermark(before, LINES))
    assert min(shares) > 0.005
    assert max(shares) < 0.4


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (40, 30)])
def test_a_tiny_picture_keeps_its_size(size: tuple[int, int]) -> None:
    assert opened(watermark(plain(size, "gray"), LINES)).size == size


def test_two_people_leave_two_marks() -> None:
    before = plain((800, 600), "gray")
    assert watermark(before, LINES) == watermark(before, LINES)
    assert watermark(before, LINES) != watermark(before, ["ด.ต.สมหญิง (V07)"])


@pytest.mark.parametrize("lines", [[], [""], [" ", "\n"]])
def test_no_words_leave_no_mark(lines: list[str]) -> None:
    before = plain((300, 200), "gray")
    assert max(marked_share(before, watermark(before, lines))) == 0


def test_a_marked_picture_is_as_bare_as_a_clean_one() -> None:
    after = watermark(a_jpeg((400, 300)), LINES)
    assert is_bare_jpeg(after)
    assert MARKED not in after


def test_the_font_has_every_thai_letter() -> None:
    face = ImageFont.truetype(FONT, 40)
    missing = bytes(face.getmask("\ue123"))
    thai = [chr(code) for code in [*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)]]
    assert [letter for letter in thai if bytes(face.getmask(letter)) == missing] == []


def test_without_raqm_tones_are_lifted_over_vowels() -> None:
    face = ImageFont.truetype(FONT, 100, layout_engine=ImageFont.Layout.BASIC)
    lifted = {text: up for text, _, up in stacked("ที่ปา", face)}
    assert lifted["่"] > 10
    assert lifted["ี"] == lifted["ป"] == 0
    assert {up for _, _, up in stacked("ใต้ ไม่ กา", face)} == {0.0}
    assert [up > 10 for letter, _, up in stacked("น้ำ", face) if letter == "้"] == [True]


def test_marks_stay_off_the_stem_of_a_tall_letter() -> None:
    face = ImageFont.truetype(FONT, 100, layout_engine=ImageFont.Layout.BASIC)
    rights = {text: right for text, right, _ in stacked("ป้า", face)}
    assert rights["้"] < face.getlength("ป")
    tall, low = (list(stacked(word, face))[1][1] for word in ("ปั", "บั"))
    assert tall == pytest.approx(low - 10, abs=1)


def test_a_mark_is_tilted() -> None:
    tile = _tile(["W" * 30], ImageFont.truetype(FONT, 20))
    assert tile.height > tile.width / 3


def test_letters_on_paper_are_dark_and_bear_the_mark_like_any_picture() -> None:
    paper = written(["สมหมาย ที่ปรึกษา"])
    assert is_bare_jpeg(paper)
    assert opened(paper).getextrema() == (0, 255)
    assert opened(written([""])).getextrema()[0] == 255
    assert min(marked_share(paper, watermark(paper, LINES))) > 0
