"""Rates published with worked numbers, in exact fractions; where they come from is in tests/data/aapor/SOURCES.md."""

import csv
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest

from analysis.fieldwork.counts import Number, Outcomes, counted
from analysis.fieldwork.eligibility import EligibleShares, proportional, same_share
from analysis.fieldwork.rates import FORMULAS, NOT_AAPOR, Rate, Undefined, Why, rate, rates
from analysis.fieldwork.stages import Stages, stages_of

DATA = Path(__file__).parents[2] / "data" / "aapor"
SIXTEEN = ["I", "P", "I", "NC", "UH", "I", "R", "UO", "I", "O", "P", "I", "R", "O", "P", "NE"]
HALF = same_share(Fraction(1, 2))


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def values(outcomes: Outcomes, shares: EligibleShares, names: Iterable[str] = FORMULAS) -> dict[str, object]:
    return {name: found.value for name, found in rates(outcomes, shares, names).items()}


def test_sixteen_cases_give_every_rate_in_exact_fractions() -> None:
    assert values(counted(SIXTEEN), HALF) == {
        "RR1": Fraction(1, 3),
        "RR2": Fraction(8, 15),
        "RR3": Fraction(5, 14),
        "RR4": Fraction(4, 7),
        "RR5": Fraction(5, 13),
        "RR6": Fraction(8, 13),
        "COOP1": Fraction(5, 12),
        "COOP2": Fraction(2, 3),
        "COOP3": Fraction(1, 2),
        "COOP4": Fraction(4, 5),
        "REF1": Fraction(2, 15),
        "REF2": Fraction(1, 7),
        "REF3": Fraction(2, 13),
        "CON1": Fraction(4, 5),
        "CON2": Fraction(6, 7),
        "CON3": Fraction(12, 13),
        "LOC1": Fraction(13, 15),
        "LOC2": Fraction(13, 14),
    }


def test_sixteen_cases_with_unequal_weights() -> None:
    weights = [
        Fraction(w)
        for w in [
            "3.2",
            ".4",
            "4.9",
            "3.8",
            "1.6",
            "3.3",
            "1.3",
            "2.2",
            "3.5",
            "3.6",
            ".1",
            "1.6",
            "1.1",
            "4.3",
            "2.3",
            ".6",
        ]
    ]
    assert rate("RR2", counted(SIXTEEN, weights)).value == Fraction(193, 372)
    assert rate("RR2", counted(SIXTEEN, [float(w) for w in weights])).value == pytest.approx(193 / 372, rel=1e-15)


def test_equal_weights_change_no_rate() -> None:
    assert values(counted(SIXTEEN, [3] * 16), HALF) == values(counted(SIXTEEN), HALF)


def middleearth(*, weighted: bool) -> Outcomes:
    rows = read("middleearth.csv")
    return counted([row["code"] for row in rows], [int(row["svywt"]) for row in rows] if weighted else None)


def test_middle_earth_unweighted() -> None:
    outcomes = middleearth(weighted=False)
    assert {one.value: n for one, n in outcomes.by_class.items()} == {
        "I": 760, "P": 339, "R": 59, "NC": 288, "O": 1, "UH": 0, "UR": 0, "UO": 173, "NE": 71
    }  # fmt: skip
    shares = proportional(outcomes)
    assert shares.uo == Fraction(1447, 1518)
    below = 1447 + Fraction(1447, 1518) * 173
    assert values(outcomes, shares, ("RR1", "RR2", "RR3", "RR4", "RR5", "RR6", "COOP1", "REF1", "CON1")) == {
        "RR1": Fraction(760, 1620),
        "RR2": Fraction(1099, 1620),
        "RR3": 760 / below,
        "RR4": 1099 / below,
        "RR5": Fraction(760, 1447),
        "RR6": Fraction(1099, 1447),
        "COOP1": Fraction(760, 1159),
        "REF1": Fraction(59, 1620),
        "CON1": Fraction(1159, 1620),
    }
    assert rounded(rate("RR3", outcomes, shares)) == 0.47149
    assert rounded(rate("RR4", outcomes, shares)) == 0.68180


def test_middle_earth_weighted() -> None:
    outcomes = middleearth(weighted=True)
    shares = proportional(outcomes)
    assert round(float(known(shares.uo)), 5) == 0.95225
    found = {name: rounded(one) for name, one in rates(outcomes, shares).items()}
    expected = {"RR1": 0.58783, "RR2": 0.79871, "RR3": 0.58946, "RR4": 0.80092, "RR5": 0.62392, "RR6": 0.84774}
    assert expected.items() <= found.items()
    assert {"COOP1": 0.70265, "REF1": 0.03728, "CON1": 0.83659}.items() <= found.items()
    assert all(one.weighted for one in rates(outcomes, shares).values())


