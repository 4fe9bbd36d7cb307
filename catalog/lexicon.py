"""The classifier's words read from their file, every bad entry named by its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from catalog.learned import LEARNED, load_learned
from domain.classification.lexicon import Lexicon, Pair, required_sections
from domain.thai import normalise

LEXICON: Final = Path(__file__).parent / "lexicon.th.toml"
_DIVIDER: Final = re.compile(r"[,\n]")
_PAIR_KEYS: Final = frozenset({"section", "one", "near", "within", "ordered"})


class BadLexicon(ValueError):
    """An entry of the lexicon that cannot be used; the message names it."""


def load_lexicon(path: Path = LEXICON, *, learned: Path | None = LEARNED) -> Lexicon:
    """Read and check a lexicon, with what was learned; the first bad entry is named."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise BadLexicon(f"{path.name}: {why}") from why
    pairs = tuple(_pair(path, n, raw) for n, raw in enumerate(content.pop("pairs", []), start=1))
    sections = dict(_sections(path, content))
    known = required_sections()
    for name in sorted(known - sections.keys()):
        raise BadLexicon(f"{path.name}: the section {name} is missing")
    for name in sorted(sections.keys() - known):
        raise BadLexicon(f"{path.name}: no section is called {name}")
    for pair in pairs:
        if pair.section not in known:
            raise BadLexicon(f"{path.name}: a pair names the unknown section {pair.section}")
    return Lexicon(
        sections=sections,
        pairs=pairs,
        learned=load_learned(learned) if learned is not None else None,
    )


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
        raise BadLexicon(f"{path.name}: {where}: no key is called {key}")
    section, within = raw.get("section"), raw.get("within", 25)
    if not isinstance(section, str):
        raise BadLexicon(f"{path.name}: {where}: section is missing")
    if not isinstance(within, int) or not 0 <= within <= 100:  # noqa: PLR2004
        raise BadLexicon(f"{path.name}: {where}: within must be a number from 0 to 100")
    return Pair(
        section=section,
        one=_phrases(path, f"{where} ({section}) one", raw.get("one")),
        near=_phrases(path, f"{where} ({section}) near", raw.get("near")),
        within=within,
        ordered=bool(raw.get("ordered", False)),
    )


def _phrases(path: Path, where: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, str):
        raise BadLexicon(f"{path.name}: {where}: words must stand in quotation marks")
    found: dict[str, None] = {}
    for piece in _DIVIDER.split(value):
        phrase = piece.strip()
        if phrase and not normalise(phrase).key:
            raise BadLexicon(f"{path.name}: {where}: {phrase!r} has no letters")
        if phrase:
            found[phrase] = None
    if not found:
        raise BadLexicon(f"{path.name}: {where}: no words")
    return tuple(found)
