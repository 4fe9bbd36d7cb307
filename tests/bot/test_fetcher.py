"""The fetcher: media come from LINE whole, clean and sealed, whatever fails or dies meanwhile."""

from __future__ import annotations

import errno
import io
import itertools
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import delete, update
from structlog.testing import capture_logs

from bot.fetcher import Fetcher, remove_files
from bot.line.gateway import Download, Gateway
from bot.shift import Shift
from files.cleaning import CleaningInterrupted
from files.vault import StoredFile, Vault
from models.keyring import Keyring
from models.media import MediaItem, MediaState
from models.sealed import DataKey, KeyCabinet
from models.unit_of_work import Store, UnitOfWork
from simulator import Cast, Channel, Person, Platform
from simulator.client import SimulatorClient, wait_for
from simulator.listener import Server
from simulator.server import serve
from tests.conftest import KEY, FixedClock, a_rule_set, the_lexicon
from tests.files.cleaning_media import MARKED, PICTURES, a_film, a_sound
from tests.handlers.precinct import Precinct

MEMBER = "U" + "1" * 32
PDF = b"%PDF-1.7 " + b"a list of names " * 100
A_DAY = timedelta(days=1)
LEASE = timedelta(seconds=10)


@dataclass
class Line:
    """LINE and one member's phone."""

    url: str
    client: SimulatorClient

    @property
    def phone(self) -> Any:
        return self.client.person(MEMBER)

    def asked(self) -> int:
        return len(self.client.calls("content"))

    def gateway(self, kind: type[Gateway] = Gateway) -> Gateway:
        return kind(token="token-KK", api=self.url, data=self.url)


@pytest.fixture(scope="module")
def simulator() -> Iterator[Line]:
    channel = Channel(
        station_code="KK",
        name="สถานี",
        bot_user_id="U" + "f" * 32,
        secret="secret-KK",
        token="token-KK",
        channel_id="1001",
    )
    platform = Platform(Cast(channels=[channel], people=[Person(user_id=MEMBER, name="สมหญิง")]))
    with serve(platform) as running:
        client = SimulatorClient(running.url)
        yield Line(url=running.line_url, client=client)
        client.close()


@pytest.fixture
def line(simulator: Line) -> Line:
    simulator.client.reset()
    return simulator


class Desk:
    """One station whose tips bring media."""

    def __init__(
        self, store: Store, station: int, clock: FixedClock, folder: Path, line: Line
    ) -> None:
        self.store, self.station, self.clock, self.line = store, station, clock, line
        self.folder = folder
        self.vault = Vault(folder)
        self.gateway = line.gateway()
        with store.writing(station, clock()) as uow:
            here = Precinct(uow)
            self.tip = here.a_tip(text="มีรูป").id
            uow.commit()

    def fetcher(self, **parts: Any) -> Fetcher:
        gateways = {self.station: parts.pop("gateway", self.gateway)}
        vault = parts.pop("vault", self.vault)
        shift = Shift(owner="f", lease=LEASE)
        return Fetcher(self.store, gateways, vault, clock=self.clock, shift=shift, **parts)

    def wants(self, kind: str, message: dict[str, Any] | str, **source: Any) -> uuid.UUID:
        """Do what a handler does with a message that brings media."""
        message_id = message if isinstance(message, str) else str(message["id"])

        def want(uow: UnitOfWork) -> uuid.UUID:
            tip = uow.tips.get(self.tip)
            row = uow.tips.add_message(
                tip, {}, kind=kind, author="sender", message_id=message_id, happened_at=uow.now
            )
            assert row is not None
            said = {"message_id": message_id, "external_url": None, **source}
            return uow.media.want(tip, row, kind=kind, source=said, now=uow.now).id

        return self.changes(want)

    def changes(self, change: Callable[[UnitOfWork], Any]) -> Any:
        with self.store.writing(self.station, self.clock()) as uow:
            made = change(uow)
            uow.commit()
        return made

    def withdraws(self, media: uuid.UUID) -> None:
        def withdraw(uow: UnitOfWork) -> list[str]:
            item = uow.media.get(media)
            assert item is not None
            return list(uow.media.withdraw(item))

        remove_files(self.vault, self.changes(withdraw))

    def piece(self, media: uuid.UUID) -> MediaItem:
        with self.store.reading(self.station, self.clock()) as uow:
            item = uow.media.get(media)
            assert item is not None
            return item

    def part(self, media: uuid.UUID, part: str) -> bytes:
        with self.store.reading(self.station, self.clock()) as uow:
            item = uow.media.get(media)
            assert item is not None
            kept = uow.media.kept(item)[part]
        with self.vault.open(kept["name"], bytes.fromhex(kept["key"])) as content:
            return b"".join(content)

    def parts(self, media: uuid.UUID) -> set[str]:
        with self.store.reading(self.station, self.clock()) as uow:
            item = uow.media.get(media)
            assert item is not None
            return set(uow.media.kept(item))

    def on_disk(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]

    def lets_leases_end(self) -> None:
        with self.store.database.writing() as session:
            session.execute(update(MediaItem).values(leased_until=self.clock() - 400 * A_DAY))
            session.commit()

    def waits_and_steps(self, fetcher: Fetcher, **span: float) -> float:
        """Let time pass until the next try, take it, and return the seconds waited."""
        with self.store.database.reading() as session:
            due = session.query(MediaItem.next_try_at).one()[0]
        waited = (due - self.clock()).total_seconds()
        self.clock.now = due
        self.clock.passes(**span)
        assert fetcher.step()
        return float(waited)


