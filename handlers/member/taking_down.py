"""This is where the desk stands with a report that it takes down, and what it is asked next."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from catalog import Catalog
from domain.answers import Answer, Button, Press, Say, ShareLocation, Words
from domain.classification import Place
from domain.events import Speaker
from domain.postback import Act, encode
from domain.refusals import Refusal
from domain.standing import INTAKE
from domain.tip import BEFORE_SENDING, TipState
from handlers.member.chat import answer, person
from handlers.member.receipts import number_of
from handlers.member.understanding import is_heard
from handlers.member.whereabouts import full_name, is_settled, labels_of, offered
from models.dialogue import Mode
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_FOR: Final = timedelta(minutes=30)
_DESK: Final = (Role.DUTY, Role.COMMANDER)


@dataclass(kw_only=True)
class Intake:
    """One officer of the desk who takes down a report, and how far it is."""

    officer: Officer
    line_id: str
    uow: UnitOfWork
    catalog: Catalog
    tip: Tip | None = None
    caller: str = ""
    is_caller_known: bool = False

    @property
    def is_unsent(self) -> bool:
        """Whether a tip was begun and still waits to be sent."""
        return self.tip is not None and TipState(self.tip.state) in BEFORE_SENDING

    @property
    def begun(self) -> Tip:
        """The tip that was begun; raise LookupError while there is none."""
        if self.tip is None:
            raise LookupError("nothing is taken down yet")
        return self.tip

    def remember(self) -> None:
        """Keep how far it is; who falls silent is let go after a while."""
        data: dict[str, Any] = {"caller": self.caller, "known": self.is_caller_known}
        if self.tip is not None:
            data["tip"] = str(self.tip.id)
        mode = Mode(name=INTAKE, data=data)
        self.uow.dialogues.enter(self.line_id, mode, until=self.uow.now + _FOR)

    def say(self, key: str, *, choices: Sequence[Button] = ()) -> Answer:
        """Answer the desk with one sentence about what it takes down."""
        number = "" if self.tip is None else number_of(self.tip)
        text = self.catalog.say(key, number=number)
        about = None if self.tip is None else self.tip.id
        return answer(person(self.line_id), Words(text=text, choices=choices), about=about)

    def word(self, key: str) -> Button:
        """Return a tap that says a word of the chat."""
        word = self.catalog.say(key)
        return Button(label=word, tap=Say(text=word))


def resumed(speaker: Speaker, uow: UnitOfWork, catalog: Catalog) -> Intake:
    """Return the report that an officer is taking down; refuse who takes down none."""
    officer = desk_officer(speaker, uow)
    line_id = speaker.user_id or ""
    mode = uow.dialogues.current(line_id, now=uow.now)
    if mode is None or mode.name != INTAKE:
        raise Refusal("intake.over")
    found = uow.tips.find(uuid.UUID(mode.data["tip"])) if "tip" in mode.data else None
    if found is not None and not is_heard(found, uow):
        uow.dialogues.leave(line_id)
        raise Refusal("intake.over")
    return Intake(
        officer=officer,
        line_id=line_id,
        uow=uow,
        catalog=catalog,
        tip=found,
        caller=mode.data["caller"],
        is_caller_known=mode.data["known"],
    )


def desk_officer(speaker: Speaker, uow: UnitOfWork) -> Officer:
    """Return the officer who speaks; refuse who is not of the desk."""
    officer = uow.officers.speaking(speaker.user_id)
    if officer.role not in _DESK:
        raise Refusal("intake.desk_only")
    return officer


def question(intake: Intake, *, is_leaving: bool) -> Answer:
    """Say the number, and ask for the village and the caller as far as they are open."""
    tip, catalog = intake.begun, intake.catalog
    goes_out = is_leaving and intake.is_unsent
    lines = [catalog.say("intake.hurried" if goes_out else "intake.noted", number=number_of(tip))]
    taps: list[Button] = []
    if not is_settled(tip):
        asked, choices = _ask_village(tip, intake)
        lines, taps = [*lines, *asked], [*taps, *choices]
    if not intake.is_caller_known:
        lines.append(catalog.say("intake.phone"))
        taps.append(intake.word("case.skip"))
    if intake.is_unsent and not is_leaving:
        taps.append(intake.word("chat.send_now"))
    said = Words(text="\n".join(lines), choices=[*taps, intake.word("chat.cancel")])
    return answer(person(intake.line_id), said, about=tip.id)


def _ask_village(tip: Tip, intake: Intake) -> tuple[list[str], list[Button]]:
    """Return the question which village, and its taps; what is offered is remembered."""
    uow, catalog, word = intake.uow, intake.catalog, intake.uow.rules.place_word
    offer = offered(tip, uow)
    uow.tips.record(tip, "asked", at=uow.now, detail=offer)
    gazetteer = uow.gazetteer()
    places = [p for code in offer["codes"] if (p := gazetteer.place(code)) is not None]
    share = Button(label=catalog.say("chat.send_location"), tap=ShareLocation())
    if offer["confirm"] and places:
        name = full_name(places[0], catalog)
        asked = [catalog.say("intake.confirm", name=name, word=word)]
        return asked, [_tap(tip, places[0], catalog.say("chat.yes")), share]
    numbered = [f"{n}. {full_name(one, catalog)}" for n, one in enumerate(places, start=1)]
    labels = labels_of(places, uow, catalog)
    taps = [_tap(tip, one, label) for one, label in zip(places, labels, strict=True)]
    return [catalog.say("intake.which", word=word), *numbered], [*taps, share]


def _tap(tip: Tip, place: Place, label: str) -> Button:
    return Button(label=label, tap=Press(data=encode(Act.TAKEN, tip.id, place.code), shown=label))
