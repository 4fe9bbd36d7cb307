"""This is the door to a tip for an officer's tap: rights are looked up, never believed."""

from __future__ import annotations

from dataclasses import dataclass

from domain.calendar import tip_number
from domain.case import Sight
from domain.meanings import CaseEvent
from domain.name_words import NAME_DANGER, NAME_WHY
from domain.refusals import Refusal
from models.case import sight
from models.officer import Officer
from models.tip import Tip
from models.unit_of_work import UnitOfWork

NOTE = "note"
_ENDED_BY_A_PRESS = frozenset({NOTE, NAME_WHY, NAME_DANGER})


@dataclass(frozen=True, kw_only=True)
class Admission:
    """The officer who asked, and the tip, or why they are turned away."""

    officer: Officer
    tip: Tip | None = None
    refusal: str = ""


def admit(uow: UnitOfWork, event: CaseEvent) -> Admission:
    """Let an officer act on a tip that they may see; an officer who may not is audited.

    A refusal is returned, for one that is raised would take the audit line back with it.
    """
    line_id = event.speaker.user_id or ""
    officer = uow.officers.by_line_user(line_id)
    if officer is None:
        raise Refusal("case.not_officer")
    mode = uow.dialogues.current(line_id, now=uow.now)
    if mode is not None and mode.name in _ENDED_BY_A_PRESS:
        uow.dialogues.leave(line_id)
    tip = uow.tips.find(event.tip)
    if tip is not None and sight(uow, officer, tip) is Sight.FULL:
        return Admission(officer=officer, tip=tip)
    about = "?" if tip is None else tip_number(uow.rules.short_name, tip.year, tip.sequence)
    tried = {"act": type(event).__name__}
    uow.audit.write("refused", actor=officer.code, about=about, at=uow.now, detail=tried)
    refusal = "case.suspended" if officer.is_suspended else "case.not_seen"
    return Admission(officer=officer, refusal=refusal)
