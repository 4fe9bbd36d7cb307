from __future__ import annotations

from datetime import timedelta

from bot.metrics import LABELS, Metrics
from bot.webhook import _ANSWERS
from domain.classification.kinds import Urgency
from domain.delivery import AnswerKind
from models.figures import figures
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct


def told(store: Store, clock: FixedClock) -> str:
    metrics = Metrics()
    with store.database.reading() as session:
        metrics.show(figures(session, now=clock()))
    return metrics.exposition()[0].decode()


def test_what_the_door_answers_is_told_as_prometheus_reads_it() -> None:
    metrics = Metrics()
    metrics.webhook_events.labels(outcome="kept").inc(3)
    body, content_type = metrics.exposition()
    assert content_type.startswith("text/plain")
    assert b'tasapparot_webhook_events_total{outcome="kept"} 3.0' in body


def test_each_kind_is_told_as_none_before_the_first_of_it() -> None:
    # Prometheus sees no rise in a figure that it did not know.
    said = Metrics().exposition()[0].decode()
    for status in _ANSWERS:
        assert f'tasapparot_webhook_posts_total{{status="{status}"}} 0.0' in said
    for kind in AnswerKind:
        assert f'tasapparot_line_answers_total{{outcome="{kind}"}} 0.0' in said
    assert 'tasapparot_webhook_events_total{outcome="kept"} 0.0' in said


def test_an_emergency_that_nobody_accepts_grows_older(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        here = Precinct(uow)
        here.a_sent_tip(urgency=Urgency.EMERGENCY)
        here.a_sent_tip(urgency=Urgency.EMERGENCY, is_practice=True)
        uow.commit()
    clock.passes(seconds=90)
    said = told(store, clock)
    assert 'tasapparot_tips_open{state="sent",urgency="emergency"} 1.0' in said
    assert "tasapparot_oldest_unaccepted_emergency_seconds 90.0" in said


def test_waiting_messages_are_counted_with_the_age_of_the_oldest(
    store: Store, station: int, clock: FixedClock
) -> None:
    from bot.dispatcher import Dispatcher
    from domain.timer_events import TipReady
    from handlers import HANDLERS
    from tests.handlers.precinct import CATALOG

    with store.writing(station, clock()) as uow:
        tip = Precinct(uow).a_tip(urgency=Urgency.SOON)
        dispatcher = Dispatcher(HANDLERS, understand=lambda event, _: event, catalog=CATALOG)
        event = TipReady(happened_at=clock(), tip=tip.id)
        dispatcher.dispatch(event, uow, lane=b"lane", reply=None)
        uow.commit()
    clock.passes(seconds=5)
    said = told(store, clock)
    assert 'tasapparot_outbox_messages{state="waiting"} 1.0' in said
    assert "tasapparot_outbox_oldest_seconds 5.0" in said


def test_a_state_that_is_empty_again_is_told_no_more(store: Store, clock: FixedClock) -> None:
    metrics = Metrics()
    with store.database.reading() as session:
        empty = figures(session, now=clock())
    full = type(empty)(**{**vars(empty), "arrivals": {("waiting",): 2}})
    metrics.show(full)
    assert b'arrivals{state="waiting"} 2.0' in metrics.exposition()[0]
    metrics.show(empty)
    assert b'arrivals{state="waiting"}' not in metrics.exposition()[0]
    assert empty.oldest_message == timedelta()


def test_no_label_can_name_a_person_a_village_or_a_group() -> None:
    parts = [part for part in vars(Metrics()).values() if hasattr(part, "_labelnames")]
    assert len(parts) > 5
    for part in parts:
        assert set(part._labelnames) <= LABELS


def test_two_registries_do_not_know_each_other() -> None:
    one, other = Metrics(), Metrics()
    one.webhook_posts.labels(status="200").inc()
    assert b'status="200"} 1.0' not in other.exposition()[0]
