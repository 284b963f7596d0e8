"""What identifies somebody can be sealed here and opened nowhere but with the custodian."""

import base64
import json
import random
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from questionnaires.checking import check
from questionnaires.records import read_record
from questionnaires.xform import compile_form
from survey_api.collection.at_the_door import WHOLE, identifies, seal_record
from survey_api.security.custody import (
    KeyFileThere,
    KeyFileUnreadable,
    PassphraseTooShort,
    WrongPassphrase,
    make_pair,
    read_private,
    read_public,
)
from survey_api.security.locking import ContentDamaged, lock, new_key, unlock
from survey_api.security.sealing import NotOpened, Place, is_box, key_name, open_sealed, seal, sealed_to
from tests.survey_api.forms import FORMS, VERSION

PRIVATE = PrivateKey.generate()
PUBLIC = bytes(PRIVATE.public_key)
PLACE = Place("contact", "uuid:1", "/data/phone")
PHRASE = "four words and a horse"
CANARY = "CANARY-22345678"

FORM = """\
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:amem="urn:amem:xforms">
<h:head><h:title>Contact</h:title><model>
<instance><data id="contact" version="1"><phone/><again/><age/><people><name/><sex/></people>
<meta><instanceID/></meta></data></instance>
<bind nodeset="/data/phone" type="string" constraint="starts-with(., 'CANARY')" amem:identifying="yes"/>
<bind nodeset="/data/again" type="string" calculate=" /data/phone "/>
<bind nodeset="/data/age" type="int"/>
<bind nodeset="/data/people/name" type="string" amem:identifying="yes"/>
<bind nodeset="/data/people/sex" type="string"/></model></h:head>
<h:body><input ref="/data/phone"/><input ref="/data/age"/><group ref="/data/people"><repeat nodeset="/data/people">
<input ref="/data/people/name"/><input ref="/data/people/sex"/></repeat></group></h:body></h:html>"""

RECORD = (
    f'<data id="contact" version="1" note="{CANARY}"><!-- {CANARY} --><phone>{CANARY}</phone><again>{CANARY}</again>'
    f"<age>30</age><people><name>{CANARY}</name><sex>1</sex></people><people><name>{CANARY}</name><sex>2</sex></people>"
    f"<secret>{CANARY}</secret><meta><instanceID>uuid:1</instanceID><entity label='{CANARY}'/></meta></data>"
).encode()


def test_a_sealed_text_is_opened_by_the_custodian_alone() -> None:
    sealed = seal(PUBLIC, PLACE, b"+216 22 345 678")
    assert open_sealed(bytes(PRIVATE), PLACE, sealed) == b"+216 22 345 678"
    assert sealed_to(sealed) == key_name(PUBLIC)
    with pytest.raises(NotOpened):
        open_sealed(bytes(PrivateKey.generate()), PLACE, sealed)


def test_a_sealed_text_does_not_pass_for_the_answer_of_somebody_else() -> None:
    sealed = seal(PUBLIC, PLACE, b"22345678")
    for other in (
        Place("contact", "uuid:2", PLACE.path),
        Place("contact", "uuid:1", "/data/other"),
        Place("visit", "uuid:1", PLACE.path),
    ):
        with pytest.raises(NotOpened):
            open_sealed(bytes(PRIVATE), other, sealed)


def test_the_length_of_what_is_sealed_says_little() -> None:
    assert len({len(seal(PUBLIC, PLACE, b"x" * length)) for length in range(1, 150)}) == 1


