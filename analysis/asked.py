"""Answers as formulas take them: what the questionnaire of a record did not ask is missing, never "no"."""

import pyarrow as pa
import pyarrow.compute as pc

from questionnaires.codes import Missing
from questionnaires.contracts import INTERVIEWS

_CODE = Missing.NOT_ASKED_IN_THIS_VERSION.value
_NO_ANSWERS = frozenset(column.name for column in INTERVIEWS.columns)


def asked_only(interviews: pa.Table) -> pa.Table:
    """The same interviews with an empty cell wherever an answer is the code of a question not asked.

    Formulas compare with "1" and "0" and would read that code as "no". Nothing else may be -5: no question takes it.
    """
    for place, name in enumerate(interviews.column_names):
        if name not in _NO_ANSWERS:
            interviews = interviews.set_column(place, name, _asked(interviews.column(name)))
    return interviews


def _asked(answers: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = answers.type
    if not (pa.types.is_string(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return answers
    code = pa.scalar(_CODE if pa.types.is_string(kind) else int(_CODE), kind)
    return pc.if_else(pc.equal(answers, code), pa.scalar(None, kind), answers)
