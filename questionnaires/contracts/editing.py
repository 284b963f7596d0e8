"""What the office adds to the answers: edits, as rows beside them, and codes given to answers in words."""

from questionnaires.contracts.shape import Column, Contract, Kind

EDITS = Contract(
    "edits",
    (
        Column("edit_id"),
        Column("case_id"),
        Column("variable"),
        Column("step", Kind.WHOLE),  # edits of one answer follow each other: the old value is what the step before left
        Column("old", required=False),  # as text, typed by the dictionary; empty: no answer
        Column("new", required=False),
        Column("rule"),  # the check that found it, or the reason as a code
        Column("who"),  # login of who proposed it, or the command line
        Column("confirmed_by"),
        Column("at", Kind.MOMENT),  # the server's clock, when it was confirmed
    ),
    key=("case_id", "variable", "step"),
)

CODINGS = Contract(
    "codings",
    (
        Column("case_id"),
        Column("variable"),  # the variable that the code becomes, e.g. mjj_isco
        Column(
            "code"
        ),  # the final one, a code of the list version; the code of "does not know" where none can be given
        Column("list_version"),
        Column("role", codes=("first", "adjudicated")),  # whose code it is
        Column("coder"),
        Column("coded_at", Kind.MOMENT),
        Column("n_coders", Kind.WHOLE),  # who coded it without seeing the other's code
        Column("suggested", Kind.TRUTH, required=False),  # the code was among those offered; empty where none were
    ),
    key=("case_id", "variable"),
)
