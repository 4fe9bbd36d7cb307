"""This is how one prepared message is handed over: to LINE, or to the mail server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.line.gateway import Gateway
from bot.outcome import Ready
from domain.answers import OUTSIDE
from domain.delivery import AnswerKind, LineAnswer, Method
from models.departure import attempted
from models.outbox import Outgoing
from models.unit_of_work import Store

log = structlog.get_logger(__name__)


class Fallback(Protocol):
    """The way out for alerts that LINE does not take."""

    def __call__(
        self, alt: str, *, station: str, key: str, now: datetime, is_outside: bool = False
    ) -> bool:
        """Tell of an alert by number, urgency and village alone; say whether that went.

        `alt` is empty where even these are not for everyone's eyes.
        """


class Carrier:
    """The two ways out of this process; neither is gone with a transaction open."""

    def __init__(
        self,
        store: Store,
        gateways: Mapping[int, Gateway],
        *,
        clock: Callable[[], datetime],
        fallback: Fallback | None = None,
    ) -> None:
        self._store = store
        self._gateways = gateways
        self._clock = clock
        self._fallback = fallback

    def carry(self, message: Ready) -> LineAnswer:
        """Hand a message over and say what became of it; a bug of ours leaves that open."""
        try:
            if message.method is Method.MAIL:
                return self._posted(message)
            gateway = self._gateways[message.station_id]
            return gateway.send(message.method, message.body, retry_key=message.retry_key)
        except Exception as bug:
            log.exception("never came back", message=message.row_id)
            return LineAnswer(kind=AnswerKind.UNANSWERED, fault=type(bug).__name__)

    def _posted(self, message: Ready) -> LineAnswer:
        if self._fallback is None:
            return LineAnswer(kind=AnswerKind.REFUSED, fault="no mail is set up")
        went = self._fallback(
            str(message.body["alt"]),
            station=self._store.stations[message.station_id].rules.short_name,
            key=message.retry_key,
            now=self._clock(),
            is_outside=message.body.get("to") == OUTSIDE,
        )
        return LineAnswer(kind=AnswerKind.ACCEPTED if went else AnswerKind.UNREACHED)

    def may_mail(self, row: Outgoing) -> bool:
        """Say whether an alert that LINE does not take goes by mail now; it does so once."""
        return self._fallback is not None and row.is_alert and row.mailed_at is None

    def mail(self, row: Outgoing, message: Ready) -> None:
        """Let an alert go by mail, while LINE takes nothing of its account."""
        if self._fallback is None:
            return
        now = self._clock()
        with self._store.reading(message.station_id, now) as uow:
            tip = uow.tips.find(row.tip_id) if row.tip_id is not None else None
        # The station's own mailbox is no place for a tip about the station.
        is_hidden = tip is None or tip.is_restricted
        alt = "" if is_hidden else _alt(message.body)
        station = self._store.stations[message.station_id].rules.short_name
        if not self._fallback(alt, station=station, key=message.retry_key, now=now):
            return
        with self._store.writing(message.station_id, now) as uow:
            attempts = {message.row_id: message.attempt}
            kept = attempted(uow.session, attempts).get(message.row_id)
            if kept is not None:
                kept.mailed_at = now
                uow.commit()


def _alt(body: Mapping[str, Any]) -> str:
    """Return what a lock screen shows of a message: number, urgency and village alone."""
    return next((str(one["altText"]) for one in body["messages"] if "altText" in one), "")
