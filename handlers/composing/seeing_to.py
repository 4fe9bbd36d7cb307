"""This is what may be done about a bulletin that stands: look, change, take back, recall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalog.bulletin_looks import title_of
from catalog.composing import standing_card
from domain.answers import Answer
from domain.bulletin import BulletinState, BulletinStep, BulletinStepRefused
from domain.composition import Composition, Kind
from domain.refusals import Refusal
from domain.when.schedule import Once
from handlers.composing.drafting import Composer
from handlers.composing.finishing import note
from handlers.composing.showing import facts_of, schedule_of
from handlers.composing.starting import may_see_to
from handlers.composing.subject import read_about
from models import planning
from models.bulletin import Bulletin

_BEFORE: Final = (
    BulletinState.DRAFT,
    BulletinState.AWAITING,
    BulletinState.SCHEDULED,
    BulletinState.HELD,
)
_OUT: Final = (BulletinState.SENDING, BulletinState.SENT)


def show(composer: Composer, number: int) -> Sequence[Answer]:
    """Show a bulletin as it looks, how it stands, and what may be done."""
    row = _theirs(composer, number)
    contents = composer.uow.bulletins.contents(row)
    verbs = [
        *(["change"] if row.state in _BEFORE else []),
        *(["cancel"] if row.state in (*_BEFORE, BulletinState.SENDING) else []),
        *(["recall"] if _is_out(composer, row) else []),
    ]
    facts = facts_of(row, composer.uow, composer.catalog)
    card = standing_card(number, title_of(contents), facts, verbs, composer.catalog)
    return [composer.answer(*contents, card)]


def cancel(composer: Composer, number: int) -> Sequence[Answer]:
    """Take a bulletin back; what LINE has already cannot be recalled."""
    row = _theirs(composer, number)
    was_sending = row.state == BulletinState.SENDING
    try:
        planning.cancel(composer.uow, row)
    except BulletinStepRefused as refused:
        raise Refusal("compose.ended", number=number) from refused
    if composer.draft.number == number:
        composer.forget()
    note(composer, row, "bulletin_cancelled")
    key = "compose.cancelled_late" if was_sending else "compose.cancelled"
    return [composer.say(key, number=number), *_tell_author(composer, row)]


def change(composer: Composer, number: int) -> Sequence[Answer]:
    """Stop a bulletin that was not sent, and compose it anew from what it is.

    It waits until it is confirmed again, so that the old words do not go out meanwhile.
    """
    row = _theirs(composer, number)
    if row.state not in _BEFORE:
        raise Refusal("compose.ended", number=number)
    schedule = schedule_of(row)
    row.takes(BulletinStep.CHANGE, now=composer.uow.now)
    note(composer, row, "bulletin_changed")
    kind, subject = read_about(row.about)
    draft = Composition(
        kind=kind.value,
        subject=subject,
        number=number,
        is_urgent=row.is_urgent,
        rides=row.saver_end is not None,
    ).for_whom(composer.uow.bulletins.audience(row))
    is_over = isinstance(schedule, Once) and schedule.at <= composer.uow.now
    composer.keep(draft if schedule is None or is_over else draft.sent_at(schedule))
    return composer.ask_after("compose.paused", number=number)


def recall(composer: Composer, number: int) -> Sequence[Answer]:
    """Compose a notice that a bulletin no longer holds, for all who got it."""
    row = _theirs(composer, number)
    if not _is_out(composer, row):
        raise Refusal("compose.not_out", number=number)
    title = title_of(composer.uow.bulletins.contents(row))
    body = composer.catalog.say("compose.recall_text", title=title)
    draft = Composition(kind=Kind.TEXT.value, said={"body": body})
    composer.keep(draft.for_whom(composer.uow.bulletins.audience(row)).sent_at(None))
    return composer.ask()


def _is_out(composer: Composer, row: Bulletin) -> bool:
    """Say whether anybody may have it already; one that repeats may between its times."""
    times = composer.uow.bulletins.times(row)
    return row.state in _OUT or any(one.started_at is not None for one in times)


def _theirs(composer: Composer, number: int) -> Bulletin:
    row = composer.uow.bulletins.by_number(number, held=True)
    if row is None or not may_see_to(composer, row):
        raise Refusal("compose.over")
    return row


def _tell_author(composer: Composer, row: Bulletin) -> Sequence[Answer]:
    """Let an author know whose bulletin somebody else took back."""
    if row.author_id is None or row.author_id == composer.officer.id:
        return []
    name = composer.uow.officers.profile(composer.officer).spoken_name
    said = composer.catalog.say("compose.was_cancelled", number=row.number, name=name)
    return composer.tell_words(composer.uow.officers.get(row.author_id), said)
