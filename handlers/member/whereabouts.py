"""This is the question where it happened: asked once, answered in any way, given up in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from catalog import Catalog
from domain.answers import Answer, Button, Press, ShareLocation, Timer, Words
from domain.answers import Content as Said
from domain.classification import Place, Report, VillageSource
from domain.events import Content, Location, Text
from domain.meanings import VillageAnswered
from domain.place_labels import cut, labels
from domain.postback import Act, encode
from domain.refusals import Refusal
from domain.timer_events import AskingEnded, CollectingEnded, TipReady
from domain.tip import BEFORE_SENDING, Step, TipState, Trust
from handlers.member.changes import changed
from handlers.member.chat import answer, person, tell
from handlers.member.reading import ANSWERED, read, reread
from handlers.member.receipts import gathering_choices, number_of, plain_receipt, say
from handlers.member.understanding import (
    ANSWERS_FOR,
    closes_at,
    is_reachable,
    last_question,
)
from models.case import sender_of
from models.facts import mere_home
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_LONGEST_NAME = 60
CORRECTED = "officer"


def collecting_timer(tip: Tip, uow: UnitOfWork) -> Timer:
    """Return the timer that ends collecting, unless more comes."""
    due = closes_at(tip, uow)
    event = CollectingEnded(happened_at=due, tip=tip.id)
    return Timer(key=f"collect:{tip.id}:{due.isoformat()}", due=due, event=event)


def ready(tip: Tip, uow: UnitOfWork) -> Timer:
    """Return the timer that sends a tip now."""
    event = TipReady(happened_at=uow.now, tip=tip.id)
    return Timer(key=f"ready:{tip.id}", due=uow.now, event=event)


def is_settled(tip: Tip) -> bool:
    """Say whether nothing about a tip's place is left to ask."""
    return tip.village_id is not None or tip.is_outside_area


