"""What interviews that end early owe, counted as the record check counts it."""

from dataclasses import replace

import pytest

from questionnaires.checking import UNANSWERED
from simulation.field.protocol import field_protocol
from simulation.filling.interviews import interview
from simulation.known.owed import owed
from tests.simulation.builders import checked, fieldwork, forms


@pytest.mark.parametrize("block", field_protocol().visits.partial_until)
def test_an_interview_that_ends_after_a_block_owes_what_the_check_finds_unanswered(block: str) -> None:
    found, form = fieldwork(), forms().individual
    held = [visit for visit in found.visits if visit.interviewed][:12]
    counts, expected = [], []
    for visit in held:
        stopped = interview(form, found.world, replace(visit, until=block), found.seed)
        problems = checked(stopped).problems
        assert {problem.code for problem in problems} <= UNANSWERED
        counts.append(len(problems))
        expected += owed(form, found.world, found.seed, [(visit.case.member.person, visit.at.date(), block)])
    assert expected == counts
    assert min(counts) > 0
