"""Whether a report speaks against those in power, or only calls, names or pities them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from typing import Final

from domain.classification.marks import Marks, Span
from domain.classification.victims import CLOSE, Victim, Victims
from domain.thai import Form

POWERS: Final = ("police", "local_official", "commander")
NEAR: Final = 50
BEFORE: Final = 20
# So far behind somebody stands what they themselves do, with their name or post between.
OWN: Final = 30
# So many letters behind a rank are a name, whatever words they hold.
NAME: Final = 8
# A rank this close behind somebody is theirs.
SAME: Final = 6
FEW: Final = 2
# The consonants of Thai.
_FIRST, _LAST = "\u0e01", "\u0e2e"
_BLOWS: Final = ("killing.deed", "killing.slain", "injury.armed", "injury.beaten")


def powers_accused(marks: Marks, form: Form) -> frozenset[str]:
    """Which of those in power the report speaks against."""
    told = _Told(marks, form)
    return frozenset(
        power
        for power in POWERS
        if marks.has(f"power.{power}_wrong") or any(map(told.is_accused, told.holders(power)))
    )


@dataclass(frozen=True)
class _Told:
    """Those in power whom one text names, and what it says that they did."""

    marks: Marks
    form: Form

    def holders(self, power: str) -> Sequence[Span]:
        """Who holds this power: by a word for them, or by a rank before a name."""
        found = self.marks[f"power.{power}"]
        known = [one for one in found if not self._is_short(one) or self._is_rank(one)]
        return [*known, *self._ranks] if power == "police" else known

    def _is_short(self, span: Span) -> bool:
        """Whether it is two consonants, which stand in many words."""
        letters = self.form.key[span.start : span.end]
        return len(letters) <= FEW and all(_FIRST <= one <= _LAST for one in letters)

    def is_accused(self, person: Span) -> bool:
        """Whether a wrong stands near the person, or they themselves did what is one."""
        if self._is_called(person):
            return False
        near = not self._is_addressed(person) and self._has_wrong_near(person)
        return near or self._has_done_wrong(person)

    def _is_called(self, person: Span) -> bool:
        """Whether they are called upon, impersonated, or who writes, by this word or one before."""
        return person.end in self._speaking or any(
            one.start in self._called
            for one in (person, *self._everybody)
            if one is person or 0 <= person.start - one.end <= SAME
        )

    def _is_addressed(self, person: Span) -> bool:
        return person.start in self._honoured

    def _has_wrong_near(self, person: Span) -> bool:
        for wrong in self.marks["power.wrong"]:
            behind = wrong.start - person.end
            if 0 <= behind <= NEAR and self._may_be_theirs(person, wrong):
                return True
            if -BEFORE <= behind < 0 and self._may_be_by(person, wrong):
                return True
        return False

    def _may_be_theirs(self, person: Span, wrong: Span) -> bool:
        """Whether it was not done to them, nor by whom they see to: `came for who sells drugs`."""
        passive, doer = self._doer(person, wrong)
        if passive is not None:
            return False
        if doer is None or doer.start == person.end:
            return True
        return not any(person.end <= one.start < doer.start for one in self.marks["power.duty"])

    def _doer(self, person: Span, wrong: Span) -> tuple[Span | None, Span | None]:
        """The word behind a person that makes them the victim, and who stands right at the deed."""
        doer = next(
            (noun for noun, _ in self.victims.up_to(wrong, reach=NEAR) if noun.end == wrong.start),
            None,
        )
        ends = {wrong.start} | ({doer.start} if doer else set())
        passive = next(
            (
                one
                for one in self.marks["killing.passive"]
                if one.start >= person.end and one.end in ends
            ),
            None,
        )
        return passive, doer

    def _may_be_by(self, person: Span, wrong: Span) -> bool:
        """Whether a wrong before them is theirs: what is done to people if a word says by whom."""
        return wrong.start not in self._upon or person.start in self._by

    def _has_done_wrong(self, person: Span) -> bool:
        """Whether they did themselves what is a wrong, or dealt somebody a blow."""
        done = (*self.marks["power.wrong"], *self.marks["power.deed"])
        return any(
            0 <= deed.start - person.end <= OWN and self._is_own(person, deed)
            for deed in chain(done, filter(partial(self._has_hit, person), self._blows))
        )

    def _is_own(self, person: Span, deed: Span) -> bool:
        """Whether nobody and nothing stands between, but a name or a post, that another did it."""
        if deed.start in self._rightful or deed.start in self._denied:
            return False
        if self._is_addressed(person) and self.form.before(person.end).isspace():
            return False
        if any(self.form.breaks_line(at) for at in range(person.end, deed.start + 1)):
            return False
        return not any(
            person.end <= one.start and one.end <= deed.start for one in self._parting(person)
        )

    def _parting(self, person: Span) -> Iterator[Span]:
        """What parts somebody from a deed; `that one` or `young` right behind them does not."""
        yield from self.marks["killing.passive"]
        for section in ("power.culprit", "power.others"):
            yield from (one for one in self.marks[section] if one.start != person.end)
        within = person.end + (NAME if person in self._ranks else 0)
        yield from (one for one in self.marks["power.duty"] if one.start >= within)
        for noun, _ in self.victims.nouns:
            if noun.start != person.end and noun.start >= within:
                yield noun

    def _has_hit(self, person: Span, blow: Span) -> bool:
        """Whether a blow is one to a person who is no culprit, by who stands before it."""
        if blow.end in self._mutual or person in self.marks["power.vague"]:
            return False
        if (passive := self._passives.get(person.start)) is not None:
            return passive.start not in self._culprit_ends
        victim = self.victims.behind(blow.end, blow.end + CLOSE)
        is_persons = victim is not None and victim[1] is Victim.PERSON
        return is_persons and victim is not None and victim[0].start not in self._culprits

    @cached_property
    def victims(self) -> Victims:
        """Whom the text names."""
        return Victims(self.marks)

    @cached_property
    def _ranks(self) -> Sequence[Span]:
        return [one for one in self.marks["power.rank"] if self._is_rank(one)]

    def _is_rank(self, span: Span) -> bool:
        """Whether letters that many words hold are a rank: written with stops, or standing free."""
        piece = self.form.shown[self.form.at[span.start] : self.form.at[span.end]]
        stops = piece.count(".")
        is_joined = self.form.is_joined(span.start)
        is_told = stops >= span.end - span.start - (1 if is_joined else 0)
        return is_told or (not is_joined and (stops > 0 or piece[-1:].isspace()))

    @cached_property
    def _everybody(self) -> Sequence[Span]:
        return [one for power in POWERS for one in self.holders(power)]

    @cached_property
    def _blows(self) -> Sequence[Span]:
        return [one for section in _BLOWS for one in self.marks[section]]

    @cached_property
    def _called(self) -> frozenset[int]:
        return self._ends_of("power.called")

    @cached_property
    def _speaking(self) -> frozenset[int]:
        return self._starts_of("power.speaking")

    @cached_property
    def _honoured(self) -> frozenset[int]:
        return self._ends_of("power.honoured")

    @cached_property
    def _by(self) -> frozenset[int]:
        return self._ends_of("power.by")

    @cached_property
    def _denied(self) -> frozenset[int]:
        return self._ends_of("negation")

    @cached_property
    def _culprit_ends(self) -> frozenset[int]:
        return self._ends_of("power.culprit")

    def _ends_of(self, section: str) -> frozenset[int]:
        return frozenset(one.end for one in self.marks[section])

    def _starts_of(self, section: str) -> frozenset[int]:
        return frozenset(one.start for one in self.marks[section])

    @cached_property
    def _upon(self) -> frozenset[int]:
        return self._starts_of("power.upon")

    @cached_property
    def _culprits(self) -> frozenset[int]:
        return self._starts_of("power.culprit")

    @cached_property
    def _rightful(self) -> frozenset[int]:
        return self._starts_of("power.rightful")

    @cached_property
    def _mutual(self) -> frozenset[int]:
        return self._starts_of("killing.mutual")

    @cached_property
    def _passives(self) -> dict[int, Span]:
        return {one.end: one for one in self.marks["killing.passive"]}
