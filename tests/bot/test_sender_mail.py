"""Alerts that LINE does not take go by mail: once, without a word of the tip, and LINE goes on."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from bot.mail import AlertMail, MailServer
from catalog import Catalog
from domain.answers import OUTSIDE, Chat, Message, Rank, Recipient, Words
from models.outbox import OutboxState
from tests.bot.sending import ALT, MEMBER, OFFICER, Office, to_person


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that speaks as much of SMTP as a test needs, and keeps what it is given."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[EmailMessage] = []
        self.is_full = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is none of the server's troubles."""

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Session(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self._say("220 here")
        for line in self.rfile:
            verb = line.strip().upper()[:4]
            if verb == b"DATA":
                self._take()
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("452 full" if verb == b"RCPT" and self.server.is_full else "250 ok")

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        for line in self.rfile:
            if line.rstrip() == b".":
                break
            lines.append(line)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.server.mails.append(mail)
        self._say("250 ok")

    def _say(self, said: str) -> None:
        self.wfile.write(f"{said}\r\n".encode())


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def a_way(mailbox: Mailbox, **parts: Any) -> AlertMail:
    facts = {"tls": "none", "sender": "bot@police.example", "to": ["desk@police.example"]}
    server = MailServer(host="127.0.0.1", port=mailbox.port, **{**facts, **parts})
    return AlertMail(server, Catalog.load("th"))


def spends_the_month(office: Office) -> None:
    office.line.set_quota("khokkhram", limit=300, used=300)


def test_an_alert_goes_by_mail_when_the_month_is_spent(office: Office, mailbox: Mailbox) -> None:
    spends_the_month(office)
    row_id = office.alerts_an_officer()
    office.sends(fallback=a_way(mailbox))
    (mail,) = mailbox.mails
    assert ALT in mail["Subject"]
    assert mail["To"] == "desk@police.example"
    assert "งัดบ้าน" not in mail.as_string() + mail.get_content()
    assert OFFICER not in mail.as_string()
    assert str(office.row(row_id).retry_key) in mail["Message-ID"]
    assert office.troubled() == [row_id]


def test_the_mailed_alert_still_goes_by_line_when_line_takes_it_again(
    office: Office, mailbox: Mailbox
) -> None:
    spends_the_month(office)
    row_id = office.alerts_an_officer()
    way = a_way(mailbox)
    office.sends(fallback=way)
    office.clock.passes(minutes=10)
    office.sends(fallback=way)
    office.line.set_quota("khokkhram", limit=900, used=300)
    office.clock.passes(minutes=10)
    office.sends(fallback=way)
    assert len(mailbox.mails) == 1
    assert office.row(row_id).state == OutboxState.ACCEPTED
    assert office.shown() == [ALT]


def test_an_alert_that_line_never_took_ends_as_mailed_and_is_shown(
    office: Office, mailbox: Mailbox
) -> None:
    office.line.set_fault("monthly", endpoint="push", retry_after="3600")
    row_id = office.alerts_an_officer()
    for _ in range(25):
        office.sends(fallback=a_way(mailbox))
        office.clock.passes(hours=1)
    assert office.row(row_id).state == OutboxState.MAILED
    assert office.troubled() == [row_id]
    assert len(mailbox.mails) == 1


def test_a_refused_token_lets_alerts_go_by_mail_too(office: Office, mailbox: Mailbox) -> None:
    office.alerts_an_officer()
    office.sends(gateway=office.gateway(token="an old token"), fallback=a_way(mailbox))
    assert len(mailbox.mails) == 1


def test_only_alerts_to_officers_go_by_mail(office: Office, mailbox: Mailbox) -> None:
    spends_the_month(office)
    office.keeps(to_person(MEMBER), to_person(OFFICER, rank=Rank.NOTICE))
    office.keeps(to_person(MEMBER, rank=Rank.ALERT, about=office.has_a_tip()))
    office.sends(fallback=a_way(mailbox))
    assert mailbox.mails == []


@pytest.mark.parametrize("fault", ["rate", "drop_answer", "refuse"])
def test_a_passing_failure_makes_no_mail(office: Office, mailbox: Mailbox, fault: str) -> None:
    office.alerts_an_officer()
    office.line.set_fault(fault, endpoint="push", count=1)
    office.sends(fallback=a_way(mailbox))
    assert mailbox.mails == []


def test_of_a_tip_about_those_in_power_the_mail_tells_nothing(
    office: Office, mailbox: Mailbox
) -> None:
    spends_the_month(office)
    tip_id = office.has_a_tip()
    with office.store.writing(office.station, office.clock()) as uow:
        uow.tips.get(tip_id).is_restricted = True
        uow.commit()
    office.alerts_an_officer(about=tip_id)
    office.sends(fallback=a_way(mailbox))
    (mail,) = mailbox.mails
    told = f"{mail['Subject']} {mail.get_content()}"
    assert "ผู้บังคับบัญชา" in told
    assert "โพธิ์ทอง" not in told
    assert "1/2569" not in told


def test_a_mail_that_did_not_go_is_tried_with_the_next_attempt(
    office: Office, mailbox: Mailbox
) -> None:
    spends_the_month(office)
    row_id = office.alerts_an_officer()
    mailbox.is_full = True
    office.sends(fallback=a_way(mailbox))
    assert office.row(row_id).mailed_at is None
    mailbox.is_full = False
    office.clock.passes(minutes=10)
    office.sends(fallback=a_way(mailbox))
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_nothing_is_mailed_over_a_way_that_is_not_sealed_as_set(
    office: Office, mailbox: Mailbox, tls: str
) -> None:
    spends_the_month(office)
    row_id = office.alerts_an_officer()
    # The server speaks plainly only, so the handshake cannot succeed.
    way = a_way(mailbox, tls=tls, username="bot", password="secret")
    office.sends(fallback=way)
    assert mailbox.mails == []
    assert office.row(row_id).mailed_at is None


def test_without_a_mail_server_the_alert_waits_and_is_shown(office: Office) -> None:
    spends_the_month(office)
    row_id = office.alerts_an_officer()
    office.sends()
    assert office.row(row_id).state == OutboxState.WAITING
    assert office.troubled() == [row_id]


def cries_out(office: Office, alt: str = ALT) -> int:
    """Keep what tells the station that nobody of a chain can be reached."""
    to = Recipient(chat=Chat.MAIL, line_id="")
    message = Message(to=to, contents=[Words(text=alt)], rank=Rank.ALERT, about=office.has_a_tip())
    return office.keeps(message)[0]


def test_a_tip_that_nobody_can_get_is_mailed_once_and_listed(
    office: Office, mailbox: Mailbox
) -> None:
    row_id = cries_out(office)
    office.sends(fallback=a_way(mailbox))
    office.sends(fallback=a_way(mailbox))
    (mail,) = mailbox.mails
    assert ALT in mail["Subject"]
    assert office.row(row_id).state == OutboxState.MAILED
    assert office.troubled() == [row_id]
    assert office.calls("push") == []


def test_what_is_for_those_outside_goes_to_them_alone_and_is_no_trouble(
    office: Office, mailbox: Mailbox
) -> None:
    to = Recipient(chat=Chat.MAIL, line_id=OUTSIDE)
    message = Message(to=to, contents=[Words(text=ALT)], rank=Rank.ALERT, about=office.has_a_tip())
    row_id = office.keeps(message)[0]
    office.sends(fallback=a_way(mailbox, outside=["watch@outside.example"]))
    (mail,) = mailbox.mails
    assert mail["To"] == "watch@outside.example"
    assert ALT in mail["Subject"]
    assert "เกี่ยวกับเจ้าหน้าที่" in mail["Subject"]
    assert office.row(row_id).state == OutboxState.ACCEPTED
    assert office.troubled() == []


def test_a_mailbox_that_is_full_is_tried_again(office: Office, mailbox: Mailbox) -> None:
    mailbox.is_full = True
    row_id = cries_out(office)
    office.sends(fallback=a_way(mailbox))
    assert office.row(row_id).state == OutboxState.WAITING
    mailbox.is_full = False
    office.clock.passes(minutes=1)
    office.sends(fallback=a_way(mailbox))
    assert len(mailbox.mails) == 1
    assert office.row(row_id).state == OutboxState.MAILED


def test_where_no_mail_is_set_up_none_waits_for_it(office: Office) -> None:
    row_id = cries_out(office)
    office.sends()
    assert office.row(row_id).state == OutboxState.DROPPED


def test_an_alert_that_the_spent_month_holds_lets_the_chain_know_once(office: Office) -> None:
    spends_the_month(office)
    office.alerts_an_officer()
    office.sends()
    office.clock.passes(minutes=10)
    office.sends()
    assert list(office.timers()) == ["OfficerUnreachable"]
