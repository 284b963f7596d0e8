"""Occupations: what people call their work, by branch, and the education that it asks for (``occupations.csv``).

Codes are those of ISCO-08 unit groups and of ISIC Rev. 4 divisions; which of them foreigners work in is assumed.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from simulation.answers.respondent import Respondent

LEVELS = ("X", "0", "1", "2", "3", "4", "5", "6", "7", "8")  # ISCED 2011, X none
RANK = {code: rank for rank, code in enumerate(LEVELS)}
TOO_FAR = 0.45  # how much less likely an occupation is for each level that it asks more, or less, than a person has


@dataclass(frozen=True)
class Occupation:
    """One occupation in one kind of establishment, as told in French or Arabic."""

    isco: str
    isic: str
    level: str  # of education that it asks for
    weight: Mapping[str, float]  # by sex
    place: str  # code of ``mjj_place``
    hazards: tuple[str, ...]
    title: Mapping[str, str]  # by sex, and "ar"
    words: Mapping[str, tuple[str, str]]  # tasks, activity, product: in French and Arabic


@cache
def occupations() -> Mapping[str, tuple[Occupation, ...]]:
    """The occupations of each branch of the questionnaire."""
    found: dict[str, list[Occupation]] = defaultdict(list)
    text = files("simulation.answers").joinpath("occupations.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        found[row["sector"]].append(
            Occupation(
                isco=row["isco"],
                isic=row["isic"],
                level=row["level"],
                weight={"1": float(row["men"]), "2": float(row["women"])},
                place=row["place"],
                hazards=tuple(row["hazards"].split()),
                title={"1": row["title_man"], "2": row["title_woman"], "ar": row["title_ar"]},
                words={name: (row[name], row[f"{name}_ar"]) for name in ("tasks", "activity", "product")},
            )
        )
    return {sector: tuple(of) for sector, of in found.items()}


@lru_cache(maxsize=8)
def occupation(person: Respondent) -> Occupation:
    """The occupation of a person's main job: near the education the person has, below it for the overqualified."""
    of_branch = occupations()[person.job.sector]
    fitting = [one for one in of_branch if one.weight[person.sex] > 0] or list(of_branch)
    weights = {str(place): _weight(one, person) for place, one in enumerate(fitting)}
    return fitting[int(person.pick("occupation", weights))]


def _weight(one: Occupation, person: Respondent) -> float:
    apart = RANK[one.level] - RANK.get(person.level, 0)
    wanted = apart < 0 if person.job.overqualified else apart >= -1
    return (one.weight[person.sex] or 1.0) * TOO_FAR ** abs(apart) * (1.0 if wanted else 0.05)


def asked_level(person: Respondent) -> str:
    """The level of education that the job asks for: less than the person's for the overqualified, and for no others."""
    asked, own = RANK[occupation(person).level], RANK.get(person.level, 0)
    if person.job.overqualified:
        return LEVELS[max(min(asked, own - 1), 0)]
    return LEVELS[max(asked, own)]
