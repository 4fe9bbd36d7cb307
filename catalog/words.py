"""This is the reader of the chat contract's words, handed to the domain as frozen values."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from domain.command_words import Audience, Rest, Word, WordEntry
from domain.contract_words import NEVER_RELAYED
from domain.courtesy import Courtesies
from domain.identifiers import NameCustoms
from domain.thai import tidy
from domain.unnamed import Pleas
from domain.word_reading import Words

_WORDS = Path(__file__).parent / "words.th.toml"


class WordsFault(ValueError):
    """The file of words cannot be used, and why."""


def load_words(path: Path = _WORDS) -> Words:
    """Read the words; raise WordsFault naming an entry that is missing, unknown or shared."""
    table = _read(path)
    entries = [_entry(path, name, entry) for name, entry in table.get("words", {}).items()]
    missing = sorted(set(Word) - {entry.word for entry in entries})
    if missing:
        raise WordsFault(f"{path.name}: words.{missing[0]} is missing")
    forms = Counter(tidy(form) for entry in entries for form in {tidy(f) for f in entry.forms})
    shared = next((form for form, count in forms.items() if count > 1), None)
    if shared is not None:
        raise WordsFault(f"{path.name}: {shared} stands under two words")
    calls = table.get("calls", {})
    return Words(
        entries,
        endings=table.get("endings", ()),
        openings=table.get("openings", ()),
        never=table.get("never", ()),
        calls={
            **dict.fromkeys(calls.get("weak", ()), False),
            **dict.fromkeys(calls.get("strong", ()), True),
        },
        pleas=Pleas(**table.get("unnamed", {})),
    )


@cache
def load_courtesies(path: Path = _WORDS) -> Courtesies:
    """Read what adds nothing to a tip: courtesy, and words of the chat that nothing asked for."""
    table = _read(path)
    endings, courtesy = table.get("endings", ()), table.get("courtesy", {})
    unasked = [form for word in NEVER_RELAYED for form in table["words"][word]["forms"]]
    alone = (*courtesy.get("alone", ()), *endings, *unasked)
    return Courtesies(alone=alone, beside=courtesy.get("beside", ()))


def load_customs(path: Path = _WORDS) -> NameCustoms:
    """Read how a name or a house number is told from an ordinary word or number."""
    masking = _read(path).get("masking", {})
    return NameCustoms(
        cues=tuple(masking.get("cues", ())),
        titles=tuple(masking.get("titles", ())),
        ordinary=frozenset(masking.get("ordinary", ())),
        everyday=frozenset(masking.get("everyday", ())),
        kin=tuple(masking.get("kin", ())),
        closings=tuple(masking.get("closings", ())),
        particles=_particles(masking),
        leads=tuple(masking.get("leads", ())),
        claims=tuple(masking.get("claims", ())),
        deeds=tuple(masking.get("deeds", ())),
        house_cues=tuple(masking.get("house_cues", ())),
        home_cues=tuple(masking.get("home_cues", ())),
        lane_cues=tuple(masking.get("lane_cues", ())),
    )


def _particles(masking: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the polite words that may follow a name, alone and behind `asides`, longest first."""
    closings, asides = masking.get("closings", ()), masking.get("asides", ())
    joined = [aside + one for aside in asides for one in ("", *closings)]
    return tuple(sorted({*closings, *joined}, key=len, reverse=True))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise WordsFault(f"{path.name}: {fault}") from fault


def _entry(path: Path, name: str, entry: Mapping[str, Any]) -> WordEntry:
    try:
        return WordEntry(
            word=Word(name),
            forms=tuple(entry["forms"]),
            audience=Audience(entry.get("who", Audience.ANYONE)),
            rest=Rest(entry.get("rest", Rest.NOTHING)),
            is_plain=bool(entry.get("plain", False)),
        )
    except (KeyError, ValueError) as fault:
        raise WordsFault(f"{path.name}: words.{name}: {fault}") from fault
