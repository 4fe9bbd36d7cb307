"""This is the only module that calls LINE; it sorts LINE's answers into ours."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import urllib3

from bot.line import pools
from bot.line.answering import answer_of, reason
from bot.line.crowd import Crowd, Heard, Parcel
from bot.line.pace import Pace
from domain.delivery import AnswerKind, LineAnswer, Method

# LINE Messaging API reference, "Rate limits": 2,000 requests a second for reply and for push,
# for each channel and endpoint. Kept for each process: LINE itself counts those of several.
PER_SECOND = 2000
_LONGEST_QUEUE = 5
# Bulletins leave a fifth of the pushes a second to what cannot wait.
_SHARE_OF_CROWDS = 0.8
# LINE takes 200 multicasts a second.
_MULTICASTS = 0.1
# How long we wait for an answer, in seconds; connecting is quick or never.
PATIENCE = 10.0
_CONNECT = 3.05
# What LINE answers about a person of whom it tells nothing.
_OF_NOBODY = (400, 403, 404)
# What LINE's models raise over a body that is not of their form.
_NOT_ITS_FORM = (ValueError, TypeError, LookupError, AttributeError)
_JSON = "application/json"
# What LINE's client reads the answers as.
_ANSWERS = {Method.REPLY: "ReplyMessageResponse", Method.PUSH: "PushMessageResponse"}


def load_client() -> None:
    """Import LINE's client, which takes a second, so that the first message need not wait."""
    import linebot.v3.messaging  # noqa: F401


class LineTrouble(Exception):
    """LINE did not give what was asked for; `status` is 0 when it gave no answer at all."""

    def __init__(self, status: int, fault: str) -> None:
        super().__init__(f"{status}: {fault}")
        self.status = status

    @property
    def is_of_all(self) -> bool:
        """Say whether LINE or the way to it is away, rather than one chat or account refused."""
        return self.status == 0 or self.status >= 500  # noqa: PLR2004


@dataclass(frozen=True, kw_only=True)
class Download:
    """What LINE sends for a piece of media: its type and its bytes, in pieces.

    `size` is in bytes, None where LINE does not tell it before.
    """

    mime: str
    size: int | None
    pieces: Iterator[bytes]


