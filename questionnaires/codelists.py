"""Code lists as plain rows of text: nothing is guessed, so the code of Namibia stays "NA"."""

import csv
from pathlib import Path

from questionnaires.problems import ProblemError


class NoSuchCodeList(ProblemError):
    """There is no code list at this path, or it is not a CSV file in UTF-8."""

    code = "forms.no_such_code_list"


def read_codelist(path: Path) -> list[dict[str, str]]:
    """The rows of a code list, cells as written, "" where empty. Raises NoSuchCodeList."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{column: cell or "" for column, cell in row.items()} for row in csv.DictReader(file, strict=True)]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise NoSuchCodeList(file=str(path)) from None
