"""The centre design: at each centre a number of its attenders is drawn, who say which centres they attend.

A person may be drawn at several centres and counts each time; the interview is held once. Weights need the attendance
of each person at all sampled centres, and centres tied to one another by people who attend several.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from questionnaires.contracts import Contract
from questionnaires.files import ordered
from questionnaires.hard_to_reach import CENTRE_INTERVIEWS, CENTRE_VISITS, PLACES
from simulation.designs.inclinations import probability
from simulation.designs.naming import A_DAY, interviewer_id, moments, person_ids
from simulation.designs.overlap import was_listed, would_be_listed
from simulation.designs.parameters import Designs
from simulation.designs.places import Centres
from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.population.community import Community

OPENS, EACH = 9 * 60, 35  # minutes: first interview of a day, time between two
A_DAY_OF_WORK = 12  # interviews at a centre


@dataclass(frozen=True)
class CentreSample:
    """Draws in the order of the field; the first arrays have one value a draw, the last one a centre."""

    person: Numbers  # row of the community: the truth, not in the tables
    person_id: Texts
    place: Numbers  # row of ``Centres``
    again: Truths  # drawn before, at another centre
    minute: Numbers
    would_be_listed: Texts
    was_listed: Texts | None
    asked: Numbers
    refused: Numbers
    ineligible: Numbers
    expected_size: Amounts


def draw_centres(
    people: Community,
    centres: Centres,
    designs: Designs,
    random: np.random.Generator,
    listed: Truths | None = None,
) -> CentreSample:
    """Attenders of every centre, drawn with equal probability until the interviews wanted are there."""
    field = designs.centre
    meeting, answering, mapping, listing = random.spawn(4)  # a change of one leaves the others as they are
    answers = answering.random(len(people)) < probability(people, field.response)
    persons, places = [], []
    asked, refused, ineligible = (np.zeros(len(centres.place_id), dtype=np.int64) for _ in range(3))
    for row in range(len(centres.place_id)):
        met = meeting.permutation(centres.attendance.by(row))
        enough = np.flatnonzero(np.cumsum(people.eligible[met] & answers[met]) == field.interviews)
        met = met[: enough[0] + 1] if len(enough) else met
        asked[row], ineligible[row] = len(met), int((~people.eligible[met]).sum())
        refused[row] = int((people.eligible[met] & ~answers[met]).sum())
        found = met[people.eligible[met] & answers[met]]
        persons.append(found)
        places.append(np.full(len(found), row))
    person, place = np.concatenate(persons).astype(np.int64), np.concatenate(places)
    nth = np.concatenate([np.arange(len(found)) for found in persons])
    minute = nth // A_DAY_OF_WORK * A_DAY + OPENS + nth % A_DAY_OF_WORK * EACH
    order = np.lexsort((place, minute))
    person, place, minute = person[order], place[order], minute[order]
    _, first, same = np.unique(person, return_index=True, return_inverse=True)
    ids = person_ids("C", centres.site[place[np.sort(first)]])
    mapped = np.exp(field.mapping_error * mapping.standard_normal(len(centres.place_id)))
    who = person[first]
    return CentreSample(
        person=person,
        person_id=ids[np.argsort(np.argsort(first))][same],
        place=place,
        again=~np.isin(np.arange(len(person)), first),
        minute=minute,
        would_be_listed=would_be_listed(people, who, designs.overlap, listing)[same],
        was_listed=None if listed is None else was_listed(listed, who, designs.overlap, listing)[same],
        asked=asked,
        refused=refused,
        ineligible=ineligible,
        expected_size=np.asarray(centres.attendance.sizes * mapped, dtype=float),
    )


def attendance(sample: CentreSample, centres: Centres) -> Truths:
    """Which centres each draw's person attends: a matrix of draws by centres."""
    matrix = np.zeros((len(sample.person), len(centres.place_id)), dtype=bool)
    for row, person in enumerate(sample.person):
        matrix[row, centres.attendance.where(int(person))] = True
    return matrix


def tied_centres(attends: Truths) -> Numbers:
    """The component of each centre when two centres are tied by a person who attends both."""
    some = csr_array(attends.astype(np.int64))
    return np.asarray(connected_components(some.T @ some, directed=False)[1], dtype=np.int64)


def centre_tables(sample: CentreSample, centres: Centres, first_day: date) -> Mapping[Contract, pa.Table]:
    """The sample as tables."""
    site = centres.site[sample.place]
    names = [" ".join(centres.place_id[centres.attendance.where(int(person))]) for person in sample.person]
    interviews = pa.table(
        {
            "place_id": centres.place_id[sample.place].tolist(),
            "person_id": sample.person_id.tolist(),
            "site": site.tolist(),
            "again": sample.again,
            "met_at": moments(first_day, sample.minute),
            "attends": names,
            "interviewer_id": [
                interviewer_id("C", code, 1 + int(row) % 3) for code, row in zip(site, sample.place, strict=True)
            ],
            "would_be_listed": sample.would_be_listed.tolist(),
            "was_listed": pa.nulls(len(site), pa.string()) if sample.was_listed is None else sample.was_listed.tolist(),
        }
    )
    visits = pa.table(
        {
            "place_id": centres.place_id.tolist(),
            "site": centres.site.tolist(),
            "asked": sample.asked,
            "refused": sample.refused,
            "ineligible": sample.ineligible,
            "interviewed": np.bincount(sample.place, minlength=len(centres.place_id)),
        }
    )
    places = pa.table(
        {
            "place_id": centres.place_id.tolist(),
            "site": centres.site.tolist(),
            "design": ["centre"] * len(centres.place_id),
            "kind": centres.kind.tolist(),
            "sessions_open": pa.nulls(len(centres.place_id), pa.int64()),
            "p_place": pa.nulls(len(centres.place_id), pa.float64()),
            "p_session": pa.nulls(len(centres.place_id), pa.float64()),
            "take_every": pa.nulls(len(centres.place_id), pa.int64()),
            "expected_size": sample.expected_size,
        }
    )
    return {
        PLACES: ordered(PLACES, places),
        CENTRE_VISITS: ordered(CENTRE_VISITS, visits),
        CENTRE_INTERVIEWS: ordered(CENTRE_INTERVIEWS, interviews),
    }
