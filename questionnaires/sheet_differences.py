"""What the sheets say beyond the questionnaire as a value: columns carried to the XForm as they are, told apart."""

from collections.abc import Iterator, Mapping

from questionnaires.changes import Changes
from questionnaires.fates import UNTOUCHED, Answers, Difference, Drafts, Fate, Variables
from questionnaires.sheets import Sheet, Sheets

_TOLD = frozenset(  # by ``questionnaires.differences``
    (
        *("type", "name", "label", "hint", "relevant", "constraint", "constraint_message", "calculation", "default"),
        *("choice_filter", "repeat_count", "appearance", "form_id", "version", "form_title", "default_language"),
        "instance_name",
    )
)
_CHECKED = Fate(Answers.KEPT, Drafts.CHECKED, Variables.SAME)
_YES_NO = frozenset(("", "yes", "no", "true", "false", "true()", "false()"))


def column_differences(old: Sheets, new: Sheets, changes: Changes) -> Iterator[Difference]:
    """Cells of the survey and settings sheets that differ in columns which no other difference speaks of."""
    before = {changes.now(name): row for name, row in _rows(old.survey).items()}
    for name, row in _rows(new.survey).items():
        if name in before:
            yield from _cells(name, before[name], row)
    yield from _cells("settings", old.form, new.form)


def _rows(sheet: Sheet) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for _, row in sheet.numbered():
        if row["name"] and not row["type"].startswith("end"):
            found.setdefault(row["name"], row)
    return found


def _cells(name: str, was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Difference]:
    for column in dict.fromkeys((*was, *now)):
        old, new = was.get(column, ""), now.get(column, "")
        if old == new or not column or column.partition("::")[0] in _TOLD or column == "bind::type":
            continue
        if column == "required" and {old.lower(), new.lower()} <= _YES_NO:
            continue
        fate = _CHECKED if column == "required" else UNTOUCHED
        yield Difference("column_changed", fate, {"question": name, "column": column, "old": old, "new": new})
