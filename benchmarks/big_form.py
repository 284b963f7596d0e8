"""A made-up questionnaire of any size, as sheets: three languages, long choice lists, skips and checks throughout."""

from collections.abc import Iterator, Mapping

from questionnaires.sheets import Sheet, Sheets

LANGUAGES = {"Français (fr)": "Question", "العربية (ar)": "سؤال", "English (en)": "Question"}
QUESTIONS_A_SECTION = 20
_KINDS = ("integer", "select_one", "select_multiple", "decimal", "text", "date")


def big_form(questions: int, lists: tuple[int, ...]) -> Sheets:
    """Sheets with this number of questions, and choice lists of these lengths."""
    labels = tuple(f"label::{language}" for language in LANGUAGES)
    hints = tuple(f"hint::{language}" for language in LANGUAGES)
    survey = Sheet(
        "survey",
        ("type", "name", *labels, *hints, "required", "relevant", "constraint", "calculation", "choice_filter"),
        tuple(_survey(questions, len(lists))),
    )
    listed = Sheet("choices", ("list_name", "name", *labels, "part"), tuple(_choices(lists)))
    settings = {"form_id": "big_form", "version": "1", "form_title": "Big form", "default_language": "Français (fr)"}
    return Sheets(survey, listed, Sheet("settings", tuple(settings), (settings,)))


def _survey(questions: int, lists: int) -> Iterator[Mapping[str, str]]:
    for number in range(1, questions + 1):
        if number % QUESTIONS_A_SECTION == 1:
            asked = {"relevant": f"${{q{number - QUESTIONS_A_SECTION}}} >= 0"} if number > 1 else {}
            yield {"type": "begin_group", "name": f"g{number}", **_words("Section", number), **asked}
        yield _question(number, lists)
        if number % QUESTIONS_A_SECTION == 0 or number == questions:
            yield {"type": "end_group"}


def _question(number: int, lists: int) -> Mapping[str, str]:
    first = number - (number - 1) % QUESTIONS_A_SECTION  # a whole number: it opens the skips of its section
    kind = "integer" if number == first else _KINDS[number % len(_KINDS)]
    row = {"type": kind, "name": f"q{number}", **_words("", number), "required": "yes"}
    if kind.startswith("select"):
        row["type"] = f"{kind} list{number // 2 % lists}"
        row["choice_filter"] = f"part = string(abs(${{q{first}}}) mod 5)" if number % 4 == 0 else ""
    if number > first:
        row["relevant"] = f"${{q{first}}} > {number % 7} or (${{q{first}}} = 0 and {number % 2} = 1)"
    if kind in ("integer", "decimal"):
        row["constraint"] = f". >= -9 and (. < 1000 or . = {1000 + number})"
    return row


def _words(word: str, number: int) -> Mapping[str, str]:
    labels = {f"label::{language}": f"{word or asked} {number}" for language, asked in LANGUAGES.items()}
    hints = {f"hint::{language}": f"({asked} {number})" for language, asked in LANGUAGES.items()}
    return labels if word else labels | hints


def _choices(lists: tuple[int, ...]) -> Iterator[Mapping[str, str]]:
    for listed, length in enumerate(lists):
        for code in range(1, length + 1):
            labels = {f"label::{language}": f"{listed} – {code} {language}" for language in LANGUAGES}
            yield {"list_name": f"list{listed}", "name": str(code), **labels, "part": str(code % 5)}


def as_csv(sheets: Sheets) -> Mapping[str, str]:
    """The sheets as the CSV texts that an author would keep, by name."""
    import csv
    import io

    texts = {}
    for sheet in sheets.all:
        text = io.StringIO()
        writer = csv.DictWriter(text, sheet.columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sheet.rows)
        texts[sheet.name] = text.getvalue()
    return texts
