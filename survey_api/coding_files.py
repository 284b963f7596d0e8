"""Files for coders, and what comes back: one line a text, with nothing that says whose it is."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questionnaires.cells import safe_line
from questionnaires.coding import COLUMNS, CodedText, as_given, coders_file
from questionnaires.problems import Problem
from survey_api.collection.coding.problems import CodesRefused
from survey_api.office import Words
from survey_api.store.codings import Coding

OF_BOTH = ("first_code", "second_code")
CANDIDATES = tuple(f"candidate_{rank}" for rank in range(1, 6))  # written by ``amem code suggest``
MOST_TOLD = 20
LIKE_A_CODE = re.compile(r"['\w.+-]{0,2}[\d.,\s-]{1,10}", re.ASCII)


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
    lists = {one.variable: (one, one.codes(codelists)) for one in coded}
    found, problems = [], []
    for line, row in enumerate(coders_file(path), 2):
        if not row["code"].strip():
            continue
        about, codes = lists.get(row["variable"], (None, {}))
        code = as_given(row["code"], codes)
        if about is None or code is None:
            told = {"code": _shown(row["code"]), "variable": row["variable"][:40] if about else "?"}
            version = about.list_version if about else "-"
            problems.append(Problem("coding.not_a_code", {"line": line, "list": version, **told}))
            continue
        found.append(Given(line, row["text_id"], row["variable"], code, _suggested(row, code)))
    if problems:
        raise CodesRefused(problems[:MOST_TOLD])
    return found


def _shown(cell: str) -> str:
    """What may be said of a cell: codes; where columns were mixed up it holds somebody's words, which stay unsaid."""
    return cell.strip()[:20] if LIKE_A_CODE.fullmatch(cell.strip()) else "…"


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
