"""What the job that runs checks on an export hands to the service: one value, written as one JSON file.

The job is a process of its own (it may compute with pandas; the service may not). It writes ``Fieldwork``; the service
reads it and shows it beside what the store says. Words are not in here: codes and values, which the catalogue
(``presentation/catalogue``) turns into sentences in three languages. No identifying data, nothing by residence status,
and of answers only those that are not sensitive.

Nothing of the service is imported here, so that the job can import this module alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from survey_api.supervision.values import DamagedResult, told, understood

SCHEMA = 1
Value = str | int | float


class Level(StrEnum):
    """What a rule looks at."""

    INTERVIEW = "interview"
    INTERVIEWER = "interviewer"
    PSU = "psu"
    SURVEY = "survey"


class Severity(StrEnum):
    """How much it presses."""

    RED = "red"
    AMBER = "amber"
    INFO = "info"


class Owner(StrEnum):
    """Who is to act."""

    SUPERVISOR = "supervisor"
    QUALITY = "quality"
    DATA = "data"
    SAMPLING = "sampling"
    OPERATIONS = "operations"
    INTERVIEWER = "interviewer"


class Verdict(StrEnum):
    """What a person found a flag to be; kept by the service, given back to the job with the next export."""

    OPEN = "open"
    EXPLAINED = "explained"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    BACK_CHECK = "back_check"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Words:
    """A sentence of the message catalogue by its whole code (``topic.name``) with its values, which tell no answer."""

    code: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue of checks, with how it has done so far.

    ``title`` and ``action`` (what to do) are whole codes of the message catalogue, ``topic.name``, without values.
    """

    code: str
    title: str
    level: Level
    severity: Severity
    action: str
    owner: Owner
    due_hours: float
    thresholds: Mapping[str, Value]
    fired: int = 0  # flags it raised so far
    judged: int = 0  # those with a verdict
    confirmed: int = 0  # those that were right
    retired: bool = False  # its precision is too poor: it still runs, it alerts nobody


@dataclass(frozen=True)
class Pair:
    """One answer beside another, of a variable that is not sensitive."""

    variable: str
    here: str
    there: str


@dataclass(frozen=True)
class Flag:
    """One thing that somebody should look at. ``key`` stays while it is the same thing: one open alert a key."""

    key: str
    rule: str
    level: Level
    severity: Severity
    subject: str  # name of the interview's record, code of the interviewer, psu_id, or "" for the survey
    score: float  # severity by confidence by weight: the order of the list, larger first
    reasons: tuple[Words, ...]  # at most three, the strongest first
    raised_at: datetime
    due_at: datetime
    form_id: str | None = None
    record: str | None = None  # the interview, as in /records/FORM/RECORD
    other: str | None = None  # a second interview that this one is compared with
    case_id: str | None = None
    psu_id: str | None = None
    team: str | None = None  # who sees it; None: headquarters alone
    interviewer: str | None = None
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class Scope:
    """The whole survey (both empty), or one team, or one region or stratum of the frame."""

    kind: str = "survey"  # "survey", "team", "region", "psu"
    name: str = ""


@dataclass(frozen=True)
class Partial:
    """How much one variable (``category`` empty) or one category takes from representativity; signed by category."""

    variable: str
    category: str
    unconditional: float
    conditional: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Missing:
    """Who is missing: so many persons or dwellings of these categories (variable -> code), in an area of the frame."""

    categories: Mapping[str, str]
    count: int
    area: str = ""


@dataclass(frozen=True)
class Balance:
    """Representativity as it stood on one day."""

    day: date
    r: float
    r_se: float
    balance: float  # BI1 of Särndal and Lundquist


@dataclass(frozen=True)
class Representativity:
    """The R-indicator of one scope; without it ``withheld`` says why (``supervision.withheld_CODE``)."""

    scope: Scope
    sampled: int
    responded: int
    withheld: str | None = None  # "small", "no_nonresponse", "no_variables", "failed"
    r: float | None = None
    r_se: float | None = None
    cv: float | None = None
    cv_se: float | None = None
    partials: tuple[Partial, ...] = ()
    missing: tuple[Missing, ...] = ()
    over_time: tuple[Balance, ...] = ()


@dataclass(frozen=True)
class Measure:
    """One figure of a scorecard with its interval; ``expected`` is what the area lets one expect."""

    code: str  # whole code of its name in the message catalogue
    above: float  # numerator
    below: float  # denominator; 0: nothing can be said yet
    value: float | None
    low: float | None
    high: float | None
    expected: float | None = None
    unit: str = "share"  # "share", "count", "minutes", "hours"
    good: bool | None = None  # only where the interval excludes what is expected


@dataclass(frozen=True)
class Scorecard:
    """One interviewer's figures. ``ranked`` is false below 15 interviews: then nothing is compared."""

    interviewer: str
    team: str | None
    interviews: int
    ranked: bool
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class BackCheck:
    """A visit to be asked again by somebody else: why it was chosen and with what probability."""

    case_id: str
    psu_id: str | None
    team: str | None
    interviewer: str
    kind: str  # "interview", "no_eligible", "vacant", "refusal"
    part: str  # "random" or "risk"
    probability: float
    due_at: datetime
    done: bool = False
    differences: int | None = None
    compared: int | None = None


@dataclass(frozen=True)
class ErrorRate:
    """Differences found by back-checks, design-weighted; ``kind`` 1 facts, 2 hard to ask, 3 unstable answers."""

    scope: Scope
    interviewer: str  # "" for the scope as a whole
    kind: int
    compared: int
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class BandPoint:
    """Interviews expected by the end of a day, with their band, and how many there were (None: still to come)."""

    day: date
    low: float
    expected: float
    high: float
    done: int | None = None


@dataclass(frozen=True)
class Band:
    """The expectation for one scope from the first to the last day of the field."""

    scope: Scope
    target: float
    points: tuple[BandPoint, ...]
    projected_end: date | None = None


@dataclass(frozen=True)
class Failed:
    """A part that could not be computed: shown as an error, never as "no data"."""

    part: str  # "checks", "near_duplicates", "representativity", "back_checks", "scorecards", "band"
    code: str


@dataclass(frozen=True)
class Fieldwork:
    """Everything the job found, of an export taken at ``as_of``."""

    as_of: datetime
    version: int  # larger than that of the one before
    seconds: float  # that it took
    schema: int = SCHEMA
    simulated: bool = False
    interviews: int = 0  # that were looked at
    rules: tuple[Rule, ...] = ()
    flags: tuple[Flag, ...] = ()
    representativity: tuple[Representativity, ...] = ()
    scorecards: tuple[Scorecard, ...] = ()
    back_checks: tuple[BackCheck, ...] = ()
    error_rates: tuple[ErrorRate, ...] = ()
    bands: tuple[Band, ...] = ()
    failed: tuple[Failed, ...] = ()


def written(found: Fieldwork) -> bytes:
    """The JSON file of a result."""
    return json.dumps(told(found), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def read(content: bytes) -> Fieldwork:
    """The result that a JSON file holds. Raises DamagedResult."""
    try:
        said = json.loads(content)
    except ValueError:
        raise DamagedResult(place="JSON") from None
    if not isinstance(said, dict) or said.get("schema") != SCHEMA:
        raise DamagedResult(place="schema")
    return understood(Fieldwork, said)
