"""Any typing of the same words comes to the same form."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.thai import normalise, sound, spellings, tidy

THAI = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B),
        st.sampled_from(" .\n0123456789มซตอบจ\u200b🙂aZ"),
    ),
    max_size=60,
)


@settings(deadline=None, max_examples=300)
@given(THAI)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once.shown).shown == once.shown
    assert normalise(once.shown).key == once.key


@settings(deadline=None, max_examples=200)
@given(THAI)
def test_every_letter_of_the_key_is_found_again_in_the_readable_form(text: str) -> None:
    form = normalise(text)
    assert len(form.at) == len(form.key) + 1
    assert [form.shown[i] for i in form.at[:-1]] == list(form.key)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("น\u0e4d\u0e32", "นำ", id="a vowel typed in two halves"),
        pytest.param("น\u0e4d\u0e49\u0e32", "น้ำ", id="a tone between the halves"),
        pytest.param("นำ้", "น้ำ", id="a tone behind the vowel"),
        pytest.param("เเจ้ง", "แจ้ง", id="one vowel typed as two others"),
        pytest.param("ป\u200b\u0e31\u200bฐ", "ปัฐ", id="letters nobody sees"),
        pytest.param("มณีียา", "มณียา", id="a vowel typed twice"),
        pytest.param("ช่่วยด้้วย", "ช่วยด้วย", id="tones typed twice"),
        pytest.param("มากกกกก", "มาก", id="a letter drawn out"),
        pytest.param("๑๒๓", "123", id="Thai digits"),
        pytest.param("ม.๕", "หมู่ 5", id="a village number abbreviated"),
        pytest.param("หมู่ที่5", "หมู่ 5", id="a village number written out"),
        pytest.param("ต.โคกสูง", "ตำบลโคกสูง", id="a subdistrict abbreviated"),
        pytest.param("ม.วังทอง", "หมู่บ้านวังทอง", id="an estate abbreviated"),
        pytest.param("รพ.สต.บ้านนา", "อนามัยบ้านนา", id="a health post abbreviated"),
        pytest.param("ผญ โดน ผช", "ผู้หญิง โดน ผู้ชาย", id="woman and man abbreviated"),
        pytest.param("ผญ.ชม", "ผู้ใหญ่ชม", id="a headman abbreviated"),
    ],
)
def test_a_typing_is_read_as_what_was_meant(typed: str, meant: str) -> None:
    assert tidy(typed) == tidy(meant)
    assert normalise(typed).key == normalise(meant).key


@pytest.mark.parametrize("text", ["พ.ต.ต.สมชาย", "กม.4", "5 ชม.", "ม.ต้น", "จ.ส.ต.มานะ"])
def test_ranks_and_measures_are_no_places(text: str) -> None:
    assert tidy(text) == text


def test_digits_are_never_drawn_together() -> None:
    assert tidy("ซอย 111") == "ซอย 111"


def test_a_name_without_its_silencing_mark_is_a_spelling_of_it() -> None:
    assert normalise("จันทร").key in spellings("จันทร์")


def test_letters_that_sound_alike_become_one() -> None:
    assert sound("ณศธร") == sound("นสทล")


@pytest.mark.parametrize(
    "text",
    ["่" * 5_000, "ุ่" * 2_500, "ซ." * 2_500, "ก" * 10_000, "\u0e4d" * 5_000 + "า", "ม. " * 1_600],
    ids=["tones", "stacked marks", "abbreviations", "one letter", "half vowels", "estates"],
)
def test_hostile_texts_take_no_long_path(text: str) -> None:
    start = time.process_time()
    normalise(text)
    assert time.process_time() - start < 0.25
