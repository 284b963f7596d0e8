"""Lists of choices: absent, with codes that repeat or cannot be kept, and filters on columns that are not there."""

from collections import Counter
from collections.abc import Iterator, Mapping

from questionnaires.expressions.syntax import Call, Expression, Path
from questionnaires.linting.findings import Finding, Place, Rule, error, warning
from questionnaires.linting.reading import bare_name, parts
from questionnaires.linting.subject import Subject
from questionnaires.sheet_columns import base, nearest


def _lists(subject: Subject) -> Iterator[Finding]:
    for entry in subject.questions:
        if entry.list_name and not entry.in_file and entry.list_name not in subject.lists:
            like = nearest(entry.list_name, tuple(subject.lists)) or "-"
            yield error("lint.list_unknown", entry.place("type"), found=entry.list_name, like=like)


def _codes(subject: Subject) -> Iterator[Finding]:
    several = {entry.list_name for entry in subject.questions if entry.type in ("select_multiple", "rank")}
    may_repeat = subject.sheets.form.get("allow_choice_duplicates", "").lower() in ("yes", "true")
    for name, rows in subject.lists.items():
        counted = Counter(row.get("name", "") for _, row in rows)
        for number, row in rows:
            code = row.get("name", "")
            place = Place("choices", number, "name")
            if not name:
                yield error("lint.list_name_missing", Place("choices", number, "list_name"))
            if not code:
                yield error("lint.code_missing", place, list=name)
            elif counted[code] > 1 and not may_repeat:
                yield error("lint.code_twice", place, list=name, code=code)
            elif " " in code and name in several:
                yield error("lint.code_with_space", place, list=name, code=code)
            if not any(cell for column, cell in row.items() if base(column) in ("label", "image", "audio", "video")):
                yield warning("lint.choice_label_missing", Place("choices", number, "label"), list=name, code=code)


def _filters(subject: Subject) -> Iterator[Finding]:
    columns = [column for column in subject.sheets.choices.columns if column]
    for written, tree in subject.readable:
        entry = written.entry
        if written.column != "choice_filter" or entry.in_file or entry.list_name not in subject.lists:
            continue
        for name in dict.fromkeys(_columns_read(tree)):
            about: Mapping[str, str] = {"name": name, "list": entry.list_name}
            if name not in columns:
                like, known = nearest(name, columns) or "-", ", ".join(columns)
                yield error("lint.filter_column_absent", written.place, **about, like=like, known=known)
            elif not any(row.get(name) for _, row in subject.lists[entry.list_name]):
                yield error("lint.filter_column_empty", written.place, **about)


def _columns_read(expression: Expression) -> Iterator[str]:
    """The names without ``${}``, which a filter takes from the list; those inside other paths are not its own."""
    if name := bare_name(expression):
        yield name
    if isinstance(expression, Path) and (isinstance(expression.start, Call) or expression.start):
        return
    for part in parts(expression):
        yield from _columns_read(part)


RULES = (
    Rule(("lint.list_unknown",), _lists),
    Rule(
        (
            *("lint.list_name_missing", "lint.code_missing", "lint.code_twice", "lint.code_with_space"),
            "lint.choice_label_missing",
        ),
        _codes,
    ),
    Rule(("lint.filter_column_absent", "lint.filter_column_empty"), _filters),
)
