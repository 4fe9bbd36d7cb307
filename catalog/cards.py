"""This is the card of a tip: what an officer reads at a glance and presses with a thumb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from catalog import Catalog
from domain.answers import Button, Card, Line, Look, OpenLink, Press, Say
from domain.calendar import local, thai_date, thai_moment
from domain.case import CaseFacts, Mark, cut
from domain.crowd import Scope
from domain.postback import Act, decode, encode
from domain.rules import StationRules
from domain.tip import TipState

_MEDIA = ("photo", "video", "voice", "file")
_MAP = "https://www.google.com/maps?q={0:.6f},{1:.6f}"
_MOST_REASONS = 4
_MOST_ANSWER = 1000


def compose_card(facts: CaseFacts, catalog: Catalog, rules: StationRules) -> Card:
    """Compose the card of a tip; its notification says number, urgency and village only."""
    urgency = catalog.say(f"urgency.{facts.urgency}")
    is_spot = Mark.SPOT in facts.marks
    category = catalog.say("category.spot" if is_spot else f"category.{facts.category}")
    return Card(
        title=f"{facts.number} · {catalog.say(f'state.{facts.state}')}",
        headline=f"{urgency} · {category}",
        tone=_tone(facts),
        alt=short_name(facts, catalog),
        marks=[catalog.say(f"mark.{mark}") for mark in facts.marks],
        body=_body(facts, catalog),
        lines=_lines(facts, catalog, rules),
        buttons=_buttons(facts, catalog, rules),
    )


def _body(facts: CaseFacts, catalog: Catalog) -> str:
    heard = catalog.say("card.gist", text=facts.gist) if facts.gist else ""
    return "\n".join(part for part in (facts.text, heard) if part)


def compose_update(
    facts: CaseFacts, catalog: Catalog, rules: StationRules, *, what: str, note: str = ""
) -> Card:
    """Compose the card of a tip of which something changed, the newest words in front.

    A `note` tells more of the change, before all that the sender said.
    """
    card = compose_card(facts, catalog, rules)
    news = catalog.say(f"update.{what}")
    body = f"{note}\n\n{card.body}".strip() if note else facts.latest or card.body
    return replace(card, marks=[news, *card.marks], body=body)


def compose_answer(
    facts: CaseFacts,
    catalog: Catalog,
    rules: StationRules,
    *,
    words: str,
    pin: tuple[float, float] | None = None,
    kind: str = "",
) -> Card:
    """Compose what a sender answers; that it is they who speak stands before their words."""
    card = compose_card(facts, catalog, rules)
    key = "card.answer" if words else "card.answer_place" if pin else f"card.answer_{kind}"
    told = catalog.say(key, words=cut(words, _MOST_ANSWER))
    acts = {Act.ASK, Act.CLOSE, Act.MEDIA, Act.READ}
    buttons = [one for one in card.buttons if _act_of(one) in acts]
    return replace(
        card,
        marks=[catalog.say("update.answered"), *card.marks],
        body=told,
        lines=[],
        buttons=[*buttons, *_map_button(replace(facts, pin=pin), catalog)],
    )


def _act_of(button: Button) -> Act | None:
    read = decode(button.tap.data) if isinstance(button.tap, Press) else None
    return None if read is None else read.act


def compose_left_card(facts: CaseFacts, catalog: Catalog, rules: StationRules) -> Card:
    """Compose the card for who handed a tip on: it says so, and nothing can be done with it."""
    card = compose_card(facts, catalog, rules)
    marks = [catalog.say("update.left"), *card.marks]
    return replace(card, marks=marks, buttons=_map_button(facts, catalog))


def compose_bare_card(facts: CaseFacts, catalog: Catalog, rules: StationRules) -> Card:
    """Compose the card of a restricted emergency: place and danger, nothing to press but a map."""
    card = compose_card(facts.bare(), catalog, rules)
    return replace(card, buttons=_map_button(facts, catalog))


def compose_row(facts: CaseFacts, catalog: Catalog, rules: StationRules) -> Card:
    """Compose the card of one tip in a list: no words of anyone, and one tap to open it."""
    card = compose_card(facts.bare(), catalog, rules)
    opened = Button(label=catalog.say("card.open"), tap=Say(text=facts.spoken), look=Look.PRIMARY)
    return replace(card, buttons=[opened])


def short_name(facts: CaseFacts, catalog: Catalog) -> str:
    """Say which tip, how urgent and where: all that a lock screen may show."""
    practice = catalog.say("mark.practice") if Mark.PRACTICE in facts.marks else ""
    urgency = catalog.say(f"urgency.{facts.urgency}")
    named = catalog.say("card.alt", number=facts.spoken, urgency=urgency, village=facts.village)
    return f"{practice} {named}".strip()


def _tone(facts: CaseFacts) -> str:
    if Mark.PRACTICE in facts.marks:
        return "practice"
    if Mark.NOBODY in facts.marks:
        return "emergency"
    return facts.urgency.value if facts.is_open else "closed"


def _lines(facts: CaseFacts, catalog: Catalog, rules: StationRules) -> list[Line]:
    kinds = [(kind, facts.media.get(kind, 0)) for kind in _MEDIA]
    media = [catalog.say(f"media.{kind}", count=count) for kind, count in kinds if count]
    outcome = catalog.say(f"outcome.{facts.outcome}") if facts.outcome else ""
    told = [catalog.say(one.key, **one.values) for one in facts.reasons if catalog.knows(one.key)]
    rows = (
        (rules.place_word, _place(facts, catalog)),
        (catalog.say("card.sender"), _sender(facts, catalog)),
        (catalog.say("card.media"), " ".join(media)),
        (catalog.say("card.added"), str(facts.added or "")),
        (catalog.say("card.time"), thai_moment(facts.opened_at, rules.timezone)),
        (catalog.say("card.handler"), facts.handler),
        (catalog.say("card.handed_to"), facts.handed_to),
        (catalog.say("card.outcome"), outcome),
        (catalog.say("card.review"), _review(facts, rules)),
        (catalog.say("card.merged_into"), facts.merged_into),
        (catalog.say("card.merged"), ", ".join(facts.merged)),
        (catalog.say("card.twin"), _twin(facts, catalog)),
        (catalog.say("card.reasons"), " · ".join(told[:_MOST_REASONS])),
    )
    return [Line(label=label, value=value) for label, value in rows if value]


def _review(facts: CaseFacts, rules: StationRules) -> str:
    if facts.review_at is None:
        return ""
    return thai_date(local(facts.review_at, rules.timezone))


def _twin(facts: CaseFacts, catalog: Catalog) -> str:
    """Say which other tip it may be, and by which signs."""
    if facts.twin is None:
        return ""
    signs = " · ".join(catalog.say(one.key, **one.values) for one in facts.twin.reasons)
    return catalog.say("card.twin_of", number=facts.twin.spoken, signs=signs)


def _place(facts: CaseFacts, catalog: Catalog) -> str:
    if facts.village:
        return facts.village
    if facts.candidates:
        return catalog.say("card.maybe", names=", ".join(facts.candidates))
    return catalog.say("card.nowhere")


def _sender(facts: CaseFacts, catalog: Catalog) -> str:
    label = facts.sender
    if not label.is_known:
        return catalog.say("sender.unknown")
    if label.is_heard_by_desk:
        return catalog.say("sender.desk")
    if label.name:
        return catalog.say("sender.named", name=label.name)
    if label.scope is Scope.NETWORK or not label.place:
        return catalog.say("sender.network")
    return catalog.say(f"sender.{label.scope}", place=label.place)


def _buttons(facts: CaseFacts, catalog: Catalog, rules: StationRules) -> Sequence[Button]:
    """Return what can be done now, the next step first."""
    ends = {Act.INVESTIGATE: "end"} if facts.state is TipState.INVESTIGATING else {}
    words = {Act.VILLAGE: rules.place_word}
    pressed: list[Button] = []
    for act, key in (*_steps(facts), *_openings(facts)):
        label = catalog.say(key, word=words.get(act, ""))
        tap = Press(data=encode(act, facts.tip, ends.get(act, "")), shown=label)
        look = Look.PRIMARY if act is Act.ACCEPT else Look.SECONDARY
        pressed.append(Button(label=label, tap=tap, look=look))
    every = [*pressed, *_merge_button(facts, catalog), *_map_button(facts, catalog)]
    return [*_case_button(facts, catalog), *every]


_OPEN_STEPS = (
    (Act.ASK, "button.ask"),
    (Act.HANDOVER, "button.handover"),
    (Act.VILLAGE, "button.village"),
    (Act.CLOSE, "button.close"),
)
_STEPS: Mapping[TipState, Sequence[tuple[Act, str]]] = {
    TipState.SENT: ((Act.ACCEPT, "button.accept"), *_OPEN_STEPS),
    TipState.ACCEPTED: (*_OPEN_STEPS, (Act.INVESTIGATE, "button.investigate")),
    TipState.INVESTIGATING: (*_OPEN_STEPS, (Act.INVESTIGATE, "button.end_investigation")),
    TipState.CLOSED: ((Act.REOPEN, "button.reopen"),),
}


def _steps(facts: CaseFacts) -> Sequence[tuple[Act, str]]:
    """Return the steps that a tip may take; a merged one's sender may still be asked.

    Who called the desk has no chat in which they could be asked.
    """
    steps = _STEPS.get(facts.state, ())
    if facts.state is TipState.MERGED and facts.is_followed:
        steps = ((Act.ASK, "button.ask"),)
    has_chat = not facts.sender.is_heard_by_desk
    return [(act, key) for act, key in steps if has_chat or act is not Act.ASK]


def _openings(facts: CaseFacts) -> Sequence[tuple[Act, str]]:
    """Return what opens more of a tip than its card shows."""
    offered = (
        (Act.READ, "button.read", facts.has_more),
        (Act.MEDIA, "button.media", bool(facts.added) or any(facts.media.values())),
    )
    return [(act, key) for act, key, is_there in offered if is_there]


def _case_button(facts: CaseFacts, catalog: Catalog) -> list[Button]:
    """Return the way from a merged tip to the case in which work goes on."""
    if facts.state is not TipState.MERGED:
        return []
    label = catalog.say("button.case", number=facts.merged_into)
    return [Button(label=label, tap=Say(text=facts.merged_into), look=Look.PRIMARY)]


def _merge_button(facts: CaseFacts, catalog: Catalog) -> list[Button]:
    """Return the way into one case, or out of it."""
    if facts.state is TipState.MERGED:
        label, data = catalog.say("button.unmerge"), encode(Act.UNMERGE, facts.tip)
    elif facts.twin is not None:
        label = catalog.say("button.merge", number=facts.twin.spoken)
        data = encode(Act.MERGE, facts.tip, facts.twin.tip.hex)
    else:
        return []
    return [Button(label=label, tap=Press(data=data, shown=label))]


def _map_button(facts: CaseFacts, catalog: Catalog) -> list[Button]:
    if facts.pin is None:
        return []
    return [Button(label=catalog.say("button.map"), tap=OpenLink(url=_MAP.format(*facts.pin)))]
