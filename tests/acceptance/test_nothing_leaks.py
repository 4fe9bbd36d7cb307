"""Whole walks with marked secrets and people's words; then everything written is searched."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image
from sqlalchemy import text

from models.database import Database
from simulator import GroupChat, Platform, Switches
from simulator.client import wait_for
from simulator.server import Running, serve
from tests.acceptance.marked import PERSONAL, SECRETS, found_in
from tests.acceptance.marked_town import OWN, Town, database_of, register, stored
from tests.acceptance.services import (
    SECRET,
    Service,
    cast,
    free_port,
    line_of,
)

pytestmark = pytest.mark.slow
P = PERSONAL
# `make leaks` walks on PostgreSQL, too: each walk takes the better part of a minute.
KINDS = ["sqlite", "postgres"] if os.environ.get("LEAKS") == "all" else ["sqlite"]
FORM = {"reason": P["what a form was given"], "code": P["what a form was given"], "mark": "x"}


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Running]:
    port = free_port()
    (tmp_path / "port").write_text(str(port))
    people = {
        "m0": "member",
        "P1": "officer",
        "D1": "officer",
        "C1": "officer",
        "stranger": "stranger",
    }
    quick = Switches(backoff_seconds=0.3, longest_backoff_seconds=1, max_redeliveries=100)
    drawn = cast(people, webhook=f"http://127.0.0.1:{port}/callback")
    known = replace(
        drawn,
        people=[
            replace(one, name=P["a LINE name"]) if one.user_id == line_of("m0") else one
            for one in drawn.people
        ],
        groups=[
            GroupChat(
                group_id=P["a group's LINE id"],
                name="กลุ่ม",
                channel="khokkhram",
                members=[line_of("m0"), line_of("P1")],
            )
        ],
    )
    with serve(Platform(known, switches=quick)) as running:
        yield running


def a_case(town: Town) -> None:
    """Let a tip go from its first word to the officer's note, both sides asking and answering."""
    member, officer = town.person("m0"), town.person("P1")
    wait_for(lambda: is_called(town, "m0"), 20, what="what LINE calls a member")
    called = f"จาก{P['a LINE name']}"
    member.says(f"วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่ชุมชนดอนตาล {P['words of a tip']} {called}")
    member.sends_photo(a_photo(town.folder))
    member.sends_location(float(P["a place"]), 100.5)
    card = officer.waits_for(P["words of a tip"])
    assert P["a first name"] not in str(card)
    assert "จาก▇▇▇" in str(card)
    member.says(P["words added to it"])
    officer.waits_for(P["words added to it"])
    officer.presses("รับเรื่อง")


def is_called(town: Town, name: str) -> bool:
    """Say whether the station has learned what LINE calls a person, and kept it."""
    opened = Database(database_of(town))
    with opened.reading() as session:
        kept = session.execute(text("SELECT count(*) FROM line_names WHERE name IS NOT NULL"))
        is_kept = kept.scalar() == len(town.phones.calls("profile"))
    opened.close()
    return is_kept and any(line_of(name) in one["path"] for one in town.phones.calls("profile"))


def a_talk(town: Town) -> None:
    """Ask and answer, and begin to ask for the sender's name."""
    member, officer = town.person("m0"), town.person("P1")
    officer.presses("ถามผู้แจ้ง")
    officer.waits_for("พิมพ์คำถาม")
    officer.says(P["an officer's question"])
    member.waits_for(P["an officer's question"])
    member.says(P["a sender's answer"])
    officer.waits_for(P["a sender's answer"])
    officer.says("ขอทราบชื่อผู้แจ้ง 1/2569")
    officer.says(P["why a name is asked"])
    officer.says("ยกเลิก")


def pages_and_an_end(town: Town) -> None:
    """Open each page by its link, then close the case."""
    member, officer = town.person("m0"), town.person("P1")
    officer.says("1/2569")
    officer.waits_for(lambda one: "ดูภาพ/เสียง" in str(one))
    officer.presses("ดูภาพ/เสียง")
    town.enters(officer, "media", way="/t/", what="/t/photo/")
    officer.says("คอนโซล")
    town.enters(officer, "console", way="/console/enter/", what="KK-2569-000001")
    member.says("ข้อมูลของฉัน")
    town.enters(member, "member", way="/m/", what=P["a national id"])
    officer.says("1/2569")
    officer.presses("ปิดเรื่อง")
    officer.waits_for("ไม่พบเหตุ")
    officer.presses("ตรวจสอบแล้วไม่พบเหตุ")
    officer.says(P["an officer's note"])


def a_photo(folder: Path) -> bytes:
    """Return a photo whose hidden part holds a place."""
    path = folder / "books" / "photo.jpg"
    exif = Image.Exif()
    exif[0x010E] = P["a place"]
    Image.new("RGB", (640, 480), "navy").save(path, "JPEG", exif=exif)
    return path.read_bytes()


def strangers_and_groups(town: Town) -> None:
    stranger = town.person("stranger")
    stranger.says(P["a stranger's words"] + " มีคนเล่นการพนันที่ชุมชนดอนตาล")
    town.person("D1").waits_for(P["a stranger's words"])
    town.person("m0").at(P["a group's LINE id"]).says(P["a group's own talk"])
    town.person("P1").at(P["a group's LINE id"]).says("#แจ้ง " + P["a stranger's words"])


