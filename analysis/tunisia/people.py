"""Who the person is: age group, education, origin, usual residence."""

import csv
from collections import defaultdict
from importlib.resources import files

from analysis.catalogue import amount, answered, decide, one_of
from analysis.derived import Column, derived

_TWELVE_MONTHS = ("4",)
_SIX_MONTHS = ("3", "4")


def _countries_by_group() -> dict[str, tuple[str, ...]]:
    """The countries of each group of origin, in the order of the groups' codes; stateless persons are a group."""
    groups: defaultdict[str, list[str]] = defaultdict(list, {"STL": ["XS"]})
    text = files("questionnaires").joinpath("tunisia", "codelists", "countries.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        if row["iso2"] != "TN":
            groups[row["origin_group"]].append(row["iso2"])
    return {group: tuple(countries) for group, countries in sorted(groups.items())}


COUNTRIES_BY_GROUP = _countries_by_group()


@derived(reference="19th ICLS resolution I; INS: 15 years and over")
def working_age(age: Column, min_working_age: Column) -> Column:
    """Old enough to be asked about work."""
    return amount(age) >= min_working_age


@derived(among=working_age, reference="ILO tabulation age groups")
def age_group(age: Column) -> Column:
    """Age in completed years, in the five groups of the publication."""
    return decide((age < 25, "15-24"), (age < 35, "25-34"), (age < 45, "35-44"), (age < 55, "45-54"), otherwise="55+")


@derived(among=working_age, reference="SDG 8.6.1: 15 to 24 years")
def youth(age: Column) -> Column:
    """Aged 15 to 24."""
    return age < 25


@derived(reference="ISO 3166-1; groups of RGPH 2024 and Tunisia-HIMS")
def origin_group(citiz1: Column) -> Column:
    """Group of the country of (first) citizenship."""
    return decide(*((one_of(citiz1, countries), group) for group, countries in COUNTRIES_BY_GROUP.items()))


@derived(reference="ISCED 2011; ILO aggregate of educational attainment")
def education(edu_level: Column) -> Column:
    """Highest level completed, in the four ILO groups; a level that cannot be classified is missing."""
    return decide(
        (one_of(edu_level, ("X", "0")), "less_than_basic"),
        (one_of(edu_level, ("1", "2")), "basic"),
        (one_of(edu_level, ("3", "4")), "intermediate"),
        (one_of(edu_level, ("5", "6", "7", "8")), "advanced"),
    )


@derived(among=working_age)
def woman(sex: Column) -> Column:
    """Sex as answered: female."""
    return answered(sex) == "2"


@derived(reference="20th ICLS guidelines on labour migration: usual residents")
def usual_resident(stay_dur: Column, residence_months: Column) -> Column:
    """Lives, or intends to live, in the country for at least the months that make a usual resident."""
    stay = answered(stay_dur)
    return decide((residence_months <= 6, one_of(stay, _SIX_MONTHS)), otherwise=one_of(stay, _TWELVE_MONTHS))
