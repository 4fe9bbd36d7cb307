"""This is how a tip begins, grows and leaves: each message is read when it comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalog import Catalog
from catalog.alike import load_traces
from catalog.words import load_courtesies
from domain.answers import Answer, Content, Message, Words
from domain.classification import Reading, Report, Urgency, VillageSource
from domain.events import Location, Media, Text
from domain.meanings import TipSaid
from domain.pace import Pace
from domain.tip import FOLLOWED, OPEN, TipState
from domain.traces import phones, plates
from handlers.member import drill, receipts
from handlers.member.another import begun, is_another, is_of_another_hour, is_with_its_place
from handlers.member.changes import changed, count_in_group
from handlers.member.chat import answer, person, tell
from handlers.member.opening import add, begin, is_hurried, read_alone, voice_told
from handlers.member.reading import marks_of, reread
from handlers.member.understanding import (
    UPDATES_FOR,
    asked_tip,
    gathering_tip,
    is_reachable,
    tip_beside,
)
from handlers.member.whereabouts import (
    CORRECTED,
    ask_again,
    collecting_timer,
    is_settled,
    place_in,
    ready,
    settle,
)
from models.tip import Tip
from models.unit_of_work import UnitOfWork

# A word of these is enough to sort out a long text; in a short one it may tell of a crime.
_SPAM: Final = ("not_tip.advert", "not_tip.chain", "not_tip.lottery")
_TOLD: Final = 40


def hear(event: TipSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take words, a photo or a pin: into the tip that gathers, an open one, or a new one."""
    line_id = event.speaker.user_id
    if line_id is None or uow.tips.with_message(event.said.message_id) is not None:
        return []
    if event.speaker.group_id is not None:
        return _hear_beside(event, line_id, uow, catalog)
    uow.dialogues.spoke(line_id, now=uow.now)
    reading = read_alone(event, line_id, uow)
    taken = join(event, reading, line_id, uow, catalog)
    if taken is not None:
        return taken
    if not may_open(event, reading):
        unclear = Words(text=catalog.say("chat.unclear"))
        return [answer(person(line_id), unclear, only_reply=True)]
    return begin(event, reading, uow, catalog)


def join(
    event: TipSaid, reading: Reading, line_id: str, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer] | None:
    """Take words into the tip that gathers or the open one of which they speak, if there is one.

    What comes while a tip collects is of one report; `domain/continuing.py` says what goes on
    about one that waits for its place, or is sent.
    """
    tip = gathering_tip(line_id, uow)
    # What is announced as practice never mixes with a report that is real.
    if tip is not None and (tip.is_practice or not event.is_practice):
        return _into(tip, event, reading, line_id, uow, catalog)
    open_tip = _open_tip(event, reading, line_id, uow)
    if open_tip is not None:
        return update(open_tip, event, reading, uow, catalog)
    return None


def _into(
    tip: Tip, event: TipSaid, reading: Reading, line_id: str, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer] | None:
    """Take words into the tip that gathers, or into an earlier one whose place they answer."""
    asked = asked_tip(line_id, uow)
    if asked is not None and asked.id != tip.id and _answered(asked, event, uow):
        is_sent = TipState(asked.state) in FOLLOWED
        return (update if is_sent else _gather)(asked, event, reading, uow, catalog)
    is_waiting = tip.state == TipState.ASKING and not tip.is_practice
    if is_waiting and _is_another_event(tip, event, reading, uow):
        return None
    return _gather(tip, event, reading, uow, catalog)


