"""The file of words names what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.words import WordsFault, load_customs, load_words
from domain.command_words import Word


def test_every_word_has_an_entry() -> None:
    assert load_words().entries.keys() == set(Word)


def test_the_customs_of_names_are_read() -> None:
    customs = load_customs()
    assert customs.cues
    assert customs.titles
    assert customs.house_cues


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[words.status]\nforms = ['สถานะ']", r"words\.\w+ is missing"),
        ("[words.dance]\nforms = ['เต้น']", "words.dance"),
        ("[words.status]\nwho = 'anyone'", "words.status"),
        ("[words", "words.toml: Expected"),
    ],
)
def test_a_faulty_file_is_named_with_its_entry(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "words.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WordsFault, match=fault):
        load_words(path)


def test_a_form_under_two_words_is_named(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    text = "\n".join(f"[words.{word}]\nforms = ['{word}']" for word in Word)
    path.write_text(text.replace("['yes']", "['yes', 'skip']"), encoding="utf-8")
    with pytest.raises(WordsFault, match="skip stands under two words"):
        load_words(path)
