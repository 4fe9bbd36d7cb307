"""This is the door to a tip for an officer's tap: rights are looked up, never believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.case import Sight
from domain.meanings import CaseEvent
from domain.name_words import NAME_DANGER, NAME_WHY
from domain.refusals import Refusal
from domain.standing import FIXING
from domain.talking import NOTE, PASSING
from models.case import sight
from models.dialogue import Mode
from models.handing import handed_to, has_left, has_passed
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_ABOUT_ONE_TIP = (NOTE, FIXING, NAME_WHY, NAME_DANGER, *PASSING)


@dataclass(frozen=True, kw_only=True)
class Admission:
    """The officer who asked, and the tip, or why they are turned away; the mode that ended so."""

    officer: Officer
    tip: Tip | None = None
    refusal: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    mode: Mode | None = None


def admit(uow: UnitOfWork, event: CaseEvent) -> Admission:
    """Let an officer act on a tip that they may see; an officer who may not is audited.

    A refusal is returned, for one that is raised would take the audit line back with it.
    """
    line_id = event.speaker.user_id or ""
    officer = uow.officers.by_line_user(line_id)
    if officer is None:
        raise Refusal("case.not_officer")
    mode = uow.dialogues.current(line_id, now=uow.now)
    if mode is not None and mode.name in _ABOUT_ONE_TIP:
        uow.dialogues.leave(line_id)
    tip = uow.tips.find(event.tip)
    if tip is not None and sight(uow, officer, tip) is Sight.FULL:
        if officer.role != Role.COMMANDER and has_left(uow, officer, tip):
            return _gone(uow, officer, tip)
        return Admission(officer=officer, tip=tip, mode=mode)
    if tip is not None and has_passed(uow, officer, tip):
        return _passed(uow, officer, tip)
    about = "?" if tip is None else uow.number_of(tip)
    tried = {"act": type(event).__name__}
    uow.audit.write("refused", actor=officer.code, about=about, at=uow.now, detail=tried)
    refusal = "case.suspended" if officer.is_suspended else "case.not_seen"
    return Admission(officer=officer, refusal=refusal)


def _gone(uow: UnitOfWork, officer: Officer, tip: Tip) -> Admission:
    """Turn away who handed a tip on: it is in other hands."""
    to = handed_to(uow, tip)
    name = "" if to is None else uow.officers.profile(uow.officers.get(to)).spoken_name
    values = {"number": uow.spoken_number_of(tip), "name": name}
    return Admission(officer=officer, refusal="case.handed_on", values=values)


def _passed(uow: UnitOfWork, officer: Officer, tip: Tip) -> Admission:
    """Turn away who had a tip that is in another station's hands now."""
    name = uow.at(uow.tips.holder(tip)).rules.name
    values = {"number": uow.spoken_number_of(tip), "name": name}
    return Admission(officer=officer, refusal="case.passed_away", values=values)
