"""This is an officer's own standing: on and off duty, and the way into the console."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from catalog import Catalog
from catalog.choices import link
from domain.answers import Answer, Chat, Content, Message, Recipient, Words
from domain.events import Speaker
from domain.meanings import ConsoleAsked, DutySaid
from domain.refusals import Refusal
from domain.tip import TipState
from models.officer import Officer
from models.unit_of_work import UnitOfWork

_LINK_FOR = timedelta(minutes=10)
_HELD = (TipState.ACCEPTED, TipState.INVESTIGATING)


def change(event: DutySaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take an officer on or off duty; who leaves is reminded of what they still hold."""
    officer = _officer(event.speaker, uow)
    officer.off_duty = not event.is_on
    if event.is_on:
        return [_reply(event.speaker, Words(text=catalog.say("duty.on")))]
    told = [catalog.say("duty.off")]
    held = [tip for tip in uow.tips.in_states(*_HELD) if tip.handler_id == officer.id]
    if held:
        told.append(catalog.say("duty.off_open", count=len(held)))
    return [_reply(event.speaker, Words(text="\n".join(told)))]


def open_console(event: ConsoleAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Give an officer a one-time link into the console."""
    officer = _officer(event.speaker, uow)
    token = uow.access.make_link("console", expires_at=uow.now + _LINK_FOR, officer_id=officer.id)
    uow.audit.write("console.link", actor=officer.code, about=officer.code, at=uow.now)
    offered = link(
        catalog.say("duty.console"),
        catalog.say("duty.console_alt"),
        label=catalog.say("duty.open_console"),
        url=f"{uow.rules.public_url.rstrip('/')}/console/enter/{token}",
    )
    return [_reply(event.speaker, offered)]


def _officer(speaker: Speaker, uow: UnitOfWork) -> Officer:
    officer = uow.officers.by_line_user(speaker.user_id or "")
    if officer is None:
        raise Refusal("case.not_officer")
    if officer.is_suspended:
        raise Refusal("case.suspended")
    return officer


def _reply(speaker: Speaker, content: Content) -> Message:
    to = Recipient(chat=Chat.PERSON, line_id=speaker.user_id or "")
    return Message(to=to, contents=[content], may_reply=True)


HANDLERS = {DutySaid: change, ConsoleAsked: open_console}
