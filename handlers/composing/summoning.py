"""This is the beginning of a bulletin for a survey or a meeting: it goes by a bulletin's rails."""

from __future__ import annotations

from collections.abc import Sequence

from domain.answers import Answer
from domain.calendar import thai_moment
from domain.composition import Composition, Kind, To
from domain.refusals import Refusal
from domain.topics import Topic
from handlers.composing.drafting import Composer
from handlers.composing.showing import villages_open_to
from models import meeting_keeping, survey_keeping
from models.meeting import Meeting, MeetingState


def survey(composer: Composer, number: int) -> Sequence[Answer]:
    """Begin the sending of a survey."""
    row = survey_keeping.asking(composer.uow, number)
    if composer.is_bounded and row.author_id != composer.officer.id:
        raise Refusal("voices.not_yours")
    composer.keep(Composition(kind=Kind.SURVEY.value, subject=number))
    return composer.ask()


def invite(composer: Composer, number: int) -> Sequence[Answer]:
    """Begin the invitations to a meeting, for those whose meeting it is."""
    meeting = meeting_keeping.ahead(composer.uow, number)
    draft = Composition(kind=Kind.INVITATION.value, subject=number)
    composer.keep(draft.but(villages=_area(composer, meeting)))
    return composer.ask()


def call_off(composer: Composer, number: int) -> Sequence[Answer]:
    """Begin a notice that a meeting will not be, for all who may have been invited."""
    meeting = meeting_keeping.found(composer.uow, number)
    if meeting.state != MeetingState.CANCELLED:
        raise Refusal("voices.not_cancelled", number=number)
    when = thai_moment(meeting.meets_at, composer.uow.rules.timezone)
    body = composer.catalog.say("voices.called_off", title=meeting.title, when=when)
    draft = Composition(kind=Kind.TEXT.value, said={"body": body}, topic=Topic.MEETING)
    area = _area(composer, meeting)
    draft = draft.but(to=To.MEMBERS.value, villages=area, calls_off=number)
    composer.keep(draft.sent_at(None))
    return composer.ask()


def _area(composer: Composer, meeting: Meeting) -> tuple[str, ...] | None:
    """Return whose meeting it is, as far as the officer may write to them; None: to be asked."""
    if not composer.is_bounded:
        return tuple(meeting.villages)
    own = [one.code for one in villages_open_to(composer.officer, composer.uow)]
    shared = tuple(code for code in meeting.villages if code in own)
    if shared or not meeting.villages:
        return shared or None
    raise Refusal("voices.not_yours")
