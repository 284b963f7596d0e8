"""Files that lie beside a form: lookup lists in CSV, XML or GeoJSON, found by the name the form gives them."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from questionnaires.expressions.scope import Table
from questionnaires.markup import Limits, Refused, read_markup

LIMITS = Limits(size=50 * 1024 * 1024, depth=16, elements=2_000_000, attributes=32, namespaces=16, text=1_000_000)
LARGEST = 50 * 1024 * 1024  # bytes of one file
ABSENT = Table((), absent=True)


Media = Callable[[str], Table]  # the table behind ``jr://file-csv/places.csv``, ``absent`` when there is no such file


def no_media(source: str) -> Table:  # noqa: ARG001 (a Media)
    """Nothing lies beside the form."""
    return ABSENT


def beside(folder: Path) -> Media:
    """The files of one folder; no other folder can be reached. A file that cannot be read counts as absent."""

    def table(source: str) -> Table:
        path = folder / Path(source).name
        if not source.startswith("jr://file") or not path.is_file() or path.stat().st_size > LARGEST:
            return ABSENT
        return _read(path.name, path.read_bytes())

    return table


def among(files: Mapping[str, bytes]) -> Media:
    """Files that are at hand by their names. A file that cannot be read counts as absent."""

    def table(source: str) -> Table:
        name = Path(source).name
        found = source.startswith("jr://file") and name in files and len(files[name]) <= LARGEST
        return _read(name, files[name]) if found else ABSENT

    return table


def _read(name: str, content: bytes) -> Table:
    return _READERS.get(Path(name).suffix.lower(), _xml)(content)


def _csv(content: bytes) -> Table:
    try:
        text = content.decode("utf-8-sig")
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        columns = [column.strip() for column in next(rows, [])]
        return Table(tuple(dict(zip(columns, row, strict=False)) for row in rows if any(row)))
    except (UnicodeDecodeError, csv.Error):
        return ABSENT


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _xml(content: bytes) -> Table:
    try:
        root = read_markup(content, LIMITS).root
    except Refused:
        return ABSENT
    return Table(tuple(_rows(root.findall("item") or list(root))))


def _rows(items: list[Element]) -> Iterator[Mapping[str, str]]:
    for item in items:
        yield {child.tag: (child.text or "").strip() for child in item}


def _geojson(content: bytes) -> Table:
    try:
        features = json.loads(content)["features"]
        return Table(tuple(_feature(feature) for feature in features))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ABSENT


def _feature(feature: Mapping[str, Any]) -> Mapping[str, str]:  # whatever JSON holds
    row = {name: str(value) for name, value in (feature.get("properties") or {}).items() if value is not None}
    if "id" in feature:
        row.setdefault("id", str(feature["id"]))
    geometry = feature.get("geometry") or {}
    points = geometry.get("coordinates") or []
    row["geometry"] = "; ".join(map(_point, [points] if geometry.get("type") == "Point" else points))
    return row


def _point(coordinates: list[float]) -> str:
    longitude, latitude = coordinates[:2]
    return f"{latitude} {longitude} 0 0"


_READERS: Mapping[str, Callable[[bytes], Table]] = {".csv": _csv, ".geojson": _geojson}
