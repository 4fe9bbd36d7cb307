"""Check digits, account ids and invitation codes."""

from __future__ import annotations

import secrets

import pytest

from domain.identity import (
    ALPHABET,
    MEMBER_CODE,
    OFFICER_CODE,
    digits_of,
    has_valid_check_digit,
    house_number,
    invitation_code,
    is_line_group_id,
    is_line_user_id,
    looks_like_code,
    normalise_code,
    spaced_code,
)


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("1234567890121", True),
        ("1101700230708", True),
        ("1234567890122", False),
        ("123456789012", False),
        ("12345678901210", False),
        ("1234567890๑21", False),
        ("", False),
    ],
)
def test_a_national_id_ends_in_its_check_digit(number: str, valid: bool) -> None:
    assert has_valid_check_digit(number) is valid


def test_digits_are_found_among_dashes_and_in_thai() -> None:
    assert digits_of("๑-2345-67890-12-1") == "1234567890121"


def test_line_ids_are_known_by_their_shape() -> None:
    assert is_line_user_id("U" + "0a" * 16)
    assert not is_line_user_id("U" + "0A" * 16)
    assert not is_line_user_id("u" + "0a" * 16)
    assert is_line_group_id("C" + "0a" * 16)
    assert not is_line_group_id("U" + "0a" * 16)


@pytest.mark.parametrize("length", [MEMBER_CODE, OFFICER_CODE])
def test_a_drawn_code_looks_like_a_code_however_it_is_typed(length: int) -> None:
    code = invitation_code(secrets.choice, length=length)
    thai = code.lower().translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert len(code) == length
    assert set(code) <= set(ALPHABET)
    for typed in (code, spaced_code(code), f"  {thai} ", " ".join(code)):
        assert looks_like_code(typed)
        assert normalise_code(typed) == code


def test_no_letter_of_a_code_has_a_look_alike() -> None:
    assert not set(ALPHABET) & set("0O1ILB8S5Z2")


@pytest.mark.parametrize(
    "text",
    [
        "0812345678",
        "081-234-5678",
        "KK-2569-000123",
        "KK2569-1234",
        "department",
        "come quick 9",
        "ไฟไหม้บ้านครับ",
        "A3C4D6",
        "",
        "A3" * 4000,
    ],
)
def test_what_people_write_is_not_taken_for_a_code(text: str) -> None:
    assert not looks_like_code(text)


@pytest.mark.parametrize(
    "text", ["A3C4-D6E7-O9", "TWCCM-YXG6", "ABCDE-FGHJK", " TWCCM-YXG677 ", "A3C4-D6E7-A3C4-D6E"]
)
def test_a_code_with_one_slip_is_still_meant_as_a_code(text: str) -> None:
    assert looks_like_code(text)


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("12/3 หมู่ 5 ต.บึง", "12/3"),
        ("บ้านเลขที่ ๔๕ ซอย 7", "45"),
        ("หมู่ 5 เลขที่ 99 / 12", "99/12"),
        ("ไม่ทราบ", None),
    ],
)
def test_a_house_number_is_found_in_an_address(address: str, number: str | None) -> None:
    assert house_number(address) == number
