"""Queries on published questionnaires."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from survey_api.store.tables import QuestionnaireVersion, rows_of

_VERSIONS = rows_of(QuestionnaireVersion)
_HEAD = (_VERSIONS.c.number, _VERSIONS.c.form_id, _VERSIONS.c.version, _VERSIONS.c.title, _VERSIONS.c.md5)


@dataclass(frozen=True)
class VersionHead:
    """What is told of a published version without its content; ``number`` is its place in the order of publication."""

    number: int
    form_id: str
    version: str
    title: str
    md5: str


def published(connection: Connection) -> tuple[VersionHead, ...]:
    """Every published version, in order of publication."""
    found = connection.execute(select(*_HEAD).order_by(_VERSIONS.c.number))
    return tuple(VersionHead(*row) for row in found)


def xform(connection: Connection, form_id: str, version: str) -> bytes | None:
    """The content of one version."""
    wanted = select(_VERSIONS.c.xform).where(_VERSIONS.c.form_id == form_id, _VERSIONS.c.version == version)
    found = connection.scalar(wanted)
    return None if found is None else bytes(found)


def digest_of(connection: Connection, form_id: str, version: str) -> str | None:
    """The SHA-256 of one version's content."""
    wanted = select(_VERSIONS.c.sha256).where(_VERSIONS.c.form_id == form_id, _VERSIONS.c.version == version)
    return connection.scalar(wanted)


def publish(connection: Connection, row: Mapping[str, Any], at: datetime) -> None:
    """Keep one new version."""
    connection.execute(insert(_VERSIONS), {**row, "published_at": at})
