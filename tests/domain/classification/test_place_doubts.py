"""Names that are nearly ours, or somebody's, or of too wide an area to be one village."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.classification import (
    Gazetteer,
    Lexicon,
    Place,
    Reading,
    Report,
    VillageSource,
    classify,
)

Read = Callable[..., Reading]


def offered(reading: Reading) -> set[str]:
    return {one.code for one in reading.candidates}


def test_a_shared_name_with_a_slip_is_asked_about(read: Read) -> None:
    reading = read("มีคนขโมยรถบ้านหนองแวน")
    assert reading.village is None
    assert offered(reading) == {"V03", "V04"}


@pytest.mark.parametrize(
    ("text", "village"),
    [
        pytest.param("บ้านหนองแวน หมู่ 3", "V03", id="by its number"),
        pytest.param("บ้านหนองแวน ต.ดอนกลาง", "V04", id="by its subdistrict"),
    ],
)
def test_a_shared_name_with_a_slip_is_told_by_what_stands_beside_it(
    read: Read, text: str, village: str
) -> None:
    reading = read(f"มีคนขโมยรถ{text}")
    assert (reading.village, reading.village_source) == (village, VillageSource.TEXT)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ปูนหลวงบอกว่ามีคนขโมยรถ", id="who says it"),
        pytest.param("ไม่ปูนหลวง มีคนขโมยรถ", id="what is denied"),
        pytest.param("นายปูนหรวง ขโมยรถ", id="a man whose name only sounds like it"),
        pytest.param("นายขอนแก่น ขโมยรถ", id="a man called as a city is"),
        pytest.param("มีคนขโมยรถที่ อ.คลองลึก", id="a district that there is not"),
        pytest.param("มีคนขโมยรถที่ ต.เพชรนคร", id="a subdistrict called as the province is"),
    ],
)
def test_what_is_no_village_s_name_here_names_none(read: Read, text: str) -> None:
    assert read(text).village is None


def test_a_name_that_sounds_like_ours_is_ours(read: Read) -> None:
    assert read("มีคนขโมยรถที่ปูนหรวง").village == "V21"


@pytest.mark.parametrize("number", ["0812345678", " 3/4", ", 7"])
def test_a_number_that_is_none_of_a_place_leaves_the_village_its_name(
    read: Read, number: str
) -> None:
    assert read(f"มีคนขโมยรถที่โคกสูง{number}").village == "V07"


def test_a_road_is_called_by_where_it_leads_and_is_not_there(read: Read) -> None:
    assert read("รถชนที่โคกสูง ถนนขอนแก่น").village == "V07"


def test_of_two_longer_names_with_a_slip_the_likelier_is_meant(lexicon: Lexicon) -> None:
    places = [
        Place(code=code, name=f"บ้านคลองลึก{end}")
        for code, end in (("A", ""), ("B", "พัฒนา"), ("C", "วัฒนา"))
    ]
    station = Gazetteer.of(places, lexicon)
    for slip, village in (("พัตนา", "B"), ("วัตนา", "C")):
        report = Report(messages=(f"ขโมยรถที่บ้านคลองลึก{slip}",))
        assert classify(report, station, lexicon).village == village


def test_a_pin_falls_into_no_village_of_which_nobody_knows_where_it_lies(lexicon: Lexicon) -> None:
    places = [
        Place(code="A", name="บ้านโคกสูง"),
        Place(code="B", name="บ้านน้ำใส", lat=15.2, lon=101.1, radius_m=500),
    ]
    report = Report(messages=("มีคนขโมยรถ",), location=(15.2001, 101.1001))
    assert classify(report, Gazetteer.of(places, lexicon), lexicon).village == "B"


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        pytest.param("เขาจะผูกคอตาย", {"suicide"}, id="somebody to talk to"),
        pytest.param("เขาจะผูกคอตายเมื่อกี้ ตอนนี้ปลอดภัยแล้ว", set(), id="nobody, for it is over"),
    ],
)
def test_help_is_called_for_until_it_is_over(read: Read, text: str, needs: set[str]) -> None:
    assert set(read(text).needs) == needs


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("โคกสูงไม่ก็ดอนเจ๊ก", id="a name as villages bear, glued"),
        pytest.param("โคกสูง หรือ ดอนเจ๊ก นี่แหละ", id="with gaps"),
        pytest.param("โคกสูงหรือว่าสะแกงาม", id="or perhaps"),
        pytest.param("โคกสูงหรือไม่ก็ดงพญาเย็น", id="or else"),
        pytest.param("โคกสูงรึดอนเจ๊ก", id="as it is spoken"),
        pytest.param("โคกสูงหรือจะเป็นดอนเจ๊ก", id="or it may be"),
        pytest.param("โคกสูงหรือรามราฆพ", id="a name of no word that we know"),
        pytest.param("โคกสูงหรือบ้านเจ๊ก", id="a type word and a name"),
        pytest.param("โคกสูงหรือแถวสะแกงาม", id="near another"),
        pytest.param("โคกสูงหรือที่อื่น", id="elsewhere"),
        pytest.param("โคกสูงหรือหมู่ 9", id="a number"),
        pytest.param("โคกสูงหรือบ่อทราย", id="one whose name begins as a small word"),
        pytest.param("โคกสูงหรือโคกสูงพัฒนา", id="a longer name than ours"),
        pytest.param("สะแกงามหรือโคกสูง", id="the unknown one first"),
        pytest.param("รามราฆพ หรือ โคกสูง", id="the unknown one first and alone"),
    ],
)
def test_a_village_or_a_place_that_we_do_not_know_is_asked_about(read: Read, place: str) -> None:
    reading = read(f"มีคนขโมยรถที่{place}")
    assert reading.village is None
    assert offered(reading) == {"V07"}
    assert "reason.village_or_other" in [one.key for one in reading.reasons]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ดอนเจ๊กหรือโคกสูง มีคนขโมยรถ", id="at the beginning"),
        pytest.param("มีคนขโมยรถที่โคกสูง\nไม่ก็ดอนเจ๊ก", id="in the next line"),
    ],
)
def test_two_places_are_offered_wherever_they_stand(read: Read, text: str) -> None:
    assert read(*text.split("\n")).village is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            pytest.param(f"มีคนขโมยรถที่โคกสูง{end}", id=end)
            for end in (
                *("หรือเปล่า", "หรือป่าว", "หรือปล่าวครับ", "หรือไม่", "หรือยัง", "รึเปล่า", "รึยัง"),
                *("หรือไงไม่รู้", "หรือ", "หรือครับ", "หรือแถวนั้น", "หรือใกล้ๆ", "หรือ 5 คัน"),
                *(" ไม่ก็ไม่รู้", "หรืออะไรสักอย่าง", "หรือแกล้งกัน", " หรือโทร 0812345678"),
            )
        ),
        pytest.param("มีคนถือปืนหรือมีดที่โคกสูง", id="two weapons"),
        pytest.param("ที่โคกสูงมีคนถือปืนหรือมีด", id="two weapons behind it"),
        pytest.param("คนเมาหรือคนบ้าอาละวาดที่โคกสูง", id="two kinds of people"),
        pytest.param("มีคนตีกันที่โคกสูงหรือว่าเมากัน", id="two events"),
        pytest.param("ไฟไหม้หรือเปล่า ที่โคกสูง", id="asked before the place"),
        pytest.param("เกิดอะไรขึ้นหรือที่โคกสูง คนวิ่งกัน", id="asked what happens"),
        pytest.param("หรือโคกสูง มีคนขโมยรถ", id="nothing before it"),
        pytest.param("ขโมยรถ ฌญฎฏฐฑฒฌญฎฏฐฑฒฌญฎฏฐฑฒหรือโคกสูง", id="too long for a name"),
        pytest.param("มีคนขโมยรถ\nหรือโคกสูง", id="a thing in the line before"),
    ],
)
def test_an_or_that_offers_no_other_place_leaves_the_village(read: Read, text: str) -> None:
    assert read(*text.split("\n")).village == "V07"


def test_two_villages_that_we_know_are_both_offered(read: Read) -> None:
    for word in ("หรือ", "หรือว่า", "หรือจะเป็นที่"):
        reading = read(f"มีคนขโมยรถที่โคกสูง{word}น้ำใส")
        assert reading.village is None
        assert offered(reading) == {"V07", "V18"}
        assert "reason.village_two" in [one.key for one in reading.reasons]


def test_a_pin_in_the_village_settles_what_the_words_leave_open(
    read: Read, gazetteer: Gazetteer
) -> None:
    ours = next(one for one in gazetteer.places if one.code == "V07")
    assert ours.lat is not None
    assert ours.lon is not None
    reading = read("มีคนขโมยรถที่โคกสูงหรือดอนเจ๊ก", pin=(ours.lat, ours.lon))
    assert reading.village == "V07"


def test_a_village_named_again_without_doubt_is_meant(read: Read) -> None:
    assert read("ที่โคกสูงหรือดอนเจ๊กไม่แน่ใจ", "ถามแล้ว อยู่โคกสูงครับ ขโมยรถ").village == "V07"


@pytest.mark.parametrize(
    "told",
    [
        "3 ทุ่ม",
        "สองทุ่ม",
        "๓ ทุ่ม",
        "21.30",
        "2 คัน",
        "โทร 0812345678",
        "5 คน",
        "4 โมงเย็น",
        "081-234-5678",
    ],
)
def test_an_hour_a_count_or_a_telephone_makes_near_home_no_doubt(read: Read, told: str) -> None:
    for messages in (("เมื่อวานมีคนขโมยหม้อแปลง แถวบ้าน", told), (f"มีคนตีกันหน้าบ้าน {told}",)):
        reading = read(*messages, home="V07")
        assert reading.village == "V07"
        assert not reading.must_confirm


def test_a_lone_word_that_may_be_a_name_still_does(read: Read) -> None:
    for name in ("โพธิ์งาม", "ไผ่ล้อม"):
        reading = read("มีคนตีกันหน้าบ้าน", name, home="V07")
        assert reading.must_confirm or reading.village is None


def test_a_word_of_looks_at_the_end_may_be_a_name(read: Read) -> None:
    for name in ("ส้มป่อย", "สองห้อง", "ห้าธง"):
        assert read("มีคนตีกัน", name, home="V07").village is None
