"""The content of the Tunisian survey for the analysis: variables, indicators, partitions, parameters."""

from pathlib import Path

from analysis.catalogue import Catalogue
from analysis.coding.index import OwnIndex
from analysis.content import AnalysisContent
from analysis.derived import Derived
from analysis.domains import ALL, partition_by
from analysis.parameters import read_parameters
from analysis.tunisia import (
    earnings,
    hours,
    informality,
    labour_force,
    occupation,
    people,
    social_protection,
    status_in_employment,
)
from analysis.tunisia.indicators import INDICATORS
from analysis.watched import read_watched

_FAMILIES = (people, labour_force, hours, status_in_employment, informality, social_protection, earnings, occupation)
_PARAMETERS_FILE = Path(__file__).parent / "parameters.toml"
PARAMETERS = read_parameters(_PARAMETERS_FILE)
_CODING = Path(__file__).parent / "coding"
WORDINGS = (OwnIndex("mjj_isco", _CODING / "occupations.csv"), OwnIndex("mjj_isic", _CODING / "activities.csv"))


def _variables() -> tuple[Derived, ...]:
    found = {value.name: value for family in _FAMILIES for value in vars(family).values() if isinstance(value, Derived)}
    return (*(parameter.as_variable() for parameter in PARAMETERS), *found.values())


PARTITIONS = (
    ALL,
    partition_by("sex", ("1", "2")),
    partition_by(people.age_group, ("15-24", "25-34", "35-44", "45-54", "55+"), ("ages_18",)),
    partition_by("region", ("GT", "NE", "NO", "CE", "CO", "SE", "SO")),
    partition_by(people.origin_group, ("MAG", "AFR", "ARB", "EUR", "ASI", "AME", "OCE", "STL")),
)

CONTENT = AnalysisContent(
    Catalogue(_variables()),
    INDICATORS,
    PARTITIONS,
    PARAMETERS,
    wordings=WORDINGS,
    parameters_file=_PARAMETERS_FILE,
    watched=read_watched(Path(__file__).parent / "checks.toml"),
)
