"""The version a person looked at before deciding: sent out as ETag, asked back as If-Match (RFC 9110, 13.1.1)."""

import re

from fastapi import Request

from survey_api.collection.deciding import MatchRequired, MatchUnreadable

_TAG = re.compile(r'"(\d{1,9})"')


def tagged(version: int) -> dict[str, str]:
    """The header that tells the version of what is shown; no cache keeps it."""
    return {"ETag": f'"{version}"', "Cache-Control": "no-store"}


def expected_version(request: Request) -> int:
    """The version that came with a decision. Raises MatchRequired (428), MatchUnreadable (400)."""
    sent = request.headers.get("if-match")
    if sent is None:
        raise MatchRequired()
    found = _TAG.fullmatch(sent.strip())
    if found is None:
        raise MatchUnreadable()
    return int(found[1])
