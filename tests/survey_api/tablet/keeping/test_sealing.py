"""Sealing: what the tablet closes the office opens with PyNaCl, what PyNaCl closes the tablet opens; nobody else."""

import base64
import gzip
import json
from typing import Any

import nacl.exceptions
import nacl.public
import pytest
from playwright.sync_api import Page

from tests.survey_api.tablet.keeping.pages import run

pytestmark = pytest.mark.browser

SEAL = """
  const {sealInterview} = await import("/keeping/sealing.js");
  const {fromBase64, base64} = await import("/keeping/bytes.js");
  const files = given.files.map(({name, type, base64: text}) => ({name, type, bytes: fromBase64(text)}));
  const {receiving, xml, sealedAt} = given;
  return base64(await sealInterview(crypto, receiving, fromBase64(receiving.public), {xml, files, sealedAt}));
"""
AUDIT = {"name": "audit.csv", "type": "text/csv", "base64": base64.b64encode(b"event,node,start,end\n").decode()}


def sealed(page: Page, beginning: dict[str, Any], xml: str) -> bytes:
    given = {"receiving": beginning["receiving"], "xml": xml, "files": [AUDIT], "sealedAt": "2026-11-24T10:00:00Z"}
    return base64.b64decode(run(page, SEAL, given))


def test_the_office_opens_what_the_tablet_sealed(
    new_tablet: Page, beginning: dict[str, Any], office: nacl.public.PrivateKey
) -> None:
    content = sealed(new_tablet, beginning, "<data><name>مريم بن صالح, forgeron à l'œuvre</name></data>")
    head, key_id, box = content.split(b":", 2)
    assert (head, key_id) == (b"amemsealed1", b"0a1b2c3d")
    packed = nacl.public.SealedBox(office).decrypt(box)
    assert len(packed) % 256 == 0
    assert json.loads(gzip.decompress(packed)) == {
        "xml": "<data><name>مريم بن صالح, forgeron à l'œuvre</name></data>",
        "files": [AUDIT],
        "sealed_at": "2026-11-24T10:00:00Z",
    }


def test_what_is_sealed_tells_little_of_its_length(new_tablet: Page, beginning: dict[str, Any]) -> None:
    lengths = {len(sealed(new_tablet, beginning, f"<data>{'x' * more}</data>")) for more in (0, 1, 5)}
    assert len(lengths) == 1


def test_the_same_interview_is_never_sealed_the_same_way_twice(new_tablet: Page, beginning: dict[str, Any]) -> None:
    assert sealed(new_tablet, beginning, "<data/>") != sealed(new_tablet, beginning, "<data/>")


def test_another_key_opens_nothing(new_tablet: Page, beginning: dict[str, Any]) -> None:
    box = sealed(new_tablet, beginning, "<data/>").split(b":", 2)[2]
    with pytest.raises(nacl.exceptions.CryptoError):
        nacl.public.SealedBox(nacl.public.PrivateKey.generate()).decrypt(box)


def test_a_changed_bit_opens_nothing(
    new_tablet: Page, beginning: dict[str, Any], office: nacl.public.PrivateKey
) -> None:
    box = bytearray(sealed(new_tablet, beginning, "<data/>").split(b":", 2)[2])
    for place in (0, 40, len(box) - 1):
        changed = bytearray(box)
        changed[place] ^= 1
        with pytest.raises(nacl.exceptions.CryptoError):
            nacl.public.SealedBox(office).decrypt(bytes(changed))


def test_the_tablet_opens_what_pynacl_sealed(new_tablet: Page, recovery: nacl.public.PrivateKey) -> None:
    contents = [bytes(number % 251 for number in range(length)) for length in (0, 1, 32, 255, 256, 5000)]
    boxes = [nacl.public.SealedBox(recovery.public_key).encrypt(content) for content in contents]
    opened = run(
        new_tablet,
        """
        const {openBox} = await import("/keeping/sealing.js");
        const {fromBase64, base64} = await import("/keeping/bytes.js");
        return given.boxes.map((box) => base64(openBox(fromBase64(box), fromBase64(given.secret))));
        """,
        {"boxes": [text_of(box) for box in boxes], "secret": text_of(bytes(recovery))},
    )
    assert [base64.b64decode(one) for one in opened] == contents


def text_of(content: bytes) -> str:
    return base64.b64encode(content).decode()
