"""What routes are given: the service, the device that sends, the person who is signed in."""

import base64
from typing import Annotated

from fastapi import Depends, Request

from survey_api.collection.errors import SignInFirst, UnknownDevice
from survey_api.collection.people import Person, Role
from survey_api.collection.service import Service
from survey_api.security.tokens import digest
from survey_api.store import people

SESSION_COOKIE = "amem_session"


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


def visitor(request: Request, service: CurrentService) -> Person | None:
    """Who is signed in, or nobody."""
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    kept, now = digest(token), service.settings.clock()
    found = service.read(lambda connection: people.person_of_session(connection, kept, now))
    return None if found is None else Person(found["login"], Role(found["role"]))


Visitor = Annotated[Person | None, Depends(visitor)]


def signed_in(person: Visitor) -> Person:
    """The person who is signed in. Raises SignInFirst."""
    if person is None:
        raise SignInFirst()
    return person


SignedIn = Annotated[Person, Depends(signed_in)]
