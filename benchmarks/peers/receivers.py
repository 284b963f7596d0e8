"""Other ways to receive submissions, on the same web stack: one that keeps nothing, one with a session a request, ours
without checking.

``python -m benchmarks.peers.receivers null|session|unchecked DEVICES.json HOME`` prints its address and serves until
SIGTERM.
"""

import hashlib
import json
import os
import secrets
import sys
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import sqlcipher3
import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from sqlalchemy import Engine, event
from sqlmodel import Field, Session, SQLModel, create_engine, select
from starlette.concurrency import run_in_threadpool

import amem
from questionnaires.form import Form
from questionnaires.records import read_record
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from questionnaires.versions import released
from questionnaires.xform import compile_form
from survey_api.app import create_app
from survey_api.collection.checking import found_in
from survey_api.door import Door
from survey_api.homes import Home
from survey_api.problems import openrosa_message
from survey_api.routes.envelope import Limits, open_envelope
from survey_api.security.tokens import matches
from survey_api.settings import Settings, database_of
from survey_api.store.files import FileFolder
from survey_api.store.tables import rows_of

LIMITS = Limits(request=10 * 1024 * 1024, file=10 * 1024 * 1024)
FULL = 2


class PeerSubmission(SQLModel, table=True):
    """What the plain design keeps of a record."""

    digest: str = Field(primary_key=True)
    form_id: str
    version: str
    instance_id: str = Field(index=True)
    device: str
    at: datetime
    content: bytes
    n_problems: int
    problems: str


class PeerEvent(SQLModel, table=True):
    """What the plain design keeps of what was done."""

    number: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: str
    action: str
    object: str


def null(digests: dict[str, str], home: Path) -> FastAPI:
    """The envelope is opened, token, record and digest are looked at as ours are; nothing is checked, nothing kept."""
    app, files = FastAPI(openapi_url=None), FileFolder(home / "files")

    @app.post("/openrosa/submission")
    async def submit(request: Request) -> Response:
        _device(request, digests)
        async with open_envelope(request, LIMITS, files) as envelope:
            read_record(envelope.submission)
            hashlib.sha256(envelope.submission).hexdigest()
        return _received()

    return app


def session_per_request(digests: dict[str, str], home: Path) -> FastAPI:
    """The plain design: a database session opened for each request, the same check, a commit before the answer."""
    app, engine, files = FastAPI(openapi_url=None), _engine(home / "peer.sqlite"), FileFolder(home / "files")
    tables = [rows_of(model) for model in (PeerSubmission, PeerEvent)]
    SQLModel.metadata.create_all(engine, tables=tables)
    forms = {(release.form_id, release.version): compile_form(release.xform()) for release in _releases()}

    def session() -> Iterator[Session]:
        with Session(engine) as opened:
            yield opened

    @app.post("/openrosa/submission")
    async def submit(request: Request, session: Annotated[Session, Depends(session)]) -> Response:
        device = _device(request, digests)
        async with open_envelope(request, LIMITS, files) as envelope:
            await run_in_threadpool(_keep, session, forms, device, envelope.submission)
        return _received()

    return app


def _keep(session: Session, forms: dict[tuple[str, str], Form], device: str, content: bytes) -> None:
    record = read_record(content)
    digest, now = hashlib.sha256(content).hexdigest(), datetime.now(UTC)
    if session.exec(select(PeerSubmission).where(PeerSubmission.digest == digest)).first():
        return
    found = found_in(forms[record.form_id, record.version], content)
    about = {"form_id": record.form_id, "version": record.version, "instance_id": record.instance_id}
    verdict = {"n_problems": found.n_problems, "problems": found.problems}
    session.add(PeerSubmission(digest=digest, **about, device=device, at=now, content=content, **verdict))
    session.add(PeerEvent(at=now, actor=device, action="submission.received", object=digest))
    session.commit()


def unchecked(home: Path) -> FastAPI:
    """Our service on its own home; no record is checked."""
    place = Home(home)
    return create_app(Settings(place, database_of(place, os.environ, None), FIELD_FORMS), lambda: None)


def _device(request: Request, digests: dict[str, str]) -> str:
    name, _, token = b64decode(request.headers["authorization"].removeprefix("Basic ")).decode().partition(":")
    if not matches(token, digests.get(name)):
        raise HTTPException(401)
    return name


def _received() -> Response:
    return Response(openrosa_message("received"), 201, media_type="text/xml; charset=utf-8")


def _engine(path: Path) -> Engine:
    key = secrets.token_hex(32)

    def connect() -> Any:  # a DB-API connection, which has no common type
        connection = sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False, timeout=60)
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        connection.execute("PRAGMA journal_mode = wal").close()
        connection.execute(f"PRAGMA synchronous = {FULL}")
        return connection

    engine = create_engine(f"sqlite:///{path}", module=sqlcipher3, creator=connect, pool_timeout=60)
    # begun for writing, or two sessions that read first and write then would refuse each other
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _releases() -> tuple[Any, ...]:
    return released(amem.TUNISIA.forms)


KINDS: dict[str, Callable[[dict[str, str], Path], FastAPI]] = {
    "null": null,
    "session": session_per_request,
    "unchecked": lambda _, home: unchecked(home),
}


class _Server(uvicorn.Server):
    """Prints its address once it answers there."""

    async def startup(self, sockets: Any = None) -> None:  # as uvicorn declares it
        await super().startup(sockets)
        print(f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}", flush=True)


def main() -> None:
    """Serve one of them."""
    kind, devices, home = sys.argv[1:]
    os.environ["OTEL_SDK_DISABLED"] = "true"
    app = KINDS[kind](json.loads(Path(devices).read_text(encoding="utf-8")), Path(home))
    config = uvicorn.Config(
        app, "127.0.0.1", 0, http=Door, access_log=False, log_level="warning", server_header=False, date_header=False
    )
    _Server(config).run()


if __name__ == "__main__":
    main()
