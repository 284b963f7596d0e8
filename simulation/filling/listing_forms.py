"""Listing forms: one record for each unit of the drawn area units, with its roster where it was screened."""

from collections.abc import Mapping
from datetime import timedelta

from questionnaires.filling import Clock, Filling, Question
from questionnaires.form import Form
from simulation.answers.places import delegation
from simulation.field.listing import ListedUnit, Member
from simulation.field.tables import AREA_FRAME
from simulation.filling.filling_in import any_code, fill
from simulation.filling.submissions import Submission
from simulation.identifiers import instance_id
from simulation.population.world import MIN_AGE, World
from simulation.streams import uniform

MINUTES_A_UNIT = 3
DELEGATION = "deleg"
REACHABLE = {"1": 0.92, "0": 0.05, "-8": 0.03}  # in the next two weeks, as the household says


def listing(form: Form, world: World, unit: ListedUnit, seed: int) -> Submission:
    """The record of one listed unit."""
    filling = screened(form, world, unit, seed)
    return Submission(
        form.form_id,
        form.version,
        filling.instance_id,
        filling.to_xml(),
        unit.device,
        unit.at.timestamp(),
        psu_id=unit.psu_id,
        interviewer=unit.interviewer,
    )


def screened(form: Form, world: World, unit: ListedUnit, seed: int) -> Filling:
    """The same record, filled in and not yet sent."""
    facts = {
        "unit_id": unit.unit_id,
        "psu_code": unit.psu_id,
        "interviewer_id": unit.interviewer,
        "sel_u": f"{unit.start:.6f}",
        "min_age": str(MIN_AGE),
    }
    clock = Clock(unit.at, unit.at + timedelta(minutes=MINUTES_A_UNIT))
    filling = Filling(form, clock, facts, instance_id(seed, form.form_id, unit.unit_id))
    told = _told(world, unit)

    def said(question: Question) -> str | None:
        if question.name == DELEGATION:
            return delegation(unit.psu_id, [choice.name for choice in filling.choices(question)])
        if question.position:
            return _told_of(unit.members[int(question.position) - 1]).get(question.name)
        return told.get(question.name)

    fill(filling, said, any_code)
    return filling


def _told(world: World, unit: ListedUnit) -> Mapping[str, str]:
    return {
        "gov": str(world.frame.governorate[unit.psu]),
        "milieu": "1" if world.frame.urban[unit.psu] else "2",
        "frame": AREA_FRAME,
        "unit_status": unit.status,
        "l_consent": "1",
        "n_persons": str(unit.n_persons),
        "n_foreign": str(unit.n_foreign),
    }


def _told_of(member: Member) -> Mapping[str, str]:
    return {
        "m_sex": member.sex,
        "m_age": str(member.age),
        "m_rel": member.relation,
        "m_citiz": member.citizenship,
        "m_months": str(member.months),
        "m_intend6": member.intends,
        "m_work": member.works,
        "m_present": _reachable(member),
    }


def _reachable(member: Member) -> str:
    left = uniform(b"reachable", f"{member.person}")
    for code, share in REACHABLE.items():
        left -= share
        if left < 0:
            return code
    return code
