"""This is how the desk learns that a voice waits to be heard and written down."""

from __future__ import annotations

from catalog import Catalog
from catalog.disclosing import hear_notice
from domain.answers import Answer, Chat, Message, Rank, Recipient
from domain.classification.kinds import Urgency
from models.case import alerted, posts_for
from models.disclosing import voices
from models.officer import Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def ask_to_hear(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Ask the desk on duty, where no card tells them, once for each time a voice comes."""
    count = voices(uow, tip)
    if count <= _asked_for(tip, uow) or tip.is_restricted or tip.is_practice:
        return []
    uow.tips.record(tip, "hear_asked", at=uow.now, detail={"voices": count})
    main = uow.merges.main_of(tip)
    # Who has the case, or all who were called while nobody has it, get the news itself.
    told = alerted(uow, main) if main.handler_id is None else {main.handler_id}
    desk = [
        one.officer
        for one in posts_for(uow, tip)
        if one.role == Role.DUTY and one.is_reachable and one.is_on_duty and not one.is_sender
    ]
    said = hear_notice(tip.id, uow.spoken_number_of(tip), catalog)
    rank = Rank.ALERT if tip.urgency == Urgency.EMERGENCY else Rank.ANSWER
    return [
        Message(
            to=Recipient(
                chat=Chat.PERSON, line_id=uow.officers.line_id(uow.officers.get(one)) or ""
            ),
            contents=[said],
            rank=rank,
            about=tip.id,
        )
        for one in desk
        if one not in told
    ]


def _asked_for(tip: Tip, uow: UnitOfWork) -> int:
    """Return of how many voices the desk knows; what none wrote down, the next station's hears."""
    lines = uow.tips.history(tip, "hear_asked", "gist", "passed")
    asked = [place for place, line in enumerate(lines) if line.what == "hear_asked"]
    if not asked:
        return 0
    since = {line.what for line in lines[asked[-1] :]}
    is_unheard = "passed" in since and "gist" not in since
    return 0 if is_unheard else int(uow.tips.detail(lines[asked[-1]])["voices"])
