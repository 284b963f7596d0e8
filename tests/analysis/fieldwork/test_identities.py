"""What holds for any counts: the two roads of a screening survey, the order of rates, sums of classes."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from analysis.fieldwork.band import band
from analysis.fieldwork.counts import Outcomes, counted
from analysis.fieldwork.eligibility import Basis, EligibleShares, proportional, same_share
from analysis.fieldwork.outcomes import KNOWN_ELIGIBLE, UNKNOWN, OutcomeClass
from analysis.fieldwork.rates import FORMULAS, Rate, Undefined, Unknown, rate, rates
from analysis.fieldwork.stages import Stages, stages_of

numbers = st.integers(0, 400)
weights = st.one_of(st.just(0.0), st.floats(1e-3, 1e5))
shares = st.fractions(0, 1)
by_class = st.builds(EligibleShares, shares, shares, shares)
outcomes = st.builds(Outcomes, st.fixed_dictionaries(dict.fromkeys(OutcomeClass, numbers)))
persons = st.builds(Outcomes, st.fixed_dictionaries(dict.fromkeys(OutcomeClass, numbers)))
stages = st.builds(Stages, numbers, numbers, numbers, numbers, numbers, numbers, persons)
weighted_persons = st.builds(Outcomes, st.fixed_dictionaries(dict.fromkeys(OutcomeClass, weights)), st.just(True))
weighted_stages = st.builds(Stages, weights, weights, weights, weights, weights, weights, weighted_persons)
CODES = ["1.1", "1.2", "2.11", "2.24", "2.36", "3.18", "3.211", "3.90", "4.50", "4.60", "4.70"]
codes = st.lists(st.sampled_from(CODES), max_size=30)


@given(stages)
def test_screener_by_interview_is_the_direct_rate_in_exact_fractions(found: Stages) -> None:
    for partial in (False, True):
        direct, composed = found.direct_rate(partial=partial), found.overall_rate(partial=partial)
        if not isinstance(composed.value, Undefined) and not isinstance(direct.value, Undefined):
            one, two = found.screener_rate.value, found.interview_rate(partial=partial).value
            assert not isinstance(one, Undefined)
            assert not isinstance(two, Undefined)
            assert direct.value == composed.value == one * two
        if found.screened and found.expected_persons:
            assert not isinstance(direct.value, Undefined)
            assert not isinstance(composed.value, Undefined)


@given(weighted_stages)
def test_weighted_the_two_roads_agree_to_the_last_digits(found: Stages) -> None:
    direct, composed = found.direct_rate().value, found.overall_rate().value
    if not isinstance(direct, Undefined) and not isinstance(composed, Undefined):
        assert abs(direct - composed) <= 1e-12 * max(1, abs(direct))


@given(codes)
def test_codes_of_units_with_one_person_give_the_stages_and_the_same_outcomes(told: list[str]) -> None:
    found = stages_of(told)
    assert found.outcomes == counted(told)
    assert found.in_use + found.not_found + found.not_in_use == len(told)
    direct = rate("RR3", counted(told), found.shares())
    assert direct.value == found.direct_rate().value


@given(codes)
def test_weights_of_one_are_no_weights(told: list[str]) -> None:
    plain, weighted = stages_of(told), stages_of(told, [1] * len(told))
    assert plain.overall_rate().value == weighted.overall_rate().value
    assert plain.shares() == weighted.shares()


@given(outcomes, by_class)
def test_response_rates_stand_in_their_order(found: Outcomes, given_shares: EligibleShares) -> None:
    known = values(rates(found, given_shares))
    for low, middle, high in (("RR1", "RR3", "RR5"), ("RR2", "RR4", "RR6"), ("REF1", "REF2", "REF3")):
        if all(name in known for name in (low, middle, high)):
            assert known[low] <= known[middle] <= known[high]
    for complete, partial in (("RR1", "RR2"), ("RR3", "RR4"), ("RR5", "RR6"), ("COOP1", "COOP2"), ("COOP3", "COOP4")):
        if complete in known:
            assert known[complete] <= known[partial]
    assert all(0 <= value <= 1 for value in known.values())


@given(outcomes, shares, shares)
def test_the_more_of_the_unknown_are_eligible_the_lower_the_rate(found: Outcomes, one: Fraction, two: Fraction) -> None:
    less, more = sorted((one, two))
    for name, formula in FORMULAS.items():
        low, high = rate(name, found, same_share(more)).value, rate(name, found, same_share(less)).value
        if not isinstance(low, Undefined) and not isinstance(high, Undefined):
            assert low <= high
            assert formula.unknown is Unknown.EXPECTED or low == high


@given(outcomes)
def test_the_band_runs_from_everybody_eligible_to_nobody(found: Outcomes) -> None:
    told = band(found, [proportional(found)])
    everybody, nobody = told.under(Basis.MAXIMUM), told.under(Basis.MINIMUM)
    assert everybody is not None
    assert nobody is not None
    assert everybody.value == rate("RR1", found).value
    assert nobody.value == rate("RR5", found).value
    if told.low is not None and told.high is not None:
        assert all(
            told.low <= value <= told.high for value in values({str(n): r for n, r in enumerate(told.rates)}).values()
        )


@given(outcomes, outcomes)
def test_classes_add_up(one: Outcomes, two: Outcomes) -> None:
    both = one + two
    assert both.all == both.eligible + both.unknown + both.ineligible == one.all + two.all
    assert both.eligible == sum(both[outcome] for outcome in KNOWN_ELIGIBLE)
    assert both.unknown == sum(both[outcome] for outcome in UNKNOWN)


@given(outcomes, by_class)
def test_a_rate_is_its_numerator_by_its_denominator(found: Outcomes, given_shares: EligibleShares) -> None:
    for one in rates(found, given_shares).values():
        assert one.denominator is not None
        if one.denominator:
            assert one.value == Fraction(one.numerator) / Fraction(one.denominator)
        else:
            assert isinstance(one.value, Undefined)


@given(stages)
def test_shares_of_the_stages_leave_nobody_out(found: Stages) -> None:
    expected = found.shares().expected(found.outcomes)
    if expected is not None and found.persons_by_household is not None and found.in_use_share is not None:
        households = found.unscreened + found.unclear + found.in_use_share * found.not_found
        assert found.persons.eligible + expected == found.expected_persons + found.persons_by_household * households


def values(found: dict[str, Rate]) -> dict[str, Fraction]:
    return {name: Fraction(one.value) for name, one in found.items() if not isinstance(one.value, Undefined)}
