"""This is a sender's side of a talk with an officer: the answer, and of which tip it speaks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter

from catalog import Catalog
from catalog.cards import compose_answer
from catalog.talks import naming_choice, which_question
from catalog.words import load_customs
from domain.answers import Answer, Chat, Message, Rank, Recipient, Timer, Words
from domain.classification import Reading, Urgency
from domain.events import Location, Media, MediaKind, MessageSaid
from domain.identifiers import NameCustoms
from domain.meanings import TipSaid
from domain.pace import Pace
from domain.refusals import Refusal
from domain.talking import AnswerSaid, WhichTold
from domain.timer_events import UnplacedDue
from handlers.member import receipts, tip
from handlers.member.another import is_another
from handlers.member.changes import changed
from handlers.member.chat import answer, person
from handlers.member.opening import add, begin, heard, is_hurried, read_alone, voice_told
from handlers.member.reading import reread
from handlers.member.understanding import gathering_tip
from models.case import sender_of
from models.facts import facts
from models.hiding import masked
from models.officer import Officer
from models.talk import (
    UNPLACED,
    asked_tips,
    hearers,
    is_waiting,
    may_be_named,
    offered_for,
    unplaced,
)
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_said: Final = TypeAdapter(MessageSaid)


@cache
def _customs() -> NameCustoms:
    return load_customs()


def take(event: AnswerSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Pass a sender's words on to who asked; where it is unclear who did, ask."""
    line_id = event.speaker.user_id or ""
    if uow.tips.with_message(event.said.message_id) is not None:
        return []
    told = heard(event.said)
    reading = read_alone(told, line_id, uow)
    if event.tip is None:
        if _is_urgent(reading):
            # It waits for no choice, and belongs to none of those that were asked about by a guess.
            is_telling = gathering_tip(line_id, uow) is not None
            return (tip.hear if is_telling else _open)(told, uow, catalog)
        return _ask_which(event.said, line_id, uow, catalog)
    found = uow.tips.find(event.tip)
    if found is None or sender_of(uow, found) != line_id:
        raise Refusal("chat.not_yours")
    return _about(found, told, reading, uow, catalog)


