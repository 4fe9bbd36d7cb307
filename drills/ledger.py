"""This is the reckoning after a drill: what people were to get, and what stands in their chats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

import composition
from bench.register import line_of
from domain.delivery import Method
from drills.ground import DESK, STATION, VILLAGES, Ground, group_line
from drills.load import PLATE, PLATES, Tip
from models.arrival import Arrival, ArrivalKind, ArrivalState
from models.base import to_milliseconds
from models.media import MediaState
from models.outbox import OutboxState, Outgoing
from models.sealed import Purpose
from models.unit_of_work import UnitOfWork

_RECEIPT = "รับข้อความแล้ว"
# A photo that LINE brings after the card is news, and its card says the tip's words again.
_NEWS = "มีข้อความเพิ่ม"
# Where something stands in a chat: which message, and where in it.
Place = tuple[int, int]


@dataclass
class Seen:
    """What was found of one thing in one chat: the places, and the moment of each."""

    places: list[Place] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)


@dataclass
class Count:
    """What is wrong, and when the last of what had waited came."""

    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    unknown: int = 0
    last: float = 0.0
    first: float | None = None
    faults: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    def take(self, seen: Seen, *, what: str) -> None:
        """Count one thing that was to be there once."""
        if not seen.places:
            self.lost += 1
            self.details.append(f"lost: {what}")
        elif len(seen.places) > 1:
            self.doubled += len(seen.places) - 1
            self.details.append(f"doubled: {what}")


def texts(content: Any) -> Iterator[str]:
    """Give every text of a LINE message as it is shown."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from texts(value)


def count(ground: Ground, tips: Sequence[Tip], *, ended: float, bulletin: str = "") -> Count:
    """Reckon a drill whose fault ended then."""
    made = Count()
    cards = _cards(ground, {one.number for one in tips if one.has_photo})
    with ground.store.reading(ground.station_id, composition.clock()) as uow:
        laid = _laid(uow)
        for tip in tips:
            _count_cards(made, tip, cards, ended)
            _count_order(made, tip, cards, laid.get(_lane(uow, tip), {}))
        _count_receipts(made, ground, tips, uow, ended)
        _count_photos(made, tips, uow)
        _count_ends(made, uow)
    if bulletin:
        _count_bulletin(made, ground, bulletin, ended)
    conflicts = ground.phones.counters()["retry_key_conflicts"]
    if conflicts:
        made.faults.append(f"{len(conflicts)} retry keys with another body")
    return made


def _cards(ground: Ground, with_photo: Collection[int]) -> Mapping[tuple[str, str, int], Seen]:
    """Return where each part of each tip stands in each officer's chat."""
    found: dict[tuple[str, str, int], Seen] = {}
    for who in (*(f"P{one}" for one in range(VILLAGES)), DESK):
        phone = ground.phones.person(line_of(who), station=STATION)
        for place, bubble in enumerate(phone.received()):
            shown = "\n".join(texts(bubble["content"]))
            first = {}
            for hit in PLATE.finditer(shown):
                first.setdefault((hit[1], int(hit[2])), hit.start())
            for (letters, number), start in first.items():
                if letters == PLATES[0] and number in with_photo and _NEWS in shown:
                    continue
                seen = found.setdefault((who, letters, number), Seen())
                seen.places.append((place, start))
                seen.moments.append(_moment(bubble))
    return found


def _moment(bubble: Mapping[str, Any]) -> float:
    return datetime.fromisoformat(bubble["at"]).timestamp()


def _count_cards(
    made: Count, tip: Tip, cards: Mapping[tuple[str, str, int], Seen], ended: float
) -> None:
    for part in range(len(tip.words)):
        for who in tip.officers:
            seen = cards.get((who, PLATES[part], tip.number), Seen())
            made.take(seen, what=f"part {part + 1} of {tip.number} for {who}")
            said = tip.said.get(part)
            if not seen.moments or said is None:
                continue
            after = min(seen.moments) - ended
            if said <= ended:
                made.last = max(made.last, after)
            elif part == 0:
                made.first = after if made.first is None else min(made.first, after)


def _count_order(
    made: Count,
    tip: Tip,
    cards: Mapping[tuple[str, str, int], Seen],
    laid: Mapping[int, int],
) -> None:
    """Count parts that an officer saw before an earlier one that had been there already."""
    for who in tip.officers:
        for part in range(1, len(tip.words)):
            pair = [cards.get((who, PLATES[one], tip.number)) for one in (part - 1, part)]
            there = [laid.get(round(tip.said.get(one, 0) * 1000)) for one in (part - 1, part)]
            if None in pair or None in there:
                continue
            # One that LINE delivered only later cannot have been shown before.
            was_there = there[0] < there[1]  # type: ignore[operator]
            if was_there and min(pair[0].places) > min(pair[1].places):  # type: ignore[union-attr]
                made.disordered += 1


