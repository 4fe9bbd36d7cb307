"""What an officer's card shows, and what LINE allows."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.line import cards as line_cards
from catalog import Catalog
from catalog.cards import compose_bare_card, compose_card, compose_row, compose_update
from domain.answers import OpenLink
from domain.case import CaseFacts, Mark, SenderLabel, cut
from domain.classification.kinds import Category, Reason, Urgency
from domain.crowd import Scope
from domain.tip import Outcome, TipState
from tests.conftest import a_rule_set

TH = Catalog.load("th")
RULES = a_rule_set()
FACTS = CaseFacts(
    tip=uuid.UUID(int=1),
    number="KK-2569-000123",
    spoken="123/2569",
    state=TipState.SENT,
    urgency=Urgency.SOON,
    category=Category.DRUGS,
    village="เปรมฤทัย",
    sender=SenderLabel(is_known=True, scope=Scope.VILLAGE, place="เปรมฤทัย"),
    text="มีคนขายยาท้ายซอย",
    latest="ตอนนี้ยังอยู่",
    opened_at=datetime(2026, 11, 24, 5, 0, tzinfo=UTC),
    reasons=(Reason(key="reason.nobody_wrote_this"),),
)


def labels(facts: CaseFacts, rules: object = RULES) -> list[str]:
    return [one.label for one in compose_card(facts, TH, rules).buttons]  # type: ignore[arg-type]


def test_the_buttons_are_the_contracts_letter_for_letter() -> None:
    assert labels(FACTS) == ["รับเรื่อง", "ถามผู้แจ้ง", "ส่งต่อ", "แก้ชุมชน", "ปิดเรื่อง"]
    rural = replace(RULES, place_word="หมู่บ้าน")
    assert "แก้หมู่บ้าน" in labels(FACTS, rural)
    assert "ดูภาพ/เสียง" in labels(replace(FACTS, media={"photo": 1}))
    accepted = labels(replace(FACTS, state=TipState.ACCEPTED))
    assert "สืบสวนต่อ" in accepted
    assert "รับเรื่อง" not in accepted
    assert labels(replace(FACTS, state=TipState.CLOSED)) == ["เปิดเรื่องอีกครั้ง"]


def test_the_head_says_the_urgency_and_the_lines_the_rest() -> None:
    card = compose_card(replace(FACTS, media={"photo": 2, "voice": 1}), TH, RULES)
    assert card.headline == "ด่วน (ภายในวันนี้) · ยาเสพติด"
    assert card.tone == "soon"
    shown = {line.label: line.value for line in card.lines}
    assert shown["ชุมชน"] == "เปรมฤทัย"
    assert shown["ผู้แจ้ง"] == "สมาชิกเครือข่ายจากเปรมฤทัย"
    assert shown["แนบ"] == "รูป 2 เสียง 1"
    assert shown["แจ้งเมื่อ"] == "24 พ.ย. 2569 12:00 น."
    assert "เหตุผล" not in shown


def test_the_notification_holds_number_urgency_and_village_only() -> None:
    assert compose_card(FACTS, TH, RULES).alt == "เรื่องที่ 123/2569 ด่วน (ภายในวันนี้) เปรมฤทัย"


def test_practice_is_labelled_everywhere() -> None:
    card = compose_card(replace(FACTS, marks=(Mark.PRACTICE,)), TH, RULES)
    assert card.tone == "practice"
    assert card.alt.startswith("[ฝึก]")
    assert "[ฝึก]" in card.marks


def test_a_tip_without_a_village_shows_which_it_may_be() -> None:
    card = compose_card(replace(FACTS, village="", candidates=("ก", "ข")), TH, RULES)
    assert card.lines[0].value == "ยังไม่แน่ชัด อาจเป็น ก, ข"


def test_a_pin_opens_the_map() -> None:
    button = compose_card(replace(FACTS, pin=(13.85, 100.64)), TH, RULES).buttons[-1]
    assert button.label == "แผนที่"
    url = "https://www.google.com/maps?q=13.850000,100.640000"
    assert button.tap == OpenLink(url=url)


def test_an_update_shows_the_newest_words_and_a_row_or_bare_card_none() -> None:
    assert compose_update(FACTS, TH, RULES, what="added").body == "ตอนนี้ยังอยู่"
    assert compose_row(FACTS, TH, RULES).body == ""
    bare = compose_bare_card(replace(FACTS, pin=(13.85, 100.64)), TH, RULES)
    assert (bare.body, [one.label for one in bare.buttons]) == ("", ["แผนที่"])


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_state_kind_mark_and_outcome_has_its_words_and_fits_into_line(
    language: str,
) -> None:
    catalog = Catalog.load(language)
    for state in TipState:
        compose_card(replace(FACTS, state=state), catalog, RULES)
    for category in Category:
        compose_card(replace(FACTS, category=category), catalog, RULES)
    for outcome in Outcome:
        compose_card(replace(FACTS, outcome=outcome), catalog, RULES)
    for scope in Scope:
        label = SenderLabel(is_known=True, scope=scope, place="ก")
        compose_card(replace(FACTS, sender=label), catalog, RULES)
    full = replace(
        FACTS,
        marks=tuple(Mark),
        text="ก" * 300,
        media={"photo": 20, "video": 1, "voice": 3, "file": 1},
        pin=(13.85, 100.64),
        sender=SenderLabel(is_known=False),
    )
    sent = line_cards.card(compose_card(full, catalog, RULES))
    assert len(json.dumps(sent["contents"], ensure_ascii=False).encode()) < 30_000


def test_the_catalogues_say_the_same_things() -> None:
    assert Catalog.load("en").keys() == TH.keys()


def test_a_text_is_cut_between_letters_never_before_a_mark() -> None:
    assert cut("ก" * 300) == "ก" * 300
    assert cut("ก" * 301) == "ก" * 299 + "…"
    assert cut("ก" * 298 + "กี่" * 5) == "ก" * 298 + "…"
    assert len(cut("ที่" * 200)) <= 300
