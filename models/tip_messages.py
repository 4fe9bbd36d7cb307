"""This is what was said in a station's tips: kept, found again, rewritten and withdrawn."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, or_, select

from models.late_session import BESIDE, LateSession, is_unwritten
from models.sealed import KeyStore, Purpose
from models.tip import Tip, TipMessage, Tombstone

_TEXT: Final = "tip_message.content"
# To put these statements together takes longer than to run them.
_OF_TIPS: Final = (
    select(TipMessage)
    .where(TipMessage.tip_id.in_(bindparam("tips", expanding=True)))
    .order_by(TipMessage.happened_at, TipMessage.id)
    .execution_options(**{BESIDE: (TipMessage,)})
)
_HAS: Final = select(TipMessage.id).where(
    TipMessage.tip_id == bindparam("tip"), TipMessage.message_mark == bindparam("mark")
)
_HEARD: Final = select(TipMessage.message_mark).where(
    TipMessage.message_mark.in_(bindparam("marks", expanding=True))
)
_WITH_MESSAGE: Final = (
    select(Tip, TipMessage)
    .join(TipMessage, TipMessage.tip_id == Tip.id)
    .where(
        or_(Tip.station_id == bindparam("station"), Tip.away_id == bindparam("station")),
        TipMessage.message_mark == bindparam("mark"),
    )
    .order_by(TipMessage.id)
    .execution_options(**{BESIDE: (Tip, TipMessage)})
)


@lru_cache(maxsize=16)
def _of_kind(kind: str) -> Select[TipMessage]:
    return _OF_TIPS.where(TipMessage.kind == kind)


class TipMessages:
    """The messages of one station's tips."""

    def __init__(self, session: LateSession, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        # One arrival asks for these again and again; what is written here is kept in step.
        self._said: dict[uuid.UUID, Sequence[TipMessage]] = {}
        self._buried: dict[bytes, bool] = {}
        self._unheard: set[bytes] = set()

    def read_ahead_messages(self, message_ids: Collection[str]) -> None:
        """Read at once which of some LINE messages came before, or were withdrawn."""
        marks = {self.message_mark(one) for one in message_ids}
        self._session.read_ahead(Tombstone, [(self._station_id, mark) for mark in marks])
        self._unheard = marks - set(self._session.scalars(_HEARD, {"marks": sorted(marks)}))

    def add_message(
        self,
        tip: Tip,
        content: Any,
        *,
        kind: str,
        author: str,
        message_id: str | None,
        happened_at: datetime,
    ) -> TipMessage | None:
        """Add one message to a tip, placed by its moment; None if it is there or was withdrawn."""
        mark = None
        if message_id is not None:
            mark = self.message_mark(message_id)
            if self._has(tip, mark) or self.is_withdrawn(message_id):
                return None
        is_first = is_unwritten(tip) and not self._unwritten_of([tip.id])
        row = TipMessage(
            tip_id=tip.id,
            message_mark=mark,
            kind=kind,
            author=author,
            happened_at=happened_at,
            content=self._keys.seal_json(tip.data_key_id, content, purpose=_TEXT),
        )
        self._session.add(row)
        self._unheard.discard(mark or b"")
        self._said.pop(tip.id, None)
        tip.last_message_at = max(tip.last_message_at, happened_at)
        # What begins a tip is written with it; whatever is added gets its number at once.
        if not is_first:
            self._session.flush()
        return row

    def _has(self, tip: Tip, mark: bytes) -> bool:
        if is_unwritten(tip):
            return any(one.message_mark == mark for one in self._unwritten_of([tip.id]))
        return self._session.scalar(_HAS, {"tip": tip.id, "mark": mark}) is not None

    def _unwritten_of(self, tip_ids: Collection[uuid.UUID]) -> Sequence[TipMessage]:
        return [one for one in self._session.unwritten(TipMessage) if one.tip_id in tip_ids]

    def messages(self, tip: Tip) -> Sequence[TipMessage]:
        """Return a tip's messages in the order in which they happened."""
        if tip.id not in self._said:
            self._said[tip.id] = self.messages_of([tip.id])
        return [one for one in self._said[tip.id] if one in self._session]

    def messages_of(
        self, tip_ids: Collection[uuid.UUID], *, kind: str | None = None
    ) -> Sequence[TipMessage]:
        """Return the messages of several tips, or those of a kind, as they happened."""
        query = _OF_TIPS if kind is None else _of_kind(kind)
        new = [one for one in self._unwritten_of(tip_ids) if kind in (None, one.kind)]
        written = set(tip_ids) - {one.id for one in self._session.unwritten(Tip)}
        asked = {"tips": tuple(sorted(written))}
        rows = self._session.ask_once(query, asked) if written else ()
        return sorted((*(row[0] for row in rows), *new), key=lambda one: one.happened_at)

    def content(self, message: TipMessage) -> Any:
        """Open what a message says, None once it was withdrawn."""
        if message.content is None:
            return None
        return self._keys.open_json(message.content, purpose=_TEXT)

    def rewrite(self, tip: Tip, message: TipMessage, content: Any, *, at: datetime) -> bool:
        """Replace an edited text; an edit older than the newest changes nothing."""
        if message.withdrawn_at or (message.edited_at and message.edited_at >= at):
            return False
        message.content = self._keys.seal_json(tip.data_key_id, content, purpose=_TEXT)
        message.edited_at = at
        return True

    def message_mark(self, message_id: str) -> bytes:
        """Return the fingerprint by which a LINE message is found again."""
        return self._keys.fingerprint(Purpose.MESSAGE, message_id)

    def with_message(self, message_id: str) -> tuple[Tip, TipMessage] | None:
        """Return the tip that holds a LINE message, and that message."""
        return next(iter(self.all_with_message(message_id)), None)

    def all_with_message(self, message_id: str) -> Sequence[tuple[Tip, TipMessage]]:
        """Return each tip that holds a LINE message: an answer may be a tip of its own, too."""
        mark = self.message_mark(message_id)
        asked = {"station": self._station_id, "mark": mark}
        rows = () if mark in self._unheard else self._session.execute(_WITH_MESSAGE, asked)
        found = [(row[0], row[1]) for row in rows]
        for message in self._session.unwritten(TipMessage):
            if message.message_mark == mark:
                tip = self._session.get_one(Tip, message.tip_id)
                if self._station_id in (tip.station_id, tip.away_id):
                    found.append((tip, message))
        return found

    def take_out(self, message: TipMessage) -> Any:
        """Take a message that found no tip yet out of where it waits; return what it says."""
        content = self.content(message)
        self._session.delete(message)
        self._session.flush()
        self._said.clear()
        return content

    def bury(self, message_id: str, *, now: datetime) -> None:
        """Remember without content that a message was withdrawn."""
        mark = self.message_mark(message_id)
        if self._session.get(Tombstone, (self._station_id, mark)) is None:
            self._session.add(
                Tombstone(station_id=self._station_id, message_mark=mark, withdrawn_at=now)
            )
            self._session.flush()
        self._buried.clear()

    def is_withdrawn(self, message_id: str) -> bool:
        """Say whether a message was withdrawn, perhaps before it came."""
        mark = self.message_mark(message_id)
        if mark not in self._buried:
            known = self._session.get(Tombstone, (self._station_id, mark))
            self._buried[mark] = known is not None
        return self._buried[mark]
