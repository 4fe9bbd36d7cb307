"""This is the masking of a sender's words: numbers and names that would tell who wrote them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

from domain.telephones import number_spans
from domain.thai import normalise

MARK: Final = "▇▇▇"
_SHORTEST: Final = 2
_TELLING: Final = 4
# Thai runs on without gaps, so a short nickname stands in many an ordinary word.
_TELLING_WITHIN: Final = 6
_WORD: Final = re.compile(r"[\w\u0e30-\u0e4e]+")
# What people join names of: one word, numbers and underlines apart.
_PIECE: Final = re.compile(r"[^\W\d_][^\W\d_\u0e30-\u0e4e]*(?:[\u0e30-\u0e4e][^\W\d_]*)*")
# Nobody's name ends before one of these: it goes on.
_GOES_ON: Final = "\u0e30\u0e32\u0e33\u0e45"
_TELLING_LATIN: Final = 3
_OPENING: Final = tuple("([-\u2013\u2014~:/")
_CLOSING: Final = ("", ")", "]")


@dataclass(frozen=True, kw_only=True)
class Masked:
    """A text whose telling places are blotted out, and how many there were."""

    text: str
    count: int

    @property
    def is_masked(self) -> bool:
        """Whether anything was blotted out."""
        return self.count > 0


@dataclass(frozen=True, kw_only=True)
class NameCustoms:
    """How a name or a house number is told from an ordinary word or number.

    `cues` stand before a name, `titles` are part of one, `ordinary` are names that are words too.
    `everyday` are words that people call themselves by in LINE, and mean otherwise elsewhere.
    `kin` stand before a name of LINE, and begin no other words. `closings` end what is said before
    a signature, and `particles` follow it; `claims` follow the name of who speaks, which begins a
    line or follows one of `leads`. `deeds` are told of oneself by name where a line begins so.
    `house_cues` stand before a house number, `lane_cues` before a number that is none.
    """

    cues: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    ordinary: frozenset[str] = frozenset()
    everyday: frozenset[str] = frozenset()
    kin: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    deeds: tuple[str, ...] = ()
    house_cues: tuple[str, ...] = ()
    lane_cues: tuple[str, ...] = ()

    @cached_property
    def folded(self) -> NameCustoms:
        """The same as texts are compared, in which a letter such as sara am is two."""
        return replace(
            self,
            cues=_all_letters(self.cues),
            ordinary=frozenset(_all_letters(self.ordinary)),
            everyday=frozenset(_all_letters(self.everyday)),
            kin=_all_letters(self.kin),
            closings=_all_letters(self.closings),
            leads=_all_letters(self.leads),
            claims=_all_letters(self.claims),
            deeds=_all_letters(self.deeds),
            house_cues=_all_letters(self.house_cues),
            lane_cues=_all_letters(self.lane_cues),
        )


@dataclass(frozen=True, kw_only=True)
class Nicknames:
    """What people call themselves in LINE: `cued` is theirs only where it stands as a name."""

    free: frozenset[str] = frozenset()
    cued: frozenset[str] = frozenset()

    def __or__(self, other: Nicknames) -> Nicknames:
        """Return those of both."""
        return Nicknames(free=self.free | other.free, cued=self.cued | other.cued)


@dataclass(frozen=True, kw_only=True)
class _Folded:
    """A text without gaps, and where each letter stood."""

    letters: str
    at: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What stands before and after a possible secret, gaps left out, and where it stands.

    `is_apart`: between gaps. `is_polite`: with a polite word right behind it, and then a gap.
    `is_signed`: with a gap before it, and a gap or a polite word behind it. `begins`: a
    line begins with it. `fills`: a line or a bracket holds nothing else but numbers.
    """

    before: str
    after: str
    is_apart: bool
    is_signed: bool
    is_polite: bool
    begins: bool
    fills: bool


