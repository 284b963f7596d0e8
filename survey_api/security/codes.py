"""One-time codes of staff (RFC 6238): six digits every thirty seconds, each good for one sign-in."""

from datetime import datetime

import pyotp

STEP = 30  # seconds
NEIGHBOURS = (0, -1, 1)  # steps: a telephone's clock may be half a minute off
ISSUER = "AMEM"


def new_secret() -> str:
    """What a telephone computes codes from; shown once, when it is named."""
    return pyotp.random_base32()


def address(secret: str, login: str) -> str:
    """What the QR code for a telephone says."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """The step of time that a code belongs to, if it is right now or was just before or will be just after."""
    present = int(now.timestamp()) // STEP
    typed = "".join(code.split())
    codes = pyotp.TOTP(secret)
    for step in (present + shift for shift in NEIGHBOURS):
        if codes.verify(typed, for_time=step * STEP):
            return step
    return None
