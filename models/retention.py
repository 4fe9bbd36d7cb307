"""This is what a station has kept for long enough, found and deleted a batch at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update

from domain.answers import Chat
from domain.retention import Ended, Kept, due, earliest
from domain.tip import TipState, Trust
from models.access import BrowserSession, Invitation, OneTimeLink
from models.arrival import Arrival, ArrivalState
from models.bubble import Bubble
from models.bulletin_media import delete_pictures, pictures_over
from models.bulletin_photo import BulletinPhoto
from models.caller import Caller
from models.delivery import Delivery
from models.dialogue import CodeTry, Dialogue
from models.drill import DrillCall
from models.hiding import is_to_be_hidden
from models.leaving import forget_recipient
from models.line_name import LineName
from models.mark import TipMark
from models.media import MediaItem, MediaState
from models.merge import Merge
from models.name_request import NameRequest
from models.outbox import Outgoing
from models.sealed import KeyForgotten, Purpose
from models.tip import Tip, TipMessage, TipStep, Tombstone
from models.unit_of_work import UnitOfWork

TIPS_AT_ONCE: Final = 50
LINES_AT_ONCE: Final = 1000
_ENDED: Final = (TipState.CLOSED, TipState.CANCELLED)
_WHOLE: Final = frozenset({Kept.TIPS, Kept.UNVERIFIED})
_ENDED_AT: Final = func.coalesce(Tip.closed_at, Tip.last_message_at, type_=Tip.closed_at.type)
# What belongs to one tip alone, in the order in which it goes.
_PARTS: Final = (
    TipMark,
    MediaItem,
    TipMessage,
    TipStep,
    Bubble,
    Caller,
    NameRequest,
    OneTimeLink,
    BrowserSession,
)


@dataclass(frozen=True, kw_only=True)
class Due:
    """A tip of which something has been kept for long enough."""

    tip: Tip
    kinds: frozenset[Kept]


def counts(uow: UnitOfWork, at: datetime) -> Mapping[Kept, int]:
    """Count what will have been kept for long enough at a moment, by kind."""
    found = Counter(kind for one in _due_tips(uow, at) for kind in one.kinds)
    for table, _, is_over in _logs(uow, at):
        query = select(func.count()).select_from(table).where(is_over)
        found[Kept.LOGS] += uow.session.scalar(query) or 0
    found[Kept.BULLETINS] = len(pictures_over(uow, at))
    found[Kept.NAMES] = sum(is_over for _, is_over in _names_over(uow, at))
    return {kind: found[kind] for kind in Kept}


def delete_batch(
    uow: UnitOfWork, *, tips: int = TIPS_AT_ONCE, lines: int = LINES_AT_ONCE
) -> Mapping[Kept, int]:
    """Delete some of what has been kept for long enough; nothing was left if nothing was done."""
    done: Counter[Kept] = Counter()
    worked_on = 0
    for one in _due_tips(uow, uow.now):
        if worked_on == tips:
            break
        if one.kinds & _WHOLE:
            if not delete_tip(uow, one.tip):
                continue
        else:
            _forget_parts(uow, one)
        worked_on += 1
        done.update(one.kinds)
    done[Kept.BULLETINS] = delete_pictures(uow, limit=tips)
    done[Kept.LOGS] = _delete_logs(uow, lines)
    uow.paces.forget_old(now=uow.now)
    done[Kept.NAMES] = _forget_names(uow, lines)
    return {kind: count for kind, count in done.items() if count}


def _names_over(
    uow: UnitOfWork, at: datetime, *, limit: int | None = None
) -> Iterator[tuple[LineName, bool]]:
    """Yield the names looked at long ago, and whether nothing else of those people is kept."""
    until = at - uow.rules.retention.log
    for row, whose in uow.line_names.looked_at_before(until, limit=limit):
        yield row, not is_to_be_hidden(whose, uow)


def _forget_names(uow: UnitOfWork, lines: int) -> int:
    """Forget what those are called of whom nothing else is kept; the others are looked at later."""
    done = 0
    while not done:
        looked_at = list(_names_over(uow, uow.now, limit=lines))
        for row, is_over in looked_at:
            if is_over:
                uow.line_names.drop(row)
                done += 1
            else:
                row.looked_at = uow.now
        uow.session.flush()
        if len(looked_at) < lines:
            break
    return done


def _due_tips(uow: UnitOfWork, at: datetime) -> Iterator[Due]:
    """Yield the tips of which something is due: merged ones first, then by their end."""
    periods = uow.rules.retention
    oldest = at - earliest(periods)
    is_over = and_(Tip.state.in_(_ENDED), oldest >= _ENDED_AT)
    is_merged = and_(Tip.state == TipState.MERGED, Tip.opened_at <= oldest)
    query = (
        select(Tip, _has_media(), _has_caller(), _is_held())
        .where(Tip.station_id == uow.station.id, or_(is_over, is_merged))
        .order_by(Tip.state != TipState.MERGED, _ENDED_AT, Tip.id)
    )
    for tip, has_media, has_caller, is_held in uow.session.execute(query).all():
        main = uow.merges.main_of(tip)
        if main.state not in _ENDED:
            continue
        ended = Ended(
            at=main.closed_at or main.last_message_at,
            is_unverified=tip.trust == Trust.UNVERIFIED,
            is_held=is_held,
            has_sender=tip.sender is not None or has_caller,
            has_media=has_media,
        )
        kinds = due(ended, periods, at)
        if kinds:
            yield Due(tip=tip, kinds=kinds)


def _has_media() -> ColumnElement[bool]:
    is_there = or_(MediaItem.kept.is_not(None), MediaItem.state == MediaState.WANTED)
    return exists().where(MediaItem.tip_id == Tip.id, is_there)


def _has_caller() -> ColumnElement[bool]:
    return exists().where(Caller.tip_id == Tip.id)


def _is_held() -> ColumnElement[bool]:
    """Return whether a sender must still be told that somebody looked at their name."""
    return exists().where(
        NameRequest.tip_id == Tip.id,
        NameRequest.opened_at.is_not(None),
        NameRequest.told_at.is_(None),
        NameRequest.danger.is_(None),
    )


def _forget_parts(uow: UnitOfWork, one: Due) -> None:
    if Kept.SENDERS in one.kinds:
        _forget_sender(uow, one.tip)
    if Kept.MEDIA in one.kinds:
        _withdraw_media(uow, one.tip)


def _forget_sender(uow: UnitOfWork, tip: Tip) -> None:
    line_id: str | None = None
    # Who left meanwhile is forgotten already.
    with suppress(KeyForgotten):
        line_id = uow.tips.sender_line_id(tip)
    if line_id is not None:
        forget_recipient(uow, _order_of(uow, tip, line_id))
    tip.sender = tip.sender_mark = None
    tip.is_named = False
    uow.callers.drop(tip)
    uow.session.flush()


def _order_of(uow: UnitOfWork, tip: Tip, line_id: str) -> bytes:
    return uow.keys.fingerprint(Purpose.ORDER, str(tip.id), Chat.PERSON, line_id)


def _withdraw_media(uow: UnitOfWork, tip: Tip) -> None:
    for item in uow.media.of_tip(tip.id):
        # The names of files whose key is gone are gone: the vault's sweep finds them.
        with suppress(KeyForgotten):
            uow.files_to_remove.extend(uow.media.withdraw(item))


def delete_tip(uow: UnitOfWork, tip: Tip) -> bool:
    """Delete a tip with all that belongs to it; not while another stands within it."""
    session = uow.session
    if session.scalar(select(Merge.tip_id).where(Merge.into_id == tip.id).limit(1)) is not None:
        return False
    _forget_sender(uow, tip)
    _withdraw_media(uow, tip)
    session.flush()
    session.execute(delete(Merge).where(Merge.tip_id == tip.id))
    for table in _PARTS:
        session.execute(delete(table).where(table.tip_id == tip.id))
    # To whom it went lies under the tip's key; the row itself goes with the logs.
    session.execute(update(Outgoing).where(Outgoing.tip_id == tip.id).values(tip_id=None))
    uow.keys.forget(tip.data_key_id)
    session.delete(tip)
    session.flush()
    return True


_Log = tuple[Any, Any, ColumnElement[bool]]


def _logs(uow: UnitOfWork, at: datetime) -> Sequence[_Log]:
    """Return the tables of what was only noted, each with its key and what of it is over."""
    until, here = at - uow.rules.retention.log, uow.station.id
    moments: Sequence[tuple[Any, Any, Any]] = (
        (OneTimeLink, OneTimeLink.token_hash, OneTimeLink.expires_at),
        (BrowserSession, BrowserSession.token_hash, BrowserSession.expires_at),
        (Invitation, Invitation.id, Invitation.expires_at),
        (CodeTry, CodeTry.id, CodeTry.tried_at),
        (Dialogue, Dialogue.person_mark, Dialogue.expires_at),
        (Tombstone, Tombstone.message_mark, Tombstone.withdrawn_at),
        (BulletinPhoto, BulletinPhoto.id, BulletinPhoto.wanted_at),
    )
    noted = [
        (table, key, and_(table.station_id == here, moment < until))
        for table, key, moment in moments
    ]
    return [*noted, _handled(here, until), _settled(here, until)]


def _handled(here: int, until: datetime) -> _Log:
    is_over = and_(
        Arrival.station_id == here,
        Arrival.state == ArrivalState.HANDLED,
        Arrival.handled_at < until,
    )
    return Arrival, Arrival.id, is_over


def _settled(here: int, until: datetime) -> _Log:
    is_over = and_(
        Outgoing.station_id == here,
        Outgoing.settled_at < until,
        Outgoing.tip_id.is_(None),
        Outgoing.occurrence_id.is_(None),
        Outgoing.id.not_in(select(DrillCall.message_id)),
        # What became of a bulletin that rode on a free reply stands in that reply's row alone.
        ~exists().where(Delivery.message_id == Outgoing.id),
        # SQLite gives the number of a newest row anew once that is gone.
        Outgoing.id < select(func.max(Outgoing.id)).scalar_subquery(),
    )
    return Outgoing, Outgoing.id, is_over


def _delete_logs(uow: UnitOfWork, lines: int) -> int:
    done = 0
    for table, key, is_over in _logs(uow, uow.now):
        if done >= lines:
            break
        found = uow.session.scalars(select(key).where(is_over).limit(lines - done)).all()
        if found:
            uow.session.execute(delete(table).where(is_over, key.in_(found)))
            done += len(found)
    return done
