"""This is the way out for alerts that LINE does not take: a mail with no word of the tip."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

import structlog

from bot.config.sections import MailSettings
from bot.outage import Outage
from catalog import Catalog

log = structlog.get_logger(__name__)
_PATIENCE = 10.0


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where mail is handed in and for whom; `tls` is `starttls`, `tls` or `none`."""

    host: str
    port: int
    sender: str
    to: Sequence[str]
    outside: Sequence[str] = ()
    username: str = ""
    password: str = field(default="", repr=False)
    tls: str = "starttls"

    def connect(self) -> smtplib.SMTP:
        """Sign in at the server; raise what `smtplib` and `ssl` raise when it does not let us."""
        sealed = ssl.create_default_context()
        if self.tls == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=_PATIENCE, context=sealed
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE)
        try:
            if self.tls == "starttls":
                connection.starttls(context=sealed)
            if self.username:
                connection.login(self.username, self.password)
        except BaseException:
            connection.close()
            raise
        return connection


def mail_server(mail: MailSettings) -> MailServer:
    """Return the server of `[mail]`."""
    return MailServer(
        host=mail.host,
        port=mail.port,
        sender=mail.sender,
        to=mail.to,
        outside=mail.outside,
        username=mail.username,
        password=mail.password.get_secret_value(),
        tls=mail.tls.value,
    )


class AlertMail:
    """Alerts by mail: number, urgency and village, to the addresses that the station set."""

    def __init__(self, server: MailServer, catalog: Catalog) -> None:
        self._server = server
        self._catalog = catalog
        self._outage = Outage("alert not mailed", level=logging.WARNING)

    def __call__(
        self, alt: str, *, station: str, key: str, now: datetime, is_outside: bool = False
    ) -> bool:
        """Send one alert, without its `alt` if it is restricted; say whether the mail went.

        `is_outside`: to the addresses outside the station, which alone learn of a restricted tip.
        """
        alert = " ".join(alt.split()) or self._catalog.say("mail.restricted")
        mail = self._written(alert, station=station, key=key, now=now)
        if is_outside:
            self._turn_outside(mail, alert, station)
        try:
            with self._server.connect() as connection:
                connection.send_message(mail)
        except (OSError, smtplib.SMTPException) as fault:
            # What the server says may quote addresses.
            self._outage.struck(kind=type(fault).__name__)
            return False
        self._outage.worked()
        log.info("alert mailed")
        return True

    def _turn_outside(self, mail: EmailMessage, alert: str, station: str) -> None:
        """Say to whom is outside what the mail is about, and address it to them."""
        del mail["To"], mail["Subject"]
        mail["To"] = ", ".join(self._server.outside)
        mail["Subject"] = self._catalog.say("mail.outside_subject", station=station, alert=alert)
        mail.set_content(self._catalog.say("mail.outside_body", station=station, alert=alert))

    def _written(self, alert: str, *, station: str, key: str, now: datetime) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = self._catalog.say("mail.subject", station=station, alert=alert)
        mail["From"] = self._server.sender
        mail["To"] = ", ".join(self._server.to)
        mail["Date"] = format_datetime(now)
        # The same on each try, so that a mail program shows a repeat but once.
        mail["Message-ID"] = f"<{key}@{self._server.sender.rpartition('@')[2].rstrip('>')}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self._catalog.say("mail.body", alert=alert))
        return mail
