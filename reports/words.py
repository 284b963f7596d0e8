"""How the publication calls what the estimates name by codes, and in which order it prints levels and categories."""

from collections.abc import Mapping, Sequence, Set

from presentation.messages import catalogue
from presentation.numbers import COUNT, DINARS, DINARS_AN_HOUR, HOURS, PERCENT, YEARS, Measure
from presentation.text import Text
from questionnaires.problems import ProblemError

TOPIC = "indicators"
MEASURES: Mapping[str, Measure] = {
    "percent": PERCENT,
    "hours": HOURS,
    "years": YEARS,
    "dinars": DINARS,
    "dinars_per_hour": DINARS_AN_HOUR,
}


class NoSuchWord(ProblemError):
    """An indicator, partition, level or category of the estimates has no wording in the catalogue."""

    code = "report.no_such_word"


def name(code: str) -> Text:
    """The name of an indicator, a partition, or a level ("sex.1"). Raises NoSuchWord."""
    try:
        return catalogue()[f"{TOPIC}.{code}"]
    except KeyError:
        raise NoSuchWord(word=code) from None


def in_printed_order(variable: str, present: frozenset[str]) -> tuple[str, ...]:
    """The present codes of a variable in the order of the catalogue. Raises NoSuchWord for one without a name."""
    prefix = f"{TOPIC}.{variable}."
    known = [code.removeprefix(prefix) for code in catalogue() if code.startswith(prefix)]
    for code in sorted(present - set(known)):
        raise NoSuchWord(word=f"{variable}.{code}")
    return tuple(code for code in known if code in present)


def printed_order(variable: str, levels: Set[str]) -> Sequence[str]:
    """The levels in the order of the catalogue; by their codes where one of them has no name."""
    try:
        return in_printed_order(variable, frozenset(levels))
    except NoSuchWord:
        return sorted(levels)


def measure(unit: str) -> Measure:
    """How figures of a unit are printed; an unknown unit counts."""
    return MEASURES.get(unit, COUNT)
