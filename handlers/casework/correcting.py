"""This is how an officer puts right how a tip was read: where, what kind, how urgent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from catalog.choices import MORE, Choice, kinds, page_of, urgencies, villages
from domain.answers import Answer, Message, Timer, Words
from domain.case import Sight
from domain.classification.kinds import Category, Urgency
from domain.meanings import (
    CaseEvent,
    CategoryCorrectionAsked,
    UrgencyCorrectionAsked,
    VillageCorrectionAsked,
)
from domain.postback import Act
from domain.refusals import Refusal
from domain.standing import FIXING
from domain.thai import normalise
from domain.timer_events import TipChanged
from domain.tip import OPEN
from handlers.casework.case import Case, on_case, refuse_if_merged
from models.case import sight
from models.dialogue import Mode
from models.village import Village

_TYPING_FOR = timedelta(minutes=10)
_MOST_FOUND = 12
_SHORTEST_PART = 3


@on_case
def correct_village(case: Case, event: VillageCorrectionAsked) -> Sequence[Answer]:
    """Offer the villages; with one chosen or typed, move the tip there to be routed again."""
    refuse_if_merged(case)
    if event.text is not None:
        return _typed(case, event, event.text)
    code = event.code or MORE
    if code.startswith(MORE):
        return [_ask_village(case, event, code.removeprefix(MORE))]
    village = case.uow.villages.by_code(code)
    if village is None:
        raise Refusal("case.unknown_village", word=case.uow.rules.place_word)
    return _move(case, event, village)


@on_case
def correct_category(case: Case, event: CategoryCorrectionAsked) -> Sequence[Answer]:
    """Offer the kinds; with one chosen or typed, say so on the card of all who have the tip."""
    refuse_if_merged(case)
    tip, choice = case.tip, event.choice or ""
    labels = {one.value: case.catalog.say(f"category.{one}") for one in Category}
    chosen = _meant(choice, labels)
    if chosen is None:
        known = None if tip.is_environment_spot else Category(tip.category)
        _await_words(case, event, Act.CATEGORY, labels, but=known)
        is_page = not choice or choice.startswith(MORE)
        asked = case.say("case.which_category" if is_page else "case.category_not_found")
        return [case.answer(event, kinds(tip.id, asked, case.catalog, known=known, start=choice))]
    if chosen == tip.category and not tip.is_environment_spot:
        raise Refusal("case.same_already", number=case.number, what=labels[chosen])
    case.record("corrected_category", **{"from": tip.category, "to": chosen})
    tip.category, tip.category_confidence, tip.is_environment_spot = chosen, 1.0, False
    return _corrected(case, event, labels[chosen], what="recast")


@on_case
def correct_urgency(case: Case, event: UrgencyCorrectionAsked) -> Sequence[Answer]:
    """Offer the urgencies; an emergency alerts as one, any other changes the time to accept."""
    refuse_if_merged(case)
    tip, choice = case.tip, event.choice or ""
    labels = {one.value: case.catalog.say(f"urgency.{one}") for one in Urgency}
    chosen = _meant(choice, labels)
    if chosen is None:
        _await_words(case, event, Act.URGENCY, labels, but=tip.urgency)
        asked = case.say("case.urgency_not_found" if choice else "case.which_urgency")
        return [case.answer(event, urgencies(tip.id, asked, case.catalog, known=tip.urgency))]
    if chosen == tip.urgency:
        raise Refusal("case.same_already", number=case.number, what=labels[chosen])
    case.record("corrected_urgency", **{"from": tip.urgency, "to": chosen})
    tip.urgency = chosen
    what = "raised" if chosen == Urgency.EMERGENCY else "retimed"
    return _corrected(case, event, labels[chosen], what=what)


def _meant(text: str, labels: Mapping[str, str]) -> str | None:
    """Return which of several things a tap or typed words name; None where that is not plain."""
    key = normalise(text).key
    if text in labels or not key:
        return text if text in labels else None
    known = {code: normalise(label).key for code, label in labels.items()}
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [code for code, label in known.items() if fits(label, key)]
        if found and len(key) >= _SHORTEST_PART:
            return found[0] if len(found) == 1 else None
    return None


def _await_words(
    case: Case, event: CaseEvent, act: Act, labels: Mapping[str, str], *, but: str | None
) -> None:
    """Let a number of the list or a name typed next be the answer, too."""
    offered = [code for code in labels if code != but]
    numbers = {str(number): code for number, code in enumerate(offered, start=1)}
    names = {labels[code]: code for code in offered}
    _enter(case, event, {**numbers, **names}, what=act.value)


def _move(case: Case, event: CaseEvent, village: Village) -> Sequence[Answer]:
    uow, tip, title = case.uow, case.tip, case.uow.villages.title(village)
    if village.id == tip.village_id and not tip.must_confirm:
        raise Refusal("case.village_same", number=case.number, village=title)
    before = uow.villages.get(tip.village_id).code if tip.village_id is not None else ""
    case.record("corrected", **{"from": before, "to": village.code})
    tip.village_id, tip.village_source, tip.village_confidence = village.id, "officer", 1.0
    tip.must_confirm = tip.is_outside_area = False
    is_open = tip.state in OPEN
    told = case.say(f"case.village_{'corrected' if is_open else 'noted'}", village=title)
    return [*_shown(case, event, told), *_spread(case, "moved", "corrected")]


def _corrected(case: Case, event: CaseEvent, said: str, *, what: str) -> Sequence[Answer]:
    told = case.say("case.corrected", what=said)
    recorded = "corrected_category" if what == "recast" else "corrected_urgency"
    return [*_shown(case, event, told), *_spread(case, what, recorded)]


def _shown(case: Case, event: CaseEvent, told: str) -> Sequence[Answer]:
    """Confirm a correction, and show the card that came of it, free of charge."""
    said = case.answer(event, Words(text=told))
    may_see = sight(case.uow, case.officer, case.tip) is Sight.FULL
    return [said, case.card(event)] if may_see else [said]


def _spread(case: Case, what: str, recorded: str) -> Sequence[Answer]:
    """Let all who have an open tip hear of it, once for each correction."""
    if case.tip.state not in OPEN:
        return []
    times = len(case.uow.tips.history(case.tip, recorded))
    changed = TipChanged(happened_at=case.uow.now, tip=case.tip.id, what=what)
    key = f"tip:{case.tip.id}:{what}:{times}"
    return [Timer(key=key, due=case.uow.now, event=changed)]


def _typed(case: Case, event: CaseEvent, text: str) -> Sequence[Answer]:
    """Take the one village of a typed name; offer those that it may mean."""
    exact = case.uow.gazetteer().named(text, exactly=True)
    found = [village for one in exact if (village := case.uow.villages.by_code(one.code))]
    if len(found) == 1:
        return _move(case, event, found[0])
    codes = [one.code for one in found] or _containing(case, text)
    every = _by_likelihood(case)
    fitting = [row for row in every if row.code in codes]
    key = "case.which_of" if fitting else "case.village_not_found"
    question, rows = case.say(key, word=case.uow.rules.place_word), fitting or every
    return [_offer(case, event, question, rows)]


def _containing(case: Case, text: str) -> list[str]:
    """Return the codes of the villages whose names hold a text, or else sound like it."""
    key, gazetteer = normalise(text).key, case.uow.gazetteer()
    holding = [
        place.code
        for place in gazetteer.places
        if any(key in normalise(name).key for name in (place.name, *place.aliases))
    ]
    return (holding or [place.code for place in gazetteer.named(text)])[:_MOST_FOUND] if key else []


def _ask_village(case: Case, event: CaseEvent, start: str) -> Message:
    word, rows = case.uow.rules.place_word, _by_likelihood(case)
    if not rows:
        raise Refusal("case.no_villages", word=word)
    return _offer(case, event, case.say("case.which_village", word=word), rows, start=start)


def _offer(
    case: Case, event: CaseEvent, question: str, rows: Sequence[Choice], *, start: str = ""
) -> Message:
    """Offer villages to tap, and let a number or a name typed next be the answer too."""
    numbers = {str(number): row.code for number, row in page_of(rows, start)}
    _enter(case, event, numbers)
    return case.answer(event, villages(case.tip.id, question, rows, case.catalog, start=start))


def _enter(case: Case, event: CaseEvent, codes: Mapping[str, str], **more: str) -> None:
    mode = Mode(name=FIXING, data={"tip": str(case.tip.id), "codes": codes, **more})
    until = case.uow.now + _TYPING_FOR
    case.uow.dialogues.enter(event.speaker.user_id or "", mode, until=until)


def _by_likelihood(case: Case) -> list[Choice]:
    """Return the villages, the tip's candidates first, then the officer's own."""
    likely = list(case.tip.village_candidates)
    own = case.uow.assignments.villages_of(case.officer, at=case.uow.now)
    rows = [one for one in case.uow.villages.all() if one.id != case.tip.village_id]
    rows.sort(
        key=lambda row: (
            likely.index(row.code) if row.code in likely else len(likely),
            row.id not in own,
            row.code,
        )
    )
    borne = Counter(row.name for row in rows)
    return [
        Choice(
            code=row.code,
            # On a short button the name that two bear would hide which of them it is.
            name=f"{row.subdistrict} {row.name}" if borne[row.name] > 1 else row.name,
            full_name=f"{row.name} {row.subdistrict}".strip(),
        )
        for row in rows
    ]


HANDLERS = {
    VillageCorrectionAsked: correct_village,
    CategoryCorrectionAsked: correct_category,
    UrgencyCorrectionAsked: correct_urgency,
}
