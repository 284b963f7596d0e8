"""The steps on small invented fieldwork, by hand."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tests.weighting.builders import case, psu, tables, unit
from weighting import (
    AdjustForNonresponse,
    BootstrapReplicates,
    Calibrate,
    DesignWeights,
    Linear,
    Margin,
    Neighbours,
    Raking,
    Recipe,
    ShareUnknownEligibility,
    ShareUnknownPersons,
    ShareUnscreened,
    Singleton,
    WeightedSample,
)
from weighting.factors import RedistributionFactor, Role
from weighting.frame import as_sample, weighting_rows
from weighting.problems import UnusableClasses, UnusableDesign, UnusableRecipe, UnusableRows

DESIGN = DesignWeights(("p_psu", "p_dwelling", "p_person"))


def rows(*units: dict[str, Any], cases: list[dict[str, Any]], **of_psu: Any) -> pa.Table:
    return weighting_rows(**tables([psu("P1", **of_psu), psu("P2")], [*units, unit("P2-1", "P2", "ineligible")], cases))


def weigh(data: pa.Table, *steps: Any) -> dict[str, float]:
    sample, _ = Recipe("test", steps).run(as_sample(data, Singleton.CENTRE_ON_GRAND_MEAN))
    return dict(zip(sample.ids, sample.weights.tolist(), strict=True))


def of_status(**statuses: str) -> WeightedSample:
    """Ten units of weight 1 in one class, or as many as are named: status by unit."""
    frame = pa.table(
        {"unit_id": list(statuses), "response_status": list(statuses.values()), "w": [1.0] * len(statuses)}
    )
    return WeightedSample.from_frame(frame, weight="w", ids="unit_id")


def test_the_design_weight_is_the_inverse_of_all_stage_probabilities() -> None:
    data = rows(unit("P1-1", "P1"), cases=[case("P1-1", 1, "P1", p_person=0.25)])
    assert weigh(data, DESIGN)["P1-1-01"] == pytest.approx(1 / (0.1 * 0.5 * 0.25))


def test_a_dwelling_never_resolved_gives_its_weight_once_though_others_have_two_drawn_persons() -> None:
    data = rows(
        unit("P1-1", "P1"),
        unit("P1-2", "P1", "unknown"),
        unit("P1-3", "P1", "ineligible"),
        cases=[case("P1-1", 1, "P1", p_person=0.5), case("P1-1", 2, "P1", p_person=0.5)],
    )
    found = weigh(data, DESIGN, ShareUnknownEligibility(("stratum",)))
    # four dwellings of weight 20, three resolved: each resolved dwelling stands for 4/3
    assert found["P1-1-01"] == pytest.approx(40 * 4 / 3)
    assert found["P1-3"] == pytest.approx(20 * 4 / 3)
    assert found["P1-2"] == 0


def test_a_household_that_refused_the_screener_is_carried_by_screened_dwellings_not_by_vacant_units() -> None:
    data = rows(
        unit("P1-1", "P1"),
        unit("P1-2", "P1", "ineligible", disposition="4.70"),
        unit("P1-3", "P1", "unknown", disposition="3.211"),
        unit("P1-4", "P1", "ineligible", disposition="4.60"),
        cases=[case("P1-1", 1, "P1")],
    )
    found = weigh(data, DESIGN, ShareUnscreened(("stratum",)), ShareUnknownEligibility(("stratum",)))
    assert found["P1-1-01"] == found["P1-2"] == pytest.approx(20 * 3 / 2)
    assert found["P1-3"] == 0
    assert found["P1-4"] == pytest.approx(20)


def test_a_stratum_where_nobody_was_screened_is_named() -> None:
    data = rows(
        unit("P1-1", "P1", "unknown", disposition="3.212"),
        unit("P1-2", "P1", "ineligible", disposition="4.60"),
        cases=[],
    )
    with pytest.raises(UnusableClasses) as stopped:
        weigh(data, DESIGN, ShareUnscreened(("stratum",)))
    assert stopped.value.problems[0].values["cell"] == "S1"


def test_the_weights_carry_the_response_rate_with_an_eligibility_for_each_class() -> None:
    """Ten units: half of the screened eligible, 7 of 9 resolved units occupied; RR3 = 1 / (2 + 3/2 + 7/18) = 9/35."""
    data = rows(
        unit("P1-0", "P1"),
        unit("P1-1", "P1"),
        *(unit(f"P1-{n}", "P1", "ineligible", disposition="4.70") for n in (2, 3)),
        *(unit(f"P1-{n}", "P1", "unknown", disposition="3.211") for n in (4, 5)),
        unit("P1-6", "P1", "unknown", disposition="3.212"),
        unit("P1-7", "P1", "ineligible", disposition="4.60"),
        unit("P1-8", "P1", "ineligible", disposition="4.50"),
        unit("P1-9", "P1", "unknown", disposition="3.18"),
        cases=[case("P1-0", 1, "P1"), case("P1-1", 1, "P1", "nonrespondent")],
    )
    data = data.filter(pa.compute.equal(data.column("psu_id"), "P1"))
    steps = (ShareUnscreened(("stratum",)), ShareUnknownEligibility(("stratum",)), AdjustForNonresponse(("region",)))
    assert weigh(data, DESIGN, *steps)["P1-0-01"] == pytest.approx(20 * 35 / 9)


def test_a_drawn_person_never_confirmed_is_carried_by_drawn_persons_not_by_empty_dwellings() -> None:
    data = rows(
        unit("P1-1", "P1"),
        unit("P1-2", "P1"),
        unit("P1-3", "P1", "ineligible"),
        cases=[case("P1-1", 1, "P1"), case("P1-2", 1, "P1", "unknown_eligibility")],
    )
    found = weigh(data, DESIGN, ShareUnknownEligibility(("stratum",)), ShareUnknownPersons(("region",)))
    assert found == {"P1-1-01": pytest.approx(40), "P1-2-01": 0, "P1-3": pytest.approx(20), "P2-1": pytest.approx(20)}


def test_respondents_carry_the_nonrespondents_of_their_class_and_ineligible_units_leave() -> None:
    data = rows(
        unit("P1-1", "P1"),
        unit("P1-2", "P1"),
        unit("P1-3", "P1"),
        cases=[case("P1-1", 1, "P1"), case("P1-2", 1, "P1", "nonrespondent"), case("P1-3", 1, "P1", sex="2")],
    )
    found = weigh(data, DESIGN, AdjustForNonresponse(("sex",)))
    assert found == {"P1-1-01": pytest.approx(40), "P1-2-01": 0, "P1-3-01": pytest.approx(20), "P2-1": 0}


def test_a_unit_that_gave_its_weight_away_is_not_said_to_lie_outside_the_population() -> None:
    data = rows(
        unit("P1-1", "P1"),
        unit("P1-2", "P1", "unknown", disposition="3.18"),
        unit("P1-3", "P1", "ineligible", disposition="4.60"),
        cases=[case("P1-1", 1, "P1")],
    )
    steps = (DESIGN, ShareUnknownEligibility(("stratum",)), AdjustForNonresponse(("sex",)))
    sample, _ = Recipe("test", steps).run(as_sample(data, Singleton.CENTRE_ON_GRAND_MEAN))
    nonresponse = sample.factors[-1]
    assert isinstance(nonresponse, RedistributionFactor)
    roles = dict(zip(sample.ids, nonresponse.roles, strict=True))
    assert (roles["P1-2"], roles["P1-3"]) == (Role.STAYS, Role.LEAVES)
    assert sample.weights[sample.ids.index("P1-2")] == 0


def test_a_class_without_respondents_is_named() -> None:
    data = rows(
        unit("P1-1", "P1"),
        unit("P1-2", "P1"),
        cases=[case("P1-1", 1, "P1"), case("P1-2", 1, "P1", "nonrespondent", sex="2")],
    )
    with pytest.raises(UnusableClasses) as stopped:
        weigh(data, DESIGN, AdjustForNonresponse(("region", "sex")))
    assert stopped.value.problems[0].values["cell"] == "GT / 2"


def test_a_class_without_respondents_joins_its_neighbour_where_a_rule_says_so() -> None:
    data = rows(
        unit("P1-1", "P1"),
        unit("P1-2", "P1"),
        cases=[case("P1-1", 1, "P1"), case("P1-2", 1, "P1", "nonrespondent", sex="2")],
    )
    found = weigh(data, DESIGN, AdjustForNonresponse(("region", "sex"), Neighbours(fewest=1, largest_factor=3)))
    assert found["P1-1-01"] == pytest.approx(40)


def test_a_class_value_may_hold_a_slash() -> None:
    frame = pa.table(
        {
            "w": [1.0] * 5,
            "response_status": ["respondent", "nonrespondent", "respondent", "respondent", "nonrespondent"],
            "place": ["a", "a", "a / b", "c", "c"],
        }
    )
    step = AdjustForNonresponse(("place",), Neighbours(fewest=2, largest_factor=3))
    sample, trace = step.apply(WeightedSample.from_frame(frame, weight="w"))
    assert [(collapse.cell, collapse.into) for collapse in trace.collapsed] == [("a", "a / b"), ("c", "a + a / b")]
    assert sample.weights.tolist() == [pytest.approx(5 / 3), 0, pytest.approx(5 / 3), pytest.approx(5 / 3), 0]


def test_a_survey_without_any_respondent_is_refused_whatever_the_rule() -> None:
    data = rows(unit("P1-1", "P1"), cases=[case("P1-1", 1, "P1", "nonrespondent")])
    with pytest.raises(UnusableClasses):
        weigh(data, DESIGN, AdjustForNonresponse(("sex",), Neighbours(fewest=20, largest_factor=3)))


def test_a_probability_beyond_one_names_its_rows() -> None:
    data = rows(unit("P1-1", "P1"), cases=[case("P1-1", 1, "P1", p_person=1.5)])
    with pytest.raises(UnusableRows) as stopped:
        weigh(data, DESIGN)
    assert stopped.value.problems[0].values["rows"] == "P1-1-01"


def test_a_respondent_without_a_class_is_named() -> None:
    frame = pa.table({"id": ["a", "b"], "w": [1.0, 1.0], "response_status": ["respondent"] * 2, "sex": ["1", None]})
    sample = WeightedSample.from_frame(frame, weight="w", ids="id")
    with pytest.raises(UnusableRows) as stopped:
        Recipe("test", (AdjustForNonresponse(("sex",)),)).run(sample)
    assert stopped.value.problems[0].values["rows"] == "b"


def test_replicates_after_an_adjustment_are_refused() -> None:
    sample = of_status(a="respondent", b="nonrespondent", c="respondent")
    steps = (AdjustForNonresponse(()), BootstrapReplicates(10, seed=1))
    with pytest.raises(UnusableRecipe) as stopped:
        Recipe("late", steps).run(sample)
    assert stopped.value.problems[0].values["step"] == "nonresponse"


def test_a_replicate_without_respondents_is_counted_and_left_out() -> None:
    sample = of_status(a="respondent", b="nonrespondent", c="nonrespondent")
    weighted, trace = Recipe("few", (BootstrapReplicates(200, seed=3), AdjustForNonresponse(()))).run(sample)
    n_failed = trace.steps[-1].n_failed
    assert 0 < n_failed < 200
    assert weighted.n_replicates == trace.steps[-1].n_replicates == 200 - n_failed
    assert sum(block.shape[1] for block in weighted.replicate_weights(7)) == 200 - n_failed
    assert weighted.replicate_scale == pytest.approx(1 / (200 - n_failed))
    assert all(np.isfinite(block).all() for block in weighted.replicate_weights())


def test_a_replicate_that_cannot_be_calibrated_is_counted_and_left_out() -> None:
    frame = pa.table({"w": [1.0] * 6, "sex": ["1", "1", "1", "1", "1", "2"]})
    sample = WeightedSample.from_frame(frame, weight="w", replicates=BootstrapReplicates(300, seed=1))
    step = Calibrate((Margin("sex", {"1": 5, "2": 1}),), Raking())
    weighted, trace = Recipe("few", (step,)).run(sample)
    assert 0 < trace.steps[-1].n_failed < 300  # the only unit of level 2 was not drawn
    assert weighted.failed[0].reason == "sex = 2"


def test_a_stratum_with_one_psu_is_refused_by_name_until_a_choice_is_made() -> None:
    frame = pa.table({"w": [1.0, 2.0, 3.0], "h": ["a", "a", "b"], "psu": ["1", "2", "3"]})
    sample = WeightedSample.from_frame(frame, weight="w", strata="h", psu="psu")
    for attempt in (lambda: sample.variance(np.ones(3)), lambda: BootstrapReplicates(5, 1).draw(sample.design)):
        with pytest.raises(UnusableDesign) as stopped:
            attempt()
        assert [problem.values["stratum"] for problem in stopped.value.problems] == ["b"]
    chosen = WeightedSample.from_frame(frame, weight="w", strata="h", psu="psu", singleton=Singleton.CERTAINTY)
    assert chosen.variance(np.ones(3))[0, 0] == pytest.approx(2 * (0.5**2 + 0.5**2))


def test_weights_of_one_psu_stand_and_its_variance_is_refused() -> None:
    sample = WeightedSample.from_frame(pa.table({"w": [1.0, 2.0], "psu": ["1", "1"]}), weight="w", psu="psu")
    step = Calibrate((Margin("psu", {"1": 30}),), Linear())
    weighted, _ = Recipe("one", (step,)).run(sample)
    assert weighted.weights.tolist() == pytest.approx([10, 20])
    with pytest.raises(UnusableDesign):
        weighted.variance(np.ones(2))
