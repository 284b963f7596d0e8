"""What is wrong can be found by simple statistics, and what is only unusual does not look wrong."""

import numpy as np
import pytest

from simulation.field.calendar import TUNIS
from simulation.field.schedule import DAY
from simulation.population.scenario import Misbehaviour
from tests.simulation.misbehaviour.builders import fraud, seen
from tests.simulation.misbehaviour.draws import told
from tests.simulation.misbehaviour.reference import auc, highest, yield_by_interviewer

FABRICATED = "AD"
ALERTS = 20


def test_every_record_of_a_misbehaving_interviewer_is_in_order() -> None:
    assert set(seen().kind) == set("ABDEFGH") | {""}  # the evidence is checked where it is gathered


def test_copies_of_own_interviews_are_the_nearest_to_another_of_the_same_interviewer() -> None:
    innocent = ~seen().of("D")
    assert auc(seen().likeness[innocent], seen().of("A")[innocent]) >= 0.98


def test_most_of_the_nearest_interviews_are_made_up() -> None:
    assert seen().of(FABRICATED)[highest(seen().likeness, ALERTS)].mean() >= 0.6
    alone = ~seen().of("D")
    assert seen().of("A")[alone][highest(seen().likeness[alone], ALERTS)].mean() >= 0.6


def test_the_honest_outlier_raises_no_alarm() -> None:
    assert seen().of("G").sum() > ALERTS
    assert not seen().of("G")[highest(seen().likeness, 10)].any()


def test_copies_among_colleagues_are_found_across_interviewers_only() -> None:
    across = seen().likeness_in_team
    innocent = ~seen().of("A")
    copies = seen().of("D")[innocent]
    assert auc(across[innocent], copies) >= 0.97
    assert auc(across[innocent], copies) > auc(seen().likeness[innocent], copies) + 0.05


@pytest.mark.parametrize(("kind", "least"), [("A", 0.95), ("B", 0.9)])
def test_made_up_and_hurried_interviews_are_short(kind: str, least: float) -> None:
    compared = seen().of(kind) | (seen().kind == "")
    assert auc(-seen().minutes[compared], seen().of(kind)[compared]) >= least


def test_night_fillers_begin_when_nobody_is_asked() -> None:
    starts = [answers["start"].astimezone(TUNIS) for answers in seen().answers]
    begins = np.array([start.hour + start.minute / 60 for start in starts])
    night = (begins >= 22.25) | (begins < 6)  # the last evening interviews may begin about ten
    assert np.array_equal(night, seen().of("E"))


def test_a_question_learned_wrongly_has_a_code_that_never_comes() -> None:
    asked = np.array([answers.get("con_has") not in (None, "") for answers in seen().answers])
    oral = np.array([answers.get("con_has") == "2" for answers in seen().answers])
    assert oral[asked & ~seen().of("H")].mean() > 0.15
    assert not oral[seen().of("H")].any()


def test_inflated_network_sizes_are_larger() -> None:
    sizes = np.array([int(answers["nw_know"]) for answers in seen().answers])
    assert np.median(sizes[seen().of("F")]) > 1.5 * np.median(sizes[seen().kind == ""])


def test_hurried_interviews_open_fewer_gates() -> None:
    sends = np.array([answers["rem_send"] == "1" for answers in seen().answers])
    assert sends[seen().of("B")].mean() < 0.6 * sends[seen().kind == ""].mean()


def test_false_ineligibles_show_in_the_eligible_persons_found_for_each_dwelling_screened() -> None:
    guilty, others = [], []
    for number in range(12):
        found = told("fraud", only=Misbehaviour("C", 1, 0.2), number=number)
        (who,) = found.roles[0].interviewers
        residual = yield_by_interviewer(found.draw)
        guilty.append(residual[who])
        others.append(np.delete(residual, who).mean())
    assert np.mean(guilty) < -1
    assert abs(np.mean(others)) < 0.3


def test_false_ineligibles_are_told_at_one_visit_late_in_the_day() -> None:
    draw, units = fraud().draw, fraud().told.units.row
    hour = (draw.screening.at - draw.calendar.midnight) % DAY // 3600
    assert set(draw.screening.visits[units]) == {1}
    assert hour[units].min() > np.median(hour)
