"""This is a member's own page: what the station holds of them, to read and not to change."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, make_response, render_template

from domain.calendar import local, spoken_number, thai_date, thai_moment
from domain.tip import TipState
from models.member import Member, MemberProfile
from models.unit_of_work import UnitOfWork
from web.entrance import gone
from web.site import Site
from web.visiting import Purpose, current_visit

_PROFILE = (
    "first_name", "last_name", "birth_date", "national_id", "education", "occupation",
    "registered_address", "current_address", "phone",
)  # fmt: skip


def pages(site: Site) -> Blueprint:
    """Return a member's page."""
    mine = Blueprint("mine", __name__)

    @mine.get("/m/view")
    def _view() -> Response:
        visit = current_visit(site, Purpose.MEMBER)
        if visit is None or visit.member_id is None:
            return gone(Purpose.MEMBER)
        with site.store.writing(visit.station_id, site.clock()) as uow:
            member = uow.members.get(visit.member_id)
            profile = uow.members.profile(member)
            if profile is None:
                return gone(Purpose.MEMBER)
            uow.audit.write("member.view", actor=member.number, about=member.number, at=uow.now)
            shown = render_template(
                "mine.html",
                station=uow.rules.name,
                rows=_rows(site, uow, member, profile),
                tips=_tips(site, uow, member),
            )
            uow.commit()
        return make_response(shown)

    return mine


def _rows(
    site: Site, uow: UnitOfWork, member: Member, profile: MemberProfile
) -> list[tuple[str, str]]:
    say, zone = site.catalog.say, uow.rules.timezone
    facts = {name: str(getattr(profile, name)) for name in _PROFILE}
    facts["birth_date"] = thai_date(date.fromisoformat(profile.birth_date))
    line_id = uow.members.line_id(member)
    village = uow.villages.get(member.village_id).name if member.village_id is not None else ""
    rows = [
        (say("mine.number"), member.number),
        (say("mine.state"), say(f"mine.state_{member.state}")),
        *((say(f"mine.{name}"), value) for name, value in facts.items()),
        (uow.rules.place_word, village),
        (say("mine.kind"), say(f"mine.kind_{member.kind}")),
        (say("mine.trained_on"), thai_date(member.trained_on) if member.trained_on else ""),
        (say("mine.bound_at"), thai_moment(member.bound_at, zone) if member.bound_at else ""),
        (say("mine.line_name"), uow.line_names.of(line_id) or "" if line_id else ""),
        (say("mine.notice"), member.notice_accepted or ""),
        (say("mine.muted"), ", ".join(say(f"topics.{one}") for one in member.muted_topics or ())),
    ]
    return [(label, value) for label, value in rows if value]


def _tips(site: Site, uow: UnitOfWork, member: Member) -> list[tuple[str, str, str]]:
    """List a member's tips by number alone: somebody may look over their shoulder."""
    line_id = uow.members.line_id(member)
    if line_id is None:
        return []
    return [
        (
            spoken_number(tip.year, tip.sequence),
            thai_date(local(tip.opened_at, uow.rules.timezone)),
            site.catalog.say(f"state.{tip.state}"),
        )
        for tip in uow.tips.of_sender(line_id, *TipState)
    ]
