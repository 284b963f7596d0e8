"""Whatever order tablets send in, and however often: the same state, the same breaches, the same export."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest

from questionnaires.precedence import RULES
from survey_api.collection.cases.reading import standing_of, standings
from survey_api.collection.cases.state import Standing, State
from survey_api.collection.people import Role
from survey_api.export import export
from survey_api.registering import add_devices, add_staff
from tests.survey_api.browsing import PASSWORD
from tests.survey_api.builders import (
    NOON,
    Field,
    a_home,
    field,
    interview,
    listing,
    load_small_sample,
    settings_of,
    visit,
)

SOFT = {"result": "refused", "who": "person"}
EDIT = visit("uuid:v4b", at="2026-11-16T19:00:00.000+01:00", interviewer_id="E002", **SOFT).replace(
    "</instanceID>", "</instanceID><deprecatedID>uuid:v4</deprecatedID>"
)
HISTORIES: Mapping[str, Sequence[str]] = {
    "two refusals, the second told by a correction": (
        visit("uuid:v1", at="2026-11-08T10:00:00.000+01:00"),
        visit("uuid:v2", at="2026-11-09T10:00:00.000+01:00", **SOFT),
        visit("uuid:v3", at="2026-11-10T10:00:00.000+01:00"),
        visit("uuid:v4", at="2026-11-16T19:00:00.000+01:00", interviewer_id="E002"),
        EDIT,
        visit("uuid:v5", at="2026-11-17T10:00:00.000+01:00", interviewer_id="E003"),
        interview("uuid:i1", start="2026-11-18T10:00:00.000+01:00", end="2026-11-18T11:00:00.000+01:00"),
    ),
    "fear, with its own interview broken off": (
        visit("uuid:v1", case_id="", at="2026-11-08T10:00:00.000+01:00", result="screened"),
        visit("uuid:v2", at="2026-11-09T10:00:00.000+01:00", why="fear", **SOFT),
        interview(
            "uuid:i1",
            start="2026-11-09T10:10:00.000+01:00",
            end="2026-11-09T10:30:00.000+01:00",
            **{"work/works": "", "life/rooms": ""},
        ),
        visit("uuid:v3", at="2026-11-10T10:00:00.000+01:00", interviewer_id="E002"),
        visit("uuid:v4", at="2026-11-11T10:00:00.000+01:00", interviewer_id="E002", result="done"),
        interview("uuid:i2", interviewer_id="E002", start="2026-11-11T10:00:00.000+01:00"),
    ),
}


def outcome(folder: Path, sent: Sequence[str]) -> tuple[Standing, Mapping[str, bytes]]:
    settings = settings_of(a_home(folder))
    with field(settings) as tablet:
        load_small_sample(tablet.service.order, folder / "sample")
        for xml in sent:
            assert tablet.post(xml).status_code in (201, 202)
        tablet.settle()
        standing = tablet.service.read(lambda c: standing_of(c, "A-1-01", settings.field_forms, NOON))
        export(settings, settings.home.exports, survey="small")
    tables = settings.home.exports.glob("*.parquet")
    return standing, {path.name: path.read_bytes() for path in sorted(tables)}


@pytest.mark.parametrize("name", HISTORIES)
def test_every_order_of_arrival_comes_to_the_same(name: str, tmp_path: Path) -> None:
    sent, random = list(HISTORIES[name]), Random(11)  # noqa: S311 (repeatable)
    first = outcome(tmp_path / "first", sent)
    assert first[0].state is State.CLOSED
    assert first[0].history.breaches
    for n in range(3):
        again = [*sent, *random.sample(sent, 3)]
        random.shuffle(again)
        assert outcome(tmp_path / str(n), again) == first


def rows(tablet: Field, name: str) -> list[dict[str, Any]]:
    export(tablet.settings, tablet.settings.home.exports, survey="small")
    found: list[dict[str, Any]] = pq.read_table(tablet.settings.home.exports / f"{name}.parquet").to_pylist()
    return found


def test_another_rule_derives_every_code_anew(tablet: Field) -> None:
    load_small_sample(tablet.service.order, tablet.settings.home.folder / "sample")
    tablet.post(visit("uuid:v1", result="outside"))
    tablet.settle()
    forms = tablet.settings.field_forms
    for name, code in (("precedence-1", "4.70"), ("precedence-2", "3.90")):
        [found] = tablet.service.read(partial(standings, forms=forms, now=NOON, rule=RULES[name]))
        assert (found.code, found.rule) == (code, name)


def test_a_unit_nobody_screened_has_its_code_from_its_visits(tablet: Field) -> None:
    load_small_sample(tablet.service.order, tablet.settings.home.folder / "sample")
    tablet.post(listing("A-1", status="2"))
    tablet.post(visit("uuid:v1", case_id="", result="refused", who="other"))
    tablet.post(visit("uuid:v2", case_id="", result="absent", at="2026-11-21T10:00:00.000+01:00"))
    [unit] = [row for row in rows(tablet, "listing_units") if row["unit_id"] == "A-1"]
    assert (unit["disposition"], unit["eligibility"]) == ("3.211", "unknown")


def test_the_team_of_a_psu_works_its_cases(tablet: Field) -> None:
    load_small_sample(tablet.service.order, tablet.settings.home.folder / "sample")
    tablet.service.order("assign_psus", {"teams": {"A": "north"}})
    [case] = tablet.client.get("/field/assignment").json()["cases"]
    assert case["case"] == "A-1-01"
    [device] = add_devices(tablet.service.order, ["tablet-9"], "south")
    tablet.client.auth = (device.device_id, device.token)
    assert tablet.client.get("/field/assignment").json()["cases"] == []


def test_a_psu_that_is_closed_leaves_the_tablets(tablet: Field) -> None:
    order = tablet.service.order
    load_small_sample(order, tablet.settings.home.folder / "sample")
    order("assign_psus", {"teams": {"A": "north"}})
    assert len(tablet.client.get("/field/assignment").json()["cases"]) == 1
    order("close_psu", {"psu_id": "A", "reason": "the road is cut"})
    assert tablet.client.get("/field/assignment").json()["cases"] == []


def test_a_voided_interview_leaves_an_eligible_person_to_be_visited(tablet: Field) -> None:
    order = tablet.service.order
    load_small_sample(order, tablet.settings.home.folder / "sample")
    order("assign_psus", {"teams": {"A": "north"}})
    tablet.post(interview("uuid:i1"))
    tablet.settle()
    about = {"form_id": "interview", "record": "uuid:i1"}
    for login in ("qamar", "quentin"):
        add_staff(order, login, Role.QUALITY, PASSWORD)
    asked = {"reason": "fabricated", "evidence": "nobody lives there", "interviewer_heard": True}
    order("review", {**about, "deed": "void", **asked}, "qamar")
    order("review", {**about, "deed": "confirm"}, "quentin")
    found = tablet.service.read(lambda c: standing_of(c, "A-1-01", tablet.settings.field_forms, NOON))
    [row] = rows(tablet, "cases")
    assert (found.code, found.state.value) == ("2.36", "assigned")
    assert row["disposition"] == found.code
    assert len(tablet.client.get("/field/assignment").json()["cases"]) == 1
