"""What the visits bring back: cases with their dispositions, contact attempts, interviews."""

from questionnaires.codes import Disposition, ResponseStatus
from questionnaires.contracts.sampling import DRAWN
from questionnaires.contracts.shape import PROVENANCE, REVIEW, Column, Contract, Kind, codes_of

CASES = Contract(
    "cases",
    (
        *DRAWN,
        Column("n_attempts", Kind.WHOLE),
        Column("disposition", codes=codes_of(Disposition)),
        Column("response_status", codes=codes_of(ResponseStatus)),
        Column("disposition_rule"),
        *PROVENANCE,
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
        *PROVENANCE,
        REVIEW,
    ),
    key=("attempt_id",),
)

BACK_CHECKS = Contract(
    "back_checks",
    (
        Column("back_check_id"),  # instanceID
        Column("unit_id"),
        Column("case_id", required=False),  # none where nobody was drawn
        Column("interviewer_id"),  # who checked
        Column("started_at", Kind.MOMENT),  # the tablet's clock
        *PROVENANCE,
        REVIEW,
    ),
    key=("back_check_id",),
    open=True,  # answers follow, as in the interviews; the table is there where there are records
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
        *PROVENANCE,
        REVIEW,
    ),
    key=("interview_id",),
    open=True,  # answers follow, one column a question, declared by the questionnaire's codebook
)
