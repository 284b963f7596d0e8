"""Files for coders, and what comes back: one line a text, with nothing that says whose it is."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questionnaires.cells import safe_line
from questionnaires.codelists import NoSuchCodeList, read_codelist
from questionnaires.coding import CodedText, as_given
from questionnaires.problems import Problem
from survey_api.collection.coding.problems import CodesRefused, NotACodingFile
from survey_api.office import Words
from survey_api.store.codings import Coding

COLUMNS = ("text_id", "variable", "words", "more_words", "code")
OF_BOTH = ("first_code", "second_code")
CANDIDATES = tuple(f"candidate_{rank}" for rank in range(1, 6))  # written by ``amem code suggest``
MOST_TOLD = 20


def for_coder(texts: Iterable[Words]) -> str:
    """The file of a coder: texts in the order given, the code to be filled in."""
    return _csv(COLUMNS, ([*_told(text), ""] for text in texts))


def for_adjudication(texts: Iterable[tuple[Words, Coding, Coding]]) -> str:
    """The file of whoever settles where two coders differ: both codes, the one that is to stand to be filled in."""
    return _csv((*COLUMNS[:4], *OF_BOTH, COLUMNS[4]), ([*_told(t), one.code, two.code, ""] for t, one, two in texts))


@dataclass(frozen=True, slots=True)
class Given:
    """One code as it came back. ``suggested``: it was among the candidates; None where there were none."""

    line: int
    text_id: str
    variable: str
    code: str
    suggested: bool | None


def given_in(path: Path, coded: Sequence[CodedText], codelists: Path) -> list[Given]:
    """The codes that a file gives; lines without one are left for later.

    Raises NotACodingFile, CodesRefused with every code that is none of its list.
    """
    try:
        rows = read_codelist(path)
    except NoSuchCodeList:
        rows = []
    if not rows or not {"text_id", "variable", "code"} <= rows[0].keys():
        raise NotACodingFile(file=str(path), columns=", ".join(COLUMNS))
    lists = {one.variable: (one, one.codes(codelists)) for one in coded}
    found, problems = [], []
    for line, row in enumerate(rows, 2):
        if not row["code"].strip():
            continue
        about, codes = lists.get(row["variable"], (None, {}))
        code = as_given(row["code"], codes)
        if about is None or code is None:
            told = {"code": row["code"][:20], "variable": row["variable"][:40]}
            version = about.list_version if about else "-"
            problems.append(Problem("coding.not_a_code", {"line": line, "list": version, **told}))
            continue
        found.append(Given(line, row["text_id"], row["variable"], code, _suggested(row, code)))
    if problems:
        raise CodesRefused(problems[:MOST_TOLD])
    return found


def _suggested(row: Mapping[str, str], code: str) -> bool | None:
    offered = [row[name].lstrip("'").split(" ")[0] for name in CANDIDATES if row.get(name)]
    return code in offered if offered else None


def _told(text: Words) -> list[str]:
    return [text.text_id, text.variable, text.words[0], " / ".join(filter(None, text.words[1:]))]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(safe_line(row) for row in rows)
    return "\ufeff" + text.getvalue()  # without the mark a spreadsheet takes Arabic for something else
