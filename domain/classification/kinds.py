"""The words in which a reading of a tip is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Category(StrEnum):
    """What a tip is about."""

    LIFE = "life"
    BODY = "body"
    SEXUAL = "sexual"
    PROPERTY = "property"
    DRUGS = "drugs"
    GAMBLING = "gambling"
    FRAUD_ONLINE = "fraud_online"
    TRAFFIC = "traffic"
    NUISANCE = "nuisance"
    SUSPICIOUS = "suspicious"
    FIRE_DISASTER = "fire_disaster"
    MISSING_PERSON = "missing_person"
    WEAPONS = "weapons"
    OTHER = "other"


class Urgency(StrEnum):
    """How soon the police should act."""

    EMERGENCY = "emergency"
    SOON = "soon"
    ROUTINE = "routine"


class When(StrEnum):
    """Whether what a report tells of goes on now, or was over before."""

    NOW = "now"
    EARLIER = "earlier"


class VillageSource(StrEnum):
    """What told us the village."""

    TEXT = "text"
    PIN = "pin"
    GROUP = "group"
    HOME = "home"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a sender gave us: words in order, perhaps a pin, and where they stand."""

    messages: tuple[str, ...]
    location: tuple[float, float] | None = None
    group_villages: tuple[str, ...] = ()
    member_village: str | None = None

    @property
    def text(self) -> str:
        """All messages as one text, a line each."""
        return "\n".join(self.messages)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One ground of a reading; a private one speaks of the sender, so no officer sees it."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    private: bool = False


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A village that may be meant, and how well it fits (0 to 1)."""

    code: str
    score: float


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that the classifier says about a report, with its grounds.

    `is_danger_told`: a word of danger, crime, time or a report is in it, so its urgency rests on
    more than on what such texts mostly are. `when` is None where the words leave it open;
    `points_back`: they speak of somebody or something told of before; `is_detail`: they only say
    what a vehicle or somebody looks like; `denied` are the villages
    of which they say that it was not there.
    """

    is_tip: bool
    may_be_tip: bool
    village: str | None = None
    village_source: VillageSource = VillageSource.NONE
    village_confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    must_confirm: bool = False
    outside_area: bool = False
    category: Category | None = None
    category_confidence: float = 0.0
    urgency: Urgency = Urgency.ROUTINE
    reasons: tuple[Reason, ...] = ()
    is_coerced: bool = False
    concerns_power: frozenset[str] = frozenset()
    is_environment_spot: bool = False
    is_danger_told: bool = False
    when: When | None = None
    points_back: bool = False
    is_detail: bool = False
    denied: frozenset[str] = frozenset()
    money_just_moved: bool = False
    needs: frozenset[str] = frozenset()
