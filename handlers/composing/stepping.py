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
    READY,
    TEMPLATES,
    Composition,
    Kind,
    Step,
    To,
)
from domain.events import Content, Location, Media, MediaKind, Text
from domain.places_named import named_in
from domain.refusals import Refusal
from domain.when.reading import read_when
from domain.when.schedule import Unclear
from handlers.composing.drafting import Composer, at_work
from handlers.composing.finishing import confirm
from handlers.composing.month import tell_month
from handlers.composing.seeing_to import cancel, change, recall, show
from handlers.composing.showing import villages_open_to
from handlers.composing.starting import show_list
from handlers.composing.summoning import call_off, invite, survey
from models.planning import reckoning
from models.publishing import can_publish
from models.unit_of_work import UnitOfWork

Done = Sequence[Answer]
_PICKED: Final = "+"


def take(event: ComposeSaid, uow: UnitOfWork, catalog: Catalog) -> Done:
    """Take what an officer says as the part of the draft that was asked for."""
    composer = at_work(event.speaker, uow, catalog)
    content = event.said.content
    if _is_photo(content) and can_publish(uow):
        photo = uow.bulletin_photos.want(event.said.message_id, now=uow.now)
        composer.keep(composer.draft.but(photo=photo.id))
        return [composer.say("compose.photo_taken"), *composer.ask()]
    if isinstance(content, Location) and composer.draft.kind not in READY:
        composer.keep(composer.draft.but(pin=(content.latitude, content.longitude)))
        return [composer.say("compose.pin_taken"), *composer.ask()]
    if not isinstance(content, Text):
        composer.listen()
        key = "compose.no_https" if _is_photo(content) else "compose.only_text"
        return [composer.say(key), *composer.ask()]
    taken = _TAKEN.get(composer.draft.step)
    if taken is None:
        composer.listen()
        return composer.ask()
    return taken(composer, content.text.strip())


def _is_photo(content: Content) -> bool:
    if not isinstance(content, Media):
        return False
    return content.kind is MediaKind.PHOTO and not content.external_url


def _take_field(composer: Composer, text: str) -> Done:
    longest = LONGEST_TEXT if composer.draft.kind == Kind.TEXT else LONGEST_FIELD
    if len(text) > longest:
        raise Refusal("compose.too_long", most=longest)
    return _go_on(composer, composer.draft.saying(text))


def _take_kind(composer: Composer, text: str) -> Done:
    """Take a kind that is typed, for a computer's LINE shows no quick replies."""
    kind = _labelled(composer, "kind", [one.value for one in TEMPLATES], text)
    return _choose_kind(composer, kind) if kind else composer.ask()


def _take_to(composer: Composer, text: str) -> Done:
    return _choose_to(composer, _labelled(composer, "to", [one.value for one in To], text))


def _labelled(composer: Composer, family: str, names: Sequence[str], text: str) -> str:
    """Return which of some labels was typed, empty if none."""
    said = text.strip()
    labels = {composer.catalog.say(f"compose.{family}.{name}"): name for name in names}
    return labels.get(said, "")


def _take_area(composer: Composer, text: str) -> Done:
    """Take the villages, or subdistricts, that are named; anything unknown is asked back."""
    whole = _labelled(composer, "area", ["all"], text)
    if whole:
        return _choose_area(composer, whole)
    named = named_in(text, composer.uow.gazetteer())
    areas = [] if composer.is_bounded else _subdistricts(composer, text)
    if areas:
        return _go_on(composer, composer.draft.but(villages=(), subdistricts=tuple(areas)))
    if named.unclear or not named.codes:
        words = ", ".join(named.unclear)
        return [composer.say("compose.area_unclear", words=words), *composer.ask()]
    return _choose_villages(composer, named.codes)


