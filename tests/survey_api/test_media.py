"""Questionnaires with pictures and lists of their own: what tablets are told of them, and what checking knows."""

import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from questionnaires.attached import file_questions
from questionnaires.markup import Limits, read_markup
from questionnaires.named_files import MediaMissing, MediaTooLarge, named_files, read_named_files
from survey_api.collection.check_process import CheckProcess
from survey_api.collection.checking import CheckerHere, Published, ToCheck
from survey_api.collection.errors import VersionTaken
from survey_api.store.tables import Verdict, rows_of
from tests.survey_api.builders import Field
from tests.survey_api.pictures import FORM, MEDIA, PICTURE, PLACES, VERSION, dwelling, dwelling_form, publish_pictures


def listed(tablet: Field) -> dict[str, dict[str, str]]:
    forms = read_markup(tablet.client.get("/openrosa/formList").content, Limits()).root
    return {str(form.findtext("formID")): {child.tag: child.text or "" for child in form} for form in forms}


def test_only_a_questionnaire_with_media_has_a_manifest_in_the_list(tablet: Field) -> None:
    publish_pictures(tablet.service.order)
    found = listed(tablet)
    assert found[FORM]["manifestUrl"].endswith(f"/openrosa/forms/{FORM}/{VERSION}/manifest")
    assert "manifestUrl" not in found["interview"]


def test_the_manifest_names_every_file_with_what_tells_whether_it_changed(tablet: Field) -> None:
    publish_pictures(tablet.service.order)
    answer = tablet.client.get(listed(tablet)[FORM]["manifestUrl"])
    assert answer.headers["Content-Type"].startswith("text/xml")
    told = read_markup(answer.content, Limits())
    assert told.namespace == "http://openrosa.org/xforms/xformsManifest"
    files = [{child.tag: child.text or "" for child in file} for file in told.root.findall("mediaFile")]
    assert [file["filename"] for file in files] == ["places.csv", "roof.png"]
    for file in files:
        content = tablet.client.get(file["downloadUrl"])
        assert content.content == MEDIA[file["filename"]]
        assert file["hash"] == "md5:" + hashlib.md5(content.content, usedforsecurity=False).hexdigest()
        assert content.headers["Content-Disposition"] == "attachment"
        assert content.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", [f"{FORM}/9/manifest", f"{FORM}/{VERSION}/media/other.png", "none/1/manifest"])
def test_what_does_not_lie_beside_a_questionnaire_is_not_found(tablet: Field, address: str) -> None:
    publish_pictures(tablet.service.order)
    assert tablet.client.get(f"/openrosa/forms/{address}").status_code == 404


def test_media_are_for_tablets_alone(tablet: Field) -> None:
    publish_pictures(tablet.service.order)
    tablet.client.auth = None
    for address in ("manifest", "media/roof.png"):
        assert tablet.client.get(f"/openrosa/forms/{FORM}/{VERSION}/{address}").status_code == 401


def test_other_media_under_a_published_version_are_refused(tablet: Field) -> None:
    assert publish_pictures(tablet.service.order)
    assert not publish_pictures(tablet.service.order)
    for media in ({"roof.png": PICTURE}, {**MEDIA, "roof.png": b"another"}):
        with pytest.raises(VersionTaken):
            publish_pictures(tablet.service.order, media=media)


def test_records_are_checked_against_the_list_beside_the_questionnaire(tablet: Field) -> None:
    publish_pictures(tablet.service.order)
    tablet.post(dwelling("uuid:d1", place="tunis"))
    tablet.post(dwelling("uuid:d2", place="nowhere"))
    tablet.settle()
    table = rows_of(Verdict)

    def problems(connection: Connection) -> list[list[str]]:
        found = connection.scalars(select(table.c.problems).order_by(table.c.submission))
        return [[problem["code"] for problem in json.loads(told)] for told in found]

    clean, wrong = tablet.service.read(problems)
    assert clean == []
    assert len(wrong) == 1


def test_the_process_that_checks_knows_the_files_too() -> None:
    records = [ToCheck((FORM, VERSION), dwelling(place=place).encode()) for place in ("sfax", "nowhere")]
    here, apart = CheckerHere(), CheckProcess()
    for checker in (here, apart):
        checker.learn((FORM, VERSION), Published(dwelling_form(), MEDIA))
    try:
        assert apart.check(records) == here.check(records)
        assert [found.n_problems for found in here.check(records)] == [0, 1]
    finally:
        apart.close()


def test_a_form_says_which_files_it_asks_for_and_which_it_names() -> None:
    assert file_questions(dwelling_form()) == ("front", "room/photo")
    assert named_files(dwelling_form()) == ("places.csv", "roof.png")
    assert named_files(b"not xml") == file_questions(b"not xml") == ()


def test_files_that_a_form_names_must_lie_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "roof.png").write_bytes(PICTURE)
    with pytest.raises(MediaMissing, match=r"places\.csv"):
        read_named_files(dwelling_form(), tmp_path)
    (tmp_path / "places.csv").write_bytes(PLACES)
    assert read_named_files(dwelling_form(), tmp_path) == MEDIA
    monkeypatch.setattr("questionnaires.named_files.LARGEST", 10)
    with pytest.raises(MediaTooLarge):
        read_named_files(dwelling_form(), tmp_path)


def test_media_travel_to_a_running_service_as_text(tablet: Field) -> None:
    every_byte = bytes(range(256))
    publish_pictures(tablet.service.order, media={"roof.png": every_byte, "places.csv": PLACES})
    assert tablet.client.get(f"/openrosa/forms/{FORM}/{VERSION}/media/roof.png").content == every_byte
