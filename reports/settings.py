"""Settings, classes and reasons of the weighting in words; as codes only where the catalogue has no word for them."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from presentation.messages import catalogue
from presentation.numbers import Measure
from reports.edition import Edition

_RULE = re.compile(r"(?P<name>\w+)\((?P<arguments>[^()]*)\)")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_COMPARISON = re.compile(r"(?P<found>\S+) (?P<sign>[<>]) (?P<limit>\S+)")
_MOST_PLACES = 3


def printed_setting(value: str, edition: Edition) -> str:
    """A setting, a list of them, or a rule with its limits."""
    if (rule := _RULE.fullmatch(value)) and f"report.rule_{rule['name']}" in catalogue():
        pairs = (argument.split("=") for argument in rule["arguments"].split(", ") if "=" in argument)
        limits = {name: printed_number(limit, edition) for name, limit in pairs}
        return edition.say(f"report.rule_{rule['name']}", **limits)
    words = [edition.known(f"report.value_{part}") or edition.known(f"indicators.{part}") for part in value.split(", ")]
    return _listed(list(filter(None, words)), edition) if all(words) else printed_number(value, edition)


def printed_number(value: str, edition: Edition) -> str:
    """A number with decimals as the language writes it, shortened; anything else as it is."""
    if not _DECIMAL.fullmatch(value):
        return edition.numbers.code(value)
    decimals = value.partition(".")[2].rstrip("0")
    return edition.numbers.bare(Decimal(value), Measure("number", places=min(len(decimals), _MOST_PLACES)))


def printed_reason(reason: str, edition: Edition) -> str:
    """Why a class was joined: too few respondents, or too large a factor."""
    told: Mapping[str, str] = {"<": "report.joined_few", ">": "report.joined_factor"}
    if comparison := _COMPARISON.fullmatch(reason):
        found, limit = (printed_number(comparison[name], edition) for name in ("found", "limit"))
        return edition.say(told[comparison["sign"]], found=found, limit=limit)
    return edition.numbers.code(reason)


def named_class(cell: str, variables: Sequence[str], edition: Edition) -> str:
    """A class in words; what joined classes have in common is said once: "Centre-Est, Afrique + Europe"."""
    joined = [_names(variables, one.split(" / "), edition) for one in cell.split(" + ")]
    if len(joined) > 1 and len({tuple(names[:-1]) for names in joined}) == 1:
        return _listed([*joined[0][:-1], " + ".join(names[-1] for names in joined)], edition)
    return " + ".join(_listed(names, edition) for names in joined)


def named_levels(variables: Sequence[str], codes: Sequence[str], edition: Edition) -> str:
    """Levels in words, by their variables."""
    return _listed(_names(variables, codes, edition), edition)


def named_level(variable: str, code: str, edition: Edition) -> str:
    """A level in words; a code made of parts, as a stratum's, by its parts."""
    parts = [edition.known(f"indicators.{variable}.{part}") for part in code.split("-")]
    return edition.known(f"indicators.{variable}.{code}") or (
        _listed(list(filter(None, parts)), edition) if all(parts) else code
    )


def _names(variables: Sequence[str], codes: Sequence[str], edition: Edition) -> list[str]:
    if len(variables) != len(codes) or not all(variables):
        return [edition.known(f"report.value_{code}") or code for code in codes]
    return [named_level(variable, code, edition) for variable, code in zip(variables, codes, strict=True)]


def _listed(names: Sequence[str], edition: Edition) -> str:
    return edition.word("report.between_items").join(names)
