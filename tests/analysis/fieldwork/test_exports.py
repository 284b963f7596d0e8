"""From exported tables to rates: both roads on a simulated fieldwork, groups, attempts, days, what is unresolved."""

import math
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pyarrow as pa
import pytest

from analysis.fieldwork.answering import answer
from analysis.fieldwork.eligibility import Basis
from analysis.fieldwork.groups import everybody, groups
from analysis.fieldwork.outcomes import UNKNOWN, OutcomeClass, outcome_class
from analysis.fieldwork.problems import UnknownGrouping, UnknownOutcome, UnusableEligibility, UnusableTables
from analysis.fieldwork.rates import Undefined, Why, rate
from analysis.fieldwork.summary import GroupRates
from questionnaires.contracts import CASES, LISTING_UNITS
from tests.analysis.fieldwork.builders import (
    case,
    eligible_persons,
    found_in,
    psu,
    simulated,
    simulated_fieldwork,
    tables_of,
    unit,
    visit,
)


@pytest.mark.parametrize("weighted", [False, True])
def test_on_a_simulated_fieldwork_both_roads_agree(weighted: bool) -> None:
    found = simulated_fieldwork()
    for group in (everybody(found), *groups(found, "region"), *groups(found, "stratum"), *groups(found, "psu_id")):
        stages = group.stages(weighted=weighted)
        assert stages is not None
        assert same(stages.outcomes.by_class[OutcomeClass.NOT_ELIGIBLE], group.outcomes(weighted=weighted)["NE"])
        direct, composed = stages.direct_rate().value, stages.overall_rate().value
        if isinstance(direct, Undefined) or isinstance(composed, Undefined):
            continue
        assert weighted or direct == composed
        assert abs(direct - composed) <= 1e-12
        assert abs(direct - rate("RR3", group.outcomes(weighted=weighted), stages.shares()).value) <= 1e-12  # type: ignore[operator]


def test_counts_are_those_of_the_exported_codes() -> None:
    tables = simulated()[0]
    cases, units = tables[CASES], tables[LISTING_UNITS]
    cased = set(cases.column("unit_id").to_pylist())
    codes = cases.column("disposition").to_pylist()
    codes += [
        code
        for code, name in zip(units.column("disposition").to_pylist(), units.column("unit_id").to_pylist(), strict=True)
        if name not in cased
    ]
    found = everybody(simulated_fieldwork()).outcomes(weighted=False)
    assert Counter({one: n for one, n in found.by_class.items() if n}) == Counter(map(outcome_class, codes))


def test_groups_share_out_all_cases() -> None:
    found = simulated_fieldwork()
    for grouping in found.groupings:
        parts = groups(found, grouping)
        assert sum(len(part.rows) for part in parts) == len(found.rows)
        whole = sum((part.outcomes(weighted=False) for part in parts[1:]), parts[0].outcomes(weighted=False))
        assert whole == everybody(found).outcomes(weighted=False)


def test_after_the_last_attempt_and_day_the_rate_is_the_final_one() -> None:
    told = answer(simulated_fieldwork(), attempts=True, days=True)
    final = told.groups[0].rates["RR3"]
    for reached in told.reached.values():
        values = [step.rate.value for step in reached]
        assert all(not isinstance(value, Undefined) for value in values)
        assert values == sorted(values)  # type: ignore[type-var]
        assert values[-1] == final.value
        assert {step.rate.denominator for step in reached} == {final.denominator}
    assert len(told.reached["by_attempt"]) > 2
    assert len(told.reached["by_day"]) > 5


def test_the_band_holds_the_rate_of_whoever_knows_the_truth() -> None:
    told, lives = answer(simulated_fieldwork()).groups[0], eligible_persons(simulated()[1])
    band = told.bands["RR3"]
    assert [one.eligible.basis for one in band.rates if one.eligible] == [
        Basis.MINIMUM,
        Basis.CASRO,
        Basis.STAGES,
        Basis.MODEL,
        Basis.MAXIMUM,
    ]
    assert band.low == told.rates["RR1"].value
    assert band.high == told.rates["RR5"].value
    eligible = sum(lives[row.row_id] > 0 for row in everybody(simulated_fieldwork()).rows if row.outcome in UNKNOWN)
    truth = told.outcomes["I"] / (told.outcomes.eligible + eligible)
    assert told.rates["RR1"].value < truth < told.rates["RR5"].value  # type: ignore[operator]
    assert 0 < eligible < told.outcomes.unknown


def three_households() -> list[dict[str, object]]:
    return [unit("U1", None), unit("U2", "3.212"), unit("U3", "4.70"), unit("U4", None)]


