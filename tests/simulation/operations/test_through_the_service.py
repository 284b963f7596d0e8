"""A small fieldwork with everything that happens to records, sent to the real service: the same export in any order."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pytest

from questionnaires.checking import check
from questionnaires.contracts import INTERVIEWS
from questionnaires.files import read, read_manifest
from questionnaires.history import declared_changes
from questionnaires.records import read_record
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from questionnaires.versions import Release, released
from simulation.field.margins import as_csv
from simulation.field.tables import write_sample
from simulation.fieldwork import Fieldwork, simulate
from simulation.filling.versions import INDIVIDUAL, SIMULATED
from simulation.operations.adoption import Published
from simulation.operations.plan import plan, work_of
from simulation.operations.sendings import Fate, Sending, Sent
from simulation.population.scenario import scenario
from simulation.roads.campaign import Campaign, prepare
from simulation.roads.filling_desk import fill_errand, fill_listing
from simulation.streams import Streams
from survey_api import administration, registering
from survey_api.export import export
from survey_api.settings import Settings
from tests.simulation.builders import code_lists, forms
from tests.simulation.operations.builders import forms_folder
from tests.survey_api.builders import a_home, client_of, orders_of, settings_of

HARD = replace(scenario("hostile-network").networks, truncated=0.2, resent=0.2, out_of_order=0.2, lost=1, day_off=1)
VERSION = SIMULATED[0].version


@cache
def campaign() -> Campaign:
    """About thirty interviews under bad networks; the new version comes in the middle of them."""
    found = simulate(scenario("default"), 11, forms(), code_lists(), "small", 30)
    whole = prepare(found, _releases())
    tablets = plan(
        work_of(found.visits, _covered(found)), found.devices, ("S001",), HARD, _published(found), Streams(11)
    )
    return replace(whole, plan=tablets, opening=replace(whole.opening, clocks=tablets.clocks))


def _releases() -> tuple[Release, ...]:
    return tuple(one for one in released(forms_folder()) if one.version in ("2026.1", VERSION))


def _covered(found: Fieldwork) -> dict[str, bool]:
    frame = found.world.frame
    return dict(zip(frame.psu_id.tolist(), frame.covered.tolist(), strict=True))


def _published(found: Fieldwork) -> tuple[Published, ...]:
    moments = sorted(visit.at for visit in found.visits)
    return Published("2026.1", moments[0]), Published(VERSION, moments[len(moments) // 2])


@cache
def sent() -> Sent:
    desk = campaign().opening()
    return campaign().send(one for errand in campaign().errands for one in fill_errand(desk, errand))


Post = Callable[[Sending, str], int]


@dataclass(frozen=True)
class Answered:
    """What came of sending."""

    statuses: Counter[tuple[Fate, int]]
    manifest: str
    home: Path


def delivered(folder: Path, sendings: Sequence[Sending]) -> Answered:
    """Everything sent in this order to a service of its own, then exported."""
    statuses: Counter[tuple[Fate, int]] = Counter()
    settings = replace(settings_of(a_home(folder)), field_forms=FIELD_FORMS)
    with _service(settings) as (post, tokens):
        for one in sendings:
            statuses[one.fate, post(one, tokens[one.device])] += 1
        changes = declared_changes(forms_folder())
        manifest = export(settings, settings.home.exports, survey="tunisia", declared=changes).manifest
    return Answered(statuses, manifest.to_json(), settings.home.exports)


@contextmanager
def _service(settings: Settings) -> Iterator[tuple[Post, dict[str, str]]]:
    fieldwork = campaign().fieldwork
    orders = orders_of(settings)
    settings.home.prepare()
    administration.publish(orders, _releases())
    write_sample(settings.home.folder / "sample", fieldwork.sample, as_csv(fieldwork.margins), fieldwork.facts)
    administration.load_sample(orders, settings.home.folder / "sample")
    devices = registering.add_devices(orders, campaign().devices, "1")
    with client_of(settings) as client:

        def post(one: Sending, token: str) -> int:
            parts = {"xml_submission_file": ("submission.xml", one.content, "text/xml")}
            return int(client.post("/openrosa/submission", files=parts, auth=(one.device, token)).status_code)

        yield post, {device.device_id: device.token for device in devices}


@pytest.fixture(scope="module")
def in_time(tmp_path_factory: pytest.TempPathFactory) -> Answered:
    """Everything in the order of the server's clock."""
    return delivered(tmp_path_factory.mktemp("in-time"), [one for one in sent().sendings if one.arrives])


