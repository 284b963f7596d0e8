"""What is to be removed and when, and the signed certificate of what was."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from questionnaires.problems import ProblemError
from questionnaires.retention import RetentionPolicy, months_after
from survey_api.registering import Order
from survey_api.security.signing import is_signed
from survey_api.store import hints, removals
from survey_api.store.events import head
from survey_api.store.removals import ANSWERS, IDENTIFIERS

HINTS = "hints"
FORM = "amem retention 1"
ORDERS = {ANSWERS: "remove_answers", IDENTIFIERS: "remove_identifiers"}


class CertificateNotGenuine(ProblemError):
    """The file is no certificate, or it was changed, or another home's key signed it."""

    code = "retention.certificate_not_genuine"


@dataclass(frozen=True)
class Planned:
    """One kind of thing that is removed: how much of it is there, how much was removed, and from when on it goes."""

    what: str
    left: int
    removed: int
    due: date | None  # none while the data are not locked; hints go when their PSU closes
    last_removed_at: datetime | None = None

    def is_due(self, today: date) -> bool:
        """Whether it goes now."""
        return self.due is not None and self.due <= today and self.left > 0


@dataclass(frozen=True)
class Certificate:
    """What was removed up to a moment, by which policy, and the end of the log that tells of it, signed."""

    made_at: str
    survey: str
    locked: str | None
    policy: str  # digest of its file
    policy_confirmed: bool
    removed: Mapping[str, Mapping[str, object]]
    log_number: int
    log_digest: str
    form: str = FORM
    public_key: str = ""
    signature: str = field(default="", compare=False)

    @property
    def message(self) -> bytes:
        """What is signed: everything but the signature."""
        told = {name: value for name, value in asdict(self).items() if name != "signature"}
        return json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()


def plan(connection: Connection, policy: RetentionPolicy, locked: date | None) -> tuple[Planned, ...]:
    """What would go and when; nothing is changed."""

    def due(months: int) -> date | None:
        return None if locked is None else months_after(locked, months)

    answers, identifiers = removals.removed(connection, ANSWERS), removals.removed(connection, IDENTIFIERS)
    with_answers = len(removals.with_answers(connection, policy.answers.keys()))
    with_identifiers = len(removals.with_identifiers(connection))
    return (
        Planned(HINTS, hints.n_kept(connection), hints.n_closed(connection), None),
        Planned(ANSWERS, with_answers, answers[0], due(policy.answers_months), answers[1]),
        Planned(IDENTIFIERS, with_identifiers, identifiers[0], due(policy.identifiers_months), identifiers[1]),
    )


def apply(order: Order, policy: RetentionPolicy, locked: date, what: str, told: Callable[[int], None]) -> int:
    """Remove one kind of thing that is due, a few records a transaction; how many. ``told`` hears of each step."""
    months = policy.answers_months if what == ANSWERS else policy.identifiers_months
    arguments: dict[str, object] = {"locked": locked.isoformat(), "months": months, "policy": policy.digest}
    if what == ANSWERS:
        arguments["questions"] = {form: list(names) for form, names in policy.answers.items()}
    total = 0
    while True:
        done = order(ORDERS[what], arguments)
        total += int(done["records"])
        told(done["records"])
        if not done["left"]:
            return total


def certificate(
    connection: Connection, survey: str, policy: RetentionPolicy, locked: date | None, at: datetime
) -> Certificate:
    """What was removed so far, to be signed."""
    end = head(connection)
    return Certificate(
        made_at=at.isoformat(timespec="seconds"),
        survey=survey,
        locked=None if locked is None else locked.isoformat(),
        policy=policy.digest,
        policy_confirmed=policy.confirmed,
        removed={one.what: _removed(one) for one in plan(connection, policy, locked)},
        log_number=end.number,
        log_digest=end.digest,
    )


def as_json(signed: Certificate) -> str:
    """A certificate as a file."""
    return json.dumps(asdict(signed), indent=1, sort_keys=True) + "\n"


def read_certificate(path: Path, public_key: str) -> Certificate:
    """A certificate that the holder of this key signed. Raises CertificateNotGenuine."""
    try:
        read = Certificate(**json.loads(path.read_text(encoding="utf-8")))
        if read.form == FORM and read.public_key == public_key and is_signed(read.message, read.signature, public_key):
            return read
    except (OSError, ValueError, TypeError):
        pass
    raise CertificateNotGenuine(path=str(path))


def _removed(one: Planned) -> Mapping[str, object]:
    counted = "psus" if one.what == HINTS else "records"
    last = one.last_removed_at
    return {
        counted: one.removed,
        "left": one.left,
        "due": None if one.due is None else one.due.isoformat(),
        "last_removed_at": None if last is None else last.isoformat(timespec="seconds"),
    }
