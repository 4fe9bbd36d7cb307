"""This is a survey, who had their turn, and what was answered, which nothing joins to a person."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.survey import Paper, write_trail
from models.base import Base, Bytes, Moment
from models.member import Member
from models.sealed import KeyStore, Purpose
from models.station import next_number

_papers: TypeAdapter[Paper] = TypeAdapter(Paper)
_TOKEN_BYTES: Final = 16
_TAKE_TURN = text(
    "INSERT INTO survey_turns (survey_id, mark) VALUES (:survey, :mark) ON CONFLICT DO NOTHING"
)


class SurveyState(StrEnum):
    """Whether a survey still takes answers."""

    OPEN = "open"
    CLOSED = "closed"


class Survey(Base):
    """One survey; people know it by its number, and its public page by `token`.

    `paper` is its wording as it is asked, which nobody changes. `closes_at` is when it ends by
    itself, None for one that somebody ends.
    """

    __tablename__ = "surveys"
    __table_args__ = (UniqueConstraint("station_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    paper: Mapped[dict[str, Any]] = mapped_column(JSON)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    def takes_answers(self, now: datetime) -> bool:
        """Say whether it asks; one whose end has come does not, though nobody closed it yet."""
        is_over = self.closes_at is not None and self.closes_at <= now
        return self.state == SurveyState.OPEN and not is_over


class SurveyTurn(Base):
    """That somebody had their turn, as a fingerprint; it knows no time and no answer.

    Rows lie by their keys, not as they came, so that their order tells nothing. They are erased
    when the survey is closed.
    """

    __tablename__ = "survey_turns"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    mark: Mapped[bytes] = mapped_column(Bytes, primary_key=True)


class SurveyAnswer(Base):
    """What one person answered: a digit for each question, and the village, never who or when."""

    __tablename__ = "survey_answers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("villages.id"))
    is_public: Mapped[bool] = mapped_column(Boolean)
    choices: Mapped[str] = mapped_column(String(16))


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One person's answers, and the row of the village that they belong to."""

    village: int | None
    is_public: bool
    choices: tuple[int, ...]


class Surveys:
    """The surveys of one station."""

    def __init__(self, session: Session, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys

    def begin(
        self,
        paper: Paper,
        *,
        now: datetime,
        author: int | None = None,
        closes_at: datetime | None = None,
    ) -> Survey:
        """Keep a new survey, with the next number, open for answers."""
        row = Survey(
            station_id=self._station_id,
            number=next_number(self._session, self._station_id, "surveys"),
            state=SurveyState.OPEN,
            paper=asdict(paper),
            token=secrets.token_urlsafe(_TOKEN_BYTES),
            author_id=author,
            created_at=now,
            closes_at=closes_at,
        )
        self._session.add(row)
        self._session.flush()
        return row

    @staticmethod
    def paper(survey: Survey) -> Paper:
        """Return what a survey asks."""
        return _papers.validate_python(survey.paper)

    def all(self) -> Sequence[Survey]:
        """Return every survey, in order."""
        own = Survey.station_id == self._station_id
        return self._session.scalars(select(Survey).where(own).order_by(Survey.number)).all()

    def by_number(self, number: int, *, alone: bool = False) -> Survey | None:
        """Return the survey that bears a number, kept from all others if it is to be changed."""
        return self._session.scalars(self._one(Survey.number == number, alone=alone)).one_or_none()

    def get(self, survey_id: int, *, alone: bool = False) -> Survey:
        """Return a survey by its row id."""
        return self._session.scalars(self._one(Survey.id == survey_id, alone=alone)).one()

    def _one(self, which: ColumnElement[bool], *, alone: bool) -> Select[Survey]:
        query = select(Survey).where(which, Survey.station_id == self._station_id)
        fresh = query.execution_options(populate_existing=True)
        return fresh.with_for_update() if alone else query

    def by_token(self, token: str) -> Survey | None:
        """Return the survey whose public page has this address."""
        return self._session.scalars(
            select(Survey).where(Survey.station_id == self._station_id, Survey.token == token)
        ).one_or_none()

    def has_answered(self, survey: Survey, member: Member) -> bool:
        """Say whether a member had their turn."""
        turn = (survey.id, self._mark(survey, member))
        return self._session.get(SurveyTurn, turn) is not None

    def answer(
        self, survey: Survey, member: Member, choices: Sequence[int], *, now: datetime
    ) -> bool:
        """Keep a member's answers; False for who had their turn, or came after the end."""
        if not self._is_open(survey, now) or not self._takes(survey, self._mark(survey, member)):
            return False
        self._keep(survey, choices, village=member.village_id, is_public=False)
        return True

    def has_sent(self, survey: Survey, mark: str) -> bool:
        """Say whether a browser, by its random mark, sent its answers."""
        return self._session.get(SurveyTurn, (survey.id, self._page_mark(survey, mark))) is not None

    def answer_publicly(
        self,
        survey: Survey,
        choices: Sequence[int],
        *,
        village: int | None,
        mark: str,
        now: datetime,
    ) -> bool:
        """Keep what a browser sent; False for one that did before, or after the end."""
        mine = self._page_mark(survey, mark)
        if not self._is_open(survey, now) or not self._takes(survey, mine):
            return False
        self._keep(survey, choices, village=village, is_public=True)
        return True

    def answers(self, survey: Survey) -> Sequence[Answered]:
        """Return all answers, in an order that tells nothing."""
        rows = self._session.scalars(
            select(SurveyAnswer)
            .where(SurveyAnswer.survey_id == survey.id)
            .order_by(SurveyAnswer.choices, SurveyAnswer.id)
        )
        return [
            Answered(
                village=one.village_id,
                is_public=one.is_public,
                choices=tuple(int(digit) for digit in one.choices),
            )
            for one in rows
        ]

    def close(self, survey: Survey, *, now: datetime) -> None:
        """Take no more answers, and forget who had their turn."""
        survey.state, survey.closed_at = SurveyState.CLOSED, now
        self._session.execute(delete(SurveyTurn).where(SurveyTurn.survey_id == survey.id))

    def _is_open(self, survey: Survey, now: datetime) -> bool:
        # Who closes waits for those who answer, so that none comes in behind the closing.
        self._session.refresh(survey, with_for_update={"read": True})
        return survey.takes_answers(now)

    def count(self, survey: Survey) -> Mapping[bool, int]:
        """Count who answered, the public apart under True."""
        rows = self._session.execute(
            select(SurveyAnswer.is_public, func.count())
            .where(SurveyAnswer.survey_id == survey.id)
            .group_by(SurveyAnswer.is_public)
        )
        return {row[0]: row[1] for row in rows}

    def _takes(self, survey: Survey, mark: bytes) -> bool:
        taken: Any = self._session.execute(_TAKE_TURN, {"survey": survey.id, "mark": mark})
        return bool(taken.rowcount == 1)

    def _page_mark(self, survey: Survey, mark: str) -> bytes:
        return self._keys.fingerprint(Purpose.SURVEY, str(survey.id), "page", mark)

    def _mark(self, survey: Survey, member: Member) -> bytes:
        return self._keys.fingerprint(Purpose.SURVEY, str(survey.id), str(member.id))

    def _keep(
        self, survey: Survey, choices: Sequence[int], *, village: int | None, is_public: bool
    ) -> None:
        row = SurveyAnswer(
            survey_id=survey.id,
            id=uuid.uuid4(),
            village_id=village,
            is_public=is_public,
            choices=write_trail(choices),
        )
        self._session.add(row)
        self._session.flush()