def test_the_worked_example_of_shares_by_class() -> None:
    outcomes = Outcomes.of(I=760, P=339, R=59, NC=288, O=1, UH=40, UR=60, UO=73, NE=71)
    shares = EligibleShares(Fraction("0.35"), Fraction("0.70"), Fraction("0.50"))
    assert values(outcomes, shares, ("RR3", "RR4", "REF2", "CON2")) == {
        "RR3": 760 / Fraction("1539.5"),
        "RR4": 1099 / Fraction("1539.5"),
        "REF2": 59 / Fraction("1539.5"),
        "CON2": 1159 / Fraction("1539.5"),
    }
    assert [rounded(rate(name, outcomes, shares)) for name in ("RR3", "RR4", "REF2", "CON2")] == [
        0.49367, 0.71387, 0.03832, 0.75284
    ]  # fmt: skip


def test_fourteen_detailed_codes() -> None:
    codes = [
        "1.1",
        "1.10",
        "1.1",
        "1.1",
        "1.1",
        "1.2",
        "1.2",
        "2.112",
        "2.24",
        "2.36",
        "3.181",
        "3.212",
        "3.90",
        "4.71",
    ]
    outcomes, shares = counted(codes), EligibleShares(Fraction("0.4"), Fraction("0.7"), Fraction("0.2"))
    assert values(outcomes, shares, ("RR3", "REF2", "CON2")) == {
        "RR3": Fraction(50, 113),
        "REF2": Fraction(10, 113),
        "CON2": Fraction(90, 113),
    }


STATUS = {"1": "I", "2": "R", "3": "NE", "4": "UO"}


def nrba(region: str | None = None) -> Outcomes:
    rows = [row for row in read("nrba_sample.csv") if region in (None, row["Region"])]
    return counted([STATUS[row["Response_Status"]] for row in rows], [Fraction(row["Base_Weight"]) for row in rows])


def test_fifty_cases_by_region_with_the_share_of_all() -> None:
    shares = proportional(nrba())
    assert round(float(known(shares.uo)), 4) == 0.8974
    for region, expected in {"North": (0.6216, 0.6321, 0.7419), "South": (0.2115, 0.2136, 0.2340)}.items():
        found = rates(nrba(region), shares, ("RR1", "RR3", "RR5"))
        assert tuple(rounded(one, 4) for one in found.values()) == expected


def test_fifty_cases_with_the_share_of_each_region() -> None:
    own = {region: proportional(nrba(region)).uo for region in ("North", "South")}
    assert own["North"] != own["South"]
    for region, share in own.items():
        outcomes = nrba(region)
        assert share == outcomes.eligible / (outcomes.eligible + outcomes.ineligible)  # type: ignore[operator]


def test_one_case_of_unknown_eligibility_alone() -> None:
    found = values(counted(["UO"]), same_share(Fraction("0.3")))
    zero = ("RR1", "RR2", "RR3", "RR4", "REF1", "REF2", "CON1", "CON2", "LOC1", "LOC2")
    assert found == dict.fromkeys(FORMULAS, Undefined(Why.NO_CASES)) | dict.fromkeys(zero, 0)


def test_codes_3_20_of_older_data_under_uo_give_the_same_rates_with_one_share() -> None:
    old = Outcomes.of(I=5, P=1, R=2, NC=1, O=1, UO=4, NE=2)
    new = Outcomes.of(I=5, P=1, R=2, NC=1, O=1, UR=4, NE=2)
    assert values(old, HALF) == values(new, HALF)
    assert rate("RR3", new, EligibleShares(0, 1, 0)).value != rate("RR3", old, EligibleShares(0, 1, 0)).value


def test_location_rates_are_labelled_as_none_of_aapor_s() -> None:
    assert {name for name, formula in FORMULAS.items() if formula.standard == NOT_AAPOR} == {"LOC1", "LOC2"}


TEN_UNITS = ["1.1", "2.112", "4.70", "4.70", "3.211", "3.211", "3.212", "4.60", "4.50", "3.18"]


def test_ten_units_by_both_roads() -> None:
    stages = stages_of(TEN_UNITS)
    assert (stages.outcomes["UR"], stages.outcomes["UH"]) == (3, 1)
    assert (stages.persons_by_household, stages.in_use_share) == (Fraction(1, 2), Fraction(7, 9))
    assert stages.direct_rate().value == stages.overall_rate().value == Fraction(9, 35)
    assert rate("RR3", counted(TEN_UNITS), stages.shares()).value == Fraction(9, 35)


def test_a_rare_population_screened_door_by_door() -> None:
    persons = Outcomes.of(I=236, P=9, R=31, NC=25, O=9)
    stages = Stages(310, 5210, 710, 0, 180, 390, persons)
    assert stages.in_use_share == Fraction(623, 662)
    assert stages.screener_rate.value == Fraction(45678, 52955)
    assert stages.interview_rate().value == Fraction(236, 310)
    assert stages.direct_rate().value == stages.overall_rate().value == Fraction(5390004, 8208025)
    assert rounded(stages.overall_rate(partial=True)) == 0.68172
    assert stages.direct_rate(partial=True).value == stages.overall_rate(partial=True).value
    assert stages.persons_by_household == Fraction(310, 5520)
    assert stages.shares().uh == Fraction(623, 662) * Fraction(310, 5520)
    assert rounded(rate("RR1", stages.outcomes)) == 0.19667


def known(share: Number | None) -> Number:
    assert share is not None
    return share


def rounded(found: Rate, places: int = 5) -> float:
    assert not isinstance(found.value, Undefined)
    return round(float(found.value), places)
