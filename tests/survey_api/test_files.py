"""Files that come with interviews: in any order and split, complete only when all are there, locked on the disk."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from survey_api.security.locking import ContentDamaged
from survey_api.settings import Settings
from survey_api.store import attachments
from survey_api.store.files import FileFolder
from survey_api.store.kinds import kind_of
from survey_api.store.overview import overview
from tests.survey_api.builders import Field, field, held_files, orders_of, publish_all
from tests.survey_api.pictures import JPEG, dwelling, locked_files, publish_pictures

FILES = {"front.jpg": JPEG, "a.jpg": JPEG + b"a", "b.jpg": JPEG + b"b"}
SENT = dwelling(rooms=("a.jpg", "b.jpg"))


@pytest.fixture
def camera(settings: Settings) -> Iterator[Field]:
    """A running service with the questionnaire that asks for photos, on each database."""
    with field(settings) as running:
        publish_pictures(running.service.order)
        yield running


def n_incomplete(tablet: Field) -> int:
    return len(tablet.service.read(attachments.incomplete))


@pytest.mark.parametrize("seed", range(4))
def test_files_may_come_in_any_split_and_any_order_and_again(camera: Field, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 (a test's choices)
    names = draw.sample(sorted(FILES), 3)
    parts = [names[:1], names[1:], draw.sample(names, 2), []] if seed % 2 else [[], *([name] for name in names)]
    for last in (False, True):
        for part in parts:
            answer = camera.post(SENT, files={name: FILES[name] for name in part})
            assert answer.status_code == 201
        assert n_incomplete(camera) == 0, last
    assert dict(held_files(camera)) == FILES
    assert len(locked_files(camera.settings.home.files)) == 3


def test_a_file_that_was_kept_stays_where_the_receipt_breaks_off(
    camera: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera.post(SENT)
    camera.settle()

    def broken(*_given: object) -> None:
        raise RuntimeError()

    with monkeypatch.context() as moment:
        moment.setattr("survey_api.store.verdicts.of", broken)
        assert camera.post(SENT, files={"front.jpg": JPEG}).status_code == 500
    assert camera.post(SENT, files={"front.jpg": JPEG}).status_code == 201
    assert dict(held_files(camera)) == {"front.jpg": JPEG}


def test_a_submission_is_incomplete_until_the_last_file_it_names_is_here(camera: Field) -> None:
    told = []
    for name in (None, *FILES):
        answer = camera.post(SENT, files={name: FILES[name]} if name else {})
        told.append(answer.content.decode())
        assert n_incomplete(camera) == (0 if name == "b.jpg" else 1)
    assert ["3" in told[0], "2" in told[1], "1" in told[2]] == [True] * 3
    assert "attendus" in told[2]
    assert "attendus" not in told[3]


def test_the_word_that_more_follows_is_no_file(camera: Field) -> None:
    parts = [
        ("xml_submission_file", ("x.xml", SENT.encode())),
        ("front.jpg", ("front.jpg", JPEG)),
        ("*isIncomplete*", (None, b"yes")),
    ]
    assert camera.client.post("/openrosa/submission", files=parts).status_code == 201
    assert held_files(camera) == [("front.jpg", JPEG)]


def test_the_submission_may_come_after_its_files_in_the_request(camera: Field) -> None:
    parts = [("front.jpg", ("front.jpg", JPEG)), ("xml_submission_file", ("x.xml", dwelling().encode()))]
    assert camera.client.post("/openrosa/submission", files=parts).status_code == 201
    assert n_incomplete(camera) == 0


def test_a_file_may_come_with_a_later_edit_or_stay_with_the_version_before(camera: Field) -> None:
    camera.post(dwelling("uuid:d1", rooms=("a.jpg",)), files={"front.jpg": JPEG})
    assert n_incomplete(camera) == 1
    camera.post(dwelling("uuid:d2", rooms=("a.jpg",), replaces="uuid:d1"), files={"a.jpg": JPEG})
    assert n_incomplete(camera) == 0


def test_a_file_of_another_interview_completes_nothing(camera: Field) -> None:
    camera.post(dwelling("uuid:d1"))
    camera.post(dwelling("uuid:d2"), files={"front.jpg": JPEG})
    assert n_incomplete(camera) == 1


def test_files_alike_in_name_or_in_bytes_are_all_kept(camera: Field) -> None:
    camera.post(dwelling(rooms=("a.jpg",)), files={"front.jpg": JPEG, "a.jpg": JPEG})
    assert sorted(held_files(camera)) == [("a.jpg", JPEG), ("front.jpg", JPEG)]
    assert len(locked_files(camera.settings.home.files)) == 1


def test_an_empty_and_a_large_file_come_back_as_they_were_sent(camera: Field) -> None:
    large = random.Random(1).randbytes(700_001)  # noqa: S311 (a test's choices)
    camera.post(dwelling(rooms=("a.jpg",)), files={"front.jpg": b"", "a.jpg": large})
    assert dict(held_files(camera)) == {"front.jpg": b"", "a.jpg": large}


def test_nothing_on_the_disk_tells_what_a_file_holds_or_that_it_is_a_known_one(camera: Field) -> None:
    camera.post(dwelling("uuid:d1"), files={"front.jpg": JPEG})
    camera.post(dwelling("uuid:d2"), files={"front.jpg": JPEG})
    found = locked_files(camera.settings.home.files)
    assert len(found) == 2, "the same photo of two dwellings is two files that have nothing in common"
    known = {kind(JPEG).hexdigest() for kind in (hashlib.sha256, hashlib.md5, hashlib.sha1, hashlib.blake2b)}
    for path in found:
        assert path.parent.name + path.name not in known
        assert b"nobody should see" not in path.read_bytes()


def test_a_request_that_is_refused_leaves_no_file(camera: Field) -> None:
    assert camera.post("<", files={"front.jpg": JPEG}).status_code == 400
    assert camera.post(dwelling(), files={"front.jpg": JPEG, "../x": b"x"}).status_code == 400
    home = camera.settings.home
    assert [path for path in home.files.rglob("*") if path.is_file()] == []


def test_a_file_above_the_limit_is_refused_and_leaves_nothing(own: Settings) -> None:
    with field(replace(own, largest_file=1_000)) as tablet:
        publish_pictures(tablet.service.order)
        assert tablet.post(dwelling(), files={"front.jpg": b"x" * 1_001}).status_code == 413
        assert locked_files(own.home.files) == []


def test_a_request_takes_a_hundred_files_and_no_more(tablet: Field) -> None:
    publish_pictures(tablet.service.order)
    hundred = {f"{number}.jpg": b"%d" % number for number in range(100)}
    assert tablet.post(dwelling(rooms=tuple(hundred)), files=hundred).status_code == 201
    assert tablet.post(dwelling("uuid:d2"), files={f"{n}.jpg": b"" for n in range(102)}).status_code == 400


def test_a_file_of_an_unknown_kind_is_kept(tablet: Field) -> None:
    publish_pictures(tablet.service.order)
    assert tablet.post(dwelling(front="x.exe"), files={"x.exe": b"MZ\x90\x00"}).status_code == 201
    assert held_files(tablet) == [("x.exe", b"MZ\x90\x00")]


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (JPEG, "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x18ftypM4A ", "m4a"),
        (b"\0\0\0\x18ftyp3gp4", "3gp"),
        (b"<script>", "unknown"),
        (b"", "unknown"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(first: bytes, kind: str) -> None:
    assert kind_of(first[:16]) == kind


def test_what_a_killed_service_left_is_put_apart_and_what_is_spoken_of_stays(own: Settings) -> None:
    with field(own) as tablet:
        publish_pictures(tablet.service.order)
        tablet.post(dwelling(), files={"front.jpg": JPEG})
    files = FileFolder(own.home.files)
    left = files.arriving()
    left.add(JPEG)
    orphan = files.arriving()
    orphan.add(b"never acknowledged")
    lost = orphan.end()
    left._file.close()
    with field(own, device="tablet-2") as again:
        assert held_files(again) == [("front.jpg", JPEG)]
        assert [path.name for path in (own.home.files / "apart").iterdir()] == [lost.name]
        assert list((own.home.files / "arriving").iterdir()) == []


def test_files_put_apart_under_a_wrong_database_come_back_under_the_right_one(own: Settings) -> None:
    with field(own) as tablet:
        publish_pictures(tablet.service.order)
        tablet.post(dwelling(), files={"front.jpg": JPEG})
    files = FileFolder(own.home.files)
    assert files.sweep(frozenset()) == 1
    assert locked_files(own.home.files) == []
    with field(own, device="tablet-2") as again:
        assert held_files(again) == [("front.jpg", JPEG)]


def test_the_overview_and_the_receipts_agree_on_what_is_awaited(tablet: Field) -> None:
    publish_pictures(tablet.service.order)
    tablet.post(dwelling("uuid:d1"))
    tablet.post(dwelling("uuid:d2"), files={"front.jpg": JPEG})
    counts = tablet.service.read(lambda connection: overview(connection, "dwelling"))
    [line] = [line for line in counts.arrived if line.form_id == "dwelling"]
    assert (line.accepted, line.incomplete) == (2, 1)
    assert counts.incomplete == 1


def test_cut_off_at_any_byte_nothing_is_kept_and_nothing_is_left(tablet: Field) -> None:
    publish_pictures(tablet.service.order)
    boundary = b"--cut"
    whole = b"".join(
        boundary + b'\r\nContent-Disposition: form-data; name="' + name + b'"; filename="f"\r\n\r\n' + content + b"\r\n"
        for name, content in ((b"front.jpg", JPEG), (b"xml_submission_file", dwelling().encode()))
    )
    whole += b"--cut--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=cut"}
    for cut in random.Random(3).sample(range(len(whole) - 4), 30):  # noqa: S311 (a test's choices)
        answer = tablet.client.post("/openrosa/submission", content=whole[:cut], headers=headers)
        assert answer.status_code == 400, cut
    assert [path for path in tablet.settings.home.files.rglob("*") if path.is_file()] == []
    assert tablet.client.post("/openrosa/submission", content=whole, headers=headers).status_code == 201
    assert held_files(tablet) == [("front.jpg", JPEG)]


def test_orders_without_a_service_know_the_same_files(own: Settings) -> None:
    publish_all(orders_of(own))
    assert publish_pictures(orders_of(own))
    assert not publish_pictures(orders_of(own))


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 200_000])
def test_a_locked_file_that_was_changed_anywhere_is_never_given_out(tmp_path: Path, size: int) -> None:
    draw = random.Random(size)  # noqa: S311 (a test's choices)
    content = draw.randbytes(size)
    files = FileFolder(tmp_path / "files")
    arriving = files.arriving()
    for start in range(0, size, 7_001):
        arriving.add(content[start : start + 7_001])
    stored = arriving.end()
    assert b"".join(files.read(stored.name, stored.key)) == content
    path = files.path(stored.name)
    locked = path.read_bytes()
    assert hashlib.sha256(locked).hexdigest() == stored.name
    changed = [bytearray(locked) for _ in range(40)]
    for one in changed:
        one[draw.randrange(len(one))] ^= 1 << draw.randrange(8)
    for other in (*map(bytes, changed), locked[:-1], locked + b"x", locked[: len(locked) // 2], b""):
        path.write_bytes(other)
        with pytest.raises(ContentDamaged):
            b"".join(files.read(stored.name, stored.key))
