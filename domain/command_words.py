"""These are the words of the chat contract: who may use each, and what may follow it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Word(StrEnum):
    """A word of the chat contract; the letters that people see are in the catalogue."""

    SEND_NOW = "send_now"
    CANCEL = "cancel"
    STATUS = "status"
    HELP = "help"
    URGENT_HELP = "urgent_help"
    EMERGENCY_NOW = "emergency_now"
    MY_DATA = "my_data"
    LEAVE = "leave"
    PRACTICE = "practice"
    REAL = "real"
    DRILL = "drill"
    REPORT = "report"
    SEND_LOCATION = "send_location"
    MY_VILLAGE = "my_village"
    ELSEWHERE = "elsewhere"
    HIDE = "hide"
    YES = "yes"
    SKIP = "skip"
    MY_WORK = "my_work"
    ON_DUTY = "on_duty"
    OFF_DUTY = "off_duty"
    ABSENT = "absent"
    BACK = "back"
    SWAP = "swap"
    ROSTER = "roster"
    CONSOLE = "console"
    BULLETIN = "bulletin"
    QUOTA = "quota"
    BIND_GROUP = "bind_group"
    UNBIND_GROUP = "unbind_group"
    WHOLE_STATION = "whole_station"
    ACCEPT = "accept"
    ASK = "ask"
    HAND_OVER = "hand_over"
    FIX_VILLAGE = "fix_village"
    CLOSE = "close"
    OPEN_MEDIA = "open_media"
    INVESTIGATE = "investigate"
    SUMMARY = "summary"
    SUMMARY_ON = "summary_on"
    SUMMARY_OFF = "summary_off"
    INTAKE = "intake"
    CALLER = "caller"
    ASK_NAME = "ask_name"
    SURVEY = "survey"
    MEETING = "meeting"
    TOPICS = "topics"
    DONE = "done"
    NOT_DONE = "not_done"


class Audience(StrEnum):
    """Who may use a word."""

    ANYONE = "anyone"
    MEMBER = "member"
    OFFICER = "officer"


class Rest(StrEnum):
    """What may stand behind a word."""

    NOTHING = "nothing"
    ANYTHING = "anything"
    AFTER_COLON = "after_colon"


@dataclass(frozen=True, kw_only=True)
class WordEntry:
    """One word: its label, every way to say it, who may, and what may follow.

    The first of `forms` is the label. A `plain` word forgives no misspelling.
    """

    word: Word
    forms: tuple[str, ...]
    audience: Audience = Audience.ANYONE
    rest: Rest = Rest.NOTHING
    is_plain: bool = False
