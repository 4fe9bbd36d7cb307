"""This is where a tip is gathered for an officer's eyes: what helps, and nothing of who sent it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from domain.case import MOST_NEWS, MOST_SHOWN, CaseFacts, Mark, SenderLabel, cut
from domain.classification.kinds import Category, Reason, Urgency
from domain.crowd import Crowd, CrowdLabel, Scope, crowd_label
from domain.identifiers import NameCustoms
from domain.tip import OPEN, TipState, Trust
from models.chain import is_unattended
from models.handing import handed_to, has_left
from models.hiding import blot_of, masked, member_who_sent, shows_name
from models.member import Member
from models.said import media_of, newest_words, texts_in, words_of
from models.tip import Tip
from models.unit_of_work import UnitOfWork

GIST_KIND: Final = "gist"
# What speaks for a village less than this is where the sender is, no word of theirs.
_SPOKEN_FOR: Final = 0.25
_ON_PLACE: Final = "reason.village_"
# Who chose a tip's village after it was read: the words that were doubtful say nothing of it now.
_CHOSEN: Final = {"answer": "reason.village_answered", "officer": "reason.village_corrected"}


def facts(
    uow: UnitOfWork,
    tip: Tip,
    customs: NameCustoms,
    *,
    news: int | None = None,
    since: int | None = None,
) -> CaseFacts:
    """Gather what officers may see of a tip, its words masked and its sender hidden.

    `news`: the message whose words are the newest, otherwise the last. `since`: the one with which
    they begin, where they are more than one message's.
    """
    texts, pin = words_of(uow, tip)
    newest = newest_words(uow, tip, news) if since is None else words_of(uow, tip, since=since)[0]
    blot = blot_of(uow, tip, customs)
    shown = _joined(texts, blot, MOST_SHOWN)
    label, is_mark_safe = _label(uow, tip, member_who_sent(uow, tip))
    media, added = _media(uow, tip)
    return replace(
        _circumstances(uow, tip, label),
        marks=_marks(uow, tip, is_mark_safe=is_mark_safe),
        text=cut(shown),
        latest=cut(_joined(newest, blot, MOST_NEWS), MOST_SHOWN if since is None else MOST_NEWS),
        gist=_gist(uow, tip, customs),
        pin=pin,
        media=Counter(media),
        has_more=len(shown) > MOST_SHOWN or _has_talk(uow, tip),
        added=added,
    )


def _circumstances(uow: UnitOfWork, tip: Tip, sender: SenderLabel) -> CaseFacts:
    """Return how a tip stands, with none of its words."""
    main = uow.merges.main_of(tip)
    handler = next(iter(uow.officers.ours([tip.handler_id])), None)
    return CaseFacts(
        tip=tip.id,
        number=uow.number_of(tip),
        spoken=uow.spoken_number_of(tip),
        state=TipState(tip.state),
        urgency=Urgency(tip.urgency),
        category=Category(tip.category),
        village=village_name(uow, tip),
        candidates=_candidates(uow, tip),
        sender=sender,
        opened_at=tip.opened_at,
        handler=uow.officers.profile(handler).spoken_name if handler else "",
        outcome=tip.outcome,
        reasons=_reasons(uow, tip),
        review_at=tip.review_at if tip.state == TipState.INVESTIGATING else None,
        merged_into=uow.spoken_number_of(main) if main.id != tip.id else "",
        merged=tuple(uow.spoken_number_of(one) for one in uow.merges.parts_of(tip)),
        is_followed=main.state in OPEN,
        handed_to=_waits_for(uow, tip),
    )


def _media(uow: UnitOfWork, tip: Tip) -> tuple[Sequence[str], int]:
    """Return the kinds of what a tip's sender sent, and how many files officers added."""
    own = {one.id for one in uow.tips.messages(tip) if one.author == "sender"}
    items = media_of(uow, tip)
    sent = [one.kind for one in items if one.message_id in own]
    return sent, len(items) - len(sent)


def _waits_for(uow: UnitOfWork, tip: Tip) -> str:
    """Return the officer for whom a tip waits since a colleague handed it on."""
    to = handed_to(uow, tip) if tip.state == TipState.SENT else None
    chosen = [one for one in uow.officers.ours([to]) if not has_left(uow, one, tip)]
    return "".join(uow.officers.profile(one).spoken_name for one in chosen)


def _has_talk(uow: UnitOfWork, tip: Tip) -> bool:
    """Say whether an officer said anything to a tip's sender."""
    return any(one.author == "officer" for one in uow.tips.messages(tip))


def _gist(uow: UnitOfWork, tip: Tip, customs: NameCustoms) -> str:
    """Open what the desk wrote of the tip's voices."""
    told = [uow.tips.content(one) for one in uow.tips.messages(tip) if one.kind == GIST_KIND]
    texts = [text for content in told if content is not None for text in texts_in(content)]
    return cut("\n".join(masked(uow, tip, text, customs) for text in texts))


