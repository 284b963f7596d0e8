"""The keys that tablets are given: drawn in time, turned over, kept by backups; those of a team, on paper."""

import base64
import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from nacl.public import PrivateKey, PublicKey, SealedBox
from sqlalchemy import select

import amem
from survey_api.keeping.backup import back_up
from survey_api.keeping.home import verify_home
from survey_api.keeping.restore import restore
from survey_api.keeping.verifying import StoreDamaged
from survey_api.reading import read
from survey_api.registering import add_devices, draw_team_keys
from survey_api.rescued import NotARescueCopy, read_rescue
from survey_api.security.sealed_interviews import seal_interview, seal_value
from survey_api.settings import KEY_FILE, Embedded, Settings
from survey_api.store.tables import Event, rows_of
from survey_api.store.vault import Vault
from tests.survey_api.builders import KEY, Field, a_home, client_of, field, orders_of, settings_of, visit
from tests.survey_api.tablet.service.boxes import SEALED_AT, cells, receiving, sealed, send_box


def told(tablet: Field) -> dict[str, object]:
    return dict(tablet.client.get("/field/tablet").json())


def test_there_is_a_key_to_seal_to_as_soon_as_there_is_a_tablet(settings: Settings) -> None:
    with field(settings) as tablet:
        key_id, public = receiving(tablet)
        assert told(tablet)["receiving"] == {"id": key_id, "public": base64.b64encode(public).decode()}
        add_devices(tablet.service.order, ["tablet-2"], "north")
        assert receiving(tablet) == (key_id, public)


def test_a_device_that_was_added_while_the_service_was_down_has_a_key_to_seal_to(own: Settings) -> None:
    [added] = add_devices(orders_of(own), ["tablet-9"], "north")
    with client_of(own) as client:
        client.auth = (added.device_id, added.token)
        assert client.get("/field/tablet").json()["receiving"]["id"]
        assert client.app.state.service.vault.receiving()  # type: ignore[attr-defined]


def test_a_team_without_keys_of_its_own_is_told_none(tablet: Field) -> None:
    assert (told(tablet)["recovery"], told(tablet)["hint_check"]) == (None, None)


def test_the_service_knows_of_a_teams_keys_what_it_needs_and_no_more(settings: Settings) -> None:
    with field(settings) as tablet:
        drawn = draw_team_keys(tablet.service.order, "north")
        private = PrivateKey(bytes.fromhex(drawn.recovery_code.replace(" ", "")))
        recovery, check = told(tablet)["recovery"], told(tablet)["hint_check"]
        assert recovery == base64.b64encode(bytes(private.public_key)).decode()
        assert isinstance(check, str)
        assert len(base64.b64decode(drawn.hint_key)) == 32
        assert len(check) == 16
        for secret in (bytes(private), base64.b64decode(drawn.hint_key)):
            forms = (secret, secret.hex().encode(), base64.b64encode(secret))
            assert not [cell for cell in cells(tablet) for text in forms if text in cell]


def test_what_a_tablet_seals_to_its_team_opens_with_the_sheet_of_paper(tablet: Field) -> None:
    drawn = draw_team_keys(tablet.service.order, "north")
    public = base64.b64decode(str(told(tablet)["recovery"]))
    key_of_the_tablet = bytes(range(32))
    box = SealedBox(PublicKey(public)).encrypt(key_of_the_tablet)
    private = PrivateKey(bytes.fromhex(drawn.recovery_code.replace(" ", "")))
    assert SealedBox(private).decrypt(box) == key_of_the_tablet


def test_another_team_is_told_nothing_of_it(tablet: Field) -> None:
    draw_team_keys(tablet.service.order, "south")
    assert told(tablet)["recovery"] is None


def test_new_keys_of_a_team_replace_the_ones_before(tablet: Field) -> None:
    first, second = (draw_team_keys(tablet.service.order, "north") for _ in range(2))
    assert (first.replaced, second.replaced) == (False, True)
    assert first.hint_key != second.hint_key
    private = PrivateKey(bytes.fromhex(second.recovery_code.replace(" ", "")))
    assert told(tablet)["recovery"] == base64.b64encode(bytes(private.public_key)).decode()


def test_a_restored_home_opens_what_tablets_sealed_to_the_home_before(own: Settings, tmp_path: Path) -> None:
    with field(own) as tablet:
        made = back_up(own, tmp_path / "backups")
        box, token = sealed(tablet, visit("uuid:sealed-before")), tablet.device.token
    home = a_home(tmp_path / "restored")
    again = settings_of(home)
    restore(made.folder, again, KEY)
    verify_home(again)
    with client_of(again) as client:
        client.auth = ("tablet-1", token)
        parts = {"xml_submission_file": ("sealed", box, "application/vnd.amem.sealed")}
        assert client.post("/openrosa/submission", files=parts).status_code == 201


