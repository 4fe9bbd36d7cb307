"""The lexicon of the product and the villages of an invented rural station."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.lexicon import load_lexicon
from commands.classify import read_places
from domain.classification import Gazetteer, Lexicon, Reading, Report, classify

DATA = Path(__file__).parent / "data"
Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def gazetteer(lexicon: Lexicon) -> Gazetteer:
    return Gazetteer.of(read_places(DATA / "villages.csv"), lexicon)


@pytest.fixture(scope="session")
def read(gazetteer: Gazetteer, lexicon: Lexicon) -> Read:
    def reading(
        *messages: str,
        home: str | None = None,
        group: tuple[str, ...] = (),
        pin: tuple[float, float] | None = None,
    ) -> Reading:
        report = Report(messages=messages, location=pin, group_villages=group, member_village=home)
        return classify(report, gazetteer, lexicon)

    return reading
