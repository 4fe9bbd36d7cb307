"""This is how an officer opens the numbers hidden in a tip's words, with a reason, on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from catalog.disclosing import with_cancel
from domain.answers import Answer, Words
from domain.disclosing import UNMASK, UnmaskPressed, UnmaskReasonSaid
from domain.refusals import Refusal
from handlers.casework.case import Case, on_case
from models.disclosing import hidden_numbers, may_disclose

_FOR: Final = timedelta(minutes=10)
_SHORTEST, _LONGEST = 5, 300


@on_case
def press(case: Case, event: UnmaskPressed) -> Sequence[Answer]:
    """Ask why the hidden numbers are needed, where there are any that may be opened."""
    _refuse(case)
    return _ask(case, event, "disclose.why")


@on_case
def hear(case: Case, event: UnmaskReasonSaid) -> Sequence[Answer]:
    """Show the numbers and keep on both records who looked, when and why."""
    _refuse(case)
    reason = " ".join(event.reason.split())[:_LONGEST]
    if len(reason) < _SHORTEST:
        return _ask(case, event, "disclose.too_short")
    # The reason may quote the tip, so it lies sealed with it and not on the plain trail.
    case.record("unmasked", reason=reason)
    case.uow.audit.write(
        "mask.opened", actor=case.officer.code, about=case.number_in_full, at=case.uow.now
    )
    numbers = "\n".join(hidden_numbers(case.uow, case.tip))
    shown = case.answer(event, Words(text=case.say("disclose.shown", numbers=numbers)))
    return [replace(shown, about=case.tip.id, carries_content=True)]


def _refuse(case: Case) -> None:
    if not may_disclose(case.uow, case.officer, case.tip):
        raise Refusal("disclose.not_yours", number=case.number)
    if not hidden_numbers(case.uow, case.tip):
        raise Refusal("disclose.none", number=case.number)


def _ask(case: Case, event: UnmaskPressed | UnmaskReasonSaid, key: str) -> Sequence[Answer]:
    case.enter(event, UNMASK, within=_FOR)
    return [case.answer(event, with_cancel(case.say(key), case.catalog))]


HANDLERS: Final[dict[Any, Any]] = {UnmaskPressed: press, UnmaskReasonSaid: hear}
