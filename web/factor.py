"""This is where officers set up their second factor, and are asked for its code."""

from __future__ import annotations

import segno
from flask import Blueprint, Response, make_response, redirect, render_template, request
from markupsafe import Markup

from domain.answers import Chat, Message, Rank, Recipient, Words
from domain.second_factor import Tried, address_of
from models.access import prove_session
from models.case import is_reachable
from models.officer import Officer, Role
from models.unit_of_work import UnitOfWork
from web.entrance import INSIDE, gone
from web.site import Site
from web.visiting import HOME, Purpose, Visit, current_visit, refuse_foreign_forms

_SEE_OTHER = 303
_ASKING = (Purpose.CONSOLE, Purpose.MEDIA, Purpose.NAME)
_LONGEST = 20


def pages(site: Site) -> Blueprint:
    """Return the pages of the second factor."""
    factor = Blueprint("factor", __name__)
    for purpose in _ASKING:
        _add_question(factor, site, purpose)

    @factor.get("/console/factor")
    def _show() -> Response:
        visit = current_visit(site, Purpose.CONSOLE)
        if visit is None or visit.officer_id is None:
            return gone(Purpose.CONSOLE)
        with site.store.reading(visit.station_id, site.clock()) as uow:
            officer = uow.officers.get(visit.officer_id)
            if officer.is_suspended:
                return gone(Purpose.CONSOLE)
            return make_response(asked(site, uow, visit, officer, Purpose.CONSOLE))

    @factor.post("/console/factor/begin")
    def _begin() -> Response:
        visit = current_visit(site, Purpose.CONSOLE)
        if visit is None or visit.officer_id is None:
            return gone(Purpose.CONSOLE)
        refuse_foreign_forms(visit)
        with site.store.writing(visit.station_id, site.clock()) as uow:
            officer = uow.officers.get(visit.officer_id)
            secret = (
                None if officer.is_suspended else uow.second_factors.begin(officer, now=uow.now)
            )
            if secret is not None:
                uow.audit.write("factor.begun", actor=officer.code, about=officer.code, at=uow.now)
            shown = asked(site, uow, visit, officer, Purpose.CONSOLE, secret=secret or "")
            uow.commit()
        return make_response(shown)

    return factor


def _add_question(factor: Blueprint, site: Site, purpose: Purpose) -> None:
    def answer() -> Response:
        visit = current_visit(site, purpose)
        if visit is None or visit.officer_id is None:
            return gone(purpose)
        refuse_foreign_forms(visit)
        code = request.form.get("code", "")[:_LONGEST]
        # A wrong try is kept like a right one, so all of it is one commit.
        with site.store.writing(visit.station_id, site.clock()) as uow:
            officer = uow.officers.get(visit.officer_id)
            if officer.is_suspended:
                return gone(purpose)
            tried = _tried(uow, officer, code, purpose, site)
            if tried is Tried.RIGHT:
                prove_session(uow.session, visit.token, now=uow.now)
            refused = f"factor.{tried}"
            shown = asked(site, uow, visit, officer, purpose, complaint=refused)
            uow.commit()
        if tried is Tried.RIGHT:
            return make_response(redirect(INSIDE[purpose], code=_SEE_OTHER))
        return make_response(shown)

    factor.add_url_rule(f"{HOME[purpose]}/factor", f"answer_{purpose}", answer, methods=["POST"])


def _tried(uow: UnitOfWork, officer: Officer, code: str, purpose: Purpose, site: Site) -> Tried:
    """Take a code, the first one too, which makes the second factor count."""
    is_first = purpose is Purpose.CONSOLE and not uow.second_factors.is_set(officer)
    take = uow.second_factors.confirm if is_first else uow.second_factors.prove
    tried = take(officer, code, now=uow.now)
    act = "factor.set" if is_first and tried is Tried.RIGHT else f"factor.{tried}"
    uow.audit.write(
        act, actor=officer.code, about=officer.code, at=uow.now, detail={"for": purpose.value}
    )
    if act == "factor.set":
        _announce(uow, officer, site)
    return tried


def _announce(uow: UnitOfWork, officer: Officer, site: Site) -> None:
    """Tell the officer and the administrators, since it may have been somebody else."""
    name = uow.officers.profile(officer).spoken_name
    said = Words(text=site.catalog.say("factor.announced", name=name))
    told = {one.id: one for one in (officer, *uow.officers.with_roles(Role.ADMIN))}
    for one in told.values():
        line_id = uow.officers.line_id(one)
        if line_id is not None and is_reachable(one):
            to = Recipient(chat=Chat.PERSON, line_id=line_id)
            uow.outbox.keep(Message(to=to, contents=[said], rank=Rank.NOTICE), now=uow.now)


def asked(
    site: Site,
    uow: UnitOfWork,
    visit: Visit,
    officer: Officer,
    purpose: Purpose,
    **more: str,
) -> str:
    """Return the page that asks for the code, or shows the way to set one up.

    `secret` is shown with its picture, `complaint` says what was wrong with a code.
    """
    secret = more.get("secret", "")
    address = address_of(secret, officer=officer.code, station=uow.rules.name) if secret else ""
    complaint = more.get("complaint", "")
    return render_template(
        "factor.html",
        is_set=uow.second_factors.is_set(officer),
        is_proven=visit.is_proven,
        purpose=purpose.value,
        action=f"{HOME[purpose]}/factor",
        mark=visit.form_mark,
        address=address,
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        picture=_picture(address) if address else "",
        complaint=site.catalog.say(complaint) if complaint else "",
    )


def _picture(address: str) -> Markup:
    drawn = segno.make(address, micro=False)
    # What it is drawn from is ours and the code's own squares, no words of anybody.
    return Markup(drawn.svg_inline(border=4, light="#fff", omitsize=True))  # noqa: S704
