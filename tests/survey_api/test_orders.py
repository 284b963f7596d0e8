"""Commands that write: through the running service, or under the lock when it is down."""

import os
import threading
from pathlib import Path

import pytest

from questionnaires.contracts import SAMPLE
from questionnaires.files import ContractBroken, NoSuchTable
from questionnaires.problems import ProblemError
from questionnaires.versions import Release
from survey_api import administration, control
from survey_api.administration import load_sample
from survey_api.collection.errors import NotAForm
from survey_api.collection.people import SHORTEST_PASSWORD, Role
from survey_api.collection.unsent import reported_and_missing
from survey_api.control import ControlBroken, OrderFailed, ask
from survey_api.homes import AlreadyWriting
from survey_api.reading import read
from survey_api.registering import add_devices, add_staff, revoke_device
from survey_api.security.passwords import hash_password, password_matches
from survey_api.security.tokens import digest, matches, new_token
from survey_api.settings import Settings
from survey_api.store import people, sample
from survey_api.store.tables import Device, rows_of
from tests.survey_api.builders import Field, interview, orders_of, publish_all, publish_one, visit, write_sample
from tests.survey_api.forms import interview_form


def test_orders_reach_a_running_service(tablet: Field) -> None:
    order = orders_of(tablet.settings)
    [added] = add_devices(order, ["tablet-2"], "south")
    tablet.client.auth = (added.device_id, added.token)
    assert tablet.post(interview()).status_code == 201


def test_orders_work_without_a_service(own: Settings) -> None:
    order = orders_of(own)
    publish_all(order)
    add_devices(order, ["tablet-1", "tablet-2"], "south")
    assert [row["device_id"] for row in read(own.database, people.list_devices)] == ["tablet-1", "tablet-2"]


def test_a_running_service_needs_no_key_for_an_order(tablet: Field) -> None:
    def no_settings() -> Settings:
        raise AssertionError("the key was asked for")

    add_devices(administration.Orders(tablet.settings.home, no_settings), ["tablet-2"], "south")


def test_an_order_refused_by_the_service_is_refused_in_the_same_words(tablet: Field) -> None:
    with pytest.raises(OrderFailed) as refused:
        add_devices(orders_of(tablet.settings), ["tablet-1"], "south")
    assert [problem.code for problem in refused.value.problems] == ["service.device_exists"]


