"""The whole chain on a tiny country: a sample drawn, listed by tablets, visited, interviewed, reviewed, published."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from amem import TUNISIA
from questionnaires.contracts import CASES, CONTACT_ATTEMPTS, INTERVIEWS, LISTING_UNITS, PSUS, ROSTER, Contract
from questionnaires.files import read, read_manifest
from questionnaires.identifiers import read_unit_id
from questionnaires.problems import ProblemError
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from simulation.field.results import HARD, Result
from simulation.field.tables import tables, with_doors
from simulation.fieldwork import Fieldwork, provenance
from simulation.filling.listing_forms import listing
from simulation.filling.submissions import Submission
from simulation.operations.desk_review import DeskReview, desk_review
from simulation.reviewing import Reviewer
from survey_api.administration import load_sample
from survey_api.coding import hand_out, take_in
from survey_api.export import export
from survey_api.freezing.freezing import Along, Frozen, NotYet, freeze
from survey_api.freezing.matters import Matter, standing
from tests.end_to_end.conftest import amem
from tests.end_to_end.office import (
    CODERS,
    QUALITY,
    SAMPLING,
    Office,
    give_out,
    jumbled,
    office,
    supervisor,
    team_of,
    teams_of_psus,
)
from tests.end_to_end.tiny import frame_and_design, tiny_fieldwork
from tests.simulation.builders import forms

RANDOM_ORDER = 20261124
MARK = 'class="provisional"'  # of the notice above a page


@dataclass(frozen=True)
class Course:
    """What was seen at each step, from the sample to the export."""

    fieldwork: Fieldwork
    states: Mapping[str, Mapping[str, str]]  # of PSUs, by step
    blocks: Mapping[tuple[str, str], Sequence[Sequence[int]]]  # of a PSU and a tablet
    refused: Mapping[str, str]  # codes, by what was tried
    answers: Mapping[str, Counter[int]]  # of the service, by step
    cases: Mapping[str, Mapping[str, Any]]  # where each stands, by step
    interviews: Mapping[str, Mapping[str, Any]]
    review: DeskReview
    folder: Path
    frozen: Frozen

    @property
    def exports(self) -> Path:
        """The exported tables."""
        return self.folder / "exports"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The whole chain, once."""
    folder = tmp_path_factory.mktemp("tiny")
    sample = _drawn(folder)
    fieldwork = tiny_fieldwork(sample)
    with office(folder / "home", fieldwork) as here:
        load_sample(here.service.order, sample)
        states = {"loaded": here.psus()}
        blocks = give_out(here, fieldwork)
        states["given out"] = here.psus()
        answers, refused = _listed(here, fieldwork, states)
        cases = {"drawn": here.cases()}
        _late(here, fieldwork)
        cases["after a late listing"] = here.cases()
        review = desk_review(forms().individual, fieldwork.submissions, fieldwork.seed, waits=0.0)
        answers["visits"] = here.send(jumbled(review.as_sent(fieldwork.submissions), RANDOM_ORDER))
        states["visited"], cases["visited"] = here.psus(), here.cases()
        interviews = {"received": here.interviews()}
        _reviewed(here, fieldwork, review, interviews)
        cases["reviewed"] = here.cases()
        _approved_by_headquarters(here, review)
        interviews["all approved"] = here.interviews()
        _ended(here, fieldwork)
        _coded(here, folder / "coding")
        export(here.settings, folder / "exports", survey="tunisia")
        frozen = _frozen(here)
    _published(frozen.folder, folder)
    _published(folder / "exports", folder / "of exports")
    return Course(fieldwork, states, blocks, refused, answers, cases, interviews, review, folder, frozen)


def _approved_by_headquarters(here: Office, review: DeskReview) -> None:
    """Before a version is frozen everything is approved; what was asked about corrections is closed first."""
    for found in here.interviews().values():
        for thread in found.unresolved:
            about = {"form_id": found.form_id, "record": found.name, "thread": thread.number}
            here.order("review", QUALITY, deed="close-comment", **about)
    checked = {one.instance_id for one in review.checked}
    left = [one for one in review.approved if one.instance_id not in checked]
    corrections = [back.correction for back in review.returned]
    Reviewer(here.as_somebody(QUALITY), QUALITY).approve([*left, *corrections])


def _drawn(folder: Path) -> Path:
    """A sample of the frame, with its reserve, by the command line."""
    frame, design = frame_and_design(folder)
    done = amem("sample", "draw", str(frame), "--design", str(design), "--seed", "7", "--out", str(folder / "sample"))
    assert done.returncode == 0, done.stderr
    return folder / "sample"


def _ended(here: Office, fieldwork: Fieldwork) -> None:
    """Sampling closes the PSUs; what the effort rule still asks for is left, and a reason is given."""
    for psu in teams_of_psus(fieldwork):
        here.order("close_psu", SAMPLING, psu_id=psu, reason="the field is over")


