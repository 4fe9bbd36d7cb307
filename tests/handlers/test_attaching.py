"""A photo, a video or a place that an officer sends goes with the bulletin, or is said not to."""

from __future__ import annotations

from dataclasses import replace

from domain.answers import Card, Film, OpenLink, Picture, Spot, Words
from domain.bulletin import BulletinState
from domain.events import Location, Media, MediaKind
from models.bulletin_photo import PhotoState
from models.unit_of_work import Store
from tests.conftest import FixedClock, a_rule_set
from tests.handlers.talk import Person, Talk, to
from tests.handlers.town import (
    TEXT,
    bulletins,
    confirmed,
    does,
    does_from,
    fetched,
    preview,
    shown,
    words,
)


def test_a_photo_may_be_sent_at_any_step_and_stands_before_the_words(
    town: Talk, desk: Person
) -> None:
    does(desk, "ประกาศ", "ข้อความ")
    assert "ได้รับรูปแล้ว" in desk.sends(MediaKind.PHOTO)[0].text
    _, heard = preview(does(desk, *TEXT[2:], "พรุ่งนี้ 8 โมงเช้า"))
    assert "ยืนยันส่ง" not in heard.buttons
    fetched(town, PhotoState.KEPT)
    _, heard = preview(desk.presses(heard.buttons["ดูอีกครั้ง"]))
    picture = heard.contents[0]
    assert isinstance(picture, Picture)
    assert picture.url.startswith("https://police.example/b/")
    desk.presses(heard.buttons["ยืนยันส่ง"])
    assert bulletins(town)[0].state == BulletinState.SCHEDULED
    news = desk.presses(shown(desk).buttons["แก้ไข"])
    _, heard = preview(does_from(desk, news[-1], "แก้ข้อความ", "ข้อความ", "น้ำไหลแล้ว"))
    assert heard.contents[0] == picture


def test_a_photo_that_cannot_be_used_does_not_go_unnoticed(town: Talk, desk: Person) -> None:
    does(desk, *TEXT[:3])
    desk.sends(MediaKind.PHOTO)
    fetched(town, PhotoState.FAILED)
    card, heard = preview(does(desk, *TEXT[3:], "พรุ่งนี้ 8 โมงเช้า"))
    assert "ใช้รูปนี้ไม่ได้" in card.marks[0]
    assert "ยืนยันส่ง" not in heard.buttons
    _, heard = preview(desk.presses(heard.buttons["ส่งโดยไม่แนบ"]))
    assert "ยืนยันส่ง" in heard.buttons


def test_what_is_neither_words_nor_a_picture_is_not_taken(desk: Person) -> None:
    does(desk, "ประกาศ", "ข้อความ")
    for kind in (MediaKind.VOICE, MediaKind.FILE):
        assert "เฉพาะข้อความ" in desk.sends(kind)[0].text


def test_a_video_goes_with_the_photo_and_a_picture_before_it(town: Talk, desk: Person) -> None:
    does(desk, *TEXT[:3])
    assert "ได้รับวิดีโอแล้ว" in desk.sends(MediaKind.VIDEO)[0].text
    desk.sends(MediaKind.PHOTO)
    card, heard = preview(does(desk, *TEXT[3:], "พรุ่งนี้ 8 โมงเช้า"))
    assert "กำลังโหลด" in card.marks[0]
    assert "ยืนยันส่ง" not in heard.buttons
    fetched(town, PhotoState.KEPT)
    _, heard = preview(desk.presses(heard.buttons["ดูอีกครั้ง"]))
    picture, film, said, _ = heard.contents
    assert isinstance(picture, Picture)
    assert isinstance(film, Film)
    assert film.url.startswith("https://police.example/b/")
    assert film.url.removesuffix(".mp4") == film.preview.removesuffix(".jpg")
    assert isinstance(said, Words)
    desk.presses(heard.buttons["ยืนยันส่ง"])
    with town.uow() as uow:
        (row,) = uow.bulletins.all()
        assert uow.bulletins.contents(row) == [picture, film, said]


def test_the_fullest_preview_keeps_its_buttons(town: Talk, desk: Person) -> None:
    does(desk, *TEXT[:3])
    desk.sends(MediaKind.VIDEO)
    desk.sends(MediaKind.PHOTO)
    fetched(town, PhotoState.KEPT)
    does(desk, *TEXT[3:], "พรุ่งนี้ 8 โมงเช้า")
    _, heard = preview(desk.pins(13.85, 100.63))
    kinds = [type(one) for one in heard.contents]
    assert kinds == [Picture, Film, Words, Spot, Card]
    assert "ยืนยันส่ง" in heard.buttons


