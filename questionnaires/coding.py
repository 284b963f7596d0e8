"""Answers in words that the office turns into codes: which questions, into which variable, of which list."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from questionnaires.codelists import read_codelist
from questionnaires.codes import Missing
from questionnaires.problems import ProblemError
from questionnaires.saved_tables import read_saved

UNCODABLE = Missing.DO_NOT_KNOW.value  # the words say too little for any code
COLUMNS = ("text_id", "variable", "words", "more_words", "code")  # of a coder's file


class NotACodingFile(ProblemError):
    """The file is not one of texts with codes."""

    code = "coding.not_a_coding_file"


@dataclass(frozen=True)
class CodedText:
    """One variable that is coded. ``questions``: what is asked in words, the most telling one first.

    ``lists`` are the code lists whose codes of ``figures`` may be given: lengths of which none becomes another one when
    a spreadsheet drops the first zero.
    """

    variable: str
    questions: tuple[str, ...]
    lists: tuple[str, ...]
    list_version: str
    figures: tuple[int, ...]

    def words(self, answers: Mapping[str, object]) -> tuple[str, ...]:
        """What somebody answered, one text a question; nothing at all where the first one is empty."""
        told = tuple(" ".join(str(answers.get(question) or "").split()) for question in self.questions)
        return told if told[0] else ()

    def codes(self, folder: Path) -> Mapping[str, Mapping[str, str]]:
        """The codes that may be given, each with its row of the list. Raises NoSuchCodeList."""
        rows = (row for name in self.lists for row in read_codelist(folder / f"{name}.csv"))
        return {row["code"]: row for row in rows if row["code"].isdigit() and self._fits(row["code"])}

    def _fits(self, code: str) -> bool:
        return len(code) in self.figures

    @property
    def longest(self) -> int:
        """The figures of the finest code."""
        return max(self.figures)


def coders_file(path: Path) -> list[dict[str, str]]:
    """The lines of a file that ``amem code export`` wrote and a coder has saved. Raises NotACodingFile."""
    rows = read_saved(path)
    if not rows or not set(COLUMNS) <= rows[0].keys():
        raise NotACodingFile(file=str(path), columns=", ".join(COLUMNS))
    return rows


def as_given(cell: str, codes: Container[str]) -> str | None:
    """The code in a cell that may have been through a spreadsheet, which drops zeros in front; None where it is none.

    A cell that could be two codes (141, or 0141 without its zero) is none either: the coder is asked to write it out.
    """
    plain = cell.strip().lstrip("'").strip()
    plain = plain.removesuffix(".0") if plain.removesuffix(".0").isdigit() else plain
    if plain == UNCODABLE:
        return plain
    padded = [f"0{plain}"] if cell.strip()[:1] != "'" and f"0{plain}" in codes else []
    found = [*([plain] if plain in codes else []), *padded]
    return found[0] if len(found) == 1 else None
