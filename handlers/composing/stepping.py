"""This is each step of composing: what an officer says or taps becomes a part of the draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from catalog import Catalog
from catalog.spoken_when import asked_back
from catalog.when import load_when_words
from domain.answers import Answer
from domain.composing import ComposePressed, ComposeSaid, number_in
from domain.composition import (
    LONGEST_FIELD,
    LONGEST_TEXT,
    NOW,
    TEMPLATES,
    Composition,
    Kind,
    Step,
)
from domain.events import Text
from domain.refusals import Refusal
from domain.when.reading import read_when
from domain.when.schedule import Unclear
from handlers.composing import addressing
from handlers.composing.drafting import Composer, at_work
from handlers.composing.finishing import confirm
from handlers.composing.month import tell_month
from handlers.composing.receiving import receive
from handlers.composing.seeing_to import cancel, change, recall, show
from handlers.composing.starting import show_list
from handlers.composing.summoning import call_off, invite, survey
from models.planning import reckoning
from models.unit_of_work import UnitOfWork

Done = Sequence[Answer]


def take(event: ComposeSaid, uow: UnitOfWork, catalog: Catalog) -> Done:
    """Take what an officer says as the part of the draft that was asked for."""
    composer = at_work(event.speaker, uow, catalog)
    content = event.said.content
    if not isinstance(content, Text):
        return receive(composer, content, event.said.message_id)
    taken = _TAKEN.get(composer.draft.step)
    if taken is None:
        composer.listen()
        return composer.ask()
    return taken(composer, content.text.strip())


def _take_field(composer: Composer, text: str) -> Done:
    longest = LONGEST_TEXT if composer.draft.kind == Kind.TEXT else LONGEST_FIELD
    if len(text) > longest:
        raise Refusal("compose.too_long", most=longest)
    return composer.go_on(composer.draft.saying(text))


def _take_kind(composer: Composer, text: str) -> Done:
    """Take a kind that is typed, for a computer's LINE shows no quick replies."""
    kind = composer.labelled("kind", [one.value for one in TEMPLATES], text)
    return _choose_kind(composer, kind) if kind else composer.ask()


def _take_time(composer: Composer, text: str) -> Done:
    uow, catalog = composer.uow, composer.catalog
    found = read_when(text, uow.now, load_when_words(), reckoning(uow))
    if isinstance(found, Unclear):
        composer.listen()
        said = composer.answer(asked_back(found, catalog, uow.rules.timezone))
        # Where nothing may have been meant, what can be tapped is offered anew.
        return [said] if found.choices else [said, *composer.ask()]
    return composer.go_on(composer.draft.sent_at(found))


_TAKEN: Final[Mapping[Step, Callable[[Composer, str], Done]]] = {
    Step.KIND: _take_kind,
    Step.FIELD: _take_field,
    **addressing.TAKEN,
    Step.TIME: _take_time,
}


def press(event: ComposePressed, uow: UnitOfWork, catalog: Catalog) -> Done:
    """Do what an officer taps; a button of an older step only shows where the draft is."""
    composer = at_work(event.speaker, uow, catalog)
    chosen = _CHOSEN.get(event.verb)
    if chosen is not None:
        return chosen(composer, event.choice)
    finished = _AT_PREVIEW.get(event.verb)
    if finished is None:
        raise Refusal("compose.over")
    if not composer.draft.kind:
        raise Refusal("compose.over")
    is_stale = event.choice not in ("", str(composer.draft.edits))
    if is_stale and event.verb == "confirm":
        return composer.ask_after("compose.changed")
    return finished(composer)


def _choose_kind(composer: Composer, choice: str) -> Done:
    if choice not in TEMPLATES:
        raise Refusal("compose.over")
    draft = composer.draft
    # A new text for a draft that was shown already keeps its audience and its time.
    if draft.kind:
        draft = Composition()
    return composer.go_on(draft.but(kind=choice))


def _choose_time(composer: Composer, choice: str) -> Done:
    if composer.draft.step is not Step.TIME or choice != NOW:
        return composer.ask()
    return composer.go_on(composer.draft.sent_at(None))


def _resume(composer: Composer, _: str) -> Done:
    if not composer.draft.kind:
        raise Refusal("compose.over")
    composer.listen()
    return composer.ask()


def _skip(composer: Composer, _: str) -> Done:
    wanted = composer.draft.wanted
    if composer.draft.step is not Step.FIELD or wanted is None or not wanted.is_optional:
        return composer.ask()
    return composer.go_on(composer.draft.saying(""))


def _drop(composer: Composer, _: str = "") -> Done:
    number = composer.draft.number
    composer.forget()
    return [composer.say("compose.dropped_change" if number else "compose.dropped", number=number)]


def _edit(what: str) -> Callable[[Composer], Done]:
    return lambda composer: composer.go_on(composer.draft.again(what))


def _set(**changes: bool) -> Callable[[Composer], Done]:
    return lambda composer: composer.go_on(composer.draft.but(**changes))


def _numbered(
    act: Callable[[Composer, int], Done],
) -> Callable[[Composer, str], Done]:
    return lambda composer, choice: act(composer, number_in(choice))


_CHOSEN: Final[Mapping[str, Callable[[Composer, str], Done]]] = {
    "kind": _choose_kind,
    **addressing.CHOSEN,
    "when": _choose_time,
    "resume": _resume,
    "skip": _skip,
    "drop": _drop,
    "month": lambda composer, _: tell_month(composer),
    "list": lambda composer, _: show_list(composer),
    "show": _numbered(show),
    "cancel": _numbered(cancel),
    "change": _numbered(change),
    "recall": _numbered(recall),
    "survey": _numbered(survey),
    "invite": _numbered(invite),
    "call_off": _numbered(call_off),
}
_AT_PREVIEW: Final[Mapping[str, Callable[[Composer], Done]]] = {
    "confirm": confirm,
    "look": lambda composer: composer.ask(),
    "bare": lambda composer: composer.go_on(composer.draft.stripped()),
    "edit_text": _edit("text"),
    "edit_to": _edit("to"),
    "edit_time": _edit("time"),
    "hurry": _set(is_urgent=True, rides=False),
    "calm": _set(is_urgent=False),
    "ride": _set(rides=True),
    "push": _set(rides=False),
}
HANDLERS = {ComposeSaid: take, ComposePressed: press}