def _coded(here: Office, folder: Path) -> None:
    """Texts go to two coders, who give each the same code, and come back."""
    hand_out(here.settings, here.service.order, folder, CODERS, "2026", survey="tunisia", double=0.5)
    for coder in CODERS:
        sheet = folder / f"{coder}.csv"
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        codes = {one.variable: min(one.codes(TUNISIA.codelists)) for one in FIELD_FORMS.coded}
        with sheet.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows({**row, "code": codes[row["variable"]]} for row in rows)
        take_in(here.service.order, sheet, coder, FIELD_FORMS.coded, TUNISIA.codelists, adjudicating=False)


def _frozen(here: Office) -> Frozen:
    """The version, or what stands open against it."""
    open_: list[Matter] = []

    def told(found: Sequence[Matter]) -> None:
        open_.extend(standing(tuple(found)))

    try:
        order = here.service.order
        return freeze(
            here.settings,
            order,
            "2026-1",
            Along(TUNISIA.parameters, (), TUNISIA.codelists),
            survey="tunisia",
            open_psus=here.open_psus,
            told=told,
        )
    except NotYet as refused:
        raise AssertionError(open_) from refused


def _published(tables: Path, out: Path) -> None:
    """Weights, estimates and the report of these tables, by the command line."""
    for words in (
        ("weigh", str(tables), "--out", str(out / "weights")),
        ("tabulate", str(tables), str(out / "weights"), "--out", str(out / "estimates")),
        ("report", "build", str(out / "estimates"), str(out / "weights"), "--out", str(out / "report")),
    ):
        done = amem(*words)
        assert done.returncode == 0, done.stderr


def _listed(
    here: Office, fieldwork: Fieldwork, states: dict[str, Mapping[str, str]]
) -> tuple[dict[str, Counter[int]], dict[str, str]]:
    """Half of the listing comes, then the rest; supervisors approve, each their own PSUs."""
    records = jumbled(fieldwork.listing_submissions, RANDOM_ORDER)
    half = len(records) // 2
    answers = {"half of the listing": here.send(records[:half])}
    states["half listed"] = here.psus()
    answers["listing"] = here.send(records[half:])
    states["listed"] = here.psus()
    refused = {}
    for psu, team in teams_of_psus(fieldwork).items():
        stranger = next(other for other in here.teams if other != team)
        refused[psu] = _refusal(here, "approve_psu", supervisor(stranger), psu_id=psu)
        here.order("approve_psu", supervisor(team), psu_id=psu)
    states["approved"] = here.psus()
    return answers, refused


def _refusal(here: Office, name: str, by: str, **arguments: Any) -> str:
    with pytest.raises(ProblemError) as refused:
        here.order(name, by, **arguments)
    return refused.value.problems[0].code


def _late(here: Office, fieldwork: Fieldwork) -> None:
    """Somebody lists units once more, under other names of records, when their PSU is approved."""
    again = [listing(forms().listing, fieldwork.world, unit, fieldwork.seed + 1) for unit in fieldwork.units[:5]]
    assert here.send(again) == {201: len(again)}


def _reviewed(here: Office, fieldwork: Fieldwork, review: DeskReview, interviews: dict[str, Mapping[str, Any]]) -> None:
    """Each supervisor about their team's interviews; headquarters about some of those approved."""

    def of_team(team: str, some: Sequence[Submission]) -> list[Submission]:
        return [one for one in some if team_of(fieldwork, one.device) == team]

    for team in here.teams:
        desk = Reviewer(here.as_somebody(supervisor(team)), supervisor(team))
        for back in review.returned:
            if team_of(fieldwork, back.first.device) == team:
                desk.send_back(back)
    interviews["returned"] = here.interviews()
    corrections = [back.correction for back in review.returned]
    here.send(jumbled(corrections, RANDOM_ORDER))
    interviews["corrected"] = here.interviews()
    for team in here.teams:
        desk = Reviewer(here.as_somebody(supervisor(team)), supervisor(team))
        desk.approve(of_team(team, [*review.approved, *corrections]))
    Reviewer(here.as_somebody(QUALITY), QUALITY).approve(review.checked)
    interviews["approved"] = here.interviews()


def worked(course: Course) -> set[str]:
    """The PSUs of the main sample."""
    return {unit.psu_id for unit in course.fieldwork.units}


def test_a_psu_goes_from_planned_to_drawn_step_by_step(course: Course) -> None:
    steps = {step: {of[psu] for psu in worked(course)} for step, of in course.states.items()}
    assert steps["loaded"] == {"planned"}
    assert steps["given out"] == {"listing"}
    assert steps["half listed"] <= {"listing", "listed"}
    assert steps["listed"] == {"listed"}
    assert {"sample_drawn"} <= steps["approved"] <= {"sample_drawn", "listing_approved"}  # or nobody was eligible
    assert {"in_field"} <= steps["visited"] <= {"in_field", "effort_complete", "listing_approved"}


