"""What came of a survey to which few or none replied."""

from __future__ import annotations

import pytest

from catalog import Catalog
from catalog.survey_results import told
from catalog.surveys import fear_paper
from domain.survey_figures import FearFormula
from domain.survey_report import Report, Source


@pytest.mark.parametrize(("count", "said"), [(0, "ไม่มีผู้ตอบ"), (4, "น้อยกว่า 5 คน ไม่แสดงผล")])
def test_nobody_is_another_thing_than_too_few(count: int, said: str) -> None:
    catalog = Catalog.load("th")
    report = Report(
        number=1,
        paper=fear_paper(catalog),
        is_open=False,
        until=None,
        sources=[Source(name="members", count=count)],
        reached=0,
        min_crowd=5,
        formula=FearFormula.SHARE,
        target=40,
    )
    assert told(report, catalog)[1][1:] == [said]
