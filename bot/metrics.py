"""This is what is counted and told to Prometheus; no label names a village, officer or group.

Each process counts what it did itself: what the door answered, what LINE answered, what was
handled. All else is counted in the database when it is asked for, so that one answer covers every
process and every machine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from domain.delivery import AnswerKind
from models.arrival import ArrivalState
from models.figures import Counts, Figures
from models.outbox import OutboxState

LABELS = frozenset({"outcome", "status", "state", "urgency", "station"})
# What the door answers; `bot/webhook.py` knows no other.
STATUSES = ("200", "400", "404", "405", "413", "503")
KEPT = "kept"
# LINE gives up on a webhook after two seconds, and we on LINE after ten.
_WEBHOOK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0)
_NO_ARRIVALS: Counts = {(ArrivalState.SET_ASIDE.value,): 0}
_NO_MESSAGES: Counts = {(OutboxState.SET_ASIDE.value,): 0, (OutboxState.UNKNOWN.value,): 0}
_LINE = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters and gauges of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.webhook_posts = self._counter("webhook_posts", "Webhooks answered", "status")
        self.webhook_events = self._counter("webhook_events", "Events stored", "outcome")
        self.webhook_seconds = self._histogram("webhook_seconds", "Time to the answer", _WEBHOOK)
        self.line_answers = self._counter("line_answers", "LINE's answers by kind", "outcome")
        self.line_seconds = self._histogram("line_seconds", "Time LINE took to answer", _LINE)
        self.arrivals_handled = self._counter("arrivals_handled", "Arrivals handled")
        self._arrivals = self._gauge("arrivals", "Arrivals by state", "state")
        self._messages = self._gauge("outbox_messages", "Outbox rows by state", "state")
        self._media = self._gauge("media", "Pictures, video and sound by state", "state")
        self._tips = self._gauge("tips_open", "Open tips, practice aside", "state", "urgency")
        self._quota_limit = self._gauge("quota_limit", "Messages LINE allows a month", "station")
        self._quota_left = self._gauge("quota_left", "Messages left of the month", "station")
        self._oldest_arrival = self._gauge(
            "arrivals_oldest_seconds", "Age of the oldest arrival that nobody took up"
        )
        self._oldest_message = self._gauge(
            "outbox_oldest_seconds", "Age of the oldest message that could have been sent"
        )
        self._oldest_emergency = self._gauge(
            "oldest_unaccepted_emergency_seconds", "Age of the oldest emergency nobody accepted"
        )

        self._reachable = self._gauge("database_reachable", "Whether the database answered, 1 or 0")
        self._begin()

    def _begin(self) -> None:
        """Tell each counter as none, so that the very first of a kind is seen as one more."""
        for status in STATUSES:
            self.webhook_posts.labels(status)
        self.webhook_events.labels(KEPT)
        for kind in AnswerKind:
            self.line_answers.labels(kind.value)

    def show(self, figures: Figures) -> None:
        """Set the gauges to what the database holds; a state that nothing is in is not told.

        What should never be is told as none, so that the first of it is seen as one more.
        """
        _set(self._arrivals, {**_NO_ARRIVALS, **figures.arrivals})
        _set(self._messages, {**_NO_MESSAGES, **figures.messages})
        _set(self._media, figures.media)
        _set(self._tips, figures.open_tips)
        _set(self._quota_limit, figures.quota_limits)
        _set(self._quota_left, figures.quota_left)
        self._oldest_arrival.set(figures.oldest_arrival.total_seconds())
        self._oldest_message.set(figures.oldest_message.total_seconds())
        self._oldest_emergency.set(figures.oldest_emergency.total_seconds())

        self._reachable.set(1)

    def show_none(self) -> None:
        """Tell what this process counted itself: the database does not answer now."""
        for gauge in (
            self._arrivals,
            self._messages,
            self._media,
            self._tips,
            self._quota_limit,
            self._quota_left,
        ):
            gauge.clear()
        for age in (self._oldest_arrival, self._oldest_message, self._oldest_emergency):
            age.set(math.nan)
        self._reachable.set(0)

    def heard(self, outcome: str, seconds: float) -> None:
        """Count one answer of LINE, or its silence, and how long it took."""
        self.line_answers.labels(outcome).inc()
        self.line_seconds.observe(seconds)

    def exposition(self) -> tuple[bytes, str]:
        """Return the figures as Prometheus reads them, and their content type."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"tasapparot_{name}", says, labels, registry=self.registry)

    def _histogram(self, name: str, says: str, buckets: Sequence[float]) -> Histogram:
        return Histogram(f"tasapparot_{name}", says, buckets=buckets, registry=self.registry)

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        return Gauge(f"tasapparot_{name}", says, labels, registry=self.registry)


def _set(gauge: Gauge, counts: Counts) -> None:
    gauge.clear()
    for labels, count in counts.items():
        gauge.labels(*labels).set(count)
