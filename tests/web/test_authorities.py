"""Role by address by station: each address of the app opens for those named here and no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from tests.web.authorities import (
    EVERYBODY,
    MEETING,
    MEMBERS,
    NOT_MINE,
    OFFICERS,
    SUSPENDED,
    THEIRS,
    UNPROVEN,
    Scene,
    Visitor,
)
from tests.web.test_announced import a_bulletin
from tests.web.test_surveys_told import begun
from tests.web.visitors import OWN_SITE, Neighbourhood
from web.visiting import Purpose

NUMBER, NAME = "KK-2569-000001", "ใจเด็ดเดี่ยว"
PICTURE, SOUND, BYTES = "image/jpeg", "audio/mp4", "application/octet-stream"
NUMBERED = "<int(max=999999999):number>"
MEETING_AT = f"/console/meetings/{NUMBERED}"
ABOVE = {"d1", "c1", "a1"}
WHO_SEE_THE_TIP = {"p1", "b1", *ABOVE, *UNPROVEN}
WHO_HAVE_A_CONSOLE = {*OFFICERS, *THEIRS, "p1-unproven", "d1-unproven"}
WHO_RUN_THE_MEETING = {"p1", "b1", *ABOVE, "p1-unproven", "d1-unproven"}
ANY_OFFICER = {*OFFICERS, *THEIRS, *UNPROVEN}
REASON = {"reason": "ใช้เป็นพยานหลักฐาน"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One address: how it is asked for, what shows that it opened, and for whom it does.

    `shows` is text of the page, a content type, or a place to go on to. `marked`: it is a form.
    """

    rule: str
    method: str = "GET"
    shows: str
    sees: set[str]
    marked: Purpose | None = None
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.method} {self.rule}"


def form(rule: str, shows: str, sees: set[str], purpose: Purpose, **fields: str) -> Row:
    return Row(rule=rule, method="POST", shows=shows, sees=sees, marked=purpose, form=fields)


ROWS = (
    Row(rule="/console/", shows=NUMBER, sees={"p1", "b1", *ABOVE, "p1-unproven", "d1-unproven"}),
    Row(rule="/console/factor", shows="รหัส", sees=ANY_OFFICER),
    form("/console/factor/begin", "otpauth", ANY_OFFICER, Purpose.CONSOLE),
    form("/console/factor", "role=\"alert\"", ANY_OFFICER, Purpose.CONSOLE, code="000000"),
    form("/t/factor", "role=\"alert\"", ANY_OFFICER, Purpose.MEDIA, code="000000"),
    form("/n/factor", "role=\"alert\"", ANY_OFFICER, Purpose.NAME, code="000000"),
    Row(rule="/t/view", shows="/t/photo/{photo}", sees=WHO_SEE_THE_TIP),
    Row(rule="/t/photo/{photo}", shows=PICTURE, sees=WHO_SEE_THE_TIP),
    Row(rule="/t/play/{video}", shows=SOUND, sees=WHO_SEE_THE_TIP),
    Row(
        rule="/t/play/{voice}",
        shows=SOUND,
        sees=WHO_SEE_THE_TIP - {"p1", "b1", "p1-unproven"},
    ),
    Row(rule="/t/play/{voice}/{grant}", shows=SOUND, sees=WHO_SEE_THE_TIP),
    form("/t/hear/{voice}", "<audio", WHO_SEE_THE_TIP, Purpose.MEDIA, **REASON),
    Row(rule="/t/original/{photo}", shows="name=\"reason\"", sees={"p1", "d1", "c1"}),
    form("/t/original/{photo}", BYTES, {"p1", "d1", "c1"}, Purpose.MEDIA, **REASON),
    Row(rule="/m/view", shows=NAME, sees=set(MEMBERS)),
    Row(rule="/m/pictures/view", shows="/m/pictures/photo/{sent}", sees={"member"}),
    Row(rule="/m/pictures/photo/{sent}", shows=PICTURE, sees={"member"}),
    Row(rule="/n/view", shows="/n/name", sees={"d1"}),
    Row(rule="/n/name", shows=PICTURE, sees={"d1"}),
    Row(rule="/console/meetings", shows=MEETING, sees=WHO_RUN_THE_MEETING),
    Row(rule="/console/meetings/1", shows=MEETING, sees=WHO_RUN_THE_MEETING),
    Row(rule="/console/meetings/1/people", shows="M000", sees=WHO_RUN_THE_MEETING),
    Row(rule="/console/surveys", shows="แบบสำรวจ", sees=WHO_HAVE_A_CONSOLE),
    Row(rule="/console/bulletins", shows="ประกาศ", sees=WHO_HAVE_A_CONSOLE),
    # It ends the very session that asks, so it comes last.
    form(
        "/console/leave",
        "Location: /console/",
        {*ANY_OFFICER, *MEMBERS, *SUSPENDED, "nobody"},
        Purpose.CONSOLE,
    ),
)  # fmt: skip
# Whoever holds such an address may open it: it is itself the secret, tested with the doors.
BY_THE_ADDRESS_ITSELF = {
    "GET /console/enter/<token>", "POST /console/enter/<token>",
    "GET /t/<token>", "POST /t/<token>",
    "GET /m/<token>", "POST /m/<token>",
    "GET /n/<token>", "POST /n/<token>",
    "GET /m/pictures/<token>", "POST /m/pictures/<token>",
    "GET /b/<token>.jpg", "GET /b/<token>/small.jpg", "GET /b/<token>.mp4",
    "GET /s/<token>", "POST /s/<token>", "GET /s/<token>/qr.png",
}  # fmt: skip
# What is written at a meeting, and one survey or bulletin: tested with those pages, by role.
BY_THEIR_OWN_TESTS = {
    *(f"POST {MEETING_AT}/{what}" for what in ("goals", "minutes", "people", "reached")),
    f"GET /console/bulletins/{NUMBERED}",
    f"GET /console/surveys/{NUMBERED}",
}
# These say nothing of anybody, or ask for the machine itself or a token of its own.
FOR_ALL = {"GET /", "GET /healthz", "GET /readyz", "GET /metrics", "GET /static/<path:filename>"}


