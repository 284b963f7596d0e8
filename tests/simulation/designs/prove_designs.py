"""The long proof of the hard-to-reach designs: many samples of the whole country, against what is known of it.

    python -m tests.simulation.designs.prove_designs [SAMPLES [SEED [SECONDS]]]

Each line is a mean over samples beside the truth; those marked by a sign must lie within three standard errors of it.
Draws stop after SAMPLES or SECONDS, whichever comes first. Estimates from RDS need not meet the truth: chains of a few
waves keep the mark of their seeds, and in the usual field people in irregular status use their coupons less.
"""

import sys
import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simulation.designs.centre import CentreSample, attendance, draw_centres
from simulation.designs.coverage import coverage
from simulation.designs.parameters import designs
from simulation.designs.places import covered
from simulation.designs.rds import RdsSample, draw_rds
from simulation.designs.supplement import Reach, reach
from simulation.designs.venue import AGAIN, INTERVIEWED, VenueSample, draw_venues
from simulation.population.arrays import Amounts, Truths
from simulation.population.community import Community, community
from simulation.streams import Streams
from tests.simulation.countries import created
from tests.simulation.designs.builders import full_participation
from tests.simulation.designs.test_centre import fixed_point

SAMPLES, SEED, SECONDS = 200, 20260401, 50.0
SITE = "GT"
TRAIT = "irregular"


def main(arguments: list[str]) -> int:
    """Draw, compare; 1 when a line that must meet the truth does not."""
    samples, seed, seconds = (
        kind(arguments[place]) if len(arguments) > place else usual
        for place, (kind, usual) in enumerate(((int, SAMPLES), (int, SEED), (float, SECONDS)))
    )
    world, streams = created("tunisia", int(seed)), Streams(int(seed))
    people, through = community(world), reach(world, streams)
    _say(f"seed {seed}: {len(people)} people, {through.network.ties} ties")
    _covers(people, through)
    lines: dict[str, list[float]] = {}
    began, drawn = time.monotonic(), 0
    while drawn < samples and time.monotonic() - began < seconds:
        for name, value in _one(people, through, streams, drawn).items():
            lines.setdefault(name, []).append(value)
        drawn += 1
    _say(f"{drawn} samples of each design, {(time.monotonic() - began) / drawn:.2f} s for all of one")
    wrong = [name for name, values in lines.items() if not _told(name, np.array(values), _truth(people, through, name))]
    return int(bool(wrong))


def _covers(people: Community, through: Reach) -> None:
    for site, groups in coverage(people, designs().sites, through.network, through.venues, through.centres).items():
        for group, shares in groups.items():
            values = ", ".join(f"{name} {value:.3f}" for name, value in shares.items() if value is not None)
            _say(f"  {site} {group:9} {values}")


def _one(people: Community, through: Reach, streams: Streams, number: int) -> Mapping[str, float]:
    random = streams.of("proof", number)
    everybody = full_participation()
    few = replace(everybody, sites={SITE: everybody.sites[SITE]})
    venue = draw_venues(people, through.venues, everybody, random)
    centre = draw_centres(people, through.centres, everybody, random)
    usual = draw_rds(people, through.network, designs(), 0, random)
    return {
        **_venue(people, through, venue),
        **_centre(people, through, centre),
        **_rds(people, draw_rds(people, through.network, few, 0, random), "full return"),
        **_rds(people, usual, "usual field"),
        **_coupons(usual),
    }


def _venue(people: Community, through: Reach, sample: VenueSample) -> Mapping[str, float]:
    attended = through.venues.attended(len(people)) @ sample.plan.a_visit
    counts = np.isin(sample.outcome, (INTERVIEWED, AGAIN))
    weight, trait = counts / attended[sample.person], people.trait(TRAIT)[sample.person]
    return {"= venue HT total": float(weight.sum()), f"= venue HT total {TRAIT}": float((weight * trait).sum())}


def _centre(people: Community, through: Reach, sample: CentreSample) -> Mapping[str, float]:
    here = through.centres.site == SITE
    mine = here[sample.place]
    drawn = np.bincount(sample.place, minlength=len(here))[here]
    weight = fixed_point(attendance(sample, through.centres)[mine][:, here], drawn)
    trait = people.trait("AFR")[sample.person[mine]]
    return {"  centre naive AFR": float(trait.mean()), "= centre weighted AFR": float(weight @ trait)}


def _rds(people: Community, sample: RdsSample, field: str) -> Mapping[str, float]:
    mine = sample.site == SITE
    trait = people.trait(TRAIT)[sample.person[mine]].astype(float)
    said = sample.sizes["known_adults"][mine].astype(float)
    found = {
        f"  rds naive {TRAIT}, {field}": trait.mean(),
        f"  rds II true size, {field}": _inverse(trait, sample.true_size[mine]),
    }
    return found | {f"  rds II said size, {field}": _inverse(trait[said > 0], said[said > 0])}


def _inverse(values: Amounts, size: Amounts) -> float:
    return float((values / size).sum() / (1 / size).sum())


def _coupons(sample: RdsSample) -> Mapping[str, float]:
    in_time = [(chains.presented >= 0) & (chains.presented <= chains.expires) for chains in sample.chains]
    presented = np.concatenate(in_time)
    reason = np.concatenate([chains.reason for chains in sample.chains])
    used = np.concatenate([chains.user >= 0 for chains in sample.chains])
    eligible = used | (reason == "declined")
    return {
        "  rds coupons returned": float(presented.mean()),
        "  rds eligible of returned": float(eligible.sum() / presented.sum()),
        "  rds interviewed of eligible": float(used.sum() / eligible.sum()),
        "  rds largest chain": max(np.bincount(chains.seed).max() / len(chains.seed) for chains in sample.chains),
    }


def _truth(people: Community, through: Reach, name: str) -> float | None:
    sites = designs().sites
    if "venue" in name:
        members: Truths = people.eligible & through.venues.visits.attends
        return float((members & people.trait(TRAIT)).sum() if TRAIT in name else members.sum())
    if "centre" in name:
        reached = covered(people, through.centres.attendance, sites[SITE].governorates)
        return float(people.trait("AFR")[reached].mean())
    if "naive" in name or "size" in name:
        here = people.eligible & people.lives_in(sites[SITE].governorates)
        here &= through.network.component == 0
        return float(people.trait(TRAIT)[here].mean())
    return None


def _told(name: str, values: Amounts, truth: float | None) -> bool:
    error = values.std(ddof=1) / np.sqrt(len(values))
    if truth is None:
        _say(f"{name:42} {values.mean():11.4f}")
        return True
    z = (values.mean() - truth) / error
    _say(f"{name:42} {values.mean():11.4f}  truth {truth:11.4f}  sd {values.std(ddof=1):9.4f}  z {z:6.2f}")
    return not name.startswith("=") or abs(z) < 3


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
