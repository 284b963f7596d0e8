"""The evening as a workbook: pages in three languages, one team's lines, no formula, what failed is told."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]  # the library has no types

from analysis.fieldwork.book.pages import Evening, pages
from analysis.fieldwork.book.writing import Page, Shown, written
from presentation.text import LANGUAGES, Language

AT = datetime(2026, 10, 20, 18, tzinfo=UTC)
RULE = {"code": "doubtful", "title": "quality.doubtful", "action": "quality.doubtful_action", "owner": "quality"}


def flag(team: str, score: float = 1.0) -> Mapping[str, Any]:
    what = {"rule": "doubtful", "severity": "red", "interviewer": "E01", "case_id": f"C-{team}", "psu_id": "P1"}
    return {**what, "team": team, "score": score, "reasons": [], "due_at": "2026-10-21T18:00:00+00:00", "subject": "x"}


def scope(kind: str, name: str, **more: object) -> Mapping[str, Any]:
    told = {"scope": {"kind": kind, "name": name}, "sampled": 400, "responded": 300}
    return {
        **told,
        "missing": [{"categories": {"region": "GT", "sex": "1", "age_group": "15-24"}, "count": 31}],
        **more,
    }


FOUND: Mapping[str, Any] = {
    "simulated": True,
    "rules": [RULE],
    "flags": [flag("T1"), flag("T2")],
    "failed": [{"part": "band", "code": "ValueError"}],
    "representativity": [
        scope("survey", "", r=0.812, r_se=0.02, partials=[], over_time=[]),
        scope("team", "T1", withheld="small"),
    ],
    "scorecards": [
        {
            "interviewer": "E01",
            "team": "T1",
            "interviews": 20,
            "ranked": True,
            "measures": [
                {"code": "scorecards.contact", "above": 18, "below": 20, "value": 0.9, "low": 0.8, "high": 0.95,
                 "expected": 0.7, "unit": "share", "good": True}
            ],
        }
    ],
    "back_checks": [
        {"case_id": "C-1", "psu_id": "P1", "team": "T2", "interviewer": "E02", "kind": "vacant", "part": "risk",
         "probability": 0.25, "due_at": "2026-10-25T09:00:00+00:00"}
    ],
    "bands": [],
}  # fmt: skip


def opened(language: Language, team: str | None = None, found: Mapping[str, Any] = FOUND) -> Any:
    return load_workbook(io.BytesIO(written(pages(Evening(found, AT, language, team)), language, AT)))


def texts(book: Any) -> str:
    return "\n".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_book_is_in_the_language_of_the_reader(language: Language) -> None:
    book = opened(language)
    first = {"fr": "Ce soir", "ar": "هذا المساء", "en": "Tonight"}[language]
    assert book.sheetnames[0] == first
    assert {sheet.sheet_view.rightToLeft for sheet in book} == {language == "ar"}
    people = {
        "fr": "Hommes, 15-24 ans, Grand Tunis",
        "ar": "رجال، 15-24 سنة، تونس الكبرى",
        "en": "Men, 15-24, Greater Tunis",
    }
    assert people[language] in texts(book)


def test_a_team_has_its_own_lines_and_what_failed_is_told_to_all() -> None:
    told = texts(opened("en", "T1"))
    assert "C-T1" in told
    assert "C-T2" not in told
    assert "C-1" not in told
    assert "The R-indicator is not shown" in told
    assert "“band” could not be computed" in told
    assert "Simulated data" in told


def test_the_figure_of_representativity_comes_with_its_interval() -> None:
    assert "R-indicator: 0.812 ± 0.039" in texts(opened("en"))


def test_numbers_are_numbers_days_are_days_and_texts_no_formulas() -> None:
    page = Page(
        "A/B", (), ("x", "y", "z"), (("=1+1", 0.25, date(2026, 10, 5)),), (Shown.PLAIN, Shown.PERCENT, Shown.DAY)
    )
    sheet = load_workbook(io.BytesIO(written([page], "en", AT)))["A B"]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "d"]
    assert sheet["A2"].value == "=1+1"
    assert sheet["B2"].number_format == "0.0%"
    assert sheet.auto_filter.ref == "A1:C2"


def test_an_export_without_anything_yet_makes_a_book_all_the_same() -> None:
    book = opened("fr", found={})
    assert len(book.sheetnames) == 7
    assert replace(Evening({}, AT, "fr"), team="T1").mine("flags") == []
