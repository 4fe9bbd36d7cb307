"""This is a member who chooses of what bulletins come to them; warnings always do."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain.answers import Answer, Button, Press, Words
from domain.events import Speaker
from domain.refusals import Refusal
from domain.thai import tidy
from domain.topic_events import TopicChosen, TopicsAsked, topic_tap
from domain.topics import CHOOSABLE, Topic, chosen, wants
from handlers.member.chat import answer, person
from models.member import Member
from models.unit_of_work import UnitOfWork


def show(event: TopicsAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Say what comes to a member and what does not; a choice behind the word is made at once."""
    member = _member(event.speaker, uow)
    wished = _wished(event.said, catalog)
    if wished is not None:
        _choose(member, wished[0], uow, is_wanted=wished[1])
    return _told(event.speaker, member, catalog)


def choose(event: TopicChosen, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Let a topic come to a member, or not any more."""
    member = _member(event.speaker, uow)
    _choose(member, event.topic, uow, is_wanted=event.is_wanted)
    return _told(event.speaker, member, catalog)


def _wished(said: str, catalog: Catalog) -> tuple[Topic, bool] | None:
    """Return the choice that somebody wrote, for a computer's LINE shows no quick replies."""
    written = _plain(said)
    for topic in CHOOSABLE:
        for is_wanted in (True, False):
            if written == _plain(_label(topic, catalog, is_wanted=is_wanted)):
                return topic, is_wanted
    return None


def _plain(text: str) -> str:
    return tidy(text).replace(" ", "")


def _label(topic: Topic, catalog: Catalog, *, is_wanted: bool) -> str:
    name = catalog.say(f"topics.{topic}")
    return catalog.say("topics.want" if is_wanted else "topics.mute", name=name)


def _member(speaker: Speaker, uow: UnitOfWork) -> Member:
    member = uow.members.by_line_user(speaker.user_id or "")
    if member is None:
        raise Refusal("chat.not_member", station=uow.rules.name)
    return member


def _choose(member: Member, topic: Topic, uow: UnitOfWork, *, is_wanted: bool) -> None:
    after = list(chosen(member.muted_topics or (), topic, is_wanted=is_wanted))
    if after != (member.muted_topics or []):
        member.muted_topics = after
        uow.audit.write("topics_chosen", actor="member", about=member.number, at=uow.now)


def _told(speaker: Speaker, member: Member, catalog: Catalog) -> Sequence[Answer]:
    muted = member.muted_topics or ()
    lines = [catalog.say("topics.heading")]
    taps = []
    for topic in CHOOSABLE:
        is_wanted = wants(muted, topic)
        name = catalog.say(f"topics.{topic}")
        lines.append(catalog.say("topics.comes" if is_wanted else "topics.stays_away", name=name))
        label = _label(topic, catalog, is_wanted=not is_wanted)
        data = topic_tap(topic, is_wanted=not is_wanted)
        taps.append(Button(label=label, tap=Press(data=data, shown=label)))
    lines.append(catalog.say("topics.always"))
    return [answer(person(speaker.user_id or ""), Words(text="\n".join(lines), choices=taps))]


HANDLERS = {TopicsAsked: show, TopicChosen: choose}
