"""This is a bulletin while it is being composed: what was said, and what is asked next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from domain.audience import Audience
from domain.topics import Topic
from domain.when.schedule import Once, Rule, Schedule, read_rule, write_rule

_ONCE: Final = "once "
_RULE: Final = "rule "
NOW: Final = "now"
LONGEST_FIELD: Final = 500
LONGEST_TEXT: Final = 4000


class Kind(StrEnum):
    """What a bulletin is: plain words, a template, or `kept`: what it says already stands.

    A survey or an invitation to a meeting says what belongs to it.
    """

    TEXT = "text"
    WARNING = "warning"
    WANTED = "wanted"
    MISSING = "missing"
    MEETING = "meeting"
    LESSON = "lesson"
    RESULT = "result"
    KEPT = "kept"
    SURVEY = "survey"
    INVITATION = "invitation"


# What these say nobody composes word by word.
READY: Final = frozenset({Kind.KEPT, Kind.SURVEY, Kind.INVITATION})
TEMPLATES: Final = tuple(one for one in Kind if one not in READY)


class Step(StrEnum):
    """What is asked next."""

    KIND = "kind"
    FIELD = "field"
    TO = "to"
    ROLES = "roles"
    YEARS = "years"
    AREA = "area"
    TIME = "time"
    PREVIEW = "preview"


class To(StrEnum):
    """Whom a bulletin may be for: `trained` are members of some training years."""

    GROUPS = "groups"
    MEMBERS = "members"
    BOTH = "both"
    TRAINED = "trained"
    OFFICERS = "officers"


_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    To.BOTH: (To.GROUPS, To.MEMBERS),
    To.TRAINED: (To.MEMBERS,),
}
_AND: Final = "+"


TOPICS: Final[Mapping[Kind, Topic]] = {
    Kind.TEXT: Topic.NEWS,
    Kind.WARNING: Topic.WARNING,
    Kind.WANTED: Topic.WANTED,
    Kind.MISSING: Topic.MISSING,
    Kind.MEETING: Topic.MEETING,
    Kind.LESSON: Topic.LESSON,
    Kind.RESULT: Topic.RESULT,
    Kind.SURVEY: Topic.SURVEY,
    Kind.INVITATION: Topic.MEETING,
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that a template asks for."""

    name: str
    is_optional: bool = False


def _asked(*names: str, optional: tuple[str, ...] = ()) -> tuple[Field, ...]:
    must = tuple(Field(name=one) for one in names)
    return (*must, *(Field(name=one, is_optional=True) for one in optional))


FIELDS: Final[Mapping[Kind, tuple[Field, ...]]] = {
    Kind.TEXT: _asked("body"),
    Kind.WARNING: _asked("subject", "detail", optional=("place", "advice")),
    Kind.WANTED: _asked("person", "looks", optional=("offence", "contact")),
    Kind.MISSING: _asked("person", "looks", "last_seen", optional=("contact",)),
    Kind.MEETING: _asked("subject", "date", "place", optional=("detail",)),
    Kind.LESSON: _asked("subject", "detail", optional=("advice",)),
    Kind.RESULT: _asked("subject", "detail", optional=("place",)),
    **dict.fromkeys(READY, ()),
}