def _lane(uow: UnitOfWork, tip: Tip) -> bytes:
    return uow.keys.fingerprint(Purpose.LANE, uow.rules.code, line_of(tip.member))


def _laid(uow: UnitOfWork) -> Mapping[bytes, Mapping[int, int]]:
    """Return for each lane in which order its events were laid there, by the event's moment.

    What one door received first it may have stored after what another received: both were there
    from when they were stored.
    """
    found: dict[bytes, dict[int, int]] = {}
    rows = uow.session.execute(
        select(Arrival.lane, Arrival.occurred_at, Arrival.id).where(
            Arrival.kind == ArrivalKind.LINE
        )
    )
    for lane, occurred, row in rows:
        found.setdefault(lane, {})[to_milliseconds(occurred)] = row
    return found


def _count_receipts(
    made: Count, ground: Ground, tips: Sequence[Tip], uow: UnitOfWork, ended: float
) -> None:
    """Count what members read; a reply without an answer may not have come, and is apart."""
    made.unknown, doubtful = _unknown(uow, {one.member for one in tips})
    for tip in tips:
        phone = ground.phones.person(line_of(tip.member), station=STATION)
        seen = Seen()
        shown: Counter[str] = Counter()
        for place, bubble in enumerate(phone.received()):
            said = "\n".join(texts(bubble["content"]))
            shown[said] += 1
            if _RECEIPT in said:
                seen.places.append((place, 0))
                seen.moments.append(_moment(bubble))
        if seen.places or tip.member not in doubtful:
            made.take(seen, what=f"receipt of {tip.number}")
        # A second "added" is right for a tip of three parts.
        if seen.moments and tip.said.get(0, ended) < ended:
            made.last = max(made.last, min(seen.moments) - ended)


def _unknown(uow: UnitOfWork, members: set[str]) -> tuple[int, set[str]]:
    """Return how many replies went unanswered, and who may not have got one."""
    marks = {line_of(one): one for one in members}
    count, whose = 0, set()
    rows = uow.session.scalars(
        select(Outgoing).where(
            Outgoing.state == OutboxState.UNKNOWN, Outgoing.method == Method.REPLY
        )
    )
    for row in rows:
        member = marks.get(uow.outbox.recipient(row).line_id)
        if member is not None:
            count += 1
            whose.add(member)
    return count, whose


def _count_photos(made: Count, tips: Sequence[Tip], uow: UnitOfWork) -> None:
    """Count photos that are not kept, cleaned, where their tip says."""
    wanted = {line_of(one.member): one.number for one in tips if one.has_photo}
    if not wanted:
        return
    kept: Counter[int] = Counter()
    for tip in uow.tips.all():
        number = wanted.get(uow.tips.sender_line_id(tip) or "")
        if number is not None:
            kept[number] += sum(one.state == MediaState.KEPT for one in uow.media.of_tip(tip.id))
    for number in wanted.values():
        places = [(place, 0) for place in range(kept[number])]
        made.take(Seen(places=places), what=f"photo of {number}")


def _count_ends(made: Count, uow: UnitOfWork) -> None:
    """Count what ended as nothing should end."""
    pushed = select(Outgoing.id).where(
        Outgoing.state == OutboxState.UNKNOWN, Outgoing.method != Method.REPLY
    )
    for what, query in (
        ("arrivals set aside", select(Arrival.id).where(Arrival.state == ArrivalState.SET_ASIDE)),
        ("messages set aside", select(Outgoing.id).where(Outgoing.state == OutboxState.SET_ASIDE)),
        ("pushes unknown", pushed),
    ):
        found = len(uow.session.scalars(query).all())
        if found:
            made.faults.append(f"{found} {what}")


def _count_bulletin(made: Count, ground: Ground, bulletin: str, ended: float) -> None:
    for number in range(ground.plan.groups):
        seen = Seen()
        for place, bubble in enumerate(ground.phones.chat(group_line(number))):
            if bubble["sender"] == "bot" and bulletin in texts(bubble["content"]):
                seen.places.append((place, 0))
                seen.moments.append(_moment(bubble))
        made.take(seen, what=f"{bulletin} for group {number}")
        if seen.moments:
            made.last = max(made.last, min(seen.moments) - ended)
