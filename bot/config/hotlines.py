"""This is which telephone numbers are shown beside which kind of tip: `[hotlines]`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from bot.config.values import Phone, Section, Words


class Hotline(Section):
    """One number, and what to call it if not by the number alone."""

    number: Phone
    label: Words = ""


def _each(value: Any) -> Any:
    """Read `"1441"`, `["1441", "191"]` and `[{ number = "1441", label = "…" }]` alike."""
    if value in ("", None):
        return ()
    several = value if isinstance(value, list | tuple) else [value]
    return [{"number": each} if isinstance(each, str | int) else each for each in several]


Numbers = Annotated[tuple[Hotline, ...], BeforeValidator(_each)]


def _of(*numbers: str) -> tuple[Hotline, ...]:
    return tuple(Hotline(number=number) for number in numbers)


class Hotlines(Section):
    """The numbers for each category, and for three matters that are no category."""

    life: Numbers = _of("191", "1669")
    body: Numbers = _of("191", "1669")
    sexual: Numbers = _of("191", "1300")
    property: Numbers = ()
    drugs: Numbers = _of("1386")
    gambling: Numbers = ()
    fraud_online: Numbers = _of("1441")
    traffic: Numbers = ()
    nuisance: Numbers = ()
    suspicious: Numbers = ()
    fire_disaster: Numbers = _of("199")
    missing_person: Numbers = _of("191")
    weapons: Numbers = _of("191")
    other: Numbers = ()
    medical: Numbers = _of("1669")
    suicide: Numbers = _of("1323")
    police_complaint: Numbers = _of("1599")

    def numbers(self, matter: str) -> tuple[str, ...]:
        """Return the numbers to call in this matter, the most fitting first."""
        found: tuple[Hotline, ...] = getattr(self, matter, ())
        return tuple(each.number for each in found)
