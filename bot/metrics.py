"""This is what is counted and told to Prometheus; no label names a village, officer or group.

The door counts what it answers. All else is counted in the database when it is asked for, so that
one answer covers every process and every machine.
"""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from models.figures import Counts, Figures

LABELS = frozenset({"outcome", "status", "state", "urgency"})


class Metrics:
    """The counters and gauges of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._before: list[Callable[[], None]] = []
        self.webhook_posts = self._counter("webhook_posts", "Webhooks answered", "status")
        self.webhook_events = self._counter("webhook_events", "Events stored", "outcome")
        self._arrivals = self._gauge("arrivals", "Arrivals by state", "state")
        self._messages = self._gauge("outbox_messages", "Outbox rows by state", "state")
        self._media = self._gauge("media", "Pictures, video and sound by state", "state")
        self._tips = self._gauge("tips_open", "Open tips, practice aside", "state", "urgency")
        self._oldest_message = self._gauge(
            "outbox_oldest_seconds", "Age of the oldest message that could have been sent"
        )
        self._oldest_emergency = self._gauge(
            "oldest_unaccepted_emergency_seconds", "Age of the oldest emergency nobody accepted"
        )

    def before_scrape(self, refresh: Callable[[], None]) -> None:
        """Have the gauges brought up to date each time that the figures are asked for."""
        self._before.append(refresh)

    def show(self, figures: Figures) -> None:
        """Set the gauges to what the database holds; a state that nothing is in is not told."""
        _set(self._arrivals, figures.arrivals)
        _set(self._messages, figures.messages)
        _set(self._media, figures.media)
        _set(self._tips, figures.open_tips)
        self._oldest_message.set(figures.oldest_message.total_seconds())
        self._oldest_emergency.set(figures.oldest_emergency.total_seconds())

    def exposition(self) -> tuple[bytes, str]:
        """Return the figures as Prometheus reads them, and their content type."""
        for refresh in self._before:
            refresh()
        return generate_latest(self.registry), CONTENT_TYPE_LATEST

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"tasapparot_{name}", says, labels, registry=self.registry)

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        return Gauge(f"tasapparot_{name}", says, labels, registry=self.registry)


def _set(gauge: Gauge, counts: Counts) -> None:
    gauge.clear()
    for labels, count in counts.items():
        gauge.labels(*labels).set(count)