def test_the_reserve_waits(course: Course) -> None:
    assert len(course.states["visited"]) > len(worked(course))
    assert {state for psu, state in course.states["visited"].items() if psu not in worked(course)} == {"planned"}


def test_each_tablet_lists_with_numbers_of_its_own(course: Course) -> None:
    for unit in course.fieldwork.units:
        serial = read_unit_id(unit.unit_id).serial
        assert any(first <= serial <= last for first, last in course.blocks[unit.psu_id, unit.device])


def test_a_supervisor_approves_nothing_of_another_team(course: Course) -> None:
    assert set(course.refused.values()) == {"psus.not_of_team"}
    assert set(course.refused) == worked(course)


def test_every_record_is_acknowledged_in_whatever_order_and_however_often(course: Course) -> None:
    assert {status for counts in course.answers.values() for status in counts} == {201}


def test_the_server_selects_whom_the_simulation_selects_from_the_same_start(course: Course) -> None:
    expected = {visit.case.member.case_id for visit in course.fieldwork.visits}
    selected = {member.case_id for unit in course.fieldwork.units for member in unit.members if member.selected}
    assert set(course.cases["drawn"]) == selected >= expected


def test_what_is_listed_after_the_approval_changes_no_selection(course: Course) -> None:
    assert course.cases["after a late listing"].keys() == course.cases["drawn"].keys()


def test_an_honest_field_breaks_no_rule(course: Course) -> None:
    assert [case for case, found in course.cases["visited"].items() if found.history.breaches] == []


def test_fear_and_opposition_close_a_case_and_nothing_else_that_is_refused_once(course: Course) -> None:
    refusals: dict[str, list[Any]] = {}
    for visit in course.fieldwork.visits:
        if visit.result is Result.REFUSAL:
            refusals.setdefault(visit.case.member.case_id, []).append(visit.reason)
    assert refusals
    closed = {case for case, reasons in refusals.items() if len(reasons) > 1 or not HARD.isdisjoint(reasons)}
    found = course.cases["visited"]
    assert {case for case in refusals if found[case].closure is not None} >= closed
    assert all(found[case].closure is not None for case in closed)


def test_a_barrier_waits_for_somebody_who_speaks_the_language(course: Course) -> None:
    last = {visit.case.member.case_id: visit for visit in course.fieldwork.visits}
    barred = {case for case, visit in last.items() if visit.result is Result.LANGUAGE}
    met = {visit.case.member.case_id for visit in course.fieldwork.visits if visit.result is Result.LANGUAGE}
    assert met - barred  # an interpreter was found for some
    assert all(course.cases["visited"][case].language_needed for case in barred)


def test_interviews_are_returned_corrected_and_approved(course: Course) -> None:
    back = {one.correction.case_id for one in course.review.returned}
    assert back
    assert {course.interviews["returned"][case].state.value for case in back} == {"sup_returned"}
    assert {course.interviews["corrected"][case].state.value for case in back} == {"auto_checked"}
    states = Counter(one.state.value for one in course.interviews["approved"].values())
    assert states["sup_approved"] == len(course.review.approved) - len(course.review.checked) + len(back)
    assert states["hq_approved"] == len(course.review.checked)
    assert {one.state.value for one in course.interviews["all approved"].values()} == {"hq_approved"}


def test_a_correction_replaces_what_was_sent_first(course: Course) -> None:
    interviews = read(course.exports, INTERVIEWS)
    names = dict(zip(interviews["case_id"].to_pylist(), interviews["interview_id"].to_pylist(), strict=True))
    for back in course.review.returned:
        assert names[back.correction.case_id] == back.correction.instance_id


@pytest.mark.parametrize(
    "contract", [PSUS, LISTING_UNITS, ROSTER, CASES, CONTACT_ATTEMPTS], ids=lambda contract: contract.name
)
def test_what_is_exported_is_what_happened(course: Course, contract: Contract) -> None:
    drawn, made_of = course.fieldwork.draw, provenance(forms())
    light = with_doors(tables(drawn, made_of), drawn, made_of)[contract]
    exported = read(course.exports, contract)
    reviewed = {"review_state", "stratum"}  # strata of the draw are regions, those of the world classes of them
    assert exported.num_rows == light.num_rows
    columns = [name for name in light.column_names if name not in reviewed]
    assert [name for name in columns if light.column(name) != exported.column(name)] == []


def test_a_version_is_frozen_when_nothing_stands_open(course: Course) -> None:
    assert standing(course.frozen.matters) == ()
    assert read_manifest(course.frozen.folder).facts["version"] == "2026-1"


def test_what_is_published_of_a_frozen_version_is_final_and_of_anything_else_provisional(course: Course) -> None:
    final, provisional = (
        [page.read_text(encoding="utf-8") for page in sorted((folder / "report").rglob("*.html"))]
        for folder in (course.folder, course.folder / "of exports")
    )
    assert len(final) == len(provisional) > 3
    assert not [page for page in final if MARK in page]
    assert all(MARK in page for page in provisional)
