"""This is how an officer looks at meetings and what was agreed at them, and calls one off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from catalog import Catalog
from catalog.voices import calling_off_asked, goals_listed, meeting_card, meetings_listed
from domain.answers import Answer, Content, Words
from domain.voices import MeetingsAsked
from handlers.voices.desk import Desk, Done, at_desk
from models.meeting import Meeting, MeetingState
from models.meeting_keeping import ahead, call_off, found, is_ahead, reach_goal
from models.meeting_report import facts_of, goal_fact, summons_of
from models.unit_of_work import UnitOfWork

_MOST_LISTED: Final = 12
_MOST_GOALS: Final = 10
# Who stands at the door may tick off those who come early.
_BEGINS: Final = timedelta(hours=2)


def ask(event: MeetingsAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """List the meetings, or show the one of a number."""
    desk = at_desk(event.speaker, uow, catalog)
    return show(desk, event.number) if event.number else show_list(desk)


def show_list(desk: Desk) -> Done:
    """List the meetings to come and the last ones, with what an officer may begin."""
    rows = [one for one in desk.uow.meetings.all() if desk.runs(one) or not one.villages]
    rows.sort(key=lambda one: one.meets_at, reverse=True)
    listed = [facts_of(desk.uow, one) for one in rows[:_MOST_LISTED]]
    left = sum(desk.sees_to(one) for one in desk.uow.meetings.left_open())
    is_left = bool(desk.filled.form)
    return [desk.answer(meetings_listed(listed, desk.catalog, goals=left, resumes=is_left))]


def show(desk: Desk, number: int) -> Done:
    """Show a meeting: who comes, who came, what was said and agreed, and what may be done."""
    return [desk.answer(*shown(desk, found(desk.uow, number)))]


def shown(desk: Desk, meeting: Meeting) -> Sequence[Content]:
    """Return how a meeting stands; what was said there is for those who run it."""
    desk.must_run(meeting)
    facts = facts_of(desk.uow, meeting)
    card = meeting_card(facts, _verbs(desk, meeting), desk.catalog)
    minutes = [Words(text=facts.minutes)] if facts.minutes else []
    return [card, *minutes]


def _verbs(desk: Desk, meeting: Meeting) -> Sequence[str]:
    if meeting.state == MeetingState.CANCELLED:
        return ["call_off"]
    early = ["invite", "move", "off"] if is_ahead(desk.uow, meeting) else []
    has_begun = meeting.meets_at - _BEGINS <= desk.uow.now
    return [*early, *(["came", "minutes"] if has_begun else []), "goal"]


def show_goals(desk: Desk, _: str = "") -> Done:
    """List what was agreed and is not done yet, each with a button that says it is."""
    rows = [one for one in desk.uow.meetings.left_open() if desk.sees_to(one)]
    listed = [goal_fact(desk.uow, one) for one in rows]
    listed.sort(key=lambda one: (one.by, one.number))
    if not listed:
        return [desk.say("voices.no_goals")]
    return [desk.answer(goals_listed(listed[:_MOST_GOALS], len(listed), desk.catalog))]


def reach(desk: Desk, number: int) -> Done:
    """Keep that a goal was reached."""
    row = desk.uow.meetings.goal(number)
    if row is None or not desk.sees_to(row):
        return [desk.say("meeting.no_goal", goal=number)]
    reach_goal(desk.uow, number, desk.doer)
    return [desk.say("meeting.goal_done", goal=number)]


def ask_to_call_off(desk: Desk, number: int) -> Done:
    """Ask again before a meeting is called off."""
    meeting = ahead(desk.uow, number)
    desk.must_run(meeting)
    return [desk.answer(calling_off_asked(summons_of(desk.uow, meeting), desk.catalog))]


def end(desk: Desk, number: int) -> Done:
    """Call a meeting off; who was invited is told by a bulletin, if the officer sends it."""
    meeting = ahead(desk.uow, number, held=True)
    desk.must_run(meeting)
    call_off(desk.uow, meeting, desk.doer)
    told = shown(desk, meeting)
    return [desk.answer(*told), *desk.tell(meeting.author_id, *told)]


HANDLERS = {MeetingsAsked: ask}
