"""Forms broken in exactly one way, and in all ways at once: every fault is told with its row, and nothing else is."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amem import main
from presentation.messages import catalogue, placeholders, say
from presentation.text import LANGUAGES
from questionnaires.linting.findings import Finding, Severity
from questionnaires.linting.linter import RULES, lint
from questionnaires.sheets import Sheet, Sheets
from questionnaires.workbooks import load_sheets
from tests.questionnaires.survey_forms import IDS, release_of, sheets_of

TABLE = Path(__file__).parent / "broken_forms.txt"


@cache
def cases() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Title to the Markdown of a form and the findings expected of it."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for part in re.split(r"^= ", TABLE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, *lines = part.splitlines()
        form = "\n".join(line for line in lines if line.startswith("|"))
        found[title] = (form, tuple(sorted(line.removeprefix("> ") for line in lines if line.startswith(">"))))
    for title, (form, expected) in found.items():
        missing = [found[sheet][0] for sheet in ("choices", "settings") if f"| {sheet} |" not in form]
        if title not in ("choices", "settings"):
            found[title] = ("\n".join([form, *missing]), expected)
    return found


TITLES = [title for title in cases() if title not in ("choices", "settings")]


def read(folder: Path, form: str) -> Sheets:
    (folder / "form.md").write_text(form, encoding="utf-8")
    return load_sheets(folder / "form.md")


def told(finding: Finding) -> str:
    place = finding.place
    return f"{finding.severity} {place.sheet}:{place.row}:{place.column} {finding.code}"


@pytest.mark.parametrize("title", TITLES)
def test_a_fault_is_told_where_it_is(tmp_path: Path, title: str) -> None:
    form, expected = cases()[title]
    findings = lint(read(tmp_path, form))
    assert tuple(sorted(map(told, findings))) == expected
    for finding in findings:
        for language in LANGUAGES:
            sentence = say(finding.code, language, finding.told)
            assert "Ʀ" not in sentence
            assert placeholders(catalogue()[finding.code].in_(language)) <= set(finding.told)


def test_every_rule_is_tried() -> None:
    tried = {line.split()[-1] for title in TITLES for line in cases()[title][1]}
    codes = {code for rule in RULES for code in rule.codes}
    assert codes - tried <= {"expressions.unexpected_character", "expressions.too_long", "expressions.too_deep"}


def test_every_wording_of_the_linter_is_used() -> None:
    shown = {"error", "warning", "place", "place_column", "place_question", "summary", "pyxform_warns"}
    worded = {code.removeprefix("lint.") for code in catalogue() if code.startswith("lint.")} - shown
    assert worded == {code.removeprefix("lint.") for rule in RULES for code in rule.codes if code.startswith("lint.")}


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """The surveys of all cases with the plain columns, one below the other, are told every fault of each."""
    columns = ("type", "name", "label", "hint", "relevant", "calculation", "constraint", "choice_filter")
    columns = (*columns, "repeat_count", "default")
    rows: list[dict[str, str]] = []
    expected: set[str] = set()
    for number, title in enumerate(TITLES):
        form, findings = cases()[title]
        survey = read(tmp_path, form).survey
        others = [line for line in findings if " survey:" not in line or line.split(":")[1] == "1"]
        if others or not findings or not set(survey.columns) <= set(columns):
            continue
        if any(
            code in line
            for line in findings
            for code in ("forms.", "lint.name_", "expressions.unknown_path", "pyxform", "_bare")
        ):
            continue
        for line in findings:
            place = re.search(r"survey:(\d+)", line)
            assert place
            expected.add(line.replace(place[0], f"survey:{int(place[1]) + len(rows)}"))
        rows += [_apart(dict(row), number) for row in survey.rows]
    survey = Sheet("survey", columns, tuple({column: row.get(column, "") for column in columns} for row in rows))
    plain = read(tmp_path, cases()["a form without a fault"][0])
    found = lint(Sheets(survey, plain.choices, plain.settings))
    assert len(expected) > 40
    assert expected <= set(map(told, found))
    assert [told(one) for one in found if one.severity is Severity.ERROR and told(one) not in expected] == []


def _apart(row: dict[str, str], number: int) -> dict[str, str]:
    """A row whose names are no other case's."""
    if row["name"]:
        row["name"] = f"{row['name']}_{number}"
    return {column: re.sub(r"\$\{(\w+)\}", rf"${{\1_{number}}}", cell) for column, cell in row.items()}


@pytest.mark.parametrize("form_id", IDS)
def test_the_released_forms_have_no_error(form_id: str) -> None:
    """The questions below speak of names or passports without asking for one; the next version says so with "no"."""
    findings = lint(sheets_of(form_id))
    speaking = {"rc_docs", "nw_know", "end_comment", "visit_comment"}
    assert [told(one) for one in findings if one.severity is Severity.ERROR] == []
    assert {one.place.question for one in findings} <= speaking
    assert {one.code for one in findings} <= {"lint.identifying_words"}


CELL = st.one_of(
    st.sampled_from(
        [
            "${a}",
            "${",
            "}",
            "if(",
            "select_one yn",
            "begin repeat",
            "end group",
            "a b",
            "1,5",
            "'",
            "${a} and ",
            "|",
            ".",
        ]
    ),
    st.text(max_size=8),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(CELL, min_size=8, max_size=8), max_size=5),
    st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=3),
)
def test_no_form_makes_the_linter_fall(survey: list[list[str]], choices: list[list[str]]) -> None:
    columns = ("type", "name", "label::A (a)", "relevant", "calculation", "choice_filter", "repeat_count", "default")
    asked = Sheet("survey", columns, tuple(dict(zip(columns, row, strict=True)) for row in survey))
    listed = ("list_name", "name", "label")
    offered = Sheet("choices", listed, tuple(dict(zip(listed, row, strict=True)) for row in choices))
    for finding in lint(Sheets(asked, offered, Sheet("settings"))):
        assert finding.place.row >= 0
        assert all(say(finding.code, language, finding.told) for language in LANGUAGES)