def test_persons_of_one_household_count_each_for_themselves() -> None:
    cases = [case("C1", "1.1", "U1", p=0.5), case("C2", "2.112", "U1", p=0.5), case("C3", "1.1", "U4")]
    found = found_in(tables_of(three_households(), cases))
    stages = everybody(found).stages(weighted=False)
    assert stages is not None
    assert (stages.screened, stages.persons_by_household) == (3, 1)
    assert stages.direct_rate().value == stages.overall_rate().value == Fraction(1, 2)
    weighted = everybody(found).stages(weighted=True)
    assert weighted is not None
    assert (weighted.screened, weighted.expected_persons) == (30, 50)
    assert weighted.persons_by_household == pytest.approx(5 / 3)
    assert same(weighted.direct_rate().value, 30 / (50 + 10 * 5 / 3))


def test_a_drawn_person_never_worked_counts_for_the_share_of_drawn_persons_still_eligible() -> None:
    cases = [case("C1", "1.1", "U1"), case("C2", "4.70", "U1"), case("C3", "3.11", "U4")]
    stages = everybody(found_in(tables_of(three_households(), cases))).stages(weighted=False)
    assert stages is not None
    assert (stages.drawn_share, stages.expected_persons) == (Fraction(1, 2), Fraction(3, 2))
    assert stages.outcomes["UH"] == 1
    assert stages.shares().uh == Fraction(1, 2)
    assert stages.direct_rate().value == stages.overall_rate().value == 1 / (Fraction(3, 2) + Fraction(1, 2))


def test_the_interviewer_and_the_week_of_the_last_visit_group_the_cases() -> None:
    attempts = [visit("a", "U1", "C1", 0, by="E01"), visit("b", "U1", "C1", 200, by="E02"), visit("c", "U2", None, 5)]
    found = found_in(tables_of(three_households(), [case("C1", "1.1", "U1"), case("C3", "2.24", "U4")], attempts))
    assert {group.level: len(group.rows) for group in groups(found, "interviewer")} == {"E01": 1, "E02": 1, "–": 2}
    assert {group.level for group in groups(found, "week")} == {"2026-W41", "2026-W42", "–"}
    told = answer(found, "interviewer")
    by = {one.group.level: one for one in told.groups}
    assert by["E02"].rates["RR5"].value == 1
    assert by["E02"].stages is None
    assert by["–"].eligible == by["all"].eligible


def test_the_day_is_that_of_the_field_not_of_greenwich() -> None:
    attempts = [visit("a", "U1", "C1", 14.5)]  # 23:30 in Greenwich, half past midnight in Tunis
    found = found_in(tables_of(three_households(), [case("C1", "1.1", "U1"), case("C3", "2.24", "U4")], attempts))
    assert [step.step for step in answer(found, days=True).reached["by_day"]] == ["2026-10-06"]


def test_ever_refused_and_converted() -> None:
    attempts = [visit("a", "U1", "C1", 0, "3"), visit("b", "U1", "C1", 150, "1"), visit("c", "U4", "C3", 1, "3")]
    cases = [case("C1", "1.1", "U1"), case("C3", "2.112", "U4"), case("C2", "2.24", "U1")]
    told = answer(found_in(tables_of(three_households(), cases, attempts))).groups[0]
    assert told.refused.value == Fraction(2, 3)
    assert told.converted.value == Fraction(1, 2)
    nobody = answer(found_in(tables_of(three_households(), [case("C1", "1.1", "U1"), case("C3", "1.1", "U4")])))
    assert nobody.groups[0].converted.value == Undefined(Why.NO_CASES)


def test_what_is_unresolved_is_told_by_how_much_the_rate_depends_on_it() -> None:
    told = answer(simulated_fieldwork(), "region", weighted=True)
    swings = [one.swing for one in told.unresolved]
    assert swings == sorted(swings, reverse=True)
    final = told.groups[0].rates["RR3"]
    first = told.unresolved[0]
    assert final.eligible is not None
    share = final.eligible.of(first.outcome)
    assert share is not None
    assert final.denominator is not None
    assert same(first.none, final.numerator / (final.denominator - share * first.weight))
    assert same(first.every, final.numerator / (final.denominator - share * first.weight + first.weight))
    assert (
        sum(one.cases for one in told.unresolved) == everybody(simulated_fieldwork()).outcomes(weighted=False).unknown
    )


def test_the_rule_of_the_dispositions_is_stamped_on_every_rate() -> None:
    told = answer(simulated_fieldwork()).groups[0]
    assert {one.rule for one in told.rates.values()} == {"precedence-2"}
    cases = [case("C1", "1.1", "U1"), case("C3", "1.1", "U4", disposition_rule="precedence-1")]
    mixed = answer(found_in(tables_of(three_households(), cases))).groups[0]
    assert {one.rule for one in mixed.rates.values()} == {"precedence-1 + precedence-2"}


def test_shares_of_casro_are_each_group_s_own_or_those_of_all() -> None:
    own = answer(simulated_fieldwork(), "region", "casro").groups
    overall = answer(simulated_fieldwork(), "region", "casro-overall").groups
    assert len({one.eligible for one in own}) > 2
    assert len({one.eligible for one in overall}) == 1
    assert overall[0].eligible == own[0].eligible


