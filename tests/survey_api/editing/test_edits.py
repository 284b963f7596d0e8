"""Edits are rows: proposed, confirmed by somebody else, applied when answers are read; what was collected stays."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.contracts import EDITS, INTERVIEWS
from questionnaires.fieldwork import FieldForms
from questionnaires.files import read, read_manifest
from questionnaires.problems import ProblemError
from survey_api.collection.deciding import Overtaken
from survey_api.collection.editing.problems import (
    NoSuchAnswer,
    NotAnAnswer,
    NotARule,
    NotEditable,
    NothingChanged,
    NothingProposed,
    NotTheProposer,
    OldDiffers,
    ProposedAlready,
    Revised,
    SamePerson,
)
from survey_api.collection.editing.reading import open_proposals
from survey_api.collection.editing.state import Edit, EditState
from survey_api.collection.editing.values import after_edits
from survey_api.collection.people import Role
from survey_api.export import export
from survey_api.settings import Settings
from survey_api.store import codings, edit_values
from survey_api.store.edit_tables import EditValue
from survey_api.store.edit_values import Values
from survey_api.store.tables import rows_of
from tests.survey_api.browsing import sign_in
from tests.survey_api.builders import NOON, Field, field, interview
from tests.survey_api.editing.builders import CASE, RECORD, collected, edit, order
from tests.survey_api.forms import FIELD_FORMS


@pytest.fixture
def office(tablet: Field, tmp_path: Path) -> Field:
    collected(tablet, tmp_path)
    return tablet


def exported(tablet: Field, folder: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The edits that go out, and the interview beside them."""
    export(tablet.settings, folder, survey="small")
    [row] = read(folder, INTERVIEWS).to_pylist()
    return read(folder, EDITS).to_pylist(), row


def test_a_confirmed_edit_is_a_row_beside_the_answer_which_stays_as_collected(office: Field, tmp_path: Path) -> None:
    edit(office, "2", "3")
    [row], answers = exported(office, tmp_path / "out")
    assert (row["old"], row["new"], row["rule"], row["who"], row["confirmed_by"]) == (
        "2",
        "3",
        "misread",
        "amal",
        "basma",
    )
    assert answers["rooms"] == 2
    assert read_manifest(tmp_path / "out").facts["office"]["edits"] == 1


def test_what_is_proposed_only_goes_nowhere_and_waits(office: Field, tmp_path: Path) -> None:
    order(office, "propose_edit", "amal", old="2", new="3")
    edits, _ = exported(office, tmp_path / "out")
    assert edits == []
    [waiting] = office.service.read(lambda c: open_proposals(c, "interview"))
    assert (waiting.edit.variable, waiting.team, waiting.edit.state) == ("rooms", "north", EditState.PROPOSED)


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (OldDiffers, {"old": "5", "new": "3"}),
        (NothingChanged, {"old": "2", "new": "2"}),
        (NotAnAnswer, {"old": "2", "new": "many"}),
        (NotAnAnswer, {"old": "2", "new": "-8"}),
        (NotAnAnswer, {"variable": "works", "old": "1", "new": "7"}),
        (NotEditable, {"variable": "remark", "old": "x", "new": "y"}),
        (NotEditable, {"variable": "unit_id", "old": "A-1", "new": "B-1"}),
        (NotEditable, {"variable": "no_such", "old": "1", "new": "2"}),
        (NotARule, {"old": "2", "new": "3", "rule": "she said so"}),
        (NoSuchAnswer, {"old": "2", "new": "3", "record": "uuid:other"}),
        (NoSuchAnswer, {"old": "2", "new": "3", "case_id": "B-1-01"}),
        (Overtaken, {"old": "2", "new": "3", "expected": 4}),
    ],
)
def test_a_proposal_that_does_not_fit_is_refused_and_leaves_nothing(
    office: Field, refusal: type[ProblemError], told: dict[str, Any]
) -> None:
    with pytest.raises(refusal):
        order(office, "propose_edit", "amal", **told)
    assert office.service.read(lambda c: c.execute(rows_of(EditValue).select()).all()) == []


