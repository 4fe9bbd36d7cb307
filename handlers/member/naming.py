"""This is a sender's own choice to be named to the officer of one tip, and its taking back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from catalog import Catalog
from catalog.choices import link
from catalog.talks import naming_choice
from domain.answers import Answer, Button, Press, Words
from domain.postback import Act, encode
from domain.refusals import Refusal
from domain.talking import NamingAsked, PicturesAsked
from domain.tip import BEFORE_SENDING
from domain.unnamed import UnnamedWished
from handlers.member import receipts
from handlers.member.changes import changed
from handlers.member.chat import answer, person
from models.case import sender_of
from models.talk import may_be_named
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_LINK_LIVES: Final = timedelta(minutes=10)


def name(event: NamingAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Ask once more before a sender is named; a name is taken back at once."""
    line_id = event.speaker.user_id or ""
    tip = _own(event.tip, line_id, uow)
    if event.choice == "no":
        return _take_back(tip, line_id, uow, catalog)
    if not uow.merges.is_followed(tip) or not may_be_named(uow, tip):
        raise Refusal("chat.not_named", number=receipts.number_of(tip))
    if event.choice != "yes":
        return [answer(person(line_id), _asked(tip, catalog), about=tip.id)]
    said = _with_choice(tip, "chat.named", catalog, is_named=True)
    if tip.is_named:
        return [answer(person(line_id), said, about=tip.id)]
    tip.is_named = True
    uow.tips.record(tip, "named", at=uow.now)
    return [answer(person(line_id), said, about=tip.id), changed(tip, "named", uow)]


def _asked(tip: Tip, catalog: Catalog) -> Words:
    yes, no = catalog.say("chat.name_yes"), catalog.say("chat.name_no")
    return Words(
        text=receipts.say(tip, "chat.name_question", catalog),
        choices=[
            Button(label=yes, tap=Press(data=encode(Act.NAME, tip.id, "yes"), shown=yes)),
            Button(label=no, tap=Press(data=encode(Act.NAME, tip.id, "no"), shown=no)),
        ],
    )


def _take_back(tip: Tip, line_id: str, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    was_named, tip.is_named = tip.is_named, False
    key = "chat.unnamed" if was_named else "chat.still_unnamed"
    is_open = uow.merges.is_followed(tip)
    if is_open and not tip.is_coerced:
        said = _with_choice(tip, key, catalog, is_named=False)
    else:
        said = Words(text=receipts.say(tip, key, catalog))
    told = answer(person(line_id), said, about=tip.id)
    if not was_named:
        return [told]
    uow.tips.record(tip, "unnamed", at=uow.now)
    # What still waits to leave shows the name.
    uow.outbox.withdraw_content(tip.id, now=uow.now)
    return [told, changed(tip, "unnamed", uow)] if is_open else [told]


def _with_choice(tip: Tip, key: str, catalog: Catalog, *, is_named: bool) -> Words:
    return Words(
        text=receipts.say(tip, key, catalog),
        choices=[naming_choice(tip.id, catalog, is_named=is_named)],
    )


def show_pictures(event: PicturesAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Give a sender a one-time link to the pictures that an officer sent them."""
    line_id = event.speaker.user_id or ""
    tip = _own(event.tip, line_id, uow)
    token = uow.access.make_link("pictures", expires_at=uow.now + _LINK_LIVES, tip_id=tip.id)
    shown = link(
        receipts.say(tip, "chat.pictures", catalog),
        catalog.say("chat.alt"),
        label=catalog.say("chat.open"),
        url=f"{uow.rules.public_url.rstrip('/')}/m/pictures/{token}",
    )
    return [answer(person(line_id), shown, about=tip.id)]


def _own(tip_id: Any, line_id: str, uow: UnitOfWork) -> Tip:
    """Return a tip that the speaker sent; what a phone says proves nothing."""
    tip = uow.tips.find(tip_id)
    if tip is None or not line_id or sender_of(uow, tip) != line_id:
        raise Refusal("chat.not_yours")
    return tip


def reassure(event: UnnamedWished, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell who fears to be named how it is, and never that it is safe where they let it be seen."""
    line_id = event.speaker.user_id or ""
    begun = uow.tips.of_sender(line_id, *BEFORE_SENDING)
    tips = [*begun, *uow.merges.followed(line_id)]
    if any(one.is_coerced for one in tips):
        return [answer(person(line_id), *receipts.plain_receipt(catalog), only_reply=True)]
    named = next((one for one in tips if one.is_named), None)
    if named is not None:
        said = _with_choice(named, "chat.named", catalog, is_named=True)
        return [answer(person(line_id), said, about=named.id)]
    newest = tips[0] if tips else None
    text = catalog.say("chat.name_safe", phone=uow.rules.emergency_phone)
    choices = () if newest is None else receipts.hiding_choices(newest, catalog)
    if choices:
        text = f"{text}\n{catalog.say('chat.name_safe_hide')}"
    about = None if newest is None else newest.id
    said = Words(text=text, choices=choices)
    return [answer(person(line_id), said, about=about, only_reply=True)]


HANDLERS: Final[dict[Any, Any]] = {
    NamingAsked: name,
    PicturesAsked: show_pictures,
    UnnamedWished: reassure,
}
