"""This is the end of filling in: it is shown, confirmed and kept, and what stands now is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from catalog.surveys import fear_paper
from catalog.voices import meeting_preview, survey_preview
from domain.answers import Words
from domain.calendar import thai_date, thai_moment
from domain.meeting_report import Summons
from domain.refusals import Refusal
from domain.survey import Paper
from domain.voices_form import Filled, Form
from handlers.voices import meetings, surveys
from handlers.voices.desk import Desk, Done
from models import meeting_keeping, survey_keeping
from models.meeting import NewMeeting


def preview(desk: Desk) -> Done:
    """Show what was filled in, before anything is kept."""
    filled = desk.filled
    if filled.form in (Form.FEAR, Form.SURVEY):
        until = date.fromisoformat(filled.said["until"])
        return [desk.answer(survey_preview(_paper(desk), until, filled, desk.catalog))]
    places = [desk.uow.villages.by_code(one) for one in _codes(filled)]
    names = [desk.uow.villages.title(one) for one in places if one is not None]
    return [desk.answer(meeting_preview(_summons(desk), names, filled, desk.catalog))]


def _paper(desk: Desk) -> Paper:
    if desk.filled.form == Form.FEAR:
        return fear_paper(desk.catalog)
    return Paper(title=desk.filled.said["title"], intro="", questions=desk.filled.questions)


def _codes(filled: Filled) -> tuple[str, ...]:
    return tuple(one for one in filled.said.get("area", "").split(",") if one)


def _summons(desk: Desk) -> Summons:
    """Return a meeting as it will be; what is moved keeps what was skipped."""
    new, number = _wanted(desk), desk.filled.number
    when = thai_moment(new.meets_at, desk.uow.rules.timezone)
    return Summons(number=number, title=new.title, place=new.place, when=when)


def _wanted(desk: Desk) -> NewMeeting:
    said = desk.filled.said
    at = datetime.fromisoformat(said["time"]) if said["time"] else None
    if desk.filled.form == Form.MOVE:
        row = meeting_keeping.ahead(desk.uow, desk.filled.number)
        at, title, place = at or row.meets_at, row.title, said["place"] or row.place
    else:
        title, place = said["title"], said["place"]
    if at is None:
        raise Refusal("voices.over")
    return NewMeeting(title=title, place=place, meets_at=at, villages=_codes(desk.filled))


def confirm(desk: Desk, choice: str) -> Done:
    """Keep what was shown, once; a button below an older preview only shows the newest."""
    filled = desk.filled
    if not filled.form:
        raise Refusal("voices.over")
    if filled.wanted or not filled.is_confirmed:
        raise Refusal("voices.over")
    if choice != str(filled.edits):
        return [desk.say("voices.changed"), *preview(desk)]
    return finish(desk)


def finish(desk: Desk) -> Done:
    """Keep what was filled in, and show what stands now."""
    answers = _FINISHED[Form(desk.filled.form)](desk)
    desk.forget()
    return answers


def _begin_survey(desk: Desk) -> Done:
    until = date.fromisoformat(desk.filled.said["until"])
    survey, timers = survey_keeping.begin(desk.uow, _paper(desk), desk.doer, until=until)
    return [*surveys.show(desk, survey.number), *timers]


def _set_end(desk: Desk) -> Done:
    until = date.fromisoformat(desk.filled.said["until"])
    survey = survey_keeping.asking(desk.uow, desk.filled.number, alone=True)
    desk.must_run(survey)
    timer = survey_keeping.set_end(desk.uow, survey, until, desk.doer)
    said = desk.say("survey.until_set", number=survey.number, day=thai_date(until))
    return [said, timer]


def _plan(desk: Desk) -> Done:
    meeting, timers = meeting_keeping.plan(desk.uow, _wanted(desk), desk.doer)
    return [*meetings.show(desk, meeting.number), *timers]


def _move(desk: Desk) -> Done:
    new = _wanted(desk)
    meeting = meeting_keeping.ahead(desk.uow, desk.filled.number, held=True)
    desk.must_run(meeting)
    timers = meeting_keeping.move(
        desk.uow, meeting, desk.doer, meets_at=new.meets_at, place=new.place
    )
    return [*meetings.show(desk, meeting.number), *timers]


def _keep_came(desk: Desk) -> Done:
    meeting = meeting_keeping.found(desk.uow, desk.filled.number, held=True)
    desk.must_run(meeting)
    numbers = desk.filled.said["came"].split()
    count = meeting_keeping.keep_attendance(desk.uow, meeting, numbers, desk.doer)
    said = desk.catalog.say("voices.came", number=meeting.number, count=count)
    return [desk.answer(Words(text=f"{said}\n{' '.join(numbers)}".strip()))]


def _keep_minutes(desk: Desk) -> Done:
    meeting = meeting_keeping.found(desk.uow, desk.filled.number, held=True)
    desk.must_run(meeting)
    meeting_keeping.keep_minutes(desk.uow, meeting, desk.filled.said["minutes"], desk.doer)
    return [desk.say("meeting.minutes_kept", number=meeting.number)]


def _agree(desk: Desk) -> Done:
    meeting = meeting_keeping.found(desk.uow, desk.filled.number, held=True)
    desk.must_run(meeting)
    said = desk.filled.said
    owner = desk.uow.officers.by_code(said["owner"])
    if owner is None:
        raise Refusal("voices.over")
    due_on = date.fromisoformat(said["by"])
    aim = meeting_keeping.Aim(text=said["goal"], owner=owner, due_on=due_on)
    goal = meeting_keeping.agree(desk.uow, meeting, aim, desk.doer)
    name = desk.uow.officers.profile(owner).spoken_name
    facts = {"goal": goal.number, "owner": name, "by": thai_date(due_on)}
    told = desk.catalog.say("voices.goal_yours", text=said["goal"], **facts)
    return [desk.say("voices.goal_kept", **facts), *desk.tell(owner.id, Words(text=told))]


_FINISHED: Final[Mapping[Form, Callable[[Desk], Done]]] = {
    Form.FEAR: _begin_survey,
    Form.SURVEY: _begin_survey,
    Form.UNTIL: _set_end,
    Form.MEETING: _plan,
    Form.MOVE: _move,
    Form.CAME: _keep_came,
    Form.MINUTES: _keep_minutes,
    Form.GOAL: _agree,
}
