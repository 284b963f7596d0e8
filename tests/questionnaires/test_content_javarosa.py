"""The released questionnaires in JavaRosa, the engine of ODK Collect: valid, and the same answers as in ours."""

import subprocess
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
import pyxform

from tests.questionnaires.survey_forms import IDS, Given, conversion_of, household, interview

pytestmark = pytest.mark.java

VALIDATE = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
SOURCE = Path(__file__).parent / "javarosa" / "FillForm.java"
MONDAY = date(2026, 11, 23)

Lines = Iterable[tuple[str, object]]


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classes")
    subprocess.run(["javac", "-cp", str(VALIDATE), "-d", str(folder), str(SOURCE)], check=True)
    return folder


def fill(classes: Path, form_id: str, steps: Iterable[Lines], zone: str = "Africa/Tunis") -> list[Mapping[str, str]]:
    """One record answered step by step: what JavaRosa holds after each, by path."""
    form = classes / f"{form_id}.xml"
    form.write_bytes(conversion_of(form_id).xform)
    typed = "".join("".join(f"{path}={value}\n" for path, value in lines) + "--\n" for lines in steps)
    command = ["java", f"-Duser.timezone={zone}", "-cp", f"{VALIDATE}:{classes}", "FillForm", str(form)]
    told = subprocess.run(command, input=typed, capture_output=True, text=True, check=True).stdout
    return [dict(line.split("=", 1) for line in record.split("\n") if line) for record in told.split("--\n")[:-1]]


@pytest.mark.parametrize("form_id", IDS)
def test_odk_validate_accepts_the_form(form_id: str, tmp_path: Path) -> None:
    form = tmp_path / "form.xml"
    form.write_bytes(conversion_of(form_id).xform)
    validated = subprocess.run(["java", "-jar", str(VALIDATE), str(form)], capture_output=True, text=True, check=False)
    assert validated.returncode == 0, validated.stderr
    assert "Xform is valid" in validated.stdout + validated.stderr


@pytest.mark.parametrize("zone", ["Africa/Tunis", "UTC", "America/New_York"])
def test_the_reference_week_is_the_same_in_every_zone(classes: Path, zone: str) -> None:
    adult = [("/data/g_id/consent", 1), ("/data/g_id/age", 30)]
    days = [MONDAY + timedelta(days=n) for n in range(8)]
    filled = fill(classes, "amem_tn_individual", ([("/data/today", day), *adult] for day in days), zone)
    ends = [record["/g_main/g_lf/ref_end"] for record in filled]
    assert ends == ["22/11/2026"] * 7 + ["29/11/2026"]


def test_a_draft_of_november_keeps_its_week_whatever_is_answered_later(classes: Path) -> None:
    begun = [("/data/today", "2026-11-22"), ("/data/g_id/consent", 1), ("/data/g_id/age", 30)]
    later = [("/data/g_main/g_lf/atw_pay", 1), ("/data/g_main/g_job/mjd_status", 1)]
    assert {record["/g_main/g_lf/ref_end"] for record in fill(classes, "amem_tn_individual", [begun, later])} == {
        "15/11/2026"
    }


def test_the_draw_is_that_of_our_engine_in_any_order_of_the_roster(classes: Path) -> None:
    members = [("1", 44), ("2", 44), ("1", 19), ("2", 61), ("2", 23), ("1", 35), ("1", 17)]
    orders = [members[n:] + members[:n] for n in range(len(members))]
    cases = [(order, u) for order in orders for u in ("0.0001", "0.37", "0.9999")]
    filled = fill(classes, "amem_tn_listing", (_typed(household(order), u) for order, u in cases))
    drawn: dict[str, set[frozenset[tuple[str, int]]]] = {}
    for (order, u), record in zip(cases, filled, strict=True):
        ours = interview("amem_tn_listing", household(order), preload={"sel_u": u})
        assert record["/sel_lines"] == ours.value("sel_lines")
        assert float(record["/sel_prob"]) == float(ours.value("sel_prob"))
        drawn.setdefault(u, set()).add(frozenset(order[int(line) - 1] for line in record["/sel_lines"].split()))
    assert {u: len(persons) for u, persons in drawn.items()} == {"0.0001": 1, "0.37": 1, "0.9999": 1}


def _typed(given: Given, u: str) -> Lines:
    yield "/data/sel_u", u
    for question, value in given.items():
        if isinstance(question, tuple):
            name, line = question
            if name != "m_intend6":
                yield f"/data/l_hh/roster[{line}]/{name}", value
        else:
            yield f"/data/{'l_id' if question == 'unit_status' else 'l_hh'}/{question}", value


def test_pay_is_read_back_the_same_way(classes: Path) -> None:
    start = [("/data/g_id/consent", 1), ("/data/g_id/age", 30), ("/data/g_main/g_lf/atw_pay", 1)]
    amounts = (2.54, 2.9999, 0.1, 12000, 123456.789, 1e6, -8)
    employee = [*start, ("/data/g_main/g_job/mjd_status", 1)]
    filled = fill(
        classes, "amem_tn_individual", ([*employee, ("/data/g_main/g_inc/inc_amount", amount)] for amount in amounts)
    )
    told = {"consent": "1", "age": 30, "atw_pay": "1", "mjd_status": "1"}
    for amount, record in zip(amounts, filled, strict=True):
        ours = interview("amem_tn_individual", {**told, "inc_amount": amount})
        for name in ("inc_dinars", "inc_millimes"):
            assert record[f"/g_main/g_inc/{name}"] == ours.value(name), amount
