"""Verdicts on flags: the last one counts, a supervisor judges the own team's, whoever comes second is told."""

from typing import Any

import pytest

from survey_api.collection.cases.errors import IncompleteDecision
from survey_api.collection.deciding import Overtaken
from survey_api.collection.errors import NotAllowed
from survey_api.collection.flags.verdicts import REASONS, Verdict, verdicts, version_of
from survey_api.collection.people import Role
from survey_api.collection.service import Service
from survey_api.registering import add_staff
from survey_api.supervision import results
from tests.survey_api.browsing import PASSWORD
from tests.survey_api.builders import Field, orders_of

KEY = "near_duplicate:uuid:7fcff99b-0000-4000-8000-000000000000"


def service_of(field: Field) -> Service:
    add_staff(orders_of(field.settings), "sami", Role.SUPERVISOR, PASSWORD, "south")
    add_staff(orders_of(field.settings), "queen", Role.QUALITY, PASSWORD, "hq")
    found: Service = field.client.app.state.service  # type: ignore[attr-defined]
    return found


def judge(service: Service, verdict: str = "confirmed", by: str = "queen", **more: Any) -> dict[str, Any]:
    reason = REASONS[Verdict(verdict)][0]
    return service.order("judge_flag", {"key": KEY, "verdict": verdict, "reason": reason, "team": "south"} | more, by)


def test_the_last_verdict_counts_and_an_earlier_one_can_be_taken_back(tablet: Field) -> None:
    service = service_of(tablet)
    assert judge(service, "confirmed", "sami") == {"version": 1, "verdict": "confirmed"}
    assert judge(service, "open", "sami", expected=1)["version"] == 2
    assert judge(service, "dismissed", expected=2)["version"] == 3
    assert service.read(verdicts) == {KEY: Verdict.DISMISSED}
    assert service.read(lambda connection: version_of(connection, KEY)) == 3


def test_whoever_judges_what_has_been_judged_meanwhile_is_told(tablet: Field) -> None:
    service = service_of(tablet)
    judge(service, expected=0)
    with pytest.raises(Overtaken):
        judge(service, "explained", "sami", expected=0)


def test_a_supervisor_judges_flags_of_the_own_team_alone(tablet: Field) -> None:
    service = service_of(tablet)
    with pytest.raises(NotAllowed):
        judge(service, by="sami", team="north")
    with pytest.raises(NotAllowed):
        judge(service, by="sami", team=None)
    judge(service, team=None)


@pytest.mark.parametrize("odd", [{"key": ""}, {"key": "a\nb"}, {"verdict": "guilty"}, {"reason": "because"}])
def test_a_verdict_without_key_kind_or_reason_is_refused(tablet: Field, odd: dict[str, str]) -> None:
    given = {"key": KEY, "verdict": "confirmed", "reason": "fabricated", "team": None} | odd
    with pytest.raises(IncompleteDecision):
        service_of(tablet).order("judge_flag", given)
    assert tablet.client.app.state.service.read(verdicts) == {}  # type: ignore[attr-defined]


def test_pages_and_decisions_know_the_same_verdicts() -> None:
    assert {one.value for one in Verdict} == {one.value for one in results.Verdict}
    assert set(REASONS) == set(Verdict)