def test_a_video_that_is_too_long_is_refused_at_once(desk: Person) -> None:
    does(desk, "ประกาศ", "ข้อความ")
    told = to("d1", desk.says(Media(kind=MediaKind.VIDEO, duration_ms=181_000))).text
    assert "ไม่เกิน 3 นาที" in told
    assert "พิมพ์ข้อความ" in told


def test_a_video_that_cannot_be_used_is_left_out_by_a_tap(town: Talk, desk: Person) -> None:
    does(desk, *TEXT[:3])
    desk.sends(MediaKind.VIDEO)
    fetched(town, PhotoState.FAILED)
    card, heard = preview(does(desk, *TEXT[3:], "พรุ่งนี้ 8 โมงเช้า"))
    assert "ใช้วิดีโอนี้ไม่ได้" in card.marks[0]
    _, heard = preview(desk.presses(heard.buttons["ส่งโดยไม่แนบ"]))
    assert "ยืนยันส่ง" in heard.buttons
    assert words(heard) == "พรุ่งนี้น้ำไม่ไหล"


def test_a_place_stands_on_line_s_map_below_words_and_as_a_button_on_a_card(desk: Person) -> None:
    does(desk, *TEXT[:3])
    assert "ได้รับตำแหน่งแล้ว" in desk.pins(13.85, 100.63)[0].text
    _, heard = preview(does(desk, *TEXT[3:], "พรุ่งนี้ 9 โมง"))
    said, spot, _ = heard.contents
    assert isinstance(said, Words)
    assert isinstance(spot, Spot)
    assert (spot.latitude, spot.longitude, spot.address) == (13.85, 100.63, "13.85000, 100.63000")
    does_from(desk, heard, "ยกเลิก")
    does(desk, "ประกาศ", "นัดประชุม", "ประชุมชุมชน", "วันเสาร์ 9 โมง", "ศาลาวัด")
    desk.pins(13.85, 100.63)
    card, _ = to("d1", does(desk, "ข้าม", "กลุ่มไลน์", "ทั้งสถานี", "พรุ่งนี้ 9 โมง")).contents
    assert isinstance(card, Card)
    assert card.buttons[-1].tap == OpenLink(
        url="https://www.google.com/maps?q=13.850000,100.630000"
    )


def test_what_is_attached_may_be_taken_off_again(town: Talk, desk: Person) -> None:
    does(desk, *TEXT[:3])
    desk.says(Location(latitude=13.85, longitude=100.63, title="ศาลาวัด"))
    _, heard = preview(does(desk, *TEXT[3:], "พรุ่งนี้ 8 โมงเช้า"))
    assert len(heard.contents) == 3
    desk.presses(heard.buttons["ยืนยันส่ง"])
    _, heard = preview(desk.presses(shown(desk).buttons["แก้ไข"]))
    assert isinstance(heard.contents[2], Spot)
    _, heard = preview(desk.presses(heard.buttons["เอาสิ่งที่แนบออก"]))
    assert words(heard) == "พรุ่งนี้น้ำไม่ไหล"
    assert len(heard.contents) == 2
    assert "เอาสิ่งที่แนบออก" not in heard.buttons


def test_a_place_is_added_to_what_stands(desk: Person) -> None:
    confirmed(desk)
    desk.presses(shown(desk).buttons["แก้ไข"])
    _, heard = preview(desk.pins(13.85, 100.63))
    _, said, spot, _ = heard.contents
    assert isinstance(said, Words)
    assert said.text == "พรุ่งนี้น้ำไม่ไหล"
    assert isinstance(spot, Spot)


def test_a_photo_that_line_could_not_fetch_is_not_promised(
    town: Talk, desk: Person, store: Store, clock: FixedClock
) -> None:
    rules = replace(a_rule_set(), public_url="http://127.0.0.1:8000")
    store.seat({"khokkhram": rules}, clock())
    does(desk, *TEXT[:3])
    assert "https" in desk.sends(MediaKind.PHOTO)[0].text


def test_a_sample_station_shows_its_photos_to_the_simulator_beside_it(
    town: Talk, desk: Person, store: Store, clock: FixedClock
) -> None:
    here = replace(a_rule_set(), public_url="http://127.0.0.1:8000", is_simulated=True)
    store.seat({"khokkhram": here}, clock())
    does(desk, "ประกาศ", "ข้อความ")
    assert "ได้รับรูปแล้ว" in desk.sends(MediaKind.PHOTO)[0].text
    _, heard = preview(does(desk, *TEXT[2:], "พรุ่งนี้ 8 โมงเช้า"))
    fetched(town, PhotoState.KEPT)
    _, heard = preview(desk.presses(heard.buttons["ดูอีกครั้ง"]))
    picture = heard.contents[0]
    assert isinstance(picture, Picture)
    assert picture.url.startswith("http://127.0.0.1:8000/b/")
