"""Hints of a team: encrypted by its devices, read by no other, gone for good when the primary unit closes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

import amem
from survey_api.collection.errors import NoSuchPsu
from survey_api.export import export
from survey_api.registering import add_devices
from survey_api.settings import Embedded, Settings
from survey_api.store import contents, hints
from survey_api.store.databases import reading_engine
from survey_api.store.tables import Event, Hint, rows_of
from survey_api.store.vault import Vault
from tests.survey_api.builders import KEY, Field, field, load_small_sample

HINT = b"amemteam1:b3BhcXVl"
OTHER = b"amemteam1:YW5vdGhlcg=="
UNIT = "/openrosa/hints/A-1"


@pytest.fixture
def team(settings: Settings, tmp_path: Path) -> Iterator[Field]:
    """Two tablets of the north, one of the south; the first one of the north is at hand."""
    with field(settings) as tablet:
        load_small_sample(tablet.service.order, tmp_path / "sample")
        yield tablet


def as_device(tablet: Field, name: str, team: str) -> None:
    [added] = add_devices(tablet.service.order, [name], team)
    tablet.client.auth = (added.device_id, added.token)


def test_a_hint_is_read_by_the_devices_of_its_team_alone(team: Field) -> None:
    assert team.client.get(UNIT).status_code == 404
    assert team.client.put(UNIT, content=HINT).status_code == 204
    as_device(team, "tablet-2", "north")
    assert team.client.get(UNIT).content == HINT
    as_device(team, "tablet-3", "south")
    assert team.client.get(UNIT).status_code == 404
    assert team.client.delete(UNIT).status_code == 204
    assert team.client.put(UNIT, content=OTHER).status_code == 204
    assert team.client.get(UNIT).content == OTHER
    team.client.auth = (team.device.device_id, team.device.token)
    assert team.client.get(UNIT).content == HINT, "neither taken away nor replaced by another team"


def test_of_two_hints_the_one_the_server_took_last_stands(team: Field) -> None:
    first = team.client.put(UNIT, content=HINT).headers["etag"]
    as_device(team, "tablet-2", "north")
    last = team.client.put(UNIT, content=OTHER).headers["etag"]
    assert int(last.strip('"')) > int(first.strip('"'))
    found = team.client.get(UNIT)
    assert (found.content, found.headers["etag"]) == (OTHER, last)


def test_a_hint_can_be_taken_back(team: Field) -> None:
    team.client.put(UNIT, content=HINT)
    assert [team.client.delete(UNIT).status_code for _ in range(2)] == [204, 204]
    assert team.client.get(UNIT).status_code == 404


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"behind the mosque, blue door", 400),
        (b"amemteam2:x", 400),
        ("amemteam1:é".encode(), 400),
        (b"amemteam1:" + b"x" * 2038, 204),
        (b"amemteam1:" + b"x" * 2039, 413),
    ],
)
def test_what_is_not_encrypted_or_too_long_is_not_taken(team: Field, content: bytes, status: int) -> None:
    answer = team.client.put(UNIT, content=content)
    assert answer.status_code == status
    assert b"mosque" not in answer.content


def test_a_unit_outside_the_sample_has_no_hints(team: Field) -> None:
    assert team.client.put("/openrosa/hints/Z-9", content=HINT).status_code == 404


WHY = ("--reason", "the survey is over")


def close(team: Field, psu_id: str) -> tuple[bool, int]:
    """Close a PSU; whether that is a change, and how many hints there were."""
    done = team.service.order("close_psu", {"psu_id": psu_id, "reason": "the survey is over"})
    return done["new"], done["hints"]


def test_a_closed_primary_unit_keeps_no_hints_and_takes_none(team: Field) -> None:
    team.client.put(UNIT, content=HINT)
    team.client.put("/openrosa/hints/B-1", content=OTHER)
    assert close(team, "A") == (True, 1)
    assert close(team, "A") == (False, 0)
    assert team.client.get(UNIT).status_code == 404
    assert team.client.put(UNIT, content=HINT).status_code == 410
    assert team.client.get("/openrosa/hints/B-1").content == OTHER
    with pytest.raises(NoSuchPsu):
        close(team, "Z")


def test_a_primary_unit_may_be_closed_before_it_has_any_hint(team: Field) -> None:
    assert close(team, "B")[0] is True
    assert team.client.put("/openrosa/hints/B-1", content=HINT).status_code == 410


def test_an_older_copy_of_the_database_has_no_hints_left_either(own: Settings, tmp_path: Path) -> None:
    with field(own) as tablet:
        load_small_sample(tablet.service.order, tmp_path / "sample")
        tablet.client.put(UNIT, content=HINT)
    old = tmp_path / "old.sqlite"
    shutil.copyfile(own.home.database, old)

    def found() -> tuple[int, bytes] | None:
        vault = Vault(own.home.vault, own.vault_key, writing=False)
        with reading_engine(Embedded(old, KEY), 1).connect() as connection:
            return hints.read(connection, vault, "north", "A-1")

    before = found()
    assert before is not None
    assert before[1] == HINT
    with field(own, device="tablet-2") as tablet:
        close(tablet, "A")
    assert found() is None


def test_hints_are_locked_and_never_leave_with_an_export(team: Field, tmp_path: Path) -> None:
    team.client.put(UNIT, content=HINT)
    [row] = team.service.read(lambda c: c.execute(select(rows_of(Hint))).all())
    assert HINT not in bytes(row.hint)
    export(team.settings, tmp_path / "out", survey="small")
    assert not [path for path in (tmp_path / "out").iterdir() if HINT in path.read_bytes() or "hint" in path.name]


def test_hints_leave_their_traces_in_the_log_without_what_they_say(team: Field) -> None:
    team.client.put(UNIT, content=HINT)
    team.client.delete(UNIT)
    close(team, "A")
    told = team.service.read(lambda c: c.execute(select(rows_of(Event))).all())
    assert [(row.action, row.object) for row in told][-3:] == [
        ("hint.kept", "unit:A-1"),
        ("hint.forgotten", "unit:A-1"),
        ("psu.close", "psu:A"),
    ]
    assert "amemteam1" not in str(told)


def test_closing_a_primary_unit_is_no_withdrawal_of_a_case(team: Field, tmp_path: Path) -> None:
    close(team, "A")
    written = export(team.settings, tmp_path / "out", survey="small").manifest
    assert "withdrawn" not in written.facts
    assert team.service.read(contents.withdrawn_slots) == []


def test_a_primary_unit_is_closed_by_a_command(own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv("AMEM_DATABASE_KEY_FILE", str(tmp_path / "key"))
    with field(own) as tablet:
        load_small_sample(tablet.service.order, tmp_path / "sample")
        tablet.client.put(UNIT, content=HINT)
        said = CliRunner().invoke(
            amem.main, ["--language", "en", "psu", "close", "A", *WHY, "--home", str(own.home.folder)]
        )
        assert "Primary unit A closed: 1 hints destroyed" in said.output
        assert tablet.client.get(UNIT).status_code == 404
    again = CliRunner().invoke(
        amem.main, ["--language", "en", "psu", "close", "A", *WHY, "--home", str(own.home.folder)]
    )
    assert "closed already" in again.output
