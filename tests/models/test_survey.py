"""A survey's answers: one each, whoever taps twice, and nothing that joins them to a person."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, text

from domain.survey import Paper, read_paper
from models.member import Member
from models.survey import SurveyAnswer, SurveyTurn
from models.unit_of_work import Store, UnitOfWork
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct

PAPER: Paper = read_paper(
    {"title": "t", "questions": [{"text": "?", "choices": ["a", "b"]}] * 2},
)


@pytest.fixture
def member(store: Store, station: int, clock: FixedClock) -> int:
    with store.writing(station, clock()) as uow:
        found = Precinct(uow).member.id
        uow.surveys.begin(PAPER, now=uow.now)
        uow.commit()
    return found


def answer(uow: UnitOfWork, member: int, *choices: int) -> bool:
    survey = uow.surveys.by_number(1)
    assert survey is not None
    return uow.surveys.answer(survey, uow.session.get_one(Member, member), choices, now=uow.now)


def kept(store: Store) -> list[tuple[str, bool]]:
    with store.database.reading() as session:
        rows = session.scalars(select(SurveyAnswer).order_by(SurveyAnswer.choices))
        return [(one.choices, one.is_public) for one in rows]


def test_it_keeps_its_wording_and_number(
    store: Store, station: int, clock: FixedClock, member: int
) -> None:
    with store.writing(station, clock()) as uow:
        second = uow.surveys.begin(PAPER, now=uow.now)
        assert [one.number for one in uow.surveys.all()] == [1, 2]
        assert uow.surveys.paper(second) == PAPER
        assert uow.surveys.by_token(second.token) is second
        assert uow.surveys.by_token("x") is None
        assert len({one.token for one in uow.surveys.all()}) == 2


def test_another_stations_survey_is_not_found(
    store: Store, station: int, clock: FixedClock, member: int
) -> None:
    other = next(one for one in store.stations if one != station)
    with store.reading(station, clock()) as uow:
        token = uow.surveys.all()[0].token
    with store.reading(other, clock()) as uow:
        assert uow.surveys.by_number(1) is None
        assert uow.surveys.by_token(token) is None


def test_a_member_answers_once(store: Store, station: int, clock: FixedClock, member: int) -> None:
    for choices, is_kept in (((0, 1), True), ((1, 1), False)):
        with store.writing(station, clock()) as uow:
            assert answer(uow, member, *choices) is is_kept
            uow.commit()
    assert kept(store) == [("01", False)]


def test_two_taps_at_once_are_one_answer(
    store: Store, station: int, clock: FixedClock, member: int
) -> None:
    ready, taken = threading.Barrier(2), []

    def tap() -> None:
        ready.wait(10)
        with store.writing(station, clock()) as uow:
            taken.append(answer(uow, member, 1, 1))
            uow.commit()

    taps = [threading.Thread(target=tap) for _ in range(2)]
    for one in taps:
        one.start()
    for one in taps:
        one.join(60)
    assert sorted(taken) == [False, True]
    assert kept(store) == [("11", False)]


def test_after_the_end_nobody_answers_and_no_turn_is_known(
    store: Store, station: int, clock: FixedClock, member: int
) -> None:
    with store.writing(station, clock()) as uow:
        answer(uow, member, 0, 0)
        survey = uow.surveys.by_number(1, alone=True)
        assert survey is not None
        assert uow.surveys.has_answered(survey, uow.session.get_one(Member, member))
        uow.surveys.close(survey, now=uow.now)
        uow.commit()
    with store.writing(station, clock()) as uow:
        assert answer(uow, member, 1, 1) is False
        closed = uow.surveys.by_number(1)
        assert closed is not None
        assert (
            uow.surveys.answer_publicly(closed, (1, 1), village=None, mark="m", now=uow.now)
            is False
        )
        assert uow.session.scalars(select(SurveyTurn)).all() == []
        uow.commit()
    assert kept(store) == [("00", False)]


def test_nothing_of_an_answer_names_who_or_when(
    store: Store, station: int, clock: FixedClock, member: int
) -> None:
    with store.writing(station, clock()) as uow:
        answer(uow, member, 0, 1)
        uow.commit()
    assert set(SurveyAnswer.__table__.columns.keys()) == {
        "survey_id", "id", "village_id", "is_public", "choices",
    }  # fmt: skip
    assert set(SurveyTurn.__table__.columns.keys()) == {"survey_id", "mark"}
    if store.database.is_sqlite:
        with store.database.reading() as session, pytest.raises(Exception, match="rowid"):
            session.execute(text("SELECT rowid FROM survey_answers"))
