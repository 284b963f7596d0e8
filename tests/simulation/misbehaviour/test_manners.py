"""What is entered when an interview is not held as it should be; the record stays in order in every case."""

from functools import cache

import numpy as np
import pytest

from simulation.field.persons import Visit
from simulation.misbehaviour.copying import Copied
from simulation.misbehaviour.hurrying import Hurried
from simulation.misbehaviour.inflating import Inflated
from simulation.misbehaviour.misreading import Misread
from simulation.misbehaviour.pace import AtPace
from simulation.misbehaviour.questions import questions
from tests.simulation.builders import forms
from tests.simulation.misbehaviour.builders import Answers, answering, entered, minutes, visits

N = 60


@cache
def honest() -> list[Answers]:
    return [entered(visit) for visit in visits()[:N]]


def copy(visit: Visit, source: Visit, changed: float) -> Answers:
    key = visit.case.member.case_id.encode()
    return entered(visit, Copied(answering(source), changed, 17.0, key))


@cache
def copies(changed: float) -> list[tuple[Answers, Answers]]:
    """Each copy with the interview it was taken from."""
    pairs = zip(visits()[:N], visits()[1 : N + 1], range(1, N), strict=False)
    return [(copy(visit, source, changed), honest()[place]) for visit, source, place in pairs]


def alike(one: Answers, other: Answers) -> float:
    """Share of equal answers among the questions asked in both, but those that the listing answers."""
    items = [item for item in asked(one) & asked(other) if item not in questions().from_the_listing]
    return float(np.mean([one[item] == other[item] for item in items]))


def asked(answers: Answers) -> set[str]:
    names = {node.name for node in forms().individual.questions if node.is_asked}
    return {name for name in names if answers.get(name) not in (None, "")}


def test_a_copy_without_changes_has_the_answers_of_its_source_and_the_case_of_its_own() -> None:
    for (copied, source), own in zip(copies(0.0), honest(), strict=False):
        assert alike(copied, source) > 0.97
        for fact in ("age", "sex", "citiz1", "gov", "case_id"):
            assert copied[fact] == own[fact]


def test_so_many_answers_of_a_copy_are_changed_as_was_meant() -> None:
    same = [alike(copied, source) for copied, source in copies(0.08)]
    assert sum(same) / len(same) == pytest.approx(0.92, abs=0.02)


def test_a_copy_takes_its_own_time_and_is_complete() -> None:
    for copied, _ in copies(0.08):
        assert minutes(copied) == pytest.approx(17)
        assert copied["end_coop"]


def test_in_a_hurry_gates_open_a_third_as_often_and_fewer_questions_are_asked() -> None:
    hurried = [entered(visit, Hurried(3.0, 0.5, 0.45, visit.case.member.case_id.encode())) for visit in visits()[:N]]
    open_before = sum(opens(answers) for answers in honest())
    assert sum(opens(answers) for answers in hurried) == pytest.approx(open_before / 3, rel=0.35)
    assert sum(len(asked(answers)) for answers in hurried) < 0.95 * sum(len(asked(answers)) for answers in honest())
    for quick, usual in zip(hurried, honest(), strict=True):
        assert minutes(quick) == pytest.approx(0.45 * minutes(usual), abs=0.1)


def opens(answers: Answers) -> int:
    return sum(answers.get(gate) not in (None, "", closing) for gate, closing in questions().gates.items())


def test_at_a_pace_of_ones_own_nothing_but_the_time_changes() -> None:
    for visit, usual in zip(visits()[:10], honest(), strict=False):
        quick = entered(visit, AtPace(0.7))
        assert {**quick, "end": None} == {**usual, "end": None}
        assert minutes(quick) == pytest.approx(0.7 * minutes(usual), abs=0.1)


def test_a_question_learned_wrongly_is_always_entered_by_the_wrong_code() -> None:
    found = [entered(visit, Misread("con_has", {"2": "3"})) for visit in visits()[:N]]
    meant = {answers["con_has"] for answers in honest()}
    assert "2" in meant
    assert {answers["con_has"] for answers in found} == meant - {"2"}


def test_a_network_size_is_inflated_and_nothing_else() -> None:
    for visit, usual in zip(visits()[:20], honest(), strict=False):
        found = entered(visit, Inflated(3.0))
        assert int(found["nw_know"]) == 3 * int(usual["nw_know"])
        same = {"nw_know", "nw_seen"} | {name for name in found if name not in asked(found)}
        assert {name: found[name] for name in found if name not in same} == {
            name: usual[name] for name in usual if name not in same
        }


@pytest.mark.parametrize("gate", sorted(questions().gates))
def test_a_gate_is_a_question_whose_closing_answer_is_offered(gate: str) -> None:
    node = {node.name: node for node in forms().individual.questions}[gate]
    assert node.choices is not None
    assert questions().gates[gate] in {choice.name for choice in node.choices.every}


def test_questions_that_cheats_know_exist() -> None:
    names = {node.name for node in forms().individual.questions if node.is_asked}
    known = questions()
    assert known.from_the_listing | known.always | known.probed | set(known.gates) <= names