def test_who_proposes_does_not_confirm_and_others_do_not_take_back(office: Field) -> None:
    order(office, "propose_edit", "amal", old="2", new="3")
    with pytest.raises(ProposedAlready):
        order(office, "propose_edit", "basma", old="2", new="4")
    with pytest.raises(SamePerson):
        order(office, "confirm_edit", "amal")
    with pytest.raises(NotTheProposer):
        order(office, "retract_edit", "basma")
    order(office, "retract_edit", "amal")
    with pytest.raises(NothingProposed):
        order(office, "confirm_edit", "basma")


def test_a_second_edit_of_an_answer_starts_from_what_the_first_left(office: Field, tmp_path: Path) -> None:
    edit(office, "2", "3")
    with pytest.raises(OldDiffers):
        order(office, "propose_edit", "amal", old="2", new="5")
    edit(office, "3", "5")
    edit(office, "5", None)
    edits, _ = exported(office, tmp_path / "out")
    assert [(row["step"], row["old"], row["new"]) for row in edits] == [(1, "2", "3"), (2, "3", "5"), (3, "5", None)]


def test_a_revised_version_settles_what_was_proposed(office: Field, tmp_path: Path) -> None:
    order(office, "propose_edit", "amal", old="2", new="3")
    office.post(interview("uuid:i2", replaces=RECORD, **{"life/rooms": "3"}))
    office.settle()
    assert office.service.read(lambda c: open_proposals(c, "interview")) == ()
    with pytest.raises(Revised):
        order(office, "confirm_edit", "basma")
    edit(office, "3", "4", record="uuid:i2")
    [row], answers = exported(office, tmp_path / "out")
    assert (row["old"], row["new"], answers["rooms"]) == ("3", "4", 3)


def test_a_confirmed_edit_that_a_revised_version_overtook_is_left_out_and_counted(
    office: Field, tmp_path: Path
) -> None:
    edit(office, "2", "3")
    office.post(interview("uuid:i2", replaces=RECORD, **{"life/rooms": "7"}))
    edits, _ = exported(office, tmp_path / "out")
    assert edits == []
    assert read_manifest(tmp_path / "out").facts["office"]["edits_overtaken"] == 1


def test_of_a_withdrawn_case_no_edit_can_be_read_again(office: Field, tmp_path: Path) -> None:
    edit(office, "2", "3")
    held = office.service.read(lambda c: c.execute(rows_of(EditValue).select()).all())
    assert b'"3"' not in bytes(held[0].value)
    office.service.order("withdraw", {"case_id": CASE})
    assert office.service.read(lambda c: c.execute(rows_of(EditValue).select()).all()) == []
    assert office.service.vault.keys([held[0].slot]) == {}
    assert office.service.read(lambda c: edit_values.read(c, office.service.vault)) == {}
    export(office.settings, tmp_path / "out", survey="small")
    assert read(tmp_path / "out", EDITS).num_rows == 0
    assert office.service.read(codings.tasks) == ()


def test_edits_work_on_both_databases(settings: Settings, tmp_path: Path) -> None:
    with field(settings) as tablet:
        collected(tablet, tmp_path)
        edit(tablet, "2", "3")
        [row], _ = exported(tablet, tmp_path / "out")
        assert row["new"] == "3"


