"""The first indicators of the survey, with the paragraphs of the standards they follow."""

from analysis.indicator import Indicator, Unit
from analysis.statistics import Distribution, Mean, Quantile, Share, Total
from analysis.tunisia.earnings import hourly_pay, monthly_pay
from analysis.tunisia.hours import actual_hours, excessive_working_time, usual_hours
from analysis.tunisia.informality import (
    in_formal_sector,
    in_household_sector,
    in_informal_sector,
    informal_job,
    no_written_contract,
)
from analysis.tunisia.labour_force import (
    employed,
    in_extended_labour_force,
    in_labour_force,
    neet,
    potential_labour_force,
    time_related_underemployed,
    underutilised,
    unemployed,
    unemployed_or_potential,
    unemployed_or_underemployed,
)
from analysis.tunisia.people import education, usual_resident, woman, working_age, youth
from analysis.tunisia.social_protection import (
    contributions_unknown,
    employer_contributes,
    paid_annual_leave,
    paid_sick_leave,
)
from analysis.tunisia.status_in_employment import ICSE18_CODES, dependent_contractor, economic_risk, employee, icse18

_PERSONS, _PERCENT = Unit.PERSONS, Unit.PERCENT
_TRU = ("tru_threshold", "tru_basis")
_MONTH = ("weeks_per_month",)
_LU = "19th ICLS resolution I, paragraph 73(c)"
_EDUCATION = ("less_than_basic", "basic", "intermediate", "advanced")
_LEAVE = "17th and 21st ICLS criterion of formal jobs"

