"""This is one transaction over all collections of one station; sessions begin and end here."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import TypedDict

from domain.calendar import spoken_number, tip_number
from domain.classification import Gazetteer, Lexicon, Reading, Report
from models.access import Access
from models.alias import AliasDecisions
from models.assignment import Assignments
from models.audit import Audit
from models.bubble import Bubbles
from models.bulletin import Bulletins
from models.bulletin_photo import BulletinPhotos
from models.bulletin_picture import BulletinPictures
from models.caller import Callers
from models.delivery import Deliveries
from models.deployment import Deployment, SeatedStation
from models.dialogue import Dialogues
from models.drill import Drills
from models.envelope import Envelopes
from models.group import Groups
from models.inbox import Inbox
from models.lane import Lanes
from models.late_session import LateSession
from models.line_name import LineNames
from models.mark import TipMarks
from models.media import MediaItems
from models.meeting import Meetings
from models.member import Members
from models.menu import MenuWishes
from models.merge import Merges
from models.name_request import NameRequests
from models.officer import Officers
from models.outbox import Outbox
from models.pace import Paces
from models.quota import Quotas
from models.riding import Rides
from models.roster import Roster
from models.sealed import KeyStore
from models.second_factor import SecondFactors
from models.summary import Summaries
from models.survey import Surveys
from models.tally import Tallies
from models.tip import Tip
from models.tips import Tips
from models.village import Villages, has_changed_villages


class Belonging(TypedDict):
    """What the collections share that seal with the station's own key."""

    station_id: int
    keys: KeyStore
    key: uuid.UUID


