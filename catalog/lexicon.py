"""The classifier's words read from their file, every bad entry named by its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from catalog import Catalog
from catalog.learned import LEARNED, load_learned
from domain.classification.kinds import Category
from domain.classification.lexicon import Lexicon, Pair, required_sections
from domain.thai import normalise

LEXICON: Final = Path(__file__).parent / "lexicon.th.toml"
_DIVIDER: Final = re.compile(r"[,\n]")
_PAIR_KEYS: Final = frozenset({"section", "one", "near", "within", "ordered"})
# A word of these decides by itself, so one letter would decide nearly every text.
_TELLING: Final = (*Category, "danger", "crime", "coerced")
_SHORTEST, _LONGEST = 2, 60


class BadLexicon(ValueError):
    """An entry of the lexicon that cannot be used: file, section, word and why."""

    def __init__(self, path: Path, key: str, *, where: str = "", word: str = "", **why: object):
        self.file = path.name
        self.place = ": ".join(part for part in (where, repr(word) if word else "") if part)
        self.key, self.why = key, why
        super().__init__(f"{self.file}: {self.told(Catalog.load('en'))}")

    def told(self, catalog: Catalog) -> str:
        """Say where it is and what is wrong in one language, the file's name aside."""
        said = catalog.say(self.key, **self.why)
        if not self.place:
            return said
        return (
            f"{self.place} {said}" if self.place.endswith(("'", '"')) else f"{self.place}: {said}"
        )


def load_lexicon(path: Path = LEXICON, *, learned: Path | None = LEARNED) -> Lexicon:
    """Read and check a lexicon, with what was learned; the first bad entry is named."""
    content = _read(path)
    pairs = tuple(_pair(path, n, raw) for n, raw in enumerate(_pairs(path, content), start=1))
    sections = dict(_sections(path, content))
    known = required_sections()
    for name in sorted(known - sections.keys()):
        raise BadLexicon(path, "lexicon.section_missing", section=name)
    for name in sorted(sections.keys() - known):
        raise BadLexicon(path, "lexicon.section_unknown", section=name)
    for pair in pairs:
        if pair.section not in known:
            raise BadLexicon(path, "lexicon.pair_astray", section=pair.section)
    return Lexicon(
        sections=sections,
        pairs=pairs,
        learned=load_learned(learned) if learned is not None else None,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as why:
        raise BadLexicon(path, "lexicon.not_toml", why=why) from why
    except UnicodeDecodeError as why:
        raise BadLexicon(path, "lexicon.not_utf8") from why
    except OSError as why:
        raise BadLexicon(path, "lexicon.unreadable", why=why.strerror) from why


def _pairs(path: Path, content: dict[str, Any]) -> list[Mapping[str, Any]]:
    pairs = content.pop("pairs", [])
    if not isinstance(pairs, list) or not all(isinstance(one, Mapping) for one in pairs):
        raise BadLexicon(path, "lexicon.no_pairs", where="pairs")
    return pairs


def _sections(path: Path, content: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, value in content.items():
        if isinstance(value, Mapping):
            for part, words in value.items():
                yield f"{name}.{part}", _phrases(path, f"{name}.{part}", words)
        else:
            yield name, _phrases(path, name, value)


def _pair(path: Path, number: int, raw: Mapping[str, Any]) -> Pair:
    where = f"pair {number}"
    for key in sorted(raw.keys() - _PAIR_KEYS):
        raise BadLexicon(path, "lexicon.key_unknown", where=where, name=key)
    section, within = raw.get("section"), raw.get("within", 25)
    if not isinstance(section, str):
        raise BadLexicon(path, "lexicon.pair_section", where=where)
    if not isinstance(within, int) or not 0 <= within <= 100:  # noqa: PLR2004
        raise BadLexicon(path, "lexicon.pair_within", where=where)
    return Pair(
        section=section,
        one=_phrases(path, f"{where} ({section}) one", raw.get("one")),
        near=_phrases(path, f"{where} ({section}) near", raw.get("near")),
        within=within,
        ordered=bool(raw.get("ordered", False)),
    )


def _phrases(path: Path, where: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, str):
        raise BadLexicon(path, "lexicon.unquoted", where=where)
    found: dict[str, None] = {}
    for piece in _DIVIDER.split(value):
        if phrase := piece.strip():
            _check(path, where, phrase)
            found[phrase] = None
    if not found:
        raise BadLexicon(path, "lexicon.no_words", where=where)
    return tuple(found)


def _check(path: Path, where: str, phrase: str) -> None:
    key = normalise(phrase).key
    if not key:
        raise BadLexicon(path, "lexicon.no_letters", where=where, word=phrase)
    if len(key) < _SHORTEST and where.startswith(_TELLING):
        raise BadLexicon(path, "lexicon.too_short", where=where, word=phrase)
    if len(phrase) > _LONGEST:
        raise BadLexicon(path, "lexicon.too_long", where=where, word=phrase[:_LONGEST])
