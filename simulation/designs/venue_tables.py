"""The sample of the venue-day-time design as tables."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa

from questionnaires.contracts import Contract
from questionnaires.files import ordered
from questionnaires.hard_to_reach import PLACES, VENUE_ARRIVALS, VENUE_ATTENDANCE, VENUE_INTERVIEWS, VENUE_SESSIONS
from simulation.designs.naming import A_DAY, interviewer_id, moments
from simulation.designs.parameters import Designs
from simulation.designs.places import Venues
from simulation.designs.venue import VenueSample
from simulation.population.arrays import Numbers, Texts

LASTS = 240  # minutes of a session; interviews start at even distances within it


def venue_tables(sample: VenueSample, venues: Venues, designs: Designs, first_day: date) -> Mapping[Contract, pa.Table]:
    """Places, sessions, arrivals taken, interviews and reported attendance."""
    place = venues.venue[sample.session]
    hour = np.array([designs.venues[kind].hour for kind in venues.kind])
    opened = venues.day[sample.session] * A_DAY + 60 * hour[place]
    session_id = np.array(
        [f"{venues.place_id[row]}-{day:02d}" for row, day in zip(place, venues.day[sample.session], strict=True)]
    )
    tables = {
        PLACES: _places(sample, venues),
        VENUE_SESSIONS: _sessions(sample, venues, session_id, opened, first_day),
        VENUE_ARRIVALS: pa.table(
            {
                "session_id": session_id[sample.at].tolist(),
                "arrival_no": sample.arrival_no,
                "person_id": sample.person_id.tolist(),
                "outcome": sample.outcome.tolist(),
            }
        ),
        VENUE_INTERVIEWS: _interviews(sample, venues, session_id, opened, first_day),
        VENUE_ATTENDANCE: _attendance(sample, venues),
    }
    return {contract: ordered(contract, table) for contract, table in tables.items()}


def _places(sample: VenueSample, venues: Venues) -> pa.Table:
    return pa.table(
        {
            "place_id": venues.place_id.tolist(),
            "site": venues.site.tolist(),
            "design": ["venue"] * len(venues.place_id),
            "kind": venues.kind.tolist(),
            "sessions_open": np.bincount(venues.venue, minlength=len(venues.place_id)),
            "expected_size": sample.plan.expected_size,
            "p_place": sample.plan.p_place,
            "p_session": sample.plan.p_session,
            "take_every": sample.plan.take_every,
        }
    )


def _sessions(sample: VenueSample, venues: Venues, session_id: Texts, opened: Numbers, first_day: date) -> pa.Table:
    place = venues.venue[sample.session]
    return pa.table(
        {
            "session_id": session_id.tolist(),
            "place_id": venues.place_id[place].tolist(),
            "site": venues.site[place].tolist(),
            "opened_at": moments(first_day, opened),
            "counted": sample.counted,
            "taken": np.bincount(sample.at, minlength=len(place)),
            "interviewer_id": [interviewer_id("V", venues.site[row], 1 + int(row) % 4) for row in place],
        }
    )


def _interviews(sample: VenueSample, venues: Venues, session_id: Texts, opened: Numbers, first_day: date) -> pa.Table:
    first = sample.first
    at = sample.at[first]
    taken = np.bincount(sample.at, minlength=len(sample.session))[at]
    return pa.table(
        {
            "person_id": sample.person_id[first].tolist(),
            "site": venues.site[venues.venue[sample.session[at]]].tolist(),
            "session_id": session_id[at].tolist(),
            "interviewed_at": moments(first_day, opened[at] + LASTS * sample.arrival_no[first] / (taken + 1)),
            "would_be_listed": sample.would_be_listed.tolist(),
            "was_listed": (
                pa.nulls(len(first), pa.string()) if sample.was_listed is None else sample.was_listed.tolist()
            ),
        }
    )


def _attendance(sample: VenueSample, venues: Venues) -> pa.Table:
    row, place = np.nonzero(sample.reported)
    return pa.table(
        {
            "person_id": sample.person_id[sample.first][row].tolist(),
            "place_id": venues.place_id[place].tolist(),
            "attended": sample.reported[row, place],
        }
    )
