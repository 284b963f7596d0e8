"""ODK Collect as the fallback: its own address, forms with the case to choose, the lists of one device."""

import csv
import hashlib
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from questionnaires.media import among
from questionnaires.xform import compile_form
from survey_api.registering import add_devices
from survey_api.settings import Settings
from survey_api.store import fetches
from tests.survey_api.builders import Field, field, interview, load_small_sample, visit
from tests.survey_api.psus.drawn import Household, listing_of

VISIT = "/collect/forms/visit/7"


@pytest.fixture
def tablet(settings: Settings) -> Iterator[Field]:
    with field(settings) as running:
        load_small_sample(running.service.order, settings.home.folder / "sample")
        running.service.order("decide_case", {"case_id": "A-1-01", "action": "assign", "team": "north"})
        yield running


def fetched(tablet: Field, address: str) -> bytes:
    answer = tablet.client.get(address)
    assert answer.status_code == 200, answer.text
    content: bytes = answer.content
    return content


def rows(tablet: Field, name: str = "cases.csv", form: str = VISIT) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(fetched(tablet, f"{form}/media/{name}").decode())))


def test_every_form_is_listed_with_the_digest_of_what_collect_downloads(tablet: Field) -> None:
    listed = fetched(tablet, "/collect/formList").decode()
    for form_id in ("visit", "interview", "listing"):
        found = re.search(rf"<formID>{form_id}</formID>.*?md5:(\w+)<.*?<downloadUrl>http://testserver(.*?)<", listed)
        assert found is not None
        assert hashlib.md5(fetched(tablet, found[2]), usedforsecurity=False).hexdigest() == found[1]


def test_the_files_beside_a_form_are_those_that_its_manifest_names(tablet: Field) -> None:
    told = fetched(tablet, f"{VISIT}/manifest").decode()
    found = re.findall(r"<filename>(.*?)</filename><hash>md5:(\w+)</hash><downloadUrl>http://testserver(.*?)<", told)
    assert [name for name, _, _ in found] == ["cases.csv", "interviewers.csv"]
    for _, digest, address in found:
        assert hashlib.md5(fetched(tablet, address), usedforsecurity=False).hexdigest() == digest


def test_a_device_is_given_the_cases_of_its_team_with_their_facts_and_nobody_elses(tablet: Field) -> None:
    [one] = rows(tablet)
    assert (one["name"], one["unit_id"], one["visit_no"]) == ("A-1-01", "A-1", "1")
    assert "30" in one["label"]
    [other] = add_devices(tablet.service.order, ["of-the-south"], "south")
    tablet.client.auth = (other.device_id, other.token)
    assert rows(tablet) == []


def test_the_next_visit_is_numbered_from_the_list(tablet: Field) -> None:
    tablet.post(visit())
    tablet.settle()
    assert [one["visit_no"] for one in rows(tablet)] == ["2"]
    assert [one["name"] for one in rows(tablet, "interviewers.csv")] == ["E001"]


def test_before_anybody_is_named_the_device_itself_can_be_chosen(tablet: Field) -> None:
    assert [one["name"] for one in rows(tablet, "interviewers.csv")] == ["tablet-1"]


def test_fetching_the_cases_renews_their_leases(tablet: Field) -> None:
    rows(tablet)
    found = tablet.service.read(fetches.every)["tablet-1"]
    assert set(found.cases) == {"A-1-01"}


def test_the_form_has_the_lists_and_what_it_brings_is_taken_as_any_record(tablet: Field) -> None:
    media = {name: fetched(tablet, f"{VISIT}/media/{name}") for name in ("cases.csv", "interviewers.csv")}
    form = compile_form(fetched(tablet, f"{VISIT}.xml"), among(media))
    assert (form.form_id, form.version, form.missing) == ("visit", "7", ())
    parts = {"xml_submission_file": ("any name.xml", interview().encode(), "text/xml")}
    assert tablet.client.head("/collect/submission").status_code == 204
    assert tablet.client.post("/collect/submission", files=parts).status_code == 201
    assert tablet.post(interview()).status_code == 201  # by the other door: the same record, once


def test_nobody_else_is_answered(tablet: Field) -> None:
    tablet.client.auth = None
    for address in ("/collect/formList", f"{VISIT}.xml", f"{VISIT}/manifest", f"{VISIT}/media/cases.csv"):
        assert tablet.client.get(address).status_code == 401


def test_a_file_or_version_that_is_not_there_is_not_found(tablet: Field) -> None:
    assert tablet.client.get(f"{VISIT}/media/others.csv").status_code == 404
    assert tablet.client.get("/collect/forms/visit/8.xml").status_code == 404


def test_to_list_a_device_has_its_next_numbers_with_their_starts(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as field_of:
        tablet, address = field_of.running, "/collect/forms/listing/7"
        device = field_of.tablets[0]
        tablet.client.auth = (device.device_id, device.token)
        before = rows(tablet, form=address)
        assert before[0]["name"] == Household(1).unit_id
        field_of.send(Household(1, status="4").record())
        tablet.settle()
        tablet.client.auth = (device.device_id, device.token)
        after = rows(tablet, form=address)
        assert [one["name"] for one in after][:2] == [one["name"] for one in before][1:3]
        assert [one["name"] for one in rows(tablet, form=address)] == [one["name"] for one in after]