def mask(
    text: str,
    *,
    secrets: Iterable[str],
    nicknames: Nicknames = Nicknames(),
    customs: NameCustoms | None = None,
) -> Masked:
    """Blot out telephone numbers, national ids and the sender's secrets; plates and lanes stay."""
    customs = (customs or NameCustoms()).folded
    spans = number_spans(text)
    folded = _fold(text)
    for secret in sorted({letters_of(secret) for secret in secrets}):
        is_number = re.fullmatch(r"[\d/]+", secret) is not None
        tells = _tells_house if is_number else _tells_name
        if is_number or _size(secret) >= _SHORTEST:
            spans += _spans(text, folded, secret, customs, tells)
    for names, tells in ((nicknames.free, _tells_free), (nicknames.cued, _tells_cued)):
        for name in sorted({letters_of(name) for name in names}):
            spans += _spans(text, folded, name, customs, tells)
    return _blot(text, sorted(spans))


def secrets_of(
    *, names: Iterable[str], house_numbers: Iterable[str] = (), customs: NameCustoms | None = None
) -> frozenset[str]:
    """Return what would tell a sender: each name whole, without its title, and its longer parts."""
    titles = (customs or NameCustoms()).titles
    found = {number for number in house_numbers if number}
    for name in names:
        plain = _untitled(" ".join(_WORD.findall(name)), titles)
        parts = [_untitled(part, titles) for part in plain.split()]
        found |= {plain, *(part for part in parts if _size(part) >= _TELLING)}
    return frozenset(secret for secret in found if _size(secret) >= _SHORTEST or secret.isdecimal())


def nicknames_of(
    name: str,
    *,
    places: Iterable[str] = (),
    words: Container[str] = (),
    customs: NameCustoms | None = None,
) -> Nicknames:
    """Return by what a name that somebody set in LINE would tell them: whole, or by its parts.

    People put a village, a trade or any word there, which must stay readable where it is meant:
    the name of a place tells nobody, and a short or everyday word only where it stands as a name.
    `words` holds the matching forms of such words.
    """
    customs = (customs or NameCustoms()).folded
    titles = (*_all_letters(customs.titles), *customs.kin)
    known = {letters_of(place) for place in places}
    free, cued = set[str](), set[str]()
    for form in _forms(name):
        letters = letters_of(form)
        is_place = any(letters in one for one in known)
        least = _TELLING_LATIN if letters.isascii() else _TELLING
        is_everyday = any(_is_everyday(part, words, customs) for part in (form, *form.split()))
        (cued if is_everyday or is_place or _size(letters) < least else free).add(letters)
        if not is_everyday:
            cued |= set(_stems(letters, titles))
    telling = {
        one for one in free | cued if _size(one) >= _SHORTEST and any(c.isalpha() for c in one)
    }
    return Nicknames(free=frozenset(free & telling - known), cued=frozenset(cued & telling - known))


def _forms(name: str) -> set[str]:
    """Return a name as it is written, without its signs, and word by word."""
    words = _WORD.findall(name.replace("_", " "))
    return {name, " ".join(words), *words, *_PIECE.findall(name)}


def _stems(form: str, titles: tuple[str, ...]) -> Iterator[str]:
    """Yield a name without the word of kin before it, and without a second one."""
    while (rest := _untitled(form, titles)) != form:
        yield rest
        form = rest


def _is_everyday(form: str, words: Container[str], customs: NameCustoms) -> bool:
    is_listed = letters_of(form) in customs.ordinary | customs.everyday
    return is_listed or normalise(form).key in words


def _untitled(name: str, titles: tuple[str, ...]) -> str:
    for title in sorted(titles, key=len, reverse=True):
        rest = name.removeprefix(title).strip()
        if rest != name and _size(rest) >= _SHORTEST and not _is_mark(rest[0]):
            return rest
    return name


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) == "Mn"


def _is_word(letter: str) -> bool:
    """Say whether a letter is part of a word; where there is none it is not."""
    return letter.isalnum() or (letter != "" and _is_mark(letter))


def _size(text: str) -> int:
    return sum(_is_word(letter) for letter in text)


@lru_cache(maxsize=8192)
def letters_of(text: str) -> str:
    """Return a text as it is compared: villages and names come again and again."""
    return _fold(text).letters


