"""This is what those who have a case hear of the tips that were merged into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from catalog import Catalog
from catalog.cards import compose_update
from domain.answers import Answer, Message, Rank, Words
from domain.case import CaseFacts, Sight
from domain.classification.kinds import Urgency
from domain.sameness import may_join
from domain.timer_events import TipChanged
from domain.tip import OPEN, TipState
from handlers.alerting import news
from handlers.alerting.alike import tell_holder, weigh
from handlers.alerting.calling import customs, plain, to_officer
from handlers.alerting.hearing import ask_to_hear
from models.case import alerted, is_reachable, sight
from models.facts import facts
from models.handing import has_left
from models.likeness import standing_of
from models.officer import Officer
from models.tip import Tip
from models.unit_of_work import UnitOfWork

# What is said of these is true of a merged tip, too.
_OWN_WORDS: Final = ("edited", "moved", "answered", "named", "unnamed", "gist")


def tell_change(event: TipChanged, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell of a tip's change who has it: of a merged one, who has the case that it went into."""
    tip = uow.tips.find(event.tip)
    if tip is None:
        return []
    twin = weigh(tip, uow)
    if tip.state == TipState.MERGED:
        return _tell_of_merged(event, tip, uow, catalog)
    parted: list[Answer] = []
    for one in uow.merges.parts_of(tip):
        parted += _parted(one, uow, catalog) or ()
    told = news.tell_change(event, uow, catalog)
    return [*told, *parted, *tell_holder(tip, twin, uow, catalog)]


def _tell_of_merged(
    event: TipChanged, tip: Tip, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    parted = _parted(tip, uow, catalog)
    if parted is not None:
        return parted
    main = uow.merges.main_of(tip)
    if TipState(main.state) not in OPEN:
        return []
    hearers = _hearers(tip, main, uow)
    if event.what in ("cancelled", "withdrawn"):
        number = uow.spoken_number_of(tip)
        said = Words(text=catalog.say(f"case.{event.what}", number=number))
        return [plain(one, said, tip, uow) for one in hearers]
    heard = ask_to_hear(tip, uow, catalog) if event.what in ("added", "voice") else []
    if event.what == "voice":
        return heard
    what = event.what if event.what in _OWN_WORDS else "joined"
    known = facts(uow, tip, customs(), news=event.message, since=event.since)
    told = [_tell_news(one, what, known, uow, catalog) for one in hearers]
    return [*told, *heard, *_carried_over(tip, main, uow, catalog)]


def _parted(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer] | None:
    """Part a tip from a case with which it may be merged no more; None where it may.

    Its sender wants it hidden, or says that it is real, or the case became so.
    """
    row = uow.merges.of(tip)
    if row is None or may_join(standing_of(tip), standing_of(uow.tips.get(row.into_id))):
        return None
    uow.merges.part(tip, keeps_handler=False, officer_id=None, now=uow.now)
    event = TipChanged(happened_at=uow.now, tip=tip.id, what="unmerged")
    return news.tell_change(event, uow, catalog)


def _hearers(tip: Tip, main: Tip, uow: UnitOfWork) -> Sequence[Officer]:
    """Return who has the case and may see the tip; else who merged it, or was alerted to it."""
    row = uow.merges.of(tip)
    holders = [main.handler_id] if main.handler_id is not None else sorted(alerted(uow, main))
    merger = [] if row is None else [row.officer_id]
    for case, ids in ((main, holders), (main, merger), (tip, sorted(alerted(uow, tip)))):
        officers = [one for one in uow.officers.ours(ids) if not has_left(uow, one, case)]
        found = [
            one for one in officers if is_reachable(one) and sight(uow, one, tip) is Sight.FULL
        ]
        if found:
            return found
    return []


def _tell_news(
    officer: Officer, what: str, known: CaseFacts, uow: UnitOfWork, catalog: Catalog
) -> Message:
    """Show a merged tip's newest words under its own number: no two senders' become one's."""
    tip = uow.tips.get(known.tip)
    # What the desk heard stands below all that was written, and is the news itself.
    known = replace(known, latest="") if what == "gist" else known
    card = compose_update(known, catalog, uow.rules, what=what)
    is_urgent = Urgency.EMERGENCY in (uow.merges.main_of(tip).urgency, tip.urgency)
    rank = Rank.ALERT if is_urgent else Rank.NOTICE
    return to_officer(officer, [card], tip, uow, rank=rank)


def _carried_over(tip: Tip, main: Tip, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Let a case be as urgent as what was merged into it, and in its place if it had none."""
    what = uow.merges.carry_over(tip, main, now=uow.now)
    if what is None:
        return []
    event = TipChanged(happened_at=uow.now, tip=main.id, what=what)
    return news.tell_change(event, uow, catalog)


HANDLERS = {TipChanged: tell_change}
