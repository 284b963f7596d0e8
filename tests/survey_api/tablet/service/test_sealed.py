"""Sealed interviews at the door: opened there and nowhere before, whole or not at all, taken like any other."""

import base64
import gzip
import secrets
from contextlib import closing

import pytest
from nacl.public import PrivateKey, PublicKey, SealedBox
from sqlalchemy import func, select

from survey_api.collection.tablets.problems import KeyInUse, NoSuchKey
from survey_api.registering import add_devices
from survey_api.security.sealed_interviews import (
    BoxNotOpened,
    BoxTooLarge,
    KeyUnknown,
    key_id_of,
    new_pair,
    open_interview,
    seal_interview,
    seal_value,
)
from survey_api.settings import Settings
from survey_api.store.tables import Submission, rows_of
from survey_api.store.vault import Vault
from tests.survey_api.builders import Field, field, held_files, interview, visit
from tests.survey_api.tablet.service.boxes import SEALED_AT, cells, receiving, sealed, send_box

PRIVATE, PUBLIC = new_pair()
KEY_ID = key_id_of(PUBLIC)
KEYS = {KEY_ID: PRIVATE}
MEGABYTE = 1024 * 1024


def submissions(tablet: Field) -> int:
    table = rows_of(Submission)
    return int(tablet.service.read(lambda connection: connection.scalar(select(func.count()).select_from(table))) or 0)


def code_of(answer: object) -> str:
    return str(answer.headers["X-AMEM-Problem"])  # type: ignore[attr-defined]  # a response


def box_of(packed: bytes, key_id: str = KEY_ID) -> bytes:
    """Anything at all, sealed to the key of these tests."""
    return b"amemsealed1:" + key_id.encode() + b":" + SealedBox(PublicKey(PUBLIC)).encrypt(packed)


def test_a_sealed_interview_is_taken_like_any_other(settings: Settings) -> None:
    with field(settings) as tablet:
        answer = send_box(tablet, sealed(tablet, interview("uuid:sealed")))
        assert answer.status_code == 201
        assert tablet.post(interview("uuid:sealed")).status_code == 201  # the same bytes in clear: the same interview
        assert submissions(tablet) == 1


def test_two_boxes_of_one_interview_are_one_interview(tablet: Field) -> None:
    first, second = (sealed(tablet, visit("uuid:twice")) for _ in range(2))
    assert first != second
    assert [send_box(tablet, box).status_code for box in (first, second, first)] == [201, 201, 201]
    assert submissions(tablet) == 1


def test_other_content_under_the_same_name_waits_for_a_person(tablet: Field) -> None:
    assert send_box(tablet, sealed(tablet, visit("uuid:one", how="1"))).status_code == 201
    assert send_box(tablet, sealed(tablet, visit("uuid:one", how="2"))).status_code == 202


def test_the_files_in_a_box_go_where_files_go(tablet: Field) -> None:
    log, picture = b"event,node,start,end\n", secrets.token_bytes(200_000)
    box = sealed(tablet, interview("uuid:files"), {"audit.csv": log, "picture.jpg": picture})
    assert send_box(tablet, box).status_code == 201
    assert dict(held_files(tablet)) == {"audit.csv": log, "picture.jpg": picture}
    assert log not in b"".join(path.read_bytes() for path in tablet.service.files.folder.rglob("*") if path.is_file())


def test_a_box_for_another_service_stays_on_the_tablet(tablet: Field) -> None:
    answer = send_box(tablet, seal_interview(KEY_ID, PUBLIC, visit("uuid:far"), {}, SEALED_AT))
    assert (answer.status_code, code_of(answer)) == (422, "tablet_service.key_unknown")
    assert KEY_ID in answer.text
    assert submissions(tablet) == 0


def test_a_box_is_not_opened_with_a_key_it_only_names(tablet: Field) -> None:
    box = seal_interview(receiving(tablet)[0], PUBLIC, visit("uuid:swapped"), {}, SEALED_AT)
    answer = send_box(tablet, box)
    assert (answer.status_code, code_of(answer)) == (422, "tablet_service.box_not_opened")