def test_over_the_network_a_decision_wants_the_version_that_was_seen(office: Field) -> None:
    address = f"/edits/{CASE}/rooms"
    office.client.auth, office.client.follow_redirects = None, False
    assert sign_in(office, Role.SUPERVISOR, team="north") == 303
    proposal = {"record": RECORD, "old": "2", "new": "3", "rule": "misread"}
    assert office.client.post(address, json=proposal).status_code == 428
    made = office.client.post(address, json=proposal, headers={"If-Match": '"0"'})
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert office.client.post(address, json=proposal, headers={"If-Match": '"0"'}).status_code == 412
    assert [one["variable"] for one in office.client.get("/edits").json()] == ["rooms"]
    seen = office.client.get(address)
    assert (seen.headers["etag"], seen.json()[0]["new"]) == ('"1"', "3")
    assert office.client.post(f"{address}/confirm", headers={"If-Match": '"1"'}).status_code == 403
    office.client.cookies.clear()
    assert sign_in(office, Role.QUALITY) == 303
    assert office.client.post(f"{address}/confirm", headers={"If-Match": '"1"'}).status_code == 200


def test_no_supervisor_learns_an_answer_that_is_for_headquarters_alone_by_proposing(
    own: Settings, tmp_path: Path
) -> None:
    forms = replace(FIELD_FORMS, individual=replace(FIELD_FORMS.individual, sensitive=("life",)))
    with field(replace(own, field_forms=forms)) as tablet:
        collected(tablet, tmp_path)
        tablet.client.auth, tablet.client.follow_redirects = None, False
        address, unseen = f"/edits/{CASE}/rooms", {"If-Match": '"0"'}
        proposals = [{"record": RECORD, "old": guess, "new": "7", "rule": "misread"} for guess in ("1", "2")]
        sign_in(tablet, Role.SUPERVISOR, team="north")
        told = [tablet.client.post(address, json=guess, headers=unseen).status_code for guess in proposals]
        assert told == [403, 403]
        age = {"record": RECORD, "old": "30", "new": "31", "rule": "misread"}
        assert tablet.client.post(f"/edits/{CASE}/age", json=age, headers=unseen).status_code == 201
        tablet.client.cookies.clear()
        sign_in(tablet, Role.QUALITY)
        assert tablet.client.post(address, json=proposals[1], headers=unseen).status_code == 201
        tablet.client.cookies.clear()
        sign_in(tablet, Role.SUPERVISOR, login="second", team="north")
        assert tablet.client.get(address).status_code == 403
        assert tablet.client.get(f"/edits/{CASE}/age").status_code == 200


def test_edits_of_a_program_are_proposals_like_any_other(office: Field, tmp_path: Path) -> None:
    file = tmp_path / "edits.csv"
    lines = (
        "case_id,interview_id,variable,old,new,rule",
        f"{CASE},{RECORD},rooms,2,3,R01",
        f"{CASE},{RECORD},rooms,9,8,R01",
    )
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    from click.testing import CliRunner

    from survey_api.edit_commands import edit as command

    class Survey:
        @staticmethod
        def load_field_forms() -> FieldForms:
            return FIELD_FORMS

    class Session:
        survey, language = Survey, "en"

    told = CliRunner().invoke(command, ["import", str(file), "--home", str(office.settings.home.folder)], obj=Session())
    assert "1 edits proposed, 1 refused" in told.output, told.output
    [waiting] = office.service.read(lambda c: open_proposals(c, "interview"))
    assert (waiting.edit.rule, waiting.edit.proposed_by) == ("R01", "command line")


VALUES = st.sampled_from(["1", "2", "3", None])


@given(st.lists(st.tuples(VALUES, VALUES), max_size=6), VALUES)
def test_edits_of_one_answer_chain_by_old_and_new(pairs: list[tuple[str | None, str | None]], held: str | None) -> None:
    """Whatever the edits are, the answer is what a plain loop over those that find their old value leaves."""
    told = {f"e{n}": Values(old, new) for n, (old, new) in enumerate(pairs)}
    edits = [Edit(name, CASE, "rooms", RECORD, "r", EditState.CONFIRMED, "amal", NOON, "basma", NOON) for name in told]
    expected = held
    for old, new in pairs:
        expected = new if old == expected else expected
    assert after_edits(held, edits, told) == expected
