"""PSUs and the sample over HTTP: what each role sees, decisions on what was seen, numbers for tablets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from survey_api.collection.people import Role
from survey_api.settings import Settings
from tests.survey_api.browsing import sign_in
from tests.survey_api.psus.drawn import FIRST, FOUND, SECOND, TEAM, THIRD, Listing, listing_of


@pytest.fixture
def listed(own: Settings, tmp_path: Path) -> Iterator[Listing]:
    with listing_of(own, tmp_path / "draw") as running:
        running.numbers()
        running.send(*(one.record() for one in FOUND))
        running.running.client.auth = None
        running.running.client.follow_redirects = False
        yield running


def become(listed: Listing, role: Role, team: str = TEAM) -> None:
    listed.running.client.cookies.clear()
    assert sign_in(listed.running, role, team=team, login=f"{role.value}-{team}") == 303


def post(listed: Listing, address: str, tag: str | None, **sent: Any) -> Any:  # the answer of the client
    headers = {} if tag is None else {"If-Match": tag}
    return listed.running.client.post(address, json=sent, headers=headers)


def test_a_supervisor_approves_what_they_looked_at(listed: Listing) -> None:
    become(listed, Role.SUPERVISOR)
    client = listed.running.client
    assert [one["psu_id"] for one in client.get("/psus").json()["psus"]] == [FIRST, THIRD]
    shown = client.get(f"/psus/{FIRST}")
    page = shown.json()
    assert (page["state"], page["listing"]["units"], page["listing"]["cases"]) == ("listed", 8, 4)
    assert page["possible"] == ["approve"]
    assert post(listed, f"/psus/{FIRST}/approve", None).status_code == 428
    assert post(listed, f"/psus/{FIRST}/approve", '"0"').status_code == 412
    assert post(listed, f"/psus/{FIRST}/approve", shown.headers["ETag"], seen="other").status_code == 412
    done = post(listed, f"/psus/{FIRST}/approve", shown.headers["ETag"], seen=page["listing"]["seen"])
    assert (done.status_code, done.json()["cases"], done.headers["ETag"]) == (200, 4, '"2"')
    after = client.get(f"/psus/{FIRST}").json()
    assert (after["state"], after["cases"]) == ("sample_drawn", 4)
    assert after["unfinished"] == 4 + 2  # cases, and units that nobody has screened
    assert post(listed, f"/psus/{FIRST}/close", done.headers["ETag"], reason="tired").status_code == 403


def test_nothing_of_another_team_is_shown_or_decided(listed: Listing) -> None:
    become(listed, Role.SUPERVISOR, team="2")
    client = listed.running.client
    assert client.get("/psus").json()["psus"] == []
    assert client.get(f"/psus/{FIRST}").status_code == 403
    assert client.get(f"/psus/{SECOND}").status_code == 403  # of no team
    assert post(listed, f"/psus/{FIRST}/approve", '"1"').status_code == 403


def test_sampling_assigns_releases_reopens_and_closes(listed: Listing) -> None:
    become(listed, Role.SAMPLING)
    client = listed.running.client
    told = client.get("/sample").json()
    assert [one["version"] for one in told["replicates"]] == [0, 0]
    released = post(listed, "/sample/replicates/1/release", '"0"', stratum="a", reason="too few answers")
    assert (released.status_code, released.json()["psus"]) == (200, 1)
    assert post(listed, "/sample/replicates/1/release", '"0"', stratum="b", reason="x").status_code == 412
    assert post(listed, "/sample/replicates/9/release", '"0"', reason="x").status_code == 404
    assigned = post(listed, f"/psus/{SECOND}/assign", '"0"', team="2")
    assert (assigned.status_code, assigned.headers["ETag"]) == (200, '"1"')
    assert post(listed, f"/psus/{FIRST}/reopen", '"1"', reason="x").status_code == 409
    assert post(listed, f"/psus/{FIRST}/approve", '"1"').status_code == 200
    assert post(listed, f"/psus/{FIRST}/reopen", '"2"').status_code == 422
    assert post(listed, f"/psus/{FIRST}/reopen", '"2"', reason="a house was missed").status_code == 200
    assert post(listed, f"/psus/{FIRST}/close", '"3"', reason="the road is cut").status_code == 200
    assert client.get(f"/psus/{FIRST}").json()["state"] == "closed"
    assert client.get("/psus/Z").status_code == 404


def test_a_refusal_says_in_the_persons_language_what_to_do(listed: Listing) -> None:
    become(listed, Role.SAMPLING)
    headers = {"If-Match": '"0"', "Accept-Language": "fr"}
    answer = listed.running.client.post("/sample/replicates/2/release", json={"reason": "x"}, headers=headers)
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "Libérez-les dans l'ordre" in answer.json()["detail"]
