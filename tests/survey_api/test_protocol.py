"""OpenRosa, row by row: what a tablet is answered."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select

from questionnaires.markup import Limits, read_markup
from survey_api.registering import revoke_device
from survey_api.settings import Settings
from survey_api.store import contents
from survey_api.store.tables import Submission, rows_of
from survey_api.store.writer import Busy
from tests.survey_api.builders import Field, field, held_files, interview, publish_one, visit
from tests.survey_api.forms import interview_form


def message(body: bytes) -> str:
    told = read_markup(body, Limits())
    assert told.namespace == "http://openrosa.org/http/response"
    return told.root.findtext("message") or ""


def kept(tablet: Field) -> list[tuple[str, bytes, str | None]]:
    table = rows_of(Submission)

    def held(connection: Connection) -> list[tuple[str, bytes, str | None]]:
        found = connection.execute(select(table.c.number, table.c.instance_id, table.c.quarantine)).all()
        given = contents.read(connection, tablet.service.vault, [row.number for row in found])
        return sorted((row.instance_id, given[row.number], row.quarantine) for row in found)

    return tablet.service.read(held)


def test_a_new_interview_is_kept_as_it_came(tablet: Field) -> None:
    answer = tablet.post(interview())
    assert answer.status_code == 201
    assert message(answer.content) == "Bien reçu et enregistré. Aucune remarque."
    assert kept(tablet) == [("uuid:i1", interview().encode(), None)]


def test_every_answer_carries_what_openrosa_asks_for(tablet: Field) -> None:
    for answer in (tablet.post(interview()), tablet.client.head("/openrosa/submission"), tablet.post("<")):
        assert answer.headers["X-OpenRosa-Version"] == "1.0"
        assert int(answer.headers["X-OpenRosa-Accept-Content-Length"]) > 1_000_000
        assert answer.headers["Date"] == "Tue, 24 Nov 2026 12:00:00 GMT"
        assert answer.headers["Content-Language"]


def test_asking_before_sending_is_answered_204(tablet: Field) -> None:
    assert tablet.client.head("/openrosa/submission").status_code == 204


def test_the_list_of_questionnaires_has_every_field_that_collect_needs(tablet: Field) -> None:
    answer = tablet.client.get("/openrosa/formList")
    assert answer.headers["Content-Type"].startswith("text/xml")
    forms = read_markup(answer.content, Limits()).root.findall("xform")
    assert [form.findtext("formID") for form in forms] == ["interview", "listing", "visit"]
    for form in forms:
        told = {child.tag: child.text for child in form}
        assert all(told.get(name) for name in ("formID", "name", "version", "hash", "downloadUrl"))
        assert tablet.client.get(str(told["downloadUrl"])).status_code == 200


def test_a_questionnaire_is_served_byte_for_byte(tablet: Field) -> None:
    assert tablet.client.get("/openrosa/forms/interview/7.xml").content == interview_form()


def test_the_list_names_the_version_published_last_and_keeps_serving_the_others(tablet: Field) -> None:
    publish_one(tablet.service.order, "interview", "8", interview_form("8"))
    listed = read_markup(tablet.client.get("/openrosa/formList").content, Limits())
    assert listed.root.findtext("xform/version") == "8"
    assert tablet.client.get("/openrosa/forms/interview/7.xml").content == interview_form("7")
    assert tablet.post(interview()).status_code == 201


@pytest.mark.parametrize("path", ["/openrosa/forms/census/7.xml", "/openrosa/forms/interview/9.xml"])
def test_an_unknown_questionnaire_is_not_found(tablet: Field, path: str) -> None:
    answer = tablet.client.get(path)
    assert answer.status_code == 404
    assert message(answer.content)


def test_problems_travel_with_the_record_and_refuse_nothing(tablet: Field) -> None:
    answer = tablet.post(interview(age="130", too_young="0"))
    assert answer.status_code == 201
    assert "age" in message(answer.content)


def test_what_the_interviewer_reads_names_questions_and_no_answers(tablet: Field) -> None:
    told = message(tablet.post(interview(**{"age": "", "life/rooms": "lots of them"})).content)
    assert "lots" not in told


@pytest.mark.parametrize(
    ("held_in", "asked", "expected"),
    [("en", "fr", "Received"), ("ar", "fr", "تم الاستلام"), ("bm", "en", "Received"), ("bm", "de", "Bien reçu")],
)
def test_the_receipt_speaks_the_language_of_the_interview(
    tablet: Field, held_in: str, asked: str, expected: str
) -> None:
    answer = tablet.post(interview(language=held_in), headers={"Accept-Language": asked})
    assert message(answer.content).startswith(expected)


def test_the_same_interview_with_other_bytes_is_kept_apart(tablet: Field) -> None:
    assert tablet.post(interview(age="30")).status_code == 201
    again = tablet.post(interview(age="31"))
    assert again.status_code == 202
    assert "déjà arrivé" in message(again.content)
    assert kept(tablet) == [
        ("uuid:i1", interview(age="30").encode(), None),
        ("uuid:i1", interview(age="31").encode(), "other_bytes"),
    ]


def test_one_byte_of_white_space_makes_other_bytes(tablet: Field) -> None:
    tablet.post(interview())
    assert tablet.post(interview() + "\n").status_code == 202


def test_an_unknown_version_is_kept_apart(tablet: Field) -> None:
    answer = tablet.post(interview(version="99"))
    assert answer.status_code == 202
    assert kept(tablet) == [("uuid:i1", interview(version="99").encode(), "unknown_version")]


def test_what_was_kept_apart_is_told_so_again_when_sent_again(tablet: Field) -> None:
    answers = [tablet.post(interview(version="99")).status_code for _ in range(2)]
    assert answers == [202, 202]
    assert len(kept(tablet)) == 1


def test_an_edit_is_a_submission_of_its_own(tablet: Field) -> None:
    tablet.post(interview())
    assert tablet.post(interview("uuid:i2", replaces="uuid:i1", age="31")).status_code == 201


def test_the_name_of_an_interview_belongs_to_its_questionnaire(tablet: Field) -> None:
    assert tablet.post(interview("uuid:x")).status_code == 201
    assert tablet.post(visit("uuid:x")).status_code == 201


ENVELOPE = "multipart/form-data; boundary=b"
REFUSED: dict[str, tuple[bytes | str, int]] = {
    "malformed": ("<data id='visit' version='7'>", 400),
    "empty": ("", 400),
    "not xml": ("hello", 400),
    "doctype": ("<!DOCTYPE data><data id='visit' version='7'/>", 400),
    "entity": ("<!DOCTYPE d [<!ENTITY a 'b'>]><data id='visit' version='7'>&a;</data>", 400),
    "no instanceID": ("<data id='visit' version='7'><meta/></data>", 400),
    "no form": ("<data><meta><instanceID>uuid:1</instanceID></meta></data>", 400),
    "too deep": ("<a>" * 400 + "</a>" * 400, 400),
    "utf-16": ("<data id='visit'/>".encode("utf-16"), 400),
    "too large": (b"<data>" + b" " * 3_000_000 + b"</data>", 413),
    "unknown form": (interview().replace('id="interview"', 'id="census"'), 404),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_is_not_a_record_is_refused_with_a_sentence_and_nothing_is_kept(tablet: Field, case: str) -> None:
    sent, status = REFUSED[case]
    answer = tablet.post(sent)
    assert answer.status_code == status
    assert message(answer.content).endswith(".")
    assert kept(tablet) == []


def test_a_request_larger_than_the_limit_is_refused(own: Settings) -> None:
    with field(replace(own, largest_request=100_000)) as tablet:
        answer = tablet.post(interview(), files={"photo.jpg": b"x" * 100_000})
        assert answer.status_code == 413
        assert kept(tablet) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"nothing", ENVELOPE),
        (b"--b\r\n", ENVELOPE),
        (b"--b\r\n\r\nx\r\n--b--\r\n", ENVELOPE),
        (
            b'--b\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
        (b"x", "multipart/form-data"),
        (b"<data/>", "text/xml"),
        (b"", ""),
    ],
)
def test_a_request_that_is_no_envelope_is_refused(tablet: Field, content: bytes, kind: str) -> None:
    answer = tablet.client.post("/openrosa/submission", content=content, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert message(answer.content).endswith(".")


def test_two_submissions_in_one_envelope_are_refused(tablet: Field) -> None:
    part = ("a.xml", interview().encode(), "text/xml")
    parts = [("xml_submission_file", part), ("xml_submission_file", part)]
    assert tablet.client.post("/openrosa/submission", files=parts).status_code == 400


def test_a_compressed_request_is_refused(tablet: Field) -> None:
    assert tablet.post(interview(), headers={"Content-Encoding": "gzip"}).status_code == 415


@pytest.mark.parametrize("credentials", [("tablet-1", "wrong"), ("nobody", "x"), ("", ""), ("tablet-1", "")])
def test_a_wrong_name_or_token_is_refused_in_the_same_words(tablet: Field, credentials: tuple[str, str]) -> None:
    tablet.client.auth = credentials
    answer = tablet.post(interview())
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert "n'est pas reconnu" in message(answer.content)


@pytest.mark.parametrize("header", ["", "Basic", "Basic ???", "Basic YQ==", "Bearer abc", "Basic /////w=="])
def test_an_unreadable_authorization_is_refused(tablet: Field, header: str) -> None:
    tablet.client.auth = None
    assert tablet.post(interview(), headers={"Authorization": header}).status_code == 401


def test_without_credentials_nothing_of_openrosa_answers(tablet: Field) -> None:
    tablet.client.auth = None
    assert tablet.client.get("/openrosa/formList").status_code == 401
    assert tablet.client.head("/openrosa/submission").status_code == 401
    assert tablet.client.get("/openrosa/forms/interview/7.xml").status_code == 401


def test_a_busy_service_asks_the_tablet_to_come_back(tablet: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise Busy()

    monkeypatch.setattr(tablet.service.writer, "submit", full)
    answer = tablet.post(interview())
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Réessayez" in message(answer.content)


def test_a_tablet_that_is_revoked_while_it_sends_is_refused(tablet: Field) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="x.xml"\r\n\r\n'

    def slowly() -> Iterator[bytes]:
        yield head + interview().encode()[:10]
        revoke_device(tablet.service.order, "tablet-1")
        yield interview().encode()[10:] + b"\r\n--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert tablet.client.post("/openrosa/submission", content=slowly(), headers=headers).status_code == 401


def test_a_revoked_tablet_is_refused_at_once(tablet: Field) -> None:
    assert tablet.post(interview()).status_code == 201
    revoke_device(tablet.service.order, "tablet-1")
    assert tablet.post(visit()).status_code == 401


def test_unknown_addresses_under_openrosa_answer_in_its_own_way(tablet: Field) -> None:
    answer = tablet.client.get("/openrosa/nothing")
    assert answer.status_code == 404
    assert message(answer.content)


def test_an_authorization_in_no_alphabet_is_refused(tablet: Field) -> None:
    tablet.client.auth = None
    answer = tablet.client.get("/openrosa/formList", headers={b"Authorization": b"Basic \xe9\xe9"})
    assert answer.status_code == 401


def test_two_files_of_one_name_are_both_kept(tablet: Field) -> None:
    names = ("xml_submission_file", "photo.jpg", "photo.jpg", "photo.jpg")
    contents = (interview().encode(), b"first", b"second", b"first")
    parts = [(name, (name, content)) for name, content in zip(names, contents, strict=True)]
    assert tablet.client.post("/openrosa/submission", files=parts).status_code == 201
    assert sorted(held_files(tablet)) == [("photo.jpg", b"first"), ("photo.jpg", b"second")]


def test_a_questionnaire_with_an_unusual_name_is_found_by_the_address_in_the_list(tablet: Field) -> None:
    publish_one(tablet.service.order, "a/b & c?é", "1 #", interview_form())
    listed = read_markup(tablet.client.get("/openrosa/formList").content, Limits()).root.findall("xform")
    [address] = [form.findtext("downloadUrl") or "" for form in listed if form.findtext("formID") == "a/b & c?é"]
    assert tablet.client.get(address).content == interview_form()


@pytest.mark.parametrize("path", ["/openrosa/formList", "/openrosa/submission", "/livez"])
def test_an_error_of_the_program_is_answered_in_words_with_all_headers(
    tablet: Field, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("something nobody should read")

    monkeypatch.setattr("survey_api.collection.known.Known.admit", broken)
    monkeypatch.setattr("survey_api.routes.health.PlainTextResponse", broken)
    answer = tablet.post(interview()) if path.endswith("submission") else tablet.client.get(path)
    assert answer.status_code == 500
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Date"]
    assert answer.headers["Content-Language"]
    if path.startswith("/openrosa/"):
        assert answer.headers["X-OpenRosa-Version"] == "1.0"
        assert message(answer.content).endswith(".")
    assert "nobody should read" not in caplog.text + answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE"])
def test_other_methods_are_refused_with_all_headers(tablet: Field, method: str) -> None:
    answer = tablet.client.request(method, "/openrosa/submission")
    assert answer.status_code == 405
    assert answer.headers["X-OpenRosa-Version"] == "1.0"
    assert message(answer.content)
