"""Why a phrase cannot be an alias, whoever wishes it."""

from __future__ import annotations

import pytest

from domain.classification import Gazetteer
from domain.learning import CommonWords, why_unusable


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("โค้งผีสิง", None),
        ("ตลาดเก่า", None),
        ("โพธิ์ทองพัฒนา", None),
        ("หลังวัดบางเตย", None),
        ("กข", "aliases.wrong_length"),
        ("ก" * 3 + "ขค" * 20, "aliases.wrong_length"),
        ("ซอยสุข 1234", "aliases.telling_digits"),
        ("12 ราตรี", "aliases.telling_digits"),
        ("ร้านป้าแดง", "aliases.person"),
        ("บ้านเลขที่ 7", "aliases.person"),
        ("โพทอง", "aliases.known_name"),
        ("บ้านโพธิ์ทอง", "aliases.known_name"),
        ("นวลจันทร์", "aliases.known_name"),
        ("ปากซอย", "aliases.ordinary"),
        ("ซอย 5", "aliases.ordinary"),
        ("ร้านอาหารปากซอย", "aliases.ordinary"),
        ("ทางไปโพธิ์ทอง", "aliases.holds_name"),
    ],
)
def test_a_phrase_is_judged(
    gazetteer: Gazetteer, common: CommonWords, phrase: str, why: str | None
) -> None:
    assert why_unusable(phrase, gazetteer, common) == why
