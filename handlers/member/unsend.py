"""This is what an unsend and an edit do: withdrawn words leave no trace, edited ones replace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalog import Catalog
from domain.answers import Answer, Button, Content, Notice, Press, Rank, Say
from domain.classification import Reading
from domain.events import MediaKind, MessageEdited, MessageUnsent
from domain.pace import Pace
from domain.postback import Act, encode
from domain.tip import BEFORE_SENDING, FOLLOWED, TipState
from handlers.member import drill, receipts
from handlers.member.changes import changed, count_in_group
from handlers.member.chat import answer, person, privately, tell
from handlers.member.opening import is_hurried
from handlers.member.own_tip import forget
from handlers.member.reading import reread
from handlers.member.understanding import is_heard
from handlers.member.whereabouts import is_settled, ready
from models.case import sender_of
from models.facts import GIST_KIND
from models.talk import UNPLACED
from models.tip import Tip, TipMessage
from models.unit_of_work import UnitOfWork

SENDER: Final = "sender"


def unsend(event: MessageUnsent, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Erase a withdrawn message everywhere that we hold it; the tip itself goes on."""
    uow.tips.bury(event.message_id, now=uow.now)
    if event.speaker.user_id is not None:
        forget(event.speaker.user_id, event.message_id, uow)
    answers: list[Answer] = []
    for tip, message in uow.tips.all_with_message(event.message_id):
        if message.withdrawn_at is None:
            answers += _withdraw(tip, message, event, uow, catalog)
    return answers


def _withdraw(
    tip: Tip, message: TipMessage, event: MessageUnsent, uow: UnitOfWork, catalog: Catalog
) -> list[Answer]:
    """Withdraw a message from one tip that holds it."""
    if message.author == UNPLACED:
        uow.tips.take_out(message)
        return []
    if message.author != SENDER:
        # An officer's own words: nothing of the sender's goes.
        _forget(message, uow)
        uow.outbox.withdraw_questions(tip.id, now=uow.now)
        return []
    _erase(tip, message, uow)
    count_in_group(event.speaker, uow)
    if not is_heard(tip, uow):
        tip.reading = None
        uow.marks.keep(tip.id, ())
        return []
    reread(tip, uow)
    answers = _told(tip, uow, catalog)
    if TipState(tip.state) in FOLLOWED:
        answers.append(changed(tip, "withdrawn", uow, mark=event.message_id))
    return answers


def _erase(tip: Tip, message: TipMessage, uow: UnitOfWork) -> None:
    _forget(message, uow)
    # What the desk wrote of a voice is its sender's word, too.
    if message.kind == MediaKind.VOICE:
        for gist in (one for one in uow.tips.messages(tip) if one.kind == GIST_KIND):
            _forget(gist, uow)
    tip.has_withdrawn = True
    uow.outbox.withdraw_content(tip.id, now=uow.now)
    uow.tips.record(tip, "withdrawn", at=uow.now)


def _forget(message: TipMessage, uow: UnitOfWork) -> None:
    for item in uow.media.of_message(message):
        uow.files_to_remove.extend(uow.media.withdraw(item))
    message.content = None
    message.withdrawn_at = uow.now


def _told(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    line_id = sender_of(uow, tip)
    if line_id is None or tip.is_coerced:
        return []
    # Who takes back a dozen messages has read by the first of them what that means.
    if uow.paces.of(line_id, now=uow.now) is not Pace.CALM:
        return []
    end = catalog.say("chat.end_tip")
    again = Button(label=catalog.say("chat.report_again"), tap=Say(text=catalog.say("chat.report")))
    said = Notice(
        text=receipts.say(tip, "chat.unsent", catalog),
        alt=catalog.say("chat.alt"),
        buttons=[again, Button(label=end, tap=Press(data=encode(Act.END, tip.id), shown=end))],
    )
    return [tell(person(line_id), said, about=tip.id, rank=Rank.NOTICE)]


def edit(event: MessageEdited, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Replace an edited text, the newest by its own time; a sent tip's officer sees that it was."""
    answers: list[Answer] = []
    for tip, message in uow.tips.all_with_message(event.message_id):
        if message.author == SENDER:
            answers += _rewrite(tip, message, event, uow, catalog)
    return answers


def _rewrite(
    tip: Tip, message: TipMessage, event: MessageEdited, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    """Replace an edited text in one tip that holds it."""
    is_older = event.happened_at < message.happened_at
    if is_older or not uow.tips.rewrite(tip, message, {"text": event.text}, at=event.happened_at):
        return []
    uow.tips.record(tip, "edited", at=uow.now)
    count_in_group(event.speaker, uow)
    if not is_heard(tip, uow):
        return []
    was_restricted = tip.is_restricted
    reading = reread(tip, uow)
    answers = [*_said_back(tip, reading, uow, catalog)]
    if TipState(tip.state) in FOLLOWED:
        mark = f"{event.message_id}:{event.happened_at.isoformat()}"
        what = "moved" if tip.is_restricted and not was_restricted else "edited"
        answers.append(changed(tip, what, uow, mark=mark, since=message.id))
    return privately(answers) if event.speaker.group_id is not None else answers


def _said_back(tip: Tip, reading: Reading, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Return what the newest text calls for at once, and let a tip go on that need not wait."""
    line_id = sender_of(uow, tip)
    asks_real = drill.turns_real(tip, reading)
    hurries = is_hurried(tip, reading, uow)
    contents: list[Content] = []
    if tip.is_coerced:
        contents += receipts.plain_receipt(catalog) if hurries else ()
    else:
        contents += receipts.help_first(tip, reading, uow, catalog)
    if asks_real and line_id is not None:
        contents.append(drill.question(tip, line_id, uow, catalog))
    said = [answer(person(line_id), *contents, about=tip.id)] if line_id and contents else []
    goes_on = hurries or (tip.state == TipState.ASKING and is_settled(tip))
    is_waiting = TipState(tip.state) in BEFORE_SENDING
    return [*said, ready(tip, uow)] if goes_on and is_waiting else said


HANDLERS = {MessageUnsent: unsend, MessageEdited: edit}
