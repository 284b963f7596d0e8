"""What a device sends: read when it is a record, refused with the right reason when it is an attack or a mistake."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presentation.messages import say
from presentation.text import LANGUAGES
from questionnaires.markup import Defect
from questionnaires.records import LIMITS, UnreadableRecord, read_record

META = "<meta><instanceID>uuid:1</instanceID></meta>"
GOOD = f'<data id="f" version="1"><a>1</a>{META}</data>'


def _doctype(subset: str, body: str = "") -> bytes:
    return f'<!DOCTYPE data [{subset}]><data id="f">{body}{META}</data>'.encode()


def _attributes(n: int) -> bytes:
    return b"<data " + b" ".join(b'a%d="1"' % at for at in range(n)) + b"/>"


LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))

ATTACKS: dict[str, tuple[bytes, str]] = {
    "billion laughs": (_doctype(LAUGHS, "&a9;"), "doctype"),
    "quadratic blow-up": (_doctype(f'<!ENTITY a "{"x" * 10_000}">', "&a;" * 1_000), "doctype"),
    "external entity, file": (_doctype('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"), "doctype"),
    "external entity, network": (_doctype('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">', "&x;"), "doctype"),
    "parameter entity": (_doctype('<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;'), "doctype"),
    "external subset": (b'<!DOCTYPE data SYSTEM "http://127.0.0.1:9/x.dtd">' + GOOD.encode(), "doctype"),
    "plain doctype": (b"<!DOCTYPE data>" + GOOD.encode(), "doctype"),
    "UTF-16 with a doctype": (_doctype('<!ENTITY x "y">', "&x;").decode().encode("utf-16"), "not_utf8"),
    "UTF-16 without a mark": (GOOD.encode("utf-16-le"), "not_utf8"),
    "UTF-16 declared": (b'<?xml version="1.0" encoding="UTF-16"?>' + GOOD.encode(), "not_utf8"),
    "UTF-7 declared": (b'<?xml version="1.0" encoding="UTF-7"?>+ADw-!DOCTYPE x+AD4-' + GOOD.encode(), "not_utf8"),
    "Latin 1": ('<?xml version="1.0" encoding="ISO-8859-1"?><data>é</data>'.encode("latin-1"), "not_utf8"),
    "lone surrogate": (b"<data>\xed\xa0\x80</data>", "not_utf8"),
    "NUL": (GOOD.replace("1</a>", "\0</a>").encode(), "malformed"),
    "unclosed comment": (b"<data><!-- ", "malformed"),
    "unknown entity": (b"<data>&nbsp;</data>", "malformed"),
    "two roots": ((GOOD + GOOD).encode(), "malformed"),
    "nothing": (b"", "malformed"),
    "not XML": (b"PK\x03\x04", "malformed"),
    "processing instruction": (GOOD.replace("<a>", "<?php x ?><a>").encode(), "processing_instruction"),
    "stylesheet": (b'<?xml-stylesheet href="http://127.0.0.1:9/"?>' + GOOD.encode(), "processing_instruction"),
    "33 levels": (b"<a>" * 33 + b"</a>" * 33, "too_deep"),
    "300 levels": (b"<a>" * 300 + b"</a>" * 300, "too_deep"),
    "100,000 levels": (b"<a>" * 100_000, "too_deep"),
    "20,001 elements": (b"<data>" + b"<a/>" * 20_000 + b"</data>", "too_many_elements"),
    "33 attributes": (_attributes(33), "too_many_attributes"),
    "100,000 attributes": (_attributes(100_000), "too_many_attributes"),
    "33 namespaces": (
        b"<data>" + b"".join(b'<a xmlns:n%d="u:%d"/>' % (n, n) for n in range(33)) + b"</data>",
        "too_many_namespaces",
    ),
    "long text": (GOOD.replace("1</a>", "x" * 200_001 + "</a>").encode(), "text_too_long"),
    "long attribute": (f'<data id="{"x" * 200_001}"/>'.encode(), "text_too_long"),
    "2 MB": (b"<data>" + b" " * LIMITS.size + b"</data>", "too_large"),
    "no form": (f"<data>{META}</data>".encode(), "no_form_id"),
    "no instanceID": (b'<data id="f"><meta/></data>', "no_instance_id"),
    "empty instanceID": (b'<data id="f"><meta><instanceID> </instanceID></meta></data>', "no_instance_id"),
    "instanceID with a line break": (GOOD.replace("uuid:1", "uuid:\n1").encode(), "bad_instance_id"),
    "instanceID of 300 characters": (GOOD.replace("uuid:1", "u" * 300).encode(), "bad_instance_id"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_document_that_is_no_record_is_refused_with_its_reason(attack: str) -> None:
    xml, code = ATTACKS[attack]
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableRecord) as refused:
            read_record(xml)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refused.value.problems[0].code == f"records.{code}"
    assert peak < 50_000_000
    for language in LANGUAGES:
        assert "{" not in say(refused.value.problems[0].code, language, refused.value.problems[0].values)


def test_every_defect_of_a_document_has_its_test() -> None:
    tested = {code for _, code in ATTACKS.values()}
    assert tested >= {defect.value for defect in Defect}


def test_a_record_says_what_it_is() -> None:
    record = read_record(GOOD.replace("</meta>", "<deprecatedID>uuid:0</deprecatedID></meta>").encode())
    assert (record.form_id, record.version) == ("f", "1")
    assert (record.instance_id, record.deprecated_id) == ("uuid:1", "uuid:0")
    assert record.root.findtext("a") == "1"


def test_namespaces_of_collect_and_of_older_forms_are_read() -> None:
    xml = (
        '<?xml version="1.0" encoding="utf-8"?><data xmlns="http://example.org/f" xmlns:orx="http://openrosa.org/xforms"'
        ' version="2"><a>é</a><orx:meta><orx:instanceID>uuid:2</orx:instanceID></orx:meta></data>'
    )
    record = read_record(b"\xef\xbb\xbf" + xml.encode())
    assert (record.form_id, record.instance_id) == ("http://example.org/f", "uuid:2")
    assert record.root.findtext("a") == "é"


def test_text_split_by_entities_and_cdata_is_one_answer() -> None:
    record = read_record(GOOD.replace("1</a>", "a &amp; b<![CDATA[ <c>]]></a>").encode())
    assert record.root.findtext("a") == "a & b <c>"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    with pytest.raises(UnreadableRecord):
        read_record(noise)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_damaged_record_is_read_or_refused(at: int, byte: int) -> None:
    damaged = bytearray(GOOD.encode())
    damaged[at] = byte
    try:
        read_record(bytes(damaged))
    except UnreadableRecord as refused:
        assert len(refused.problems) == 1  # noqa: PT017 - both outcomes are right


def test_the_reader_needs_no_other_xml_library() -> None:
    source = Path("questionnaires/markup.py").read_text(encoding="utf-8")
    assert "lxml" not in source
    assert "fromstring" not in source
