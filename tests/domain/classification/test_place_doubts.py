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
