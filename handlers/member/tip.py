"""This is how a tip begins, grows and leaves: each message is read when it comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from catalog import Catalog
from domain.answers import Answer, Content, Message, Words
from domain.classification import Category, Reading, VillageSource
from domain.events import Location, Media
from domain.meanings import TipSaid
from domain.tip import OPEN, TipState
from handlers.member import drill, receipts
from handlers.member.chat import answer, person
from handlers.member.opening import add, begin, is_hurried, read_alone, voice_told
from handlers.member.reading import reread
from handlers.member.understanding import asked_tip, gathering_tip
from handlers.member.whereabouts import (
    changed,
    collecting_timer,
    is_settled,
    place_in,
    ready,
    settle,
)
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_UPDATES_FOR: Final = timedelta(hours=24)


def hear(event: TipSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take words, a photo or a pin: into the tip that gathers, an open one, or a new one."""
    line_id = event.speaker.user_id
    if line_id is None or uow.tips.with_message(event.said.message_id) is not None:
        return []
    tip = gathering_tip(line_id, uow)
    if event.speaker.group_id is not None:
        is_added = tip is not None and add(tip, event, uow) is not None
        return [collecting_timer(tip, uow)] if tip is not None and is_added else []
    uow.dialogues.spoke(line_id, now=uow.now)
    if tip is not None:
        return _gather(tip, event, line_id, uow, catalog)
    return _hear_anew(event, line_id, uow, catalog)


def _hear_anew(event: TipSaid, line_id: str, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take words while no tip gathers."""
    reading = read_alone(event, line_id, uow)
    open_tip = _open_tip(event, reading, line_id, uow)
    if open_tip is not None:
        return _update(open_tip, event, reading, line_id, uow, catalog)
    if not _may_open(event, reading):
        unclear = Words(text=catalog.say("chat.unclear"))
        return [answer(person(line_id), unclear, only_reply=True)]
    return begin(event, reading, uow, catalog)


def _may_open(event: TipSaid, reading: Reading) -> bool:
    has_more = isinstance(event.said.content, Media | Location)
    return has_more or reading.is_tip or reading.may_be_tip


def _gather(
    tip: Tip, event: TipSaid, line_id: str, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    """Add to a tip that is not sent yet; what makes it an emergency sends it now."""
    was_coerced = tip.is_coerced
    if add(tip, event, uow) is None:
        return []
    reading = reread(tip, uow)
    told: list[Answer] = []
    if drill.turns_real(tip, reading):
        told.append(answer(person(line_id), drill.question(tip, line_id, uow, catalog)))
    if lines := ([] if tip.is_coerced else voice_told(event, uow, catalog)):
        told.append(answer(person(line_id), Words(text=lines[0]), about=tip.id))
    if is_hurried(tip, reading, uow):
        if tip.is_coerced and not was_coerced:
            contents = receipts.plain_receipt(catalog)
        else:
            contents = receipts.help_first(tip, reading, catalog, uow.rules)
        return [*told, answer(person(line_id), *contents, about=tip.id), ready(tip, uow)]
    if named := _answered(tip, event, uow):
        return [*told, *settle(tip, named, line_id, uow, catalog)]
    if tip.state == TipState.ASKING:
        return [*told, ready(tip, uow)] if is_settled(tip) else told
    return [*told, collecting_timer(tip, uow)]


def _answered(tip: Tip, event: TipSaid, uow: UnitOfWork) -> str | None:
    """Return the one village that a message gives as the answer to our question."""
    is_open = tip.village_id is None or tip.must_confirm
    if not is_open or not uow.tips.history(tip, "asked"):
        return None
    codes = place_in(event.said.content, uow)
    return codes[0] if len(codes) == 1 else None


def _open_tip(event: TipSaid, reading: Reading, line_id: str, uow: UnitOfWork) -> Tip | None:
    """Return the sent tip of which a later message speaks, None if it is about something else."""
    asked = asked_tip(line_id, uow)
    if asked is not None and _answered(asked, event, uow):
        return asked
    tip = next(iter(uow.tips.of_sender(line_id, *OPEN)), None)
    if tip is None or uow.now - tip.last_message_at > _UPDATES_FOR:
        return None
    if event.is_practice or tip.is_practice:
        return None
    return None if _is_another(tip, reading, uow) else tip


def _is_another(tip: Tip, reading: Reading, uow: UnitOfWork) -> bool:
    """Say whether words tell of another place or another kind of thing than a tip does."""
    if not reading.is_tip:
        return False
    is_placed = reading.village_source in {VillageSource.TEXT, VillageSource.PIN}
    if is_placed and tip.village_id is not None and reading.village is not None:
        return uow.villages.get(tip.village_id).code != reading.village
    vague = {Category.OTHER, None}
    return reading.category not in vague and tip.category not in {reading.category, "other"}


def _update(
    tip: Tip,
    event: TipSaid,
    reading: Reading,
    line_id: str,
    uow: UnitOfWork,
    catalog: Catalog,
) -> Sequence[Answer]:
    """Add a later message to a sent tip and tell its officer; thanks and chit-chat add nothing."""
    if not _may_open(event, reading) and _answered(tip, event, uow) is None:
        return []
    named = _answered(tip, event, uow)
    if add(tip, event, uow) is None:
        return []
    reread(tip, uow)
    contents: list[Content] = []
    if is_hurried(tip, reading, uow) and not tip.is_coerced:
        contents += receipts.help_first(tip, reading, catalog, uow.rules)
    if named is not None:
        return settle(tip, named, line_id, uow, catalog)
    told = [] if tip.is_coerced else voice_told(event, uow, catalog)
    key = "chat.receipt_plain" if tip.is_coerced else "chat.added"
    words = catalog.say(key, number=receipts.number_of(tip))
    contents.append(Words(text="\n".join([words, *told])))
    said: Message = answer(
        person(line_id), *contents, about=tip.id, only_reply=len(contents) == 1 and not told
    )
    return [said, changed(tip, "added", uow, mark=event.said.message_id)]


HANDLERS = {TipSaid: hear}
