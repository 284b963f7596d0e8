"""Boxes as a tablet seals them, for a running service, in few words."""

import base64
from collections.abc import Mapping

from httpx import Response
from sqlalchemy import Connection, select

from survey_api.security.sealed_interviews import seal_interview
from survey_api.store import tablets
from survey_api.store.schema import METADATA
from tests.survey_api.builders import Field

SEALED_AT = "2026-11-24T11:58:00.000Z"


def receiving(tablet: Field) -> tuple[str, bytes]:
    """The key that the service has tablets seal to."""
    found = tablet.service.read(tablets.receiving_key)
    assert found is not None
    return found


def sealed(tablet: Field, xml: str, files: Mapping[str, bytes] | None = None) -> bytes:
    """An interview in a box of its own: no two are the same."""
    return seal_interview(*receiving(tablet), xml, files or {}, SEALED_AT)


def send_box(tablet: Field, box: bytes) -> Response:
    """Send it as the tablet does."""
    parts = {"xml_submission_file": ("sealed", box, "application/vnd.amem.sealed")}
    answer: Response = tablet.client.post("/openrosa/submission", files=parts)
    return answer


def basic(device: str, token: str) -> dict[str, str]:
    """Who sends, as a browser's script says it."""
    return {"Authorization": "Basic " + base64.b64encode(f"{device}:{token}".encode()).decode()}


def cells(tablet: Field) -> list[bytes]:
    """Everything that is in any table."""

    def found(connection: Connection) -> list[object]:
        rows = (row for table in METADATA.sorted_tables for row in connection.execute(select(table)))
        return [cell for row in rows for cell in row]

    return [cell if isinstance(cell, bytes) else str(cell).encode() for cell in tablet.service.read(found)]
