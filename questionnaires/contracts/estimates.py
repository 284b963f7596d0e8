"""Estimates: one row a cell, with its precision and whether it may be published."""

from questionnaires.contracts.shape import Column, Contract, Kind

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
