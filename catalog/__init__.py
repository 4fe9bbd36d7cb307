"""This is what the product says to people: sentences by key, in Thai first and English second."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import read_po

_LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("th", "en")


class SentenceMissing(LookupError):
    """A key has no sentence in the catalogue: a bug, found by the tests."""


class Catalog:
    """The sentences of one language, read from every `.po` file of its folder."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences

    @classmethod
    def load(cls, language: str = "th") -> Catalog:
        """Read a language's catalogues; raise ValueError when two files claim one key."""
        sentences: dict[str, str] = {}
        for path in sorted((_LOCALE / language).glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    if not message.id or not isinstance(message.id, str):
                        continue
                    if message.id in sentences:
                        raise ValueError(f"{path.name}: the key {message.id} stands twice")
                    sentences[message.id] = str(message.string)
        return cls(language, sentences)

    def say(self, key: str, **values: object) -> str:
        """Return the sentence of a key with its {values} filled in."""
        sentence = self._sentences.get(key)
        if not sentence:
            raise SentenceMissing(f"{self.language}: {key}")
        return sentence.format_map(values) if values else sentence

    def knows(self, key: str) -> bool:
        """Say whether a key has a sentence."""
        return bool(self._sentences.get(key))

    def keys(self) -> frozenset[str]:
        """Return every key that has a sentence."""
        return frozenset(self._sentences)