def question(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> Words:
    """Ask where it happened, and remember what was offered."""
    offer = offered(tip, uow)
    uow.tips.record(tip, "asked", at=uow.now, detail=offer)
    return choices(tip, offer, uow, catalog)


def offered(tip: Tip, uow: UnitOfWork) -> Mapping[str, Any]:
    """Return which villages a sender is to choose from; one to confirm stands alone."""
    codes = [one for one in tip.village_candidates if uow.villages.by_code(one) is not None]
    if tip.must_confirm and codes:
        return {"codes": codes[:1], "confirm": True}
    home = mere_home(uow, tip)
    others = [code for code in codes if code != home]
    return {"codes": others or codes, "confirm": False}


def choices(tip: Tip, offer: Mapping[str, Any], uow: UnitOfWork, catalog: Catalog) -> Words:
    """Word the question with what it offers."""
    gazetteer = uow.gazetteer()
    places = [p for code in offer["codes"] if (p := gazetteer.place(code)) is not None]
    share = Button(label=catalog.say("chat.send_location"), tap=ShareLocation())
    is_leaving = bool(uow.tips.history(tip, "hurried"))
    others = [share, *gathering_choices(tip, catalog, is_leaving=is_leaving)]
    if offer["confirm"] and places:
        return _confirmation(tip, places[0], others, catalog)
    taps = [
        Button(label=label, tap=Press(data=encode(Act.PLACE, tip.id, place.code), shown=label))
        for place, label in zip(places, labels_of(places, uow, catalog), strict=True)
    ]
    home = _home_tap(tip, uow, catalog)
    numbered = [f"{n}. {full_name(place, catalog)}" for n, place in enumerate(places, start=1)]
    text = "\n".join([say(tip, "chat.which_place", catalog), *numbered])
    return Words(text=text, choices=[*taps, *home, *others])


def _confirmation(tip: Tip, place: Place, others: Sequence[Button], catalog: Catalog) -> Words:
    yes, no = catalog.say("chat.yes"), catalog.say("chat.elsewhere")
    return Words(
        text=say(tip, "chat.confirm_place", catalog, name=full_name(place, catalog)),
        choices=[
            Button(label=yes, tap=Press(data=encode(Act.CONFIRM, tip.id, place.code), shown=yes)),
            Button(label=no, tap=Press(data=encode(Act.ELSEWHERE, tip.id), shown=no)),
            *others,
        ],
    )


def labels_of(places: Sequence[Place], uow: UnitOfWork, catalog: Catalog) -> Sequence[str]:
    """Name villages on buttons; those that share a name by subdistrict, or by moo within one."""
    areas = {(place.name, place.subdistrict) for place in places}
    by_moo = len(areas) < len(places)
    return labels(
        [
            (
                place.name,
                catalog.say("chat.moo", moo=place.moo)
                if by_moo and place.moo
                else place.subdistrict,
            )
            for place in places
        ],
        shared=uow.gazetteer().shared_names,
    )


def full_name(place: Place, catalog: Catalog) -> str:
    """Return a village's name with its moo and subdistrict."""
    moo = catalog.say("chat.moo", moo=place.moo) if place.moo else ""
    return " ".join(part for part in (place.name, moo, place.subdistrict) if part)


def _home_tap(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> Sequence[Button]:
    line_id = sender_of(uow, tip)
    member = None if line_id is None else uow.members.by_line_user(line_id)
    if member is None or member.village_id is None:
        return ()
    label = cut(catalog.say("chat.my_place", place=uow.rules.place_word))
    return (Button(label=label, tap=Press(data=encode(Act.HOME, tip.id), shown=label)),)


def end_collecting(event: CollectingEnded, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """End a tip's collecting, unless more came since this timer was set."""
    tip = uow.tips.find(event.tip)
    if tip is None or tip.state != TipState.COLLECTING:
        return []
    # The timer's own moment counts, too: the clock by which it was set may have been put back.
    if max(uow.now, event.happened_at) < closes_at(tip, uow):
        return [collecting_timer(tip, uow)]
    return conclude(tip, uow, catalog)


def conclude(
    tip: Tip, uow: UnitOfWork, catalog: Catalog, *, by_reply: bool = False
) -> Sequence[Answer]:
    """Read all of a tip together: it is ready, or its sender is asked where it happened."""
    reread(tip, uow)
    line_id = sender_of(uow, tip)
    asked, may_ask = last_question(tip, uow), _may_ask(tip, line_id, uow)
    if is_settled(tip) or tip.is_coerced or line_id is None or not (asked or may_ask):
        return [ready(tip, uow)]
    tip.take(Step.ASK)
    waiting = asking_timer(tip, uow, since=uow.now)
    if asked == offered(tip, uow) or not may_ask:
        return [waiting]
    asking = question(tip, uow, catalog)
    if by_reply:
        return [answer(person(line_id), asking, about=tip.id), waiting]
    return [tell(person(line_id), asking, about=tip.id), waiting]


def _may_ask(tip: Tip, line_id: str | None, uow: UnitOfWork) -> bool:
    """Say whether a question is worth a counted message, and would arrive."""
    if line_id is None or tip.is_surplus or tip.trust not in {Trust.TRAINED, Trust.REGISTERED}:
        return False
    return not tip.came_by_group or is_reachable(line_id, uow)


def asking_timer(tip: Tip, uow: UnitOfWork, *, since: datetime) -> Timer:
    """Return the timer that gives up asking."""
    due = since + uow.rules.ask
    event = AskingEnded(happened_at=due, tip=tip.id)
    return Timer(key=f"ask:{tip.id}:{due.isoformat()}", due=due, event=event)


def end_asking(event: AskingEnded, uow: UnitOfWork, _: Catalog) -> Sequence[Answer]:
    """Send a tip whose sender was asked and did not answer; a later question has its own time."""
    tip = uow.tips.find(event.tip)
    if tip is None or tip.state != TipState.ASKING:
        return []
    asked = uow.tips.history(tip, "asked")
    if asked and max(uow.now, event.happened_at) < asked[-1].happened_at + uow.rules.ask:
        return [asking_timer(tip, uow, since=asked[-1].happened_at)]
    return [ready(tip, uow)]


def answer_village(event: VillageAnswered, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take the sender's tap or number as the place, if the tip is theirs and still waits."""
    line_id = event.speaker.user_id
    tip = uow.tips.find(event.tip)
    if line_id is None or tip is None or sender_of(uow, tip) != line_id:
        raise Refusal("chat.not_yours")
    questions = uow.tips.history(tip, "asked")
    is_fresh = bool(questions) and uow.now - questions[-1].happened_at <= ANSWERS_FOR
    states = (*BEFORE_SENDING, TipState.SENT, TipState.ACCEPTED, TipState.MERGED)
    is_open = TipState(tip.state) in states and tip.village_source != CORRECTED
    if not (is_fresh and is_open and uow.tips.is_here(tip)):
        raise Refusal("chat.too_late", number=number_of(tip))
    if event.is_elsewhere:
        return _ask_openly(tip, line_id, uow, catalog)
    code = _home_code(line_id, uow) if event.is_home else event.code
    if event.is_home and code is None:
        raise Refusal("chat.type_place")
    if code is None or uow.villages.by_code(code) is None:
        return ask_again(tip, line_id, uow, catalog)
    return settle(tip, code, line_id, uow, catalog)


def _home_code(line_id: str, uow: UnitOfWork) -> str | None:
    member = uow.members.by_line_user(line_id)
    if member is None or member.village_id is None:
        return None
    return uow.villages.get(member.village_id).code


def _ask_openly(tip: Tip, line_id: str, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Ask again without the village that was just denied."""
    denied = last_question(tip, uow).get("codes", ())
    uow.tips.record(tip, "denied", at=uow.now, detail={"codes": list(denied)})
    tip.village_candidates = [one for one in tip.village_candidates if one not in denied]
    tip.must_confirm = False
    tip.village_source = VillageSource.NONE
    return ask_again(tip, line_id, uow, catalog)


def ask_again(tip: Tip, line_id: str, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Ask by a free answer; what was offered before is repeated and gains no more time."""
    offer = offered(tip, uow)
    if offer == last_question(tip, uow):
        repeated = choices(tip, offer, uow, catalog)
        return [answer(person(line_id), repeated, about=tip.id, only_reply=True)]
    asked = answer(person(line_id), question(tip, uow, catalog), about=tip.id)
    is_waiting = tip.state == TipState.ASKING
    return [asked, asking_timer(tip, uow, since=uow.now)] if is_waiting else [asked]


def settle(
    tip: Tip,
    code: str,
    line_id: str,
    uow: UnitOfWork,
    catalog: Catalog,
    *,
    since: int | None = None,
) -> Sequence[Answer]:
    """Give a tip the village that its sender named; it goes on from where it stands.

    `since`: the message that names it, where that tells of more.
    """
    village = uow.villages.by_code(code)
    if village is None:
        raise Refusal("chat.type_place")
    is_same = tip.village_id == village.id and not tip.must_confirm
    tip.village_id, tip.village_source, tip.village_confidence = village.id, ANSWERED, 1.0
    tip.must_confirm = tip.is_outside_area = False
    uow.tips.record(tip, "placed", at=uow.now, detail={"code": code})
    said = answer(person(line_id), *_thanks(tip, catalog), about=tip.id, only_reply=True)
    if tip.state == TipState.COLLECTING:
        return [said, collecting_timer(tip, uow)]
    if tip.state == TipState.ASKING:
        return [said, ready(tip, uow)]
    return [said] if is_same else [said, changed(tip, "moved", uow, since=since)]


def _thanks(tip: Tip, catalog: Catalog) -> Sequence[Said]:
    if tip.is_coerced:
        return plain_receipt(catalog)
    return [
        Words(
            text=say(tip, "chat.place_taken", catalog),
            choices=gathering_choices(tip, catalog) if tip.state == TipState.COLLECTING else (),
        )
    ]


def place_in(content: Content, uow: UnitOfWork) -> Sequence[str]:
    """Return the codes of the villages that an answer names: by a pin, or a name alone."""
    if isinstance(content, Location):
        pin = Report(messages=(), location=(content.latitude, content.longitude))
        village = read(pin, uow).village
        return () if village is None else (village,)
    if isinstance(content, Text) and len(content.text) <= _LONGEST_NAME:
        return tuple(place.code for place in uow.gazetteer().named(content.text))
    return ()


HANDLERS = {
    CollectingEnded: end_collecting,
    AskingEnded: end_asking,
    VillageAnswered: answer_village,
}
