"""This is a bulletin that carries a survey, or the invitation to a meeting."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from catalog import Catalog
from catalog.meetings import call_to_group
from catalog.meetings import invitation as meeting_invitation
from catalog.surveys import invitation as survey_invitation
from catalog.surveys import next_question
from domain.answers import Content
from domain.composition import Composition, Kind, To
from domain.meeting import about_meeting
from domain.refusals import Refusal
from domain.when.hours import held_until
from models import meeting_keeping, survey_keeping
from models.meeting_report import summons_of
from models.planning import policy
from models.unit_of_work import UnitOfWork

_NAMES: Final = {Kind.SURVEY: "survey", Kind.INVITATION: "meeting"}


def subject_of(draft: Composition, uow: UnitOfWork, catalog: Catalog) -> Content:
    """Return what is sent: to people what they can answer, to groups the way to their own chat."""
    number, is_for_groups = draft.subject, To.GROUPS in draft.parts
    account = uow.rules.bot_basic_id
    if is_for_groups and not account:
        raise Refusal("compose.no_account")
    if draft.kind == Kind.SURVEY:
        paper = uow.surveys.paper(survey_keeping.asking(uow, number))
        if is_for_groups:
            return survey_invitation(catalog, number, paper, account=account)
        return next_question(catalog, number, paper, ())
    summons = summons_of(uow, meeting_keeping.ahead(uow, number))
    if is_for_groups:
        return call_to_group(catalog, summons, account=account)
    return meeting_invitation(catalog, summons)


def must_be_in_time(draft: Composition, uow: UnitOfWork, at: datetime) -> None:
    """Refuse a sending that would come when the survey or the meeting is over."""
    if not draft.subject:
        return
    until = held_until(at, policy(uow), is_urgent=draft.is_urgent) or at
    if draft.kind == Kind.SURVEY:
        ends = survey_keeping.asking(uow, draft.subject).closes_at
    else:
        ends = meeting_keeping.ahead(uow, draft.subject).meets_at
    if draft.rule is not None or (ends is not None and ends <= until):
        raise Refusal("compose.subject_over")


def about_of(draft: Composition) -> str | None:
    """Return the name under which a bulletin goes out for a survey or a meeting."""
    if draft.calls_off:
        return about_meeting(draft.calls_off, calls_off=True)
    return f"{_NAMES[Kind(draft.kind)]}:{draft.subject}" if draft.subject else None


def read_about(about: str | None) -> tuple[Kind, int]:
    """Return what a bulletin that stands carries, and its number."""
    name, _, number = (about or "").partition(":")
    kinds = {name: kind for kind, name in _NAMES.items()}
    return (kinds[name], int(number)) if name in kinds else (Kind.KEPT, 0)
