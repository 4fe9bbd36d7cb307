"""By what somebody would be told."""

from __future__ import annotations

from domain.identifiers import NameCustoms, Nicknames, secrets_of

CUSTOMS = NameCustoms(titles=("นาย", "นางสาว", "นาง"))


def test_secrets_are_names_without_titles_and_their_parts() -> None:
    found = secrets_of(
        names=["นายสมชาย", "ใจกล้าหาญ", "🌸Nok Somchai🌸"], house_numbers=["12/3"], customs=CUSTOMS
    )
    assert found == {"สมชาย", "ใจกล้าหาญ", "Nok Somchai", "Somchai", "12/3"}


def test_the_names_of_two_are_those_of_both() -> None:
    one, other = Nicknames(free=frozenset("ab")), Nicknames(cued=frozenset("c"))
    assert one | other == Nicknames(free=frozenset("ab"), cued=frozenset("c"))
