"""This is how two officers swap a day's duty: one asks, the other must agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from catalog import Catalog
from catalog.roster import load_period_words
from domain.answers import Answer, Button, Look, Notice, Press, Timer, Words
from domain.calendar import plain_words
from domain.case import cut
from domain.period import read_day, without_opening
from domain.post_meanings import SwapAnswered, SwapSaid
from domain.postback import Act, encode
from domain.refusals import Refusal
from domain.roster import Duty, shifts_on, wall
from handlers.duty.speaking import (
    changed,
    officer_of,
    reply,
    spoken_day,
    spoken_shifts,
    tell,
    today,
)
from models.base import to_milliseconds
from models.officer import Officer
from models.roster import Swap, SwapState
from models.unit_of_work import UnitOfWork

_AHEAD = 28
_MOST = 12
_LONGEST_LABEL = 20


def propose(event: SwapSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Ask for the day, then the colleague; with both, ask the colleague."""
    officer = officer_of(event.speaker, uow)
    duty = uow.roster.duty(officer, at=uow.now)
    if not duty.shifts:
        raise Refusal("swap.no_roster")
    colleagues = _colleagues(officer, uow)
    if not colleagues:
        raise Refusal("swap.no_colleague")
    wanted = _wanted(event, colleagues, uow)
    day, colleague = wanted.day, wanted.colleague
    unclear = [catalog.say(key, said=said) for key, said in wanted.unclear.items()]
    if day is None:
        asked = catalog.say("swap.which_day", example=colleagues[0].code)
        return [reply(event.speaker, _which_day([*unclear, asked], duty, uow, catalog))]
    if not _has_ahead(duty, day, uow):
        raise Refusal("swap.no_shift", day=spoken_day(day, catalog))
    _refuse_if_swapped(day, officer, uow, catalog)
    if colleague is None:
        asked = catalog.say("swap.which_colleague", day=spoken_day(day, catalog))
        offered = _which_colleague([*unclear, asked], day, colleagues, uow)
        return [reply(event.speaker, offered)]
    _refuse_if_swapped(day, colleague, uow, catalog)
    wish = uow.roster.ask_swap(officer, colleague, day, now=uow.now)
    name = uow.officers.profile(colleague).spoken_name
    said = catalog.say("swap.asked", name=name, day=spoken_day(day, catalog))
    question = _question(wish, officer, colleague, uow, catalog)
    return [reply(event.speaker, Words(text=said)), tell(colleague, question, uow)]


