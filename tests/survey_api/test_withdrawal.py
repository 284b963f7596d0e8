"""A person who takes back their interview: nothing of what they said can be read again, here or in any backup."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from questionnaires.contracts import CASES, CONTACT_ATTEMPTS, INTERVIEWS
from questionnaires.files import read, read_manifest
from survey_api.collection.errors import NoSuchCase
from survey_api.export import export
from survey_api.settings import Embedded, Settings
from survey_api.store import contents
from survey_api.store.tables import Content, Submission, rows_of
from survey_api.store.vault import Vault
from tests.survey_api.builders import KEY, Field, field, interview, load_small_sample, orders_of, visit

CASE = "A-1-01"
CONTENTS, SUBMISSIONS = rows_of(Content), rows_of(Submission)


def collected(tablet: Field, folder: Path) -> Path:
    load_small_sample(tablet.service.order, folder / "sample")
    tablet.post(visit("uuid:v1"))
    tablet.post(visit("uuid:v2", visit_no="2", result="done"))
    tablet.post(interview(), {"photo.jpg": b"a photo"})
    return folder


def withdraw(tablet: Field) -> int:
    return int(tablet.service.order("withdraw", {"case_id": CASE})["records"])


def test_a_withdrawn_case_leaves_nothing_but_that_it_was_withdrawn(tablet: Field, tmp_path: Path) -> None:
    collected(tablet, tmp_path)
    assert withdraw(tablet) == 3
    assert tablet.service.read(lambda c: c.execute(select(CONTENTS)).all()) == []
    export(tablet.settings, tmp_path / "out", survey="small")
    [case] = read(tmp_path / "out", CASES).to_pylist()
    assert (case["disposition"], case["response_status"], case["n_attempts"]) == ("2.112", "nonrespondent", 2)
    assert read(tmp_path / "out", INTERVIEWS).num_rows == 0
    assert read(tmp_path / "out", CONTACT_ATTEMPTS).num_rows == 0
    assert read_manifest(tmp_path / "out").facts["withdrawn"] == 1


def test_an_old_copy_of_the_database_cannot_be_read_there_any_more(own: Settings, tmp_path: Path) -> None:
    with field(own) as tablet:
        collected(tablet, tmp_path)
        tablet.post(visit("uuid:v9", case_id="A-1-02"))
    old = tmp_path / "old.sqlite"
    shutil.copyfile(own.home.database, old)
    orders_of(own)("withdraw", {"case_id": CASE})
    from survey_api.store.databases import reading_engine

    vault = Vault(own.home.vault, own.vault_key, writing=False)
    with reading_engine(Embedded(old, KEY)).connect() as connection:
        numbers = list(connection.scalars(select(SUBMISSIONS.c.number)))
        assert len(numbers) == 4
        readable = contents.read(connection, vault, numbers)
    assert len(readable) == 1, "only what another person said"
    assert b"A-1-02" in next(iter(readable.values()))


def test_what_comes_after_a_withdrawal_is_acknowledged_and_not_kept(tablet: Field, tmp_path: Path) -> None:
    collected(tablet, tmp_path)
    withdraw(tablet)
    for late in (interview("uuid:late"), interview(), visit("uuid:v3")):
        assert tablet.post(late, {"photo.jpg": b"again"}).status_code in (201, 202)
    assert tablet.service.read(lambda c: c.execute(select(CONTENTS)).all()) == []
    assert withdraw(tablet) == 5


def test_what_a_withdrawn_interview_replaced_goes_with_it_under_whatever_case(tablet: Field, tmp_path: Path) -> None:
    load_small_sample(tablet.service.order, tmp_path / "sample")
    tablet.post(interview("uuid:mistaken", case_id="B-1-01"), {"photo.jpg": b"a photo"})
    tablet.post(interview("uuid:i1", replaces="uuid:mistaken"))
    assert withdraw(tablet) == 2
    assert tablet.service.read(lambda c: c.execute(select(CONTENTS)).all()) == []
    assert list(tablet.service.files.names()) == []
    export(tablet.settings, tmp_path / "out", survey="small")
    assert read(tmp_path / "out", INTERVIEWS).num_rows == 0


def test_what_was_corrected_to_another_case_stays_with_that_case(tablet: Field, tmp_path: Path) -> None:
    load_small_sample(tablet.service.order, tmp_path / "sample")
    tablet.post(interview("uuid:mistaken"))
    tablet.post(interview("uuid:i1", replaces="uuid:mistaken", case_id="B-1-01"))
    assert withdraw(tablet) == 1
    [left] = tablet.service.read(lambda c: c.scalars(select(CONTENTS.c.submission)).all())
    assert left == 2


def test_what_replaces_a_withdrawn_record_later_is_kept_apart(tablet: Field, tmp_path: Path) -> None:
    collected(tablet, tmp_path)
    withdraw(tablet)
    assert tablet.post(interview("uuid:i2", replaces="uuid:i1", case_id="B-1-01")).status_code == 202


def test_a_case_may_be_withdrawn_before_anything_arrives(tablet: Field, tmp_path: Path) -> None:
    load_small_sample(tablet.service.order, tmp_path / "sample")
    assert withdraw(tablet) == 0
    assert tablet.post(interview()).status_code == 202
    assert tablet.service.read(lambda c: c.execute(select(CONTENTS)).all()) == []


def test_a_case_that_nobody_knows_is_refused(tablet: Field, tmp_path: Path) -> None:
    collected(tablet, tmp_path)
    with pytest.raises(NoSuchCase):
        tablet.service.order("withdraw", {"case_id": "Z-9-99"})


def test_a_key_that_outlived_a_crash_is_destroyed_at_the_next_start(own: Settings, tmp_path: Path) -> None:
    with field(own) as tablet:
        collected(tablet, tmp_path)
    kept = tmp_path / "vault.sqlite"
    shutil.copyfile(own.home.vault, kept)
    orders_of(own)("withdraw", {"case_id": CASE})
    shutil.copyfile(kept, own.home.vault)  # as if the power had failed between the two
    with field(own, device="tablet-2") as tablet:
        slots = tablet.service.read(contents.withdrawn_slots)
        assert len(slots) == 1
        assert tablet.service.vault.keys(slots) == {}


def test_a_destroyed_slot_is_never_given_to_somebody_else(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault.sqlite", KEY, writing=True)
    first = vault.unused(0, 3)
    vault.destroy(first[1:])
    assert not set(vault.unused(first[0], 3)) & set(first)
    keys = vault.keys(vault.unused(5, 5_000))
    assert len(set(keys.values())) == 5_000
    vault.close()


def test_what_the_file_remembers_of_a_key_is_wiped_later_where_the_disk_was_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vault.sqlite"
    vault = Vault(path, KEY, writing=True)
    [slot] = vault.unused(0, 1)
    with monkeypatch.context() as moment:
        moment.setattr(vault, "_wipe", broken)
        with pytest.raises(OSError, match="full"):
            vault.destroy([slot])
    assert vault.keys([slot]) == {}
    assert Path(f"{path}-wal").stat().st_size > 0
    vault.destroy([])
    assert Path(f"{path}-wal").stat().st_size == 0
    vault.close()


def broken(*_given: object) -> None:
    raise OSError("full")
