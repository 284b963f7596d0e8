"""Queries on published questionnaires."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from survey_api.store.rows import add_rows
from survey_api.store.tables import FormFile, QuestionnaireVersion, rows_of

_VERSIONS = rows_of(QuestionnaireVersion)
_FILES = rows_of(FormFile)
_HEAD = tuple(_VERSIONS.c[name] for name in ("number", "form_id", "version", "title", "md5", "file_questions"))


@dataclass(frozen=True)
class VersionHead:
    """What is told of a published version without its content; ``number`` is its place in the order of publication."""

    number: int
    form_id: str
    version: str
    title: str
    md5: str
    file_questions: tuple[str, ...] = ()  # where its records name files
    has_media: bool = False  # files lie beside it


def published(connection: Connection) -> tuple[VersionHead, ...]:
    """Every published version, in order of publication."""
    with_media = {tuple(row) for row in connection.execute(select(_FILES.c.form_id, _FILES.c.version).distinct())}
    return tuple(
        VersionHead(row[0], row[1], row[2], row[3], row[4], tuple(json.loads(row[5])), (row[1], row[2]) in with_media)
        for row in connection.execute(select(*_HEAD).order_by(_VERSIONS.c.number))
    )


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


@dataclass(frozen=True, slots=True)
class MediaHead:
    """What is told of a file beside a version without its content."""

    name: str
    md5: str
    sha256: str


def media_of(connection: Connection, form_id: str, version: str) -> tuple[MediaHead, ...]:
    """The files beside one version, in the order of their names."""
    wanted = (_FILES.c.form_id == form_id) & (_FILES.c.version == version)
    found = connection.execute(
        select(_FILES.c.name, _FILES.c.md5, _FILES.c.sha256).where(wanted).order_by(_FILES.c.name)
    )
    return tuple(MediaHead(*row) for row in found)


def media(connection: Connection, form_id: str, version: str) -> dict[str, bytes]:
    """The content of the files beside one version, by name."""
    wanted = (_FILES.c.form_id == form_id) & (_FILES.c.version == version)
    found = connection.execute(select(_FILES.c.name, _FILES.c.content).where(wanted).order_by(_FILES.c.name))
    return {row.name: bytes(row.content) for row in found}


def media_file(connection: Connection, form_id: str, version: str, name: str) -> bytes | None:
    """One file beside one version."""
    wanted = (_FILES.c.form_id == form_id) & (_FILES.c.version == version) & (_FILES.c.name == name)
    found = connection.scalar(select(_FILES.c.content).where(wanted))
    return None if found is None else bytes(found)


def add_media(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the files beside a new version."""
    add_rows(connection, _FILES, rows)
