"""This is `aliases`: names for villages that officers' corrections propose, taken or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import track

from catalog.common_words import load_common_words
from catalog.words import load_customs
from commands.desk import ACTOR, Desk
from domain.calendar import tip_number
from domain.classification import Gazetteer
from domain.identifiers import NameCustoms
from domain.learning import (
    Gain,
    Lesson,
    Proposal,
    Tally,
    compare,
    propose,
    read_all,
    still_misread,
    why_unusable,
)
from domain.thai import normalise
from domain.tip import BEFORE_SENDING, TipState
from handlers.member.reading import report_of
from models.hiding import masked_texts
from models.sealed import KeyForgotten
from models.tip import Tip
from models.unit_of_work import UnitOfWork
from models.village import Village

_Name = Annotated[str, typer.Argument(metavar="ID|PHRASE", help="As the list shows it.")]
_Code = Annotated[str | None, typer.Argument(metavar="[CODE]", help="The village's code.")]
_Row = TypeVar("_Row")
Opening = Callable[[], AbstractContextManager[Desk]]
_MANY = 200
_UNSENT = (*BEFORE_SENDING, TipState.CANCELLED)


@dataclass(frozen=True, kw_only=True)
class _Studied:
    """What a station's tips teach today."""

    lessons: tuple[Lesson, ...]
    gazetteer: Gazetteer
    before: dict[str, str | None]
    proposals: tuple[Proposal, ...]

    def gain(self, proposal: Proposal) -> Gain:
        return compare(proposal, self.lessons, self.gazetteer, before=self.before)


@dataclass(frozen=True, kw_only=True)
class _Chosen:
    """The phrase and village that a command means, and what speaks for them."""

    phrase: str
    code: str
    tips: tuple[str, ...] = ()

    @property
    def proposal(self) -> Proposal:
        return Proposal(phrase=self.phrase, village=self.code, tips=self.tips, others=0)


def run_list(desk: Desk) -> int:
    """Say each proposal with its evidence and what taking it would change."""
    with desk.reading() as uow:
        studied = _study(uow, desk)
        titles = {row.code: uow.villages.title(row) for row in uow.villages.all()}
    for one in _shown(desk, studied.proposals):
        desk.say(
            "aliases.proposal",
            id=one.id,
            phrase=one.phrase,
            code=one.village,
            village=titles[one.village],
        )
        desk.say(
            "aliases.evidence", count=len(one.tips), tips=", ".join(one.tips), others=one.others
        )
        _say_gain(desk, studied.gain(one))
    desk.say("aliases.how" if studied.proposals else "aliases.none")
    return 0


def run_accept(desk: Desk, name: str, code: str | None) -> int:
    """Take a proposal, or a phrase of one's own, as an alias of a village."""
    with desk.reading() as uow:
        studied = _study(uow, desk)
    chosen = _chosen(desk, studied, name, code)
    if chosen is None:
        return 1
    fault = why_unusable(chosen.phrase, studied.gazetteer, load_common_words())
    if fault is not None:
        desk.complain(desk.catalog.say(fault, phrase=chosen.phrase))
        return 1
    with desk.writing() as uow:
        village = _village(uow, chosen)
        uow.villages.call(village, chosen.phrase)
        _decide(uow, village, chosen, is_accepted=True)
        title = uow.villages.title(village)
        uow.commit()
    desk.say("aliases.accepted", phrase=chosen.phrase, village=title)
    _say_gain(desk, studied.gain(chosen.proposal))
    return 0


def run_refuse(desk: Desk, name: str, code: str | None) -> int:
    """Refuse a proposal for good; an alias that was accepted before is taken back."""
    with desk.reading() as uow:
        studied = _study(uow, desk)
    chosen = _chosen(desk, studied, name, code)
    if chosen is None:
        return 1
    with desk.writing() as uow:
        village = _village(uow, chosen)
        key = normalise(chosen.phrase).key
        for alias in uow.aliases.accepted(village.id):
            if normalise(alias).key == key:
                uow.villages.uncall(village, alias)
        _decide(uow, village, chosen, is_accepted=False)
        title = uow.villages.title(village)
        uow.commit()
    desk.say("aliases.refused", phrase=chosen.phrase, village=title)
    return 0


def _decide(uow: UnitOfWork, village: Village, chosen: _Chosen, *, is_accepted: bool) -> None:
    uow.aliases.decide(village.id, chosen.phrase, is_accepted=is_accepted, now=uow.now)
    # The trail keeps no words of a tip: the id finds the phrase again for who holds the key.
    detail = {"id": chosen.proposal.id, "tips": list(chosen.tips)}
    act = "alias.accept" if is_accepted else "alias.refuse"
    uow.audit.write(act, actor=ACTOR, about=village.code, at=uow.now, detail=detail)


def _village(uow: UnitOfWork, chosen: _Chosen) -> Village:
    village = uow.villages.by_code(chosen.code)
    if village is None:
        raise LookupError("the village was there a moment ago")
    return village