def test_every_changed_bit_is_noticed() -> None:
    box = seal_interview(KEY_ID, PUBLIC, visit("uuid:bits"), {"a.csv": b"1"}, SEALED_AT)
    assert open_interview(KEYS, box).xml.decode() == visit("uuid:bits")
    for at in range(21, len(box)):
        for bit in (1, 128):
            changed = box[:at] + bytes([box[at] ^ bit]) + box[at + 1 :]
            with pytest.raises(BoxNotOpened):
                open_interview(KEYS, changed)


@pytest.mark.parametrize("length", [0, 5, 12, 20, 21, 40, 68, 69, 300])
def test_a_box_that_was_cut_off_does_not_open(length: int) -> None:
    box = seal_interview(KEY_ID, PUBLIC, visit("uuid:cut"), {}, SEALED_AT)
    with pytest.raises((BoxNotOpened, KeyUnknown)):
        open_interview(KEYS, box[:length])


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"not packed",
        gzip.compress(b"not JSON"),
        gzip.compress(b"[]"),
        gzip.compress(b"{}"),
        gzip.compress(b'{"xml": 1}'),
        gzip.compress(b'{"xml": "<a/>", "files": 1}'),
        gzip.compress(b'{"xml": "<a/>", "files": [1]}'),
        gzip.compress(b'{"xml": "<a/>", "files": [{"name": "a"}]}'),
        gzip.compress(b'{"xml": "<a/>", "files": [{"name": "a", "base64": "*"}]}'),
        gzip.compress(b'{"xml": "\\ud800"}'),
        gzip.compress(b'{"xml": "\xff"}'),
        gzip.compress(b'{"xml": "<a/>"} and more'),
        gzip.compress(b'{"xml": "<a/>"}') + b"what nobody should find behind it",
        gzip.compress(b'{"xml": "<a/>"}') + bytes(256),
        gzip.compress(b'{"xml": "<a/>"}')[:-9],
        gzip.compress(b'{"xml": "' + b'\\"' * 1000),
        gzip.compress(b"[" * 5000),
    ],
    ids=range(18),
)
def test_what_holds_no_interview_does_not_open(packed: bytes) -> None:
    with pytest.raises(BoxNotOpened):
        open_interview(KEYS, box_of(packed))


def test_what_unpacks_without_end_is_left_packed() -> None:
    bomb = gzip.compress(b'{"xml": "' + bytes(64 * MEGABYTE))
    assert len(bomb) < 100_000
    with pytest.raises(BoxTooLarge):
        open_interview(KEYS, box_of(bomb))


