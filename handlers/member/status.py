"""This is what people ask about themselves and the bot: my tips, help, my data, a rating."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from catalog import Catalog
from domain.answers import Answer, Button, Look, Notice, OpenLink, Say, ShareLocation, Words
from domain.contract_words import OFFICERS_ONLY
from domain.meanings import (
    EndingAsked,
    HelpAsked,
    LaterWordSaid,
    MyDataAsked,
    RatingGiven,
    RatingSaid,
    StatusAsked,
)
from domain.refusals import Refusal
from domain.tip import BEFORE_SENDING, Step, TipState
from handlers.member.changes import changed
from handlers.member.chat import answer, call, person
from handlers.member.ending import withdraw_all
from handlers.member.receipts import emergency, labelled, number_of, say, state_told
from models.case import sender_of
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_LINK_LIVES: Final = timedelta(minutes=10)
_MOST_LISTED: Final = 20
_FOR_MEMBERS: Final = ("chat.report", "chat.status_word", "chat.practice_word", "chat.my_data_word")
_FOR_OFFICERS: Final = ("menu.my_work", "menu.on_duty", "menu.off_duty", "menu.console")
_TOLD_AGAIN: Final = timedelta(days=7)


def tell_status(event: StatusAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """List a sender's tips that are open or were closed of late, by number and state alone."""
    line_id = event.speaker.user_id or ""
    begun = uow.tips.of_sender(line_id, *BEFORE_SENDING)
    tips = _shown([*begun, *uow.merges.followed(line_id)])
    lines = [
        say(tip, "chat.status_line", catalog, state=state_told(tip, uow, catalog))
        for tip in tips[:_MOST_LISTED]
    ]
    if len(tips) > _MOST_LISTED:
        lines.append(catalog.say("chat.status_more", count=len(tips) - _MOST_LISTED))
    head = catalog.say("chat.status" if lines else "chat.status_none")
    text = "\n".join([head, *lines, *_lately_closed(line_id, uow, catalog)])
    return [answer(person(line_id), Words(text=text))]


def _shown(tips: Sequence[Tip]) -> list[Tip]:
    # Somebody else may be holding the phone of who asked for help in disguise.
    shown = [one for one in tips if not one.is_coerced]
    return sorted(shown, key=Tip.age, reverse=True)


def _lately_closed(line_id: str, uow: UnitOfWork, catalog: Catalog) -> list[str]:
    """Tell again what became of a tip, for who was asleep or without a signal when it was told."""
    lines = [
        say(tip, "chat.status_line", catalog, state=catalog.say(f"told.{case.outcome}"))
        for tip, case in _closed(line_id, uow)[:_MOST_LISTED]
        if case.outcome is not None
    ]
    return [catalog.say("chat.status_closed"), *lines] if lines else []


def _closed(line_id: str, uow: UnitOfWork) -> list[tuple[Tip, Tip]]:
    """Return a sender's tips that were closed of late, each with the case it stands in."""
    since = uow.now - _TOLD_AGAIN
    sent = _shown(uow.tips.of_sender(line_id, TipState.CLOSED, TipState.MERGED))
    cases = [(tip, uow.merges.main_of(tip)) for tip in sent]
    return [
        (tip, case)
        for tip, case in cases
        if case.state == TipState.CLOSED and case.closed_at is not None and case.closed_at >= since
    ]