class Gateway:
    """One channel of LINE, with one shared client and LINE's own rate limits kept."""

    def __init__(
        self,
        *,
        token: str,
        api: str,
        data: str,
        per_second: int = PER_SECOND,
        patience: float = PATIENCE,
        heard: Heard = lambda outcome, seconds: None,  # noqa: ARG005
    ) -> None:
        self._token = token
        self._api = api.rstrip("/")
        self._data = data.rstrip("/")
        self._heard = heard
        self._timeout = (_CONNECT, patience)
        self._lock = threading.Lock()
        self._client: Any = None
        crowds = max(1, int(per_second * _SHARE_OF_CROWDS))
        self._limits = {
            Method.REPLY: Pace(per_second),
            Method.PUSH: Pace(max(1, per_second - crowds)),
        }
        self._crowd_limits = {
            Method.PUSH: Pace(crowds),
            Method.MULTICAST: Pace(max(1, int(per_second * _MULTICASTS))),
        }
        self._crowd = Crowd(api=api, token=token, patience=patience, heard=heard)
        self._pool = pools.for_questions()

    def _messaging(self) -> Any:
        with self._lock:
            if self._client is None:
                from linebot.v3.messaging import ApiClient, Configuration

                settings = Configuration(host=self._api, access_token=self._token)
                client = ApiClient(settings)
                client.rest_client = pools.for_messages(self._api)
                self._client = client
            return self._client

    def send(self, method: Method, body: dict[str, Any], *, retry_key: str) -> LineAnswer:
        """Hand one message to LINE and say what it answered; never raises for LINE's faults."""
        client = self._messaging()
        if not self._limits[method].may_go(patience=_LONGEST_QUEUE):
            return LineAnswer(kind=AnswerKind.RATE_LIMITED, fault="our own rate limit")
        headers = {"Accept": _JSON, "Content-Type": _JSON}
        if method is Method.PUSH:
            headers["X-Line-Retry-Key"] = retry_key

        def call() -> Any:
            # Not through its models: to make one of a card and take it apart again costs more
            # than all else about a message, and whether the form is right LINE says itself.
            return client.call_api(
                f"/v2/bot/message/{method}",
                "POST",
                header_params=headers,
                body=body,
                response_types_map={"200": _ANSWERS[method]},
                auth_settings=["Bearer"],
                _request_timeout=self._timeout,
            )

        began = time.monotonic()
        answer = answer_of(call)
        self._heard(answer.kind.value, time.monotonic() - began)
        return answer

    def send_many(self, parcels: Sequence[Parcel]) -> list[LineAnswer]:
        """Hand a bulletin's messages to LINE, many at once; return its answers in their order."""

        def may_send(method: Method) -> bool:
            return self._crowd_limits[method].may_go(patience=_LONGEST_QUEUE)

        return self._crowd.send(parcels, may_send=may_send)

    def hang_up(self) -> None:
        """Let go of the connections over which bulletins went."""
        self._crowd.hang_up()

    @contextmanager
    def download(self, message_id: str) -> Iterator[Download | None]:
        """Stream what LINE holds for a message; None while LINE still prepares it.

        Raises LineTrouble, with status 404 or 410 once LINE holds it no longer.
        """
        answer = self._get(self._data, f"/v2/bot/message/{message_id}/content", stream=True)
        try:
            if answer.status == 202:  # noqa: PLR2004
                yield None
                return
            if answer.status != 200:  # noqa: PLR2004
                raise LineTrouble(answer.status, "the content endpoint refused")
            mime = answer.headers.get("Content-Type", "application/octet-stream")
            yield Download(mime=mime, size=answer.length_remaining, pieces=_pieces(answer))
        finally:
            # Closed first: a connection with an unread rest must not serve the next request.
            answer.close()
            answer.release_conn()

    def preparation(self, message_id: str) -> str:
        """Return how far LINE is with a video or sound: processing, succeeded or failed."""
        path = f"/v2/bot/message/{message_id}/content/transcoding"
        return str(self._json(self._get(self._data, path, stream=False)).get("status", ""))

    def basic_id(self) -> str:
        """Return the id by which people find the account; raise LineTrouble while LINE is away."""
        try:
            return str(self.read("/v2/bot/info").get("basicId", ""))
        except ValueError as fault:
            raise LineTrouble(0, type(fault).__name__) from fault

    def name_of(self, line_id: str, *, group_id: str | None = None) -> str | None:
        """Return what a person calls themselves in LINE; None where LINE does not tell it.

        It tells it of friends, of who wrote lately, and in a group of all that are in it. Raises
        LineTrouble if it may tell it later.
        """
        paths = [f"/v2/bot/profile/{line_id}"]
        if group_id is not None:
            paths.append(f"/v2/bot/group/{group_id}/member/{line_id}")
        for path in paths:
            try:
                return str(self.read(path).get("displayName", "")) or None
            except LineTrouble as trouble:
                if trouble.status not in _OF_NOBODY:
                    raise
        return None

    def read(self, path: str) -> dict[str, Any]:
        """Return LINE's JSON answer to a GET; raise LineTrouble otherwise."""
        return self._json(self._get(self._api, path, stream=False))

    def read_dated(self, path: str) -> tuple[dict[str, Any], datetime | None]:
        """Return LINE's JSON answer to a GET and LINE's own clock; raise LineTrouble otherwise."""
        answer = self._get(self._api, path, stream=False)
        return self._json(answer), _moment(answer.headers.get("Date"))

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return LINE's JSON answer to a POST that sends no message; raise LineTrouble."""
        return self._json(self._request("POST", self._api + path, json=body))

    def delete(self, path: str) -> None:
        """Have LINE delete something; raise LineTrouble."""
        self._json(self._request("DELETE", self._api + path))

    def upload(self, path: str, content: bytes, *, mime: str) -> None:
        """Hand LINE a file; raise LineTrouble."""
        headers = {"Content-Type": mime}
        self._json(self._request("POST", self._data + path, body=content, headers=headers))

    def has_content(self, path: str) -> bool:
        """Say whether LINE holds a file; raise LineTrouble when it does not say."""
        answer = self._get(self._data, path, stream=False)
        if answer.status == 404:  # noqa: PLR2004
            return False
        if answer.status >= 400:  # noqa: PLR2004
            raise LineTrouble(answer.status, "the content endpoint refused")
        return True

    def _json(self, answer: Any) -> dict[str, Any]:
        if answer.status >= 400:  # noqa: PLR2004
            raise LineTrouble(answer.status, reason(answer.data))
        found = json.loads(answer.data or b"{}")
        return found if isinstance(found, dict) else {}

    def _get(self, base: str, path: str, *, stream: bool) -> Any:
        return self._request("GET", base + path, preload_content=not stream)

    def _request(self, verb: str, url: str, **options: Any) -> Any:
        more = options.pop("headers", {})
        headers = {"Authorization": f"Bearer {self._token}", **more}
        try:
            return self._pool.request(verb, url, headers=headers, **options)
        except urllib3.exceptions.HTTPError as trouble:
            raise LineTrouble(0, type(trouble).__name__) from trouble


def fault_in(form: dict[str, Any]) -> str:
    """Say what keeps a body from being of LINE's form, empty if nothing does."""
    from linebot.v3.messaging import PushMessageRequest

    try:
        PushMessageRequest.from_dict({"to": "U", **form})
    except _NOT_ITS_FORM as fault:
        return f"not in LINE's form: {type(fault).__name__}"
    return ""


def _pieces(answer: Any) -> Iterator[bytes]:
    try:
        yield from answer.stream(64 * 1024)
    except urllib3.exceptions.HTTPError as trouble:
        raise LineTrouble(0, type(trouble).__name__) from trouble


def _moment(value: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(value).astimezone(UTC) if value else None
    except ValueError:
        return None
