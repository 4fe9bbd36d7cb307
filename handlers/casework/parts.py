"""This is what the senders of merged tips hear of the case in which their tips stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from catalog import Catalog
from catalog.choices import thanks
from domain.answers import Answer, Timer, Words
from domain.calendar import spoken_number
from domain.case import Sight
from domain.events import CaseProgressed
from domain.tip import Outcome
from handlers.casework.case import Case, labelled, take_over, tell_member, tell_sender
from models.case import sight
from models.handing import has_left
from models.officer import Role
from models.tip import Tip
from models.told import hear_of_officer, knows_of_officer
from models.unit_of_work import UnitOfWork


def tell_parts(case: Case, what: str, outcome: Outcome | None = None) -> Sequence[Answer]:
    """Let the senders of what was merged into a tip hear of it, for their own numbers."""
    if not case.uow.merges.parts_of(case.tip):
        return []
    at, times = case.uow.now, len(case.uow.tips.history(case.tip, what))
    event = CaseProgressed(happened_at=at, tip=case.tip.id, what=what, outcome=outcome)
    return [Timer(key=f"tip:{case.tip.id}:parts:{what}:{times}", due=at, event=event)]


def tell_progress(event: CaseProgressed, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell the senders of what was merged into a case that it was accepted, or how it ended."""
    answers: list[Answer] = []
    for part in uow.merges.parts_of(uow.tips.get(event.tip)):
        if event.outcome is None:
            answers += tell_of_officer(part, uow, catalog)
        else:
            number = spoken_number(part.year, part.sequence)
            told = thanks(part.id, number, event.outcome, catalog)
            said = replace(told, text=labelled(part, told.text, catalog))
            answers += tell_sender(part, said, uow)
    return answers


def tell_of_officer(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell a merged tip's sender that an officer has its case, unless they know."""
    if knows_of_officer(uow, tip):
        return []
    hear_of_officer(uow, tip)
    text = catalog.say("case.accepted_member", number=spoken_number(tip.year, tip.sequence))
    return tell_sender(tip, Words(text=labelled(tip, text, catalog)), uow)


def accept_by_asking(case: Case) -> tuple[bool, Sequence[Answer]]:
    """Give the officer the case in which a tip stands.

    Say whether the tip's own sender does not know yet; all others are told.
    """
    head = case.head
    is_news = take_over(head)
    parts = tell_parts(head, "accepted")
    if head.tip is case.tip:
        return is_news, parts
    is_known = knows_of_officer(case.uow, case.tip)
    if not is_known:
        hear_of_officer(case.uow, case.tip)
    said = Words(text=head.labelled(head.say("case.accepted_member")))
    return not is_known, [*(tell_member(head, said) if is_news else ()), *parts]


def may_work_on(case: Case) -> bool:
    """Say whether the officer, who may work on a merged tip, may on its case, too."""
    officer, main, uow = case.officer, case.head.tip, case.uow
    if main is case.tip:
        return True
    if sight(uow, officer, main) is not Sight.FULL:
        return False
    return officer.role == Role.COMMANDER or not has_left(uow, officer, main)


def others_of(case: Case) -> str:
    """Return the numbers of the other tips of the case in which a tip stands."""
    main = case.head.tip
    tips = [one for one in (main, *case.uow.merges.parts_of(main)) if one.id != case.tip.id]
    return ", ".join(spoken_number(one.year, one.sequence) for one in tips)


HANDLERS: Final[dict[Any, Any]] = {CaseProgressed: tell_progress}
