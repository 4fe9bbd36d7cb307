"""This is which word of the chat contract a whole message is, if it is one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from domain.command_words import Audience, Rest, Word, WordEntry
from domain.identity import looks_like_code, normalise_code
from domain.thai import normalise, sound, tidy
from domain.unnamed import Pleas

LONGEST: Final = 80
_EXACT_BELOW: Final = 5
_TWO_SLIPS_FROM: Final = 9
_MOST_STAGES: Final = 40
_ROOM: Final = 6


@dataclass(frozen=True, kw_only=True)
class Understood:
    """The word that a message is, who may use it, and what stood behind it."""

    word: Word
    audience: Audience
    rest: str = ""


@dataclass(frozen=True, kw_only=True)
class Addressed:
    """A message in a group that calls the bot; a weak call counts only before a possible tip."""

    rest: str
    is_strong: bool


class Words:
    """Every word of the contract, prepared once."""

    def __init__(
        self,
        entries: Iterable[WordEntry],
        *,
        endings: Iterable[str] = (),
        openings: Iterable[str] = (),
        never: Iterable[str] = (),
        calls: Mapping[str, bool] | None = None,
        pleas: Pleas | None = None,
    ) -> None:
        """Prepare the entries; `calls` maps how the bot is called in a group to its strength."""
        self.pleas = pleas or Pleas()
        self.entries = {entry.word: entry for entry in entries}
        self.endings = tuple(sorted({tidy(one) for one in endings}, key=len, reverse=True))
        self.openings = tuple(sorted({tidy(one) for one in openings}, key=len, reverse=True))
        self.never = frozenset(_key(one) for one in never)
        self.calls = tuple(sorted((calls or {}).items(), key=lambda call: -len(call[0])))
        self.exact = {
            tidy(form).replace(" ", ""): entry
            for entry in self.entries.values()
            for form in entry.forms
        }
        self.keys: Mapping[str, WordEntry] = {
            _key(form): entry
            for entry in self.entries.values()
            for form in entry.forms
            if not entry.is_plain and len(_key(form)) >= _EXACT_BELOW
        }
        self.by_letter: dict[str, list[tuple[str, WordEntry]]] = {}
        for key, entry in self.keys.items():
            self.by_letter.setdefault(key[0], []).append((key, entry))
        self.reach = max(map(len, (*self.exact, *self.keys)), default=0) + _ROOM

    def label(self, word: Word) -> str:
        """Return the letters of a word as buttons show them."""
        return self.entries[word].forms[0]

    def without_courtesy(self, text: str) -> str:
        """Return a text without polite endings, marks and emoji around it, or the text if empty."""
        return min(self.stages(tidy(_bare(_visible(text)))), key=len)

    def stages(self, text: str) -> Sequence[str]:
        """Return the text, then what is left of it with ever more polite endings taken off."""
        found = [text]
        for stage in found:
            for ending in self.endings:
                rest = _bare(stage.removesuffix(ending))
                if rest and stage.endswith(ending) and rest not in found:
                    found.append(rest)
            if len(found) > _MOST_STAGES:
                break
        return found


def understand(text: str, words: Words) -> Understood | None:
    """Return the word that a whole message is, forgiving small slips; None for a sentence."""
    clean = _visible(text)
    if not clean.strip():
        return None
    if len(clean) <= LONGEST:
        entry = _whole(_bare(clean), words)
        if entry is not None:
            return Understood(word=entry.word, audience=entry.audience)
    return _with_rest(clean, words)


def addressed_in_group(text: str, words: Words) -> Addressed | None:
    """Return what is said to the bot in a group, if the message begins by calling it."""
    clean = _visible(text).strip()
    for call, is_strong in words.calls:
        if clean.startswith(call):
            rest = clean.removeprefix(call).lstrip(" \t\r\n:;,.-")
            return Addressed(rest=rest, is_strong=is_strong)
    return None


def code_in(text: str, words: Words) -> str | None:
    """Return the invitation code that a whole message is, a polite ending taken off."""
    # A Latin ending such as "ka" may as well be the end of the code.
    endings = [one for one in words.endings if not one.isascii()]
    bare = text.strip()
    read = (bare, *(bare.removesuffix(one) for one in endings))
    return next((normalise_code(one) for one in read if looks_like_code(one)), None)


def _whole(text: str, words: Words) -> WordEntry | None:
    stages = words.stages(tidy(text))
    candidates = [*stages, *(rest for stage in stages for rest in _unopened(stage, words))]
    candidates = [stage for stage in candidates if len(stage) <= words.reach]
    for stage in candidates:
        entry = words.exact.get(stage.replace(" ", ""))
        if entry is not None and (stage in stages or not entry.is_plain):
            return entry
    return _misspelt(candidates, words)


def _unopened(stage: str, words: Words) -> Iterator[str]:
    for opening in words.openings:
        if stage.startswith(opening) and stage != opening:
            yield stage.removeprefix(opening).strip()


def _misspelt(stages: Iterable[str], words: Words) -> WordEntry | None:
    """Find the one word within reach of a slip; two words equally near are none."""
    best: dict[Word, tuple[int, WordEntry]] = {}
    for typed in {_key(stage) for stage in stages}:
        if typed in words.never:
            return None
        if any(letter.isdigit() for letter in typed):
            continue
        for key, entry in words.by_letter.get(typed[:1], ()):
            slips = _slips(typed, key)
            if slips is not None and slips < best.get(entry.word, (slips + 1, entry))[0]:
                best[entry.word] = (slips, entry)
    ranked = sorted(best.values(), key=lambda found: found[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _slips(typed: str, key: str) -> int | None:
    allowed = 2 if len(key) >= _TWO_SLIPS_FROM else 1
    if abs(len(typed) - len(key)) > allowed:
        return None
    slips = OSA.distance(typed, key, score_cutoff=allowed)
    return slips if slips <= allowed else None


def _with_rest(text: str, words: Words) -> Understood | None:
    first = text.lstrip().partition(" ")[0]
    meant = _misspelt([first], words)
    for entry in words.entries.values():
        rest = _rest_of(text.lstrip(), entry, words, is_meant=entry is meant)
        if rest is not None:
            return Understood(word=entry.word, audience=entry.audience, rest=rest)
    return None


def _rest_of(text: str, entry: WordEntry, words: Words, *, is_meant: bool) -> str | None:
    """Return what stands behind a word; `is_meant`: the first of the text is that with a slip."""
    if entry.rest is Rest.NOTHING:
        return None
    for form in entry.forms:
        rest = _after(text, form, entry.rest)
        if rest is not None:
            return _polite_rest(rest, words) if entry.rest is Rest.ANYTHING else rest
    behind = text.partition(" ")[2]
    if entry.rest is Rest.ANYTHING and behind.strip() and is_meant:
        return _polite_rest(behind.strip(), words)
    return None


def _polite_rest(rest: str, words: Words) -> str:
    *before, last = rest.split(" ")
    return " ".join(before).rstrip() if before and tidy(_bare(last)) in words.endings else rest


def _after(text: str, form: str, rest: Rest) -> str | None:
    if not text.casefold().startswith(form):
        return None
    behind = text[len(form) :]
    if rest is Rest.AFTER_COLON:
        colon = behind.lstrip()
        return colon[1:].strip() if colon.startswith(":") else None
    is_parted = behind[:1].isspace() or behind[:1].isdigit() or len(_key(form)) >= _EXACT_BELOW
    is_cut = behind[:1] != "" and unicodedata.category(behind[0]) == "Mn"
    return behind.strip(" \t\r\n:,") if is_parted and not is_cut else None


def _key(text: str) -> str:
    return sound(normalise(text).key)


def _visible(text: str) -> str:
    """Keep the letters as typed, but in one width and without characters that nobody sees."""
    folded = unicodedata.normalize("NFKC", text).replace("\u0e4d\u0e32", "\u0e33")
    folded = folded.replace("\u0e40\u0e40", "\u0e41")
    return "".join(c for c in folded if unicodedata.category(c) != "Cf")


def _bare(text: str) -> str:
    """Take spaces, punctuation and emoji off both ends."""
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (
        text[end - 1].isalnum() or unicodedata.category(text[end - 1]) == "Mn"
    ):
        end -= 1
    return text[start:end]
