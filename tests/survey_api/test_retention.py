"""What has had its time is removed from what is stored; that it was there remains, and a certificate tells of it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

import amem
from questionnaires.checking import check
from questionnaires.contracts import CASES, INTERVIEWS
from questionnaires.files import read
from questionnaires.records import read_record
from questionnaires.removed import removed_questions, without_answers, without_sealed
from questionnaires.retention import RetentionPolicy, RetentionUnreadable, months_after, read_policy
from questionnaires.versions import released
from questionnaires.xform import compile_form
from survey_api.collection.errors import NotDueYet
from survey_api.export import export
from survey_api.keeping.home import verify_home
from survey_api.retention import CertificateNotGenuine, Planned, apply, plan, read_certificate
from survey_api.security.signing import public_key
from survey_api.settings import Settings
from survey_api.store import contents, removals
from survey_api.store.removals import ANSWERS, IDENTIFIERS
from survey_api.store.sealed import sealed_texts
from survey_api.store.tables import Event, Submission, rows_of
from tests.survey_api.builders import (
    KEY,
    Field,
    appoint_custodian,
    field,
    interview,
    load_small_sample,
    orders_of,
    visit,
)
from tests.survey_api.canaries import FILES, contact, publish_contact
from tests.survey_api.forms import interview_form

POLICY = RetentionPolicy(
    confirmed=False, answers={"interview": ("works", "rooms")}, answers_months=6, identifiers_months=24, digest="0" * 64
)
LOCKED = date(2024, 1, 31)  # both delays are over at the noon of the tests
TOML = """\
confirmed = false
[answers]
months = 6
[answers.questions]
interview = ["works", "rooms"]
[identifiers]
months = 24
"""


@pytest.fixture
def ready(settings: Settings, tmp_path: Path) -> Iterator[Field]:
    with field(settings) as tablet:
        load_small_sample(tablet.service.order, tmp_path / "sample")
        appoint_custodian(tablet.service.order)
        publish_contact(tablet)
        yield tablet


def collected(tablet: Field) -> None:
    assert tablet.post(interview()).status_code == 201
    assert tablet.post(visit()).status_code == 201
    assert tablet.post(contact(), FILES).status_code == 201
    assert tablet.post(contact("uuid:contact-2", version="99")).status_code == 202
    tablet.settle()


def planned(tablet: Field, locked: date | None = LOCKED) -> dict[str, Planned]:
    return {one.what: one for one in tablet.service.read(lambda connection: plan(connection, POLICY, locked))}


def applied(tablet: Field, what: str) -> int:
    return apply(tablet.service.order, POLICY, LOCKED, what, lambda _: None)


def stored(tablet: Field) -> list[bytes]:
    numbers = select(rows_of(Submission).c.number).order_by(rows_of(Submission).c.number)
    return tablet.service.read(
        lambda c: list(contents.read(c, tablet.service.vault, list(c.scalars(numbers))).values())
    )


def test_a_plan_says_what_would_go_and_when_and_changes_nothing(ready: Field) -> None:
    collected(ready)
    before = stored(ready)
    found = planned(ready)
    assert (found[ANSWERS].left, found[ANSWERS].due) == (1, date(2024, 7, 31))
    assert (found[IDENTIFIERS].left, found[IDENTIFIERS].due) == (2, date(2026, 1, 31))
    assert found["hints"].due is None
    assert [one.due for one in planned(ready, None).values()] == [None, None, None]
    assert stored(ready) == before
    assert planned(ready) == found


def test_answers_on_residence_leave_the_record_and_nothing_else_does(ready: Field, tmp_path: Path) -> None:
    collected(ready)
    digests = select(rows_of(Submission).c.digest).order_by(rows_of(Submission).c.number)
    before = ready.service.read(lambda c: list(c.scalars(digests)))
    assert applied(ready, ANSWERS) == 1
    export(ready.settings, tmp_path / "out", survey="small")
    [row] = read(tmp_path / "out", INTERVIEWS).to_pylist()
    assert (row["age"], row["works"], row["rooms"]) == (30, None, None)
    assert row["n_problems"] == 0, "an answer that was taken out is no problem of the interviewer's"
    assert ready.service.read(lambda c: list(c.scalars(digests))) == before
    assert ready.post(interview()).status_code == 201, "what was received is still known by its bytes"


def test_a_case_keeps_its_disposition_when_answers_are_taken_out(ready: Field, tmp_path: Path) -> None:
    collected(ready)
    export(ready.settings, tmp_path / "before", survey="small")
    applied(ready, ANSWERS)
    export(ready.settings, tmp_path / "after", survey="small")
    assert read(tmp_path / "before", CASES).to_pylist() == read(tmp_path / "after", CASES).to_pylist()


def test_what_is_sealed_goes_everywhere_it_lies(ready: Field) -> None:
    collected(ready)
    files = ready.service.files
    assert len(list(files.names())) == 5
    assert applied(ready, IDENTIFIERS) == 2
    texts = ready.service.read(lambda c: list(sealed_texts(c, ready.service.vault)))
    assert texts == []
    assert len(list(files.names())) == 1, "the view of the street, which identifies nobody"
    assert ready.service.read(removals.n_originals) == 0
    assert sum(b"amem1:removed" in content for content in stored(ready)) == 1
    assert verify_home(ready.settings).submissions == 4


def test_a_second_time_changes_nothing(ready: Field) -> None:
    collected(ready)
    for what in (ANSWERS, IDENTIFIERS):
        assert applied(ready, what) > 0
        before = stored(ready)
        assert applied(ready, what) == 0
        assert stored(ready) == before
        assert (planned(ready)[what].left, planned(ready)[what].removed > 0) == (0, True)


def test_what_comes_after_is_removed_by_the_next_run(ready: Field) -> None:
    collected(ready)
    applied(ready, ANSWERS)
    ready.post(interview("uuid:late", case_id="A-1-02"))
    assert planned(ready)[ANSWERS].left == 1
    assert applied(ready, ANSWERS) == 1


def test_removal_goes_in_steps_that_each_are_whole(ready: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        ready.post(interview(f"uuid:i{number}", case_id=f"A-1-{number:02}"))
    ready.settle()
    steps: list[int] = []
    original = removals.remove_answers
    monkeypatch.setattr(removals, "remove_answers", lambda *given: original(*given, most=3))
    assert apply(ready.service.order, POLICY, LOCKED, ANSWERS, steps.append) == 7
    assert steps == [3, 3, 1]
    told = select(rows_of(Event).c.action, rows_of(Event).c.details).order_by(rows_of(Event).c.number)
    deeds = [json.loads(row[1]) for row in ready.service.read(lambda c: c.execute(told).all()) if "retention" in row[0]]
    assert [deed["records"] for deed in deeds] == [3, 3, 1]
    assert {deed["policy"] for deed in deeds} == {POLICY.digest}


def test_nothing_is_removed_before_its_time_whoever_orders_it(ready: Field) -> None:
    collected(ready)
    with pytest.raises(NotDueYet):
        apply(ready.service.order, POLICY, date(2026, 6, 1), ANSWERS, lambda _: None)
    with pytest.raises(NotDueYet):
        apply(ready.service.order, POLICY, date(2024, 12, 1), IDENTIFIERS, lambda _: None)


def test_what_was_withdrawn_stays_withdrawn(ready: Field) -> None:
    collected(ready)
    ready.service.order("withdraw", {"case_id": "A-1-01"})
    applied(ready, ANSWERS)
    applied(ready, IDENTIFIERS)
    assert b"canary" not in b"".join(stored(ready))


def test_a_record_says_that_an_answer_was_taken_out() -> None:
    record = read_record(interview().encode())
    blank = read_record(without_answers(record, {"works", "rooms"}))
    assert removed_questions(blank) == {"works", "rooms"}
    assert blank.root.findtext("work/works") == ""
    assert blank.root.findtext("age") == "30"
    found = check(compile_form(interview_form()), blank).problems
    assert {problem.values["question"] for problem in found} == {"works", "rooms"}
    assert removed_questions(read_record(without_sealed(read_record(interview().encode())))) == frozenset()


def test_the_survey_names_questions_that_its_forms_have() -> None:
    policy = read_policy(amem.TUNISIA.forms.parent / "retention.toml")
    assert not policy.confirmed, "assumed until counsel has confirmed"
    forms = {release.form_id: compile_form(release.xform()) for release in released(amem.TUNISIA.forms)}
    for form_id, names in policy.answers.items():
        there = {node.name: node.path for node in forms[form_id].questions}
        assert names
        assert all("/g_legal/" in there[name] for name in names)
        asked = {node.name for node in forms[form_id].questions if "/g_legal/" in node.path and node.is_asked}
        assert asked == set(names), "every question of the section on entry and stay"


@pytest.mark.parametrize(
    "change",
    [
        ("months = 6", "months = -1"),
        ("months = 6", "months = true"),
        ("months = 24", 'months = "24"'),
        ('["works", "rooms"]', '"works"'),
        ('["works", "rooms"]', "[1]"),
        ("[identifiers]", "[other]"),
        ("confirmed = false\n", ""),
        ("months = 6", "months = "),
    ],
)
def test_a_policy_that_says_something_else_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    path = tmp_path / "retention.toml"
    path.write_text(TOML)
    assert read_policy(path).answers_months == 6
    path.write_text(TOML.replace(*change))
    with pytest.raises(RetentionUnreadable):
        read_policy(path)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 600))
def test_months_later_is_the_same_day_or_the_last_of_its_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and months_after(later, 1).month != later.month)
    assert months_after(day, 0) == day


def test_a_day_that_a_month_lacks_is_its_last() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(amem.main, ["--language", "en", *map(str, arguments)])


@pytest.fixture
def home(own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that received everything, closed for the day, and a policy beside it."""
    with field(own) as tablet:
        load_small_sample(tablet.service.order, tmp_path / "sample")
        appoint_custodian(tablet.service.order)
        publish_contact(tablet)
        collected(tablet)
    (tmp_path / "key").write_text(KEY)
    (tmp_path / "retention.toml").write_text(TOML)
    monkeypatch.setenv("AMEM_DATABASE_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.delenv("AMEM_DATABASE_URL", raising=False)
    return own.home.folder


def test_removal_by_command_ends_with_a_certificate_that_can_be_verified(
    own: Settings, home: Path, tmp_path: Path
) -> None:
    asked = ("--home", home, "--locked", "2024-01-31", "--policy", tmp_path / "retention.toml")
    told = run("retention", "plan", *asked)
    assert told.exit_code == 0, told.output
    assert "no counsel has confirmed them" in told.output
    assert "Answers on residence: 1 records still hold" in told.output
    assert "no date until the data are locked" in run("retention", "plan", *asked[:2], *asked[4:]).output
    out = tmp_path / "certificate.json"
    done = run("retention", "apply", *asked, "--certificate", out)
    assert done.exit_code == 0, done.output
    assert "3 records lightened" in done.output
    assert "0 records lightened" in run("retention", "apply", *asked).output
    assert "nothing is overwritten" in run("retention", "apply", *asked, "--certificate", out).output
    signed = read_certificate(out, public_key(own.home.audit_key))
    assert (signed.locked, signed.policy_confirmed) == ("2024-01-31", False)
    assert (signed.removed[ANSWERS]["records"], signed.removed[IDENTIFIERS]["records"]) == (1, 2)
    assert signed.policy == read_policy(tmp_path / "retention.toml").digest
    assert "is genuine" in run("retention", "verify", out, "--home", home).output
    planned_for_programs = json.loads(run("retention", "plan", *asked, "--json").output)
    assert [one["left"] for one in planned_for_programs] == [0, 0, 0]


def test_a_certificate_that_was_changed_is_found_out(own: Settings, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "certificate.json"
    run("retention", "apply", "--home", home, "--policy", tmp_path / "retention.toml", "--certificate", out)
    key = public_key(own.home.audit_key)
    genuine = read_certificate(out, key)
    told = json.loads(out.read_text())
    for name, value in {**told, "signature": "00" * 64}.items():
        other = 7 if isinstance(value, int | dict) else f"{value}x" if value else "x"
        out.write_text(json.dumps({**told, name: other if value == told[name] else value}))
        with pytest.raises(CertificateNotGenuine):
            read_certificate(out, key)
    out.write_text(json.dumps(told))
    assert read_certificate(out, key) == genuine
    with pytest.raises(CertificateNotGenuine):
        read_certificate(out, "00" * 32)
    refused = run("retention", "verify", tmp_path / "retention.toml", "--home", home)
    assert refused.exit_code == 1
    assert "is not a certificate" in refused.output


def test_removal_works_while_the_service_is_up_and_while_it_is_down(own: Settings, tmp_path: Path) -> None:
    with field(own) as tablet:
        load_small_sample(tablet.service.order, tmp_path / "sample")
        tablet.post(interview())
        tablet.settle()
        assert apply(orders_of(own), POLICY, LOCKED, ANSWERS, lambda _: None) == 1
        tablet.post(interview("uuid:i2", case_id="A-1-02"))
        tablet.settle()
    assert apply(orders_of(own), POLICY, LOCKED, ANSWERS, lambda _: None) == 1