INDICATORS = (
    Indicator(
        "migrants", Total(), _PERSONS, "20th ICLS guidelines on labour migration", working_age, "POP01", ("ages_18",)
    ),
    Indicator("women_share", Share(woman), _PERCENT, "20th ICLS guidelines on labour migration", working_age, "POP02"),
    Indicator("median_age", Quantile("age"), Unit.YEARS, "ILO tabulation practice", working_age, "POP03"),
    Indicator(
        "education_distribution", Distribution(education, _EDUCATION), _PERCENT, "ISCED 2011", working_age, "POP05"
    ),
    Indicator(
        "migrant_workers",
        Total(usual_resident),
        _PERSONS,
        "20th ICLS guidelines on labour migration: international migrant workers, usual residents",
        in_labour_force,
        "POP06",
        parameters=("residence_months",),
    ),
    Indicator(
        "participation_rate", Share(in_labour_force), _PERCENT, "19th ICLS resolution I; ILOSTAT", working_age, "LF01"
    ),
    Indicator("employment_rate", Share(employed), _PERCENT, "19th ICLS resolution I; KILM 2", working_age, "LF02"),
    Indicator("unemployment_rate", Share(unemployed), _PERCENT, f"{_LU}: LU1; SDG 8.5.2", in_labour_force, "LF03"),
    Indicator(
        "underemployment_and_unemployment_rate",
        Share(unemployed_or_underemployed),
        _PERCENT,
        f"{_LU}: LU2",
        in_labour_force,
        "LF04",
        parameters=_TRU,
    ),
    Indicator(
        "unemployment_and_potential_rate",
        Share(unemployed_or_potential),
        _PERCENT,
        f"{_LU}: LU3; paragraphs 51, 55",
        in_extended_labour_force,
        "LF05",
        ("short_period",),
    ),
    Indicator(
        "underutilisation_rate",
        Share(underutilised),
        _PERCENT,
        f"{_LU}: LU4",
        in_extended_labour_force,
        "LF06",
        ("short_period",),
        _TRU,
    ),
    Indicator(
        "underemployment_rate",
        Share(time_related_underemployed),
        _PERCENT,
        "19th ICLS resolution I, paragraph 43",
        employed,
        "LF07",
        parameters=_TRU,
    ),
    Indicator(
        "potential_labour_force_number",
        Total(),
        _PERSONS,
        "19th ICLS resolution I, paragraph 51",
        potential_labour_force,
        "LF08",
        ("short_period",),
    ),
    Indicator("youth_neet_rate", Share(neet), _PERCENT, "SDG 8.6.1", youth, "LF12", ("ages_18",)),
    Indicator(
        "youth_unemployment_rate",
        Share(unemployed, among=in_labour_force),
        _PERCENT,
        "SDG 8.5.2, ages 15 to 24",
        youth,
        "LF13",
        ("ages_18",),
    ),
    Indicator(
        "employment_by_status",
        Distribution(icse18, ICSE18_CODES),
        _PERCENT,
        "20th ICLS resolution I: ICSE-18-A",
        employed,
        "EM01",
        ("law_2025_9",),
    ),
    Indicator(
        "dependent_contractors_share",
        Share(dependent_contractor),
        _PERCENT,
        "20th ICLS resolution I: group C",
        employed,
        "EM03",
    ),
    Indicator(
        "employment_by_economic_risk",
        Distribution(economic_risk, ("pay", "profit")),
        _PERCENT,
        "20th ICLS resolution I: ICSE-18-R",
        employed,
        "EM02",
    ),
    Indicator(
        "informal_employment_rate",
        Share(informal_job),
        _PERCENT,
        "21st ICLS resolution I; 17th ICLS guidelines; SDG 8.3.1",
        employed,
        "IN01",
        ("informal_variants",),
    ),
    Indicator("informal_sector_share", Share(in_informal_sector), _PERCENT, "15th and 21st ICLS", employed, "IN03"),
    Indicator(
        "household_sector_share", Share(in_household_sector), _PERCENT, "ILO microdata framework", employed, "IN04"
    ),
    Indicator(
        "informal_in_formal_sector_share",
        Share(informal_job),
        _PERCENT,
        "17th ICLS guidelines: matrix of units and jobs",
        in_formal_sector,
        "IN05",
    ),
    Indicator(
        "no_written_contract_share",
        Share(no_written_contract),
        _PERCENT,
        "ILO Decent Work Indicators",
        employee,
        "IN06",
        ("law_2025_9",),
    ),
    Indicator(
        "employer_contributions_share",
        Share(employer_contributes),
        _PERCENT,
        "21st ICLS resolution I; SDG 1.3.1 (concept)",
        employee,
        "IN07",
        ("unknown_not_covered",),
    ),
    Indicator(
        "contributions_unknown_share",
        Share(contributions_unknown),
        _PERCENT,
        "Share of employees counted as not covered because they do not know",
        employee,
    ),
    Indicator("paid_annual_leave_share", Share(paid_annual_leave), _PERCENT, _LEAVE, employee, "IN08"),
    Indicator("paid_sick_leave_share", Share(paid_sick_leave), _PERCENT, _LEAVE, employee, "IN09"),
    Indicator(
        "mean_usual_hours", Mean(usual_hours), Unit.HOURS, "18th ICLS resolution on working time", employed, "WT01"
    ),
    Indicator(
        "mean_actual_hours",
        Mean(actual_hours),
        Unit.HOURS,
        "18th ICLS resolution on working time",
        "at_work",
        "WT02",
    ),
    Indicator(
        "excessive_hours_share",
        Share(excessive_working_time),
        _PERCENT,
        "ILO Decent Work Indicators; ILO C1 and C30",
        employed,
        "WT03",
        parameters=("excessive_hours",),
    ),
    Indicator(
        "mean_monthly_pay", Mean(monthly_pay), Unit.DINARS, "12th ICLS (1973)", employee, "ER01", ("net_pay",), _MONTH
    ),
    Indicator(
        "median_monthly_pay",
        Quantile(monthly_pay),
        Unit.DINARS,
        "12th ICLS (1973)",
        employee,
        "ER02",
        ("net_pay",),
        _MONTH,
    ),
    Indicator(
        "mean_hourly_pay",
        Mean(hourly_pay),
        Unit.DINARS_PER_HOUR,
        "12th ICLS (1973); net, not SDG 8.5.1",
        employee,
        "ER03",
        ("net_pay", "not_sdg_8_5_1"),
        _MONTH,
    ),
    Indicator(
        "median_hourly_pay",
        Quantile(hourly_pay),
        Unit.DINARS_PER_HOUR,
        "12th ICLS (1973); net, not SDG 8.5.1",
        employee,
        "ER04",
        ("net_pay", "not_sdg_8_5_1"),
        _MONTH,
    ),
)
