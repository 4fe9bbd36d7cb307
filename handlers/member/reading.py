"""This is where a tip's words are read together, and what they say is kept beside it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from domain.classification import (
    Category,
    Gazetteer,
    Reading,
    Report,
    Urgency,
    VillageSource,
    classify,
)
from domain.classification.evidence import Evidence
from domain.classification.marks import Marks
from domain.classification.place import find_place
from domain.identifiers import is_named
from domain.thai import LONGEST, normalise
from domain.tip import BEFORE_SENDING, TipState
from models import case
from models.member import Member
from models.officer import Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork

ANSWERED: Final = "answer"
COMMANDER: Final = "commander"
_ON_URGENCY: Final = re.compile(r"reason\.(urgency|money|environment)_")
_HASTE: Final = {Urgency.ROUTINE: 0, Urgency.SOON: 1, Urgency.EMERGENCY: 2}


def home_of(member: Member | None, uow: UnitOfWork) -> str | None:
    """Return the code of a member's home village."""
    if member is None or member.village_id is None:
        return None
    return uow.villages.get(member.village_id).code


def read(report: Report, uow: UnitOfWork) -> Reading:
    """Read a report; one without words has at least the place of its pin or group."""
    gazetteer = uow.gazetteer()
    known = uow.readings.get(report)
    if known is not None and known[0] is gazetteer:
        return known[1]
    reading = _read(report, gazetteer, uow)
    # A first message is read alone, and again as the tip that it opens.
    uow.readings[report] = (gazetteer, reading)
    return reading


def _read(report: Report, gazetteer: Gazetteer, uow: UnitOfWork) -> Reading:
    reading = classify(report, gazetteer, uow.lexicon)
    if reading.concerns_power:
        return _naming_commander(reading, report, uow)
    if reading.is_tip:
        return reading
    form = normalise(report.text)
    evidence = Evidence(report, form, uow.lexicon.marks(form), gazetteer)
    place = find_place(evidence)
    return dataclasses.replace(
        reading,
        village=place.village,
        village_source=place.source,
        village_confidence=place.confidence,
        candidates=place.candidates,
        must_confirm=place.must_confirm,
        outside_area=place.is_outside,
        reasons=place.reasons,
        denied=evidence.denied,
    )


def marks_of(report: Report, uow: UnitOfWork) -> Marks:
    """Return the words of the lexicon in a report that are no part of a place's name."""
    form = normalise(report.text)
    return Evidence(report, form, uow.lexicon.marks(form), uow.gazetteer()).local


def _naming_commander(reading: Reading, report: Report, uow: UnitOfWork) -> Reading:
    """Let who is accused by name be known for a commander of the station, whatever their rank."""
    for officer in uow.officers.all():
        if officer.role == Role.COMMANDER:
            who = uow.officers.profile(officer)
            if is_named(report.text, first_name=who.first_name, last_name=who.last_name):
                accused = reading.concerns_power | {COMMANDER}
                return dataclasses.replace(reading, concerns_power=accused)
    return reading


def report_of(tip: Tip, uow: UnitOfWork, *, since: datetime | None = None) -> Report:
    """Return what a tip's sender gave us so far, or only what came after a moment."""
    texts: list[str] = []
    pin: tuple[float, float] | None = None
    for message in uow.tips.messages(tip):
        content = uow.tips.content(message)
        if content is None or message.author != "sender":
            continue
        if since is not None and max(message.happened_at, message.edited_at or since) <= since:
            continue
        if message.kind == "text":
            texts.append(content["text"])
        if message.kind == "location":
            pin = (content["latitude"], content["longitude"])
    began = opening_of(tip, uow)
    return Report(
        messages=_few(texts),
        location=pin,
        group_villages=tuple(began.get("villages", ())),
        member_village=home_of(sender_of(tip, uow), uow),
    )