@pytest.fixture
def desk(store: Store, station: int, clock: FixedClock, tmp_path: Path, line: Line) -> Desk:
    return Desk(store, station, clock, tmp_path / "media", line)


def test_a_photo_is_kept_as_it_was_and_as_a_copy_that_tells_no_place(desk: Desk) -> None:
    photo = PICTURES["jpeg"]()
    media = desk.wants("photo", desk.line.phone.sends_photo(photo))
    fetcher = desk.fetcher()
    assert fetcher.step()
    piece = desk.piece(media)
    assert (piece.state, piece.kind, piece.mime) == (MediaState.KEPT, "photo", "image/jpeg")
    assert desk.part(media, "original") == photo
    clean = desk.part(media, "clean")
    assert piece.size == len(clean)
    assert MARKED not in clean
    with Image.open(io.BytesIO(clean)) as seen:
        assert seen.size == (64, 48)
        assert not seen.getexif()
    assert piece.source is None
    assert not fetcher.step()
    assert desk.line.asked() == 1


def test_what_lies_on_disk_tells_nothing(desk: Desk) -> None:
    desk.wants("photo", desk.line.phone.sends_photo(PICTURES["jpeg"]()))
    desk.fetcher().step()
    kept = [path.read_bytes() for path in desk.on_disk()]
    assert len(kept) == 2
    assert all(MARKED not in content and b"\xff\xd8\xff" not in content for content in kept)
    assert {path.stat().st_mode & 0o077 for path in desk.on_disk()} == {0}


@pytest.mark.parametrize(
    ("kind", "content", "shown_as"),
    [
        pytest.param("video", "film", "video", id="a video"),
        pytest.param("voice", "sound", "voice", id="a voice"),
        pytest.param("file", "picture", "photo", id="a picture sent as a file"),
        pytest.param("file", "sound", "voice", id="sound sent as a file is guarded as a voice"),
        pytest.param("voice", "film", "voice", id="a voice in a film stays guarded"),
        pytest.param("video", "picture", "photo", id="a picture that claims to be a film"),
    ],
)
def test_a_piece_is_shown_as_what_it_is(
    desk: Desk, tmp_path: Path, kind: str, content: str, shown_as: str
) -> None:
    made = {
        "film": lambda: a_film(tmp_path / "a.mp4").read_bytes(),
        "sound": lambda: a_sound(tmp_path / "a.m4a", codec="aac", format="ipod").read_bytes(),
        "picture": PICTURES["png"],
    }[content]()
    sends = {
        "video": desk.line.phone.sends_video,
        "voice": desk.line.phone.sends_audio,
        "file": lambda data: desk.line.phone.sends_file("x.bin", data),
    }[kind]
    media = desk.wants(kind, sends(made))
    desk.fetcher().step()
    piece = desk.piece(media)
    assert (piece.state, piece.kind) == (MediaState.KEPT, shown_as)
    assert MARKED not in desk.part(media, "clean")
    assert desk.part(media, "original") == made


