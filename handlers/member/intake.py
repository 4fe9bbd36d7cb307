"""This is a report that the desk takes down for somebody on the telephone or at its counter."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain.answers import Answer, Button, ShareLocation, Timer
from domain.calendar import buddhist_year
from domain.events import Content, MessageSaid, Text
from domain.intake import caller_number, chosen, is_mistyped_number
from domain.post_meanings import CallerSkipped, IntakeAsked, IntakeEnded, IntakePlaced, IntakeSaid
from domain.refusals import Refusal
from domain.tip import FOLLOWED, Step, TipState, Trust
from handlers.member.changes import changed
from handlers.member.ending import withdraw_all
from handlers.member.opening import add, heard, is_hurried
from handlers.member.reading import ANSWERED, reread
from handlers.member.taking_down import Intake, desk_officer, question, resumed
from handlers.member.understanding import last_question
from handlers.member.whereabouts import (
    asking_timer,
    collecting_timer,
    is_settled,
    place_in,
    ready,
)
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def begin(event: IntakeAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Let the desk's next messages be a report that somebody told it."""
    officer = desk_officer(event.speaker, uow)
    intake = Intake(officer=officer, line_id=event.speaker.user_id or "", uow=uow, catalog=catalog)
    intake.remember()
    choices = [Button(label=catalog.say("chat.send_location"), tap=ShareLocation())]
    return [intake.say("intake.begin", choices=[*choices, intake.word("chat.cancel")])]