def templates(scene: Scene, visitor: Visitor) -> Mapping[str, str]:
    """Return what stands in the addresses: this tip's pieces, and a grant of this session's own."""
    grant = visitor.proof(Purpose.MEDIA, f"hear:{scene.voice}")
    pieces = {one: str(getattr(scene, one)) for one in ("photo", "voice", "video", "sent")}
    return {**pieces, "grant": grant}


def opened(row: Row, scene: Scene, visitor: Visitor, *, mark: str | None = None) -> bool:
    """Ask for an address; say whether what lies behind it was shown."""
    named = templates(scene, visitor)
    fields = dict(row.form)
    if row.marked is not None:
        fields["mark"] = visitor.proof(row.marked, "form") if mark is None else mark
    answer = visitor.browser.open(
        row.rule.format(**named), method=row.method, data=fields, headers=OWN_SITE
    )
    where = f"Location: {answer.headers.get('Location', '')}\n{answer.content_type}\n"
    shown = where + (answer.text if answer.mimetype == "text/html" else "")
    is_there = row.shows.format(**named) in shown and answer.status_code in (200, 303)
    # Nothing of the tip is told by the way in which it is refused.
    assert is_there or not any(one in shown for one in (NAME, "มีดหน้าร้าน"))
    answer.close()
    return is_there


@pytest.fixture
def scene(place: Neighbourhood) -> Scene:
    return Scene.of(place)


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_address_opens_for_those_of_the_table_and_no_others(who: str, scene: Scene) -> None:
    visitor = scene.visitor(who)
    found = {row.key for row in ROWS if opened(row, scene, visitor)}
    assert found == {row.key for row in ROWS if who in row.sees}


@pytest.mark.parametrize("who", ["member", "p1", "d1", "c1"])
def test_no_form_is_taken_without_the_mark_of_its_own_session(who: str, scene: Scene) -> None:
    visitor, other = scene.visitor(who), scene.visitor(who)
    forms = [row for row in ROWS if row.marked is not None]
    for row in forms:
        assert row.marked is not None
        foreign = other.proof(row.marked, "form")
        for mark in ("", "0" * 64, foreign, visitor.proof(row.marked, "hear")):
            if who == "member" and row.rule == "/console/leave":
                continue
            assert not opened(row, scene, visitor, mark=mark), row.key


