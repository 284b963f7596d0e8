"""How many PSUs are drawn in each stratum, by the allocation of a design."""

from collections.abc import Mapping

import numpy as np

from questionnaires.problems import Problem, Value
from weighting.selection.design import Allocation, Best, GivenSizes, Shares
from weighting.selection.frame import SamplingFrame
from weighting.selection.problems import UnusableSamplingDesign
from weighting.selection.sharing import Amounts, shared_out
from weighting.selection.stratifying import ALL, Stratified


def sample_sizes(
    frame: SamplingFrame, strata: Stratified, allocation: Allocation, merits: Mapping[str, float] | None = None
) -> dict[str, int]:
    """PSUs of each stratum, in the order of the strata. ``merits``: shares of the best allocation, by stratum.

    Raises UnusableSamplingDesign where the sizes asked for are not to be had.
    """
    if isinstance(allocation.rule, GivenSizes):
        return _given(strata, allocation.rule)
    shares = _shares(frame, strata, allocation.rule, merits)
    wanted = _wanted(strata, allocation)
    sizes: dict[str, int] = {}
    for name, total in wanted.items():
        here = [stratum for stratum in strata.rows if name == ALL or strata.classes[stratum] == name]
        held = np.array([len(strata.rows[stratum]) for stratum in here], dtype=np.int64)
        fewest = np.minimum(held, allocation.fewest)
        if not fewest.sum() <= total <= held.sum():
            raise _refused("class_size", name=name, n=total, fewest=int(fewest.sum()), most=int(held.sum()))
        given = shared_out(total, np.array([shares[stratum] for stratum in here]), fewest, held)
        sizes |= dict(zip(here, given.tolist(), strict=True))
    return {stratum: sizes[stratum] for stratum in strata.rows}


def _wanted(strata: Stratified, allocation: Allocation) -> Mapping[str, int]:
    if isinstance(allocation.psus, int):
        return {ALL: allocation.psus}
    classes = dict.fromkeys(strata.classes.values())
    if strangers := [name for name in allocation.psus if name not in classes]:
        raise _refused("class_absent", name=strangers[0], known=", ".join(classes))
    if missing := [name for name in classes if name not in allocation.psus]:
        raise _refused("class_without_size", name=missing[0])
    return allocation.psus


def _given(strata: Stratified, rule: GivenSizes) -> dict[str, int]:
    if strangers := [name for name in rule.psus if name not in strata.rows]:
        raise _refused("stratum_absent", stratum=strangers[0], known=", ".join(strata.rows))
    for name, rows in strata.rows.items():
        if name not in rule.psus:
            raise _refused("stratum_without_size", stratum=name)
        if not 1 <= rule.psus[name] <= len(rows):
            raise _refused("stratum_size", stratum=name, n=rule.psus[name], most=len(rows))
    return {name: rule.psus[name] for name in strata.rows}


def _shares(
    frame: SamplingFrame, strata: Stratified, rule: Shares | Best, merits: Mapping[str, float] | None
) -> Mapping[str, float]:
    if isinstance(rule, Best):
        if merits is None:
            raise _refused("best_without_plan")
        return merits
    measure: Amounts = frame.amounts(rule.of) if rule.of else np.ones(len(frame))
    return {name: max(float(measure[rows].sum()), 1e-9) ** rule.power for name, rows in strata.rows.items()}


def _refused(kind: str, **values: Value) -> UnusableSamplingDesign:
    return UnusableSamplingDesign([Problem(f"selection.{kind}", values)])