def tell_help(event: HelpAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Say how to use the bot; who asks for help gets the call button first."""
    line_id = event.speaker.user_id or ""
    rules = uow.rules
    said = _help(line_id, uow, catalog)
    if not event.is_urgent:
        return [answer(person(line_id), said)]
    urgent = catalog.say("chat.emergency_now")
    first = Notice(
        text=catalog.say("chat.urgent_help", phone=rules.emergency_phone),
        alt=catalog.say("chat.emergency_alt", phone=rules.emergency_phone),
        buttons=[
            call(rules.emergency_phone, catalog.say("chat.call", number=rules.emergency_phone)),
            Button(label=urgent, tap=Say(text=urgent), look=Look.DANGER),
        ],
    )
    return [answer(person(line_id), first, said)]


def _help(line_id: str, uow: UnitOfWork, catalog: Catalog) -> Words:
    """Say what this person can write: an officer's work first, a member's words if they are one."""
    rules, officer = uow.rules, uow.officers.by_line_user(line_id)
    told = catalog.say("chat.help", station=rules.name, phone=rules.emergency_phone)
    if officer is None or officer.is_suspended:
        return Words(text=told, choices=_words(_FOR_MEMBERS, catalog))
    work = catalog.say("chat.help_officer", station=rules.name)
    is_member = uow.members.by_line_user(line_id) is not None
    text = f"{work}\n\n{told}" if is_member else work
    return Words(text=text, choices=_words(_FOR_OFFICERS, catalog))


def _words(keys: Sequence[str], catalog: Catalog) -> Sequence[Button]:
    labels = [catalog.say(key) for key in keys]
    return [Button(label=label, tap=Say(text=label)) for label in labels]


def give_my_data(event: MyDataAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Give a member a one-time link to all that is held on them."""
    line_id = event.speaker.user_id or ""
    member = uow.members.by_line_user(line_id)
    if member is None:
        raise Refusal("chat.not_member", station=uow.rules.name)
    until = uow.now + _LINK_LIVES
    token = uow.access.make_link("member", expires_at=until, member_id=member.id)
    uow.audit.write("my_data_link", actor="member", about=member.number, at=uow.now)
    link = OpenLink(url=f"{uow.rules.public_url.rstrip('/')}/m/{token}")
    said = Notice(
        text=catalog.say("chat.my_data_link"),
        alt=catalog.say("chat.alt"),
        buttons=[Button(label=catalog.say("chat.open"), tap=link, look=Look.PRIMARY)],
    )
    return [answer(person(line_id), said)]


def rate(event: RatingGiven, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take the sender's rating of a closed tip; `not done` re-opens it once."""
    line_id = event.speaker.user_id or ""
    tip = _own(event.tip, line_id, uow)
    case = uow.merges.main_of(tip)
    if case.state != TipState.CLOSED:
        raise Refusal("chat.too_late", number=number_of(tip))
    tip.rating = "done" if event.is_done else "not_done"
    uow.tips.record(tip, "rated", at=uow.now, detail={"is_done": event.is_done})
    if event.is_done or uow.tips.history(case, "reopened"):
        thanks = Words(text=labelled(tip, catalog.say("chat.rating_thanks"), catalog))
        return [answer(person(line_id), thanks, only_reply=True)]
    case.take(Step.REOPEN)
    case.closed_at = case.handler_id = case.accepted_at = case.outcome = None
    uow.tips.record(case, "reopened", at=uow.now)
    said = Words(text=say(tip, "chat.reopened", catalog))
    return [answer(person(line_id), said), changed(case, "reopened", uow)]


def rate_by_words(event: RatingSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take typed words as the tap on the result that was told last, if one was told of late."""
    line_id = event.speaker.user_id or ""
    closed = _closed(line_id, uow)
    if not closed:
        unclear = Words(text=catalog.say("chat.unclear"))
        return [answer(person(line_id), unclear, only_reply=True)]
    tip, _ = max(closed, key=lambda one: (one[1].closed_at or uow.now, one[0].opened_at))
    tapped = RatingGiven(
        happened_at=event.happened_at, speaker=event.speaker, tip=tip.id, is_done=event.is_done
    )
    return rate(tapped, uow, catalog)


def end(event: EndingAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """End a tip whose message was withdrawn: before sending it is dropped, later only told."""
    line_id = event.speaker.user_id or ""
    tip = _own(event.tip, line_id, uow)
    said = Words(text=say(tip, "chat.cancel_told", catalog))
    if uow.merges.is_followed(tip):
        uow.tips.record(tip, "cancel_asked", at=uow.now)
        return [answer(person(line_id), said, only_reply=True), changed(tip, "cancelled", uow)]
    if TipState(tip.state) not in BEFORE_SENDING:
        raise Refusal("chat.too_late", number=number_of(tip))
    withdraw_all(tip, uow)
    tip.take(Step.CANCEL)
    uow.tips.record(tip, "cancelled", at=uow.now)
    dropped = Words(text=say(tip, "chat.cancelled", catalog))
    return [answer(person(line_id), dropped, only_reply=True)]


def _own(tip_id: object, line_id: str, uow: UnitOfWork) -> Tip:
    """Return a tip that the speaker sent; what a phone says proves nothing."""
    found = [tip for tip in uow.tips.of_sender(line_id, *TipState) if tip.id == tip_id]
    if not found or sender_of(uow, found[0]) != line_id:
        raise Refusal("chat.not_yours")
    return found[0]


def answer_word(event: LaterWordSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Answer a word that asks for something else first, or for what is not here yet."""
    to = person(event.speaker.user_id or "")
    if event.word == "emergency_now":
        prompt = Words(text=catalog.say("chat.report_prompt"))
        return [answer(to, emergency(catalog, uow.rules), prompt)]
    if event.word == "send_location":
        share = Button(label=catalog.say("chat.send_location"), tap=ShareLocation())
        return [answer(to, Words(text=catalog.say("chat.share_prompt"), choices=[share]))]
    key = _ANSWERS.get(event.word, "chat.not_yet")
    officer = uow.officers.by_line_user(event.speaker.user_id or "")
    if event.word == OFFICERS_ONLY and officer is not None and officer.is_suspended:
        key = "case.suspended"
    return [answer(to, Words(text=catalog.say(key)))]


_ANSWERS: Final = {
    OFFICERS_ONLY: "chat.unclear",
    "report": "chat.report_prompt",
    "hide": "chat.nothing_open",
    "bind_group": "chat.only_in_group",
    "unbind_group": "chat.only_in_group",
    "accept": "chat.press_on_card",
    "fix_village": "chat.press_on_card",
    "close": "chat.press_on_card",
    "ask": "chat.press_on_card",
    "hand_over": "chat.press_on_card",
    "investigate": "chat.press_on_card",
    "open_media": "chat.press_on_card",
}


HANDLERS = {
    StatusAsked: tell_status,
    HelpAsked: tell_help,
    MyDataAsked: give_my_data,
    RatingGiven: rate,
    RatingSaid: rate_by_words,
    EndingAsked: end,
    LaterWordSaid: answer_word,
}
