"""The custodian: a key pair made elsewhere, a public half at the service, and opening where the private half is."""

import base64
import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from nacl.public import PrivateKey
from sqlalchemy import select

import amem
from survey_api.collection.errors import NoCustodian, NotAKey
from survey_api.security.custody import make_pair
from survey_api.security.sealing import key_name
from survey_api.settings import Settings
from survey_api.store.tables import Event, rows_of
from tests.survey_api.builders import KEY, Field, appoint_custodian, field, load_small_sample
from tests.survey_api.canaries import CANARY, FILES, GEOPOINT, PHOTO, contact, found_in, publish_contact

PHRASE = "four words and a horse"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("custodian")
    make_pair(folder / "private", folder / "public", PHRASE)
    return folder


@pytest.fixture
def home(own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv("AMEM_DATABASE_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.delenv("AMEM_DATABASE_URL", raising=False)
    return own.home.folder


def run(*arguments: str | Path, given: str = "") -> Result:
    return CliRunner().invoke(amem.main, ["--language", "en", *map(str, arguments)], input=given)


def collected(own: Settings, home: Path, pair: Path, tmp_path: Path, records: Sequence[bytes] = ()) -> Path:
    """A home that received contact details, and what is sealed there as a file."""
    assert "is sealed to it from now on" in run("custodian", "appoint", pair / "public", "--home", home).output
    with field(own) as tablet:
        publish_contact(tablet)
        load_small_sample(tablet.service.order, tmp_path / "sample")
        for record in records or [contact()]:
            assert tablet.post(record, FILES).status_code in (201, 202)
    out = tmp_path / "sealed.jsonl"
    done = run("custodian", "collect", "--home", home, "--out", out)
    assert done.exit_code == 0, done.output
    return out


def opened(pair: Path, sealed: Path, out: Path, *more: str | Path, phrase: str = PHRASE) -> Result:
    arguments = ("custodian", "open", sealed, "--private", pair / "private", "--out", out, "--passphrase-stdin", *more)
    return run(*arguments, given=phrase + "\n")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_key_pair_is_drawn_with_a_passphrase_asked_twice(tmp_path: Path) -> None:
    arguments = ("custodian", "keygen", "--private", tmp_path / "private", "--public", tmp_path / "public")
    assert run(*arguments, given=f"{PHRASE}\nanother phrase altogether\n").exit_code != 0
    made = run(*arguments, given=f"{PHRASE}\n{PHRASE}\n")
    assert made.exit_code == 0
    assert "keep it away from the service" in made.output
    assert PHRASE not in made.output
    assert "never overwritten" in run(*arguments, "--passphrase-stdin", given=PHRASE + "\n").output


def test_a_questionnaire_that_identifies_is_refused_until_somebody_is_appointed(tablet: Field) -> None:
    with pytest.raises(NoCustodian):
        publish_contact(tablet)
    appoint_custodian(tablet.service.order)
    publish_contact(tablet)
    assert tablet.post(contact(), FILES).status_code == 201


def test_what_was_sealed_is_opened_by_the_custodian_and_by_nobody_before(
    own: Settings, home: Path, pair: Path, tmp_path: Path
) -> None:
    sealed = collected(own, home, pair, tmp_path)
    assert found_in(sealed.read_bytes()) == set()
    assert sealed.stat().st_mode & 0o777 == 0o600
    out = tmp_path / "opened.csv"
    done = opened(pair, sealed, out)
    assert done.exit_code == 0, done.output
    assert "not opened: 0" in done.output
    assert found_in(done.output.encode()) == set()
    assert out.stat().st_mode & 0o777 == 0o600
    answers = {(row["question"], row["position"]): row["answer"] for row in rows(out)}
    assert answers["/data/phone", "1"] == CANARY["phone"]
    assert answers["/data/who/name", "2"] == CANARY["second_name"]
    assert answers["/data/who/street", "2"] == f"amem1:{CANARY['looks_sealed']}"
    assert answers["/data/point", "1"] == GEOPOINT
    assert answers["/data/photo", "1"] == f"{CANARY['photo_name']}.jpg"
    assert {row["case"] for row in rows(out)} == {"A-1-01"}
    assert "/data/age" not in {path for path, _ in answers}


def test_records_and_files_are_opened_only_where_a_folder_is_asked_for(
    own: Settings, home: Path, pair: Path, tmp_path: Path
) -> None:
    sealed = collected(own, home, pair, tmp_path)
    folder = tmp_path / "originals"
    assert opened(pair, sealed, tmp_path / "opened.csv", "--originals", folder).exit_code == 0
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert found["uuid_contact-1.xml"] == contact()
    assert found[f"uuid_contact-1-{CANARY['photo_name']}.jpg"] == PHOTO
    assert len(found) == 5, "the record, the three files that may identify, and the log of the tablet"
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    again = opened(pair, sealed, tmp_path / "again.csv", "--originals", folder)
    assert "nothing is overwritten" in again.output
    assert not (tmp_path / "again.csv").exists()


def test_nothing_is_overwritten(own: Settings, home: Path, pair: Path, tmp_path: Path) -> None:
    sealed = collected(own, home, pair, tmp_path)
    before = sealed.read_bytes()
    assert "nothing is overwritten" in run("custodian", "collect", "--home", home, "--out", sealed).output
    assert "nothing is overwritten" in opened(pair, sealed, sealed).output
    assert sealed.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*.new")] == []


def test_each_text_that_does_not_open_is_told_and_the_others_are_opened(
    own: Settings, home: Path, pair: Path, tmp_path: Path
) -> None:
    sealed = collected(own, home, pair, tmp_path)
    lines = [json.loads(line) for line in sealed.read_text(encoding="utf-8").splitlines()]
    answers = [line for line in lines if line["kind"] == "answer"]
    answers[0]["instance_id"] = "uuid:somebody-else"
    answers[1]["sealed"] = answers[1]["sealed"][:-8] + "AAAAAAA="
    sealed.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = opened(pair, sealed, tmp_path / "opened.csv")
    assert done.exit_code == 1
    assert done.output.count("does not open with this key") == 2
    assert len(rows(tmp_path / "opened.csv")) == len(answers) - 2


def test_a_formula_somebody_gave_for_a_telephone_is_shown_and_not_carried_out(
    own: Settings, home: Path, pair: Path, tmp_path: Path
) -> None:
    sealed = collected(own, home, pair, tmp_path, [contact(phone="=1+1", name="+216 22 345 678")])
    assert opened(pair, sealed, tmp_path / "opened.csv").exit_code == 0
    answers = {row["answer"] for row in rows(tmp_path / "opened.csv")}
    assert {"'=1+1", "'+216 22 345 678"} <= answers


@pytest.mark.parametrize("content", ["nonsense\n", "{}\n", '{"kind": "answer"}\n', "[]\n", "\0\n"])
def test_what_is_no_file_of_sealed_texts_is_refused(pair: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "sealed").write_text(content)
    refused = opened(pair, tmp_path / "sealed", tmp_path / "out.csv")
    assert refused.exit_code == 1
    assert "is not a sealed text" in refused.output
    assert not (tmp_path / "out.csv").exists()


def test_without_the_passphrase_nothing_is_opened(own: Settings, home: Path, pair: Path, tmp_path: Path) -> None:
    sealed = collected(own, home, pair, tmp_path)
    refused = opened(pair, sealed, tmp_path / "out.csv", phrase="not the phrase at all")
    assert refused.exit_code == 1
    assert "does not open with this passphrase" in refused.output
    assert not (tmp_path / "out.csv").exists()


def test_appointing_and_collecting_are_written_in_the_log(
    own: Settings, home: Path, pair: Path, tmp_path: Path
) -> None:
    sealed = collected(own, home, pair, tmp_path)
    lines = len(sealed.read_text(encoding="utf-8").splitlines())
    told_of = select(*(rows_of(Event).c[name] for name in ("action", "object", "details")))
    with field(own, device="tablet-2") as tablet:
        told = tablet.service.read(lambda c: c.execute(told_of).all())
    assert ("microdata.read", "sealed", json.dumps({"records": lines})) in [tuple(row) for row in told]
    assert "custodian.appointed" in [row.action for row in told]


def test_of_several_custodians_the_one_appointed_last_is_sealed_to(tablet: Field) -> None:
    keys = [PrivateKey.generate() for _ in range(2)]
    names = [key_name(bytes(key.public_key)) for key in keys]

    def appoint(number: int) -> bool:
        public = base64.b64encode(bytes(keys[number].public_key)).decode()
        return bool(tablet.service.order("appoint_custodian", {"public": public})["new"])

    assert appoint(0)
    publish_contact(tablet)
    tablet.post(contact("uuid:first"))
    assert appoint(1)
    assert not appoint(1), "a second time changes nothing"
    tablet.post(contact("uuid:second"))
    assert appoint(0), "an earlier one may come back"
    tablet.post(contact("uuid:third"))
    tablet.settle()
    assert sealed_to(tablet) == {"uuid:first": names[0], "uuid:second": names[1], "uuid:third": names[0]}


def sealed_to(tablet: Field) -> dict[str, str]:
    from survey_api.security.sealing import sealed_to as name_in
    from survey_api.store.sealed import sealed_texts

    found = tablet.service.read(lambda connection: list(sealed_texts(connection, tablet.service.vault)))
    return {text.instance_id: name_in(text.sealed) for text in found}


@pytest.mark.parametrize("public", ["", "AAAA", "%%%", base64.b64encode(bytes(32)).decode()])
def test_what_is_no_public_key_is_not_appointed(tablet: Field, public: str) -> None:
    with pytest.raises(NotAKey):
        tablet.service.order("appoint_custodian", {"public": public})


def test_an_answer_sealed_by_the_tablet_stays_as_it_sealed_it(tablet: Field) -> None:
    from survey_api.security.sealing import Place, seal
    from survey_api.store import contents
    from tests.survey_api.builders import CUSTODIAN
    from tests.survey_api.canaries import FORM

    appoint_custodian(tablet.service.order)
    publish_contact(tablet)
    own = seal(bytes(CUSTODIAN.public_key), Place(FORM, "uuid:contact-1", "/data/phone"), b"22345678")
    assert tablet.post(contact(phone=own)).status_code == 201
    [content] = tablet.service.read(lambda c: contents.read(c, tablet.service.vault, [1])).values()
    assert own.encode() in content


def test_a_record_sent_again_is_known_by_its_bytes_though_they_are_not_kept(tablet: Field) -> None:
    appoint_custodian(tablet.service.order)
    publish_contact(tablet)
    assert tablet.post(contact(), FILES).status_code == 201
    assert tablet.post(contact(), FILES).status_code == 201
    assert tablet.post(contact(phone="canary-other")).status_code == 202


def test_sealed_files_count_as_arrived_under_their_own_names(tablet: Field) -> None:
    from survey_api.store import attachments

    appoint_custodian(tablet.service.order)
    publish_contact(tablet)
    for name, content in FILES.items():
        assert tablet.post(contact(), {name: content}).status_code == 201
    assert tablet.service.read(attachments.incomplete) == frozenset()
    tablet.post(contact("uuid:contact-2"), {"street.jpg": b"a street"})
    assert len(tablet.service.read(attachments.incomplete)) == 1