def test_every_one_of_ten_thousand_flipped_bits_is_noticed() -> None:
    sealed = seal(PUBLIC, PLACE, b"22345678")
    head, _, box = sealed.rpartition(":")
    chance = random.Random(2026)  # noqa: S311 (a test's choices)

    raw = base64.b64decode(box)
    for _ in range(10_000):
        changed = bytearray(raw)
        changed[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        with pytest.raises(NotOpened):
            open_sealed(bytes(PRIVATE), PLACE, f"{head}:{base64.b64encode(bytes(changed)).decode()}")


def test_every_one_of_ten_thousand_flipped_bits_of_locked_content_is_noticed() -> None:
    key, chance = new_key(), random.Random(2026)  # noqa: S311 (a test's choices)
    locked = lock(key, "content 7", b"<data>what somebody said</data>" * 8)
    assert unlock(key, "content 7", locked).startswith(b"<data>")
    for _ in range(10_000):
        changed = bytearray(locked)
        changed[chance.randrange(len(locked))] ^= 1 << chance.randrange(8)
        with pytest.raises(ContentDamaged):
            unlock(key, "content 7", bytes(changed))
    for place, other in (("content 8", key), ("content 7", new_key())):
        with pytest.raises(ContentDamaged):
            unlock(other, place, locked)


@pytest.mark.parametrize("text", ["amem1:the name of somebody", "amem1:0123456789abcdef:c29tZWJvZHk="])
def test_what_only_looks_sealed_is_sealed(text: str) -> None:
    form, content = compile_form(FORM.encode()), RECORD.replace(CANARY.encode(), text.encode())
    stored = read_record(seal_record(form, read_record(content), content, PUBLIC).content)
    sealed = stored.root.findtext("phone") or ""
    assert open_sealed(bytes(PRIVATE), PLACE, sealed) == text.encode()


@pytest.mark.parametrize("text", ["", "amem1:", "amem1:0123456789abcdef:", "amem1:0123456789abcdef:%%%", "amem2:x:y"])
def test_what_is_no_sealed_text_is_not_opened(text: str) -> None:
    with pytest.raises(NotOpened):
        open_sealed(bytes(PRIVATE), PLACE, text)


def test_nothing_that_identifies_is_left_in_what_is_stored() -> None:
    form, record = compile_form(FORM.encode()), read_record(RECORD)
    assert identifies(form)
    sealed = seal_record(form, record, RECORD, PUBLIC)
    assert CANARY.encode() not in sealed.content
    assert open_sealed(bytes(PRIVATE), Place("contact", "uuid:1", WHOLE), sealed.original) == RECORD
    stored = read_record(sealed.content)
    assert (stored.form_id, stored.version, stored.instance_id) == ("contact", "1", "uuid:1")
    assert check(form, stored).problems == ()
    names = [node.text or "" for node in stored.root.iter("name")]
    assert [open_sealed(bytes(PRIVATE), Place("contact", "uuid:1", "/data/people/name"), name) for name in names] == [
        CANARY.encode()
    ] * 2
    assert stored.root.findtext("age") == "30"
    assert seal_record(form, stored, sealed.content, PUBLIC).content == sealed.content, "sealed once is sealed"


@pytest.mark.parametrize("marked", ["/data/people", "/data"])
def test_a_marked_group_or_repeat_marks_whatever_it_holds(marked: str) -> None:
    one_by_one = FORM.replace(' amem:identifying="yes"', "")
    form = compile_form(
        one_by_one.replace("</model>", f'<bind nodeset="{marked}" amem:identifying="yes"/></model>').encode()
    )
    assert identifies(form)
    record = RECORD.replace(f"<name>{CANARY}</name>".encode(), b"<name>MARKED-1</name>")
    stored = read_record(seal_record(form, read_record(record), record, PUBLIC).content)
    assert stored.instance_id == "uuid:1"
    assert b"MARKED-1" not in seal_record(form, read_record(record), record, PUBLIC).content
    assert all(is_box(node.text or "") for tag in ("name", "sex") for node in stored.root.iter(tag))


def test_the_questionnaires_of_the_survey_ask_nothing_that_identifies() -> None:
    assert not any(identifies(compile_form(make(VERSION))) for make in FORMS.values())


def test_a_key_pair_is_two_files_and_the_private_one_is_locked(tmp_path: Path) -> None:
    private, public = tmp_path / "custodian.key", tmp_path / "custodian.pub"
    pair = make_pair(private, public, PHRASE)
    assert read_public(public) == pair.public
    assert private.stat().st_mode & 0o777 == 0o600
    opened = read_private(private, PHRASE)
    assert bytes(PrivateKey(opened).public_key) == pair.public
    assert opened.hex() not in private.read_text()
    with pytest.raises(WrongPassphrase):
        read_private(private, PHRASE + " ")
    with pytest.raises(KeyFileThere):
        make_pair(private, tmp_path / "other.pub", PHRASE)
    with pytest.raises(PassphraseTooShort):
        make_pair(tmp_path / "b.key", tmp_path / "b.pub", "short")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"kind": "public", "key": "AAAA", "name": "x"}', "\0"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file"
    path.write_text(content)
    with pytest.raises(KeyFileUnreadable):
        read_public(path)
    with pytest.raises(KeyFileUnreadable):
        read_private(path, PHRASE)


def test_halves_are_not_taken_for_each_other(tmp_path: Path) -> None:
    private, public = tmp_path / "a.key", tmp_path / "a.pub"
    make_pair(private, public, PHRASE)
    assert json.loads(private.read_text())["name"] == json.loads(public.read_text())["name"]
    with pytest.raises(KeyFileUnreadable):
        read_public(private)
    with pytest.raises(KeyFileUnreadable):
        read_private(public, PHRASE)