def _few(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the first and the last of more texts than are read together."""
    if sum(map(len, texts)) <= LONGEST:
        return tuple(texts)
    head, tail = list[str](), list[str]()
    for found, given in ((head, texts), (tail, tuple(reversed(texts)))):
        for text in given:
            if sum(map(len, found)) + len(text) > LONGEST // 2:
                break
            found.append(text)
    return (*head, *reversed(tail)) or (texts[0],)


def opening_of(tip: Tip, uow: UnitOfWork) -> Mapping[str, Any]:
    """Return how a tip began: its group's row and villages, if it began in one."""
    for line in uow.tips.history(tip, "opened"):
        found: Mapping[str, Any] = uow.tips.detail(line) or {}
        return found
    return {}


def sender_of(tip: Tip, uow: UnitOfWork) -> Member | None:
    """Return the member who sent a tip."""
    line_id = case.sender_of(uow, tip)
    return None if line_id is None else uow.members.by_line_user(line_id)


def reread(tip: Tip, uow: UnitOfWork) -> Reading:
    """Read all of a tip again and keep what changed; what was sent is only raised, not moved."""
    reading = read(report_of(tip, uow), uow)
    is_open = TipState(tip.state) in BEFORE_SENDING
    tip.is_coerced = tip.is_coerced or reading.is_coerced
    tip.is_restricted = tip.is_restricted or bool(reading.concerns_power)
    if is_open:
        _keep_kind(tip, reading)
        if tip.village_source != ANSWERED:
            _keep_place(tip, reading, uow)
    else:
        _raise_urgency(tip, reading, uow)
    uow.tips.write_reading(
        tip,
        {
            "reasons": _reasons(tip, reading, uow, is_open=is_open),
            "candidates": [[one.code, one.score] for one in reading.candidates],
            "powers": sorted(reading.concerns_power),
        },
    )
    return reading


def _reasons(tip: Tip, reading: Reading, uow: UnitOfWork, *, is_open: bool) -> list[Any]:
    """Return the grounds of what a tip is now: of the new reading only what it changed."""
    new: list[Any] = [[one.key, dict(one.values), one.private] for one in reading.reasons]
    known = uow.tips.reading(tip)
    if is_open or not isinstance(known, Mapping):
        return new
    kept = list(known.get("reasons", ()))
    if Urgency(tip.urgency) is not reading.urgency:
        return kept
    place_and_kind = [one for one in kept if not _ON_URGENCY.match(one[0])]
    return [*place_and_kind, *(one for one in new if _ON_URGENCY.match(one[0]))]


def _raise_urgency(tip: Tip, reading: Reading, uow: UnitOfWork) -> None:
    """Let new words raise a tip; one that an officer judged only by an emergency of their own."""
    judged = uow.tips.history(tip, "corrected_urgency")
    urgency = reading.urgency
    if judged:
        news = read(report_of(tip, uow, since=judged[-1].happened_at), uow)
        urgency = Urgency.EMERGENCY if news.urgency is Urgency.EMERGENCY else Urgency.ROUTINE
    if _HASTE[urgency] > _HASTE[Urgency(tip.urgency)]:
        tip.urgency = urgency


def _keep_kind(tip: Tip, reading: Reading) -> None:
    if tip.has_withdrawn:
        _keep_kind_of_the_rest(tip, reading)
        return
    tip.category = reading.category or "other"
    tip.category_confidence = reading.category_confidence
    # Nobody has seen a picture or heard a voice yet, so it may well be of today.
    tip.urgency = reading.urgency if reading.is_tip else Urgency.SOON
    tip.is_environment_spot = reading.is_environment_spot


def _keep_kind_of_the_rest(tip: Tip, reading: Reading) -> None:
    """Let what is left after a withdrawal add to a tip; a withdrawal can be forced."""
    if _HASTE[reading.urgency] > _HASTE[Urgency(tip.urgency)]:
        tip.urgency = reading.urgency
    if tip.category == Category.OTHER and reading.category is not None:
        tip.category, tip.category_confidence = reading.category, reading.category_confidence
    tip.is_environment_spot = tip.is_environment_spot and tip.urgency != Urgency.EMERGENCY


def _keep_place(tip: Tip, reading: Reading, uow: UnitOfWork) -> None:
    if tip.has_withdrawn and _is_vaguer(tip, reading):
        return
    denied = _denied(tip, uow)
    is_denied = reading.must_confirm and reading.village in denied
    if is_denied:
        reading = dataclasses.replace(
            reading, village=None, must_confirm=False, village_source=VillageSource.NONE
        )
    codes = [one.code for one in reading.candidates if one.code not in denied]
    if reading.must_confirm and reading.village is not None:
        codes = [reading.village, *(code for code in codes if code != reading.village)]
    village = None
    if reading.village is not None and not reading.must_confirm:
        village = uow.villages.by_code(reading.village)
    tip.village_id = None if village is None else village.id
    tip.village_source = reading.village_source
    tip.village_confidence = reading.village_confidence
    tip.village_candidates = codes[:3]
    tip.must_confirm = reading.must_confirm
    tip.is_outside_area = reading.outside_area


def _is_vaguer(tip: Tip, reading: Reading) -> bool:
    """Say whether what is left after a withdrawal tells less of the place than a tip knows."""
    if tip.village_id is not None:
        return reading.village_source not in {VillageSource.TEXT, VillageSource.PIN}
    return reading.village is None and not reading.candidates


def _denied(tip: Tip, uow: UnitOfWork) -> frozenset[str]:
    """Return the villages of which a tip's sender said that it was elsewhere."""
    lines = uow.tips.history(tip, "denied")
    return frozenset(code for line in lines for code in (uow.tips.detail(line) or {})["codes"])
