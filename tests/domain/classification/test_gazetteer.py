"""The villages of a station, found by what people call them."""

from __future__ import annotations

import pytest

from domain.classification import Gazetteer, Lexicon, Place


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        pytest.param("V07", {"V07"}, id="its code"),
        pytest.param(" v๐๗ ", {"V07"}, id="its code in Thai digits"),
        pytest.param("บ้านโคกสูง", {"V07"}, id="its name"),
        pytest.param("โคกสูง", {"V07"}, id="without the word for village"),
        pytest.param("โคก สูง", {"V07"}, id="with a space inside"),
        pytest.param("คลองลึกพัด", {"V02"}, id="an alias"),
        pytest.param("หนองแวง", {"V03", "V04"}, id="a shared name"),
        pytest.param("หนองแวง ต.ดอนกลาง", {"V04"}, id="a shared name with its subdistrict"),
        pytest.param("หนองแวง หมู่ ๓", {"V03"}, id="a shared name with its number"),
        pytest.param("โนนสะวรรค์", {"V08"}, id="misspelt"),
        pytest.param("วัดเหล่าศรัทธา", {"V11"}, id="a landmark"),
        pytest.param("กรุงโรม", set(), id="nothing that we know"),
        pytest.param("", set(), id="nothing"),
    ],
)
def test_a_typed_answer_finds_its_villages(
    gazetteer: Gazetteer, answer: str, codes: set[str]
) -> None:
    assert {place.code for place in gazetteer.named(answer)} == codes


def test_a_strict_answer_forgives_no_misspelling(gazetteer: Gazetteer) -> None:
    assert gazetteer.named("โนนสะวรรค์", exactly=True) == ()


def test_an_unknown_code_is_no_place(gazetteer: Gazetteer) -> None:
    assert gazetteer.place("X") is None
    assert gazetteer.place(None) is None


def test_villages_of_one_name_are_known_to_be_so(gazetteer: Gazetteer) -> None:
    assert gazetteer.shared_names == {"บ้านหนองแวง"}


def test_what_a_subdistrict_is_called_is_no_other_name_of_a_village(lexicon: Lexicon) -> None:
    places = (
        Place(code="A", name="บ้านโคกสูง", aliases=("ดอนกลาง", "ดอนตาล"), subdistrict="หนองสะเดา"),
        Place(code="B", name="บ้านน้ำใส", subdistrict="ดอนกลาง"),
    )
    station = Gazetteer.of(places, lexicon)
    assert station.named("ดอนกลาง", exactly=True) == ()
    assert [one.code for one in station.named("ดอนตาล")] == ["A"]


def test_what_a_gazetteer_holds_grows_with_its_names_and_shapes(lexicon: Lexicon) -> None:
    plain = Place(code="A", name="บ้านโคกสูง")
    named = Place(code="A", name="บ้านโคกสูง", aliases=("โคกสูงน้อย",), landmarks=("วัดโคกสูง",))
    drawn = Place(code="A", name="บ้านโคกสูง", polygon={"type": "Polygon", "coordinates": [[0, 0]]})
    weights = [Gazetteer.of(one, lexicon).weight for one in ((), (plain,), (named,), (drawn,))]
    nothing, alone, with_names, with_shape = weights
    assert nothing < alone < with_names
    assert with_shape > alone
