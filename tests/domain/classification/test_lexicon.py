"""The words are data, and a bad entry is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog import Catalog
from catalog.lexicon import LEXICON, BadLexicon, load_lexicon
from domain.classification import Category, Lexicon
from domain.classification.tipness import AGAINST
from domain.thai import normalise
from tests.domain.classification.effort import calls


def test_the_lexicon_of_the_product_is_sound(lexicon: Lexicon) -> None:
    assert all(len(lexicon.sections[f"{kind}.strong"]) > 25 for kind in Category)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(("[life]", "[alive]"), "life.strong is missing", id="a section renamed"),
        pytest.param(
            ("[life]", 'extra = "ก"\n[life]'), "no section is called", id="a section more"
        ),
        pytest.param(
            ('lane = "ซอย', 'lane = "🙂, ซอย'), "place.lane: '🙂' has no letters", id="no letters"
        ),
        pytest.param(
            ('section = "life.strong"', 'section = "x"'), "unknown section x", id="a pair astray"
        ),
        pytest.param(
            ("within = 18", "within = -1"), "within must be", id="a distance that is none"
        ),
        pytest.param(('one = "ยิง', 'two = "ยิง'), "no key is called two", id="a key that is none"),
        pytest.param(("[life]", "[life"), "lexicon.toml", id="not TOML"),
    ],
)
def test_a_bad_entry_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    text = LEXICON.read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "lexicon.toml"
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(BadLexicon, match=said.replace("(", r"\(")):
        load_lexicon(path)


def test_a_lexicon_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadLexicon, match="nowhere"):
        load_lexicon(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_reason_can_be_said(language: str) -> None:
    catalog = Catalog.load(language)
    assert all(catalog.knows(f"reason.category_{kind}") for kind in Category)
    assert all(catalog.knows(f"reason.{name.replace('.', '_')}") for name in AGAINST)


def test_once_prepared_the_first_reading_waits_for_nothing() -> None:
    fresh, prepared = load_lexicon(), load_lexicon()
    prepared.prepare()
    form = normalise("มีคนขโมยรถ")
    assert calls(lambda: prepared.marks(form)) < calls(lambda: fresh.marks(form)) / 100


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        pytest.param("เสพ ยาบ้า", True, id="after a gap"),
        pytest.param("เมี ยาบ้า", False, id="with the letter that ends the word before the gap"),
    ],
)
def test_a_word_torn_by_a_gap_lends_no_letter_to_the_next(
    lexicon: Lexicon, text: str, is_found: bool
) -> None:
    assert lexicon.marks(normalise(text)).has("drugs.strong") is is_found


def test_a_word_is_known_by_its_matching_form(lexicon: Lexicon) -> None:
    assert normalise("ยาบ้า").key in lexicon.keys
    assert normalise("ป้าดวน").key not in lexicon.keys
