"""This is the console's list of meetings, and a page of each for who runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, request

from catalog.meetings import answers
from domain.calendar import thai_date
from domain.refusals import Refusal
from models import meeting_keeping
from models.doer import Doer
from models.meeting import Meeting
from models.meeting_report import facts_of
from models.member import Member, MemberState
from models.officer import Role
from models.running import own_villages, runs, sees_to
from web.inside import Inside, inside
from web.site import Site

_SEE_OTHER, _BAD, _MISSING = 303, 400, 404
_AT: Final = "/console/meetings/<int(max=999999999):number>"
_MAY_COME: Final = (MemberState.REGISTERED, MemberState.TRAINED)
Act = Callable[[Inside, Meeting], None]


def pages(site: Site) -> Blueprint:
    """Return the pages."""
    meetings = Blueprint("meetings", __name__)

    @meetings.get("/console/meetings")
    def _list() -> Response:
        with inside(site) as found:
            if isinstance(found, Response):
                return found
            uow, officer = found.uow, found.officer
            rows = [one for one in uow.meetings.all() if runs(uow, officer, one)]
            rows.sort(key=lambda one: one.meets_at, reverse=True)
            listed = [(facts_of(uow, one), one) for one in rows]
            told = [(facts, answers(facts, site.catalog)) for facts, _ in listed]
        return make_response(render_template("meetings.html", listed=told))

    @meetings.get(_AT)
    def _one(number: int) -> Response:
        with inside(site) as found:
            return found if isinstance(found, Response) else _shown(site, found, number)

    @meetings.get(f"{_AT}/people")
    def _people(number: int) -> Response:
        # To look at members' names is put on record, so this look writes.
        with inside(site, records=True) as found:
            return found if isinstance(found, Response) else _ticked(site, found, number)

    for name, act in _ACTS.items():
        _add_act(meetings, site, name, act)
    return meetings


def _add_act(meetings: Blueprint, site: Site, name: str, act: Act) -> None:
    def done(number: int) -> Response:
        complaint = ""
        with inside(site, writes=True) as found:
            if isinstance(found, Response):
                return found
            try:
                act(found, _theirs(found, number, held=True))
                found.uow.commit()
            except Refusal as refusal:
                complaint = site.catalog.say(refusal.text_key, **refusal.values)
        if not complaint:
            return make_response(redirect(f"/console/meetings/{number}", code=_SEE_OTHER))
        with inside(site) as again:
            if isinstance(again, Response):
                return again
            return _shown(site, again, number, complaint=complaint)

    meetings.add_url_rule(f"{_AT}/{name}", f"do_{name}", done, methods=["POST"])


def _theirs(found: Inside, number: int, *, held: bool = False) -> Meeting:
    meeting = meeting_keeping.found(found.uow, number, held=held)
    if not runs(found.uow, found.officer, meeting):
        raise Refusal("meeting.unknown", number=number)
    return meeting


def _shown(site: Site, found: Inside, number: int, *, complaint: str = "") -> Response:
    uow = found.uow
    try:
        meeting = _theirs(found, number)
    except Refusal as refusal:
        return _nowhere(site, refusal)
    facts = facts_of(uow, meeting)
    officers = [one for one in uow.officers.all() if not one.is_suspended]
    shown = render_template(
        "meeting.html",
        facts=facts,
        said=answers(facts, site.catalog),
        officers=[(one.code, uow.officers.profile(one).spoken_name) for one in officers],
        me=found.officer.code,
        day=thai_date,
        mark=found.visit.form_mark,
        complaint=complaint,
        given=request.form,
    )
    return make_response(shown, _BAD if complaint else 200)


def _nowhere(site: Site, refusal: Refusal) -> Response:
    said = site.catalog.say(refusal.text_key, **refusal.values)
    shown = render_template("message.html", heading=said, back="/console/meetings")
    return make_response(shown, _MISSING)


def _ticked(site: Site, found: Inside, number: int) -> Response:
    try:
        meeting = _theirs(found, number)
    except Refusal as refusal:
        return _nowhere(site, refusal)
    came = {one.member_id: one for one in found.uow.meetings.guests(meeting)}
    people = [
        (one.number, _name(found, one), came.get(one.id)) for one in _expected(found, meeting)
    ]
    meeting_keeping.record(found.uow, meeting, Doer.of(found.officer), "people")
    found.uow.commit()
    mark = found.visit.form_mark
    shown = render_template(
        "people.html", number=number, title=meeting.title, people=people, mark=mark
    )
    return make_response(shown)


def _name(found: Inside, member: Member) -> str:
    profile = found.uow.members.profile(member)
    return "" if profile is None else f"{profile.first_name} {profile.last_name}"


def _expected(found: Inside, meeting: Meeting) -> list[Member]:
    """Return the members whose meeting it is; a village officer sees those of their villages."""
    uow, area = found.uow, frozenset(meeting.villages)
    if found.officer.role == Role.VILLAGE:
        own = own_villages(uow, found.officer)
        area = area & own if area else own
    ids = {one.id for one in uow.villages.all() if one.code in area}
    is_whole = not area and found.officer.role != Role.VILLAGE
    return [
        one
        for one in uow.members.all()
        if one.state in _MAY_COME and (is_whole or one.village_id in ids)
    ]


def _keep_came(found: Inside, meeting: Meeting) -> None:
    """Keep who is ticked; who is not on this officer's list stays as they were."""
    listed = {one.number for one in _expected(found, meeting)}
    ticked = listed & set(request.form.getlist("came"))
    guests = found.uow.meetings.guests(meeting)
    before = {found.uow.members.get(one.member_id).number for one in guests if one.has_come}
    numbers = sorted((before - listed) | ticked)
    meeting_keeping.keep_attendance(found.uow, meeting, numbers, Doer.of(found.officer))


def _keep_minutes(found: Inside, meeting: Meeting) -> None:
    text = request.form.get("minutes", "").replace("\r\n", "\n")
    meeting_keeping.keep_minutes(found.uow, meeting, text, Doer.of(found.officer))


def _agree(found: Inside, meeting: Meeting) -> None:
    owner = found.uow.officers.by_code(request.form.get("owner", ""))
    if owner is None or owner.is_suspended:
        raise Refusal("meeting.no_owner", code=request.form.get("owner", "")[:64])
    try:
        due_on = date.fromisoformat(request.form.get("by", ""))
    except ValueError:
        raise Refusal("voices.day_unread") from None
    aim = meeting_keeping.Aim(text=request.form.get("goal", ""), owner=owner, due_on=due_on)
    meeting_keeping.agree(found.uow, meeting, aim, Doer.of(found.officer))


def _reach(found: Inside, _: Meeting) -> None:
    written = request.form.get("reached", "")
    is_number = written.isdecimal() and written.isascii() and len(written) <= 9  # noqa: PLR2004
    goal = found.uow.meetings.goal(int(written)) if is_number else None
    if goal is None or not sees_to(found.uow, found.officer, goal):
        raise Refusal("meeting.no_goal", goal=written[:9])
    meeting_keeping.reach_goal(found.uow, goal.number, Doer.of(found.officer))


_ACTS: Final[Mapping[str, Act]] = {
    "people": _keep_came,
    "minutes": _keep_minutes,
    "goals": _agree,
    "reached": _reach,
}
