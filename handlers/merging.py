"""This is how an officer makes one case of two tips, and two again; each keeps its own sender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from catalog import Catalog
from catalog.cards import compose_card
from catalog.choices import thanks
from catalog.words import load_customs
from domain.answers import (
    Answer,
    Button,
    Chat,
    Content,
    Message,
    Press,
    Rank,
    Recipient,
    Say,
    Timer,
    Words,
)
from domain.calendar import spoken_number, tip_number
from domain.case import Sight
from domain.classification.kinds import Urgency
from domain.events import CaseProgressed, Speaker, TipChanged
from domain.masking import NameCustoms
from domain.meanings import CaseEvent, MergeAsked, UnmergeAsked
from domain.postback import Act, encode
from domain.refusals import Refusal
from domain.sameness import graver
from domain.tip import OPEN, Outcome, Step, TipState
from models.admission import admit
from models.case import facts, is_reachable, sender_of, sight
from models.likeness import fits, standing_of
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_IN_HAND = frozenset({TipState.ACCEPTED, TipState.INVESTIGATING})


@cache
def _customs() -> NameCustoms:
    return load_customs()


def merge(event: MergeAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Merge the later of two tips into the earlier, for an officer who may see both."""
    admitted = admit(uow, event)
    if admitted.tip is None:
        return [_reply(event, Words(text=catalog.say(admitted.refusal)))]
    officer, other = admitted.officer, uow.tips.find(event.other)
    if other is None or sight(uow, officer, other) is not Sight.FULL:
        _audit(uow, officer, other)
        return [_reply(event, Words(text=catalog.say("case.not_seen")))]
    pair = (admitted.tip, other)
    main, later = sorted(pair, key=lambda one: standing_of(one).number)
    if uow.merges.main_of(main).id == uow.merges.main_of(later).id:
        return [_merged(event, later, main, catalog)]
    _refuse_if_unfit(main, later, uow)
    _refuse_if_anothers(officer, later, uow)
    was = TipState(later.state)
    uow.merges.join(later, main, officer_id=officer.id, now=uow.now)
    return [
        _merged(event, later, main, catalog),
        *_taken_on(main, later, was, uow, catalog),
        *_colleagues(main, later, was, officer, uow, catalog),
        *_carried_over(main, later, uow),
    ]


def _audit(uow: UnitOfWork, officer: Officer, tip: Tip | None) -> None:
    about = "?" if tip is None else tip_number(uow.rules.short_name, tip.year, tip.sequence)
    tried = {"act": MergeAsked.__name__}
    uow.audit.write("refused", actor=officer.code, about=about, at=uow.now, detail=tried)


def _refuse_if_unfit(main: Tip, later: Tip, uow: UnitOfWork) -> None:
    for one in (main, later):
        if one.state == TipState.MERGED:
            into = _number(uow.merges.main_of(one))
            raise Refusal("case.merged_already", number=_number(one), into=into)
        if TipState(one.state) not in OPEN:
            raise Refusal("case.closed_already", number=_number(one))
    if not fits(main, later):
        raise Refusal("case.merge_unfit", number=_number(later), into=_number(main))


def _refuse_if_anothers(officer: Officer, later: Tip, uow: UnitOfWork) -> None:
    is_free = TipState(later.state) not in _IN_HAND or later.handler_id in (None, officer.id)
    if is_free or later.handler_id is None or officer.role == Role.COMMANDER:
        return
    name = uow.officers.profile(uow.officers.get(later.handler_id)).spoken_name
    raise Refusal("case.taken", number=_number(later), name=name)


def _merged(event: MergeAsked, later: Tip, main: Tip, catalog: Catalog) -> Message:
    """Confirm a merge, with the way back and the way to the case."""
    part, spoken = catalog.say("button.unmerge"), _number(main)
    choices = [
        Button(label=spoken, tap=Say(text=spoken)),
        Button(label=part, tap=Press(data=encode(Act.UNMERGE, later.id), shown=part)),
    ]
    said = catalog.say("case.merged", number=_number(later), into=spoken)
    return _reply(event, Words(text=said, choices=choices))


