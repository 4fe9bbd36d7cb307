"""This is what a bot may ask about itself, people and groups."""

from __future__ import annotations

from typing import Any

from simulator import moves
from simulator.api.messages import NOT_AVAILABLE
from simulator.api.request import EMPTY, Answer, Request, Route, route
from simulator.cast import Person
from simulator.check import Problem
from simulator.sending import Declined
from simulator.world import Group, Tie

PAGE = 100
FOLLOWERS_PAGE = 300
NOT_FOUND = "Not found"


def _info(request: Request) -> Answer:
    channel = request.channel
    return Answer(
        json={
            "userId": channel.bot_user_id,
            "basicId": channel.basic_id,
            "displayName": channel.name,
            "chatMode": channel.chat_mode,
            "markAsReadMode": "manual" if channel.chat_mode == "chat" else "auto",
        }
    )


def _profile_of(person: Person) -> dict[str, Any]:
    return {"displayName": person.name, "userId": person.user_id}


def _profile(request: Request) -> Answer:
    world = request.platform.world
    person = world.people.get(request.parts["user"])
    if person is None or not _is_known(request, person):
        raise Declined(404, NOT_FOUND)
    return Answer(json={**_profile_of(person), "language": "th"})


def _is_known(request: Request, person: Person) -> bool:
    world = request.platform.world
    tie = world.tie(request.code, person.user_id)
    if tie is Tie.STRANGER:
        return world.wrote_lately(request.code, person.user_id, request.platform.clock())
    return tie is Tie.FRIEND


def _group(request: Request) -> Group:
    group = request.platform.world.groups.get(request.parts["group"])
    if group is None or group.bot != request.code:
        raise Declined(404, NOT_FOUND)
    return group


def _summary(request: Request) -> Answer:
    group = _group(request)
    return Answer(json={"groupId": group.id, "groupName": group.name})


def _count(request: Request) -> Answer:
    return Answer(json={"count": len(_group(request).members)})


def _member(request: Request) -> Answer:
    group = _group(request)
    user_id = request.parts["user"]
    if user_id not in group.members or user_id in group.withheld:
        raise Declined(404, NOT_FOUND)
    return Answer(json=_profile_of(request.platform.world.person(user_id)))


def _member_ids(request: Request) -> Answer:
    _verified(request)
    group = _group(request)
    ids = [one for one in group.members if one not in group.withheld]
    page, following = _page(request, ids, PAGE)
    return Answer(json={"memberIds": page, **following})


def _followers(request: Request) -> Answer:
    _verified(request)
    try:
        size = int(request.query.get("limit", FOLLOWERS_PAGE))
    except ValueError:
        size = 0
    if not 1 <= size <= 1000:  # noqa: PLR2004
        _bad_parameter("limit")
    ids = list(request.platform.world.friends_of(request.code))
    page, following = _page(request, ids, size)
    return Answer(json={"userIds": page, **following})


def _verified(request: Request) -> None:
    if not request.channel.verified:
        raise Declined(403, NOT_AVAILABLE)


def _page(request: Request, ids: list[str], size: int) -> tuple[list[str], dict[str, str]]:
    start = request.query.get("start", "0")
    if not start.isdigit():
        _bad_parameter("start")
    first = int(start)
    rest = first + size < len(ids)
    return ids[first : first + size], {"next": str(first + size)} if rest else {}


def _bad_parameter(name: str) -> None:
    wrong = Problem(message="The value is invalid", property=name)
    raise Declined(400, "The request parameter has 1 error(s)", details=[wrong])


def _leave(request: Request) -> Answer:
    group = _group(request)
    moves.remove_bot(request.platform, group.id)
    return EMPTY


_G = "/v2/bot/group/{group}"
ROUTES: tuple[Route, ...] = (
    route("GET", "/v2/bot/info", "info", _info),
    route("GET", "/v2/bot/profile/{user}", "profile", _profile),
    route("GET", "/v2/bot/followers/ids", "followers", _followers),
    route("GET", f"{_G}/summary", "group/summary", _summary),
    route("GET", f"{_G}/members/count", "group/members/count", _count),
    route("GET", f"{_G}/members/ids", "group/members/ids", _member_ids),
    route("GET", f"{_G}/member/{{user}}", "group/member", _member),
    route("POST", f"{_G}/leave", "group/leave", _leave),
)
