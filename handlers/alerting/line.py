"""This is the line of those whom a tip goes to, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog import Catalog
from catalog.alike import load_traces
from domain.answers import (
    Answer,
    Button,
    Chat,
    Look,
    Message,
    Notice,
    OpenLink,
    Rank,
    Recipient,
)
from domain.calendar import spoken_number
from domain.classification.kinds import Urgency
from domain.events import AcceptanceDue, TipReady
from domain.routing import route
from domain.tip import BEFORE_SENDING, Step, TipState
from handlers.alerting.calling import alert, await_acceptance, last_step
from models.case import (
    alerted,
    is_reachable,
    matter_of,
    posts_for,
    sender_of,
)
from models.likeness import compare
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def send(event: TipReady, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Send a tip to whom it belongs, and remember to look whether anyone accepts it."""
    tip = uow.tips.find(event.tip)
    if tip is None or tip.state not in BEFORE_SENDING:
        return []
    tip.take(Step.SEND)
    tip.sent_at = uow.now
    uow.tips.record(tip, "sent", at=uow.now)
    compare(uow, tip, load_traces())
    return next_in_line(tip, uow, catalog, step=1)


def go_on(event: AcceptanceDue, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Alert the next in line when nobody accepted a tip in time; each step happens once."""
    tip = uow.tips.find(event.tip)
    if tip is None or tip.state != TipState.SENT or last_step(tip, uow) >= event.step:
        return []
    uow.tips.record(tip, "overdue", at=uow.now, detail={"step": event.step})
    return next_in_line(tip, uow, catalog, step=event.step + 1)


def next_in_line(tip: Tip, uow: UnitOfWork, catalog: Catalog, *, step: int | None) -> list[Answer]:
    """Alert whoever is next; `step` counts the times that acceptance was awaited."""
    already = alerted(uow, tip)
    way = route(matter_of(tip), posts_for(uow, tip), alerted=already)
    if way.calls:
        answers = alert(way.calls, tip, uow, catalog)
        return answers if step is None else [*answers, *await_acceptance(tip, step, uow)]
    if not already:
        uow.tips.record(tip, "nobody", at=uow.now, detail={"because": way.because})
    is_alone = not way.is_meant and not _has_reachable(already, uow)
    return _tell_to_call(tip, uow, catalog) if is_alone else []


def _has_reachable(officers: Iterable[int], uow: UnitOfWork) -> bool:
    return any(is_reachable(uow.officers.get(one)) for one in officers)


def _tell_to_call(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Tell an emergency's sender to call, unless somebody may be watching their phone."""
    line_id = sender_of(uow, tip)
    if line_id is None or tip.urgency != Urgency.EMERGENCY or tip.is_coerced or tip.is_practice:
        return []
    phone = uow.rules.emergency_phone
    number = spoken_number(tip.year, tip.sequence)
    call = Button(
        label=catalog.say("case.call", phone=phone),
        tap=OpenLink(url=f"tel:{phone}"),
        look=Look.DANGER,
    )
    said = Notice(
        text=catalog.say("case.nobody_call", number=number, phone=phone),
        alt=catalog.say("case.nobody_call_alt", number=number, phone=phone),
        buttons=[call],
    )
    to = Recipient(chat=Chat.PERSON, line_id=line_id)
    return [Message(to=to, contents=[said], rank=Rank.ALERT, about=tip.id)]


HANDLERS = {TipReady: send, AcceptanceDue: go_on}