@pytest.mark.parametrize("many", [b"[],", b'"",', b'{"a":1},', b"1.0,", b'"\\"",'])
def test_what_would_fill_the_memory_once_it_is_read_is_not_read(many: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    told = b'{"xml": "<a/>", "files": [' + many * 300_000 + b"1]}"
    monkeypatch.setattr("survey_api.security.sealed_interviews.json.loads", lambda _: pytest.fail("it was read"))
    with pytest.raises(BoxNotOpened):
        open_interview(KEYS, box_of(gzip.compress(told)))


def test_an_answer_with_quotes_and_strokes_comes_out_as_it_went_in() -> None:
    xml = '<data a="1">\\ "\\" { [ , \u2028 \U0001f600 ' + 'a quoted "word" \\' * 3000 + "</data>"
    box = seal_value(KEY_ID, PUBLIC, {"xml": xml, "files": [], "sealed_at": SEALED_AT})
    assert open_interview(KEYS, box).xml.decode() == xml


def test_more_files_than_an_interview_has_are_too_many() -> None:
    files = {f"{number}.jpg": b"" for number in range(101)}
    with pytest.raises(BoxTooLarge):
        open_interview(KEYS, seal_interview(KEY_ID, PUBLIC, visit("uuid:many"), files, SEALED_AT))


def test_a_file_in_a_box_has_a_name_that_a_form_could_give(tablet: Field) -> None:
    for name in ("../escape", "a/b", ".hidden", "", "x" * 256, "a\x00b"):
        answer = send_box(tablet, sealed(tablet, interview("uuid:named"), {"fine.jpg": b"1", name: b"2"}))
        assert (answer.status_code, code_of(answer)) == (400, "service.bad_attachment_name"), name
    assert list(tablet.service.files.names()) == []


def test_nothing_stays_of_the_files_of_an_interview_that_is_refused(tablet: Field) -> None:
    answer = send_box(tablet, sealed(tablet, "<data>", {"picture.jpg": b"picture"}))
    assert answer.status_code == 400
    assert list(tablet.service.files.names()) == []


def test_a_box_may_be_larger_than_an_interview_in_clear_and_no_larger_than_a_box(tablet: Field) -> None:
    files = {f"{number}.jpg": secrets.token_bytes(2 * MEGABYTE) for number in range(3)}
    assert send_box(tablet, sealed(tablet, interview("uuid:pictures"), files)).status_code == 201
    answer = send_box(tablet, b"amemsealed1:00000000:" + bytes(17 * MEGABYTE))
    assert (answer.status_code, code_of(answer)) == (413, "service.too_large")
    assert tablet.post(b" " * (5 * MEGABYTE)).status_code == 413


def test_a_box_is_padded_so_that_its_length_says_little() -> None:
    lengths = {len(seal_interview(KEY_ID, PUBLIC, visit(f"uuid:{n}"), {}, SEALED_AT)) - 21 - 48 for n in range(20)}
    assert all(length % 256 == 0 for length in lengths)
    assert len(lengths) == 1


def test_the_box_of_another_tablet_is_the_same_interview_whoever_brings_it(tablet: Field) -> None:
    """A tablet that cannot send hands over its rescue copy: what counts is the interview."""
    box = sealed(tablet, visit("uuid:carried"))
    [other] = add_devices(tablet.service.order, ["tablet-2"], "north")
    tablet.client.auth = (other.device_id, other.token)
    assert send_box(tablet, box).status_code == 201
    tablet.client.auth = (tablet.device.device_id, tablet.device.token)
    assert send_box(tablet, box).status_code == 201
    assert submissions(tablet) == 1


def test_nobody_without_a_token_has_a_box_opened(tablet: Field) -> None:
    box = sealed(tablet, visit("uuid:nobody"))
    tablet.client.auth = None
    assert send_box(tablet, box).status_code == 401


def test_a_former_key_opens_until_it_is_destroyed(settings: Settings) -> None:
    with field(settings) as tablet:
        before, order = receiving(tablet), tablet.service.order
        box = sealed(tablet, visit("uuid:before"))
        order("draw_receiving_key", {})
        assert receiving(tablet)[0] != before[0]
        assert send_box(tablet, box).status_code == 201
        assert send_box(tablet, sealed(tablet, visit("uuid:after"))).status_code == 201
        order("destroy_receiving_key", {"key_id": before[0]})
        answer = send_box(tablet, seal_interview(*before, visit("uuid:late"), {}, SEALED_AT))
        assert (answer.status_code, code_of(answer)) == (422, "tablet_service.key_unknown")
        assert send_box(tablet, sealed(tablet, visit("uuid:later"))).status_code == 201


def test_the_key_in_use_is_not_destroyed(own: Settings) -> None:
    with field(own) as tablet:
        key_id, order = receiving(tablet)[0], tablet.service.order
        with pytest.raises(KeyInUse):
            order("destroy_receiving_key", {"key_id": key_id})
        with pytest.raises(NoSuchKey):
            order("destroy_receiving_key", {"key_id": "00000000"})


def test_the_private_half_is_in_the_file_of_keys_and_nowhere_in_the_database(own: Settings) -> None:
    with field(own) as tablet:
        key_id, public = receiving(tablet)
        private = tablet.service.vault.receiving()[key_id]
        assert bytes(PrivateKey(private).public_key) == public
        texts = (private, private.hex().encode(), base64.b64encode(private))
        assert not [cell for cell in cells(tablet) for text in texts if text in cell]
    with closing(Vault(own.home.vault, own.vault_key, writing=False)) as vault:
        assert vault.receiving() == {key_id: private}