def test_the_fieldwork_has_everything_that_can_happen() -> None:
    fates = Counter(one.fate for one in sent().sendings)
    assert set(fates) == set(Fate)
    interviews = [one.submission for one in sent().sendings if one.submission.form_id == INDIVIDUAL]
    assert {one.version for one in interviews} == {"2026.1", VERSION}
    assert any(one.replaces for one in interviews)
    assert any(abs(error) > timedelta(minutes=30) for error in campaign().plan.clocks.ahead.values())
    arrivals = [one.submission.sent_order for one in sent().sendings]
    assert arrivals != sorted(arrivals)


def test_every_whole_record_is_acknowledged_and_a_cut_one_is_refused(in_time: Answered) -> None:
    expected = {(Fate.SENT, 201), (Fate.RESENT, 201), (Fate.TRUNCATED, 400)}
    assert set(in_time.statuses) == expected


def test_the_export_holds_every_interview_that_arrived_once_in_its_last_version(in_time: Answered) -> None:
    interviews = read(in_time.home, INTERVIEWS)
    arrived = {one.submission.instance_id: one.submission for one in sent().sendings if one.whole}
    last = {one.case_id: name for name, one in arrived.items() if one.form_id == INDIVIDUAL and not one.replaces}
    last |= {one.case_id: name for name, one in arrived.items() if one.form_id == INDIVIDUAL and one.replaces}
    exported = dict(zip(interviews["case_id"].to_pylist(), interviews["interview_id"].to_pylist(), strict=True))
    assert exported.items() <= last.items()
    assert len(exported) > 15


def test_what_the_older_version_did_not_ask_is_not_asked_in_the_export(in_time: Answered) -> None:
    interviews = read(in_time.home, INTERVIEWS)
    older = pc.equal(interviews["questionnaire_version"], "2026.1")
    assert set(interviews.filter(older)["mob_acct"].to_pylist()) == {"-5"}
    assert "-5" not in interviews.filter(pc.invert(older))["mob_acct"].to_pylist()
    assert set(interviews.filter(older)["osh_haz__8"].to_pylist()) == {None}
    assert read_manifest(in_time.home).facts["not_asked"]["2026.1"] == ["mob_acct", "osh_haz__8"]


@pytest.mark.parametrize("order", ["shuffled", "backwards, then once more"])
def test_another_order_of_arrival_and_a_second_replay_give_the_same_export(
    order: str, in_time: Answered, tmp_path: Path
) -> None:
    sendings = [one for one in sent().sendings if one.arrives]
    if order == "shuffled":
        sendings = [sendings[place] for place in np.random.default_rng(1).permutation(len(sendings))]
    else:
        sendings = [*reversed(sendings), *sendings]
    assert delivered(tmp_path, sendings).manifest == in_time.manifest


def test_every_record_is_sound_whatever_happened_to_it() -> None:
    desk = campaign().opening()
    allowed = {"checks.required"}  # interviews that broke off
    for one in {one.submission.instance_id: one.submission for one in sent().sendings}.values():
        problems = check(desk.forms[one.form_id, one.version], read_record(one.xml)).problems
        assert {problem.code for problem in problems} <= allowed


def test_listing_forms_are_sent_within_days_and_change_nothing_of_what_was_planned() -> None:
    desk = campaign().opening()
    forms_listed = [one for unit in campaign().fieldwork.units[::40] for one in fill_listing(desk, unit)]
    interviews = [one.submission for one in sent().sendings if one.attempt == 1]
    both = campaign().send([*forms_listed, *interviews])
    listed = {one.submission.instance_id: one for one in both.sendings if one.submission in forms_listed and one.whole}
    for one in forms_listed:
        finished = campaign().plan.clocks.true(one.device, datetime.fromtimestamp(one.sent_order, UTC))
        assert timedelta() <= listed[one.instance_id].at - finished < timedelta(days=14)
    before = {one.submission.instance_id: one.at for one in sent().sendings if one.whole}
    after = {one.submission.instance_id: one.at for one in both.sendings if one.whole and one.submission in interviews}
    begins = min(visit.at for visit in campaign().fieldwork.visits) + timedelta(days=4)
    assert all(before[name] == at for name, at in after.items() if before[name] > begins)
