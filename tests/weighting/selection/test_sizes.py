"""How many PSUs each stratum gets within its bounds, and measures of size by which some PSU could never be drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.problems import ProblemError
from tests.weighting.selection.frames import design, small_frame
from weighting.selection.assumptions import Assumptions
from weighting.selection.drawing import draw
from weighting.selection.planning import plan
from weighting.selection.sharing import shared_out

STRATA = st.lists(
    st.tuples(st.floats(1e-9, 1.0), st.integers(0, 4), st.integers(1, 40)), min_size=1, max_size=8
)  # share, fewest, held


@given(STRATA, st.floats(0, 1))
def test_shares_sum_to_the_total_within_what_each_stratum_holds(
    strata: list[tuple[float, int, int]], along: float
) -> None:
    shares = np.array([share for share, _, _ in strata])
    most = np.array([held for _, _, held in strata])
    fewest = np.minimum(np.array([few for _, few, _ in strata]), most)
    total = int(fewest.sum() + along * (most.sum() - fewest.sum()))
    given_out = shared_out(total, shares, fewest, most)
    assert given_out.sum() == total
    assert (fewest <= given_out).all()
    assert (given_out <= most).all()


def test_a_stratum_takes_more_than_its_fewest_where_the_others_are_full() -> None:
    shares, most = np.array([1e-6, 0.06, 0.94]), np.array([12, 15, 14])
    assert shared_out(32, shares, np.array([1, 2, 3]), most).tolist() == [3, 15, 14]


def test_a_size_of_zero_is_refused_by_the_draw_and_by_the_plan() -> None:
    frame, of = small_frame(), design(size="counted")
    for refuses in (lambda: draw(frame, of, 1), lambda: plan(frame, of, Assumptions("counted", 100.0))):
        with pytest.raises(ProblemError) as refused:
            refuses()
        [problem] = refused.value.problems
        assert (problem.code, problem.values) == ("selection.size_zero", {"column": "counted", "psu": "A00", "n": 6})
