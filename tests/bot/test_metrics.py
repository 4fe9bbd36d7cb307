from __future__ import annotations

from bot.metrics import LABELS, Metrics


def test_figures_are_counted_and_told_as_prometheus_reads_them() -> None:
    metrics = Metrics()
    metrics.webhook_events.labels(outcome="kept").inc(3)
    metrics.webhook_seconds.observe(0.004)
    metrics.tips_waiting.labels(state="sent", urgency="emergency").set(1)
    body, content_type = metrics.exposition()
    assert content_type.startswith("text/plain")
    assert b'tasapparot_webhook_events_total{outcome="kept"} 3.0' in body
    assert b'tasapparot_webhook_seconds_bucket{le="0.005"} 1.0' in body
    assert b'tasapparot_tips_waiting{state="sent",urgency="emergency"} 1.0' in body


def test_gauges_are_brought_up_to_date_before_they_are_told() -> None:
    metrics = Metrics()
    metrics.before_scrape(lambda: metrics.outbox_oldest_seconds.set(7))
    body, _ = metrics.exposition()
    assert b"tasapparot_outbox_oldest_seconds 7.0" in body


def test_no_label_can_name_a_person_a_village_or_a_group() -> None:
    parts = [part for part in vars(Metrics()).values() if hasattr(part, "_labelnames")]
    assert len(parts) > 10
    for part in parts:
        assert set(part._labelnames) <= LABELS


def test_two_registries_do_not_know_each_other() -> None:
    one, other = Metrics(), Metrics()
    one.line_errors.labels(kind="rate").inc()
    assert b'kind="rate"' not in other.exposition()[0]
