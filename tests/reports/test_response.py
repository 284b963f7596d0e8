"""The fieldwork annex tells response rates: the values of the analysis, the same in three languages."""

import re
from pathlib import Path

import pytest
from lxml import html

from analysis.fieldwork.answering import answer
from presentation import messages
from presentation.bidi import without_isolation
from questionnaires import contracts, files
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from reports import words
from reports.building import Exports, OtherExports, build_publication
from reports.tunisia import CONTENT
from tests.analysis.fieldwork.builders import simulated, simulated_fieldwork
from tests.reports.builders import estimates, facts, write_chain

FOLDERS = {"fr": "", "ar": "ar", "en": "en"}


def chain(home: Path, digests: dict[str, str] | None = None) -> tuple[Path, Path, Exports]:
    made, weights = write_chain(home)
    written = files.write(home / "exports", simulated()[0], made_by="export", facts={"simulated": True}, inputs={})
    used = {f"exports/{name}": digest for name, digest in written.tables.items()} | (digests or {})
    used |= {name: digest for name, digest in files.read_manifest(made).inputs.items() if name.startswith("weights/")}
    files.write(made, {contracts.ESTIMATES: estimates()}, made_by="amem tabulate", facts=facts(), inputs=used)
    return made, weights, Exports(home / "exports", FIELD_FORMS)


@pytest.fixture(scope="module")
def annex(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    made, weights, exports = chain(home)
    build_publication(made, weights, home / "report", CONTENT, exports)
    return home / "report"


def cells(annex: Path, language: str) -> dict[str, str]:
    tree = html.fromstring((annex / FOLDERS[language] / "fieldwork.html").read_text(encoding="utf-8"))
    return {td.get("data-count"): without_isolation(td.text_content()) for td in tree.xpath("//td[@data-count]")}


def test_the_annex_prints_the_rates_with_numerator_and_denominator(annex: Path) -> None:
    printed, told = cells(annex, "en"), answer(simulated_fieldwork()).groups[0]
    for name in ("RR1", "RR2", "RR3", "COOP1", "REF2", "CON2"):
        rate = told.rates[name]
        assert printed[f"unweighted/{name}"] == f"{100 * float(rate.value):.1f}%"  # type: ignore[arg-type]
        assert printed[f"unweighted/{name}/numerator"] == f"{rate.numerator:,}"
        assert float(printed[f"unweighted/{name}/denominator"].replace(",", "")) == pytest.approx(
            float(rate.denominator or 0), abs=0.05
        )
    for rate in told.stage_rates[:3]:
        assert printed[f"unweighted/{rate.name}"] == f"{100 * float(rate.value):.1f}%"  # type: ignore[arg-type]


def test_the_band_runs_from_nobody_eligible_to_everybody(annex: Path) -> None:
    printed, band = cells(annex, "en"), answer(simulated_fieldwork()).groups[0].bands["RR3"]
    assert printed["minimum/RR3/False"] == f"{100 * float(band.high or 0):.1f}%"
    assert printed["maximum/RR3/False"] == f"{100 * float(band.low or 0):.1f}%"
    assert printed["casro/UH"] == printed["casro/UR"]


def test_three_languages_print_the_same_rates(annex: Path) -> None:
    printed = [
        {bound: re.sub(r"\D", "", text) for bound, text in cells(annex, language).items() if "/" in bound}
        for language in ("en", "fr", "ar")
    ]
    rates = [{bound: text for bound, text in one.items() if re.match(r"(un)?weighted/", bound)} for one in printed]
    assert len(rates[0]) > 50
    assert rates[0] == rates[1] == rates[2]


def test_exports_of_another_fieldwork_are_refused(tmp_path: Path) -> None:
    made, weights, exports = chain(tmp_path, {"exports/cases": "another digest"})
    with pytest.raises(OtherExports):
        build_publication(made, weights, tmp_path / "report", CONTENT, exports)


def test_without_exported_tables_the_annex_has_no_rates(publication: Path) -> None:
    text = (publication / "fieldwork.html").read_text(encoding="utf-8")
    assert 'id="outcome"' in text
    assert 'id="rates"' not in text


def test_places_stand_in_the_order_of_the_other_tables(annex: Path) -> None:
    tree = html.fromstring((annex / "en" / "fieldwork.html").read_text(encoding="utf-8"))
    places = [th.text_content() for th in tree.xpath("//section[@aria-labelledby='places']//tbody//th")]
    levels = frozenset(one.group.level for one in answer(simulated_fieldwork(), "region").groups[1:])
    codes = words.in_printed_order("region", levels)
    assert list(codes) != sorted(codes)
    assert places == [
        messages.text("report.total").in_("en"),
        *(words.name(f"region.{code}").in_("en") for code in codes),
    ]