def test_what_cannot_be_cleaned_is_kept_sealed_and_known_by_type_and_size(desk: Desk) -> None:
    media = desk.wants("file", desk.line.phone.sends_file("รายชื่อ.pdf", PDF))
    desk.fetcher().step()
    piece = desk.piece(media)
    assert (piece.state, piece.kind) == (MediaState.UNCLEANABLE, "file")
    assert (piece.mime, piece.size) == ("application/pdf", len(PDF))
    assert desk.parts(media) == {"original"}
    assert desk.part(media, "original") == PDF


def test_a_voice_that_line_prepares_is_asked_for_less_and_less_often(
    desk: Desk, tmp_path: Path
) -> None:
    sound = a_sound(tmp_path / "a.m4a", codec="aac", format="ipod").read_bytes()
    desk.line.client.ask("PUT", "/api/media", {"preparing_seconds": 600})
    media = desk.wants("voice", desk.line.phone.sends_audio(sound))
    fetcher = desk.fetcher()
    fetcher.step()
    assert not fetcher.step()
    waits = [desk.waits_and_steps(fetcher) for _ in range(8)]
    assert waits[0] < waits[2] < waits[4] <= max(waits) <= 60
    assert desk.piece(media).state == MediaState.WANTED
    desk.line.client.advance(601)
    desk.waits_and_steps(fetcher)
    assert desk.piece(media).state == MediaState.KEPT


def test_what_line_failed_to_prepare_is_given_up(desk: Desk) -> None:
    desk.line.client.ask("PUT", "/api/media", {"preparing_seconds": 600, "failing": True})
    media = desk.wants("video", desk.line.phone.sends_video(b"film"))
    desk.fetcher().step()
    piece = desk.piece(media)
    assert (piece.state, piece.fault) == (MediaState.GIVEN_UP, "LINE could not prepare it")


def test_what_line_never_prepares_is_given_up_after_hours(desk: Desk) -> None:
    desk.line.client.ask("PUT", "/api/media", {"preparing_seconds": 10**6})
    media = desk.wants("video", desk.line.phone.sends_video(b"film"))
    fetcher = desk.fetcher()
    fetcher.step()
    desk.waits_and_steps(fetcher, hours=5)
    assert desk.piece(media).state == MediaState.WANTED
    desk.waits_and_steps(fetcher, hours=1)
    assert desk.piece(media).state == MediaState.GIVEN_UP


def test_what_line_deleted_is_gone_at_once(desk: Desk) -> None:
    photo = desk.line.phone.sends_photo()
    desk.line.client.ask("POST", f"/api/media/{photo['id']}/gone", {})
    media = desk.wants("photo", photo)
    desk.fetcher().step()
    piece = desk.piece(media)
    assert (piece.state, piece.source) == (MediaState.GONE, None)
    assert desk.on_disk() == []


def test_what_line_does_not_know_yet_is_asked_for_again_for_a_minute(desk: Desk) -> None:
    desk.line.client.set_fault("status", status=404, count=1, endpoint="content")
    early = desk.wants("photo", desk.line.phone.sends_photo())
    fetcher = desk.fetcher()
    fetcher.step()
    assert desk.piece(early).state == MediaState.WANTED
    desk.waits_and_steps(fetcher)
    assert desk.piece(early).state == MediaState.KEPT


