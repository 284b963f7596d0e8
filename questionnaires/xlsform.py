"""From the author's sheets to the XForm and to the questionnaire as a value; alone in knowing pyxform."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyxform.errors import PyXFormError
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.xls2xform import convert

from questionnaires.definition import Choice, ChoiceList, Node, Question, Questionnaire, Repeat, Section
from questionnaires.expressions.parser import LONGEST
from questionnaires.problems import Problem, ProblemError
from questionnaires.sheets import Sheet, Sheets, UnreadableSheets, read_sheets
from questionnaires.workbooks import load_sheets

__all__ = [
    "CannotConvert",
    "Converted",
    "UnreadableSheets",
    "build_from_workbook",
    "build_xform",
    "converted",
    "question_types",
    "read_questionnaire",
    "read_sheets",
]

ROOT = "data"

_DATA_TYPES = {"integer": "int", "decimal": "decimal", "date": "date", "dateTime": "dateTime", "time": "time"} | {
    "start": "dateTime",
    "end": "dateTime",
    "today": "date",
}
_LANGUAGE = re.compile(r"\((\w+)\)\s*$")
_QUOTED = re.compile(r"[\"'“]([^\"'”]+)[\"'”]")
_SHEET = re.compile(r"['\"](survey|choices)['\"] sheet")
_ROW = re.compile(r"\[row : (\d+)\]\s*")


_STUMBLES = (AttributeError, LookupError, TypeError, ValueError)  # of pyxform, over odd sheets


class CannotConvert(ProblemError):
    """The sheets do not make an XForm."""


@dataclass(frozen=True)
class Converted:
    """An XForm, and what pyxform found odd while making it."""

    xform: bytes
    warnings: tuple[str, ...]


def converted(sheets: Sheets, unnamed: str = ROOT) -> Converted:
    """The XForm of the sheets; ``unnamed`` is the id of a form whose settings give none.

    Raises CannotConvert with pyxform's reason and its row.
    """
    if too_long := list(_too_long(sheets)):
        raise CannotConvert(too_long)
    workbook: dict[str, object] = {"sheet_names": [sheet.name for sheet in sheets.all], "fallback_form_name": unnamed}
    for sheet in sheets.all:
        workbook[sheet.name] = [{column: cell for column, cell in row.items() if cell} for row in sheet.rows]
        workbook[f"{sheet.name}_header"] = [dict.fromkeys(column for column in sheet.columns if column)]
    warnings: list[str] = []
    try:
        result = convert(xlsform=workbook, warnings=warnings, form_name=ROOT)
    except PyXFormError as error:
        raise CannotConvert([_told(str(error), sheets)]) from None
    except RecursionError:
        raise CannotConvert([Problem("forms.nests_too_deep", {})]) from None
    except _STUMBLES as error:
        raise CannotConvert([Problem("forms.not_convertible", {"text": f"{type(error).__name__}: {error}"})]) from None
    return Converted(result.xform.encode(), tuple(warnings))


def _too_long(sheets: Sheets) -> Iterator[Problem]:
    """Cells over which pyxform would take minutes: its time grows with the square of their length."""
    for sheet in sheets.all:
        for row, cells in sheet.numbered():
            for column, cell in cells.items():
                if len(cell) > LONGEST:
                    place = {"sheet": sheet.name, "column": column}
                    yield Problem("forms.cell_too_long", {**place, "row": row, "limit": LONGEST})


def build_xform(sheets: Sheets) -> bytes:
    """The XForm of the sheets. Raises CannotConvert."""
    return converted(sheets).xform


def build_from_workbook(source: Path) -> bytes:
    """The XForm of a form in any kind of file (``workbooks.load_sheets``), whatever columns it has besides.

    Raises UnreadableSheets, CannotConvert.
    """
    return converted(load_sheets(source), source.stem).xform


def _told(text: str, sheets: Sheets) -> Problem:
    """pyxform's reason with its sheet and row; where it gives none, the first row that holds a word it quotes."""
    row, on = _ROW.search(text), _SHEET.search(text)
    sheet = sheets.choices if on and on[1] == "choices" else sheets.survey
    number = int(row[1]) if row else _row_of(set(_QUOTED.findall(text)), sheet)
    if not number:
        return Problem("forms.not_convertible", {"text": text})
    told = _ROW.sub("", text).strip()
    return Problem("forms.not_convertible_at_row", {"sheet": sheet.name, "row": number, "text": told})


