"""Surveys in the console: how many answered, and once one is over what, small crowds together."""

from __future__ import annotations

from domain.survey import read_paper
from tests.handlers.precinct import Precinct
from tests.web.test_surveys import PAPER
from tests.web.visitors import Neighbourhood


def begun(place: Neighbourhood, *, villages: dict[str, int]) -> None:
    def begin(here: Precinct) -> None:
        survey = here.uow.surveys.begin(read_paper(PAPER), now=here.uow.now)
        for code, count in villages.items():
            row = here.uow.villages.by_code(code)
            assert row is not None
            for _ in range(count):
                here.uow.surveys._keep(survey, (1, 0), village=row.id, is_public=False)

    place.changed(begin)


def closed(place: Neighbourhood) -> None:
    def close(here: Precinct) -> None:
        survey = here.uow.surveys.by_number(1, alone=True)
        assert survey is not None
        here.uow.surveys.close(survey, now=here.uow.now)

    place.changed(close)


def page(place: Neighbourhood, address: str, who: str = "p1") -> str:
    return place.inside("/console/enter/", "console", who).get(address).text


def test_a_survey_is_listed_and_its_code_is_shown_while_it_asks(place: Neighbourhood) -> None:
    begun(place, villages={"v1": 7})
    assert "ความเห็น" in page(place, "/console/surveys")
    shown = page(place, "/console/surveys/1")
    assert "สมาชิก: 7 คน" in shown
    assert "กลางคืนปลอดภัยไหม" not in shown
    assert "/qr.png" in shown


def test_once_it_is_over_small_villages_are_told_together(place: Neighbourhood) -> None:
    begun(place, villages={"v1": 9, "v2": 4})
    closed(place)
    shown = page(place, "/console/surveys/1")
    assert "100.0%" in shown
    assert "&lt;b&gt;ไม่&lt;/b&gt;" in shown
    assert "เปรมฤทัย: " not in shown
    assert "/qr.png" not in shown


def test_none_of_it_shows_to_who_is_not_inside_or_of_what_is_not_there(
    place: Neighbourhood,
) -> None:
    begun(place, villages={})
    for address in ("/console/surveys", "/console/surveys/1"):
        assert place.a_browser().get(address).status_code == 401
    browser = place.inside("/console/enter/", "console", "p1")
    assert browser.get("/console/surveys/9").status_code == 404
