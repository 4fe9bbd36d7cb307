"""This is where the tips of a station are opened, found, and what was done with them is kept."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm.attributes import flag_modified

from domain.tip import TipState, Trust
from models.late_session import BESIDE, LateSession
from models.mark import TipMark
from models.sealed import KeyStore, Purpose, Subject
from models.station import next_number
from models.tip import Tip, TipStep, in_hands_of
from models.tip_messages import TipMessages

_SENDER: Final = "tip.sender"
_SENDER_INNER: Final = "tip.sender.member"
_READING: Final = "tip.reading"
_NOTE: Final = "tip.note"
_DETAIL: Final = "tip_history.detail"
# To put these together takes longer than to run them.
_LINES: Final = select(TipStep).where(TipStep.tip_id == bindparam("tip")).order_by(TipStep.id)
_LIVE: Final = frozenset(TipState) - {TipState.CLOSED, TipState.CANCELLED}
# Two that were opened at the same moment have the order of their numbers.
_NEWEST: Final = (Tip.opened_at.desc(), Tip.year.desc(), Tip.sequence.desc())
_SENT_BY: Final = (
    select(Tip)
    .where(
        Tip.station_id == bindparam("station"),
        Tip.sender_mark == bindparam("mark"),
        Tip.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(*_NEWEST)
    .execution_options(**{BESIDE: (Tip,)})
)
_SENT_BY_ANY: Final = (
    select(Tip)
    .where(
        Tip.station_id == bindparam("station"),
        Tip.sender_mark.in_(bindparam("marks", expanding=True)),
        Tip.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(*_NEWEST)
)


class Tips(TipMessages):
    """The tips of one station, with what was said in them."""

    def __init__(self, session: LateSession, station_id: int, keys: KeyStore) -> None:
        super().__init__(session, station_id, keys)
        # One arrival asks for these again and again; what is written here is kept in step.
        self._live: dict[bytes, Sequence[Tip]] = {}
        self._lines: dict[uuid.UUID, list[TipStep]] = {}

    def open_new(
        self,
        line_id: str | None,
        *,
        member_key: uuid.UUID | None,
        trust: Trust,
        year: int,
        now: datetime,
    ) -> Tip:
        """Open a tip with the next number of the Buddhist year, under a data key of its own."""
        key = self._keys.create(Subject.TIP, self._station_id)
        tip = Tip(
            id=uuid.uuid4(),
            station_id=self._station_id,
            year=year,
            sequence=next_number(self._session, self._station_id, f"tips:{year}"),
            state=TipState.COLLECTING,
            data_key_id=key,
            trust=trust,
            opened_at=now,
            last_message_at=now,
        )
        if line_id is not None:
            tip.sender = self._seal_sender(key, line_id, member_key)
            tip.sender_mark = self._keys.fingerprint(Purpose.TIP_SENDER, line_id)
            if tip.sender_mark in self._live:
                self._live[tip.sender_mark] = [tip, *self._live[tip.sender_mark]]
        self._session.add(tip)
        self._lines[tip.id] = []
        return tip

    def _seal_sender(self, key: uuid.UUID, line_id: str, member_key: uuid.UUID | None) -> bytes:
        inner = line_id.encode()
        if member_key is not None:
            inner = self._keys.seal(member_key, inner, purpose=_SENDER_INNER)
        form = b"m" if member_key is not None else b"p"
        return self._keys.seal(key, form + inner, purpose=_SENDER)

    def sender_line_id(self, tip: Tip) -> str | None:
        """Open the LINE id of a tip's sender: for delivering to them, never for showing."""
        if tip.sender is None:
            return None
        opened = self._keys.open(tip.sender, purpose=_SENDER)
        if opened[:1] == b"m":
            return self._keys.open(opened[1:], purpose=_SENDER_INNER).decode()
        return opened[1:].decode()

    def get(self, tip_id: uuid.UUID) -> Tip:
        """Return a tip of this station by its id; raise LookupError if there is none."""
        tip = self.find(tip_id)
        if tip is None:
            raise LookupError("no such tip at this station")
        return tip

    def find(self, tip_id: uuid.UUID) -> Tip | None:
        """Return a tip of this station, or in its hands, by its id; None if there is none."""
        tip = self._session.get(Tip, tip_id)
        is_known = tip is not None and self._station_id in (tip.station_id, tip.away_id)
        return tip if is_known else None

    def is_here(self, tip: Tip) -> bool:
        """Say whether a tip is in this station's hands."""
        return self.holder(tip) == self._station_id

    def is_own(self, tip: Tip) -> bool:
        """Say whether a tip was sent to this station, wherever it is now."""
        return tip.station_id == self._station_id

    @staticmethod
    def holder(tip: Tip) -> int:
        """Return the station in whose hands a tip is."""
        return tip.away_id or tip.station_id

    def where(self, tip_id: uuid.UUID) -> int | None:
        """Return the station in whose hands a tip is, of whichever station; None if there is none.

        It tells nothing else of the tip, so that what was meant for its officers can follow it.
        """
        tip = self._session.get(Tip, tip_id)
        return None if tip is None else self.holder(tip)

    def touch(self, tip: Tip) -> None:
        """Let what is done with a tip meet what others do with it, though no column changes."""
        flag_modified(tip, "state")

    def by_number(self, year: int, sequence: int) -> Tip | None:
        """Return the tip that bears a number."""
        return self._session.scalars(
            select(Tip).where(
                Tip.station_id == self._station_id, Tip.year == year, Tip.sequence == sequence
            )
        ).one_or_none()

    def guest(self, home: int, year: int, sequence: int) -> Tip | None:
        """Return the tip of another station that bears a number, if it is in this one's hands."""
        return self._session.scalars(
            select(Tip).where(
                Tip.station_id == home,
                Tip.away_id == self._station_id,
                Tip.year == year,
                Tip.sequence == sequence,
            )
        ).one_or_none()

    def of_sender(self, line_id: str, *states: TipState) -> Sequence[Tip]:
        """Return a sender's tips in some states, newest first."""
        mark = self._keys.fingerprint(Purpose.TIP_SENDER, line_id)
        if not _LIVE.issuperset(states):
            return self._sent_by(mark, states)
        if mark not in self._live:
            self._live[mark] = self._sent_by(mark, _LIVE)
        return [
            tip
            for tip in self._live[mark]
            if tip in self._session and tip.state in states and tip.sender_mark == mark
        ]

    def read_ahead(self, line_ids: Collection[str]) -> None:
        """Read the tips of several senders at once that are not closed."""
        marks = {self._keys.fingerprint(Purpose.TIP_SENDER, one) for one in line_ids}
        asked = {"station": self._station_id, "marks": sorted(marks), "states": sorted(_LIVE)}
        found = {mark: list[Tip]() for mark in marks}
        for tip in self._session.scalars(_SENT_BY_ANY, asked):
            found[tip.sender_mark or b""].append(tip)
        self._live |= found

    def _sent_by(self, mark: bytes, states: Collection[TipState]) -> Sequence[Tip]:
        asked = {"station": self._station_id, "mark": mark, "states": sorted(states)}
        found = self._session.scalars(_SENT_BY, asked).all()
        new = [
            one
            for one in self._session.unwritten(Tip)
            if one.station_id == self._station_id
            and one.sender_mark == mark
            and one.state in states
        ]
        return sorted((*new, *found), key=Tip.age, reverse=True)

    def in_states(self, *states: TipState) -> Sequence[Tip]:
        """Return the tips in the station's hands in some states, oldest first."""
        return self._session.scalars(
            select(Tip)
            .where(in_hands_of(self._station_id), Tip.state.in_(states))
            .order_by(Tip.opened_at)
        ).all()

    def all(self) -> Sequence[Tip]:
        """Return every tip of the station, by number."""
        return self._session.scalars(
            select(Tip).where(Tip.station_id == self._station_id).order_by(Tip.year, Tip.sequence)
        ).all()

    def write_reading(self, tip: Tip, reading: Any) -> None:
        """Keep why a village and a kind were chosen."""
        tip.reading = self._keys.seal_json(tip.data_key_id, reading, purpose=_READING)

    def reading(self, tip: Tip) -> Any:
        """Open why a village and a kind were chosen."""
        if tip.reading is None:
            return None
        return self._keys.open_json(tip.reading, purpose=_READING)

    def write_note(self, tip: Tip, note: str) -> None:
        """Keep an officer's note for the file."""
        tip.note = self._keys.seal(tip.data_key_id, note.encode(), purpose=_NOTE)

    def note(self, tip: Tip) -> str:
        """Open the officer's note for the file."""
        return "" if tip.note is None else self._keys.open(tip.note, purpose=_NOTE).decode()

    def record(
        self,
        tip: Tip,
        what: str,
        *,
        at: datetime,
        officer_id: int | None = None,
        detail: Any = None,
    ) -> None:
        """Add a line to a tip's history."""
        sealed = (
            None
            if detail is None
            else self._keys.seal_json(tip.data_key_id, detail, purpose=_DETAIL)
        )
        line = TipStep(
            tip_id=tip.id, happened_at=at, what=what, officer_id=officer_id, detail=sealed
        )
        self._session.add(line)
        # One that is open again is not among those that were read.
        known = self._live.get(tip.sender_mark or b"")
        if known is not None and tip not in known:
            del self._live[tip.sender_mark or b""]
        if tip.id in self._lines:
            self._lines[tip.id].append(line)

    def history(self, tip: Tip, *whats: str) -> Sequence[TipStep]:
        """Return the lines of a tip's history, all or of some kinds, in order."""
        if tip.id not in self._lines:
            self._lines[tip.id] = list(self._session.scalars(_LINES, {"tip": tip.id}))
        lines = [line for line in self._lines[tip.id] if line in self._session]
        return [line for line in lines if line.what in whats] if whats else lines

    def detail(self, line: TipStep) -> Any:
        """Open the detail of a line of history."""
        if line.detail is None:
            return None
        return self._keys.open_json(line.detail, purpose=_DETAIL)

    def erase_content(self, tip: Tip) -> None:
        """Erase every word of a tip; its number and state stay."""
        for message in self.messages(tip):
            message.content = None
        self._session.execute(delete(TipMark).where(TipMark.tip_id == tip.id))
        tip.reading = tip.note = None
