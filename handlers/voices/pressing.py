"""This is what each button about surveys and meetings does; an old one only says how things are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from catalog import Catalog
from domain.composing import number_in
from domain.refusals import Refusal
from domain.voices import VoicesPressed
from domain.voices_form import Form
from handlers.voices import beginning, filling, finishing, meetings, surveys
from handlers.voices.desk import Desk, Done, at_desk
from models.unit_of_work import UnitOfWork


def press(event: VoicesPressed, uow: UnitOfWork, catalog: Catalog) -> Done:
    """Do what an officer taps."""
    desk = at_desk(event.speaker, uow, catalog)
    by_number = _BY_NUMBER.get(event.verb)
    if by_number is not None:
        return by_number(desk, number_in(event.choice))
    act = _BY_CHOICE.get(event.verb)
    if act is None:
        raise Refusal("voices.over")
    return act(desk, event.choice)


def _begin(form: Form) -> Callable[[Desk, int], Done]:
    return lambda desk, number: beginning.begin(desk, form, number)


_BY_NUMBER: Final[Mapping[str, Callable[[Desk, int], Done]]] = {
    "survey": surveys.show,
    "qr": surveys.show_page,
    "close": surveys.ask_to_close,
    "closed": surveys.end,
    "until": _begin(Form.UNTIL),
    "meeting": meetings.show,
    "off": meetings.ask_to_call_off,
    "cancelled": meetings.end,
    "done": meetings.reach,
    "move": _begin(Form.MOVE),
    "came": _begin(Form.CAME),
    "minutes": _begin(Form.MINUTES),
    "goal": _begin(Form.GOAL),
}
_BY_CHOICE: Final[Mapping[str, Callable[[Desk, str], Done]]] = {
    "new": beginning.begin_new,
    "again": beginning.begin_again,
    "resume": filling.resume,
    "drop": filling.drop,
    "skip": filling.skip,
    "enough": filling.enough,
    "area": filling.choose_area,
    "owner": filling.choose_owner,
    "yes": filling.choose_expected,
    "confirm": finishing.confirm,
    "goals": meetings.show_goals,
}
HANDLERS = {VoicesPressed: press}