def _open(event: TipSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    line_id = event.speaker.user_id or ""
    uow.dialogues.spoke(line_id, now=uow.now)
    return begin(event, read_alone(event, line_id, uow), uow, catalog)


def _about(
    about: Tip, event: TipSaid, reading: Reading, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    """Take words about one tip: an answer, more of the same, or what comes too late for it."""
    if not uow.merges.is_followed(about):
        if reading.is_tip:
            return tip.hear(event, uow, catalog)
        raise Refusal("chat.too_late", number=receipts.number_of(about))
    if not uow.tips.history(about, "question"):
        return tip.update(about, event, reading, uow, catalog)
    if not is_waiting(uow, about) and event.said.quoted_message_id is None:
        is_empty = not tip.may_open(event, reading)
        if is_empty:
            return tip.hear(event, uow, catalog)
    return _pass_on(about, event, reading, uow, catalog)


def _pass_on(
    about: Tip, event: TipSaid, reading: Reading, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    """Give an answer to the officers who hear it; what tells of more is a tip of its own, too."""
    line_id = event.speaker.user_id or ""
    uow.dialogues.spoke(line_id, now=uow.now)
    is_more = _is_more(about, event, reading, uow)
    if is_more and reading.concerns_power and not about.is_restricted:
        # Who is accused in it must not read it as an answer.
        return begin(event, reading, uow, catalog)
    row = add(about, event, uow)
    if row is None:
        return []
    was_restricted = about.is_restricted
    voice = voice_told(about, event, uow, catalog)
    # More than what was asked is gathered if it comes fast, and goes to who has the tip.
    is_asked, is_calm = is_waiting(uow, about), uow.paces.of(line_id, now=uow.now) is Pace.CALM
    uow.tips.record(about, "answered", at=uow.now)
    uow.tips.touch(about)
    if not is_more:
        reread(about, uow)
        is_hurried(about, reading, uow)
    answers: list[Answer] = [
        _to_officer(one, about, event, uow, catalog)
        for one in (hearers(uow, about) if is_asked or is_calm else ())
    ]
    moved = about.is_restricted and not was_restricted
    if moved or not answers:
        what, mark = "moved" if moved else "answered", event.said.message_id
        answers.append(changed(about, what, uow, mark=mark, since=row.id))
    content = event.said.content
    if isinstance(content, Media) and content.kind is MediaKind.VOICE:
        answers.append(changed(about, "voice", uow, mark=event.said.message_id))
    own = begin(event, reading, uow, catalog) if is_more else []
    return [_receipt(about, line_id, reading, voice, uow, catalog), *answers, *own]


def _is_more(about: Tip, event: TipSaid, reading: Reading, uow: UnitOfWork) -> bool:
    """Say whether an answer tells of an emergency that its tip is not, or of another event."""
    if about.is_practice:
        return False
    # How somebody looks sounds like an emergency to examples; the officer hears it as an answer.
    is_told = reading.is_danger_told or reading.is_coerced
    is_news = _is_urgent(reading) and is_told and about.urgency != Urgency.EMERGENCY
    return is_news or is_another(about, event, reading, uow)


def _is_urgent(reading: Reading) -> bool:
    return reading.urgency is Urgency.EMERGENCY or reading.is_coerced


def _to_officer(
    officer: Officer, about: Tip, event: TipSaid, uow: UnitOfWork, catalog: Catalog
) -> Message:
    known = facts(uow, about, _customs())
    content = event.said.content
    words = "" if event.text is None else masked(uow, about, event.text, _customs())
    pin = (content.latitude, content.longitude) if isinstance(content, Location) else None
    kind = content.kind.value if isinstance(content, Media) else ""
    card = compose_answer(known, catalog, uow.rules, words=words, pin=pin, kind=kind)
    return Message(
        to=Recipient(chat=Chat.PERSON, line_id=uow.officers.line_id(officer) or ""),
        contents=[card],
        rank=Rank.ALERT if about.urgency == Urgency.EMERGENCY else Rank.ANSWER,
        about=about.id,
        carries_content=True,
        officer=officer.id,
    )


def _receipt(
    about: Tip,
    line_id: str,
    reading: Reading,
    voice: Sequence[str],
    uow: UnitOfWork,
    catalog: Catalog,
) -> Message:
    """Tell a sender to whom their words went, on the question that they answer."""
    to = person(line_id)
    if about.is_coerced or reading.is_coerced:
        return answer(to, *receipts.plain_receipt(catalog), about=about.id, only_reply=True)
    choices = [naming_choice(about.id, catalog, is_named=about.is_named)]
    said = Words(
        text="\n".join([receipts.say(about, "chat.answer_passed", catalog), *voice]),
        choices=choices if may_be_named(uow, about) else (),
        quotes=uow.bubbles.last_question(about.id),
    )
    return answer(to, said, about=about.id, only_reply=True)


def _ask_which(
    said: MessageSaid, line_id: str, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    """Keep words that may speak of several tips until their sender says of which."""
    asked = list(asked_tips(uow, line_id))
    gathering = gathering_tip(line_id, uow)
    home = asked[0]
    before = home.last_message_at
    row = uow.tips.add_message(
        home,
        _without_speaker(said),
        kind=UNPLACED,
        author=UNPLACED,
        message_id=said.message_id,
        happened_at=said.happened_at,
    )
    home.last_message_at = before
    if row is None:
        return []
    choices = [*asked, *([gathering] if gathering is not None else [])]
    uow.tips.record(home, "unplaced", at=uow.now, detail={"tips": [str(one.id) for one in choices]})
    offered = [(one.id, receipts.number_of(one)) for one in choices]
    due = uow.now + uow.rules.ask
    timer = Timer(
        # SQLite gives the number of the newest row again once that row was taken out.
        key=f"unplaced:{row.id}:{due.isoformat()}",
        due=due,
        event=UnplacedDue(happened_at=due, tip=home.id),
    )
    return [answer(person(line_id), which_question(offered, catalog)), timer]


def _without_speaker(said: MessageSaid) -> Any:
    """Return a message as it is kept: who spoke must not outlive what is known of them."""
    kept = _said.dump_python(said, mode="json")
    return {**kept, "speaker": {"user_id": None}}


def _with_speaker(kept: Any, line_id: str) -> MessageSaid:
    return _said.validate_python({**kept, "speaker": {"user_id": line_id}})


def place(event: WhichTold, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Give waiting words to the tip that their sender names, or open a new one with them."""
    line_id = event.speaker.user_id or ""
    waiting = unplaced(uow, line_id)
    if not waiting:
        raise Refusal("chat.nothing_waits")
    own = {one.id for held, _ in waiting for one in offered_for(uow, line_id, held)}
    if event.tip is not None and event.tip not in own:
        raise Refusal("chat.not_yours")
    answers: list[Answer] = []
    for _, row in waiting:
        said = _with_speaker(uow.tips.take_out(row), line_id)
        answers += _placed(heard(said), event.tip, line_id, uow, catalog)
    return answers


def _placed(
    told: TipSaid, chosen: uuid.UUID | None, line_id: str, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    reading = read_alone(told, line_id, uow)
    if chosen is None:
        return begin(told, reading, uow, catalog)
    found = uow.tips.get(chosen)
    if uow.merges.is_followed(found):
        return _pass_on(found, told, reading, uow, catalog)
    return tip.hear(told, uow, catalog)


def give_up(event: UnplacedDue, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Open a tip with waiting words that read as one; others wait on for their sender's choice."""
    held = uow.tips.find(event.tip)
    line_id = None if held is None else sender_of(uow, held)
    answers: list[Answer] = []
    if line_id is None:
        return []
    for _, row in unplaced(uow, line_id):
        said = _with_speaker(uow.tips.content(row), line_id)
        reading = read_alone(heard(said), line_id, uow)
        if reading.is_tip:
            uow.tips.take_out(row)
            answers += begin(heard(said), reading, uow, catalog)
    return answers


HANDLERS: Final[dict[Any, Any]] = {AnswerSaid: take, WhichTold: place, UnplacedDue: give_up}
