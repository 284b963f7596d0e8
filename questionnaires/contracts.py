"""The columns, types and keys of every table that travels between packages.

The service and the statistics meet in these files and nowhere else, so the statistics can be rerun from the files
alone. Tables are checked against their contract when written and when read (``questionnaires.files``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from questionnaires.codes import Disposition, Eligibility, ResponseStatus, ReviewState


class Kind(StrEnum):
    """The type of a column, named for the reader; Arrow types are chosen in ``questionnaires.files``."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    TRUTH = "true or false"
    DATE = "date"
    MOMENT = "moment with time zone (UTC)"


@dataclass(frozen=True)
class Column:
    """One column: its type, whether it may be empty, and its codes when the list is closed."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = True
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract:
    """One table: its columns in order and the columns that name a row (unique, rows are sorted by them).

    ``open`` tables may carry more columns than declared (answers, classes); a closed table may not.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    open: bool = False

    def with_columns(self, columns: Iterable[Column]) -> "Contract":
        """The same contract with further declared columns, closed: nothing else may come."""
        return replace(self, columns=(*self.columns, *columns), open=False)


def _codes(enumeration: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in enumeration)


_PROVENANCE = (Column("questionnaire_version"), Column("frame"), Column("mode"))
_REVIEW = Column("review_state", codes=_codes(ReviewState))

PSUS = Contract(
    "psus",
    (
        Column("psu_id"),
        Column("stratum"),
        Column("governorate"),  # ISO 3166-2, e.g. TN-11
        Column("region"),  # INS region, e.g. GT
        Column("milieu", codes=("1", "2")),  # 1 communal (urban), 2 non-communal (rural)
        Column("frame"),
        Column("frame_dwellings", Kind.WHOLE),  # measure of size on the frame
        Column("p_psu", Kind.NUMBER),  # first-stage inclusion probability, 0 < p <= 1
        Column("certainty", Kind.TRUTH),
    ),
    key=("psu_id",),
)

LISTING_UNITS = Contract(
    "listing_units",
    (
        Column("unit_id"),
        Column("psu_id"),
        Column("status", codes=("1", "2", "3", "4", "5", "6")),  # code list ``unitstat`` of the listing form
        Column("disposition", codes=_codes(Disposition), required=False),  # empty where eligible persons were found
        Column("eligibility", codes=_codes(Eligibility)),
        Column("n_persons", Kind.WHOLE, required=False),
        Column("n_foreign", Kind.WHOLE, required=False),
        Column("n_eligible", Kind.WHOLE, required=False),
        Column("n_selected", Kind.WHOLE, required=False),
        Column("p_dwelling", Kind.NUMBER),  # inclusion probability of the dwelling within its PSU
        *_PROVENANCE,
        _REVIEW,
    ),
    key=("unit_id",),
)

ROSTER = Contract(
    "roster",
    (
        Column("unit_id"),
        Column("line_no", Kind.WHOLE),
        Column("sex", codes=("1", "2")),
        Column("age", Kind.WHOLE),
        Column("citizenship"),  # ISO 3166-1 alpha-2, XS stateless
        Column("months_in_tunisia", Kind.WHOLE),
        Column("intends_six_months", required=False),
        Column("works_or_seeks", required=False),
        Column("eligibility", codes=_codes(Eligibility)),
        Column("selected", Kind.TRUTH),
        Column("p_person", Kind.NUMBER, required=False),  # inclusion probability within the dwelling
        Column("case_id", required=False),
        *_PROVENANCE,
    ),
    key=("unit_id", "line_no"),
)

_DRAWN = (
    Column("case_id"),
    Column("unit_id"),
    Column("line_no", Kind.WHOLE),
    Column("psu_id"),
    Column("sex", codes=("1", "2")),
    Column("age", Kind.WHOLE),
    Column("citizenship"),
    Column("months_in_tunisia", Kind.WHOLE),
    Column("p_person", Kind.NUMBER),  # inclusion probability within the dwelling
)

DRAWN_CASES = Contract("drawn_cases", (*_DRAWN, Column("questionnaire_version"), Column("frame")), key=("case_id",))

CASES = Contract(
    "cases",
    (
        *_DRAWN,
        Column("n_attempts", Kind.WHOLE),
        Column("disposition", codes=_codes(Disposition)),
        Column("response_status", codes=_codes(ResponseStatus)),
        Column("disposition_rule"),
        *_PROVENANCE,
    ),
    key=("case_id",),
)

