"""Long lists found by three letters, and lists that follow from another answer."""

import pytest

from tests.survey_api.tablet.driving import go_on
from tests.survey_api.tablet.filling.builders import INDIVIDUAL, new_draft, released
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser

AGREES = {
    "/data/g_id/itw_interp": "0",
    "/data/g_id/consent": "1",
    "/data/g_id/age": "34",
    "/data/g_id/consent_sens": "1",
}
COUNTRY = "/data/g_main/g_mig/birth_country"


def found(tablet: Tablet, typed: str) -> list[str]:
    """The choices that are shown for what was typed."""
    tablet.page.fill("input[type=search]", typed)
    return tablet.page.locator(".choices .choice-label").all_inner_texts()


def test_a_country_is_found_by_three_letters_in_three_languages(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form), "fr")
    tablet.fill(AGREES, until=COUNTRY)
    assert found(tablet, "cot")[0] == "Côte d'Ivoire"
    assert found(tablet, "EGY")[0] == "Égypte"
    assert "République démocratique du Congo" in found(tablet, "dem congo")
    tablet.page.select_option(".language", "en")
    tablet.page.wait_for_function("() => document.documentElement.lang === 'en'")
    assert found(tablet, "ger")[0] == "Germany"
    tablet.page.select_option(".language", "ar")
    tablet.page.wait_for_function("() => document.documentElement.lang === 'ar'")
    names = {typed: found(tablet, typed) for typed in ("المان", "اثيوبيا", "سورية", "غينيا")}
    assert any(name.startswith("ألمانيا") for name in names["المان"])
    assert any("ثيوبيا" in name for name in names["اثيوبيا"])
    assert any(name.startswith(("سوريا", "سورية")) for name in names["سورية"])
    assert len(names["غينيا"]) >= 3
    tablet.page.locator(".choice", has_text=names["غينيا"][0]).first.click()
    assert go_on(tablet.page, COUNTRY)
    assert "<birth_country>GN</birth_country>" in tablet.kept["instance"]


def test_nothing_found_says_what_to_do(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form, place="/data/g_id/deleg"), "fr")
    assert "répondez d'abord" in tablet.page.inner_text(".found")
    tablet.page.click("[data-do=back]")
    tablet.fill({"/data/g_id/gov": "TN-21"}, until="/data/g_id/deleg")
    assert found(tablet, "xyz") == []
    assert "Rien ne correspond" in tablet.page.inner_text(".found")


def test_a_delegation_of_another_governorate_is_cleared_and_this_is_told(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form), "fr")
    tablet.fill({"/data/g_id/gov": "TN-21"}, until="/data/g_id/milieu")
    assert "<deleg/>" not in tablet.kept["instance"]
    for path in ("/data/g_id/deleg", "/data/g_id/gov"):
        tablet.page.click("[data-do=back]")
        tablet.page.wait_for_selector(f"[data-path='{path}']")
    tablet.page.click("[data-path='/data/g_id/gov'] .long-list > .button")
    tablet.page.click(".choice:has(input[value='TN-11'])")
    tablet.page.wait_for_selector(".notice")
    assert "Délégation de l'entretien" in tablet.page.inner_text(".notice")
    assert go_on(tablet.page, "/data/g_id/gov")
    assert "<deleg/>" in tablet.kept["instance"]
