"""The nine outcome classes of AAPOR's Standard Definitions (10th edition), and the class of a disposition code.

A code belongs to the class of its longest known beginning, so a survey may refine codes: 2.1111 is a refusal as 2.11
is. Codes 3.2 (no screener) are a class of their own since the 10th edition (UR); data coded before have them in UO,
which is accepted as it stands. Ineligible cases (4.x) are never counted among the unknown.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from analysis.fieldwork.problems import UnknownOutcome
from questionnaires.problems import Problem

MOST_NAMED = 20


class OutcomeClass(StrEnum):
    """What became of a sampled unit, under AAPOR's symbols."""

    COMPLETE = "I"
    PARTIAL = "P"
    REFUSAL = "R"
    NON_CONTACT = "NC"
    OTHER = "O"
    UNKNOWN_HOUSING = "UH"  # unknown if a housing unit, or if anybody lives there
    UNKNOWN_RESPONDENT = "UR"  # somebody lives there; unknown if an eligible person does
    UNKNOWN_OTHER = "UO"
    NOT_ELIGIBLE = "NE"


KNOWN_ELIGIBLE = (
    OutcomeClass.COMPLETE,
    OutcomeClass.PARTIAL,
    OutcomeClass.REFUSAL,
    OutcomeClass.NON_CONTACT,
    OutcomeClass.OTHER,
)
UNKNOWN = (OutcomeClass.UNKNOWN_HOUSING, OutcomeClass.UNKNOWN_RESPONDENT, OutcomeClass.UNKNOWN_OTHER)

CLASS_OF_CODE: Mapping[str, OutcomeClass] = {
    "1.1": OutcomeClass.COMPLETE,
    "1.2": OutcomeClass.PARTIAL,
    "2.1": OutcomeClass.REFUSAL,
    "2.2": OutcomeClass.NON_CONTACT,
    "2.3": OutcomeClass.OTHER,
    "2.9": OutcomeClass.OTHER,
    "3.1": OutcomeClass.UNKNOWN_HOUSING,
    "3.2": OutcomeClass.UNKNOWN_RESPONDENT,
    "3.9": OutcomeClass.UNKNOWN_OTHER,
    "4.": OutcomeClass.NOT_ELIGIBLE,
}

_CODE = re.compile(r"[1-4]\.\d+")
_SYMBOLS = frozenset(member.value for member in OutcomeClass)


def outcome_class(code: object, unit: str = "–") -> OutcomeClass:
    """The class of a disposition code, or of a class named by its symbol. Raises UnknownOutcome naming the unit."""
    found = _found(code)
    if found is None:
        raise UnknownOutcome(code=str(code), unit=unit, n=1)
    return found


def outcome_classes(codes: Iterable[object], units: Iterable[object] | None = None) -> tuple[OutcomeClass, ...]:
    """The class of each code. Raises UnknownOutcome: a problem for each unknown code, with the first unit that has it.

    Units are numbered from 1 where they have no names.
    """
    told = list(codes)
    known = {code: _found(code) for code in set(told)}
    if None not in known.values():
        return tuple(known[code] for code in told)  # type: ignore[misc]  # none of them is None, as just seen
    names = [str(unit) for unit in units] if units is not None else [str(row) for row in range(1, len(told) + 1)]
    strange: dict[str, list[str]] = {}
    for code, name in zip(told, names, strict=True):
        if known[code] is None:
            strange.setdefault(str(code), []).append(name)
    raise UnknownOutcome(
        Problem(UnknownOutcome.code, {"code": code, "unit": found[0], "n": len(found)})
        for code, found in list(strange.items())[:MOST_NAMED]
    )


def _found(code: object) -> OutcomeClass | None:
    text = str(code).strip()
    if text in _SYMBOLS:
        return OutcomeClass(text)
    if not _CODE.fullmatch(text):
        return None
    for length in range(len(text), 1, -1):
        if text[:length] in CLASS_OF_CODE:
            return CLASS_OF_CODE[text[:length]]
    return None
