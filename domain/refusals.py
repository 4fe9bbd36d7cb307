"""This is a refusal: what a person asked was understood and declined, and they are told why."""

from __future__ import annotations


class Refusal(Exception):
    """Declined; `text_key` is the catalogue's sentence for the speaker, `values` fill it in."""

    def __init__(self, text_key: str, **values: object) -> None:
        super().__init__(text_key)
        self.text_key = text_key
        self.values = values
