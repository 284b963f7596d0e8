"""A form says the same in CSV sheets, in a workbook and in Markdown; a hostile workbook is refused with a sentence."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from pyxform.xls2xform import convert

from presentation.messages import say
from presentation.text import LANGUAGES
from questionnaires import workbooks
from questionnaires.problems import ProblemError
from questionnaires.sheets import Sheet, Sheets, UnreadableSheets, read_sheets
from questionnaires.workbooks import load_sheets, write_sheets
from questionnaires.xlsform import build_xform
from tests.questionnaires.small_form import written
from tests.questionnaires.survey_forms import IDS, conversion_of, release_of, sheets_of

KINDS = ("form.xlsx", "form.md", "form")


@pytest.mark.parametrize("form_id", IDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_released_form_comes_back_from_each_kind_of_file(tmp_path: Path, form_id: str, kind: str) -> None:
    sheets = sheets_of(form_id)
    write_sheets(sheets, tmp_path / kind)
    again = load_sheets(tmp_path / kind)
    assert again == sheets
    assert again.digest == release_of(form_id).digest


@pytest.mark.parametrize("kind", KINDS)
def test_the_xform_is_the_same_from_each_kind_of_file(tmp_path: Path, kind: str) -> None:
    sheets = read_sheets(written(tmp_path / "first"))
    write_sheets(sheets, tmp_path / kind)
    assert build_xform(load_sheets(tmp_path / kind)) == build_xform(sheets)


@pytest.mark.parametrize("form_id", IDS)
@pytest.mark.parametrize("kind", ["form.xlsx", "form.md"])
def test_pyxform_itself_reads_what_we_write(tmp_path: Path, form_id: str, kind: str) -> None:
    write_sheets(sheets_of(form_id), tmp_path / kind)
    theirs = convert(xlsform=str(tmp_path / kind), form_name="data").xform
    assert theirs.encode() == conversion_of(form_id).xform


CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n|\\&#=_x0041_;10"), max_size=12
).map(str.strip)


def sheets_with(cells: list[list[str]]) -> Sheets:
    rows = tuple(dict(zip(("type", "name", "label"), row, strict=True)) for row in [*cells, ["note", "last", "x"]])
    choices = Sheet("choices", ("list_name", "name", "label"), ({"list_name": "a", "name": "1", "label": "="},))
    form = Sheet("settings", ("form_id", "version"), ({"form_id": "f", "version": "1"},))
    return Sheets(Sheet("survey", ("type", "name", "label"), rows), choices, form)


@pytest.mark.parametrize("kind", KINDS[1:])
@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=4))
def test_any_cell_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, kind: str, cells: list[list[str]]
) -> None:
    target = tmp_path_factory.mktemp("forms") / kind
    write_sheets(sheets_with(cells), target)
    assert load_sheets(target) == sheets_with(cells)


def test_a_workbook_keeps_every_odd_cell(tmp_path: Path) -> None:
    odd = ["=1+1", "_x0041_", "00012", "1.0", "TRUE", "a\nb", "é |\\|", "+33", "{=x}", "2026-01-01", "'quoted", "ـعربي"]
    sheets = sheets_with([["note", f"n{number}", cell] for number, cell in enumerate(odd)])
    write_sheets(sheets, tmp_path / "form.xlsx")
    assert load_sheets(tmp_path / "form.xlsx") == sheets


def test_a_cell_that_a_workbook_cannot_keep_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSheets) as refused:
        write_sheets(sheets_with([["note", "a", "x" * 40_000], ["note", "b", "\x07"]]), tmp_path / "form.xlsx")
    assert [(one.code, one.values["row"]) for one in refused.value.problems] == [
        ("forms.cell_not_kept", 2),
        ("forms.cell_not_kept", 3),
    ]
    assert not (tmp_path / "form.xlsx").exists()


def workbook(path: Path, survey: list[list[object]], **others: list[list[object]]) -> Path:
    book = Workbook(write_only=True)
    for name, lines in {"survey": survey, **others}.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    book.save(path)
    return path


def test_numbers_dates_and_truths_of_a_workbook_become_the_words_of_the_form(tmp_path: Path) -> None:
    from datetime import datetime

    lines: list[list[object]] = [
        ["Type", "name", "label:English"],
        ["note", 1.0, 2.5],
        ["note", True, datetime(2026, 1, 2)],
    ]
    sheets = load_sheets(workbook(tmp_path / "form.xlsx", lines, README=[["not read"]]))
    assert sheets.survey.columns == ("type", "name", "label::English")
    assert [list(row.values()) for row in sheets.survey.rows] == [["note", "1", "2.5"], ["note", "TRUE", "2026-01-02"]]
    assert sheets.choices.columns == ()


def test_rows_keep_their_numbers_and_empty_ones_at_the_end_do_not_count(tmp_path: Path) -> None:
    lines: list[list[object]] = [["type", "name"], [], [], ["note", "a"], [], ["  "]]
    sheets = load_sheets(workbook(tmp_path / "form.xlsx", lines))
    assert [number for number, _ in sheets.survey.numbered()] == [4]
    assert len(sheets.survey.rows) == 3


def test_markdown_as_authors_write_it_is_read(tmp_path: Path) -> None:
    source = tmp_path / "form.md"
    source.write_text(
        "# A form\n\n| survey |\n|---|---|---|\n|  | type | name | label |\n| | --- | :--- | ---: |\n"
        "|  | note | a | yes \\| no |\n\n| Settings | | |\n| | form_id | version | form_title |\n| | f | 1 | F |\n"
    )
    sheets = load_sheets(source)
    assert sheets.survey.rows == ({"type": "note", "name": "a", "label": "yes | no"},)
    assert sheets.form["form_id"] == "f"


def rewritten(path: Path, change: Callable[[zipfile.ZipFile], None]) -> Path:
    workbook(path, [["type", "name", "label"], ["note", "a", "A"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        change(archive)
    return path


def link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("xl/linked.xml")
    entry.external_attr = 0o120777 << 16
    archive.writestr(entry, "/etc/passwd")


def cells_of(lines: int, cell: str = "<c><v>1</v></c>") -> str:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return head + f"<row>{cell}</row>" * lines + "</sheetData></worksheet>"


def with_first_sheet(path: Path, text: str, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    workbook(path, [["type"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = text.encode()
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_of_a_formula_the_value_that_was_kept_is_read(tmp_path: Path) -> None:
    formula = '<c t="str"><f>1+1</f><v>two</v></c>'
    sheets = load_sheets(with_first_sheet(tmp_path / "form.xlsx", cells_of(2, "<c><v>7</v></c>" + formula)))
    assert sheets.survey.columns == ("7", "two")


def stored(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def bomb(path: Path) -> Path:
    return rewritten(path, lambda archive: archive.writestr("xl/media/zeros.bin", b"\0" * 30_000_000))


def beside(name: str, content: str = "<x/>") -> Callable[[Path], Path]:
    return lambda path: rewritten(path, lambda archive: archive.writestr(name, content))


def many_parts(archive: zipfile.ZipFile) -> None:
    for number in range(300):
        archive.writestr(f"xl/part{number}.xml", "<x/>")


def cut_short(path: Path) -> Path:
    workbook(path, [["type", "name"], ["note", "a"]])
    path.write_bytes(path.read_bytes()[:-200])
    return path


def garbled(path: Path) -> Path:
    return with_first_sheet(path, "<worksheet><sheetData><row><c>")


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a bomb": (bomb, "workbook_bomb"),
    "too large a file": (stored(b"PK" + b"\0" * 6_000_000), "workbook_too_large"),
    "a million rows, packed": (lambda path: with_first_sheet(path, cells_of(1_000_000)), "workbook_bomb"),
    "too many rows": (
        lambda path: with_first_sheet(path, cells_of(60_000, '<c t="n"><v>1</v></c>'), zipfile.ZIP_STORED),
        "sheet_too_large",
    ),
    "too many columns": (
        lambda path: with_first_sheet(path, cells_of(1, "<c><v>1</v></c>" * 400), zipfile.ZIP_STORED),
        "sheet_too_large",
    ),
    "unpacked too large": (
        lambda path: rewritten(
            path,
            lambda archive: (
                [archive.writestr(f"xl/{n}.bin", bytes(range(256)) * 2_000 * 60) for n in range(2)] and None
            ),
        ),
        "workbook_too_large",
    ),
    "too many parts": (lambda path: rewritten(path, many_parts), "workbook_too_many_parts"),
    "a name outside": (beside("../../outside.xml"), "workbook_odd_parts"),
    "an absolute name": (beside("/etc/cron.d/x"), "workbook_odd_parts"),
    "a drive": (beside("C:\\x.xml"), "workbook_odd_parts"),
    "a link": (lambda path: rewritten(path, link), "workbook_odd_parts"),
    "an entity": (
        beside("xl/x.xml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
        "workbook_odd_parts",
    ),
    "an entity in UTF-16": (
        lambda path: rewritten(
            path, lambda archive: archive.writestr("xl/x.xml", "<!DOCTYPE x []><x/>".encode("utf-16"))
        ),
        "workbook_odd_parts",
    ),
    "a macro": (beside("xl/vbaProject.bin"), "workbook_active"),
    "an external link": (beside("xl/externalLinks/externalLink1.xml"), "workbook_active"),
    "an embedded object": (beside("xl/embeddings/oleObject1.bin"), "workbook_active"),
    "a formula without a value": (
        lambda path: workbook(path, [["type", "name"], ["note", "=1+1"]]),
        "workbook_formula",
    ),
    "cut short": (cut_short, "workbook_damaged"),
    "no workbook at all": (stored(b"type,name\n"), "workbook_damaged"),
    "nothing": (stored(b""), "workbook_damaged"),
    "a broken sheet": (garbled, "workbook_damaged"),
    "no survey sheet": (
        lambda path: (Workbook().save(path), path)[1],
        "survey_missing",
    ),
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_workbook_is_refused_with_a_sentence(tmp_path: Path, attack: str) -> None:
    write, code = HOSTILE[attack]
    with pytest.raises(ProblemError) as refused:
        load_sheets(write(tmp_path / "form.xlsx"))
    (problem,) = refused.value.problems
    assert problem.code == f"forms.{code}"
    assert all(say(problem.code, language, problem.values) for language in LANGUAGES)


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = beside("xl/x.xml", " " * 30_000_000)(tmp_path / "form.xlsx")
    size = (30_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (20_000).to_bytes(4, "little")))
    with pytest.raises(ProblemError) as refused:
        load_sheets(path)
    assert refused.value.problems[0].code in ("forms.workbook_damaged", "forms.workbook_odd_parts")


def test_the_last_row_of_a_workbook_filled_by_mistake_does_not_stop_it(tmp_path: Path) -> None:
    text = cells_of(1).replace("</sheetData>", '<row r="1048576" ht="15"/></sheetData>')
    assert load_sheets(with_first_sheet(tmp_path / "form.xlsx", text)).survey.columns == ("1",)


@pytest.mark.parametrize("name", ["form.xlsm", "form.pdf", "form.xml"])
def test_another_kind_of_file_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(ProblemError) as refused:
        load_sheets(tmp_path / name)
    assert refused.value.problems[0].code == "forms.kind_unknown"


def test_markdown_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "form.md").write_bytes("| survey |\n| | é |".encode("latin-1"))
    with pytest.raises(ProblemError) as refused:
        load_sheets(tmp_path / "form.md")
    assert refused.value.problems[0].code == "forms.sheet_not_utf8"


def test_a_workbook_is_not_written_in_the_old_format(tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as refused:
        write_sheets(sheets_with([]), tmp_path / "form.xls")
    assert refused.value.problems[0].code == "forms.kind_not_written"


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Path(workbooks.__file__).parent / "workbook_reader.py"
    hasty = tmp_path / "hasty.py"
    hasty.write_text(reader.read_text().replace("PROCESSOR = 20", "PROCESSOR = 1"))
    monkeypatch.setattr(workbooks, "_READER", hasty)
    text = cells_of(49_000, '<c t="n"><v>1</v></c>' * 3)
    with pytest.raises(ProblemError) as refused:
        load_sheets(with_first_sheet(tmp_path / "form.xlsx", text, zipfile.ZIP_STORED))
    assert refused.value.problems[0].code == "forms.workbook_too_costly"
