"""The sample: PSUs, the units listed in them, the persons living there, and the cases drawn."""

from questionnaires.codes import Disposition, Eligibility
from questionnaires.contracts.shape import PROVENANCE, REVIEW, Column, Contract, Kind, codes_of

PLACE = (
    Column("psu_id"),
    Column("stratum"),
    Column("governorate"),  # ISO 3166-2, e.g. TN-11
    Column("region"),  # INS region, e.g. GT
    Column("milieu", codes=("1", "2")),  # 1 communal (urban), 2 non-communal (rural)
    Column("frame"),
    Column("frame_dwellings", Kind.WHOLE),  # measure of size on the frame
)

PSUS = Contract(
    "psus",
    (
        *PLACE,
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
        Column("disposition", codes=codes_of(Disposition), required=False),  # empty where eligible persons were found
        Column("eligibility", codes=codes_of(Eligibility)),
        Column("n_persons", Kind.WHOLE, required=False),
        Column("n_foreign", Kind.WHOLE, required=False),
        Column("n_eligible", Kind.WHOLE, required=False),
        Column("n_selected", Kind.WHOLE, required=False),
        Column("p_dwelling", Kind.NUMBER),  # inclusion probability of the dwelling within its PSU
        *PROVENANCE,
        REVIEW,
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
        Column("eligibility", codes=codes_of(Eligibility)),
        Column("selected", Kind.TRUTH),
        Column("p_person", Kind.NUMBER, required=False),  # inclusion probability within the dwelling
        Column("case_id", required=False),
        *PROVENANCE,
    ),
    key=("unit_id", "line_no"),
)

DRAWN = (
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

DRAWN_CASES = Contract("drawn_cases", (*DRAWN, Column("questionnaire_version"), Column("frame")), key=("case_id",))
