"""Each night what was kept for long enough is deleted, as the preview said, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog import Catalog
from commands.desk import Desk
from commands.retaining import run_preview
from domain.answers import Chat, Message, Recipient, Words
from domain.audience import Audience
from domain.daybook import retention_at
from domain.events import MediaKind
from domain.retention import Kept
from domain.timer_events import RetentionDue
from domain.tip import TipState, Trust
from models.access import BrowserSession, OneTimeLink
from models.arrival import Arrival, ArrivalState
from models.bubble import Bubble
from models.bulletin import NewBulletin
from models.mark import TipMark
from models.media import MediaItem, MediaState
from models.merge import Merge
from models.outbox import OutboxState, Outgoing
from models.retention import counts, delete_batch
from models.sealed import DataKey
from models.tip import Tip, TipMessage, TipStep
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.talk import Person, Talk

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย รถทะเบียน กข 1234"


@pytest.fixture
def talk(store: Store, station: int, clock: FixedClock) -> Talk:
    return Talk(store, station, clock)


def a_sent_tip(talk: Talk, *, photo: bool = False) -> Tip:
    member = Person(talk, "member")
    heard = member.says(NOISE)
    if photo:
        member.sends(MediaKind.PHOTO)
    heard += member.says("ส่งเลย")
    talk.stands_in_chat(next(one for one in heard if one.to == "p1"))
    return max(talk.tips(), key=lambda one: (one.year, one.sequence))


def closes(talk: Talk, *tips: Tip, trust: Trust | None = None) -> None:
    with talk.uow() as uow:
        for one in tips:
            row = uow.tips.get(one.id)
            row.state, row.closed_at = TipState.CLOSED, uow.now
            row.trust = trust or row.trust
        for row in uow.session.scalars(select(Outgoing)):
            uow.outbox.settle(row, OutboxState.ACCEPTED, now=uow.now)
        uow.session.execute(
            Arrival.__table__.update().values(state=ArrivalState.HANDLED, handled_at=uow.now)
        )
        uow.commit()


def night(talk: Talk) -> None:
    day = talk.clock().date()
    talk.happens(RetentionDue(happened_at=talk.clock(), day=day))


def rows(talk: Talk, *tables: type) -> list[int]:
    with talk.uow() as uow:
        return [len(uow.session.scalars(select(one)).all()) for one in tables]


def test_a_tip_loses_its_sender_then_its_media_then_goes_whole(talk: Talk) -> None:
    tip = a_sent_tip(talk, photo=True)
    closes(talk, tip)
    talk.clock.passes(days=89)
    night(talk)
    (kept,) = talk.tips()
    assert kept.sender is not None
    talk.clock.passes(days=1)
    night(talk)
    (kept,) = talk.tips()
    assert (kept.sender, kept.sender_mark, kept.state) == (None, None, "closed")
    with talk.uow() as uow:
        told = [row for row in uow.session.scalars(select(Outgoing)) if row.officer_id is None]
        assert all(len(row.recipient) == 17 for row in told if row.tip_id == tip.id)
        assert uow.tips.messages(uow.tips.get(tip.id))
        assert uow.session.get(DataKey, tip.data_key_id) is not None


def test_of_a_deleted_tip_nothing_is_left(talk: Talk) -> None:
    tip = a_sent_tip(talk, photo=True)
    closes(talk, tip)
    talk.clock.passes(days=365)
    with talk.uow() as uow:
        key = tip.data_key_id
        assert counts(uow, uow.now)[Kept.TIPS] == 1
    night(talk)
    gone = (Tip, TipMessage, TipStep, TipMark, MediaItem, Bubble)
    assert rows(talk, *gone) == [0] * len(gone)
    with talk.uow() as uow:
        assert uow.session.get(DataKey, key) is None
        left = uow.session.scalars(select(Outgoing)).all()
        assert {row.tip_id for row in left} <= {None}
        assert uow.audit.verify().flaw is None


def test_an_open_tip_is_kept_however_old(talk: Talk) -> None:
    tip = a_sent_tip(talk)
    talk.clock.passes(days=4000)
    night(talk)
    (kept,) = talk.tips()
    assert (kept.id, kept.sender is not None) == (tip.id, True)


def test_media_go_by_their_own_time_with_their_files(talk: Talk, store: Store) -> None:
    tip = a_sent_tip(talk, photo=True)
    with talk.uow() as uow:
        (item,) = uow.media.of_tip(tip.id)
        files = {"original": {"name": "a" * 32, "key": "k"}, "clean": {"name": "b" * 32}}
        uow.media.keep(uow.tips.get(tip.id), item, files, state=MediaState.KEPT)
        uow.commit()
    closes(talk, tip)
    talk.clock.passes(days=20)
    rules = store.stations[talk.station].rules
    object.__setattr__(rules.retention, "media", timedelta(days=20))
    try:
        with talk.uow() as uow:
            assert delete_batch(uow) == {Kept.MEDIA: 1}
            assert sorted(uow.files_to_remove) == ["a" * 32, "b" * 32]
            uow.commit()
        with talk.uow() as uow:
            (item,) = uow.media.of_tip(tip.id)
            assert (item.state, item.kept) == (MediaState.WITHDRAWN, None)
            assert delete_batch(uow) == {}
    finally:
        object.__setattr__(rules.retention, "media", timedelta(days=365))


def test_a_tip_from_nobody_known_goes_whole_after_its_own_time(talk: Talk) -> None:
    tip = a_sent_tip(talk)
    closes(talk, tip, trust=Trust.UNVERIFIED)
    talk.clock.passes(days=90)
    night(talk)
    assert talk.tips() == []


def test_a_merged_tip_goes_with_the_case_in_which_it_stands(talk: Talk) -> None:
    first = a_sent_tip(talk)
    # What the same person says of an open tip would be added to it.
    closes(talk, first)
    second = a_sent_tip(talk)
    with talk.uow() as uow:
        uow.tips.get(first.id).state = TipState.SENT
        officer = uow.officers.by_code("p1")
        part, main = uow.tips.get(second.id), uow.tips.get(first.id)
        uow.merges.join(part, main, officer_id=officer.id, now=uow.now)
        uow.commit()
    talk.clock.passes(days=400)
    night(talk)
    assert len(talk.tips()) == 2
    closes(talk, first)
    talk.clock.passes(days=364)
    night(talk)
    assert [(one.sender, one.state) for one in talk.tips()] == [(None, "closed"), (None, "merged")]
    talk.clock.passes(days=1)
    night(talk)
    assert (talk.tips(), rows(talk, Merge)) == ([], [0])


def test_a_sender_who_must_still_be_told_is_not_forgotten(talk: Talk) -> None:
    tip = a_sent_tip(talk)
    with talk.uow() as uow:
        row = uow.tips.get(tip.id)
        asked = uow.name_requests.ask(row, uow.officers.by_code("p1"), "เหตุผล", at=uow.now)
        asked.opened_at = uow.now
        uow.commit()
    closes(talk, tip)
    talk.clock.passes(days=400)
    night(talk)
    (kept,) = talk.tips()
    assert kept.sender is not None
    with talk.uow() as uow:
        uow.session.merge(asked).told_at = uow.now
        uow.commit()
    talk.clock.passes(days=1)
    night(talk)
    assert talk.tips() == []


def test_many_go_in_batches_and_a_batch_that_comes_twice_does_no_harm(talk: Talk) -> None:
    for _ in range(3):
        closes(talk, a_sent_tip(talk))
    talk.clock.passes(days=365)
    done: list[int] = []
    for _ in range(3):
        with talk.uow() as uow:
            done.append(delete_batch(uow, tips=2, lines=10_000).get(Kept.TIPS, 0))
            uow.commit()
    assert done == [2, 1, 0]
    with talk.uow() as uow:
        lines = len(uow.audit.lines())
    night(talk)
    night(talk)
    with talk.uow() as uow:
        assert len(uow.audit.lines()) == lines


def test_a_batch_that_was_killed_deleted_nothing(talk: Talk) -> None:
    tip = a_sent_tip(talk)
    closes(talk, tip)
    talk.clock.passes(days=365)
    with talk.uow() as uow:
        assert delete_batch(uow)[Kept.TIPS] == 1
    (kept,) = talk.tips()
    assert (kept.id, rows(talk, TipMessage) != [0]) == (tip.id, True)


def test_what_was_only_noted_goes_and_what_is_live_stays(talk: Talk) -> None:
    with talk.uow() as uow:
        officer = uow.officers.by_code("p1")
        for days in (1, 200):
            until = uow.now + timedelta(days=days)
            uow.access.make_link("console", expires_at=until, officer_id=officer.id)
        uow.commit()
    closes(talk, a_sent_tip(talk))
    newest = rows_of_outbox(talk)[-1]
    talk.clock.passes(days=95)
    night(talk)
    assert rows(talk, OneTimeLink, BrowserSession) == [1, 0]
    # What is about a tip stays as long as the tip, and the newest number is never given anew.
    assert newest in rows_of_outbox(talk)
    with talk.uow() as uow:
        handled = select(Arrival).where(Arrival.state == ArrivalState.HANDLED)
        assert all(
            one.handled_at >= uow.now - timedelta(days=90) for one in uow.session.scalars(handled)
        )


def rows_of_outbox(talk: Talk) -> Sequence[int]:
    with talk.uow() as uow:
        return list(uow.session.scalars(select(Outgoing.id).order_by(Outgoing.id)))


def test_the_preview_counts_what_the_night_then_deletes(talk: Talk) -> None:
    for _ in range(2):
        closes(talk, a_sent_tip(talk))
    talk.clock.passes(days=300)
    new = a_sent_tip(talk)
    closes(talk, new)
    talk.clock.passes(days=65)
    desk = Desk(
        store=talk.store,
        station_id=talk.station,
        catalog=Catalog.load("en"),
        clock=talk.clock,
        out=io.StringIO(),
        aside=io.StringIO(),
    )
    with talk.uow() as uow:
        told = counts(uow, retention_at(talk.clock().date() + timedelta(days=1), "Asia/Bangkok"))
    assert run_preview(desk) == 0
    said = desk.out.getvalue()  # type: ignore[attr-defined]
    assert said.splitlines()[3] == "  whole tips that ended over 365 days before: 2"
    assert len(talk.tips()) == 3
    talk.clock.passes(days=1)
    with talk.uow() as uow:
        done = delete_batch(uow)
    assert {kind: told[kind] for kind in (Kept.TIPS, Kept.SENDERS)} == {
        kind: done.get(kind, 0) for kind in (Kept.TIPS, Kept.SENDERS)
    }


def test_the_tips_of_another_station_stay(talk: Talk, store: Store) -> None:
    closes(talk, a_sent_tip(talk))
    talk.clock.passes(days=400)
    other = next(one for one in store.stations if one != talk.station)
    with store.writing(other, talk.clock()) as uow:
        assert delete_batch(uow) == {}
    assert len(talk.tips()) == 1


def test_what_became_of_a_bulletin_is_not_forgotten_with_its_messages(talk: Talk) -> None:
    with talk.uow() as uow:
        new = NewBulletin(contents=[Words(text="x")], audience=Audience(groups=True))
        bulletin = uow.bulletins.draft(new, now=uow.now)
        occurrence = uow.bulletins.at(bulletin, uow.now)
        group = uow.groups.meet("C" + "1" * 32, now=uow.now)
        uow.deliveries.to_groups(occurrence, [group], now=uow.now, rides=True)
        to = Recipient(chat=Chat.GROUP, line_id="C" + "1" * 32)
        ridden = Message(to=to, contents=[Words(text="x")], delivers=(1,), only_reply=True)
        row = uow.outbox.keep(ridden, now=uow.now)
        uow.session.flush()
        uow.rides.board([1], row.id)
        uow.outbox.settle(row, OutboxState.ACCEPTED, now=uow.now)
        uow.outbox.settle(uow.outbox.keep(ridden, now=uow.now), OutboxState.DROPPED, now=uow.now)
        uow.outbox.keep(ridden, now=uow.now)
        uow.commit()
        kept = row.id
    talk.clock.passes(days=95)
    night(talk)
    assert kept in rows_of_outbox(talk)
    assert kept + 1 not in rows_of_outbox(talk)