class UnitOfWork:
    """Everything that one station remembers, read and changed together or not at all."""

    _gazetteer: Gazetteer | None = None

    def __init__(
        self,
        session: LateSession,
        deployment: Deployment,
        *,
        station: SeatedStation,
        now: datetime,
    ) -> None:
        self.session = session
        self.began = self.now = now
        self.station = station
        self.rules = station.rules
        self._deployment = deployment
        keys = self.keys = KeyStore(session, deployment.cabinet, now)
        own = self._own = Belonging(station_id=station.id, keys=keys, key=station.key)
        self.files_to_remove: list[str] = []
        self.villages = Villages(session, station.id)
        self.aliases = AliasDecisions(session, **own)
        self.menus = MenuWishes(session, **own, now=now)
        self.officers = Officers(session, station.id, keys, self.menus)
        self.roster = Roster(session, station.id, station.rules)
        self.members = Members(session, station.id, keys, self.menus)
        self.groups = Groups(session, **own)
        self.tips = Tips(session, station.id, keys)
        self.summaries = Summaries(session, station.id)
        self.merges = Merges(session, self.tips)
        self.media = MediaItems(session, station.id, keys)
        self.dialogues = Dialogues(session, **own)
        self.audit = Audit(session, station.id)
        self.quotas = Quotas(session, station.id)
        self.lanes = Lanes(session, deployment.database)
        self.inbox = Inbox(session, deployment.database, **own)
        self.outbox = Outbox(session, **own)

    @cached_property
    def readings(self) -> dict[Report, tuple[Gazetteer, Reading]]:
        """What reports were read as in this transaction, with which gazetteer."""
        return {}

    @cached_property
    def assignments(self) -> Assignments:
        """Who answers for which village."""
        return Assignments(self.session, self.station.id)

    @cached_property
    def name_requests(self) -> NameRequests:
        """The requests for senders' names."""
        return NameRequests(self.session, self.station.id, self.keys)

    @cached_property
    def callers(self) -> Callers:
        """The telephone numbers of who called the desk."""
        return Callers(self.session, self.station.id, self.keys)

    @cached_property
    def marks(self) -> TipMarks:
        """The plates and telephones that tips name, as fingerprints."""
        return TipMarks(self.session, self.station.id, self.keys)

    @cached_property
    def bubbles(self) -> Bubbles:
        """What LINE's ids of sent messages speak of."""
        return Bubbles(self.session, self.station.id, self.keys)

    @cached_property
    def envelopes(self) -> Envelopes:
        """The envelopes that are not sorted yet."""
        return Envelopes(self.session, self.station.id, self.keys)

    @cached_property
    def access(self) -> Access:
        """The one-time links and sessions."""
        return Access(self.session, self.station.id, self.keys)

    @cached_property
    def bulletins(self) -> Bulletins:
        """The station's bulletins."""
        return Bulletins(self.session, **self._own)

    @cached_property
    def bulletin_pictures(self) -> BulletinPictures:
        """The pictures of bulletins, for LINE to fetch."""
        return BulletinPictures(self.session, **self._own)

    @cached_property
    def bulletin_photos(self) -> BulletinPhotos:
        """The photos that officers sent for bulletins."""
        return BulletinPhotos(self.session, **self._own)

    @cached_property
    def deliveries(self) -> Deliveries:
        """To whom bulletins go."""
        return Deliveries(self.session, **self._own)

    @cached_property
    def rides(self) -> Rides:
        """What waits for free replies."""
        return Rides(self.session, self.station.id)

    @cached_property
    def tallies(self) -> Tallies:
        """How far bulletins have come."""
        return Tallies(self.session, self.station.id)

    @cached_property
    def drills(self) -> Drills:
        """The station's drills."""
        return Drills(self.session, self.station.id)

    @cached_property
    def second_factors(self) -> SecondFactors:
        """The officers' second factors."""
        return SecondFactors(self.session, self.station.id, self.keys)

    @cached_property
    def surveys(self) -> Surveys:
        """The station's surveys."""
        return Surveys(self.session, self.station.id, self.keys)

    @cached_property
    def paces(self) -> Paces:
        """How fast people write."""
        return Paces(self.session, self.station.id, self.keys)

    @cached_property
    def line_names(self) -> LineNames:
        """What people call themselves in LINE."""
        return LineNames(self.session, self.station.id, self.keys)

    @cached_property
    def meetings(self) -> Meetings:
        """The station's meetings."""
        return Meetings(self.session, **self._own)

    @property
    def lexicon(self) -> Lexicon:
        """Return the words by which reports are read."""
        return self._deployment.lexicon

    def read_ahead(self, line_ids: Collection[str], message_ids: Collection[str]) -> None:
        """Read at once what will be asked of several people and of what they wrote."""
        self.officers.all()
        self.villages.all()
        self.members.read_ahead(line_ids)
        self.dialogues.read_ahead(line_ids)
        self.paces.read_ahead(line_ids)
        self.line_names.read_ahead(line_ids)
        unnamed = [one for one in line_ids if self.line_names.is_unknown(one)]
        self.menus.read_ahead(unnamed)
        self.tips.read_ahead(line_ids)
        self.tips.read_ahead_messages(message_ids)

    def hold_officers(self) -> None:
        """Keep the officers, with their leave and charges, as they are until this is over.

        Who leaves at the same moment is then seen to have left, or finds what was sent to them.
        """
        if self.officers.hold():
            self.roster.forget()
            self.session.forget_known()

    def go_on(self, now: datetime) -> None:
        """Go on with the next of what is done together, at a moment of its own.

        By its moment one deed is told from another.
        """
        self.now = now
        self.keys.now = now
        self.menus.now = now

    def gazetteer(self) -> Gazetteer:
        """Return the station's villages, prepared for matching; rebuilt when they change."""
        if self._gazetteer is None or has_changed_villages(self.session, self.station.id):
            self._gazetteer = self._deployment.gazetteer(self.session, self.station.id)
        return self._gazetteer

    def at(self, station_id: int) -> UnitOfWork:
        """Return what another station remembers, within this same transaction."""
        if station_id == self.station.id:
            return self
        seated = self._deployment.stations[station_id]
        return UnitOfWork(self.session, self._deployment, station=seated, now=self.now)

    def neighbours(self) -> Sequence[SeatedStation]:
        """Return the deployment's other stations, by name."""
        others = [one for one in self._deployment.stations.values() if one.id != self.station.id]
        return sorted(others, key=lambda one: one.rules.name)

    def guest(self, prefix: str, year: int, sequence: int) -> Tip | None:
        """Return the tip of another station that bears a full number and is in our hands."""
        homes = [one.id for one in self.neighbours() if one.rules.short_name == prefix]
        found = [self.tips.guest(home, year, sequence) for home in homes]
        return next((one for one in found if one is not None), None)

    def number_of(self, tip: Tip) -> str:
        """Return a tip's full number, which bears the name of the station that it was sent to."""
        return tip_number(self.at(tip.station_id).rules.short_name, tip.year, tip.sequence)

    def spoken_number_of(self, tip: Tip) -> str:
        """Return a tip's number as this station's people say it; another station's in full."""
        is_own = self.tips.is_own(tip)
        return spoken_number(tip.year, tip.sequence) if is_own else self.number_of(tip)

    def commit(self) -> None:
        """Make all of it so."""
        self.session.commit()

    def begin_nested(self) -> object:
        """Open a savepoint, so that a refusal changes nothing."""
        return self.session.begin_nested()


class Store(Deployment):
    """What a deployment remembers, from which all work is opened."""

    @contextmanager
    def writing(self, station_id: int, now: datetime) -> Iterator[UnitOfWork]:
        """Open a transaction that may write; the caller commits, leaving rolls back."""
        with self.database.writing() as session:
            yield UnitOfWork(session, self, station=self.stations[station_id], now=now)

    @contextmanager
    def reading(self, station_id: int, now: datetime) -> Iterator[UnitOfWork]:
        """Open a transaction that only reads."""
        with self.database.reading() as session:
            yield UnitOfWork(session, self, station=self.stations[station_id], now=now)
