"""This is how a station's settings become the rules that handlers read."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from bot.config import Settings
from bot.config.sections import StationSettings
from bot.config.values import QuietHours, is_loopback
from catalog.roster import holidays_between
from domain.classification.kinds import Urgency
from domain.retention import Periods
from domain.roster import Almanac
from domain.rules import Hotline, StationRules
from domain.survey_figures import FearFormula


def rules_of(settings: Settings, *, year: int) -> dict[str, StationRules]:
    """Return each station's rules by its code, as handlers read them in and around a year."""
    accept, almanac = settings.routing.accept_minutes, _almanac(settings, year)
    hotlines = _hotlines(settings)
    return {
        station.code: StationRules(
            code=station.code,
            name=station.name,
            short_name=station.short_name,
            place_word=station.place_word,
            public_url=str(settings.web.public_url).rstrip("/"),
            timezone=station.timezone,
            emergency_phone=station.emergency_phone,
            collect=timedelta(seconds=settings.tips.collect_seconds),
            ask=timedelta(minutes=settings.tips.ask_minutes),
            quiet_hours=_written(settings.tips.quiet_hours),
            accept_within={
                urgency: timedelta(minutes=getattr(accept, urgency.value)) for urgency in Urgency
            },
            routine_pause=_written(settings.routing.routine_pause),
            almanac=almanac,
            min_crowd=settings.privacy.min_crowd,
            alert_reserve=settings.quota.alert_reserve,
            monthly_limit=_own_limit(settings.quota.monthly_limit),
            bulletin_hours=_written(settings.bulletins.quiet_hours),
            bulletin_grace=timedelta(minutes=settings.bulletins.grace_minutes),
            needs_approval=settings.bulletins.needs_approval,
            fear_formula=FearFormula(settings.surveys.fear_formula),
            fear_target=settings.surveys.fear_target,
            notice_version=settings.privacy.notice_version,
            hotlines=hotlines,
            retention=_periods(settings),
            has_outside=bool(settings.mail.host and settings.mail.outside),
            is_simulated=_is_simulated(settings, station),
        )
        for station in settings.stations
    }


def _hotlines(settings: Settings) -> dict[str, tuple[Hotline, ...]]:
    return {
        matter: tuple(Hotline(number=one.number, label=one.label) for one in numbers)
        for matter in type(settings.hotlines).model_fields
        if (numbers := getattr(settings.hotlines, matter))
    }


def _is_simulated(settings: Settings, station: StationSettings) -> bool:
    """Say whether LINE and the station's own pages are both on this machine."""
    ends = (station.line.data_api_base_url, station.line.api_base_url, settings.web.public_url)
    return all(is_loopback(urlsplit(str(one)).hostname or "") for one in ends)


def _periods(settings: Settings) -> Periods:
    kept = settings.retention
    return Periods(
        tip=timedelta(days=kept.tip_days),
        sender=timedelta(days=kept.sender_days),
        media=timedelta(days=kept.media_days),
        unverified=timedelta(days=kept.unverified_days),
        log=timedelta(days=kept.log_days),
    )


def _own_limit(given: int | str) -> int | None:
    return given if isinstance(given, int) else None


def _almanac(settings: Settings, year: int) -> Almanac:
    days = holidays_between(year - 1, year + 10, settings.routing.more_holidays)
    return Almanac(policy=settings.routing.on_holidays, holidays=days)


def _written(hours: QuietHours | None) -> str:
    return "" if hours is None else f"{hours.start:%H:%M}-{hours.end:%H:%M}"
