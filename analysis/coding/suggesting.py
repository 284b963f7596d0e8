"""Candidates written beside the texts of a coder's file; the code is left for the coder to decide."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.coding.index import OwnIndex, titles, wordings
from analysis.coding.matching import OFFERED, Candidate, Matcher
from questionnaires.cells import safe_line
from questionnaires.coding import CodedText, coders_file

COLUMNS = tuple(f"candidate_{rank}" for rank in range(1, OFFERED + 1))


@dataclass(frozen=True)
class Suggested:
    """A coder's file with candidates: its text, how many texts there are, and of how many something is offered."""

    text: str
    texts: int
    offered: int


def suggest(file: Path, coded: Sequence[CodedText], codelists: Path, own: Sequence[OwnIndex]) -> Suggested:
    """Up to five candidates for each text of a file that ``amem code export`` wrote. Raises NotACodingFile."""
    matchers = {one.variable: Matcher(wordings(one, codelists, own)) for one in coded}
    words = {one.variable: titles(one, codelists) for one in coded}
    rows = coders_file(file)
    columns = [name for name in rows[0] if name not in COLUMNS]
    place = columns.index("code")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*columns[:place], *COLUMNS, *columns[place:]])
    offered = 0
    for row in rows:
        matcher = matchers.get(row.get("variable", ""))
        texts = tuple(filter(None, (row.get("words", ""), row.get("more_words", ""))))
        found = matcher.candidates(texts) if matcher and texts else []
        offered += bool(found)
        told = _told(found, words.get(row.get("variable", ""), {}))
        writer.writerow(_line(row, columns[:place], told, columns[place:]))
    return Suggested("\ufeff" + text.getvalue(), len(rows), offered)


def _told(found: Iterable[Candidate], names: Mapping[str, str]) -> list[str]:
    told = [f"{one.code} {names.get(one.code, '')} ({one.score:.2f})" for one in found]
    return told + [""] * (OFFERED - len(told))


def _line(row: Mapping[str, str], before: Sequence[str], told: Sequence[str], after: Sequence[str]) -> list[str]:
    """What was safe to open stays as it is; nothing is marked twice."""
    return safe_line([*(row[name] for name in before), *told, *(row[name] for name in after)])
