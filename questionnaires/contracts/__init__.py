"""The columns, types and keys of every table that travels between packages.

The service and the statistics meet in these files and nowhere else, so the statistics can be rerun from the files
alone. Tables are checked against their contract when written and when read (``questionnaires.files``).
"""

from questionnaires.contracts.drawing import FRAME, JOINT_PROBABILITIES, PSU_DRAW, PSU_RELEASES, PSU_SEGMENTS
from questionnaires.contracts.editing import CODINGS, EDITS
from questionnaires.contracts.estimates import ESTIMATES
from questionnaires.contracts.field import BACK_CHECKS, CASES, CONTACT_ATTEMPTS, INTERVIEWS
from questionnaires.contracts.operations import PARADATA, REVIEWS, SECTION_TIMES, SYNCS
from questionnaires.contracts.sampling import DRAWN_CASES, LISTING_UNITS, PSUS, ROSTER
from questionnaires.contracts.shape import Column, Contract, Kind
from questionnaires.contracts.weighting import (
    CALIBRATION_PATTERNS,
    MARGINS,
    REPLICATES,
    STEP_PARAMETERS,
    TRACE,
    WEIGHT_FACTORS,
    WEIGHTS,
)

SAMPLE = (PSUS, LISTING_UNITS, ROSTER, DRAWN_CASES)  # what is handed to the service before the visits
DRAWING = (PSU_DRAW, PSU_RELEASES, PSU_SEGMENTS, JOINT_PROBABILITIES)  # beside SAMPLE where it is not listed yet
COLLECTED = (PSUS, LISTING_UNITS, ROSTER, CASES, CONTACT_ATTEMPTS, INTERVIEWS)
ADDED = (EDITS, CODINGS)  # by the office, beside the answers, which stay as collected
WEIGHTING = (WEIGHTS, WEIGHT_FACTORS, STEP_PARAMETERS, CALIBRATION_PATTERNS, REPLICATES, TRACE)
OPERATIONS = (REVIEWS, PARADATA, SECTION_TIMES, SYNCS)  # how the records came about
ALL = (*COLLECTED, BACK_CHECKS, *ADDED, DRAWN_CASES, FRAME, *DRAWING, *OPERATIONS, *WEIGHTING, MARGINS, ESTIMATES)

__all__ = [
    "ADDED",
    "ALL",
    "BACK_CHECKS",
    "CALIBRATION_PATTERNS",
    "CASES",
    "CODINGS",
    "COLLECTED",
    "CONTACT_ATTEMPTS",
    "DRAWING",
    "DRAWN_CASES",
    "EDITS",
    "ESTIMATES",
    "FRAME",
    "INTERVIEWS",
    "JOINT_PROBABILITIES",
    "LISTING_UNITS",
    "MARGINS",
    "OPERATIONS",
    "PARADATA",
    "PSUS",
    "PSU_DRAW",
    "PSU_RELEASES",
    "PSU_SEGMENTS",
    "REPLICATES",
    "REVIEWS",
    "ROSTER",
    "SAMPLE",
    "SECTION_TIMES",
    "STEP_PARAMETERS",
    "SYNCS",
    "TRACE",
    "WEIGHTING",
    "WEIGHTS",
    "WEIGHT_FACTORS",
    "Column",
    "Contract",
    "Kind",
]
