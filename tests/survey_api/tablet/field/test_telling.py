"""What a tablet is told before it works, and that the survey's content says all of it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from questionnaires.fieldwork import Place
from questionnaires.tunisia.fieldwork import FIELD_FORMS as TUNISIA
from survey_api.collection.people import Role
from survey_api.registering import add_staff, revoke_device
from survey_api.settings import Settings
from tests.questionnaires.survey_forms import conversion_of
from tests.survey_api.browsing import PASSWORD
from tests.survey_api.builders import Field, field, publish_one, visit
from tests.survey_api.forms import FIELD_FORMS


@pytest.fixture
def tablet(settings: Settings) -> Iterator[Field]:
    known = replace(FIELD_FORMS, places={"A": Place(36.8, 10.18, 400)})
    with field(replace(settings, field_forms=known)) as running:
        yield running


def test_the_parts_of_the_forms_and_where_facts_are_put(tablet: Field) -> None:
    told = tablet.client.get("/field/tablet").json()
    assert told["team"] == "north"
    assert {name: (one["form"], one["version"]) for name, one in told["forms"].items()} == {
        "listing": ("listing", "7"),
        "contact": ("visit", "7"),
        "individual": ("interview", "7"),
    }
    assert told["forms"]["contact"]["facts"]["visit_no"] == "/data/visit_no"
    assert told["places"] == {"A": {"lat": 36.8, "lon": 10.18, "radius_m": 400}}
    assert told["receiving"]["public"]
    assert told["money"] is None


def test_interviewers_are_those_registered_in_the_team_and_those_its_records_name(tablet: Field) -> None:
    add_staff(tablet.service.order, "nadia", Role.INTERVIEWER, PASSWORD, "north")
    add_staff(tablet.service.order, "omar", Role.INTERVIEWER, PASSWORD, "south")
    tablet.post(visit())
    tablet.settle()
    assert tablet.client.get("/field/tablet").json()["interviewers"] == ["E001", "nadia"]


def test_a_revoked_tablet_is_told_nothing(tablet: Field) -> None:
    revoke_device(tablet.service.order, tablet.device.device_id)
    assert tablet.client.get("/field/tablet").status_code == 401


def test_the_survey_in_tunisia_has_a_place_for_every_fact_and_names_what_it_protects(own: Settings) -> None:
    with field(replace(own, field_forms=TUNISIA)) as tablet:
        for part in (TUNISIA.listing, TUNISIA.contact, TUNISIA.individual):
            publish_one(tablet.service.order, part.form_id, "2026.1", conversion_of(part.form_id).xform)
        told = tablet.client.get("/field/tablet").json()
    facts = {name: set(one["facts"]) for name, one in told["forms"].items()}
    common = {"unit_id", "psu_code", "interviewer_id"}
    assert facts == {
        "listing": common | {"sel_u"},
        "contact": common | {"case_id", "visit_no"},
        "individual": common | {"case_id"},
    }
    assert [path.rpartition("/")[2] for path in told["protection"]["alone"]] == list(TUNISIA.individual.alone)
    assert told["protection"]["referral"] == "/data/g_end/referral"
    assert "/data/g_main/g_legal" in told["protection"]["sensitive"]
    assert [path.rpartition("/")[2] for path in told["money"]["paths"]] == list(
        TUNISIA.money.questions if TUNISIA.money else ()
    )
    assert (told["money"]["parts"], told["money"]["unit"]["fr"], told["money"]["part"]["ar"]) == (
        1000,
        "dinars",
        "مليما",
    )
