"""One small campaign with all that goes wrong on the way, delivered in any order: what the service makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulation.fieldwork import Fieldwork
from simulation.filling.submissions import Submission
from simulation.operations.desk_review import desk_review
from survey_api.administration import load_sample
from survey_api.export import export
from tests.end_to_end.office import Office, give_out, office, supervisor, teams_of_psus
from tests.end_to_end.tiny import sample_to_list, tiny_fieldwork
from tests.simulation.builders import forms

STRATA = ("high-GT",)


@dataclass(frozen=True)
class Course:
    """Records in the order of their arrival, before and after supervisors approve the listings."""

    before: Sequence[Submission]
    after: Sequence[Submission]


@dataclass(frozen=True)
class Seen:
    """What the service makes of a course."""

    psus: Any
    cases: Any
    interviews: Any
    manifest: str  # with the digest of every table of the export


@dataclass(frozen=True)
class Campaign:
    """The sample, what its tablets make, corrections of interviews among it."""

    sample: Path
    fieldwork: Fieldwork
    listing: tuple[Submission, ...]
    visits: tuple[Submission, ...]

    def in_time(self) -> Course:
        """As it was made."""
        return Course(self.listing, self.visits)

    def in_any_order(self, seed: int) -> Course:
        """Out of order, sent again; some visits before the listing is approved, one tablet after all others."""
        random = np.random.default_rng(seed)
        tablets = sorted({one.device for one in self.visits})
        late = tablets[int(random.integers(len(tablets)))]
        early = [one for one in self.visits if one.device != late and random.random() < 0.5]
        known = {one.instance_id for one in early}
        rest = [one for one in self.visits if one.instance_id not in known and one.device != late]
        last = [one for one in self.visits if one.device == late]
        before, after = _jumbled([*self.listing, *early], random), _jumbled(rest, random)
        return Course(before, [*after, *_jumbled([*last, *early[:20], *self.listing[:20]], random)])


def campaign(folder: Path) -> Campaign:
    """One stratum: two PSUs, six tablets; every tenth interview comes with a correction."""
    sample = sample_to_list(folder, STRATA)
    fieldwork = tiny_fieldwork(sample)
    review = desk_review(forms().individual, fieldwork.submissions, fieldwork.seed)
    visits = (*review.as_sent(fieldwork.submissions), *(back.correction for back in review.returned))
    return Campaign(sample, fieldwork, fieldwork.listing_submissions, visits)


def delivered(folder: Path, told: Campaign, course: Course) -> Seen:
    """A service of its own for one course."""
    with office(folder / "home", told.fieldwork) as here:
        load_sample(here.service.order, told.sample)
        give_out(here, told.fieldwork)
        here.send(course.before)
        for psu, team in teams_of_psus(told.fieldwork).items():
            here.order("approve_psu", supervisor(team), psu_id=psu)
        here.send(course.after)
        manifest = export(here.settings, folder / "exports", survey="tunisia").manifest
        return _seen(here, manifest.to_json())


def _seen(here: Office, manifest: str) -> Seen:
    cases = {
        name: (one.state, one.code, one.n_attempts, one.closure, one.history.breaches, one.history.rest, one.lacks)
        for name, one in here.cases().items()
    }
    interviews = {case: (one.state, one.head.instance_id) for case, one in here.interviews().items()}
    return Seen(here.psus(), cases, interviews, manifest)


def _jumbled(some: Sequence[Submission], random: np.random.Generator) -> list[Submission]:
    both = [*some, *(one for one in some if random.random() < 0.15)]
    return [both[place] for place in random.permutation(len(both))]
