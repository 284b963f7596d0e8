"""How the records came about: reviews, paradata, times of sections, batches sent."""

from questionnaires.contracts.shape import Column, Contract, Kind

_DECISIONS = (
    *("approved", "returned", "checked"),  # checked: approved again by headquarters
    *("escalated", "recalled", "returned_to_supervisor", "locked"),
    *("void_asked", "voided", "reopen_asked", "reopened", "refused"),  # refused: what was asked for
    *("picked", "archived", "released", "replaced", "kept_apart"),
)
_REASONS = (
    *("contradiction", "amount", "too_short", "to_confirm", "other"),  # of a return
    *("fabricated", "duplicate", "wrong_person"),  # of voiding
    *("new_evidence", "decided_by_mistake", "correction_needed"),  # of opening again
    *("published_since", "second_is_right", "trial_record", "not_of_the_survey", "first_is_right", "unreadable"),
)

REVIEWS = Contract(
    "reviews",
    (
        Column("case_id", required=False),  # a listed unit has none
        Column("record_id"),  # instanceID of the record that was looked at
        Column("decision_no", Kind.WHOLE),  # 1, 2, 3 ... within the interview, whatever its versions
        Column("decided_at", Kind.MOMENT),  # the server's clock
        Column("decided_by"),  # a supervisor (S01), somebody at headquarters (Q01); 00: on the machine, unnamed
        Column("decision", codes=_DECISIONS),
        Column("reason", required=False, codes=_REASONS),
    ),
    key=("record_id", "decision_no"),
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
        ),  # metres from the point that stands for the PSU
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
        Column("clock_ahead_seconds", Kind.NUMBER, required=False),  # of the tablet, as measured then
        Column("complete", Kind.TRUTH),  # false where the line broke in the middle
    ),
    key=("device_id", "synced_at"),
)
