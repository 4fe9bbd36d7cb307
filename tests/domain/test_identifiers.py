"""By what somebody would be told."""

from __future__ import annotations

import pytest

from domain.identifiers import NameCustoms, Nicknames, is_named, secrets_of

CUSTOMS = NameCustoms(titles=("นาย", "นางสาว", "นาง"))


def test_secrets_are_names_without_titles_and_their_parts() -> None:
    found = secrets_of(
        names=["นายสมชาย", "ใจกล้าหาญ", "🌸Nok Somchai🌸"], house_numbers=["12/3"], customs=CUSTOMS
    )
    assert found == {"สมชาย", "ใจกล้าหาญ", "Nok Somchai", "Somchai", "12/3"}


def test_the_names_of_two_are_those_of_both() -> None:
    one, other = Nicknames(free=frozenset("ab")), Nicknames(cued=frozenset("c"))
    assert one | other == Nicknames(free=frozenset("ab"), cued=frozenset("c"))


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("พ.ต.ท.สุขุม รับส่วย", True),
        ("สารวัตร สุ\u200bขุม รับส่วย", True),
        ("ผู้กำกับสมมติพงษ์", True),
        ("ตำรวจรับส่วย", False),
    ],
)
def test_somebody_is_named_by_either_name(text: str, is_told: bool) -> None:
    assert is_named(text, first_name="สุขุม", last_name="สมมติพงษ์") is is_told


def test_a_short_name_is_somebodys_only_with_the_other() -> None:
    assert not is_named("เอกสารรับเงิน", first_name="เอก", last_name="ดี")
    assert is_named("ผู้กำกับ เอก ดี", first_name="เอก", last_name="ดี")
