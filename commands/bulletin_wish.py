"""This is what somebody asks of `bulletin`, read from its options, with every fault in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.answers import Content
from domain.audience import Audience
from domain.bulletin import SaverEnd
from domain.calendar import of_our_era
from domain.meeting import meeting_of
from domain.topics import Topic
from domain.when.cron import is_cron
from domain.when.schedule import Cron, write_rule
from models.officer import Role
from models.unit_of_work import UnitOfWork

_LONGEST_TEXT = 5000
_MOST_HOURS = 24 * 30


class Act(StrEnum):
    """What is asked for."""

    SEND = "send"
    SCHEDULE = "schedule"
    ESTIMATE = "estimate"


class WishFault(Exception):
    """An option that cannot be meant so: a key of the catalogue and what it names."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One bulletin as it is asked for; what was not said is empty."""

    act: Act
    text: str = ""
    image: Path | None = None
    video: Path | None = None
    location: str = ""
    place: str = ""
    at: str = ""
    cron: str = ""
    skip_holidays: bool = False
    villages: str = ""
    all_villages: bool = False
    subdistricts: str = ""
    groups: bool = False
    members: bool = False
    roles: str = ""
    trained_in: str = ""
    saver: bool = False
    wait_hours: float = 24
    drop: bool = False
    urgent: bool = False
    dry_run: bool = False
    author: str = ""
    topic: str = Topic.NEWS
    # What is sent that no option says, such as a survey, and for what.
    shown: Content | None = None
    about: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def said(cls, act: Act, options: Mapping[str, Any]) -> Wish:
        """Return the wish of a command's options, by their names."""
        known = {name: value for name, value in options.items() if name in cls.__annotations__}
        return cls(act=act, **known)

    @property
    def is_only_asked(self) -> bool:
        """Say whether nothing is to be kept."""
        return self.dry_run or self.act is Act.ESTIMATE

    @property
    def rides(self) -> bool:
        """Say whether it waits for free replies; what is urgent never does."""
        return self.saver and not self.urgent

    @property
    def saver_end(self) -> str | None:
        """What becomes of it without a ride."""
        if not self.rides:
            return None
        return SaverEnd.DROP if self.drop else SaverEnd.PUSH

    @property
    def rule(self) -> str | None:
        """The rule by which it repeats, as it is kept."""
        if not self.cron:
            return None
        return write_rule(Cron(line=self.cron, skips_holidays=self.skip_holidays))

    @property
    def _is_empty(self) -> bool:
        is_silent = not self.text.strip() and self.shown is None
        return is_silent and self.image is None and self.video is None and not self.location

    def check(self) -> None:
        """Raise WishFault for what cannot be sent at all."""
        if self.act is not Act.ESTIMATE and self._is_empty:
            raise WishFault("announce.no_words")
        if len(self.text.encode("utf-16-le")) // 2 > _LONGEST_TEXT:
            raise WishFault("announce.too_long", most=f"{_LONGEST_TEXT:,}")
        if self.act is Act.SCHEDULE and bool(self.at) is bool(self.cron):
            raise WishFault("announce.at_or_cron")
        if self.cron and not is_cron(self.cron):
            raise WishFault("announce.cron_unread", cron=self.cron)
        if not 0 < self.wait_hours <= _MOST_HOURS:
            raise WishFault("announce.wait_hours", most=_MOST_HOURS)

    def audience(self, uow: UnitOfWork) -> Audience:
        """Return whom it is for; raise WishFault for a village, subdistrict or role unknown."""
        villages, subdistricts = _listed(self.villages), _listed(self.subdistricts)
        if self.all_villages == bool(villages or subdistricts):
            raise WishFault("announce.where")
        known = uow.villages.all()
        _must_know("announce.unknown_village", villages, {one.code for one in known})
        _must_know("announce.unknown_subdistrict", subdistricts, {one.subdistrict for one in known})
        roles = _listed(self.roles)
        _must_know("announce.unknown_role", roles, {one.value for one in Role})
        _must_know("announce.unknown_topic", (self.topic,), {one.value for one in Topic})
        is_said = self.groups or self.members or bool(roles)
        meeting, calls_off = meeting_of(self.about)
        return Audience(
            groups=self.groups or not is_said,
            members=self.members,
            roles=roles,
            villages=villages,
            subdistricts=subdistricts,
            trained_in=self._years(),
            topic=Topic.WARNING if self.urgent else self.topic,
            meeting=meeting,
            calls_off=calls_off,
        )

    def _years(self) -> tuple[int, ...]:
        try:
            return tuple(int(one) for one in _listed(self.trained_in))
        except ValueError:
            raise WishFault("announce.year_unread", years=self.trained_in) from None

    def moment(self, now: datetime, timezone: str) -> datetime:
        """Return when it is asked to go first, now if nothing else is said; raise WishFault."""
        if not self.at:
            return now
        try:
            at = datetime.fromisoformat(self.at)
        except ValueError:
            raise WishFault("announce.at_unread", at=self.at) from None
        at = datetime.combine(of_our_era(at.date()), at.timetz())
        if at.tzinfo is None:
            at = at.replace(tzinfo=ZoneInfo(timezone))
        if at < now - timedelta(minutes=1):
            raise WishFault("announce.at_past", at=self.at)
        return at.astimezone(now.tzinfo)


def _listed(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in written.split(",") if part.strip()))


def _must_know(key: str, named: tuple[str, ...], known: set[str]) -> None:
    unknown = [one for one in named if one not in known]
    if unknown:
        raise WishFault(key, names=", ".join(unknown))
