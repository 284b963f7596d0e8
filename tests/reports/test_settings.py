"""Settings, classes and reasons of the weighting are told in words that need no programmer."""

import pytest

from presentation.bidi import without_isolation
from presentation.numbers import PERSONS, THOUSANDS
from presentation.text import Language
from questionnaires.files import Manifest
from reports.edition import Edition
from reports.figures import Figures
from reports.settings import named_class, named_level, printed_reason, printed_setting
from reports.steps import named_total
from reports.tunisia import CONTENT
from tests.reports.builders import estimate_rows, estimates, facts
from weighting.trace import MarginTrace


def edition(language: Language = "fr", scale: float = 1.0) -> Edition:
    rows = [{**row, "weighted_n": row["weighted_n"] and row["weighted_n"] * scale} for row in estimate_rows()]
    manifest = Manifest(made_by="amem tabulate", tables={}, facts=facts(), inputs={})
    return Edition(CONTENT, Figures(estimates(rows)), manifest, language)


def words(printed: str) -> str:
    return without_isolation(printed.replace('<bdi dir="ltr">', "").replace("</bdi>", "")).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("region, sex", "Région, Sexe"),
        ("Logit(lower=0.3, upper=3.0)", "logistique ; rapport du nouveau poids à l’ancien entre 0,3 et 3"),
        ("4.345238095238095", "4,345"),
        ("20260401", "20260401"),
        ("Unheard(of=1)", "Unheard(of=1)"),
    ],
)
def test_a_setting_is_told_in_words_where_it_has_some(setting: str, told: str) -> None:
    assert words(printed_setting(setting, edition())) == told


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("12 < 20", "répondants : 12 (minimum 20)"),
        ("3.412 > 3", "facteur : 3,412 (maximum 3)"),
        ("asked by hand", "asked by hand"),
    ],
)
def test_the_reason_of_a_joining_is_told_with_its_limit(reason: str, told: str) -> None:
    assert words(printed_reason(reason, edition())) == told


def test_what_joined_classes_share_is_said_once() -> None:
    named = named_class("CE / ARB + CE / EUR", ("region", "origin_group"), edition())
    assert named == "Centre-Est, Autres pays arabes + Europe"


def test_a_stratum_is_named_by_its_parts() -> None:
    assert named_level("stratum", "high-CE", edition()) == "forte densité de migrants, Centre-Est"
    assert named_level("stratum", "high-CE", edition("ar")) == "كثافة عالية للمهاجرين، الوسط الشرقي"
    assert named_level("stratum", "unheard-CE", edition()) == "unheard-CE"


def test_persons_are_in_thousands_only_where_they_are_many() -> None:
    assert edition().persons == PERSONS
    assert edition(scale=2.0).persons == THOUSANDS


@pytest.mark.parametrize(
    ("margin", "level", "told"),
    [
        ("sex", "2", "Femmes"),
        ("sex | region: GT", "2", "Femmes, Grand Tunis"),
        ("wage", "total", "wage"),
    ],
)
def test_a_total_of_a_margin_is_told_with_its_domain(margin: str, level: str, told: str) -> None:
    assert words(named_total(MarginTrace(margin, level, 1, 1.0, 1.0, 1.0), edition())) == told
