"""Media made to break what cleans them: cleaned or refused, and what is cleaned tells nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from files.cleaning import Cleaned, Uncleanable, clean
from files.cleaning.sniffing import HEAD_BYTES, sniff
from tests.files import cleaning_media as media
from tests.fuzz.rounds import fuzz, mangled

Making = Callable[[Path], bytes]


def recorded(make: Callable[..., Path], **how: str) -> Making:
    return lambda folder: make(folder / "made", **how).read_bytes()


PICTURES: Final[Mapping[str, Making]] = {
    kind: (lambda _, make=make: make()) for kind, make in media.PICTURES.items()
}  # type: ignore[misc]
RECORDINGS: Final[Mapping[str, Making]] = {
    "mp4": recorded(media.a_film),
    "mov": recorded(media.a_film, format="mov"),
    "m4a": recorded(media.a_sound, codec="aac", format="mp4"),
    "wav": recorded(media.a_sound, codec="pcm_s16le", format="wav"),
    "ogg": recorded(media.a_sound, codec="libopus", format="ogg"),
    "mp3": recorded(media.an_mp3),
}
EVERY: Final = {**PICTURES, **RECORDINGS}
SHOWN: Final = ("image", "video", "audio")


def check(content: bytes, folder: Path) -> None:
    """Clean some content; whatever comes of it, nothing is raised, left behind or told."""
    outcome = clean(content, declared_type="", workdir=folder)
    if isinstance(outcome, Cleaned):
        with outcome:
            copy = b"".join(outcome)
        assert media.MARKED not in copy
        # A copy is one that browsers show or play, and never run.
        assert sniff(copy[:HEAD_BYTES]).mime.partition("/")[0] in SHOWN
    else:
        assert isinstance(outcome, Uncleanable)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("kind", sorted(EVERY))
def test_any_media_are_cleaned_or_refused(kind: str, tmp_path: Path) -> None:
    made, work = tmp_path / "made here", tmp_path / "work"
    made.mkdir()
    work.mkdir()
    whole = EVERY[kind](made)
    fuzz(2, lambda chance: check(mangled(whole, chance), work))


def test_media_within_media_are_cleaned_or_refused(tmp_path: Path) -> None:
    made, work = tmp_path / "made here", tmp_path / "work"
    made.mkdir()
    work.mkdir()
    wholes = [make(made) for make in EVERY.values()]

    def attempt(chance: random.Random) -> None:
        one, other = chance.choice(wholes), chance.choice(wholes)
        cut = chance.randrange(min(len(one), 4096))
        check(one[:cut] + other[chance.choice((0, cut)) :], work)

    fuzz(6, attempt)