@dataclass(frozen=True, kw_only=True)
class Composition:
    """What was said so far.

    `said` holds the fields of the template, empty where one was skipped. `subject` is the
    number of the survey or meeting for which it goes out, 0 for none, `calls_off` that of a
    meeting which it calls off. `villages` is None until the area is chosen, empty for the whole
    station. `to` is a choice, or parts joined by `+`; `topic` is empty if the kind says it.
    `when` is empty, `now`, a moment or a rule. `photo` and `video` are the rows of what was
    sent for it, 0 for none; `pin` is a place and `pin_name` what it is called. `is_bare`:
    nothing of what it had before is attached. `number` is that of a bulletin that is changed.
    `edits` counts the changes, so that a button below an older preview confirms nothing.
    """

    kind: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    subject: int = 0
    calls_off: int = 0
    topic: str = ""
    to: str = ""
    roles: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    villages: tuple[str, ...] | None = None
    subdistricts: tuple[str, ...] = ()
    when: str = ""
    is_urgent: bool = False
    rides: bool = False
    photo: int = 0
    video: int = 0
    pin: tuple[float, float] | None = None
    pin_name: str = ""
    is_bare: bool = False
    number: int = 0
    edits: int = 0

    @property
    def step(self) -> Step:
        """What is asked next."""
        if not self.kind:
            return Step.KIND
        if self.wanted is not None:
            return Step.FIELD
        unsaid = self._unsaid_receivers
        if unsaid is not None:
            return unsaid
        return Step.PREVIEW if self.when else Step.TIME

    @property
    def _unsaid_receivers(self) -> Step | None:
        """What is not said yet of whom it is for."""
        if not self.to:
            return Step.TO
        if To.OFFICERS in self.parts and not self.roles:
            return Step.ROLES
        if self.to == To.TRAINED and not self.years:
            return Step.YEARS
        return Step.AREA if self.villages is None else None

    @property
    def parts(self) -> tuple[str, ...]:
        """Of which kinds those are that it is for."""
        return _PARTS.get(self.to) or tuple(self.to.split(_AND))

    @property
    def about(self) -> Topic:
        """What it is about; what is urgent is a warning to everybody."""
        if self.is_urgent:
            return Topic.WARNING
        if self.topic in list(Topic):
            return Topic(self.topic)
        return TOPICS[Kind(self.kind)] if self.kind in TOPICS else Topic.NEWS

    @property
    def wanted(self) -> Field | None:
        """The field of the template that is asked next, None once all were said or skipped."""
        asked = FIELDS[Kind(self.kind)] if self.kind else ()
        return next((one for one in asked if one.name not in self.said), None)

    @property
    def audience(self) -> Audience:
        """Whom it is for."""
        return Audience(
            groups=To.GROUPS in self.parts,
            members=To.MEMBERS in self.parts,
            roles=self.roles if To.OFFICERS in self.parts else (),
            trained_in=self.years if To.MEMBERS in self.parts else (),
            villages=self.villages or (),
            subdistricts=self.subdistricts,
            topic=self.about,
            meeting=self.subject if self.kind == Kind.INVITATION else self.calls_off,
            calls_off=bool(self.calls_off),
        )

    @property
    def schedule(self) -> Schedule | None:
        """When it is sent; None: as soon as it is confirmed."""
        if self.when.startswith(_ONCE):
            return Once(at=datetime.fromisoformat(self.when.removeprefix(_ONCE)))
        if self.when.startswith(_RULE):
            return read_rule(self.when.removeprefix(_RULE))
        return None

    @property
    def rule(self) -> Rule | None:
        """By which rule it returns, None if it is sent once."""
        schedule = self.schedule
        return None if schedule is None or isinstance(schedule, Once) else schedule

    def but(self, **changes: Any) -> Composition:
        """Return it with something changed."""
        return replace(self, edits=self.edits + 1, **changes)

    def saying(self, text: str) -> Composition:
        """Return it with the field that is asked for; empty: it was skipped."""
        if self.wanted is None:
            return self
        return self.but(said={**self.said, self.wanted.name: text})

    def sent_at(self, schedule: Schedule | None) -> Composition:
        """Return it with its time; None: now."""
        if schedule is None:
            return self.but(when=NOW)
        if isinstance(schedule, Once):
            return self.but(when=f"{_ONCE}{schedule.at.isoformat()}")
        return self.but(when=f"{_RULE}{write_rule(schedule)}")

    def for_whom(self, audience: Audience) -> Composition:
        """Return it with the audience of a bulletin that stands."""
        chosen = {
            To.GROUPS: audience.groups,
            To.MEMBERS: audience.members,
            To.OFFICERS: bool(audience.roles),
        }
        return self.but(
            to=_AND.join(part for part, is_chosen in chosen.items() if is_chosen),
            roles=audience.roles,
            years=audience.trained_in,
            villages=audience.villages,
            subdistricts=audience.subdistricts,
            topic=audience.topic,
            calls_off=audience.meeting if audience.calls_off else 0,
        )

    def stripped(self) -> Composition:
        """Return it with nothing attached."""
        return self.but(photo=0, video=0, pin=None, pin_name="", is_bare=True)

    def again(self, what: str) -> Composition:
        """Return it without its words, audience or time, so that they are asked for anew."""
        if what == "text":
            return self.but(kind="", said={}, subject=0, topic="")
        if what == "to":
            return self.but(to="", roles=(), years=(), villages=None, subdistricts=())
        return self.but(when="")


def write_composition(composition: Composition) -> dict[str, Any]:
    """Return it as it is kept."""
    return asdict(composition)


def read_composition(kept: Mapping[str, Any]) -> Composition:
    """Return what was kept."""
    known = {one.name for one in fields(Composition)}
    facts: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in kept.items()
        if name in known
    }
    return Composition(**facts)