def test_a_psu_that_is_not_listed_does_not_count_and_is_told() -> None:
    told = tables_of([unit("U1", "4.60")], psus=[psu(), psu("P2")])
    found = answer(found_in(told))
    assert found.not_listed == 1
    assert {one.value for one in found.groups[0].rates.values()} == {Undefined(Why.NO_CASES)}


def test_a_single_unit_has_its_rates() -> None:
    told = answer(found_in(tables_of([unit("U1", None)], [case("C1", "1.2", "U1")]))).groups[0]
    assert [told.rates[name].value for name in ("RR1", "RR2", "RR3", "RR4")] == [0, 1, 0, 1]


def test_replicates_of_the_reserve_are_groups_where_the_draw_tells_them() -> None:
    psus, units = [psu(), psu("P2")], [unit("U1", "4.60"), unit("U2", "3.18", "P2")]
    named = {contract.name: data for contract, data in tables_of(units, psus=psus).items()}
    named["psu_draw"] = pa.table({"psu_id": ["P1", "P2"], "replicate": [0, 1], "selection_seed": ["0", "1"]})
    from analysis.fieldwork.units import fieldwork
    from analysis.fieldwork.visits import Visits

    found = fieldwork(named, Visits({}, {}), "Africa/Tunis")
    assert {group.level: len(group.rows) for group in groups(found, "replicate")} == {"0": 1, "1": 1}


def test_finer_codes_have_their_class_and_unknown_ones_name_their_unit() -> None:
    found = found_in(tables_of([unit("U1", "4.72"), unit("U2", "3.181")]))
    assert everybody(found).outcomes(weighted=False)["UH"] == 1
    with pytest.raises(UnknownOutcome) as refused:
        found_in(tables_of([unit("U1", "4.72"), unit("U2", "7.1")]))
    assert refused.value.problems[0].values == {"code": "7.1", "unit": "U2", "n": 1}


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        (tables_of([]), "nothing_listed"),
        (tables_of([unit("U1", "4.60", "P9")]), "unit_without_psu"),
        (tables_of([unit("U1", "4.60")], [case("C1", "1.1", "U9")]), "case_without_unit"),
        (tables_of([unit("U1", None)]), "eligible_without_case"),
        (tables_of([unit("U1", None, eligibility="unknown")]), "unit_without_outcome"),
        (tables_of([unit("U1", "4.60")], psus=[psu(p=0.0)]), "bad_probability"),
        (tables_of([unit("U1", "4.60", p_dwelling=1.5)]), "bad_probability"),
        (tables_of([unit("U1", None)], [case("C1", "1.1", "U1", p=-0.5)]), "bad_probability"),
        (tables_of([unit("U1", None)], [case("C1", "1.1", "U1", p=math.nan)]), "bad_probability"),
    ],
)
def test_tables_that_do_not_belong_together_are_refused(tables: dict[object, pa.Table], code: str) -> None:
    with pytest.raises(UnusableTables) as refused:
        found_in(tables)  # type: ignore[arg-type]
    assert refused.value.problems[0].code == f"fieldwork.{code}"


def test_an_unknown_grouping_or_share_is_refused() -> None:
    found = simulated_fieldwork()
    with pytest.raises(UnknownGrouping):
        answer(found, "sex")
    for told in ("x", "1.2", "-1", "UH=2", "UH=0.1,UH=0.2", "NE=0.1", "UH", "UH=", "nan", "inf", "1/0"):
        with pytest.raises(UnusableEligibility):
            answer(found, "all", told)


def test_shares_by_class_serve_their_class_alone() -> None:
    found = answer(simulated_fieldwork(), "all", "UH=0.1, UR=0.25,UO=1").groups[0]
    assert (found.eligible.uh, found.eligible.ur, found.eligible.uo) == (Fraction(1, 10), Fraction(1, 4), 1)
    assert isinstance(found, GroupRates)
    only = answer(simulated_fieldwork(), "all", "UH=0.1").groups[0]
    assert only.rates["RR3"].value == Undefined(Why.NO_SHARE)


def test_order_of_the_rows_does_not_matter() -> None:
    told = simulated()[0]
    backwards = {contract: data.take(pa.array(range(data.num_rows - 1, -1, -1))) for contract, data in told.items()}
    one, two = (
        answer(simulated_fieldwork(), "region", weighted=True),
        answer(found_in(backwards), "region", weighted=True),
    )
    for mine, theirs in zip(one.groups, two.groups, strict=True):
        assert mine.outcomes == theirs.outcomes
        for name, known in mine.errors.items():
            assert same(known.se, theirs.errors[name].se)
        assert replace(mine.refused) == theirs.refused


def same(one: object, two: object) -> bool:
    assert isinstance(one, int | float | Fraction)
    assert isinstance(two, int | float | Fraction)
    return math.isclose(one, two, rel_tol=1e-12)
