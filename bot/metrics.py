"""This is what is counted and timed; no label names a village, an officer, a group or a person."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

FAST = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SLOW = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
LABELS = frozenset({"outcome", "status", "kind", "state", "urgency", "way", "role", "station"})


class Metrics:
    """The counters, gauges and histograms of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._before: list[Callable[[], None]] = []
        self._name_the_door()
        self._name_the_work()
        self._name_the_state()

    def _name_the_door(self) -> None:
        self.webhook_posts = self._counter("webhook_posts", "Webhooks answered", "status")
        self.webhook_events = self._counter(
            "webhook_events", "Events of webhooks: kept, or seen before", "outcome"
        )
        self.webhook_seconds = self._timer("webhook_seconds", "From POST to answer", FAST)

    def _name_the_work(self) -> None:
        self.arrivals = self._counter(
            "arrivals", "Arrivals handled, retried or set aside", "outcome"
        )
        self.arrival_seconds = self._timer("arrival_seconds", "From arrival to handled", SLOW)
        self.card_seconds = self._timer(
            "card_seconds", "From a tip's webhook to LINE taking the officer's card", SLOW
        )
        self.deliveries = self._counter(
            "deliveries", "Messages tried, by way and outcome", "way", "outcome"
        )
        self.line_seconds = self._timer("line_seconds", "How long LINE took to answer", SLOW)
        self.line_errors = self._counter("line_errors", "Calls that LINE refused", "kind")
        self.media = self._counter("media", "Pictures, video and sound fetched", "kind", "outcome")
        self.wakeup_failures = self._counter("wakeup_failures", "Wake-ups that the engine lost")

    def _name_the_state(self) -> None:
        self.arrivals_waiting = self._gauge("arrivals_waiting", "Arrivals by state", "state")
        self.outbox_messages = self._gauge("outbox_messages", "Outbox rows", "state", "kind")
        self.outbox_oldest_seconds = self._gauge(
            "outbox_oldest_seconds", "Age of the oldest message that could have been sent"
        )
        self.media_waiting = self._gauge("media_waiting", "Media by state", "state")
        self.tips_waiting = self._gauge("tips_waiting", "Open tips", "state", "urgency")
        self.oldest_emergency_seconds = self._gauge(
            "oldest_unaccepted_emergency_seconds", "Age of the oldest emergency nobody accepted"
        )
        self.quota_left = self._gauge("quota_left", "Messages left this month", "station")

    def before_scrape(self, refresh: Callable[[], None]) -> None:
        """Have the gauges brought up to date each time that the figures are asked for."""
        self._before.append(refresh)

    def exposition(self) -> tuple[bytes, str]:
        """Return the figures as Prometheus reads them, and their content type."""
        for refresh in self._before:
            refresh()
        return generate_latest(self.registry), CONTENT_TYPE_LATEST

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"tasapparot_{name}", says, labels, registry=self.registry)

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        return Gauge(f"tasapparot_{name}", says, labels, registry=self.registry)

    def _timer(self, name: str, says: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"tasapparot_{name}", says, registry=self.registry, buckets=buckets)