def _row_of(words: set[str], sheet: Sheet) -> int:
    """The first row one of whose cells is, or ends with, one of the words."""
    for number, row in sheet.numbered():
        said = {row.get("name", ""), row.get("list_name", ""), row.get("type", ""), row.get("type", "").split(" ")[-1]}
        if words & (said - {""}):
            return number
    return 0


def question_types() -> frozenset[str]:
    """The words of the type column that need no list."""
    return frozenset(QUESTION_TYPE_DICT) | {"image", "entity", "select_one_external"}


def read_questionnaire(sheets: Sheets, unnamed: str = ROOT) -> Questionnaire:
    """The questionnaire that the sheets describe, expressions as written.

    Raises CannotConvert where groups and repeats do not open and close in pairs.
    """
    form = sheets.form
    language = _language(form.get("default_language", ""))
    return Questionnaire(
        form_id=form.get("form_id") or unnamed,
        version=form.get("version", ""),
        title={language: form.get("form_title", "")},
        children=_tree(sheets.survey),
        choice_lists=_choice_lists(sheets.choices),
        default_language=language,
        instance_name=form.get("instance_name", ""),
    )


@dataclass
class _Open:
    """A group or repeat whose end has not come yet."""

    row: int
    kind: str
    cells: Mapping[str, str]
    path: str
    children: list[Node] = field(default_factory=list)


def _tree(survey: Sheet) -> tuple[Node, ...]:
    stack = [_Open(0, "", {}, f"/{ROOT}")]
    for number, cells in survey.numbered():
        kind, _, rest = cells.get("type", "").replace("_", " ", 1).partition(" ")
        path = f"{stack[-1].path}/{cells.get('name', '')}"
        if kind == "begin":
            stack.append(_Open(number, rest, cells, path))
        elif kind == "end" and rest:  # a bare "end" is the moment the interview ends
            if stack[-1].kind != rest:
                raise CannotConvert([Problem("forms.end_without_begin", {"row": number, "kind": rest})])
            closed = stack.pop()
            stack[-1].children.append(_closed(closed))
        else:
            stack[-1].children.append(_question(number, cells, path))
    if len(stack) > 1:
        raise CannotConvert([Problem("forms.begin_without_end", {"row": stack[-1].row, "kind": stack[-1].kind})])
    return tuple(stack[0].children)


def _closed(group: _Open) -> Section | Repeat:
    cells, children = group.cells, tuple(group.children)
    labels, relevant = _words(cells, "label"), cells.get("relevant", "")
    if group.kind == "repeat":
        return Repeat(cells.get("name", ""), group.path, children, labels, relevant, cells.get("repeat_count", ""))
    return Section(cells.get("name", ""), group.path, children, labels, relevant)


def _question(number: int, cells: Mapping[str, str], path: str) -> Question:
    type_, _, choice_list = cells.get("type", "").partition(" ")
    return Question(
        name=cells.get("name", ""),
        path=path,
        type=type_,
        data_type=cells.get("bind::type") or _DATA_TYPES.get(type_, "string"),
        labels=_words(cells, "label"),
        hint=_words(cells, "hint"),
        required=cells.get("required", "").lower() in ("yes", "true", "true()"),
        relevant=cells.get("relevant", ""),
        constraint=cells.get("constraint", ""),
        constraint_message=_words(cells, "constraint_message"),
        calculation=cells.get("calculation", ""),
        default=cells.get("default", ""),
        choice_list=choice_list,
        choice_filter=cells.get("choice_filter", ""),
        appearance=cells.get("appearance", ""),
        row=number,
    )


def _choice_lists(sheet: Sheet) -> dict[str, ChoiceList]:
    lists: dict[str, list[Choice]] = {}
    for _, cells in sheet.numbered():
        extra = {k: v for k, v in cells.items() if v and k not in ("list_name", "name") and not k.startswith("label")}
        lists.setdefault(cells.get("list_name", ""), []).append(
            Choice(cells.get("name", ""), _words(cells, "label"), extra)
        )
    return {name: ChoiceList(name, tuple(choices)) for name, choices in lists.items()}


def _words(cells: Mapping[str, str], column: str) -> dict[str, str]:
    return {_language(name): cell for name, cell in cells.items() if cell and name.split("::")[0] == column}


def _language(column: str) -> str:
    """``label::Français (fr)`` speaks French."""
    found = _LANGUAGE.search(column)
    return found[1] if found else "default"
