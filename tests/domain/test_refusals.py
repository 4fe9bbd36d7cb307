"""A refusal says why by the catalogue's sentence, and nothing of who asked."""

from __future__ import annotations

from domain.refusals import Refusal


def test_a_refusal_brings_its_sentence_and_what_fills_it_in() -> None:
    refused = Refusal("naming.not_yours", number="1/2569")
    assert refused.text_key == "naming.not_yours"
    assert refused.values == {"number": "1/2569"}


def test_what_fills_a_sentence_in_stands_in_no_trace_of_an_error() -> None:
    assert "1/2569" not in repr(Refusal("naming.not_yours", number="1/2569"))
