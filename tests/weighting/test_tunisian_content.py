"""The Tunisian recipe: what it says, its classes."""

import pyarrow as pa
import pytest

from questionnaires.problems import ProblemError
from weighting.steps.calibration import Calibrate
from weighting.tunisia.classes import age_group, with_classes
from weighting.tunisia.recipe import RECIPE


def test_it_ships_uncalibrated() -> None:
    assert not any(isinstance(step, Calibrate) for step in RECIPE.steps)


def test_namibia_is_a_country_and_stateless_an_origin() -> None:
    rows = pa.table({"citizenship": ["NA", "XS", "DZ", None, "-9"], "age": [18, 24, 25, None, 90]})
    found = with_classes(rows)
    assert found.column("origin_group").to_pylist() == ["AFR", "STL", "MAG", None, "UNK"]
    assert found.column("age_group").to_pylist() == ["15-24", "15-24", "25-34", None, "55+"]


def test_an_unknown_citizenship_is_named() -> None:
    with pytest.raises(ProblemError, match="ZZ"):
        with_classes(pa.table({"citizenship": ["ZZ"], "age": [30]}))


@pytest.mark.parametrize(("age", "group"), [(14, "0-14"), (15, "15-24"), (34, "25-34"), (54, "45-54"), (55, "55+")])
def test_age_groups_begin_at_their_first_year(age: int, group: str) -> None:
    assert age_group(age) == group
