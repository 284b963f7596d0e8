"""Weights, the factors they are made of, and the margins they meet."""

from questionnaires.codes import ResponseStatus
from questionnaires.contracts.shape import Column, Contract, Kind, codes_of

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
        Column("response_status", codes=codes_of(ResponseStatus)),
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
