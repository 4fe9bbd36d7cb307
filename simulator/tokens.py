"""This is the life of reply tokens and stateless access tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator import marks

LIFE = timedelta(minutes=1)
LONGEST = timedelta(minutes=20)
STATELESS_LIFE = timedelta(minutes=15)


@dataclass(kw_only=True)
class ReplyToken:
    """One chance to answer one event."""

    text: str
    station_code: str
    chat_id: str
    event_at: datetime
    received_at: datetime
    is_used: bool = False

    def is_good(self, now: datetime) -> bool:
        """Tell whether it may still be used."""
        fresh = now - self.received_at <= LIFE and now - self.event_at <= LONGEST
        return fresh and not self.is_used


class ReplyTokens:
    """All reply tokens that were given out."""

    def __init__(self) -> None:
        self._all: dict[str, ReplyToken] = {}

    def issue(self, station_code: str, chat_id: str, now: datetime) -> str:
        """Return a new token for an event in that chat."""
        text = marks.reply_token()
        self._all[text] = ReplyToken(
            text=text, station_code=station_code, chat_id=chat_id, event_at=now, received_at=now
        )
        return text

    def delivered(self, text: str, now: datetime) -> None:
        """Start the token's minute: the bot has just been sent its event."""
        if text in self._all:
            self._all[text].received_at = now

    def chat_of(self, text: str, station_code: str, now: datetime) -> str | None:
        """Return the chat that a token answers in, or None if it is no good."""
        token = self._all.get(text)
        if token is None or token.station_code != station_code or not token.is_good(now):
            return None
        return token.chat_id

    def burn(self, text: str) -> None:
        """Use a token up."""
        self._all[text].is_used = True


class AccessTokens:
    """Stateless channel access tokens, good for fifteen minutes."""

    def __init__(self) -> None:
        self._all: dict[str, tuple[str, datetime]] = {}

    def issue(self, station_code: str, now: datetime) -> str:
        """Return a new token of that account."""
        text = marks.access_token()
        self._all[text] = (station_code, now + STATELESS_LIFE)
        return text

    def seconds_left(self, text: str, now: datetime) -> int:
        """Return how long a token is still good, 0 if it is not."""
        _, until = self._all.get(text, ("", now))
        return max(0, int((until - now).total_seconds()))

    def holder_of(self, text: str, now: datetime) -> str | None:
        """Return the station whose token this is, while it is good."""
        station_code, until = self._all.get(text, (None, now))
        return station_code if until > now else None
