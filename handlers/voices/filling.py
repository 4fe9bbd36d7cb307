"""This is each step of filling something in: what an officer says or taps becomes a part of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from catalog import Catalog
from domain.calendar import local
from domain.events import Text
from domain.meeting import LONGEST_AHEAD, LONGEST_GOAL, LONGEST_PLACE, Coming, read_numbers
from domain.meeting import LONGEST_TITLE as LONGEST_MEETING
from domain.refusals import Refusal
from domain.survey import LONGEST_QUESTION, PaperFault, make_question, read_choices
from domain.survey_events import MOST_DAYS
from domain.voices import FormSaid
from domain.voices_form import Filled, Form
from handlers.voices.desk import Desk, Done, at_desk
from handlers.voices.finishing import finish, preview
from handlers.voices.offering import ask_for
from handlers.voices.reading import day_said, officers_named, time_said, villages_named
from models.meeting_keeping import found
from models.unit_of_work import UnitOfWork

_SKIPPED: Final = frozenset({(Form.MOVE, "time"), (Form.MOVE, "place")})


def take(event: FormSaid, uow: UnitOfWork, catalog: Catalog) -> Done:
    """Take what an officer says as the part that was asked for."""
    desk = at_desk(event.speaker, uow, catalog)
    content, wanted = event.said.content, desk.filled.wanted
    if not desk.filled.form:
        raise Refusal("voices.over")
    if not isinstance(content, Text):
        return _again(desk, "voices.only_text")
    if not wanted:
        return ask(desk)
    return _TAKEN[wanted](desk, content.text.strip())


def ask(desk: Desk) -> Done:
    """Ask what comes next, or show it all, or keep it."""
    if desk.filled.wanted:
        return [desk.answer(ask_for(desk))]
    return preview(desk) if desk.filled.is_confirmed else finish(desk)


def _again(desk: Desk, key: str, **values: object) -> Done:
    """Say what is wrong with what was said, and ask for it again."""
    desk.listen()
    return [desk.say(key, **values), *ask(desk)]


def _go_on(desk: Desk, filled: Filled) -> Done:
    desk.keep(filled)
    return ask(desk)


def _words(name: str, most: int) -> Callable[[Desk, str], Done]:
    """Return what takes a text of at most so many letters."""

    def taken(desk: Desk, text: str) -> Done:
        if not 0 < len(text) <= most:
            return _again(desk, "voices.too_long", most=most)
        return _go_on(desk, desk.filled.saying(name, text))

    return taken


def _take_question(desk: Desk, text: str) -> Done:
    """Take a question, and its choices if they stand below it."""
    if text == desk.catalog.say("voices.enough"):
        return enough(desk, "")
    first, _, rest = text.partition("\n")
    if rest.strip():
        return _asked(desk, first, rest)
    if not 0 < len(text) <= LONGEST_QUESTION:
        return _again(desk, "voices.too_long", most=LONGEST_QUESTION)
    return _go_on(desk, desk.filled.but(asked=text))


def _take_choices(desk: Desk, text: str) -> Done:
    return _asked(desk, desk.filled.asked, text)


def _asked(desk: Desk, question: str, choices: str) -> Done:
    place = len(desk.filled.questions) + 1
    try:
        made = make_question(question, read_choices(choices), place=place)
    except PaperFault as fault:
        return _again(desk, f"voices.fault_{fault.fault}")
    return _go_on(desk, desk.filled.asking(made))


def _day(name: str, most: int) -> Callable[[Desk, str], Done]:
    """Return what takes a day from today on, so many days ahead at most."""

    def taken(desk: Desk, text: str) -> Done:
        today = local(desk.uow.now, desk.uow.rules.timezone).date()
        day: date | None = day_said(desk, text)
        if day is None:
            return _again(desk, "voices.day_unread")
        if not 0 <= (day - today).days <= most:
            return _again(desk, "voices.day_far", most=most)
        return _go_on(desk, desk.filled.saying(name, day.isoformat()))

    return taken


def _take_time(desk: Desk, text: str) -> Done:
    moment, asked_back = time_said(desk, text)
    if moment is not None:
        return _go_on(desk, desk.filled.saying("time", moment.isoformat()))
    if asked_back is None:
        return _again(desk, "voices.once")
    desk.listen()
    # Where nothing may have been meant, what can be tapped is offered anew.
    return [desk.answer(asked_back), *(() if asked_back.choices else ask(desk))]


def _take_area(desk: Desk, text: str) -> Done:
    if text == desk.catalog.say("compose.area.all"):
        return choose_area(desk, "all")
    codes, unclear = villages_named(desk, text)
    if unclear or not codes:
        return _again(desk, "compose.area_unclear", words=unclear or text)
    return _of(desk, codes)


def _take_came(desk: Desk, text: str) -> Done:
    if text == desk.catalog.say("voices.all_expected"):
        return choose_expected(desk, "")
    guests = desk.uow.meetings.guests(found(desk.uow, desk.filled.number))
    members = {one.id: int(one.number.lstrip("M")) for one in desk.uow.members.all()}
    before = [members[one.member_id] for one in guests if one.has_come]
    numbers = read_numbers(text, before)
    if numbers is None:
        return _again(desk, "voices.numbers_unread")
    unknown = [f"M{one:04d}" for one in numbers if one not in set(members.values())]
    if unknown:
        return _again(desk, "meeting.no_member", names=", ".join(unknown))
    return _go_on(desk, desk.filled.saying("came", " ".join(f"M{one:04d}" for one in numbers)))


def _take_owner(desk: Desk, text: str) -> Done:
    named = officers_named(desk, text)
    if len(named) != 1:
        return _again(desk, "voices.owner_unclear")
    return choose_owner(desk, named[0].code)


_TAKEN: Final[Mapping[str, Callable[[Desk, str], Done]]] = {
    "title": _words("title", LONGEST_MEETING),
    "question": _take_question,
    "choices": _take_choices,
    "until": _day("until", MOST_DAYS),
    "time": _take_time,
    "place": _words("place", LONGEST_PLACE),
    "area": _take_area,
    "came": _take_came,
    "minutes": _words("minutes", 5_000),
    "goal": _words("goal", LONGEST_GOAL),
    "owner": _take_owner,
    "by": _day("by", LONGEST_AHEAD),
}


def enough(desk: Desk, _: str) -> Done:
    """Ask no more questions than there are."""
    if desk.filled.wanted != "question" or not desk.filled.questions:
        return ask(desk) if desk.filled.form else drop(desk, "")
    return _go_on(desk, desk.filled.but(is_enough=True))


def choose_area(desk: Desk, choice: str) -> Done:
    """Take the whole station, all own villages, or one of them, as who meets."""
    if desk.filled.wanted != "area":
        raise Refusal("voices.over")
    if choice == "all" and not desk.is_bounded:
        return _go_on(desk, desk.filled.saying("area", ""))
    own = [one.code for one in desk.villages]
    return _of(desk, own if choice == "own" else [choice.removeprefix("+")])


def _of(desk: Desk, codes: list[str]) -> Done:
    own = {one.code for one in (desk.villages if desk.is_bounded else desk.uow.villages.all())}
    if not codes or not own.issuperset(codes):
        raise Refusal("compose.not_yours")
    return _go_on(desk, desk.filled.saying("area", ",".join(codes)))


def choose_owner(desk: Desk, choice: str) -> Done:
    """Take an officer as whose goal it is."""
    officer = desk.uow.officers.by_code(choice)
    if desk.filled.wanted != "owner" or officer is None or officer.is_suspended:
        raise Refusal("voices.over")
    return _go_on(desk, desk.filled.saying("owner", officer.code))


def choose_expected(desk: Desk, _: str) -> Done:
    """Take all who said that they come as those who came."""
    if desk.filled.wanted != "came":
        raise Refusal("voices.over")
    guests = desk.uow.meetings.guests(found(desk.uow, desk.filled.number))
    came = [desk.uow.members.get(one.member_id) for one in guests if one.coming == Coming.YES]
    if not came:
        return _again(desk, "voices.nobody_expected")
    return _go_on(desk, desk.filled.saying("came", " ".join(one.number for one in came)))


def skip(desk: Desk, _: str) -> Done:
    """Leave out what need not be said."""
    wanted = desk.filled.wanted
    if (desk.filled.form, wanted) not in _SKIPPED:
        return ask(desk) if desk.filled.form else drop(desk, "")
    return _go_on(desk, desk.filled.saying(wanted, ""))


def resume(desk: Desk, _: str) -> Done:
    """Go on with what was left."""
    if not desk.filled.form:
        raise Refusal("voices.over")
    desk.listen()
    return ask(desk)


def drop(desk: Desk, _: str) -> Done:
    """Drop what was filled in; nothing was kept."""
    desk.forget()
    return [desk.say("voices.dropped")]


HANDLERS = {FormSaid: take}