def _taken_on(
    main: Tip, later: Tip, was: TipState, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    """Let the case be with whoever had either tip, and tell the sender who did not know."""
    if TipState(main.state) in _IN_HAND:
        return (
            _to_sender(later, "case.accepted_member", uow, catalog) if was not in _IN_HAND else []
        )
    handler = None if later.handler_id is None else uow.officers.get(later.handler_id)
    if was not in _IN_HAND or handler is None or sight(uow, handler, main) is not Sight.FULL:
        return []
    main.take(Step.ACCEPT)
    main.handler_id, main.accepted_at = handler.id, uow.now
    uow.tips.record(main, "accepted", at=uow.now, officer_id=handler.id)
    event = CaseProgressed(happened_at=uow.now, tip=main.id, what="accepted")
    told = Timer(key=f"tip:{main.id}:parts:merged:{later.id}", due=uow.now, event=event)
    return [*_to_sender(main, "case.accepted_member", uow, catalog), told]


def _colleagues(
    main: Tip,
    later: Tip,
    was: TipState,
    officer: Officer,
    uow: UnitOfWork,
    catalog: Catalog,
) -> Sequence[Answer]:
    """Tell the colleagues who have either tip in hand."""
    held = [main.handler_id if TipState(main.state) in _IN_HAND else None]
    held.append(later.handler_id if was in _IN_HAND else None)
    name = uow.officers.profile(officer).spoken_name
    said = catalog.say("case.merged_by", number=_number(later), into=_number(main), name=name)
    found = [uow.officers.get(one) for one in dict.fromkeys(held) if one not in (None, officer.id)]
    return [_to_officer(one, said, main, uow) for one in found if is_reachable(one)]


def _carried_over(main: Tip, later: Tip, uow: UnitOfWork) -> Sequence[Answer]:
    """Give the case what only the merged tip knew: a graver danger, or a place."""
    urgency = graver(Urgency(main.urgency), Urgency(later.urgency))
    is_graver, main.urgency = urgency != main.urgency, urgency
    is_placed = main.village_id is None and later.village_id is not None
    if is_placed:
        main.village_id, main.village_source = later.village_id, later.village_source
        main.village_confidence = later.village_confidence
        main.must_confirm = main.is_outside_area = False
    if not (is_graver or is_placed):
        return []
    what = "moved" if is_placed else "merged"
    event = TipChanged(happened_at=uow.now, tip=main.id, what=what)
    return [Timer(key=f"changed:{main.id}:{what}:{later.id}", due=uow.now, event=event)]


def unmerge(event: UnmergeAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Make a merged tip stand by itself again, as it stood before."""
    admitted = admit(uow, event)
    if admitted.tip is None:
        return [_reply(event, Words(text=catalog.say(admitted.refusal)))]
    officer, tip = admitted.officer, admitted.tip
    handler = None if tip.handler_id is None else uow.officers.get(tip.handler_id)
    is_there = handler is not None and is_reachable(handler)
    case = uow.merges.main_of(tip)
    is_over = TipState(case.state) not in OPEN
    main = uow.merges.part(tip, keeps_handler=is_there, officer_id=officer.id, now=uow.now)
    if main is None:
        raise Refusal("case.not_merged", number=_number(tip))
    said = Words(text=catalog.say("case.unmerged", number=_number(tip), into=_number(main)))
    card = compose_card(facts(uow, tip, _customs()), catalog, uow.rules)
    answers: list[Answer] = [_reply(event, said), _reply(event, card, about=tip)]
    if is_over:
        answers += _to_sender(tip, "case.unmerged_member", uow, catalog)
    if tip.state == TipState.SENT or tip.handler_id != officer.id:
        again = len(uow.tips.history(tip, "unmerged"))
        moved = TipChanged(happened_at=uow.now, tip=tip.id, what="unmerged")
        answers.append(Timer(key=f"tip:{tip.id}:unmerged:{again}", due=uow.now, event=moved))
    return answers


def tell_parts(event: CaseProgressed, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell the senders of what was merged into a case that it was accepted, or how it ended."""
    main = uow.tips.get(event.tip)
    answers: list[Answer] = []
    for part in uow.merges.parts_of(main):
        if event.outcome is not None:
            answers += _thanked(part, event.outcome, uow, catalog)
        elif part.accepted_at is None or uow.tips.history(main, "reopened"):
            answers += _to_sender(part, "case.accepted_member", uow, catalog)
    return answers


def _thanked(tip: Tip, outcome: Outcome, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    told = thanks(tip.id, _number(tip), outcome, catalog)
    return _push(tip, replace(told, text=_labelled(tip, told.text, catalog)), uow)


def _to_sender(tip: Tip, key: str, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    said = _labelled(tip, catalog.say(key, number=_number(tip)), catalog)
    return _push(tip, Words(text=said), uow)


def _push(tip: Tip, content: Content, uow: UnitOfWork) -> Sequence[Answer]:
    """Tell a sender, in silence at night; never on a phone that somebody may be watching."""
    line_id = sender_of(uow, tip)
    if line_id is None or tip.is_coerced:
        return []
    return [
        Message(
            to=Recipient(chat=Chat.PERSON, line_id=line_id),
            contents=[content],
            rank=Rank.NOTICE,
            about=tip.id,
            hushes=tip.urgency != Urgency.EMERGENCY,
        )
    ]


def _to_officer(officer: Officer, said: str, tip: Tip, uow: UnitOfWork) -> Message:
    to = Recipient(chat=Chat.PERSON, line_id=uow.officers.line_id(officer) or "")
    return Message(to=to, contents=[Words(text=said)], rank=Rank.NOTICE, about=tip.id)


def _labelled(tip: Tip, text: str, catalog: Catalog) -> str:
    return f"{catalog.say('mark.practice')} {text}" if tip.is_practice else text


def _number(tip: Tip) -> str:
    return spoken_number(tip.year, tip.sequence)


def _reply(event: CaseEvent, content: Content, *, about: Tip | None = None) -> Message:
    """Answer an officer; what shows a member's words is sealed and erased with its tip."""
    speaker: Speaker = event.speaker
    return Message(
        to=Recipient(chat=Chat.PERSON, line_id=speaker.user_id or ""),
        contents=[content],
        about=about.id if about else None,
        may_reply=True,
        carries_content=about is not None,
    )


HANDLERS = {MergeAsked: merge, UnmergeAsked: unmerge, CaseProgressed: tell_parts}
