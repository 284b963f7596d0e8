"""What belongs to a team, one of each kind for two teams: who adds a kind of object adds a line here.

``OBJECTS`` says what stands in the address for each team, ``SENT`` what is sent to addresses that take JSON, and
``make_objects`` makes them.
"""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from questionnaires.contracts import SAMPLE
from questionnaires.files import table, write
from survey_api.administration import load_sample
from survey_api.collection.cases.decided import Action
from survey_api.registering import NewDevice, add_devices
from survey_api.routes.records import DEEDS as RECORD_DEEDS
from tests.survey_api.builders import PROVENANCE, Field, interview, visit

OWN, OTHER = "1", "2"
TEAMS = (OWN, OTHER)

OBJECTS: Mapping[str, Mapping[str, str]] = {
    "device_id": {team: f"of-{team}" for team in TEAMS},
    "psu_id": {team: f"P{team}" for team in TEAMS},
    "case_id": {team: f"P{team}-1-01" for team in TEAMS},
    "record_id": {team: f"uuid:of-{team}" for team in TEAMS},  # a visit and an interview of this name
}

SENT: Mapping[str, Mapping[str, Any]] = {
    **{f"/cases/{{case_id}}/{action.value.replace('_', '-')}": {} for action in Action},
    "/psus/{psu_id}/approve": {},
    "/psus/{psu_id}/assign": {"team": "3"},
    "/psus/{psu_id}/reopen": {"reason": "a unit was missed"},
    "/psus/{psu_id}/close": {"reason": "the road is cut"},
    "/sample/replicates/{replicate}/release": {"reason": "too few answers"},
    "/field/psus/{psu_id}/listing": {},
    "/field/returned/{form_id}/{record_id}/answers": {"answers": []},
    "/edits/{case_id}/{variable}": {"record": "uuid:of-1", "old": "2", "new": "3", "rule": "misread"},
    **{f"/records/{{form_id}}/{{record_id}}/{deed}": {"seen": "uuid:unseen"} for deed in RECORD_DEEDS},
}


def make_objects(running: Field) -> None:
    """A device, a PSU, a case and an interview of each team."""
    order = running.service.order
    with TemporaryDirectory() as folder:
        load_sample(order, _write_sample(Path(folder)))
    for team in TEAMS:
        [device] = add_devices(order, [OBJECTS["device_id"][team]], team)
        _send(running, device, team)
    order("assign_psus", {"teams": {OBJECTS["psu_id"][team]: team for team in TEAMS}})


def _send(running: Field, device: NewDevice, team: str) -> None:
    kept, running.client.auth = running.client.auth, (device.device_id, device.token)
    case_id = OBJECTS["case_id"][team]
    record = interview(f"uuid:of-{team}", unit_id=case_id.removesuffix("-01"), case_id=case_id)
    assert running.post(record).status_code == 201
    assert (
        running.post(visit(f"uuid:of-{team}", unit_id=case_id.removesuffix("-01"), case_id=case_id)).status_code == 201
    )
    running.client.auth = kept


def _write_sample(folder: Path) -> Path:
    """A listed sample: in the PSU of each team one unit, and in it one person drawn."""
    rows: dict[str, list[dict[str, Any]]] = {contract.name: [] for contract in SAMPLE}
    place = {"stratum": "s", "governorate": "TN-11", "region": "GT", "milieu": "1", "frame": "1", "frame_dwellings": 90}
    for team in TEAMS:
        psu, case = OBJECTS["psu_id"][team], OBJECTS["case_id"][team]
        unit = f"{psu}-1"
        person = {"unit_id": unit, "line_no": 1, "sex": "2", "age": 30, "citizenship": "CI", "months_in_tunisia": 20}
        person |= {"p_person": 1.0, "case_id": case}
        rows["psus"].append({"psu_id": psu, **place, "p_psu": 0.1, "certainty": False})
        found = {"status": "1", "eligibility": "eligible", "n_persons": 3, "n_foreign": 1, "n_eligible": 1}
        found |= {"n_selected": 1, "disposition": None, "p_dwelling": 1.0, "review_state": "received"}
        rows["listing_units"].append({"unit_id": unit, "psu_id": psu, **found, **PROVENANCE})
        rows["roster"].append({**person, "eligibility": "eligible", "selected": True, **PROVENANCE})
        drawn = {name: PROVENANCE[name] for name in ("questionnaire_version", "frame")}
        rows["drawn_cases"].append({**person, "psu_id": psu, **drawn})
    tables = {contract: table(contract, rows[contract.name]) for contract in SAMPLE}
    write(folder, tables, made_by="tests", facts={"survey": "small", "simulated": True}, inputs={})
    return folder