def answer_swap(event: SwapAnswered, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take the colleague's yes or no; both then read what holds."""
    officer = officer_of(event.speaker, uow)
    wish = uow.roster.swap(event.swap)
    is_this = wish is not None and to_milliseconds(wish.asked_at) == event.asked
    if wish is None or not is_this or wish.colleague_id != officer.id:
        raise Refusal("swap.not_yours")
    if wish.state != SwapState.ASKED:
        raise Refusal(f"swap.is_{wish.state}")
    asker = uow.officers.get(wish.asker_id)
    if event.is_agreed:
        told, *changes = _agree(wish, asker, officer, uow, catalog)
        return [reply(event.speaker, told), tell(asker, told, uow), *changes]
    uow.roster.answer_swap(wish, SwapState.REFUSED, now=uow.now)
    values = {"day": spoken_day(wish.day, catalog)}
    name = uow.officers.profile(officer).spoken_name
    told = Words(text=catalog.say("swap.refused_by", name=name, **values))
    own = Words(text=catalog.say("swap.refused", **values))
    return [reply(event.speaker, own), tell(asker, told, uow)]


def _agree(
    wish: Swap, asker: Officer, colleague: Officer, uow: UnitOfWork, catalog: Catalog
) -> tuple[Words, Timer, Timer]:
    """Let a swap hold; return what both read, and the timers by which the chain follows."""
    for one in sorted((asker, colleague), key=lambda row: row.id):
        uow.officers.seize(one)
    if not _has_ahead(uow.roster.duty(asker, at=uow.now), wish.day, uow):
        raise Refusal("swap.late", day=spoken_day(wish.day, catalog))
    for one in (asker, colleague):
        _refuse_if_swapped(wish.day, one, uow, catalog)
    uow.roster.answer_swap(wish, SwapState.AGREED, now=uow.now)
    uow.session.flush()
    uow.audit.write("officer.swap", actor=colleague.code, about=asker.code, at=uow.now)
    told = Words(text=_settled(wish, asker, colleague, uow, catalog))
    return told, changed(asker, uow.now, uow), changed(colleague, uow.now, uow)


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """The day and the colleague, as far as they are clear; `unclear` are words that are neither."""

    day: date | None = None
    colleague: Officer | None = None
    unclear: Mapping[str, str] = field(default_factory=dict)


def _wanted(event: SwapSaid, colleagues: Sequence[Officer], uow: UnitOfWork) -> _Wanted:
    """Return what was tapped or typed of a swap."""
    if not event.text:
        by_code = {one.code: one for one in colleagues}
        return _Wanted(day=_iso(event.day), colleague=by_code.get(event.colleague))
    words = load_period_words()
    said = without_opening(event.text, words)
    named = [(one, name) for one in colleagues for name in _names(one, uow) if name in said]
    officers = {one.id: one for one, _ in named}
    for _, name in sorted(named, key=lambda pair: -len(pair[1])):
        said = said.replace(name, " ")
    before, behind = _divided(said, words.company)
    colleague = next(iter(officers.values())) if len(officers) == 1 else None
    now = today(uow)
    # A day may stand behind the colleague's name, too.
    whole = read_day(f"{before} {behind}".strip(), now, words)
    day = whole or read_day(before, now, words)
    unclear: dict[str, str] = {}
    if before and day is None:
        unclear["swap.unclear_day"] = before
    if behind and whole is None and not officers:
        unclear["swap.unknown"] = behind
    return _Wanted(day=day, colleague=colleague, unclear=unclear)


def _divided(said: str, company: Sequence[str]) -> tuple[str, str]:
    """Return what stands before the word `with`, and what behind it."""
    for word in company:
        if word in said:
            before, _, behind = said.partition(word)
            return " ".join(before.split()), " ".join(behind.split())
    return " ".join(said.split()), ""


def _names(officer: Officer, uow: UnitOfWork) -> Sequence[str]:
    profile = uow.officers.profile(officer)
    names = (profile.spoken_name, profile.first_name, profile.last_name, officer.code, profile.rank)
    return [plain_words(name) for name in names if name]


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _colleagues(officer: Officer, uow: UnitOfWork) -> Sequence[Officer]:
    """Return who can take an officer's place: of the same role, on the roster, within reach."""
    rostered = uow.roster.shifts()
    return [
        one
        for one in uow.officers.all()
        if one.id in rostered
        and one.role == officer.role
        and one.id != officer.id
        and one.line_user is not None
        and not one.is_suspended
        and one.unreachable_since is None
    ]


def _has_ahead(duty: Duty, day: date, uow: UnitOfWork) -> bool:
    """Say whether an officer's duty of a day has not begun."""
    now = wall(uow.now, uow.rules.timezone)
    shifts = shifts_on(duty, day, uow.rules.almanac)
    return bool(shifts) and all(one.on(day).begins > now for one in shifts)


def _refuse_if_swapped(day: date, officer: Officer, uow: UnitOfWork, catalog: Catalog) -> None:
    for row in uow.roster.swaps_on(day, SwapState.AGREED):
        if officer.id in (row.asker_id, row.colleague_id):
            name = uow.officers.profile(officer).spoken_name
            raise Refusal("swap.taken", name=name, day=spoken_day(day, catalog))


def _which_day(said: Sequence[str], duty: Duty, uow: UnitOfWork, catalog: Catalog) -> Words:
    days = [today(uow) + timedelta(days=ahead) for ahead in range(_AHEAD)]
    free = [day for day in days if _has_ahead(duty, day, uow) and day not in duty.stands]
    taps = [
        (cut(spoken_day(day, catalog), _LONGEST_LABEL), day.isoformat()) for day in free[:_MOST]
    ]
    return _offered("\n".join(said), taps)


def _which_colleague(
    said: Sequence[str], day: date, colleagues: Sequence[Officer], uow: UnitOfWork
) -> Words:
    names = {one.code: uow.officers.profile(one).spoken_name for one in colleagues}
    taps = [
        (cut(f"{code} {name}", _LONGEST_LABEL), f"{day.isoformat()}/{code}")
        for code, name in list(names.items())[:_MOST]
    ]
    listed = [f"{code} {name}" for code, name in names.items()]
    return _offered("\n".join([*said, *listed]), taps)


def _offered(text: str, taps: Sequence[tuple[str, str]]) -> Words:
    choices = [
        Button(label=label, tap=Press(data=encode(Act.SWAP, value=value), shown=label))
        for label, value in taps
    ]
    return Words(text=text, choices=choices)


def _question(
    wish: Swap, asker: Officer, colleague: Officer, uow: UnitOfWork, catalog: Catalog
) -> Notice:
    duties = uow.roster.duties([asker, colleague], at=uow.now)
    shifts = {
        one: spoken_shifts(shifts_on(duties[one], wish.day, uow.rules.almanac), catalog)
        for one in (asker.id, colleague.id)
    }
    text = catalog.say(
        "swap.question",
        name=uow.officers.profile(asker).spoken_name,
        day=spoken_day(wish.day, catalog),
        theirs=shifts[asker.id],
        yours=shifts[colleague.id],
    )
    asked = to_milliseconds(wish.asked_at)
    buttons = [
        Button(
            label=catalog.say(key),
            tap=Press(data=encode(Act.SWAP_ANSWER, value=f"{answer}/{wish.id}/{asked}")),
            look=look,
        )
        for answer, key, look in (
            ("yes", "swap.yes", Look.PRIMARY),
            ("no", "swap.no", Look.SECONDARY),
        )
    ]
    return Notice(text=text, alt=catalog.say("swap.alt"), buttons=buttons)


def _settled(
    wish: Swap, asker: Officer, colleague: Officer, uow: UnitOfWork, catalog: Catalog
) -> str:
    duties = uow.roster.duties([asker, colleague], at=uow.now)
    lines = [
        f"{uow.officers.profile(one).spoken_name}: "
        + spoken_shifts(shifts_on(duties[one.id], wish.day, uow.rules.almanac), catalog)
        for one in (asker, colleague)
    ]
    head = catalog.say("swap.agreed", day=spoken_day(wish.day, catalog))
    return "\n".join([head, *lines])


HANDLERS = {SwapSaid: propose, SwapAnswered: answer_swap}
