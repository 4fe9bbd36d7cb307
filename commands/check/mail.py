"""This is how the doctor tries the way to the mail server; no mail is sent."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator

from bot.config.sections import MailSettings
from bot.mail import mail_server
from commands.check.finding import Finding, fix, note, ok


def check_mail(mail: MailSettings) -> Iterator[Finding]:
    """Sign in at the mail server as the fallback would, and leave."""
    if not mail.host:
        yield note("check.mail_none")
        return
    address = f"{mail.host}:{mail.port}"
    try:
        _sign_in(mail)
    except smtplib.SMTPAuthenticationError:
        yield fix("check.mail_sign_in", address=address)
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as trouble:
        yield fix("check.mail_seal", address=address, trouble=type(trouble).__name__)
    except (OSError, smtplib.SMTPException) as trouble:
        yield fix("check.mail_unreached", address=address, trouble=type(trouble).__name__)
    else:
        yield ok("check.mail_ok", address=address)


def _sign_in(mail: MailSettings) -> None:
    with mail_server(mail).connect() as server:
        server.noop()
