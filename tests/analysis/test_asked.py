"""A question that the version of a record did not ask is missing for every indicator, never "no" and never -5."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from analysis.asked import asked_only
from analysis.files import joined
from analysis.tunisia import CONTENT
from questionnaires import files
from questionnaires.contracts import INTERVIEWS, PSUS
from tests.analysis.test_files_and_command import write_exports
from weighting.files import read_weights
from weighting.tunisia.recipe import CONTENT as WEIGHTING
from weighting.weigh import weigh_files


def test_codes_and_numbers_not_asked_are_missing_and_other_answers_stay() -> None:
    found = asked_only(
        pa.table(
            {
                "interview_id": ["-5", "b", "c", "d"],
                "soc_emp": ["-5", "0", "-8", None],
                "wkt_usual": [-5.0, 40.0, -8.0, None],
                "age": [-5, 30, 31, None],
                "osh_haz__8": [None, True, False, None],
            }
        )
    )
    assert found.column("soc_emp").to_pylist() == [None, "0", "-8", None]
    assert found.column("wkt_usual").to_pylist() == [None, 40.0, -8.0, None]
    assert found.column("age").to_pylist() == [None, 30, 31, None]
    assert found.column("osh_haz__8").to_pylist() == [None, True, False, None]
    assert found.column("interview_id").to_pylist() == ["-5", "b", "c", "d"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with exports and weights."""
    folder = tmp_path_factory.mktemp("home")
    write_exports(folder / "exports")
    weigh_files(folder / "exports", folder / "weights", WEIGHTING)
    return folder


@pytest.mark.parametrize("question", ["soc_emp", "con_has", "srh_job", "wkt_usual", "inc_amount", "atw_pay"])
def test_not_asked_counts_for_every_derived_variable_like_no_answer(home: Path, question: str) -> None:
    data = files.read(home / "exports", INTERVIEWS)
    code = pa.scalar("-5" if pa.types.is_string(data.schema.field(question).type) else -5).cast(
        data.schema.field(question).type
    )
    coded, empty = (_derived(home, _every_third(data, question, value)) for value in (code, pa.scalar(None, code.type)))
    assert coded == empty
    assert coded != _derived(home, data)


def _every_third(interviews: pa.Table, question: str, value: pa.Scalar) -> pa.Table:
    """The interviews of which every third has this answer to a question."""
    chosen = pa.array(np.arange(interviews.num_rows) % 3 == 0)
    answers = pc.if_else(chosen, value, interviews.column(question))
    return interviews.set_column(interviews.column_names.index(question), question, answers)


def _derived(home: Path, interviews: pa.Table) -> dict[str, list[object]]:
    """What the catalogue makes of the interviews."""
    sample = read_weights(home / "weights")
    made = CONTENT.catalogue.add(joined(sample, interviews, files.read(home / "exports", PSUS)))
    return {variable.name: made.column(variable.name).to_pylist() for variable in CONTENT.catalogue.variables}
