"""This is what a sender reads at once: help that is sooner than a tip, and the tip's number."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain.answers import Button, Content, Notice, Press, Say, Words
from domain.calendar import spoken_number
from domain.classification import Reading, Urgency
from domain.postback import Act, encode
from domain.rules import StationRules
from domain.tip import BEFORE_SENDING, TipState, Trust
from handlers.member.chat import call
from models.tip import Tip

_COMMANDER = "commander"


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


def help_first(
    tip: Tip, reading: Reading, catalog: Catalog, rules: StationRules
) -> Sequence[Notice]:
    """Return the telephone numbers that serve sooner than a tip does."""
    shown: list[Notice] = []
    is_urgent = reading.urgency is Urgency.EMERGENCY
    if is_urgent:
        shown.append(emergency(catalog, rules))
    if reading.money_just_moved:
        shown.append(_hotlines("fraud_online", "chat.fraud", catalog, rules))
    if _COMMANDER in reading.concerns_power:
        shown.append(_hotlines("police_complaint", "chat.commander", catalog, rules))
    lines = rules.hotlines.get(tip.category, ())
    others = [one for one in lines if not (is_urgent and one.number == rules.emergency_phone)]
    if others and not reading.money_just_moved and not tip.is_practice:
        shown.append(_hotlines(tip.category, "chat.hotlines", catalog, rules))
    return shown


def _hotlines(matter: str, key: str, catalog: Catalog, rules: StationRules) -> Notice:
    buttons = [
        call(line.number, line.label or catalog.say("chat.call", number=line.number))
        for line in rules.hotlines.get(matter, ())
    ]
    return Notice(text=catalog.say(key), alt=catalog.say("chat.alt"), buttons=buttons)


def receipt(tip: Tip, catalog: Catalog, rules: StationRules, *, told: Sequence[str] = ()) -> Words:
    """Return the receipt with the tip's number; `told` are further lines for this sender."""
    number = number_of(tip)
    if tip.trust == Trust.UNVERIFIED:
        key = "chat.receipt_stranger"
    elif tip.is_restricted:
        key = "chat.receipt_restricted"
    else:
        key = "chat.receipt"
    lines = [catalog.say(key, number=number, station=rules.name, phone=rules.emergency_phone)]
    if tip.is_practice:
        lines.insert(0, catalog.say("chat.practice_marked"))
    return Words(text="\n".join([*lines, *told]))


def gathering_choices(tip: Tip, catalog: Catalog, *, is_leaving: bool = False) -> Sequence[Button]:
    """Return the taps beside a tip that still takes words; one that leaves can only be hidden."""
    if TipState(tip.state) not in BEFORE_SENDING:
        return ()
    words = [] if is_leaving else [catalog.say("chat.send_now"), catalog.say("chat.cancel")]
    taps = [Button(label=word, tap=Say(text=word)) for word in words]
    if not tip.is_restricted:
        hide = catalog.say("chat.hide")
        taps.append(Button(label=hide, tap=Press(data=encode(Act.HIDE, tip.id), shown=hide)))
    return taps


def plain_receipt(catalog: Catalog) -> Sequence[Content]:
    """Return the receipt that shows nothing to whoever else looks at the phone."""
    return [Words(text=catalog.say("chat.receipt_plain"))]