def take_down(event: IntakeSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take what the desk writes: the caller's number, the village, or words of the report."""
    if uow.tips.with_message(event.said.message_id) is not None:
        return []
    intake = resumed(event.speaker, uow, catalog)
    content = event.said.content
    phone = caller_number(content.text) if isinstance(content, Text) else None
    if phone is not None:
        return _keep_caller(intake, phone)
    if isinstance(content, Text) and is_mistyped_number(content.text):
        intake.remember()
        choices = [intake.word("case.skip"), intake.word("chat.cancel")]
        return [intake.say("intake.phone_unread", choices=choices)]
    if intake.tip is None:
        _open(intake)
    elif not is_settled(intake.tip) and (code := _named(intake.tip, content, uow)) is not None:
        return _go_on(intake, _place(intake.tip, code, uow))
    return _add(intake, event.said)


def _open(intake: Intake) -> None:
    uow = intake.uow
    tip = uow.tips.open_new(
        None,
        member_key=None,
        trust=Trust.DESK,
        year=buddhist_year(uow.now, uow.rules.timezone),
        now=uow.now,
    )
    uow.tips.record(tip, "opened", at=uow.now, officer_id=intake.officer.id, detail={})
    intake.tip = tip
    if intake.caller:
        uow.callers.keep(tip, intake.caller, officer_id=intake.officer.id, at=uow.now)
        intake.caller = ""


def _add(intake: Intake, said: MessageSaid) -> Sequence[Answer]:
    """Add words, a photo or a pin, and read all of it again."""
    tip, uow = intake.begun, intake.uow
    was_restricted = tip.is_restricted
    row = add(tip, heard(said), uow)
    if row is None:
        return []
    reading = reread(tip, uow)
    is_hasty = is_hurried(tip, reading, uow)
    if TipState(tip.state) in FOLLOWED:
        what = "moved" if tip.is_restricted and not was_restricted else "added"
        return _go_on(intake, [changed(tip, what, uow, mark=said.message_id, since=row.id)])
    return _go_on(intake, [ready(tip, uow)] if is_hasty else [])


def _named(tip: Tip, content: Content, uow: UnitOfWork) -> str | None:
    """Return the one village that a message chooses or names and nothing more."""
    codes = last_question(tip, uow).get("codes", ())
    picked = chosen(content.text, codes) if isinstance(content, Text) else None
    if picked is not None:
        return picked
    found = place_in(content, uow)
    return found[0] if isinstance(content, Text) and len(found) == 1 else None


def _place(tip: Tip, code: str, uow: UnitOfWork) -> list[Timer]:
    """Give a tip the village that the desk chose; one that was sent without it goes on there."""
    village = uow.villages.by_code(code)
    if village is None:
        raise Refusal("case.unknown_village", word=uow.rules.place_word)
    tip.village_id, tip.village_source, tip.village_confidence = village.id, ANSWERED, 1.0
    tip.must_confirm = tip.is_outside_area = False
    uow.tips.record(tip, "placed", at=uow.now, detail={"code": code})
    return [changed(tip, "moved", uow)] if TipState(tip.state) in FOLLOWED else []


def choose_village(event: IntakePlaced, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take the village that the desk tapped, while it is at this report."""
    intake = resumed(event.speaker, uow, catalog)
    if intake.tip is None or intake.tip.id != event.tip:
        raise Refusal("intake.over")
    return _go_on(intake, _place(intake.tip, event.code, uow))


def _keep_caller(intake: Intake, phone: str) -> Sequence[Answer]:
    intake.is_caller_known = True
    if intake.tip is None:
        intake.caller = phone
        intake.remember()
        return [intake.say("intake.phone_early", choices=[intake.word("chat.cancel")])]
    uow = intake.uow
    uow.callers.keep(intake.tip, phone, officer_id=intake.officer.id, at=uow.now)
    return _go_on(intake, [])


def skip_caller(event: CallerSkipped, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Go on without the caller's number."""
    intake = resumed(event.speaker, uow, catalog)
    intake.is_caller_known = True
    if intake.tip is None:
        intake.remember()
        return [intake.say("intake.still", choices=[intake.word("chat.cancel")])]
    return _go_on(intake, [])


def _go_on(intake: Intake, timers: Sequence[Timer]) -> Sequence[Answer]:
    """Ask what is still open, or let the report go; it waits for a village, never for a number."""
    tip, uow = intake.begun, intake.uow
    is_complete = intake.is_caller_known and (is_settled(tip) or not intake.is_unsent)
    if is_complete:
        return _finish(intake, timers)
    asking = question(intake, is_leaving=bool(timers))
    intake.remember()
    return [asking, *timers, *([] if timers else _wait(tip, uow))]


def _wait(tip: Tip, uow: UnitOfWork) -> Sequence[Timer]:
    """Return the timer that sends an unsent report, whatever the desk still leaves open."""
    if tip.state == TipState.COLLECTING:
        if is_settled(tip):
            return [collecting_timer(tip, uow)]
        tip.take(Step.ASK)
    if tip.state != TipState.ASKING:
        return []
    return [ready(tip, uow)] if is_settled(tip) else [asking_timer(tip, uow, since=uow.now)]


def _finish(intake: Intake, timers: Sequence[Timer]) -> Sequence[Answer]:
    """Send the report if that is still to be done, and say the number that the caller may have."""
    tip, uow = intake.begun, intake.uow
    uow.dialogues.leave(intake.line_id)
    said = [intake.say("intake.done_restricted" if tip.is_restricted else "intake.done")]
    if uow.callers.phone(tip) is not None:
        said.append(intake.say("intake.caller_kept"))
    leaving = [] if timers or not intake.is_unsent else [ready(tip, uow)]
    return [*said, *timers, *leaving]


def end(event: IntakeEnded, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Send a report as it is, or drop it; one that was sent is only cancelled in words."""
    intake = resumed(event.speaker, uow, catalog)
    tip = intake.tip
    if not event.is_dropped:
        if tip is None:
            intake.remember()
            return [intake.say("intake.still", choices=[intake.word("chat.cancel")])]
        return _finish(intake, [])
    uow.dialogues.leave(intake.line_id)
    if tip is None:
        return [intake.say("intake.dropped")]
    if not intake.is_unsent:
        uow.tips.record(tip, "cancel_asked", at=uow.now, officer_id=intake.officer.id)
        return [intake.say("intake.dropped_late"), changed(tip, "cancelled", uow)]
    withdraw_all(tip, uow)
    uow.callers.drop(tip)
    tip.take(Step.CANCEL)
    uow.tips.record(tip, "cancelled", at=uow.now, officer_id=intake.officer.id)
    return [intake.say("intake.dropped_number")]


HANDLERS = {
    IntakeAsked: begin,
    IntakeSaid: take_down,
    IntakePlaced: choose_village,
    CallerSkipped: skip_caller,
    IntakeEnded: end,
}
