"""Simple statistics with which misbehaviour can be found: what the catalogue is measured against, no product code."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from questionnaires.codes import Missing
from simulation.field.draw import Draw
from simulation.misbehaviour.acts import HELD
from simulation.misbehaviour.false_ineligible import WORK_TO_SPARE
from simulation.population.arrays import Amounts, Numbers, Truths

MISSING, SILENT = 0.10, 0.20  # most of an eligible item: not asked or open; "does not know" or refused


def nearest(interviews: Sequence[Mapping[str, Any]], groups: npt.NDArray[Any], items: Sequence[str]) -> Amounts:
    """The largest share of equal answers of each interview with another one of its group (Kuriakose and Robbins)."""
    codes = _codes(interviews, items)
    equal = np.zeros((len(codes), len(codes)), dtype=np.int64)
    for column in codes.T:
        equal += column[:, None] == column[None, :]
    share = np.where(groups[:, None] == groups[None, :], equal / codes.shape[1], 0.0)
    np.fill_diagonal(share, 0.0)
    return np.asarray(share.max(axis=1))


def eligible_items(interviews: Sequence[Mapping[str, Any]], items: Sequence[str]) -> list[str]:
    """Items that nearly everybody was asked and answered, and that do not have the same answer everywhere."""
    kept = []
    for item in items:
        given = [row.get(item) for row in interviews]
        empty = np.mean([value is None or value == "" for value in given])
        silent = np.mean([str(value) in (Missing.DO_NOT_KNOW, Missing.REFUSED) for value in given])
        if empty <= MISSING and silent <= SILENT and len(set(map(str, given))) > 1:
            kept.append(item)
    return kept


def auc(scores: Amounts, guilty: Truths) -> float:
    """Probability that a guilty one scores higher than an innocent one (Mann-Whitney)."""
    n, m = guilty.sum(), (~guilty).sum()
    return float((rankdata(scores)[guilty].sum() - n * (n + 1) / 2) / (n * m))


def highest(scores: Amounts, n: int) -> npt.NDArray[np.int64]:
    """The rows of the n highest scores."""
    return np.argsort(-scores, kind="stable")[:n]


def _codes(interviews: Sequence[Mapping[str, Any]], items: Sequence[str]) -> npt.NDArray[np.int64]:
    columns = [np.unique([str(row.get(item)) for row in interviews], return_inverse=True)[1] for item in items]
    return np.stack(columns, axis=1)


def yield_by_interviewer(draw: Draw) -> Amounts:
    """How far the eligible persons that each interviewer found in screening lie from what colleagues found nearby.

    Expected are as many for each dwelling screened as the others found in the same PSU; in standard errors of a
    Poisson count. Interviewers who screened nothing have 0.
    """
    n, psus = len(draw.teams), len(draw.psus)
    screened = _table(draw.screening.interviewer, draw.listed.place, draw.screening.screened.astype(float), n, psus)
    unit = draw.roster.unit[draw.roster.eligible]
    found = _table(draw.screening.interviewer[unit], draw.listed.place[unit], np.ones(len(unit)), n, psus)
    others = np.maximum(screened.sum(axis=0) - screened, 1)
    expected = (screened * (found.sum(axis=0) - found) / others).sum(axis=1)
    return np.asarray((found.sum(axis=1) - expected) / np.sqrt(np.maximum(expected, 1.0)))


def _table(row: Numbers, column: Numbers, value: Amounts, n: int, m: int) -> Amounts:
    return np.asarray(np.bincount(row * m + column, value, minlength=n * m).reshape(n, m), dtype=float)


def interviews(draw: Draw, who: Sequence[int]) -> Truths:
    """Which attempts led these interviewers to a whole interview."""
    return np.asarray((draw.attempts.result == HELD) & np.isin(draw.attempts.interviewer, who))


def inhabited(draw: Draw, who: Sequence[int]) -> Truths:
    """Which listed units these interviewers were to screen because somebody lives there."""
    return np.isin(draw.screening.status, WORK_TO_SPARE) & np.isin(draw.screening.interviewer, who)
