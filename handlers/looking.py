"""This is what an officer looks at: one tip and its media, and what is left of the month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from catalog import Catalog
from catalog.cards import compose_bare_card, compose_card, compose_left_card
from catalog.choices import link
from catalog.disclosing import gist_choice, unmask_choice
from catalog.naming import name_choice
from catalog.words import load_customs
from domain.answers import Answer, Button, Card, Chat, Content, Message, Recipient, Words
from domain.calendar import buddhist_year
from domain.case import Sight
from domain.events import MediaKind, Speaker
from domain.identifiers import NameCustoms
from domain.meanings import MediaAsked
from domain.post_meanings import QuotaAsked, TipNumberSaid
from domain.quota import forecast
from domain.refusals import Refusal
from models.admission import admit
from models.case import sight
from models.disclosing import hidden_numbers, may_disclose, may_write_gist
from models.facts import facts
from models.handing import has_left, has_passed
from models.likeness import with_twin
from models.naming import may_ask
from models.officer import Officer, Role
from models.reach import budget_of
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_LINK_FOR = timedelta(minutes=10)


@cache
def _customs() -> NameCustoms:
    return load_customs()


def show_media(event: MediaAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Give a one-time link to a tip's media; a voice is first heard by the desk."""
    admitted = admit(uow, event)
    tip, officer = admitted.tip, admitted.officer
    if tip is None:
        said = catalog.say(admitted.refusal, **admitted.values)
        return [_reply(event.speaker, Words(text=said))]
    number = uow.spoken_number_of(tip)
    known = facts(uow, tip, _customs())
    media = known.media
    if not known.added and not any(media.values()):
        raise Refusal("case.no_media", number=number)
    told = [catalog.say("case.media_link", number=number)]
    if officer.role == Role.VILLAGE and media.get(MediaKind.VOICE):
        told.append(catalog.say("case.media_voice"))
    shown = link(
        "\n".join(told),
        catalog.say("case.link_alt", number=number),
        label=catalog.say("case.open_media"),
        url=_media_url(tip, officer, uow),
    )
    if may_write_gist(uow, officer, tip):
        shown = replace(shown, choices=[gist_choice(tip.id, catalog)])
    return [_reply(event.speaker, shown)]


def _media_url(tip: Tip, officer: Officer, uow: UnitOfWork) -> str:
    token = uow.access.make_link(
        "media", expires_at=uow.now + _LINK_FOR, officer_id=officer.id, tip_id=tip.id
    )
    about = uow.number_of(tip)
    uow.audit.write("media.link", actor=officer.code, about=about, at=uow.now)
    return f"{uow.rules.public_url.rstrip('/')}/t/{token}"


def show(event: TipNumberSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Show the tip of a number to an officer who may see it; others learn not that it exists."""
    officer = uow.officers.speaking(event.speaker.user_id)
    year = event.year or buddhist_year(uow.now, uow.rules.timezone)
    tip = uow.tips.by_number(year, event.sequence)
    if event.prefix:
        tip = uow.guest(event.prefix, year, event.sequence)
    if tip is not None and has_passed(uow, officer, tip):
        name, number = uow.at(uow.tips.holder(tip)).rules.name, uow.spoken_number_of(tip)
        raise Refusal("case.passed_away", number=number, name=name)
    seen = Sight.NONE if tip is None else sight(uow, officer, tip)
    if tip is None or seen is Sight.NONE:
        raise Refusal("case.not_seen")
    card = _card(uow, officer, tip, catalog)
    return [_reply(event.speaker, card, about=tip)]


def _card(uow: UnitOfWork, officer: Officer, tip: Tip, catalog: Catalog) -> Card:
    known = facts(uow, tip, _customs())
    if sight(uow, officer, tip) is Sight.BARE:
        return compose_bare_card(known, catalog, uow.rules)
    if officer.role != Role.COMMANDER and has_left(uow, officer, tip):
        return compose_left_card(known, catalog, uow.rules)
    card = compose_card(with_twin(uow, known, tip, officer), catalog, uow.rules)
    return replace(card, choices=[*card.choices, *_choices(uow, officer, tip, catalog)])


def _choices(uow: UnitOfWork, officer: Officer, tip: Tip, catalog: Catalog) -> list[Button]:
    """Return what of a tip an officer may open or add that its card does not offer."""
    if sight(uow, officer, tip) is not Sight.FULL:
        return []
    offered = [name_choice(tip.id, catalog)] if may_ask(uow, officer, tip) else []
    if may_disclose(uow, officer, tip) and hidden_numbers(uow, tip):
        offered.append(unmask_choice(tip.id, catalog))
    if may_write_gist(uow, officer, tip):
        offered.append(gist_choice(tip.id, catalog))
    return offered


def tell_quota(event: QuotaAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell what is left of the month's messages, as far as LINE told us."""
    uow.officers.speaking(event.speaker.user_id)
    month = uow.quotas.at(uow.now)
    used = month.used_by_now
    told = catalog.say("quota.unread")
    if used is not None and month.limit is None:
        told = catalog.say("quota.unlimited", used=f"{used:,}")
    elif used is not None and month.limit is not None:
        left = max(month.limit - used, 0)
        told = catalog.say(
            "quota.known", used=f"{used:,}", limit=f"{month.limit:,}", left=f"{left:,}"
        )
    budget = budget_of(uow)
    if budget is not None:
        spare = budget.spare()
        told += "\n" + catalog.say(
            "quota.planned",
            queued=f"{budget.queued:,}",
            planned=f"{budget.planned:,}",
            kept=f"{budget.kept_back:,}",
            spare=catalog.say("quota.no_limit") if spare is None else f"{spare:,}",
            forecast=f"{forecast(budget.used, budget.queued + budget.planned, uow.now):,}",
        )
    if month.is_spent:
        told = f"{told}\n{catalog.say('quota.spent')}"
    return [_reply(event.speaker, Words(text=told))]


def _reply(speaker: Speaker, content: Content, *, about: Tip | None = None) -> Message:
    """Answer an officer; what shows a member's words is sealed and erased with its tip."""
    return Message(
        to=Recipient(chat=Chat.PERSON, line_id=speaker.user_id or ""),
        contents=[content],
        about=about.id if about else None,
        may_reply=True,
        carries_content=about is not None,
    )


HANDLERS = {
    MediaAsked: show_media,
    TipNumberSaid: show,
    QuotaAsked: tell_quota,
}
