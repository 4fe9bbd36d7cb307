"""This is how the doctor tries the way to the mail server; no mail is sent."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator

from bot.config.sections import MailSettings, MailTls
from commands.check.finding import Finding, fix, note, ok

_SECONDS = 10


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
    sealed = ssl.create_default_context()
    with _connected(mail, sealed) as server:
        if mail.tls is MailTls.STARTTLS:
            server.starttls(context=sealed)
        if mail.username:
            server.login(mail.username, mail.password.get_secret_value())
        server.noop()


def _connected(mail: MailSettings, sealed: ssl.SSLContext) -> smtplib.SMTP:
    if mail.tls is MailTls.TLS:
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=_SECONDS, context=sealed)
    return smtplib.SMTP(mail.host, mail.port, timeout=_SECONDS)
