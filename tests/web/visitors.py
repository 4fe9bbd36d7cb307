"""A station behind its pages, and browsers that visit them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from bot.watch import Readiness
from catalog import Catalog
from catalog.words import load_customs
from files.vault import Vault
from models.access import BrowserSession
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct
from web import Site, create_app

MINUTES = timedelta(minutes=10)
OWN_SITE = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}


class Neighbourhood:
    """One station with its people, whose rows later tests change by `changed`."""

    def __init__(self, store: Store, station: int, clock: FixedClock, folder: Path) -> None:
        self.store, self.station, self.clock = store, station, clock
        self.vault = Vault(folder / "media")
        with store.writing(station, clock()) as uow:
            here = Precinct(uow)
            self.officers = {row.code: row.id for row in uow.officers.all()}
            self.member = here.member.id
            uow.commit()
        self.here = here
        self.app = self.an_app(is_https=False)

    def an_app(self, *, is_https: bool, trusted_proxies: int = 0) -> Flask:
        return create_app(
            readiness=Readiness,
            figures=lambda: (b"", "text/plain"),
            metrics_token="",
            trusted_proxies=trusted_proxies,
            site=Site(
                store=self.store,
                catalog=Catalog.load("th"),
                clock=self.clock,
                vault=self.vault,
                is_https=is_https,
                customs=load_customs(),
            ),
        )

    def changed(self, change: Callable[[Precinct], uuid.UUID | None]) -> uuid.UUID:
        """Change something in a transaction of its own; return the id it gives."""
        with self.store.writing(self.station, self.clock()) as uow:
            here = object.__new__(Precinct)
            here.__dict__.update(self.here.__dict__)
            here.uow = uow
            made = change(here)
            uow.commit()
        return made or uuid.UUID(int=0)

    def a_tip(self, **facts: object) -> uuid.UUID:
        facts = {"state": "sent", "sent_at": self.clock(), **facts}
        return self.changed(lambda here: here.a_tip(**facts).id)

    def a_link(self, purpose: str, who: str = "", tip: uuid.UUID | None = None) -> str:
        with self.store.writing(self.station, self.clock()) as uow:
            token = uow.access.make_link(
                purpose,
                expires_at=uow.now + MINUTES,
                officer_id=self.officers.get(who),
                member_id=self.member if who == "member" else None,
                tip_id=tip,
            )
            uow.commit()
        return token

    def a_browser(self) -> FlaskClient:
        return self.app.test_client()

    def inside(
        self,
        address: str,
        purpose: str,
        who: str,
        tip: uuid.UUID | None = None,
        *,
        proven: bool = True,
    ) -> FlaskClient:
        """Return a browser that came in by a fresh link, and gave the officer's code besides."""
        browser = self.a_browser()
        token = self.a_link(purpose, who, tip)
        assert browser.post(f"{address}{token}", headers=OWN_SITE).status_code == 303
        if proven:
            with self.store.database.writing() as session:
                session.execute(update(BrowserSession).values(proven_at=self.clock()))
                session.commit()
        return browser

    def acts(self) -> list[str]:
        with self.store.reading(self.station, self.clock()) as uow:
            return [line.act for line in uow.audit.lines()]
