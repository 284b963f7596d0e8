"""The RDS design: chains of coupons at every site, and what the participants say of their networks."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.designs.chains import NOBODY, Chains
from simulation.designs.hours import CLOSES, OPENS, FieldHours
from simulation.designs.inclinations import added, probability
from simulation.designs.misconduct import FACTOR, HONEST, INFLATED, Misconduct
from simulation.designs.naming import A_DAY, person_ids
from simulation.designs.network_size import battery, true_sizes
from simulation.designs.overlap import was_listed, would_be_listed
from simulation.designs.parameters import Designs
from simulation.designs.recruitment import Ground, recruit
from simulation.population.arrays import Numbers, Texts, Truths
from simulation.population.community import Community
from simulation.population.network import Network

INTERVIEWERS = 3  # at a site
STAYS_OPEN = 4  # days after the last coupon has expired, to pay for recruits; assumed


@dataclass(frozen=True)
class RdsSample:
    """Interviews of all sites; ``chains`` refers to rows of its own site, ``first`` says where a site begins."""

    sites: tuple[str, ...]
    chains: tuple[Chains, ...]
    person: Numbers  # row of the community: the truth, not in the tables
    person_id: Texts
    site: Texts
    true_size: Numbers  # adults of the area whom the person knows
    sizes: Mapping[str, Numbers]  # the network questions; -1 where nothing was said
    interviewer: Numbers  # at the site, from 1
    relation: Texts
    returned: Numbers  # minute, -1 for those who never came back
    label: Texts  # of misconduct: the truth, not in the tables
    would_be_listed: Texts
    was_listed: Texts | None

    def __len__(self) -> int:
        return len(self.person)

    @property
    def first(self) -> Numbers:
        """The row of the first interview of each site."""
        n = [len(chains.person) for chains in self.chains]
        return np.cumsum([0, *n])[:-1]


def draw_rds(
    people: Community,
    network: Network,
    designs: Designs,
    first_weekday: int,
    random: np.random.Generator,
    wrong: Misconduct | None = None,
    listed: Truths | None = None,
) -> RdsSample:
    """Chains at every site. ``first_weekday`` is the day of the week on which the field begins, 0 for Monday."""
    wrong = wrong or Misconduct()
    growing, asking, returning, listing = random.spawn(4)  # a change of one leaves the others as they are
    hours = FieldHours(first_weekday, (CLOSES - OPENS) / designs.rds.interviews_a_day)
    chains = tuple(
        recruit(_ground(people, network, designs, site, hours, wrong, at_site), at_site)
        for site, at_site in zip(designs.sites, growing.spawn(len(designs.sites)), strict=True)
    )
    sites = tuple(designs.sites)
    site = np.repeat(sites, [len(some.person) for some in chains])
    person = np.concatenate([some.person for some in chains])
    interviewer = asking.integers(1, INTERVIEWERS + 1, len(person))
    inflated = (interviewer <= wrong.inflating) & (asking.random(len(person)) < wrong.share)
    label = np.concatenate([some.label for some in chains])
    asked = [
        _asked(people, network, designs, code, person[site == code], inflated[site == code], asking) for code in sites
    ]
    recruiter = np.concatenate([_recruiters(some) for some in chains])
    return RdsSample(
        sites=sites,
        chains=chains,
        person=person,
        person_id=person_ids("R", site),
        site=site,
        true_size=np.concatenate([true for true, _ in asked]),
        sizes={name: np.concatenate([said[name] for _, said in asked]) for name in asked[0][1]},
        interviewer=interviewer,
        relation=_relations(people, person, recruiter, asking),
        returned=np.concatenate(
            [_returns(some, designs, code, hours, returning) for code, some in zip(sites, chains, strict=True)]
        ),
        label=np.where((label == HONEST) & inflated, INFLATED, label),
        would_be_listed=would_be_listed(people, person, designs.overlap, listing),
        was_listed=None if listed is None else was_listed(listed, person, designs.overlap, listing),
    )


def _ground(
    people: Community,
    network: Network,
    designs: Designs,
    code: str,
    hours: FieldHours,
    wrong: Misconduct,
    random: np.random.Generator,
) -> Ground:
    site, field = designs.sites[code], designs.rds
    here = people.adult & people.lives_in(site.governorates)
    return Ground(
        network=network,
        site=site,
        field=field,
        here=here,
        eligible=here & people.eligible,
        accepts=probability(people, field.accepts),
        comes=probability(people, field.comes),
        appeal=np.exp(added(people, field.prefers)),
        seeds=_seeds(people, network, here, field.most_seeds, random),
        sellers=wrong.sellers,
        hours=hours,
    )


def _seeds(people: Community, network: Network, here: Truths, wanted: int, random: np.random.Generator) -> Numbers:
    """Well-connected people, one after the other of another origin and sex; origins by turns."""
    size = network.count(here)
    fit = np.flatnonzero(here & people.eligible)
    fit = random.permutation(fit[size[fit] >= np.median(size[fit])]) if len(fit) else fit
    kinds = np.char.add(people.origin[fit], np.where(people.woman[fit], "w", "m"))
    group = np.unique(kinds, return_inverse=True)[1]
    turn = np.empty(len(fit), dtype=np.int64)
    for code in np.unique(group):
        turn[group == code] = np.arange(int((group == code).sum()))
    return fit[np.lexsort((group, turn))][:wanted]


def _asked(
    people: Community,
    network: Network,
    designs: Designs,
    code: str,
    who: Numbers,
    inflated: Truths,
    random: np.random.Generator,
) -> tuple[Numbers, Mapping[str, Numbers]]:
    here = people.lives_in(designs.sites[code].governorates)
    factor = np.where(inflated, FACTOR, 1.0)
    return true_sizes(people, network, who, here), battery(people, network, who, here, factor, designs.rds, random)


def _recruiters(chains: Chains) -> Numbers:
    """The person who recruited each, ``NOBODY`` for seeds."""
    return np.where(chains.recruiter == NOBODY, NOBODY, chains.person[chains.recruiter])


def _relations(people: Community, person: Numbers, recruiter: Numbers, random: np.random.Generator) -> Texts:
    """What participants say of whom they had the coupon from; nobody says that it was bought."""
    said = random.choice(
        ["relative", "friend", "colleague", "neighbour", "stranger"], len(person), p=[0.12, 0.52, 0.2, 0.13, 0.03]
    )
    home = (recruiter != NOBODY) & (people.household[person] == people.household[recruiter])
    return np.where(recruiter == NOBODY, "", np.where(home, "relative", said))


def _returns(chains: Chains, designs: Designs, code: str, hours: FieldHours, random: np.random.Generator) -> Numbers:
    """When participants with coupons come back to be paid: once, after these have expired."""
    gave = np.isin(np.arange(len(chains.person)), chains.giver)
    comes = gave & (random.random(len(gave)) < designs.rds.returns)
    wait = (designs.sites[code].validity + random.uniform(1, STAYS_OPEN, len(gave))) * A_DAY
    at = [
        round(hours.visit(then, share))
        for then, share in zip(chains.minute + wait, random.random(len(gave)), strict=True)
    ]
    return np.where(comes, np.array(at), NOBODY)
