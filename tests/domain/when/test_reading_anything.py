"""Whatever is typed is read, asked back or not understood; nothing past is planned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog import Catalog
from catalog.spoken_when import spoken_when
from catalog.when import load_when_words
from domain.when.reading import read_when
from domain.when.recurrence import Reckoning, next_after
from domain.when.schedule import Once, Unclear, read_rule, write_rule

WORDS = load_when_words()
THAI = Catalog.load()
BY = Reckoning()
NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)

pieces = st.one_of(
    st.sampled_from(sorted(WORDS.known)),
    st.integers(0, 9999).map(str),
    st.sampled_from(["8.00", "08:30", "24.00", "5/12/69", "31/12/9999", "1-1-0001", "2569-12-05"]),
)
phrases = st.lists(pieces, min_size=1, max_size=6).flatmap(
    lambda said: st.sampled_from(["", " "]).map(lambda gap: gap.join(said))
)


@settings(max_examples=300, deadline=None)
@given(phrases, st.integers(0, 24 * 60))
def test_any_phrase_is_answered_and_nothing_past_is_planned(said: str, minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)
    found = read_when(said, now, WORDS, BY)
    for one in found.choices if isinstance(found, Unclear) else (found,):
        if isinstance(one, Once):
            assert one.at >= now
        else:
            assert read_rule(write_rule(one)) == one
            assert next_after(one, now, BY) is not None


@settings(max_examples=300, deadline=None)
@given(phrases)
def test_what_is_offered_is_understood_when_it_is_tapped(said: str) -> None:
    found = read_when(said, NOW, WORDS, BY)
    for one in found.choices if isinstance(found, Unclear) else (found,):
        if isinstance(one, Once) and (one.at.second or one.at.microsecond):
            continue
        assert read_when(spoken_when(one, THAI), NOW, WORDS, BY) == one


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=100))
def test_any_text_at_all_is_answered(said: str) -> None:
    read_when(said, NOW, WORDS, BY)
