"""This is what a station has decided for itself, as the values that rules and handlers read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from domain.classification.kinds import Urgency
from domain.retention import Periods
from domain.roster import Almanac
from domain.survey_figures import FearFormula


@dataclass(frozen=True, kw_only=True)
class Hotline:
    """One public telephone number that serves sooner than a tip does, such as 1441."""

    number: str
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class StationRules:
    """The settings of one station that change what people are told and when.

    `hotlines` is keyed by category, and by topic for `suicide` and `police_complaint`.
    `quiet_hours` is `HH:MM-HH:MM` in the station's time and may span midnight; so is
    `routine_pause`, in which routine tips wait, empty for never, and `bulletin_hours`, in which no
    bulletin speaks. `monthly_limit` is the station's own, None for LINE's alone. `has_outside`: an
    address outside the station learns that there is a tip about those in power. `is_simulated`:
    LINE is the simulator on this very machine, which fetches from here over plain http.
    """

    code: str
    name: str
    short_name: str
    place_word: str
    public_url: str
    timezone: str = "Asia/Bangkok"
    emergency_phone: str = "191"
    collect: timedelta = timedelta(seconds=30)
    ask: timedelta = timedelta(minutes=5)
    quiet_hours: str = "21:00-06:00"
    accept_within: Mapping[Urgency, timedelta] = field(default_factory=dict)
    routine_pause: str = ""
    almanac: Almanac = field(default_factory=Almanac)
    min_crowd: int = 5
    has_outside: bool = False
    notice_version: str = "1"
    hotlines: Mapping[str, tuple[Hotline, ...]] = field(default_factory=dict)
    alert_reserve: float = 0.3
    monthly_limit: int | None = None
    bulletin_hours: str = "21:00-06:00"
    bulletin_grace: timedelta = timedelta(minutes=60)
    needs_approval: bool = False
    fear_formula: FearFormula = FearFormula.SHARE
    fear_target: float = 40
    retention: Periods = field(default_factory=Periods)
    bot_basic_id: str = ""
    is_simulated: bool = False
    media_ceiling_bytes: int = 200 * 1024 * 1024
