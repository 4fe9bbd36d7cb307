"""What machines ask."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from bot.watch import Readiness
from web import create_app


def a_client(
    faults: Mapping[str, str] | None = None,
    token: str = "",
    notes: Mapping[str, str] | None = None,
) -> FlaskClient:
    app = create_app(
        readiness=lambda: Readiness(faults=faults or {}, notes=notes or {}),
        figures=lambda: (b"tasapparot_tips 1", "text/plain"),
        metrics_token=token,
    )
    return app.test_client()


def test_a_live_service_says_so() -> None:
    assert a_client().get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_machines_may_only_ask(path: str, method: str) -> None:
    answer = a_client().open(path, method=method)
    assert answer.status_code == 405
    assert answer.allow == {"GET", "HEAD"}
    assert a_client().head(path).status_code == 200


def test_a_service_that_cannot_work_says_503_and_why() -> None:
    answer = a_client({"database": "behind its migrations"}).get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["faults"] == {"database": "behind its migrations"}


@pytest.mark.parametrize(
    ("address", "headers", "token", "status"),
    [
        pytest.param("127.0.0.1", {}, "", 200, id="this machine itself"),
        pytest.param("127.0.0.1", {"X-Forwarded-For": "1.2.3.4"}, "", 403, id="through a proxy"),
        pytest.param("10.0.0.9", {}, "", 403, id="another machine"),
        pytest.param("10.0.0.9", {"Authorization": "Bearer "}, "", 403, id="no token is set"),
        pytest.param("10.0.0.9", {"Authorization": "Bearer s"}, "s", 200, id="with the token"),
        pytest.param("10.0.0.9", {"Authorization": "Bearer x"}, "s", 403, id="a wrong token"),
    ],
)
def test_figures_are_for_this_machine_or_the_token(
    address: str, headers: dict[str, str], token: str, status: int
) -> None:
    client = a_client(token=token)
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status


def test_a_stranger_learns_that_it_is_not_ready_and_not_why() -> None:
    client = a_client({"database": "secret reason"})
    answer = client.get("/readyz", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert answer.status_code == 503
    assert b"secret" not in answer.data


def test_a_service_that_can_work_stays_in_service_and_says_what_is_amiss() -> None:
    client = a_client(notes={"engine": "engine not heard: ConnectionError"})
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json()["notes"] == {"engine": "engine not heard: ConnectionError"}
    elsewhere = client.get("/readyz", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert elsewhere.get_json() == {"status": "ready"}