def _subdistricts(composer: Composer, text: str) -> Sequence[str]:
    """Return the subdistricts that a text consists of, none if any part is something else."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    known = {one.subdistrict for one in composer.uow.villages.all() if one.subdistrict}
    found = [next((one for one in known if part.endswith(one)), None) for part in parts]
    is_village = any(composer.uow.gazetteer().named(part, exactly=True) for part in parts)
    return [] if is_village or None in found else [one for one in found if one is not None]


def _choose_villages(composer: Composer, codes: Sequence[str]) -> Done:
    own = {one.code for one in villages_open_to(composer.officer, composer.uow)}
    if composer.is_bounded and not own.issuperset(codes):
        raise Refusal("compose.not_yours")
    return _go_on(composer, composer.draft.but(villages=tuple(codes), subdistricts=()))


def _take_time(composer: Composer, text: str) -> Done:
    uow, catalog = composer.uow, composer.catalog
    found = read_when(text, uow.now, load_when_words(), reckoning(uow))
    if isinstance(found, Unclear):
        composer.listen()
        return [composer.answer(asked_back(found, catalog, uow.rules.timezone))]
    return _go_on(composer, composer.draft.sent_at(found))


_TAKEN: Final[Mapping[Step, Callable[[Composer, str], Done]]] = {
    Step.KIND: _take_kind,
    Step.FIELD: _take_field,
    Step.TO: _take_to,
    Step.AREA: _take_area,
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
        return [composer.say("compose.changed"), *composer.ask()]
    return finished(composer)


def _choose_kind(composer: Composer, choice: str) -> Done:
    if choice not in TEMPLATES:
        raise Refusal("compose.over")
    draft = composer.draft
    # A new text for a draft that was shown already keeps its audience and its time.
    if draft.kind:
        draft = Composition()
    return _go_on(composer, draft.but(kind=choice))


def _choose_to(composer: Composer, choice: str) -> Done:
    if composer.draft.step is not Step.TO or choice not in list(To):
        return composer.ask()
    return _go_on(composer, composer.draft.but(to=choice))


def _choose_area(composer: Composer, choice: str) -> Done:
    if composer.draft.step is not Step.AREA:
        return composer.ask()
    if choice == "all":
        if composer.is_bounded:
            raise Refusal("compose.not_yours")
        return _go_on(composer, composer.draft.but(villages=(), subdistricts=()))
    if choice.startswith(_PICKED):
        known = composer.uow.villages.by_code(choice.removeprefix(_PICKED))
        return composer.ask() if known is None else _choose_villages(composer, [known.code])
    own = [one.code for one in villages_open_to(composer.officer, composer.uow)]
    if not own:
        raise Refusal("compose.not_yours")
    return _choose_villages(composer, own)


def _choose_time(composer: Composer, choice: str) -> Done:
    if composer.draft.step is not Step.TIME or choice != NOW:
        return composer.ask()
    return _go_on(composer, composer.draft.sent_at(None))


def _resume(composer: Composer, _: str) -> Done:
    if not composer.draft.kind:
        raise Refusal("compose.over")
    composer.listen()
    return composer.ask()


def _skip(composer: Composer, _: str) -> Done:
    wanted = composer.draft.wanted
    if composer.draft.step is not Step.FIELD or wanted is None or not wanted.is_optional:
        return composer.ask()
    return _go_on(composer, composer.draft.saying(""))


def _drop(composer: Composer, _: str = "") -> Done:
    number = composer.draft.number
    composer.forget()
    return [composer.say("compose.dropped_change" if number else "compose.dropped", number=number)]


def _go_on(composer: Composer, draft: Composition) -> Done:
    composer.keep(draft)
    return composer.ask()


def _edit(what: str) -> Callable[[Composer], Done]:
    return lambda composer: _go_on(composer, composer.draft.again(what))


def _set(**changes: bool) -> Callable[[Composer], Done]:
    return lambda composer: _go_on(composer, composer.draft.but(**changes))


def _numbered(
    act: Callable[[Composer, int], Done],
) -> Callable[[Composer, str], Done]:
    return lambda composer, choice: act(composer, number_in(choice))


_CHOSEN: Final[Mapping[str, Callable[[Composer, str], Done]]] = {
    "kind": _choose_kind,
    "to": _choose_to,
    "area": _choose_area,
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
    "bare": lambda composer: _go_on(composer, composer.draft.but(photo=0)),
    "edit_text": _edit("text"),
    "edit_to": _edit("to"),
    "edit_time": _edit("time"),
    "hurry": _set(is_urgent=True, rides=False),
    "calm": _set(is_urgent=False),
    "ride": _set(rides=True),
    "push": _set(rides=False),
}
HANDLERS = {ComposeSaid: take, ComposePressed: press}
