"""Who may ask for a sender's name, grant it and look: the whole table."""

from __future__ import annotations

import dataclasses
import uuid

import pytest

from domain import meanings as m
from domain.name_taps import on_request
from domain.naming import (
    NamedCase,
    Onlooker,
    why_not_ask,
    why_not_decide,
    why_not_look,
    why_untold,
)
from domain.postback import Act, Postback

CASE = NamedCase(is_open=True, is_restricted=False, is_practice=False, has_name=True)
RESTRICTED = dataclasses.replace(CASE, is_restricted=True)
CLOSED = dataclasses.replace(CASE, is_open=False)
TIP = uuid.UUID(int=1)


def who(role: str, *, handler: bool = False, asker: bool = False) -> Onlooker:
    return Onlooker(role=role, is_handler=handler, is_asker=asker)


@pytest.mark.parametrize(
    ("officer", "asks", "decides"),
    [
        (who("village"), "naming.not_yours", "naming.not_commander"),
        (who("village", handler=True), None, "naming.not_commander"),
        (who("duty"), None, "naming.not_commander"),
        (who("duty", handler=True), None, "naming.not_commander"),
        (who("admin"), "naming.not_yours", "naming.not_commander"),
        (who("admin", handler=True), None, "naming.not_commander"),
        (who("commander"), None, None),
        (who("commander", handler=True), None, "naming.own_case"),
        (who("commander", asker=True), None, "naming.own_wish"),
    ],
)
def test_who_may_ask_and_who_may_decide(
    officer: Onlooker, asks: str | None, decides: str | None
) -> None:
    assert why_not_ask(officer, CASE) == asks
    assert why_not_look(officer, CASE) == asks
    assert why_not_decide(officer, CASE) == decides


@pytest.mark.parametrize(
    ("case", "asks", "looks", "decides"),
    [
        (RESTRICTED, "naming.restricted", "naming.restricted", "naming.restricted"),
        (CLOSED, "case.closed_already", None, "case.closed_already"),
        (dataclasses.replace(CASE, is_practice=True), "naming.practice", None, None),
        (dataclasses.replace(CASE, has_name=False), "naming.no_name", None, None),
    ],
)
def test_of_which_tips_a_name_is_opened(
    case: NamedCase, asks: str | None, looks: str | None, decides: str | None
) -> None:
    commander = who("commander")
    assert why_not_ask(commander, case) == asks
    assert why_not_look(commander, case) == looks
    assert why_not_decide(commander, case) == decides


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, None),
        ({"is_opened": False}, "unopened"),
        ({"endangers": True}, "endangers"),
        ({"is_watched": True}, "watched"),
        ({"is_gone": True}, "gone"),
    ],
)
def test_why_a_sender_is_not_told(facts: dict[str, bool], why: str | None) -> None:
    told = {"is_opened": True, "endangers": False, "is_watched": False, "is_gone": False}
    assert why_untold(**{**told, **facts}) == why


@pytest.mark.parametrize(
    ("act", "kind", "parts"),
    [
        (Act.NAME_YES, m.NameDecided, {"is_granted": True}),
        (Act.NAME_NO, m.NameDecided, {"is_granted": False}),
        (Act.NAME_DANGER, m.NameDangerAsked, {}),
        (Act.NAME_OPEN, m.NameLinkAsked, {}),
    ],
)
def test_a_tap_names_the_request_that_it_is_about(
    act: Act, kind: type[m.CaseEvent], parts: dict[str, bool]
) -> None:
    request = uuid.uuid4()
    made = on_request(Postback(act=act, tip=TIP, value=request.hex))
    assert made == (kind, {"request": request, **parts})
    assert on_request(Postback(act=act, tip=TIP, value="no request")) is None


def test_to_ask_for_a_name_no_request_is_named_yet() -> None:
    assert on_request(Postback(act=Act.NAME_ASK, tip=TIP)) == (m.NameAsked, {})


def test_a_button_about_something_else_is_about_no_request() -> None:
    assert on_request(Postback(act=Act.ACCEPT, tip=TIP, value=uuid.UUID(int=2).hex)) is None
