"""A questionnaire that asks what identifies people, answers that carry a marker each, and the search for markers.

The survey's own forms ask nothing of the kind: this one exists so that sealing can be tried.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from sqlalchemy import Connection, select

from questionnaires.contracts import SAMPLE
from survey_api.store import attachments, contents
from survey_api.store.files import FileFolder
from survey_api.store.schema import METADATA
from survey_api.store.tables import Submission, rows_of
from survey_api.store.vault import Vault
from tests.survey_api.builders import Field, publish_one

FORM, VERSION = "contact", "3"
PLACES = (
    *("phone", "name", "second_name", "street", "home_area", "called", "photo_name", "photo", "voice_name", "voice"),
    *("attribute", "comment", "unknown", "unknown_case", "unknown_group", "around", "inside", "meta", "root_attribute"),
    *("other_file_name", "other_file", "spaced", "looks_sealed"),
)
CANARY = {place: f"canary{number:02}{place.replace('_', '')}7f3a9c" for number, place in enumerate(PLACES)}
GEOPOINT = "36.8065719 10.1815426 0 0"
MARKERS = (*CANARY.values(), "36.8065719", "10.1815426")
PHOTO, VOICE = (f"{CANARY[place]} of the person".encode() * 40 for place in ("photo", "voice"))
OTHER_FILE = CANARY["other_file"].encode()
FILES = {
    f"{CANARY['photo_name']}.jpg": PHOTO,
    f"{CANARY['voice_name']}.m4a": VOICE,
    f"{CANARY['other_file_name']}.bin": OTHER_FILE,
    "street.jpg": b"a street without anybody",
    "audit.csv": f"event,node,new-value\nquestion,/data/phone,{CANARY['phone']}\n".encode(),
}


def contact_form(version: str = VERSION) -> bytes:
    """How to reach a person again: name, telephone, place, picture, voice, and what is calculated from them."""
    mark = 'amem:identifying="yes"'
    binds = {
        "unit_id": "",
        "case_id": "",
        "age": "",
        "phone": f"{mark} constraint=\"starts-with(., 'canary')\"",
        "called": 'calculate="concat( /data/phone , /data/who/name )"',
        "who/name": f'{mark} required="true()"',
        "who/street": mark,
        "who/sex": "",
        "home_area": mark,
        "point": mark,
        "photo": mark,
        "voice": mark,
        "view": "",
        "meta/audit": "",
        "meta/instanceName": "calculate=\"concat('Visit of ', /data/phone )\"",
    }
    kinds = {"point": "geopoint", "photo": "binary", "voice": "binary", "view": "binary"}
    kinds |= {"meta/audit": "binary", "age": "int"}
    bound = "".join(
        f'<bind nodeset="/data/{path}" type="{kinds.get(path, "string")}" {more}/>' for path, more in binds.items()
    )
    asked = "".join(f'<input ref="/data/{path}"/>' for path in ("age", "phone", "home_area", "point"))
    sent = "".join(f'<upload ref="/data/{path}" mediatype="image/*"/>' for path in ("photo", "voice", "view"))
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:amem="urn:amem:xforms"><h:head><h:title>Contact</h:title><model><instance>'
        f'<data id="{FORM}" version="{version}"><unit_id/><case_id/><age/><phone/><called/>'
        "<who><name/><street/><sex/></who><home_area/><point/><photo/><voice/><view/>"
        f"<meta><instanceID/><instanceName/><audit/></meta></data></instance>{bound}</model></h:head><h:body>{asked}{sent}"
        '<group ref="/data/who"><repeat nodeset="/data/who"><input ref="/data/who/name"/>'
        '<input ref="/data/who/street"/><input ref="/data/who/sex"/></repeat></group></h:body></h:html>'
    ).encode()


def contact(instance: str = "uuid:contact-1", *, version: str = VERSION, **answers: str) -> bytes:
    """A record with a marker at every place that may carry one."""
    told = {place: escape(marker) for place, marker in CANARY.items()}
    told |= answers
    return (
        f'<data id="{FORM}" version="{version}" note="{told["root_attribute"]}">{told["around"]}'
        f"<!-- {told['comment']} --><unit_id>A-1</unit_id><case_id>A-1-01</case_id><age>30</age>"
        f'<phone said="{told["attribute"]}"> {told["phone"]} </phone>'
        f"<called>{told['called']}{told['phone']}</called>"
        f"<who>{told['inside']}<name>{told['name']}</name><street>{told['street']}</street><sex>1</sex></who>"
        f"<who><name>{told['second_name']}</name><street>amem1:{told['looks_sealed']}</street><sex>2</sex></who>"
        f"<home_area>  {told['spaced']}\n{told['home_area']}</home_area><point>{GEOPOINT}</point>"
        f"<photo>{told['photo_name']}.jpg</photo><voice>{told['voice_name']}.m4a</voice><view>street.jpg</view>"
        f"<secret>{told['unknown']}<case_id>{told['unknown_case']}</case_id></secret>"
        f"<more><deep><er>{told['unknown_group']}</er></deep></more>"
        f"<meta><instanceID>{instance}</instanceID><instanceName>Visit of {told['phone']}</instanceName>"
        f"<audit>audit.csv</audit><note>{told['meta']}</note></meta></data>"
    ).encode()


def publish_contact(tablet: Field, version: str = VERSION) -> None:
    """Publish the questionnaire; somebody must be appointed before."""
    publish_one(tablet.service.order, FORM, version, contact_form(version))


def found_in(content: bytes) -> set[str]:
    """The markers in some bytes: as they are, in hexadecimal, in base64 at any offset, in UTF-16."""
    return {marker for marker in MARKERS if any(shape in content for shape in _shapes(marker.encode()))}


def _shapes(marker: bytes) -> Iterator[bytes]:
    yield marker
    yield binascii.hexlify(marker)
    yield marker.decode().encode("utf-16-le")
    for before in range(3):  # the part of the base64 that does not depend on what stands around
        coded = base64.b64encode(b"\0" * before + marker)
        yield coded[-(-before * 4 // 3) : len(coded) - 4]


def found_in_files(*folders: Path) -> dict[str, set[str]]:
    """The markers in every file below some folders, and in the names of the files."""
    hits = {}
    for path in (path for folder in folders for path in folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        if markers := found_in(content + b"\n" + path.name.encode()):
            hits[path.name] = markers
    return hits


def readable(connection: Connection, vault: Vault, files: FileFolder) -> Iterator[bytes]:
    """Everything that the service can read of its store, with every key it has."""
    for name, table in METADATA.tables.items():
        if name.removeprefix("sample_") not in {contract.name for contract in SAMPLE}:
            for row in connection.execute(select(table)):
                yield repr(_parts(row._mapping)).encode() + b"".join(_bytes(row._mapping.values()))
    numbers = list(connection.scalars(select(rows_of(Submission).c.number)))
    yield from contents.read(connection, vault, numbers).values()
    yield from (one.encode() for one in contents.read_originals(connection, vault, numbers).values())
    for number in numbers:
        for one in attachments.of(connection, vault, number):
            yield one.key
            if len(one.key) == 32:
                yield b"".join(files.read(one.file, one.key))


def _parts(row: Mapping[Any, Any]) -> str:
    return json.dumps({str(name): str(value) for name, value in row.items()}, ensure_ascii=False)


def _bytes(values: Iterable[object]) -> Iterator[bytes]:
    yield from (bytes(value) for value in values if isinstance(value, bytes | memoryview))
