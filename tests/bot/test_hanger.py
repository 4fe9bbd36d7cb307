"""Each person keeps the menu that is theirs, however they come and go, and if LINE is away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.hanger import Hanger, wait_after
from bot.line.gateway import Gateway, LineTrouble
from bot.line.menus import DrawnMenu, MenuRack
from catalog import Catalog
from catalog.menus import compose_menu
from domain.answers import Timer
from domain.menus import MenuKind
from domain.timer_events import GroupUnboundDue
from files.menu_picture import draw_menu
from models.leaving import forget_person
from models.member import Member, MemberProfile, MemberState
from models.menu import MenuWish, claim_menu_wish
from models.unit_of_work import UnitOfWork
from tests.bot.sending import GROUP, MEMBER, NOBODY, OTHER, SHY, Office
from tests.conftest import a_rule_set

PROFILE = MemberProfile(
    first_name="สมหญิง", last_name="ใจดี", birth_date="1957-01-01", national_id="1234567890121"
)


@pytest.fixture
def menus(office: Office) -> dict[str, str]:
    """Give the station its two menus; return what LINE calls each."""
    rack = MenuRack(office.gateway())
    made = {}
    for kind in MenuKind:
        menu = compose_menu(kind, Catalog.load(), a_rule_set())
        made[kind.value] = rack.make(DrawnMenu(menu=menu, picture=draw_menu(menu)))
    return made


def changes(office: Office, change: Callable[[UnitOfWork], object]) -> None:
    with office.store.writing(office.station, office.clock()) as uow:
        change(uow)
        uow.commit()


def joins(office: Office, line_id: str = MEMBER) -> None:
    def join(uow: UnitOfWork) -> None:
        uow.members.bind(uow.members.add(PROFILE, MemberState.TRAINED), line_id, uow.now)

    changes(office, join)


def the_member(uow: UnitOfWork) -> Member:
    return uow.members.all()[0]


def hangs(office: Office, *, gateway: Gateway | None = None) -> None:
    gateways = {office.station: gateway or office.gateway()}
    hanger = Hanger(office.store, gateways, clock=office.clock)
    while hanger.step():
        pass


def menu_on(office: Office, line_id: str = MEMBER) -> str | None:
    return office.platform.menus.linked("khokkhram", line_id)


def wishes(office: Office) -> int:
    with office.store.database.reading() as session:
        return session.scalar(select(func.count()).select_from(MenuWish)) or 0


def test_who_is_bound_gets_the_menu_of_members(office: Office, menus: dict[str, str]) -> None:
    joins(office)
    hangs(office)
    assert menu_on(office) == menus["member"]
    assert wishes(office) == 0


def test_an_officer_gets_the_menu_of_officers(office: Office, menus: dict[str, str]) -> None:
    joins(office)
    office.has_an_officer(line_id=MEMBER)
    hangs(office)
    assert menu_on(office) == menus["officer"]


def test_who_leaves_loses_it_and_is_forgotten(office: Office, menus: dict[str, str]) -> None:
    joins(office)
    hangs(office)
    changes(office, lambda uow: uow.members.erase(the_member(uow)))
    hangs(office)
    assert menu_on(office) is None
    assert wishes(office) == 0
    assert menus


def test_a_menu_that_is_not_ours_is_left_to_who_leaves(office: Office) -> None:
    joins(office)
    hangs(office)
    rack = MenuRack(office.gateway())
    menu = compose_menu(MenuKind.MEMBER, Catalog.load(), a_rule_set())
    made = rack.make(DrawnMenu(menu=menu, picture=draw_menu(menu)))
    body = office.platform.menus.find("khokkhram", made)
    assert body is not None
    other = office.platform.menus.create("khokkhram", {**body.body, "name": "somebody's own"})
    office.platform.menus.link("khokkhram", MEMBER, other.id)
    changes(office, lambda uow: uow.members.erase(the_member(uow)))
    hangs(office)
    assert menu_on(office) == other.id


def test_a_new_telephone_gets_it_and_the_old_one_loses_it(
    office: Office, menus: dict[str, str]
) -> None:
    joins(office)
    hangs(office)
    changes(office, lambda uow: uow.members.bind(the_member(uow), OTHER, uow.now))
    hangs(office)
    assert (menu_on(office), menu_on(office, OTHER)) == (None, menus["member"])


def test_to_be_bound_twice_asks_line_for_nothing_more(
    office: Office, menus: dict[str, str]
) -> None:
    joins(office)
    hangs(office)
    changes(office, lambda uow: uow.members.bind(the_member(uow), MEMBER, uow.now))
    assert wishes(office) == 0
    assert menus


def test_a_station_without_menus_wishes_for_none(office: Office) -> None:
    joins(office)
    hangs(office)
    assert (menu_on(office), wishes(office)) == (None, 0)


def test_while_line_is_away_it_is_tried_again(office: Office, menus: dict[str, str]) -> None:
    joins(office)
    office.line.set_fault("status", endpoint="richmenu/link", status=500)
    hangs(office)
    assert (menu_on(office), wishes(office)) == (None, 1)
    office.line.clear_faults()
    hangs(office)
    assert menu_on(office) is None
    office.clock.passes(seconds=2)
    hangs(office)
    assert menu_on(office) == menus["member"]


def test_a_menu_that_was_replaced_meanwhile_is_looked_for_anew(
    office: Office, menus: dict[str, str]
) -> None:
    hanger = Hanger(office.store, {office.station: office.gateway()}, clock=office.clock)
    joins(office)
    assert hanger.step()
    rack = MenuRack(office.gateway())
    menu = compose_menu(MenuKind.MEMBER, Catalog.load(), a_rule_set())
    fresh = rack.make(DrawnMenu(menu=menu, picture=draw_menu(menu)))
    rack.remove(menus["member"])
    changes(office, lambda uow: uow.members.bind(the_member(uow), OTHER, uow.now))
    for _ in range(4):
        while hanger.step():
            pass
        office.clock.passes(seconds=2)
    assert menu_on(office, OTHER) == fresh


def test_who_line_does_not_know_is_given_up(office: Office, menus: dict[str, str]) -> None:
    joins(office, "no id of LINE")
    office.line.set_fault("status", endpoint="richmenu/link", status=400)
    hangs(office)
    assert wishes(office) == 0
    assert menus
    assert menu_on(office, NOBODY) is None


class Leaving(Gateway):
    """LINE is slow, and the member leaves before it answers."""

    leave: Callable[[], None]

    def post(self, path: str, body: dict[str, object]) -> dict[str, object]:
        told = super().post(path, body)
        self.leave()
        return told


def test_who_leaves_while_line_is_asked_loses_it_after_all(
    office: Office, menus: dict[str, str]
) -> None:
    joins(office)
    slow = office.gateway(Leaving)
    assert isinstance(slow, Leaving)
    slow.leave = lambda: changes(office, lambda uow: uow.members.erase(the_member(uow)))
    hanger = Hanger(office.store, {office.station: slow}, clock=office.clock)
    assert hanger.step()
    assert (menu_on(office), wishes(office)) == (menus["member"], 1)
    hangs(office)
    assert (menu_on(office), wishes(office)) == (None, 0)


def test_one_wish_is_one_hanger_s_until_its_lease_is_over(office: Office) -> None:
    joins(office)
    database = office.store.database

    def claim(lease: timedelta) -> bool:
        with database.writing() as session:
            row = claim_menu_wish(
                session, database, among=[office.station], now=office.clock(), lease=lease
            )
            session.commit()
            return row is not None

    assert claim(timedelta(seconds=-1))
    assert claim(timedelta(minutes=1))
    assert not claim(timedelta(minutes=1))


def test_no_wish_tells_whose_it_is_without_the_key(office: Office) -> None:
    joins(office)
    with office.store.database.reading() as session:
        row = session.scalars(select(MenuWish)).one()
        assert MEMBER.encode() not in row.line_user + row.person_mark


def test_waits_grow_to_ten_minutes() -> None:
    waits = [wait_after(attempts) for attempts in range(1, 60)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=2), timedelta(minutes=10))


def test_line_is_asked_once_for_the_list_however_many_wait(office: Office) -> None:
    joins(office)
    office.has_an_officer()
    hangs(office)
    assert wishes(office) == 0
    assert len(office.line.calls("richmenu/list")) == 1


def test_while_line_is_away_one_try_speaks_for_all(office: Office) -> None:
    joins(office)
    office.has_an_officer()
    asked: list[str] = []

    class Away(Gateway):
        def read(self, path: str) -> dict[str, object]:
            asked.append(path)
            raise LineTrouble(0, "")

    hangs(office, gateway=Away(token="t", api="http://127.0.0.1:9", data="http://127.0.0.1:9"))
    assert len(asked) == 1
    assert wishes(office) == 2


def test_a_menu_waits_while_something_waits_to_be_handled(
    office: Office, menus: dict[str, str]
) -> None:
    joins(office)
    due = Timer(
        key="some", event=GroupUnboundDue(happened_at=office.clock(), group=1), due=office.clock()
    )
    changes(office, lambda uow: uow.inbox.set_timer(due, lane=b"l" * 32, now=uow.now))
    hangs(office)
    assert (menu_on(office), wishes(office)) == (None, 1)


def name_of(office: Office, line_id: str = MEMBER) -> str | None:
    with office.store.reading(office.station, office.clock()) as uow:
        return uow.line_names.of(line_id)


def follows(office: Office, line_id: str = MEMBER) -> None:
    def follow(uow: UnitOfWork) -> None:
        uow.dialogues.befriended(line_id, is_friend=True, now=uow.now)
        uow.menus.met(line_id)

    changes(office, follow)


def asked_names(office: Office) -> int:
    return len(office.line.calls("profile"))


def test_it_is_learned_what_line_calls_who_is_bound(office: Office) -> None:
    joins(office)
    hangs(office)
    assert name_of(office) == "สมหญิง"
    changes(office, lambda uow: uow.menus.changed(MEMBER))
    hangs(office)
    assert asked_names(office) == 1


def test_a_stranger_s_name_is_learned_when_they_befriend_the_account(office: Office) -> None:
    follows(office)
    hangs(office)
    assert (name_of(office), wishes(office)) == ("สมหญิง", 0)


def test_the_name_of_who_is_no_friend_is_learned_in_the_group_where_they_told_something(
    office: Office,
) -> None:
    office.has_a_tip(SHY)
    changes(office, lambda uow: uow.menus.met(SHY, group_id=GROUP))
    hangs(office)
    assert (name_of(office, SHY), wishes(office)) == ("คนเงียบ", 0)


def test_of_whom_line_tells_nothing_it_is_asked_when_they_come_again(office: Office) -> None:
    follows(office, NOBODY)
    hangs(office)
    hangs(office)
    assert (name_of(office, NOBODY), asked_names(office), wishes(office)) == (None, 1, 0)
    follows(office, NOBODY)
    hangs(office)
    assert asked_names(office) == 2


def test_who_is_bound_and_no_friend_is_known_once_they_tell_something_in_a_group(
    office: Office,
) -> None:
    joins(office, SHY)
    hangs(office)
    assert name_of(office, SHY) is None
    changes(office, lambda uow: uow.menus.met(SHY))
    changes(office, lambda uow: uow.menus.met(SHY, group_id=GROUP))
    changes(office, lambda uow: uow.menus.met(SHY))
    hangs(office)
    assert name_of(office, SHY) == "คนเงียบ"


def test_a_name_alone_asks_line_for_no_menu(office: Office) -> None:
    follows(office)
    hangs(office)
    assert [one["endpoint"] for one in office.line.calls()] == ["profile"]


def test_whose_menu_changes_while_only_their_name_was_asked_gets_the_menu(
    office: Office, menus: dict[str, str]
) -> None:
    changes(office, lambda uow: uow.menus.met(MEMBER))
    joins(office)
    hangs(office)
    assert (menu_on(office), name_of(office)) == (menus["member"], "สมหญิง")


def test_a_name_does_not_wait_for_ever_for_what_waits_to_be_handled(office: Office) -> None:
    event = GroupUnboundDue(happened_at=office.clock(), group=1)
    timer = Timer(key="k", due=office.clock(), event=event)
    changes(office, lambda uow: uow.inbox.set_timer(timer, lane=b"l" * 32, now=uow.now))
    follows(office)
    office.clock.passes(seconds=20)
    hangs(office)
    assert name_of(office) is None
    office.clock.passes(seconds=20)
    hangs(office)
    assert name_of(office) == "สมหญิง"


def test_many_names_are_asked_with_pauses_while_something_waits_to_be_handled(
    office: Office,
) -> None:
    event = GroupUnboundDue(happened_at=office.clock(), group=1)
    timer = Timer(key="k", due=office.clock(), event=event)
    changes(office, lambda uow: uow.inbox.set_timer(timer, lane=b"l" * 32, now=uow.now))
    for number in range(3):
        follows(office, f"U{number:032x}")
    office.clock.passes(seconds=40)
    hanger = Hanger(office.store, {office.station: office.gateway()}, clock=office.clock)
    assert [hanger.step(), hanger.step()] == [True, False]
    office.clock.passes(seconds=1)
    assert [hanger.step(), hanger.step()] == [True, False]
    assert asked_names(office) == 2


def test_while_line_is_away_a_name_is_asked_for_again(office: Office) -> None:
    follows(office)
    office.line.set_fault("status", endpoint="profile", status=500)
    hangs(office)
    assert (name_of(office), wishes(office)) == (None, 1)
    office.line.clear_faults()
    office.clock.passes(seconds=2)
    hangs(office)
    assert (name_of(office), wishes(office)) == ("สมหญิง", 0)


def test_a_name_is_kept_though_the_menu_must_wait(office: Office, menus: dict[str, str]) -> None:
    joins(office)
    office.line.set_fault("status", endpoint="richmenu/link", status=500)
    hangs(office)
    assert (name_of(office), menu_on(office), wishes(office)) == ("สมหญิง", None, 1)
    assert menus


class LeavingThen(Gateway):
    """A member leaves while LINE is asked for their name."""

    leave: Callable[[], None]

    def name_of(self, line_id: str, *, group_id: str | None = None) -> str | None:
        told = super().name_of(line_id, group_id=group_id)
        self.leave()
        return told


def test_who_was_frozen_while_another_asked_brings_back_nobody_who_left(office: Office) -> None:
    joins(office)

    def meanwhile(uow: UnitOfWork) -> None:
        row = uow.session.scalars(select(MenuWish)).one()
        uow.menus.settle(row.person_mark, version=row.version)
        uow.session.flush()
        forget_person(uow, the_member(uow))

    slow = office.gateway(LeavingThen)
    assert isinstance(slow, LeavingThen)
    slow.leave = lambda: changes(office, meanwhile)
    assert Hanger(office.store, {office.station: slow}, clock=office.clock).step()
    assert (name_of(office), wishes(office)) == (None, 1)


def test_who_leaves_while_line_is_asked_for_their_name_is_not_known_by_it(office: Office) -> None:
    joins(office)
    slow = office.gateway(LeavingThen)
    assert isinstance(slow, LeavingThen)
    slow.leave = lambda: changes(office, lambda uow: forget_person(uow, the_member(uow)) and None)
    hanger = Hanger(office.store, {office.station: slow}, clock=office.clock)
    assert hanger.step()
    hangs(office)
    assert (name_of(office), asked_names(office), wishes(office)) == (None, 1, 0)
