"""A small questionnaire with photos, a picture of its own and an external list, and what tablets send for it."""

import base64
from collections.abc import Mapping
from pathlib import Path

from tests.survey_api.builders import Order

FORM = "dwelling"
VERSION = "3"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"roof" * 10
PLACES = b"name,label\ntunis,Tunis\nsfax,Sfax\n"
MEDIA: Mapping[str, bytes] = {"roof.png": PICTURE, "places.csv": PLACES}
JPEG = b"\xff\xd8\xff\xe0" + b"a face that nobody should see " * 50


def dwelling_form(version: str = VERSION) -> bytes:
    """A photo of the front, photos of rooms, a place chosen from a list beside the form."""
    return (
        '<?xml version="1.0"?>'
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Dwellings</h:title><model>'
        '<itext><translation lang="fr"><text id="front"><value>Front</value>'
        '<value form="image">jr://images/roof.png</value></text></translation></itext>'
        f'<instance><data id="{FORM}" version="{version}"><place/><front/>'
        '<room jr:template=""><photo/></room><meta><instanceID/></meta></data></instance>'
        '<instance id="places" src="jr://file-csv/places.csv"/>'
        '<bind nodeset="/data/place" type="string"/><bind nodeset="/data/front" type="binary"/>'
        '<bind nodeset="/data/room/photo" type="binary"/>'
        '<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>'
        "</model></h:head><h:body>"
        '<select1 ref="/data/place"><label>place</label><itemset nodeset="instance(\'places\')/root/item">'
        '<value ref="name"/><label ref="label"/></itemset></select1>'
        '<upload ref="/data/front" mediatype="image/*"><label ref="jr:itext(\'front\')"/></upload>'
        '<group ref="/data/room"><label>room</label><repeat nodeset="/data/room">'
        '<upload ref="/data/room/photo" mediatype="image/*"><label>photo</label></upload></repeat></group>'
        "</h:body></h:html>"
    ).encode()


def publish_pictures(order: Order, version: str = VERSION, media: Mapping[str, bytes] = MEDIA) -> bool:
    """Publish it; whether it was new."""
    arguments = {
        "form_id": FORM,
        "version": version,
        "title": "Dwellings",
        "xform": base64.b64encode(dwelling_form(version)).decode(),
        "media": {name: base64.b64encode(content).decode() for name, content in media.items()},
    }
    return bool(order("publish", arguments)["new"])


def dwelling(
    instance: str = "uuid:d1",
    front: str = "front.jpg",
    rooms: tuple[str, ...] = (),
    *,
    place: str = "tunis",
    replaces: str = "",
) -> str:
    """A record that names its photos."""
    photos = "".join(f"<room><photo>{room}</photo></room>" for room in rooms)
    edits = f"<deprecatedID>{replaces}</deprecatedID>" if replaces else ""
    return (
        f'<data id="{FORM}" version="{VERSION}"><place>{place}</place><front>{front}</front>{photos}'
        f"<meta><instanceID>{instance}</instanceID>{edits}</meta></data>"
    )


def locked_files(folder: Path) -> list[Path]:
    """What lies in a folder of files."""
    return sorted(path for path in folder.glob("??/*") if path.is_file())