def test_what_line_never_knew_is_gone(desk: Desk) -> None:
    media = desk.wants("photo", "999999999999999999")
    fetcher = desk.fetcher()
    fetcher.step()
    desk.waits_and_steps(fetcher, minutes=1)
    assert desk.piece(media).state == MediaState.GONE


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": "status", "status": 500}, id="LINE fails"),
        pytest.param({"kind": "status", "status": 401}, id="the token is wrong"),
        pytest.param({"kind": "rate"}, id="LINE is asked too often"),
        pytest.param({"kind": "refuse"}, id="LINE hangs up"),
        pytest.param({"kind": "drop_answer"}, id="the answer is lost"),
    ],
)
def test_trouble_at_line_is_waited_out(desk: Desk, fault: dict[str, Any]) -> None:
    desk.line.client.set_fault(**fault, endpoint="content")
    media = desk.wants("photo", desk.line.phone.sends_photo())
    fetcher = desk.fetcher()
    fetcher.step()
    waits = [desk.waits_and_steps(fetcher) for _ in range(6)]
    assert waits[0] < waits[2] < waits[5]
    piece = desk.piece(media)
    assert piece.state == MediaState.WANTED
    assert piece.fault
    assert desk.on_disk() == []
    desk.line.client.clear_faults()
    desk.waits_and_steps(fetcher)
    piece = desk.piece(media)
    assert (piece.state, piece.fault) == (MediaState.KEPT, None)


def test_nobody_at_lines_address_is_waited_out(desk: Desk) -> None:
    with_nobody = Gateway(token="t", api="http://127.0.0.1:9", data="http://127.0.0.1:9")
    media = desk.wants("photo", desk.line.phone.sends_photo())
    desk.fetcher(gateway=with_nobody).step()
    assert desk.piece(media).state == MediaState.WANTED
    desk.waits_and_steps(desk.fetcher())
    assert desk.piece(media).state == MediaState.KEPT


def test_after_days_of_trouble_a_piece_is_given_up_and_says_why(desk: Desk) -> None:
    desk.line.client.set_fault("status", status=503, endpoint="content")
    media = desk.wants("photo", desk.line.phone.sends_photo())
    fetcher = desk.fetcher()
    fetcher.step()
    desk.waits_and_steps(fetcher, days=2)
    assert desk.piece(media).state == MediaState.WANTED
    desk.waits_and_steps(fetcher, days=1)
    piece = desk.piece(media)
    assert piece.state == MediaState.GIVEN_UP
    assert piece.fault is not None
    assert "503" in piece.fault
    desk.clock.passes(days=30)
    assert not fetcher.step()


def test_a_refusal_that_time_does_not_mend_ends_at_once(desk: Desk) -> None:
    desk.line.client.set_fault("status", status=400, endpoint="content")
    media = desk.wants("photo", desk.line.phone.sends_photo())
    desk.fetcher().step()
    assert desk.piece(media).state == MediaState.GIVEN_UP


def test_what_line_announces_as_too_large_is_not_taken(desk: Desk) -> None:
    media = desk.wants("file", desk.line.phone.sends_file("x", bytes(2_000_001)))
    fetcher = desk.fetcher(max_bytes=2_000_000)
    fetcher.step()
    piece = desk.piece(media)
    assert (piece.state, piece.size) == (MediaState.TOO_LARGE, 2_000_001)
    assert desk.on_disk() == []
    small = desk.wants("photo", desk.line.phone.sends_photo())
    fetcher.step()
    assert desk.piece(small).state == MediaState.KEPT


@contextmanager
def a_line_that_sends(pieces: list[bytes], *headers: tuple[str, str]) -> Iterator[Gateway]:
    """Give a LINE whose transport behaves as the simulator's never does."""

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "image/jpeg"), *headers])
        return pieces

    server = Server(answer)
    try:
        yield Gateway(token="t", api=server.url, data=server.url)
    finally:
        server.close()