def test_what_a_get_opens_a_head_opens_to_the_same(scene: Scene) -> None:
    for who in ("nobody", "n1", "x-commander", "d1"):
        visitor = scene.visitor(who)
        for row in (one for one in ROWS if one.method == "GET"):
            address = row.rule.format(**templates(scene, visitor))
            got, headed = visitor.browser.get(address), visitor.browser.head(address)
            assert (got.status_code, headed.data) == (headed.status_code, b""), row.key
            got.close()


def test_a_session_for_one_purpose_serves_no_other(scene: Scene) -> None:
    visitor = scene.visitor("c1")
    for purpose, token in visitor.tokens.items():
        browser = scene.place.a_browser()
        for other in Purpose:
            if other is not purpose:
                browser.set_cookie(other, token, path="/")
        stray = Visitor(browser=browser, tokens=dict.fromkeys(Purpose, token))
        for row in (one for one in ROWS if one.key != "POST /console/leave"):
            assert not opened(row, scene, stray), (purpose, row.key)


def test_a_piece_that_is_not_this_tips_is_not_there(scene: Scene) -> None:
    visitor = scene.visitor("d1")
    for rule in ("/t/photo/", "/t/play/", "/t/original/", "/m/pictures/photo/"):
        assert visitor.browser.get(rule + NOT_MINE).status_code in (404, 410)
    # An officer's picture stands among the tip's media; the sender's own not among those sent.
    assert (
        scene.visitor("member").browser.get(f"/m/pictures/photo/{scene.photo}").status_code == 404
    )


def answers_of_their_own_tests(scene: Scene, who: str) -> dict[str, int]:
    """Ask for what lies below a number, as a form with a mark where it is one."""
    visitor, found = scene.visitor(who), {}
    for key in sorted(BY_THEIR_OWN_TESTS):
        method, rule = key.split()
        data = {"mark": visitor.proof(Purpose.CONSOLE, "form")} if visitor.tokens else {}
        address = rule.replace(NUMBERED, "1")
        answer = visitor.browser.open(address, method=method, data=data, headers=OWN_SITE)
        found[key] = answer.status_code
    return found


@pytest.mark.parametrize("who", [*THEIRS, *SUSPENDED, "member", "nobody"])
def test_a_number_of_this_station_opens_nothing_at_another(who: str, scene: Scene) -> None:
    a_bulletin(scene.place)
    begun(scene.place, villages={})
    assert not {200, 303} - set(answers_of_their_own_tests(scene, "d1").values())
    refused = answers_of_their_own_tests(scene, who)
    assert set(refused.values()) <= {401, 403, 404, 410}, refused


def test_no_address_is_without_a_row(place: Neighbourhood) -> None:
    given = {
        f"{method} {rule.rule}"
        for rule in place.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    named = {
        "{photo}": "<uuid:media_id>",
        "{video}": "<uuid:media_id>",
        "{sent}": "<uuid:media_id>",
    }
    named |= {"/meetings/1": f"/meetings/{NUMBERED}"}
    named |= {"{voice}": "<uuid:media_id>", "{grant}": "<grant>"}
    known = set()
    for row in ROWS:
        rule = row.key
        for ours, theirs in named.items():
            rule = rule.replace(ours, theirs)
        known.add(rule)
    assert given == known | BY_THE_ADDRESS_ITSELF | BY_THEIR_OWN_TESTS | FOR_ALL


@pytest.mark.parametrize("address", ["/metrics", "/readyz"])
def test_what_machines_ask_tells_nothing_to_others(place: Neighbourhood, address: str) -> None:
    outside = {"REMOTE_ADDR": "203.0.113.7"}
    answer = place.a_browser().get(address, environ_base=outside)
    assert answer.status_code == (403 if address == "/metrics" else 200)
    assert "faults" not in answer.text
