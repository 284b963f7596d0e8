"""Codes given at the office, joined to the interviews as variables of their own; the words never leave the store."""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc


def with_codes(interviews: pa.Table, codings: pa.Table, variables: Iterable[str]) -> pa.Table:
    """The interviews with one column of codes a variable, as text (``01`` stays ``01``); empty where none stands."""
    cases = interviews.column("case_id")
    for name in variables:
        own = codings.filter(pc.equal(codings.column("variable"), name))
        place = pc.index_in(cases, value_set=own.column("case_id").combine_chunks())
        interviews = interviews.append_column(name, own.column("code").take(place))
    return interviews
