"""This is what would tell who sent a tip, and their words without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from domain.identifiers import NameCustoms, Nicknames, nicknames_of, secrets_of
from domain.identity import house_number
from domain.masking import mask
from domain.tip import TipState
from models.case import officer_who_sent, sender_of
from models.member import Member
from models.said import words_of
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def masked_texts(uow: UnitOfWork, tip: Tip, customs: NameCustoms) -> Sequence[str]:
    """Return what a tip's sender wrote, with what would tell who wrote it blotted out."""
    secrets = _secrets(uow, tip, customs)
    return [secrets.blot(text, customs) for text in words_of(uow, tip)[0]]


def masked(uow: UnitOfWork, tip: Tip, text: str, customs: NameCustoms) -> str:
    """Return words as the other side may read them; who chose to be named is not hidden."""
    return blot_of(uow, tip, customs)(text)


def blot_of(uow: UnitOfWork, tip: Tip, customs: NameCustoms) -> Callable[[str], str]:
    """Return what blots out of words who wrote them, made once for all of a tip's."""
    if shows_name(uow, tip):
        return lambda text: text
    secrets = _secrets(uow, tip, customs)
    return lambda text: secrets.blot(text, customs)


def masked_for(
    uow: UnitOfWork, tips: Sequence[Tip], reader: Tip, text: str, customs: NameCustoms
) -> str:
    """Return words as one of several senders may read them: nothing that would name another.

    Who let the police read their name did not let their neighbours read it.
    """
    hidden = [one for one in tips if one.id != reader.id or not shows_name(uow, one)]
    for one in hidden:
        text = _secrets(uow, one, customs).blot(text, customs)
    return text


def shows_name(uow: UnitOfWork, tip: Tip) -> bool:
    """Say whether a sender let themselves be named: to their own station's police, to no other."""
    return tip.is_named and uow.tips.is_own(tip)


def member_who_sent(uow: UnitOfWork, tip: Tip) -> Member | None:
    """Return the member who sent a tip, whom only the station that they told knows."""
    line_id = sender_of(uow, tip)
    return uow.at(tip.station_id).members.by_line_user(line_id) if line_id else None


def is_to_be_hidden(line_id: str, uow: UnitOfWork) -> bool:
    """Say whether an account is a member's, an officer's, or of who sent a tip that is kept."""
    is_bound = uow.members.by_line_user(line_id) or uow.officers.by_line_user(line_id)
    return bool(is_bound) or bool(uow.tips.of_sender(line_id, *TipState))


class _Secrets(NamedTuple):
    """What would tell who sent a tip."""

    known: frozenset[str]
    nicknames: Nicknames

    def blot(self, text: str, customs: NameCustoms) -> str:
        """Return a text without it."""
        found = mask(text, secrets=self.known, nicknames=self.nicknames, customs=customs)
        return found.text


def _secrets(uow: UnitOfWork, tip: Tip, customs: NameCustoms) -> _Secrets:
    names: list[str] = []
    houses: list[str] = []
    home, member = uow.at(tip.station_id), member_who_sent(uow, tip)
    profile = home.members.profile(member) if member else None
    if profile is not None:
        names += [profile.first_name, profile.last_name]
        addresses = (profile.registered_address, profile.current_address)
        houses += [found for one in addresses if (found := house_number(one))]
    for station in {uow, home}:
        officer = officer_who_sent(station, tip)
        if officer is not None:
            own = station.officers.profile(officer)
            names += [own.first_name, own.last_name]
    return _Secrets(
        known=secrets_of(names=names, house_numbers=houses, customs=customs),
        nicknames=_nicknames(uow, home, tip, customs),
    )


def _nicknames(uow: UnitOfWork, home: UnitOfWork, tip: Tip, customs: NameCustoms) -> Nicknames:
    """Return what a tip's sender calls themselves in LINE, without what names a place."""
    line_id = sender_of(uow, tip)
    name = home.line_names.of(line_id) if line_id else None
    if name is None:
        return Nicknames()
    rows = {row for station in (uow, home) for row in station.villages.all()}
    places = [station.rules.name for station in (uow, home)]
    for row in rows:
        places += [row.name, row.subdistrict, *row.aliases, *row.landmarks]
    return nicknames_of(name, places=places, words=uow.lexicon.keys, customs=customs)
