"""Who may open which address: a station with everything to see, and visitors with every session."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask.testing import FlaskClient
from sqlalchemy import update

from domain.naming import NameState
from models.access import BrowserSession
from models.media import MediaState
from models.meeting import NewMeeting
from models.officer import Role
from models.unit_of_work import UnitOfWork
from tests.handlers.precinct import Precinct
from tests.web.test_media import SOUND, a_picture
from tests.web.visitors import Neighbourhood
from web.entrance import INSIDE
from web.visiting import HOME, Purpose

MEETING: Final = "ไฟถนนหน้าวัด"
NOT_MINE: Final = "00000000-0000-0000-0000-000000000000"
ELSEWHERE: Final = "bungkum"
# The sender of the tip, and one of the same village who is not.
MEMBERS: Final = ("member", "neighbour")
OFFICERS: Final = ("p1", "b1", "n1", "d1", "c1", "a1")
THEIRS: Final = ("x-village", "x-duty", "x-commander", "x-admin")
SUSPENDED: Final = ("p1-suspended", "c1-suspended")
UNPROVEN: Final = ("p1-unproven", "d1-unproven", "c1-unproven", "a1-unproven")
EVERYBODY: Final = ("nobody", *MEMBERS, *OFFICERS, *THEIRS, *SUSPENDED, *UNPROVEN)
_ROLES: Final = {
    "x-village": Role.VILLAGE,
    "x-duty": Role.DUTY,
    "x-commander": Role.COMMANDER,
    "x-admin": Role.ADMIN,
}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A tip of the first station with media, an officer's picture, and a name that was granted."""

    place: Neighbourhood
    tip: uuid.UUID
    photo: uuid.UUID
    voice: uuid.UUID
    video: uuid.UUID
    sent: uuid.UUID
    neighbour: int
    theirs: Mapping[str, int]

    @classmethod
    def of(cls, place: Neighbourhood) -> Scene:
        """Lay it out; the desk's officer was granted the name, the village's has the tip."""
        tip = place.a_tip(state="accepted", handler_id=place.officers["p1"])
        pieces = {kind: _piece(place, tip, kind) for kind in ("photo", "voice", "video")}
        sent = _piece(place, tip, "photo", author="officer")
        place.changed(lambda here: _grant(here, tip))
        with place.store.writing(place.station, place.clock()) as uow:
            here = object.__new__(Precinct)
            here.uow, here.village = uow, uow.villages.all()[0]
            here.a_crowd(1)
            at = uow.now + timedelta(days=3)
            uow.meetings.plan(
                NewMeeting(title=MEETING, place="ศาลา", meets_at=at, villages=("v1",))
            )
            neighbour = uow.members.all()[-1].id
            uow.commit()
        return cls(
            place=place,
            tip=tip,
            sent=sent,
            neighbour=neighbour,
            theirs=_neighbours(place),
            **pieces,
        )

    def visitor(self, name: str) -> Visitor:
        """Give somebody a browser with a session of each kind, as if each link were theirs."""
        who, _, how = name.partition("-")
        who, how = (name, "") if name in _ROLES else (who, how)
        browser = self.place.a_browser()
        tokens = {} if name == "nobody" else {one: self._opens(one, who) for one in Purpose}
        for purpose, token in tokens.items():
            browser.set_cookie(purpose, token, path=HOME[purpose])
        self._prove(proven=how != "unproven")
        if how == "suspended":
            self.place.changed(lambda here: _suspend(here, self.place.officers[who]))
        return Visitor(browser=browser, tokens=tokens)

    def _opens(self, purpose: Purpose, who: str) -> str:
        """Open a session of a person for a purpose, about this very tip."""
        place = self.place
        station = place.store.station(ELSEWHERE).id if who in _ROLES else place.station
        members = {"member": place.member, "neighbour": self.neighbour}
        with place.store.writing(station, place.clock()) as uow:
            link = uow.access.make_link(
                purpose,
                expires_at=uow.now + timedelta(minutes=5),
                officer_id=place.officers.get(who) or self.theirs.get(who),
                member_id=members.get(who),
                tip_id=self._about(purpose, who),
            )
            uow.commit()
        there = HOME[purpose] + ("/enter" if purpose is Purpose.CONSOLE else "")
        answer = place.a_browser().post(f"{there}/{link}")
        assert answer.headers["Location"] == INSIDE[purpose]
        return str(answer.headers["Set-Cookie"]).partition("=")[2].partition(";")[0]

    def _about(self, purpose: Purpose, who: str) -> uuid.UUID | None:
        # A picture's session is told from others by its tip alone: who sent it stands nowhere.
        is_others = purpose is Purpose.PICTURES and who == "neighbour"
        return None if is_others else self.tip

    def _prove(self, *, proven: bool) -> None:
        with self.place.store.database.writing() as session:
            moment = self.place.clock() if proven else None
            session.execute(update(BrowserSession).values(proven_at=moment))
            session.commit()


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A browser, and what it alone knows."""

    browser: FlaskClient
    tokens: Mapping[Purpose, str]

    def proof(self, purpose: Purpose, what: str) -> str:
        """Return what a page of this session holds, as a form's mark."""
        token = self.tokens.get(purpose, "nothing")
        return hmac.digest(token.encode(), what.encode(), hashlib.sha256).hex()


def _piece(
    place: Neighbourhood, tip_id: uuid.UUID, kind: str, *, author: str = "sender"
) -> uuid.UUID:
    content = a_picture() if kind == "photo" else SOUND
    key = b"v" * 32
    names = [place.vault.keep([content], key, max_bytes=1 << 24).name for _ in range(2)]

    def keep(here: Precinct) -> uuid.UUID:
        uow, tip = here.uow, here.uow.tips.get(tip_id)
        row = uow.tips.add_message(
            tip, {}, kind=kind, author=author, message_id=None, happened_at=uow.now
        )
        assert row is not None
        item = uow.media.want(tip, row, kind=kind, source={}, now=uow.now)
        parts = zip(("original", "clean"), names, strict=True)
        kept = {part: {"name": name, "key": key.hex()} for part, name in parts}
        uow.media.keep(tip, item, kept, state=MediaState.KEPT)
        item.mime, item.size = "image/jpeg" if kind == "photo" else "audio/mp4", len(content)
        return item.id

    return place.changed(keep)


def _grant(here: Precinct, tip_id: uuid.UUID) -> uuid.UUID:
    uow: UnitOfWork = here.uow
    tip, asker = uow.tips.get(tip_id), uow.officers.get(here.desk.id)
    request = uow.name_requests.ask(tip, asker, "เหตุผลของผู้ขอ", at=uow.now)
    request.state, request.decided_at = NameState.GRANTED, uow.now
    request.decider_id = here.commander.id
    return request.id


def _suspend(here: Precinct, officer: int) -> None:
    here.uow.officers.get(officer).is_suspended = True


def _neighbours(place: Neighbourhood) -> Mapping[str, int]:
    there = place.store.station(ELSEWHERE).id
    with place.store.writing(there, place.clock()) as uow:
        precinct = object.__new__(Precinct)
        precinct.uow = uow
        made = {name: precinct.an_officer(name, role).id for name, role in _ROLES.items()}
        uow.commit()
    return made
