"""A member's own page."""

from __future__ import annotations

from tests.handlers.precinct import Precinct
from tests.web.visitors import Neighbourhood


def test_a_member_reads_what_is_held_of_them(place: Neighbourhood) -> None:
    place.a_tip()
    browser = place.inside("/m/", "member", "member")
    shown = browser.get("/m/view").text
    for held in ("สมหมาย", "1234567890121", "21 มี.ค. 2510", "M0001", "เปรมฤทัย", "1/2569"):
        assert held in shown
    assert "มีดหน้าร้าน" not in shown
    assert place.acts()[-1] == "member.view"


def test_without_a_session_or_after_erasure_there_is_nothing(place: Neighbourhood) -> None:
    assert place.a_browser().get("/m/view").status_code == 410
    browser = place.inside("/m/", "member", "member")

    def erase(here: Precinct) -> None:
        here.uow.members.erase(here.uow.members.get(place.member))

    place.changed(erase)
    assert browser.get("/m/view").status_code == 410
    assert "สมหมาย" not in browser.get("/m/view").text
