"""This is how an officer makes one case of two tips, and two again; each keeps its own sender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from domain.answers import Answer, Button, Chat, Message, Press, Rank, Recipient, Say, Timer, Words
from domain.calendar import local, thai_date
from domain.case import Sight
from domain.meanings import MergeAsked, UnmergeAsked
from domain.postback import Act, encode
from domain.refusals import Refusal
from domain.timer_events import TipChanged
from domain.tip import OPEN, TipState
from handlers.casework.case import (
    Case,
    on_case,
    refuse_if_anothers,
    refuse_if_over,
    take_over,
    tell_member,
)
from handlers.casework.parts import tell_accepted, tell_of_officer
from handlers.casework.pausing import rest_as
from models.case import is_reachable, sight
from models.handing import handed_to, has_left
from models.likeness import fits, standing_of
from models.officer import Role
from models.tip import Tip
from models.told import hear_of_opening

_IN_HAND: Final = frozenset({TipState.ACCEPTED, TipState.INVESTIGATING})


@on_case
def merge(case: Case, event: MergeAsked) -> Sequence[Answer]:
    """Merge the later of two tips into the earlier, for an officer who may see both."""
    uow, other = case.uow, case.uow.tips.find(event.other)
    if other is None or sight(uow, case.officer, other) is not Sight.FULL:
        _audit(case, other)
        return case.decline(event, "case.not_seen")
    earlier, later = (
        case.about(one)
        for one in sorted((case.tip, other), key=lambda one: standing_of(one).number)
    )
    if earlier.head.tip is later.head.tip:
        return [_merged(later, event)]
    _refuse_if_unfit(earlier, later)
    _refuse_if_elsewhere(later)
    was = TipState(later.tip.state)
    uow.merges.join(later.tip, earlier.tip, officer_id=case.officer.id, now=uow.now)
    taken = _taken_on(earlier, later, was)
    return [
        _merged(later, event),
        *taken,
        *_colleagues(earlier, later, was),
        *_carried_over(earlier, later),
    ]


def _audit(case: Case, tip: Tip | None) -> None:
    about = "?" if tip is None else case.uow.number_of(tip)
    tried = {"act": MergeAsked.__name__}
    code = case.officer.code
    case.uow.audit.write("refused", actor=code, about=about, at=case.uow.now, detail=tried)


def _refuse_if_unfit(earlier: Case, later: Case) -> None:
    refuse_if_over(earlier)
    refuse_if_over(later)
    if not fits(earlier.tip, later.tip):
        raise Refusal("case.merge_unfit", number=later.number, into=earlier.number)


def _refuse_if_elsewhere(later: Case) -> None:
    """Refuse to take away what a colleague has, or what was handed on to them."""
    if later.officer.role == Role.COMMANDER:
        return
    refuse_if_anothers(later)
    to = handed_to(later.uow, later.tip)
    if to is not None and has_left(later.uow, later.officer, later.tip):
        raise Refusal("case.handed_on", number=later.number, name=later.name_of(to))


def _merged(later: Case, event: MergeAsked) -> Message:
    """Confirm a merge, with the way back and the way to the case."""
    part, spoken = later.catalog.say("button.unmerge"), later.head.number
    choices = [
        Button(label=later.catalog.say("button.case", number=spoken), tap=Say(text=spoken)),
        Button(label=part, tap=Press(data=encode(Act.UNMERGE, later.tip.id), shown=part)),
    ]
    said = "\n".join([later.say("case.merged", into=spoken), *_resting(later.head)])
    return later.answer(event, Words(text=said, choices=choices))


def _resting(main: Case) -> Sequence[str]:
    """Say until when a case rests, if it does."""
    if main.tip.state != TipState.INVESTIGATING or main.tip.review_at is None:
        return []
    day = thai_date(local(main.tip.review_at, main.uow.rules.timezone))
    return [main.say("case.paused", day=day)]


def _taken_on(earlier: Case, later: Case, was: TipState) -> Sequence[Answer]:
    """Let the case be with whoever had either tip, and tell the sender who did not know."""
    if earlier.tip.state in _IN_HAND:
        return tell_of_officer(later)
    if was not in _IN_HAND or later.tip.handler_id is None:
        return []
    handler, uow = later.uow.officers.get(later.tip.handler_id), later.uow
    has_it = not has_left(uow, handler, earlier.tip)
    if not has_it or sight(uow, handler, earlier.tip) is not Sight.FULL:
        return []
    taken = replace(earlier, officer=handler)
    is_news = take_over(taken)
    rests = rest_as(taken, later) if was is TipState.INVESTIGATING else ()
    said = Words(text=earlier.labelled(earlier.say("case.accepted_member")))
    return [*rests, *(tell_member(earlier, said) if is_news else ()), *tell_accepted(earlier)]


def _colleagues(earlier: Case, later: Case, was: TipState) -> Sequence[Answer]:
    """Tell the colleagues who have either tip in hand."""
    held = [earlier.tip.handler_id if earlier.tip.state in _IN_HAND else None]
    held.append(later.tip.handler_id if was in _IN_HAND else None)
    name = later.name_of(later.officer.id)
    told = later.say("case.merged_by", into=earlier.number, name=name)
    said = "\n".join([told, *_resting(earlier)])
    return [answer for one in dict.fromkeys(held) for answer in _to_colleague(earlier, one, said)]


def _to_colleague(case: Case, officer_id: int | None, said: str) -> Sequence[Answer]:
    if officer_id in (None, case.officer.id):
        return []
    officer = case.uow.officers.get(officer_id)
    line_id = case.uow.officers.line_id(officer)
    if line_id is None or not is_reachable(officer):
        return []
    to = Recipient(chat=Chat.PERSON, line_id=line_id)
    return [Message(to=to, contents=[Words(text=said)], rank=Rank.NOTICE, about=case.tip.id)]


def _carried_over(earlier: Case, later: Case) -> Sequence[Answer]:
    """Let those whom it concerns hear of what only the merged tip knew."""
    main, uow = earlier.tip, later.uow
    what = uow.merges.carry_over(later.tip, main, now=uow.now)
    if what is None:
        return []
    event = TipChanged(happened_at=uow.now, tip=main.id, what=what)
    times = len(uow.tips.history(main, "joined"))
    return [Timer(key=f"tip:{main.id}:joined:{times}", due=uow.now, event=event)]


@on_case
def unmerge(case: Case, event: UnmergeAsked) -> Sequence[Answer]:
    """Make a merged tip stand by itself again, as it stood before."""
    tip, uow, head = case.tip, case.uow, case.head
    handler = None if tip.handler_id is None else uow.officers.get(tip.handler_id)
    is_there = handler is not None and is_reachable(handler)
    main = uow.merges.part(tip, keeps_handler=is_there, officer_id=case.officer.id, now=uow.now)
    if main is None:
        raise Refusal("case.not_merged", number=case.number)
    answers: list[Answer] = [_parted(case, event, main), case.card(event)]
    if head.tip.state in OPEN:
        who = case.name_of(case.officer.id)
        said = case.say("case.unmerged_by", into=head.number, name=who)
        answers += _to_colleague(head, head.tip.handler_id, said)
    else:
        hear_of_opening(uow, tip)
        answers += tell_member(case, Words(text=case.labelled(case.say("case.unmerged_member"))))
    if tip.state == TipState.SENT or tip.handler_id != case.officer.id:
        times = len(uow.tips.history(tip, "unmerged"))
        changed = TipChanged(happened_at=uow.now, tip=tip.id, what="unmerged")
        answers.append(Timer(key=f"tip:{tip.id}:unmerged:{times}", due=uow.now, event=changed))
    return answers


def _parted(case: Case, event: UnmergeAsked, main: Tip) -> Message:
    """Confirm that a tip stands by itself again, with the way back."""
    into = case.about(main).number
    again = case.catalog.say("button.merge", number=into)
    back = Press(data=encode(Act.MERGE, case.tip.id, main.id.hex), shown=again)
    said = case.say("case.unmerged", into=into)
    choices = [Button(label=again, tap=back)] if fits(case.tip, main) else []
    return case.answer(event, Words(text=said, choices=choices))


HANDLERS: Final[dict[Any, Any]] = {MergeAsked: merge, UnmergeAsked: unmerge}
