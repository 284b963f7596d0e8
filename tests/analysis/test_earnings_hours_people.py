"""People and what they become: pay, hours, age, origin, residence."""

import csv
from datetime import date
from pathlib import Path

import pytest

from analysis.parameters import Parameter
from analysis.tunisia import CONTENT
from tests.analysis.builders import answers_table, become

AT_WORK = {"age": 30, "atw_pay": "1", "atw_pft": "0", "atw_fam": "0"}
EMPLOYEE = {
    **AT_WORK,
    **{f"mjd_paytype__{code}": code == 1 for code in range(1, 7)},
    "mjd_status": "1",
    "con_type": "1",
    "con_minhours": "1",
}


def test_hourly_pay_from_the_period_the_pay_covers() -> None:
    become(
        "hourly_pay",
        """
        inc_period inc_amount inc_daysmon wkt_days wkt_usual | dinars
        4          25         10          6        48        | 3.125  # a day: the usual week, not the days of the month
        5          2.540      -           6        48        | 2.540
        3          150        -           6        48        | 3.125
        2          300        -           6        48        | 3.125
        1          480        -           6        48        | 2.301
        1          400        -           6        48        | 1.918
        6          480        -           6        48        | 2.301  # by task: the amount of a usual month
        1          480        -           6        0         | -      # no hours to divide by
        1          480        -           6        -         | -
        4          25         10          0        48        | -
        5          3          -           -        -         | 3.000  # paid by the hour needs no hours
        1          -8         -           6        48        | -      # does not know
        1          -9         -           6        48        | -      # refused
        -          480        -           6        48        | -
        """,
        **EMPLOYEE,
    )


def test_monthly_pay_counts_the_days_actually_worked() -> None:
    become(
        "monthly_pay",
        """
        inc_period inc_amount inc_daysmon wkt_days wkt_usual | dinars
        1          480        -           6        48        | 480.000
        6          480        -           6        48        | 480.000
        2          240        -           6        48        | 521.429
        3          120        -           6        48        | 521.429
        4          25         10          6        48        | 250.000
        4          25         0           6        48        | 0.000    # no day worked in the month
        4          25         -8          6        48        | -        # days not known
        4          25         -           6        48        | 651.786  # days not asked: the usual week
        5          2.5        -           6        48        | 521.429
        5          2.5        -           6        0         | -
        1          -8         -           6        48        | -
        1          -9         -           6        48        | -
        """,
        **EMPLOYEE,
    )


def test_pay_is_that_of_employees_only() -> None:
    become(
        "monthly_pay",
        """
        mjd_status mjd_decide inc_period inc_amount | dinars
        1          -          1          480        | 480.000
        2          -          1          300        | 300.000
        4          0          1          480        | -
        """,
        **{**EMPLOYEE, "mjd_status": None},
    )


def test_usual_hours_are_those_of_all_jobs_and_excessive_above_48() -> None:
    become(
        "usual_hours",
        """
        mjj_multi wkt_usual wkt2_usual | hours
        1         48        -          | 48.000
        2         40        8.5        | 48.500
        2         40        -          | -
        1         -8        -          | -
        """,
        **AT_WORK,
    )
    become(
        "excessive_working_time",
        """
        mjj_multi wkt_usual wkt2_usual | is
        1         48        -          | no
        1         48.5      -          | yes
        2         40        9          | yes
        2         40        -          | -
        """,
        **AT_WORK,
    )


def test_age_groups_start_at_the_working_age() -> None:
    become(
        "age_group",
        """
        age | group
        14  | -
        15  | 15-24
        24  | 15-24
        25  | 25-34
        35  | 35-44
        54  | 45-54
        55  | 55+
        99  | 55+
        -   | -
        """,
    )


def test_the_group_of_origin_follows_the_citizenship() -> None:
    become(
        "origin_group",
        """
        citiz1 | group
        DZ     | MAG
        CI     | AFR
        NA     | AFR  # Namibia, not missing
        SY     | ARB
        FR     | EUR
        XS     | STL
        -8     | -
        -      | -
        """,
    )


def test_every_country_of_the_questionnaire_has_a_group_of_origin() -> None:
    forms = Path(__file__).parents[2] / "questionnaires" / "tunisia" / "forms"
    with (forms / "amem_tn_individual" / "2026.1" / "choices.csv").open(encoding="utf-8-sig", newline="") as file:
        countries = [row["name"] for row in csv.DictReader(file) if row["list_name"] == "country"]
    foreign = [code for code in countries if code not in ("TN", "-8", "-9")]
    made = CONTENT.catalogue.add(answers_table([{"citiz1": code} for code in foreign]), ["origin_group"])
    assert [
        code for code, group in zip(foreign, made.column("origin_group").to_pylist(), strict=True) if not group
    ] == []


def test_a_level_of_education_that_cannot_be_classified_is_missing() -> None:
    become(
        "education",
        """
        edu_level | group
        X         | less_than_basic
        0         | less_than_basic
        2         | basic
        4         | intermediate
        8         | advanced
        9         | -
        -         | -
        """,
    )


def test_a_usual_resident_stays_at_least_twelve_months() -> None:
    become(
        "usual_resident",
        """
        stay_dur | is
        4        | yes
        3        | no
        -8       | -
        -        | -
        """,
    )


def test_a_parameter_is_missing_before_its_first_value() -> None:
    threshold = next(parameter for parameter in CONTENT.parameters if parameter.name == "tru_threshold")
    assert threshold.on(date(2026, 5, 4)) == 40
    assert threshold.on(date(1800, 1, 1)) is None


@pytest.mark.parametrize("parameter", CONTENT.parameters, ids=lambda parameter: parameter.name)
def test_every_parameter_has_a_unit_and_a_source(parameter: Parameter) -> None:
    assert parameter.unit
    assert parameter.source