def a_bulletin_and_a_survey(town: Town) -> None:
    town.command(
        "bulletin", "send", "--text", P["a bulletin"], "--all-villages", "--members", "--urgent"
    )
    town.person("m0").waits_for(P["a bulletin"])
    town.command("survey", "create", "--fear")
    town.asks("/s/" + "x" * 43)
    town.command("export", "tips", town.folder / "books" / "tips.csv", "--reason", "ตรวจ")
    for words in (
        ("members", "suspend", "M9999"),
        ("check",),
        ("held", "list"),
        ("audit", "verify"),
    ):
        town.command(*words)


def faults_and_bad_input(town: Town) -> None:
    """Let LINE fail in each way, the door and the pages get rubbish, and a row be broken."""
    faults: tuple[dict[str, Any], ...] = (
        {"kind": "status", "status": 500, "count": 2, "message": P["words of a tip"]},
        {"kind": "rate", "count": 1},
        {"kind": "drop_answer", "count": 1},
        {"kind": "status", "status": 400, "count": 1, "message": P["a last name"]},
    )
    for fault in faults:
        town.phones.set_fault(**fault)
    town.person("m0").says("วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่ชุมชนดอนตาล อีกแล้ว")
    send_rubbish(town)
    secret = town.tokens["console: its session"]
    for path in ("/console/enter/", "/t/", "/m/", "/n/", "/m/pictures/", "/s/", "/b/"):
        for method in ("GET", "POST", "DELETE"):
            town.asks(path + secret, method)
    for path in ("/console/leave", "/console/factor", "/t/hear/" + "0" * 8, "/t/factor", "/m/view"):
        town.asks(path, "POST", fields=FORM, headers={"Cookie": f"console={secret}", **OWN})
    town.asks("/t/view?token=" + secret, headers={"Cookie": f"media={secret}"})
    town.asks("/readyz", headers={"X-Forwarded-For": "203.0.113.9"})
    town.asks("/metrics", headers={"Authorization": "Bearer " + secret})
    break_the_tip(town)
    town.person("m0").says(P["words added to it"] + " อีก")


def send_rubbish(town: Town) -> None:
    """Post to the door what is no webhook, and what is signed and still means nothing."""
    words = P["words in a broken webhook"]
    odd = {"type": "message", "source": {"userId": line_of("m0")}, "message": {"text": words}}
    strange = {
        "type": "somethingNew",
        "source": {"type": words},
        "replyToken": words,
        "more": [words],
    }
    bodies = (
        f'{{"events":[{{"type":"{words}"',
        json.dumps({"events": words}),
        json.dumps({"events": [{**odd, "message": {**odd["message"], "id": 5, "type": words}}]}),
        json.dumps({"events": [odd, strange]}),
    )
    for body in map(str.encode, bodies):
        seal = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
        for signature in (base64.b64encode(seal).decode(), quote(words)):
            town.asks("/callback", "POST", body=body, headers={"x-line-signature": signature})


def break_the_tip(town: Town) -> None:
    """Spoil what a tip says, as a bad disk would, so that its next message raises in a handler."""
    opened = Database(database_of(town))
    with opened.writing() as session:
        session.execute(
            text("UPDATE tip_messages SET content = :rubbish"), {"rubbish": b"\x01rubbish"}
        )
        session.commit()
    opened.close()


def walk(town: Town) -> None:
    a_case(town)
    a_talk(town)
    pages_and_an_end(town)
    strangers_and_groups(town)
    a_bulletin_and_a_survey(town)
    faults_and_bad_input(town)


@pytest.mark.parametrize("kind", KINDS)
def test_no_secret_and_no_word_of_anybody_is_written_anywhere(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, line: Running
) -> None:
    url = str(request.getfixturevalue("postgres_url")) if kind == "postgres" else ""
    town = Town(tmp_path, line, url)
    register(town)
    service = Service("run", config=town.config)
    try:
        service.start()
        walk(town)
        wait_for(lambda: "arrival failed" in service.said(), 20, what="an exception in the log")
        time.sleep(1)
        town.command("db", "backup", town.folder / "books" / "copy.bak")
        assert service.stop() == 0
        town.written["the log"] = service.said().encode()
    finally:
        service.end()
    copies = {copy.name: copy.read_bytes() for copy in (town.folder / "books").glob("copy.bak*")}
    written = {**town.written, **copies, **stored(town)}
    assert len(written["the log"].splitlines()) > 40
    assert len(copies) == 2
    assert found_in(written, {**PERSONAL, **SECRETS, **town.tokens}) == []
    # LINE's own addresses bear LINE's own ids, and no secret of ours.
    paths = repr([one["path"] for one in town.phones.calls()]).encode()
    assert found_in({"addresses at LINE": paths}, {**SECRETS, **town.tokens}) == []


@pytest.mark.parametrize("word", [*PERSONAL.values(), *SECRETS.values()])
def test_a_word_is_found_in_every_shape(word: str) -> None:
    raw = word.encode()
    shapes = (
        raw,
        word.encode("utf-16-le"),
        json.dumps({"x": word}).encode(),
        json.dumps(json.dumps({"x": word})).encode(),
        quote(word).encode(),
        b"\\x" + raw.hex().encode(),
        *(base64.b64encode(b"x" * shift + raw + b"rest") for shift in range(3)),
    )
    files = {str(number): b"ab" + one + b"cd" for number, one in enumerate(shapes)}
    assert found_in(files, {"it": word}) == [f"it in {number}" for number in files]