def village_name(uow: UnitOfWork, tip: Tip) -> str:
    """Return the name of a tip's village, empty while there is none of this station's."""
    village = uow.villages.find(tip.village_id)
    return "" if village is None else uow.villages.title(village)


def _joined(texts: Sequence[str], blot: Callable[[str], str], most: int) -> str:
    """Return texts in order until there are more letters than are shown."""
    shown: list[str] = []
    for text in texts:
        shown.append(blot(text))
        if sum(map(len, shown)) > most:
            break
    return "\n".join(shown)


def _label(uow: UnitOfWork, tip: Tip, member: Member | None) -> tuple[SenderLabel, bool]:
    """Return the sender's label, and whether a training mark beside it is safe."""
    if Trust(tip.trust) in (Trust.UNVERIFIED, Trust.SUSPENDED):
        return SenderLabel(is_known=False), False
    if Trust(tip.trust) is Trust.DESK:
        return SenderLabel(is_known=True, is_heard_by_desk=True), False
    # Of who told another station nothing is shown, not even where in it they live.
    if member is None or not uow.tips.is_own(tip):
        return SenderLabel(is_known=True), False
    profile = uow.members.profile(member) if shows_name(uow, tip) else None
    if profile is not None:
        name = f"{profile.first_name} {profile.last_name}".strip()
        return SenderLabel(is_known=True, name=name), True
    villages = {row.id: row for row in uow.villages.all()}
    home = villages.get(member.village_id) if member.village_id is not None else None
    crowds = []
    for cell in uow.members.crowd():
        at = villages.get(cell.village_id) if cell.village_id is not None else None
        crowds.append(
            Crowd(
                village=at.code if at else None,
                subdistrict=at.subdistrict if at else "",
                is_trained=cell.is_trained,
                members=cell.members,
            )
        )
    found: CrowdLabel = crowd_label(
        village=home.code if home else None,
        subdistrict=home.subdistrict if home else "",
        crowds=crowds,
        min_crowd=uow.rules.min_crowd,
    )
    places = {Scope.VILLAGE: home.name, Scope.SUBDISTRICT: home.subdistrict} if home else {}
    label = SenderLabel(is_known=True, scope=found.scope, place=places.get(found.scope, ""))
    return label, found.shows_mark


def _candidates(uow: UnitOfWork, tip: Tip) -> tuple[str, ...]:
    """Return where it may be, without what would only tell where the sender lives."""
    if tip.village_id is not None:
        return ()
    hidden = mere_home(uow, tip)
    rows = [uow.villages.by_code(code) for code in tip.village_candidates if code != hidden]
    return tuple(uow.villages.title(row) for row in rows if row is not None)


def mere_home(uow: UnitOfWork, tip: Tip) -> str | None:
    """Return the sender's home where it is a candidate that nothing else speaks for."""
    member = member_who_sent(uow, tip) if uow.tips.is_own(tip) else None
    if member is None or member.village_id is None or tip.must_confirm:
        return None
    home = uow.villages.get(member.village_id).code
    reading: Any = uow.tips.reading(tip)
    scores = dict(reading.get("candidates", ())) if isinstance(reading, Mapping) else {}
    return home if scores.get(home, 0.0) < _SPOKEN_FOR else None


def _marks(uow: UnitOfWork, tip: Tip, *, is_mark_safe: bool) -> tuple[Mark, ...]:
    trust = Trust(tip.trust)
    is_edited = any(one.edited_at and not one.withdrawn_at for one in uow.tips.messages(tip))
    borne = {
        Mark.NOBODY: is_unattended(uow, tip),
        Mark.PRACTICE: tip.is_practice,
        Mark.RESTRICTED: tip.is_restricted,
        Mark.COERCED: tip.is_coerced,
        Mark.UNVERIFIED: trust is Trust.UNVERIFIED,
        Mark.SUSPENDED: trust is Trust.SUSPENDED,
        Mark.SURPLUS: tip.is_surplus,
        Mark.UNTRAINED: trust is Trust.REGISTERED and is_mark_safe,
        Mark.OUTSIDE: tip.is_outside_area,
        Mark.WITHDRAWN: tip.has_withdrawn,
        Mark.EDITED: is_edited,
        Mark.SPOT: tip.is_environment_spot,
    }
    return tuple(mark for mark, is_borne in borne.items() if is_borne)


def _reasons(uow: UnitOfWork, tip: Tip) -> tuple[Reason, ...]:
    """Return the grounds of the reading, none that speaks of the sender or quotes what is gone."""
    if tip.has_withdrawn:
        return ()
    reading = uow.tips.reading(tip)
    listed = reading.get("reasons", ()) if isinstance(reading, Mapping) else ()
    found = [
        Reason(key=key, values=dict(values)) for key, values, is_private in listed if not is_private
    ]
    if tip.village_source not in _CHOSEN:
        return tuple(found)
    rest = [one for one in found if not one.key.startswith(_ON_PLACE)]
    return (Reason(key=_CHOSEN[tip.village_source]), *rest)