def _all_letters(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(letters_of(one) for one in texts)


def _fold(text: str) -> _Folded:
    """Drop gaps, case and Thai digits, and put the marks of each letter in one order."""
    pairs: list[tuple[str, int]] = []
    for place, letter in enumerate(text):
        for piece in unicodedata.normalize("NFKC", letter).casefold():
            if unicodedata.category(piece)[0] not in "ZC":
                pairs.append((str(int(piece)) if piece.isdecimal() else piece, place))
    ordered: list[tuple[str, int]] = []
    run: list[tuple[str, int]] = []
    for pair in pairs:
        if _is_mark(pair[0]):
            run.append(pair)
            continue
        ordered += [*sorted(run), pair]
        run = []
    ordered += sorted(run)
    return _Folded(letters="".join(c for c, _ in ordered), at=tuple(place for _, place in ordered))


def _spans(
    text: str,
    folded: _Folded,
    secret: str,
    customs: NameCustoms,
    tells: Callable[[str, _Around, NameCustoms], bool],
) -> Iterator[tuple[int, int]]:
    start = folded.letters.find(secret)
    while start >= 0:
        end = start + len(secret)
        first, last = min(folded.at[start:end]), max(folded.at[start:end]) + 1
        around = _around(text, folded, (start, end), (first, last), customs)
        is_cut = bool(around.after) and (_is_mark(around.after[0]) or around.after[0] in _GOES_ON)
        if not is_cut and tells(secret, around, customs):
            yield first, last
        start = folded.letters.find(secret, start + 1)


def _around(
    text: str,
    folded: _Folded,
    among: tuple[int, int],
    place: tuple[int, int],
    customs: NameCustoms,
) -> _Around:
    first, last = place
    left = text[:first].rpartition("\n")[2].rstrip()
    right = _after_particles(text[last:].partition("\n")[0], customs)
    begins = not any(map(_is_word, left))
    ends = not _is_word(right[:1])
    is_bracketed = left[-1:] in _OPENING and right[:1] in _CLOSING
    return _Around(
        before=folded.letters[: among[0]],
        after=folded.letters[among[1] :],
        is_apart=_stands_apart(text, first, last),
        is_signed=ends and not _is_word_at(text, first - 1),
        is_polite=ends and right != text[last:].partition("\n")[0],
        begins=begins,
        fills=is_bracketed or (begins and not any(c.isalpha() for c in right)),
    )


def _after_particles(text: str, customs: NameCustoms) -> str:
    """Return what follows the polite words right behind a name."""
    for particle in customs.particles:
        if text.startswith(particle):
            return text[len(particle) :]
    return text


def _is_word_at(text: str, place: int) -> bool:
    return place >= 0 and _is_word(text[place])


def _stands_apart(text: str, first: int, last: int) -> bool:
    return not _is_word_at(text, first - 1) and not _is_word(text[last : last + 1])


def _tells_house(secret: str, around: _Around, customs: NameCustoms) -> bool:
    before, after = around.before, around.after[:1]
    if before[-1:].isdecimal() or before[-1:] == "/" or after.isdecimal() or after == "/":
        return False
    if before.endswith(customs.house_cues):
        return True
    return "/" in secret and not before.endswith(customs.lane_cues)


def _tells_name(secret: str, around: _Around, customs: NameCustoms) -> bool:
    if around.is_apart:
        return True
    if secret.isascii():
        return not _runs_on(around)
    if around.before.endswith(customs.cues):
        return True
    return _size(secret) >= _TELLING and secret not in customs.ordinary


def _tells_free(secret: str, around: _Around, customs: NameCustoms) -> bool:
    if around.is_apart or _tells_cued(secret, around, customs):
        return True
    return not _runs_on(around) if secret.isascii() else _size(secret) >= _TELLING_WITHIN


def _tells_cued(secret: str, around: _Around, customs: NameCustoms) -> bool:
    if secret.isascii() and _runs_on(around):
        return False
    if around.fills or around.before.endswith(customs.kin):
        return True
    if around.is_signed and around.before.endswith(customs.closings):
        return True
    if around.begins and around.after.startswith(customs.deeds):
        return True
    is_subject = around.begins or around.before.endswith(customs.leads)
    return is_subject and (around.is_polite or around.after.startswith(customs.claims))


def _runs_on(around: _Around) -> bool:
    """Say whether Latin letters or digits stand right beside it, so that it is part of a word."""
    before, after = around.before[-1:], around.after[:1]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())


def _blot(text: str, spans: list[tuple[int, int]]) -> Masked:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    pieces, place = [], 0
    for start, end in merged:
        pieces += [text[place:start], MARK]
        place = end
    return Masked(text="".join([*pieces, text[place:]]), count=len(merged))