def test_a_key_that_was_destroyed_is_in_no_backup_any_more(own: Settings, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    with field(own) as tablet:
        before = receiving(tablet)
        made = back_up(own, backups)
        tablet.service.order("draw_receiving_key", {})
        tablet.service.order("destroy_receiving_key", {"key_id": before[0]})
        back_up(own, backups)
        with closing(Vault(backups / "vault.sqlite", own.vault_key, writing=False)) as vault:
            assert set(vault.receiving()) == {receiving(tablet)[0]}
    again = settings_of(a_home(tmp_path / "restored"))
    restore(made.folder, again, KEY)  # the older backup, with the keys of today
    with client_of(again) as client:
        client.auth = ("tablet-1", tablet.device.token)
        box = seal_interview(*before, visit("uuid:late"), {}, SEALED_AT)
        parts = {"xml_submission_file": ("sealed", box, "application/vnd.amem.sealed")}
        assert client.post("/openrosa/submission", files=parts).status_code == 422


def test_a_private_half_that_is_missing_is_found_by_verifying(own: Settings) -> None:
    with field(own) as tablet:
        key_id = receiving(tablet)[0]
    verify_home(own)
    with closing(Vault(own.home.vault, own.vault_key, writing=True)) as vault:
        vault.destroy_receiving([key_id])
    with pytest.raises(StoreDamaged) as damaged:
        verify_home(own)
    assert [problem.code for problem in damaged.value.problems] == ["tablet_service.private_half_missing"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose key commands find by themselves."""
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv(KEY_FILE, str(tmp_path / "key"))
    return a_home(tmp_path / "home").folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(amem.main, arguments)


def test_adding_a_device_shows_its_link_and_a_picture_of_it(home: Path) -> None:
    shown = run("device", "add", "t1", "--address", "https://survey.example", "--home", str(home))
    assert shown.exit_code == 0, shown.output
    assert "https://survey.example/tablet/#enrol=" in shown.output
    assert "\u2580" in shown.output or "\u2588" in shown.output


def test_a_new_code_is_given_at_the_command_line(home: Path) -> None:
    [added] = json.loads(run("device", "add", "t1", "--json", "--home", str(home)).output)
    given = json.loads(run("device", "code", "t1", "--json", "--home", str(home)).output)
    assert given["code"] != added["code"]
    assert given["link"].endswith(f"/tablet/#enrol={given['code']}")
    assert run("device", "code", "t99", "--home", str(home)).exit_code == 1


def test_receiving_keys_are_listed_drawn_and_destroyed_at_the_command_line(home: Path) -> None:
    def states() -> dict[str, str]:
        listed = json.loads(run("device", "receiving-keys", "--json", "--home", str(home)).output)
        return {row["key_id"]: row["state"] for row in listed}

    run("device", "add", "t1", "--home", str(home))
    [first] = states()
    assert run("device", "receiving-keys", "--destroy", first, "--home", str(home)).exit_code == 1
    assert run("device", "receiving-keys", "--new", "--home", str(home)).exit_code == 0
    assert sorted(states().values()) == ["current", "former"]
    assert run("device", "receiving-keys", "--destroy", first, "--home", str(home)).exit_code == 0
    assert states()[first] == "destroyed"
    assert first in run("device", "receiving-keys", "--home", str(home)).output


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_keys_of_a_team_are_shown_once_and_on_a_sheet_for_its_owner(
    home: Path, tmp_path: Path, language: str
) -> None:
    sheet = tmp_path / "sheet.html"
    shown = run("--language", language, "device", "team-keys", "north", "--sheet", str(sheet), "--home", str(home))
    assert shown.exit_code == 0, shown.output
    page = sheet.read_text()
    assert page.count("<svg") == 2
    assert f'lang="{language}"' in page
    assert sheet.stat().st_mode & 0o077 == 0
    [hint_key] = [word for word in shown.output.split() if len(word) == 44]
    assert hint_key in page
    again = run("device", "team-keys", "north", "--json", "--home", str(home))
    assert json.loads(again.output)["replaced"]


def test_commands_and_service_work_on_the_same_keys(own: Settings) -> None:
    assert isinstance(own.database, Embedded)
    with field(own) as tablet:
        orders_of(own)("draw_receiving_key", {})  # through the service, which alone may write
        assert send_box(tablet, sealed(tablet, visit("uuid:new-key"))).status_code == 201


def rescue_copy(tablet: Field, path: Path, *drafts: str) -> Path:
    sealed_drafts = [
        base64.b64encode(seal_value(*receiving(tablet), {"draft": draft, "sealed_at": SEALED_AT})).decode()
        for draft in drafts
    ]
    told = {
        "format": "amemrescue1",
        "device": "tablet-1",
        "finished": [{}],
        "drafts": [{"sealed": one} for one in sealed_drafts],
    }
    path.write_text(json.dumps(told))
    return path


def test_the_drafts_of_a_tablet_that_cannot_send_are_opened_at_the_office(
    own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv(KEY_FILE, str(tmp_path / "key"))
    with field(own) as tablet:
        copy = rescue_copy(tablet, tmp_path / "copy.json", '{"id": "uuid:1"}', '{"id": "uuid:2"}')
    out, home = tmp_path / "drafts", str(own.home.folder)
    opened = run("device", "rescue", str(copy), "--out", str(out), "--home", home)
    assert opened.exit_code == 0, opened.output
    assert [path.read_text() for path in sorted(out.iterdir())] == ['{"id": "uuid:1"}', '{"id": "uuid:2"}']
    assert all(path.stat().st_mode & 0o077 == 0 for path in (out, *out.iterdir()))
    events = rows_of(Event)
    told = read(own.database, lambda connection: connection.scalars(select(events.c.object)).all())
    assert read_rescue(copy).digest in told[-1]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "amemrescue1"}', '{"format": "other"}', "[" * 100_000])
def test_what_is_no_rescue_copy_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "copy.json").write_text(content)
    with pytest.raises(NotARescueCopy):
        read_rescue(tmp_path / "copy.json")