def test_where_somebody_else_writes_and_does_not_answer_the_order_ends_with_a_sentence(
    own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(administration, "PATIENCE", 0.1)
    with own.home.writing(), pytest.raises(AlreadyWriting):
        publish_all(orders_of(own))


def test_the_socket_works_in_a_home_that_lies_deep(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 80) / ("e" * 80)
    deep.mkdir(parents=True)

    class Echo:
        def order(self, name, arguments):  # type: ignore[no-untyped-def]  # any order at all
            return {"name": name, **arguments}

    with control.listening(deep / "control.sock", Echo()):
        assert ask(deep / "control.sock", "publish", {"x": 1}) == {"name": "publish", "x": 1}


@pytest.mark.parametrize("message", [b"", b"x\n", b"[]\n", b'{"order": 1}\n', b'{"order": "drop", "arguments": {}}\n'])
def test_nonsense_on_the_socket_is_answered_with_a_problem_and_the_service_goes_on(
    tablet: Field, message: bytes
) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as line:
        with control._short(tablet.settings.home.socket) as address:
            line.connect(address)
        line.sendall(message)
        line.shutdown(socket.SHUT_WR)
        assert b'"problems"' in line.makefile("rb").readline()
    assert tablet.post(interview()).status_code == 201


def test_a_command_that_falls_silent_or_goes_away_does_not_keep_the_others_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    monkeypatch.setattr(control, "PATIENCE", 0.1)

    class Broken:
        def order(self, *_: object) -> dict[str, object]:
            raise OSError("disk")

    path = tmp_path / "s"
    with control.listening(path, Broken()), socket.socket(socket.AF_UNIX) as silent:
        silent.connect(os.fspath(path))
        silent.sendall(b'{"order"')
        with socket.socket(socket.AF_UNIX) as gone:
            gone.connect(os.fspath(path))
            gone.sendall(b'{"order": "x", "arguments": {}}\n')
        for _ in range(2):
            with pytest.raises(OrderFailed, match="bad_order"):
                ask(path, "x", {})


def test_a_service_that_dies_before_it_answers_is_told(tmp_path: Path) -> None:
    import socket

    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(os.fspath(path))
        door.listen()
        thread = threading.Thread(target=lambda: door.accept()[0].close())
        thread.start()
        with pytest.raises((ControlBroken, OSError)):
            ask(path, "publish", {})
        thread.join()


def test_a_published_version_never_changes(own: Settings) -> None:
    order = orders_of(own)
    assert publish_one(order, "interview", "7", interview_form("7"))
    assert not publish_one(order, "interview", "7", interview_form("7"))
    with pytest.raises(ProblemError, match="version_taken"):
        publish_one(order, "interview", "7", interview_form("7") + b"\n")


def test_a_sample_is_loaded_whole_and_may_be_replaced_before_the_first_record(tablet: Field, tmp_path: Path) -> None:
    order = tablet.service.order
    folder = write_sample(tmp_path / "sample")
    assert load_sample(order, folder) == {"psus": 2, "listing_units": 2, "roster": 1, "drawn_cases": 1}
    assert load_sample(order, folder)["psus"] == 2
    assert tablet.service.read(sample.facts) == {"survey": "small", "simulated": True}
    tablet.post(visit())
    with pytest.raises(ProblemError, match="sample_in_use"):
        load_sample(order, folder)


def test_a_folder_that_holds_no_sample_is_refused(own: Settings, tmp_path: Path) -> None:
    with pytest.raises(NoSuchTable):
        load_sample(orders_of(own), tmp_path)
    folder = write_sample(tmp_path / "sample")
    (folder / f"{SAMPLE[0].name}.parquet").write_bytes((folder / f"{SAMPLE[1].name}.parquet").read_bytes())
    with pytest.raises(ContractBroken):
        load_sample(orders_of(own), folder)


@pytest.mark.parametrize("name", ["", "a b", "é", "x" * 64, "../x", "-x"])
def test_names_are_plain(own: Settings, name: str) -> None:
    with pytest.raises(ProblemError, match="bad_name"):
        add_devices(orders_of(own), [name], "north")
    with pytest.raises(ProblemError, match="bad_name"):
        add_staff(orders_of(own), name, Role.ANALYST, "a long enough password")


def test_a_name_serves_once_even_after_it_was_revoked(own: Settings) -> None:
    order = orders_of(own)
    add_devices(order, ["tablet-1"], "north")
    revoke_device(order, "tablet-1")
    with pytest.raises(ProblemError, match="device_exists"):
        add_devices(order, ["tablet-1"], "north")
    with pytest.raises(ProblemError, match="no_such_device"):
        revoke_device(order, "tablet-9")


def test_the_second_revocation_keeps_the_moment_of_the_first(own: Settings) -> None:
    order = orders_of(own)
    add_devices(order, ["tablet-1"], "north")
    revoke_device(order, "tablet-1")
    [first] = read(own.database, people.list_devices)
    revoke_device(order, "tablet-1")
    assert read(own.database, people.list_devices) == [first]


def test_staff_have_a_role_that_exists_and_a_password_that_protects(own: Settings) -> None:
    order = orders_of(own)
    with pytest.raises(ProblemError, match="no_such_role"):
        add_staff(order, "amal", "king", "a long enough password")
    with pytest.raises(ProblemError, match="password_too_short"):
        add_staff(order, "amal", Role.ANALYST, "x" * (SHORTEST_PASSWORD - 1))
    add_staff(order, "amal", Role.ANALYST, "x" * SHORTEST_PASSWORD)
    with pytest.raises(ProblemError, match="staff_exists"):
        add_staff(order, "amal", Role.ANALYST, "x" * SHORTEST_PASSWORD)


def test_tokens_and_passwords_are_kept_as_digests_only(own: Settings) -> None:
    [device] = add_devices(orders_of(own), ["tablet-1"], "north")
    kept = read(own.database, lambda connection: connection.execute(rows_of(Device).select()).mappings().one())
    assert len(device.token) >= 43
    assert kept["token_sha256"] == digest(device.token) != device.token
    assert "argon2id" in hash_password("a long enough password")


def test_a_token_or_password_matches_itself_only() -> None:
    token = new_token()
    assert matches(token, digest(token))
    assert not matches(token, digest(new_token()))
    assert not matches(token, None)
    kept = hash_password("a long enough password")
    assert password_matches("a long enough password", kept)
    assert not password_matches("another", kept)
    assert not password_matches("nobody has this password", None)


class _Unusable(Release):
    """A released version whose XForm is no form."""

    def xform(self) -> bytes:
        return b"<html/>"


def test_what_cannot_check_records_is_not_published(own: Settings, tmp_path: Path) -> None:
    with pytest.raises(NotAForm) as refused:
        administration.publish(orders_of(own), [_Unusable("census", "1", tmp_path, "")])
    assert refused.value.problems[0].values == {"form": "census", "version": "1"}
    assert len(refused.value.problems) > 1


def test_a_lost_tablet_is_refused_and_what_it_reported_and_never_sent_is_told(tablet: Field) -> None:
    tablet.post(visit("uuid:v1", case_id="A-1-01", result="done"))
    tablet.post(visit("uuid:v2", case_id="A-1-02", result="done"))
    tablet.post(visit("uuid:v3", case_id="A-1-03", result="absent"))
    tablet.post(interview("uuid:i1", case_id="A-1-01"))
    revoke_device(tablet.service.order, "tablet-1")
    assert tablet.post(interview("uuid:i2", case_id="A-1-02")).status_code == 401
    forms = tablet.settings.field_forms
    vault = tablet.service.vault
    missing = tablet.service.read(lambda connection: reported_and_missing(connection, vault, forms, "tablet-1"))
    assert [(one.case_id, one.interviewer_id) for one in missing] == [("A-1-02", "E001")]
