"""Response rates in the fieldwork annex: each with numerator and denominator, and as a band over eligibility."""

from collections.abc import Mapping, Sequence

from analysis.fieldwork.answering import BANDED, Answer, answer
from analysis.fieldwork.band import Band
from analysis.fieldwork.counts import Number
from analysis.fieldwork.groups import ALL
from analysis.fieldwork.rates import Rate, Undefined
from analysis.fieldwork.summary import GroupRates
from analysis.fieldwork.units import Fieldwork
from presentation.numbers import COUNT, PERCENT
from presentation.numbers import Measure as Printed
from reports.edition import Edition
from reports.settings import named_level
from reports.views import Grid, GridRow, Value
from reports.words import printed_order

DASH = "–"
SHOWN = ("RR1", "RR2", "RR3", "RR4", "COOP1", "REF2", "CON2")
_NAMED = frozenset({"SRR", "IRR1", "IRR2"})  # AAPOR's symbols need no words
_EXPECTED = Printed("count", places=1)


def response_parts(found: Fieldwork, edition: Edition) -> Mapping[str, object]:
    """The tables of the annex: rates, the response rate by eligibility of the unresolved, and by place."""
    by = edition.content.fieldwork_by if edition.content.fieldwork_by in found.groupings else ALL
    plain, weighted = answer(found, by), answer(found, by, weighted=True)
    return {
        "rates": _rates(plain.groups[0], weighted.groups[0], edition),
        "band": _bands(plain.groups[0].bands[BANDED], weighted.groups[0].bands[BANDED], edition),
        "band_text": _told(plain, weighted, edition),
        "places": _places(plain.groups, weighted.groups, by, edition) if by != ALL else None,
        "rule": found.rule,
    }


def _rates(plain: GroupRates, weighted: GroupRates, edition: Edition) -> Grid:
    names = ("rate", "value", "numerator", "denominator", "weighted", "weighted_numerator", "weighted_denominator")
    pairs = [(plain.rates[name], weighted.rates[name]) for name in SHOWN]
    pairs += [pair for pair in zip(plain.stage_rates, weighted.stage_rates, strict=True) if pair[0].name in _NAMED]
    rows = tuple(
        GridRow(
            _name(one, edition),
            (
                *_quotient(one, f"unweighted/{one.name}", edition),
                *_quotient(two, f"weighted/{two.name}", edition),
                Value(_interval(weighted, two.name, edition), f"weighted/{two.name}/interval"),
            ),
        )
        for one, two in pairs
    )
    return Grid((*_heads(*names, edition=edition), *_heads("interval", edition=edition)), rows)


def _bands(plain: Band, weighted: Band, edition: Edition) -> Grid:
    heads = (
        *_heads("basis", edition=edition),
        "e(UH)",
        "e(UR)",
        "e(UO)",
        plain.name,
        *_heads("weighted_rate", edition=edition),
    )
    rows = tuple(_under(one, two, edition) for one, two in zip(plain.rates, weighted.rates, strict=True))
    return Grid(heads, rows)


def _under(plain: Rate, weighted: Rate, edition: Edition) -> GridRow:
    shares = plain.eligible
    basis = "" if shares is None else shares.basis.value
    told = () if shares is None else (shares.uh, shares.ur, shares.uo)
    values = [
        Value(_percent(share, edition), f"{basis}/{symbol}")
        for symbol, share in zip(("UH", "UR", "UO"), told, strict=True)
    ]
    values += [Value(_value(one, edition), f"{basis}/{one.name}/{one.weighted}") for one in (plain, weighted)]
    return GridRow(edition.word(f"fieldwork.basis_{basis}"), tuple(values))


def _places(plain: Sequence[GroupRates], weighted: Sequence[GroupRates], by: str, edition: Edition) -> Grid:
    heads = (
        edition.word(f"indicators.{by}"),
        *_heads("numerator", "denominator", edition=edition),
        BANDED,
        *_heads("from", "to", "weighted_rate", edition=edition),
    )
    both = {one.group.level: (one, two) for one, two in zip(plain[1:], weighted[1:], strict=True)}
    printed = ((plain[0], weighted[0]), *(both[level] for level in printed_order(by, set(both))))
    return Grid(heads, tuple(_place(one, two, by, edition) for one, two in printed))


def _place(plain: GroupRates, weighted: GroupRates, by: str, edition: Edition) -> GridRow:
    level, rate, band = plain.group.level, plain.rates[BANDED], plain.bands[BANDED]
    whole = plain.group.grouping == ALL
    value, above, below = _quotient(rate, f"{level}/{rate.name}", edition)
    ends = (Value(_percent(end, edition), f"{level}/{name}") for name, end in (("low", band.low), ("high", band.high)))
    known = Value(_value(weighted.rates[BANDED], edition), f"{level}/weighted")
    label = edition.word("report.total") if whole else named_level(by, level, edition)
    return GridRow(label, (above, below, value, *ends, known), whole)


def _told(plain: Answer, weighted: Answer, edition: Edition) -> str:
    ends = {
        f"{name}_{end}": _percent(getattr(found.groups[0].bands[BANDED], end), edition)
        for name, found in (("plain", plain), ("weighted", weighted))
        for end in ("low", "high")
    }
    return edition.say("fieldwork.annex_band_text", **ends)


def _quotient(rate: Rate, bound: str, edition: Edition) -> tuple[Value, Value, Value]:
    return (
        Value(_value(rate, edition), bound),
        Value(_number(rate.numerator, edition), f"{bound}/numerator"),
        Value(_number(rate.denominator, edition), f"{bound}/denominator"),
    )


def _name(rate: Rate, edition: Edition) -> str:
    return edition.word(f"fieldwork.name_{rate.name}")


def _interval(told: GroupRates, name: str, edition: Edition) -> str:
    known = told.errors.get(name)
    if known is None or known.low is None or known.high is None:
        return DASH
    return edition.numbers.interval(known.low, known.high, PERCENT)


def _value(rate: Rate, edition: Edition) -> str:
    return DASH if isinstance(rate.value, Undefined) else _percent(rate.value, edition)


def _percent(value: Number | None, edition: Edition) -> str:
    return DASH if value is None else edition.numbers.full(float(value), PERCENT)


def _number(value: Number | None, edition: Edition) -> str:
    if value is None:
        return DASH
    return edition.numbers.bare(float(value), COUNT if float(value).is_integer() else _EXPECTED)


def _heads(*names: str, edition: Edition) -> tuple[str, ...]:
    return tuple(edition.word(f"fieldwork.column_{name}") for name in names)
