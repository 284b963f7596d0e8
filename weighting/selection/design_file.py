"""The design file: TOML that a sampling statistician edits, read whole, with every unknown entry refused."""

import tomllib
from dataclasses import replace
from pathlib import Path

from weighting.selection.assumptions import Assumptions, Costs
from weighting.selection.design import (
    RANDOM_ORDER,
    Allocation,
    Best,
    Candidate,
    Classes,
    FrameColumns,
    GivenSizes,
    Reserve,
    Sampford,
    SamplingDesign,
    Segments,
    Shares,
    Strata,
    Systematic,
)
from weighting.selection.reading import Entries, refused

_KNOWN = (
    "name",
    "survey",
    "simulated",
    "columns",
    "constants",
    "strata",
    "allocation",
    "draw",
    "reserve",
    "segments",
    "plan",
)
_KNOWN_PLAN = (
    "count",
    "households",
    "concentration",
    "by",
    "dispersion",
    "growth",
    "persons",
    "response",
    "correlation",
)
RULES = ("equal", "proportional", "power", "given", "neyman", "optimal")
METHODS = ("systematic", "sampford")
EQUAL = "equal"


def read_design(path: Path) -> SamplingDesign:
    """The design of a file. Raises UnusableSamplingDesign with the entry that cannot be used."""
    if not path.is_file():
        raise refused("no_file", file=path.name)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refused("no_toml", file=path.name, reason=str(error)[:120]) from None
    return design_of(Entries(values, known=_KNOWN))


def design_of(entries: Entries) -> SamplingDesign:
    """The design of the entries of a file."""
    strata = _strata(entries.table("strata", ("by", "known", "classes")))
    allocation = entries.table("allocation", ("rule", "psus", "power", "of", "given", "fewest"))
    if allocation is None:
        raise refused("no_allocation")
    plan = entries.table("plan", (*_KNOWN_PLAN, "costs", "candidates"))
    design = SamplingDesign(
        name=entries.text("name"),
        survey=entries.text("survey"),
        simulated=entries.truth("simulated"),
        strata=strata,
        allocation=_allocation(allocation),
        columns=FrameColumns(_names(entries.table("columns")), _names(entries.table("constants"))),
        reserve=_reserve(entries.table("reserve", ("replicates", "share"))),
        segments=_segments(entries.table("segments", ("above", "size"))),
    )
    if (drawing := entries.table("draw", ("method", "size", "order"))) is not None:
        design = _with_method(design, drawing)
    if plan is None:
        return design
    candidates = plan.tables("candidates", ("name", "allocation", "strata"))
    return replace(
        design, assumptions=_assumptions(plan), candidates=tuple(_candidate(one, strata) for one in candidates)
    )


def _strata(entries: Entries | None) -> Strata:
    if entries is None:
        return Strata()
    classes = entries.table("classes", ("count", "starts", "smallest"))
    by = entries.texts("by", () if classes else ("stratum",))
    if not by and not classes:
        raise refused("no_strata")
    return Strata(by, _classes(classes) if classes else None, entries.texts("known"))


def _classes(entries: Entries) -> Classes:
    starts = entries.wholes("starts")
    values = list(starts.values())
    if values != sorted(set(values)):
        raise refused("starts_order")
    return Classes(entries.text("count"), tuple(starts), tuple(values), entries.whole("smallest", 1, 1))


def _allocation(entries: Entries) -> Allocation:
    rule = entries.one_of("rule", RULES)
    if rule == "given":
        return Allocation(GivenSizes(entries.wholes("given")))
    psus = entries.wholes("psus") if isinstance(entries.values.get("psus"), dict) else entries.whole("psus", fewest=1)
    fewest = entries.whole("fewest", 2, 1)
    if rule in ("neyman", "optimal"):
        return Allocation(Best(costs=rule == "optimal"), psus, fewest)
    powers = {"equal": 0.0, "proportional": 1.0}
    power = powers[rule] if rule in powers else entries.number("power", most=1.0)
    return Allocation(Shares(power, entries.text("of", "")), psus, fewest)


def _with_method(design: SamplingDesign, entries: Entries) -> SamplingDesign:
    method = entries.one_of("method", METHODS, "systematic")
    size = entries.text("size", design.size)
    order = RANDOM_ORDER if entries.values.get("order") == RANDOM_ORDER[0] else entries.texts("order")
    if method == "sampford" and order:
        raise refused("sampford_order")
    chosen = Sampford() if method == "sampford" else Systematic(order)
    return replace(design, method=chosen, size="" if size == EQUAL else size)


def _reserve(entries: Entries | None) -> Reserve:
    if entries is None:
        return Reserve()
    return Reserve(entries.whole("replicates", fewest=1), entries.number("share", most=5.0))


def _segments(entries: Entries | None) -> Segments | None:
    return Segments(entries.whole("above", fewest=1), entries.whole("size", fewest=1)) if entries else None


def _names(entries: Entries | None) -> dict[str, str]:
    return {name: entries.text(name) for name in entries.values} if entries else {}


def _assumptions(entries: Entries) -> Assumptions:
    costs = entries.table("costs", ("currency", "psu", "listed_dwelling", "interview"))
    return Assumptions(
        count=entries.text("count"),
        households=entries.number("households"),
        concentration=entries.number("concentration") if "concentration" in entries.values else None,
        by=entries.texts("by"),
        dispersion=entries.number("dispersion", 1.0),
        growth=entries.number("growth", 1.0),
        persons=entries.number("persons", 1.0),
        response=entries.number("response", 1.0, most=1.0),
        correlation=entries.number("correlation", most=1.0) if "correlation" in entries.values else None,
        costs=_costs(costs) if costs else None,
    )


def _costs(entries: Entries) -> Costs:
    amounts = {name: entries.amount(name) for name in ("psu", "listed_dwelling", "interview")}
    return Costs(entries.text("currency"), **amounts)


def _candidate(entries: Entries, usual: Strata) -> Candidate:
    allocation = entries.table("allocation", ("rule", "psus", "power", "of", "given", "fewest"))
    if allocation is None:
        raise refused("no_allocation")
    strata = entries.table("strata", ("by", "known", "classes"))
    return Candidate(entries.text("name"), _allocation(allocation), _strata(strata) if strata else usual)
