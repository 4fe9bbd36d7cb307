"""What all tests share: real databases, a clock that stands still, and skips that are faults."""

from __future__ import annotations

import functools
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect
from sqlalchemy import Engine, create_mock_engine, make_url
from sqlalchemy.schema import ExecutableDDLElement

from catalog.lexicon import load_lexicon
from domain.rules import StationRules
from models import migrate
from models.base import Base
from models.database import Database
from models.keyring import Keyring
from models.sealed import KeyCabinet
from models.unit_of_work import Store
from tests import postgres

# How fast a machine is says nothing about whether the code is right.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
expect.set_options(timeout=30_000)
# The same examples each time, so that a red run means a change; `exploring` looks for new ones.
settings.register_profile("exploring", settings.get_profile("any machine"), derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "any machine"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and os.environ.get("TASAPPAROT_TESTS_FAIL_ON_SKIP"):
        report.outcome = "failed"


class FixedClock:
    """A clock that moves only when a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    with postgres.running() as address:
        if address is None:
            pytest.skip(postgres.MEND)
        yield address


@pytest.fixture(scope="session")
def laid_database(postgres_address: str) -> Iterator[str]:
    """Give the name of a database that has its tables; tests one after another empty it."""
    with postgres.database(postgres_address) as name:
        with psycopg.connect(f"postgresql://{postgres_address}/{name}") as raw:
            raw.execute(schema_for("postgresql+psycopg"))  # type: ignore[arg-type]
        yield name


@pytest.fixture(scope="session")
def migrated_database(postgres_address: str) -> Iterator[str]:
    """Give the name of a database that the migrations made; others are copied from it."""
    with postgres.database(postgres_address) as name:
        brought_up(f"postgresql+psycopg://{postgres_address}/{name}")
        yield name


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, postgres_address: str) -> Iterator[str]:
    """Give an empty database of the real server, `migrated` or with `tables` if they are wanted."""
    server = f"postgresql+psycopg://{postgres_address}"
    if "tables" in request.fixturenames:
        name = request.getfixturevalue("laid_database")
        yield f"{server}/{name}"
        postgres.empty(postgres_address, name)
    else:
        is_wanted = "migrated" in request.fixturenames
        like = request.getfixturevalue("migrated_database") if is_wanted else "template1"
        with postgres.database(postgres_address, like) as name:
            yield f"{server}/{name}"


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sqlite")


@pytest.fixture
def sqlite_url(sqlite_folder: Path) -> str:
    """Give a SQLite database that is not there yet, each time at the same place."""
    for left in sqlite_folder.iterdir():
        left.unlink()
    return f"sqlite:///{sqlite_folder}/tasapparot.db"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(scope="session")
def engines() -> dict[str, Engine]:
    """Give the engines at hand: each knows the SQL that it has worded once for all tests."""
    return {}


@pytest.fixture
def database(database_url: str, engines: dict[str, Engine]) -> Iterator[Database]:
    opened = Database(database_url)
    # What a test hangs on its engine hangs on a copy; pool and worded SQL are the same.
    opened.engine = engines.setdefault(database_url, opened.engine).execution_options()
    yield opened
    opened.close()


KEY = b"k" * 32
the_lexicon = functools.cache(load_lexicon)


def a_rule_set(code: str = "khokkhram") -> StationRules:
    return StationRules(
        code=code,
        name="สน.โคกคราม",
        short_name="KK",
        place_word="ชุมชน",
        public_url="https://police.example",
    )


@functools.cache
def schema_for(dialect: str) -> str:
    """Return the statements that lay every table and what guards it, as one script."""
    said: list[str] = []

    def note(statement: ExecutableDDLElement, *_: object) -> None:
        said.append(str(statement.compile(dialect=mock.dialect)))

    mock = create_mock_engine(f"{dialect}://", note)
    Base.metadata.create_all(mock, checkfirst=False)
    return ";\n".join(said)


@functools.cache
def laid_file() -> bytes:
    """Return a SQLite database with its tables, as the bytes of its file."""
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.executescript(schema_for("sqlite"))
        return raw.serialize()


def brought_up(url: str) -> None:
    """Let the migrations make a database."""
    database = Database(url)
    migrate.upgrade(database)
    database.close()


@functools.cache
def migrated_file() -> bytes:
    """Return a SQLite database that the migrations made, as the bytes of its file."""
    with tempfile.TemporaryDirectory() as folder:
        brought_up(f"sqlite:///{folder}/made.db")
        return (Path(folder) / "made.db").read_bytes()


@pytest.fixture
def migrated(database_url: str) -> None:
    """Give tables as the migrations make them, with triggers and all: once, and copied."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).write_bytes(migrated_file())


@pytest.fixture
def tables(database: Database) -> None:
    """Lay all tables at once: hundreds of tests begin with it."""
    if database.is_sqlite:
        Path(str(database.engine.url.database)).write_bytes(laid_file())


@pytest.fixture
def store(database: Database, tables: None, clock: FixedClock) -> Store:
    made = Store(database, KeyCabinet(database, Keyring([KEY])), the_lexicon())
    made.seat({"khokkhram": a_rule_set(), "bungkum": a_rule_set("bungkum")}, clock())
    return made


@pytest.fixture
def station(store: Store) -> int:
    return store.station("khokkhram").id
