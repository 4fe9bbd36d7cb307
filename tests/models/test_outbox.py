"""The outbox: in order, alerts first, frozen at the first attempt, erased when settled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from domain.answers import Chat, Message, Rank, Recipient, Words
from domain.tip import Trust
from models.departure import Claimant, claimable, take
from models.outbox import OutboxState, Outgoing, ReplyDoor
from models.unit_of_work import Store, UnitOfWork
from tests.conftest import FixedClock

OFFICER = Recipient(chat=Chat.PERSON, line_id="U" + "b" * 32)
MEMBER = Recipient(chat=Chat.PERSON, line_id="U" + "c" * 32)


def words(to: Recipient = OFFICER, text: str = "คำ", **facts: object) -> Message:
    return Message(to=to, contents=[Words(text=text)], **facts)


def claim(store: Store, clock: FixedClock, *, limit: int = 9) -> list[int]:
    with store.database.writing() as session:
        mine = Claimant(owner="me", lease=timedelta(seconds=30))
        rows = claimable(session, store.database, mine, now=clock(), limit=limit)
        take([row.id for row in rows], session, store.database, mine)
        session.commit()
        return [row.id for row in rows]


def kept(store: Store, station: int, clock: FixedClock, *messages: Message) -> list[int]:
    with store.writing(station, clock()) as uow:
        rows = [uow.outbox.keep(message, now=clock()) for message in messages]
        uow.commit()
        return [row.id for row in rows]


def settle(store: Store, station: int, clock: FixedClock, row_id: int) -> None:
    with store.writing(station, clock()) as uow:
        row = uow.session.get(Outgoing, row_id)
        assert row is not None
        uow.outbox.settle(row, OutboxState.ACCEPTED, now=clock())
        uow.commit()


def test_an_alert_overtakes_all_else(store: Store, station: int, clock: FixedClock) -> None:
    notice, bulletin, alert = kept(
        store,
        station,
        clock,
        words(MEMBER, rank=Rank.NOTICE),
        words(Recipient(chat=Chat.GROUP, line_id="C1"), rank=Rank.BULLETIN),
        words(rank=Rank.ALERT),
    )
    assert claim(store, clock) == [alert, notice, bulletin]


def test_order_holds_between_messages_to_one_person(
    store: Store, station: int, clock: FixedClock
) -> None:
    first, second = kept(store, station, clock, words(), words(rank=Rank.ALERT))
    assert claim(store, clock) == [first]
    assert claim(store, clock) == []
    settle(store, station, clock, first)
    assert claim(store, clock) == [second]


def test_a_message_waits_for_its_next_try(store: Store, station: int, clock: FixedClock) -> None:
    (row_id,) = kept(store, station, clock, words())
    with store.writing(station, clock()) as uow:
        row = uow.session.get(Outgoing, row_id)
        assert row is not None
        row.next_try_at = clock() + timedelta(seconds=5)
        uow.commit()
    assert claim(store, clock) == []
    clock.passes(seconds=5)
    assert claim(store, clock) == [row_id]


def test_a_body_is_frozen_and_opens_the_same(store: Store, station: int, clock: FixedClock) -> None:
    (row_id,) = kept(store, station, clock, words())
    with store.writing(station, clock()) as uow:
        row = uow.session.get(Outgoing, row_id)
        assert row is not None
        assert uow.outbox.frozen(row) is None
        uow.outbox.freeze(row, {"to": "x", "messages": []}, now=clock())
        assert uow.outbox.frozen(row) == {"to": "x", "messages": []}


def a_tip_message(uow: UnitOfWork) -> tuple[Outgoing, object]:
    tip = uow.tips.open_new(
        "U" + "d" * 32, member_key=None, trust=Trust.UNVERIFIED, year=2569, now=uow.now
    )
    message = words(text="ลับ", about=tip.id, carries_content=True)
    door = ReplyDoor(token="t", until=uow.now)
    return uow.outbox.keep(message, now=uow.now, tip_key=tip.data_key_id, reply=door), tip.id


def test_an_unsend_erases_what_still_waits(store: Store, station: int, clock: FixedClock) -> None:
    with store.writing(station, clock()) as uow:
        row, tip_id = a_tip_message(uow)
        assert [one.id for one in uow.outbox.withdraw_content(tip_id, now=clock())] == [row.id]
        assert row.content is None
        assert row.reply_token is None
        uow.commit()
    assert claim(store, clock) == []


@pytest.mark.parametrize("state", [OutboxState.ACCEPTED, OutboxState.SET_ASIDE])
def test_what_is_settled_says_nothing_any_more(
    store: Store, station: int, clock: FixedClock, state: OutboxState
) -> None:
    with store.writing(station, clock()) as uow:
        row, _ = a_tip_message(uow)
        uow.outbox.settle(row, state, now=clock(), fault="400 Failed to send messages")
        assert uow.outbox.contents(row) == []
        assert (row in uow.outbox.troubled()) is (state is OutboxState.SET_ASIDE)


def test_the_table_shows_neither_recipient_nor_words(
    store: Store, station: int, clock: FixedClock
) -> None:
    kept(store, station, clock, words(text="คนร้ายงัดบ้าน"))
    with store.database.reading() as session:
        row = session.execute(select(Outgoing.__table__)).one()
    plain = repr(tuple(row)).encode() + b"".join(v for v in row if isinstance(v, bytes))
    assert OFFICER.line_id.encode() not in plain
    assert "งัดบ้าน".encode() not in plain


# PostgreSQL weighs the size of a table, and this one is empty.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_long_outbox_is_not_read_through_to_find_the_next_message(
    store: Store, clock: FixedClock
) -> None:
    seen: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            plan = connection.connection.driver_connection.execute(
                f"EXPLAIN QUERY PLAN {statement}", parameters
            )
            seen.extend(row[3] for row in plan)

    event.listen(store.database.engine, "before_cursor_execute", explain)
    claim(store, clock)
    assert any("outbox USING INDEX ix_outbox_waiting" in step for step in seen)
    assert not any("TEMP B-TREE" in step for step in seen)
