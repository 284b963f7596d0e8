"""The index: wordings in three languages, each with its code, from the classification and from a survey's own list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from questionnaires.codelists import read_codelist
from questionnaires.coding import CodedText

_LABELS = ("label_fr", "label_ar", "label_en")
_OWN = ("fr", "ar", "en")


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of the index. ``own``: from the survey's list, not from the classification."""

    code: str
    text: str
    own: bool = False


@dataclass(frozen=True)
class OwnIndex:
    """Where the survey keeps its own wordings for a variable."""

    variable: str
    file: Path


def wordings(coded: CodedText, codelists: Path, own: Iterable[OwnIndex]) -> list[Wording]:
    """Every wording for a variable whose code may be given. Raises NoSuchCodeList."""
    codes = coded.codes(codelists)
    found = [Wording(code, text) for code, row in codes.items() for text in _texts(row, _LABELS)]
    for index in own:
        if index.variable == coded.variable:
            rows = (row for row in read_codelist(index.file) if row["code"] in codes)
            found += [Wording(row["code"], text, own=True) for row in rows for text in _texts(row, _OWN)]
    return found


def titles(coded: CodedText, codelists: Path) -> Mapping[str, str]:
    """What a coder reads beside a code: the title in the first language that there is."""
    return {code: next(_texts(row, _LABELS), "") for code, row in coded.codes(codelists).items()}


def _texts(row: Mapping[str, str], columns: Iterable[str]) -> Iterator[str]:
    for column in columns:
        yield from (text for part in row.get(column, "").split("|") if (text := part.strip()))
