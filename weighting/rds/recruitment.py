"""The chains of recruitment as arrays, checked: seeds, recruits, waves, network sizes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from questionnaires.hard_to_reach import SEED
from questionnaires.problems import Problem
from weighting.factors import FloatArray, IntArray, TruthArray
from weighting.problems import UnusableRows

MOST_NAMED = 20


@dataclass(frozen=True, eq=False)
class Recruitment:
    """Persons (n,) in any order: the row of the recruiter (-1 for a seed), the wave, the chain, the network size.

    ``imputed`` tells whose network size was not known, or not positive, and stands for the median of the others.
    """

    ids: tuple[str, ...]
    recruiter: IntArray
    wave: IntArray
    seed: IntArray  # row of the seed of each person's chain
    size: FloatArray
    imputed: TruthArray

    @property
    def n(self) -> int:
        """The number of persons."""
        return len(self.ids)

    @property
    def seeds(self) -> TruthArray:
        """Those whom nobody recruited."""
        return self.recruiter < 0


def recruitment(
    ids: Sequence[str],
    recruiters: Sequence[str],
    sizes: Sequence[float | None],
    groups: Sequence[str] | None = None,
    *,
    seed_code: str = SEED,
) -> Recruitment:
    """Check who recruited whom and fill unknown network sizes.

    A missing or zero size becomes the median of the person's group, or of all where the group has none known: the
    R package RDS gives the largest size instead, which takes the weight away from those who did not answer.
    Raises UnusableRows naming persons twice there, recruiters who are not there, persons in a circle, no seed.
    """
    rows = {person: row for row, person in enumerate(ids)}
    problems = [Problem("rds.person_twice", {"person": person}) for person, times in Counter(ids).items() if times > 1]
    problems += [
        Problem("rds.no_recruiter", {"person": person, "recruiter": recruiter})
        for person, recruiter in zip(ids, recruiters, strict=True)
        if recruiter != seed_code and recruiter not in rows
    ]
    if not problems and seed_code not in recruiters:
        problems.append(Problem("rds.no_seed", {"code": seed_code}))
    if problems:
        raise UnusableRows(problems[:MOST_NAMED])
    by_row = np.array([-1 if recruiter == seed_code else rows[recruiter] for recruiter in recruiters], np.int64)
    wave, seed = _waves(ids, by_row)
    size, imputed = _filled(sizes, groups)
    return Recruitment(tuple(ids), by_row, wave, seed, size, imputed)


def _waves(ids: Sequence[str], recruiter: IntArray) -> tuple[IntArray, IntArray]:
    wave = np.where(recruiter < 0, 0, -1)
    seed = np.where(recruiter < 0, np.arange(recruiter.size), -1)
    while (waiting := np.flatnonzero(wave < 0)).size:
        ready = waiting[wave[recruiter[waiting]] >= 0]
        if not ready.size:
            raise UnusableRows(Problem("rds.circle", {"person": ids[row]}) for row in waiting[:MOST_NAMED])
        wave[ready] = wave[recruiter[ready]] + 1
        seed[ready] = seed[recruiter[ready]]
    return wave, seed


def _filled(sizes: Sequence[float | None], groups: Sequence[str] | None) -> tuple[FloatArray, TruthArray]:
    known = np.array([np.nan if size is None else float(size) for size in sizes])
    missing = ~(known > 0) | ~np.isfinite(known)
    if missing.all():
        raise UnusableRows([Problem("rds.no_sizes", {"n": len(sizes)})])
    overall = float(np.median(known[~missing]))
    filled = known.copy()
    labels = np.array(groups if groups is not None else [""] * known.size, object)
    for label in dict.fromkeys(labels[missing].tolist()):
        of_group = known[(labels == label) & ~missing]
        filled[missing & (labels == label)] = float(np.median(of_group)) if of_group.size else overall
    return filled, missing
