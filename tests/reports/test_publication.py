"""The publication shows what the estimates say, the same in three languages, and never what is withheld."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from analysis.indicator import Unit
from analysis.tunisia import CONTENT as ANALYSIS
from presentation.bidi import without_isolation
from reports.figures import Cell, Reference
from reports.tables import Entry, Row, RowGroup
from reports.tunisia import CONTENT
from tests.reports.builders import estimate_rows

ROWS = {row["cell_id"]: row for row in estimate_rows()}
CHAPTERS = [f"{section.key}.html" for section in CONTENT.chapters]
PAGES = ["index.html", *CHAPTERS, "methodology.html", "fieldwork.html"]
FOLDERS = {"fr": "", "ar": "ar", "en": "en"}
PERSONS = {indicator.name for indicator in ANALYSIS.indicators if indicator.unit is Unit.PERSONS}
STRUCTURE = re.compile(r"[^0-9]+")


def page(publication: Path, name: str, language: str = "fr") -> html.HtmlElement:
    return html.fromstring((publication / FOLDERS[language] / name).read_text(encoding="utf-8"))


def digits(text: str) -> str:
    return STRUCTURE.sub("", text)


def bound(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for element in tree.iterfind(".//*[@data-cell]"):
        yield element.get("data-cell"), without_isolation(element.text_content()).replace("\u00a0", " ")


@pytest.mark.parametrize("name", ["index.html", *CHAPTERS])
def test_three_languages_quote_the_same_figures_in_the_same_order(publication: Path, name: str) -> None:
    quoted = [[(cell, digits(text)) for cell, text in bound(page(publication, name, lang))] for lang in FOLDERS]
    assert quoted[0]
    assert quoted[0] == quoted[1] == quoted[2]


@pytest.mark.parametrize("name", ["methodology.html", "fieldwork.html"])
def test_three_languages_print_the_same_annexes(publication: Path, name: str) -> None:
    printed = [
        [(td.get("data-trace") or td.get("data-count"), digits(td.text_content())) for td in tree.iterfind(".//td")]
        for tree in (page(publication, name, language) for language in FOLDERS)
    ]
    trace = [[value for bound, value in rows if bound] for rows in printed]
    assert trace[0]
    assert trace[0] == trace[1] == trace[2]


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_printed_estimate_is_its_cell_rounded(publication: Path, name: str) -> None:
    tree = page(publication, name, "en")
    for cell in tree.xpath("//td[@data-cell][strong]"):
        row = ROWS[cell.get("data-cell")]
        shown = float(without_isolation(cell.find("strong").text_content()).replace(",", "").replace("−", "-"))
        candidates = (row["estimate"], row["estimate"] * 100, row["estimate"] / 1000)
        half = 5.0 if row["indicator"] in PERSONS else 0.5  # persons are printed to the nearest ten
        assert any(abs(shown - value) <= half for value in candidates), (shown, row)


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("name", CHAPTERS)
def test_a_withheld_cell_never_shows_a_value(publication: Path, name: str, language: str) -> None:
    tree = page(publication, name, language)
    hidden = [td for td in tree.xpath("//td[@data-cell]") if ROWS[td.get("data-cell")]["flag"] in "Fxz"]
    assert hidden
    estimates = [td for td in hidden if td.xpath("span[@class='withheld']")]
    assert {td.text_content().strip() for td in estimates} <= {"F", "x", "–"}
    confidential = [td for td in hidden if ROWS[td.get("data-cell")]["flag"] == "x"]
    assert not any(digits(td.text_content()) for td in confidential)


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("name", CHAPTERS)
def test_every_number_on_a_chapter_page_is_bound_to_a_cell(publication: Path, name: str, language: str) -> None:
    tree = page(publication, name, language)
    content = tree.get_element_by_id("content")
    for known in content.xpath(".//*[@data-cell] | .//*[local-name()='svg'] | .//dl[@class='closing']"):
        known.clear()
    left = content.xpath(".//td | .//p[contains(@class, 'lead')] | .//dd[@class='value']")
    assert [element.text_content().strip() for element in left if digits(element.text_content())] == []


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("name", PAGES)
def test_every_simulated_page_says_so_in_its_title_and_on_top(publication: Path, name: str, language: str) -> None:
    tree = page(publication, name, language)
    said = {"fr": "Données simulées", "ar": "بيانات محاكاة", "en": "Simulated data"}[language]
    assert said in tree.findtext(".//title")
    assert said in tree.xpath("//aside[@class='simulated']")[0].text_content()
    assert tree.get("lang") == language
    assert tree.get("dir") == ("rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_table_says_its_universe_unit_source_reading_and_trace(publication: Path, name: str) -> None:
    for section in page(publication, name).xpath("//section[@class='statistics']"):
        lines = {dt.text_content() for dt in section.iterfind(".//dt")}
        assert {"Champ", "Source", "Trace", "Lecture"} <= lines
        assert section.xpath(".//table/caption")
        assert section.xpath(".//*[local-name()='svg']/*[local-name()='title']")
        assert all(th.get("scope") for th in section.iterfind(".//th"))
        flags = {ROWS[td.get("data-cell")]["flag"] for td in section.xpath(".//td[@data-cell]")} - {"A"}
        assert not flags or "Signes" in lines


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_files_of_the_publication(publication: Path, name: str) -> None:
    for language, folder in FOLDERS.items():
        for element in page(publication, name, language).xpath("//*[@href]"):
            path, _, anchor = element.get("href").partition("#")
            target = (publication / folder / path).resolve() if path else publication / folder / name
            assert target.is_file(), element.get("href")
            if anchor:
                html.fromstring(target.read_text(encoding="utf-8")).get_element_by_id(anchor)


def test_nothing_is_asked_from_the_network(publication: Path) -> None:
    for file in publication.rglob("*"):
        if file.suffix in {".html", ".css"}:
            text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"(https?:)?//[a-z]", text), file


def test_each_table_is_a_file_with_the_values_of_its_cells(publication: Path) -> None:
    text = (publication / "data" / "unemployment.csv").read_bytes().decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert lines[0]["label_fr"] == "Ensemble"
    for line in lines:
        row = ROWS[line["cell_id"]]
        assert line["flag"] == row["flag"]
        assert line["estimate"] == ("" if row["estimate"] is None else repr(row["estimate"]))


def test_the_manifest_lists_every_file_and_what_the_publication_was_made_from(publication: Path) -> None:
    manifest = json.loads((publication / "manifest.json").read_text(encoding="utf-8"))
    written = {str(file.relative_to(publication)) for file in publication.rglob("*") if file.is_file()}
    assert set(manifest["tables"]) == written - {"manifest.json"}
    assert set(manifest["inputs"]) >= {"estimates", "weights/weights"}
    assert manifest["facts"]["simulated"] is True


def test_the_annex_tells_each_step_what_it_did_and_what_is_withheld(publication: Path) -> None:
    text = page(publication, "methodology.html").get_element_by_id("content").text_content()
    assert "Grand Tunis, Pays du Maghreb (hors Tunisie)" in text
    assert "Marge" in text
    withheld = sum(row["flag"] in "Fxz" for row in ROWS.values())
    assert str(withheld) in text


def test_the_fieldwork_annex_counts_the_sample(publication: Path) -> None:
    total = page(publication, "fieldwork.html").xpath("//tr[@class='total']/td")
    assert [td.text_content() for td in total] == ["100", "51", "17", "16", "16"]


def test_the_persons_of_a_distribution_are_counted_from_a_category_that_is_published() -> None:
    withheld = entry_of(weighted=None)
    published = entry_of(weighted=6600.0)
    group = RowGroup("", (Row("a", (withheld,)), Row("b", (published,))))
    assert group.counted == (published,)


def entry_of(weighted: float | None) -> Entry:
    unknown = dict.fromkeys(("estimate", "low", "high", "se", "cv", "deff", "df", "note"))
    cell = Cell(
        "0" * 12, Reference("employment_by_status"), "A" if weighted else "F", n=496, weighted_n=weighted, **unknown
    )
    return Entry(cell, "", "", "", "496", "")
