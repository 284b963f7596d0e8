"""Functions that count how many of several conditions hold, or what they weigh together."""

from questionnaires.expressions.problems import EvaluationError
from questionnaires.expressions.values import Value, to_number, to_truth


def checklist(least: float, most: float, *groups: list[Value]) -> bool:
    """Do at least and at most so many of the conditions hold? A bound of -1 is none."""
    total = sum(to_truth(value) for values in groups for value in values)
    return (least < 0 or total >= least) and (most < 0 or total <= most)


def weighted_checklist(least: float, most: float, *groups: list[Value]) -> bool:
    """The same with a weight after each condition, or two nodesets of them; both bounds always hold."""
    if len(groups) == 2:
        if len(groups[0]) != len(groups[1]):
            raise EvaluationError("conditions and weights")
        pairs = list(zip(*groups, strict=True))
    else:
        values = [value for group in groups for value in group]
        pairs = list(zip(values[::2], values[1::2], strict=False))
    return least <= sum(to_number(weight) for holds, weight in pairs if to_truth(holds)) <= most
