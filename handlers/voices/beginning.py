"""This is the beginning of what an officer fills in, about a survey or a meeting they run."""

from __future__ import annotations

from typing import Final

from domain.refusals import Refusal
from domain.voices_form import Filled, Form
from handlers.voices.desk import Desk, Done
from handlers.voices.filling import ask
from models import meeting_keeping, survey_keeping
from models.meeting import MeetingState

_NEW: Final = frozenset({Form.FEAR, Form.SURVEY, Form.MEETING})


def begin_new(desk: Desk, choice: str) -> Done:
    """Begin a new survey or meeting."""
    if choice not in _NEW:
        raise Refusal("voices.over")
    if choice == Form.MEETING and desk.is_bounded and not desk.villages:
        raise Refusal("compose.not_yours")
    return _keep(desk, choice, 0)


def begin_again(desk: Desk, _: str) -> Done:
    """Begin anew what was filled in."""
    if not desk.filled.form:
        raise Refusal("voices.over")
    return _keep(desk, desk.filled.form, desk.filled.number)


def begin(desk: Desk, form: Form, number: int) -> Done:
    """Begin something of a survey or meeting that stands, if it may still be."""
    _must_stand(desk, form, number)
    return _keep(desk, form.value, number)


def _must_stand(desk: Desk, form: Form, number: int) -> None:
    if form is Form.UNTIL:
        desk.must_run(survey_keeping.asking(desk.uow, number))
        return
    look = meeting_keeping.ahead if form is Form.MOVE else meeting_keeping.found
    meeting = look(desk.uow, number)
    if meeting.state == MeetingState.CANCELLED:
        raise Refusal("meeting.not_ahead", number=number)
    desk.must_run(meeting)


def _keep(desk: Desk, form: str, number: int) -> Done:
    # A count that begins with the moment lets no button of another time fit.
    began = max(int(desk.uow.now.timestamp()), desk.filled.edits + 1)
    desk.keep(Filled(form=form, number=number, edits=began))
    return ask(desk)
