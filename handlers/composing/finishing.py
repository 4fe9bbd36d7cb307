"""This is the end of composing: a bulletin is planned, or laid before the commanders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from catalog.composing import Wish, wish_card
from domain.answers import Answer
from domain.bulletin import BulletinState, BulletinStep, SaverEnd
from domain.composition import Kind, Step
from domain.refusals import Refusal
from domain.when.schedule import Once, write_rule
from handlers.composing.drafting import Composer
from handlers.composing.showing import Shown, first_time, needs_approval, shown
from handlers.composing.subject import about_of, must_be_in_time
from models.bulletin import Bulletin, NewBulletin
from models.officer import Role
from models.planning import plan


def confirm(composer: Composer) -> Sequence[Answer]:
    """Plan what was composed, or ask a commander; what cannot go is shown again with the reason."""
    draft, uow, catalog = composer.draft, composer.uow, composer.catalog
    if draft.step is not Step.PREVIEW or composer.attached().awaited:
        return composer.ask()
    at = first_time(draft.schedule, uow)
    if at is None or at < uow.now:
        composer.keep(draft.again("time"))
        return composer.ask_after("when.past")
    must_be_in_time(draft, uow, at)
    facts = shown(draft, uow, catalog)
    if not facts.price.has_receivers:
        return composer.ask_after("compose.nobody")
    if not facts.price.is_borne:
        left, fits = facts.price.left or 0, facts.price.fits
        return composer.ask_after("compose.unborne", left=left, fits=fits)
    row = _kept(composer, facts)
    composer.forget()
    if needs_approval(composer.officer, uow):
        planned = draft.schedule.at if isinstance(draft.schedule, Once) else None
        return _laid_before(composer, row, facts, planned)
    timer = plan(uow, row, at)
    note(composer, row, "bulletin_planned")
    said = composer.say("compose.planned", number=row.number, when=facts.when)
    return [said, timer]


def _kept(composer: Composer, facts: Shown) -> Bulletin:
    """Keep the draft as a bulletin, or as the new version of the one that is changed."""
    draft, uow = composer.draft, composer.uow
    if not draft.number:
        return uow.bulletins.draft(_new(composer, facts), now=uow.now)
    row = uow.bulletins.by_number(draft.number, held=True)
    if row is None or row.state != BulletinState.DRAFT:
        raise Refusal("compose.over")
    new = _new(composer, facts)
    uow.bulletins.rewrite(row, new.contents)
    uow.bulletins.readdress(row, new.audience)
    if draft.kind != Kind.KEPT:
        row.about = new.about
    row.rule = new.rule
    row.is_urgent, row.cost = new.is_urgent, new.cost
    # What becomes of it without a ride was said by command, and stands as long as it rides.
    if new.saver_end is None or row.saver_end is None:
        row.saver_end = new.saver_end
    return row


def _new(composer: Composer, facts: Shown) -> NewBulletin:
    draft = composer.draft
    rides = draft.rides and not draft.is_urgent
    return NewBulletin(
        contents=composer.contents(),
        audience=draft.audience,
        author=composer.officer.id,
        is_urgent=draft.is_urgent,
        rule=None if draft.rule is None else write_rule(draft.rule),
        saver_end=SaverEnd.PUSH.value if rides else None,
        cost=facts.price.cost,
        about=about_of(draft),
    )


def _laid_before(
    composer: Composer, row: Bulletin, facts: Shown, at: datetime | None
) -> Sequence[Answer]:
    """Let the commanders decide on this version; its planned time waits with it."""
    uow, catalog = composer.uow, composer.catalog
    row.takes(BulletinStep.SUBMIT, now=uow.now)
    row.next_at = at
    note(composer, row, "bulletin_submitted")
    wish = Wish(
        number=row.number,
        version=row.version,
        author=uow.officers.profile(composer.officer).spoken_name,
        to=facts.to,
        when=facts.when,
    )
    card = wish_card(wish, facts.price, catalog)
    contents = uow.bulletins.contents(row)
    asked = [
        one
        for commander in uow.officers.with_roles(Role.COMMANDER)
        for one in composer.tell(commander, *contents, card)
    ]
    key = "compose.submitted" if asked else "compose.no_commander"
    return [composer.say(key, number=row.number), *asked]


def note(composer: Composer, row: Bulletin, act: str) -> None:
    """Write what an officer did to a bulletin on the trail."""
    composer.uow.audit.write(
        act,
        actor=f"officer:{composer.officer.code}",
        about=f"bulletin:{row.number}",
        at=composer.uow.now,
        detail={"version": row.version},
    )
