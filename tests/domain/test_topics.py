"""A member leaves out what they do not want to hear of, and never a warning."""

from __future__ import annotations

import pytest

from domain.postback import decode
from domain.topic_events import TopicChosen, topic_pressed, topic_tap
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


@pytest.mark.parametrize("topic", sorted(CHOOSABLE))
@pytest.mark.parametrize("is_wanted", [True, False])
def test_a_button_brings_back_the_topic_and_what_is_to_become_of_it(
    topic: Topic, is_wanted: bool
) -> None:
    tap = decode(topic_tap(topic, is_wanted=is_wanted))
    assert tap is not None
    assert topic_pressed(tap.value) == (TopicChosen, {"topic": topic, "is_wanted": is_wanted})


@pytest.mark.parametrize("value", ["", "news", "news/perhaps", "no such/yes", "warning/no"])
def test_a_phone_cannot_choose_what_was_not_offered(value: str) -> None:
    assert topic_pressed(value) is None
