"""A few villages, and the words of the product."""

from __future__ import annotations

import pytest

from catalog.common_words import load_common_words
from catalog.lexicon import load_lexicon
from domain.classification import Gazetteer, Place
from domain.learning import CommonWords

PLACES = (
    Place(code="V1", name="ชุมชนโพธิ์ทอง", aliases=("โพทอง",), subdistrict="นวลจันทร์"),
    Place(code="V2", name="ชุมชนลาดปลาเค้า", landmarks=("วัดบางเตย",), subdistrict="จรเข้บัว"),
    Place(code="V3", name="หมู่บ้านเปรมฤทัย", subdistrict="นวลจันทร์"),
)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.of(PLACES, load_lexicon())


@pytest.fixture(scope="session")
def common() -> CommonWords:
    return load_common_words()
