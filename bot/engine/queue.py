"""This is Huey as we use it: one queue for each role, whose tasks say only "look again"."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from select import select
from typing import Any, Self

from huey.api import Huey
from huey.consumer import Worker
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import BaseStorage, PostgresStorage, RedisStorage, SqliteStorage
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

# More waiting wake-ups than this tell a role nothing new.
MOST_WAITING = 8
FIRST_DELAY, SLOWER, LONGEST_DELAY = 0.02, 1.3, 0.5
SILENCE_SECONDS = 2
_SQLITE = "sqlite:///"
# Two that create their tables in PostgreSQL at the same moment trip over each other.
_opening = threading.Lock()
# Its failures are ours to report, once, in our own words.
logging.getLogger("huey").setLevel(logging.CRITICAL)


class WakeQueue:
    """The wake-ups of one role, on whatever storage the address names."""

    def __init__(self, url: str, role: str, *, heard: Callable[[], None] | None = None) -> None:
        self._file = Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        with _opening:
            self._huey = _Huey(name=f"wake-{role}", url=url)

        def look_again() -> None:
            if heard is not None:
                heard()

        self._task = self._huey.task(name=role)(look_again)
        self._inode = self._identity()
        # Redis connects with its first command: a server that is away is noticed here.
        self._huey.storage.queue_size()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self) -> None:
        """Leave a wake-up, unless enough of them wait already."""
        self._ensure_same_file()
        if len(self._huey.storage.enqueued_items(limit=MOST_WAITING)) < MOST_WAITING:
            self._task()

    def is_unheard(self) -> bool:
        """Say whether a wake-up was given to somebody who has not begun to look."""
        storage = self._huey.storage
        return isinstance(storage, _AskingRedis) and storage.is_unheard()

    def listen_until(self, stopping: threading.Event) -> None:
        """Have Huey's worker run what comes until stopped; raise what the storage raises."""
        worker = Worker(self._huey, stopping, FIRST_DELAY, LONGEST_DELAY, SLOWER)
        while not stopping.is_set():
            worker.loop()
            if self._huey.failure is not None:
                raise self._huey.failure
            self._ensure_same_file()

    def close(self) -> None:
        """Let go of the storage's connections; a broken one is let go as well."""
        with suppress(Exception):
            pool = getattr(self._huey.storage, "pool", None)
            if pool is not None:
                pool.disconnect()
            self._huey.storage.close()

    def _identity(self) -> int | None:
        return self._file.stat().st_ino if self._file is not None else None

    def _ensure_same_file(self) -> None:
        """A deleted SQLite file stays open unseen, and two processes would miss each other."""
        if self._identity() != self._inode:
            raise FileNotFoundError


class _Huey(Huey):  # type: ignore[misc]
    """Huey that keeps no results, pickles nothing, and remembers why it could not read."""

    def __init__(self, *, name: str, url: str) -> None:
        self.failure: Exception | None = None
        super().__init__(name=name, results=False, serializer=_NameOnly(), url=url)

    def get_storage(self, **settings: Any) -> BaseStorage:
        """Open the storage that the address names."""
        return _storage(self.name, settings["url"])

    def dequeue(self) -> Any:
        """Take the next wake-up, and remember the failure if there is one."""
        try:
            return super().dequeue()
        except Exception as error:
            self.failure = error
            raise


class _PatientPostgres(PostgresStorage):  # type: ignore[misc]
    """Huey's PostgreSQL, asleep while it waits: psycopg would look ten times a second."""

    def dequeue(self) -> bytes | None:
        """Take a wake-up, or wait for the server to speak and look once more."""
        listening = self._listen_conn()
        data: bytes | None = self._dequeue()
        if data is None and select([listening.fileno()], [], [], self.read_timeout)[0]:
            list(listening.notifies(timeout=0))
            data = self._dequeue()
        return data


class _AskingRedis(RedisStorage):  # type: ignore[misc]
    """Huey's Redis, which can be asked whether the wake-ups were heard.

    Redis gives each to whoever waits longest, also to a process that is frozen or cut off and will
    never read it. The other storages give nothing: who is awake takes it.
    """

    def enqueue(self, data: bytes, priority: float | None = None) -> None:  # noqa: ARG002
        """Leave a wake-up, and the mark that nobody has begun to look since."""
        both = self.conn.pipeline(transaction=False)
        both.set(self._mark, b"1").lpush(self.queue_key, data).execute()

    def dequeue(self) -> bytes | None:
        """Take a wake-up, and the mark away before the look, for who marks later is owed one."""
        data: bytes | None = super().dequeue()
        if data is not None:
            self.conn.delete(self._mark)
        return data

    def is_unheard(self) -> bool:
        """Say whether the mark is there and no wake-up: what lies here is taken by who comes."""
        return bool(self.conn.exists(self._mark)) and not self.queue_size()

    @property
    def _mark(self) -> str:
        return f"{self.queue_key}.unheard"


class _NameOnly(Serializer):  # type: ignore[misc]
    """Writes a task as its name alone, so that nothing else can travel or be unpickled."""

    def _serialize(self, data: Any) -> bytes:
        return str(data.name).encode()

    def _deserialize(self, data: Any) -> Message:
        return Message(name=bytes(data).decode(), args=(), kwargs={}, retries=0, retry_delay=0)


def _storage(name: str, url: str) -> BaseStorage:
    if url.startswith(_SQLITE):
        file = url.removeprefix(_SQLITE)
        return SqliteStorage(name, filename=file, fsync=False, timeout=2, cache_mb=1)
    if url.startswith("redis"):
        return _AskingRedis(name, connection_pool=_redis_pool(url), read_timeout=SILENCE_SECONDS)
    dsn = url.replace("postgresql+psycopg://", "postgresql://", 1)
    return _PatientPostgres(
        name,
        dsn=dsn,
        table_prefix="wake",
        read_timeout=SILENCE_SECONDS,
        connect_timeout=3,
        tcp_user_timeout=5000,
    )


def _redis_pool(url: str) -> Any:
    return ConnectionPool.from_url(
        url, socket_connect_timeout=2, socket_timeout=5, retry=Retry(NoBackoff(), 0)
    )
