"""What routes are given: the service, the device that sends, the person who is signed in and may do what is asked."""

import base64
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, Request

from survey_api.collection.errors import NotAllowed, SignInFirst, UnknownDevice
from survey_api.collection.people import Person, Role
from survey_api.collection.rights import ANYBODY, DEVICE, Right, may
from survey_api.collection.service import Service
from survey_api.security.tokens import digest
from survey_api.store import people
from survey_api.store.failures import DiskFull, Unavailable
from survey_api.store.writer import Busy

SESSION_COOKIE = "amem_session"
IDLE = timedelta(minutes=30)
NOTED_EVERY = timedelta(minutes=1)  # that a session is in use
LOOKING_ON = frozenset({"/supervision/live", "/supervision/changes"})  # an open page asks by itself: nobody uses it


async def current_service(request: Request) -> Service:
    """The one service of this process (asynchronous, so that no thread is needed to fetch it)."""
    service: Service = request.app.state.service
    return service


CurrentService = Annotated[Service, Depends(current_service)]


async def current_device(request: Request, service: CurrentService) -> str:
    """The device whose name and token came with the request. Raises UnknownDevice."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        raise UnknownDevice()
    try:
        name, separator, token = base64.b64decode(credentials, validate=True).decode().partition(":")
    except ValueError:
        raise UnknownDevice() from None
    if not separator:
        raise UnknownDevice()
    return service.known.admit(name, token)


CurrentDevice = Annotated[str, Depends(current_device)]


def session_token(request: Request) -> str:
    """The token of the browser's session; empty where there is none."""
    return request.cookies.get(SESSION_COOKIE, "")


def visitor(request: Request, service: CurrentService) -> Person | None:
    """Who is signed in, or nobody. A session that is used is kept alive."""
    token = session_token(request)
    if not token:
        return None
    kept, now = digest(token), service.settings.clock()
    found = service.read(lambda connection: people.session(connection, kept, now, IDLE))
    if found is None:
        return None
    if now - found["seen_at"] > NOTED_EVERY and request.url.path not in LOOKING_ON:
        with suppress(DiskFull, Unavailable, Busy):  # who reads need not wait until something can be written
            service.writer.change(lambda connection: people.touch_session(connection, kept, now)).result()
    return Person(found["login"], Role(found["role"]), found["team"], found["enrolling"])


Visitor = Annotated[Person | None, Depends(visitor)]


def signed_in(person: Visitor) -> Person:
    """The person who is signed in, telephone named. Raises SignInFirst."""
    if person is None or person.enrolling:
        raise SignInFirst()
    return person


SignedIn = Annotated[Person, Depends(signed_in)]


def password_given(person: Visitor) -> Person:
    """The person whose password was right, telephone named or not. Raises SignInFirst."""
    if person is None:
        raise SignInFirst()
    return person


PasswordGiven = Annotated[Person, Depends(password_given)]


def guarded(right: Right) -> dict[str, Any]:  # keyword arguments of a route, of many kinds
    """What a route says of itself: the right it asks for, checked first and written in its description."""
    told: dict[str, Any] = {"dependencies": _guards(right), "openapi_extra": {"x-right": right.value}}
    if right not in DEVICE:
        told["responses"] = {303: {"description": "Another page follows"}}
    return told


def _guards(right: Right) -> list[Any]:  # FastAPI's dependency, a type it does not export
    if right in ANYBODY:
        return []
    if right in DEVICE:
        return [Depends(current_device)]
    return [Depends(password_given if right is Right.NAME_TELEPHONE else _require(right))]


def _require(right: Right) -> Callable[[Person], None]:
    def require(person: SignedIn) -> None:
        if not may(person, right):
            raise NotAllowed(role=person.role.value)

    return require
