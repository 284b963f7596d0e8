"""What goes wrong on purpose in an RDS field: sizes made larger by an interviewer, coupons sold to strangers."""

from dataclasses import dataclass

from simulation.population.scenario import Scenario

KIND = "F"
HONEST, INFLATED, SELLER, STRANGER = "", "F-inflated", "F-seller", "F-stranger"
FACTOR = 3.0  # by which an inflating interviewer multiplies the network size; assumed


@dataclass(frozen=True)
class Misconduct:
    """At every site: interviewers who inflate sizes, in which share of their interviews; participants who sell."""

    inflating: int = 0
    share: float = 0.0
    sellers: int = 0


def misconduct(scenario: Scenario) -> Misconduct:
    """Kind F of the scenario; one participant a site sells coupons for each interviewer who inflates."""
    found = [one for one in scenario.misbehaviours if one.kind == KIND]
    if not found:
        return Misconduct()
    return Misconduct(found[0].interviewers, found[0].share, found[0].interviewers)
