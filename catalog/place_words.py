"""This is the pair of words for a village that members see; a station shows one of them."""

from __future__ import annotations

PLACE_WORDS = ("หมู่บ้าน", "ชุมชน")
