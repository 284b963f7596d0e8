"""Suggestions: words compared in three languages, up to five candidates, never a decision."""

import csv
import io
from pathlib import Path

import pytest

from analysis.coding.index import wordings
from analysis.coding.matching import Matcher
from analysis.coding.suggesting import suggest
from analysis.coding.words import plain, words
from analysis.tunisia import WORDINGS
from questionnaires.codelists import read_codelist
from questionnaires.coding import NotACodingFile
from questionnaires.tunisia.fieldwork import ACTIVITY, FIELD_FORMS, OCCUPATION

LISTS = Path(__file__).parents[3] / "questionnaires" / "tunisia" / "codelists"
OCCUPATIONS, ACTIVITIES = (Matcher(wordings(one, LISTS, WORDINGS)) for one in (OCCUPATION, ACTIVITY))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maçon", "macon"),
        ("ÉLECTRICIEN", "electricien"),
        ("أُسْتَاذ", "استاذ"),
        ("إمام", "امام"),
        ("خيّاطة", "خياطه"),
        ("مستشفى", "مستشفي"),
        ("عـــامل", "عامل"),
    ],
)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("coiffeuse", "coiffeur"), ("les ouvrières agricoles", "ouvrier agricole"), ("البنّاء", "بناء"), ("عاملة", "عامل")],
)
def test_gender_plural_and_article_say_nothing_about_the_trade(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("maçon", "7112"),
        ("un plombié", "7126"),
        ("femme de ménage", "9111"),
        ("بنّاي", "7112"),
        ("عسّاس في الليل", "5414"),
        ("طباخة في مطعم", "5120"),
        ("welders", "7212"),
    ],
)
def test_what_people_say_finds_its_occupation_among_the_candidates(text: str, code: str) -> None:
    found = OCCUPATIONS.candidates((text,))
    assert code in [one.code for one in found]
    assert len(found) <= 5
    assert all(0 < one.score <= 1 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_activities_have_divisions_or_classes_and_keep_their_zero() -> None:
    assert "01" in [one.code for one in ACTIVITIES.candidates(("exploitation agricole", "olives"))]
    assert {len(one.code) for one in ACTIVITIES.candidates(("growing of rice",))} <= {2, 4}


@pytest.mark.parametrize("text", ["", "  ", "123", "qqqqzzzz", "de la"])
def test_what_says_nothing_gets_no_candidate(text: str) -> None:
    assert OCCUPATIONS.candidates((text,)) == []


def test_the_second_question_brings_candidates_where_the_first_says_little() -> None:
    def offered(*texts: str) -> list[str]:
        return [one.code for one in OCCUPATIONS.candidates(texts)]

    of_the_olives, of_the_site = offered("journalier", "ramasseur d'olives"), offered("journalier", "aide-maçon")
    assert of_the_olives.index("9211") < of_the_olives.index("9313")
    assert of_the_site.index("9313") < of_the_site.index("9211")


def test_candidates_are_written_beside_the_texts_and_nothing_is_decided(tmp_path: Path) -> None:
    file = tmp_path / "amina.csv"
    file.write_text(
        "text_id,variable,words,more_words,code\nt1,mjj_isco,maçon,,\nt2,mjj_isic,ferme,,\nt3,mjj_isco,'=1+1,,\n",
        encoding="utf-8",
    )
    found = suggest(file, FIELD_FORMS.coded, LISTS, WORDINGS)
    rows = list(csv.DictReader(io.StringIO(found.text.removeprefix("\ufeff"))))
    assert [row["code"] for row in rows] == ["", "", ""]
    assert rows[0]["candidate_1"].startswith("7112 ")
    assert rows[1]["candidate_1"].startswith("01 ")
    assert rows[2]["words"] == "'=1+1"
    assert (found.texts, found.offered) == (3, 2)
    file.write_text(found.text, encoding="utf-8")
    assert suggest(file, FIELD_FORMS.coded, LISTS, WORDINGS).text == found.text


def test_a_file_that_is_none_of_a_coders_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "teams.csv"
    file.write_text("psu_id,team\nTN11-0001,1\n")
    with pytest.raises(NotACodingFile):
        suggest(file, FIELD_FORMS.coded, LISTS, WORDINGS)


def test_every_code_of_the_own_index_is_one_that_may_be_given_and_every_line_says_its_status() -> None:
    for coded, index in zip((OCCUPATION, ACTIVITY), WORDINGS, strict=True):
        codes = coded.codes(LISTS)
        rows = read_codelist(index.file)
        assert [row["code"] for row in rows if row["code"] not in codes] == []
        assert {row["status"] for row in rows} <= {"assumed", "reviewed"}
