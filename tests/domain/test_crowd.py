"""How narrowly a sender may be told of."""

from __future__ import annotations

import pytest

from domain.crowd import Crowd, CrowdLabel, Scope, crowd_label


def crowd(village: str | None, members: int, *, trained: bool = True, within: str = "S") -> Crowd:
    return Crowd(village=village, subdistrict=within, is_trained=trained, members=members)


@pytest.mark.parametrize(
    ("crowds", "label"),
    [
        pytest.param([crowd("A", 5)], (Scope.VILLAGE, True), id="enough in the village"),
        pytest.param(
            [crowd("A", 5), crowd("A", 5, trained=False)],
            (Scope.VILLAGE, True),
            id="both marks hide",
        ),
        pytest.param(
            [crowd("A", 6), crowd("A", 2, trained=False)],
            (Scope.VILLAGE, False),
            id="a mark that would single out the few is shown for none",
        ),
        pytest.param(
            [crowd("A", 4), crowd("B", 3)],
            (Scope.SUBDISTRICT, True),
            id="enough in the subdistrict",
        ),
        pytest.param(
            [crowd("A", 4), crowd("B", 9, within="T")],
            (Scope.NETWORK, True),
            id="only in the network",
        ),
        pytest.param([crowd("A", 2)], (Scope.NETWORK, False), id="too few anywhere"),
        pytest.param([], (Scope.NETWORK, False), id="nobody bound"),
    ],
)
def test_a_label_widens_until_enough_could_have_sent_it(
    crowds: list[Crowd], label: tuple[Scope, bool]
) -> None:
    scope, shows_mark = label
    found = crowd_label(village="A", subdistrict="S", crowds=crowds, min_crowd=5)
    assert found == CrowdLabel(scope=scope, shows_mark=shows_mark)


def test_a_sender_without_a_village_is_a_network_member() -> None:
    found = crowd_label(
        village=None, subdistrict="", crowds=[crowd(None, 9, within="")], min_crowd=5
    )
    assert found.scope is Scope.NETWORK
