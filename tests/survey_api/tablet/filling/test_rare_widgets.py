"""Signatures, pictures and codes, for surveys that ask for them: small files that a draft keeps."""

import re

import pytest

from tests.survey_api.tablet.driving import go_on
from tests.survey_api.tablet.filling.builders import new_draft, question, written
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser

FILES = written(
    "<sign/><picture/><code/><last/>",
    '<bind nodeset="/data/sign" type="binary"/><bind nodeset="/data/picture" type="binary"/>'
    '<bind nodeset="/data/code" type="barcode"/>',
    question("/data/sign", "Sign", "upload", attributes='mediatype="image/*" appearance="signature"')
    + question("/data/picture", "Picture", "upload", attributes='mediatype="image/*"')
    + question("/data/code", "Code")
    + question("/data/last", "Last"),
)
A_PICTURE = """async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 3000, height: 1500 });
  canvas.getContext('2d').fillRect(0, 0, 3000, 1500);
  const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
  const data = new DataTransfer();
  data.items.add(new File([blob], 'from-camera.png', { type: 'image/png' }));
  const box = document.querySelector('input[type=file]');
  box.files = data.files;
  box.dispatchEvent(new Event('change'));
}"""
WIDTH = "() => document.querySelector('.taken').naturalWidth"


def test_a_signature_and_a_picture_survive_a_kill_and_go_with_the_record(tablet: Tablet) -> None:
    tablet.open(FILES, new_draft(FILES), "fr")
    box = tablet.page.locator(".signing").bounding_box()
    assert box
    tablet.page.mouse.move(box["x"] + 20, box["y"] + 20)
    tablet.page.mouse.down()
    tablet.page.mouse.move(box["x"] + 120, box["y"] + 80, steps=4)
    tablet.page.mouse.up()
    assert go_on(tablet.page, "/data/sign")
    tablet.page.evaluate(A_PICTURE)
    tablet.page.wait_for_selector(".taken")
    tablet.page.wait_for_function(WIDTH)
    assert tablet.page.evaluate(WIDTH) == 1600
    tablet.page.wait_for_selector(".kept[data-state=saved]")
    tablet.open(FILES, tablet.killed(), "fr")
    tablet.page.wait_for_selector(".taken")
    assert go_on(tablet.page, "/data/picture")
    tablet.fill({"/data/last": "x"}, until="/data/last")
    tablet.fill({"/data/last": "x"})
    finished = tablet.finish()
    names = re.findall(r"<(?:sign|picture)>([^<]+)<", finished["xml"])
    sizes = {file["name"]: file["size"] for file in finished["files"]}
    assert len(names) == 2
    assert all(sizes[name] > 100 for name in names)


def test_a_code_can_be_typed(tablet: Tablet) -> None:
    tablet.open(FILES, new_draft(FILES, place="/data/code"), "fr")
    tablet.page.fill("textarea, .typed", "619-12345")
    assert go_on(tablet.page, "/data/code")
    assert "<code>619-12345</code>" in tablet.kept["instance"]
