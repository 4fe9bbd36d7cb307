"""The connections over which bulletins leave."""

from __future__ import annotations

import ssl

import pytest

from bot.line.crowd import Crowd, Parcel
from domain.delivery import AnswerKind, Method


def test_all_connections_share_what_they_trust(monkeypatch: pytest.MonkeyPatch) -> None:
    made, read = [], ssl.create_default_context
    monkeypatch.setattr(ssl, "create_default_context", lambda: made.append(1) or read())
    # Nobody listens there.
    crowd = Crowd(
        api="https://127.0.0.1:1", token="t", patience=1, heard=lambda *_: None, at_once=6
    )
    parcels = [Parcel(method=Method.PUSH, body=b"{}", retry_key=str(one)) for one in range(12)]
    answers = crowd.send(parcels, may_send=lambda _: True)
    assert {one.kind for one in answers} == {AnswerKind.UNREACHED}
    assert len(made) <= 1
