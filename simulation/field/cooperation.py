"""Whether people answer: the household to the few questions of the listing, the drawn person to the interview."""

import numpy as np

from simulation.population.arrays import Amounts, Numbers, Truths
from simulation.population.chance import logistic
from simulation.population.country import Country
from simulation.population.people import People
from simulation.population.scenario import Response
from simulation.population.traits import Traits


def chance_to_be_screened(response: Response, urban: Truths, irregular: Amounts, persuasion: Amounts) -> Amounts:
    """The probability that a household that was met tells who lives there."""
    return logistic(
        response.screener + response.screener_urban * urban + response.screener_irregular * irregular + persuasion
    )


def willingness(
    response: Response, country: Country, people: People, traits: Traits, person: Numbers, urban: Truths
) -> Amounts:
    """The logit of cooperation in the interview of persons (rows of people), apart from the interviewer's part in it.

    Where the scenario says so, being in irregular status acts through its share in the group of origin only: response
    depends on what the listing tells, whatever the person is. Sex has no part in it.
    """
    origin = people.origin[person]
    irregular = traits.irregular[person].astype(float)
    if response.on_listing:
        for code, group in country.origins.items():
            irregular[origin == code] = group.irregular
    informal = traits.informal[person] & (response.informal != 0)
    logit = (
        response.intercept
        + response.urban * urban
        + response.europe * (origin == "EUR")
        + response.irregular * irregular
        + response.informal * informal
    )
    return np.asarray(logit, dtype=float)