@pytest.mark.parametrize("missing", ["survey", "choices", "settings"])
def test_empty_sheets_are_told(missing: str) -> None:
    sheets = {sheet.name: sheet for sheet in sheets_of("amem_tn_contact").all}
    sheets[missing] = Sheet(missing)
    found = lint(Sheets(sheets["survey"], sheets["choices"], sheets["settings"]))
    assert any(one.severity is Severity.ERROR for one in found)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "n'existe pas"), ("en", "There is no function"), ("ar", "غير موجودة")]
)
def test_the_command_says_each_fault_in_the_users_language(tmp_path: Path, language: str, words: str) -> None:
    read(tmp_path, cases()["an unknown function"][0])
    result = run("--language", language, "form", "check", str(tmp_path / "form.md"))
    assert result.exit_code == 1
    assert words in result.stdout
    assert "calculation" in result.stdout


def test_the_command_gives_codes_and_values_as_json(tmp_path: Path) -> None:
    read(tmp_path, cases()["an unknown function"][0])
    result = run("form", "check", "--json", str(tmp_path / "form.md"))
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert (said["form"], said["errors"], said["warnings"]) == ("f 1", 1, 0)
    (finding,) = said["findings"]
    assert finding["code"] == "lint.function_unknown"
    assert (finding["sheet"], finding["row"], finding["column"], finding["question"]) == (
        "survey",
        3,
        "calculation",
        "c",
    )
    assert finding["values"] == {"function": "rounded", "like": "round"}


def test_warnings_alone_let_a_form_pass() -> None:
    result = run("form", "check", str(release_of("amem_tn_contact").folder))
    assert result.exit_code == 0
    assert "visit_comment" in result.stdout


def test_a_form_travels_between_kinds_of_files(tmp_path: Path) -> None:
    folder = release_of("amem_tn_listing").folder
    assert run("form", "convert", str(folder), str(tmp_path / "form.xlsx")).exit_code == 0
    assert run("form", "convert", str(tmp_path / "form.xlsx"), str(tmp_path / "form.md")).exit_code == 0
    assert run("form", "import", str(tmp_path / "form.md"), "--out", str(tmp_path / "sheets")).exit_code == 0
    assert load_sheets(tmp_path / "sheets") == load_sheets(folder)
    outputs = []
    for source in (folder, tmp_path / "form.xlsx", tmp_path / "form.md"):
        target = tmp_path / f"{source.suffix[1:] or 'csv'}.xml"
        assert run("form", "build", str(source), "-o", str(target)).exit_code == 0
        outputs.append(target.read_bytes())
    assert len(set(outputs)) == 1


def test_a_damaged_workbook_is_refused_by_the_command(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(b"PK")
    result = run("--language", "en", "form", "check", str(tmp_path / "form.xlsx"))
    assert result.exit_code == 1
    assert "cannot be read as a workbook" in result.stderr
    assert "Traceback" not in result.output


def test_what_cannot_be_read_at_all_is_json_too(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(b"PK")
    result = run("form", "check", "--json", str(tmp_path / "form.xlsx"))
    assert result.exit_code == 1
    assert [finding["code"] for finding in json.loads(result.stdout)["findings"]] == ["forms.workbook_damaged"]


PLAIN = "| survey |\n| | type | name | label | relevant | calculation |\n{rows}" + (
    "| settings |\n| | form_id | version | form_title |\n| | f | 1 | F |\n"
)


def test_the_character_that_stops_the_reading_is_shown(tmp_path: Path) -> None:
    """Word processors write curly quotes; the space before them is not what is wrong."""
    form = PLAIN.format(rows="| | text | q | Q | | |\n| | note | n | N | ${q} = ‘a’ | |\n")
    (found,) = lint(read(tmp_path, form))
    assert found.code == "expressions.unexpected_character"
    assert (found.values["token"], found.values["at"]) == ("‘", 8)


def test_too_many_brackets_are_no_decimal_comma(tmp_path: Path) -> None:
    nested = "if(1," * 41 + "1" + ",2)" * 41
    (found,) = lint(read(tmp_path, PLAIN.format(rows=f"| | calculate | c | | | {nested} |\n")))
    assert found.code == "expressions.too_deep"


def test_groups_without_end_to_their_depth_are_told_in_a_sentence(tmp_path: Path) -> None:
    rows = "".join(f"| | begin group | g{level} | G | | |\n" for level in range(1500))
    rows += "| | integer | n | N | | |\n" + "| | end group | | | | |\n" * 1500
    assert "forms.nests_too_deep" in {found.code for found in lint(read(tmp_path, PLAIN.format(rows=rows)))}


def test_a_cell_without_measure_is_refused_before_the_conversion(tmp_path: Path) -> None:
    """A formula is told as such; any other cell by its place."""
    formula = "1" + " or ${q} = 1" * 100_000
    rows = f"| | integer | q | Q | | |\n| | note | n | N | {formula} | |\n| | note | m | {'M' * 50_001} | | |\n"
    found = {(one.code, one.place.row) for one in lint(read(tmp_path, PLAIN.format(rows=rows)))}
    assert found == {("expressions.too_long", 3), ("forms.cell_too_long", 4)}
