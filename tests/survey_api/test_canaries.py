"""Nothing that identifies somebody is readable anywhere but with the custodian: the search for markers."""

import base64
import logging
import shutil
import tempfile
from pathlib import Path

import pytest

from questionnaires.problems import ProblemError
from questionnaires.records import read_record
from questionnaires.xform import compile_form
from survey_api.collection import known
from survey_api.collection.at_the_door import WHOLE, seal_record
from survey_api.collection.check_process import CheckProcess
from survey_api.collection.checking import Published, ToCheck
from survey_api.export import export
from survey_api.keeping.backup import back_up
from survey_api.security.sealing import Place, open_sealed
from survey_api.settings import Embedded, Settings
from survey_api.store import contents
from survey_api.store.databases import reading_engine
from survey_api.store.files import FileFolder
from survey_api.store.vault import Vault
from tests.survey_api.builders import CUSTODIAN, KEY, Field, appoint_custodian, field, interview, load_small_sample
from tests.survey_api.canaries import (
    CANARY,
    FILES,
    FORM,
    MARKERS,
    VERSION,
    contact,
    contact_form,
    found_in,
    found_in_files,
    publish_contact,
    readable,
)


def prepared(tablet: Field, folder: Path) -> None:
    appoint_custodian(tablet.service.order)
    publish_contact(tablet)
    load_small_sample(tablet.service.order, folder / "sample")


def intake(tablet: Field) -> list[str]:
    """All that can happen to a record at the door; what was answered."""
    answers = [
        tablet.post(contact(), FILES),
        tablet.post(contact(), FILES),
        tablet.post(contact(name=CANARY["name"] + "-other"), FILES),
        tablet.post(contact("uuid:contact-2", version="99"), FILES),
        tablet.post(contact("uuid:contact-3").replace(b"</data>", b"")),
        tablet.post(contact("uuid:contact-4"), {f"../{CANARY['photo_name']}": b"x"}),
        tablet.post(contact("uuid:contact-5", phone="canary-and-more"), dict(list(FILES.items())[:1])),
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 202, 202, 400, 400, 201]
    tablet.settle()
    return [answer.text for answer in answers]


def everything_readable(settings: Settings, database: Path | None = None) -> bytes:
    vault = Vault(settings.home.vault, settings.vault_key, writing=False)
    place = Embedded(database, KEY) if database else settings.database
    engine = reading_engine(place, 1)
    try:
        with engine.connect() as connection:
            return b"\n".join(readable(connection, vault, FileFolder(settings.home.files)))
    finally:
        engine.dispose()
        vault.close()


def test_a_full_cycle_leaves_no_marker_anywhere(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    caplog.set_level(logging.DEBUG, "survey_api")
    with field(settings) as tablet:
        prepared(tablet, tmp_path)
        answers = intake(tablet)
        running = found_in_files(settings.home.folder, temporary)  # with the write-ahead log and all that lies open
        held = everything_readable(settings)
        export(settings, tmp_path / "exported", survey="small")
        back_up(settings, tmp_path / "backups")
    after = found_in_files(settings.home.folder, temporary, tmp_path / "exported", tmp_path / "backups")
    said = "\n".join([*answers, caplog.text, *capfd.readouterr()]).encode()
    assert (running, after, found_in(held), found_in(said)) == ({}, {}, set(), set())
    assert b"street.jpg" in held, "what identifies nobody stays readable"
    assert b"a street without anybody" in held


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    content = contact() + b"".join(FILES.values()) + "".join(FILES).encode()
    assert found_in(content) == set(MARKERS)
    for offset in range(3):
        coded = base64.b64encode(b"x" * offset + CANARY["phone"].encode() + b"yz")
        assert found_in(coded) == {CANARY["phone"]}
    (tmp_path / f"{CANARY['name']}.bin").write_bytes(CANARY["phone"].encode().hex().encode())
    assert next(iter(found_in_files(tmp_path).values())) == {CANARY["phone"], CANARY["name"]}


def test_what_is_not_identifying_in_clear_would_be_found(own: Settings, tmp_path: Path) -> None:
    with field(own) as tablet:
        prepared(tablet, tmp_path)
        tablet.post(interview(**{"work/remark": CANARY["phone"]}))
        assert found_in(everything_readable(own)) == {CANARY["phone"]}


def test_after_a_withdrawal_an_older_copy_is_unreadable_too(own: Settings, tmp_path: Path) -> None:
    with field(own) as tablet:
        prepared(tablet, tmp_path)
        intake(tablet)
        tablet.post(interview(**{"work/remark": "the words of the interview"}), {"street.jpg": b"a view of the street"})
    old = tmp_path / "old.sqlite"
    shutil.copyfile(own.home.database, old)
    before = everything_readable(own, old)
    assert b"the words of the interview" in before
    assert before.count(b"amem1:") > 10
    with field(own, device="tablet-2") as tablet:
        tablet.service.order("withdraw", {"case_id": "A-1-01"})
    for database in (None, old):
        readable_now = everything_readable(own, database)
        assert b"the words of the interview" not in readable_now
        assert b"without anybody" not in readable_now
        assert b"amem1:" not in readable_now, "not even what is sealed can be taken to the custodian"


def test_the_check_in_a_process_of_its_own_says_nothing_either(capfd: pytest.CaptureFixture[str]) -> None:
    checker = CheckProcess()
    checker.learn((FORM, VERSION), Published(contact_form()))
    stored = seal_record(compile_form(contact_form()), read_record(contact()), contact(), bytes(CUSTODIAN.public_key))
    found = checker.check([ToCheck((FORM, VERSION), contact()), ToCheck((FORM, VERSION), stored.content)])
    checker.close()
    assert found_in(repr(found).encode()) == set()
    assert found_in("".join(capfd.readouterr()).encode()) == set()


def test_a_form_that_this_program_cannot_read_any_more_is_sealed_whole(
    own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ProblemError()

    with field(own) as tablet:
        prepared(tablet, tmp_path)
    monkeypatch.setattr(known, "compile_form", refuse)
    with field(own, device="tablet-2") as tablet:
        assert tablet.post(contact(), FILES).status_code == 201
        assert found_in(everything_readable(own)) == set()
        monkeypatch.undo()
        [original] = tablet.service.read(lambda c: contents.read_originals(c, tablet.service.vault, [1])).values()
    assert open_sealed(bytes(CUSTODIAN), Place(FORM, "uuid:contact-1", WHOLE), original) == contact()
