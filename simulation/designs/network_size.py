"""What people say of the size of their network: the truth with an error of their own, heaped, at times nothing."""

from collections.abc import Mapping

import numpy as np

from simulation.designs.parameters import RdsField
from simulation.population.arrays import Amounts, Numbers, Truths
from simulation.population.community import Community
from simulation.population.network import Network

HEAPS = np.array([5, 10, 20, 50, 100, 200])
NEAR = 0.3  # on the log scale; assumed
MINORS = 0.15  # known minors, against known adults; assumed
SEEN, GIVEN = 0.55, 0.6  # of the adults known here, seen in 14 days; of those seen, given a coupon; assumed

QUESTIONS = ("known", "known_here", "known_adults", "known_same", "known_seen", "known_coupon")
NO_ANSWER = -1


def true_sizes(people: Community, network: Network, who: Numbers, here: Truths) -> Numbers:
    """How many adults of the area each of these people knows: what recruitment works with."""
    return network.count(here & people.adult)[who]


def battery(
    people: Community,
    network: Network,
    who: Numbers,
    here: Truths,
    inflated: Amounts,
    rule: RdsField,
    random: np.random.Generator,
) -> Mapping[str, Numbers]:
    """The answers to the network questions, consistent with one another; -1 where nothing is said.

    ``here`` tells who lives in the area of the site; ``inflated`` multiplies what is entered.
    """
    everywhere, adults = network.degree[who], true_sizes(people, network, who, here)
    minors = random.poisson(MINORS * everywhere)
    same = _same_origin(people, network, who)
    said = inflated * np.exp(rule.noise * random.standard_normal(len(who)))
    reported = _heaped(adults * said, rule.heaped, random)
    reported = np.maximum(reported, 1)  # the recruiter at least
    near = np.minimum(random.poisson(minors * adults / np.maximum(everywhere, 1)), minors)
    beyond = np.rint((everywhere - adults) * said).astype(np.int64)
    answers = {
        "known_adults": reported,
        "known_here": reported + near,
        "known": reported + near + beyond + (minors - near),
        "known_same": np.minimum(np.rint(same * said).astype(np.int64), reported + near + beyond),
    }
    answers["known_seen"] = np.clip(random.binomial(reported, SEEN), 1, reported)
    answers["known_coupon"] = random.binomial(answers["known_seen"], GIVEN)
    silent = random.random(len(who)) < rule.silent
    return {name: np.where(silent, NO_ANSWER, answers[name]) for name in QUESTIONS}


def _same_origin(people: Community, network: Network, who: Numbers) -> Numbers:
    count = np.zeros(len(who), dtype=np.int64)
    for origin in np.unique(people.origin[who]):
        mine = people.origin[who] == origin
        count[mine] = network.count(people.origin == origin)[who[mine]]
    return count


def _heaped(size: Amounts, share: float, random: np.random.Generator) -> Numbers:
    """Whole numbers; some of those near a heaping point fall on it."""
    whole = np.rint(size).astype(np.int64)
    distance = np.abs(np.log(np.maximum(whole, 1))[:, None] - np.log(HEAPS))
    near = distance.min(axis=1) < NEAR
    falls = near & (random.random(len(whole)) < share)
    return np.where(falls, HEAPS[distance.argmin(axis=1)], whole)