CONTACT_ATTEMPTS = Contract(
    "contact_attempts",
    (
        Column("attempt_id"),  # instanceID of the contact form
        Column("unit_id"),
        Column("case_id", required=False),  # attempts attach to the unit until a person is selected
        Column("visit_no", Kind.WHOLE),
        Column("interviewer_id"),
        Column("visited_at", Kind.MOMENT),  # the tablet's clock
        Column("visit_mode"),
        Column("result"),
        Column("refusal_reason", required=False),
        Column("language_needed", required=False),
        *_PROVENANCE,
        _REVIEW,
    ),
    key=("attempt_id",),
)

INTERVIEWS = Contract(
    "interviews",
    (
        Column("interview_id"),  # instanceID of the record that holds the accepted answers
        Column("case_id"),
        Column("questionnaire"),
        Column("interviewer_id"),
        Column("started_at", Kind.MOMENT),  # the tablet's clock
        Column("ended_at", Kind.MOMENT),
        Column("interview_date", Kind.DATE),
        Column("n_problems", Kind.WHOLE),
        *_PROVENANCE,
        _REVIEW,
    ),
    key=("interview_id",),
    open=True,  # answers follow, one column a question, declared by the questionnaire's codebook
)

REVIEWS = Contract(
    "reviews",
    (
        Column("case_id"),
        Column("record_id"),  # instanceID of the record that was looked at
        Column("decided_at", Kind.MOMENT),  # the server's clock
        Column("decided_by"),  # a supervisor (S01) or somebody at headquarters (Q01)
        Column("decision", codes=("approved", "returned", "checked")),  # checked: approved again by headquarters
        Column("reason", required=False, codes=("contradiction", "amount", "too_short", "to_confirm")),  # of a return
    ),
    key=("record_id", "decided_at"),
)

PARADATA = Contract(
    "paradata",
    (
        Column("record_id"),  # instanceID
        Column("case_id"),
        Column("questionnaire"),
        Column("questionnaire_version"),
        Column("app_version"),
        Column("interviewer_id"),
        Column("device_id"),
        Column("language"),  # of the interview, code list ``lang``
        Column("started_at", Kind.MOMENT),  # the tablet's clock
        Column("ended_at", Kind.MOMENT),
        Column("active_seconds", Kind.NUMBER),  # without the pauses
        Column("n_questions", Kind.WHOLE),  # answered
        Column("n_pauses", Kind.WHOLE),
        Column("n_edits", Kind.WHOLE),  # answers entered a second time
        Column("n_jumps", Kind.WHOLE),  # questions answered out of their order
        Column(
            "distance_band", required=False, codes=("<50", "50-200", "200-1000", ">1000")
        ),  # metres from the dwelling
        Column("inside_psu", Kind.TRUTH, required=False),  # both computed on the tablet, which forgets where it was
        Column("accuracy_metres", Kind.NUMBER, required=False),
    ),
    key=("record_id",),
)

SECTION_TIMES = Contract(
    "section_times",
    (
        Column("record_id"),
        Column("section"),  # name of the group
        Column("started_at", Kind.MOMENT),  # the tablet's clock
        Column("active_seconds", Kind.NUMBER),
        Column("n_questions", Kind.WHOLE),
        Column("n_pauses", Kind.WHOLE),
        Column("n_edits", Kind.WHOLE),
        Column("n_jumps", Kind.WHOLE),
    ),
    key=("record_id", "section"),
)

SYNCS = Contract(
    "syncs",
    (
        Column("device_id"),
        Column("synced_at", Kind.MOMENT),  # the server's clock, when the batch began to arrive
        Column("n_records", Kind.WHOLE),  # different records in the batch
        Column("n_sendings", Kind.WHOLE),  # with those sent again
        Column("n_bytes", Kind.WHOLE),
        Column("clock_ahead_seconds", Kind.NUMBER),  # of the tablet, as measured then
        Column("complete", Kind.TRUTH),  # false where the line broke in the middle
    ),
    key=("device_id", "synced_at"),
)

WEIGHTS = Contract(
    "weights",
    (
        Column("row_id"),  # case_id, or unit_id where the unit has no case
        Column("unit_id"),
        Column("case_id", required=False),
        Column("psu_id"),
        Column("stratum"),
        Column("variance_stratum"),  # stratum, or the PSU itself where it was drawn with certainty
        Column("variance_psu"),  # PSU, or the unit where its PSU was drawn with certainty
        Column("response_status", codes=_codes(ResponseStatus)),
        Column("design_weight", Kind.NUMBER),
        Column("weight", Kind.NUMBER),  # 0 for rows that are not respondents
    ),
    key=("row_id",),
    open=True,  # facts and classes used by the steps follow
)