def _chosen(desk: Desk, studied: _Studied, name: str, code: str | None) -> _Chosen | None:
    """Return what is meant: an id alone, or a phrase and a village's code."""
    name = " ".join(name.split())
    if code is None:
        for one in studied.proposals:
            if one.id == name.upper():
                return _Chosen(phrase=one.phrase, code=one.village, tips=one.tips)
        desk.complain(desk.catalog.say("aliases.no_such", id=name))
        return None
    places = studied.gazetteer.places
    place = next((one for one in places if one.code.casefold() == code.casefold()), None)
    if place is None:
        desk.complain(desk.catalog.say("aliases.no_village", code=code))
        return None
    key = normalise(name).key
    for one in studied.proposals:
        if (one.key, one.village) == (key, place.code):
            return _Chosen(phrase=one.phrase, code=one.village, tips=one.tips)
    return _Chosen(phrase=name, code=place.code)


def _study(uow: UnitOfWork, desk: Desk) -> _Studied:
    gazetteer, refused = uow.gazetteer(), _refused(uow)
    told = list(_lessons(uow, desk))
    before = read_all(told, gazetteer)
    lessons = still_misread(told, before)
    proposals = propose(lessons, gazetteer, load_common_words(), refused=refused)
    return _Studied(lessons=lessons, gazetteer=gazetteer, before=before, proposals=proposals)


def _refused(uow: UnitOfWork) -> dict[str, set[str]]:
    codes = {row.id: row.code for row in uow.villages.all()}
    found: dict[str, set[str]] = {}
    for one in uow.aliases.all():
        if not one.is_accepted:
            found.setdefault(codes[one.village], set()).add(normalise(one.phrase).key)
    return found


def _lessons(uow: UnitOfWork, desk: Desk) -> Iterator[Lesson]:
    customs, codes = load_customs(), {row.id: row.code for row in uow.villages.all()}
    for tip in _shown(desk, uow.tips.all()):
        # Practice counts nowhere, and what the commander alone may see teaches nobody.
        if tip.is_practice or tip.is_restricted or tip.state in _UNSENT:
            continue
        # What another station's officers correct speaks of their villages.
        if uow.tips.history(tip, "passed"):
            continue
        try:
            lesson = _lesson(uow, tip, customs, codes)
        except KeyForgotten:
            continue
        if lesson.text.strip():
            yield lesson


def _lesson(uow: UnitOfWork, tip: Tip, customs: NameCustoms, codes: dict[int, str]) -> Lesson:
    belongs = codes[tip.village_id] if tip.village_id is not None else None
    corrections = [uow.tips.detail(line) for line in uow.tips.history(tip, "corrected")]
    is_corrected = bool(corrections) and corrections[0]["from"] != belongs
    return Lesson(
        number=tip_number(uow.rules.short_name, tip.year, tip.sequence),
        text="\n".join(masked_texts(uow, tip, customs)),
        report=report_of(tip, uow),
        belongs=belongs,
        is_corrected=is_corrected,
        is_sure=belongs is not None and (bool(corrections) or tip.accepted_at is not None),
    )


def _say_gain(desk: Desk, gain: Gain) -> None:
    before, after = gain.before, gain.after
    desk.say(
        "aliases.gain",
        of=before.of,
        right=before.right,
        share=_percent(before),
        right_after=after.right,
        share_after=_percent(after),
        wrong=before.wrong,
        wrong_after=after.wrong,
    )


def _percent(tally: Tally) -> str:
    return f"{100 * tally.right / tally.of:.1f}%" if tally.of else "-"


def _shown(desk: Desk, rows: Iterable[_Row]) -> Iterable[_Row]:
    """Yield rows, with a bar of progress where somebody waits for many."""
    listed = list(rows)
    console = Console(file=desk.aside)
    if len(listed) < _MANY or not console.is_terminal:
        return listed
    return track(listed, description="", console=console, transient=True)


def sub_app(desk: Opening) -> typer.Typer:
    """Return the commands below `aliases`."""
    app = typer.Typer(help="Names that corrections propose for villages.", no_args_is_help=True)

    @app.command("list")
    def _list() -> None:
        """Show what people seem to call villages, how often, and what taking it changes."""
        with desk() as opened:
            status = run_list(opened)
        raise typer.Exit(status)

    @app.command("accept")
    def _accept(phrase: _Name, village: _Code = None) -> None:
        """Take a proposal, or a phrase of your own, as a village's alias."""
        with desk() as opened:
            status = run_accept(opened, phrase, village)
        raise typer.Exit(status)

    @app.command("refuse")
    def _refuse(phrase: _Name, village: _Code = None) -> None:
        """Never propose it again; an alias accepted before is taken back."""
        with desk() as opened:
            status = run_refuse(opened, phrase, village)
        raise typer.Exit(status)

    return app
