"""This is what the senders of merged tips hear of the case in which their tips stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from catalog.choices import thanks
from domain.answers import Answer, Words
from domain.case import Sight
from domain.tip import Outcome
from handlers.casework.case import Case, take_over, tell_member
from models.case import sight
from models.handing import has_left
from models.officer import Role
from models.tip import Tip
from models.told import hear_of_officer, knows_of_officer


def tell_accepted(case: Case) -> Sequence[Answer]:
    """Tell the senders of what was merged into a tip that an officer has it, unless they know."""
    parts = case.uow.merges.parts_of(case.tip)
    return [answer for one in parts for answer in tell_of_officer(case.about(one))]


def tell_of_officer(part: Case) -> Sequence[Answer]:
    """Tell a merged tip's sender that an officer has its case, unless they know."""
    if knows_of_officer(part.uow, part.tip):
        return []
    hear_of_officer(part.uow, part.tip)
    return tell_member(part, Words(text=part.labelled(part.say("case.accepted_member"))))


def tell_outcome(case: Case, outcome: Outcome) -> Sequence[Answer]:
    """Tell a tip's sender, and those of what was merged into it, how it ended."""
    tips = (case.tip, *case.uow.merges.parts_of(case.tip))
    return [answer for one in tips for answer in _thank(case.about(one), outcome)]


def _thank(case: Case, outcome: Outcome) -> Sequence[Answer]:
    told = thanks(case.tip.id, case.number, outcome, case.catalog)
    return tell_member(case, replace(told, text=case.labelled(told.text)))


def accept_by_asking(case: Case) -> tuple[bool, Sequence[Answer]]:
    """Give the officer the case in which a tip stands.

    Say whether the tip's own sender does not know yet; all others are told.
    """
    head = case.head
    is_known = knows_of_officer(case.uow, case.tip)
    is_news = take_over(head)
    if head.tip is case.tip:
        return is_news, tell_accepted(head)
    if not is_known:
        hear_of_officer(case.uow, case.tip)
    said = Words(text=head.labelled(head.say("case.accepted_member")))
    return not is_known, [*(tell_member(head, said) if is_news else ()), *tell_accepted(head)]


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
    return ", ".join(numbers_of(case, tips))


def numbers_of(case: Case, tips: Iterable[Tip]) -> list[str]:
    """Return the numbers of some tips as people say them."""
    return [case.uow.spoken_number_of(one) for one in tips]
