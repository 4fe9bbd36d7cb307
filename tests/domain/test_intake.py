"""What the desk may answer while it takes down a report."""

from __future__ import annotations

import pytest

from domain.intake import caller_number, chosen, is_mistyped_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("081-234-5678", "0812345678", id="a mobile number with strokes"),
        pytest.param("๐๘๑ ๒๓๔ ๕๖๗๘", "0812345678", id="in Thai digits"),
        pytest.param("+66 81 234 5678", "0812345678", id="as from abroad"),
        pytest.param("66812345678", "0812345678", id="as from abroad, without a plus"),
        pytest.param("02-123-4567", "021234567", id="a landline"),
        pytest.param("เจอรถ 0812345678", None, id="words around it"),
        pytest.param("99/123", None, id="a house number"),
        pytest.param("12", None, id="a choice"),
        pytest.param("081-234-567", None, id="a mobile number that lacks a digit"),
        pytest.param("1234567890123", None, id="a national id"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_whole_message_is_a_telephone_number_or_none(text: str, number: str | None) -> None:
    assert caller_number(text) == number


def test_a_bare_number_chooses_among_what_was_offered() -> None:
    assert chosen("๒.", ["v1", "v2"]) == "v2"
    assert chosen("3", ["v1", "v2"]) is None
    assert chosen("0", ["v1"]) is None
    assert chosen("2 คน", ["v1", "v2"]) is None


@pytest.mark.parametrize(
    ("text", "is_mistyped"),
    [
        pytest.param("081-234-567", True, id="a digit is missing"),
        pytest.param("08123456789", True, id="a digit too many"),
        pytest.param("๑๒๓๔๕", True, id="figures alone"),
        pytest.param("1234567890123", True, id="a national id"),
        pytest.param("0812345678", False, id="a telephone number"),
        pytest.param("2", False, id="a choice"),
        pytest.param("14.30", False, id="a time"),
        pytest.param("รถ 081-234-567", False, id="words around it"),
    ],
)
def test_figures_that_are_no_telephone_number_are_no_words_of_a_report(
    text: str, *, is_mistyped: bool
) -> None:
    assert is_mistyped_number(text) is is_mistyped
