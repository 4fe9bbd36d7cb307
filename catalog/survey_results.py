"""This is how a survey, and what came of it, is put into words, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from catalog import Catalog
from domain.calendar import thai_date
from domain.survey import FEAR_LEVELS, Paper, SurveyKind
from domain.survey_figures import FearFormula, Figure, against, fear, share
from domain.survey_report import Report, Source

Part = Sequence[str]
Chosen = Sequence[Sequence[int]]


def told(report: Report, catalog: Catalog) -> Sequence[Part]:
    """Say how a survey stands and what was answered: lines, in parts that belong together."""
    parts: list[Part] = [heading(report, catalog)]
    for source in report.sources:
        parts += _source(report, source, catalog)
    if report.is_open:
        parts.append([catalog.say("survey.later")])
    return parts


def heading(report: Report, catalog: Catalog) -> Part:
    """Say which survey it is, and until when it asks."""
    head = catalog.say("survey.heading", number=report.number, title=report.paper.title)
    return [head, state(report, catalog)]


def state(report: Report, catalog: Catalog) -> str:
    """Say until when a survey asks, or that it is over."""
    if not report.is_open:
        return catalog.say("survey.state_closed")
    if report.until is None:
        return catalog.say("survey.state_open")
    return catalog.say("survey.state_until", day=thai_date(report.until))


def joined(parts: Sequence[Part], catalog: Catalog, *, limit: int) -> str:
    """Return as many whole parts as a message holds, and where the rest is."""
    texts, rest = ["\n".join(part) for part in parts], catalog.say("survey.rest")
    for count in range(len(texts), 0, -1):
        text = "\n\n".join([*texts[:count], *([] if count == len(texts) else [rest])])
        if len(text.encode("utf-16-le")) // 2 <= limit:
            return text
    return rest


def _source(report: Report, source: Source, catalog: Catalog) -> Iterator[Part]:
    count = catalog.say(f"survey.{source.name}", count=source.count)
    if report.is_open:
        yield [count]
        return
    if not source.chosen:
        key = "survey.too_few" if source.count else "survey.nobody"
        yield [count, catalog.say(key, least=report.min_crowd)]
        return
    yield [count, *_answers(report, source.chosen, catalog)]
    for cell in source.cells:
        name = cell.name or catalog.say("survey.others")
        head = catalog.say("survey.village", name=name, count=len(cell.chosen))
        yield [head, *_answers(report, cell.chosen, catalog)]


def _answers(report: Report, chosen: Chosen, catalog: Catalog) -> Iterator[str]:
    if report.paper.kind is SurveyKind.FEAR:
        return _fear(report, chosen, catalog)
    return _shares(report.paper, chosen, catalog)


def _shares(paper: Paper, chosen: Chosen, catalog: Catalog) -> Iterator[str]:
    for place, question in enumerate(paper.questions):
        yield question.text
        for choice, label in enumerate(question.choices):
            count = sum(one[place] == choice for one in chosen)
            figure = _numbers(share(count, len(chosen)))
            yield catalog.say("survey.choice", choice=label, count=count, **figure)


def _fear(report: Report, chosen: Chosen, catalog: Catalog) -> Iterator[str]:
    formula, paper = report.formula, report.paper
    figure = fear(chosen, FEAR_LEVELS, formula)
    verdict = catalog.say(f"survey.verdict_{against(figure, report.target)}")
    target = f"{report.target:g}"
    yield catalog.say("survey.fear", **_numbers(figure, formula), target=target, verdict=verdict)
    yield catalog.say(
        f"survey.formula_{formula}",
        items=len(paper.questions),
        count=len(chosen),
        version=paper.version,
    )
    for place, question in enumerate(paper.questions):
        item = fear([(one[place],) for one in chosen], FEAR_LEVELS, formula)
        yield catalog.say("survey.item", text=question.text, **_numbers(item, formula))


def _numbers(figure: Figure, formula: FearFormula | None = None) -> dict[str, str]:
    unit = "%" if formula is FearFormula.SHARE else ""
    return {
        "value": f"{figure.value:.1f}{unit}",
        "low": f"{figure.low:.1f}",
        "high": f"{figure.high:.1f}{unit}",
    }