def _hear_beside(
    event: TipSaid, line_id: str, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    """Add a photo, a voice or a pin in a group to the tip that its sender just began there."""
    tip = tip_beside(event.speaker, uow)
    row = None if tip is None else add(tip, event, uow)
    if tip is None or row is None:
        return []
    count_in_group(event.speaker, uow)
    reread(tip, uow)
    lines = voice_told(tip, event, uow, catalog) if is_reachable(line_id, uow) else []
    told = [tell(person(line_id), Words(text=line), about=tip.id) for line in lines]
    if TipState(tip.state) in FOLLOWED:
        return [*told, changed(tip, "added", uow, mark=event.said.message_id, since=row.id)]
    if tip.state == TipState.ASKING:
        return [*told, ready(tip, uow)] if is_settled(tip) else told
    return [*told, collecting_timer(tip, uow)]


def may_open(event: TipSaid, reading: Reading) -> bool:
    """Say whether a message is, or may be, more than mere talk; a number plate is."""
    content = event.said.content
    has_more = isinstance(content, Media | Location) or reading.is_tip or reading.may_be_tip
    return has_more or (isinstance(content, Text) and bool(plates(content.text, load_traces())))


def _adds(event: TipSaid, reading: Reading, uow: UnitOfWork) -> bool:
    """Say whether a message adds to a tip that was sent: all does but courtesy, and long adverts.

    The fewest letters may tell most: how many they were, at what hour, of which colour.
    """
    content = event.said.content
    if reading.is_tip or not isinstance(content, Text):
        return may_open(event, reading)
    if load_courtesies().is_one(content.text):
        return False
    is_long = len(content.text) >= _TOLD and not reading.may_be_tip
    is_spam = is_long and marks_of(Report(messages=(content.text,)), uow).has(*_SPAM)
    traces = load_traces()
    return not is_spam or bool(phones(content.text, traces) or plates(content.text, traces))


def _gather(
    tip: Tip, event: TipSaid, alone: Reading, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    """Add to a tip that is not sent yet; what makes it an emergency sends it now."""
    line_id = event.speaker.user_id or ""
    if add(tip, event, uow) is None:
        return []
    if _is_mere_flood(line_id, alone, uow):
        return [collecting_timer(tip, uow)] if tip.state == TipState.COLLECTING else []
    reading = reread(tip, uow)
    hurries = is_hurried(tip, reading, uow)
    contents = _said_back(tip, event, reading, uow, catalog, hurries=hurries)
    told = [answer(person(line_id), *contents, about=tip.id)] if contents else []
    if hurries:
        return [*told, ready(tip, uow)]
    if named := _answered(tip, event, uow):
        return [*told, *settle(tip, named, line_id, uow, catalog)]
    if tip.state != TipState.ASKING:
        return [*told, collecting_timer(tip, uow)]
    return [*told, *_went_on(tip, event, line_id, uow, catalog)]


def _said_back(
    tip: Tip,
    event: TipSaid,
    reading: Reading,
    uow: UnitOfWork,
    catalog: Catalog,
    *,
    hurries: bool,
) -> Sequence[Content]:
    """Return what words that join a tip call for at once."""
    if tip.is_coerced:
        return receipts.plain_receipt(catalog) if hurries else ()
    line_id = event.speaker.user_id or ""
    asks_real = drill.turns_real(tip, reading)
    return [
        *receipts.help_first(tip, reading, uow, catalog),
        *(Words(text=line) for line in voice_told(tip, event, uow, catalog)),
        *([drill.question(tip, line_id, uow, catalog)] if asks_real else ()),
    ]


def _went_on(
    tip: Tip, event: TipSaid, line_id: str, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    """Send a tip whose place came with later words; else repeat the question, free of charge."""
    if is_settled(tip):
        return [ready(tip, uow)]
    if tip.is_coerced or not isinstance(event.said.content, Text):
        return []
    return ask_again(tip, line_id, uow, catalog)


def _answered(tip: Tip, event: TipSaid, uow: UnitOfWork) -> str | None:
    """Return the one village that a message gives as the place, asked or merely missing."""
    is_open = uow.tips.is_here(tip) and (tip.village_id is None or tip.must_confirm)
    if not is_open or not (uow.tips.history(tip, "asked") or TipState(tip.state) in FOLLOWED):
        return None
    codes = place_in(event.said.content, uow)
    return codes[0] if len(codes) == 1 else None


def _open_tip(event: TipSaid, reading: Reading, line_id: str, uow: UnitOfWork) -> Tip | None:
    """Return the sent tip of which a later message speaks, None if it is about something else."""
    asked = asked_tip(line_id, uow)
    if asked is not None and _answered(asked, event, uow):
        return asked
    tip = next(iter(uow.merges.followed(line_id)), None)
    if tip is None or uow.now - tip.last_message_at > UPDATES_FOR:
        return None
    if event.is_practice or tip.is_practice:
        return None
    is_other = is_another(tip, event, reading, uow) or is_of_another_hour(tip, reading, uow)
    return None if is_other else tip


def _is_mere_flood(line_id: str, alone: Reading, uow: UnitOfWork) -> bool:
    """Say whether words are kept without reading all of their tip again, for that takes a while.

    What is grave by itself is read with all the rest, however much of it there is.
    """
    is_grave = alone.urgency is Urgency.EMERGENCY or alone.is_coerced or alone.concerns_power
    return not is_grave and uow.paces.of(line_id, now=uow.now) is Pace.FLOOD


def _is_another_event(tip: Tip, event: TipSaid, reading: Reading, uow: UnitOfWork) -> bool:
    """Say whether words that come while a place is asked are no answer but another event."""
    is_placed = is_with_its_place(tip, event, reading, uow)
    return is_placed or is_of_another_hour(tip, reading, uow)


def _put_right(tip: Tip, reading: Reading, uow: UnitOfWork) -> str | None:
    """Return the village that words name for a tip that has none, or deny where it stands.

    LINE may bring the words that name it last, long after the rest was sent without a place.
    """
    is_placed = reading.village_source is VillageSource.TEXT and not reading.must_confirm
    is_its_own = TipState(tip.state) in OPEN and uow.tips.is_here(tip)
    if not is_placed or not is_its_own or tip.village_source == CORRECTED:
        return None
    stands = begun(tip, uow).village
    return reading.village if stands is None or stands in reading.denied else None


def update(
    tip: Tip, event: TipSaid, reading: Reading, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    """Add a later message to a sent tip and tell its officer; thanks and chit-chat add nothing."""
    line_id = event.speaker.user_id or ""
    named = _answered(tip, event, uow) or _put_right(tip, reading, uow)
    if not _adds(event, reading, uow) and named is None:
        return []
    was_restricted = tip.is_restricted
    row = add(tip, event, uow)
    if row is None:
        return []
    if not _is_mere_flood(line_id, reading, uow):
        reread(tip, uow)
    is_danger = is_hurried(tip, reading, uow)
    contents = _said_back(tip, event, reading, uow, catalog, hurries=False)
    if named is not None:
        told = [answer(person(line_id), *contents, about=tip.id)] if contents else []
        return [*told, *settle(tip, named, line_id, uow, catalog, since=row.id)]
    key = "chat.receipt_plain" if tip.is_coerced else "chat.added"
    added = Words(text=receipts.say(tip, key, catalog))
    said: Message = answer(person(line_id), *contents, added, about=tip.id, only_reply=not contents)
    # An accusation of those in power makes it the commander's, whoever had it before.
    what = "moved" if tip.is_restricted and not was_restricted else "added"
    mark = event.said.message_id
    return [said, changed(tip, what, uow, mark=mark, since=row.id, at_once=is_danger)]


HANDLERS = {TipSaid: hear}
