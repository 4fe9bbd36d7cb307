"""This is when: what people say of it, what repeats, what waits for the morning, what is late."""

from __future__ import annotations