def test_what_turns_out_too_large_leaves_nothing(desk: Desk) -> None:
    with a_line_that_sends([bytes(100_000)] * 30) as gateway:
        media = desk.wants("photo", "1")
        desk.fetcher(gateway=gateway, max_bytes=1_000_000).step()
    assert desk.piece(media).state == MediaState.TOO_LARGE
    assert desk.on_disk() == []


def test_half_a_photo_is_no_photo(desk: Desk) -> None:
    photo = PICTURES["jpeg"]()
    with a_line_that_sends([photo], ("Content-Length", str(len(photo) + 1))) as gateway:
        media = desk.wants("photo", "1")
        fetcher = threading.Thread(target=desk.fetcher(gateway=gateway).step)
        fetcher.start()
        # The server keeps the connection open; only its end shows that the rest will not come.
        wait_for(desk.on_disk, what="the first piece")
    fetcher.join(20)
    assert desk.piece(media).state == MediaState.WANTED
    assert desk.on_disk() == []


class Meddled(Gateway):
    """LINE as it is; something happens here while it sends."""

    meanwhile: Callable[[], object] = staticmethod(lambda: None)

    @contextmanager
    def download(self, message_id: str) -> Iterator[Download | None]:
        with super().download(message_id) as found:
            if found is None:
                yield None
                return
            yield Download(mime=found.mime, size=found.size, pieces=self._meddled(found.pieces))

    def _meddled(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            yield piece
            self.meanwhile()


def test_a_photo_withdrawn_while_it_comes_leaves_nothing(desk: Desk) -> None:
    gateway = desk.line.gateway(Meddled)
    media = desk.wants("photo", desk.line.phone.sends_photo())
    gateway.meanwhile = lambda: desk.withdraws(media)  # type: ignore[attr-defined]
    desk.fetcher(gateway=gateway).step()
    piece = desk.piece(media)
    assert (piece.state, piece.kept, piece.size) == (MediaState.WITHDRAWN, None, None)
    assert desk.on_disk() == []


class Trapped(Vault):
    """A vault in which something happens after each file that was kept."""

    after: Callable[[int], object] = staticmethod(lambda kept: None)
    kept = 0

    def keep(self, *content: Any, **limits: Any) -> StoredFile:
        stored = super().keep(*content, **limits)
        self.kept += 1
        self.after(self.kept)
        return stored


@pytest.mark.parametrize("files", [1, 2], ids=["before it is cleaned", "after it is cleaned"])
def test_a_photo_withdrawn_when_it_is_here_leaves_nothing(desk: Desk, files: int) -> None:
    vault = Trapped(desk.folder)
    media = desk.wants("photo", desk.line.phone.sends_photo())
    vault.after = lambda kept: desk.withdraws(media) if kept == files else None
    desk.fetcher(vault=vault).step()
    assert desk.piece(media).state == MediaState.WITHDRAWN
    assert desk.on_disk() == []


def test_a_tip_erased_while_its_photo_comes_leaves_nothing(desk: Desk) -> None:
    vault = Trapped(desk.folder)
    media = desk.wants("photo", desk.line.phone.sends_photo())

    def erase(uow: UnitOfWork) -> None:
        uow.keys.forget(uow.tips.get(desk.tip).data_key_id)

    vault.after = lambda kept: desk.changes(erase) if kept == 1 else None
    desk.fetcher(vault=vault).step()
    assert desk.piece(media).state == MediaState.WITHDRAWN
    assert desk.on_disk() == []


def test_an_erased_tips_photo_is_never_asked_for(desk: Desk) -> None:
    media = desk.wants("photo", desk.line.phone.sends_photo())
    desk.changes(lambda uow: uow.keys.forget(uow.tips.get(desk.tip).data_key_id))
    desk.fetcher().step()
    assert desk.piece(media).state == MediaState.WITHDRAWN
    assert desk.line.asked() == 0


def test_what_line_does_not_hold_is_not_fetched_from_elsewhere(desk: Desk) -> None:
    address = f"{desk.line.url}/v2/bot/message/1/content"
    media = desk.wants("photo", desk.line.phone.sends_photo(), external_url=address)
    desk.fetcher().step()
    assert desk.piece(media).state == MediaState.ELSEWHERE
    assert desk.line.asked() == 0


@pytest.mark.parametrize(
    "trouble",
    [OSError(errno.ENOSPC, "No space left"), CleaningInterrupted("no room")],
    ids=["the disk is full", "no room to clean in"],
)
def test_a_full_disk_is_waited_out_and_keeps_no_half(desk: Desk, trouble: Exception) -> None:
    vault = Trapped(desk.folder)
    media = desk.wants("photo", desk.line.phone.sends_photo())

    def full(kept: int) -> None:
        raise trouble

    vault.after = full
    fetcher = desk.fetcher(vault=vault)
    fetcher.step()
    assert desk.piece(media).state == MediaState.WANTED
    vault.after = lambda kept: None
    remaining = len(desk.on_disk())
    desk.waits_and_steps(fetcher)
    assert desk.piece(media).state == MediaState.KEPT
    assert len(desk.on_disk()) == remaining + 2


def test_a_disk_full_while_writing_keeps_no_half(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = desk.wants("photo", desk.line.phone.sends_photo())

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch, capture_logs() as told:
        patch.setattr(os, "fsync", full)
        desk.fetcher().step()
    assert desk.piece(media).state == MediaState.WANTED
    assert [line["fault"] for line in told] == ["VaultFull"]
    assert desk.on_disk() == []
    desk.waits_and_steps(desk.fetcher())
    assert desk.piece(media).state == MediaState.KEPT


def test_no_two_fetchers_take_the_same_piece(desk: Desk) -> None:
    wanted = [desk.wants("photo", desk.line.phone.sends_photo()) for _ in range(6)]
    fetchers = [desk.fetcher(), desk.fetcher()]

    def drain(fetcher: Fetcher) -> None:
        while fetcher.step():
            pass

    threads = [threading.Thread(target=drain, args=[fetchers[n % 2]]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert {desk.piece(one).state for one in wanted} == {MediaState.KEPT}
    assert desk.line.asked() == 6
    assert len(desk.on_disk()) == 12


def test_who_lost_its_claim_keeps_nothing(desk: Desk) -> None:
    vault = Trapped(desk.folder)
    media = desk.wants("photo", desk.line.phone.sends_photo())

    def overtake(kept: int) -> None:
        if kept == 2:
            desk.lets_leases_end()
            desk.clock.passes(minutes=5)
            assert desk.fetcher().step()

    vault.after = overtake
    desk.fetcher(vault=vault).step()
    assert desk.piece(media).state == MediaState.KEPT
    assert desk.part(media, "clean")
    assert len(desk.on_disk()) == 2


def test_a_long_download_holds_its_claim(desk: Desk) -> None:
    gateway = desk.line.gateway(Meddled)
    media = desk.wants("file", desk.line.phone.sends_file("x", os.urandom(6 * 64 * 1024)))
    moments = itertools.count()
    others: list[bool] = []

    def time_goes_by() -> None:
        if next(moments) % 2 == 0:
            desk.lets_leases_end()
            desk.clock.passes(seconds=21)
        else:
            others.append(desk.fetcher().step())

    gateway.meanwhile = time_goes_by  # type: ignore[attr-defined]
    desk.fetcher(gateway=gateway).step()
    assert len(others) >= 2
    assert not any(others)
    piece = desk.piece(media)
    assert (piece.state, piece.attempts) == (MediaState.UNCLEANABLE, 1)


def test_a_download_without_end_is_broken_off(desk: Desk) -> None:
    gateway = desk.line.gateway(Meddled)
    media = desk.wants("file", desk.line.phone.sends_file("x", os.urandom(5 * 64 * 1024)))
    gateway.meanwhile = lambda: desk.clock.passes(minutes=4)  # type: ignore[attr-defined]
    desk.fetcher(gateway=gateway).step()
    piece = desk.piece(media)
    assert (piece.state, piece.fault) == (MediaState.WANTED, "0: too slow")
    assert desk.on_disk() == []


def test_a_piece_that_breaks_us_waits_longer_each_time_and_is_given_up(desk: Desk) -> None:
    vault = Trapped(desk.folder)

    def broken(kept: int) -> None:
        raise ZeroDivisionError

    vault.after = broken
    media = desk.wants("photo", desk.line.phone.sends_photo())
    fetcher = desk.fetcher(vault=vault)
    waits = []
    for _ in range(9):
        with pytest.raises(ZeroDivisionError):
            fetcher.step()
        desk.lets_leases_end()
        assert not fetcher.step()
        waits.append((desk.piece(media).next_try_at - desk.clock()).total_seconds())
        desk.clock.now = desk.piece(media).next_try_at
    assert waits[0] < waits[4] < waits[8]
    desk.clock.passes(days=3)
    asked = desk.line.asked()
    assert fetcher.step()
    assert desk.piece(media).state == MediaState.GIVEN_UP
    assert desk.line.asked() == asked


def test_trouble_with_an_old_piece_does_not_hold_up_a_new_one(desk: Desk) -> None:
    desk.line.client.set_fault("status", status=500, count=1, endpoint="content")
    old = desk.wants("photo", desk.line.phone.sends_photo())
    fetcher = desk.fetcher()
    fetcher.step()
    desk.clock.passes(minutes=10)
    new = desk.wants("photo", desk.line.phone.sends_photo())
    fetcher.step()
    assert (desk.piece(old).state, desk.piece(new).state) == (MediaState.WANTED, MediaState.KEPT)


def test_a_station_without_a_channel_holds_up_nobody(desk: Desk) -> None:
    other = Desk(desk.store, desk.store.station("bungkum").id, desk.clock, desk.folder, desk.line)
    theirs = other.wants("photo", desk.line.phone.sends_photo())
    ours = desk.wants("photo", desk.line.phone.sends_photo())
    fetcher = desk.fetcher()
    while fetcher.step():
        pass
    assert desk.piece(ours).state == MediaState.KEPT
    assert other.piece(theirs).state == MediaState.WANTED


def test_the_log_names_no_message_and_no_content(desk: Desk) -> None:
    photos = [desk.line.phone.sends_photo() for _ in range(3)]
    desk.line.client.ask("POST", f"/api/media/{photos[1]['id']}/gone", {})
    desk.line.client.set_fault("status", status=500, skip=2, endpoint="content")
    for photo in photos:
        desk.wants("photo", photo)
    fetcher = desk.fetcher()
    with capture_logs() as told:
        while fetcher.step():
            pass
    assert len(told) == 3
    said = repr(told)
    assert all(photo["id"] not in said for photo in photos)
    assert "token-KK" not in said
    assert all(path.name not in said for path in desk.on_disk())


_DYING = """
import os, signal, sys
from pathlib import Path
from bot.fetcher import Fetcher
from bot.line.gateway import Gateway
from bot.shift import Shift
from datetime import timedelta
from files.vault import Vault
from models.database import Database
from models.keyring import Keyring
from models.sealed import KeyCabinet
from models.unit_of_work import Store
from tests.conftest import KEY, FixedClock, a_rule_set, the_lexicon

url, folder, line, dies_after = sys.argv[1:]

class Deadly(Vault):
    kept = 0
    def keep(self, content, key, *, max_bytes):
        if dies_after == "0":
            content = self.first_then_death(content)
        stored = super().keep(content, key, max_bytes=max_bytes)
        self.kept += 1
        if self.kept == int(dies_after):
            os.kill(os.getpid(), signal.SIGKILL)
        return stored
    def first_then_death(self, content):
        yield next(iter(content))
        os.kill(os.getpid(), signal.SIGKILL)

clock = FixedClock()
database = Database(url)
store = Store(database, KeyCabinet(database, Keyring([KEY])), the_lexicon())
store.seat({"khokkhram": a_rule_set()}, clock())
gateway = Gateway(token="token-KK", api=line, data=line)
shift = Shift(owner="dying", lease=timedelta(seconds=10))
station = store.station("khokkhram").id
Fetcher(store, {station: gateway}, Deadly(Path(folder)), clock=clock, shift=shift).step()
"""


@pytest.mark.parametrize(
    ("dies_after", "left"),
    [
        pytest.param("0", 1, id="while it writes"),
        pytest.param("1", 1, id="before it cleans"),
        pytest.param("2", 2, id="before it links"),
    ],
)
def test_after_kill_9_the_piece_is_fetched_again_and_the_leavings_are_swept(
    desk: Desk, database_url: str, dies_after: str, left: int
) -> None:
    photo = PICTURES["jpeg"]()
    media = desk.wants("photo", desk.line.phone.sends_photo(photo))
    words = [sys.executable, "-c", _DYING, database_url, desk.folder, desk.line.url, dies_after]
    died = subprocess.run(words, check=False, cwd=Path(__file__).parents[2], timeout=60)
    assert died.returncode == -9
    leavings = desk.on_disk()
    assert len(leavings) == left
    fetcher = desk.fetcher()
    assert not fetcher.step()
    desk.lets_leases_end()
    desk.waits_and_steps(fetcher)
    assert desk.part(media, "original") == photo
    for path in desk.on_disk():
        written = (desk.clock() - timedelta(hours=23)).timestamp()
        os.utime(path, (written, written))
    desk.fetcher().step()
    assert len(desk.on_disk()) == left + 2
    desk.clock.passes(hours=2)
    fetcher.step()
    assert len(desk.on_disk()) == left + 2
    desk.clock.passes(days=1)
    fetcher.step()
    assert len(desk.on_disk()) == 2
    assert not set(leavings) & set(desk.on_disk())
    assert desk.part(media, "clean")


def test_a_database_without_its_key_store_sweeps_nothing(desk: Desk) -> None:
    desk.wants("photo", desk.line.phone.sends_photo())
    desk.fetcher().step()
    with desk.store.database.writing() as session:
        session.execute(delete(DataKey))
        session.commit()
    desk.clock.passes(days=1000)
    restored = Store(
        desk.store.database, KeyCabinet(desk.store.database, Keyring([KEY])), the_lexicon()
    )
    restored.seat({"khokkhram": a_rule_set()}, desk.clock())
    desk.store = restored
    with capture_logs() as told:
        desk.fetcher().step()
    assert [line["event"] for line in told] == ["vault not swept"]
    assert len(desk.on_disk()) == 2


def test_a_damaged_row_sweeps_nothing(desk: Desk) -> None:
    media = desk.wants("photo", desk.line.phone.sends_photo())
    desk.fetcher().step()

    def damage(uow: UnitOfWork) -> None:
        item = uow.media.get(media)
        assert item is not None
        assert item.kept is not None
        item.kept = item.kept[:-1] + bytes([item.kept[-1] ^ 1])

    desk.changes(damage)
    desk.clock.passes(days=1000)
    with capture_logs() as told:
        desk.fetcher().step()
    assert [line["event"] for line in told] == ["vault not swept"]
    assert len(desk.on_disk()) == 2


def test_the_files_of_an_erased_tip_are_swept(desk: Desk) -> None:
    desk.wants("photo", desk.line.phone.sends_photo())
    desk.fetcher().step()
    desk.changes(lambda uow: uow.keys.forget(uow.tips.get(desk.tip).data_key_id))
    desk.clock.passes(days=1000)
    desk.fetcher().step()
    assert desk.on_disk() == []


def test_removed_files_are_gone_and_missing_ones_no_error(desk: Desk) -> None:
    media = desk.wants("photo", desk.line.phone.sends_photo())
    desk.fetcher().step()
    names = [path.name for path in desk.on_disk()]
    desk.withdraws(media)
    remove_files(desk.vault, names)
    assert desk.on_disk() == []