WEIGHT_FACTORS = Contract(
    "weight_factors",
    (
        Column("row_id"),
        Column("position", Kind.WHOLE),  # order of the step in the recipe
        Column("step"),
        Column("cell"),  # stratum or class that gave the factor
        Column("role", required=False, codes=("receives", "gives", "stays", "leaves")),  # in a class adjustment
        Column("measure", Kind.NUMBER, required=False),  # what its weight counts for there: a share of a dwelling
        Column("factor", Kind.NUMBER),
    ),
    key=("row_id", "position"),
)

STEP_PARAMETERS = Contract(
    "step_parameters",
    (
        Column("position", Kind.WHOLE),
        Column("replicate", Kind.WHOLE),  # 0 is the full sample; a replicate that failed is not there
        Column("name"),  # a class, or a margin and its level
        Column("value", Kind.NUMBER),  # the factor of the class, or the calibration parameter
    ),
    key=("position", "replicate", "name"),
)

CALIBRATION_PATTERNS = Contract(
    "calibration_patterns",
    (
        Column("position", Kind.WHOLE),
        Column("pattern", Kind.WHOLE),
        Column("cell"),
        Column("column"),  # a margin and its level; "leaves" marks patterns whose units get weight 0
        Column("value", Kind.NUMBER),
    ),
    key=("position", "pattern", "column"),
)

REPLICATES = Contract(
    "replicates",
    (
        Column("replicate", Kind.WHOLE),
        Column("variance_psu"),
        Column("multiplier", Kind.NUMBER),  # of the design weight of every unit in the PSU
    ),
    key=("replicate", "variance_psu"),
)

TRACE = Contract(
    "trace",
    (
        Column("position", Kind.WHOLE),
        Column("step"),
        Column("cell"),
        Column("measure"),  # what the value is: n, weight_before, weight_after, factor, margin_target ...
        Column("value", Kind.NUMBER, required=False),
        Column("note", required=False),
    ),
    key=("position", "step", "cell", "measure"),
)

MARGINS = Contract(
    "margins",
    (
        Column("margin"),  # variable, or variables joined by " x "
        Column("level"),
        Column("total", Kind.NUMBER),
        Column("universe"),
        Column("source"),
        Column("date"),
        Column("grade"),  # A may be used; B and C are benchmarks only; SIMULATED in the demonstration
    ),
    key=("margin", "level"),
)

ESTIMATES = Contract(
    "estimates",
    (
        Column("cell_id"),
        Column("indicator"),
        Column("category", required=False),  # of a distribution, e.g. a code of ICSE-18
        Column("partition"),  # "all", "sex", "sex x age_group"
        Column("level"),  # "all", "1", "1 x 15-24"
        Column("estimate", Kind.NUMBER, required=False),
        Column("se", Kind.NUMBER, required=False),
        Column("low", Kind.NUMBER, required=False),  # 95 % interval
        Column("high", Kind.NUMBER, required=False),
        Column("cv", Kind.NUMBER, required=False),  # share, not per cent
        Column("deff", Kind.NUMBER, required=False),
        Column("df", Kind.NUMBER, required=False),
        Column("n", Kind.WHOLE, required=False),  # respondents who count in the cell; empty where flag is x
        Column("weighted_n", Kind.NUMBER, required=False),  # persons they stand for; empty where flag is F or x
        Column("flag", codes=("A", "E", "F", "x", "z")),  # published, with caution, unreliable, confidential, no case
        Column("note", required=False),  # why a value is withheld or how it was fixed
    ),
    key=("cell_id",),
)

SAMPLE = (PSUS, LISTING_UNITS, ROSTER, DRAWN_CASES)  # what is handed to the service before the visits
COLLECTED = (PSUS, LISTING_UNITS, ROSTER, CASES, CONTACT_ATTEMPTS, INTERVIEWS)
WEIGHTING = (WEIGHTS, WEIGHT_FACTORS, STEP_PARAMETERS, CALIBRATION_PATTERNS, REPLICATES, TRACE)
OPERATIONS = (REVIEWS, PARADATA, SECTION_TIMES, SYNCS)  # how the records came about
ALL = (*COLLECTED, DRAWN_CASES, *OPERATIONS, *WEIGHTING, MARGINS, ESTIMATES)
