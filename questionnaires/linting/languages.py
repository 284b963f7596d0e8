"""Languages: a default that is none of them, one written in two ways, wordings that one of them lacks."""

from collections.abc import Iterator

from questionnaires.linting.findings import Finding, Place, Rule, error, warning
from questionnaires.linting.subject import Subject, translations
from questionnaires.sheet_columns import TRANSLATED, nearest
from questionnaires.sheets import Sheet


def _default(subject: Subject) -> Iterator[Finding]:
    named = {
        column.partition("::")[2]
        for sheet in (subject.sheets.survey, subject.sheets.choices)
        for column in sheet.columns
        if column.partition("::")[0] in TRANSLATED
    } - {""}
    default, place = subject.default_language, Place("settings", subject.settings_row, "default_language")
    if default and named and default not in named:
        like = _meant(default, sorted(named))
        yield error("lint.default_language_unknown", place, found=default, like=like, known=", ".join(sorted(named)))
    elif not default and len(named) > 1:
        yield warning("lint.default_language_missing", place, known=", ".join(sorted(named)))


def _columns(subject: Subject) -> Iterator[Finding]:
    languages = _spoken(subject)
    for sheet in (subject.sheets.survey, subject.sheets.choices):
        for column in TRANSLATED:
            there = translations(sheet, column, subject.default_language)
            if not any(row.get(name) for name in there.values() for row in sheet.rows):
                continue
            for language in languages:
                if language not in there or not _is_used(sheet, there[language]):
                    place = Place(sheet.name, 1, f"{column}::{language}")
                    like = nearest(language, [other for other in there if other not in ("", language)]) or "-"
                    yield error("lint.translation_column_missing", place, language=language, like=like)


def _cells(subject: Subject) -> Iterator[Finding]:
    for sheet in (subject.sheets.survey, subject.sheets.choices):
        for column in TRANSLATED:
            columns = translations(sheet, column, subject.default_language).items()
            there = {language: name for language, name in columns if _is_used(sheet, name)}
            for number, row in sheet.numbered():
                if len(there) < 2 or not any(row[name] for name in there.values()):
                    continue
                for language, name in there.items():
                    if not row[name]:
                        place = Place(sheet.name, number, name, row.get("name", "") if sheet.name == "survey" else "")
                        yield error("lint.translation_missing", place, language=language or "-")


def _is_used(sheet: Sheet, column: str) -> bool:
    return any(row[column] for row in sheet.rows)


def _spoken(subject: Subject) -> tuple[str, ...]:
    """The languages of the form, the default one only when a column speaks it."""
    return subject.every_language if len(subject.every_language) > 1 else ()


def _meant(language: str, known: list[str]) -> str:
    """The language that was meant: written almost so, or ``fr`` of ``Français (fr)``."""
    tagged = [name for name in known if f"({language.lower()})" in name.lower() or name.lower() == language.lower()]
    by_lower = {name.lower(): name for name in known}
    started = [name for name in known if name.lower().startswith(language.lower())]
    return (*tagged, *started, by_lower.get(nearest(language, tuple(by_lower)), "-"))[0]


RULES = (
    Rule(("lint.default_language_unknown", "lint.default_language_missing"), _default),
    Rule(("lint.translation_column_missing",), _columns),
    Rule(("lint.translation_missing",), _cells),
)
