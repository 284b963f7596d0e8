"""Coding: texts to coders without a word on whose they are, a part twice and blindly, codes back, what stands."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from questionnaires.coding import NotACodingFile
from questionnaires.contracts import CODINGS, INTERVIEWS
from questionnaires.files import read, read_manifest
from survey_api.coding import Handed, differing, hand_out, take_in
from survey_api.collection.coding.drawing import Text, drawn
from survey_api.collection.coding.problems import CodesRefused, NotACoder
from survey_api.collection.coding.standing import Coded
from survey_api.export import export
from survey_api.settings import Settings
from survey_api.store import codings
from survey_api.store.codings import ADJUDICATED, FIRST, SECOND, Coding
from survey_api.store.edit_tables import CodingRow
from survey_api.store.tables import rows_of
from tests.survey_api.builders import NOON, Field, field, interview
from tests.survey_api.editing.builders import CASE, CODED, RECORD, coding, collected, people

LISTS = Path(__file__).parents[3] / "questionnaires" / "tunisia" / "codelists"


def handed(tablet: Field, out: Path, *coders: str, double: float = 1.0) -> Handed:
    return hand_out(tablet.settings, tablet.service.order, out, coders, "7", survey="small", double=double)


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def coded(path: Path, code: str) -> Path:
    rows = [{**row, "code": code} for row in lines(path)]
    back = path.with_name(f"{path.stem}-{code.strip(chr(39))}.csv")
    with back.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return back


def taken(tablet: Field, file: Path, coder: str, *, adjudicating: bool = False) -> tuple[int, int]:
    return take_in(tablet.service.order, file, coder, (CODED,), LISTS, adjudicating=adjudicating)


def final(tablet: Field, out: Path) -> tuple[list[dict[str, Any]], dict[str, int]]:
    export(tablet.settings, out, survey="small")
    found: list[dict[str, Any]] = read(out, CODINGS).to_pylist()
    return found, read_manifest(out).facts["office"]


@pytest.fixture
def tablet(own: Settings, tmp_path: Path) -> Any:
    with field(coding(own)) as running:
        collected(running, tmp_path)
        people(running)
        yield running


def test_two_coders_who_agree_make_a_final_code(tablet: Field, tmp_path: Path) -> None:
    handed(tablet, tmp_path / "c", "amina", "bilel")
    assert final(tablet, tmp_path / "before")[1]["uncoded"] == 1
    assert taken(tablet, coded(tmp_path / "c" / "amina.csv", "0111"), "amina") == (1, 0)
    assert taken(tablet, coded(tmp_path / "c" / "bilel.csv", "0111"), "bilel") == (1, 0)
    [row], counts = final(tablet, tmp_path / "out")
    assert (row["case_id"], row["variable"], row["code"], row["n_coders"]) == (CASE, "work_isic", "0111", 2)
    assert (counts["uncoded"], counts["disagreements"], counts["coder_missing"]) == (0, 0, 0)


def test_where_two_coders_differ_nothing_is_final_until_somebody_settles_it(tablet: Field, tmp_path: Path) -> None:
    handed(tablet, tmp_path / "c", "amina", "bilel")
    taken(tablet, coded(tmp_path / "c" / "amina.csv", "'01"), "amina")
    taken(tablet, coded(tmp_path / "c" / "bilel.csv", "56"), "bilel")
    rows, counts = final(tablet, tmp_path / "out")
    assert (rows, counts["disagreements"]) == ([], 1)
    compared, open_ = differing(tablet.settings, tmp_path / "open.csv", survey="small")
    assert (open_, compared[1].agreement.n, compared[1].agreement.agreed) == (1, 1, 0)
    [row] = lines(tmp_path / "open.csv")
    assert {row["first_code"], row["second_code"]} == {"01", "56"}
    taken(tablet, coded(tmp_path / "open.csv", "0111"), "custo", adjudicating=True)
    [row], counts = final(tablet, tmp_path / "after")
    assert (row["code"], row["role"], counts["disagreements"]) == ("0111", "adjudicated", 0)


def test_a_coders_file_tells_the_words_and_nothing_else(tablet: Field, tmp_path: Path) -> None:
    [sheet] = handed(tablet, tmp_path / "c", "amina").sheets
    text = sheet.path.read_text(encoding="utf-8")
    [row] = lines(sheet.path)
    assert (row["words"], row["code"]) == ("a farm with olives", "")
    assert not any(known in text for known in (CASE, RECORD, "A-1", "E001", "tablet-1", "first", "second"))
    assert sheet.path.stat().st_mode & 0o077 == 0


def test_words_that_a_spreadsheet_would_carry_out_are_marked(own: Settings, tmp_path: Path) -> None:
    with field(coding(own)) as running:
        collected(running, tmp_path, remark="=HYPERLINK(1)")
        people(running)
        [sheet] = handed(running, tmp_path / "c", "amina").sheets
        assert lines(sheet.path)[0]["words"] == "'=HYPERLINK(1)"


def test_words_leave_the_store_for_coders_alone_and_it_is_written_down(tablet: Field, tmp_path: Path) -> None:
    with pytest.raises(NotACoder):
        handed(tablet, tmp_path / "c", "quinn")
    assert not (tmp_path / "c" / "quinn.csv").exists()
    handed(tablet, tmp_path / "c", "amina")
    from sqlalchemy import text

    logged = text("SELECT details FROM events WHERE action = 'microdata.read' AND object = 'texts to code'")
    assert any("amina" in told for told in tablet.service.read(lambda c: c.scalars(logged).all()))


@pytest.mark.parametrize("code", ["9999", "farm", "561", "4", "-1"])
def test_what_is_no_code_of_the_list_is_refused(tablet: Field, tmp_path: Path, code: str) -> None:
    handed(tablet, tmp_path / "c", "amina")
    with pytest.raises(CodesRefused):
        taken(tablet, coded(tmp_path / "c" / "amina.csv", code), "amina")


@pytest.mark.parametrize(("cell", "code"), [("99", "99"), ("1", "01"), ("11", "11"), ("141", "0141"), ("-8", "-8")])
def test_a_code_whose_first_zero_a_spreadsheet_dropped_is_still_the_code(
    tablet: Field, tmp_path: Path, cell: str, code: str
) -> None:
    handed(tablet, tmp_path / "c", "amina")
    taken(tablet, coded(tmp_path / "c" / "amina.csv", cell), "amina")
    assert [row["code"] for row in final(tablet, tmp_path / "out")[0]] == [code]


def test_where_columns_are_mixed_up_nobodys_words_are_told(tablet: Field, tmp_path: Path) -> None:
    handed(tablet, tmp_path / "c", "amina")
    rows = [{**row, "words": "01", "code": row["words"]} for row in lines(tmp_path / "c" / "amina.csv")]
    with pytest.raises(CodesRefused) as refused:
        taken(tablet, _saved(tmp_path / "mixed.csv", rows, ","), "amina")
    assert {problem.values["code"] for problem in refused.value.problems} == {"…"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_spreadsheet_may_save_the_file_with_its_own_separator(tablet: Field, tmp_path: Path, separator: str) -> None:
    handed(tablet, tmp_path / "c", "amina")
    rows = [{**row, "code": "01"} for row in lines(tmp_path / "c" / "amina.csv")]
    assert taken(tablet, _saved(tmp_path / "saved.csv", rows, separator), "amina") == (len(rows), 0)


def _saved(path: Path, rows: list[dict[str, str]], separator: str) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_code_for_a_text_that_somebody_else_was_given_is_refused(tablet: Field, tmp_path: Path) -> None:
    handed(tablet, tmp_path / "c", "amina", double=0)
    with pytest.raises(CodesRefused):
        taken(tablet, coded(tmp_path / "c" / "amina.csv", "01"), "bilel")
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(NotACodingFile):
        taken(tablet, tmp_path / "x.csv", "amina")


def test_a_text_that_was_revised_is_coded_anew(tablet: Field, tmp_path: Path) -> None:
    handed(tablet, tmp_path / "c", "amina")
    taken(tablet, coded(tmp_path / "c" / "amina.csv", "01"), "amina")
    tablet.post(interview("uuid:i2", replaces=RECORD, **{"work/remark": "a restaurant"}))
    rows, counts = final(tablet, tmp_path / "out")
    assert (rows, counts["uncoded"]) == ([], 1)
    assert handed(tablet, tmp_path / "again", "amina").new == 1


def test_of_a_withdrawn_case_neither_codes_nor_tasks_are_left(tablet: Field, tmp_path: Path) -> None:
    handed(tablet, tmp_path / "c", "amina", "bilel")
    taken(tablet, coded(tmp_path / "c" / "amina.csv", "0111"), "amina")
    [held] = tablet.service.read(lambda c: c.execute(rows_of(CodingRow).select()).all())
    assert b"0111" not in bytes(held.value)
    tablet.service.order("withdraw", {"case_id": CASE})
    assert tablet.service.read(lambda c: (codings.tasks(c), codings.read(c, tablet.service.vault))) == ((), ())
    assert final(tablet, tmp_path / "out")[0] == []
    assert taken(tablet, coded(tmp_path / "c" / "bilel.csv", "0111"), "bilel") == (0, 1)


def test_words_are_in_no_export(tablet: Field, tmp_path: Path) -> None:
    handed(tablet, tmp_path / "c", "amina")
    final(tablet, tmp_path / "out")
    assert "remark" not in read(tmp_path / "out", INTERVIEWS).column_names
    assert not any(b"farm with olives" in path.read_bytes() for path in (tmp_path / "out").iterdir())


TEXTS = [Text(f"{n:04x}", f"case-{n}", "isco" if n % 3 else "isic") for n in range(300)]


def test_a_tenth_of_each_lot_goes_to_a_second_coder_who_is_never_the_first() -> None:
    tasks = drawn(TEXTS, ["a", "b", "c"], (), "7")
    first = {task.text_id: task.coder for task in tasks if task.role == FIRST}
    second = {task.text_id: task.coder for task in tasks if task.role == SECOND}
    assert len(first) == 300
    assert Counter(task.variable for task in tasks if task.role == SECOND) == {"isco": 20, "isic": 10}
    assert all(first[name] != coder for name, coder in second.items())
    assert max(Counter(first.values()).values()) <= 101
    assert tasks == drawn(reversed(TEXTS), ["a", "b", "c"], (), "7")
    assert tasks != drawn(TEXTS, ["a", "b", "c"], (), "8")
    assert drawn(TEXTS, ["a", "b"], tasks, "7") == []


def test_the_final_code_is_the_adjudicated_else_the_first_where_nobody_differs() -> None:
    def given(role: str, code: str) -> Coding:
        return Coding("t", CASE, "isco", role, "amina", "ISCO-08", NOON, code)

    one, other, settled = given(FIRST, "9211"), given(SECOND, "9313"), given(ADJUDICATED, "9312")
    assert Coded().final is None
    assert Coded(second=other).final is None
    assert Coded(one).final is one
    assert Coded(one, given(SECOND, "9211")).final is one
    assert Coded(one, other).final is None
    assert Coded(one, other, settled).final is settled
