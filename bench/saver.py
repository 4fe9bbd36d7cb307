"""This is what a month of bulletins costs, pushed at once or waiting for a word in the group.

Run `.venv/bin/python -m bench.saver`. Four weeks pass in the bot's own handlers under a clock of
our own; LINE is played by settling what leaves, for only the count is asked for.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bench.door_parts import opened
from bot.dispatcher import Dispatcher
from catalog import Catalog
from catalog.words import load_words
from domain.answers import Words
from domain.audience import Audience
from domain.events import MessageSaid, Speaker, Text
from handlers import HANDLERS
from handlers.member.understanding import understand
from models.arrival import Arrival, ArrivalKind, ArrivalState
from models.bulletin import NewBulletin, Occurrence
from models.outbox import OPEN_STATES, OutboxState, Outgoing, ReplyDoor
from models.planning import plan
from models.unit_of_work import Store
from models.village import Village

GROUPS, PEOPLE, WEEKS = 5, 40, 4
BEGAN = datetime(2026, 11, 2, tzinfo=UTC) - timedelta(hours=7)
SAYS = ("สวัสดีตอนเช้า", "ขอบคุณครับ", "วันนี้ตลาดนัดเปิดไหม", "ฝนตกหนักมาก", "รับทราบจ้า")
ROOM = {"busy, 30 words a day": 30, "calm, 3 a day": 3, "nearly silent, 1 in two days": 0.5}


@dataclass(frozen=True, kw_only=True, order=True)
class Moment:
    """Something that happens: a bulletin is due to be written, or somebody in a group speaks."""

    at: datetime
    group: int = -1


def moments(words_a_day: float) -> Sequence[Moment]:
    """Return four weeks: a bulletin each Monday, Wednesday and Friday at 8, and what people say."""
    chance = random.Random(7)
    found = []
    for day in range(7 * WEEKS):
        morning = BEGAN + timedelta(days=day)
        if day % 7 in (0, 2, 4):
            found.append(Moment(at=morning + timedelta(hours=8)))
        for group in range(GROUPS):
            spoken = int(words_a_day) + (chance.random() < words_a_day % 1)
            hours = [6 + 16 * chance.random() for _ in range(spoken)]
            found += [Moment(at=morning + timedelta(hours=one), group=group) for one in hours]
    # What waits at the end is pushed.
    return [*sorted(found), Moment(at=BEGAN + timedelta(days=7 * WEEKS + 2), group=0)]


class Month:
    """One station that lives through its month."""

    def __init__(self, store: Store, *, rides: bool) -> None:
        self._store, self._rides = store, rides
        self._station = next(iter(store.stations))
        words = load_words()
        self._dispatcher = Dispatcher(
            HANDLERS,
            understand=lambda event, uow: understand(event, uow, words),
            catalog=Catalog.load("th"),
        )
        with store.writing(self._station, BEGAN) as uow:
            village = uow.villages.add(Village(code="v1", name="เปรมฤทัย"))
            for number in range(GROUPS):
                group = uow.groups.meet(f"C{number:032x}", now=BEGAN)
                group.member_count, group.counted_at = PEOPLE, BEGAN
                uow.groups.bind(group, [village.id], whole_station=False, now=BEGAN)
            uow.commit()

    def lives(self, happenings: Sequence[Moment]) -> int:
        """Live through it; return what LINE counts."""
        for number, one in enumerate(happenings):
            for at in self._due_until(one.at):
                self._timer(at)
            if one.group < 0:
                self._announce(one.at)
            else:
                self._hear(one, number)
            self._settle(one.at)
        with self._store.database.reading() as session:
            return sum(session.scalars(select(Occurrence.cost)))

    def _announce(self, at: datetime) -> None:
        with self._store.writing(self._station, at) as uow:
            uow.quotas.told(at, limit=None, used=0)
            new = NewBulletin(
                contents=[Words(text="ประกาศ")],
                audience=Audience(groups=True),
                saver_end="push" if self._rides else None,
            )
            timer = plan(uow, uow.bulletins.draft(new, now=at), at)
            uow.inbox.set_timer(timer, lane=b"bulletin", now=at)
            uow.commit()

    def _hear(self, one: Moment, number: int) -> None:
        event = MessageSaid(
            happened_at=one.at,
            speaker=Speaker(user_id="U" + "1" * 32, group_id=f"C{one.group:032x}"),
            message_id=str(number),
            content=Text(text=SAYS[number % len(SAYS)]),
        )
        with self._store.writing(self._station, one.at) as uow:
            door = ReplyDoor(token=str(number), until=one.at + timedelta(seconds=50))
            self._dispatcher.dispatch(event, uow, lane=b"group", reply=door)
            uow.commit()

    def _due_until(self, at: datetime) -> Iterator[datetime]:
        """Give the moments of the timers that are due before one, as they come."""
        while True:
            with self._store.database.reading() as session:
                found = session.scalars(
                    select(Arrival.due_at)
                    .where(Arrival.state == ArrivalState.WAITING, Arrival.due_at <= at)
                    .order_by(Arrival.due_at)
                    .limit(1)
                ).first()
            if found is None:
                return
            yield found

    def _timer(self, at: datetime) -> None:
        with self._store.writing(self._station, at) as uow:
            arrival = uow.session.scalars(
                select(Arrival)
                .where(
                    Arrival.kind == ArrivalKind.TIMER,
                    Arrival.state == ArrivalState.WAITING,
                    Arrival.due_at <= at,
                )
                .order_by(Arrival.due_at)
                .limit(1)
            ).one()
            event = uow.inbox.scheduled_event(arrival)
            self._dispatcher.dispatch(event, uow, lane=b"bulletin", reply=None)
            uow.inbox.mark_handled(arrival, now=at)
            uow.commit()
        self._settle(at)

    def _settle(self, at: datetime) -> None:
        """Let LINE have accepted all that left."""
        with self._store.writing(self._station, at) as uow:
            for row in uow.session.scalars(select(Outgoing).where(Outgoing.state.in_(OPEN_STATES))):
                row.method = "push" if row.reply_token is None else "reply"
                uow.outbox.settle(row, OutboxState.ACCEPTED, now=at)
            uow.commit()


def cost(words_a_day: float, *, rides: bool) -> int:
    """Return what a month costs in a station whose groups talk so much."""
    with tempfile.TemporaryDirectory() as folder:
        store = opened(f"sqlite:///{Path(folder) / 'month.db'}")
        try:
            return Month(store, rides=rides).lives(moments(words_a_day))
        finally:
            store.database.close()


def main() -> None:
    """Print one line for each kind of group."""
    for name, words_a_day in ROOM.items():
        pushed, ridden = cost(words_a_day, rides=False), cost(words_a_day, rides=True)
        print(
            f"{name}: {pushed:,} messages pushed, {ridden:,} waiting for a word ({GROUPS} groups)"
        )


if __name__ == "__main__":
    main()
