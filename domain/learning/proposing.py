"""This is how repeated corrections become proposed aliases, each with its evidence."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.classification.gazetteer import Gazetteer
from domain.learning.common import CommonWords
from domain.learning.ground import Found, Ground
from domain.learning.lesson import Lesson
from domain.learning.usable import why_unusable
from domain.thai import normalise

REPEATED: Final = 2


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A phrase by which people seem to call a village; `others` are further tips that hold it."""

    phrase: str
    village: str
    tips: tuple[str, ...]
    others: int

    @property
    def key(self) -> str:
        """The phrase in its matching form."""
        return normalise(self.phrase).key

    @property
    def id(self) -> str:
        """A short name for this phrase and village, always the same."""
        told = f"{self.village}\n{self.key}".encode()
        return hashlib.blake2s(told, digest_size=3).hexdigest().upper()


@dataclass(frozen=True, kw_only=True)
class _Heard:
    """One phrase in the tips that were moved to one village."""

    key: str
    said: Mapping[str, Found]

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(self.said)

    @property
    def written(self) -> str:
        """The phrase as most people write it."""
        return Counter(found.written for found in self.said.values()).most_common(1)[0][0]

    def is_name(self, village: str, gazetteer: Gazetteer) -> bool:
        """Whether it stands like the name of a place, and never like that of a person."""
        found = list(self.said.values())
        if any(one.is_personal for one in found) or not any(one.is_closed for one in found):
            return False
        behind = [rest for one in found for rest in one.behind]
        if behind:
            # Such a word is part of a name only before the place of another village.
            own = gazetteer.numbers[village]
            known = [entry for rest in behind for entry in gazetteer.keys.get(rest, ())]
            return bool(known) and all(entry.village != own for entry in known)
        # Between known words anything may stand; what stands between different ones is a name.
        is_left_over = all(one.is_bounded and not one.strays for one in found)
        is_varied = len({one.around for one in found}) > 1
        return any(one.is_placed for one in found) or (is_left_over and is_varied)

    @property
    def order(self) -> tuple[int, ...]:
        """What is likelier the name comes first: placed, repeated, closed, and then the longer."""
        found = list(self.said.values())
        return (
            -sum(one.is_placed for one in found),
            -len(self.numbers),
            -sum(one.is_closed for one in found),
            min(one.strays for one in found),
            -len(self.key),
        )


def propose(
    lessons: Sequence[Lesson],
    gazetteer: Gazetteer,
    common: CommonWords,
    *,
    refused: Mapping[str, Collection[str]],
) -> tuple[Proposal, ...]:
    """Return the phrases that recur in tips moved to one village and in no other village's.

    `refused` are the matching forms that were refused, by village.
    """
    grounds = {one.number: Ground.of(one.text, gazetteer.lexicon, common) for one in lessons}
    moved: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        if lesson.is_corrected and lesson.belongs in gazetteer.numbers:
            moved.setdefault(str(lesson.belongs), []).append(lesson)
    found: list[Proposal] = []
    for village, own in sorted(moved.items()):
        barred = _barred(village, own, lessons, grounds, gazetteer)
        taken: set[str] = set()
        for heard in _heard(own, grounds):
            is_new = len(heard.numbers - taken) >= REPEATED
            if not is_new or _is_refused(heard.key, refused.get(village, ())):
                continue
            if any(heard.key in text for text in barred) or not heard.is_name(village, gazetteer):
                continue
            if why_unusable(heard.written, gazetteer, common) is None:
                # What else these tips share is the rest of what they tell.
                taken |= heard.numbers
                found.append(_proposal(heard, village, lessons, grounds))
    return tuple(found)


def _barred(
    village: str,
    own: Sequence[Lesson],
    lessons: Sequence[Lesson],
    grounds: Mapping[str, Ground],
    gazetteer: Gazetteer,
) -> list[str]:
    """Return what no name of a village is part of: other villages' tips, and names known here."""
    elsewhere = [one for one in lessons if one.belongs not in (village, None)]
    texts = [grounds[one.number].form.key for one in own]
    known = [name for name in gazetteer.keys if any(name in text for text in texts)]
    return [*(grounds[one.number].form.key for one in elsewhere), *known]


def _is_refused(key: str, refused: Collection[str]) -> bool:
    """Whether a phrase was refused, or is a piece or an extension of one that was."""
    return any(key in one or one in key for one in refused)


def _proposal(
    heard: _Heard, village: str, lessons: Sequence[Lesson], grounds: Mapping[str, Ground]
) -> Proposal:
    others = [one for one in lessons if one.number not in heard.numbers]
    return Proposal(
        phrase=heard.written,
        village=village,
        tips=tuple(sorted(heard.numbers)),
        others=sum(grounds[one.number].where(heard.key) is not None for one in others),
    )


def _heard(own: Sequence[Lesson], grounds: Mapping[str, Ground]) -> list[_Heard]:
    """Return the phrases that more than one of these tips holds, likelier names first."""
    rows: dict[str, dict[str, Found]] = {}
    for lesson in own:
        for one in grounds[lesson.number].phrases():
            before = rows.setdefault(one.key, {}).get(lesson.number)
            if before is None or one.is_placed > before.is_placed:
                rows[one.key][lesson.number] = one
    for key, said in rows.items():
        for lesson in own:
            if lesson.number not in said and key in grounds[lesson.number].form.key:
                there = grounds[lesson.number].where(key)
                said.update({lesson.number: there} if there else {})
    heard = [_Heard(key=key, said=said) for key, said in rows.items()]
    return sorted(
        (one for one in heard if len(one.numbers) >= REPEATED), key=lambda one: (one.order, one.key)
    )
