"""The annexes as pages: how the weights were made, what is withheld and why, the parameters, the fieldwork."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from markupsafe import Markup

from analysis.fieldwork.units import Fieldwork
from presentation.numbers import COUNT
from questionnaires.codes import ResponseStatus
from reports.edition import Edition
from reports.response import response_parts
from reports.settings import named_level, printed_setting
from reports.steps import step_views
from reports.views import Grid, GridRow, Page, Value
from reports.words import printed_order
from weighting.trace import Trace

_STRATUM = "stratum"


@dataclass(frozen=True)
class Background:
    """What the annexes are made from, beside the estimates."""

    weights: pa.Table
    trace: Trace
    fieldwork: Fieldwork | None = None  # None where the exported tables were not given: no response rates then


def methodology_page(background: Background, edition: Edition) -> Page:
    """How the weights were made, what is withheld, which parameters hold."""
    withheld = edition.figures.withheld()
    counts = {"withheld": edition.numbers.bare(len(withheld)), "cells": edition.numbers.bare(len(edition.figures))}
    return Page(
        file="methodology.html",
        template="methodology.html.j2",
        short=edition.word("report.methodology"),
        kicker=edition.word("report.annex"),
        title=edition.word("report.methodology"),
        subtitle=edition.word("report.methodology_subtitle"),
        parts={
            "steps": step_views(background.trace, edition),
            "withheld_text": edition.say("report.withheld_text" if withheld else "report.nothing_withheld", **counts),
            "withheld": _withheld(edition),
            "parameters": _parameters(edition),
        },
    )


def _withheld(edition: Edition) -> Grid:
    reasons = Counter((cell.flag, cell.note or "") for cell in edition.figures.withheld())
    rows = tuple(
        GridRow(
            _reason(flag, note, edition),
            (
                Value(edition.word(f"report.symbol_{flag}"), words=True),
                Value(edition.numbers.bare(count), f"{flag}/{note}"),
            ),
        )
        for (flag, note), count in sorted(reasons.items())
    )
    return Grid(tuple(edition.word(f"report.{head}") for head in ("reason", "symbol", "cells")), rows)


def _reason(flag: str, note: str, edition: Edition) -> str:
    why = edition.known(f"analysis.{note}") or edition.word(f"report.flag_{flag}")
    return why[:1].upper() + why[1:]


def _parameters(edition: Edition) -> Grid:
    heads = tuple(edition.word(f"report.{head}") for head in ("parameter", "value", "source"))
    used: Mapping[str, Mapping[str, Any]] = edition.manifest.facts.get("parameters", {})
    rows = tuple(
        GridRow(
            parameter_name(name, edition),
            (
                Value(printed_parameter(known["values"], edition), name, words=True),
                Value(edition.known(f"indicators.parameter_source.{name}") or known["source"], words=True),
            ),
        )
        for name, known in used.items()
    )
    return Grid(heads, rows)


def parameter_name(name: str, edition: Edition) -> str:
    """The name of a policy parameter, with its unit."""
    return edition.known(f"indicators.parameter.{name}") or name


def printed_parameter(values: Sequence[object], edition: Edition) -> str:
    """The values in force during the fieldwork; what nothing certified covers says so."""
    printed = [
        edition.word("report.not_certified") if value is None else printed_setting(str(value), edition)
        for value in values
    ]
    return Markup(" / ").join(printed) or edition.word("report.not_certified")


def fieldwork_page(background: Background, edition: Edition) -> Page:
    """What became of the sampled units, by the levels that the content chooses."""
    return Page(
        file="fieldwork.html",
        template="fieldwork.html.j2",
        short=edition.word("report.fieldwork"),
        kicker=edition.word("report.annex"),
        title=edition.word("report.fieldwork"),
        subtitle=edition.word("report.fieldwork_subtitle"),
        parts={
            "outcomes": _outcomes(background.weights, edition),
            "response": None if background.fieldwork is None else response_parts(background.fieldwork, edition),
        },
    )


def _outcomes(weights: pa.Table, edition: Edition) -> Grid:
    statuses = [status.value for status in ResponseStatus]
    chosen = edition.content.fieldwork_by
    by = chosen if chosen in weights.column_names else _STRATUM
    counted = Counter(zip(weights[by].to_pylist(), weights["response_status"].to_pylist(), strict=True))
    levels = printed_order(by, {level for level, _ in counted})
    named = {level: named_level(by, level, edition) for level in levels}
    heads = (edition.word(f"indicators.{by}"), *(edition.word(f"report.{head}") for head in ("units", *statuses)))
    rows = [_outcome(edition.word("report.total"), levels, statuses, counted, edition, total=True)]
    rows += [_outcome(name, [level], statuses, counted, edition) for level, name in named.items()]
    return Grid(heads, tuple(rows))


def _outcome(
    label: str,
    levels: Sequence[str],
    statuses: Sequence[str],
    counted: Counter[tuple[str, str]],
    edition: Edition,
    total: bool = False,
) -> GridRow:
    counts = [sum(counted[level, status] for level in levels) for status in statuses]
    values = [
        Value(edition.numbers.bare(count, COUNT), f"{label}/{status}")
        for status, count in zip(("units", *statuses), (sum(counts), *counts), strict=True)
    ]
    return GridRow(label, tuple(values), total)
