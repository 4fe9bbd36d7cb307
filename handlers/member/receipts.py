"""This is what a sender reads at once: help that is sooner than a tip, and the tip's number."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain.answers import Button, Content, Notice, Press, Say, Words
from domain.calendar import spoken_number
from domain.classification import Reading, Urgency
from domain.postback import Act, encode
from domain.routing import Because, silence
from domain.rules import Hotline, StationRules
from domain.tip import BEFORE_SENDING, TipState, Trust
from handlers.member.chat import call
from models.case import matter_of
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_COMMANDER = "commander"
_ALERTING_NOBODY = {
    Because.ENVIRONMENT_SPOT: "chat.receipt_spot",
    Because.SUSPENDED_SENDER: "chat.receipt_suspended",
}
_OPEN_TO_ANY_EYE = {"chat.receipt", "chat.receipt_stranger"}
_NEEDS = {"suicide": "chat.suicide", "medical": "chat.medical"}
_SAID_WITHOUT_NUMBER = {
    "chat.fraud": "chat.fraud_unnumbered",
    "chat.commander": "chat.commander_unnumbered",
}


def number_of(tip: Tip) -> str:
    """Return a tip's number as people say it."""
    return spoken_number(tip.year, tip.sequence)


def emergency(catalog: Catalog, rules: StationRules) -> Notice:
    """Tell anyone in danger to call, with one touch."""
    phone = rules.emergency_phone
    return Notice(
        text=catalog.say("chat.emergency", phone=phone),
        alt=catalog.say("chat.emergency_alt", phone=phone),
        buttons=[call(phone, catalog.say("chat.call", number=phone))],
    )


def help_first(tip: Tip, reading: Reading, uow: UnitOfWork, catalog: Catalog) -> Sequence[Notice]:
    """Return the telephone numbers that serve sooner than a tip does; each is shown once a tip.

    An emergency's is shown as often as words tell of one.
    """
    is_urgent = reading.urgency is Urgency.EMERGENCY
    seen = {(uow.tips.detail(line) or {}).get("what") for line in uow.tips.history(tip, "helped")}
    shown = [emergency(catalog, uow.rules)] if is_urgent else []
    numbers = {uow.rules.emergency_phone} if is_urgent else set()
    for key, matter in _helps(tip, reading):
        what = f"{key}:{matter}"
        lines = [one for one in uow.rules.hotlines.get(matter, ()) if one.number not in numbers]
        if what in seen or not (lines or key in _SAID_WITHOUT_NUMBER):
            continue
        uow.tips.record(tip, "helped", at=uow.now, detail={"what": what})
        numbers.update(line.number for line in lines)
        shown.append(_hotlines(key, lines, catalog))
    return shown


def _helps(tip: Tip, reading: Reading) -> Sequence[tuple[str, str]]:
    """Return the sentences that offer a hotline, each with the matter whose numbers it shows."""
    found: list[tuple[str, str]] = []
    if reading.money_just_moved:
        found.append(("chat.fraud", "fraud_online"))
    if _COMMANDER in reading.concerns_power:
        found.append(("chat.commander", "police_complaint"))
    if reading.money_just_moved or tip.is_practice:
        return found
    found += [(key, need) for need, key in _NEEDS.items() if need in reading.needs]
    return [*found, ("chat.hotlines", str(reading.category))]


def _hotlines(key: str, lines: Sequence[Hotline], catalog: Catalog) -> Notice:
    buttons = [
        call(line.number, line.label or catalog.say("chat.call", number=line.number))
        for line in lines
    ]
    # The number is read out to others and dialled from another phone, so it stands in words, too.
    numbers = ", ".join(line.number for line in lines)
    said = catalog.say(key if lines else _SAID_WITHOUT_NUMBER[key], numbers=numbers)
    return Notice(text=said, alt=catalog.say("chat.alt"), buttons=buttons)


def receipt(
    tip: Tip, catalog: Catalog, rules: StationRules, *, told: Sequence[str] = ()
) -> Words | Notice:
    """Return the receipt with the tip's number; `told` are further lines for this sender.

    Who gets a tip, or that nobody does, tells what it is about, so no lock screen shows that.
    """
    number, key = number_of(tip), _receipt_key(tip)
    facts = {"number": number, "station": rules.name, "phone": rules.emergency_phone}
    lines = [catalog.say(key, **facts)]
    if tip.is_practice:
        lines.insert(0, catalog.say("chat.practice_marked"))
    if tip.trust == Trust.UNVERIFIED:
        lines.append(catalog.say("chat.invitation", **facts))
    text = "\n".join([*lines, *told])
    if key in _OPEN_TO_ANY_EYE:
        return Words(text=text)
    return Notice(text=text, alt=catalog.say("chat.receipt_alt", number=number))


def _receipt_key(tip: Tip) -> str:
    if (because := silence(matter_of(tip))) is not None:
        return _ALERTING_NOBODY[because]
    if tip.is_restricted:
        return "chat.receipt_restricted"
    return "chat.receipt_stranger" if tip.trust == Trust.UNVERIFIED else "chat.receipt"


def sending(tip: Tip) -> str:
    """Return the sentence for a tip that goes on at its sender's wish."""
    return "chat.sending" if silence(matter_of(tip)) is None else "chat.noted"


def state(tip: Tip) -> str:
    """Return the sentence for where a tip stands."""
    is_noted = tip.state == TipState.SENT and silence(matter_of(tip)) is not None
    return "chat.state_noted" if is_noted else f"chat.state_{tip.state}"


def state_told(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> str:
    """Say where a tip stands; of a merged one, where the case does, and not whose that was."""
    told = catalog.say(state(uow.merges.main_of(tip)))
    return catalog.say("chat.state_merged", state=told) if tip.state == TipState.MERGED else told


def say(tip: Tip, key: str, catalog: Catalog, **values: object) -> str:
    """Say a sentence with a tip's number to its sender."""
    return labelled(tip, catalog.say(key, number=number_of(tip), **values), catalog)


def labelled(tip: Tip, text: str, catalog: Catalog) -> str:
    """Return what is said about a tip; practice is labelled everywhere."""
    return f"{catalog.say('mark.practice')} {text}" if tip.is_practice else text


def gathering_choices(tip: Tip, catalog: Catalog, *, is_leaving: bool = False) -> Sequence[Button]:
    """Return the taps beside a tip that still takes words; one that leaves can only be hidden."""
    if TipState(tip.state) not in BEFORE_SENDING:
        return ()
    words = [] if is_leaving else [catalog.say("chat.send_now"), catalog.say("chat.cancel")]
    taps = [Button(label=word, tap=Say(text=word)) for word in words]
    return taps if tip.is_restricted else [*taps, _hiding(tip, catalog)]


def hiding_choices(tip: Tip, catalog: Catalog) -> Sequence[Button]:
    """Return the taps for who fears the police nearby, none where they do not see the tip."""
    if tip.is_restricted:
        return ()
    return gathering_choices(tip, catalog) or [_hiding(tip, catalog)]


def _hiding(tip: Tip, catalog: Catalog) -> Button:
    label = catalog.say("chat.hide")
    return Button(label=label, tap=Press(data=encode(Act.HIDE, tip.id), shown=label))


def plain_receipt(catalog: Catalog) -> Sequence[Content]:
    """Return the receipt that shows nothing to whoever else looks at the phone."""
    return [Words(text=catalog.say("chat.receipt_plain"))]
