"""Cases as tablets and supervisors meet them: receipts, lists, decisions, assignments."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
from httpx import Response
from sqlalchemy import delete, func, select

from questionnaires.problems import ProblemError
from survey_api.collection.cases.errors import ClosedForGood, EffortMissing, SameInterviewer, StillOnTablet
from survey_api.collection.cases.reading import standing_of, standings
from survey_api.collection.cases.state import Side, Standing, State
from survey_api.collection.deciding import Overtaken
from survey_api.collection.people import Role
from survey_api.export import export
from survey_api.registering import add_devices, add_staff
from survey_api.settings import Settings
from survey_api.store import fetches
from survey_api.store.fact_tables import RecordFact
from survey_api.store.tables import rows_of
from tests.survey_api.browsing import PASSWORD, sign_in
from tests.survey_api.builders import NOON, Field, field, interview, load_small_sample, visit

CASE = "A-1-01"
FACTS = rows_of(RecordFact)


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def team(settings: Settings, clock: Clock) -> Iterator[Field]:
    """A tablet of the team "north", and the sample of one case."""
    with field(replace(settings, clock=clock)) as tablet:
        load_small_sample(tablet.service.order, settings.home.folder / "sample")
        tablet.client.follow_redirects = False
        yield tablet


def at(day: int, hour: int = 10) -> str:
    return f"2026-11-{day:02d}T{hour:02d}:00:00.000+01:00"


def found(tablet: Field, case_id: str = CASE) -> Standing:
    tablet.settle()
    service = tablet.service
    return service.read(lambda c: standing_of(c, case_id, service.settings.field_forms, service.settings.clock()))


def decide(tablet: Field, action: str, by: str = "command line", **given: Any) -> dict[str, Any]:
    tablet.settle()
    return tablet.service.order("decide_case", {"case_id": CASE, "action": action, **given}, by)


def assignment(tablet: Field, tag: str = "") -> Response:
    tablet.settle()
    headers = {"If-None-Match": tag} if tag else {}
    answer: Response = tablet.client.get("/field/assignment", headers=headers)
    return answer


def told(tablet: Field) -> Mapping[str, Any]:
    tablet.settle()
    sheet: Mapping[str, Any] = tablet.client.get(f"/cases/{CASE}").json()
    return sheet


def given_cases(tablet: Field) -> list[Mapping[str, Any]]:
    told: list[Mapping[str, Any]] = assignment(tablet).json()["cases"]
    return told


def exported(tablet: Field) -> tuple[dict[str, bytes], Mapping[str, Any]]:
    folder = tablet.settings.home.exports
    made = export(tablet.settings, folder, survey="small")
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}, made.manifest.facts


def test_a_case_goes_from_nobody_to_a_tablet_and_is_opened_by_a_visit(team: Field) -> None:
    assert found(team).state is State.UNASSIGNED
    assert given_cases(team) == []
    decide(team, "assign", team="north", interviewer="E001")
    assert found(team).state is State.ASSIGNED
    [given] = given_cases(team)
    assert (given["case"], given["visit"], given["for"], given["age"]) == (CASE, 1, "E001", 30)
    assert found(team).state is State.ON_DEVICE
    team.post(visit("uuid:v1"))
    assert found(team).state is State.OPEN
    team.post(visit("uuid:v2", result="later", at=at(21), when=at(23, 18)))
    assert found(team).state is State.APPOINTMENT
    assert given_cases(team)[0]["visit"] == 3
    team.post(visit("uuid:v3", result="done", at=at(23)))
    team.post(interview("uuid:i1", start=at(23), end=at(23, 11)))
    assert (found(team).state, found(team).code) == (State.RESOLVED, "1.1")
    decide(team, "confirm", code="1.1")
    assert found(team).state is State.CLOSED  # the machine's owner decides for headquarters


def test_an_assignment_that_stands_costs_no_bytes_and_renews_the_lease(team: Field, clock: Clock) -> None:
    decide(team, "assign", team="north")
    first = assignment(team)
    clock.now += timedelta(hours=70)
    again = assignment(team, first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    clock.now += timedelta(hours=70)
    assert [one.device_id for one in found(team).leases] == ["tablet-1"]
    clock.now += timedelta(hours=3)
    assert found(team).leases == ()
    team.post(visit("uuid:v1"))
    assert assignment(team, first.headers["etag"]).status_code == 200


def test_a_tablet_gets_the_cases_of_its_team_alone(team: Field) -> None:
    decide(team, "assign", team="south")
    assert given_cases(team) == []


def test_what_was_decided_since_is_not_on_the_tablet_yet(team: Field, clock: Clock) -> None:
    assert sign_in(team, Role.QUALITY) == 303
    decide(team, "assign", team="north", interviewer="E001")
    assignment(team)
    clock.now += timedelta(minutes=20)
    decide(team, "assign", team="north", interviewer="E002")
    [tablet] = team.client.get(f"/cases/{CASE}", headers={"Accept-Language": "en"}).json()["tablets"]
    assert tablet["behind"] is True
    assert tablet["words"] == "Not yet on the tablet (last heard: 2026-11-24 12:00)."


def test_fear_closes_a_case_for_good(team: Field) -> None:
    decide(team, "assign", team="north")
    team.post(visit("uuid:v1", result="refused", who="person", why="fear"))
    standing = found(team)
    assert (standing.state, standing.code) == (State.CLOSED, "2.112")
    assert given_cases(team) == []
    for action in ("assign", "transfer", "interpreter", "confirm", "not_attempted", "refused_for_good"):
        with pytest.raises(ClosedForGood, match="refused_for_good"):
            decide(team, action, team="north", interviewer="E009", reason="other")


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Ne le contactez plus"), ("ar", "لا تتصل بها مرة أخرى"), ("en", "Do not contact it")]
)
def test_what_is_made_after_the_closure_is_kept_told_and_no_attempt(team: Field, language: str, words: str) -> None:
    closing = visit("uuid:v1", result="refused", why="fear", at=at(20))
    afterwards = visit("uuid:v2", at=at(21))
    headers = {"Accept-Language": language}
    assert team.post(closing, headers=headers).status_code == 201
    answer = team.post(afterwards, headers=headers)
    assert answer.status_code == 202
    assert words in answer.text
    assert team.post(interview("uuid:i1", start=at(22), end=at(22, 11), language=language)).status_code == 202
    assert team.post(afterwards, headers=headers).status_code == 202  # told again, and stored once
    standing = found(team)
    assert [one.name for one in standing.history.breaches] == ["uuid:v2", "uuid:i1"]
    assert (standing.n_attempts, standing.code) == (1, "2.111")
    assert Side.BREACH in {one.side for one in standing.pending}
    tables, facts = exported(team)
    assert facts["made_after_closure"] == 2
    assert (tables["interviews.parquet"], facts.get("awaited")) != (b"", "")


def test_what_was_made_before_the_closure_counts_whenever_it_arrives(team: Field) -> None:
    sent = [
        visit("uuid:v1", result="refused", why="fear", at=at(21)),
        visit("uuid:v0", at=at(20)),
        visit("uuid:v2", at=at(22)),
    ]
    assert [team.post(xml).status_code for xml in sent] == [201, 201, 202]
    assert found(team).n_attempts == 2
    assert [one.name for one in found(team).history.breaches] == ["uuid:v2"]


def test_a_closing_visit_that_is_corrected_opens_the_case_again(team: Field) -> None:
    team.post(visit("uuid:v1", result="refused", why="fear"))
    assert found(team).state is State.CLOSED
    record = visit("uuid:v1b", result="absent")
    replacing = record.replace("</instanceID>", "</instanceID><deprecatedID>uuid:v1</deprecatedID>")
    team.post(replacing)
    assert found(team).state is State.OPEN
    assert team.post(visit("uuid:v2", at=at(22))).status_code == 201


def test_nothing_is_missing_at_a_case_where_nobody_may_go_back(team: Field) -> None:
    sign_in(team, Role.QUALITY)
    team.post(visit("uuid:v1"))
    assert {one["what"] for one in told(team)["missing"]} == {"attempts", "evening", "weekend", "spread"}
    team.post(visit("uuid:v2", result="refused", why="fear", at=at(21)))
    assert (told(team)["state"], told(team)["missing"]) == ("closed", [])


def test_of_a_withdrawn_case_nothing_is_on_its_way_to_anybody(team: Field) -> None:
    decide(team, "assign", team="north", interviewer="E001")
    decide(team, "transfer", interviewer="E002")
    team.post(visit("uuid:v1"))
    team.service.order("withdraw", {"case_id": CASE})
    assert (found(team).state, found(team).pending, found(team).wanted) == (State.CLOSED, (), ())


def test_a_breach_that_arrives_after_another_was_released_is_to_be_seen_to(team: Field) -> None:
    team.post(visit("uuid:v1", result="refused", why="fear", at=at(20)))
    team.post(visit("uuid:v2", at=at(21)))
    decide(team, "release", what="breach")
    assert found(team).pending == ()
    team.post(visit("uuid:v3", at=at(22)))  # made before the release, on a tablet without network
    assert Side.BREACH in {one.side for one in found(team).pending}


def test_a_tablet_ahead_of_its_time_keeps_no_case_on_hold(team: Field) -> None:
    young = {"age": "15", "too_young": "1", "work/works": "", "work/remark": "", "life/rooms": ""}
    team.post(interview("uuid:i1", start="2026-12-21T10:00:00+01:00", end="2026-12-21T10:05:00+01:00", **young))
    assert [one.side for one in found(team).pending] == [Side.MINOR]
    decide(team, "release", what="minor")
    assert found(team).pending == ()


def test_a_soft_refusal_asks_for_somebody_else_five_days_later_once(team: Field) -> None:
    decide(team, "assign", team="north", interviewer="E001")
    team.post(visit("uuid:v1", result="refused", who="person", at=at(10)))
    [given] = given_cases(team)
    assert (given["not_by"], given["not_before"]) == ("E001", "2026-11-15")
    with pytest.raises(SameInterviewer):
        decide(team, "assign", interviewer="E001")
    decide(team, "assign", interviewer="E002")
    assert Side.REISSUED in {one.side for one in found(team).pending}
    answer = team.post(visit("uuid:v2", result="absent", interviewer_id="E002", at=at(12)))
    assert answer.status_code == 201
    standing = found(team)
    assert ([one.why for one in standing.history.breaches], standing.n_attempts) == (["too_early"], 2)
    team.post(visit("uuid:v3", result="refused", who="person", interviewer_id="E002", at=at(16)))
    assert found(team).state is State.CLOSED
    with pytest.raises(ClosedForGood, match="refused_twice"):
        decide(team, "assign", interviewer="E003")


def test_a_converted_refusal_is_an_interview_and_its_history_keeps_the_refusal(team: Field) -> None:
    team.post(visit("uuid:v1", result="refused", who="person", at=at(10)))
    team.post(visit("uuid:v2", result="done", interviewer_id="E002", at=at(20)))
    team.post(interview("uuid:i1", interviewer_id="E002", start=at(20), end=at(20, 11)))
    standing = found(team)
    assert (standing.code, standing.ever_refused, standing.is_converted) == ("1.1", True, True)
    assert standing.history.breaches == ()


def test_a_language_barrier_is_no_refusal_and_goes_to_who_speaks_it(team: Field) -> None:
    for login, spoken in (("wassim", ["wo"]), ("sara", ["fr"])):
        add_staff(team.service.order, login, Role.INTERVIEWER, PASSWORD, "north")
        team.service.order("say_languages", {"login": login, "languages": spoken})
    decide(team, "assign", team="north", interviewer="sara")
    team.post(visit("uuid:v1", result="language", speaks="wo", interviewer_id="sara"))
    standing = found(team)
    assert (standing.code, standing.language_needed, standing.ever_refused) == ("2.33", "wo", False)
    assert Side.NEEDS_INTERPRETER in {one.side for one in standing.pending}
    with pytest.raises(ProblemError, match="language_missing"):
        decide(team, "interpreter", interviewer="sara")
    decide(team, "interpreter", interviewer="wassim")
    assert Side.NEEDS_INTERPRETER not in {one.side for one in found(team).pending}
    assert given_cases(team)[0]["for"] == "wassim"


def test_a_non_contact_is_confirmed_once_enough_was_tried(team: Field) -> None:
    visits = [(9, 10), (10, 10), (12, 19), (14, 11)]  # the 14th is a Saturday
    for number, (day, hour) in enumerate(visits[:3]):
        team.post(visit(f"uuid:v{number}", at=at(day, hour)))
    with pytest.raises(EffortMissing) as refusal:
        decide(team, "confirm")
    assert [problem.code for problem in refusal.value.problems] == [
        "cases.effort_missing",
        "cases.missing_attempts",
        "cases.missing_weekend",
        "cases.missing_spread",
    ]
    team.post(visit("uuid:phone", how="2", at=at(15)))  # a call is no visit
    with pytest.raises(EffortMissing):
        decide(team, "confirm")
    team.post(visit("uuid:v9", at=at(14, 11)))
    assert found(team).state is State.RESOLVED
    with pytest.raises(ProblemError, match="code_is_derived"):
        decide(team, "confirm", code="2.112")
    decide(team, "confirm", code="2.24")
    assert found(team).state is State.CLOSED


def test_a_supervisor_confirms_and_headquarters_close(team: Field) -> None:
    for login, role in (("samia", Role.SUPERVISOR), ("qamar", Role.QUALITY), ("sami", Role.SAMPLING)):
        add_staff(team.service.order, login, role, PASSWORD, "north")
    decide(team, "assign", team="north")
    team.post(visit("uuid:v1", result="done"))
    team.post(interview("uuid:i1"))
    with pytest.raises(ProblemError, match="not_allowed"):
        decide(team, "confirm", "sami")
    decide(team, "confirm", "samia", code="1.1")
    assert (found(team).state, found(team).confirmed_by) == (State.SUP_CONFIRMED, "samia")
    assert given_cases(team) == []
    decide(team, "confirm", "qamar")
    assert found(team).state is State.CLOSED
    with pytest.raises(ClosedForGood, match="confirmed"):
        decide(team, "assign", "samia", interviewer="E002")
    decide(team, "assign", "qamar", interviewer="E002")
    assert found(team).state is State.RESOLVED


def test_not_attempted_is_for_cases_that_nobody_visited(team: Field) -> None:
    with pytest.raises(ProblemError, match="not_visited"):
        decide(team, "confirm")
    decide(team, "not_attempted", reason="end_of_field")
    assert (found(team).state, found(team).code) == (State.CLOSED, "3.11")
    team.post(visit("uuid:v1"))
    assert found(team).state is State.OPEN  # what came later says otherwise
    with pytest.raises(ProblemError, match="was_visited"):
        decide(team, "not_attempted", reason="end_of_field")


def test_a_transfer_waits_for_the_tablet_unless_headquarters_force_it(team: Field, clock: Clock) -> None:
    add_devices(team.service.order, ["tablet-2"], "north")
    add_staff(team.service.order, "samia", Role.SUPERVISOR, PASSWORD, "north")
    decide(team, "assign", team="north", interviewer="E001", device="tablet-1")
    assert len(given_cases(team)) == 1
    to = {"interviewer": "E002", "device": "tablet-2"}
    with pytest.raises(StillOnTablet):
        decide(team, "transfer", "samia", **to)
    with pytest.raises(ProblemError, match="not_allowed"):
        decide(team, "transfer", "samia", force=True, **to)
    decide(team, "release", "samia", what="lease")
    decide(team, "transfer", "samia", **to)
    assert Side.TRANSFERRED in {one.side for one in found(team).pending}
    assert given_cases(team) == []
    decide(team, "transfer", force=True, interviewer="E001", device="tablet-1")
    assert len(given_cases(team)) == 1
    clock.now += timedelta(hours=73)
    decide(team, "transfer", "samia", **to)


def test_a_held_case_is_on_no_tablet_until_it_is_released(team: Field, clock: Clock) -> None:
    decide(team, "assign", team="north")
    decide(team, "hold", what="safety_hold")
    [pending] = found(team).pending
    assert (pending.side, pending.owner, pending.due - pending.since) == (
        Side.SAFETY_HOLD,
        "supervisor",
        timedelta(hours=1),
    )
    assert given_cases(team) == []
    clock.now += timedelta(hours=2)
    assert found(team).pending[0].is_overdue(clock.now)
    decide(team, "release", what="safety_hold")
    assert len(given_cases(team)) == 1
    with pytest.raises(ProblemError, match="nothing_to_release"):
        decide(team, "release", what="safety_hold")


def test_a_minor_is_somebodys_affair_until_it_is_released(team: Field) -> None:
    decide(team, "assign", team="north")
    team.post(interview("uuid:i1", age="16", too_young="1"))
    assert [one.side for one in found(team).pending] == [Side.MINOR]
    assert given_cases(team) == []


def test_a_contested_code_goes_to_headquarters(team: Field) -> None:
    team.post(visit("uuid:v1", result="refused", who="person"))
    decide(team, "contest", reason="not_visited")
    [pending] = found(team).pending
    assert (pending.side, pending.owner) == (Side.CONTESTED, "quality")
    assert found(team).code == "2.112"
    decide(team, "confirm")
    assert found(team).pending == ()


def test_a_withdrawn_case_is_closed_and_has_no_facts(team: Field) -> None:
    decide(team, "assign", team="north")
    team.post(visit("uuid:v1"))
    team.post(interview("uuid:i1"))
    team.settle()
    team.service.order("withdraw", {"case_id": CASE})
    assert team.service.read(lambda c: c.scalar(select(func.count()).select_from(FACTS))) == 0
    standing = found(team)
    assert (standing.state, standing.code, standing.n_attempts) == (State.CLOSED, "2.112", 1)
    assert given_cases(team) == []
    with pytest.raises(ClosedForGood, match="withdrawn"):
        decide(team, "assign", team="north")


def test_facts_that_are_not_there_are_found_at_the_next_start(settings: Settings) -> None:
    with field(settings) as tablet:
        load_small_sample(tablet.service.order, settings.home.folder / "sample")
        tablet.post(visit("uuid:v1", result="refused", who="person", why="fear"))
        tablet.settle()
        before = tablet.service.read(lambda c: c.execute(select(FACTS)).all())
        tablet.service.writer.change(lambda c: c.execute(delete(FACTS))).result()
    with field(settings, device="tablet-2") as tablet:
        tablet.settle()
        assert tablet.service.read(lambda c: c.execute(select(FACTS)).all()) == before
        assert tablet.post(visit("uuid:v2", at=at(22))).status_code == 202


def test_of_thirty_two_decisions_at_once_one_is_made(team: Field) -> None:
    team.post(visit("uuid:v1"))
    team.settle()

    def attempt(_: int) -> ProblemError | None:
        try:
            decide(team, "contest", reason="other", expected=0)
        except Overtaken as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(32) as people:
        refusals = [refusal for refusal in people.map(attempt, range(32)) if refusal is not None]
    assert len(refusals) == 31
    assert found(team).version == 1


def test_a_supervisor_works_the_own_teams_cases_over_http(team: Field) -> None:
    decide(team, "assign", team="north")
    team.post(visit("uuid:v1"))
    assert sign_in(team, Role.SUPERVISOR, team="north") == 303
    shown = team.client.get(f"/cases/{CASE}")
    assert shown.headers["etag"] == '"1"'
    assert [one["what"] for one in shown.json()["timeline"]] == ["visit", "decision"]
    without = team.client.post(f"/cases/{CASE}/hold", json={"what": "distress"})
    assert without.status_code == 428
    answer = team.client.post(f"/cases/{CASE}/hold", json={"what": "distress"}, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    late = team.client.post(f"/cases/{CASE}/assign", json={}, headers={"If-Match": '"1"', "Accept-Language": "en"})
    assert late.status_code == 412
    assert "hold" in late.json()["detail"]
    listed = team.client.get("/cases", params={"state": "open"}).json()
    assert [one["case_id"] for one in listed["cases"]] == [CASE]
    refused = team.client.post(f"/cases/{CASE}/confirm", json={}, headers={"If-Match": '"2"', "Accept-Language": "en"})
    assert refused.status_code == 409
    assert "An evening visit is missing" in refused.json()["detail"]


def test_visits_are_numbered_by_their_clocks_whatever_was_typed(team: Field) -> None:
    sent = [visit("uuid:b", visit_no="2", at=at(21)), visit("uuid:a", visit_no="2", at=at(20))]
    for xml in sent:
        team.post(xml)
    exported(team)
    rows = pq.read_table(team.settings.home.exports / "contact_attempts.parquet").to_pylist()
    assert [(row["attempt_id"], row["visit_no"]) for row in rows] == [("uuid:a", 1), ("uuid:b", 2)]


def test_the_code_of_a_case_is_the_same_live_and_in_the_export(team: Field) -> None:
    for xml in (visit("uuid:v1"), visit("uuid:v2", result="outside", at=at(21)), visit("uuid:v3", how="2", at=at(22))):
        team.post(xml)
    exported(team)
    [row] = pq.read_table(team.settings.home.exports / "cases.parquet").to_pylist()
    standing = found(team)
    assert (row["disposition"], row["n_attempts"]) == (standing.code, standing.n_attempts)
    service = team.service
    [again] = service.read(lambda c: standings(c, service.settings.field_forms, NOON))
    assert again == standing


def test_the_last_contact_of_a_tablet_is_known(team: Field, clock: Clock) -> None:
    assert team.service.read(lambda c: fetches.last_contact(c, "tablet-1")) is None
    assignment(team)
    clock.now += timedelta(hours=1)
    team.post(visit("uuid:v1"))
    assert team.service.read(lambda c: fetches.last_contact(c, "tablet-1")) == NOON + timedelta(hours=1)


def test_sixty_cases_are_given_in_few_bytes(team: Field) -> None:
    decide(team, "assign", team="north")
    team.post(visit("uuid:v1", result="refused", who="person"))
    [case] = given_cases(team)
    assert len(json.dumps([case] * 60)) < 20_000
