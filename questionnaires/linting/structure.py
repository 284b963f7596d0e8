"""Rows that do not make a questionnaire: types, names, groups, references, and what a question cannot be without."""

import re
from collections.abc import Iterator

from questionnaires.linting.findings import Finding, Place, Rule, error
from questionnaires.linting.reading import references
from questionnaires.linting.subject import UNSEEN, Entry, Subject
from questionnaires.sheet_columns import MEDIA, base, nearest
from questionnaires.xlsform import question_types

_NAME = re.compile(r"[^\W\d][\w.-]*")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML has no place for them
_SHORT = ("select_one", "select_multiple", "rank")


def _types(subject: Subject) -> Iterator[Finding]:
    known = question_types()
    for entry in subject.entries:
        if not entry.type:
            yield error("lint.type_missing", entry.place("type"))
        elif entry.type in _SHORT and not entry.list_name:
            yield error("lint.list_not_named", entry.place("type"), type=entry.type)
        elif not (entry.opens or entry.closes or entry.list_name or entry.type in known):
            like = nearest(entry.type.split()[0], (*known, *_SHORT)) or "-"
            yield error("lint.type_unknown", entry.place("type"), found=entry.type, like=like)


def _names(subject: Subject) -> Iterator[Finding]:
    seen: dict[tuple[int, str], Entry] = {}
    for entry in subject.questions:
        if not entry.name:
            if entry.type not in ("note", "", "audit"):
                yield error("lint.name_missing", entry.place("name"))
        elif not _NAME.fullmatch(entry.name):
            yield error("lint.name_wrong", entry.place("name"), found=entry.name)
        first = seen.setdefault((entry.around[-1].row if entry.around else 0, entry.name), entry)
        if first is not entry and entry.name:
            yield error("lint.name_twice", entry.place("name"), first=first.row)


def _pairs(subject: Subject) -> Iterator[Finding]:
    opened: list[Entry] = []
    for entry in subject.entries:
        if entry.opens:
            opened.append(entry)
        elif entry.closes:
            kind = entry.type.removeprefix("end ")
            if opened and opened[-1].type == f"begin {kind}":
                opened.pop()
            else:
                yield error("forms.end_without_begin", entry.place("type"), kind=kind)
    for entry in opened:
        yield error("forms.begin_without_end", entry.place("type"), kind=entry.type.removeprefix("begin "))


def _wordings(subject: Subject) -> Iterator[Finding]:
    for entry in subject.questions:
        said = any(cell and base(column) in ("label", "hint", *MEDIA) for column, cell in entry.cells.items())
        if not (
            said
            or entry.opens
            or entry.type.removeprefix("uri:") in UNSEEN
            or entry.cells.get("calculation")
            or not entry.type
        ):
            yield error("lint.label_missing", entry.place("label"))
        if entry.type == "calculate" and not (entry.cells.get("calculation") or entry.cells.get("default")):
            yield error("lint.calculation_missing", entry.place("calculation"))


def _references(subject: Subject) -> Iterator[Finding]:
    cells = [(entry.place(column), cell) for entry in subject.entries for column, cell in entry.cells.items()]
    cells += [
        (Place(sheet.name, number, column), cell)
        for sheet in (subject.sheets.choices, subject.sheets.settings)
        for number, row in sheet.numbered()
        for column, cell in row.items()
    ]
    for place, cell in cells:
        for name in dict.fromkeys(references(cell)):
            plain = name.removeprefix("last-saved#")
            if plain not in subject.named:
                like = nearest(plain, tuple(subject.named)) or "-"
                yield error("lint.reference_unknown", place, name=name, like=like)
            elif len(subject.named[plain]) > 1:
                rows = ", ".join(str(entry.row) for entry in subject.named[plain])
                yield error("lint.reference_ambiguous", place, name=name, rows=rows)


def _characters(subject: Subject) -> Iterator[Finding]:
    for sheet in subject.sheets.all:
        for number, row in sheet.numbered():
            for column, cell in row.items():
                if found := _UNWRITABLE.search(cell):
                    code = f"U+{ord(found[0]):04X}"
                    yield error("lint.control_character", Place(sheet.name, number, column), found=code)


RULES = (
    Rule(("lint.type_missing", "lint.list_not_named", "lint.type_unknown"), _types),
    Rule(("lint.name_missing", "lint.name_wrong", "lint.name_twice"), _names),
    Rule(("forms.begin_without_end", "forms.end_without_begin"), _pairs),
    Rule(("lint.label_missing", "lint.calculation_missing"), _wordings),
    Rule(("lint.control_character",), _characters),
    Rule(("lint.reference_unknown", "lint.reference_ambiguous"), _references),
)
