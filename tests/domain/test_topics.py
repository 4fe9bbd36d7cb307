"""A member leaves out what they do not want to hear of, and never a warning."""

from __future__ import annotations

from domain.topics import CHOOSABLE, Topic, chosen, wants


def test_who_chose_nothing_hears_of_everything() -> None:
    assert all(wants((), topic) for topic in Topic)


def test_what_is_left_out_is_left_out_until_it_is_wanted_again() -> None:
    muted = chosen((), Topic.MISSING, is_wanted=False)
    muted = chosen(muted, Topic.NEWS, is_wanted=False)
    assert muted == ("news", "missing")
    assert chosen(muted, Topic.NEWS, is_wanted=False) == muted
    assert [one for one in Topic if not wants(muted, one)] == [Topic.NEWS, Topic.MISSING]
    assert chosen(muted, Topic.NEWS, is_wanted=True) == ("missing",)


def test_a_warning_cannot_be_left_out() -> None:
    assert Topic.WARNING not in CHOOSABLE
    assert chosen((), Topic.WARNING, is_wanted=False) == ()
    assert wants(("warning",), Topic.WARNING)


def test_a_bulletin_of_before_there_were_topics_goes_to_everybody() -> None:
    assert wants(("news",), "")
