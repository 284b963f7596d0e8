"""What the service would export of a fieldwork in which some misbehave, with paradata and batches, and the truth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import pyarrow as pa

import amem
from questionnaires.checking import check
from questionnaires.codebook import public_columns
from questionnaires.contracts import INTERVIEWS, Contract
from questionnaires.files import ARROW_TYPES, ordered
from questionnaires.records import read_record
from questionnaires.versions import released
from simulation.field.tables import tables, with_doors
from simulation.fieldwork import Fieldwork, provenance, simulate
from simulation.filling.asked import sections_of
from simulation.filling.interviews import interview
from simulation.filling.submissions import Submission
from simulation.population.scenario import scenario
from simulation.roads.campaign import Campaign, prepare
from tests.simulation.builders import code_lists, forms

SEED = 5


@dataclass(frozen=True)
class Exported:
    """The tables of an export by name, and what only the simulation knows."""

    tables: Mapping[str, pa.Table]
    labels: pa.Table
    teams: Mapping[str, str]  # of each interviewer


@cache
def exported(seed: int = SEED, country: str = "small", kinds: str = "ABCDEFGH") -> Exported:
    """The tables of the scenario with these kinds of misbehaviour."""
    usual = scenario("fraud")
    asked = tuple(one for one in usual.misbehaviours if one.kind in kinds)
    return export_of(simulate(replace(usual, misbehaviours=asked), seed, forms(), code_lists(), country))


def export_of(fieldwork: Fieldwork) -> Exported:
    """The tables of a fieldwork whose interviews all came."""
    how, draw = provenance(forms()), fieldwork.draw
    campaign = prepare(fieldwork, tuple(released(amem.TUNISIA.forms)))
    held = tuple(_interviews(campaign))
    found: dict[Contract, pa.Table] = dict(with_doors(tables(draw, how), draw, how))
    found[INTERVIEWS] = _table(held)
    found |= campaign.operations(campaign.send(held))
    size = draw.teams.size
    teams = {name: f"{min(number, 59) // size:02d}" for number, name in enumerate(draw.teams.names)}
    return Exported({contract.name: data for contract, data in found.items()}, fieldwork.labels, teams)


def _interviews(campaign: Campaign) -> Iterable[Submission]:
    work, form = campaign.fieldwork, forms().individual
    sections = sections_of(form)
    for visit in work.visits:
        if visit.interviewed:
            held = interview(form, work.world, campaign.plan.on_tablet(visit), work.seed, work.manner(visit))
            yield replace(
                held,
                psu_id=visit.case.unit.psu_id,
                case_id=visit.case.member.case_id,
                interviewer=visit.interviewer,
                asked=sections.asked(held.xml),
            )


def _table(held: Iterable[Submission]) -> pa.Table:
    form, how = forms().individual, provenance(forms())
    columns = public_columns(form)
    rows = []
    for one in held:
        found = check(form, read_record(one.xml))
        given = found.answers.answers
        rows.append(
            {
                "interview_id": one.instance_id,
                "case_id": one.case_id,
                "questionnaire": one.form_id,
                "interviewer_id": one.interviewer,
                "started_at": given["start"],
                "ended_at": given["end"],
                "interview_date": given["today"],
                "n_problems": len(found.problems),
                "questionnaire_version": one.version,
                "frame": "1",
                "mode": how.field.mode,
                "review_state": "received",
            }
            | {column.name: given.get(column.name) for column in columns}
        )
    contract = INTERVIEWS.with_columns(columns)
    types = {column.name: ARROW_TYPES[column.kind] for column in contract.columns}
    data = pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in types.items()})
    return ordered(contract, data)
